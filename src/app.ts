import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBexioSignIn } from './bexio/sign-in.ts';
import { bexioScopes } from './bexio/scopes.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createShopify } from './shopify/platform.ts';
import { createKeyRing } from './store/key-ring.ts';
import { openStore, type Store } from './store/store.ts';
import { readOrderOf } from './sync/money-side.ts';
import { createBexioAccess } from './sync/bexio-access.ts';
import { healthOf } from './sync/check-shop.ts';
import { closeTaskByHand } from './sync/order/close-task.ts';
import { decide } from './sync/order/decide.ts';
import { foreseeUndoOf } from './sync/order/foresee-undo.ts';
import { beginImport, chooseForOrder, directImport } from './sync/past/direct-import.ts';
import { createHandlers } from './sync/handlers.ts';
import { createMemory } from './sync/memory/memory.ts';
import { setRounding } from './sync/set-rounding.ts';
import { createShopifyAccess } from './sync/shopify-access.ts';
import { startRoutines } from './sync/tend-shop.ts';
import type { Tools } from './sync/tools.ts';
import { beginUndo, directUndo, listUndoRuns, ordersOfRun, readUndoRun } from './sync/order/undo-run.ts';
import { createWorker, type Worker } from './sync/worker.ts';
import { demoLink } from './web/demo-sign-in.ts';
import { createEnsureInstalled } from './web/install-shop.ts';
import { createKnownShops } from './web/known-shops.ts';
import { createWebServer } from './web/server.ts';
import { createSigner } from './web/signed-text.ts';

export type App = {
  store: Store;
  /** What every job is handed: for running another worker beside this one. */
  tools: Tools;
  worker: Worker;
  /** Starts the worker and takes requests. */
  listen(): Promise<{ port: number }>;
  /** Mode `demo`, where no admin sends session tokens: installs the shop and gives the link that signs a browser in. */
  enter(shop: string, sessionToken: string): Promise<URL>;
  /** Stops taking requests, finishes what is under way, gives leases back. */
  close(): Promise<void>;
};

export type AppOptions = { clock: Clock; log: Log; atMoment?: Tools['atMoment']; signIn?: 'session-token' | 'demo'; concurrency?: number; processMetrics?: boolean };

/** bexio's own web application, for links to documents. */
const bexioWebUrl = 'https://office.bexio.com';

/** The composition root: every create… of the program, in order. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { clock, log } = options;
  const instance = crypto.randomUUID();
  const metrics = createMetrics({ processMetrics: options.processMetrics ?? true });
  const store = await openStore({ url: config.databaseUrl, keys: createKeyRing(config.encryptionKeys), clock, instance, onFault: (err) => log.warn({ err }, 'the bell between processes fails; due work is found by looking') });
  const shopify = createShopify({ ...config.shopify, appHost: config.appUrl.host, clock, log });
  const signIn = createBexioSignIn({
    issuerUrl: config.bexio.issuerUrl,
    clientId: config.bexio.clientId,
    clientSecret: config.bexio.clientSecret,
    redirectUri: new URL('/bexio/callback', config.appUrl).href,
    clock,
    scopes: Object.keys(bexioScopes),
  });
  const shopifyApi = createShopifyAccess({ store, clock, shopify });
  const quietMs = config.unknownQuietSeconds * 1_000;
  const memory = createMemory({ store, clock, log, quietMs });
  const tools: Tools = {
    store,
    clock,
    log,
    metrics,
    shopify: shopifyApi,
    bexio: createBexioAccess({ store, clock, log, signIn, apiUrl: config.bexio.apiUrl, personalAccessToken: config.bexio.accessToken }),
    memory,
    quietMs,
    sweepMs: config.shopifySweepSeconds * 1_000,
    pollMs: config.bexioPollSeconds * 1_000,
    bexioLink: (path) => new URL(path, bexioWebUrl).href,
    atMoment: options.atMoment ?? (() => {}),
  };
  const worker = createWorker(tools, { handlers: createHandlers(tools, shopify), concurrency: options.concurrency ?? 8 });
  const web = createWebServer({
    config,
    store,
    shopify,
    shopifyApi,
    signIn,
    clock,
    log,
    metrics,
    mode: options.signIn ?? 'session-token',
    checkHealth: (shop, proposed) => healthOf(tools, shop, proposed),
    pageTools: {
      readOrder: (shop, orderId) => readOrderOf(tools, shop, orderId),
      bexioLink: tools.bexioLink,
      readInvoicePdf: async (shop, invoiceId) => (await (await tools.bexio(shop))?.client.invoices.pdf(invoiceId))?.content ?? null,
      setRounding: (shop, currency) => setRounding(tools, shop, currency),
      readLocations: (shop) => shopifyApi(shop).locations(),
      decide: (shop, orderId, decision, author) => decide(tools, shop, orderId, decision, author),
      foreseeUndo: (shop, orderId) => foreseeUndoOf(tools, shop, orderId),
      undoRuns: {
        begin: (shop, scope, author) => beginUndo(tools, shop, scope, author),
        direct: (shop, runId, wish, author) => directUndo(tools, shop, runId, wish, author),
        read: (shop, runId) => readUndoRun(tools, shop, runId),
        list: (shop) => listUndoRuns(tools, shop),
        orders: (shop, runId, after, limit) => ordersOfRun(tools, shop, runId, after, limit),
      },
      closeTask: (shop, task, author) => closeTaskByHand(tools, shop, task, author),
      history: {
        begin: (shop, plan, author) => beginImport(tools, shop, plan, author),
        direct: (key, step) => directImport(tools, key, step),
        choose: (key, orderId, choice) => chooseForOrder(tools, key, orderId, choice),
      },
    },
  });
  const server = createServer(web);
  return {
    store,
    tools,
    worker,
    async listen() {
      for (const shop of await store.shops.list()) await startRoutines(tools, shop.domain);
      await memory.begin();
      worker.start();
      return { port: await bind(server, config.port) };
    },
    async enter(shop, sessionToken) {
      const knownShops = createKnownShops({ isInstalled: async () => true, clock });
      await createEnsureInstalled({ shopify, store, knownShops, clock, log, requiredScopes: [] })(shop, sessionToken);
      return demoLink(createSigner({ keys: config.encryptionKeys, clock }), config.appUrl, shop);
    },
    async close() {
      await unbind(server);
      await worker.stop();
      await memory.end();
      await store.jobs.release(instance);
      await store.close();
    },
  };
}

function bind(server: Server, port: number): Promise<number> {
  // Half-sent requests are given up on, or a slow sender could hold every connection (fault 10).
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve((server.address() as AddressInfo).port));
  });
}

function unbind(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
