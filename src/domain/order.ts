/**
 * A Shopify order as the books need it: one currency (the shop's at order time, or the buyer's), whole minor units, decimal ids as strings.
 * Made by `shopify/read-order.ts`, which is the only place that knows Shopify's own shapes. Amounts are what Shopify says, never recomputed.
 */
export type Order = {
  /** Numeric Shopify id as text: ids can exceed 2^53. */
  id: string;
  /** For people, for example `#1001`. Neither consecutive nor unique. */
  name: string;
  currency: string;
  /** Which of Shopify's two amounts the figures are. Absent = the shop's. */
  moneySide?: MoneySide;
  createdAt: Date;
  /** Differs from `createdAt` on imported orders; the document date follows this one, in the shop's zone. */
  processedAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
  test: boolean;
  /** True: line, shipping and discount amounts contain the tax. May differ between two orders of one shop (markets). */
  taxesIncluded: boolean;
  sourceName: string | null;
  poNumber: string | null;
  note: string | null;
  tags: string[];
  customerLocale: string | null;
  email: string | null;
  phone: string | null;
  customer: Customer | null;
  company: PurchasingCompany | null;
  billingAddress: Address | null;
  shippingAddress: Address | null;
  lines: OrderLine[];
  shippingLines: ShippingLine[];
  additionalFees: Charge[];
  transactions: Transaction[];
  refunds: Refund[];
  paymentTerms: { dueAt: Date | null } | null;
  /** The buyer paid in another currency: Shopify converts each amount by itself, so that sums may be off by a unit per amount. Absent = false. */
  converted?: boolean;
  totals: {
    /** After edits and returns: what the goods cost now. */
    currentMinor: number;
    /** As placed, plus what was added by edits. */
    originalMinor: number;
    currentTaxMinor: number;
    /** Signed: −2 means the till took 0.02 less than the total, less what it rounded when it gave money back. */
    cashRoundingMinor: number;
    outstandingMinor: number;
    receivedMinor: number;
    refundedMinor: number;
  };
};

/** Shopify says every amount in the shop's currency and in the one the buyer was shown and paid in. */
export type MoneySide = 'shop' | 'presentment';

export type Customer = {
  id: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
};

/** A B2B purchase: who buys, and where. */
export type PurchasingCompany = { id: string; name: string; locationId: string; locationName: string | null; /** As the merchant entered it at the location. Absent = none. */ vatNumber?: string };

export type Address = {
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  zip: string | null;
  city: string | null;
  /** ISO 3166 alpha 2. */
  countryCode: string | null;
  phone: string | null;
};

export type OrderLine = {
  id: string;
  kind: 'product' | 'custom' | 'gift-card' | 'tip';
  title: string;
  variantTitle: string | null;
  sku: string | null;
  /** Units ever ordered, removed and refunded ones included. */
  quantity: number;
  /** Units that are still owed: `quantity` less removed and refunded ones. */
  currentQuantity: number;
  /** Of the current units, those not shipped yet. */
  unfulfilledQuantity: number;
  /** Units that were shipped, those that came back or were refunded included. */
  sentQuantity: number;
  requiresShipping: boolean;
  unitPriceMinor: number;
  /** Line and order discounts allocated to this line, for all `quantity` units together. */
  discounts: Discount[];
  /** Tax of all `quantity` units together. */
  taxLines: TaxLine[];
  duties: Charge[];
  /** Title of the bundle this line is a component of. */
  bundleTitle: string | null;
};

export type ShippingLine = {
  id: string;
  title: string;
  /** Taken off the order by an edit: counts nothing any more. */
  removed: boolean;
  priceMinor: number;
  discounts: Discount[];
  taxLines: TaxLine[];
};

export type Discount = { title: string; amountMinor: number };

/** A duty or an additional fee. `priceMinor` follows `Order.taxesIncluded`. */
export type Charge = { id: string; title: string; priceMinor: number; taxLines: TaxLine[] };

export type TaxLine = {
  title: string;
  /** Parts per million: 8.1 % = 81 000. Hundredths of a percent cannot hold New York's 0.375 % (decision 2). */
  ratePpm: number;
  amountMinor: number;
  /** A marketplace remits this tax: it is not the merchant's. */
  channelLiable: boolean;
};

export type Transaction = {
  id: string;
  kind: 'authorization' | 'capture' | 'sale' | 'refund' | 'void' | 'change' | 'other';
  status: 'success' | 'pending' | 'failure' | 'error' | 'other';
  /** Lower-case handle, for example `shopify_payments`, `gift_card`, `twint`. Merchants map accounts by it. */
  gateway: string;
  gatewayName: string;
  /** Always positive; the kind says the direction. */
  amountMinor: number;
  processedAt: Date;
  parentId: string | null;
  test: boolean;
};

export type Refund = {
  id: string;
  createdAt: Date;
  /** `returned`: they came back and lie on the shelf again. `unsent`: they lie there because they never left. Absent = no. */
  lines: { lineId: string; quantity: number; subtotalMinor: number; taxMinor: number; returned?: boolean; unsent?: boolean }[];
  shipping: { shippingLineId: string; subtotalMinor: number; taxMinor: number }[];
  /** Import duties given back, by the id of the duty. Absent = none. */
  duties?: { chargeId: string; amountMinor: number }[];
  /**
   * What Shopify notes where the money differs from the goods: positive = kept, negative = given beyond them. `pending`: noted because the
   * money has not gone yet; it stays when the money never goes.
   */
  adjustments: { amountMinor: number; taxMinor: number; pending?: boolean }[];
  totalMinor: number;
  transactionIds: string[];
};

/** What the rules need to know of the shop itself. */
export type Shop = {
  /** `….myshopify.com` */
  domain: string;
  /** Numeric Shopify id as text; part of every reference in bexio. */
  id: string;
  name: string;
  currency: string;
  /** IANA zone, for example `Europe/Zurich`: documents are dated in it. */
  timeZone: string;
  countryCode: string;
  taxesIncluded: boolean;
};
