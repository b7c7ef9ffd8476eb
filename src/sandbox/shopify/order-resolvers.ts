import type { Context, Fields } from './context.ts';
import { byId, page, pageInOrder } from './connection.ts';
import { fulfilmentOrdersOf, statusOf } from './fulfilment-orders.ts';
import { visibleFulfilmentOrders } from './fulfilment-resolvers.ts';
import { nothing, minus, plus, type Money } from './money.ts';
import { bag, optionalBag } from './money-view.ts';
import { paymentFigures } from './payment-figures.ts';
import { companyPurchaseView, customerView } from './party-resolvers.ts';
import { currentQuantity, type PaymentFigures, type StoredAddress, type StoredOrder } from './stored-order.ts';
import { metafieldFields } from './metafields.ts';

const figuresOf = (order: StoredOrder, context: Context): PaymentFigures => paymentFigures(order, context.shop.reading);
const total = (read: (order: StoredOrder) => Money) => (order: StoredOrder) => bag(order, read(order));
const maybe = (read: (order: StoredOrder) => Money | null) => (order: StoredOrder) => optionalBag(order, read(order));
const paid = (read: (figures: PaymentFigures) => Money) => (order: StoredOrder, _args: unknown, context: Context) => bag(order, read(figuresOf(order, context)));

/** Fields whose stored name and form are Shopify's (`name`, `tags`, `createdAt` …) need no line here. */
export const orderFields: Fields<StoredOrder> = {
  ...metafieldFields,
  legacyResourceId: (order) => order.legacyId,
  currencyCode: (order) => order.currencies.shop,
  presentmentCurrencyCode: (order) => order.currencies.presentment,
  customAttributes: (order) => order.attributes,
  closed: (order) => order.closedAt !== null,
  paymentGatewayNames: (order) => order.gatewayNames,
  subtotalPriceSet: total((order) => order.totals.subtotal),
  totalDiscountsSet: total((order) => order.totals.discounts),
  cartDiscountAmountSet: maybe((order) => order.totals.cartDiscount),
  totalShippingPriceSet: total((order) => order.totals.shipping),
  totalTaxSet: total((order) => order.totals.tax),
  totalTipReceivedSet: total((order) => order.totals.tip),
  totalPriceSet: total((order) => order.totals.total),
  originalTotalPriceSet: total((order) => order.totals.originalTotal),
  originalTotalDutiesSet: maybe((order) => order.totals.originalDuties),
  originalTotalAdditionalFeesSet: maybe((order) => order.totals.originalFees),
  currentSubtotalPriceSet: total((order) => order.totals.currentSubtotal),
  currentTotalDiscountsSet: total((order) => order.totals.currentDiscounts),
  currentCartDiscountAmountSet: total((order) => order.totals.currentCartDiscount),
  currentShippingPriceSet: total((order) => order.totals.currentShipping),
  currentTotalTaxSet: total((order) => order.totals.currentTax),
  currentTotalDutiesSet: maybe((order) => order.totals.duties),
  currentTotalAdditionalFeesSet: maybe((order) => order.totals.fees),
  currentTotalPriceSet: total((order) => order.totals.currentTotal),
  taxLines: (order) => order.totals.taxLines.map((tax) => ({ of: order, tax })),
  currentTaxLines: (order) => order.totals.currentTaxLines.map((tax) => ({ of: order, tax })),
  additionalFees: (order) => order.additionalFees.map((charge) => ({ of: order, charge })),
  ...paymentFields(),
  ...relations(),
};

function paymentFields(): Fields<StoredOrder> {
  return {
    displayFinancialStatus: (order, _args, context) => figuresOf(order, context).status,
    totalOutstandingSet: paid((figures) => figures.outstanding),
    totalReceivedSet: paid((figures) => figures.received),
    totalRefundedSet: paid((figures) => figures.refunded),
    totalCapturableSet: paid((figures) => figures.capturable),
    netPaymentSet: paid((figures) => minus(figures.received, figures.refunded)),
    refundDiscrepancySet: paid((figures) => figures.discrepancy),
    totalRefundedShippingSet(order) {
      const refunded = order.refunds.flatMap((refund) => refund.shipping);
      return bag(order, plus(nothing, ...refunded.map((one) => (order.taxesIncluded ? one.subtotal : plus(one.subtotal, one.tax)))));
    },
    totalCashRoundingAdjustment(order, _args, context) {
      const { roundingPaid, roundingRefunded } = figuresOf(order, context);
      return { paymentSet: bag(order, roundingPaid), refundSet: bag(order, roundingRefunded) };
    },
    capturable: (order, _args, context) => figuresOf(order, context).capturable.presentment > 0n,
    fullyPaid(order, _args, context) {
      const { received } = figuresOf(order, context);
      return received.presentment >= order.totals.currentTotal.presentment;
    },
    unpaid: (order, _args, context) => figuresOf(order, context).received.presentment === 0n,
    canMarkAsPaid: (order, _args, context) => canMarkAsPaid(order, context),
    refundable: (order, _args, context) => minus(figuresOf(order, context).received, figuresOf(order, context).refunded).presentment > 0n,
    transactions: (order, args) => order.transactions.slice(0, typeof args['first'] === 'number' ? args['first'] : undefined).map((transaction) => ({ order, transaction })),
    refunds: (order, args) => order.refunds.slice(0, typeof args['first'] === 'number' ? args['first'] : undefined).map((refund) => ({ order, refund })),
    paymentTerms: (order) => (order.paymentTerms ? { order, terms: order.paymentTerms } : null),
  };
}

/**
 * Not when paid, cancelled, waiting for a payment provider, or with nothing outstanding. A bank deposit that is pending does not wait for
 * anybody but the merchant: marking it as paid is how it ends.
 */
export function canMarkAsPaid(order: StoredOrder, context: Context): boolean {
  const { outstanding, status } = figuresOf(order, context);
  const waiting = order.transactions.some((one) => one.status === 'PENDING' && one.kind !== 'REFUND' && !one.manual);
  return outstanding.presentment > 0n && !order.cancelledAt && !waiting && status !== 'PAID';
}

function relations(): Fields<StoredOrder> {
  return {
    displayFulfillmentStatus: fulfilmentStatus,
    returnStatus(order) {
      if (order.returns.length === 0) return 'NO_RETURN';
      return order.returns.some((one) => one.status === 'OPEN') ? 'IN_PROGRESS' : 'RETURNED';
    },
    customer: (order) => (order.customer ? customerView(order.customer) : null),
    purchasingEntity(order) {
      if (order.company) return companyPurchaseView(order.company);
      return order.customer ? customerView(order.customer) : null;
    },
    billingAddress: (order) => addressView(order, order.billingAddress, 'billing'),
    shippingAddress: (order) => addressView(order, order.shippingAddress, 'shipping'),
    displayAddress: (order) => addressView(order, order.shippingAddress ?? order.billingAddress, 'shipping'),
    billingAddressMatchesShippingAddress: (order) => JSON.stringify(order.billingAddress) === JSON.stringify(order.shippingAddress),
    localizedFields: (_order, args) => page([], args, byId),
    retailLocation: (order, _args, context) => context.shop.stock.locations.find((one) => one.id === order.retailLocationId) ?? null,
    shippingLines(order, args) {
      const lines = order.shippingLines.filter((line) => args['includeRemovals'] === true || !line.isRemoved);
      return pageInOrder(lines.map((line) => ({ id: line.id, order, line })), args);
    },
    lineItems: (order, args) => pageInOrder(order.lines.map((line) => ({ id: line.id, order, line })), args),
    fulfillments: (order, args) => order.fulfilments.slice(0, typeof args['first'] === 'number' ? args['first'] : undefined).map((one) => ({ ...one, order })),
    fulfillmentOrders: (order, args, context) => pageInOrder(visibleFulfilmentOrders(context, order), args),
    returns: (order, args) => pageInOrder(order.returns, args),
    currentSubtotalLineItemsQuantity: (order) => order.lines.reduce((sum, line) => sum + currentQuantity(line), 0),
    subtotalLineItemsQuantity: (order) => order.lines.reduce((sum, line) => sum + line.quantity, 0),
    requiresShipping: (order) => order.lines.some((line) => line.requiresShipping),
  };
}

function fulfilmentStatus(order: StoredOrder, _args: unknown, { shop }: Context): string {
  const open = fulfilmentOrdersOf(shop, order).filter((one) => one.lines.some(({ remaining }) => remaining > 0));
  for (const status of ['ON_HOLD', 'SCHEDULED'] as const) if (open.length > 0 && open.every((one) => statusOf(shop, order, one) === status)) return status;
  if (!order.lines.some((line) => line.fulfilledQuantity > 0)) return 'UNFULFILLED';
  return open.length > 0 ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
}

function addressView(order: StoredOrder, address: StoredAddress | null, role: string) {
  if (!address) return null;
  const names = [address.firstName, address.lastName].filter((part) => part);
  return { ...address, id: `gid://shopify/MailingAddress/${order.legacyId}?model_name=${role}`, name: address.name ?? (names.join(' ') || null) };
}
