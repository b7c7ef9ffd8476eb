import { minus, nothing, plus, type Money } from './money.ts';
import type { TotalsReading } from './order-totals.ts';
import type { FinancialStatus, PaymentFigures, StoredOrder, StoredTransaction, TransactionKind } from './stored-order.ts';

/** What the transactions amount to. An authorization is not money; change given back reduces what was received. */
export function paymentFigures(order: StoredOrder, reading: TotalsReading): PaymentFigures {
  if (order.asImported?.payment) return order.asImported.payment;
  const received = minus(successful(order, 'SALE', 'CAPTURE'), successful(order, 'CHANGE'));
  const refunded = successful(order, 'REFUND');
  const roundingPaid = roundingOf(order, 'SALE', 'CAPTURE');
  const roundingRefunded = roundingOf(order, 'REFUND');
  const discrepancy = discrepancyOf(order);
  const settled = minus(minus(received, roundingPaid), minus(refunded, roundingRefunded));
  const owed = reading.lumpSumRefundLowersCurrentTotal ? order.totals.currentTotal : plus(order.totals.currentTotal, discrepancy);
  const figures = { received, refunded, outstanding: minus(owed, settled), capturable: capturableOf(order), roundingPaid, roundingRefunded, discrepancy };
  return { ...figures, status: statusOf(order, figures) };
}

type Figures = Omit<PaymentFigures, 'status'>;

function statusOf(order: StoredOrder, figures: Figures): FinancialStatus {
  if (figures.received.presentment <= 0n) return statusWithoutMoney(order, figures);
  if (figures.refunded.presentment >= figures.received.presentment) return 'REFUNDED';
  if (figures.refunded.presentment > 0n) return 'PARTIALLY_REFUNDED';
  return figures.outstanding.presentment > 0n ? 'PARTIALLY_PAID' : 'PAID';
}

function statusWithoutMoney(order: StoredOrder, figures: Figures): FinancialStatus {
  if (figures.capturable.presentment > 0n) return 'AUTHORIZED';
  if (order.transactions.some((one) => one.kind === 'AUTHORIZATION' && one.expiredAt !== null)) return 'EXPIRED';
  if (order.cancelledAt || order.transactions.some((one) => one.kind === 'VOID' && one.status === 'SUCCESS')) return 'VOIDED';
  const waiting = order.transactions.some((one) => one.status === 'PENDING' || one.status === 'AWAITING_RESPONSE');
  return order.totals.currentTotal.presentment <= 0n && !waiting ? 'PAID' : 'PENDING';
}

function successful(order: StoredOrder, ...kinds: TransactionKind[]): Money {
  return plus(...order.transactions.filter((one) => one.status === 'SUCCESS' && kinds.includes(one.kind)).map((one) => one.amount));
}

function roundingOf(order: StoredOrder, ...kinds: TransactionKind[]): Money {
  const rounded = order.transactions.filter((one) => one.status === 'SUCCESS' && kinds.includes(one.kind));
  return plus(...rounded.map((one) => one.rounding ?? nothing));
}

/** Suggested less really refunded, over all refunds: negative when more was paid back than the goods were worth. */
function discrepancyOf(order: StoredOrder): Money {
  const adjustments = order.refunds.flatMap((refund) => refund.adjustments);
  return plus(...adjustments.map((one) => (order.taxesIncluded ? one.amount : plus(one.amount, one.tax))));
}

function capturableOf(order: StoredOrder): Money {
  return plus(...order.transactions.map((one) => capturableOn(order, one)));
}

/** What can still be captured on one transaction: nothing unless it is a live authorization. */
export function capturableOn(order: StoredOrder, authorization: StoredTransaction): Money {
  const live = authorization.kind === 'AUTHORIZATION' && authorization.status === 'SUCCESS' && authorization.expiredAt === null;
  if (!live) return nothing;
  const children = order.transactions.filter((one) => one.parentId === authorization.id && one.status === 'SUCCESS');
  if (children.some((one) => one.kind === 'VOID')) return nothing;
  const left = minus(authorization.amount, plus(...children.filter((one) => one.kind === 'CAPTURE').map((one) => one.amount)));
  return left.presentment > 0n ? left : nothing;
}
