import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import Database from 'better-sqlite3';
import { drizzle as onSqlite } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle as onPglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { aFolder } from './folders.ts';
import { someKeys } from './samples.ts';

// A database as the first version left it: what it remembers is still known to this one.

const shop = 'laden.myshopify.com';
const problem = '{"problem":{"reason":"tax-missing"}}';

test('a SQLite database of the first version is taken along', async () => {
  const file = join(aFolder(), 'sync.db');
  const old = new Database(file);
  migrateSqlite(onSqlite(old), { migrationsFolder: firstOnly('sqlite') });
  old.exec(`insert into companies (company_id, kind, value, fetched_at) values ('${shop}', 'sweep-cursor', '"2026-10-01T08:00:00.000Z"', 1759305600000), ('7', 'poll-cursor', '{"until":"2026-10-01T08:00:00.000Z","by":"${shop}"}', 1759305600000)`);
  old.exec(`insert into orders (shop, order_id, name, state, detail, currency, total_minor, processed_at, shopify_updated_at, gateways, search_text, changed_at) values ('${shop}', '5001', '#1001', 'problem', '${problem}', 'CHF', 10810, 1759305600000, 1759305600000, 'twint', '#1001', 1759305600000)`);
  old.close();
  await expectTakenAlong(`file:${file}`);
});

test('a PostgreSQL database of the first version is taken along', async () => {
  const folder = join(aFolder(), 'data');
  const old = await PGlite.create(folder);
  await migratePglite(onPglite(old), { migrationsFolder: firstOnly('postgres') });
  await old.exec(`insert into companies (company_id, kind, value, fetched_at) values ('${shop}', 'sweep-cursor', '"2026-10-01T08:00:00.000Z"', now()), ('7', 'poll-cursor', '{"until":"2026-10-01T08:00:00.000Z","by":"${shop}"}', now())`);
  await old.exec(`insert into orders (shop, order_id, name, state, detail, currency, total_minor, processed_at, shopify_updated_at, gateways, search_text, changed_at) values ('${shop}', '5001', '#1001', 'problem', '${problem}', 'CHF', 10810, now(), now(), 'twint', '#1001', now())`);
  await old.close();
  await expectTakenAlong(`pglite:${folder}`);
});

async function expectTakenAlong(url: string): Promise<void> {
  const store = await openStore({ url, keys: someKeys(), clock: systemClock, instance: 'next' });
  expect(await store.cursors.load(shop, 'sweep-cursor')).toMatchObject({ value: '2026-10-01T08:00:00.000Z' });
  expect(await store.companies.load('7', 'poll-cursor')).toMatchObject({ value: { by: shop } });
  expect((await store.orders.list({ shop, problem: 'tax-missing' })).orders).toMatchObject([{ orderId: '5001', facts: null }]);
  await store.close();
}

/** The migrations as they were then. */
function firstOnly(dialect: string): string {
  const folder = join(aFolder(), dialect);
  cpSync(new URL(`../../migrations/${dialect}`, import.meta.url), folder, { recursive: true });
  const journal = join(folder, 'meta', '_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 1) }));
  return folder;
}
