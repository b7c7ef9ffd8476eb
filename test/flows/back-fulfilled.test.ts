import { afterEach, describe, expect, test } from 'vitest';
import { completeSettings } from '../../src/domain/settings/complete-settings.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

/** A person makes a delivery of an order in bexio and issues it: the same units are sent in Shopify, once. */
let stage: Stage;
afterEach(() => stage.close());

const hourMs = 3_600_000;

async function open(wayBack: { fulfil: boolean } = { fulfil: true }, levels: Record<string, Record<string, number>> = {}): Promise<void> {
  const articles = ['TEE', 'MUG'].map((sku) => ({ intern_code: sku, intern_name: sku, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: 100 }));
  stage = await openStage({ bexio: { company: { articles } } });
  if (Object.keys(levels).length > 0) stage.shop.inventory.addLocation('Bern');
  for (const [sku, available] of Object.entries(levels)) stage.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available }] });
  const settings = await stage.decide({ documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'match' });
  await stage.decide({ wayBack: { ...settings.wayBack, ...wayBack } });
}

async function sold(): Promise<StoredOrder> {
  const lines = [{ title: 'TEE', sku: 'TEE', price: '10.00', quantity: 5 }, { title: 'MUG', sku: 'MUG', price: '7.00', quantity: 2 }, { title: 'Kurs', price: '5.00', quantity: 1, requiresShipping: false }];
  const order = stage.place(personOrder(`kundin-${stage.shop.orders().length}@lager.example`, { lines, payments: [{ gateway: 'shopify_payments' }] }));
  await stage.drain([order]);
  return order;
}

/** In bexio's screens, by the rules of its API: amounts by the order's position, in their sequence. */
async function delivered(order: StoredOrder, amounts: number[], { issue = true } = {}): Promise<number> {
  const { bexio } = stage;
  const salesOrder = bexio.books.orders().find(({ title }) => title === `Shopify ${order.name}`)!;
  const positions = salesOrder.positions.flatMap(({ id, type }, index) => (amounts[index] ? [{ id, type, amount: amounts[index] }] : []));
  const headers = { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${await bexio.accessToken()}` };
  const answer = await fetch(`${bexio.apiUrl}/2.0/kb_order/${salesOrder.id}/delivery`, { method: 'POST', headers, body: JSON.stringify({ positions }) });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: number };
  if (issue) bexio.books.issueDelivery(id);
  return id;
}

async function poll(): Promise<void> {
  stage.clock.jump(hourMs);
  await stage.settled();
  await stage.run({ kind: 'poll', subject: 'routine' });
}

/** The person's own deliveries come through the API here, and nobody announced those. */
const wrong = async () => (await stage.violations()).filter((one) => !one.startsWith('I7') || !one.includes('delivery$'));
const sent = (order: StoredOrder) => order.lines.map((line) => line.fulfilledQuantity);
const asked = () => stage.shopify.requests.of('Fulfil').length;
const stock = (sku: string) => stage.bexio.books.articles().find((one) => one.intern_code === sku)?.stock_nr;
const events = async (order: StoredOrder) => (await stage.app.store.journal.of(stage.shop.domain, order.legacyId)).map(({ event, detail }) => ({ event, detail }));

describe('delivered in bexio', () => {
  test('in parts: each is sent to the unit, and nothing is delivered a second time because of it', async () => {
    await open();
    const order = await sold();
    await delivered(order, [2]);
    await poll();
    await stage.drain([order]);
    expect(sent(order)).toEqual([2, 0, 0]);
    await delivered(order, [3, 1]);
    await poll();
    await stage.drain([order]);
    expect(sent(order)).toEqual([5, 1, 0]);
    await poll();
    expect([asked(), stock('TEE'), stock('MUG'), stage.bexio.books.deliveries().length]).toEqual([2, 95, 99, 2]);
    expect(await events(order)).toEqual(expect.arrayContaining([{ event: 'fulfilled-in-shopify', detail: { units: 2 } }, { event: 'fulfilled-in-shopify', detail: { units: 4 } }]));
    expect(await wrong()).toEqual([]);
  });

  test('the rest is sent in Shopify: the app delivers only that in bexio', async () => {
    await open();
    const order = await sold();
    await delivered(order, [2]);
    await poll();
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect([sent(order), asked(), stock('TEE'), stock('MUG')]).toEqual([[5, 2, 1], 1, 95, 98]);
    expect(await wrong()).toEqual([]);
  });

  test('nothing before it is issued; a delivery of a stranger’s order is nobody’s', async () => {
    await open();
    const order = await sold();
    const id = await delivered(order, [5, 2], { issue: false });
    await poll();
    expect(sent(order)).toEqual([0, 0, 0]);
    stage.bexio.books.issueDelivery(id);
    await poll();
    expect(sent(order)).toEqual([5, 2, 0]);
  });

  test('what Shopify has sent already is not sent again', async () => {
    await open();
    const order = await sold();
    stage.shopify.deliveries.drop(() => true);
    stage.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
    await delivered(order, [2]);
    await poll();
    stage.shopify.deliveries.drop(null);
    await stage.drain([order]);
    await poll();
    expect([sent(order), asked()]).toEqual([[2, 0, 0], 0]);
  });

  test.each(['cut-after', 'cut-before', 'late'] as const)('%s: sent once', async (kind) => {
    await open();
    const order = await sold();
    stage.shopify.faults.add({ match: { operation: 'Fulfil', nth: 1 }, ...(kind === 'late' ? { kind, delayMs: 50 } : { kind }) });
    await delivered(order, [2]);
    await poll();
    await stage.shopify.faults.settled();
    for (let round = 0; round < 3; round++) await poll();
    expect([sent(order), order.fulfilments.length]).toEqual([[2, 0, 0], 1]);
  });

  test('without the permission nothing is sent, it is said once, and done when it was granted', async () => {
    await open();
    const order = await sold();
    const scopes = stage.shop.scopes();
    stage.shop.setScopes(scopes.filter((one) => !one.includes('fulfillment_orders')));
    await delivered(order, [2]);
    for (let hours = 0; hours < 14; hours++) await poll();
    expect([sent(order), (await events(order)).filter(({ event }) => event === 'fulfil-refused').length]).toEqual([[0, 0, 0], 1]);
    stage.shop.setScopes(scopes);
    for (let hours = 0; hours < 7; hours++) await poll();
    expect(sent(order)).toEqual([2, 0, 0]);
  });

  test('switched off, nothing is read', async () => {
    await open({ fulfil: false });
    const order = await sold();
    await delivered(order, [2]);
    stage.bexio.requests.clear();
    await poll();
    expect([sent(order), stage.bexio.requests.count({ path: /kb_delivery/ })]).toEqual([[0, 0, 0], 0]);
  });

  test('nothing new: one request', async () => {
    await open();
    const order = await sold();
    await delivered(order, [2]);
    await poll();
    stage.bexio.requests.clear();
    await stage.run({ kind: 'poll', subject: 'routine' });
    expect(stage.bexio.requests.count({ path: /kb_delivery|kb_order/ })).toBe(1);
  });
});

describe('several fulfilment orders', () => {
  const places = (order: StoredOrder) => order.fulfilments.map(({ locationId, lines }) => [stage.shop.inventory.locations.find(({ id }) => id === locationId)?.name, lines.reduce((sum, { quantity }) => sum + quantity, 0)]);

  test('two locations: each sends what it has of what bexio delivered', async () => {
    await open({ fulfil: true }, { TEE: { Hauptlager: 9 }, MUG: { Bern: 9 } });
    const order = await sold();
    await delivered(order, [4, 1]);
    for (let round = 0; round < 3; round++) await poll();
    expect([sent(order), places(order), asked()]).toEqual([[4, 1, 0], [['Hauptlager', 4], ['Bern', 1]], 2]);
    expect(await wrong()).toEqual([]);
  });

  test('a line in two parts: the location of the stock first, the other one only for the rest, never more than was ordered', async () => {
    await open({ fulfil: true }, { TEE: { Hauptlager: 9, Bern: 9 }, MUG: { Hauptlager: 9 } });
    const settings = (await stage.app.store.settings.get(stage.shop.domain))!.settings;
    const bern = stage.shop.inventory.locations.at(-1)?.id.split('/').at(-1) ?? '';
    await stage.decide({ stock: { ...completeSettings(settings).stock, locationId: bern } });
    const order = await sold();
    stage.shop.editor.moveFulfilment(order, { to: 'Bern', lines: [{ line: 0, quantity: 2 }] });
    await delivered(order, [3]);
    for (let round = 0; round < 3; round++) await poll();
    expect([sent(order), places(order)]).toEqual([[3, 0, 0], [['Bern', 2], ['Hauptlager', 1]]]);
    await delivered(order, [2, 2]);
    for (let round = 0; round < 3; round++) await poll();
    expect([sent(order), stock('TEE'), stock('MUG')]).toEqual([[5, 2, 0], 95, 98]);
    expect(await wrong()).toEqual([]);
  });

  test('held: not sent, said once with the reason, and sent within the hour after it was released', async () => {
    await open();
    const order = await sold();
    stage.shop.editor.hold(order, { lines: [{ line: 0, quantity: 3 }], reason: 'INCORRECT_ADDRESS' });
    await delivered(order, [5]);
    for (let hours = 0; hours < 5; hours++) await poll();
    expect([sent(order), (await events(order)).filter(({ event }) => event === 'fulfil-held')]).toEqual([[2, 0, 0], [{ event: 'fulfil-held', detail: { units: 3, cause: 'Incorrect address' } }]]);
    expect((await events(order)).some(({ event }) => event === 'fulfil-refused')).toBe(false);
    stage.shop.editor.releaseHolds(order);
    await poll();
    await poll();
    expect(sent(order)).toEqual([5, 0, 0]);
    expect(await wrong()).toEqual([]);
  });

  test('the request is lost and the order held meanwhile: nothing until it is released, and then once', async () => {
    await open();
    const order = await sold();
    await delivered(order, [2]);
    stage.shopify.faults.add({ match: { operation: 'Fulfil', nth: 1 }, kind: 'cut-before' });
    stage.clock.jump(hourMs);
    await stage.run({ kind: 'poll', subject: 'routine' });
    stage.shop.editor.hold(order);
    for (let hours = 0; hours < 3; hours++) await poll();
    expect(sent(order)).toEqual([0, 0, 0]);
    stage.shop.editor.releaseHolds(order);
    for (let hours = 0; hours < 3; hours++) await poll();
    expect([sent(order), order.fulfilments.length]).toEqual([[2, 0, 0], 1]);
  });

  test('another service sends it: not the app’s to mark, and said', async () => {
    await open({ fulfil: true }, { TEE: { Hauptlager: 9 }, MUG: { Hauptlager: 9 } });
    stage.shop.inventory.addLocation('Dienstleister', { isFulfillmentService: true });
    const order = await sold();
    stage.shop.editor.moveFulfilment(order, { to: 'Dienstleister', lines: [{ line: 0, quantity: 5 }] });
    await delivered(order, [2, 1]);
    for (let hours = 0; hours < 3; hours++) await poll();
    expect([sent(order), (await events(order)).filter(({ event }) => event === 'fulfil-elsewhere')]).toEqual([[0, 1, 0], [{ event: 'fulfil-elsewhere', detail: { units: 2 } }]]);
  });
});

describe('sent, and then', () => {
  test('a unit came back: what was delivered is not sent a second time', async () => {
    await open();
    const order = await sold();
    await delivered(order, [2]);
    await poll();
    await stage.drain([order]);
    expect(sent(order)).toEqual([2, 0, 0]);
    stage.shop.editor.refund(order.id, { lines: [{ line: 0, quantity: 1 }], restock: 'return' });
    await stage.drain([order]);
    await stage.run({ kind: 'fulfil', subject: order.legacyId });
    await poll();
    expect([sent(order), asked()]).toEqual([[2, 0, 0], 1]);
    // The rest leaves, and bexio books out all of it: five left, one lies there again and is typed by a person.
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    await poll();
    expect([sent(order), stock('TEE'), stock('MUG')]).toEqual([[5, 2, 1], 95, 98]);
  });

  test('the parcel is called back in Shopify: bexio’s delivery stands, the next parcel of it is not delivered again', async () => {
    await open({ fulfil: false });
    const order = await sold();
    stage.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 3 }] });
    await stage.drain([order]);
    expect(stock('TEE')).toBe(97);
    stage.shop.editor.cancelFulfilment(order);
    await stage.drain([order]);
    expect([sent(order), stock('TEE')]).toEqual([[0, 0, 0], 97]);
    stage.shop.editor.fulfil(order);
    await stage.drain([order]);
    expect([sent(order), stock('TEE'), stock('MUG')]).toEqual([[5, 2, 1], 95, 98]);
    expect(await wrong()).toEqual([]);
  });

  test('the parcel is called back and its units are cancelled: bexio has to be told of them by hand', async () => {
    await open({ fulfil: false });
    const order = await sold();
    stage.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 3 }] });
    await stage.drain([order]);
    stage.shop.editor.cancelFulfilment(order);
    stage.shop.editor.refund(order.id, { lines: [{ line: 0, quantity: 4 }], restock: 'cancel' });
    const [record] = await stage.drain([order]);
    expect(record?.detail).toMatchObject({ problem: { reason: 'restock-needed', items: [{ sku: 'TEE', quantity: 2 }] } });
  });
});
