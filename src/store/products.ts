import { createHash } from 'node:crypto';
import { and, asc, count, eq, inArray, like, lte, ne, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { ProductField } from '../domain/products/compare-product.ts';
import { approvable, productFindings, type ProductFinding, type ProductLine } from '../domain/products/match-products.ts';
import { ask, type Statement } from './database.ts';
import type { ProductState } from './tables.ts';
import { one, statement, type Tools } from './tools.ts';

export type ProductRecord = {
  shop: string;
  key: string;
  companyId: string;
  finding: ProductFinding;
  state: ProductState;
  sku: string;
  variantId: string | null;
  articleId: number | null;
  line: ProductLine;
  print: string;
  /** Null: all of them. */
  approvedFields: ProductField[] | null;
  cause: string | null;
  changedAt: Date;
};

/** What a comparison must know of the last one. */
export type KnownProduct = Pick<ProductRecord, 'key' | 'companyId' | 'finding' | 'state' | 'print' | 'sku' | 'variantId' | 'articleId' | 'changedAt'>;
export type ProductQuery = { shop: string; finding?: ProductFinding; state?: ProductState; search?: string; cursor?: string; limit?: number };
export type ProductPage = { products: ProductRecord[]; nextCursor: string | null };
/** Lines as they were shown: one that has changed since is not approved. */
export type Shown = { lines: readonly { key: string; print: string }[] } | { finding: ProductFinding; until: Date; states?: readonly ProductState[]; /** Keys that stay as they are. */ except?: readonly string[] };
export type ProductCounts = { byFinding: Record<ProductFinding, number>; byState: Record<ProductState, number> };

export type Products = ReturnType<typeof createProducts>;

export function createProducts(tools: Tools) {
  const { database, tables, atomically } = tools;
  const { products } = tables;
  const select = () => database.select(visible(tools)).from(products);
  return {
    recording: (about: { shop: string; companyId: string }, line: ProductLine, how: { state: ProductState; cause?: string | null }): Statement => recording(tools, about, line, how),
    removing: (shop: string, key: string): Statement => statement(database.delete(products).where(isProduct(tools, shop, key))),
    get: (shop: string, key: string): Promise<ProductRecord | null> => one(select().where(isProduct(tools, shop, key))),
    list: (query: ProductQuery) => list(tools, query),
    known: (shop: string): Promise<KnownProduct[]> => {
      const { key, companyId, finding, state, print, sku, variantId, articleId, changedAt } = products;
      return ask(database.select({ key, companyId, finding, state, print, sku, variantId, articleId, changedAt }).from(products).where(eq(products.shop, shop)));
    },
    /** What was said of these articles. */
    async ofArticles(shop: string, articleIds: readonly number[]): Promise<ProductRecord[]> {
      const found: ProductRecord[] = [];
      for (let start = 0; start < articleIds.length; start += keysPerStatement) found.push(...(await ask(select().where(and(eq(products.shop, shop), inArray(products.articleId, articleIds.slice(start, start + keysPerStatement)))))));
      return found;
    },
    /** Answers how many lines are approved by this. Only what can be carried out, and only as it was shown. */
    approve: (shop: string, shown: Shown, fields: ProductField[] | null): Promise<number> => approve(tools, shop, shown, fields),
    /** What has not been written yet is for the merchant to decide on again. */
    withdraw: async (shop: string): Promise<void> => {
      await atomically([statement(database.update(products).set({ state: 'open', approvedFields: null }).where(and(eq(products.shop, shop), eq(products.state, 'approved'))))]);
    },
    /** In the order of their keys, from the first again each time: what was written is approved no more. */
    approved: (shop: string, limit: number): Promise<ProductRecord[]> => ask(select().where(and(eq(products.shop, shop), eq(products.state, 'approved'))).orderBy(asc(products.key)).limit(limit)),
    counts: (shop: string) => counts(tools, shop),
  };
}

function visible({ tables: { products } }: Tools) {
  const { shop, key, companyId, finding, state, sku, variantId, articleId, line, print, approvedFields, cause, changedAt } = products;
  return { shop, key, companyId, finding, state, sku, variantId, articleId, line, print, approvedFields, cause, changedAt };
}

/** The same line has the same print, whichever process made it. */
export function printOf(line: ProductLine): string {
  return createHash('sha256').update(JSON.stringify(line)).digest('base64url').slice(0, 22);
}

function recording({ database, tables, clock }: Tools, about: { shop: string; companyId: string }, line: ProductLine, how: { state: ProductState; cause?: string | null }): Statement {
  const { products } = tables;
  const { key, finding, sku, name, variantId, articleId } = line;
  const clean = (text: string) => text.replaceAll('\0', '');
  const values = {
    companyId: about.companyId,
    finding,
    state: how.state,
    sku: clean(sku),
    variantId,
    articleId,
    // PostgreSQL refuses the character U+0000 in text and JSON alike.
    line: withoutNul(line),
    print: printOf(line),
    approvedFields: null,
    cause: how.cause ?? null,
    searchText: clean(`${sku} ${name}`.toLowerCase()),
    changedAt: clock.now(),
  };
  return statement(database.insert(products).values({ shop: about.shop, key, ...values }).onConflictDoUpdate({ target: [products.shop, products.key], set: values }));
}

function withoutNul(line: ProductLine): ProductLine {
  const text = JSON.stringify(line);
  return text.includes(String.raw`\u0000`) ? (JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '') : value)) as ProductLine) : line;
}

const keysPerStatement = 200;

async function approve({ database, tables }: Tools, shop: string, shown: Shown, fields: ProductField[] | null): Promise<number> {
  const { products } = tables;
  const can = and(eq(products.shop, shop), inArray(products.finding, [...approvable]), ne(products.state, 'approved'));
  const set = { state: 'approved' as const, approvedFields: fields, cause: null };
  const update = async (which: SQL | undefined) => (await ask(database.update(products).set(set).where(and(can, which)).returning({ key: products.key }))).length;
  if ('finding' in shown) return update(and(eq(products.finding, shown.finding), lte(products.changedAt, shown.until), shown.states ? inArray(products.state, [...shown.states]) : undefined, shown.except?.length ? notInArray(products.key, [...shown.except]) : undefined));
  let approved = 0;
  for (let start = 0; start < shown.lines.length; start += keysPerStatement) {
    const part = shown.lines.slice(start, start + keysPerStatement);
    approved += await update(or(...part.map(({ key, print }) => and(eq(products.key, key), eq(products.print, print)))));
  }
  return approved;
}

async function counts({ database, tables }: Tools, shop: string): Promise<ProductCounts> {
  const { products } = tables;
  const rows = await ask(database.select({ finding: products.finding, state: products.state, rows: count() }).from(products).where(eq(products.shop, shop)).groupBy(products.finding, products.state));
  const byState: Record<ProductState, number> = { open: 0, moved: 0, approved: 0, refused: 0 };
  const byFinding = Object.fromEntries(productFindings.map((finding) => [finding, 0])) as Record<ProductFinding, number>;
  for (const { finding, state, rows: number } of rows) {
    byFinding[finding] += number;
    byState[state] += number;
  }
  return { byFinding, byState };
}

const limitMax = 250;

/** In the order of SKUs. The cursor names the last row seen, so pages neither repeat nor skip a line while others come and go. */
async function list(tools: Tools, { shop, finding, state, search, cursor, limit = 50 }: ProductQuery): Promise<ProductPage> {
  const { products } = tools.tables;
  const size = Math.min(Math.max(limit, 1), limitMax);
  const filters: (SQL | undefined)[] = [eq(products.shop, shop)];
  if (finding) filters.push(eq(products.finding, finding));
  if (state) filters.push(eq(products.state, state));
  if (search?.trim()) filters.push(sql`${like(products.searchText, `%${literally(search.trim().toLowerCase())}%`)} escape '\\'`);
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (after) filters.push(sql`(${products.sku}, ${products.key}) > (${after.sku}, ${after.key})`);
  const rows = await ask(tools.database.select(visible(tools)).from(products).where(and(...filters)).orderBy(asc(products.sku), asc(products.key)).limit(size + 1));
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { products: page, nextCursor: rows.length > size && last ? cursorOf(last) : null };
}

function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

function cursorOf({ sku, key }: ProductRecord): string {
  return Buffer.from(JSON.stringify([sku, key])).toString('base64url');
}

/** A cursor that is not ours shows the first page. */
function parseCursor(cursor: string): { sku: string; key: string } | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed)) return null;
    const [sku, key]: unknown[] = parsed;
    return typeof sku === 'string' && typeof key === 'string' && !`${sku}${key}`.includes('\0') ? { sku, key } : null;
  } catch {
    return null;
  }
}

function isProduct({ tables: { products } }: Tools, shop: string, key: string) {
  return and(eq(products.shop, shop), eq(products.key, key));
}
