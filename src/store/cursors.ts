import { and, eq } from 'drizzle-orm';
import type { Finding } from '../domain/settings/finding.ts';
import type { UserRights } from '../domain/settings/health-check.ts';
import type { ComparingProgress, WritingPause, WritingProgress } from '../domain/products/product-progress.ts';
import type { ProductSettings } from '../domain/settings.ts';
import type { MemoryGap } from '../domain/past/memory-gap.ts';
import { ask } from './database.ts';
import { one, type Tools } from './tools.ts';

/** Everything that is kept of a shop between two runs, by name. Times are ISO texts. */
export type CursorValues = {
  /** Every order that changed before it has been rung. */
  'sweep-cursor': string;
  /** When every invoice that is not settled was looked at last. */
  'invoices-looked-through': string;
  /** Deliveries of bexio with lower ids are all known here or none of ours. */
  'deliveries-settled': number;
  /** `everythingAt`: last comparison of all SKUs. `caughtUpAt`: every order changed before it is known. `lookedAt`: begin of the last look. */
  'stock-state': { everythingAt: string; caughtUpAt: string; lookedAt: string; locations?: string[] };
  /** The keys of the metafields that are defined in Shopify. */
  'metafield-definitions': string;
  /** The tax rates that the shop's orders have carried, in parts per million, for the health check to look up in bexio. */
  'rates-seen': number[];
  /** What the connected person may do in bexio, as far as bexio said. */
  'bexio-rights': UserRights;
  /** What the last health check found. */
  'health-check': Finding[];
  /** Orders that were found before a webhook announced them. */
  'unannounced': { orderId: string; foundAt: string }[];
  /** Of which time the database may have forgotten things. */
  'memory-gap': MemoryGap;
  /** Written every minute, for the whole app. */
  'sign-of-life': string;
  /** The last order that no webhook announced. */
  'webhook-missed': string;
  'products-comparing': ComparingProgress;
  'products-writing': WritingProgress;
  /** There is one only while writing stands still. */
  'products-pause': WritingPause;
  /** The terms on which a person approved a comparison last. */
  'products-approved': ProductSettings;
};

export type CursorName = keyof CursorValues;

export type Cursors = ReturnType<typeof createCursors>;

/** How far a shop's routines have come, and what they carry from one run to the next. */
export function createCursors({ database, tables: { cursors }, clock }: Tools) {
  const key = (shop: string, name: CursorName) => and(eq(cursors.shop, shop), eq(cursors.name, name));
  return {
    async save<Name extends CursorName>(shop: string, name: Name, value: CursorValues[Name]): Promise<void> {
      const row = { value, at: clock.now() };
      await ask(database.insert(cursors).values({ shop, name, ...row }).onConflictDoUpdate({ target: [cursors.shop, cursors.name], set: row }));
    },
    /** `at`: when it was saved. */
    async load<Name extends CursorName>(shop: string, name: Name): Promise<{ value: CursorValues[Name]; at: Date } | null> {
      const row = await one(database.select({ value: cursors.value, at: cursors.at }).from(cursors).where(key(shop, name)));
      return row && { value: row.value as CursorValues[Name], at: row.at };
    },
    async forget(shop: string, name: CursorName): Promise<void> {
      await ask(database.delete(cursors).where(key(shop, name)));
    },
  };
}
