import { afterEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../src/domain/settings.ts';
import { detailOf } from '../../src/sync/link-detail.ts';
import { personOrder } from './buyers.ts';
import type { OpenShopOptions } from './open-shop.ts';
import { openStage, type Stage } from './stage.ts';

/** Shopify leads: deliveries lower bexio's stock, the opening stock is written while bexio takes it, the rest becomes a list to type in. */
let stage: Stage;
afterEach(() => stage.close());

const hourMs = 3_600_000;
const article = (sku: string) => stage.bexio.books.articles().find((one) => one.intern_code === sku);
const available = (sku: string, location?: string) => stage.shop.inventory.level(sku, location)?.available ?? Number.NaN;
const seed = (sku: string, units: number, more: object = {}) => ({ intern_code: sku, intern_name: `Ware ${sku}`, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: units, ...more });
const sell = (sku: string, quantity: number) => stage.place(personOrder(`${sku}-${stage.shop.orders().length}@lager.example`, { lines: [{ title: sku, sku, price: '10.00', quantity }], payments: [{ gateway: 'shopify_payments' }] }));

type Opening = { articles: ReturnType<typeof seed>[]; inShopify: Record<string, number | Record<string, number>>; settings?: (locationIds: string[], placeId: (name: string) => string) => Partial<Settings>; options?: OpenShopOptions };

async function openStock({ articles, inShopify, settings = () => ({}), options = {} }: Opening): Promise<void> {
  stage = await openStage({ ...options, bexio: { company: { articles }, ...options.bexio } });
  if (Object.values(inShopify).some((one) => typeof one === 'object')) stage.shop.inventory.addLocation('Laden Bern');
  for (const [sku, units] of Object.entries(inShopify)) stage.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available: units }] });
  const ids = stage.shop.inventory.locations.map(({ id }) => id.split('/').at(-1) ?? '');
  await stage.decide({ documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'match', stock: { leads: 'shopify', locationId: ids[0] ?? '', places: {} }, ...settings(ids, await placesByName()) });
  await poll();
  await poll();
}

async function placesByName(): Promise<(name: string) => string> {
  const company = (await stage.app.store.companies.load(stage.bexio.books.companyId, 'company'))?.value;
  return (name) => String(company?.stockPlaces.find((place) => place.name.endsWith(name))?.placeId ?? '');
}

async function poll(): Promise<void> {
  stage.clock.jump(hourMs);
  await stage.settled();
  await stage.run({ kind: 'poll', subject: 'routine' });
}

async function journal(event: string): Promise<unknown[]> {
  return (await stage.app.store.journal.latest(stage.shop.domain, 1_000)).filter((line) => line.event === event).map((line) => line.detail).toReversed();
}

async function seen(sku: string) {
  const { companyId } = stage.bexio.books;
  const link = await stage.app.store.links.find(stage.shop.domain, companyId, 'stock-seen', sku);
  return link && detailOf(link, 'stock-seen');
}

describe('the opening stock', () => {
  test('is written where bexio takes it, read back, and each article is explained once', async () => {
    await openStock({ articles: [seed('TEE', 0), seed('MUG', 9)], inShopify: { TEE: 12, MUG: 9 } });
    expect([article('TEE')?.stock_nr, article('MUG')?.stock_nr]).toEqual([12, 9]);
    expect(await journal('stock-opened')).toEqual([{ sku: 'TEE', from: 0, to: 12, shopifyAvailable: 12, pendingUnits: 0 }]);
    expect(stage.shopify.requests.of('SetStock')).toEqual([]);
    await poll();
    expect(await journal('stock-opened')).toHaveLength(1);
  });

  test.each(['422', 'silent'] as const)('bexio takes none after a booking (%s): a line to type in, gone when it was typed', async (stockNrAfterBooking) => {
    await openStock({ articles: [seed('TEE', 5)], inShopify: { TEE: 5 }, options: { bexio: { company: { articles: [seed('TEE', 5)] }, readings: { stockNrAfterBooking } } } });
    stage.bexio.books.typeStock(article('TEE')?.id ?? 0, 2);
    stage.shop.inventory.set('TEE', 20);
    await poll();
    await poll();
    expect(article('TEE')?.stock_nr).toBe(7);
    expect(await seen('TEE')).toMatchObject({ state: 'to-type', onHand: 7, wanted: 20, why: 'booked', shopify: 20 });
    expect(await journal('stock-to-type')).toEqual([{ sku: 'TEE', from: 7, to: 20, why: 'booked' }]);
    const asked = stage.bexio.requests.count({ method: 'POST', path: /article\/\d+$/ });
    await poll();
    expect(stage.bexio.requests.count({ method: 'POST', path: /article\/\d+$/ })).toBe(asked);
    stage.bexio.books.typeStock(article('TEE')?.id ?? 0, 13);
    await poll();
    expect(await seen('TEE')).toMatchObject({ state: 'agrees', onHand: 20, wanted: null });
    expect(await journal('stock-typed')).toEqual([{ sku: 'TEE', from: 7, to: 20 }]);
  });

  test('an article whose stock bexio does not keep is listed, never silently different', async () => {
    await openStock({ articles: [seed('TEE', 0, { is_stock: false })], inShopify: { TEE: 4 } });
    expect(await seen('TEE')).toMatchObject({ state: 'to-type', wanted: 4, why: 'not-kept' });
    expect(article('TEE')?.is_stock).toBe(false);
  });

  test('each stock place has its location; bexio has one number for all of them', async () => {
    await openStock({
      articles: [seed('TEE', 0), seed('MUG', 0, { stock_place: 'Regal B' })],
      inShopify: { TEE: { 'Laden Bern': 3, Hauptlager: 8 }, MUG: { 'Laden Bern': 5, Hauptlager: 1 } },
      settings: ([main = '', bern = ''], placeId) => ({ stock: { leads: 'shopify', locationId: main, places: { [placeId('Regal B')]: bern } } }),
    });
    expect([article('TEE')?.stock_nr, article('MUG')?.stock_nr]).toEqual([11, 6]);
    expect([await seen('TEE'), await seen('MUG')]).toMatchObject([{ shopify: 8, elsewhere: 3, state: 'agrees' }, { shopify: 5, elsewhere: 1, state: 'agrees' }]);
  });

  test.each(['cut-after', 'cut-before'] as const)('%s while writing: the same number, explained once', async (kind) => {
    await openStock({ articles: [seed('TEE', 5)], inShopify: { TEE: 5 } });
    stage.shop.inventory.set('TEE', 8);
    stage.bexio.faults.add({ match: { method: 'POST', path: /article\/\d+$/, nth: 1 }, kind });
    await poll();
    await poll();
    await poll();
    expect(article('TEE')?.stock_nr).toBe(8);
    expect(await journal('stock-opened')).toEqual([{ sku: 'TEE', from: 5, to: 8, shopifyAvailable: 8, pendingUnits: 0 }]);
  });
});

describe('several locations', () => {
  const at = (sku: string) => ['Hauptlager', 'Laden Bern'].map((name) => stage.shop.inventory.level(sku, name)?.available);
  const bexioLeads = ([main = '']: string[]) => ({ stock: { leads: 'bexio' as const, locationId: main, places: {} } });

  test('bexio leads: only the chosen location is written, less what lies at the others', async () => {
    await openStock({ articles: [seed('TEE', 10), seed('MUG', 4)], inShopify: { TEE: { Hauptlager: 10, 'Laden Bern': 3 }, MUG: { 'Laden Bern': 4 } }, settings: bexioLeads });
    expect([at('TEE'), at('MUG')]).toEqual([[7, 3], [undefined, 4]]);
    expect(await journal('stock-set')).toEqual([{ sku: 'TEE', from: 10, to: 7, bexioAvailable: 10, pendingUnits: 0, elsewhereUnits: 3 }]);
    expect([await seen('TEE'), await seen('MUG')]).toMatchObject([{ shopify: 7, elsewhere: 3, state: 'agrees' }, { shopify: null, elsewhere: 4 }]);
  });

  test('what the other location sells is not given back here, with or without a webhook', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: { Hauptlager: 7, 'Laden Bern': 3 } }, settings: bexioLeads });
    stage.shopify.deliveries.drop(() => true);
    const order = sell('TEE', 2);
    stage.shop.editor.moveFulfilment(order, { to: 'Laden Bern' });
    expect(at('TEE')).toEqual([7, 1]);
    await stage.run({ kind: 'poll', subject: 'routine' });
    expect(at('TEE')).toEqual([7, 1]);
    stage.shopify.deliveries.drop(null);
    await stage.drain([order]);
    await poll();
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect([at('TEE'), article('TEE')?.stock_nr, await journal('stock-set')]).toEqual([[7, 1], 8, []]);
  });

  test('goods that a person moves between locations change nothing in sum, and one request per location sees it', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: { Hauptlager: 7, 'Laden Bern': 3 } }, settings: bexioLeads });
    stage.shop.inventory.adjust('TEE', 2, 'Laden Bern');
    await poll();
    expect(at('TEE')).toEqual([5, 5]);
    const asked = stage.shopify.requests.of('LevelsChanged').length;
    await stage.run({ kind: 'poll', subject: 'routine' });
    expect(stage.shopify.requests.of('LevelsChanged').length - asked).toBe(2);
  });

  test('the others have more than bexio: nothing is left to sell here, and below zero nothing is written', async () => {
    await openStock({ articles: [seed('TEE', 2)], inShopify: { TEE: { Hauptlager: 6, 'Laden Bern': 5 } }, settings: bexioLeads });
    expect(at('TEE')).toEqual([0, 5]);
  });

  test('a debt here hides nothing that lies at the others: Shopify offers the sum of its locations', async () => {
    await openStock({ articles: [seed('TEE', 5)], inShopify: { TEE: { Hauptlager: 2, 'Laden Bern': 3 } }, settings: bexioLeads });
    // An order that a person makes may take more from a location than it has.
    const order = sell('TEE', 5);
    expect(at('TEE')).toEqual([-3, 3]);
    await stage.drain([order]);
    await poll();
    expect([at('TEE'), (await seen('TEE'))?.state, await journal('stock-set')]).toEqual([[-3, 3], 'agrees', []]);
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    stage.bexio.books.typeStock(article('TEE')?.id ?? 0, 2);
    await poll();
    expect([at('TEE'), article('TEE')?.stock_available_nr]).toEqual([[-1, 3], 2]);
    stage.bexio.books.typeStock(article('TEE')?.id ?? 0, 4);
    await poll();
    expect([at('TEE'), await seen('TEE')]).toMatchObject([[3, 3], { state: 'agrees', shopify: 3, elsewhere: 3 }]);
    expect(await journal('stock-set')).toMatchObject([{ from: -3, to: -1, bexioAvailable: 2, elsewhereUnits: 3 }, { from: -1, to: 3, bexioAvailable: 6 }]);
  });

  test('a fulfilment service’s shelf is not the merchant’s', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: { Hauptlager: 10 } }, settings: bexioLeads });
    const item = stage.shop.inventory.level('TEE')?.itemId ?? '';
    stage.shop.inventory.activate(item, stage.shop.inventory.addLocation('Dienstleister', { isFulfillmentService: true }).id, 900);
    stage.shop.inventory.adjust('TEE', -1);
    for (let polls = 0; polls < 3; polls++) await poll();
    expect(at('TEE')[0]).toBe(10);
  });

  test('Shopify leads: what both have is what bexio should have, and what either sells is delivered from it', async () => {
    await openStock({ articles: [seed('TEE', 0)], inShopify: { TEE: { Hauptlager: 8, 'Laden Bern': 3 } } });
    expect(article('TEE')?.stock_nr).toBe(11);
    const order = sell('TEE', 2);
    stage.shop.editor.moveFulfilment(order, { to: 'Laden Bern' });
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect([at('TEE'), article('TEE')?.stock_nr, (await seen('TEE'))?.state]).toEqual([[8, 1], 9, 'agrees']);
  });
});

describe('afterwards', () => {
  test('sold and shipped: the delivery lowers bexio, nothing is written besides', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: 10 } });
    const order = sell('TEE', 3);
    await stage.drain([order]);
    await poll();
    expect([available('TEE'), article('TEE')?.stock_nr]).toEqual([7, 10]);
    stage.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
    await stage.drain([order]);
    await poll();
    expect([article('TEE')?.stock_nr, (await seen('TEE'))?.state]).toEqual([8, 'agrees']);
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect([available('TEE'), article('TEE')?.stock_nr, article('TEE')?.stock_available_nr]).toEqual([7, 7, 7]);
    expect([...(await journal('stock-opened')), ...(await journal('stock-to-type'))]).toEqual([]);
  });

  test('an order of which no webhook came is not taken for a loss', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: 10 } });
    stage.shopify.deliveries.drop(() => true);
    const order = sell('TEE', 4);
    stage.clock.jump(2 * 60_000);
    await stage.run({ kind: 'stock', subject: 'routine' });
    expect(article('TEE')?.stock_nr).toBe(10);
    stage.shopify.deliveries.drop(null);
    await stage.drain([order]);
    await poll();
    expect([article('TEE')?.stock_nr, (await seen('TEE'))?.state]).toEqual([10, 'agrees']);
  });

  test('what a person counts in Shopify is seen at the next poll, by one request while nothing happens', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: 10 } });
    await poll();
    const [levels, changed] = [stage.shopify.requests.of('StockBySku').length, stage.shopify.requests.of('LevelsChanged').length];
    await stage.run({ kind: 'poll', subject: 'routine' });
    expect([stage.shopify.requests.of('StockBySku').length - levels, stage.shopify.requests.of('LevelsChanged').length - changed]).toEqual([0, 1]);
    stage.shop.inventory.adjust('TEE', 6);
    await poll();
    expect(article('TEE')?.stock_nr).toBe(16);
  });

  test('invoices only: what is sold is written to bexio as long as it takes it', async () => {
    await openStock({ articles: [seed('TEE', 10)], inShopify: { TEE: 10 }, settings: ([main = '']) => ({ documents: 'invoice', stock: { leads: 'shopify', locationId: main, places: {} } }) });
    const order = sell('TEE', 3);
    await stage.drain([order]);
    await poll();
    expect(article('TEE')?.stock_nr).toBe(7);
    expect(await stage.app.store.links.all(stage.shop.domain, stage.bexio.books.companyId, 'stock-units')).toEqual([]);
  });
});

test('bexio leads, invoices only: notes of what bexio was lowered by are not kept for ever', async () => {
  await openStock({ articles: [seed('TEE', 20)], inShopify: { TEE: 20 }, settings: ([main = '']) => ({ documents: 'invoice', stock: { leads: 'bexio', locationId: main, places: {} } }) });
  // One after the other: which of three orders is noted first is anyone's guess, and the oldest note is paid first.
  for (const units of [3, 2, 4]) await stage.drain([sell('TEE', units)]);
  const notes = () => stage.app.store.links.all(stage.shop.domain, stage.bexio.books.companyId, 'stock-units');
  stage.bexio.books.typeStock(article('TEE')?.id ?? 0, -5);
  await poll();
  expect((await notes()).map((one) => detailOf(one, 'stock-units').lines[0]?.units)).toEqual([4]);
  expect([available('TEE'), await seen('TEE')]).toMatchObject([11, { pending: 4, paid: 0, state: 'agrees' }]);
  stage.bexio.books.typeStock(article('TEE')?.id ?? 0, -4);
  await poll();
  expect([available('TEE'), await notes()]).toEqual([11, []]);
  stage.bexio.books.typeStock(article('TEE')?.id ?? 0, 10);
  await poll();
  await poll();
  expect(available('TEE')).toBe(21);
});
