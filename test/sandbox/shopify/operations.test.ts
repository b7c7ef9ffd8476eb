import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, cents, createBench, list, operationNames, type Bench } from './client.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
  bench.shop.inventory.addProduct({ title: 'Tasse', variants: [{ sku: 'TASSE', price: '19.90', cost: '8.00', available: 10 }] });
});
afterAll(() => bench.sandbox.close());

const used = new Set<string>();

async function send(name: string, variables?: object): Promise<unknown> {
  used.add(name);
  const answer = await bench.api.send(name, variables);
  expect(answer).not.toHaveProperty('errors');
  return answer;
}

function anOrder() {
  return bench.shop.editor.create({
    lines: [
      { title: 'Tasse', sku: 'TASSE', price: '19.90', quantity: 3 },
      { title: 'Buch', price: '30.00', taxRate: '0.026', discount: { amount: '2.50', title: 'Mängel' }, properties: { Gravur: 'A.M.' } },
    ],
    shipping: [{ price: '9.00' }],
    discounts: [{ code: 'ZEHN', percentage: '10' }],
    customer: { firstName: 'Anna', lastName: 'Muster', email: 'anna@example.com' },
    billingAddress: { firstName: 'Anna', lastName: 'Muster', address1: 'Seestrasse 12', zip: '8002', city: 'Zürich', countryCode: 'CH' },
  });
}

test('OrderById answers every field the product reads', async () => {
  const order = anOrder();
  const { editor } = bench.shop;
  editor.pay(order, { gateway: 'twint' });
  editor.fulfil(order, { lines: [{ line: 0, quantity: 1 }] });
  editor.refund(order, { lines: [{ line: 0, quantity: 1 }], shipping: true });
  const answer = await send('OrderById', { id: order.id });
  expect(cents(answer, 'data.order.totalPriceSet')).toBe(8748);
  expect(at(answer, 'data.order.displayFinancialStatus')).toBe('PARTIALLY_REFUNDED');
  expect(at(answer, 'data.order.displayFulfillmentStatus')).toBe('PARTIALLY_FULFILLED');
  expect(at(answer, 'data.order.lineItems.nodes.0')).toMatchObject({ sku: 'TASSE', quantity: 3, currentQuantity: 2, unfulfilledQuantity: 2 });
  expect(at(answer, 'data.order.lineItems.nodes.0.variant.sku')).toBe('TASSE');
  expect(at(answer, 'data.order.lineItems.nodes.1.discountAllocations.1.discountApplication')).toMatchObject({ __typename: 'DiscountCodeApplication', code: 'ZEHN', index: 1 });
  expect(at(answer, 'data.order.lineItems.nodes.1.taxLines.0')).toMatchObject({ title: 'MwSt', rate: 0.026, ratePercentage: 2.6 });
  expect(at(answer, 'data.order.billingAddress')).toMatchObject({ country: 'Switzerland', countryCodeV2: 'CH', name: 'Anna Muster' });
  expect(at(answer, 'data.order.purchasingEntity')).toMatchObject({ __typename: 'Customer' });
  expect(list(answer, 'data.order.refunds')).toHaveLength(1);
  expect(at(answer, 'data.order.refunds.0.transactions.nodes.0.parentTransaction.id')).toBe(at(answer, 'data.order.transactions.0.id'));
  expect(at(answer, 'extensions.cost.requestedQueryCost')).toBeLessThan(1000);
});

test('lines page through to the end', async () => {
  const many = bench.shop.editor.create({ lines: Array.from({ length: 250 }, (_, index) => ({ title: `Teil ${index}`, price: '1.05', custom: true })) });
  const seen: unknown[] = [];
  let after: unknown = null;
  do {
    const answer = await send('OrderLines', { id: many.id, after });
    seen.push(...list(answer, 'data.order.lineItems.nodes').map((line) => at(line, 'title')));
    after = at(answer, 'data.order.lineItems.pageInfo.hasNextPage') ? at(answer, 'data.order.lineItems.pageInfo.endCursor') : null;
  } while (after !== null);
  expect(seen).toEqual(many.lines.map((line) => line.title));
});

test('terms, companies and ids of refunds', async () => {
  const order = bench.shop.editor.create({
    lines: [{ title: 'Beratung', price: '180.00', custom: true }],
    taxesIncluded: false,
    source: 'shopify_draft_order',
    company: { name: 'Muster AG', taxRegistrationId: 'CHE-123.456.788 MWST', billingAddress: { address1: 'Weg 1', zip: '3008', city: 'Bern', countryCode: 'CH' } },
    paymentTerms: { type: 'NET', dueInDays: 30 },
  });
  const terms = await send('OrderPaymentTerms', { id: order.id });
  expect(at(terms, 'data.order.paymentTerms')).toMatchObject({ paymentTermsType: 'NET', dueInDays: 30, overdue: false });
  expect(at(terms, 'data.order.paymentTerms.paymentSchedules.nodes.0')).toMatchObject({ dueAt: '2026-12-22T09:00:00Z', balanceDue: { amount: '194.58' } });
  const whole = await send('OrderById', { id: order.id });
  const location = at(whole, 'data.order.purchasingEntity.location.id');
  const tax = await send('CompanyLocationTax', { id: location });
  expect(at(tax, 'data.companyLocation.taxSettings.taxRegistrationId')).toBe('CHE-123.456.788 MWST');
  expect(at(tax, 'data.companyLocation.billingAddress')).toMatchObject({ zip: '3008', countryCode: 'CH', companyName: 'Muster AG' });
  expect(list(await send('OrderRefundIds', { id: order.id }), 'data.order.refunds')).toEqual([]);
});

test('orders are found by when they changed, oldest change first', async () => {
  const first = anOrder();
  bench.clock.advance(60);
  const second = anOrder();
  bench.clock.advance(60);
  bench.shop.editor.pay(first);
  const since = "updated_at:>='2026-11-22T09:01:00Z' AND updated_at:<'2026-11-23T00:00:00Z'";
  const answer = await send('OrdersUpdated', { query: since });
  expect(list(answer, 'data.orders.nodes').map((one) => at(one, 'id'))).toEqual([second.id, first.id]);
  const paid = await send('OrdersUpdated', { query: `${since} financial_status:paid -tag:x test:false` });
  expect(list(paid, 'data.orders.nodes').map((one) => at(one, 'name'))).toEqual([first.name]);
  const unknown = await send('OrdersUpdated', { query: 'colour:red' });
  expect(at(unknown, 'extensions.search.0.warnings.0.field')).toBe('colour');
});

test('money is marked, captured and noted by hand', async () => {
  const { editor } = bench.shop;
  const open = anOrder();
  const marked = await send('MarkPaid', { input: { id: open.id } });
  expect(at(marked, 'data.orderMarkAsPaid.order')).toMatchObject({ displayFinancialStatus: 'PAID', totalOutstandingSet: { shopMoney: { amount: '0.0' } } });
  const again = await send('MarkPaid', { input: { id: open.id } });
  expect(list(again, 'data.orderMarkAsPaid.userErrors')).toHaveLength(1);

  const authorized = editor.authorize(anOrder());
  const parentTransactionId = authorized.transactions[0]?.id;
  const tooMuch = await send('Capture', { input: { id: authorized.id, parentTransactionId, amount: '500.00' } });
  expect(list(tooMuch, 'data.orderCapture.userErrors')).toHaveLength(1);
  const captured = await send('Capture', { input: { id: authorized.id, parentTransactionId, amount: '87.48' } });
  expect(at(captured, 'data.orderCapture.transaction')).toMatchObject({ kind: 'CAPTURE', status: 'SUCCESS', amountSet: { shopMoney: { amount: '87.48' } } });

  const noted = await send('ManualPayment', { id: anOrder().id, method: 'Bank Deposit', processedAt: '2026-11-22T08:00:00Z' });
  expect(at(noted, 'data.orderCreateManualPayment.order.displayFinancialStatus')).toBe('PAID');
});

test('shipments', async () => {
  const order = anOrder();
  const before = await send('FulfillmentOrdersOf', { id: order.id });
  expect(at(before, 'data.order.fulfillmentOrders.nodes.0')).toMatchObject({ status: 'OPEN', requestStatus: 'UNSUBMITTED' });
  const fulfillmentOrderId = at(before, 'data.order.fulfillmentOrders.nodes.0.id');
  const sent = await send('Fulfill', { f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }], trackingInfo: { number: '99.00.1', company: 'Post CH' } } });
  expect(at(sent, 'data.fulfillmentCreate.fulfillment')).toMatchObject({ status: 'SUCCESS', trackingInfo: [{ number: '99.00.1', company: 'Post CH' }] });
  const after = await send('FulfillmentOrdersOf', { id: order.id });
  expect(at(after, 'data.order.fulfillmentOrders.nodes.0')).toMatchObject({ status: 'CLOSED' });
});

test('goods, places and the shop itself', async () => {
  expect(at(await send('Locations'), 'data.locations.nodes.0')).toMatchObject({ name: 'Hauptlager', isActive: true, address: { countryCode: 'CH' } });
  expect(at(await send('Variants', { query: 'sku:TASSE' }), 'data.productVariants.nodes.0')).toMatchObject({ sku: 'TASSE', price: '19.90', displayName: 'Tasse - Default Title' });
  expect(at(await send('Products', { query: null }), 'data.products.nodes.0.variantsCount.count')).toBe(1);
  expect(at(await send('Installation'), 'data.currentAppInstallation.app.apiKey')).toBe(bench.sandbox.apiKey);
  expect(at(await send('ShopInfo'), 'data.shop')).toMatchObject({ myshopifyDomain: 'demo-laden.myshopify.com', currencyCode: 'CHF', timezoneOffsetMinutes: 60, taxesIncluded: true });
  expect(list(await send('ApiVersions'), 'data.publicApiVersions').map((one) => at(one, 'handle'))).toContain('2026-10');
});

test('tags, metafields and subscriptions', async () => {
  const order = anOrder();
  await send('AddTags', { id: order.id, tags: ['bexio', 'Bexio'] });
  expect(order.tags).toEqual(['bexio']);
  const field = { ownerId: order.id, namespace: 'bexio', key: 'invoice', type: 'single_line_text_field', value: 'RE-1' };
  const set = await send('SetMetafields', { m: [field] });
  const digest = at(set, 'data.metafieldsSet.metafields.0.compareDigest');
  const stale = await send('SetMetafields', { m: [{ ...field, value: 'RE-2', compareDigest: 'other' }] });
  expect(at(stale, 'data.metafieldsSet.userErrors.0')).toMatchObject({ code: 'STALE_OBJECT', elementIndex: 0 });
  await send('SetMetafields', { m: [{ ...field, value: 'RE-2', compareDigest: digest }] });
  expect(bench.shop.metafields(order.id).map(({ value }) => value)).toEqual(['RE-2']);
  const many = await send('SetMetafields', { m: Array.from({ length: 26 }, (_, index) => ({ ...field, key: `k${index}` })) });
  expect(at(many, 'data.metafieldsSet.userErrors.0.code')).toBe('LESS_THAN_OR_EQUAL_TO');

  const hook = { topic: 'ORDERS_UPDATED', sub: { uri: 'https://app.example.ch/hooks', includeFields: ['id'], name: 'orders' } };
  const made = await send('HookCreate', hook);
  expect(at(made, 'data.webhookSubscriptionCreate.webhookSubscription')).toMatchObject({ topic: 'ORDERS_UPDATED', name: 'orders', apiVersion: { handle: '2026-10' } });
  expect(list(await send('HookCreate', hook), 'data.webhookSubscriptionCreate.userErrors')).toHaveLength(1);
  expect(list(await send('Hooks'), 'data.webhookSubscriptions.nodes')).toHaveLength(1);
  bench.shop.state.subscriptions.clear();
});

test('a bulk query runs and its lines can be fetched', async () => {
  const query = '{ orders { edges { node { id name lineItems { edges { node { id sku } } } } } } }';
  const run = await send('BulkRun', { query });
  const id = at(run, 'data.bulkOperationRunQuery.bulkOperation.id');
  let status: unknown;
  await expect.poll(async () => {
    status = await send('BulkStatus', { id });
    return at(status, 'data.bulkOperation.status');
  }).toBe('COMPLETED');
  const lines = (await (await fetch(String(at(status, 'data.bulkOperation.url')))).text()).trimEnd().split('\n').map((line): unknown => JSON.parse(line));
  expect(String(lines.length)).toBe(at(status, 'data.bulkOperation.objectCount'));
  const parents = new Set(lines.filter((line) => at(line, '__parentId') === undefined).map((line) => at(line, 'id')));
  expect(lines.filter((line) => at(line, '__parentId') !== undefined).every((line) => parents.has(at(line, '__parentId')))).toBe(true);
});

test.each([
  ['{ shop { name } }', 'Bulk queries must contain at least one connection.'],
  ['', 'Invalid bulk query: syntax error, unexpected end of file'],
  ['{ orders { nodes { id } } }', "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: 'orders'."],
  ['{ orders { edges { node { name lineItems { edges { node { id } } } } } } }', "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': orders."],
  ['{ orders { edges { node { id refunds { refundLineItems { edges { node { quantity } } } } } } } }', 'Queries that contain a connection field within a list field are not currently supported.'],
  ['{ orders { edges { node { id shippingLines { edges { node { title } } } } } } }', "Connections in a bulk query must implement the Node interface. Invalid connection fields: 'shippingLines'."],
])('a bulk query %s is refused', async (query, message) => {
  const answer = await send('BulkRun', { query });
  expect(list(answer, 'data.bulkOperationRunQuery.userErrors').map((error) => at(error, 'message'))).toContain(message);
  expect(at(answer, 'data.bulkOperationRunQuery.userErrors.0.code')).toBe('INVALID');
});

test('a sixth bulk query at once is refused; one that fails says why; a result expires after seven days', async () => {
  const query = '{ orders { edges { node { id } } } }';
  for (let count = 0; count < 5; count++) expect(at(await send('BulkRun', { query }), 'data.bulkOperationRunQuery.bulkOperation.id')).toBeTruthy();
  for (const operation of bench.shop.state.bulkOperations.values()) Object.assign(operation, { status: 'RUNNING' });
  expect(at(await send('BulkRun', { query }), 'data.bulkOperationRunQuery.userErrors.0.code')).toBe('OPERATION_IN_PROGRESS');
  bench.shop.state.bulkOperations.clear();

  bench.shop.state.bulkFailures.push('INTERNAL_SERVER_ERROR');
  const id = at(await send('BulkRun', { query }), 'data.bulkOperationRunQuery.bulkOperation.id');
  await expect.poll(async () => at(await send('BulkStatus', { id }), 'data.bulkOperation.status')).toBe('FAILED');
  expect(at(await send('BulkStatus', { id }), 'data.bulkOperation.errorCode')).toBe('INTERNAL_SERVER_ERROR');

  const good = at(await send('BulkRun', { query }), 'data.bulkOperationRunQuery.bulkOperation.id');
  await expect.poll(async () => at(await send('BulkStatus', { id: good }), 'data.bulkOperation.status')).toBe('COMPLETED');
  const operation = bench.shop.state.bulkOperations.get(String(good));
  operation!.completedAt = new Date(operation!.completedAt!.getTime() - 8 * 86_400_000);
  expect(at(await send('BulkStatus', { id: good }), 'data.bulkOperation')).toMatchObject({ status: 'EXPIRED', url: null });
});

test('an app subscription waits for the merchant', async () => {
  const lineItems = [{ plan: { appRecurringPricingDetails: { price: { amount: '19.00', currencyCode: 'USD' }, interval: 'EVERY_30_DAYS' } } }];
  const answer = await send('Subscribe', { name: 'Basic', returnUrl: 'https://app.example.ch/', test: true, trialDays: 14, lineItems });
  expect(at(answer, 'data.appSubscriptionCreate.appSubscription.status')).toBe('PENDING');
});

test('stock is read and set', async () => {
  const read = await send('StockBySku', { query: "sku:'TASSE'" });
  const item = at(read, 'data.inventoryItems.nodes.0.id');
  const loc = at(read, 'data.inventoryItems.nodes.0.inventoryLevels.nodes.0.location.id');
  expect(at(read, 'data.inventoryItems.nodes.0')).toMatchObject({ sku: 'TASSE', tracked: true, duplicateSkuCount: 0, unitCost: { amount: '8.0' } });
  const available = Number(at(read, 'data.inventoryItems.nodes.0.inventoryLevels.nodes.0.quantities.0.quantity'));
  const quantity = { inventoryItemId: item, locationId: loc, quantity: 42, changeFromQuantity: available };
  const input = { name: 'available', reason: 'correction', quantities: [quantity] };
  const set = await send('SetStock', { input, key: 'a-1' });
  expect(at(set, 'data.inventorySetQuantities.inventoryAdjustmentGroup.changes.0')).toMatchObject({ name: 'available', quantityAfterChange: 42 });
  expect(await send('SetStock', { input, key: 'a-1' })).toMatchObject({ data: { inventorySetQuantities: at(set, 'data.inventorySetQuantities') } });
  const stale = await send('SetStock', { input, key: 'a-2' });
  expect(at(stale, 'data.inventorySetQuantities.userErrors.0.code')).toBe('CHANGE_FROM_QUANTITY_STALE');
  const change = { inventoryItemId: item, locationId: loc, delta: -2, changeFromQuantity: null };
  await send('AdjustStock', { input: { name: 'available', reason: 'correction', changes: [change] }, key: 'a-3' });
  expect(bench.shop.inventory.level('TASSE')?.available).toBe(40);
  const second = bench.shop.inventory.addLocation('Filiale');
  const activated = await send('ActivateStock', { item, loc: second.id, key: 'a-4' });
  expect(at(activated, 'data.inventoryActivate.inventoryLevel.id')).toContain('inventory_item_id=');
});

test('every operation of the file was sent', () => {
  expect([...used].toSorted()).toEqual(operationNames.toSorted());
});
