import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, apiUrl, failureOf, noNetwork, recorded } from './arrange.ts';

noNetwork();

const connection = { companyId: 'q69vysq7fkzl' };
const forbidden = recorded('older-tenant/error-403-delete-issued-invoice').body;
const page = '?limit=2000&offset=0';

const fresh: Record<string, string> = {
  '/3.0/users/me': 'Users/fetch-authenticated-user',
  [`/2.0/company_profile${page}`]: 'CompanyProfiles/fetch-a-list-of-company-profiles',
  '/3.0/taxes?limit=2000': 'Taxes/fetch-a-list-of-taxes',
  '/3.0/currencies?limit=2000': 'Currencies/fetch-a-list-of-currencies',
  [`/2.0/accounts${page}`]: 'Accounts/fetch-a-list-of-accounts',
  [`/3.0/banking/accounts${page}`]: 'BankAccounts/fetch-a-list-of-bank-accounts',
  [`/2.0/kb_item_setting${page}`]: 'DocumentSettings/fetch-a-list-of-document-settings',
  [`/2.0/country${page}`]: 'Countries/fetch-a-list-of-countries',
  [`/2.0/language${page}`]: 'Languages/fetch-a-list-of-languages',
  [`/2.0/salutation${page}`]: 'Salutations/fetch-a-list-of-salutations',
  [`/2.0/unit${page}`]: 'Units/fetch-a-list-of-units',
  [`/2.0/payment_type${page}`]: 'PaymentTypes/fetch-a-list-of-payment-types',
};

type Answers = { stock: [number, nock.Body]; places: [number, nock.Body]; deliveries: [number, nock.Body]; articles?: nock.Body };

/** A fresh Swiss company as recorded in June 2026, but for the answers given; nobody has recorded stock and deliveries. */
function aCompany(modules: Answers, instead: Record<string, nock.Body> = {}) {
  // Nobody has recorded this one: the documentation says `slug`, other clients read `template_slug`.
  nock(apiUrl).get('/3.0/document_templates').reply(200, instead['/3.0/document_templates'] ?? [{ template_slug: '671cf7', name: 'Standardvorlage', is_default: true, default_for_document_types: ['invoice'] }]);
  for (const [path, name] of Object.entries(fresh)) nock(apiUrl).get(path).reply(200, instead[path] ?? recorded(name).body);
  nock(apiUrl).get(`/2.0/stock${page}`).reply(...modules.stock);
  nock(apiUrl).get(`/2.0/stock_place${page}`).reply(...modules.places);
  nock(apiUrl).get('/2.0/kb_delivery?limit=1').reply(...modules.deliveries);
  nock(apiUrl).get('/2.0/article?limit=2000&order_by=id_desc').reply(200, modules.articles ?? []);
}

const withStock = { stock: [200, [{ id: 1, name: 'Lager' }]], places: [200, [{ id: 4, name: 'Regal', stock_id: 1 }]], deliveries: [200, []] } satisfies Answers;

describe('a fresh company', () => {
  test('is read at its own ids', async () => {
    aCompany(withStock);
    const company = await aClient().client.company.read(connection);
    expect(company).toMatchObject({
      id: 'q69vysq7fkzl', name: 'Mustermann AG', userId: 1,
      bankAccounts: [{ id: 1, name: 'Musterbank', currencyId: 1, accountId: 116, iban: 'CH8781223780488303006' }],
      units: [{ id: 1, name: 'Stk' }, { id: 2, name: 'h' }],
      stockPlaces: [{ stockId: 1, placeId: 4, name: 'Lager / Regal' }],
      modules: { stock: true, deliveries: true },
      automaticNumbering: { invoice: true, order: true },
      documentTemplates: [{ slug: '671cf7', name: 'Standardvorlage' }],
    });
    expect(company.languages.slice(0, 4).map((one) => one.isoCode)).toEqual(['de', 'fr', 'it', 'en']);
    expect(company.paymentTypes).toHaveLength(7);
  });

  test('taxes of sales with their months, inactive ones and turnover that is not taxable among them, others not', async () => {
    aCompany(withStock);
    const { taxes } = await aClient().client.company.read(connection);
    expect(taxes).toEqual([
      { id: 4, code: 'ULA', ratePpm: 0, active: false, exempt: true, validFrom: null, validTo: null },
      { id: 5, code: 'MEL', ratePpm: 0, active: false, exempt: true, validFrom: null, validTo: null },
      { id: 6, code: 'UNO', ratePpm: 0, active: false, exempt: true, validFrom: null, validTo: null },
      { id: 8, code: 'U00', ratePpm: 0, active: false, validFrom: null, validTo: null },
      { id: 14, code: 'UN81', ratePpm: 81_000, active: true, validFrom: '2023-07', validTo: null },
      { id: 15, code: 'UR26', ratePpm: 26_000, active: true, validFrom: '2023-07', validTo: null },
      { id: 16, code: 'US38', ratePpm: 38_000, active: false, validFrom: '2023-07', validTo: null },
    ]);
  });

  test('Swiss francs are rounded to five rappen', async () => {
    aCompany(withStock);
    const { currencies } = await aClient().client.company.read(connection);
    expect(currencies.slice(0, 2)).toEqual([{ id: 1, code: 'CHF', roundFactorMinor: 5 }, { id: 2, code: 'EUR', roundFactorMinor: 1 }]);
  });

  test('accounts that bexio locks are booked on all the same', async () => {
    aCompany(withStock);
    const { accounts } = await aClient().client.company.read(connection);
    expect(accounts.find((account) => account.number === '3200')).toEqual({ id: 101, number: '3200', name: 'Handelserlös', kind: 'earnings', usable: true });
    expect(accounts.find((account) => account.number === '1020')).toMatchObject({ kind: 'active', usable: true });
  });

  test('countries by their ISO code, not by the short name', async () => {
    aCompany(withStock);
    const { countries } = await aClient().client.company.read(connection);
    expect(countries.map((country) => country.isoCode)).toEqual(expect.arrayContaining(['US', 'IL', 'BE', 'SG']));
    expect(countries.every((country) => /^[A-Z]{2}$/.test(country.isoCode))).toBe(true);
  });
});

describe('whether a stock is kept', () => {
  test.each([
    ['no article at all', [], false],
    ['articles without stock', [{ id: 1, is_stock: false }], false],
    ['one article with stock', [{ id: 2, is_stock: true }, { id: 1, is_stock: false }], true],
  ])('%s', async (_name, articles, keepsStock) => {
    aCompany({ ...withStock, articles });
    expect(await aClient().client.company.read(connection)).toMatchObject({ keepsStock });
  });
});

describe('other companies', () => {
  test('a plan without stock and deliveries answers 403', async () => {
    aCompany({ stock: [403, forbidden], places: [403, forbidden], deliveries: [403, forbidden] });
    expect(await aClient().client.company.read(connection)).toMatchObject({ modules: { stock: false, deliveries: false }, stockPlaces: [] });
  });

  test('the user of the sign-in is not asked for again', async () => {
    aCompany(withStock);
    expect(await aClient().client.company.read({ companyId: 'x', userId: 12 })).toMatchObject({ id: 'x', userId: 12 });
    expect(nock.pendingMocks()).toEqual(['GET https://api.bexio.test:443/3.0/users/me']);
    nock.cleanAll();
  });

  test('countries without the read field, taxes that end, numbering by hand', async () => {
    aCompany(withStock, {
      [`/2.0/country${page}`]: [{ id: 1, name: 'Schweiz', name_short: 'ch' }, { id: 2, name: 'Israel', name_short: 'ISR', iso3166_alpha2: 'IL' }, { id: 3, name_short: 'B' }],
      '/3.0/taxes?limit=2000': [{ id: 3, code: 'UN77', type: 'sales_tax', value: '7.70', is_active: 0, start_year: 2018, start_month: null, end_year: '2023', end_month: 12 }],
      '/3.0/document_templates': [{ slug: 'abc', name: 'Alt' }, { name: 'ohne' }],
      [`/2.0/kb_item_setting${page}`]: [{ kb_item_class: 'KbInvoice', use_automatic_enumeration: false }, { kb_item_class: 'KbOrder', use_automatic_enumeration: true }],
    });
    const company = await aClient().client.company.read(connection);
    expect(company.countries).toEqual([{ id: 1, isoCode: 'CH' }, { id: 2, isoCode: 'IL' }]);
    expect(company.taxes).toEqual([{ id: 3, code: 'UN77', ratePpm: 77_000, active: false, validFrom: '2018-01', validTo: '2023-12' }]);
    expect(company.automaticNumbering).toEqual({ invoice: false, order: true });
    expect(company.documentTemplates).toEqual([{ slug: 'abc', name: 'Alt' }]);
  });

  test('a right that is missing elsewhere is told', async () => {
    nock(apiUrl).get(/./).times(20).reply(403, forbidden);
    expect(await failureOf(aClient().client.company.read(connection))).toMatchObject({ kind: 'not-allowed' });
    nock.cleanAll();
  });
});
