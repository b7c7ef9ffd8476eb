import { expect, test } from 'vitest';
import { manualClock } from '../../src/clock.ts';
import { openStore, turnPrefix } from '../../src/store/store.ts';
import { aFolder } from './folders.ts';
import { aShopDomain, someKeys, start } from './samples.ts';

// A killed process gives nothing back. With SQLite its successor is alone by law, so it need not wait for leases to run out.

async function openTwice(file: string) {
  const clock = manualClock(start);
  const options = { url: `file:${file}`, keys: someKeys(), clock };
  const first = await openStore({ ...options, instance: 'killed' });
  return { clock, first, reopen: () => openStore({ ...options, instance: 'successor' }) };
}

test('what a killed process held is due at once for its successor, and fenced off', async () => {
  const shop = aShopDomain();
  const { clock, first, reopen } = await openTwice(`${aFolder()}/a.db`);
  await first.jobs.ring({ shop, kind: 'order', subject: '1' });
  await first.jobs.ring({ shop, kind: 'order', subject: '2', dueAt: new Date(start.getTime() + 3_600_000) });
  const [held] = await first.jobs.claim({ now: clock.now(), leaseMs: 60_000, limit: 8 });
  await first.close();

  const second = await reopen();
  const claimed = await second.jobs.claim({ now: clock.now(), leaseMs: 60_000, limit: 8 });
  expect(claimed.map((job) => job.subject)).toEqual(['1']);
  expect(claimed[0]!.fence).toBeGreaterThan(held!.fence);
  expect(await second.jobs.settle(held!, { done: true })).toBe(false);
  await second.close();
});

test('turns end with the process, but what was used up stays used up', async () => {
  const { first, reopen } = await openTwice(`${aFolder()}/b.db`);
  await first.leases.acquire(`${turnPrefix}contact:1`, 'killed', 90_000);
  await first.leases.acquire('connect-ticket:1', 'killed', 90_000);
  await first.close();

  const second = await reopen();
  expect(await second.leases.acquire(`${turnPrefix}contact:1`, 'successor', 90_000)).toBe(2);
  expect(await second.leases.acquire('connect-ticket:1', 'successor', 90_000)).toBeNull();
  await second.close();
});
