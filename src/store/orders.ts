import { and, count, desc, eq, like, lte, sql, type SQL } from 'drizzle-orm';
import type { RuleFacts } from '../domain/rules.ts';
import { ask, type Statement } from './database.ts';
import type { OrderState, Tables } from './tables.ts';
import { one, statement, type Tools } from './tools.ts';

/** One line of the merchant's list. `detail` is the verdict that led to the state. */
export type OrderRecord = {
  shop: string;
  orderId: string;
  name: string;
  state: OrderState;
  detail: unknown;
  currency: string;
  totalMinor: number;
  invoiceId: number | null;
  invoiceNumber: string | null;
  invoiceTotalMinor: number | null;
  vatMinor: number | null;
  paidMinor: number | null;
  processedAt: Date;
  shopifyUpdatedAt: Date;
  /** For people, for example `Anna Muster`; null = unknown or erased. */
  customerLabel: string | null;
  /** Comma-separated handles. */
  gateways: string;
  /** What the merchant's rules look at; null = unknown or erased. */
  facts: RuleFacts | null;
  changedAt: Date;
};

/** Changed now, unless told otherwise. */
export type NewOrderRecord = Omit<OrderRecord, 'changedAt' | 'facts'> & { changedAt?: Date; facts?: RuleFacts | null };
export type OrderPage = { orders: OrderRecord[]; nextCursor: string | null };
export type OrderQuery = { shop: string; state?: OrderState; search?: string; cursor?: string; limit?: number };

export type Orders = ReturnType<typeof createOrders>;

export function createOrders(tools: Tools) {
  const { database, tables, atomically } = tools;
  const { orders } = tables;
  return {
    recording: (order: NewOrderRecord): Statement => recording(tools, order),
    /** Inserts or replaces the order's line. One made from an older reading of the order than the stored line is ignored. */
    record: (order: NewOrderRecord) => atomically([recording(tools, order)]),
    async get(shop: string, orderId: string): Promise<OrderRecord | null> {
      return one(database.select(visibleOrder(tables)).from(orders).where(and(eq(orders.shop, shop), eq(orders.orderId, orderId))));
    },
    list: (query: OrderQuery) => list(tools, query),
    async countByState(shop: string): Promise<Record<OrderState, number>> {
      const rows = await ask(database.select({ state: orders.state, rows: count() }).from(orders).where(eq(orders.shop, shop)).groupBy(orders.state));
      const counts = { working: 0, waiting: 0, booked: 0, skipped: 0, problem: 0, retrying: 0 };
      for (const { state, rows: number } of rows) counts[state] = number;
      return counts;
    },
  };
}

/** All but what the list is searched in. */
export function visibleOrder({ orders: { shop, orderId, name, state, detail, currency, totalMinor, ...more } }: Tables) {
  const { invoiceId, invoiceNumber, invoiceTotalMinor, vatMinor, paidMinor } = more;
  const { processedAt, shopifyUpdatedAt, customerLabel, gateways, facts, changedAt } = more;
  const invoice = { invoiceId, invoiceNumber, invoiceTotalMinor, vatMinor, paidMinor };
  return { shop, orderId, name, state, detail, currency, totalMinor, ...invoice, processedAt, shopifyUpdatedAt, customerLabel, gateways, facts, changedAt };
}

export function searchTextOf({ name, customerLabel, invoiceNumber, orderId }: Pick<OrderRecord, 'name' | 'customerLabel' | 'invoiceNumber' | 'orderId'>): string {
  return [name, customerLabel, invoiceNumber, orderId].filter(Boolean).join(' ').toLowerCase();
}

function recording({ database, tables, clock }: Tools, given: NewOrderRecord): Statement {
  const { orders } = tables;
  // PostgreSQL refuses the character U+0000 in text, and a buyer can type one.
  const order = { ...given, name: given.name.replaceAll('\0', ''), customerLabel: given.customerLabel?.replaceAll('\0', '') ?? null };
  const { shop, orderId, ...values } = { ...order, searchText: searchTextOf(order), changedAt: given.changedAt ?? clock.now() };
  return statement(
    database
      .insert(orders)
      .values({ shop, orderId, ...values })
      .onConflictDoUpdate({ target: [orders.shop, orders.orderId], set: values, setWhere: lte(orders.shopifyUpdatedAt, order.shopifyUpdatedAt) }),
  );
}

const limitMax = 250;

/** Newest first. The cursor names the last row seen, so pages neither repeat nor skip an order while new ones arrive. */
async function list({ database, tables }: Tools, { shop, state, search, cursor, limit = 50 }: OrderQuery): Promise<OrderPage> {
  const { orders } = tables;
  const size = Math.min(Math.max(limit, 1), limitMax);
  const filters: (SQL | undefined)[] = [eq(orders.shop, shop)];
  if (state) filters.push(eq(orders.state, state));
  if (search?.trim()) filters.push(sql`${like(orders.searchText, `%${literally(search.trim().toLowerCase())}%`)} escape '\\'`);
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (after) filters.push(sql`(${orders.processedAt}, ${orders.orderId}) < (${sql.param(after.processedAt, orders.processedAt)}, ${after.orderId})`);
  const query = database.select(visibleOrder(tables)).from(orders).where(and(...filters)).orderBy(desc(orders.processedAt), desc(orders.orderId)).limit(size + 1);
  const rows = await ask(query);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { orders: page, nextCursor: rows.length > size && last ? cursorOf(last) : null };
}

/** `%` and `_` are wildcards of LIKE; people search for names that contain them. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

function cursorOf({ processedAt, orderId }: OrderRecord): string {
  return Buffer.from(`${processedAt.getTime()}.${orderId}`).toString('base64url');
}

/** A cursor that is not ours shows the first page. */
function parseCursor(cursor: string): { processedAt: Date; orderId: string } | null {
  const match = /^(-?\d{1,15})\.(\d{1,20})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  return match?.[1] && match[2] ? { processedAt: new Date(Number(match[1])), orderId: match[2] } : null;
}
