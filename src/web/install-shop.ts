import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import type { Shopify } from '../shopify/platform.ts';
import type { InstalledShop } from '../store/shops.ts';
import type { Store } from '../store/store.ts';
import type { KnownShops } from './known-shops.ts';

type Options = {
  shopify: Pick<Shopify, 'exchangeToken' | 'api'>;
  store: Pick<Store, 'shops' | 'jobs' | 'journal' | 'leases'>;
  knownShops: KnownShops;
  clock: Clock;
  log: Log;
  /** What the app cannot do without; a shop that granted less exchanges again, because Shopify may have granted more since. */
  requiredScopes: readonly string[];
};

/** Makes sure the shop behind a verified session token is installed, with tokens that work. Shopify itself asks the merchant for consent. */
export type EnsureInstalled = (shop: string, sessionToken: string) => Promise<void>;

/**
 * Token exchange: the first token of a shop installs it, also after an uninstallation. Later ones renew the offline tokens when the access
 * token has run out, which mends a shop whose refresh token died, and when scopes are missing.
 */
export function createEnsureInstalled(options: Options): EnsureInstalled {
  const underWay = new Map<string, Promise<void>>();
  return async (shop, sessionToken) => {
    const installed = await options.store.shops.get(shop);
    if (installed && isWorking(options, installed)) return;
    // A page and its parts arrive together; one of them exchanges, the others wait for it.
    let work = underWay.get(shop);
    if (!work) {
      work = exchange(options, shop, sessionToken).finally(() => underWay.delete(shop));
      underWay.set(shop, work);
    }
    await work;
  };
}

function isInstalled(shop: InstalledShop | null): shop is InstalledShop & { tokens: NonNullable<InstalledShop['tokens']> } {
  return shop !== null && shop.uninstalledAt === null && shop.tokens !== null;
}

function isWorking({ clock, requiredScopes }: Options, shop: InstalledShop): boolean {
  return isInstalled(shop) && shop.tokens.accessTokenExpiresAt > clock.now() && requiredScopes.every((scope) => holds(shop.scopes, scope));
}

/** `write_orders` includes `read_orders`, and Shopify lists only the stronger one. */
function holds(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || (scope.startsWith('read_') && scopes.includes(scope.replace('read_', 'write_')));
}

/** Under the lease that refreshes use too: two exchanges at once would each put the other's tokens away. */
async function exchange(options: Options, shop: string, sessionToken: string): Promise<void> {
  const { store, clock } = options;
  const holder = crypto.randomUUID();
  const name = `shopify-tokens:${shop}`;
  let fence = await store.leases.acquire(name, holder, 30_000);
  for (let tries = 0; fence === null && tries < 100; tries++) {
    await clock.sleep(100);
    fence = await store.leases.acquire(name, holder, 30_000);
  }
  try {
    const current = await store.shops.get(shop);
    if (current && isWorking(options, current)) return;
    if (isInstalled(current)) await renew(options, shop, sessionToken);
    else await install(options, shop, sessionToken, current !== null);
  } finally {
    if (fence !== null) await store.leases.release(name, holder);
  }
}

/** The session token has been verified without asking anybody, so a Shopify that does not answer keeps nobody from the pages of their shop. */
async function renew({ shopify, store, log }: Options, shop: string, sessionToken: string): Promise<void> {
  const tokens = await shopify.exchangeToken(shop, sessionToken).catch((error: unknown) => {
    if (!(error instanceof ShopifyError) || error.failure.kind !== 'later') throw error;
    log.warn({ shop, cause: error.failure.cause }, 'shop tokens not renewed, Shopify does not answer');
    return null;
  });
  if (tokens === null) return;
  await store.shops.replaceTokens(shop, tokens);
  await store.shops.updateDetails(shop, { scopes: tokens.scopes });
  await store.jobs.ring({ shop, kind: 'shop', subject: 'details' });
  log.info({ shop }, 'shop tokens renewed by token exchange');
}

async function install({ shopify, store, knownShops, log }: Options, shop: string, sessionToken: string, again: boolean): Promise<void> {
  const tokens = await shopify.exchangeToken(shop, sessionToken);
  const { plan, scopes, ...details } = await shopify.api(shop, async () => tokens.accessToken).readShop();
  await store.shops.install({ ...details, scopes, tokens });
  knownShops.forget(shop);
  await store.journal.add({ shop, orderId: null, event: again ? 'reinstalled' : 'installed', detail: { plan: plan.name, scopes }, actor: 'shopify' });
  await store.jobs.ring({ shop, kind: 'shop', subject: 'details' });
  log.info({ shop, again }, 'shop installed');
}
