import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Readings } from '../../../src/sandbox/bexio/sandbox.ts';
import { anArticle, anInvoice, aPosition, aSandbox, type Running } from './api-client.ts';

let running: Running;

beforeAll(async () => {
  running = await aSandbox({ limits: 'off' });
});

afterAll(() => running[Symbol.asyncDispose]());

async function anIssuedInvoice(unitPrice = '100'): Promise<number> {
  const gross = { mwst_is_net: false, positions: [aPosition(running.sandbox, { unit_price: unitPrice })] };
  const { body } = await running.api.post('/2.0/kb_invoice', anInvoice(running, gross));
  await act(body.id, 'issue');
  return body.id;
}

const act = (id: number, action: string) => running.api.post(`/2.0/kb_invoice/${id}/${action}`);
const statusOf = async (id: number) => (await running.api.get(`/2.0/kb_invoice/${id}`)).body.kb_item_status_id;

function pay(id: number, value: string, overrides: Record<string, unknown> = {}) {
  return running.api.post(`/2.0/kb_invoice/${id}/payment`, { value, date: '2026-06-18', ...overrides });
}

async function reading<Name extends keyof Readings>(name: Name, value: Readings[Name], work: () => Promise<void>) {
  const before = running.sandbox.readings[name];
  running.sandbox.readings[name] = value;
  await work().finally(() => {
    running.sandbox.readings[name] = before;
  });
}

describe('invoice states', () => {
  test('draft → issued → draft → gone', async () => {
    const { body } = await running.api.post('/2.0/kb_invoice', anInvoice(running));
    expect(body.kb_item_status_id).toBe(7);
    expect((await act(body.id, 'issue')).body).toEqual({ success: true });
    expect(await statusOf(body.id)).toBe(8);
    await act(body.id, 'revert_issue');
    expect(await statusOf(body.id)).toBe(7);
    expect((await running.api.delete(`/2.0/kb_invoice/${body.id}`)).body).toEqual({ success: true });
    expect((await running.api.get(`/2.0/kb_invoice/${body.id}`)).status).toBe(404);
  });

  test('a deleted draft leaves a gap in the numbers', async () => {
    const first = (await running.api.post('/2.0/kb_invoice', anInvoice(running))).body;
    await running.api.delete(`/2.0/kb_invoice/${first.id}`);
    const second = (await running.api.post('/2.0/kb_invoice', anInvoice(running))).body;
    expect(Number(second.document_nr.slice(3))).toBe(Number(first.document_nr.slice(3)) + 1);
    expect(second.document_nr).toMatch(/^RE-\d{5}$/);
  });

  test('only issued ones can be cancelled', async () => {
    const id = await anIssuedInvoice();
    expect((await act(id, 'cancel')).body).toEqual({ success: true });
    expect(await statusOf(id)).toBe(19);
    expect((await pay(id, '1')).status).toBe(403);
    const draft = (await running.api.post('/2.0/kb_invoice', anInvoice(running))).body;
    expect((await act(draft.id, 'cancel')).status).toBe(403);
  });

  test.each(['403', '422', '404'] as const)('an action in the wrong state is %s under that reading', async (status) => {
    const id = await anIssuedInvoice();
    await reading('actionInWrongState', status, async () => {
      expect((await act(id, 'issue')).status).toBe(Number(status));
    });
  });

  test('issuing 0.00 is pending, or paid under the other reading', async () => {
    expect(await statusOf(await anIssuedInvoice('0'))).toBe(8);
    await reading('zeroTotalIssue', 'paid', async () => {
      expect(await statusOf(await anIssuedInvoice('0'))).toBe(9);
    });
  });

  test('mark_as_sent leaves a draft, or issues it under the other reading', async () => {
    const draft = (await running.api.post('/2.0/kb_invoice', anInvoice(running))).body;
    await act(draft.id, 'mark_as_sent');
    expect(await statusOf(draft.id)).toBe(7);
    await reading('markAsSentStatus', 'pending', async () => {
      await act(draft.id, 'mark_as_sent');
      expect(await statusOf(draft.id)).toBe(8);
    });
  });

  test('a copy is a draft without title, reference and api_reference', async () => {
    const original = await running.api.post('/2.0/kb_invoice', anInvoice(running, { api_reference: 'ref-1' }));
    const copy = await running.api.post(`/2.0/kb_invoice/${original.body.id}/copy`, { contact_id: running.contactId });
    expect(copy.status).toBe(201);
    expect(copy.body).toMatchObject({ title: '', reference: '', api_reference: null, kb_item_status_id: 7 });
    expect(copy.body.positions).toHaveLength(1);
    expect(copy.body.positions[0].id).not.toBe(original.body.positions[0].id);
    expect((await running.api.post(`/2.0/kb_invoice/${original.body.id}/copy`, {})).status).toBe(422);
  });

  test('the address is frozen when the invoice is written', async () => {
    const manual = { contact_address_manual: 'Eva Keller\nBahnhofstrasse 1\n8001 Zürich' };
    const frozen = (await running.api.post('/2.0/kb_invoice', anInvoice(running, manual))).body;
    const usual = (await running.api.post('/2.0/kb_invoice', anInvoice(running))).body;
    expect(frozen.contact_address).toBe(manual.contact_address_manual);
    expect(usual.contact_address).toBe('Muster AG\nAlte Jonastrasse 24\n8640 Rapperswil\nSchweiz');
    await running.api.post(`/2.0/contact/${running.contactId}`, { city: 'Jona' });
    expect((await running.api.get(`/2.0/kb_invoice/${usual.id}`)).body.contact_address).toContain('Rapperswil');
    await running.api.post(`/2.0/contact/${running.contactId}`, { city: 'Rapperswil' });
  });
});

describe('payments', () => {
  test('part, full, and back', async () => {
    const id = await anIssuedInvoice();
    const part = await pay(id, '40', { bank_account_id: running.sandbox.books.bankAccountId('Shopify Payments') });
    expect(part.status).toBe(201);
    expect(part.body).toMatchObject({ value: '40', kb_invoice_id: id, title: 'Zahlungseingang' });
    expect(await statusOf(id)).toBe(16);
    expect((await pay(id, '60')).status).toBe(201);
    expect(await statusOf(id)).toBe(9);
    const rows = (await running.api.get(`/2.0/kb_invoice/${id}/payment`)).body;
    expect(rows.map((row: { value: string }) => row.value)).toEqual(['40.000000', '60.000000']);
    const invoice = (await running.api.get(`/2.0/kb_invoice/${id}`)).body;
    expect(invoice).toMatchObject({ total_received_payments: '100.000000', total_remaining_payments: '0.0000' });
    await running.api.delete(`/2.0/kb_invoice/${id}/payment/${part.body.id}`);
    expect(await statusOf(id)).toBe(16);
    expect((await act(id, 'revert_issue')).status).toBe(403);
  });

  test('a rappen short is not paid', async () => {
    const id = await anIssuedInvoice();
    await pay(id, '99.99');
    expect(await statusOf(id)).toBe(16);
  });

  test('the same payment twice is two payments', async () => {
    const id = await anIssuedInvoice();
    await pay(id, '10');
    await pay(id, '10');
    expect(running.sandbox.books.invoice(id)?.payments).toHaveLength(2);
  });

  test('too much is refused, or taken under the other reading', async () => {
    const id = await anIssuedInvoice();
    expect((await pay(id, '100.01')).status).toBe(422);
    await reading('overpayment', 'accepted', async () => {
      expect((await pay(id, '100.01')).status).toBe(201);
      expect(running.sandbox.books.invoice(id)).toMatchObject({ status: 9, total_remaining_payments: '-0.01' });
    });
  });

  test.each(['0', '-5'])('%s is refused', async (value) => {
    expect((await pay(await anIssuedInvoice(), value)).status).toBe(422);
  });

  test('on a draft: 403, 422 or accepted', async () => {
    const draft = (await running.api.post('/2.0/kb_invoice', anInvoice(running))).body;
    expect((await pay(draft.id, '1')).status).toBe(403);
    await reading('paymentOnDraft', '422', async () => {
      expect((await pay(draft.id, '1')).status).toBe(422);
    });
    await reading('paymentOnDraft', 'accepted', async () => {
      expect((await pay(draft.id, '1')).status).toBe(201);
    });
  });

  test.each([{ bank_account_id: 987654 }, { date: '18.06.2026' }, { reference: 'x' }, { value: undefined }])(
    '%o is refused',
    async (overrides) => {
      expect((await pay(await anIssuedInvoice(), '1', overrides)).status).toBe(422);
    },
  );

  test('a credit note made by hand shows on the reading side', async () => {
    const id = await anIssuedInvoice();
    const voucher = running.sandbox.books.createCreditVoucher(id, '30');
    const invoice = (await running.api.get(`/2.0/kb_invoice/${id}`)).body;
    expect(invoice).toMatchObject({ total_credit_vouchers: '30.000000', total_remaining_payments: '70.0000' });
    const rows = (await running.api.get(`/2.0/kb_invoice/${id}/payment`)).body;
    expect(rows).toMatchObject([{ kb_credit_voucher_id: voucher, value: '30.000000' }]);
  });
});

describe('orders, deliveries and stock', () => {
  async function stockArticle(stock_nr = 10) {
    const article = { intern_code: `S${Math.random()}`, is_stock: true, stock_nr, sale_price: '12.50' };
    const { body } = await running.api.post('/2.0/article', anArticle(running, article));
    return body.id as number;
  }

  async function anOrder(articleId: number, amount: string) {
    const taxId = running.sandbox.books.taxId('UN81');
    const line = { type: 'KbPositionArticle', article_id: articleId, amount, unit_price: '12.50', tax_id: taxId };
    const order = anInvoice(running, { title: '#1001', api_reference: 'o-1', positions: [line] });
    const reply = await running.api.post('/2.0/kb_order', order);
    expect(reply).toMatchObject({ status: 201 });
    return reply.body;
  }

  const stock = async (id: number) => {
    const { stock_nr, stock_reserved_nr, stock_picked_nr, stock_disposed_nr, stock_available_nr } = (
      await running.api.get(`/2.0/article/${id}`)
    ).body;
    return [stock_nr, stock_reserved_nr, stock_picked_nr, stock_disposed_nr, stock_available_nr];
  };
  const orderStatus = async (id: number) => (await running.api.get(`/2.0/kb_order/${id}`)).body.kb_item_status_id;

  test('reserve, pick, book out', async () => {
    const article = await stockArticle();
    const order = await anOrder(article, '3');
    expect(order.kb_item_status_id).toBe(5);
    expect(await stock(article)).toEqual([10, 3, 0, 0, 7]);
    const delivery = await running.api.post(`/2.0/kb_order/${order.id}/delivery`);
    expect(delivery.status).toBe(201);
    expect(delivery.body).toMatchObject({ kb_item_status_id: 10, document_nr: expect.stringMatching(/^LS-/) });
    expect(delivery.body).not.toHaveProperty('api_reference');
    expect(await stock(article)).toEqual([10, 0, 3, 0, 7]);
    expect(await orderStatus(order.id)).toBe(15);
    expect((await running.api.post(`/2.0/kb_delivery/${delivery.body.id}/issue`)).body).toEqual({ success: true });
    expect(await stock(article)).toEqual([7, 0, 0, 3, 7]);
    expect((await running.api.get(`/2.0/kb_delivery/${delivery.body.id}`)).body.kb_item_status_id).toBe(18);
    const invoice = await running.api.post(`/2.0/kb_order/${order.id}/invoice`);
    expect(invoice.body).toMatchObject({ api_reference: null, reference: null, title: '#1001', kb_item_status_id: 7 });
    expect(await orderStatus(order.id)).toBe(6);
    const edited = await running.api.post(`/2.0/kb_invoice/${invoice.body.id}`, { api_reference: 'i-1' });
    expect(edited.body.api_reference).toBe('i-1');
  });

  test('in parts, never more than is open', async () => {
    const article = await stockArticle();
    const order = await anOrder(article, '5');
    const [{ id, type }] = order.positions;
    const path = `/2.0/kb_order/${order.id}/delivery`;
    const part = await running.api.post(path, { positions: [{ id, type, amount: 2 }] });
    expect(part.body.positions[0]).toMatchObject({ amount: '2', position_total: '25' });
    expect(await stock(article)).toEqual([10, 3, 2, 0, 5]);
    const line = (await running.api.get(`/2.0/kb_order/${order.id}`)).body.positions[0];
    expect(line).toMatchObject({ amount_reserved: '2.000000', amount_open: '3.000000', amount_completed: '0.000000' });
    expect((await running.api.post(path, { positions: [{ id, type, amount: 4 }] })).status).toBe(422);
    expect((await running.api.post(path, { positions: [{ id: id + 99, type, amount: 1 }] })).status).toBe(422);
    expect((await running.api.post(path, { positions: [{ id, type, amount: '1' }] })).status).toBe(422);
    expect((await running.api.post(path)).body.positions[0].amount).toBe('3');
    expect((await running.api.post(path)).status).toBe(422);
  });

  test('stock may go negative, and a deleted order gives back', async () => {
    const article = await stockArticle(1);
    const order = await anOrder(article, '3');
    expect(await stock(article)).toEqual([1, 3, 0, 0, -2]);
    await running.api.delete(`/2.0/kb_order/${order.id}`);
    expect(await stock(article)).toEqual([1, 0, 0, 0, 1]);
  });

  test('an invoice alone moves nothing, or books out under the other reading', async () => {
    const article = await stockArticle();
    const line = { type: 'KbPositionArticle', article_id: article, amount: '2', tax_id: running.sandbox.books.taxId('UN81') };
    const { body } = await running.api.post('/2.0/kb_invoice', anInvoice(running, { positions: [line] }));
    expect(body.positions[0]).toMatchObject({ unit_price: '12.5', article_id: article });
    await act(body.id, 'issue');
    expect(await stock(article)).toEqual([10, 0, 0, 0, 10]);
    await reading('invoiceBooksStock', true, async () => {
      expect(await stock(article)).toEqual([8, 0, 0, 2, 8]);
    });
  });

  test('stock_nr can be written until goods move', async () => {
    const article = await stockArticle();
    const write = (stock_nr: number) => running.api.post(`/2.0/article/${article}`, { stock_nr });
    expect((await write(12)).body.stock_nr).toBe('12');
    running.sandbox.books.typeStock(article, 5);
    expect(await stock(article)).toEqual([17, 0, 0, 0, 17]);
    expect(await write(3)).toMatchObject({ status: 200, body: { stock_nr: '17' } });
    await reading('stockNrAfterBooking', '422', async () => {
      expect((await write(3)).status).toBe(422);
    });
  });

  test('articles without stock always report 0', async () => {
    const plain = anArticle(running, { intern_code: 'NS', stock_nr: 4 });
    const { body } = await running.api.post('/2.0/article', plain);
    expect(await stock(body.id)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('offers', () => {
  test('only an accepted one becomes an order', async () => {
    const { body } = await running.api.post('/2.0/kb_offer', anInvoice(running));
    const offer = (action: string) => running.api.post(`/2.0/kb_offer/${body.id}/${action}`);
    expect(body).toMatchObject({ kb_item_status_id: 1, document_nr: expect.stringMatching(/^AN-/) });
    expect((await offer('order')).status).toBe(403);
    await offer('issue');
    await offer('revertIssue');
    await offer('issue');
    await offer('accept');
    const order = await offer('order');
    expect(order).toMatchObject({ status: 201, body: { kb_item_status_id: 5, api_reference: null } });
  });
});

describe('a person in bexio', () => {
  test('edits, copies, cancels, pays and deletes', async () => {
    const { books } = running.sandbox;
    const id = await anIssuedInvoice();
    books.editInvoice(id, { title: 'Von Hand', positions: { 0: { unit_price: '120' } } });
    expect(books.invoice(id)).toMatchObject({ title: 'Von Hand', total: '120.00' });
    const copy = books.copyInvoice(id);
    expect(books.invoice(copy)).toMatchObject({ api_reference: null, status: 7 });
    books.payInvoice(id, { value: '20' });
    expect(books.invoice(id)).toMatchObject({ status: 16, total_remaining_payments: '100.00' });
    books.payInvoice(id);
    expect(await statusOf(id)).toBe(9);
    books.deleteInvoice(id);
    expect((await running.api.get(`/2.0/kb_invoice/${id}`)).status).toBe(404);
  });

  test('deactivating a tax makes the next invoice fail', async () => {
    await using own = await aSandbox();
    own.sandbox.books.deactivateTax('UN81');
    expect((await own.api.post('/2.0/kb_invoice', anInvoice(own))).status).toBe(422);
    own.sandbox.books.activateTax('UN81');
    own.sandbox.books.deactivateAccount('3200');
    expect((await own.api.post('/2.0/kb_invoice', anInvoice(own))).status).toBe(422);
  });
});
