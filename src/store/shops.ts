import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Shop } from '../domain/order.ts';
import { ask } from './database.ts';
import { one, statement, type Tools } from './tools.ts';

/** Offline access to the Admin API. Shopify hands out both together, so they are kept and replaced together. */
export type ShopTokens = { accessToken: string; accessTokenExpiresAt: Date; refreshToken: string; refreshTokenExpiresAt: Date };

/** `tokens` null: uninstalled, they are erased. */
export type InstalledShop = Shop & { scopes: string[]; tokens: ShopTokens | null; installedAt: Date; uninstalledAt: Date | null };

export type Shops = ReturnType<typeof createShops>;

export function createShops(tools: Tools) {
  const { database, tables } = tools;
  const { shops } = tables;
  const open = opener(tools);
  return {
    /** A first installation, a renewed one, or one after an uninstallation. */
    async install(shop: Shop & { scopes: string[]; tokens: ShopTokens }): Promise<void> {
      const { tokens, ...given } = shop;
      const values = { ...details(given), scopes: given.scopes, sealedTokens: sealTokens(tools, shop.domain, tokens), uninstalledAt: null };
      const installedAt = tools.clock.now();
      await ask(database.insert(shops).values({ domain: shop.domain, ...values, installedAt }).onConflictDoUpdate({ target: shops.domain, set: values }));
    },
    async get(domain: string): Promise<InstalledShop | null> {
      return open(await one(database.select().from(shops).where(eq(shops.domain, domain))));
    },
    /** By the numeric Shopify id, as it stands in references in bexio. */
    async byId(id: string): Promise<InstalledShop | null> {
      return open(await one(database.select().from(shops).where(eq(shops.id, id)).limit(1)));
    },
    /** The installed ones, by domain. */
    async list(): Promise<InstalledShop[]> {
      const rows = await ask(database.select().from(shops).where(isNull(shops.uninstalledAt)).orderBy(asc(shops.domain)));
      return rows.map(open).filter((shop) => shop !== null);
    },
    async updateDetails(domain: string, changed: Partial<Omit<Shop, 'domain'> & { scopes: string[] }>): Promise<void> {
      await ask(database.update(shops).set(changed).where(eq(shops.domain, domain)));
    },
    /** False: the shop is not installed any more, and the tokens were not kept. */
    async replaceTokens(domain: string, tokens: ShopTokens): Promise<boolean> {
      const still = and(eq(shops.domain, domain), isNull(shops.uninstalledAt));
      const query = database.update(shops).set({ sealedTokens: sealTokens(tools, domain, tokens) }).where(still).returning({ domain: shops.domain });
      return (await ask(query)).length > 0;
    },
    /** Erases the tokens of both systems; what was booked stays until Shopify asks for it to go (`forget`). */
    async markUninstalled(domain: string): Promise<void> {
      await tools.atomically([
        statement(database.update(shops).set({ sealedTokens: null, uninstalledAt: tools.clock.now() }).where(and(eq(shops.domain, domain), isNull(shops.uninstalledAt)))),
        statement(database.delete(tables.connections).where(eq(tables.connections.shop, domain))),
        statement(database.delete(tables.signIns).where(eq(tables.signIns.shop, domain))),
      ]);
      await tools.backend.scrub();
    },
    /** Everything of the shop. */
    async forget(domain: string): Promise<void> {
      const { inbox, jobs, connections, signIns, settings, cursors, orders, products, intents, links, journal, imports, importRows } = tables;
      const owned = [inbox, jobs, connections, signIns, settings, cursors, orders, products, intents, links, journal, imports, importRows];
      await tools.atomically([
        ...owned.map((table) => statement(database.delete(table).where(eq(table.shop, domain)))),
        statement(database.delete(shops).where(eq(shops.domain, domain))),
      ]);
      await tools.backend.scrub();
    },
    reseal: () => reseal(tools),
  };
}

const field = 'shopify tokens';

/** Seals with the first key what is still under another one. Repeats harmlessly. */
async function reseal({ database, tables: { shops }, keys }: Tools): Promise<number> {
  const rows = await ask(database.select({ domain: shops.domain, sealed: shops.sealedTokens }).from(shops).where(isNotNull(shops.sealedTokens)));
  let resealed = 0;
  for (const { domain, sealed } of rows) {
    if (sealed === null || keys.isCurrent(sealed)) continue;
    const place = { shop: domain, field };
    const sealedTokens = keys.seal(keys.open(sealed, place), place);
    // Only if nobody has stored newer tokens meanwhile.
    const unchanged = and(eq(shops.domain, domain), eq(shops.sealedTokens, sealed));
    resealed += (await ask(database.update(shops).set({ sealedTokens }).where(unchanged).returning({ domain: shops.domain }))).length;
  }
  return resealed;
}

function details({ id, name, currency, timeZone, countryCode, taxesIncluded }: Shop) {
  return { id, name, currency, timeZone, countryCode, taxesIncluded };
}

function sealTokens({ keys }: Tools, shop: string, tokens: ShopTokens): string {
  return keys.seal(JSON.stringify(tokens), { shop, field });
}

type Row = Tools['tables']['shops']['$inferSelect'];

function opener({ keys }: Tools): (row: Row | null) => InstalledShop | null {
  return (row) => {
    if (!row) return null;
    const { sealedTokens, ...shop } = row;
    if (sealedTokens === null) return { ...shop, tokens: null };
    const stored = JSON.parse(keys.open(sealedTokens, { shop: row.domain, field })) as { [K in keyof ShopTokens]: string };
    const { accessToken, refreshToken } = stored;
    const expiries = { accessTokenExpiresAt: new Date(stored.accessTokenExpiresAt), refreshTokenExpiresAt: new Date(stored.refreshTokenExpiresAt) };
    return { ...shop, tokens: { accessToken, refreshToken, ...expiries } };
  };
}
