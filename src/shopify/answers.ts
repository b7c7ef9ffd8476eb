import { z } from 'zod';

/** Shapes of Shopify's answers, exactly as `operations.ts` asks for them. They stay in this folder. */
const bag = z.object({ money: z.object({ amount: z.string(), currencyCode: z.string() }) });
const text = z.string().nullable();
const instant = z.iso.datetime({ offset: true }).transform((iso) => new Date(iso));

/** `gid://shopify/Order/450789469` (the sales channel may add `?…`) → `450789469`: exact whatever its length. */
const gid = z
  .string()
  .regex(/^gid:\/\/shopify\/[A-Za-z]+\/\d+(\?.*)?$/)
  .transform((value) => /\/(\d+)(?:\?|$)/.exec(value)?.[1] ?? value);

const taxLine = z.object({ title: z.string(), rate: z.number().nullable(), channelLiable: z.boolean().nullable(), priceSet: bag });
const allocation = z.object({
  allocatedAmountSet: bag,
  discountApplication: z.object({ code: z.string().optional(), title: text.optional() }),
});
const address = z.object({
  firstName: text,
  lastName: text,
  company: text,
  address1: text,
  address2: text,
  zip: text,
  city: text,
  countryCodeV2: text,
  phone: text,
});

const line = z.object({
  id: gid,
  name: z.string(),
  title: z.string(),
  variantTitle: text,
  sku: text,
  quantity: z.int(),
  currentQuantity: z.int(),
  unfulfilledQuantity: z.int(),
  isGiftCard: z.boolean(),
  requiresShipping: z.boolean(),
  originalUnitPriceSet: bag,
  discountAllocations: z.array(allocation),
  taxLines: z.array(taxLine),
  duties: z.array(z.object({ id: gid, price: bag, taxLines: z.array(taxLine) })),
  lineItemGroup: z.object({ title: z.string() }).nullable(),
  variant: z.object({ id: z.string() }).nullable(),
  product: z.object({ id: z.string() }).nullable(),
});
const page = z.object({ hasNextPage: z.boolean(), endCursor: text });
const whole = z.object({ hasNextPage: z.boolean() });
const linePage = z.object({ pageInfo: page, nodes: z.array(line) });

const transaction = z.object({
  id: gid,
  kind: z.string(),
  status: z.string(),
  test: z.boolean(),
  gateway: text,
  formattedGateway: text,
  createdAt: instant,
  processedAt: instant.nullable(),
  amountSet: bag,
  parentTransaction: z.object({ id: gid }).nullable(),
});

const order = z.object({
  id: gid,
  name: z.string(),
  createdAt: instant,
  processedAt: instant,
  updatedAt: instant,
  cancelledAt: instant.nullable(),
  test: z.boolean(),
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  taxesIncluded: z.boolean(),
  sourceName: text,
  poNumber: text,
  note: text,
  tags: z.array(z.string()),
  customerLocale: text,
  email: text,
  phone: text,
  customer: z
    .object({
      id: gid,
      firstName: text,
      lastName: text,
      locale: text,
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
      defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
    })
    .nullable(),
  /** An empty object when a plain customer buys: only companies are asked about. */
  purchasingEntity: z
    .object({ company: z.object({ id: gid, name: z.string() }).optional(), location: z.object({ id: gid, name: z.string(), taxSettings: z.object({ taxRegistrationId: text }).nullish() }).optional() })
    .nullable(),
  billingAddress: address.nullable(),
  shippingAddress: address.nullable(),
  shippingLines: z.object({
    pageInfo: whole,
    nodes: z.array(
      z.object({ id: gid.nullable(), title: z.string(), isRemoved: z.boolean(), originalPriceSet: bag, discountAllocations: z.array(allocation), taxLines: z.array(taxLine) }),
    ),
  }),
  additionalFees: z.array(z.object({ id: gid, name: z.string(), price: bag, taxLines: z.array(taxLine) })),
  transactions: z.array(transaction),
  refunds: z.array(z.object({ id: z.string() })),
  currentTotalPriceSet: bag,
  totalPriceSet: bag,
  currentTotalTaxSet: bag,
  totalOutstandingSet: bag,
  totalReceivedSet: bag,
  totalRefundedSet: bag,
  totalCashRoundingAdjustment: z.object({ paymentSet: bag, refundSet: bag }),
  lineItems: linePage,
  paymentTerms: z
    .object({ paymentSchedules: z.object({ nodes: z.array(z.object({ dueAt: instant.nullable(), completedAt: instant.nullable() })) }) })
    .nullish(),
});

const refund = z.object({
  id: gid,
  createdAt: instant.nullable(),
  processedAt: instant,
  order: z.object({ updatedAt: instant }),
  totalRefundedSet: bag,
  refundLineItems: z.object({
    pageInfo: page,
    nodes: z.array(z.object({ quantity: z.int(), restockType: z.string(), subtotalSet: bag, totalTaxSet: bag, lineItem: z.object({ id: gid }) })),
  }),
  refundShippingLines: z.object({
    pageInfo: whole,
    nodes: z.array(z.object({ subtotalAmountSet: bag, taxAmountSet: bag, shippingLine: z.object({ id: gid.nullable() }) })),
  }),
  duties: z.array(z.object({ amountSet: bag, originalDuty: z.object({ id: gid }).nullable() })).nullable(),
  orderAdjustments: z.object({ pageInfo: whole, nodes: z.array(z.object({ reason: z.string().nullable(), amountSet: bag, taxAmountSet: bag })) }),
  transactions: z.object({ pageInfo: whole, nodes: z.array(z.object({ id: gid })) }),
});

const userErrors = z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() }));

const parcelPage = z.object({ pageInfo: page, nodes: z.array(z.object({ quantity: z.int().nullable(), lineItem: z.object({ id: gid }) })) });

export const answers = {
  parcels: z.object({ order: z.object({ updatedAt: instant, fulfillments: z.array(z.object({ id: z.string(), status: z.string(), fulfillmentLineItems: parcelPage })) }).nullable() }),
  parcelLines: z.object({ fulfillment: z.object({ status: z.string(), fulfillmentLineItems: parcelPage }).nullable() }),
  orderById: z.object({ order: order.nullable() }),
  orderLines: z.object({ order: z.object({ updatedAt: instant, lineItems: linePage }).nullable() }),
  refundById: z.object({ refund: refund.nullable() }),
  ordersUpdated: z.object({ orders: z.object({ pageInfo: page, nodes: z.array(z.object({ id: gid, updatedAt: instant })) }) }),
  shopInfo: z.object({
    shop: z.object({
      id: gid,
      name: z.string(),
      myshopifyDomain: z.string(),
      currencyCode: z.string(),
      taxesIncluded: z.boolean(),
      ianaTimezone: z.string(),
      shopAddress: z.object({ countryCodeV2: text }),
      plan: z.object({ publicDisplayName: z.string(), partnerDevelopment: z.boolean(), shopifyPlus: z.boolean() }),
    }),
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  }),
  locations: z.object({ locations: z.object({ pageInfo: page, nodes: z.array(z.object({ id: gid, name: z.string() })) }) }),
  setMetafields: z.object({ metafieldsSet: z.object({ userErrors }).nullable() }),
  addTags: z.object({ tagsAdd: z.object({ userErrors }).nullable() }),
};

export type MoneyBag = z.output<typeof bag>;
export type TaxLineAnswer = z.output<typeof taxLine>;
export type AllocationAnswer = z.output<typeof allocation>;
export type LineAnswer = z.output<typeof line>;
export type OrderAnswer = z.output<typeof order>;
export type AddressAnswer = z.output<typeof address>;
export type TransactionAnswer = z.output<typeof transaction>;
export type RefundAnswer = z.output<typeof refund>;
