import { existsSync } from 'node:fs';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { createKeyRing } from './store/key-ring.ts';
import { openStore } from './store/store.ts';
import { recordGap } from './sync/memory/gap.ts';

/**
 * `npm run restored [-- 2026-11-22T12:00:00Z]`: says that the database came from a backup (of that time), while the app does not run. The app
 * notices by itself; this is for a backup that is younger than ten minutes, and for those who would rather say it than rely on being noticed.
 */
async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const [given] = process.argv.slice(2);
  const since = given === undefined ? null : new Date(given);
  if (since !== null && Number.isNaN(since.getTime())) throw new TypeError(`${given} is no time; write it like 2026-11-22T12:00:00Z`);
  const config = readConfig(process.env);
  const store = await openStore({ url: config.databaseUrl, keys: createKeyRing(config.encryptionKeys), clock: systemClock, instance: crypto.randomUUID() });
  try {
    const shops = await store.shops.list();
    for (const { domain } of shops) await recordGap(store, domain, { since, until: systemClock.now(), why: 'operator' });
    console.log(`${shops.length} shop${shops.length === 1 ? '' : 's'}: bexio is asked first for every order until now. Start the app.`);
  } finally {
    await store.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
