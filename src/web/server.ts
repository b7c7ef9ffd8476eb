import express, { type Express, type RequestHandler, type Router } from 'express';
import type { BexioSignIn } from '../bexio/sign-in.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Shopify, ShopifyApi } from '../shopify/platform.ts';
import type { Store } from '../store/store.ts';
import { bounceScript } from './bounce.ts';
import { connectHref, createBexioConnect } from './bexio-connect.ts';
import { createCookie } from './cookie.ts';
import { createDemoSignIn } from './demo-sign-in.ts';
import { faultHandler, notFound } from './faults.ts';
import { healthRoutes } from './health.ts';
import { createEnsureInstalled } from './install-shop.ts';
import { createFloodWatch, type FloodWatch } from './flood-watch.ts';
import { createKnownShops } from './known-shops.ts';
import { createPages } from './pages/create-pages.tsx';
import type { PagesDependencies } from './pages/dependencies.ts';
import { requestLog } from './request-log.ts';
import { securityHeaders } from './security.ts';
import { createSigner, type Signer } from './signed-text.ts';
import { visitorOf } from './visitor.ts';
import { receiveWebhook } from './webhooks.ts';
import { requireSessionToken } from './who.ts';

export type WebServerOptions = {
  config: { appUrl: URL; shopify: { apiKey: string }; encryptionKeys: readonly string[]; trustedProxies: string };
  store: Store;
  shopify: Shopify;
  /** The Admin API of an installed shop. */
  shopifyApi: (shop: string) => ShopifyApi;
  signIn: BexioSignIn;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** `demo`: a signed cookie instead of session tokens, for the demo and one's own machine; the app is then not embedded. */
  mode: 'session-token' | 'demo';
  /** What the pages can do beyond showing; left out, they offer less. */
  pageTools?: Partial<Pick<PagesDependencies, 'readOrder' | 'bexioLink' | 'readInvoicePdf' | 'setRounding' | 'decide' | 'readLocations' | 'foreseeUndo' | 'undoRuns' | 'closeTask' | 'history'>>;
  checkHealth: PagesDependencies['checkHealth'];
  /** In place of the merchant's pages: tests of the sign-in bring their own. */
  pages?: (kit: PagesKit) => { pages: RequestHandler; assets?: RequestHandler };
  /** What the app cannot do without; see `install-shop.ts`. */
  requiredScopes?: readonly string[];
};

/** What pages may ask of the sign-in. */
export type PagesKit = Pick<PagesDependencies, 'visitorOf' | 'connectTicket'>;

/** Everything the program answers over HTTP, in order. */
export function createWebServer(options: WebServerOptions): Express {
  const { config, store, clock, log, metrics, mode } = options;
  const signer = createSigner({ keys: config.encryptionKeys, clock });
  const isInstalled = async (shop: string) => (await store.shops.get(shop))?.uninstalledAt === null;
  const knownShops = createKnownShops({ isInstalled, clock });
  const kit: PagesKit = { visitorOf, connectTicket: (shop) => connectHref(signer, shop) };
  const { pages, assets } = (options.pages ?? merchantPages(options))(kit);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  // Whose word counts for where a request comes from; anybody else may claim what they like.
  app.set('trust proxy', config.trustedProxies);
  const floods = createFloodWatch({ clock });

  // First and bare: Shopify waits for an answer, and neither page headers nor request lines are of use to it.
  app.post(['/webhooks', '/webhooks/compliance'], ...receiveWebhook({ ...options, knownShops, floods }));
  app.use(healthRoutes({ checks: { store: () => store.healthy() }, registry: metrics.registry }));
  app.use(requestLog(log));
  app.use(securityHeaders({ embedded: mode === 'session-token', https: config.appUrl.protocol === 'https:' }));
  if (assets) app.use(assets);
  const { open, guard } = signInOf(options, signer, knownShops, floods);
  app.use(open);
  app.use(connectRoutes(options, signer, guard, floods));
  app.use(guard, pages);
  app.use(notFound());
  app.use(faultHandler(log));
  return app;
}

function merchantPages(options: WebServerOptions): (kit: PagesKit) => { pages: RequestHandler; assets: RequestHandler } {
  const { config, store, shopifyApi, clock, log, checkHealth, pageTools } = options;
  return (kit) =>
    createPages({
      ...kit,
      store,
      clock,
      apiKey: config.shopify.apiKey,
      checkHealth,
      readOrder: (shop, orderId) => shopifyApi(shop).readOrder(orderId, 'shop'),
      bexioLink: (path) => new URL(path, 'https://office.bexio.com').href,
      onFault: (error) => log.error({ err: error }, 'page failed'),
      ...pageTools,
    });
}

/** `open`: what anybody may load; `guard`: what everything else stands behind. */
function signInOf(options: WebServerOptions, signer: Signer, knownShops: ReturnType<typeof createKnownShops>, floods: FloodWatch): { open: Router; guard: RequestHandler } {
  const { config, store, shopify, clock, log } = options;
  if (options.mode === 'demo') {
    const cookie = createCookie('visitor', config.appUrl.protocol === 'https:');
    const { routes, guard } = createDemoSignIn({ signer, cookie, store, origin: config.appUrl.origin });
    return { open: routes, guard };
  }
  const ensureInstalled = createEnsureInstalled({ shopify, store, knownShops, clock, log, requiredScopes: options.requiredScopes ?? [] });
  return { open: bounceScript(), guard: requireSessionToken({ shopify, ensureInstalled, clock, log, apiKey: config.shopify.apiKey, floods }) };
}

function connectRoutes(options: WebServerOptions, signer: Signer, guard: RequestHandler, floods: FloodWatch): Router {
  const { config, store, signIn, clock, log } = options;
  const cookie = createCookie('bexio-sign-in', config.appUrl.protocol === 'https:');
  return createBexioConnect({ signIn, store, signer, cookie, guard, clock, log, appUrl: config.appUrl, apiKey: config.shopify.apiKey, embedded: options.mode === 'session-token', floods });
}
