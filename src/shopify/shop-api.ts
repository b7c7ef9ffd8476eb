import type { Clock } from '../clock.ts';
import type { MoneySide, Order, Shop } from '../domain/order.ts';
import type { Log } from '../log.ts';
import { answers } from './answers.ts';
import { createAsk, type AccessToken, type Ask, type Cost } from './graphql.ts';
import type { Outgoing } from './outgoing.ts';
import { createOrderDue, type OrderDueApi } from './order-due.ts';
import { createOrderHistory, type OrderHistoryApi } from './order-history.ts';
import { fromUserErrors, ShopifyError, strangeAnswer } from './outcome.ts';
import { createProductsApi, type ProductsApi } from './products.ts';
import { readOrder } from './read-order.ts';
import { createFulfilments, type FulfilmentApi } from './fulfilments.ts';
import { createStockApi, type StockApi } from './stock-levels.ts';

/** Every call throws `ShopifyError`, whose `failure.kind` says what to do about it. */
export type ShopifyApi = {
  /** Null: the shop has no such order. */
  readOrder(orderId: string, side: MoneySide): Promise<Order | null>;
  readShop(): Promise<ShopDetails>;
  /** Oldest change first; `since` inclusive, `until` exclusive, both to the second as Shopify's search compares. */
  ordersUpdatedSince(since: Date, until: Date): AsyncIterable<{ orderId: string; updatedAt: Date }>;
  /** Namespace `bexio`. Sets, so repeating is harmless. */
  setOrderMetafields(orderId: string, fields: readonly OrderMetafield[]): Promise<void>;
  addTags(orderId: string, tags: readonly string[]): Promise<void>;
  locations(): Promise<{ id: string; name: string }[]>;
  /** What was asked through this object so far. */
  cost(): Readonly<Cost>;
} & OrderHistoryApi &
  OrderDueApi &
  StockApi &
  FulfilmentApi &
  ProductsApi;

export type ShopDetails = Shop & { plan: { name: string; development: boolean; plus: boolean }; scopes: string[] };
/** `type` as Shopify names it: `single_line_text_field`, `url`, `number_decimal` … */
export type OrderMetafield = { key: string; value: string; type: string };

export function createShopApi(options: { shop: string; accessToken: AccessToken; outgoing: Outgoing; clock: Clock; log: Log }): ShopifyApi {
  const cost: Cost = { points: 0, pointsPerSecond: null };
  const ask = createAsk({ ...options, cost });
  return {
    cost: () => ({ ...cost }),
    readOrder: (orderId, side) => readOrder(ask, orderId, side),
    readShop: () => readShop(ask, options.shop),
    ordersUpdatedSince: (since, until) => ordersUpdated(ask, since, until),
    async setOrderMetafields(orderId, fields) {
      const metafields = fields.map((field) => ({ ownerId: `gid://shopify/Order/${orderId}`, namespace: 'bexio', ...field }));
      const { metafieldsSet } = await ask('SetMetafields', { metafields }, answers.setMetafields);
      settled('SetMetafields', metafieldsSet);
    },
    async addTags(orderId, tags) {
      const { tagsAdd } = await ask('AddTags', { id: `gid://shopify/Order/${orderId}`, tags }, answers.addTags);
      settled('AddTags', tagsAdd);
    },
    locations: () => locations(ask),
    ...createOrderHistory(ask, options),
    ...createOrderDue(ask),
    ...createFulfilments(ask),
    ...createStockApi(ask),
    ...createProductsApi(ask),
  };
}

/** The token decides whose shop answers; if that is another one than we asked for, nothing of it may be used. */
async function readShop(ask: Ask, domain: string): Promise<ShopDetails> {
  const { shop, currentAppInstallation } = await ask('ShopInfo', {}, answers.shopInfo);
  if (shop.myshopifyDomain !== domain) throw new ShopifyError({ kind: 'refused', code: 'OTHER_SHOP', cause: 'ShopInfo: another shop answered' });
  return {
    domain,
    id: shop.id,
    name: shop.name,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    countryCode: shop.shopAddress.countryCodeV2 ?? '',
    taxesIncluded: shop.taxesIncluded,
    plan: { name: shop.plan.publicDisplayName, development: shop.plan.partnerDevelopment, plus: shop.plan.shopifyPlus },
    scopes: currentAppInstallation.accessScopes.map((scope) => scope.handle),
  };
}

async function* ordersUpdated(ask: Ask, since: Date, until: Date): AsyncIterable<{ orderId: string; updatedAt: Date }> {
  const query = `updated_at:>='${toSecond(since)}' AND updated_at:<'${toSecond(until)}'`;
  for (let after: string | null = null; ; ) {
    const { orders }: Awaited<ReturnType<typeof pageOf>> = await pageOf(ask, query, after);
    for (const order of orders.nodes) yield { orderId: order.id, updatedAt: order.updatedAt };
    if (!orders.pageInfo.hasNextPage) return;
    after = orders.pageInfo.endCursor;
  }
}

function pageOf(ask: Ask, query: string, after: string | null) {
  return ask('OrdersUpdated', { query, after }, answers.ordersUpdated);
}

function toSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

async function locations(ask: Ask): Promise<{ id: string; name: string }[]> {
  const found: { id: string; name: string }[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo }: Awaited<ReturnType<typeof locationsPage>> = await locationsPage(ask, after);
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

async function locationsPage(ask: Ask, after: string | null) {
  return (await ask('Locations', { after }, answers.locations)).locations;
}

function settled(operation: string, answer: { userErrors: { field?: string[] | null | undefined; message: string }[] } | null): void {
  if (!answer) throw strangeAnswer(operation, 'no result');
  if (answer.userErrors.length > 0) throw fromUserErrors(operation, answer.userErrors);
}
