import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredOrder } from '../../../src/sandbox/shopify/sandbox.ts';
import { at, createBench, list, type Bench } from './client.ts';

/** Which location sends what: one order may have several fulfilment orders, and not all of them can be sent now. */
let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
  bench.shop.inventory.addLocation('Bern');
  for (const [sku, available] of Object.entries({ TEE: { Hauptlager: 5, Bern: 9 }, MUG: { Bern: 4 }, CAP: { Hauptlager: 2 } })) bench.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available }] });
});
afterEach(() => bench.sandbox.close());

const place = (...skus: [string, number][]) => bench.shop.editor.create({ lines: skus.map(([sku, quantity]) => ({ title: sku, sku, price: '10.00', quantity })), payments: [{ gateway: 'shopify_payments' }] });
const levels = (sku: string) => ['Hauptlager', 'Bern'].map((name) => bench.shop.inventory.level(sku, name)).map((level) => (level ? [level.available, level.committed] : null));

type Seen = { status: unknown; place: unknown; units: Record<string, unknown> };
async function seen(order: StoredOrder): Promise<Seen[]> {
  const nodes = list(await bench.api.send('FulfillmentOrdersOf', { id: order.id }), 'data.order.fulfillmentOrders.nodes');
  return nodes.map((node) => ({ status: at(node, 'status'), place: at(node, 'assignedLocation.name'), units: Object.fromEntries(list(node, 'lineItems.nodes').map((line) => [String(at(line, 'sku')), at(line, 'remainingQuantity')])) }));
}

async function send(order: StoredOrder, units: [index: number, sku: string, quantity: number][]): Promise<string | null> {
  const nodes = list(await bench.api.send('FulfillmentOrdersOf', { id: order.id }), 'data.order.fulfillmentOrders.nodes');
  const lineItemsByFulfillmentOrder = units.map(([index, sku, quantity]) => ({ fulfillmentOrderId: at(nodes[index], 'id'), fulfillmentOrderLineItems: [{ id: at(list(nodes[index], 'lineItems.nodes').find((line) => at(line, 'sku') === sku), 'id'), quantity }] }));
  const answer = await bench.api.send('Fulfill', { f: { lineItemsByFulfillmentOrder } });
  const [error] = list(answer, 'data.fulfillmentCreate.userErrors');
  return error === undefined ? null : String(at(error, 'message'));
}

const line = async (order: StoredOrder) => at(await bench.api.send('OrderById', { id: order.id }), 'data.order.lineItems.nodes.0');

describe('routing', () => {
  test('a location that has everything sends everything, and there it is committed', async () => {
    const order = place(['TEE', 2], ['MUG', 1]);
    expect(await seen(order)).toEqual([{ status: 'OPEN', place: 'Bern', units: { TEE: 2, MUG: 1 } }]);
    expect([levels('TEE'), levels('MUG')]).toEqual([[[5, 0], [7, 2]], [null, [3, 1]]]);
  });

  test('none has everything: each line goes to the first that has it', async () => {
    const order = place(['MUG', 1], ['CAP', 2]);
    expect(await seen(order)).toEqual([{ status: 'OPEN', place: 'Bern', units: { MUG: 1 } }, { status: 'OPEN', place: 'Hauptlager', units: { CAP: 2 } }]);
    bench.shop.editor.fulfil(order);
    expect(order.fulfilments.map(({ locationId, lines }) => [bench.shop.inventory.locations.find(({ id }) => id === locationId)?.name, lines.length])).toEqual([['Bern', 1], ['Hauptlager', 1]]);
    expect([levels('MUG'), levels('CAP')]).toEqual([[null, [3, 0]], [[0, 0], null]]);
  });

  test('what an edit adds is routed and committed too, and what it takes off is not to be sent any more', async () => {
    const order = place(['CAP', 1]);
    bench.shop.editor.edit(order, { add: [{ title: 'TEE', sku: 'TEE', price: '10.00', quantity: 3 }] });
    expect(await seen(order)).toEqual([{ status: 'OPEN', place: 'Hauptlager', units: { CAP: 1, TEE: 3 } }]);
    bench.shop.editor.edit(order, { quantities: [{ line: 1, quantity: 1 }] });
    expect([await seen(order), levels('TEE')]).toEqual([[{ status: 'OPEN', place: 'Hauptlager', units: { CAP: 1, TEE: 1 } }], [[4, 1], [9, 0]]]);
  });
});

describe('sending', () => {
  test('in parts, never more than remains, and nothing of a closed one', async () => {
    const order = place(['TEE', 4]);
    expect(await send(order, [[0, 'TEE', 3]])).toBeNull();
    expect(await seen(order)).toEqual([{ status: 'IN_PROGRESS', place: 'Hauptlager', units: { TEE: 1 } }]);
    expect(await send(order, [[0, 'TEE', 2]])).toBe('Invalid fulfillment order line item quantity requested.');
    expect(await send(order, [[0, 'TEE', 1]])).toBeNull();
    expect(await send(order, [[0, 'TEE', 1]])).toMatch(/^Fulfillment order \d+ has an unfulfillable status= closed\.$/);
    expect(levels('TEE')).toEqual([[1, 0], [9, 0]]);
  });

  test('one parcel leaves one location', async () => {
    const order = place(['MUG', 1], ['CAP', 1]);
    expect(await send(order, [[0, 'MUG', 1], [1, 'CAP', 1]])).toBe('All fulfillment orders must be assigned to the same location.');
    expect(order.fulfilments).toEqual([]);
  });

  test('held: refused until it is released; a part of it may be held', async () => {
    const order = place(['TEE', 4]);
    bench.shop.editor.hold(order, { lines: [{ line: 0, quantity: 3 }], reason: 'INCORRECT_ADDRESS' });
    expect(await seen(order)).toEqual([{ status: 'OPEN', place: 'Hauptlager', units: { TEE: 1 } }, { status: 'ON_HOLD', place: 'Hauptlager', units: { TEE: 3 } }]);
    expect(await send(order, [[1, 'TEE', 1]])).toMatch(/unfulfillable status= on_hold\.$/);
    expect(() => bench.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] })).toThrow('Only 1 units');
    bench.shop.editor.fulfil(order);
    expect([order.lines[0]?.fulfilledQuantity, at(await bench.api.send('OrderById', { id: order.id }), 'data.order.displayFulfillmentStatus')]).toEqual([1, 'ON_HOLD']);
    bench.shop.editor.releaseHolds(order);
    expect(await send(order, [[1, 'TEE', 3]])).toBeNull();
  });

  test('split, and moved to another location with its stock', async () => {
    const order = place(['TEE', 4]);
    bench.shop.editor.splitFulfilment(order, [{ line: 0, quantity: 1 }]);
    bench.shop.editor.moveFulfilment(order, { to: 'Bern', lines: [{ line: 0, quantity: 2 }] });
    expect(await seen(order)).toEqual([{ status: 'OPEN', place: 'Hauptlager', units: { TEE: 1 } }, { status: 'OPEN', place: 'Hauptlager', units: { TEE: 1 } }, { status: 'OPEN', place: 'Bern', units: { TEE: 2 } }]);
    expect(levels('TEE')).toEqual([[3, 2], [7, 2]]);
  });

  test('a parcel that did not leave: what was sent whole gets a new fulfilment order, what was not gets its units back', async () => {
    const order = place(['TEE', 4]);
    bench.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 3 }] });
    bench.shop.editor.cancelFulfilment(order);
    expect([await seen(order), levels('TEE')]).toEqual([[{ status: 'OPEN', place: 'Hauptlager', units: { TEE: 4 } }], [[1, 4], [9, 0]]]);
    bench.shop.editor.fulfil(order);
    bench.shop.editor.cancelFulfilment(order);
    expect(await seen(order)).toEqual([{ status: 'CLOSED', place: 'Hauptlager', units: { TEE: 0 } }, { status: 'OPEN', place: 'Hauptlager', units: { TEE: 4 } }]);
    expect([order.fulfilments.map(({ status }) => status), at(await line(order), 'unfulfilledQuantity')]).toEqual([['CANCELLED', 'CANCELLED'], 4]);
  });

  test('a location of a fulfilment service is not there without its own scope', async () => {
    bench.shop.inventory.addLocation('Dienstleister', { isFulfillmentService: true });
    const order = place(['TEE', 2]);
    bench.shop.editor.moveFulfilment(order, { to: 'Dienstleister' });
    expect(await seen(order)).toEqual([]);
    bench.shop.setScopes([...bench.shop.scopes(), 'read_third_party_fulfillment_orders']);
    expect(await seen(order)).toEqual([{ status: 'OPEN', place: 'Dienstleister', units: { TEE: 2 } }]);
  });
});

describe('goods that come off', () => {
  test('what came back was sent: the rest is still to be sent', async () => {
    const order = place(['TEE', 5]);
    bench.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
    bench.shop.editor.refund(order, { lines: [{ line: 0, quantity: 1 }], restock: 'return' });
    expect(await line(order)).toMatchObject({ quantity: 5, currentQuantity: 4, unfulfilledQuantity: 3 });
    expect(levels('TEE')[0]).toEqual([1, 3]);
    bench.shop.editor.fulfil(order);
    expect(await line(order)).toMatchObject({ currentQuantity: 4, unfulfilledQuantity: 0 });
  });

  test('refunded without putting it back: the sent units first, then those that were not', async () => {
    const order = place(['TEE', 5]);
    bench.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
    bench.shop.editor.refund(order, { lines: [{ line: 0, quantity: 2 }], restock: 'no_restock' });
    expect(await line(order)).toMatchObject({ currentQuantity: 3, unfulfilledQuantity: 3 });
    bench.shop.editor.refund(order, { lines: [{ line: 0, quantity: 1 }], restock: 'no_restock' });
    expect(await line(order)).toMatchObject({ currentQuantity: 2, unfulfilledQuantity: 2 });
    expect([await seen(order), levels('TEE')[0]]).toEqual([[{ status: 'IN_PROGRESS', place: 'Hauptlager', units: { TEE: 2 } }], [0, 2]]);
  });

  test('cancelled before it was sent: off the order and back where it was committed', async () => {
    const order = place(['MUG', 3]);
    bench.shop.editor.refund(order, { lines: [{ line: 0, quantity: 2 }], restock: 'cancel' });
    expect([await line(order), levels('MUG')[1]]).toMatchObject([{ currentQuantity: 1, unfulfilledQuantity: 1 }, [3, 1]]);
    bench.shop.editor.cancel(order);
    expect([await seen(order), levels('MUG')[1]]).toEqual([[{ status: 'CLOSED', place: 'Bern', units: { MUG: 0 } }], [4, 0]]);
  });
});
