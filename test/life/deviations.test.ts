import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderEditor, OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { audit } from './auditor.ts';
import type { Deviation } from './deviations.ts';
import { gather } from './evidence.ts';
import { openWorld, type World } from './world.ts';

/**
 * The smallest life of each known deviation. Each of these tests fails today and is expected to; on the day the program is mended it turns
 * red here, and then its line goes, from here and from `deviations.ts`.
 */
let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.close());

type Act = (editor: OrderEditor, order: StoredOrder) => unknown;

async function wrongOf(works: 'after every act' | 'at the end', input: OrderInput, ...acts: Act[]): Promise<string[]> {
  const { shop, clock } = world;
  world.shopify.deliveries.pause();
  const order = shop.editor.create({ customer: { lastName: 'Beispiel', email: 'beispiel@example.ch' }, ...input });
  for (const act of acts) {
    if (works === 'after every act') await rest(order);
    clock.jump(60_000);
    act(shop.editor, order);
  }
  await rest(order);
  const { evidence } = await gather(world, [order]);
  return evidence.flatMap(audit);
}

async function rest(order: StoredOrder): Promise<void> {
  world.shopify.deliveries.resume();
  await world.drain([order]);
  world.shopify.deliveries.pause();
}

const two: OrderInput = { lines: [{ title: 'Tasse', price: '60.00', taxRate: '0.081' }, { title: 'Buch', price: '40.00', taxRate: '0.026' }] };
const card: Act = (editor, order) => editor.pay(order, { gateway: 'shopify_payments' });

test('an ordinary life goes through this test’s own hands without an error', async () => {
  expect(await wrongOf('after every act', two, card, (editor, order) => editor.refund(order, { lines: [{ line: 1, quantity: 1 }] }))).toEqual([]);
});

const smallest: Record<Deviation, () => Promise<string[]>> = {
  'money held and not said': () => wrongOf('at the end', two, card, (editor, order) => editor.cancel(order, { refund: false })),
  'amount set off against unpaid units': () =>
    wrongOf('at the end', two, (editor, order) => editor.pay(order, { gateway: 'twint', amount: '50.00' }), (editor, order) => editor.refund(order, { lines: [{ line: 1, quantity: 1 }] }), (editor, order) => editor.refund(order, { amount: '10.00' })),
  'kept money set off against what is owed': () =>
    wrongOf('at the end', two, card, (editor, order) => editor.refund(order, { lines: [{ line: 1, quantity: 1 }], amount: '30.00' }), (editor, order) => editor.edit(order, { add: [{ title: 'Heft', price: '25.00' }] })),
  'exchanged across rates for the same price': () =>
    wrongOf('after every act', two, card, (editor, order) => editor.return(order, { lines: [{ line: 1, quantity: 1 }], exchange: [{ title: 'Kanne', price: '40.00', taxRate: '0.081' }] }), (editor, order) => editor.refund(order, { lines: [{ line: 1, quantity: 1 }] })),
  'money back by another way before booking': () => wrongOf('at the end', two, card, (editor, order) => editor.refund(order, { lines: [{ line: 1, quantity: 1 }], gateway: 'gift_card' })),
};

for (const [name, life] of Object.entries(smallest)) {
  test(name, async () => { const w = await life(); console.log(name, w); });
}
