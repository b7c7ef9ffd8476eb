import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock, type ManualClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { createKeyRing } from '../../src/store/key-ring.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { markSwept, readGap, recordGap } from '../../src/sync/memory/gap.ts';
import { createMemory, type Memory } from '../../src/sync/memory/memory.ts';

// The signs by which the app notices that its database knows less than it did, without any bexio.

const minuteMs = 60_000;
const shop = 'laden.myshopify.com';
let folder: string;
let clock: ManualClock;
let store: Store;
let memory: Memory | null = null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'));
  clock = manualClock(new Date('2026-11-22T10:00:00.000Z'));
  store = await openStore({ url: `file:${join(folder, 'sync.db')}`, keys: createKeyRing([Buffer.alloc(32, 7).toString('base64')]), clock, instance: 'test' });
  const far = new Date('2027-01-01T00:00:00Z');
  await store.shops.install({ domain: shop, id: '1', name: 'Laden', currency: 'CHF', timeZone: 'Europe/Zurich', countryCode: 'CH', taxesIncluded: true, scopes: [], tokens: { accessToken: 'a', accessTokenExpiresAt: far, refreshToken: 'r', refreshTokenExpiresAt: far } });
});
afterEach(async () => {
  await memory?.end();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  await memory?.end();
  memory = createMemory({ store, clock, log: createLog('silent'), quietMs: 120_000 });
  await memory.begin();
}

async function sign(): Promise<string | undefined> {
  return (await store.cursors.load('app', 'sign-of-life'))?.value;
}

/** The beat writes beside whatever the test does. */
async function until<T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a start after minutes is none, a start after a longer silence is a gap from the last sign of life', async () => {
  await store.cursors.save('app', 'sign-of-life', clock.now().toISOString());
  await begin();
  await clock.advance(9 * minuteMs);
  await until(sign, (at) => at === '2026-11-22T10:09:00.000Z');
  await memory?.end();
  await clock.advance(9 * minuteMs);
  await begin();
  expect(await readGap(store, shop)).toBeNull();
  await memory?.end();
  await clock.advance(60 * minuteMs);
  await begin();
  expect(await readGap(store, shop)).toEqual({ since: '2026-11-22T10:18:00.000Z', until: '2026-11-22T11:18:00.000Z', why: 'silence', floors: {}, sweptAt: null });
  expect((await store.journal.latest(shop, 1))[0]).toMatchObject({ event: 'memory-gap', detail: { why: 'silence' } });
});

test('a database that is set back underneath the running app is noticed within a minute', async () => {
  await begin();
  await clock.advance(30 * minuteMs);
  await until(sign, (at) => at === '2026-11-22T10:30:00.000Z');
  const before = await readGap(store, shop);
  await store.cursors.save('app', 'sign-of-life', '2026-11-22T10:05:00.000Z');
  await clock.advance(minuteMs);
  const gap = await until(() => readGap(store, shop), (one) => one?.until !== before?.until);
  expect(gap).toMatchObject({ until: '2026-11-22T10:31:00.000Z' });
});

test('two processes whose clocks differ do not alarm each other', async () => {
  await store.cursors.save('app', 'sign-of-life', clock.now().toISOString());
  const ahead = manualClock(new Date(clock.now().getTime() + 5 * minuteMs));
  const other = createMemory({ store, clock: ahead, log: createLog('silent'), quietMs: 0 });
  await begin();
  await other.begin();
  for (let minute = 0; minute < 20; minute++) {
    await ahead.advance(minuteMs);
    await until(sign, (at) => at === ahead.now().toISOString());
    await clock.advance(minuteMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await other.end();
  expect(await readGap(store, shop)).toBeNull();
});

test('a gap reaches as far as all of its causes, until a sweep that began after it', async () => {
  const at = (minute: number) => new Date(clock.now().getTime() + minute * minuteMs);
  await recordGap(store, shop, { since: at(-60), until: at(0), why: 'operator', floor: { companyId: 'c', invoiceId: 40 } });
  await recordGap(store, shop, { since: at(-10), until: at(5), why: 'unknown-invoices', floor: { companyId: 'c', invoiceId: 70 } });
  expect(await readGap(store, shop)).toMatchObject({ since: at(-60).toISOString(), until: at(5).toISOString(), why: 'operator', floors: { c: 40 } });
  await markSwept(store, shop, at(4));
  expect((await readGap(store, shop))?.sweptAt).toBeNull();
  await markSwept(store, shop, at(6));
  expect((await readGap(store, shop))?.sweptAt).toBe(at(6).toISOString());
  await recordGap(store, shop, { since: at(20), until: at(30), why: 'silence' });
  expect(await readGap(store, shop)).toMatchObject({ since: at(20).toISOString(), why: 'silence', floors: { c: 40 }, sweptAt: null });
});
