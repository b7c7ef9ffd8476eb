import { afterEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../src/domain/settings.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const skus = ['TEE', 'MUG', 'CAP'];
const hourMs = 3_600_000;

/** Both sides begin with the same number of units of every SKU. */
async function openStock(units: number, settings: Partial<Settings> = {}, atMoment: (moment: string, subject: string) => void = () => {}): Promise<void> {
  const articles = skus.map((sku) => ({ intern_code: sku, intern_name: sku, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: units }));
  stage = await openStage({ bexio: { company: { articles } }, app: { atMoment } });
  for (const sku of skus) stage.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available: units }] });
  const locationId = stage.shop.inventory.locations[0]?.id.split('/').at(-1) ?? '';
  await stage.decide({ documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'match', stock: { leads: 'bexio', locationId, places: {} }, ...settings });
  // The first look only gets to know both sides; an hour later it may also raise.
  await poll();
  await poll();
}

async function poll(): Promise<void> {
  stage.clock.jump(hourMs);
  await stage.settled();
  await stage.run({ kind: 'poll', subject: 'routine' });
}

const article = (sku: string) => stage.bexio.books.articles().find((one) => one.intern_code === sku);
const available = (sku: string) => stage.shop.inventory.level(sku)?.available ?? Number.NaN;
const type = (sku: string, delta: number) => stage.bexio.books.typeStock(article(sku)?.id ?? 0, delta);
const sell = (sku: string, quantity: number) => stage.place(personOrder(`${sku}-${stage.shop.orders().length}@lager.example`, { lines: [{ title: sku, sku, price: '10.00', quantity }], payments: [{ gateway: 'shopify_payments' }] }));
const corrections = async () => (await stage.app.store.journal.latest(stage.shop.domain, 1_000)).filter((line) => line.event === 'stock-set').map((line) => line.detail as { sku: string; from: number; to: number });

describe('bexio leads', () => {
  test('a goods receipt typed in bexio arrives in Shopify, with its reason in the journal; a loss too', async () => {
    await openStock(10);
    type('TEE', 7);
    type('MUG', -4);
    await poll();
    expect([available('TEE'), available('MUG'), available('CAP')]).toEqual([17, 6, 10]);
    expect(await corrections()).toEqual(expect.arrayContaining([{ sku: 'TEE', from: 10, to: 17, bexioAvailable: 17, pendingUnits: 0 }, { sku: 'MUG', from: 10, to: 6, bexioAvailable: 6, pendingUnits: 0 }]));
  });

  test('nothing changed: Shopify is not asked, bexio once for all articles', async () => {
    await openStock(10);
    await poll();
    const [asked, before] = [stage.shopify.requests.of('StockBySku').length, stage.bexio.requests.count({ path: /article$/ })];
    await stage.run({ kind: 'poll', subject: 'routine' });
    expect(stage.shopify.requests.of('StockBySku').length).toBe(asked);
    expect(stage.bexio.requests.count({ path: /article$/ }) - before).toBe(1);
  });

  test('sold, invoiced at once and shipped days later: nothing is given back in between', async () => {
    await openStock(10);
    const order = sell('TEE', 3);
    await stage.drain([order]);
    await poll();
    expect(available('TEE')).toBe(7);
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect([available('TEE'), article('TEE')?.stock_nr]).toEqual([7, 7]);
    expect(await corrections()).toEqual([]);
  });

  test('units added to an order in Shopify are not given back while bexio’s order lacks them', async () => {
    await openStock(10);
    const order = stage.place(personOrder('dazu@lager.example', { lines: [{ title: 'TEE', sku: 'TEE', price: '10.00', quantity: 2 }], payments: [{ gateway: 'bogus', status: 'PENDING' }] }));
    await stage.drain([order]);
    await poll();
    expect(available('TEE')).toBe(8);
    stage.shop.editor.edit(order, { quantities: [{ line: 0, quantity: 5 }] });
    await stage.drain([order]);
    for (let polls = 0; polls < 4; polls++) {
      await poll();
      expect(available('TEE')).toBeLessThanOrEqual(5);
    }
    expect([available('TEE'), await corrections()]).toEqual([5, []]);
  });

  test('an order of which no webhook came is not taken for a goods receipt', async () => {
    await openStock(10);
    stage.shopify.deliveries.drop(() => true);
    const order = sell('TEE', 4);
    stage.shop.editor.fulfil(order);
    type('TEE', 1);
    await stage.run({ kind: 'stock', subject: 'routine' });
    expect(available('TEE')).toBe(6);
    stage.shopify.deliveries.drop(null);
    await stage.drain([order]);
    await poll();
    await poll();
    expect([available('TEE'), article('TEE')?.stock_available_nr]).toEqual([7, 7]);
  });

  test('written under a clock that was ahead: orders that nobody has read are not taken for read', async () => {
    await openStock(10);
    const ahead = new Date(stage.clock.now().getTime() + 3 * hourMs).toISOString();
    await stage.app.store.cursors.save(stage.shop.domain, 'stock-state', { everythingAt: ahead, caughtUpAt: ahead, lookedAt: ahead });
    stage.shopify.deliveries.drop(() => true);
    const order = sell('TEE', 4);
    type('TEE', 1);
    stage.clock.jump(2 * 60_000);
    await stage.run({ kind: 'stock', subject: 'routine' });
    expect(available('TEE')).toBe(6);
    await stage.drain([order]);
    await poll();
    await poll();
    expect([available('TEE'), article('TEE')?.stock_nr]).toEqual([7, 11]);
  });

  test('a sale between reading and writing is never overwritten', async () => {
    let order: StoredOrder | null = null;
    await openStock(10, {}, (moment, subject) => {
      // The buyer is quicker than the write: what was read (10) is 8 when it arrives.
      if (moment === 'intent-sent' && subject === 'routine' && order === null) order = sell('TEE', 2);
    });
    type('TEE', 5);
    stage.clock.jump(hourMs);
    await stage.run({ kind: 'poll', subject: 'routine' });
    expect(order).not.toBeNull();
    expect(stage.shopify.requests.of('SetStock')).toHaveLength(1);
    expect(available('TEE')).toBe(8);
    await poll();
    await poll();
    expect([available('TEE'), article('TEE')?.stock_nr]).toEqual([13, 15]);
  });

  test.each(['cut-after', 'cut-before', 'late'] as const)('%s while writing: carried out once', async (kind) => {
    await openStock(10);
    type('TEE', 5);
    stage.shopify.faults.add({ match: { operation: 'SetStock', nth: 1 }, ...(kind === 'late' ? { kind, delayMs: 50 } : { kind }) });
    await poll();
    await stage.shopify.faults.settled();
    await poll();
    expect(available('TEE')).toBe(15);
    expect(await corrections()).toHaveLength(1);
    expect(new Set(stage.shopify.requests.of('SetStock').map((one) => JSON.stringify(one.variables))).size).toBe(1);
  });

  test('invoices only: units sold stay owed until bexio is lowered by hand', async () => {
    await openStock(10, { documents: 'invoice' });
    const order = sell('TEE', 3);
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect(available('TEE')).toBe(7);
    type('TEE', -3);
    await poll();
    expect(available('TEE')).toBe(7);
    type('TEE', 10);
    await poll();
    await poll();
    expect(available('TEE')).toBe(17);
  });
});

test('what an unchanged look costs: one request per 2,000 articles, one to Shopify', async () => {
  const articles = Array.from({ length: 2_001 }, (_, index) => ({ intern_code: skus[index] ?? `SKU-${index}`, intern_name: `Artikel ${index}`, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: 5 }));
  stage = await openStage({ bexio: { company: { articles } } });
  for (const sku of skus) stage.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available: 5 }] });
  const locationId = stage.shop.inventory.locations[0]?.id.split('/').at(-1) ?? '';
  await stage.decide({ documents: 'order-delivery-invoice', articles: 'match', stock: { leads: 'bexio', locationId, places: {} } });
  await poll();
  await poll();
  const before = stage.shopify.requests.all().length;
  stage.bexio.requests.clear();
  await stage.run({ kind: 'stock', subject: 'routine' });
  expect([stage.bexio.requests.count(), stage.shopify.requests.all().length - before]).toEqual([2, 1]);
});
