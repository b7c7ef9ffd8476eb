import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { ask, type Statement } from './database.ts';
import { LinkTaken } from './errors.ts';
import type { LinkKind } from './tables.ts';
import { one, statement, type Tools } from './tools.ts';

/** `shopifyId`: the Shopify id, a contact's key or an article's SKU. */
export type LinkKey = { shop: string; companyId: string; kind: LinkKind; shopifyId: string };

export type LinkDetail = Record<string, unknown>;
export type Link = LinkKey & { orderId: string | null; bexioId: number; detail: LinkDetail; createdAt: Date };

export type Links = ReturnType<typeof createLinks>;

/** What is what in the two systems. The company is part of every key: after connecting another one, nothing of the old links counts. */
export function createLinks(tools: Tools) {
  const { database, tables, atomically } = tools;
  const { links } = tables;
  const select = () => database.select().from(links);
  const ofKind = (shop: string, companyId: string, kind: LinkKind) => and(eq(links.shop, shop), eq(links.companyId, companyId), eq(links.kind, kind));
  const after = (shop: string, companyId: string, kind: LinkKind, key: string, limit: number): Promise<Link[]> =>
    ask(select().where(and(ofKind(shop, companyId, kind), gt(links.shopifyId, key))).orderBy(asc(links.shopifyId)).limit(limit));
  return {
    adding: (link: Omit<Link, 'createdAt'>) => adding(tools, link),
    /** Adding the same link again only renews its detail; another bexio id under the same key throws `LinkTaken`. */
    add: (link: Omit<Link, 'createdAt'>) => atomically([adding(tools, link)]),
    updating: (key: LinkKey, detail: LinkDetail): Statement => statement(database.update(links).set({ detail }).where(isLink(tools, key))),
    update: (key: LinkKey, detail: LinkDetail) => atomically([statement(database.update(links).set({ detail }).where(isLink(tools, key)))]),
    removing: (key: LinkKey): Statement => statement(database.delete(links).where(isLink(tools, key))),
    remove: (shop: string, companyId: string, kind: LinkKind, shopifyId: string) =>
      atomically([statement(database.delete(links).where(isLink(tools, { shop, companyId, kind, shopifyId })))]),
    find: (shop: string, companyId: string, kind: LinkKind, shopifyId: string): Promise<Link | null> =>
      one(select().where(isLink(tools, { shop, companyId, kind, shopifyId }))),
    /** All links of one order, oldest first. */
    of: (shop: string, companyId: string, orderId: string): Promise<Link[]> =>
      ask(
        select()
          .where(and(eq(links.shop, shop), eq(links.companyId, companyId), eq(links.orderId, orderId)))
          .orderBy(asc(links.createdAt), asc(links.kind), asc(links.shopifyId)),
      ),
    /** Several shops of one company may be linked to one bexio object. */
    byBexioId: (companyId: string, kind: LinkKind, bexioId: number): Promise<Link[]> =>
      ask(select().where(and(eq(links.companyId, companyId), eq(links.kind, kind), eq(links.bexioId, bexioId))).orderBy(asc(links.shop), asc(links.shopifyId))),
    /** The one with the highest id in bexio: what is younger there is not on record. */
    newest: (shop: string, companyId: string, kind: LinkKind): Promise<Link | null> =>
      one(select().where(ofKind(shop, companyId, kind)).orderBy(desc(links.bexioId)).limit(1)),
    /** Every link of a shop of one kind, however many there are, in the order of their keys. Read in pages: SQLite answers nobody else meanwhile. */
    async all(shop: string, companyId: string, kind: LinkKind): Promise<Link[]> {
      const all: Link[] = [];
      for (let page: Link[] = []; ; ) {
        page = await after(shop, companyId, kind, page.at(-1)?.shopifyId ?? '', pageRows);
        all.push(...page);
        if (page.length < pageRows) return all;
      }
    },
    /** The next of them after a key (`''`: from the first one). */
    after,
  };
}

const pageRows = 1_000;

function adding({ database, tables, clock }: Tools, link: Omit<Link, 'createdAt'>): Statement {
  const { links } = tables;
  const query = database
    .insert(links)
    .values({ ...link, createdAt: clock.now() })
    .onConflictDoUpdate({
      target: [links.shop, links.companyId, links.kind, links.shopifyId],
      set: { detail: link.detail, orderId: link.orderId },
      setWhere: eq(links.bexioId, link.bexioId),
    })
    .returning({ bexioId: links.bexioId });
  return statement(query, () => new LinkTaken(`The ${link.kind} ${link.shopifyId} is linked to another object of bexio than ${link.bexioId}.`));
}

function isLink({ tables: { links } }: Tools, { shop, companyId, kind, shopifyId }: LinkKey) {
  return and(eq(links.shop, shop), eq(links.companyId, companyId), eq(links.kind, kind), eq(links.shopifyId, shopifyId));
}
