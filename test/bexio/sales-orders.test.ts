import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, aPlan, apiUrl, failureOf, ids, noNetwork, recorded } from './arrange.ts';

noNetwork();

// No recording of an order or a delivery is public: the shapes follow the description, on the fields of a recorded invoice.
const order = { ...(recorded('Invoices/create-an-invoice').body as object), id: 5, document_nr: 'AU-00005', kb_item_status_id: 5, title: 'Shopify #1001', contact_id: 7 };
const delivery = { id: 3, document_nr: 'LS-00003', kb_item_status_id: 10, title: 'Shopify #1001', contact_id: 7, positions: [{ id: 4, type: 'KbPositionArticle', amount: '2.000000', text: null, article_id: 11 }] };

describe('orders', () => {
  test('create sends no due date, which bexio refuses in an order', async () => {
    let body: Record<string, unknown> = {};
    nock(apiUrl).post('/2.0/kb_order', (sent: Record<string, unknown>) => ((body = sent), true)).reply(201, order);
    expect(await aClient().client.salesOrders.create(aPlan(), ids)).toMatchObject({ id: 5, status: 'open', number: 'AU-00005' });
    expect(Object.keys(body).toSorted()).toEqual([
      'api_reference', 'bank_account_id', 'contact_address_manual', 'contact_id', 'currency_id', 'footer', 'header', 'is_valid_from', 'language_id', 'mwst_is_net',
      'mwst_type', 'payment_type_id', 'positions', 'title', 'user_id',
    ]);
  });

  test.each([[5, 'open'], [6, 'done'], [15, 'open'], [21, 'cancelled']])('status %i is %s', async (kb_item_status_id, status) => {
    nock(apiUrl).get('/2.0/kb_order/5').reply(200, { ...order, kb_item_status_id });
    expect(await aClient().client.salesOrders.get(5)).toMatchObject({ status });
  });

  test('found again by title and contact', async () => {
    nock(apiUrl).post('/2.0/kb_order/search?limit=2000&offset=0&order_by=id_asc', [{ criteria: '=', field: 'title', value: 'Shopify #1001' }, { criteria: '=', field: 'contact_id', value: '7' }])
      .reply(200, [order, { ...order, id: 6, title: 'Shopify #10011' }, { ...order, id: 7, contact_id: 8 }]);
    expect(await aClient().client.salesOrders.findByTitle({ title: 'Shopify #1001', contactId: 7 })).toMatchObject([{ id: 5 }]);
  });

  test('everything is delivered without a body, a part with its positions', async () => {
    nock(apiUrl, { badheaders: ['content-type'] }).post('/2.0/kb_order/5/delivery', '').reply(201, delivery);
    nock(apiUrl).post('/2.0/kb_order/5/delivery', { positions: [{ id: 4, type: 'KbPositionArticle', amount: 2 }] }).reply(200, delivery);
    const { salesOrders } = aClient().client;
    expect(await salesOrders.deliver(5, null)).toEqual({ deliveryId: 3 });
    expect(await salesOrders.deliver(5, [{ id: 4, type: 'KbPositionArticle', amount: 2 }])).toEqual({ deliveryId: 3 });
  });

  test.each([[[]], [[{ id: 4, type: 'KbPositionArticle', amount: 0.5 }]], [[{ id: 4, type: 'KbPositionArticle', amount: 0 }]]])('%j is a mistake of the caller, and nothing is sent', async (positions) => {
    await expect(aClient().client.salesOrders.deliver(5, positions)).rejects.toThrow(RangeError);
  });

  test('converted: a draft without a reference', async () => {
    nock(apiUrl, { badheaders: ['content-type'] }).post('/2.0/kb_order/5/invoice', '').reply(201, recorded('Invoices/copy-an-invoice').body);
    expect(await aClient().client.salesOrders.invoice(5)).toMatchObject({ id: 196, status: 'draft', apiReference: null });
  });

  test('an unclear conversion is unknown', async () => {
    nock(apiUrl).post('/2.0/kb_order/5/invoice').reply(502, '<html>');
    expect(await failureOf(aClient().client.salesOrders.invoice(5))).toMatchObject({ kind: 'unknown' });
  });

  test('remove', async () => {
    nock(apiUrl).delete('/2.0/kb_order/5').reply(200, { success: true });
    await expect(aClient().client.salesOrders.remove(5)).resolves.toBeUndefined();
  });
});

describe('deliveries', () => {
  test('get, list of a contact, issue', async () => {
    nock(apiUrl).get('/2.0/kb_delivery/3').reply(200, delivery);
    nock(apiUrl).get('/2.0/kb_delivery?limit=2000&offset=0').reply(200, [{ ...delivery, positions: undefined }, { ...delivery, id: 4, contact_id: 8 }, { ...delivery, id: 5, kb_item_status_id: 18 }]);
    nock(apiUrl, { badheaders: ['content-type'] }).post('/2.0/kb_delivery/3/issue', '').reply(200, { success: true });
    const { deliveries } = aClient().client;
    expect(await deliveries.get(3)).toEqual({
      id: 3, number: 'LS-00003', status: 'draft', title: 'Shopify #1001', contactId: 7, positions: [{ id: 4, type: 'KbPositionArticle', quantity: '2', text: '', articleId: 11 }],
    });
    expect((await deliveries.list({ contactId: 7 })).map((one) => [one.id, one.status, one.positions === null])).toEqual([[5, 'done', false], [3, 'draft', true]]);
    await expect(deliveries.issue(3)).resolves.toBeUndefined();
  });
});
