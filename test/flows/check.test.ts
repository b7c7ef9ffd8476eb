import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type OpenShop } from './open-shop.ts';

/** The health check speaks of what this shop really sells at, and Home repeats what it finds. */
let open: OpenShop;
beforeAll(async () => {
  open = await openShop({ settings: { articles: 'text' } });
});
afterAll(() => open.close());

test('a rate that an order carried is looked up in bexio from then on', async () => {
  expect(await said('/check')).not.toContain('3.8');
  await open.finished([open.place({ lines: [{ title: 'Übernachtung', price: '68.00', taxRate: '0.038' }], payments: [{ gateway: 'shopify_payments' }] })]);
  expect(await said('/check')).toContain('3.8');
  expect(await said('/')).not.toContain('verdient einen Blick');
});

test('a rate that bexio has not is named on Home, before the next order meets it', async () => {
  await open.finished([open.place({ lines: [{ title: 'Buch aus Deutschland', price: '10.70', taxRate: '0.07' }], payments: [{ gateway: 'shopify_payments' }] })]);
  expect(await said('/check')).toMatch(/7\s?%/);
  expect(await said('/')).toMatch(/verdien(t|en) einen Blick/);
});

async function said(path: string): Promise<string> {
  return (await open.merchant.open(path)).document.textContent;
}
