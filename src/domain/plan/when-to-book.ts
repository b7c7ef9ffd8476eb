import { type Minor, sum } from '../money.ts';
import type { Order } from '../order.ts';
import { dueMinor } from '../invoice/order-to-invoice.ts';
import { differencesNow } from '../invoice/owed-now.ts';
import type { Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';

/** Why an order is never booked, as it is now; null = it is. Asked only while nothing of it is in bexio. */
export function skipReason(order: Order, { testOrders, goLiveAt }: Settings): 'test' | 'before-go-live' | 'cancelled' | 'nothing-owed' | null {
  if (order.test && !testOrders) return 'test';
  if (order.createdAt.getTime() < Date.parse(goLiveAt)) return 'before-go-live';
  const { receivedMinor, refundedMinor } = order.totals;
  // Mere amounts given back count here: what is owed in the end, not what an invoice would say before they are booked.
  const nothing = dueMinor(order) - differencesNow(order).openLumpMinor <= 0;
  // A cancelled order is only booked for money that the merchant kept.
  if (order.cancelledAt !== null && (nothing || receivedMinor - refundedMinor <= 0)) return 'cancelled';
  return nothing ? 'nothing-owed' : null;
}

/**
 * Everything was returned, yet some of the money was kept: a handling fee, say. It is turnover that no line of the order stands for, so a
 * person has to decide what it is; skipping the order would hide it.
 */
export function keptWithoutGoods(order: Order): Extract<Problem, { reason: 'payment-unclear' }> | null {
  const amountMinor = keptMinor(order);
  const payment = order.transactions.find(({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'));
  if (dueMinor(order) - differencesNow(order).openLumpMinor > 0 || amountMinor <= 0 || payment === undefined) return null;
  return { reason: 'payment-unclear', what: 'kept', gateway: payment.gateway, currency: order.currency, amountMinor };
}

/** Less what the till rounded up. A refund that is under way counts as done: it usually arrives a moment later. */
function keptMinor({ totals, transactions }: Order): Minor {
  const onItsWay = transactions.filter(({ kind, status }) => kind === 'refund' && status === 'pending');
  return totals.receivedMinor - totals.refundedMinor - Math.max(0, totals.cashRoundingMinor) - sum(onItsWay.map((one) => one.amountMinor));
}

/** What the merchant wants to wait for; null = it has happened. */
export function waitingFor(order: Order, { bookWhen }: Settings): 'payment' | 'fulfilment' | null {
  if (bookWhen === 'paid' && !isPaid(order)) return 'payment';
  return bookWhen === 'fulfilled' && !isShipped(order) ? 'fulfilment' : null;
}

/**
 * Money received for all that is owed. Shopify's outstanding amount alone does not tell: it is zero for an order that is only authorised
 * (captured order 1001), and an authorization is not money.
 */
function isPaid(order: Order): boolean {
  const { currentMinor, cashRoundingMinor, outstandingMinor, receivedMinor } = order.totals;
  const roundedDownMinor = Math.max(0, -cashRoundingMinor);
  // What was given back as a mere amount is not asked for again, whether or not Shopify counts it as outstanding.
  return receivedMinor >= Math.min(currentMinor, dueMinor(order)) && outstandingMinor <= roundedDownMinor + differencesNow(order).openLumpMinor;
}

/** Nothing left to ship. What needs no shipping does not hold an order back. */
function isShipped(order: Order): boolean {
  return order.lines.every((line) => !line.requiresShipping || line.currentQuantity === 0 || line.unfulfilledQuantity === 0);
}
