import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { createApp, type App, type AppOptions } from './app.ts';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { createBexioSandbox, type BexioSandbox, type BexioSandboxOptions } from './sandbox/bexio/sandbox.ts';
import { createMerchant, type Merchant } from './sandbox/merchant.ts';
import { createShopifySandbox, type Shop, type ShopifySandbox, type ShopifySandboxOptions } from './sandbox/shopify/sandbox.ts';

/** The whole product on one machine: both sandboxes, and the app between them. */
export type Playground = {
  bexio: BexioSandbox;
  shopify: ShopifySandbox;
  shop: Shop;
  app: App;
  appUrl: string;
  /** The environment the app was started with: enough to start another one on the same database. */
  environment: Record<string, string>;
  merchant: Merchant;
  close(): Promise<void>;
};

export type PlaygroundOptions = {
  databaseUrl: string;
  port?: number;
  bexio?: BexioSandboxOptions;
  shopify?: ShopifySandboxOptions;
  app?: Partial<AppOptions>;
  environment?: Record<string, string>;
};

/** Starts everything, not yet installed or connected (see `settleIn`). */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const port = options.port ?? (await freePort());
  const appUrl = `http://127.0.0.1:${port}`;
  const bexio = await createBexioSandbox({ redirectUris: [`${appUrl}/bexio/callback`], ...options.bexio });
  const shopify = await createShopifySandbox({ webhooks: { url: `${appUrl}/webhooks` }, ...options.shopify });
  const shop = shopify.addShop();
  const environment = {
    PORT: String(port),
    APP_URL: appUrl,
    DATABASE_URL: options.databaseUrl,
    SHOPIFY_API_KEY: shopify.apiKey,
    SHOPIFY_API_SECRET: shopify.apiSecret,
    SHOPIFY_ORIGIN: shopify.origin,
    BEXIO_CLIENT_ID: bexio.clientId,
    BEXIO_CLIENT_SECRET: bexio.clientSecret,
    BEXIO_ISSUER_URL: bexio.issuerUrl,
    BEXIO_API_URL: bexio.apiUrl,
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
    ...options.environment,
  };
  const config = readConfig(environment);
  const app = await createApp(config, { clock: systemClock, log: createLog(config.logLevel), processMetrics: false, ...options.app });
  await app.listen();
  const merchant = createMerchant({ appUrl, shop: shop.domain, sessionToken: () => shop.sessionToken(), ...(options.app?.signIn === 'demo' ? { enter: () => app.enter(shop.domain, shop.sessionToken()) } : {}) });
  return {
    bexio,
    shopify,
    shop,
    app,
    appUrl,
    environment,
    merchant,
    async close() {
      await app.close();
      await Promise.all([bexio.close(), shopify.close()]);
    },
  };
}

/**
 * What a merchant does in the first three minutes: opens the app, connects bexio, accepts the proposal. Only two things are added to it:
 * bexio's rounding to 5 rappen is switched to 1 (the health check asks for it), and sales to nobody get a contact.
 */
export async function settleIn({ merchant, bexio }: Pick<Playground, 'merchant' | 'bexio'>): Promise<void> {
  bexio.books.setRoundFactor('CHF', '0.01');
  const collectiveContactId = bexio.books.addContact({ contact_type_id: 1, name_1: 'Laufkundschaft' });
  const page = await merchant.open('/connection');
  const link = page.document.querySelectorAll('a').find((one) => one.getAttribute('href')?.includes('/bexio/connect?'));
  if (!link) throw new Error(`the connection page (${page.status}) has no link to bexio`);
  await merchant.connectBexio(link.getAttribute('href') ?? '');
  const { setUp, form } = await proposal(merchant);
  const saved = await merchant.submit(setUp, form, { collectiveContactId: String(collectiveContactId) });
  if (saved.status !== 200) throw new Error(`the proposal was not accepted (${saved.status})`);
}

/** The proposal is there as soon as the company's accounts and taxes have been read, a second or two after connecting. */
async function proposal(merchant: Merchant) {
  for (let tries = 0; tries < 1_200; tries++) {
    const setUp = await merchant.open('/setup');
    const form = setUp.document.querySelectorAll('form').find((one) => one.getAttribute('action')?.includes('/setup'));
    if (form) return { setUp, form };
    await systemClock.sleep(50);
  }
  throw new Error('the proposed settings did not appear');
}

/** Below 32768, where no system takes the ports of outgoing connections from: nothing else gets it while the app is down for a moment. */
const portsFrom = 20_000;
const portsUntil = 32_768;

/** A port nobody listens on at this moment: APP_URL must be known before the app starts. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(portsFrom, portsUntil);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
