import type { z } from 'zod';
import type { answers } from '../../src/shopify/answers.ts';

/** Answers of the Admin API about one order, as `OrderById` asks for them: 2 × 50.00 and 1 × 9.90 shipping, 8.1 % included, paid. */
export type OrderJson = NonNullable<z.input<typeof answers.orderById>['order']>;
export type LineJson = OrderJson['lineItems']['nodes'][number];
export type RefundJson = NonNullable<z.input<typeof answers.refundById>['refund']>;

export const orderGid = 'gid://shopify/Order/820982911946154508';

export function bag(amount: string, currencyCode = 'CHF') {
  return { money: { amount, currencyCode } };
}

export function tax(amount: string, rate: number | null = 0.081, title = 'MwSt') {
  return { title, rate, channelLiable: false, priceSet: bag(amount) };
}

export function aLine(overrides: Partial<LineJson> = {}): LineJson {
  return {
    id: 'gid://shopify/LineItem/466157049',
    name: 'Fondue Set - Rot',
    title: 'Fondue Set',
    variantTitle: 'Rot',
    sku: 'FON-1',
    quantity: 2,
    currentQuantity: 2,
    unfulfilledQuantity: 2,
    isGiftCard: false,
    requiresShipping: true,
    originalUnitPriceSet: bag('50.0'),
    discountAllocations: [],
    taxLines: [tax('7.49')],
    duties: [],
    lineItemGroup: null,
    variant: { id: 'gid://shopify/ProductVariant/1' },
    product: { id: 'gid://shopify/Product/1' },
    ...overrides,
  };
}

export function anAddress(overrides: Record<string, string | null> = {}) {
  return { firstName: 'Anna', lastName: 'Muster', company: null, address1: 'Gasse 1', address2: '', zip: '3011', city: 'Bern', countryCodeV2: 'CH', phone: null, ...overrides };
}

export function aTransaction(overrides: Partial<OrderJson['transactions'][number]> = {}): OrderJson['transactions'][number] {
  return {
    id: 'gid://shopify/OrderTransaction/389404469',
    kind: 'SALE',
    status: 'SUCCESS',
    test: false,
    gateway: 'shopify_payments',
    formattedGateway: 'Shopify payments',
    createdAt: '2026-11-20T10:00:05Z',
    processedAt: '2026-11-20T10:00:04Z',
    amountSet: bag('109.9'),
    parentTransaction: null,
    ...overrides,
  };
}

export function anOrder(overrides: Partial<OrderJson> = {}): OrderJson {
  return {
    id: orderGid,
    name: '#1001',
    createdAt: '2026-11-20T10:00:00Z',
    processedAt: '2026-11-20T10:00:00Z',
    updatedAt: '2026-11-20T10:00:06Z',
    cancelledAt: null,
    test: false,
    currencyCode: 'CHF',
    presentmentCurrencyCode: 'CHF',
    taxesIncluded: true,
    sourceName: 'web',
    poNumber: null,
    note: null,
    tags: [],
    customerLocale: 'de-CH',
    email: 'anna@example.com',
    phone: null,
    customer: { id: 'gid://shopify/Customer/207119551', firstName: 'Anna', lastName: 'Muster', locale: 'de', defaultEmailAddress: { emailAddress: 'anna@example.com' }, defaultPhoneNumber: null },
    purchasingEntity: {},
    billingAddress: anAddress(),
    shippingAddress: anAddress(),
    shippingLines: {
      pageInfo: { hasNextPage: false },
      nodes: [{ id: 'gid://shopify/ShippingLine/271878346', title: 'Post Priority', isRemoved: false, originalPriceSet: bag('9.9'), discountAllocations: [], taxLines: [tax('0.74')] }],
    },
    additionalFees: [],
    transactions: [aTransaction()],
    refunds: [],
    currentTotalPriceSet: bag('109.9'),
    totalPriceSet: bag('109.9'),
    currentTotalTaxSet: bag('8.23'),
    totalOutstandingSet: bag('0.0'),
    totalReceivedSet: bag('109.9'),
    totalRefundedSet: bag('0.0'),
    totalCashRoundingAdjustment: { paymentSet: bag('0.0'), refundSet: bag('0.0') },
    lineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [aLine()] },
    paymentTerms: null,
    ...overrides,
  };
}

export function aRefund(overrides: Partial<RefundJson> = {}): RefundJson {
  const whole = { hasNextPage: false };
  return {
    id: 'gid://shopify/Refund/509562969',
    createdAt: '2026-11-21T08:00:00Z',
    processedAt: '2026-11-21T08:00:00Z',
    order: { updatedAt: '2026-11-20T10:00:06Z' },
    totalRefundedSet: bag('50.0'),
    refundLineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [{ quantity: 1, restockType: 'NO_RESTOCK', subtotalSet: bag('50.0'), totalTaxSet: bag('3.75'), lineItem: { id: 'gid://shopify/LineItem/466157049' } }] },
    refundShippingLines: { pageInfo: whole, nodes: [] },
    duties: [],
    orderAdjustments: { pageInfo: whole, nodes: [] },
    transactions: { pageInfo: whole, nodes: [{ id: 'gid://shopify/OrderTransaction/389404470' }] },
    ...overrides,
  };
}
