import { afterEach, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { jumpingClock } from './jumping-clock.ts';
import { openStage, type Stage } from './stage.ts';

// Faults 22 and 25 to 27: tokens that end, connections that break, limits that are reached. Orders wait; none fails, none is lost.

let stage: Stage;
afterEach(() => stage.close());

const hourMs = 3_600_000;
const refreshes = () => stage.bexio.signInRequests.count({ method: 'POST', path: /\/token$/ });
const shopRefreshes = () => stage.shopify.requests.to('/admin/oauth/access_token').length;

/** Places orders of different buyers so that all their webhooks arrive together. */
function placeMany(count: number): StoredOrder[] {
  stage.shopify.deliveries.pause();
  const orders = Array.from({ length: count }, (_, index) => stage.shop.editor.create(personOrder(`kunde-${index}@flow.example`)));
  stage.shopify.deliveries.resume();
  return orders;
}

async function booked(orders: StoredOrder[]): Promise<void> {
  expect((await stage.drain(orders)).map((one) => one.state)).toEqual(orders.map(() => 'booked'));
  expect(await stage.violations()).toEqual([]);
}

test('twenty jobs meet a bexio token that has run out: one refresh', async () => {
  stage = await openStage();
  stage.clock.jump(2 * hourMs);
  await stage.settled();
  stage.clock.jump(2 * hourMs);
  const before = refreshes();
  await booked(placeMany(20));
  expect(refreshes() - before).toBe(1);
});

test('twenty jobs are told 401 with a token that seemed good: one refresh, and nothing twice', async () => {
  // bexio's clock is ahead of ours, so it refuses what we take to be fresh.
  const clock = jumpingClock();
  let aheadMs = 0;
  stage = await openStage({ bexio: { now: () => new Date(clock.now().getTime() + aheadMs) } });
  const before = refreshes();
  aheadMs = hourMs + 60_000;
  const orders = placeMany(20);
  await booked(orders);
  expect(stage.bexio.requests.all().filter((one) => one.status === 401).length).toBeGreaterThan(0);
  expect(refreshes() - before).toBe(1);
});

test('twenty jobs meet a Shopify token that is refused: one refresh', async () => {
  stage = await openStage();
  const before = shopRefreshes();
  stage.shop.expireAccessTokens();
  await booked(placeMany(20));
  expect(shopRefreshes() - before).toBe(1);
  // And by its time, with the webhooks going on.
  stage.clock.jump(2 * hourMs);
  await stage.settled();
  expect(shopRefreshes() - before).toBe(2);
});

test('the app was removed in bexio: orders wait, say why, and go on after reconnecting', async () => {
  stage = await openStage();
  const { store } = stage.app;
  const [first] = placeMany(1);
  await booked([first!]);
  stage.bexio.revokeSignIns(stage.bexio.books.ownerId());
  const orders = placeMany(5);
  const waiting = await stage.drain(orders);
  expect(waiting.map((one) => one.detail)).toEqual(orders.map(() => ({ kind: 'problem', problem: { reason: 'not-connected' } })));
  expect((await store.connections.get(stage.shop.domain))?.state).toBe('broken');
  // No storm: a broken connection is not tried again and again.
  const asked = stage.bexio.requests.count() + refreshes();
  stage.clock.jump(hourMs);
  await stage.settled();
  expect(stage.bexio.requests.count() + refreshes()).toBe(asked);

  const page = await stage.merchant.open('/connection');
  const link = page.document.querySelectorAll('a').find((one) => one.getAttribute('href')?.includes('/bexio/connect?'));
  await stage.merchant.connectBexio(link!.getAttribute('href')!);
  await stage.settled();
  await booked([first!, ...orders]);
});

test('429 with its reset: waits for it, and it counts as no attempt', async () => {
  stage = await openStage();
  stage.bexio.faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_invoice$/, nth: 1 }, kind: 'rate-limited', reset: 'none' });
  const [order] = placeMany(1);
  await stage.settled();
  const job = (await stage.app.store.jobs.get({ shop: stage.shop.domain, kind: 'order', subject: order!.legacyId }))!;
  expect(job.attempts).toBe(0);
  const waitMs = job.dueAt!.getTime() - stage.clock.now().getTime();
  expect(waitMs).toBeGreaterThan(50_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
  await booked([order!]);
  // Refused, so certainly not made: no search, no quiet period.
  expect(stage.bexio.requests.count({ path: /kb_invoice\/search/ })).toBe(0);
});

test('limits of bexio are kept to: forty orders, none is refused', async () => {
  stage = await openStage({ bexio: { limits: { general: 120, search: 30 } } });
  await booked(placeMany(40));
  expect(stage.bexio.requests.all().filter((one) => one.status === 429)).toEqual([]);
});
