import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { storeContract } from './contract.ts';
import { aDelivery, aShopDomain, someKeys } from './samples.ts';

storeContract('PostgreSQL in this process', () => 'pglite:');

// PGlite has one connection and cannot show locking. With a server the same suite runs there too; the variable is set where one is at hand.
const server = process.env['TEST_POSTGRES_URL'];
for (const url of server === undefined ? [] : [await aDatabase(server)]) {
  storeContract('PostgreSQL server', () => url);
  describe('two processes on one server', () => {
    twoProcesses(url);
  });
}

async function aDatabase(base: string): Promise<string> {
  const name = `store_${randomUUID().replaceAll('-', '')}`;
  const pool = new Pool({ connectionString: base });
  await pool.query(`create database ${name}`);
  await pool.end();
  return Object.assign(new URL(base), { pathname: `/${name}` }).href;
}

function twoProcesses(url: string): void {
  test('share deliveries, jobs and turns without doubling any', async () => {
    const keys = someKeys();
    const [one, two] = await Promise.all(['one', 'two'].map((instance) => openStore({ url, keys, clock: systemClock, instance })));
    if (!one || !two) throw new Error('Two stores were asked for.');
    const shop = aShopDomain();
    const deliveries = Array.from({ length: 200 }, (_, index) => aDelivery({ shop, subject: String(index), receivedAt: systemClock.now() }));
    const answers = await Promise.all([...deliveries.map((each) => one.inbox.receive(each)), ...deliveries.toReversed().map((each) => two.inbox.receive(each))]);
    expect(answers.filter((answer) => answer === 'new')).toHaveLength(200);
    const claim = (store: typeof one) => store.jobs.claim({ now: systemClock.now(), leaseMs: 60_000, limit: 10, kinds: ['order'] });
    const claimed = (await Promise.all(Array.from({ length: 30 }, (_, index) => claim(index % 2 ? one : two)))).flat().filter((each) => each.shop === shop);
    expect(new Set(claimed.map((each) => each.subject)).size).toBe(claimed.length);
    expect(claimed).toHaveLength(200);
    const turns = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two).leases.acquire(shop, String(index), 60_000)));
    expect(turns.filter((fence) => fence !== null)).toEqual([1]);
    await Promise.all([one.close(), two.close()]);
  });

  test('hear each other ring, also after a listening connection was cut', async () => {
    const keys = someKeys();
    const [one, two] = await Promise.all(['ringing', 'hearing'].map((instance) => openStore({ url, keys, clock: systemClock, instance })));
    if (!one || !two) throw new Error('Two stores were asked for.');
    let heard = 0;
    two.jobs.onRing(() => (heard += 1));
    await one.jobs.ring({ shop: aShopDomain(), kind: 'order', subject: '1' });
    await expect.poll(() => heard).toBe(1);
    const pool = new Pool({ connectionString: url });
    await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN%'`);
    await pool.end();
    await vi.waitFor(
      async () => {
        await one.jobs.ring({ shop: aShopDomain(), kind: 'order', subject: '2' });
        expect(heard).toBeGreaterThan(1);
      },
      { timeout: 60_000, interval: 200 },
    );
    await Promise.all([one.close(), two.close()]);
  });
}
