import { execFile, spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../../src/clock.ts';
import { ask } from '../../src/store/database.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openStore, StoreCorrupt, StoreInUse, StoreUnavailable } from '../../src/store/store.ts';
import { storeContract } from './contract.ts';
import { aFolder } from './folders.ts';
import { aConnection, aDelivery, anOrder, aShop, aShopDomain, shopTokens, someKeys, start } from './samples.ts';

const folder = aFolder();
storeContract('SQLite', () => `file:${join(folder, 'sync.db')}`);

describe('SQLite file', () => {
  durability();
  oneProcess();
  faults();
  secrets();
});

const clock = manualClock(start);
const open = (file: string, keys = someKeys()) => openStore({ url: `file:${file}`, keys, clock, instance: 'test' });
const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function durability(): void {
  test('the connection still syncs every commit after it has written', async () => {
    const backend = await openSqlite({ file: join(aFolder(), 'x.db'), clock, instance: 'test' });
    await backend.receive(aDelivery({ shop: aShopDomain() }));
    const pragma = async (name: string) => Object.values((await ask(backend.database.all<unknown[]>(sql.raw(`pragma ${name}`))))[0] ?? [])[0];
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('secure_delete')).toBe(1);
    expect(await pragma('mmap_size') ?? 0).toBe(0);
    await backend.close();
    // The control: the same library left to itself drops to NORMAL with the first write.
    const careless = new Database(join(aFolder(), 'y.db'));
    careless.pragma('journal_mode = WAL');
    careless.exec('create table t (a)');
    expect(careless.pragma('synchronous', { simple: true })).toBe(1);
    careless.close();
  });

  test('what was acknowledged is there after the process was killed', async () => {
    const file = join(aFolder(), 'sync.db');
    const shop = aShopDomain();
    const acknowledged: string[] = [];
    for (const [round, killAfter] of [3, 90, 500].entries()) acknowledged.push(...(await receiveUntilKilled(file, shop, `r${round}`, killAfter)));
    const store = await open(file);
    const again = await Promise.all(acknowledged.map((webhookId) => store.inbox.receive(aDelivery({ shop, webhookId, job: null }))));
    expect(acknowledged.length).toBeGreaterThanOrEqual(593);
    expect(again.filter((answer) => answer !== 'repeated')).toEqual([]);
    const wanted = (await Promise.all([0, 1, 2, 3, 4].map((subject) => store.jobs.get({ shop, kind: 'order', subject: String(subject) })))).reduce((sum, job) => sum + (job?.wanted ?? 0), 0);
    expect(wanted).toBeGreaterThanOrEqual(acknowledged.length);
    await store.close();
  });

  test('closing finishes what is being written', async () => {
    const file = join(aFolder(), 'sync.db');
    const store = await open(file);
    const shop = aShopDomain();
    const deliveries = Array.from({ length: 1_000 }, () => aDelivery({ shop }));
    const writing = Promise.all(deliveries.map((each) => store.inbox.receive(each)));
    await store.close();
    expect(new Set(await writing)).toEqual(new Set(['new']));
    await expect(store.inbox.latest(shop)).rejects.toBeInstanceOf(StoreUnavailable);
    await clock.advance(1_000);
    expect(await store.healthy()).toMatchObject({ ok: false });
    await store.close();
  });
}

/** Runs `receiving-child.ts` and kills it without warning once it has acknowledged so many; answers all that it acknowledged. */
function receiveUntilKilled(file: string, shop: string, prefix: string, killAfter: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program('receiving-child.ts'), file, shop, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > killAfter) child.kill('SIGKILL');
    });
    child.on('error', reject);
    // The last line may be cut off.
    child.on('close', () => resolve(output.split('\n').slice(0, -1)));
  });
}

function oneProcess(): void {
  test('a second instance is refused by name, and may start when the first has gone', async () => {
    const file = join(aFolder(), 'sync.db');
    const first = await open(file);
    await expect(openStore({ url: `file:${file}`, keys: someKeys(), clock, instance: 'second' })).rejects.toThrow(/in use by instance test \(process \d+ on .*since 2026-/);
    const other = await promisify(execFile)(process.execPath, [program('receiving-child.ts'), file, aShopDomain(), 'x']).catch((error: { stderr: string }) => error);
    expect(other.stderr).toContain(StoreInUse.name);
    await first.close();
    await (await open(file)).close();
  });
}

function faults(): void {
  test('a full disk turns every delivery away, shows in the health check, and passes', async () => {
    const backend = await openSqlite({ file: join(aFolder(), 'x.db'), clock, instance: 'test' });
    const shop = aShopDomain();
    const receive = () => backend.receive(aDelivery({ shop, subject: 'x'.repeat(3_000), job: null }));
    await receive();
    await ask(backend.database.all(sql.raw('pragma max_page_count = 1')));
    const results = await Promise.allSettled(Array.from({ length: 100 }, receive));
    const refused = results.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(90);
    for (const one of refused) expect(one.reason).toBeInstanceOf(StoreUnavailable);
    await ask(backend.database.all(sql.raw('pragma max_page_count = 1000000')));
    expect(await receive()).toBe(true);
    const [stored] = await ask(backend.database.all<unknown[]>(sql.raw('select count(*) from inbox')));
    expect(Object.values(stored ?? [])).toEqual([results.length - refused.length + 2]);
    await backend.close();
  });

  test('a lock held by another program delays commits, not the event loop', async () => {
    const file = join(aFolder(), 'sync.db');
    const store = await open(file);
    const other = new Database(file);
    other.exec('begin immediate');
    let turns = 0;
    const receiving = store.inbox.receive(aDelivery({ shop: aShopDomain() }));
    const spinning = (async () => {
      while (turns < 50) {
        await new Promise((resolve) => setImmediate(resolve));
        turns += 1;
      }
      other.exec('rollback');
      other.close();
    })();
    await spinning;
    expect(turns).toBe(50);
    expect(await receiving).toBe('new');
    await store.close();
  });

  test('a damaged file is not opened', async () => {
    const file = join(aFolder(), 'sync.db');
    const store = await open(file);
    const shop = aShopDomain();
    for (let index = 0; index < 50; index++) await store.orders.record(anOrder({ shop, orderId: String(index), customerLabel: 'x'.repeat(500) }));
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4_096 * 4, 4_096 * 12);
    writeFileSync(file, bytes);
    await expect(open(file)).rejects.toBeInstanceOf(StoreCorrupt);
    const notADatabase = join(aFolder(), 'sync.db');
    writeFileSync(notADatabase, 'This is a letter.'.repeat(100));
    await expect(open(notADatabase)).rejects.toBeInstanceOf(StoreCorrupt);
  });
}

function secrets(): void {
  /** Read by another program: closing a file inside this process would give up SQLite's locks on it. */
  const bytesOf = async (file: string) => (await promisify(execFile)('cat', [file, `${file}-wal`], { encoding: 'latin1', maxBuffer: 1e9 })).stdout;

  test('a stolen file holds no token, and is readable by its owner only', async () => {
    const file = join(aFolder(), 'sync.db');
    const store = await open(file);
    const shop = aShop(aShopDomain());
    await store.shops.install({ ...shop, tokens: shopTokens('canary-one') });
    await store.connections.save(aConnection(shop.domain, 'canary-two'));
    await store.signIns.begin({ state: 's', shop: shop.domain, codeVerifier: 'canary-three', nonce: 'n', browserHash: 'b', returnTo: '/', expiresAt: new Date('2027-01-01') });
    const bytes = await bytesOf(file);
    expect(bytes).toContain(shop.domain);
    expect(bytes).not.toContain('canary');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(`${file}-wal`).mode & 0o077).toBe(0);
    await store.close();
  });

  test('an erased person is gone from the file too', async () => {
    const file = join(aFolder(), 'sync.db');
    const store = await open(file);
    const shop = aShopDomain();
    for (let index = 0; index < 30; index++) await store.orders.record(anOrder({ shop, orderId: String(index), customerLabel: index % 2 ? 'Canary Muster' : 'Beat Beispiel' }));
    expect(await bytesOf(file)).toContain('Canary');
    await store.redactCustomer(shop, { customerId: '1', mail: null, orderIds: Array.from({ length: 15 }, (_, index) => String(index * 2 + 1)) });
    const bytes = await bytesOf(file);
    expect(bytes.toLowerCase()).not.toContain('canary');
    expect(bytes).toContain('Beispiel');
    await store.close();
  });
}
