import type { Shipment } from './fulfil-order.ts';
import type { HoldReason, StoredOrder, TransactionKind, TransactionStatus } from './stored-order.ts';

/** What a person (or a test) writes to place an order. Amounts are decimal texts in the buyer's (presentment) currency. */
export type OrderInput = {
  lines: LineInput[];
  shipping?: ShippingInput[];
  /** Discounts over the whole order or, with `lines`, over some of them. */
  discounts?: DiscountInput[];
  taxesIncluded?: boolean;
  /** No tax lines at all. */
  taxExempt?: boolean;
  /** Tax lines keep their rate, with a price of 0.00, as Shopify does for exempt customers and reverse charge. */
  rateWithoutTax?: boolean;
  /** For lines and shipping that name none; `null` = none. Default: the shop's. */
  taxRate?: string | null;
  customer?: CustomerInput | null;
  company?: CompanyInput;
  email?: string | null;
  phone?: string | null;
  billingAddress?: AddressInput | null;
  shippingAddress?: AddressInput | null;
  source?: 'web' | 'pos' | 'shopify_draft_order' | (string & {});
  sourceIdentifier?: string;
  /** Bought in another currency than the shop's; `rate` = shop currency per unit. */
  presentment?: { currency: string; rate: string };
  /** Cash payments of this order are rounded to this amount, for example `'0.05'`. */
  cashRounding?: string;
  payments?: PaymentInput[];
  tags?: string[];
  note?: string | null;
  attributes?: Record<string, string>;
  poNumber?: string;
  test?: boolean;
  customerLocale?: string | null;
  paymentTerms?: PaymentTermsInput;
  additionalFees?: { title: string; price: string; taxRate?: string | null }[];
  dutiesIncluded?: boolean;
  name?: string;
  createdAt?: Date | string;
  processedAt?: Date | string;
};

export type LineInput = {
  title?: string;
  variantTitle?: string;
  sku?: string;
  vendor?: string;
  quantity?: number;
  price: string;
  taxRate?: string | null;
  /** Several taxes on one line (state, county …); wins over `taxRate`. */
  taxes?: { title: string; rate: string }[];
  giftCard?: boolean;
  tip?: boolean;
  /** A custom line of a draft order: no product, no variant. */
  custom?: boolean;
  discount?: DiscountInput;
  properties?: Record<string, string>;
  requiresShipping?: boolean;
  bundle?: { title: string; quantity?: number; sku?: string };
  duties?: { price: string; taxRate?: string | null; harmonizedSystemCode?: string; countryCodeOfOrigin?: string }[];
};

export type ShippingInput = {
  title?: string;
  code?: string;
  price: string;
  taxRate?: string | null;
  taxes?: { title: string; rate: string }[];
  discount?: DiscountInput;
};

/** Either `percentage` (`'10'` = ten percent) or `amount`. A code wins over a title. */
export type DiscountInput = {
  percentage?: string;
  amount?: string;
  code?: string;
  title?: string;
  kind?: 'code' | 'automatic' | 'manual' | 'script';
  /** Indexes of the lines it is for; all when absent. */
  lines?: number[];
};

export type CustomerInput = {
  id?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  locale?: string;
  taxExempt?: boolean;
  tags?: string[];
};

export type CompanyInput = {
  name: string;
  externalId?: string;
  location?: string;
  locationExternalId?: string;
  taxRegistrationId?: string;
  taxExempt?: boolean;
  billingAddress?: AddressInput;
};

export type AddressInput = {
  firstName?: string;
  lastName?: string;
  company?: string;
  address1?: string;
  address2?: string;
  zip?: string;
  city?: string;
  province?: string;
  provinceCode?: string;
  country?: string;
  countryCode?: string;
  phone?: string;
};

export type PaymentInput = {
  gateway?: string;
  /** Default: what is still outstanding. */
  amount?: string;
  kind?: TransactionKind;
  status?: TransactionStatus;
  at?: Date | string;
  parentId?: string;
};

export type PaymentTermsInput = { type: 'FIXED' | 'FULFILLMENT' | 'NET' | 'RECEIPT'; dueInDays?: number; dueAt?: Date | string };

export type RefundInput = {
  /** Line index or id with the number of units. */
  lines?: { line: number | string; quantity: number }[];
  /** `true` = all that is left, or an amount. */
  shipping?: boolean | string;
  /** The import duties of the lines, as far as their units come back. Default: they stay. */
  duties?: boolean;
  /** What is really paid back. Default: what the lines and the shipping amount to, at most what was received. `'0'` = no transaction. */
  amount?: string;
  restock?: 'return' | 'cancel' | 'no_restock';
  gateway?: string;
  /** The money is under way: the transaction stays PENDING until `settleRefund`. */
  pending?: boolean;
  note?: string;
  at?: Date | string;
};

export type EditInput = {
  add?: LineInput[];
  /** Line index or id → new number of units (0 takes the line off). */
  quantities?: { line: number | string; quantity: number }[];
  addShipping?: ShippingInput[];
  removeShipping?: number[];
  /** A discount on one existing line. */
  discount?: { line: number | string; discount: DiscountInput };
  shippingAddress?: AddressInput;
  billingAddress?: AddressInput;
  email?: string;
  note?: string;
  tags?: string[];
};

export type LineUnits = { line: number | string; quantity: number };

export type OrderEditor = {
  create(input: OrderInput): StoredOrder;
  pay(order: OrderRef, payment?: PaymentInput): StoredOrder;
  authorize(order: OrderRef, payment?: PaymentInput): StoredOrder;
  capture(order: OrderRef, payment?: { amount?: string; at?: Date | string }): StoredOrder;
  void(order: OrderRef): StoredOrder;
  expire(order: OrderRef): StoredOrder;
  failPayment(order: OrderRef, payment?: PaymentInput): StoredOrder;
  /** Pending payments and refunds (only those of the gateway, when one is named) become SUCCESS (or FAILURE). */
  settle(order: OrderRef, outcome?: 'SUCCESS' | 'FAILURE', gateway?: string): StoredOrder;
  /**
   * The failed money of the order's last refund goes again (by another gateway, when one is named). Shopify documents no such act, but its
   * refund has a list of transactions that may fail and succeed: the new one stands beside the failed one.
   */
  retryRefund(order: OrderRef, gateway?: string): StoredOrder;
  /** Sends what can be sent: all of it, or these units, from anywhere or from one location (its name or id). Each location packs a parcel. */
  fulfil(order: OrderRef, what?: { lines?: LineUnits[]; location?: string; tracking?: { number: string; company?: string; url?: string } }): StoredOrder;
  /** One parcel of what an app named. */
  pack(order: OrderRef, shipment: Shipment): StoredOrder;
  /** The parcel did not leave: one of the order's fulfilments (default: the last that is not cancelled). */
  cancelFulfilment(order: OrderRef, fulfilmentId?: string): StoredOrder;
  /** Puts what is still to be sent on hold, or only these units, which get a fulfilment order of their own. */
  hold(order: OrderRef, how?: { lines?: LineUnits[]; reason?: HoldReason; notes?: string }): StoredOrder;
  releaseHolds(order: OrderRef): StoredOrder;
  /** Units that another location (its name or id) is to send. */
  moveFulfilment(order: OrderRef, how: { to: string; lines?: LineUnits[] }): StoredOrder;
  splitFulfilment(order: OrderRef, lines: LineUnits[]): StoredOrder;
  edit(order: OrderRef, change: EditInput): StoredOrder;
  cancel(order: OrderRef, how?: { reason?: string; refund?: boolean; restock?: boolean }): StoredOrder;
  refund(order: OrderRef, input: RefundInput): StoredOrder;
  /** Goods come back; with `exchange`, others go out in their place. */
  return(order: OrderRef, input: { lines: { line: number | string; quantity: number }[]; exchange?: LineInput[] }): StoredOrder;
  close(order: OrderRef): StoredOrder;
  delete(order: OrderRef): void;
  /** Stands the order up from a REST or webhook order JSON, with the file's own numbers. */
  importRestOrder(json: string): StoredOrder;
};

/** The order itself, its gid, its number or its name. */
export type OrderRef = StoredOrder | string;
