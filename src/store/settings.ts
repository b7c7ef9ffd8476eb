import { desc, eq } from 'drizzle-orm';
import type { Settings } from '../domain/settings.ts';
import { ask } from './database.ts';
import { one, type Tools } from './tools.ts';

export type SavedSettings = { settings: Settings; version: number; author: string; savedAt: Date };
export type SaveResult = { ok: true; version: number } | { ok: false; current: SavedSettings | null };

export type SettingsStore = ReturnType<typeof createSettingsStore>;

/** Every version is kept: it says who decided what, and when. */
export function createSettingsStore({ database, tables, clock }: Tools) {
  const { settings } = tables;
  const versions = (shop: string) => database.select().from(settings).where(eq(settings.shop, shop)).orderBy(desc(settings.version));
  const get = async (shop: string): Promise<SavedSettings | null> => {
    const row = await one(versions(shop).limit(1));
    return row && withoutShop(row);
  };
  return {
    get,
    /** `expectedVersion` is the one that was shown (0 = none). Of two people saving at once, the second is told what the first has saved. */
    async save(shop: string, changed: Settings, expectedVersion: number, author: string): Promise<SaveResult> {
      const current = await get(shop);
      if ((current?.version ?? 0) !== expectedVersion) return { ok: false, current };
      const version = expectedVersion + 1;
      const row = { shop, version, settings: changed, author, savedAt: clock.now() };
      // The key decides a race: two saves on top of one version want the same row.
      const added = await ask(database.insert(settings).values(row).onConflictDoNothing().returning({ version: settings.version }));
      return added.length > 0 ? { ok: true, version } : { ok: false, current: await get(shop) };
    },
    /** Newest first. */
    async history(shop: string): Promise<SavedSettings[]> {
      return (await ask(versions(shop).limit(200))).map(withoutShop);
    },
  };
}

function withoutShop({ settings, version, author, savedAt }: SavedSettings): SavedSettings {
  return { settings, version, author, savedAt };
}
