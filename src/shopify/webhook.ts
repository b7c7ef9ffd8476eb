import { z } from 'zod';
import { isSigned } from './hmac.ts';
import { shopDomainOf } from './shop-domain.ts';

/** A verified delivery: who, what about, and the ids in it. Nothing else of the body is kept, but the e-mail of whom a compliance request names. */
export type Delivery = {
  shop: string;
  /** As Shopify writes it, for example `orders/updated`. */
  topic: string;
  webhookId: string;
  eventId: string | null;
  triggeredAt: Date | null;
  /** The order it is about; digits, exact beyond 2^53. */
  orderId: string | null;
  /** The product it is about. */
  productId: string | null;
  /** Compliance topics only: whose data, and in which orders. */
  customerId: string | null;
  orderIds: string[];
  /** Compliance topics only: under which a purchase without a customer's account is kept. */
  mail: string | null;
};
export type WebhookFault = 'missing-body' | 'missing-signature' | 'wrong-signature' | 'missing-headers' | 'malformed' | 'mismatch';
export type WebhookVerdict = { ok: true; delivery: Delivery } | { ok: false; reason: WebhookFault };
export type RequestHeaders = Record<string, string | string[] | undefined>;

/**
 * Verifies a delivery over its raw bytes and reads the ids out of it. The signature covers the body alone: shop, topic and webhook id come
 * from unsigned headers, so each topic's body must have the shape (and, where it names one, the shop) that belongs to it.
 */
export function verifyWebhook(rawBody: Buffer | undefined, headers: RequestHeaders, secrets: readonly string[]): WebhookVerdict {
  const signature = one(headers['x-shopify-hmac-sha256']);
  if (!signature) return refuse('missing-signature');
  if (!Buffer.isBuffer(rawBody)) return refuse('missing-body');
  if (!isSigned(rawBody, signature, secrets, 'base64')) return refuse('wrong-signature');
  const envelope = envelopeOf(headers);
  if (!envelope) return refuse('missing-headers');
  const body = bodyOf(rawBody, shapes.get(envelope.topic) ?? (envelope.topic.startsWith('orders/') ? orderShape : anyShape));
  if (!body) return refuse('malformed');
  if (body.shop && body.shop !== envelope.shop) return refuse('mismatch');
  return { ok: true, delivery: { ...envelope, orderId: body.orderId ?? namedOrder(envelope.topic, headers), productId: body.productId ?? null, customerId: body.customerId ?? null, orderIds: body.orderIds ?? [], mail: body.mail ?? null } };
}

type Ids = { shop?: string | null | undefined; orderId?: string | null; productId?: string; customerId?: string | null; orderIds?: string[]; mail?: string | null };

const digits = z.string().regex(/^\d{1,20}$/);
/** `z.int()` refuses numbers beyond 2^53, which then come as exact text from the second reading. */
const id = z.union([digits, z.int().positive().transform(String)]);
const gidOf = (type: string) => z.string().regex(new RegExp(`^gid://shopify/${type}/\\d{1,20}$`)).transform((gid) => gid.slice(gid.lastIndexOf('/') + 1));

const orderShape = z.union([
  z.object({ admin_graphql_api_id: gidOf('Order') }).transform((body): Ids => ({ orderId: body.admin_graphql_api_id })),
  z.object({ id, admin_graphql_api_id: z.undefined().optional() }).transform((body): Ids => ({ orderId: body.id })),
]);
/** A subscription whose `include_fields` leave the order's id out still names it in a header (`envelopeOf`). */
const withoutOrderShape = z.object({ order_id: z.undefined().optional(), order_edit: z.undefined().optional() }).transform((): Ids => ({}));
const orderEditShape = z.union([z.object({ order_edit: z.object({ order_id: id }) }).transform((body): Ids => ({ orderId: body.order_edit.order_id })), withoutOrderShape]);
const ofOrderShape = z.union([z.object({ order_id: id }).transform((body): Ids => ({ orderId: body.order_id })), withoutOrderShape]);
const shopShape = z
  .object({ id, admin_graphql_api_id: gidOf('Shop').optional(), myshopify_domain: z.string().nullish() })
  .transform((body): Ids => ({ shop: body.myshopify_domain }));
const privacyShape = z
  .object({ shop_domain: z.string(), customer: z.object({ id: id.nullish(), email: z.string().max(320).nullish().catch(null) }).nullish(), orders_to_redact: z.array(id).optional(), orders_requested: z.array(id).optional() })
  .transform((body): Ids => ({ shop: body.shop_domain, customerId: body.customer?.id ?? null, mail: body.customer?.email ?? null, orderIds: body.orders_to_redact ?? body.orders_requested ?? [] }));
/** `products/delete` tells the number alone. */
const productShape = z.union([
  z.object({ admin_graphql_api_id: gidOf('Product') }).transform((body): Ids => ({ productId: body.admin_graphql_api_id })),
  z.object({ id, admin_graphql_api_id: z.undefined().optional() }).transform((body): Ids => ({ productId: body.id })),
]);
const anyShape = z.unknown().transform((): Ids => ({}));

const shapes = new Map<string, z.ZodType<Ids>>([
  ['orders/edited', orderEditShape],
  ['refunds/create', ofOrderShape],
  ['order_transactions/create', ofOrderShape],
  ['products/create', productShape],
  ['products/update', productShape],
  ['products/delete', productShape],
  ['app/uninstalled', shopShape],
  ['shop/update', shopShape],
  ['customers/data_request', privacyShape],
  ['customers/redact', privacyShape],
  ['shop/redact', privacyShape],
]);

/**
 * Reads twice only when it must: plain `JSON.parse` is fast but rounds ids beyond 2^53, the reviver that keeps their digits is called for
 * every value of the document. Any failure (depth included: a reviver recurses) means malformed.
 */
function bodyOf(rawBody: Buffer, shape: z.ZodType<Ids>): Ids | null {
  try {
    const text = rawBody.toString('utf8');
    return shape.safeParse(JSON.parse(text)).data ?? shape.safeParse(JSON.parse(text, exactIntegers)).data ?? null;
  } catch {
    return null;
  }
}

function exactIntegers(_key: string, value: unknown, ...[context]: unknown[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = sourceShape.safeParse(context).data?.source;
  return source !== undefined && /^\d+$/.test(source) ? source : value;
}

const sourceShape = z.object({ source: z.string() });

function envelopeOf(headers: RequestHeaders): Pick<Delivery, 'shop' | 'topic' | 'webhookId' | 'eventId' | 'triggeredAt'> | null {
  const shop = shopDomainOf(one(headers['x-shopify-shop-domain']));
  const topic = one(headers['x-shopify-topic']);
  const webhookId = one(headers['x-shopify-webhook-id']);
  if (!shop || !topic || !/^[a-z_]{1,40}\/[a-z_]{1,40}$/.test(topic) || !webhookId || webhookId.length > 200) return null;
  const eventId = one(headers['x-shopify-event-id']);
  return { shop, topic, webhookId, eventId: eventId && eventId.length <= 200 ? eventId : null, triggeredAt: instantOf(one(headers['x-shopify-triggered-at'])) };
}

/**
 * The header is not signed, so it can name any order of the shop; a nudge to one that has not changed does nothing, because the order is
 * read from Shopify when its turn comes.
 */
function namedOrder(topic: string, headers: RequestHeaders): string | null {
  const orderId = one(headers['x-shopify-order-id']);
  return aboutOrders.has(topic) && orderId !== null && /^\d{1,20}$/.test(orderId) ? orderId : null;
}

const aboutOrders = new Set(['orders/edited', 'refunds/create', 'order_transactions/create']);

function instantOf(text: string | null): Date | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms);
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function refuse(reason: WebhookFault): WebhookVerdict {
  return { ok: false, reason };
}
