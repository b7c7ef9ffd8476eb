import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anArticle, anInvoice, aSandbox, type Running } from './api-client.ts';

let now = new Date('2026-06-18T12:00:00Z');
let running: Running;

beforeAll(async () => {
  running = await aSandbox({ now: () => now, limits: 'off' });
  const { books } = running.sandbox;
  books.addContact({ name_1: 'Äpfel AG', mail: 'Hallo@Aepfel.example', city: 'Zug' });
  books.addContact({ name_1: 'Birnen AG', mail: 'hallo@birnen.example', city: 'Zürich' });
  books.addContact({ name_1: 'Zwetschgen 100% GmbH', city: 'Zürich' });
});

afterAll(() => running[Symbol.asyncDispose]());

async function names(criteria: unknown, query = ''): Promise<string[]> {
  const { body } = await running.api.post(`/2.0/contact/search${query}`, criteria);
  return body.map((row: { name_1: string }) => row.name_1);
}

describe('criteria', () => {
  test.each([
    ['like', 'AG', ['Muster AG', 'Äpfel AG', 'Birnen AG']],
    ['like', 'birnen', ['Birnen AG']],
    ['like', 'B%AG', ['Birnen AG']],
    ['not_like', 'AG', ['Zwetschgen 100% GmbH']],
    ['=', 'birnen ag', ['Birnen AG']],
    ['equal', 'Birnen', []],
    ['!=', 'Birnen AG', ['Muster AG', 'Äpfel AG', 'Zwetschgen 100% GmbH']],
    ['in', 'Birnen AG,Äpfel AG', ['Äpfel AG', 'Birnen AG']],
    ['not_in', ['Birnen AG', 'Äpfel AG'], ['Muster AG', 'Zwetschgen 100% GmbH']],
  ])('name_1 %s %o', async (criteria, value, expected) => {
    expect(await names([{ field: 'name_1', value, criteria }])).toEqual(expected);
  });

  test('like is the default, and criteria are joined by AND', async () => {
    const both = [
      { field: 'name_1', value: 'AG' },
      { field: 'city', value: 'Zürich', criteria: '=' },
    ];
    expect(await names(both)).toEqual(['Birnen AG']);
    expect(await names([])).toHaveLength(4);
  });

  test('numbers compare as numbers, moments as texts', async () => {
    const { contactId } = running;
    expect(await names([{ field: 'id', value: contactId, criteria: '<=' }])).toEqual(['Muster AG']);
    expect(await names([{ field: 'id', value: String(contactId), criteria: 'greater_than' }])).toHaveLength(3);
    expect(await names([{ field: 'updated_at', value: '2026-06-18 14:00:00', criteria: '>=' }])).toHaveLength(4);
    expect(await names([{ field: 'updated_at', value: '2026-06-18 14:00:00', criteria: '>' }])).toEqual([]);
  });

  test('is_null and not_null', async () => {
    expect(await names([{ field: 'country_id', value: '', criteria: 'is_null' }])).toHaveLength(3);
    expect(await names([{ field: 'country_id', criteria: 'not_null' }])).toEqual(['Muster AG']);
  });

  test('other readings: like needs %, = minds the case', async () => {
    running.sandbox.readings.likeNeedsPercent = true;
    expect(await names([{ field: 'name_1', value: 'Birnen' }])).toEqual([]);
    expect(await names([{ field: 'name_1', value: '%irnen%' }])).toEqual(['Birnen AG']);
    running.sandbox.readings.likeNeedsPercent = false;
    running.sandbox.readings.equalsCaseSensitive = true;
    expect(await names([{ field: 'mail', value: 'hallo@aepfel.example', criteria: '=' }])).toEqual([]);
    running.sandbox.readings.equalsCaseSensitive = false;
    expect(await names([{ field: 'mail', value: 'hallo@aepfel.example', criteria: '=' }])).toEqual(['Äpfel AG']);
  });
});

describe('invoices by api_reference', () => {
  const find = async (value: string, criteria = '=') =>
    (await running.api.post('/2.0/kb_invoice/search', [{ field: 'api_reference', value, criteria }])).body;

  test('exact, without positions', async () => {
    await running.api.post('/2.0/kb_invoice', anInvoice(running, { api_reference: 'shopify:1:1001:invoice0' }));
    await running.api.post('/2.0/kb_invoice', anInvoice(running, { api_reference: 'shopify:1:1001:invoice01' }));
    const rows = await find('shopify:1:1001:invoice0');
    expect(rows).toHaveLength(1);
    expect(rows[0]).not.toHaveProperty('positions');
    expect(await find('shopify:1:1001:invoice0', 'like')).toHaveLength(2);
  });

  test('totals compare as decimals', async () => {
    const criteria = [{ field: 'total', value: '108.1', criteria: '=' }];
    expect((await running.api.post('/2.0/kb_invoice/search', criteria)).body.length).toBeGreaterThan(0);
  });

  test('a search that lags behind finds it later', async () => {
    running.sandbox.readings.searchDelayMs = 30_000;
    await running.api.post('/2.0/kb_invoice', anInvoice(running, { api_reference: 'late' }));
    expect(await find('late')).toEqual([]);
    expect((await running.api.get('/2.0/kb_invoice?order_by=id_desc&limit=1')).body[0].api_reference).toBe('late');
    now = new Date(now.getTime() + 30_000);
    expect(await find('late')).toHaveLength(1);
    running.sandbox.readings.searchDelayMs = 0;
  });
});

describe('lists', () => {
  test('limit, offset and order', async () => {
    for (let index = 0; index < 5; index += 1) {
      await running.api.post('/2.0/article', anArticle(running, { intern_code: `L${index}`, intern_name: `Name ${9 - index}` }));
    }
    const codes = async (query: string) =>
      (await running.api.get(`/2.0/article?${query}`)).body.map((row: { intern_code: string }) => row.intern_code);
    expect(await codes('limit=2')).toEqual(['L0', 'L1']);
    expect(await codes('limit=2&offset=4')).toEqual(['L4']);
    expect(await codes('order_by=intern_name&limit=2')).toEqual(['L4', 'L3']);
    expect(await codes('order_by=id_desc&limit=1')).toEqual(['L4']);
    expect((await running.api.get('/2.0/article?order_by=intern_code')).status).toBe(422);
    expect((await running.api.get('/2.0/article?limit=many')).status).toBe(422);
    expect(await names([], '?order_by=name_1_desc&limit=1')).toEqual(['Äpfel AG']);
  });

  test('2000 rows at most, 500 without a limit, and no count on 2.0', async () => {
    await using own = await aSandbox({ limits: 'off' });
    for (let index = 0; index < 2100; index += 1) {
      own.sandbox.books.addContact({ name_1: `K${index}` });
    }
    const all = await own.api.get('/2.0/contact');
    expect(all.body).toHaveLength(500);
    expect(all.headers.has('x-total-count')).toBe(false);
    expect((await own.api.get('/2.0/contact?limit=9999')).body).toHaveLength(2000);
  });

  test('names follow Accept-Language, ids and codes do not', async () => {
    const tax = async (language: string) =>
      (await running.api.get('/3.0/taxes?scope=active&types=sales_tax', { 'accept-language': language })).body.find(
        (row: { code: string }) => row.code === 'UN81',
      );
    expect((await tax('de')).display_name).toBe('UN81 - Umsatz (NS) 8.10%');
    expect((await tax('en')).display_name).toBe('UN81 - Revenue (NS) 8.10%');
    const country = async (language: string) =>
      (await running.api.get('/2.0/country', { 'accept-language': language })).body[0].name;
    expect(await country('fr')).toBe('Suisse');
    expect(await country('de')).toBe('Schweiz');
  });

  test('taxes by date and scope', async () => {
    const codes = async (query: string) =>
      (await running.api.get(`/3.0/taxes?types=sales_tax&${query}`)).body.map((row: { code: string }) => row.code);
    expect(await codes('date=2023-06-30')).toEqual(['U00', 'UN77', 'UR25', 'US37']);
    expect(await codes('date=2026-06-30&scope=active')).toEqual(['U00', 'UN81', 'UR26', 'US38']);
    expect((await running.api.get('/3.0/taxes?scope=all')).status).toBe(422);
  });

  test('a fresh company has two active sales rates, and ids of its own', async () => {
    await using fresh = await aSandbox({ company: { freshTaxes: true } });
    const active = (await fresh.api.get('/3.0/taxes?scope=active&types=sales_tax')).body;
    expect(active.map((row: { code: string }) => row.code)).toEqual(['UN81', 'UR26']);
    const other = fresh.sandbox.addCompany();
    expect(other.countryId('CH')).not.toBe(fresh.sandbox.books.countryId('CH'));
    expect(other.taxId('UN81')).not.toBe(fresh.sandbox.books.taxId('UN81'));
  });
});
