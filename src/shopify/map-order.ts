import { parseDecimal, ratePpmOf } from '../domain/money.ts';
import type { Address, Discount, MoneySide, Order, OrderLine, Refund, ShippingLine, TaxLine, Transaction } from '../domain/order.ts';
import type { AddressAnswer, AllocationAnswer, LineAnswer, MoneyBag, OrderAnswer, RefundAnswer, TaxLineAnswer, TransactionAnswer } from './answers.ts';
import { ShopifyError } from './outcome.ts';

/** Every page of an order, as read, with the amounts of one side. */
export type WholeOrder = { side: MoneySide; head: OrderAnswer; lines: LineAnswer[]; refunds: RefundAnswer[]; /** Units in parcels by line id; null: not asked for, because nothing that was sent has been taken off. */ sent: ReadonlyMap<string, number> | null };

/** Shopify's answer in our terms: amounts of one side, in its currency of the time of ordering, nothing recomputed. */
export function mapOrder({ side, head, lines, refunds, sent }: WholeOrder): Order {
  const currency = side === 'shop' ? head.currencyCode : head.presentmentCurrencyCode;
  const minor = amountsIn(currency);
  return {
    id: head.id,
    name: head.name,
    currency,
    moneySide: side,
    createdAt: head.createdAt,
    processedAt: head.processedAt,
    updatedAt: head.updatedAt,
    cancelledAt: head.cancelledAt,
    test: head.test,
    taxesIncluded: head.taxesIncluded,
    sourceName: filled(head.sourceName),
    poNumber: filled(head.poNumber),
    note: filled(head.note),
    tags: head.tags,
    customerLocale: filled(head.customerLocale),
    email: filled(head.email),
    phone: filled(head.phone),
    customer: customerOf(head),
    company: companyOf(head),
    billingAddress: addressOf(head.billingAddress),
    shippingAddress: addressOf(head.shippingAddress),
    lines: lines.map((line) => lineOf(line, sent, minor)),
    shippingLines: head.shippingLines.nodes.map((line, index) => shippingLineOf(line, index, minor)),
    additionalFees: head.additionalFees.map((fee) => ({ id: fee.id, title: fee.name, priceMinor: minor(fee.price), taxLines: taxLinesOf(fee.taxLines, minor) })),
    transactions: head.transactions.map((transaction) => transactionOf(transaction, minor)),
    refunds: refunds.map((refund) => refundOf(refund, minor)),
    paymentTerms: paymentTermsOf(head),
    converted: side === 'shop' && head.presentmentCurrencyCode !== head.currencyCode,
    totals: {
      currentMinor: minor(head.currentTotalPriceSet),
      originalMinor: minor(head.totalPriceSet),
      currentTaxMinor: minor(head.currentTotalTaxSet),
      cashRoundingMinor: minor(head.totalCashRoundingAdjustment.paymentSet) - minor(head.totalCashRoundingAdjustment.refundSet),
      outstandingMinor: minor(head.totalOutstandingSet),
      receivedMinor: minor(head.totalReceivedSet),
      refundedMinor: minor(head.totalRefundedSet),
    },
  };
}

type Minor = (bag: MoneyBag) => number;

/** Two currencies must never be added: an amount in another one than the order's is not an order we understand. */
function amountsIn(currency: string): Minor {
  return ({ money }) => {
    if (money.currencyCode !== currency) throw notUnderstood(`an amount in ${money.currencyCode} on an order in ${currency}`);
    return parseDecimal(money.amount, currency);
  };
}

function lineOf(line: LineAnswer, sent: WholeOrder['sent'], minor: Minor): OrderLine {
  return {
    id: line.id,
    kind: lineKindOf(line),
    title: line.title,
    variantTitle: filled(line.variantTitle),
    sku: filled(line.sku),
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    unfulfilledQuantity: line.unfulfilledQuantity,
    sentQuantity: sent === null ? Math.max(0, line.currentQuantity - line.unfulfilledQuantity) : (sent.get(line.id) ?? 0),
    requiresShipping: line.requiresShipping,
    unitPriceMinor: minor(line.originalUnitPriceSet),
    discounts: discountsOf(line.discountAllocations, minor),
    taxLines: taxLinesOf(line.taxLines, minor),
    duties: line.duties.map((duty) => ({ id: duty.id, title: 'Duty', priceMinor: minor(duty.price), taxLines: taxLinesOf(duty.taxLines, minor) })),
    bundleTitle: filled(line.lineItemGroup?.title ?? null),
  };
}

/** A tip has no type of its own: it is a line named `Tip` without a product, which is also how Microsoft's connector tells it. */
function lineKindOf(line: LineAnswer): OrderLine['kind'] {
  if (line.isGiftCard) return 'gift-card';
  if (line.name === 'Tip' && line.product === null && line.variant === null) return 'tip';
  return line.variant === null ? 'custom' : 'product';
}

function shippingLineOf(line: OrderAnswer['shippingLines']['nodes'][number], index: number, minor: Minor): ShippingLine {
  return {
    // Old orders have shipping lines without an id; their place identifies them well enough.
    id: line.id ?? `shipping-${index + 1}`,
    title: line.title,
    removed: line.isRemoved,
    priceMinor: minor(line.originalPriceSet),
    discounts: discountsOf(line.discountAllocations, minor),
    taxLines: taxLinesOf(line.taxLines, minor),
  };
}

function discountsOf(allocations: readonly AllocationAnswer[], minor: Minor): Discount[] {
  return allocations
    .map(({ allocatedAmountSet, discountApplication: { code, title } }) => ({ title: filled(code ?? null) ?? filled(title ?? null) ?? 'Discount', amountMinor: minor(allocatedAmountSet) }))
    .filter((discount) => discount.amountMinor !== 0);
}

function taxLinesOf(lines: readonly TaxLineAnswer[], minor: Minor): TaxLine[] {
  return lines.map((line) => {
    const amountMinor = minor(line.priceSet);
    if (line.rate === null && amountMinor !== 0) throw notUnderstood(`the tax ${line.title} has an amount but no rate`);
    return { title: line.title, ratePpm: ratePpmOf(line.rate ?? 0), amountMinor, channelLiable: line.channelLiable ?? false };
  });
}

function transactionOf(transaction: TransactionAnswer, minor: Minor): Transaction {
  const gateway = filled(transaction.gateway) ?? filled(transaction.formattedGateway) ?? 'unknown';
  return {
    id: transaction.id,
    kind: transactionKinds[transaction.kind] ?? 'other',
    status: transactionStatuses[transaction.status] ?? 'other',
    gateway: gateway.toLowerCase(),
    gatewayName: filled(transaction.formattedGateway) ?? gateway,
    amountMinor: Math.abs(minor(transaction.amountSet)),
    processedAt: transaction.processedAt ?? transaction.createdAt,
    parentId: transaction.parentTransaction?.id ?? null,
    test: transaction.test,
  };
}

const transactionKinds: Record<string, Transaction['kind']> = {
  AUTHORIZATION: 'authorization',
  EMV_AUTHORIZATION: 'authorization',
  CAPTURE: 'capture',
  SALE: 'sale',
  REFUND: 'refund',
  VOID: 'void',
  CHANGE: 'change',
};

const transactionStatuses: Record<string, Transaction['status']> = {
  SUCCESS: 'success',
  PENDING: 'pending',
  AWAITING_RESPONSE: 'pending',
  FAILURE: 'failure',
  ERROR: 'error',
};

/** What is refunded without being put back is gone, whether it had left or not. */
const onShelf: Record<string, { returned: true } | { unsent: true }> = { RETURN: { returned: true }, CANCEL: { unsent: true } };

function refundOf(refund: RefundAnswer, minor: Minor): Refund {
  return {
    id: refund.id,
    createdAt: refund.createdAt ?? refund.processedAt,
    lines: refund.refundLineItems.nodes.map((line) => ({ lineId: line.lineItem.id, quantity: line.quantity, subtotalMinor: minor(line.subtotalSet), taxMinor: minor(line.totalTaxSet), ...onShelf[line.restockType] })),
    shipping: refund.refundShippingLines.nodes.map((line) => ({ shippingLineId: line.shippingLine.id ?? '', subtotalMinor: minor(line.subtotalAmountSet), taxMinor: minor(line.taxAmountSet) })),
    // A duty whose line is gone has no id any more; its amount still counts.
    duties: (refund.duties ?? []).map((duty) => ({ chargeId: duty.originalDuty?.id ?? '', amountMinor: minor(duty.amountSet) })),
    adjustments: refund.orderAdjustments.nodes.map((one) => ({ amountMinor: minor(one.amountSet), taxMinor: minor(one.taxAmountSet), ...(one.reason === 'PENDING_REFUND_DISCREPANCY' ? { pending: true } : {}) })),
    totalMinor: minor(refund.totalRefundedSet),
    transactionIds: refund.transactions.nodes.map((one) => one.id),
  };
}

function customerOf({ customer }: OrderAnswer): Order['customer'] {
  if (!customer) return null;
  return {
    id: customer.id,
    firstName: filled(customer.firstName),
    lastName: filled(customer.lastName),
    email: filled(customer.defaultEmailAddress?.emailAddress ?? null),
    phone: filled(customer.defaultPhoneNumber?.phoneNumber ?? null),
    locale: filled(customer.locale),
  };
}

function companyOf({ purchasingEntity }: OrderAnswer): Order['company'] {
  const { company, location } = purchasingEntity ?? {};
  if (!company || !location) return null;
  const vatNumber = filled(location.taxSettings?.taxRegistrationId ?? null);
  return { id: company.id, name: company.name, locationId: location.id, locationName: filled(location.name), ...(vatNumber === null ? {} : { vatNumber }) };
}

function addressOf(address: AddressAnswer | null): Address | null {
  if (!address) return null;
  const { countryCodeV2, ...rest } = address;
  return {
    firstName: filled(rest.firstName),
    lastName: filled(rest.lastName),
    company: filled(rest.company),
    address1: filled(rest.address1),
    address2: filled(rest.address2),
    zip: filled(rest.zip),
    city: filled(rest.city),
    countryCode: filled(countryCodeV2),
    phone: filled(rest.phone),
  };
}

/** The first schedule still open says when money is due; when all are settled, the last one did. */
function paymentTermsOf({ paymentTerms }: OrderAnswer): Order['paymentTerms'] {
  if (!paymentTerms) return null;
  const schedules = paymentTerms.paymentSchedules.nodes;
  const schedule = schedules.find((one) => one.completedAt === null) ?? schedules.at(-1);
  return { dueAt: schedule?.dueAt ?? null };
}

/** Shopify mixes null, '' and blanks for "nothing there". */
function filled(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

export function notUnderstood(what: string): ShopifyError {
  return new ShopifyError({ kind: 'refused', code: 'NOT_UNDERSTOOD', cause: `the order cannot be read: ${what}` });
}
