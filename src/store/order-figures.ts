import { and, count, eq, gte, isNotNull, lt, sql, type SQL } from 'drizzle-orm';
import { ask } from './database.ts';
import type { OrderState } from './tables.ts';
import type { Tools } from './tools.ts';

/** Orders of one span, state and currency, counted and added up. */
export type SpanFigures = {
  /** Which of the spans, from 0. */
  span: number;
  state: OrderState;
  currency: string;
  orders: number;
  totalMinor: number;
  invoicedMinor: number;
  /** Totals of the orders without an invoice. */
  openMinor: number;
};

export type OrderFigures = ReturnType<typeof createOrderFigures>;

/** What is counted and added up over a shop's orders: by the database, never row by row here. */
export function createOrderFigures({ database, tables: { orders } }: Tools) {
  return {
    async countByState(shop: string): Promise<Record<OrderState, number>> {
      const rows = await ask(database.select({ state: orders.state, rows: count() }).from(orders).where(eq(orders.shop, shop)).groupBy(orders.state));
      const counts = { working: 0, waiting: 0, booked: 0, skipped: 0, problem: 0, retrying: 0 };
      for (const { state, rows: number } of rows) counts[state] = number;
      return counts;
    },
    /** How many orders have which problem, most frequent first. */
    async countByProblem(shop: string): Promise<{ problem: string; orders: number }[]> {
      const rows = await ask(database.select({ problem: orders.problem, orders: count() }).from(orders).where(and(eq(orders.shop, shop), isNotNull(orders.problem))).groupBy(orders.problem));
      return rows.flatMap(({ problem, orders: number }) => (problem === null ? [] : [{ problem, orders: number }])).toSorted((a, b) => b.orders - a.orders || a.problem.localeCompare(b.problem, 'en'));
    },
    /** Every payment method that orders of the shop were paid with, sorted. */
    async gateways(shop: string): Promise<string[]> {
      const rows = await ask(database.selectDistinct({ gateways: orders.gateways }).from(orders).where(eq(orders.shop, shop)));
      return [...new Set(rows.flatMap((row) => gatewaysIn(row.gateways)))].toSorted();
    },
    /** Figures between each start and the next one; the last span is open. */
    async figures(shop: string, starts: readonly Date[]): Promise<SpanFigures[]> {
      const [first] = starts;
      if (!first) return [];
      const span = sql<number>`case ${sql.join(starts.map((start, index) => sql`when ${lt(orders.processedAt, start)} then ${literal(index - 1)}`), sql` `)} else ${literal(starts.length - 1)} end`;
      const chosen = { span, state: orders.state, currency: orders.currency, orders: count(), totalMinor: total(sql`${orders.totalMinor}`), invoicedMinor: total(sql`${orders.invoiceTotalMinor}`), openMinor: total(sql`case when ${orders.invoiceTotalMinor} is null then ${orders.totalMinor} else 0 end`) };
      const rows = await ask(database.select(chosen).from(orders).where(and(eq(orders.shop, shop), gte(orders.processedAt, first))).groupBy(sql`1`, orders.state, orders.currency));
      return rows.map((row) => ({ ...row, span: Number(row.span) }));
    },
  };
}

/** A parameter would be text to PostgreSQL here. */
function literal(value: number): SQL {
  return sql.raw(String(Math.trunc(value)));
}

/** PostgreSQL adds whole numbers up to a decimal, which its driver hands out as text. */
function total(amount: SQL): SQL<number> {
  return sql`coalesce(sum(${amount}), 0)`.mapWith(Number) as SQL<number>;
}

/** The handles in an order's line, in their order. */
export function gatewaysIn(line: string): string[] {
  return line.split(',').filter((handle) => handle !== '');
}
