import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createShopifySandbox, type Shop, type ShopifySandbox } from '../../src/sandbox/shopify/sandbox.ts';
import { createShopify, type ShopifyApi } from '../../src/shopify/platform.ts';
import type { OrderExport, PastOrder } from '../../src/shopify/order-history.ts';
import { apiAt } from './answering.ts';

let sandbox: ShopifySandbox;
let shop: Shop;
let api: ShopifyApi;

beforeEach(async () => {
  sandbox = await createShopifySandbox({ bucket: 'off' });
  shop = sandbox.addShop({ domain: 'swiss-shop.myshopify.com' });
  shop.setScopes([...shop.scopes(), 'read_all_orders']);
  const { apiKey, apiSecret, origin } = sandbox;
  api = createShopify({ apiKey, apiSecret, origin, clock: systemClock, log: pino({ level: 'silent' }) }).api(shop.domain, async () => shop.accessToken());
});
afterEach(() => sandbox.close());

const march = [new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')] as const;

function place(count: number, first = '2026-03-01T00:00:00Z') {
  return Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(Date.parse(first) + index * 60_000);
    return shop.editor.create({ lines: [{ title: 'Tasse', price: '12.50' }], createdAt, processedAt: createdAt });
  });
}

async function exported(id: string): Promise<PastOrder[]> {
  await expect.poll(async () => (await api.readExport(id)).state).not.toBe('running');
  const seen: OrderExport = await api.readExport(id);
  if (seen.state !== 'ready') throw new Error(`the export is ${seen.state}`);
  const orders: PastOrder[] = [];
  if (seen.url !== null) for await (const order of api.exportedOrders(seen.url)) orders.push(order);
  return orders;
}

test('a bulk query brings every order of the range, more than any page holds, and the same as the pages', async () => {
  place(1, '2026-02-28T23:59:59Z');
  const orders = place(300);
  place(1, '2026-04-01T00:00:00Z');
  const id = await api.startExport(...march);
  const all = await exported(id ?? '');
  expect(all.map((one) => one.orderId).toSorted()).toEqual(orders.map((one) => one.legacyId).toSorted());

  const paged: PastOrder[] = [];
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof api.ordersCreated>> = await api.ordersCreated(...march, after);
    paged.push(...page.orders);
    if ((after = page.next) === null) break;
  }
  expect(paged).toEqual(all.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime()));
  expect(all[0]).toMatchObject({ currency: 'CHF', totalsMinor: [1250] });
  expect(all.every((one) => one.name === `#${one.number}`)).toBe(true);
  expect(await api.countCreated(...march, 10_000)).toEqual({ count: 300, exact: true });
  expect(await api.countCreated(...march, 100)).toEqual({ count: 100, exact: false });
});

test('an empty range has a result without an address', async () => {
  const id = await api.startExport(...march);
  expect(await exported(id ?? '')).toEqual([]);
});

test('an export that fails, expires or is unknown says so; as many as may run at once are not exceeded', async () => {
  place(1);
  shop.state.bulkFailures.push('TIMEOUT');
  const failed = (await api.startExport(...march)) ?? '';
  await expect.poll(() => api.readExport(failed)).toEqual({ state: 'failed', code: 'TIMEOUT' });
  const old = (await api.startExport(...march)) ?? '';
  await exported(old);
  const stored = shop.state.bulkOperations.get(old);
  if (!stored?.completedAt) throw new Error('not finished');
  stored.completedAt = new Date(stored.completedAt.getTime() - 8 * 86_400_000);
  expect(await api.readExport(old)).toEqual({ state: 'failed', code: 'EXPIRED' });
  expect(await api.readExport('gid://shopify/BulkOperation/1')).toEqual({ state: 'failed', code: 'GONE' });
  for (let count = 0; count < 5; count++) {
    const id = (await api.startExport(...march)) ?? '';
    await exported(id);
    shop.state.bulkOperations.get(id)!.status = 'RUNNING';
  }
  expect(await api.startExport(...march)).toBeNull();
});

test('a result is fetched from where Shopify keeps them and from nowhere else, without a token', async () => {
  const read = async (url: string) => {
    for await (const _ of apiAt().exportedOrders(url)) throw new Error('read something');
  };
  await expect(read('https://evil.example/result.jsonl')).rejects.toMatchObject({ failure: { kind: 'refused', code: 'RESULT_ADDRESS' } });
  await expect(read('https://storage.googleapis.com.evil.example/x')).rejects.toMatchObject({ failure: { code: 'RESULT_ADDRESS' } });
  await expect(read('http://storage.googleapis.com/x')).rejects.toMatchObject({ failure: { code: 'RESULT_ADDRESS' } });
});
