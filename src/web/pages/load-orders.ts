import type { ProblemReason } from '../../domain/problem.ts';
import type { OrderRecord as StoredOrder, Orders } from '../../store/orders.ts';
import { dayIn, exponentOf } from '../words/format.ts';
import { readDetail } from './order-detail.ts';
import { orderStates } from './order-state.tsx';
import type { OrderRow, OrdersFilter } from './orders.tsx';

export type FoundOrders = { rows: OrderRow[]; nextCursor: string | null };

const pageSize = 50;
/** How far one request looks through orders that do not match; the next page goes on from there. */
const scannedMax = 10_000;

/**
 * The store finds by state and text along its indexes. Day, payment method, problem and amount are compared here, page by page,
 * so that one request stays bounded whatever is asked for.
 */
export async function findOrders(orders: Pick<Orders, 'list'>, shop: string, options: { filter: OrdersFilter; timeZone: string; cursor: string }): Promise<FoundOrders> {
  const { filter } = options;
  const amountMinor = readAmount(filter.q);
  const narrow = filter.problem !== '' || filter.from !== '' || filter.to !== '' || filter.method !== '' || amountMinor !== null;
  const state = orderStates.find((one) => one === filter.state);
  const limit = narrow ? 250 : pageSize;
  const rows: OrderRow[] = [];
  let cursor: string | undefined = options.cursor || undefined;
  for (let scanned = 0; scanned < scannedMax; scanned += limit) {
    const page = await orders.list({ shop, limit, ...(state ? { state } : {}), ...(filter.q && amountMinor === null ? { search: filter.q } : {}), ...(cursor ? { cursor } : {}) });
    for (const order of page.orders) if (matches(order, filter, amountMinor, options.timeZone)) rows.push(shown(order));
    const oldest = page.orders.at(-1);
    const passed = filter.from !== '' && oldest !== undefined && dayIn(options.timeZone, oldest.processedAt) < filter.from;
    cursor = passed ? undefined : (page.nextCursor ?? undefined);
    if (rows.length >= pageSize || cursor === undefined) break;
  }
  return { rows, nextCursor: cursor ?? null };
}

export function readFilter(read: (name: string) => string): OrdersFilter {
  const day = (value: string) => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : '');
  return { q: read('q').trim().slice(0, 100), state: read('state'), problem: read('problem'), method: read('method').slice(0, 100), from: day(read('from')), to: day(read('to')) };
}

/** `129.90` and `1'250.5` are amounts, `#1001` is not. */
function readAmount(text: string): number | null {
  const plain = text.replaceAll(/['’\s]/g, '').replace(/^(CHF|EUR)/i, '').replace(',', '.');
  return /^\d{1,9}\.\d{1,2}$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}

function matches(order: StoredOrder, filter: OrdersFilter, amountMinor: number | null, timeZone: string): boolean {
  const day = dayIn(timeZone, order.processedAt);
  if (filter.from !== '' && day < filter.from) return false;
  if (filter.to !== '' && day > filter.to) return false;
  if (filter.method !== '' && !order.gateways.split(',').includes(filter.method)) return false;
  if (filter.problem !== '' && readDetail(order.detail).problem?.reason !== filter.problem) return false;
  if (amountMinor === null) return true;
  const scaled = Math.round((amountMinor / 100) * 10 ** exponentOf(order.currency));
  return order.totalMinor === scaled || order.invoiceTotalMinor === scaled;
}

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

/** Which problems there are and how often, most frequent first; looked for among the newest orders with problems. */
export async function countProblems(orders: Pick<Orders, 'list'>, shop: string): Promise<{ reason: ProblemReason; newest: OrderRow; count: number }[]> {
  const { orders: found } = await orders.list({ shop, state: 'problem', limit: 250 });
  const kinds = new Map<ProblemReason, { reason: ProblemReason; newest: OrderRow; count: number }>();
  for (const row of found.map(shown)) {
    if (!row.problem) continue;
    const kind = kinds.get(row.problem.reason);
    if (kind) kind.count += 1;
    else kinds.set(row.problem.reason, { reason: row.problem.reason, newest: row, count: 1 });
  }
  return [...kinds.values()].toSorted((a, b) => b.count - a.count);
}

/** Payment methods of the newest orders: what the merchant will have to decide about. */
export async function seenGateways(orders: Pick<Orders, 'list'>, shop: string): Promise<string[]> {
  const { orders: newest } = await orders.list({ shop, limit: 250 });
  return [...new Set(newest.flatMap((order) => order.gateways.split(',').filter((handle) => handle !== '')))].toSorted();
}

/** Every order since a day, newest first, bounded. */
export async function ordersSince(orders: Pick<Orders, 'list'>, shop: string, since: Date): Promise<StoredOrder[]> {
  const all: StoredOrder[] = [];
  let cursor: string | undefined;
  do {
    const page = await orders.list({ shop, limit: 250, ...(cursor ? { cursor } : {}) });
    const recent = page.orders.filter((order) => order.processedAt >= since);
    all.push(...recent);
    cursor = recent.length === page.orders.length ? (page.nextCursor ?? undefined) : undefined;
  } while (cursor !== undefined && all.length < scannedMax);
  return all;
}

