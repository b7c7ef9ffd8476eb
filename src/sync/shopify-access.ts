import type { Clock } from '../clock.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import type { Shopify, ShopifyApi } from '../shopify/platform.ts';
import type { InstalledShop } from '../store/shops.ts';
import type { Store } from '../store/store.ts';
import { withLease } from './with-lease.ts';

type Options = { store: Store; clock: Clock; shopify: Shopify };

const renewBeforeMs = 300_000;

/**
 * Opens a shop's Admin API with its offline token: one hour long, refreshed under a lease. Shopify lets the old refresh token be used
 * again until its replacement is first used (28 Aug 2026), so a refresh whose answer was lost is safe to repeat.
 */
export function createShopifyAccess(options: Options): (shop: string) => ShopifyApi {
  return (shop) => {
    // As with bexio: what is refused is what was given out last.
    let given: string | null = null;
    return options.shopify.api(shop, async (force) => (given = await accessToken(options, shop, force === true ? given : null)));
  };
}

async function accessToken(options: Options, shop: string, refused: string | null): Promise<string> {
  const installed = await usable(options, shop);
  const { accessToken: known, accessTokenExpiresAt } = installed.tokens;
  const fresh = accessTokenExpiresAt.getTime() - renewBeforeMs > options.clock.now().getTime();
  return fresh && known !== refused ? known : renewShopTokens(options, shop, known);
}

/** Refreshes the pair now, alone. Also the weekly keep-alive: an unused refresh token ends after 90 days. */
export function renewShopTokens(options: Options, shop: string, staleToken: string): Promise<string> {
  return withLease(options, `shopify-tokens:${shop}`, async () => {
    const installed = await usable(options, shop);
    if (installed.tokens.accessToken !== staleToken) return installed.tokens.accessToken;
    const tokens = await options.shopify.refreshTokens(shop, installed.tokens.refreshToken);
    await options.store.shops.replaceTokens(shop, tokens);
    return tokens.accessToken;
  });
}

async function usable(options: Options, shop: string): Promise<InstalledShop & { tokens: NonNullable<InstalledShop['tokens']> }> {
  const installed = await options.store.shops.get(shop);
  if (!installed?.tokens) throw new ShopifyError({ kind: 'broken', cause: 'not installed' });
  return { ...installed, tokens: installed.tokens };
}
