import { afterEach, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const range = '2026-03-01T00:00:00Z..2026-04-01T00:00:00Z';

/** Orders of last March, of which the app has never heard; from today on orders are booked. */
async function march(count: number): Promise<StoredOrder[]> {
  stage = await openStage();
  await stage.decide({ goLiveAt: new Date(stage.clock.now().getTime() - 60_000).toISOString() });
  stage.shop.setScopes([...stage.shop.scopes(), 'read_all_orders']);
  await stage.run({ kind: 'shop', subject: 'routine' });
  stage.shopify.deliveries.drop(() => true);
  const orders = Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(Date.parse('2026-03-01T08:00:00Z') + index * 3_600_000);
    return stage.shop.editor.create({ ...personOrder(`alt-${index % 7}@past.example`, { payments: [{ gateway: 'shopify_payments' }] }), createdAt, processedAt: createdAt });
  });
  stage.shopify.deliveries.drop(null);
  return orders;
}

async function progress() {
  const connection = await stage.app.store.connections.get(stage.shop.domain);
  const link = await stage.app.store.links.find(stage.shop.domain, connection?.companyId ?? '', 'import', range);
  return link?.detail;
}

async function importAll(orders: readonly StoredOrder[]): Promise<void> {
  for (let rounds = 0; rounds < 20 && (await progress())?.['state'] !== 'done'; rounds++) {
    await stage.run({ kind: 'import', subject: range });
    stage.clock.jump(60_000);
  }
  await stage.drain(orders);
}

test('a month of the past, cut twice, is booked once', async () => {
  const orders = await march(120);
  for (const nth of [1, 3]) stage.shopify.faults.add({ match: { operation: 'OrdersCreated', nth }, kind: 'cut-after' });
  await importAll(orders);
  expect(await progress()).toMatchObject({ state: 'done', blindBefore: null, counts: { new: 120, linked: 0 } });
  expect(orders.map((order) => stage.invoicesOf(order).length)).toEqual(orders.map(() => 1));
  expect(stage.bexio.books.invoices()).toHaveLength(120);
  expect(stage.invoicesOf(orders[0] as StoredOrder)[0]?.is_valid_from).toBe('2026-03-01');

  // Once more: everything is known, nothing is done.
  const connection = await stage.app.store.connections.get(stage.shop.domain);
  await stage.app.store.links.remove(stage.shop.domain, connection?.companyId ?? '', 'import', range);
  await importAll(orders);
  expect(await progress()).toMatchObject({ counts: { new: 0, linked: 120 } });
  expect(stage.bexio.books.invoices()).toHaveLength(120);
}, 120_000);

test('what another connector has invoiced is recognised and left alone, also when it is heard of later', async () => {
  const orders = await march(6);
  const [first, second] = orders;
  if (!first || !second) throw new Error('no orders');
  // Made by somebody else: the right title, no reference of ours.
  await importAll([]);
  await stage.drain(orders);
  const invoice = stage.invoicesOf(first)[0];
  if (!invoice) throw new Error('nothing was booked');
  const late = stage.shop.editor.create({ ...personOrder('fremd@past.example', { payments: [{ gateway: 'shopify_payments' }] }), createdAt: new Date('2026-05-02T08:00:00Z'), processedAt: new Date('2026-05-02T08:00:00Z') });
  const copy = stage.bexio.books.copyInvoice(invoice.id);
  stage.bexio.books.editInvoice(copy, { title: `Shopify ${late.name}` });
  await stage.settled();
  const may = '2026-05-01T00:00:00Z..2026-06-01T00:00:00Z';
  await stage.run({ kind: 'import', subject: may });
  await stage.run({ kind: 'order', subject: late.legacyId });
  expect(stage.invoicesOf(late)).toEqual([]);
  expect((await stage.record(late)).state).toBe('skipped');
});
