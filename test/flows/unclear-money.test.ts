import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
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

async function entered(order: StoredOrder): Promise<unknown[]> {
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

test('a settings change between the attempts books no second payment', async () => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments' }] }, 'cut-after');
  await stage.decide({ gateways: {} });
  await stage.drain([order]);
  expect(paid(order)).toEqual(['100.00']);
  expect(await entered(order)).toEqual([['payment-found', 10_000]]);
});
