import { accountedFor, inOrder } from '../invoice/line-amounts.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Refund } from '../order.ts';

/**
 * The order as it is, then as it was before its last refund or removal, before the last two, and so on to the beginning. An invoice that
 * is found in bexio without a record of it (a restored backup) was made over one of these; its total tells which. What an edit added bears
 * no time in Shopify, so states before an addition cannot be told.
 */
export function earlierStates(order: Order): Order[] {
  const states = [order];
  for (const refund of inOrder(order.refunds).toReversed()) states.push(withoutRefund(states.at(-1) ?? order, refund));
  return states;
}

function withoutRefund(order: Order, refund: Refund): Order {
  const backMinor = moneyOf(order, refund);
  return {
    ...order,
    // A cancellation comes with a refund or a removal of everything; before it there was none.
    cancelledAt: null,
    refunds: order.refunds.filter((one) => one !== refund),
    transactions: order.transactions.filter(({ id, kind }) => kind !== 'refund' || !refund.transactionIds.includes(id)),
    lines: order.lines.map((line) => {
      const units = sum(refund.lines.filter((part) => part.lineId === line.id).map((part) => part.quantity));
      return units === 0 ? line : { ...line, currentQuantity: line.currentQuantity + units, unfulfilledQuantity: line.unfulfilledQuantity + units };
    }),
    totals: {
      ...order.totals,
      currentMinor: order.totals.currentMinor + accountedFor(order, refund),
      currentTaxMinor: order.totals.currentTaxMinor + taxOf(refund),
      refundedMinor: order.totals.refundedMinor - backMinor,
      outstandingMinor: order.totals.outstandingMinor + accountedFor(order, refund) - backMinor,
    },
  };
}

function moneyOf(order: Order, refund: Refund): Minor {
  return sum(order.transactions.filter(({ id, kind, status }) => kind === 'refund' && status === 'success' && refund.transactionIds.includes(id)).map((one) => one.amountMinor));
}

function taxOf({ lines, shipping }: Refund): Minor {
  return sum([...lines, ...shipping].map((part) => part.taxMinor));
}
