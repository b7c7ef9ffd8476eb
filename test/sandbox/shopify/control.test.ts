import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBench, type Bench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench({ appUrl: 'http://127.0.0.1:3000/' });
});
afterEach(() => bench.sandbox.close());

const page = async () => (await fetch(`${bench.sandbox.origin}/`)).text();
const act = (fields: Record<string, string>) => fetch(`${bench.sandbox.origin}/_sandbox/act`, { method: 'POST', body: new URLSearchParams({ shop: bench.shop.domain, ...fields }), redirect: 'manual' });

test('the page lists shops and orders, escaped and without script', async () => {
  bench.shop.editor.create({ lines: [{ title: 'x', price: '1.00' }], name: '<script>alert(1)</script>' });
  const html = await page();
  expect(html).toContain('demo-laden.myshopify.com');
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toContain('<script');
});

test('its buttons place, pay, send, refund and cancel orders', async () => {
  for (const example of ['paid', 'discounted', 'invoice', 'pos']) expect((await act({ act: 'create', example })).status).toBe(303);
  const [paid, , invoice] = bench.shop.orders();
  await act({ act: 'pay', order: invoice?.id ?? '' });
  await act({ act: 'fulfil', order: invoice?.id ?? '' });
  await act({ act: 'refund', order: paid?.id ?? '' });
  await act({ act: 'cancel', order: invoice?.id ?? '' });
  const html = await page();
  expect(html).toContain('REFUNDED, cancelled');
  expect((await act({ act: 'explode' })).status).toBe(400);
  expect((await act({ act: 'pay', order: 'unknown' })).status).toBe(400);
});

test('the app is opened as the admin opens it', async () => {
  const response = await fetch(`${bench.sandbox.origin}/_sandbox/open/${bench.shop.domain}`, { redirect: 'manual' });
  const url = new URL(response.headers.get('Location') ?? '');
  expect(url.origin).toBe('http://127.0.0.1:3000');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ shop: bench.shop.domain, embedded: '1', id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
  expect(Buffer.from(url.searchParams.get('host') ?? '', 'base64url').toString()).toBe('admin.shopify.com/store/demo-laden');
});

test('orders, faults and the state by JSON', async () => {
  const post = (path: string, body: object) => fetch(`${bench.sandbox.origin}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const made = await post('/_sandbox/orders', { lines: [{ title: 'Tasse', price: '19.90', quantity: 2 }], payments: [{ gateway: 'twint' }] });
  expect([made.status, await made.json()]).toMatchObject([201, { name: '#1001', total: '39.80', status: 'PAID' }]);
  expect((await post('/_sandbox/orders', { lines: [{ price: 'x' }] })).status).toBe(400);
  expect((await post('/_sandbox/faults', { kind: 'status', status: 500, match: { operation: 'ShopInfo', times: 1 } })).status).toBe(201);
  expect((await post('/_sandbox/faults', { kind: 'nonsense' })).status).toBe(400);
  const state = await (await fetch(`${bench.sandbox.origin}/_sandbox/state`)).json();
  expect(state).toMatchObject({ faults: 1, shops: [{ domain: bench.shop.domain, orders: [{ name: '#1001', outstanding: '0.00' }] }] });
  expect((await fetch(`${bench.sandbox.origin}/_sandbox/faults`, { method: 'DELETE' })).status).toBe(204);
});
