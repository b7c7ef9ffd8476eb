import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, createBench, operation, type Bench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.sandbox.close());

function tag(token = bench.shop.accessToken(), id = bench.shop.orders()[0]?.id) {
  return fetch(`${bench.sandbox.origin}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Shop-Domain': bench.shop.domain, 'X-Shopify-Access-Token': token },
    body: JSON.stringify({ query: operation('AddTags'), variables: { id, tags: ['bexio'] } }),
  });
}

const anOrder = () => bench.shop.editor.create({ lines: [{ title: 'Tasse', price: '19.90' }], customer: { lastName: 'Muster', email: 'a@example.com' } });

test('cut before: nothing happened; cut after: it did', async () => {
  const order = anOrder();
  const before = bench.sandbox.faults.add({ kind: 'cut-before', match: { operation: 'AddTags', times: 1 } });
  await expect(tag()).rejects.toThrow('fetch failed');
  expect([order.tags, before.hits()]).toEqual([[], 1]);
  bench.sandbox.faults.add({ kind: 'cut-after', match: { operation: 'AddTags', times: 1 } });
  await expect(tag()).rejects.toThrow('fetch failed');
  expect(order.tags).toEqual(['bexio']);
  expect((await tag()).status).toBe(200);
  expect(bench.sandbox.requests.of('AddTags').map((one) => one.status)).toEqual([0, 0, 200]);
});

test('late: the caller is gone, the work is done afterwards', async () => {
  const order = anOrder();
  bench.sandbox.faults.add({ kind: 'late', delayMs: 20 });
  await expect(tag()).rejects.toThrow('fetch failed');
  expect(order.tags).toEqual([]);
  await bench.sandbox.faults.settled();
  expect(order.tags).toEqual(['bexio']);
});

test('statuses with a page, JSON or Retry-After; before or after the work', async () => {
  const order = anOrder();
  bench.sandbox.faults.add({ kind: 'status', status: 502, match: { nth: 1 } });
  const page = await tag();
  expect([page.status, page.headers.get('Content-Type'), order.tags]).toEqual([502, 'text/html; charset=utf-8', []]);
  bench.sandbox.faults.clear();
  bench.sandbox.faults.add({ kind: 'status', status: 429, json: { errors: 'Exceeded' }, retryAfter: '2.0', match: { times: 1 } });
  const limited = await tag();
  expect([limited.status, limited.headers.get('Retry-After'), await limited.json()]).toEqual([429, '2.0', { errors: 'Exceeded' }]);
  bench.sandbox.faults.add({ kind: 'status-after', status: 503, match: { times: 1 } });
  expect((await tag()).status).toBe(503);
  expect(order.tags).toEqual(['bexio']);
});

test('half an answer, a slow one, a throttled one, a denied field', async () => {
  const order = anOrder();
  bench.sandbox.faults.add({ kind: 'truncated-json', match: { times: 1 } });
  await expect((await tag()).json()).rejects.toThrow(SyntaxError);
  bench.sandbox.faults.add({ kind: 'slow', delayMs: 30, match: { times: 1 } });
  const begun = performance.now();
  await tag();
  expect(performance.now() - begun).toBeGreaterThan(28);
  bench.sandbox.faults.add({ kind: 'throttled', match: { operation: 'OrderById', times: 1 } });
  expect(at(await bench.api.send('OrderById', { id: order.id }), 'errors.0.extensions.code')).toBe('THROTTLED');
  bench.sandbox.faults.add({ kind: 'access-denied', field: 'Order.customer', match: { path: 'graphql' } });
  const denied = await bench.api.send('OrderById', { id: order.id });
  expect(at(denied, 'errors.0')).toMatchObject({ path: ['order', 'customer'], extensions: { code: 'ACCESS_DENIED' } });
  expect(at(denied, 'data.order')).toMatchObject({ name: '#1001', customer: null });
});

test('only the nth request, only of one shop, also for tokens', async () => {
  anOrder();
  const fault = bench.sandbox.faults.add({ kind: 'status', status: 500, match: { nth: 2, shop: bench.shop.domain } });
  expect([(await tag()).status, (await tag()).status, (await tag()).status]).toEqual([200, 500, 200]);
  fault.remove();
  bench.sandbox.faults.add({ kind: 'status', status: 500, match: { path: '/admin/oauth/access_token' } });
  const response = await fetch(`${bench.sandbox.origin}/admin/oauth/access_token`, { method: 'POST', headers: { 'X-Shopify-Shop-Domain': bench.shop.domain } });
  expect(response.status).toBe(500);
});

test('the log keeps what was asked, not the whole token', async () => {
  const order = anOrder();
  const token = bench.shop.accessToken();
  await tag(token);
  expect(bench.sandbox.requests.of('AddTags')).toMatchObject([{ shop: bench.shop.domain, status: 200, variables: { id: order.id }, cost: 10 }]);
  expect(JSON.stringify(bench.sandbox.requests.all())).not.toContain(token);
});
