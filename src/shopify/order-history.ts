import { z } from 'zod';
import { parseDecimal } from '../domain/money.ts';
import type { Ask } from './graphql.ts';

/** An order as a history import looks at it: enough to recognise its invoice. */
export type PastOrder = { orderId: string; name: string; createdAt: Date; currency: string; totalsMinor: number[] };
export type PastPage = { orders: PastOrder[]; next: string | null };

export type OrderHistoryApi = {
  /** A page of orders created from `from` on and before `until`, oldest first. `after`: the `next` of the page before, null = the first. */
  ordersCreated(from: Date, until: Date, after: string | null): Promise<PastPage>;
};

export function createOrderHistory(ask: Ask): OrderHistoryApi {
  return {
    async ordersCreated(from, until, after) {
      const query = `created_at:>='${toSecond(from)}' AND created_at:<'${toSecond(until)}'`;
      const { orders } = await ask('OrdersCreated', { query, after }, answer);
      return { orders: orders.nodes.map(toPastOrder), next: orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null };
    },
  };
}

const bag = z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) });
const order = z.object({
  id: z.string().transform((gid) => gid.split('/').at(-1) ?? gid),
  name: z.string(),
  createdAt: z.iso.datetime({ offset: true }).transform((iso) => new Date(iso)),
  currencyCode: z.string(),
  currentTotalPriceSet: bag,
  totalPriceSet: bag,
});
const answer = z.object({ orders: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(order) }) });

/** Another connector may have invoiced the order as it was placed, or as it is after a return: both totals are its own. */
function toPastOrder({ id, name, createdAt, currencyCode, currentTotalPriceSet, totalPriceSet }: z.output<typeof order>): PastOrder {
  const totals = [currentTotalPriceSet, totalPriceSet].map(({ shopMoney }) => parseDecimal(shopMoney.amount, currencyCode));
  return { orderId: id, name, createdAt, currency: currencyCode, totalsMinor: [...new Set(totals)] };
}

function toSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
