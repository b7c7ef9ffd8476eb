import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/settings/finding.ts';
import { checkHealth, type HealthFacts, type UserRight } from '../../src/domain/settings/health-check.ts';
import type { MemoryGap } from '../../src/domain/past/memory-gap.ts';
import { aCompany, someSettings } from './build.ts';

const now = new Date('2026-11-22T10:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const bexioScopes = ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show', 'accounting'];
const everything: UserRight = { enabled: true, edit: 'all', see: 'all' };

function facts(over: Partial<HealthFacts> = {}): HealthFacts {
  return {
    connection: { broken: false, scopes: bexioScopes },
    rights: { contact: everything, article: everything, kb_invoice: everything, kb_order: everything, kb_delivery: everything },
    shopScopes: ['write_orders', 'read_customers', 'read_products'],
    shopCurrency: 'CHF',
    company: aCompany(),
    settings: someSettings(),
    gatewaysSeen: ['shopify_payments'],
    ratesSeenPpm: [81_000, 26_000],
    lastHeardAt: now,
    missedAt: null,
    installedAt: now,
    gap: null,
    silentSince: { bexio: null, shopify: null },
    now,
    ...over,
  };
}

function gap(over: Partial<MemoryGap>): MemoryGap {
  return { since: daysAgo(1).toISOString(), until: now.toISOString(), why: 'silence', floors: {}, sweptAt: null, ...over };
}

/** What is not fine, in a line each: level, id and what it says beside. */
function open(over: Partial<HealthFacts>): string[] {
  return checkHealth(facts(over)).filter((one) => one.level !== 'success').map(({ id, level, ...more }: Finding) => [level, id, ...Object.values(more)].join(' '));
}

const stockSettings = someSettings({ documents: 'order-delivery-invoice' });
const stockScopes = { broken: false, scopes: [...bexioScopes, 'kb_order_edit', 'kb_delivery_edit', 'stock_edit'] };

describe('the check', () => {
  test('finds nothing in a shop that is ready', () => expect(open({})).toEqual([]));

  test.each<[string, Partial<HealthFacts>, string[]]>([
    ['not connected', { connection: null, company: null, settings: null, rights: null }, ['critical connection', 'critical settings']],
    ['broken', { connection: { broken: true, scopes: [] } }, ['critical connection']],
    ['a scope missing in bexio', { connection: { broken: false, scopes: ['contact_edit', 'article_edit', 'bank_account_show', 'accounting'] } }, ['critical bexio-scopes kb_invoice_edit']],
    ['a scope missing that only refunds need', { connection: { broken: false, scopes: ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show'] } }, ['caution bexio-scopes accounting']],
    ['a person who may not write invoices', { rights: { kb_invoice: { ...everything, edit: 'none' }, contact: { ...everything, enabled: false } } }, ['critical bexio-rights contact,kb_invoice']],
    ['a person who may write only their own', { rights: { kb_invoice: { ...everything, edit: 'own' } } }, []],
    ['a person who sees only their own contacts', { rights: { contact: { ...everything, see: 'own' } } }, ['caution contacts-seen']],
    ['rights of which bexio said nothing', { rights: null }, []],
    ['rights bexio left open', { rights: { kb_invoice: { enabled: true, edit: null, see: null } } }, []],
    ['no right to articles, where none are used', { rights: { article: { ...everything, edit: 'none' } }, settings: someSettings({ articles: 'text' }) }, []],
    ['no right to deliveries, where bexio keeps the stock', { rights: { kb_delivery: { ...everything, edit: 'none' } }, settings: stockSettings, connection: stockScopes }, ['critical bexio-rights kb_delivery']],
    ['a scope missing in Shopify', { shopScopes: ['read_orders', 'read_customers'] }, ['critical shopify-scopes read_products']],
    ['a rate the shop sold at, unknown in bexio', { ratesSeenPpm: [190_000] }, ['caution tax-rate 190000']],
    ['silence for a week', { lastHeardAt: daysAgo(8) }, [`caution webhooks ${daysAgo(8).toISOString()}`]],
    ['never heard, installed today', { lastHeardAt: null }, []],
    ['an order that was not announced', { missedAt: daysAgo(1) }, [`caution webhooks-missed ${daysAgo(1).toISOString()}`]],
    ['an order that was not announced long ago', { missedAt: daysAgo(3) }, []],
    ['a restored database', { gap: gap({}) }, [`caution memory-gap ${daysAgo(1).toISOString()}`]],
    ['a restored database, every order looked at since', { gap: gap({ sweptAt: now.toISOString() }) }, []],
    ['bexio has not answered for a day', { silentSince: { bexio: daysAgo(1), shopify: null } }, [`critical bexio-silent ${daysAgo(1).toISOString()}`]],
    ['Shopify has not answered for a day', { silentSince: { bexio: null, shopify: daysAgo(1) } }, [`critical shopify-silent ${daysAgo(1).toISOString()}`]],
    ['a hiccup of ten minutes', { silentSince: { bexio: daysAgo(10 / 1_440), shopify: null } }, []],
    ['a broken connection explains bexio’s silence', { connection: { broken: true, scopes: [] }, silentSince: { bexio: daysAgo(1), shopify: null } }, ['critical connection']],
    ['an inactive rate', { company: aCompany({ taxes: aCompany().taxes.map((tax) => (tax.ratePpm === 26_000 ? { ...tax, active: false } : tax)) }) }, ['caution tax-rate 26000']],
    ['five rappen', { company: aCompany({ currencies: [{ id: 11, code: 'CHF', roundFactorMinor: 5 }] }) }, ['caution rounding CHF 5']],
    ['no numbering', { company: aCompany({ automaticNumbering: { invoice: false, order: true } }) }, ['critical numbering']],
    ['a new payment method', { gatewaysSeen: ['wallee'] }, ['caution gateway wallee']],
    ['a locked account', { company: aCompany({ accounts: aCompany().accounts.map((account) => ({ ...account, usable: account.id !== someSettings().accounts.sales })) }) }, ['critical accounts sales,duties']],
    ['no account for shipping', { settings: someSettings({ accounts: { ...someSettings().accounts, shipping: null, tips: null } }) }, ['critical accounts shipping']],
    ['a rule with a locked account', { settings: someSettings({ rules: [{ name: 'B2B', when: {}, then: { salesAccountId: 4242 } }] }) }, ['critical accounts sales']],
    ['a bank account that bexio no longer has', { company: aCompany({ bankAccounts: aCompany().bankAccounts.filter(({ id }) => id !== 303) }) }, ['caution gateway twint']],
    ['a shop in a currency that bexio lacks', { shopCurrency: 'NOK' }, ['critical currency NOK']],
    ['the shop’s own currency rounded', { shopCurrency: 'JPY', company: aCompany({ currencies: [...aCompany().currencies, { id: 99, code: 'JPY', roundFactorMinor: 100 }] }) }, ['caution rounding JPY 100']],
    ['no collective contact', { settings: someSettings({ collectiveContactId: null }) }, ['caution collective-contact']],
    ['stock in bexio without the module', { connection: stockScopes, settings: stockSettings, company: aCompany({ modules: { stock: true, deliveries: false } }) }, ['critical modules']],
    ['stock in bexio without the numbering of orders', { connection: stockScopes, settings: stockSettings, company: aCompany({ automaticNumbering: { invoice: true, order: false } }) }, ['critical numbering order']],
    ['a start in the future', { settings: someSettings({ goLiveAt: '2027-01-01T00:00:00.000Z' }) }, ['caution go-live']],
  ])('%s', (_what, over, found) => expect(open(over)).toEqual(found));

  test('a currency that the shop does not use is nobody’s business', () => {
    const company = aCompany({ currencies: [...aCompany().currencies, { id: 99, code: 'JPY', roundFactorMinor: 100 }] });
    expect(open({ company })).toEqual([]);
  });
});
