import { describe, expect, test } from 'vitest';
import type { Company } from '../../src/domain/company.ts';
import { nextStep } from '../../src/domain/plan/next-step.ts';
import { proposeSettings } from '../../src/domain/settings/proposed-settings.ts';
import { settingsFindings } from '../../src/domain/settings/settings-findings.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { aCompany, aLine, anOrder, aShippingLine, aShop, aTransaction, everyLanguage, nothingBooked, someSettings } from './build.ts';

function proposal(company: Company, seenGateways: string[] = []) {
  return proposeSettings({ company, shop: aShop(), seenGateways, goLiveAt: '2026-11-22T00:00:00Z' });
}

/** What stands in the way; a contact for buyers without a name is for the merchant to choose. */
function obstacles(settings: Settings, company: Company) {
  return settingsFindings(company, settings, { gatewaysSeen: [], now: new Date('2026-11-22T10:00:00Z') }).filter(({ id, level }) => level !== 'success' && id !== 'collective-contact');
}

describe('a proposal for a Swiss company', () => {
  const settings = proposal(aCompany(), ['Bank Deposit', 'bogus', 'Klarna']);

  test('accounts by the SME chart, by name, by kind', () => {
    expect(settings.accounts).toEqual({ sales: 107, shipping: 110, 'gift-cards': 106, tips: 109, duties: 107, fees: 109, rounding: 111 });
  });

  test('gateways by the name and the ledger account of the bank account', () => {
    const account = (bankAccountId: number, paymentTypeId: number | null = 801) => ({ settle: 'account', bankAccountId, paymentTypeId });
    expect(settings.gateways).toEqual({
      shopify_payments: account(302),
      paypal: account(304),
      twint: account(303),
      gift_card: account(306),
      shopify_store_credit: account(306),
      cash: account(305, 803),
      manual: { settle: 'open', paymentTypeId: 802 },
      'bank deposit': { settle: 'open', paymentTypeId: 802 },
      bogus: account(301),
      klarna: account(301),
    });
  });

  test('the rest', () => {
    expect(settings).toMatchObject({
      goLiveAt: '2026-11-22T00:00:00Z',
      bookWhen: 'created',
      finish: 'issued',
      presentation: 'gross',
      documents: 'order-delivery-invoice',
      articles: 'match',
      bankAccountByCurrency: { CHF: 301, EUR: 307 },
      unitId: 701,
      daysToPay: 30,
      language: 'customer',
      testOrders: false,
    });
    expect(proposal(aCompany({ modules: { stock: false, deliveries: true } }))).toMatchObject({ documents: 'invoice' });
    expect(proposal(aCompany({ keepsStock: false }))).toMatchObject({ documents: 'invoice', articles: 'match' });
  });

  test.each(everyLanguage)('real sentences in %s, without ß', (language) => {
    const { header, footer } = settings.texts[language];
    expect(header).toContain('{{order}}');
    expect(footer).toContain('{{shop}}');
    expect(header + footer).not.toContain('ß');
  });

  test('submitted unchanged, it books an order', () => {
    const order = anOrder({ lines: [aLine(), aLine({ id: '2', kind: 'tip', unitPriceMinor: 100 }), aLine({ id: '3', kind: 'gift-card' })], shippingLines: [aShippingLine()], createdAt: new Date('2026-11-23T00:00:00Z') });
    expect(obstacles(settings, aCompany())).toEqual([]);
    expect(nextStep({ order, shop: aShop(), settings, company: aCompany(), booked: nothingBooked() })).toMatchObject({ kind: 'step' });
  });
});

describe('a proposal for a bare company', () => {
  const bare = aCompany({
    accounts: [
      { id: 1, number: '3400', name: 'Dienstleistungsertrag', kind: 'earnings', usable: true },
      { id: 2, number: '3200', name: 'Handelsertrag', kind: 'earnings', usable: false },
      { id: 3, number: '2300', name: 'Passive Abgrenzung', kind: 'passive', usable: true },
    ],
    bankAccounts: [{ id: 9, name: 'Bank', currencyId: null, accountId: null, iban: null }],
    units: [],
    paymentTypes: [],
  });

  test('leans on what there is, never on what is locked', () => {
    const settings = proposal(bare);
    expect(settings.accounts).toEqual({ sales: 1, shipping: 1, 'gift-cards': 3, tips: 1, duties: 1, fees: 1, rounding: 1 });
    expect(settings.gateways['twint']).toEqual({ settle: 'account', bankAccountId: 9, paymentTypeId: null });
    expect(settings.unitId).toBeNull();
    expect(obstacles(settings, bare)).toEqual([]);
  });

  test('without any bank account nothing is booked on one', () => {
    const settings = proposal({ ...bare, bankAccounts: [], accounts: [] });
    expect(settings.gateways['shopify_payments']).toMatchObject({ settle: 'open' });
    expect(obstacles(settings, bare)).toEqual([{ id: 'accounts', level: 'critical', roles: ['sales', 'shipping'] }]);
  });
});

describe('what would stop orders', () => {
  test('is named before it does', () => {
    const company = aCompany({ bankAccounts: [], automaticNumbering: { invoice: false, order: false }, modules: { stock: false, deliveries: false } });
    const settings = someSettings({ documents: 'order-delivery-invoice', accounts: { ...someSettings().accounts, tips: 4242 }, gateways: { twint: { settle: 'account', bankAccountId: 303, paymentTypeId: null } } });
    expect(obstacles(settings, company)).toEqual([
      { id: 'accounts', level: 'critical', roles: ['tips'] },
      { id: 'gateway', level: 'caution', gateway: 'twint' },
      { id: 'numbering', level: 'critical', document: 'order' },
      { id: 'modules', level: 'critical' },
    ]);
  });

  test('a shop with nothing unusual has none, and a booked order proves it', () => {
    expect(obstacles(someSettings(), aCompany())).toEqual([]);
    expect(anOrder({ transactions: [aTransaction()] }).totals.outstandingMinor).toBe(0);
  });
});
