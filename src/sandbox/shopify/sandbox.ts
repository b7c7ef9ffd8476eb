import { createServer, type Server } from 'node:http';
import { systemNow } from './clock.ts';
import type { BucketRule } from './cost-bucket.ts';
import { createFaults, type Faults } from './faults.ts';
import { createIds } from './ids.ts';
import type { TotalsReading } from './order-totals.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { adminSchema } from './schema.ts';
import { createServerApp } from './server.ts';
import { createShop, type Shop } from './shop.ts';
import { createShopState, usualSeed, type ShopSeed } from './shop-state.ts';
import { createTokenDesk, type TokenDesk } from './tokens.ts';
import type { Deliveries } from './deliveries.ts';
import { createWebhookDesk, type WebhookDesk, type WebhookOptions } from './webhooks.ts';

export type { AddressInput, CompanyInput, CustomerInput, DiscountInput, EditInput, LineInput, OrderEditor, OrderInput, PaymentInput, RefundInput, ShippingInput } from './order-input.ts';
export type { Deliveries, Delivery } from './deliveries.ts';
export type { Fault, FaultHandle, FaultKind, FaultMatch, Faults } from './faults.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';
export type { Shop } from './shop.ts';
export type { ShopSeed } from './shop-state.ts';
export type { ProductInput, Stock, VariantInput } from './stock.ts';
export type { StoredLine, StoredOrder, StoredRefund, StoredTransaction } from './stored-order.ts';

export type ShopifySandboxOptions = {
  /** 0 or absent = any free one. */
  port?: number;
  now?: () => Date;
  apiKey?: string;
  apiSecret?: string;
  /** The app's webhook address and what its configuration asks for; can be set later with `setWebhookUrl`. */
  webhooks?: WebhookOptions | null;
  /** Where the app itself lives, for the links of the page. */
  appUrl?: string;
  accessTokenSeconds?: number;
  /** Default true: public apps made since April 2026 must use expiring tokens. */
  refuseNonExpiringTokens?: boolean;
  bucket?: BucketRule | 'off';
  /** Where the real Shopify's behaviour is not known, the reading to follow. */
  reading?: Partial<TotalsReading>;
};

export type ShopifySandbox = {
  origin: string;
  apiKey: string;
  apiSecret: string;
  addShop(seed?: Partial<ShopSeed>): Shop;
  shop(domain: string): Shop;
  shops(): Shop[];
  setWebhookUrl(url: string | null): void;
  setAppUrl(url: string): void;
  deliveries: Deliveries;
  faults: Faults;
  requests: RequestLog;
  close(): Promise<void>;
};

/** Starts a stand-in for Shopify on a port of this machine. The app sends it everything meant for `https://{shop}/…`, naming the shop in `X-Shopify-Shop-Domain`. */
export async function createShopifySandbox(options: ShopifySandboxOptions = {}): Promise<ShopifySandbox> {
  // Reading the schema takes a moment: better now than in somebody's first request.
  adminSchema();
  const now = options.now ?? systemNow;
  const apiKey = options.apiKey ?? 'sandbox-api-key-0123456789abcdef';
  const apiSecret = options.apiSecret ?? 'sandbox-api-secret-0123456789abcdef';
  const shops = new Map<string, Shop>();
  const tokens = createTokenDesk({
    apiKey,
    apiSecret,
    accessTokenSeconds: options.accessTokenSeconds ?? 3600,
    refuseNonExpiring: options.refuseNonExpiringTokens ?? true,
  });
  const webhooks = createWebhookDesk({ now, apiSecret, options: options.webhooks ?? null });
  const faults = createFaults();
  const requests = createRequestLog();
  const place = { origin: '', appUrl: options.appUrl ?? null };
  const app = createServerApp({
    now,
    apiKey,
    shops,
    tokens,
    faults,
    requests,
    deliveries: webhooks.queue,
    bucket: options.bucket ?? usualBucket,
    place,
  });
  const server = createServer(app);
  place.origin = await listening(server, options.port ?? 0);
  return {
    origin: place.origin,
    apiKey,
    apiSecret,
    addShop: shopMaker({ options, now, apiKey, apiSecret, shops, tokens, webhooks }),
    shop: (domain) => known(shops, domain),
    shops: () => [...shops.values()],
    setWebhookUrl: webhooks.setUrl,
    setAppUrl(url) {
      place.appUrl = url;
    },
    deliveries: webhooks.queue,
    faults,
    requests,
    async close() {
      webhooks.queue.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The Basic plan's. */
const usualBucket: BucketRule = { maximum: 2000, restorePerSecond: 100 };

type Making = {
  options: ShopifySandboxOptions;
  now: () => Date;
  apiKey: string;
  apiSecret: string;
  shops: Map<string, Shop>;
  tokens: TokenDesk;
  webhooks: WebhookDesk;
};

function shopMaker({ options, now, apiKey, apiSecret, shops, tokens, webhooks }: Making): ShopifySandbox['addShop'] {
  const ids = createIds();
  const reading: TotalsReading = { lumpSumRefundLowersCurrentTotal: false, ...options.reading };
  return (given = {}) => {
    const seed: ShopSeed = { id: String(70_000_000_001 + shops.size), ...usualSeed, ...given };
    if (shops.has(seed.domain)) throw new Error(`There is a shop ${seed.domain} already.`);
    const state = createShopState(seed, { ids, now, reading, announce: (announcements) => webhooks.tell(state, announcements) });
    const shop = createShop({ state, tokens, apiKey, apiSecret });
    shops.set(seed.domain, shop);
    return shop;
  };
}

function known(shops: Map<string, Shop>, domain: string): Shop {
  const shop = shops.get(domain);
  if (!shop) throw new Error(`No shop ${domain} in the sandbox.`);
  return shop;
}

async function listening(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port.');
  return `http://127.0.0.1:${address.port}`;
}
