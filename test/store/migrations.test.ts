import { readdirSync, readFileSync } from 'node:fs';
import { generateDrizzleJson, generateMigration, generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import * as postgres from '../../src/store/schema.postgres.ts';
import * as sqlite from '../../src/store/schema.sqlite.ts';

// What `npm run migrations` would write now; when a test here fails, run it and commit the result.

test('the SQLite migrations lead to the tables as they are', async () => {
  const latest = snapshot<Parameters<typeof generateSQLiteMigration>[0]>('sqlite');
  expect(await generateSQLiteMigration(latest, await generateSQLiteDrizzleJson(sqlite, latest.id))).toEqual([]);
});

test('the PostgreSQL migrations lead to the tables as they are', async () => {
  const latest = snapshot<Parameters<typeof generateMigration>[0]>('postgres');
  expect(await generateMigration(latest, generateDrizzleJson(postgres, latest.id))).toEqual([]);
});

test('a missing table would be noticed', async () => {
  const latest = snapshot<Parameters<typeof generateSQLiteMigration>[0]>('sqlite');
  const { jobs: _, ...fewer } = sqlite;
  expect(await generateSQLiteMigration(latest, await generateSQLiteDrizzleJson(fewer, latest.id))).not.toEqual([]);
});

function snapshot<T>(dialect: string): T {
  const meta = new URL(`../../migrations/${dialect}/meta/`, import.meta.url);
  const newest = readdirSync(meta).filter((name) => name.endsWith('_snapshot.json')).toSorted().at(-1);
  return JSON.parse(readFileSync(new URL(newest ?? '', meta), 'utf8')) as T;
}
