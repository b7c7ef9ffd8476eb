import { z } from 'zod';
import { parseDecimal } from '../domain/money.ts';
import type { Ask } from './graphql.ts';
import { bulkOrders } from './operations.ts';
import type { Outgoing } from './outgoing.ts';
import { fromUserErrors, strangeAnswer } from './outcome.ts';

/** An order as a history import looks at it: enough to recognise its invoice. `number` is what Shopify counts, without prefix and suffix. */
export type PastOrder = { orderId: string; name: string; number: number; createdAt: Date; currency: string; totalsMinor: number[]; /** Null: the buyer paid in the shop's currency. */ presentment: { currency: string; totalsMinor: number[] } | null };
export type PastPage = { orders: PastOrder[]; next: string | null };

/** A bulk query: under way, finished with its lines at `url` (null: there are none), or over without a result. */
export type OrderExport = { state: 'running'; orders: number } | { state: 'ready'; url: string | null } | { state: 'failed'; code: string };

export type OrderHistoryApi = {
  /** A page of orders created from `from` on and before `until`, oldest first. `after`: the `next` of the page before, null = the first. */
  ordersCreated(from: Date, until: Date, after: string | null): Promise<PastPage>;
  /** How many there are; `exact` false: at least `limit`. */
  countCreated(from: Date, until: Date, limit: number): Promise<{ count: number; exact: boolean }>;
  /** Has Shopify write down all of them in the background. Null: as many bulk queries as the app may have are under way. */
  startExport(from: Date, until: Date): Promise<string | null>;
  readExport(id: string): Promise<OrderExport>;
  /** The orders of a finished export, in no particular order. */
  exportedOrders(url: string): AsyncIterable<PastOrder>;
};

export function createOrderHistory(ask: Ask, { shop, outgoing }: { shop: string; outgoing: Outgoing }): OrderHistoryApi {
  return {
    async ordersCreated(from, until, after) {
      const { orders } = await ask('OrdersCreated', { query: searchOf(from, until), after }, answer);
      return { orders: orders.nodes.map(toPastOrder), next: orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null };
    },
    async countCreated(from, until, limit) {
      const { ordersCount } = await ask('OrdersCount', { query: searchOf(from, until), limit }, countAnswer);
      return { count: ordersCount?.count ?? 0, exact: ordersCount?.precision === 'EXACT' };
    },
    async startExport(from, until) {
      const { bulkOperationRunQuery: run } = await ask('BulkRun', { query: bulkOrders(searchOf(from, until)) }, runAnswer);
      if (run?.userErrors.some(({ code }) => code === 'OPERATION_IN_PROGRESS' || code === 'LIMIT_REACHED')) return null;
      if (run && run.userErrors.length > 0) throw fromUserErrors('BulkRun', run.userErrors);
      if (!run?.bulkOperation) throw strangeAnswer('BulkRun', 'no result');
      return run.bulkOperation.id;
    },
    async readExport(id) {
      const { bulkOperation } = await ask('BulkStatus', { id }, statusAnswer);
      return bulkOperation === null ? { state: 'failed', code: 'GONE' } : toExport(bulkOperation);
    },
    async *exportedOrders(url) {
      for await (const line of outgoing.download(shop, url)) yield toPastOrder(orderIn(line));
    },
  };
}

const amount = z.object({ amount: z.string(), currencyCode: z.string() });
const bag = z.object({ money: amount, presentmentMoney: amount });
const order = z.object({
  id: z.string().transform((gid) => gid.split('/').at(-1) ?? gid),
  name: z.string(),
  number: z.int(),
  createdAt: z.iso.datetime({ offset: true }).transform((iso) => new Date(iso)),
  currencyCode: z.string(),
  currentTotalPriceSet: bag,
  totalPriceSet: bag,
});
const answer = z.object({ orders: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(order) }) });
const countAnswer = z.object({ ordersCount: z.object({ count: z.int(), precision: z.string() }).nullable() });
const runAnswer = z.object({
  bulkOperationRunQuery: z
    .object({
      bulkOperation: z.object({ id: z.string() }).nullable(),
      userErrors: z.array(z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() })),
    })
    .nullable(),
});
const statusAnswer = z.object({
  bulkOperation: z.object({ status: z.string(), errorCode: z.string().nullable(), rootObjectCount: z.coerce.number(), url: z.string().nullable() }).nullable(),
});

function toExport({ status, errorCode, rootObjectCount, url }: NonNullable<z.output<typeof statusAnswer>['bulkOperation']>): OrderExport {
  if (status === 'CREATED' || status === 'RUNNING' || status === 'CANCELING') return { state: 'running', orders: rootObjectCount };
  // Finished without an address and without an error: no order was found.
  if (status === 'COMPLETED') return { state: 'ready', url };
  return { state: 'failed', code: errorCode ?? status };
}

function orderIn(line: string): z.output<typeof order> {
  const read = order.safeParse(jsonOf(line));
  if (!read.success) throw strangeAnswer('bulk result', `a line that is no order at ${read.error.issues[0]?.path.join('.') ?? 'the top'}`);
  return read.data;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Another connector may have invoiced the order as it was placed, or as it is after a return: both totals are its own. */
function toPastOrder({ id, name, number, createdAt, currencyCode, currentTotalPriceSet, totalPriceSet }: z.output<typeof order>): PastOrder {
  const bags = [currentTotalPriceSet, totalPriceSet];
  const inCurrency = (currency: string, side: 'money' | 'presentmentMoney') => [...new Set(bags.map((one) => parseDecimal(one[side].amount, currency)))];
  const paidIn = totalPriceSet.presentmentMoney.currencyCode;
  const presentment = paidIn === currencyCode ? null : { currency: paidIn, totalsMinor: inCurrency(paidIn, 'presentmentMoney') };
  return { orderId: id, name, number, createdAt, currency: currencyCode, totalsMinor: inCurrency(currencyCode, 'money'), presentment };
}

function searchOf(from: Date, until: Date): string {
  return `created_at:>='${toSecond(from)}' AND created_at:<'${toSecond(until)}'`;
}

function toSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
