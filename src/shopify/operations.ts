import type { MoneySide } from '../domain/order.ts';

/**
 * Every GraphQL document the app sends. Each selects only what `domain/order.ts` holds (data minimisation: what is not asked for cannot
 * leak) and nothing that needs `read_users` or `read_returns`. A test validates them against Shopify's own 2026-10 schema.
 *
 * A query may cost 1 000 points. Whether a list counts its whole page (as documented) or the logarithm of it (as measured since 2024), these
 * stay below: lines come in pages, and each refund by itself, because refunds × lines would multiply.
 */
/** Shopify says every amount twice: in the shop's currency and in the one the buyer paid in. One of them is asked for, under one name. */
const moneyIn: Record<MoneySide, string> = {
  shop: `fragment Money on MoneyBag { money: shopMoney { amount currencyCode } }`,
  presentment: `fragment Money on MoneyBag { money: presentmentMoney { amount currencyCode } }`,
};
const money = moneyIn.shop;
const tax = `fragment Tax on TaxLine { title rate channelLiable priceSet { ...Money } }`;
const allocation = `fragment Allocation on DiscountAllocation {
  allocatedAmountSet { ...Money }
  discountApplication {
    ... on DiscountCodeApplication { code }
    ... on ManualDiscountApplication { title }
    ... on AutomaticDiscountApplication { title }
    ... on ScriptDiscountApplication { title }
  }
}`;
const addr = `fragment Addr on MailingAddress { firstName lastName company address1 address2 zip city countryCodeV2 phone }`;
const line = `fragment Line on LineItem {
  id name title variantTitle sku quantity currentQuantity unfulfilledQuantity isGiftCard requiresShipping
  originalUnitPriceSet { ...Money }
  discountAllocations { ...Allocation }
  taxLines { ...Tax }
  duties { id price { ...Money } taxLines { ...Tax } }
  lineItemGroup { title }
  variant { id }
  product { id }
}`;
const lines = `pageInfo { hasNextPage endCursor } nodes { ...Line }`;

/** What a page holds; one more than it is an explicit error, never a silent cut. */
export const pageSizes = { firstLines: 25, lines: 40, shippingLines: 10, transactions: 50, refunds: 50, refundLines: 50, orders: 50, stock: 30, itemLevels: 10, levels: 100, variants: 200, fulfilmentOrders: 20, fulfilmentLines: 100, orderUnits: 100, parcels: 40, parcelLines: 10 };

/** At 200 a page even the documented way of counting stays below 1 000 points: four objects each. */
const variant = `fragment Variant on ProductVariant {
  id sku title price taxable requiresComponents inventoryQuantity
  inventoryItem { tracked unitCost { amount currencyCode } measurement { weight { unit value } } }
  product { id title status isGiftCard descriptionHtml @include(if: $texts) }
}`;

const order = `fragment OrderHead on Order {
  id name createdAt processedAt updatedAt cancelledAt test currencyCode presentmentCurrencyCode taxesIncluded
  sourceName poNumber note tags customerLocale email phone
  customer { id firstName lastName locale defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  purchasingEntity { ... on PurchasingCompany { company { id name } location { id name taxSettings { taxRegistrationId } } } }
  billingAddress { ...Addr } shippingAddress { ...Addr }
  shippingLines(first: ${pageSizes.shippingLines}, includeRemovals: true) {
    pageInfo { hasNextPage }
    nodes { id title isRemoved originalPriceSet { ...Money } discountAllocations { ...Allocation } taxLines { ...Tax } }
  }
  additionalFees { id name price { ...Money } taxLines { ...Tax } }
  transactions(first: ${pageSizes.transactions}) {
    id kind status test gateway formattedGateway createdAt processedAt amountSet { ...Money } parentTransaction { id }
  }
  refunds(first: ${pageSizes.refunds}) { id }
  currentTotalPriceSet { ...Money } totalPriceSet { ...Money } currentTotalTaxSet { ...Money }
  totalOutstandingSet { ...Money } totalReceivedSet { ...Money } totalRefundedSet { ...Money }
  totalCashRoundingAdjustment { paymentSet { ...Money } refundSet { ...Money } }
  lineItems(first: ${pageSizes.firstLines}) { ${lines} }
}`;

const level = `fragment Level on InventoryLevel { location { id isActive isFulfillmentService } quantities(names: ["available"]) { quantity updatedAt } }`;
const parcelLines = `pageInfo { hasNextPage endCursor } nodes { quantity lineItem { id } }`;

/** What is still to be paid, and every movement of money: enough to tell a payment that was made meanwhile from one of ours. */
const due = `fragment Due on Order {
  presentmentCurrencyCode cancelledAt displayFinancialStatus canMarkAsPaid capturable
  totalOutstandingSet { ...Money }
  transactions(first: ${pageSizes.transactions}) { id kind status gateway manualPaymentGateway amountSet { ...Money } }
}`;

/** What a history import recognises an order by: both sides of its totals, because another program may have invoiced it in the buyer's currency. */
const bothSides = `{ ...Money presentmentMoney { amount currencyCode } }`;
const past = `id name number createdAt currencyCode currentTotalPriceSet ${bothSides} totalPriceSet ${bothSides}`;

/**
 * The same for a bulk query, which takes no variables and insists on `edges`. Whole orders cannot be read this way: shipping lines are no
 * nodes, and what a refund took back is a connection inside of a list, both of which bulk queries refuse.
 */
export function bulkOrders(query: string): string {
  return `query BulkOrders {
  orders(query: ${JSON.stringify(query)}, sortKey: CREATED_AT) { edges { node { ${past} } } }
}
${money}`;
}

export const documents = {
  /** `$terms`: payment terms need a scope of their own (`read_payment_terms`). */
  OrderById: `query OrderById($id: ID!, $terms: Boolean!) {
  order(id: $id) {
    ...OrderHead
    paymentTerms @include(if: $terms) { paymentSchedules(first: 5) { nodes { dueAt completedAt } } }
  }
}
${order}
${[line, addr, allocation, tax, money].join('\n')}`,

  OrderLines: `query OrderLines($id: ID!, $after: String!) {
  order(id: $id) { updatedAt lineItems(first: ${pageSizes.lines}, after: $after) { ${lines} } }
}
${[line, allocation, tax, money].join('\n')}`,

  RefundById: `query RefundById($id: ID!, $after: String) {
  refund(id: $id) {
    id createdAt processedAt
    order { updatedAt }
    totalRefundedSet { ...Money }
    refundLineItems(first: ${pageSizes.refundLines}, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { quantity restockType subtotalSet { ...Money } totalTaxSet { ...Money } lineItem { id } }
    }
    refundShippingLines(first: 10) { pageInfo { hasNextPage } nodes { subtotalAmountSet { ...Money } taxAmountSet { ...Money } shippingLine { id } } }
    duties { amountSet { ...Money } originalDuty { id } }
    orderAdjustments(first: 20) { pageInfo { hasNextPage } nodes { reason amountSet { ...Money } taxAmountSet { ...Money } } }
    transactions(first: 20) { pageInfo { hasNextPage } nodes { id } }
  }
}
${money}`,

  OrdersUpdated: `query OrdersUpdated($query: String!, $after: String) {
  orders(first: ${pageSizes.orders}, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes { id updatedAt }
  }
}`,

  OrdersCreated: `query OrdersCreated($query: String!, $after: String) {
  orders(first: ${pageSizes.orders}, after: $after, query: $query, sortKey: CREATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes { ${past} }
  }
}
${money}`,

  /** Exact up to the limit; beyond it only that there are more. */
  OrdersCount: `query OrdersCount($query: String!, $limit: Int!) {
  ordersCount(query: $query, limit: $limit) { count precision }
}`,

  /** The result's lines may come in any order (`groupObjects: false`), which costs nothing here: there is nothing nested. */
  BulkRun: `mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) { bulkOperation { id } userErrors { code field message } }
}`,

  BulkStatus: `query BulkStatus($id: ID!) {
  bulkOperation(id: $id) { status errorCode rootObjectCount url }
}`,

  ShopInfo: `query ShopInfo {
  shop {
    id name myshopifyDomain currencyCode taxesIncluded ianaTimezone
    shopAddress { countryCodeV2 }
    plan { publicDisplayName partnerDevelopment shopifyPlus }
  }
  currentAppInstallation { accessScopes { handle } }
}`,

  Locations: `query Locations($after: String) {
  locations(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
}`,

  SetMetafields: `mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { userErrors { field message } }
}`,

  /** `pin`: only pinned definitions are shown on the order's page by themselves. */
  DefineMetafield: `mutation DefineMetafield($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { code field message } }
}`,

  OrderDue: `query OrderDue($id: ID!) {
  order(id: $id) { ...Due }
}
${due}
${money}`,

  MarkPaid: `mutation MarkPaid($input: OrderMarkAsPaidInput!) {
  orderMarkAsPaid(input: $input) { order { ...Due } userErrors { field message } }
}
${due}
${money}`,

  /** `amount`: Shopify Plus only, in the buyer's currency. */
  NotePayment: `mutation NotePayment($id: ID!, $amount: MoneyInput!) {
  orderCreateManualPayment(id: $id, amount: $amount) { order { ...Due } userErrors { field message } }
}
${due}
${money}`,

  /** Case-insensitive in Shopify's search, so what comes back is compared exactly; SKUs need not be unique. */
  StockBySku: `query StockBySku($query: String!, $after: String) {
  inventoryItems(first: ${pageSizes.stock}, after: $after, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes { id sku tracked inventoryLevels(first: ${pageSizes.itemLevels}) { pageInfo { hasNextPage } nodes { ...Level } } }
  }
}
${level}`,

  LevelsOfItem: `query LevelsOfItem($id: ID!, $after: String) {
  inventoryItem(id: $id) { inventoryLevels(first: ${pageSizes.levels}, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Level } } }
}
${level}`,

  /** Articles in bexio have no time of change, levels in Shopify do. */
  LevelsChanged: `query LevelsChanged($location: ID!, $query: String!, $after: String) {
  location(id: $location) {
    inventoryLevels(first: ${pageSizes.levels}, after: $after, query: $query) { pageInfo { hasNextPage endCursor } nodes { item { sku } } }
  }
}`,

  SetStock: `mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code field message } }
}`,

  Parcels: `query Parcels($id: ID!) {
  order(id: $id) {
    updatedAt
    fulfillments(first: ${pageSizes.parcels}) { id status fulfillmentLineItems(first: ${pageSizes.parcelLines}) { ${parcelLines} } }
  }
}`,

  ParcelLines: `query ParcelLines($id: ID!, $after: String) {
  fulfillment(id: $id) { status fulfillmentLineItems(first: ${pageSizes.fulfilmentLines}, after: $after) { ${parcelLines} } }
}`,

  FulfilmentOrders: `query FulfilmentOrders($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: ${pageSizes.orderUnits}, after: $after) { pageInfo { hasNextPage endCursor } nodes { id sku quantity currentQuantity unfulfilledQuantity } }
    fulfillmentOrders(first: ${pageSizes.fulfilmentOrders}) {
      pageInfo { hasNextPage }
      nodes { id status fulfillmentHolds { displayReason } assignedLocation { location { id } } }
    }
  }
}`,

  FulfilmentOrderLines: `query FulfilmentOrderLines($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) {
    lineItems(first: ${pageSizes.fulfilmentLines}, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id remainingQuantity lineItem { id } }
    }
  }
}`,

  Fulfil: `mutation Fulfil($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } }
}`,

  Variants: `query Variants($after: String, $query: String, $texts: Boolean!) {
  productVariants(first: ${pageSizes.variants}, after: $after, query: $query, sortKey: ID) { pageInfo { hasNextPage endCursor } nodes { ...Variant } }
}
${variant}`,

  VariantsById: `query VariantsById($ids: [ID!]!, $texts: Boolean!) {
  nodes(ids: $ids) { ...Variant }
}
${variant}`,

  /** Sets values, so repeating is harmless. */
  UpdateVariants: `mutation UpdateVariants($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $product, variants: $variants) { userErrors { code field message } }
}`,

  UpdateProduct: `mutation UpdateProduct($product: ProductUpdateInput!) {
  productUpdate(product: $product) { userErrors { field message } }
}`,

  AddTags: `mutation AddTags($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { userErrors { field message } }
}`,
};

export type Operation = keyof typeof documents;

/** The document with every amount on that side. */
export function documentOf(operation: Operation, side: MoneySide): string {
  return documents[operation].replace(moneyIn.shop, moneyIn[side]);
}
