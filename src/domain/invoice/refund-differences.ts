import { grossOf, inOrder } from './line-amounts.ts';
import { type Minor, sum } from '../money.ts';
import type { Order } from '../order.ts';

/**
 * Where the money of a refund differs from the goods it names. `keptMinor`: less went back (a fee for the return); it stays turnover at the
 * goods' rate (decision 20). `lumpMinor`: more went back, a mere amount that stands for no goods. `underWayMinor`: has not gone yet.
 */
export type Difference = { keptMinor: Minor; lumpMinor: Minor; underWayMinor: Minor };

/**
 * The difference of each refund by its id, from the adjustments that Shopify notes with it, never from our own comparison: goods that are
 * not paid for yet, or whose money follows later, look the same in amounts, and only Shopify knows (decision 27). What was noted for money
 * that then never went is neither: the merchant still owes it, and what he gives later pays that off first.
 */
export function differencesOf(order: Order): Map<string, Difference> {
  const differences = new Map<string, Difference>();
  let neverGoneMinor = 0;
  for (const refund of inOrder(order.refunds)) {
    const noted = refund.adjustments.map((one) => ({ grossMinor: grossOf(order, { baseMinor: one.amountMinor, taxMinor: one.taxMinor }), pending: one.pending === true }));
    const underWay = order.transactions.some(({ id, status }) => status === 'pending' && refund.transactionIds.includes(id));
    // Two notes of one refund that cancel each other out (each part of its money settles by itself) are none.
    const differenceMinor = sum(noted.map((one) => (one.pending ? 0 : one.grossMinor)));
    const beyondMinor = Math.max(0, -differenceMinor);
    const pendingMinor = sum(noted.map((one) => (one.pending ? one.grossMinor : 0)));
    if (!underWay) neverGoneMinor += pendingMinor;
    const paidOffMinor = Math.min(neverGoneMinor, beyondMinor);
    neverGoneMinor -= paidOffMinor;
    differences.set(refund.id, { keptMinor: Math.max(0, differenceMinor), lumpMinor: beyondMinor - paidOffMinor, underWayMinor: underWay ? pendingMinor : 0 });
  }
  return differences;
}

/** Everything noted, as it would be in a total that contains it. */
export function notedMinor(order: Order): Minor {
  return sum(order.refunds.flatMap(({ adjustments }) => adjustments).map((one) => grossOf(order, { baseMinor: one.amountMinor, taxMinor: one.taxMinor })));
}
