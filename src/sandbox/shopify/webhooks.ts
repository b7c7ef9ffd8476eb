import { randomUUID } from 'node:crypto';
import { bodyText, type Announcement } from './announcement.ts';
import { createDeliveries, sign, type Delivery, type DeliveryQueue } from './deliveries.ts';
import type { ShopState, StoredSubscription } from './shop-state.ts';

export type WebhookOptions = {
  url: string;
  /** What the app's own configuration asks for, per topic or for all (`*`). */
  includeFields?: Record<string, string[] | null>;
  /** Topics the app subscribes to in its configuration; default: all the sandbox knows. */
  topics?: string[];
  /** `name` of the subscription, echoed in `X-Shopify-Name`. */
  name?: string;
};

export type WebhookDesk = {
  queue: DeliveryQueue;
  setUrl(url: string | null): void;
  tell(shop: ShopState, announcements: Announcement[]): void;
};

type Making = { now: () => Date; apiSecret: string; options: WebhookOptions | null };

/** What the app's TOML asks for: enough to know which order to read, and nothing personal. */
const usualFields = ['id', 'admin_graphql_api_id', 'updated_at', 'test'];
/** Sent with their whole body: apps cannot narrow them. */
const wholeTopics = new Set(['app/uninstalled', 'app/scopes_update', 'app_subscriptions/update', 'customers/data_request', 'customers/redact', 'shop/redact', 'bulk_operations/finish']);
const sentAfterUninstall = new Set(['customers/data_request', 'customers/redact', 'shop/redact', 'app/uninstalled']);
const apiVersion = '2026-10';

export function createWebhookDesk(making: Making): WebhookDesk {
  let stated = making.options;
  const bySubscription = new Map<string, { shop: ShopState; subscription: StoredSubscription }>();
  const queue = createDeliveries({
    now: making.now,
    onOutcome({ id }, delivered) {
      const origin = bySubscription.get(id);
      if (origin) countFailures(origin.shop, origin.subscription, delivered);
    },
  });
  return {
    queue,
    setUrl(url) {
      stated = url === null ? null : { ...stated, url };
    },
    tell(shop, announcements) {
      const options = stated;
      const eventId = randomUUID();
      for (const announcement of announcements) {
        if (!shop.installed && !sentAfterUninstall.has(announcement.topic)) continue;
        if (options && wants(options, announcement.topic)) {
          const include = wholeTopics.has(announcement.topic) ? null : fieldsFor(options, announcement.topic);
          queue.add(newDelivery(making, shop, announcement, { url: options.url, include, name: options.name ?? null, eventId }));
        }
        for (const subscription of subscribed(shop, announcement.topic)) {
          const made = newDelivery(making, shop, announcement, { url: subscription.uri, include: subscription.includeFields, name: subscription.name, eventId });
          bySubscription.set(made.id, { shop, subscription });
          queue.add(made);
        }
      }
    },
  };
}

function wants(options: WebhookOptions, topic: string): boolean {
  return !options.topics || options.topics.includes(topic) || wholeTopics.has(topic);
}

function fieldsFor(options: WebhookOptions, topic: string): string[] | null {
  const stated = options.includeFields?.[topic] ?? options.includeFields?.['*'];
  return stated === undefined ? usualFields : stated;
}

/** Subscriptions made through the Admin API; `ORDERS_CREATE` is `orders/create`. */
function subscribed(shop: ShopState, topic: string): StoredSubscription[] {
  const asEnum = topic.replaceAll(/[/.]/g, '_').toUpperCase();
  return [...shop.subscriptions.values()].filter((one) => one.topic === asEnum && /^https?:/.test(one.uri));
}

type Addressed = { url: string; include: string[] | null; name: string | null; eventId: string };

function newDelivery(making: Making, shop: ShopState, announcement: Announcement, to: Addressed): Delivery {
  const body = bodyText(announcement.body, shop.seed.timeZone, to.include);
  const id = randomUUID();
  const triggeredAt = making.now();
  return {
    id,
    eventId: to.eventId,
    topic: announcement.topic,
    shop: shop.seed.domain,
    url: to.url,
    body,
    triggeredAt,
    state: 'waiting',
    attempts: [],
    nextAttemptAt: null,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Shopify-Captain-Hook',
      'X-Shopify-Topic': announcement.topic,
      'X-Shopify-Hmac-Sha256': sign(body, making.apiSecret),
      'X-Shopify-Shop-Domain': shop.seed.domain,
      'X-Shopify-API-Version': apiVersion,
      'X-Shopify-Webhook-Id': id,
      'X-Shopify-Event-Id': to.eventId,
      'X-Shopify-Triggered-At': triggeredAt.toISOString().replace('Z', '000000Z'),
      ...(to.name ? { 'X-Shopify-Name': to.name } : {}),
      ...announcement.headers,
    },
  };
}

/** Eight failures in a row delete a subscription made through the API; one from the app's configuration stays. */
function countFailures(shop: ShopState, subscription: StoredSubscription, delivered: boolean): void {
  subscription.failures = delivered ? 0 : subscription.failures + 1;
  if (subscription.failures >= 8) shop.subscriptions.delete(subscription.id);
}
