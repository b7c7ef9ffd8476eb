import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createShopApi, type ShopifyApi } from './shop-api.ts';
import type { AccessToken } from './graphql.ts';
import { createOutgoing } from './outgoing.ts';
import { verifySessionToken, type SessionTokenVerdict } from './session-token.ts';
import { exchangeToken, refreshTokens, type ShopTokens } from './tokens.ts';
import { verifyWebhook, type RequestHeaders, type WebhookVerdict } from './webhook.ts';

export type { OrderMetafield, ShopDetails, ShopifyApi } from './shop-api.ts';
export type { ShopTokens } from './tokens.ts';

/** Everything the program knows how to do with Shopify. Made once by `app.ts`. */
export type Shopify = {
  verifyWebhook(rawBody: Buffer | undefined, headers: RequestHeaders): WebhookVerdict;
  verifySessionToken(token: unknown): Promise<SessionTokenVerdict>;
  exchangeToken(shop: string, sessionToken: string): Promise<ShopTokens>;
  /** @throws ShopifyError `broken` when the refresh token is dead. */
  refreshTokens(shop: string, refreshToken: string): Promise<ShopTokens>;
  /** The Admin API of one shop. `accessToken(true)` is asked for after a 401 and must not return the refused token. */
  api(shop: string, accessToken: AccessToken): ShopifyApi;
};

export type ShopifyOptions = {
  apiKey: string;
  apiSecret: string;
  /** The app's own host, as the SDK wants it. */
  appHost?: string;
  /** Still accepted while the secret is being rotated: deliveries may carry the old signature for up to an hour. */
  apiSecretPrevious?: string | null;
  /** Send everything meant for `https://{shop}` here instead (`SHOPIFY_ORIGIN`). */
  origin?: string | null;
  clock: Clock;
  log: Log;
};

export function createShopify(options: ShopifyOptions): Shopify {
  const { apiKey, apiSecret, clock, log } = options;
  const secrets = options.apiSecretPrevious ? [apiSecret, options.apiSecretPrevious] : [apiSecret];
  const outgoing = createOutgoing({ apiKey, apiSecret, appHost: options.appHost ?? 'localhost', origin: options.origin ?? null, clock, deadlineMs: 15_000 });
  const app = { clock, outgoing };
  return {
    verifyWebhook: (rawBody, headers) => verifyWebhook(rawBody, headers, secrets),
    verifySessionToken: (token) => verifySessionToken(token, { apiKey, secrets, clock }),
    exchangeToken: (shop, sessionToken) => exchangeToken(app, shop, sessionToken),
    refreshTokens: (shop, refreshToken) => refreshTokens(app, shop, refreshToken),
    api: (shop, accessToken) => createShopApi({ shop, accessToken, outgoing, clock, log }),
  };
}
