import { describe, expect, test } from 'vitest';
import { findFindings, type CheckFacts } from '../../../src/web/pages/findings.ts';
import { verdictOf, type HomeView } from '../../../src/web/pages/home.tsx';
import { methodName, paymentMethod } from '../../../src/web/pages/payment-methods.ts';
import { createFormat } from '../../../src/web/words/format.ts';
import { words } from '../../../src/web/words/words.ts';
import { aCompany, someSettings } from '../../domain/build.ts';
import { now } from './shopfront.ts';

const format = createFormat('de', 'Europe/Zurich');

function facts(over: Partial<CheckFacts> = {}): CheckFacts {
  return {
    connection: { broken: false, scopes: ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show', 'accounting'] },
    shopScopes: ['write_orders', 'read_customers', 'read_products'],
    company: aCompany(),
    settings: someSettings(),
    gatewaysSeen: ['shopify_payments'],
    ratesSeenPpm: [81_000, 26_000],
    lastHeardAt: now,
    installedAt: now,
    now,
    canSetRounding: true,
    ...over,
  };
}

const open = (over: Partial<CheckFacts>) => findFindings(facts(over), format).filter((one) => one.level !== 'success').map((one) => `${one.level} ${one.id} ${one.subject}`.replaceAll('\u00A0', ' ').trim());

describe('the check', () => {
  test('finds nothing in a shop that is ready', () => expect(open({})).toEqual([]));

  test.each<[string, Partial<CheckFacts>, string[]]>([
    ['not connected', { connection: null, company: null, settings: null }, ['critical connection', 'critical settings']],
    ['broken', { connection: { broken: true, scopes: [] } }, ['critical connection']],
    ['a scope missing in bexio', { connection: { broken: false, scopes: ['contact_edit', 'article_edit', 'bank_account_show', 'accounting'] } }, ['critical bexio-scopes kb_invoice_edit']],
    ['a scope missing that only refunds need', { connection: { broken: false, scopes: ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show'] } }, ['caution bexio-scopes accounting']],
    ['a scope missing in Shopify', { shopScopes: ['read_orders', 'read_customers'] }, ['critical shopify-scopes read_products']],
    ['a rate the shop sold at, unknown in bexio', { ratesSeenPpm: [190_000] }, ['caution tax-rate 19%']],
    ['silence for a week', { lastHeardAt: new Date(now.getTime() - 8 * 86_400_000) }, ['caution webhooks vor 8 Tagen']],
    ['never heard, installed today', { lastHeardAt: null }, []],
    ['an inactive rate', { company: aCompany({ taxes: aCompany().taxes.map((tax) => (tax.ratePpm === 26_000 ? { ...tax, active: false } : tax)) }) }, ['caution tax-rate 2.6%']],
    ['five rappen', { company: aCompany({ currencies: [{ id: 11, code: 'CHF', roundFactorMinor: 5 }] }) }, ['caution rounding CHF 0.05']],
    ['no numbering', { company: aCompany({ automaticNumbering: { invoice: false, order: true } }) }, ['critical numbering']],
    ['a new payment method', { gatewaysSeen: ['wallee'] }, ['caution gateway wallee']],
    ['a locked account', { company: aCompany({ accounts: aCompany().accounts.map((account) => ({ ...account, usable: account.id !== someSettings().accounts.sales })) }) }, ['critical accounts']],
    ['no collective contact', { settings: someSettings({ collectiveContactId: null }) }, ['caution collective-contact']],
    ['stock in bexio without the module', { connection: { broken: false, scopes: ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show', 'accounting', 'kb_order_edit', 'kb_delivery_edit', 'stock_edit'] }, settings: someSettings({ documents: 'order-delivery-invoice' }), company: aCompany({ modules: { stock: true, deliveries: false } }) }, ['critical modules']],
    ['a start in the future', { settings: someSettings({ goLiveAt: '2027-01-01T00:00:00.000Z' }) }, ['caution go-live']],
  ])('%s', (_what, over, found) => expect(open(over)).toEqual(found));

  test('a currency that the shop does not use is nobody’s business', () => {
    const company = aCompany({ currencies: [...aCompany().currencies, { id: 99, code: 'JPY', roundFactorMinor: 100 }] });
    expect(open({ company })).toEqual([]);
  });

  test('the button sets the rounding where the app can, and leads to bexio where it cannot', () => {
    const company = aCompany({ currencies: [{ id: 11, code: 'CHF', roundFactorMinor: 5 }] });
    const actionWhen = (canSetRounding: boolean) => findFindings(facts({ company, canSetRounding }), format).find((one) => one.id === 'rounding')?.action;
    expect(actionWhen(true)).toEqual({ kind: 'post', path: '/check/rounding', fields: { currency: 'CHF' } });
    expect(actionWhen(false)?.kind).toBe('bexio');
  });
});

describe('the one sentence', () => {
  const counts = { working: 0, waiting: 0, booked: 0, skipped: 0, problem: 0, retrying: 0 };
  const view = (over: Partial<HomeView['counts']>): HomeView => ({ connection: 'connected', companyName: '', settingsReady: true, counts: { ...counts, ...over }, attention: [], days: [], totals: [], lastHeardAt: null, check: { level: 'success' as const, count: 0 } });
  test.each([
    [{ problem: 1, working: 3 }, 'attention'],
    [{ retrying: 1, booked: 4 }, 'working'],
    [{ booked: 4 }, 'fine'],
    [{ waiting: 2 }, 'quiet'],
  ] as const)('%o → %s', (over, key) => expect(verdictOf(view(over)).key).toBe(key));
});

describe('payment methods', () => {
  test.each([
    ['shopify_payments', 'provider'],
    ['twint', 'provider'],
    ['klarna', 'factor'],
    ['powerpay invoice', 'factor'],
    ['gift_card', 'voucher'],
    ['rechnung (qr)', 'invoice'],
    ['paiement anticipé', 'invoice'],
    ['nachnahme', 'cash'],
    ['toString', 'unknown'],
    ['constructor', 'unknown'],
  ] as const)('%s is a %s', (handle, kind) => expect(paymentMethod(handle).kind).toBe(kind));

  test('have a name in the reader’s language', () => {
    expect(methodName(words.fr, 'cash')).toBe('Espèces');
    expect(methodName(words.fr, 'twint')).toBe('TWINT');
    expect(methodName(words.fr, 'toString')).toBe('toString');
  });
});
