import { wholeSecond } from './clock.ts';
import { legacyId, gid } from './ids.ts';
import {
  dateOf,
  firstGateway,
  idOf,
  importAddress,
  importAttribute,
  importDiscount,
  importedMoney,
  importLine,
  importRefund,
  importShippingLine,
  importTaxLine,
  importTransaction,
  oneOf,
  type Reading,
} from './import-rest-parts.ts';
import { minus, nothing, plus, type Money } from './money.ts';
import { orderNews } from './order-bodies.ts';
import { firstTotals } from './order-totals.ts';
import { paymentFigures } from './payment-figures.ts';
import { emptyTotals } from './place-order.ts';
import { parseRestOrder, type RestMoneySet, type RestOrder } from './rest-order-file.ts';
import type { ShopState } from './shop-state.ts';
import type { FinancialStatus, OrderTotals, StoredCustomer, StoredOrder, StoredPaymentTerms, StoredTransaction } from './stored-order.ts';

/**
 * Stands an order up from a REST or webhook order JSON. The file's numbers are kept as they are, even where they disagree with each other;
 * only what it does not say is computed. A second import of the same id replaces the first.
 */
export function importRestOrder(shop: ShopState, json: string): StoredOrder {
  const file = parseRestOrder(json);
  const reading: Reading = { shop, file, currencies: { shop: file.currency, presentment: file.presentment_currency ?? file.currency, rate: '1' } };
  const order = importedOrder(reading);
  order.lines = file.line_items.map((line) => importLine(reading, line));
  order.refunds = (file.refunds ?? []).map((refund) => importRefund(reading, refund, order));
  order.totals = importedTotals(reading, firstTotals(order));
  order.transactions = importedTransactions(reading, order);
  order.asImported = { totals: true, payment: null };
  order.asImported.payment = importedPayment(reading, order);
  const isNew = !shop.orders.has(order.id);
  shop.orders.set(order.id, order);
  shop.announce(orderNews(order, paymentFigures(order, shop.reading), isNew ? 'orders/create' : 'orders/updated'));
  return order;
}

function importedOrder(reading: Reading): StoredOrder {
  const { file, shop } = reading;
  const id = file.admin_graphql_api_id ?? gid('Order', file.id);
  const createdAt = dateOf(file.created_at) ?? wholeSecond(shop.now());
  const number = Number(file.order_number ?? file.id);
  const paid = firstGateway(file);
  return {
    id,
    legacyId: legacyId(id),
    name: file.name ?? `#${number}`,
    number: Number.isSafeInteger(number) && number < 2 ** 31 ? number : 0,
    createdAt,
    processedAt: dateOf(file.processed_at) ?? createdAt,
    updatedAt: dateOf(file.updated_at) ?? createdAt,
    closedAt: dateOf(file.closed_at),
    cancelledAt: dateOf(file.cancelled_at),
    cancelReason: file.cancel_reason ? oneOf(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'STAFF', 'OTHER'], file.cancel_reason, 'OTHER') : null,
    ...statedByFile(file),
    currencies: reading.currencies,
    customer: importedCustomer(reading, createdAt),
    company: null,
    billingAddress: importAddress(file.billing_address),
    shippingAddress: importAddress(file.shipping_address),
    retailLocationId: null,
    lines: [],
    shippingLines: (file.shipping_lines ?? []).map((line) => importShippingLine(reading, line)),
    discounts: (file.discount_applications ?? []).map((one, index) => importDiscount(reading, one, index)),
    additionalFees: [],
    transactions: [],
    refunds: [],
    fulfilments: importedFulfilments(reading),
    fulfilmentOrders: [],
    returns: [],
    paymentTerms: importedTerms(reading),
    gatewayNames: file.payment_gateway_names ?? (file.gateway ? [paid] : []),
    cashRounding: null,
    metafields: [],
    totals: emptyTotals,
    asImported: null,
  };
}

function statedByFile(file: RestOrder) {
  return {
    confirmationNumber: file.confirmation_number ?? null,
    poNumber: file.po_number ?? null,
    sourceName: file.source_name ?? null,
    sourceIdentifier: file.source_identifier ?? null,
    test: file.test ?? false,
    edited: false,
    confirmed: file.confirmed ?? true,
    taxesIncluded: file.taxes_included ?? false,
    taxExempt: file.tax_exempt ?? false,
    estimatedTaxes: file.estimated_taxes ?? false,
    dutiesIncluded: file.duties_included ?? false,
    tags: (file.tags ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''),
    note: file.note ?? null,
    attributes: (file.note_attributes ?? []).map(importAttribute),
    discountCodes: (file.discount_codes ?? []).flatMap((one) => one.code ?? []),
    customerLocale: file.customer_locale ?? null,
    email: file.email || null,
    phone: file.phone || null,
  };
}

/** What the file states wins; what it does not is computed from its lines. */
function importedTotals(reading: Reading, computed: OrderTotals): OrderTotals {
  const { file } = reading;
  const stated = (otherwise: Money, plain: string | null | undefined, set: RestMoneySet) => (plain || set ? importedMoney(reading, plain, set) : otherwise);
  const optional = (set: RestMoneySet) => (set ? importedMoney(reading, null, set) : null);
  const total = importedMoney(reading, file.total_price, file.total_price_set);
  const tax = stated(computed.tax, file.total_tax, file.total_tax_set);
  const subtotal = stated(computed.subtotal, file.subtotal_price, file.subtotal_price_set);
  const discounts = stated(computed.discounts, file.total_discounts, file.total_discounts_set);
  const taxLines = file.tax_lines ? file.tax_lines.map((one) => importTaxLine(reading, one)) : computed.taxLines;
  const untouched = !file.refunds?.length;
  return {
    ...computed,
    total,
    tax,
    subtotal,
    discounts,
    taxLines,
    originalTotal: total,
    shipping: stated(computed.shipping, null, file.total_shipping_price_set),
    tip: stated(computed.tip, file.total_tip_received, null),
    duties: optional(file.current_total_duties_set),
    originalDuties: optional(file.original_total_duties_set),
    fees: optional(file.current_total_additional_fees_set),
    originalFees: optional(file.original_total_additional_fees_set),
    currentTotal: stated(untouched ? total : computed.currentTotal, file.current_total_price, file.current_total_price_set),
    currentTax: stated(untouched ? tax : computed.currentTax, file.current_total_tax, file.current_total_tax_set),
    currentSubtotal: stated(untouched ? subtotal : computed.currentSubtotal, file.current_subtotal_price, file.current_subtotal_price_set),
    currentDiscounts: stated(untouched ? discounts : computed.currentDiscounts, file.current_total_discounts, file.current_total_discounts_set),
    currentShipping: stated(computed.currentShipping, null, file.current_shipping_price_set),
    currentTaxLines: untouched ? taxLines : computed.currentTaxLines,
  };
}

/** The file's own transactions, or those its financial status implies. */
function importedTransactions(reading: Reading, order: StoredOrder): StoredTransaction[] {
  const { file } = reading;
  const own = (file.transactions ?? []).map((one) => importTransaction(reading, one, order.processedAt));
  const refunds = (file.refunds ?? []).flatMap((refund) => refund.transactions ?? []).map((one) => importTransaction(reading, one, order.processedAt));
  const missing = refunds.filter((one) => !own.some((known) => known.id === one.id));
  return own.length > 0 ? [...own, ...missing] : [...impliedTransactions(reading, order, refunds), ...missing];
}

function impliedTransactions(reading: Reading, order: StoredOrder, refunds: StoredTransaction[]): StoredTransaction[] {
  const { file } = reading;
  const parentId = refunds.find((one) => one.parentId)?.parentId ?? null;
  const implied = (kind: string, amount: string) => importTransaction(reading, { kind, amount, status: 'success' }, order.processedAt);
  const named = (transaction: StoredTransaction) => ({ ...transaction, id: parentId ?? transaction.id });
  switch (file.financial_status) {
    case 'paid':
    case 'partially_refunded':
    case 'refunded':
      return [named(implied('sale', file.total_price))];
    case 'authorized':
      return [named(implied('authorization', file.total_price))];
    case 'partially_paid': {
      const paid = minus(order.totals.total, importedMoney(reading, file.total_outstanding, null));
      return [{ ...named(implied('sale', '0')), amount: paid }];
    }
    case 'voided': {
      const authorization = named(implied('authorization', file.total_price));
      return [authorization, { ...implied('void', file.total_price), parentId: authorization.id }];
    }
    default:
      return [];
  }
}

const statuses: readonly FinancialStatus[] = ['AUTHORIZED', 'EXPIRED', 'PAID', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'VOIDED'];

function importedPayment(reading: Reading, order: StoredOrder) {
  const { file } = reading;
  const computed = paymentFigures(order, reading.shop.reading);
  return {
    ...computed,
    status: oneOf(statuses, file.financial_status, computed.status),
    outstanding: file.total_outstanding ? importedMoney(reading, file.total_outstanding, null) : computed.outstanding,
    roundingPaid: importedMoney(reading, null, file.total_cash_rounding_payment_adjustment_set),
    roundingRefunded: importedMoney(reading, null, file.total_cash_rounding_refund_adjustment_set),
  };
}

function importedCustomer(reading: Reading, at: Date): StoredCustomer | null {
  const customer = reading.file.customer;
  if (!customer) return null;
  const stored: StoredCustomer = {
    id: idOf(reading, 'Customer', customer.id),
    firstName: customer.first_name ?? null,
    lastName: customer.last_name ?? null,
    email: customer.email || null,
    phone: customer.phone || null,
    locale: reading.file.customer_locale ?? 'en',
    taxExempt: customer.tax_exempt ?? false,
    tags: (customer.tags ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''),
    createdAt: dateOf(customer.created_at) ?? at,
    updatedAt: dateOf(customer.updated_at) ?? at,
  };
  reading.shop.customers.set(stored.id, stored);
  return stored;
}

function importedFulfilments(reading: Reading): StoredOrder['fulfilments'] {
  return (reading.file.fulfillments ?? []).map((one) => {
    const createdAt = dateOf(one.created_at) ?? reading.shop.now();
    const lines = (one.line_items ?? []).map((line) => ({
      id: reading.shop.ids.next('FulfillmentLineItem'),
      lineId: idOf(reading, 'LineItem', line.id),
      quantity: Number(line.quantity),
      fulfilmentOrderId: null,
    }));
    const tracking = one.tracking_number ? [{ number: one.tracking_number, company: one.tracking_company ?? null, url: one.tracking_url ?? null }] : [];
    const status = oneOf(['SUCCESS', 'CANCELLED', 'FAILURE', 'PENDING'], one.status, 'SUCCESS');
    return { id: idOf(reading, 'Fulfillment', one.id), status, createdAt, updatedAt: dateOf(one.updated_at) ?? createdAt, locationId: null, lines, tracking };
  });
}

function importedTerms(reading: Reading): StoredPaymentTerms | null {
  const terms = reading.file.payment_terms;
  if (!terms) return null;
  const schedules = (terms.payment_schedules ?? []).map((one) => ({
    id: idOf(reading, 'PaymentSchedule', one.id),
    issuedAt: dateOf(one.issued_at),
    dueAt: dateOf(one.due_at),
    completedAt: dateOf(one.completed_at),
    amount: one.amount ? importedMoney(reading, one.amount, null) : plus(nothing),
  }));
  return {
    id: idOf(reading, 'PaymentTerms', terms.id),
    name: terms.payment_terms_name ?? '',
    type: oneOf(['FIXED', 'FULFILLMENT', 'NET', 'RECEIPT', 'UNKNOWN'], terms.payment_terms_type, 'UNKNOWN'),
    dueInDays: terms.due_in_days ? Number(terms.due_in_days) : null,
    schedules,
  };
}
