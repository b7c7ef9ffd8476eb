import type { Currencies, Money } from './money.ts';

/** An order as the sandbox keeps it. Ids are Shopify's global ids (`gid://shopify/Order/…`); their numbers may exceed 2^53, so they stay text. */
export type StoredOrder = {
  id: string;
  legacyId: string;
  name: string;
  number: number;
  confirmationNumber: string | null;
  poNumber: string | null;
  sourceName: string | null;
  sourceIdentifier: string | null;
  createdAt: Date;
  processedAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  cancelledAt: Date | null;
  cancelReason: string | null;
  test: boolean;
  edited: boolean;
  confirmed: boolean;
  currencies: Currencies;
  taxesIncluded: boolean;
  taxExempt: boolean;
  estimatedTaxes: boolean;
  dutiesIncluded: boolean;
  tags: string[];
  note: string | null;
  attributes: Attribute[];
  discountCodes: string[];
  customerLocale: string | null;
  email: string | null;
  phone: string | null;
  customer: StoredCustomer | null;
  company: CompanyPurchase | null;
  billingAddress: StoredAddress | null;
  shippingAddress: StoredAddress | null;
  retailLocationId: string | null;
  lines: StoredLine[];
  shippingLines: StoredShippingLine[];
  discounts: StoredDiscount[];
  additionalFees: StoredCharge[];
  transactions: StoredTransaction[];
  refunds: StoredRefund[];
  fulfilments: StoredFulfilment[];
  fulfilmentOrders: StoredFulfilmentOrder[];
  returns: StoredReturn[];
  paymentTerms: StoredPaymentTerms | null;
  gatewayNames: string[];
  /** Step cash payments are rounded to, in presentment minor units. */
  cashRounding: bigint | null;
  metafields: StoredMetafield[];
  totals: OrderTotals;
  /** Figures taken from an imported file as they were; each is dropped when a later event makes it untrue. */
  asImported: { totals: boolean; payment: PaymentFigures | null } | null;
};

export type Attribute = { key: string; value: string | null };

export type StoredTaxLine = { title: string; rate: string; price: Money; channelLiable: boolean | null; source: string | null };

export type StoredCharge = { id: string; title: string; price: Money; taxLines: StoredTaxLine[] };

export type StoredDuty = StoredCharge & { harmonizedSystemCode: string | null; countryCodeOfOrigin: string | null };

export type StoredDiscount = {
  index: number;
  kind: 'code' | 'automatic' | 'manual' | 'script';
  title: string;
  code: string | null;
  description: string | null;
  value: { percentage: string } | { amount: bigint };
  targetType: 'LINE_ITEM' | 'SHIPPING_LINE';
  targetSelection: 'ALL' | 'ENTITLED' | 'EXPLICIT';
  allocationMethod: 'ACROSS' | 'EACH' | 'ONE';
};

export type Allocation = { discountIndex: number; amount: Money };

export type StoredLine = {
  id: string;
  title: string;
  variantTitle: string | null;
  name: string;
  sku: string | null;
  vendor: string | null;
  /** Units ever ordered. */
  quantity: number;
  /** Units refunded or taken off by an edit. */
  removedQuantity: number;
  /** Of these, units that had not been sent: only they are no longer to be sent. */
  removedUnsentQuantity: number;
  /** Units sent out, those that came back included. */
  fulfilledQuantity: number;
  unitPrice: Money;
  giftCard: boolean;
  tip: boolean;
  taxable: boolean;
  requiresShipping: boolean;
  /** For all `quantity` units together, like the taxes. */
  allocations: Allocation[];
  taxLines: StoredTaxLine[];
  duties: StoredDuty[];
  attributes: Attribute[];
  group: { id: string; title: string; quantity: number; variantSku: string | null } | null;
  variantId: string | null;
  productId: string | null;
};

export type StoredShippingLine = {
  id: string;
  title: string;
  code: string | null;
  source: string | null;
  custom: boolean;
  deliveryCategory: string | null;
  price: Money;
  /** Verbatim from an imported file; otherwise the price less the allocations. */
  discountedPrice: Money | null;
  allocations: Allocation[];
  taxLines: StoredTaxLine[];
  isRemoved: boolean;
};

export type TransactionKind = 'AUTHORIZATION' | 'CAPTURE' | 'CHANGE' | 'EMV_AUTHORIZATION' | 'REFUND' | 'SALE' | 'VOID';
export type TransactionStatus = 'AWAITING_RESPONSE' | 'ERROR' | 'FAILURE' | 'PENDING' | 'SUCCESS' | 'UNKNOWN';

export type StoredTransaction = {
  id: string;
  kind: TransactionKind;
  status: TransactionStatus;
  gateway: string;
  formattedGateway: string;
  manual: boolean;
  amount: Money;
  /** What cash rounding added to (or took from) the amount, which already contains it. */
  rounding: Money | null;
  parentId: string | null;
  createdAt: Date;
  processedAt: Date;
  /** Set once the authorization has run out. */
  expiredAt: Date | null;
  test: boolean;
  paymentId: string | null;
  errorCode: string | null;
  fees: StoredFee[];
};

export type StoredFee = { id: string; type: string; rate: string; rateName: string | null; amount: bigint; flatFee: bigint; taxAmount: bigint };

export type RestockType = 'CANCEL' | 'LEGACY_RESTOCK' | 'NO_RESTOCK' | 'RETURN';

export type StoredRefund = {
  id: string;
  createdAt: Date;
  processedAt: Date;
  updatedAt: Date;
  note: string | null;
  lines: StoredRefundLine[];
  shipping: { id: string; shippingLineId: string; subtotal: Money; tax: Money }[];
  adjustments: { id: string; reason: string | null; amount: Money; tax: Money }[];
  duties: { dutyId: string; amount: Money }[];
  transactionIds: string[];
};

export type StoredRefundLine = {
  id: string;
  lineId: string;
  quantity: number;
  restockType: RestockType;
  restocked: boolean;
  locationId: string | null;
  price: Money;
  subtotal: Money;
  tax: Money;
};

export type StoredFulfilment = {
  id: string;
  status: 'SUCCESS' | 'CANCELLED' | 'FAILURE' | 'PENDING';
  createdAt: Date;
  updatedAt: Date;
  locationId: string | null;
  /** `fulfilmentOrderId`: null on an imported order. */
  lines: { id: string; lineId: string; quantity: number; fulfilmentOrderId: string | null }[];
  tracking: { number: string | null; url: string | null; company: string | null }[];
};

/** Which location is to send what. `total` and `remaining` count what no refund or edit took off. */
export type StoredFulfilmentOrder = {
  id: string;
  locationId: string;
  lines: { id: string; lineId: string; total: number; remaining: number }[];
  holds: StoredHold[];
  /** Not to be sent before: a pre-order. */
  fulfillAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export type StoredHold = { id: string; reason: HoldReason; reasonNotes: string | null };

export type HoldReason = 'AWAITING_PAYMENT' | 'AWAITING_RETURN_ITEMS' | 'HIGH_RISK_OF_FRAUD' | 'INCORRECT_ADDRESS' | 'INVENTORY_OUT_OF_STOCK' | 'ONLINE_STORE_POST_PURCHASE_CROSS_SELL' | 'OTHER' | 'UNKNOWN_DELIVERY_DATE';

export type StoredReturn = {
  id: string;
  name: string;
  status: 'OPEN' | 'CLOSED';
  createdAt: Date;
  closedAt: Date | null;
  lines: { id: string; lineId: string; quantity: number }[];
  exchangeLineIds: { id: string; lineId: string; quantity: number }[];
};

export type StoredPaymentTerms = {
  id: string;
  name: string;
  type: 'FIXED' | 'FULFILLMENT' | 'NET' | 'RECEIPT' | 'UNKNOWN';
  dueInDays: number | null;
  schedules: { id: string; issuedAt: Date | null; dueAt: Date | null; completedAt: Date | null; amount: Money }[];
};

export type StoredMetafield = { id: string; namespace: string; key: string; type: string; value: string; createdAt: Date; updatedAt: Date };

export type StoredCustomer = {
  id: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  locale: string;
  taxExempt: boolean;
  tags: string[];
  createdAt: Date;
  updatedAt: Date;
};

export type CompanyPurchase = { location: StoredCompanyLocation; contactId: string; contactCustomer: StoredCustomer };

export type StoredCompanyLocation = {
  id: string;
  name: string;
  externalId: string | null;
  company: { id: string; name: string; externalId: string | null };
  taxRegistrationId: string | null;
  taxExempt: boolean;
  taxExemptions: string[];
  billingAddress: StoredAddress | null;
};

export type StoredAddress = {
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  zip: string | null;
  city: string | null;
  province: string | null;
  provinceCode: string | null;
  country: string | null;
  countryCodeV2: string | null;
  phone: string | null;
  /** Verbatim from an imported file; otherwise first and last name. */
  name: string | null;
};

/** What Shopify shows of the goods. `current…` is after edits and returns, the others before. */
export type OrderTotals = {
  subtotal: Money;
  discounts: Money;
  cartDiscount: Money | null;
  shipping: Money;
  tax: Money;
  tip: Money;
  total: Money;
  originalTotal: Money;
  duties: Money | null;
  originalDuties: Money | null;
  fees: Money | null;
  originalFees: Money | null;
  currentSubtotal: Money;
  currentDiscounts: Money;
  currentCartDiscount: Money;
  currentShipping: Money;
  currentTax: Money;
  currentTotal: Money;
  taxLines: StoredTaxLine[];
  currentTaxLines: StoredTaxLine[];
};

export type FinancialStatus = 'AUTHORIZED' | 'EXPIRED' | 'PAID' | 'PARTIALLY_PAID' | 'PARTIALLY_REFUNDED' | 'PENDING' | 'REFUNDED' | 'VOIDED';

/** What Shopify shows of the money. */
export type PaymentFigures = {
  status: FinancialStatus;
  received: Money;
  refunded: Money;
  outstanding: Money;
  capturable: Money;
  roundingPaid: Money;
  roundingRefunded: Money;
  discrepancy: Money;
};

export function currentQuantity(line: StoredLine): number {
  return line.quantity - line.removedQuantity;
}

/** Goods that came back were sent all the same: a return does not change what is still to be sent. */
export function unfulfilledQuantity(line: StoredLine): number {
  return Math.max(0, line.quantity - line.removedUnsentQuantity - line.fulfilledQuantity);
}

export function findLine(order: StoredOrder, lineId: string): StoredLine {
  const line = order.lines.find((one) => one.id === lineId);
  if (!line) throw new Error(`Order ${order.name} has no line ${lineId}.`);
  return line;
}
