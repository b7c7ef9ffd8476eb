import { performance } from 'node:perf_hooks';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { securityHeaders } from '../../src/web/security.ts';
import { aProblemRecord, aRecord, connect, install, now, openShopfront, settle, type Shopfront } from '../web/pages/shopfront.ts';
import { launchChromium } from './chromium.ts';

// A shop with 10,000 orders: the largest paint comes within a second, and nothing jumps.

const rounds = 8;

let browser: Browser;
let front: Shopfront;

beforeAll(async () => {
  browser = await launchChromium();
  front = await openShopfront({ headers: securityHeaders({ embedded: false, https: false }) });
  await install(front.store);
  await connect(front.store);
  await settle(front.store);
  for (let first = 0; first < 10_000; first += 500) await front.store.atomically(Array.from({ length: 500 }, (_, index) => front.store.orders.recording(anyOrder(first + index))));
});
afterAll(async () => {
  await browser.close();
  await front.close();
});

test.each(['/', '/orders', '/orders?q=9999', '/orders?q=129.90', '/orders?problem=gateway-not-mapped&method=twint', '/orders/100042', '/settings/payments', '/check'])('%s', async (path) => {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  await page.goto(`${front.url}/connection`);
  // The best of several: other work on the machine must not decide. What the page itself costs is in every one of them.
  let lcp = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds && lcp >= 1_000; round++) {
    await page.goto(front.url + path);
    const measured = await page.evaluate(readVitals);
    expect(measured.lcp).toBeGreaterThan(0);
    expect(measured.cls).toBeLessThan(0.02);
    lcp = Math.min(lcp, measured.lcp);
  }
  await page.close();
  expect(lcp).toBeLessThan(1_000);
});

test('the server answers every list in a fraction of that', async () => {
  for (const path of ['/', '/orders', '/orders?state=problem', '/orders?method=twint&from=2026-01-01', '/orders?method=paypal', '/orders?q=0.05', '/orders?q=nobody']) {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds && best >= 400; round++) {
      const start = performance.now();
      expect((await fetch(front.url + path)).status).toBe(200);
      best = Math.min(best, performance.now() - start);
    }
    expect(best).toBeLessThan(400);
  }
});

function anyOrder(index: number) {
  const processedAt = new Date(now.getTime() - index * 600_000);
  const shared = { orderId: String(100_000 + index), name: `#${20_000 - index}`, processedAt, shopifyUpdatedAt: processedAt, customerLabel: `Kundin ${index}`, gateways: index % 3 === 0 ? 'twint' : 'shopify_payments' };
  return index % 50 === 0 ? aProblemRecord({ reason: 'gateway-not-mapped', gateway: 'wallee' }, shared) : aRecord({ ...shared, invoiceNumber: `RE-${index}` });
}

/** Runs in the page. */
async function readVitals(): Promise<{ lcp: number; cls: number }> {
  const entries = (type: string) =>
    new Promise<PerformanceEntry[]>((resolve) => {
      const found: PerformanceEntry[] = [];
      new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type, buffered: true });
      setTimeout(() => resolve(found), 600);
    });
  const [paints, shifts] = await Promise.all([entries('largest-contentful-paint'), entries('layout-shift')]);
  const cls = shifts.reduce((sum, shift) => sum + ('value' in shift && typeof shift.value === 'number' ? shift.value : 0), 0);
  return { lcp: paints.at(-1)?.startTime ?? 0, cls };
}
