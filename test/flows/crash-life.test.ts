import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { openCrashRun, pointsOf, type CrashRun, type Life } from './crash-run.ts';

// Fault 17 after the first invoice: killed at every moment of a refund, and of an invoice that takes the place of another.

const goods: OrderInput = {
  lines: [{ title: 'Wanderrucksack', price: '100.00', taxRate: '0.081' }, { title: 'Wanderführer', price: '65.50', quantity: 2, taxRate: '0.026' }],
  taxesIncluded: true,
  customer: { firstName: 'Anna', lastName: 'Muster', email: 'anna@flow.example' },
};
const own = ['intent-prepared', 'intent-sent', 'answer-received', 'link-recorded', 'verified', 'issue-sent', 'issue-recorded', 'payment-recorded'];

let run: CrashRun;
beforeAll(async () => {
  run = await openCrashRun();
});
afterAll(() => run.close());

type Change = (order: StoredOrder) => void;

test.each<[string, OrderInput, Change, string[]]>([
  ['a refund of a paid order', { ...goods, payments: [{ gateway: 'shopify_payments' }] }, (order) => run.open.shop.editor.refund(order.id, { lines: [{ line: 1, quantity: 1 }] }), [':1 9 231.00', 'entry 65.50']],
  ['an edit of an unpaid order', goods, (order) => run.open.shop.editor.edit(order.id, { quantities: [{ line: 1, quantity: 1 }] }), [':1 19 231.00', ':2 8 165.50']],
])('%s', async (_name, input, change, expected) => {
  let life = await run.life();
  const quiet = await placed(life, input);
  const before = life.moments.length;
  change(quiet);
  await expect.poll(() => inBexio(quiet)).toEqual(expected);
  await expect.poll(() => life.moments.slice(before).some((one) => one.moment === 'done')).toBe(true);
  const points = pointsOf(life.moments.slice(before), quiet.legacyId).filter((point) => own.includes(point.moment));
  expect(points.length).toBeGreaterThanOrEqual(4);
  const all = [quiet];
  for (const point of points) {
    const order = await placed(life, input);
    all.push(order);
    await life.aim({ subject: order.legacyId, ...point });
    change(order);
    await life.death();
    life = await run.life();
    await run.open.shopify.deliveries.retryDue({ all: true });
    await expect.poll(() => inBexio(order), { message: `${point.moment} ${point.nth}` }).toEqual(expected);
  }
  // Once more for every order: what was cut off has left nothing that comes twice.
  await life.finish(all.map(({ legacyId }) => legacyId));
  expect(all.map(inBexio)).toEqual(all.map(() => expected));
  await life.stop();
});

async function placed(life: Life, input: OrderInput): Promise<StoredOrder> {
  const order = run.open.shop.editor.create(input);
  await run.open.shopify.deliveries.idle();
  await life.finish([order.legacyId]);
  return order;
}

/** Every document and entry of an order: `reference status total`. */
function inBexio(order: StoredOrder): string[] {
  const { books } = run.open.bexio;
  const base = `shopify:${run.open.shop.id}:order:${order.legacyId}`;
  const invoices = books.invoices().filter(({ api_reference }) => api_reference === base || api_reference?.startsWith(`${base}:`));
  const entries = books.manualEntries().filter((entry) => entry.entries.some((line) => line.description.includes(`${order.name} `)));
  return [...invoices.map(({ api_reference, status, total }) => `${api_reference?.slice(base.length) || ':1'} ${status} ${total}`), ...entries.map((entry) => `entry ${entry.entries.map((line) => line.amount).join(' ')}`)];
}
