import type { Args, Context, Fields } from './context.ts';
import { textArg } from './context.ts';
import { checkFulfilmentAccess } from './access.ts';
import { byId, page, type Place } from './connection.ts';
import { visibleFulfilmentOrders } from './fulfilment-resolvers.ts';
import { legacyId, typeOfGid } from './ids.ts';
import { countOrders, listOrders, visibleOrder, visibleOrders } from './order-search.ts';
import { customerView } from './party-resolvers.ts';
import { searched } from './search-list.ts';
import { compareDates, compareNumbers, matchesText, type SearchFields } from './search-syntax.ts';
import { installationView, shopView } from './shop-resolvers.ts';
import type { StoredItem, StoredProduct, StoredVariant } from './stock.ts';

/** Every query the sandbox answers; any other root field is refused by name. */
export const queryFields: Fields<unknown> = {
  order: (_root, args, context) => visibleOrder(context, textArg(args, 'id')),
  orders: (_root, args, context) => listOrders(args, context),
  fulfillment: (_root, args, context) => findFulfilment(textArg(args, 'id'), context),
  fulfillmentOrder: (_root, args, context) => findFulfilmentOrder(textArg(args, 'id'), context),
  ordersCount: (_root, args, context) => countOrders(args, context),
  refund: (_root, args, context) => findNode(textArg(args, 'id'), context),
  customer: (_root, args, context) => findNode(textArg(args, 'id'), context),
  companyLocation: (_root, args, { shop }) => shop.companyLocations.get(textArg(args, 'id')) ?? null,
  shop: (_root, _args, { shop }) => shopView(shop),
  location: (_root, args, { shop }) => shop.stock.locations.find((one) => !args['id'] || one.id === args['id']) ?? null,
  locations: (_root, args, { shop }) => page(shop.stock.locations.filter((one) => args['includeInactive'] === true || one.isActive), args, byId),
  product: (_root, args, { shop }) => shop.stock.products.get(textArg(args, 'id')) ?? null,
  productVariant: (_root, args, { shop }) => shop.stock.variants.get(textArg(args, 'id')) ?? null,
  inventoryItem: (_root, args, { shop }) => shop.stock.items.get(textArg(args, 'id')) ?? null,
  products: (_root, args, context) => listProducts(args, context),
  productVariants: (_root, args, context) => listVariants(args, context),
  inventoryItems: (_root, args, context) => listItems(args, context),
  currentAppInstallation: (_root, _args, context) => installationView(context),
  webhookSubscriptions(_root, args, { shop }) {
    const topics = Array.isArray(args['topics']) ? args['topics'] : null;
    return page([...shop.subscriptions.values()].filter((one) => !topics || topics.includes(one.topic)), args, byId);
  },
  bulkOperation: (_root, args, { shop }) => shop.bulkOperations.get(textArg(args, 'id')) ?? null,
  publicApiVersions: () => apiVersions,
  node: (_root, args, context) => findNode(textArg(args, 'id'), context),
  nodes: (_root, args, context) => (Array.isArray(args['ids']) ? args['ids'].map((id) => findNode(String(id), context)) : []),
};

const apiVersions = [
  { handle: '2026-01', displayName: '2026-01', supported: true },
  { handle: '2026-04', displayName: '2026-04', supported: true },
  { handle: '2026-07', displayName: '2026-07', supported: true },
  { handle: '2026-10', displayName: '2026-10 (Latest)', supported: true },
  { handle: '2027-01', displayName: '2027-01 (Release candidate)', supported: false },
  { handle: 'unstable', displayName: 'unstable', supported: false },
];

function findFulfilment(id: string, context: Context) {
  return visibleOrders(context).flatMap((order) => order.fulfilments.filter((one) => one.id === id).map((one) => ({ ...one, order })))[0] ?? null;
}

function findFulfilmentOrder(id: string, context: Context) {
  checkFulfilmentAccess(context, 'read');
  const order = visibleOrders(context).find((one) => one.fulfilmentOrders.some((some) => some.id === id));
  return order ? (visibleFulfilmentOrders(context, order).find((one) => one.id === id) ?? null) : null;
}

function findNode(id: string, context: Context): unknown {
  const { shop } = context;
  const orders = visibleOrders(context);
  switch (typeOfGid(id)) {
    case 'Order':
      return visibleOrder(context, id);
    case 'Refund':
      return named('Refund', orders.flatMap((order) => order.refunds.filter((refund) => refund.id === id).map((refund) => ({ order, refund })))[0]);
    case 'LineItem':
      return named('LineItem', orders.flatMap((order) => order.lines.filter((line) => line.id === id).map((line) => ({ order, line })))[0]);
    case 'OrderTransaction':
      return named('OrderTransaction', orders.flatMap((order) => order.transactions.filter((one) => one.id === id).map((transaction) => ({ order, transaction })))[0]);
    case 'Customer': {
      const customer = shop.customers.get(id);
      return customer ? customerView(customer) : null;
    }
    case 'Shop':
      return id === shop.id ? shopView(shop) : null;
    default:
      return shop.stock.products.get(id) ?? shop.stock.variants.get(id) ?? shop.stock.items.get(id) ?? shop.companyLocations.get(id) ?? shop.subscriptions.get(id)
        ?? shop.bulkOperations.get(id) ?? shop.stock.locations.find((one) => one.id === id) ?? shop.stock.levels.get(id) ?? null;
  }
}

function named<View extends object>(typeName: string, view: View | undefined) {
  return view ? { __typename: typeName, ...view } : null;
}

type Dated = { id: string; createdAt: Date; updatedAt: Date };

const datedFields: SearchFields<Dated> = {
  id: (item, value, comparison) => compareNumbers(BigInt(legacyId(item.id)), BigInt(value), comparison),
  created_at: (item, value, comparison) => compareDates(item.createdAt, value, comparison),
  updated_at: (item, value, comparison) => compareDates(item.updatedAt, value, comparison),
};

function listProducts(args: Args, context: Context) {
  const fields: SearchFields<StoredProduct> = {
    ...datedFields,
    title: (product, value) => matchesText(product.title, value),
    status: (product, value) => value.split(',').some((one) => matchesText(product.status, one)),
    vendor: (product, value) => matchesText(product.vendor, value),
    product_type: (product, value) => matchesText(product.productType, value),
    tag: (product, value) => product.tags.some((tag) => matchesText(tag, value)),
    gift_card: (product, value) => String(product.isGiftCard) === value,
    sku: (product, value) => [...context.shop.stock.variants.values()].some((one) => one.productId === product.id && matchesText(one.sku, value)),
  };
  const anywhere = (product: StoredProduct, text: string) => product.title.toLowerCase().includes(text.toLowerCase());
  const found = searched(context.shop.stock.products.values(), args, context, { root: 'products', fields, anywhere });
  return page(found, args, placeBy(args['sortKey']));
}

function listVariants(args: Args, context: Context) {
  const fields: SearchFields<StoredVariant> = {
    ...datedFields,
    sku: (variant, value) => matchesText(variant.sku, value),
    barcode: (variant, value) => matchesText(variant.barcode, value),
    product_id: (variant, value) => legacyId(variant.productId) === value,
    title: (variant, value) => matchesText(variant.title, value),
  };
  const anywhere = (variant: StoredVariant, text: string) => `${variant.title} ${variant.sku ?? ''}`.toLowerCase().includes(text.toLowerCase());
  const found = searched(context.shop.stock.variants.values(), args, context, { root: 'productVariants', fields, anywhere });
  return page(found, args, placeBy(args['sortKey']));
}

function listItems(args: Args, context: Context) {
  const fields: SearchFields<StoredItem> = { ...datedFields, sku: (item, value) => matchesText(item.sku, value) };
  const found = searched(context.shop.stock.items.values(), args, context, { root: 'inventoryItems', fields, anywhere: (item, text) => matchesText(item.sku, text) });
  return page(found, args, byId);
}

function placeBy(sortKey: unknown): (item: Dated) => Place {
  if (sortKey === 'UPDATED_AT') return (item) => ({ value: item.updatedAt.toISOString(), id: item.id });
  if (sortKey === 'CREATED_AT') return (item) => ({ value: item.createdAt.toISOString(), id: item.id });
  return byId;
}
