import { z } from 'zod';
import type { FulfilmentOrder, LineInShopify } from '../domain/stock/fulfil.ts';
import type { Ask } from './graphql.ts';
import { pageSizes } from './operations.ts';
import { fromUserErrors, ShopifyError, strangeAnswer } from './outcome.ts';
import { readParcels } from './parcels.ts';

/** Ids of Shopify's fulfilment objects are kept as it writes them. */
export type ToFulfil = { lines: (LineInShopify & { sku: string | null })[]; orders: FulfilmentOrder[] };

export type FulfilmentApi = {
  /** What of an order was sent and what is still to be sent, by which location. Null: the shop has no such order. */
  readFulfilmentOrders(orderId: string): Promise<ToFulfil | null>;
  /**
   * Marks these units as sent. The customer is not told: bexio's delivery is a paper, the parcel is the merchant's. Shopify knows no
   * idempotency key here and refuses more than remains, so whoever sends it twice reads in between.
   */
  fulfil(fulfilmentOrderId: string, units: readonly { id: string; quantity: number }[]): Promise<void>;
};

export function createFulfilments(ask: Ask): FulfilmentApi {
  return {
    async readFulfilmentOrders(orderId) {
      const gid = `gid://shopify/Order/${orderId}`;
      const head = await readHead(ask, gid);
      if (head === null) return null;
      // A line of which something was taken off does not say any more how much of it was sent.
      const sent = head.lines.some((line) => line.quantity !== line.currentQuantity) ? ((await readParcels(ask, gid))?.units ?? null) : null;
      const lines = head.lines.map(({ id, sku, currentQuantity, unfulfilledQuantity }) => {
        const lineId = numberOf(id);
        return { lineId, sku, sent: sent === null ? currentQuantity - unfulfilledQuantity : (sent.get(lineId) ?? 0), unsent: unfulfilledQuantity };
      });
      const orders: FulfilmentOrder[] = [];
      for (const { id, status, fulfillmentHolds, assignedLocation } of head.orders) {
        const state = states[status];
        if (state === undefined) continue;
        orders.push({ id, state, holds: fulfillmentHolds.map(({ displayReason }) => displayReason), locationId: assignedLocation.location === null ? null : numberOf(assignedLocation.location.id), lines: await linesOf(ask, id) });
      }
      return { lines, orders };
    },
    async fulfil(fulfilmentOrderId, units) {
      const fulfillment = { notifyCustomer: false, lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: fulfilmentOrderId, fulfillmentOrderLineItems: units }] };
      const { fulfillmentCreate: answer } = await ask('Fulfil', { fulfillment }, fulfilAnswer);
      if (!answer) throw strangeAnswer('Fulfil', 'no result');
      if (answer.userErrors.length > 0) throw fromUserErrors('Fulfil', answer.userErrors);
    },
  };
}

/** Closed ones, and those that a fulfilment service gave up, have nothing that could be sent from here. */
const states: Partial<Record<string, FulfilmentOrder['state']>> = { OPEN: 'ready', IN_PROGRESS: 'ready', ON_HOLD: 'held', SCHEDULED: 'later' };

type Order = NonNullable<z.output<typeof ordersAnswer>['order']>;

async function readHead(ask: Ask, gid: string): Promise<{ lines: Order['lineItems']['nodes']; orders: Order['fulfillmentOrders']['nodes'] } | null> {
  const lines: Order['lineItems']['nodes'] = [];
  for (let after: string | null = null; ; ) {
    const { order }: z.output<typeof ordersAnswer> = await ask('FulfilmentOrders', { id: gid, after }, ordersAnswer);
    if (!order) return null;
    const { nodes, pageInfo } = order.fulfillmentOrders;
    if (pageInfo.hasNextPage) throw new ShopifyError({ kind: 'refused', code: 'TOO_MANY', cause: `the order has more than ${pageSizes.fulfilmentOrders} fulfilment orders` });
    lines.push(...order.lineItems.nodes);
    if (!order.lineItems.pageInfo.hasNextPage) return { lines, orders: nodes };
    after = order.lineItems.pageInfo.endCursor;
  }
}

async function linesOf(ask: Ask, id: string): Promise<FulfilmentOrder['lines']> {
  const lines: FulfilmentOrder['lines'] = [];
  for (let after: string | null = null; ; ) {
    const { fulfillmentOrder: answer }: z.output<typeof linesAnswer> = await ask('FulfilmentOrderLines', { id, after }, linesAnswer);
    if (!answer) return lines;
    for (const { id: at, remainingQuantity, lineItem } of answer.lineItems.nodes) lines.push({ id: at, lineId: numberOf(lineItem.id), remaining: remainingQuantity });
    if (!answer.lineItems.pageInfo.hasNextPage) return lines;
    after = answer.lineItems.pageInfo.endCursor;
  }
}

function numberOf(gid: string): string {
  return gid.split('/').at(-1) ?? '';
}

const page = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const ordersAnswer = z.object({
  order: z.object({
    lineItems: z.object({ pageInfo: page, nodes: z.array(z.object({ id: z.string(), sku: z.string().nullable(), quantity: z.int(), currentQuantity: z.int(), unfulfilledQuantity: z.int() })) }),
    fulfillmentOrders: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean() }),
      nodes: z.array(z.object({ id: z.string(), status: z.string(), fulfillmentHolds: z.array(z.object({ displayReason: z.string() })), assignedLocation: z.object({ location: z.object({ id: z.string() }).nullable() }) })),
    }),
  }).nullable(),
});
const linesAnswer = z.object({
  fulfillmentOrder: z.object({ lineItems: z.object({ pageInfo: page, nodes: z.array(z.object({ id: z.string(), remainingQuantity: z.int(), lineItem: z.object({ id: z.string() }) })) }) }).nullable(),
});
const fulfilAnswer = z.object({ fulfillmentCreate: z.object({ userErrors: z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() })) }).nullable() });
