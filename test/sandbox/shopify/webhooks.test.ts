import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, createBench, type Bench } from './client.ts';
import { createReceiver } from './webhook-receiver.ts';

let bench: Bench;
let app: Awaited<ReturnType<typeof createReceiver>>;
beforeEach(async () => {
  app = await createReceiver();
  bench = await createBench({ webhooks: { url: app.url, name: 'all' } });
});
afterEach(async () => {
  await bench.sandbox.close();
  await app.close();
});

const input = { lines: [{ title: 'Tasse', price: '19.90', custom: true }], customer: { lastName: 'Muster', email: 'anna@example.com' } };

test('a delivery is signed over its raw bytes and carries Shopify’s headers', async () => {
  const order = bench.shop.editor.create(input);
  await bench.sandbox.deliveries.idle();
  const [create] = app.received;
  const hmac = createHmac('sha256', bench.sandbox.apiSecret).update(create?.body ?? '').digest('base64');
  expect(create?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/create',
    'x-shopify-hmac-sha256': hmac,
    'x-shopify-shop-domain': 'demo-laden.myshopify.com',
    'x-shopify-api-version': '2026-10',
    'x-shopify-name': 'all',
    'x-shopify-order-id': order.legacyId,
    'x-shopify-test': 'false',
    'x-shopify-triggered-at': '2026-11-22T09:00:00.000000000Z',
  });
  expect(create?.body).toBe(`{"id":${order.legacyId},"admin_graphql_api_id":"${order.id}","updated_at":"2026-11-22T10:00:00+01:00","test":false}`);
});

test('each act sends its topics under one event id, each with a webhook id of its own', async () => {
  const { editor } = bench.shop;
  const order = editor.create(input);
  await bench.sandbox.deliveries.idle();
  app.received.length = 0;
  editor.pay(order);
  await bench.sandbox.deliveries.idle();
  expect(app.topics().toSorted()).toEqual(['order_transactions/create', 'orders/paid', 'orders/updated']);
  expect(new Set(app.received.map((one) => one.headers['x-shopify-event-id'])).size).toBe(1);
  expect(new Set(app.received.map((one) => one.headers['x-shopify-webhook-id'])).size).toBe(3);
  const topicsOf = async (act: () => unknown) => {
    app.received.length = 0;
    act();
    await bench.sandbox.deliveries.idle();
    return app.topics().toSorted();
  };
  expect(await topicsOf(() => editor.fulfil(order))).toEqual(['fulfillments/create', 'orders/fulfilled', 'orders/updated']);
  expect(await topicsOf(() => editor.refund(order, { amount: '5.00' }))).toEqual(['order_transactions/create', 'orders/updated', 'refunds/create']);
  expect(await topicsOf(() => editor.edit(order, { add: [{ title: 'Extra', price: '1.00', custom: true }] }))).toEqual(['orders/edited', 'orders/updated']);
  expect(await topicsOf(() => editor.edit(order, { note: 'neu' }))).toEqual(['orders/updated']);
  expect(await topicsOf(() => editor.cancel(editor.create(input)))).toEqual(['orders/cancelled', 'orders/create', 'orders/updated', 'refunds/create']);
  expect(await topicsOf(() => editor.delete(order))).toEqual(['orders/delete']);
  expect(await topicsOf(() => bench.shop.uninstall())).toEqual(['app/uninstalled']);
  expect(await topicsOf(() => editor.create(input))).toEqual([]);
  expect(await topicsOf(() => bench.shop.requestShopRedact())).toEqual(['shop/redact']);
});

test('duplicates, loss and disorder, repeatably', async () => {
  const { deliveries } = bench.sandbox;
  deliveries.duplicate(3);
  bench.shop.editor.create(input);
  await deliveries.idle();
  expect(app.received).toHaveLength(3);
  expect(new Set(app.received.map((one) => one.headers['x-shopify-webhook-id'])).size).toBe(1);
  deliveries.duplicate(1);
  deliveries.drop((one) => one.topic === 'orders/create');
  bench.shop.editor.create(input);
  await deliveries.idle();
  expect(app.received).toHaveLength(3);
  expect(deliveries.of({ state: 'dropped' })).toHaveLength(1);
  deliveries.drop(null);

  const order = async (seed: number) => {
    app.received.length = 0;
    deliveries.pause();
    const orders = Array.from({ length: 12 }, () => bench.shop.editor.create(input).legacyId);
    deliveries.shuffle(seed);
    deliveries.resume();
    await deliveries.idle();
    return deliveries.all().slice(-12).map((one) => orders.indexOf(String(at(JSON.parse(one.body), 'id'))));
  };
  expect(await order(7)).toHaveLength(12);
  expect(app.received.map((one) => one.body)).not.toEqual(app.received.map((one) => one.body).toSorted());
});

test('a failed delivery is tried eight more times over four hours with the same body, then given up', async () => {
  const { deliveries } = bench.sandbox;
  app.answers.status = 503;
  const order = bench.shop.editor.create(input);
  await deliveries.idle();
  bench.clock.advance(30);
  bench.shop.editor.edit(order, { note: 'später' });
  await deliveries.idle();
  const first = deliveries.all()[0];
  expect(first?.state).toBe('retrying');
  await deliveries.retryDue();
  expect(first?.attempts).toHaveLength(1);
  let seconds = 30;
  for (; deliveries.of({ state: 'retrying' }).includes(deliveries.all()[0]!) && seconds < 20_000; seconds += 60) {
    bench.clock.advance(60);
    await deliveries.retryDue();
  }
  expect(first).toMatchObject({ state: 'failed', topic: 'orders/create' });
  expect(first?.attempts).toHaveLength(9);
  expect(seconds).toBeLessThanOrEqual(4 * 3600 + 600);
  expect(seconds).toBeGreaterThan(3.5 * 3600);
  expect(new Set(app.received.filter((one) => one.topic === 'orders/create').map((one) => one.body + String(one.headers['x-shopify-webhook-id']))).size).toBe(1);
});

test('redirects are failures; a later success ends the retries', async () => {
  const { deliveries } = bench.sandbox;
  app.answers.status = 302;
  bench.shop.editor.create(input);
  await deliveries.idle();
  expect(deliveries.all()[0]?.state).toBe('retrying');
  app.answers.status = 204;
  await deliveries.retryDue({ all: true });
  expect(deliveries.all()[0]?.state).toBe('delivered');
});

test('a subscription made through the API delivers its own fields and is deleted after eight failures', async () => {
  const other = await createReceiver();
  other.answers.status = 500;
  await bench.api.send('HookCreate', { topic: 'ORDERS_CREATE', sub: { uri: other.url, includeFields: ['name', 'total_price'] } });
  bench.shop.editor.create(input);
  await bench.sandbox.deliveries.idle();
  expect(JSON.parse(other.received[0]?.body ?? '')).toEqual({ name: '#1001', total_price: '19.90' });
  for (let count = 0; count < 8; count += 1) await bench.sandbox.deliveries.retryDue({ all: true });
  expect(at(await bench.api.send('Hooks'), 'data.webhookSubscriptions.nodes')).toEqual([]);
  await other.close();
});

test('compliance requests name people and orders by bare numbers', async () => {
  const order = bench.shop.editor.create(input);
  bench.shop.requestCustomerRedact(order.id);
  bench.shop.requestCustomerData(order.id);
  await bench.sandbox.deliveries.idle();
  const redact = app.received.find((one) => one.topic === 'customers/redact');
  expect(JSON.parse(redact?.body ?? '')).toMatchObject({ shop_domain: 'demo-laden.myshopify.com', customer: { email: 'anna@example.com' }, orders_to_redact: [Number(order.legacyId)] });
  expect(app.topics()).toContain('customers/data_request');
});

test('stock movements are told', async () => {
  bench.shop.inventory.addProduct({ title: 'Tasse', variants: [{ sku: 'T', available: 5 }] });
  bench.shop.inventory.set('T', 7);
  await bench.sandbox.deliveries.idle();
  expect(app.topics()).toEqual(['products/create', 'inventory_levels/update']);
});
