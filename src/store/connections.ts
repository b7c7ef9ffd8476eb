import { and, asc, eq } from 'drizzle-orm';
import { ask } from './database.ts';
import { one, type Tools } from './tools.ts';

export type BexioTokens = { accessToken: string; refreshToken: string; expiresAt: Date };

/** A shop's sign-in to a bexio company. Several shops may be connected to one company. */
export type Connection = {
  shop: string;
  companyId: string;
  companyName: string;
  /** The connected bexio user, in whose name documents are made. */
  userId: number;
  scopes: string[];
  tokens: BexioTokens;
  connectedAt: Date;
  /** `broken`: bexio refuses the tokens for good; the merchant has to connect again, and jobs wait. */
  state: 'connected' | 'broken';
  brokenAt: Date | null;
  brokenCause: string | null;
};

export type Connections = ReturnType<typeof createConnections>;

export function createConnections(tools: Tools) {
  const { database, tables, clock } = tools;
  const { connections } = tables;
  return {
    /** Replaces whatever the shop was connected to, and mends it. */
    async save(connection: Pick<Connection, 'shop' | 'companyId' | 'companyName' | 'userId' | 'scopes' | 'tokens'>): Promise<void> {
      const { shop, companyId, companyName, userId, scopes, tokens } = connection;
      const values = { companyId, companyName, userId, scopes, sealedTokens: seal(tools, shop, tokens), connectedAt: clock.now(), brokenAt: null, brokenCause: null };
      await ask(database.insert(connections).values({ shop, ...values }).onConflictDoUpdate({ target: connections.shop, set: values }));
    },
    async get(shop: string): Promise<Connection | null> {
      const row = await one(database.select().from(connections).where(eq(connections.shop, shop)));
      return row && opened(tools, row);
    },
    async list(): Promise<Connection[]> {
      const rows = await ask(database.select().from(connections).orderBy(asc(connections.shop)));
      return rows.map((row) => opened(tools, row));
    },
    /** False: the shop was meanwhile disconnected, or connected to another company than `companyId`, and the tokens were not kept. */
    async replaceTokens(shop: string, tokens: BexioTokens, companyId: string): Promise<boolean> {
      const same = and(eq(connections.shop, shop), eq(connections.companyId, companyId));
      const values = { sealedTokens: seal(tools, shop, tokens), brokenAt: null, brokenCause: null };
      return (await ask(database.update(connections).set(values).where(same).returning({ shop: connections.shop }))).length > 0;
    },
    async markBroken(shop: string, cause: string): Promise<void> {
      await ask(database.update(connections).set({ brokenAt: clock.now(), brokenCause: cause }).where(eq(connections.shop, shop)));
    },
    async forget(shop: string): Promise<void> {
      await ask(database.delete(connections).where(eq(connections.shop, shop)));
      await tools.backend.scrub();
    },
    reseal: () => reseal(tools),
  };
}

const field = 'bexio tokens';

/** Seals with the first key what is still under another one. Repeats harmlessly. */
async function reseal({ database, tables: { connections }, keys }: Tools): Promise<number> {
  let resealed = 0;
  for (const { shop, sealedTokens } of await ask(database.select().from(connections))) {
    if (keys.isCurrent(sealedTokens)) continue;
    const place = { shop, field };
    const newer = keys.seal(keys.open(sealedTokens, place), place);
    // Only if nobody has stored newer tokens meanwhile.
    const unchanged = and(eq(connections.shop, shop), eq(connections.sealedTokens, sealedTokens));
    resealed += (await ask(database.update(connections).set({ sealedTokens: newer }).where(unchanged).returning({ shop: connections.shop }))).length;
  }
  return resealed;
}

function seal({ keys }: Tools, shop: string, tokens: BexioTokens): string {
  return keys.seal(JSON.stringify(tokens), { shop, field });
}

function opened({ keys }: Tools, row: Tools['tables']['connections']['$inferSelect']): Connection {
  const { sealedTokens, ...connection } = row;
  const stored = JSON.parse(keys.open(sealedTokens, { shop: row.shop, field })) as Omit<BexioTokens, 'expiresAt'> & { expiresAt: string };
  return {
    ...connection,
    state: row.brokenAt ? 'broken' : 'connected',
    tokens: { ...stored, expiresAt: new Date(stored.expiresAt) },
  };
}
