import { GraphQLError, isNonNullType, type GraphQLFieldResolver, type GraphQLTypeResolver } from 'graphql';
import { checkAccess, checkTypeAccess } from './access.ts';
import { appMutations, subscriptionFields } from './app-mutations.ts';
import { bulkOperationFields } from './bulk.ts';
import { itemFields, levelFields, locationFields, productFields, variantFields } from './catalogue-resolvers.ts';
import { toShopifyDateTime } from './clock.ts';
import type { Context, Fields } from './context.ts';
import { fulfilmentFields, fulfilmentHoldFields, fulfilmentLineFields, fulfilmentOrderFields, fulfilmentOrderLineFields } from './fulfilment-resolvers.ts';
import { typeOfGid } from './ids.ts';
import { inventoryMutations } from './inventory-mutations.ts';
import { additionalFeeFields, allocationFields, dutyFields, lineFields, shippingLineFields, taxLineFields } from './line-resolvers.ts';
import { metafieldDefinitionFields, metafieldDefinitionMutations } from './metafield-definitions.ts';
import { storedMetafieldFields } from './metafields.ts';
import { orderMutations } from './order-mutations.ts';
import { orderFields } from './order-resolvers.ts';
import { companyLocationFields, customerFields } from './party-resolvers.ts';
import { adjustmentFields, refundFields, refundLineFields, refundShippingFields, scheduleFields, termsFields, transactionFields } from './payment-resolvers.ts';
import { productMutations } from './product-mutations.ts';
import { queryFields } from './query-resolvers.ts';
import { shopFields } from './shop-resolvers.ts';

const resolvers: Record<string, Fields<unknown>> = {
  QueryRoot: queryFields,
  Mutation: { ...orderMutations, ...inventoryMutations, ...productMutations, ...metafieldDefinitionMutations, ...appMutations },
  Order: orderFields,
  LineItem: lineFields,
  ShippingLine: shippingLineFields,
  TaxLine: taxLineFields,
  Duty: dutyFields,
  AdditionalFee: additionalFeeFields,
  DiscountAllocation: allocationFields,
  OrderTransaction: transactionFields,
  Refund: refundFields,
  RefundLineItem: refundLineFields,
  RefundShippingLine: refundShippingFields,
  OrderAdjustment: adjustmentFields,
  PaymentTerms: termsFields,
  PaymentSchedule: scheduleFields,
  Customer: customerFields,
  CompanyLocation: companyLocationFields,
  Product: productFields,
  ProductVariant: variantFields,
  InventoryItem: itemFields,
  InventoryLevel: levelFields,
  Location: locationFields,
  Fulfillment: fulfilmentFields,
  FulfillmentLineItem: fulfilmentLineFields,
  FulfillmentHold: fulfilmentHoldFields,
  FulfillmentOrder: fulfilmentOrderFields,
  FulfillmentOrderLineItem: fulfilmentOrderLineFields,
  Shop: shopFields,
  Metafield: storedMetafieldFields,
  MetafieldDefinition: metafieldDefinitionFields,
  WebhookSubscription: subscriptionFields,
  BulkOperation: bulkOperationFields,
};

/**
 * Answers any field of Shopify's schema: by its resolver, else from what is stored under the same name, else null where the schema allows it.
 * A value that would have to be made up is an error that names the field.
 */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  checkAccess(context, info);
  const type = info.parentType.name;
  const resolver = resolvers[type]?.[info.fieldName];
  if (resolver) return plain(resolver(source, args, context, info));
  const stored = isObject(source) ? source[info.fieldName] : undefined;
  if (stored !== undefined) return plain(stored);
  const isRoot = type === 'QueryRoot' || type === 'Mutation';
  if (isRoot || isNonNullType(info.returnType)) {
    throw new GraphQLError(`The sandbox does not implement ${type}.${info.fieldName}.`, { extensions: { code: 'NOT_IMPLEMENTED_BY_SANDBOX' } });
  }
  return null;
};

export const resolveTypeName: GraphQLTypeResolver<unknown, Context> = (value, context, info) => {
  const name = typeNameOf(value);
  if (name) checkTypeAccess(context, name, info.fieldName);
  return name;
};

function typeNameOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value['__typename'] === 'string') return value['__typename'];
  return typeof value['id'] === 'string' ? (typeOfGid(value['id']) ?? undefined) : undefined;
}

/** Dates leave as Shopify writes them. */
function plain(value: unknown): unknown {
  return value instanceof Date ? toShopifyDateTime(value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
