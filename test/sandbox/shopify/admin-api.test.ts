import { afterEach, beforeEach, expect, test } from 'vitest';
import { adminSchema } from '../../../src/sandbox/shopify/schema.ts';
import { at, createBench, list, operation, type Bench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.sandbox.close());

const line = { title: 'Tasse', price: '19.90' };

test('the schema is Shopify’s own and built in well under a second', () => {
  const begun = process.cpuUsage();
  const { schema } = adminSchema();
  const { user, system } = process.cpuUsage(begun);
  // Of computing, on any machine: 0.15 s where this was written.
  expect((user + system) / 1_000).toBeLessThan(3_000);
  expect(Object.keys(schema.getTypeMap()).length).toBeGreaterThan(3500);
});

test('a misspelt field fails as it does at Shopify: HTTP 200, undefinedField, no data', async () => {
  const { status, body } = await bench.api.raw('query Which($id: ID!) {\n  order(id: $id) { id nmae }\n}', { id: 'gid://shopify/Order/1' });
  expect(status).toBe(200);
  expect(body).toEqual({
    errors: [
      {
        message: "Field 'nmae' doesn't exist on type 'Order'",
        locations: [{ line: 2, column: 23 }],
        path: ['query Which', 'order', 'nmae'],
        extensions: { code: 'undefinedField', typeName: 'Order', fieldName: 'nmae' },
      },
    ],
  });
});

test.each([
  ['{ order(id: "gid://shopify/Order/1", x: 1) { id } }', 'argumentNotAccepted', "Field 'order' doesn't accept argument 'x'"],
  ['{ order { id } }', 'missingRequiredArguments', "Field 'order' is missing required arguments: id"],
  ['{ shop }', 'selectionMismatch', "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)"],
  ['query Q($x: ID!) { shop { id } }', 'variableNotUsed', 'Variable $x is declared by Q but not used'],
  ['query Q { order(id: $x) { id } }', 'variableNotDefined', 'Variable $x is used by Q but not declared'],
  ['{ shop { ...Missing } }', 'useAndDefineFragment', 'Fragment Missing was used, but not defined'],
])('%s', async (query, code, message) => {
  const { body } = await bench.api.raw(query);
  expect(list(body, 'errors').map((error) => [at(error, 'extensions.code'), at(error, 'message')])).toContainEqual([code, message]);
});

test('a wrong variable is refused before anything happens', async () => {
  const { body } = await bench.api.raw('query Q($id: ID!) { order(id: $id) { id } }', {});
  expect(at(body, 'errors.0.extensions.code')).toBe('INVALID_VARIABLE');
  expect(at(body, 'data')).toBeUndefined();
});

test('what the sandbox does not know is an error that names it, or null', async () => {
  const { body: missing } = await bench.api.raw('{ draftOrders(first: 1) { nodes { id } } }');
  expect(at(missing, 'errors.0.message')).toMatch(/draftOrders|Access denied/);
  const order = bench.shop.editor.create({ lines: [line] });
  const { body } = await bench.api.raw('query Q($id: ID!) { order(id: $id) { merchantBusinessEntity { id } clientIp } }', { id: order.id });
  expect(at(body, 'errors.0.message')).toContain('Order.merchantBusinessEntity');
  const { body: empty } = await bench.api.raw('query Q($id: ID!) { order(id: $id) { clientIp } }', { id: order.id });
  expect(at(empty, 'data')).toEqual({ order: { clientIp: null } });
});

test('wrong tokens, versions and shops', async () => {
  expect(await bench.api.raw('{ shop { id } }', {}, 'shpat_wrong')).toEqual({
    status: 401,
    body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
  });
  const call = (path: string, domain: string) => fetch(`${bench.sandbox.origin}${path}`, { method: 'POST', body: '{}', headers: { 'X-Shopify-Shop-Domain': domain, 'X-Shopify-Access-Token': bench.shop.accessToken() } });
  expect((await call('/admin/api/2025-01/graphql.json', bench.shop.domain)).status).toBe(404);
  expect((await call('/admin/api/2026-10/graphql.json', 'unknown.myshopify.com')).status).toBe(404);
  expect((await call('/admin/api/2026-10/graphql.json', bench.shop.domain)).status).toBe(400);
});

test('a missing scope denies the field and leaves the rest', async () => {
  const order = bench.shop.editor.create({ lines: [line], customer: { lastName: 'Muster', email: 'a@example.com' } });
  bench.shop.setScopes(['read_orders', 'read_products']);
  const { body } = await bench.api.raw('query Q($id: ID!) { order(id: $id) { name customer { id } } }', { id: order.id });
  expect(at(body, 'data.order')).toEqual({ name: '#1001', customer: null });
  expect(at(body, 'errors.0')).toMatchObject({ path: ['order', 'customer'], extensions: { code: 'ACCESS_DENIED', requiredAccess: expect.stringContaining('read_customers') } });
  const { body: marked } = await bench.api.raw(operation('MarkPaid'), { input: { id: order.id } });
  expect(at(marked, 'errors.0.message')).toBe('Access denied for orderMarkAsPaid field. Required access: `write_orders` access scope. Also: The user must have mark_orders_as_paid permission.');
  bench.shop.setScopes(['read_products']);
  const { body: none } = await bench.api.raw('{ orders(first: 1) { nodes { id } } }');
  expect(at(none, 'errors.0.extensions.code')).toBe('ACCESS_DENIED');
});

test('orders older than 60 days are there with read_all_orders only', async () => {
  const old = bench.shop.editor.create({ lines: [line], createdAt: '2026-09-01T00:00:00Z' });
  bench.shop.editor.create({ lines: [line] });
  const query = 'query Q($id: ID!) { order(id: $id) { id } orders(first: 10) { nodes { name } } }';
  const { body: recent } = await bench.api.raw(query, { id: old.id });
  expect(at(recent, 'data')).toEqual({ order: null, orders: { nodes: [{ name: '#1002' }] } });
  bench.shop.setScopes([...bench.shop.scopes(), 'read_all_orders']);
  const { body: all } = await bench.api.raw(query, { id: old.id });
  expect(list(all, 'data.orders.nodes')).toHaveLength(2);
});

test('a page is at most 250, and needs a size', async () => {
  const { body: tooLarge } = await bench.api.raw('{ orders(first: 251) { nodes { id } } }');
  expect(at(tooLarge, 'errors.0.extensions.code')).toBe('BAD_REQUEST');
  const { body: none } = await bench.api.raw('{ orders { nodes { id } } }');
  expect(at(none, 'errors.0.message')).toBe('you must provide one of first or last');
  const { body: wrong } = await bench.api.raw('{ orders(first: 1, after: "xyz") { nodes { id } } }');
  expect(at(wrong, 'errors.0.message')).toContain('cursor');
});

test('an order that changes while pages are read moves to the end, as at Shopify', async () => {
  const { editor } = bench.shop;
  const orders = [1, 2, 3].map(() => {
    bench.clock.advance(1);
    return editor.create({ lines: [line] });
  });
  const page = (after: unknown) => bench.api.raw('query Q($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) { pageInfo { endCursor hasNextPage } nodes { name } } }', { after });
  const { body: first } = await page(null);
  bench.clock.advance(1);
  if (orders[0]) editor.pay(orders[0]);
  const { body: second } = await page(at(first, 'data.orders.pageInfo.endCursor'));
  expect([...list(first, 'data.orders.nodes'), ...list(second, 'data.orders.nodes')].map((one) => at(one, 'name'))).toEqual(['#1001', '#1002', '#1003', '#1001']);
});

test.each([
  ['query Q($id: ID!) { product(id: $id) { variants(first: 250) { nodes { inventoryItem { id tracked } } } } }', 25],
  ['{ locations(first: 20) { pageInfo { hasNextPage } nodes { legacyResourceId name fulfillmentService { id } } } }', 12],
  ['query Q($id: ID!) { location(id: $id) { inventoryLevels(first: 100) { edges { cursor node { id quantities(names: "available") { quantity } item { id variant { id product { id } } } } } } } }', 48],
  ['mutation Q($id: ID!) { orderMarkAsPaid(input: {id: $id}) { order { fullyPaid } userErrors { field message } } }', 10],
])('costs what Shopify was measured to charge: %s', async (query, cost) => {
  const { body } = await bench.api.raw(query, { id: 'gid://shopify/Product/1' });
  expect(at(body, 'extensions.cost.requestedQueryCost')).toBe(cost);
});

test('the bucket empties, refuses, and fills again', async () => {
  const throttled = await createBench({ bucket: { maximum: 60, restorePerSecond: 10 } });
  const ask = () => throttled.api.raw('{ locations(first: 250) { nodes { id address { city } } } products(first: 250) { nodes { id variants(first: 5) { nodes { id } } } } }');
  const { body: dear } = await ask();
  expect(at(dear, 'errors.0')).toMatchObject({ message: 'Throttled', extensions: { code: 'THROTTLED' } });
  expect(at(dear, 'extensions.cost')).toMatchObject({ actualQueryCost: null, throttleStatus: { maximumAvailable: 60, currentlyAvailable: 60, restoreRate: 10 } });
  expect(at(dear, 'data')).toBeUndefined();
  const cheap = () => throttled.api.raw('{ shop { primaryDomain { host } plan { shopifyPlus } shopAddress { city } billingAddress { city } } }');
  const costs: unknown[] = [];
  for (let count = 0; count < 20; count += 1) costs.push(at((await cheap()).body, 'errors.0.extensions.code'));
  expect(costs).toContain('THROTTLED');
  throttled.clock.advance(6);
  expect(at((await cheap()).body, 'data.shop.plan')).toEqual({ shopifyPlus: false });
  await throttled.sandbox.close();
});

test('one query may cost 1000 points at most', async () => {
  const { body } = await bench.api.raw('{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id product { id variants(first: 250) { nodes { id } } } } } } } }');
  expect(at(body, 'errors.0.extensions')).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1000 });
});

test('stock changes need a key and an expected quantity', async () => {
  bench.shop.inventory.addProduct({ title: 'Tasse', variants: [{ sku: 'T', available: 5 }, { sku: 'SET', bundleParent: true, available: 0 }] });
  const level = bench.shop.inventory.level('T');
  const quantity = { inventoryItemId: level?.itemId, locationId: level?.locationId, quantity: 3 };
  const input = { name: 'available', reason: 'correction', quantities: [quantity] };
  const bare = 'mutation M($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }';
  const { body: keyless } = await bench.api.raw(bare, { input });
  expect(at(keyless, 'errors.0')).toMatchObject({ message: 'The @idempotent directive is required for this mutation but was not provided.', extensions: { code: 'BAD_REQUEST' } });
  const { body: unexpected } = await bench.api.raw(operation('SetStock'), { input, key: 'k1' });
  expect(at(unexpected, 'errors.0.message')).toBe('InventoryQuantityInput must include the following argument: changeFromQuantity.');
  const withNull = { ...input, quantities: [{ ...quantity, changeFromQuantity: null }] };
  expect(at(await bench.api.send('SetStock', { input: withNull, key: 'k2' }), 'data.inventorySetQuantities.userErrors')).toEqual([]);
  const otherInput = { ...input, quantities: [{ ...quantity, quantity: 9, changeFromQuantity: null }] };
  expect(at(await bench.api.send('SetStock', { input: otherInput, key: 'k2' }), 'data.inventorySetQuantities.userErrors.0.code')).toBe('IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
  const bundle = bench.shop.inventory.level('SET');
  const fixed = { ...input, quantities: [{ ...quantity, inventoryItemId: bundle?.itemId, changeFromQuantity: null }] };
  expect(at(await bench.api.send('SetStock', { input: fixed, key: 'k3' }), 'data.inventorySetQuantities.userErrors.0.code')).toBe('NON_MUTABLE_INVENTORY_ITEM');
  expect(at(await bench.api.send('SetStock', { input: fixed, key: 'k3' }), 'data.inventorySetQuantities.userErrors.0.code')).toBe('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED');
  expect(bench.shop.inventory.level('T')?.available).toBe(3);
});
