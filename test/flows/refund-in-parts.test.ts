import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { openStage, type Stage } from './stage.ts';

/** A refund that goes back by two ways: card and gift card. Each part arrives, fails or goes again by itself. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const input: OrderInput = {
  lines: [{ title: 'Tasse', price: '80.00', taxRate: '0.081' }, { title: 'Buch', price: '20.00', taxRate: '0.026' }],
  customer: { lastName: 'Beispiel', email: 'beispiel@flow.example' },
  payments: [{ gateway: 'gift_card', amount: '30.00' }, { gateway: 'shopify_payments', amount: '70.00' }],
};
const [cup] = [0];

let from = 0;
beforeEach(() => {
  from = stage.bexio.books.manualEntries().length;
});

/** Booked, then the cup (80.00) goes back: 70.00 by card and 10.00 onto the gift card, both under way. */
async function refundUnderWay(): Promise<StoredOrder> {
  const order = stage.place(input);
  await stage.drain([order]);
  stage.shop.editor.refund(order, { lines: [{ line: cup, quantity: 1 }], pending: true });
  expect(order.transactions.filter((one) => one.kind === 'REFUND').map((one) => [one.gateway, one.amount.shop])).toEqual([['shopify_payments', 7000n], ['gift_card', 1000n]]);
  return order;
}

/** Each entry since the test began: its reference without the shop, and its lines. */
function entries(): [string, string[]][] {
  return stage.bexio.books.manualEntries().slice(from).map((one) => [String(one.reference_nr).replace(/^shopify:\d+:/, '').replace(/\d{5,}/, '…'), one.entries.map((line) => `${line.debit_account_no}→${line.credit_account_no} ${line.amount}`)]);
}

async function state(order: StoredOrder): Promise<string> {
  const [record] = await stage.drain([order]);
  const detail = record?.detail as { for?: string; problem?: { reason: string } } | null;
  return [record?.state, detail?.for ?? detail?.problem?.reason].filter(Boolean).join(' ');
}

const [sales, cards, vouchers] = ['3200', '1105', '2030'];

/** Which transactions of Shopify each entry or task on record names as where its money went. */
async function sources(order: StoredOrder): Promise<string[][]> {
  const links = await stage.app.store.links.of(stage.shop.domain, stage.bexio.books.companyId, order.legacyId);
  const gatewayOf = (id: string) => order.transactions.find((one) => one.id.endsWith(`/${id}`))?.gateway ?? id;
  return links.filter((link) => link.kind === 'refund' || link.kind === 'task').map((link) => (link.detail as { source: { transactions: { id: string }[] } }).source.transactions.map(({ id }) => gatewayOf(id)));
}

test('nothing is booked before both have arrived, then one entry over both', async () => {
  const order = await refundUnderWay();
  expect(await state(order)).toBe('waiting refund');
  stage.shop.editor.settle(order, 'SUCCESS', 'shopify_payments');
  expect([await state(order), entries()]).toEqual(['waiting refund', []]);
  stage.shop.editor.settle(order, 'SUCCESS', 'gift_card');
  expect(await state(order)).toBe('booked');
  expect(entries()).toEqual([['refund:…', [`${sales}→${cards} 70.00`, `${sales}→${vouchers} 10.00`]]]);
  expect(await sources(order)).toEqual([['shopify_payments', 'gift_card']]);
});

test.each([
  ['the same way', undefined, vouchers],
  ['another way', 'shopify_payments', cards],
] as const)('one fails and goes again by %s: an entry of its own over the rest', async (_how, gateway, account) => {
  const order = await refundUnderWay();
  stage.shop.editor.settle(order, 'SUCCESS', 'shopify_payments');
  stage.shop.editor.settle(order, 'FAILURE', 'gift_card');
  await state(order);
  expect(entries()).toEqual([['refund:…', [`${sales}→${cards} 70.00`]]]);
  stage.shop.editor.retryRefund(order, gateway);
  expect(await state(order)).toBe('booked');
  expect(entries()).toEqual([['refund:…', [`${sales}→${cards} 70.00`]], ['refund:…:2', [`${sales}→${account} 10.00`]]]);
  expect(await sources(order)).toEqual([['shopify_payments'], [gateway ?? 'gift_card']]);
  // Asked again, nothing more happens.
  await stage.run({ kind: 'order', subject: order.legacyId });
  expect(entries()).toHaveLength(2);
});

test('money that bounces after it was booked is said, and what goes in its place is not booked again', async () => {
  const order = await refundUnderWay();
  stage.shop.editor.settle(order);
  expect(await state(order)).toBe('booked');
  for (const one of order.transactions) if (one.kind === 'REFUND' && one.gateway === 'shopify_payments') one.status = 'FAILURE';
  stage.shop.editor.edit(order, { note: 'bounced' });
  expect(await state(order)).toBe('problem refund-gone');
  stage.shop.editor.retryRefund(order);
  expect(await state(order)).toBe('booked');
  expect(entries()).toHaveLength(1);
});

test('an unclear answer to the second entry books it once', async () => {
  const order = await refundUnderWay();
  stage.shop.editor.settle(order, 'SUCCESS', 'shopify_payments');
  stage.shop.editor.settle(order, 'FAILURE', 'gift_card');
  await state(order);
  stage.bexio.faults.add({ match: { method: 'POST', path: /manual_entries$/, nth: 1 }, kind: 'cut-after' });
  stage.shop.editor.retryRefund(order);
  expect(await state(order)).toBe('booked');
  expect(entries().map(([reference]) => reference)).toEqual(['refund:…', 'refund:…:2']);
  stage.bexio.faults.clear();
});

test('where credit notes are wanted, the rest is a task of its own', async () => {
  await stage.decide({ refunds: { paid: 'credit-note-task' } });
  const order = await refundUnderWay();
  stage.shop.editor.settle(order, 'SUCCESS', 'shopify_payments');
  stage.shop.editor.settle(order, 'FAILURE', 'gift_card');
  await state(order);
  stage.shop.editor.retryRefund(order);
  expect(await state(order)).toBe('problem credit-note-needed');
  expect(await sources(order)).toEqual([['shopify_payments'], ['gift_card']]);
  await stage.decide({ refunds: { paid: 'entry' } });
});

test('failed before the booking and gone again after it: the invoice holds what was kept, and an entry takes it off', async () => {
  const order = stage.place(input, (placed) => {
    stage.shop.editor.refund(placed, { lines: [{ line: cup, quantity: 1 }], pending: true });
    stage.shop.editor.settle(placed, 'SUCCESS', 'shopify_payments');
    stage.shop.editor.settle(placed, 'FAILURE', 'gift_card');
  });
  await state(order);
  stage.shop.editor.retryRefund(order);
  expect(await state(order)).toBe('booked');
  const [invoice] = stage.invoicesOf(order);
  expect([invoice?.total, invoice?.total_remaining_payments, entries()]).toEqual(['30.00', '0.00', [['refund:…', [`${sales}→${vouchers} 10.00`]]]]);
});
