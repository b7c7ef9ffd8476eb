import type { Fields } from './context.ts';
import { pageInOrder } from './connection.ts';
import { nothing, plus, toFixed } from './money.ts';
import { bag, moneyView, optionalBag } from './money-view.ts';
import { capturableOn } from './payment-figures.ts';
import { findLine, type StoredOrder, type StoredPaymentTerms, type StoredRefund, type StoredRefundLine, type StoredTransaction } from './stored-order.ts';

export type TransactionView = { order: StoredOrder; transaction: StoredTransaction };
export type RefundView = { order: StoredOrder; refund: StoredRefund };
type RefundLineView = { order: StoredOrder; refundLine: StoredRefundLine };
type RefundShippingView = { order: StoredOrder; refundShipping: StoredRefund['shipping'][number] };
type AdjustmentView = { order: StoredOrder; adjustment: StoredRefund['adjustments'][number] };
type TermsView = { order: StoredOrder; terms: StoredPaymentTerms };
type ScheduleView = { order: StoredOrder; schedule: StoredPaymentTerms['schedules'][number] };

export const transactionFields: Fields<TransactionView> = {
  id: ({ transaction }) => transaction.id,
  kind: ({ transaction }) => transaction.kind,
  status: ({ transaction }) => transaction.status,
  test: ({ transaction }) => transaction.test,
  gateway: ({ transaction }) => transaction.gateway,
  formattedGateway: ({ transaction }) => transaction.formattedGateway,
  manualPaymentGateway: ({ transaction }) => transaction.manual,
  paymentId: ({ transaction }) => transaction.paymentId,
  createdAt: ({ transaction }) => transaction.createdAt,
  processedAt: ({ transaction }) => transaction.processedAt,
  errorCode: ({ transaction }) => transaction.errorCode,
  amountSet: ({ order, transaction }) => bag(order, transaction.amount),
  amountRoundingSet: ({ order, transaction }) => optionalBag(order, transaction.rounding),
  totalUnsettledSet: ({ order, transaction }) => bag(order, capturableOn(order, transaction)),
  fees: ({ order, transaction }) => transaction.fees.map((fee) => ({ ...fee, ...feeAmounts(order, fee) })),
  order: ({ order }) => order,
  parentTransaction({ order, transaction }) {
    const parent = order.transactions.find((one) => one.id === transaction.parentId);
    return parent ? { order, transaction: parent } : null;
  },
};

function feeAmounts(order: StoredOrder, fee: StoredTransaction['fees'][number]) {
  const amount = (minor: bigint) => moneyView(minor, order.currencies.shop);
  return { amount: amount(fee.amount), flatFee: amount(fee.flatFee), taxAmount: amount(fee.taxAmount) };
}

export const refundFields: Fields<RefundView> = {
  id: ({ refund }) => refund.id,
  legacyResourceId: ({ refund }) => refund.id.split('/').at(-1),
  createdAt: ({ refund }) => refund.createdAt,
  processedAt: ({ refund }) => refund.processedAt,
  updatedAt: ({ refund }) => refund.updatedAt,
  note: ({ refund }) => refund.note,
  order: ({ order }) => order,
  totalRefundedSet({ order, refund }) {
    const paid = order.transactions.filter((one) => refund.transactionIds.includes(one.id) && one.status === 'SUCCESS');
    return bag(order, plus(nothing, ...paid.map((one) => one.amount)));
  },
  duties: ({ order, refund }) =>
    refund.duties.map((one) => {
      const duty = order.lines.flatMap((line) => line.duties).find((known) => known.id === one.dutyId);
      return { amountSet: bag(order, one.amount), originalDuty: duty ? { of: order, duty } : null };
    }),
  refundLineItems: ({ order, refund }, args) => pageInOrder(refund.lines.map((refundLine) => ({ id: refundLine.id, order, refundLine })), args),
  refundShippingLines: ({ order, refund }, args) => pageInOrder(refund.shipping.map((refundShipping) => ({ id: refundShipping.id, order, refundShipping })), args),
  orderAdjustments: ({ order, refund }, args) => pageInOrder(refund.adjustments.map((adjustment) => ({ id: adjustment.id, order, adjustment })), args),
  transactions({ order, refund }, args) {
    const own = order.transactions.filter((one) => refund.transactionIds.includes(one.id));
    return pageInOrder(own.map((transaction) => ({ id: transaction.id, order, transaction })), args);
  },
};

export const refundLineFields: Fields<RefundLineView> = {
  id: ({ refundLine }) => refundLine.id,
  quantity: ({ refundLine }) => refundLine.quantity,
  restockType: ({ refundLine }) => refundLine.restockType,
  restocked: ({ refundLine }) => refundLine.restocked,
  location: ({ refundLine }, _args, { shop }) => shop.stock.locations.find((one) => one.id === refundLine.locationId) ?? null,
  price: ({ order, refundLine }) => toFixed(refundLine.price.shop, order.currencies.shop),
  subtotal: ({ order, refundLine }) => toFixed(refundLine.subtotal.shop, order.currencies.shop),
  totalTax: ({ order, refundLine }) => toFixed(refundLine.tax.shop, order.currencies.shop),
  priceSet: ({ order, refundLine }) => bag(order, refundLine.price),
  subtotalSet: ({ order, refundLine }) => bag(order, refundLine.subtotal),
  totalTaxSet: ({ order, refundLine }) => bag(order, refundLine.tax),
  lineItem: ({ order, refundLine }) => ({ order, line: findLine(order, refundLine.lineId) }),
};

export const refundShippingFields: Fields<RefundShippingView> = {
  id: ({ refundShipping }) => refundShipping.id,
  subtotalAmountSet: ({ order, refundShipping }) => bag(order, refundShipping.subtotal),
  taxAmountSet: ({ order, refundShipping }) => bag(order, refundShipping.tax),
  shippingLine({ order, refundShipping }) {
    const line = order.shippingLines.find((one) => one.id === refundShipping.shippingLineId);
    return line ? { order, line } : null;
  },
};

export const adjustmentFields: Fields<AdjustmentView> = {
  id: ({ adjustment }) => adjustment.id,
  reason: ({ adjustment }) => adjustment.reason,
  amountSet: ({ order, adjustment }) => bag(order, adjustment.amount),
  taxAmountSet: ({ order, adjustment }) => bag(order, adjustment.tax),
};

export const termsFields: Fields<TermsView> = {
  id: ({ terms }) => terms.id,
  paymentTermsName: ({ terms }) => terms.name,
  translatedName: ({ terms }) => terms.name,
  paymentTermsType: ({ terms }) => terms.type,
  dueInDays: ({ terms }) => terms.dueInDays,
  overdue: ({ terms }, _args, { shop }) => terms.schedules.some((one) => !one.completedAt && one.dueAt !== null && one.dueAt < shop.now()),
  due: ({ terms }, _args, { shop }) => terms.schedules.some((one) => !one.completedAt && one.dueAt !== null && one.dueAt <= shop.now()),
  order: ({ order }) => order,
  paymentSchedules: ({ order, terms }, args) => pageInOrder(terms.schedules.map((schedule) => ({ id: schedule.id, order, schedule })), args),
};

export const scheduleFields: Fields<ScheduleView> = {
  id: ({ schedule }) => schedule.id,
  issuedAt: ({ schedule }) => schedule.issuedAt,
  dueAt: ({ schedule }) => schedule.dueAt,
  completedAt: ({ schedule }) => schedule.completedAt,
  totalBalance: ({ order, schedule }) => moneyView(schedule.amount.presentment, order.currencies.presentment),
  balanceDue: ({ order, schedule }) => moneyView(schedule.completedAt ? 0n : schedule.amount.presentment, order.currencies.presentment),
  amount: ({ order, schedule }) => moneyView(schedule.amount.presentment, order.currencies.presentment),
};
