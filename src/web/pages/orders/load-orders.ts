import type { Problem } from '../../../domain/problem.ts';
import type { Amount, OrderPage, OrderQuery, OrderRecord as StoredOrder, Orders } from '../../../store/orders.ts';
import { exponentOf, startOfDay } from '../../words/format.ts';
import { readDetail } from './order-detail.ts';
import { orderStates } from './order-state.tsx';
import type { OrderRow, OrdersFilter } from './orders.tsx';

export type FoundOrders = { rows: OrderRow[]; nextCursor: string | null };

const pageSize = 50;

export async function findOrders(orders: Pick<Orders, 'list'>, shop: string, options: { filter: OrdersFilter; timeZone: string; cursor: string; limit?: number }): Promise<FoundOrders> {
  const { filter, timeZone, cursor, limit = pageSize } = options;
  const page = await orders.list({ shop, limit, ...queryOf(filter, timeZone), ...(cursor === '' ? {} : { cursor }) });
  return { rows: page.orders.map(shown), nextCursor: page.nextCursor };
}

/** Every order that fits, newest first, page by page. */
export async function* eachOrder(orders: Pick<Orders, 'list'>, shop: string, { filter, timeZone }: { filter: OrdersFilter; timeZone: string }): AsyncGenerator<StoredOrder> {
  const query = queryOf(filter, timeZone);
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: OrderPage = await orders.list({ shop, limit: 250, ...query, ...(cursor === '' ? {} : { cursor }) });
    yield* page.orders;
    cursor = page.nextCursor;
  }
}

/** @param filter its days are days in the shop's zone, the last one included */
export function spanOf({ from, to }: Pick<OrdersFilter, 'from' | 'to'>, timeZone: string): { from: Date | null; until: Date | null } {
  return { from: from === '' ? null : startOfDay(timeZone, from), until: to === '' ? null : startOfDay(timeZone, dayAfter(to)) };
}

/** A text that is an amount is looked for among the totals, any other in names and numbers. */
function queryOf({ q, state: stateText, problem, method, ...days }: OrdersFilter, timeZone: string): Omit<OrderQuery, 'shop'> {
  const { from, until } = spanOf(days, timeZone);
  const state = orderStates.find((one) => one === stateText);
  const amount = readAmount(q);
  return {
    ...(state ? { state } : {}),
    ...(problem === '' ? {} : { problem }),
    ...(method === '' ? {} : { gateway: method }),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
    ...(amount ? { amount } : q === '' ? {} : { search: q }),
  };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export function readFilter(read: (name: string) => string): OrdersFilter {
  return { q: read('q').trim().slice(0, 100), state: read('state'), problem: read('problem').slice(0, 100), method: read('method').slice(0, 100), from: dayOf(read('from')), to: dayOf(read('to')) };
}

/** The 31st of February is no day, and a filter that means nothing filters nothing. */
function dayOf(text: string): string {
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return moment && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : '';
}

/** `129.90` and `1'250.5` are amounts, `#1001` is not. */
function readAmount(text: string): Amount | null {
  const plain = text.replaceAll(/['’\s]/g, '').replace(/^(CHF|EUR)/i, '').replace(',', '.');
  const match = /^(\d{1,9})\.(\d{1,2})$/.exec(plain);
  if (!match?.[1] || !match[2]) return null;
  const minor = Number(match[1] + match[2].padEnd(2, '0'));
  const others = unusualCurrencies.flatMap(([code, digits]) => (digits === 0 && minor % 100 !== 0 ? [] : [[code, digits === 0 ? minor / 100 : minor * 10 ** (digits - 2)] as const]));
  return { minor, others: new Map(others) };
}

/** Those with more or fewer than two digits after the point. */
const unusualCurrencies = Intl.supportedValuesOf('currency').map((code) => [code, exponentOf(code)] as const).filter(([, digits]) => digits !== 2);

function shown(order: StoredOrder): OrderRow {
  const { problem, because } = readDetail(order.detail);
  return {
    id: order.orderId,
    name: order.name,
    customer: order.customerLabel,
    createdAt: order.processedAt,
    state: order.state,
    totalMinor: order.totalMinor,
    currency: order.currency,
    invoiceNumber: order.invoiceNumber,
    problem: order.state === 'problem' ? problem : null,
    because: order.state === 'waiting' || order.state === 'skipped' ? because : null,
  };
}

/** Which problems there are and how often, most frequent first, each with its newest order. */
export async function findProblems(orders: Pick<Orders, 'list' | 'countByProblem'>, shop: string, max: number): Promise<{ problem: Problem; newest: OrderRow; count: number }[]> {
  const kinds = await orders.countByProblem(shop);
  return Promise.all(
    kinds.slice(0, max).map(async ({ problem: reason, orders: count }) => {
      const [newest] = (await orders.list({ shop, problem: reason, limit: 1 })).orders.map(shown);
      return newest?.problem ? [{ problem: newest.problem, newest, count }] : [];
    }),
  ).then((found) => found.flat());
}
