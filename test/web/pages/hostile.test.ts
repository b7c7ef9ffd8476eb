import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostilePaths, fillHostile, hostileTexts } from './hostile.ts';
import { get } from './reader.ts';
import { openShopfront, type Shopfront } from './shopfront.ts';

let front: Shopfront;
beforeAll(async () => {
  const orders = new Map();
  front = await openShopfront({ orders });
  await fillHostile(front, orders);
});
afterAll(() => front.close());

test.each(hostilePaths)('%s prints texts as texts', async (path) => {
  const page = await get(front, path);
  expect(page.status).toBe(200);
  expect(front.faults).toEqual([]);
  expect(page.document.querySelectorAll('script').every((script) => script.hasAttribute('src'))).toBe(true);
  expect(page.document.querySelectorAll('img, b')).toEqual([]);
  expect(page.document.querySelectorAll('[onerror], [onclick]')).toEqual([]);
  expect(page.document.querySelectorAll('a').map((link) => link.getAttribute('href') ?? '').filter((href) => !/^(\/|#|https:\/\/(office\.bexio\.com|bergladen\.myshopify\.com|app\.example)\/)/.test(href))).toEqual([]);
});

test('the control: the texts are there at all', async () => {
  expect((await get(front, '/orders/8000')).html).toContain('&lt;script>');
  expect((await get(front, '/orders/8004')).html).toContain(hostileTexts.rightToLeft.slice(0, 5));
});
