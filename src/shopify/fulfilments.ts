import { z } from 'zod';
import type { Ask } from './graphql.ts';
import { pageSizes } from './operations.ts';
import { fromUserErrors, ShopifyError, strangeAnswer } from './outcome.ts';

/** One location's share of an order that can be sent out now, line by line. Ids of Shopify's fulfilment objects are kept as it writes them. */
export type FulfilmentOrder = { id: string; lines: { id: string; lineId: string; remaining: number; fulfilled: number }[] };

export type FulfilmentApi = {
  /** What is still to be sent out of an order, by location; what is held, scheduled or closed is left out. Null: the shop has no such order. */
  readFulfilmentOrders(orderId: string): Promise<FulfilmentOrder[] | null>;
  /**
   * Marks these units as sent. The customer is not told: bexio's delivery is a paper, the parcel is the merchant's. Shopify knows no
   * idempotency key here and refuses more than remains, so whoever sends it twice reads in between.
   */
  fulfil(fulfilmentOrderId: string, units: readonly { id: string; quantity: number }[]): Promise<void>;
};

export function createFulfilments(ask: Ask): FulfilmentApi {
  return {
    async readFulfilmentOrders(orderId) {
      const { order } = await ask('FulfilmentOrders', { id: `gid://shopify/Order/${orderId}` }, ordersAnswer);
      if (!order) return null;
      const { nodes, pageInfo } = order.fulfillmentOrders;
      if (pageInfo.hasNextPage) throw new ShopifyError({ kind: 'refused', code: 'TOO_MANY', cause: `the order has more than ${pageSizes.fulfilmentOrders} fulfilment orders` });
      const open = nodes.filter(({ status }) => status === 'OPEN' || status === 'IN_PROGRESS');
      return Promise.all(open.map(async ({ id }) => ({ id, lines: await linesOf(ask, id) })));
    },
    async fulfil(fulfilmentOrderId, units) {
      const fulfillment = { notifyCustomer: false, lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: fulfilmentOrderId, fulfillmentOrderLineItems: units }] };
      const { fulfillmentCreate: answer } = await ask('Fulfil', { fulfillment }, fulfilAnswer);
      if (!answer) throw strangeAnswer('Fulfil', 'no result');
      if (answer.userErrors.length > 0) throw fromUserErrors('Fulfil', answer.userErrors);
    },
  };
}

async function linesOf(ask: Ask, id: string): Promise<FulfilmentOrder['lines']> {
  const lines: FulfilmentOrder['lines'] = [];
  for (let after: string | null = null; ; ) {
    const { fulfillmentOrder: answer }: z.output<typeof linesAnswer> = await ask('FulfilmentOrderLines', { id, after }, linesAnswer);
    if (!answer) return lines;
    for (const { id: at, remainingQuantity, lineItem } of answer.lineItems.nodes) {
      lines.push({ id: at, lineId: lineItem.id.split('/').at(-1) ?? '', remaining: remainingQuantity, fulfilled: lineItem.currentQuantity - lineItem.unfulfilledQuantity });
    }
    if (!answer.lineItems.pageInfo.hasNextPage) return lines;
    after = answer.lineItems.pageInfo.endCursor;
  }
}

const ordersAnswer = z.object({
  order: z.object({ fulfillmentOrders: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(z.object({ id: z.string(), status: z.string() })) }) }).nullable(),
});
const linesAnswer = z.object({
  fulfillmentOrder: z.object({
    lineItems: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(z.object({ id: z.string(), remainingQuantity: z.int(), lineItem: z.object({ id: z.string(), currentQuantity: z.int(), unfulfilledQuantity: z.int() }) })),
    }),
  }).nullable(),
});
const fulfilAnswer = z.object({ fulfillmentCreate: z.object({ userErrors: z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() })) }).nullable() });
