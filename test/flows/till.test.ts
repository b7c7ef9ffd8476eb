import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { openStage, type Stage } from './stage.ts';

/** A till rounds cash to five rappen on an order whose invoice has money on it already: the rappen go to the account for rounding. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.bexio.faults.clear());

const payment = /^\/2\.0\/kb_invoice\/\d+\/payment$/;
const cardAndCash = (price: string): OrderInput => ({ lines: [{ title: 'Seife', price }], source: 'pos', cashRounding: '0.05', customer: { lastName: 'Beispiel', email: 'beispiel@flow.example' }, payments: [{ gateway: 'shopify_payments', amount: '3.00' }] });

let from = 0;
async function paidByCard(price: string): Promise<StoredOrder> {
  const order = stage.place(cardAndCash(price));
  await stage.drain([order]);
  from = stage.bexio.books.manualEntries().length;
  return order;
}

/** What the order's documents hold, and the entries made for it: `debit→credit amount`. */
function books(order: StoredOrder) {
  const reference = `shopify:${stage.shop.id}:order:${order.legacyId}`;
  return {
    invoices: stage.bexio.books.invoices().filter((one) => one.api_reference?.startsWith(reference)).map((one) => [one.total, one.total_remaining_payments, one.payments.map(({ value }) => value)]),
    entries: stage.bexio.books.manualEntries().slice(from).map((one) => one.entries.map((line) => `${line.debit_account_no}→${line.credit_account_no} ${line.amount}`)),
  };
}

const [cash, rounding] = ['1000', '6945'];

test.each([
  ['6.68', '3.70', `${cash}→${rounding} 0.02`, '3.68'],
  ['6.67', '3.65', `${rounding}→${cash} 0.02`, '3.67'],
] as const)('the rest of %s is paid with %s: no further document', async (price, taken, entry, booked) => {
  const order = await paidByCard(price);
  stage.shop.editor.pay(order, { gateway: 'cash' });
  expect(order.transactions.at(-1)?.amount.shop).toBe(BigInt(taken.replace('.', '')));
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(books(order)).toEqual({ invoices: [[price, '0.00', ['3.00', booked]]], entries: [[entry]] });
});

test.each(['cut-after', 'cut-before'] as const)('an unclear answer changes nothing (%s)', async (kind) => {
  const order = await paidByCard('6.67');
  stage.bexio.faults.add({ match: { method: 'POST', path: payment, nth: 1 }, kind });
  stage.shop.editor.pay(order, { gateway: 'cash' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(books(order)).toEqual({ invoices: [['6.67', '0.00', ['3.00', '3.67']]], entries: [[`${rounding}→${cash} 0.02`]] });
});

test('what was added and paid in cash before the app looked stands on one document, rounding and all', async () => {
  const order = await paidByCard('6.67');
  stage.shopify.deliveries.pause();
  stage.shop.editor.edit(order, { add: [{ title: 'Schale', price: '2.00' }] });
  stage.shop.editor.pay(order, { gateway: 'cash' });
  stage.shopify.deliveries.resume();
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(books(order)).toMatchObject({ invoices: [['6.67', '0.00', ['3.00', '3.67']], ['1.98', '0.00', ['1.98']]], entries: [] });
});

test('the rest of an additional invoice in cash: rounded by an entry, too', async () => {
  const order = await paidByCard('6.67');
  stage.shop.editor.edit(order, { add: [{ title: 'Schale', price: '2.01' }] });
  await stage.drain([order]);
  stage.shop.editor.pay(order, { gateway: 'cash' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(books(order)).toEqual({ invoices: [['6.67', '0.00', ['3.00', '3.67']], ['2.01', '0.00', ['2.01']]], entries: [[`${cash}→${rounding} 0.02`]] });
});

/** What the payments and entries leave on each account of money, and on the one for rounding. */
function left(order: StoredOrder): Record<string, number> {
  const sums: Record<string, number> = { [cash]: 0, [rounding]: 0 };
  const move = (account: string, minor: number) => void (account in sums && (sums[account] = (sums[account] ?? 0) + minor));
  for (const { payments } of stage.invoicesOf(order)) for (const { value } of payments.slice(1)) move(cash, Math.round(Number(value) * 100));
  for (const { entries } of stage.bexio.books.manualEntries().slice(from)) {
    for (const line of entries) {
      move(line.debit_account_no, Math.round(Number(line.amount) * 100));
      move(line.credit_account_no, -Math.round(Number(line.amount) * 100));
    }
  }
  return sums;
}

test.each(['6.68', '6.67'])('%s undone: nothing is left in the till nor on the account for rounding', async (price) => {
  const order = await paidByCard(price);
  stage.shop.editor.pay(order, { gateway: 'cash' });
  await stage.drain([order]);
  expect(left(order)).toEqual({ [cash]: price === '6.68' ? 370 : 365, [rounding]: price === '6.68' ? -2 : 2 });
  await decide(stage.app.tools, stage.shop.domain, order.legacyId, 'undo', 'Anna');
  expect(await stage.drain([order])).toMatchObject([{ state: 'skipped' }]);
  expect(left(order)).toEqual({ [cash]: 0, [rounding]: 0 });
});

// What a till rounded up goes back with a cancellation, and stays where the money is (here on the card) when only the goods are given back.
test.each([
  ['6.68', 'cancelled', { [cash]: 0, [rounding]: 0 }],
  ['6.67', 'cancelled', { [cash]: 0, [rounding]: 2 }],
  ['6.68', 'refunded', { [cash]: 0, [rounding]: -2 }],
] as const)('%s %s: the books come to an end', async (price, how, expected) => {
  const order = await paidByCard(price);
  stage.shop.editor.pay(order, { gateway: 'cash' });
  await stage.drain([order]);
  if (how === 'cancelled') stage.shop.editor.cancel(order);
  else stage.shop.editor.refund(order, { lines: [{ line: 0, quantity: 1 }], amount: price });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(left(order)).toEqual(expected);
});

test.each(['cancelled', 'refunded'] as const)('paid in cash at once, rounded up and %s: the books come to an end', async (how) => {
  const order = stage.place({ ...cardAndCash('6.68'), payments: [{ gateway: 'cash' }] });
  await stage.drain([order]);
  from = stage.bexio.books.manualEntries().length;
  if (how === 'cancelled') stage.shop.editor.cancel(order);
  else stage.shop.editor.refund(order, { lines: [{ line: 0, quantity: 1 }], amount: '6.68' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(books(order).entries).toEqual([how === 'cancelled' ? [`3200→${cash} 6.68`, `${rounding}→${cash} 0.02`] : [`3200→${cash} 6.68`]]);
});
