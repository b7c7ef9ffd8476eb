import * as fc from 'fast-check';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { DocumentIds } from '../../src/bexio/document-body.ts';
import { aClient, answers, aPlan, aPosition, apiUrl, failureOf, ids, noNetwork, recorded } from './arrange.ts';

noNetwork();

const searchPath = '/2.0/kb_invoice/search?limit=2000&offset=0&order_by=id_asc';

/** The body of the one request that is answered as a create was recorded. */
async function bodyOf(plan: Parameters<typeof aPlan>[0], given: Partial<DocumentIds> = {}) {
  let body: unknown;
  nock(apiUrl).post('/2.0/kb_invoice', (sent) => ((body = sent), true)).reply(201, recorded('Invoices/create-an-invoice').body);
  await aClient().client.invoices.create(aPlan(plan), { ...ids, ...given });
  return body;
}

describe('create', () => {
  test('sends exactly this', async () => {
    expect(await bodyOf({})).toEqual({
      title: 'Shopify #1001', contact_id: 7, user_id: 1, currency_id: 1, language_id: 1, bank_account_id: 1, payment_type_id: 4,
      header: 'Thank you', footer: 'Bye', mwst_type: 0, mwst_is_net: false, is_valid_from: '2026-06-18', is_valid_to: '2026-07-18',
      api_reference: 'shopify:42:order:1001', contact_address_manual: 'Ada Lovelace\nSeestrasse 1\n8000 Zürich',
      positions: [{ type: 'KbPositionCustom', amount: '2', unit_price: '24.95', account_id: 101, tax_id: 14, unit_id: 1, text: 'Tee' }],
    });
  });

  test('leaves out what is open, and shows net prices as mwst_type 0 too', async () => {
    const plan = { languageId: null, bankAccountId: null, paymentTypeId: null, unitId: null, addressLines: [], net: true, positions: [aPosition({ quantity: 1, unitPriceMinor: -5 })] };
    expect(await bodyOf(plan, { contactPersonId: 8 })).toEqual({
      title: 'Shopify #1001', contact_id: 7, contact_sub_id: 8, user_id: 1, currency_id: 1, header: 'Thank you', footer: 'Bye', mwst_type: 0, mwst_is_net: true,
      is_valid_from: '2026-06-18', is_valid_to: '2026-07-18', api_reference: 'shopify:42:order:1001',
      positions: [{ type: 'KbPositionCustom', amount: '1', unit_price: '-0.05', account_id: 101, tax_id: 14, text: 'Tee' }],
    });
  });

  test('an article, a text, and a SKU that is no article', async () => {
    const positions = [aPosition({ sku: 'TEE-1' }), { kind: 'text' as const, html: '<b>Bundle</b>' }, aPosition({ sku: 'constructor' }), aPosition({ sku: 'NEW' })];
    expect(await bodyOf({ positions }, { articleIds: { 'TEE-1': 11 } })).toMatchObject({
      positions: [{ type: 'KbPositionArticle', article_id: 11, unit_price: '24.95' }, { type: 'KbPositionText', text: '<b>Bundle</b>' }, { type: 'KbPositionCustom' }, { type: 'KbPositionCustom' }],
    });
  });

  test('yen have no decimals, and 500 positions go in one request', async () => {
    const positions = Array.from({ length: 500 }, () => aPosition({ unitPriceMinor: 1200 }));
    const body = (await bodyOf({ currency: 'JPY', currencyId: 3, positions })) as { positions: { unit_price: string }[] };
    expect(body.positions).toHaveLength(500);
    expect(body.positions[0]).toMatchObject({ unit_price: '1200' });
  });

  test('any amount keeps its value', async () => {
    const amounts = fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { minLength: 20, maxLength: 20 });
    await fc.assert(fc.asyncProperty(amounts, async (prices) => {
      const body = (await bodyOf({ positions: prices.map((unitPriceMinor) => aPosition({ unitPriceMinor })) })) as { positions: { unit_price: string }[] };
      expect(body.positions.map((position) => Math.round(Number(position.unit_price) * 100))).toEqual(prices.map((price) => price));
      expect(body.positions.every((position) => /^-?\d+\.\d\d$/.test(position.unit_price))).toBe(true);
    }), { numRuns: 20 });
  });

  test('the answer is read as a document', async () => {
    answers('post', '/2.0/kb_invoice', 'Invoices/create-an-invoice');
    expect(await aClient().client.invoices.create(aPlan(), ids)).toEqual({
      id: 2, number: 'RE-00002', status: 'draft', title: 'Test', apiReference: '4cd39391-b884-44ec-9bb4-5f54f40cb5cf', reference: null, contactId: 1, currencyId: 1,
      totalMinor: 10_000, taxes: [], receivedMinor: 0, creditedMinor: 0, remainingMinor: 10_000, networkLink: null, dueDate: '2026-06-23',
      positions: [
        { id: 2, type: 'KbPositionText', quantity: '', text: '2404bf17-cdb9-475b-9885-064f9812d530', articleId: null },
        { id: 4, type: 'KbPositionCustom', quantity: '1', text: '64600570-7590-4ff8-935f-987397a16409', articleId: null },
      ],
    });
  });

  test('currencies are read before the draft is made, never after', async () => {
    const { client } = aClient({ currencies: [] });
    nock(apiUrl).get('/3.0/currencies?limit=2000').reply(503);
    expect(await failureOf(client.invoices.create(aPlan(), ids))).toMatchObject({ kind: 'later' });
    answers('get', '/3.0/currencies?limit=2000', 'Currencies/fetch-a-list-of-currencies');
    answers('post', '/2.0/kb_invoice', 'Invoices/create-an-invoice');
    expect(await client.invoices.create(aPlan(), ids)).toMatchObject({ totalMinor: 10_000 });
  });
});

describe('reads', () => {
  test('a document with VAT: the total, not total_gross, and the tax to the rappen', async () => {
    answers('get', '/2.0/kb_invoice/52', 'older-tenant/invoice-mwst-type-0');
    expect(await aClient().client.invoices.get(52)).toMatchObject({
      status: 'draft', totalMinor: 81_430, taxes: [{ ratePpm: 81_000, amountMinor: 6102 }],
      positions: [{ type: 'KbPositionSubposition', quantity: '' }, { quantity: '6.34' }, { quantity: '2.03' }],
    });
  });

  test.each([[7, 'draft'], [8, 'open'], [9, 'paid'], [16, 'partly-paid'], [19, 'cancelled'], [31, 'written-off'], ['8', 'open'], [99, 'other']])('status %s is %s', async (kb_item_status_id, status) => {
    nock(apiUrl).get('/2.0/kb_invoice/1').reply(200, { ...(recorded('Invoices/fetch-an-invoice').body as object), kb_item_status_id });
    expect(await aClient().client.invoices.get(1)).toMatchObject({ status });
  });

  test('fields that are new, missing, empty or written differently do not matter', async () => {
    const strange = { id: '5', total: 12.3, currency_id: '1', kb_item_status_id: '7', title: null, contact_id: 0, api_reference: '', network_link: '', a_new_one: { deep: [1] }, mwst_type: 3 };
    nock(apiUrl).get('/2.0/kb_invoice/5').reply(200, strange);
    expect(await aClient().client.invoices.get(5)).toEqual({
      id: 5, number: '', status: 'draft', title: '', apiReference: null, reference: null, contactId: null, currencyId: 1, totalMinor: 1230, positions: null, taxes: [],
      receivedMinor: null, creditedMinor: null, remainingMinor: null, networkLink: null,
    });
  });

  test('a currency that was added meanwhile is found at the next read', async () => {
    const { client } = aClient({ currencies: [{ id: 7, code: 'CNY' }] });
    answers('get', '/2.0/kb_invoice/1', 'Invoices/fetch-an-invoice');
    expect(await failureOf(client.invoices.get(1))).toMatchObject({ kind: 'later' });
    answers('get', '/3.0/currencies?limit=2000', 'Currencies/fetch-a-list-of-currencies');
    answers('get', '/2.0/kb_invoice/1', 'Invoices/fetch-an-invoice');
    expect(await client.invoices.get(1)).toMatchObject({ totalMinor: 10_000 });
  });

  test('by reference: asked with =, compared once more, oldest first', async () => {
    const rows = recorded('Invoices/search-invoices').body as Record<string, unknown>[];
    const row = (id: number, api_reference: string | null) => ({ ...rows[0], id, api_reference });
    nock(apiUrl).post(searchPath, [{ criteria: '=', field: 'api_reference', value: 'shopify:42:order:1' }])
      .reply(200, [row(9, 'shopify:42:order:1'), row(3, 'shopify:42:order:1'), row(4, 'shopify:42:order:10'), row(5, 'SHOPIFY:42:order:1'), row(6, null)]);
    const found = await aClient().client.invoices.findByReference('shopify:42:order:1');
    expect(found.map((invoice) => [invoice.id, invoice.positions])).toEqual([[3, null], [9, null]]);
  });

  test('by title and contact', async () => {
    const rows = recorded('Invoices/search-invoices').body as Record<string, unknown>[];
    nock(apiUrl).post(searchPath, [{ criteria: '=', field: 'title', value: 'Test' }, { criteria: '=', field: 'contact_id', value: '1' }])
      .reply(200, [...rows.slice(0, 2), { ...rows[0], id: 90, contact_id: 2 }, { ...rows[0], id: 91, title: 'Test 2' }]);
    expect((await aClient().client.invoices.findByTitle({ title: 'Test', contactId: 1 })).map((invoice) => invoice.id)).toEqual([1, 2]);
  });

  test('nothing is asked for a reference bexio could not hold', async () => {
    expect(await aClient().client.invoices.findByReference('x'.repeat(256))).toEqual([]);
    expect(await aClient().client.invoices.findByReference('')).toEqual([]);
  });

  test('the newest since an id', async () => {
    const rows = recorded('Invoices/search-invoices').body as Record<string, unknown>[];
    nock(apiUrl).get('/2.0/kb_invoice?order_by=id_desc&limit=3').reply(200, [{ ...rows[0], id: 12 }, { ...rows[0], id: 11 }, { ...rows[0], id: 10 }]);
    expect((await aClient().client.invoices.newest({ sinceId: 10, limit: 3 })).map((invoice) => invoice.id)).toEqual([12, 11]);
  });

  test('what changed, in Swiss time, page by page', async () => {
    const rows = recorded('Invoices/search-invoices').body as Record<string, unknown>[];
    const where = [{ criteria: '>=', field: 'updated_at', value: '2026-06-18 14:55:15' }];
    nock(apiUrl).post(searchPath, where).reply(200, Array.from({ length: 2000 }, (_, n) => ({ ...rows[0], id: n + 1 })));
    nock(apiUrl).post('/2.0/kb_invoice/search?limit=2000&offset=2000&order_by=id_asc', where).reply(200, rows.slice(0, 1));
    expect(await aClient().client.invoices.changedSince(new Date('2026-06-18T12:55:15Z'))).toHaveLength(2001);
  });
});

describe('edits and actions', () => {
  test('complete sends what a conversion lost, and no positions', async () => {
    const body = {
      title: 'Shopify #1001', header: 'Thank you', footer: 'Bye', is_valid_from: '2026-06-18', is_valid_to: '2026-07-18', api_reference: 'shopify:42:order:1001',
      language_id: 1, bank_account_id: 1, payment_type_id: 4, contact_address_manual: 'Ada Lovelace\nSeestrasse 1\n8000 Zürich',
    };
    answers('post', '/2.0/kb_invoice/188', 'Invoices/edit-an-invoice', body);
    expect(await aClient().client.invoices.complete(188, aPlan())).toMatchObject({ id: 188, title: 'Test Invoice' });
  });

  test.each([['issue', 'issue'], ['cancel', 'cancel'], ['markAsSent', 'mark_as_sent']] as const)('%s', async (action, path) => {
    answers('post', `/2.0/kb_invoice/188/${path}`, 'Invoices/cancel-an-invoice', '');
    await expect(aClient().client.invoices[action](188)).resolves.toBeUndefined();
  });

  test('remove, and the 403 for an issued invoice', async () => {
    answers('delete', '/2.0/kb_invoice/187', 'Invoices/delete-an-invoice', '');
    answers('delete', '/2.0/kb_invoice/52', 'older-tenant/error-403-delete-issued-invoice');
    const { client } = aClient();
    await client.invoices.remove(187);
    expect(await failureOf(client.invoices.remove(52))).toEqual({ kind: 'not-allowed', message: 'You are not allowed to access this resource.' });
  });

  test('a mail holds the link bexio insists on, once', async () => {
    const mail = { to: 'ada@example.com', subject: 'Invoice' };
    for (const [message, sent] of [['Hello', 'Hello\n\n[Network Link]'], ['See [Network Link].', 'See [Network Link].']] as const) {
      nock(apiUrl).post('/2.0/kb_invoice/1/send', { recipient_email: 'ada@example.com', subject: 'Invoice', message: sent }).reply(200, { success: true });
      await expect(aClient().client.invoices.send(1, { ...mail, message })).resolves.toBeUndefined();
    }
  });

  test('a PDF comes as bytes', async () => {
    answers('get', '/2.0/kb_invoice/1/pdf', 'Invoices/show-pdf');
    const pdf = await aClient().client.invoices.pdf(1);
    expect(pdf.name).toBe('re-00001.pdf');
    expect(Buffer.from(pdf.content).toString('latin1')).toMatch(/^%PDF-1\.5/);
  });
});
