import { describe, expect, test } from 'vitest';
import { aContact, anArticle, anInvoice, aPosition, aSandbox, type Running } from './api-client.ts';

type Named = { name: string };

describe('seed', () => {
  test('currencies, rates, stocks, contacts and articles of one’s own', async () => {
    await using it = await aSandbox({
      company: {
        name: 'Export AG',
        extraCurrencies: [{ name: 'JPY', roundFactor: '1' }],
        roundFactors: { CHF: '0.01' },
        extraSalesTaxRates: ['20.00'],
        stocks: [{ name: 'Zürich', places: ['A'] }, { name: 'Bern', places: [] }],
        contacts: [{ name_1: 'Keller', name_2: 'Eva', contact_type_id: 2, mail: 'eva@keller.example' }],
        articles: [{ intern_code: 'A1', intern_name: 'Tasse', sale_price: '12.50', taxPercent: '8.1', is_stock: true, stock_nr: 4 }],
      },
    });
    const currencies = (await it.api.get('/3.0/currencies')).body;
    expect(currencies.map((row: Named) => row.name)).toEqual(['CHF', 'EUR', 'USD', 'GBP', 'JPY']);
    expect(currencies[0].round_factor).toBe(0.01);
    expect((await it.api.get('/2.0/stock')).body.map((row: Named) => row.name)).toEqual(['Zürich', 'Bern']);
    expect(it.sandbox.books.contacts()[0]).toMatchObject({ nr: '000001', mail: 'eva@keller.example' });
    expect(it.sandbox.books.articles()).toMatchObject([{ intern_code: 'A1', stock_nr: 4, sale_price: '12.5' }]);
    const { body } = await it.api.post('/2.0/article/search', [{ field: 'intern_code', value: 'A1', criteria: '=' }]);
    expect(body).toMatchObject([{ stock_nr: 4, sale_price: '12.500000', tax_income_id: it.sandbox.books.taxId('UN81') }]);
  });

  test('a second company has the same things under other ids, and its own books', async () => {
    await using it = await aSandbox();
    const other = it.sandbox.addCompany({ id: 'zweite', name: 'Zweite GmbH' });
    expect(it.sandbox.booksOf('zweite').companyName).toBe('Zweite GmbH');
    expect(other.contacts()).toEqual([]);
    expect(() => it.sandbox.addCompany({ id: 'zweite' })).toThrow(/already/);
    for (const ids of [(books: typeof other) => books.currencyId('CHF'), (books: typeof other) => books.accountId('3200')]) {
      expect(ids(other)).not.toBe(ids(it.sandbox.books));
    }
  });
});

describe('readings of positions and payments', () => {
  const invoice = (it: Running, overrides: Record<string, unknown>) =>
    it.api.post('/2.0/kb_invoice', anInvoice(it, { positions: [aPosition(it.sandbox, overrides)] }));

  test('a missing tax or account', async () => {
    await using it = await aSandbox();
    expect((await invoice(it, { tax_id: undefined })).status).toBe(422);
    expect((await invoice(it, {})).body.positions[0].account_id).toBe(it.sandbox.books.accountId('3200'));
    it.sandbox.readings.positionTaxMissing = 'default';
    it.sandbox.readings.positionAccountMissing = '422';
    expect((await invoice(it, {})).status).toBe(422);
    const account_id = it.sandbox.books.accountId('3400');
    expect((await invoice(it, { tax_id: undefined, account_id })).body.positions[0].tax_value).toBe('8.10');
  });

  test('locked accounts are taken as recorded, or refused under the other reading', async () => {
    await using it = await aSandbox();
    const account_id = it.sandbox.books.accountId('6999');
    expect((await invoice(it, { account_id })).status).toBe(201);
    it.sandbox.readings.lockedAccount = '422';
    expect((await invoice(it, { account_id })).status).toBe(422);
  });

  test('negative payments, archived contacts, doubled codes', async () => {
    await using it = await aSandbox({
      readings: { negativePayment: 'accepted', archivedContact: 'accepted', articleCodeUnique: false },
    });
    const { body } = await invoice(it, {});
    await it.api.post(`/2.0/kb_invoice/${body.id}/issue`);
    expect((await it.api.post(`/2.0/kb_invoice/${body.id}/payment`, { value: '-1' })).status).toBe(201);
    it.sandbox.books.archiveContact(it.contactId);
    expect((await invoice(it, {})).status).toBe(201);
    expect((await it.api.post('/2.0/article', anArticle(it))).status).toBe(201);
    expect((await it.api.post('/2.0/article', anArticle(it))).status).toBe(201);
  });

  test('an article brings its price, tax, account and unit', async () => {
    await using it = await aSandbox();
    const { books } = it.sandbox;
    const defaults = {
      sale_price: '9.90',
      tax_income_id: books.taxId('UR26'),
      account_id: books.accountId('3400'),
      unit_id: books.unitId('Stk'),
    };
    const article = await it.api.post('/2.0/article', anArticle(it, defaults));
    const position = { type: 'KbPositionArticle', article_id: article.body.id, amount: '2' };
    const { body } = await it.api.post('/2.0/kb_invoice', anInvoice(it, { positions: [position] }));
    expect(body.positions).toMatchObject([
      { unit_price: '9.9', tax_value: '2.60', account_id: defaults.account_id, unit_name: 'Stk', text: 'Ware' },
    ]);
  });
});

describe('contacts', () => {
  test('many at once, numbered on, doubled mails allowed', async () => {
    await using it = await aSandbox();
    const two = [aContact(it, { mail: 'a@b.example' }), aContact(it, { mail: 'a@b.example', nr: '000007' })];
    const { status, body } = await it.api.post('/2.0/contact/_bulk_create', two);
    expect(status).toBe(201);
    expect(body.map((row: { nr: string }) => row.nr)).toEqual(['000002', '000007']);
    expect((await it.api.post('/2.0/contact', aContact(it, { nr: '7' }))).status).toBe(422);
  });

  test('salutation 0 is what a read shows for none', async () => {
    await using it = await aSandbox();
    const made = await it.api.post('/2.0/contact', aContact(it));
    expect(made.body.salutation_id).toBeNull();
    expect((await it.api.get(`/2.0/contact/${made.body.id}`)).body.salutation_id).toBe(0);
  });
});
