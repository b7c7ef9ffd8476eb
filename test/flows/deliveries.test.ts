import { expect, test } from 'vitest';
import { swissDay } from '../../src/sandbox/swiss-day.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

// Faults 3 to 6 and 13: webhooks are nudges, so how often, in which order and whether at all they arrive makes no difference.

test('each webhook delivered five times, shuffled, eight at once: the books of a quiet day', async () => {
  const quiet = await openStage();
  const restless = await openStage();
  try {
    restless.shopify.deliveries.duplicate(5);
    restless.shopify.deliveries.shuffle(20_260_703);
    const [quietBooks, restlessBooks] = await Promise.all([liveThrough(quiet), liveThrough(restless)]);
    expect(quietBooks.filter((one) => one.invoices.length > 0).length).toBeGreaterThan(30);
    expect(restlessBooks).toEqual(quietBooks);
    expect(restless.bexio.books.contacts().length).toBe(quiet.bexio.books.contacts().length);

    // Everything once more, oldest version last: replayed genuine webhooks change nothing.
    restless.shopify.deliveries.shuffle(null);
    const before = restless.bexio.requests.count({ method: 'POST' });
    for (const { id } of restless.shopify.deliveries.all().toReversed()) await restless.shopify.deliveries.resend(id);
    await restless.settled();
    expect(restless.bexio.requests.count({ method: 'POST' })).toBe(before);
  } finally {
    await Promise.all([quiet.close(), restless.close()]);
  }
});

test('what no webhook told is found by the sweep', async () => {
  const stage = await openStage();
  try {
    const { deliveries } = stage.shopify;
    const orders: StoredOrder[] = [];
    for (let index = 0; index < 20; index++) {
      // Of every tenth order nothing arrives at all; of the others a tenth of the deliveries is lost.
      deliveries.drop(index % 10 === 3 ? () => true : 0.1);
      orders.push(stage.place(personOrder(`kunde-${index}@flow.example`, { payments: [] }), (order) => void stage.shop.editor.pay(order)));
    }
    deliveries.drop(null);
    await stage.settled();
    expect(stage.shopify.deliveries.of({ state: 'dropped' }).length).toBeGreaterThan(8);
    expect((await stage.violations()).filter((one) => one.startsWith('I1'))).toHaveLength(2);

    stage.clock.jump(300_000);
    await stage.settled();
    await stage.drain(orders);
    expect(await stage.violations()).toEqual([]);
    // An order that changes unheard is found too, by its time of change.
    deliveries.drop(() => true);
    stage.clock.jump(60_000);
    const late = stage.shop.editor.create(personOrder('spaet@flow.example', { payments: [{ gateway: 'bank_deposit', status: 'PENDING' }] }));
    stage.clock.jump(300_000);
    await stage.settled();
    expect((await stage.record(late)).state).toBe('booked');
    expect(await stage.violations()).toEqual([]);
  } finally {
    await stage.close();
  }
});

test('a second change that falls into the same second as the first, unheard, is found too', async () => {
  const stage = await openStage();
  try {
    const order = stage.place(personOrder('doppelt@flow.example', { payments: [] }));
    await stage.settled();
    const firstSeen = (await stage.record(order)).shopifyUpdatedAt;
    stage.shopify.deliveries.drop(() => true);
    const paid = stage.shop.editor.pay(order);
    // Shopify's times are whole seconds: this is what the two changes look like when they fall into one.
    paid.updatedAt = firstSeen;
    stage.clock.jump(300_000);
    await stage.settled();
    const record = await stage.record(order);
    expect(record.paidMinor).toBe(record.totalMinor);
  } finally {
    await stage.close();
  }
});

/** A day of Swiss orders, and what the books say of each in the evening. */
async function liveThrough(stage: Stage) {
  const orders = swissDay().map(({ input, afterwards }) => stage.place(input, (order) => afterwards?.(stage.shop.editor, order.id)));
  const records = await stage.drain(orders);
  return records.map(({ name, state, paidMinor }, index) => ({
    name,
    state,
    paidMinor,
    invoices: stage.invoicesOf(orders[index]!).map(({ total, status, positions, payments }) => ({ total, status, lines: positions.map((one) => [one.text, one.position_total]), payments: payments.map((one) => one.value) })),
  }));
}
