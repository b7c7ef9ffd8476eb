import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { openStage, type Stage } from './stage.ts';

/** The order changes while nobody knows whether bexio has booked its money: what was sent counts, not what would be sent now. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.bexio.faults.clear());

const payment = /^\/2\.0\/kb_invoice\/\d+\/payment$/;
const cup: OrderInput = {
  lines: [{ title: 'Tasse', price: '80.00', taxRate: '0.081' }, { title: 'Buch', price: '20.00', taxRate: '0.026' }],
  customer: { lastName: 'Beispiel', email: 'beispiel@flow.example' },
};

/** One that bexio has carried out or not, without saying so. */
async function unclear(input: OrderInput, kind: 'cut-after' | 'cut-before', first?: (order: StoredOrder) => void): Promise<StoredOrder> {
  stage.bexio.faults.add({ match: { method: 'POST', path: payment, nth: 1 }, kind });
  const order = stage.place(input, first);
  await stage.settled();
  return order;
}

function paid(order: StoredOrder): string[] {
  return stage.invoicesOf(order).flatMap(({ payments }) => payments.map((one) => one.value));
}

async function entered(order: StoredOrder): Promise<[string, number][]> {
  const lines = await stage.app.store.journal.of(stage.shop.domain, order.legacyId);
  return lines.filter(({ event }) => ['payment-booked', 'payment-found', 'refund-booked', 'refund-found'].includes(event)).map(({ event, detail }) => [event, (detail as { amountMinor: number }).amountMinor]);
}

// What went back by card was taken off the payment by TWINT where the one by card was booked already: an entry moves it.
test.each([
  ['cut-after', ['60.00', '20.00'], [['payment-found', 6000], ['payment-booked', 2000], ['refund-booked', 2000]]],
  ['cut-before', ['40.00', '40.00'], [['payment-booked', 4000], ['payment-booked', 4000]]],
] as const)('a refund lowers the payment meanwhile (%s)', async (kind, expected, lines) => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments', amount: '60.00' }, { gateway: 'twint', amount: '40.00' }] }, kind, (placed) => void stage.shop.editor.edit(placed, { quantities: [{ line: 1, quantity: 0 }] }));
  stage.shop.editor.refund(order, { amount: '20.00', gateway: 'shopify_payments' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(paid(order)).toEqual(expected);
  expect(await entered(order)).toEqual(lines);
});

test.each(['cut-after', 'cut-before'] as const)('all of the money goes back meanwhile (%s)', async (kind) => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments' }] }, kind);
  stage.shop.editor.cancel(order);
  const [record] = await stage.drain([order]);
  expect(paid(order)).toEqual(kind === 'cut-after' ? ['100.00'] : []);
  expect(await entered(order)).toEqual(kind === 'cut-after' ? [['payment-found', 10_000], ['refund-booked', 10_000]] : []);
  expect(record).toMatchObject({ state: kind === 'cut-after' ? 'booked' : 'skipped' });
});

const entry = /^\/3\.0\/accounting\/manual_entries$/;
const entries = (order: StoredOrder, from: number) => stage.bexio.books.manualEntries().slice(from).filter((one) => JSON.stringify(one).includes(order.name)).map((one) => one.entries.reduce((sum, line) => sum + Number(line.amount), 0));

test.each([
  ['undo', 'cut-after', [20, 80]],
  ['undo', 'cut-before', [100]],
  ['skip', 'cut-after', [20]],
  ['skip', 'cut-before', []],
] as const)('the merchant decides while nobody knows whether a refund was booked (%s, %s)', async (decision, kind, expected) => {
  const order = stage.place({ ...cup, payments: [{ gateway: 'shopify_payments' }] });
  await stage.drain([order]);
  const from = stage.bexio.books.manualEntries().length;
  stage.bexio.faults.add({ match: { method: 'POST', path: entry, nth: 1 }, kind });
  stage.shop.editor.refund(order, { lines: [{ line: 1, quantity: 1 }] });
  await stage.settled();
  await decide(stage.app.tools, stage.shop.domain, order.legacyId, decision, 'Anna');
  await stage.drain([order]);
  expect(entries(order, from)).toEqual(expected);
  expect((await entered(order)).filter(([event]) => event === 'refund-found')).toHaveLength(kind === 'cut-after' ? 1 : 0);
});

test('a settings change between the attempts books no second payment', async () => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments' }] }, 'cut-after');
  await stage.decide({ gateways: {} });
  await stage.drain([order]);
  expect(paid(order)).toEqual(['100.00']);
  expect(await entered(order)).toEqual([['payment-found', 10_000]]);
});
