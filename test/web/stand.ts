import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import { createBexioSignIn, type BexioSignIn } from '../../src/bexio/sign-in.ts';
import { bexioScopes } from '../../src/bexio/scopes.ts';
import { manualClock, type ManualClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import { createBexioSandbox, type BexioSandbox } from '../../src/sandbox/bexio/sandbox.ts';
import { createShopifySandbox, type ShopifySandbox } from '../../src/sandbox/shopify/sandbox.ts';
import { createShopify, type Shopify } from '../../src/shopify/platform.ts';
import { createKeyRing } from '../../src/store/key-ring.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { createSigner, type Signer } from '../../src/web/signed-text.ts';
import { createWebServer, type PagesKit } from '../../src/web/server.ts';

export const encryptionKey = Buffer.alloc(32, 7).toString('base64');
export const start = new Date('2026-11-22T17:00:00Z');

/** The web server over a real database file, between both sandboxes, with a clock that is moved by hand. */
export type Stand = {
  url: string;
  clock: ManualClock;
  store: Store;
  shopify: Shopify;
  metrics: Metrics;
  signer: Signer;
  shopifySandbox: ShopifySandbox;
  bexioSandbox: BexioSandbox;
  /** Every line logged so far. */
  logged: () => string;
  close(): Promise<void>;
};

type Choices = {
  mode?: 'session-token' | 'demo';
  requiredScopes?: string[];
  previousSecret?: string;
  /** In place of the real store's parts. */
  store?: (store: Store) => Store;
  signIn?: (signIn: BexioSignIn) => BexioSignIn;
};

export async function createStand(choices: Choices = {}): Promise<Stand> {
  const clock = manualClock(start);
  const folder = mkdtempSync(join(tmpdir(), 'web-'));
  const store = await openStore({ url: `file:${join(folder, 'sync.db')}`, keys: createKeyRing([encryptionKey]), clock, instance: 'test' });
  const shopifySandbox = await createShopifySandbox({ now: clock.now });
  const bexioSandbox = await createBexioSandbox();
  const lines: string[] = [];
  const log = createLog('trace', new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) }));
  const metrics = createMetrics({ processMetrics: false });
  const { apiKey, apiSecret, origin } = shopifySandbox;
  // The signature secret of the tests is the app's, the sandbox's may be the one before: so both are in use.
  const shopify = createShopify({ apiKey, apiSecret, apiSecretPrevious: choices.previousSecret ?? null, origin, clock, log });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirectUri = `${url}/bexio/callback`;
  bexioSandbox.allowRedirectUri(redirectUri);
  const signIn = createBexioSignIn({ issuerUrl: bexioSandbox.issuerUrl, clientId: bexioSandbox.clientId, clientSecret: bexioSandbox.clientSecret, redirectUri, clock, scopes: Object.keys(bexioScopes) });
  const config = { appUrl: new URL(url), shopify: { apiKey }, encryptionKeys: [encryptionKey], trustedProxies: 'loopback' };
  const given = { config, shopify, clock, log, metrics, mode: choices.mode ?? ('session-token' as const) };
  server.on(
    'request',
    createWebServer({
      checkHealth: async () => null,
      ...given,
      store: choices.store?.(store) ?? store,
      signIn: choices.signIn?.(signIn) ?? signIn,
      shopifyApi: (shop) => shopify.api(shop, async () => (await store.shops.get(shop))?.tokens?.accessToken ?? ''),
      requiredScopes: choices.requiredScopes ?? [],
      pages: showingWhoAsks,
    }),
  );
  return {
    url,
    clock,
    store,
    shopify,
    metrics,
    signer: createSigner({ keys: [encryptionKey], clock }),
    shopifySandbox,
    bexioSandbox,
    logged: () => lines.join(''),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([store.close(), shopifySandbox.close(), bexioSandbox.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Pages that say what the sign-in told them, and one that breaks. */
function showingWhoAsks(kit: PagesKit) {
  const pages = express.Router();
  pages.get('/', (request, response) => void response.type('html').send(`<p>${JSON.stringify(kit.visitorOf(request, response))}</p>`));
  pages.post('/settings', (request, response) => void response.json(kit.visitorOf(request, response)));
  pages.get('/connection', (request, response) => void response.json({ href: kit.connectTicket(kit.visitorOf(request, response).shop) }));
  pages.get('/broken', () => {
    throw new Error('secret-canary in a message');
  });
  return { pages };
}

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** A request exactly as given: no header is added, no redirect followed. Everything it may have sent is given up on when refused early. */
export function send(url: string, options: { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer | AsyncIterable<Buffer> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    request.on('error', reject);
    void pour(request, options.body);
  });
}

async function pour(request: ReturnType<typeof httpRequest>, body: string | Buffer | AsyncIterable<Buffer> | undefined): Promise<void> {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return void request.end(body);
  // A server that has heard enough closes the connection; the answer, or the error, has told already.
  await pipeline(Readable.from(body), request).catch(() => {});
}

export function setCookies(answer: Answer): string[] {
  const found = answer.headers['set-cookie'] ?? [];
  return Array.isArray(found) ? found : [found];
}

/** What a browser would send back. */
export function cookieHeader(answer: Answer): string {
  return setCookies(answer)
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}
