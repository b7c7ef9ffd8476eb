import { and, desc, eq, gte, inArray, like, lt, lte, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { RuleFacts } from '../domain/settings/rules.ts';
import { ask, type Statement } from './database.ts';
import { createOrderFigures, gatewaysIn } from './order-figures.ts';
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
export type OrderQuery = {
  shop: string;
  state?: OrderState;
  /** The reason of a problem. */
  problem?: string;
  /** A payment method's handle. */
  gateway?: string;
  /** `from` inclusive, `until` exclusive. */
  from?: Date;
  until?: Date;
  amount?: Amount;
  /** A part of name, buyer, invoice number or id. */
  search?: string;
  cursor?: string;
  limit?: number;
};
/** An order's or its invoice's total, as a person types it: `minor` at two digits, `others` for the currencies that have more or fewer. */
export type Amount = { minor: number; others: ReadonlyMap<string, number> };

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
    ...createOrderFigures(tools),
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
  const { shop, orderId, ...values } = { ...order, problem: reasonOf(given), searchText: searchTextOf(order), changedAt: given.changedAt ?? clock.now() };
  return statement(
    database
      .insert(orders)
      .values({ shop, orderId, ...values })
      .onConflictDoUpdate({ target: [orders.shop, orders.orderId], set: values, setWhere: lte(orders.shopifyUpdatedAt, order.shopifyUpdatedAt) }),
  );
}

function reasonOf({ state, detail }: NewOrderRecord): string | null {
  if (state !== 'problem' || typeof detail !== 'object' || detail === null || !('problem' in detail)) return null;
  const { problem } = detail;
  return typeof problem === 'object' && problem !== null && 'reason' in problem && typeof problem.reason === 'string' ? problem.reason : null;
}

const limitMax = 250;

/** Newest first. The cursor names the last row seen, so pages neither repeat nor skip an order while new ones arrive. */
async function list(tools: Tools, { cursor, limit = 50, ...query }: OrderQuery): Promise<OrderPage> {
  const { database, tables } = tools;
  const { orders } = tables;
  const size = Math.min(Math.max(limit, 1), limitMax);
  const filters = await filtersOf(tools, query);
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (after) filters.push(sql`(${orders.processedAt}, ${orders.orderId}) < (${sql.param(after.processedAt, orders.processedAt)}, ${after.orderId})`);
  const found = database.select(visibleOrder(tables)).from(orders).where(and(...filters)).orderBy(desc(orders.processedAt), desc(orders.orderId)).limit(size + 1);
  const rows = await ask(found);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { orders: page, nextCursor: rows.length > size && last ? cursorOf(last) : null };
}

async function filtersOf({ database, tables: { orders } }: Tools, { shop, state, problem, gateway, from, until, amount, search }: Omit<OrderQuery, 'cursor' | 'limit'>): Promise<(SQL | undefined)[]> {
  const filters: (SQL | undefined)[] = [eq(orders.shop, shop)];
  if (state) filters.push(eq(orders.state, state));
  if (problem) filters.push(eq(orders.problem, problem));
  if (gateway) {
    // A shop has few combinations of methods however many orders it has: they are looked up first, and then the index finds the orders.
    const all = await ask(database.selectDistinct({ line: orders.gateways }).from(orders).where(eq(orders.shop, shop)));
    const lines = all.map(({ line }) => line).filter((line) => gatewaysIn(line).includes(gateway));
    filters.push(lines.length > 0 ? inArray(orders.gateways, lines) : sql`false`);
  }
  if (from) filters.push(gte(orders.processedAt, from));
  if (until) filters.push(lt(orders.processedAt, until));
  if (amount) filters.push(amountFilter(orders, amount));
  if (search?.trim()) filters.push(sql`${like(orders.searchText, `%${literally(search.trim().toLowerCase())}%`)} escape '\\'`);
  return filters;
}

function amountFilter(orders: Tables['orders'], { minor, others }: Amount): SQL | undefined {
  const totals = (value: number) => or(eq(orders.totalMinor, value), eq(orders.invoiceTotalMinor, value));
  const usual = others.size > 0 ? and(notInArray(orders.currency, [...others.keys()]), totals(minor)) : totals(minor);
  const unusual = [...new Set(others.values())].map((value) => and(inArray(orders.currency, [...others].filter(([, one]) => one === value).map(([code]) => code)), totals(value)));
  return or(usual, ...unusual);
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
