import type { MoneySide, Order } from '../domain/order.ts';
import { NotMoney } from '../domain/money.ts';
import { answers, type LineAnswer, type OrderAnswer, type RefundAnswer } from './answers.ts';
import type { Ask } from './graphql.ts';
import { mapOrder, notUnderstood, type WholeOrder } from './map-order.ts';
import { pageSizes } from './operations.ts';
import { ShopifyError } from './outcome.ts';
import { readParcels } from './parcels.ts';

/**
 * The one reader of orders: webhook, sweep and history all come through here. Reads every page, and what would not fit is an error, never
 * a silent cut: an invoice over half the lines would be wrong and look right.
 *
 * Several requests see the order at several moments. Each says when the order was last changed, and a change in between starts over.
 * @returns null when the shop has no such order (deleted, or older than 60 days without `read_all_orders`).
 */
export async function readOrder(ask: Ask, orderId: string, side: MoneySide): Promise<Order | null> {
  for (let tries = 0; tries < triesMax; tries++) {
    const whole = await readWhole(sided(ask, side), side, `gid://shopify/Order/${orderId}`);
    if (whole === 'gone') return null;
    if (whole !== 'changed') return mapped(whole);
  }
  throw new ShopifyError({ kind: 'later', retryAfterMs: 5_000, code: 'CHANGING', cause: `order ${orderId} kept changing while it was read` });
}

const triesMax = 3;

function mapped(whole: WholeOrder): Order {
  try {
    return mapOrder(whole);
  } catch (error) {
    if (error instanceof NotMoney) throw notUnderstood(error.message);
    throw error;
  }
}

/** Every request about one order asks for the same side: two sides must never meet in one order. */
function sided(ask: Ask, side: MoneySide): Ask {
  return (operation, variables, shape) => ask(operation, variables, shape, side);
}

async function readWhole(ask: Ask, side: MoneySide, gid: string): Promise<WholeOrder | 'gone' | 'changed'> {
  const head = await readHead(ask, gid);
  if (!head) return 'gone';
  if (head.shippingLines.pageInfo.hasNextPage) throw tooMany('shipping lines', pageSizes.shippingLines);
  // Plain lists have no "next page": a full one may have been cut.
  if (head.transactions.length >= pageSizes.transactions) throw tooMany('transactions', pageSizes.transactions - 1);
  if (head.refunds.length >= pageSizes.refunds) throw tooMany('refunds', pageSizes.refunds - 1);
  const unchanged = (updatedAt: Date) => updatedAt.getTime() === head.updatedAt.getTime();

  const lines: LineAnswer[] = [...head.lineItems.nodes];
  for (let page = head.lineItems.pageInfo; page.hasNextPage; ) {
    const { order } = await ask('OrderLines', { id: gid, after: page.endCursor ?? '' }, answers.orderLines);
    if (!order || !unchanged(order.updatedAt)) return 'changed';
    lines.push(...order.lineItems.nodes);
    page = order.lineItems.pageInfo;
  }
  const refunds: RefundAnswer[] = [];
  for (const { id } of head.refunds) {
    const refund = await readRefund(ask, id);
    if (!refund || !unchanged(refund.order.updatedAt)) return 'changed';
    refunds.push(refund);
  }
  // The current units of a line say how many were sent, unless some of those were refunded.
  const sentUnclear = refunds.some((refund) => refund.refundLineItems.nodes.some(({ restockType }) => restockType !== 'CANCEL'));
  const parcels = sentUnclear ? await readParcels(ask, gid) : null;
  if (sentUnclear && (parcels === null || !unchanged(parcels.updatedAt))) return 'changed';
  return { side, head, lines, refunds, sent: parcels?.units ?? null };
}

/** Payment terms need a scope of their own; a shop that has not granted it simply has none. */
async function readHead(ask: Ask, gid: string): Promise<OrderAnswer | null> {
  try {
    return (await ask('OrderById', { id: gid, terms: true }, answers.orderById)).order;
  } catch (error) {
    if (!(error instanceof ShopifyError) || error.failure.code !== 'ACCESS_DENIED') throw error;
    return (await ask('OrderById', { id: gid, terms: false }, answers.orderById)).order;
  }
}

async function readRefund(ask: Ask, gid: string): Promise<RefundAnswer | null> {
  const { refund } = await ask('RefundById', { id: gid, after: null }, answers.refundById);
  if (!refund) return null;
  if (refund.refundShippingLines.pageInfo.hasNextPage) throw tooMany('shipping lines in a refund', 10);
  if (refund.orderAdjustments.pageInfo.hasNextPage) throw tooMany('adjustments in a refund', 20);
  if (refund.transactions.pageInfo.hasNextPage) throw tooMany('transactions in a refund', 20);
  for (let page = refund.refundLineItems.pageInfo; page.hasNextPage; ) {
    const next = (await ask('RefundById', { id: gid, after: page.endCursor }, answers.refundById)).refund;
    if (!next || next.order.updatedAt.getTime() !== refund.order.updatedAt.getTime()) return null;
    refund.refundLineItems.nodes.push(...next.refundLineItems.nodes);
    page = next.refundLineItems.pageInfo;
  }
  return refund;
}

function tooMany(what: string, limit: number): ShopifyError {
  return new ShopifyError({ kind: 'refused', code: 'TOO_MANY', cause: `the order has more than ${limit} ${what}` });
}
