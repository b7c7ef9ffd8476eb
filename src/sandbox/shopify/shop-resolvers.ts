import type { Args, Context, Fields } from './context.ts';
import { offsetMinutes } from './announcement.ts';
import { legacyId } from './ids.ts';
import { metafieldFields } from './metafields.ts';
import type { ShopState } from './shop-state.ts';

type ShopView = { id: string; metafields: ShopState['shopMetafields'] };

export function shopView(shop: ShopState): ShopView {
  return { id: shop.id, metafields: shop.shopMetafields };
}

const fromSeed =
  (read: (seed: ShopState['seed'], shop: ShopState) => unknown) =>
  (_view: ShopView, _args: Args, { shop }: Context) =>
    read(shop.seed, shop);

export const shopFields: Fields<ShopView> = {
  ...metafieldFields,
  name: fromSeed((seed) => seed.name),
  myshopifyDomain: fromSeed((seed) => seed.domain),
  email: fromSeed((seed) => seed.email),
  contactEmail: fromSeed((seed) => seed.email),
  currencyCode: fromSeed((seed) => seed.currency),
  enabledPresentmentCurrencies: fromSeed((seed) => [seed.currency, ...seed.presentmentCurrencies]),
  taxesIncluded: fromSeed((seed) => seed.taxesIncluded),
  taxShipping: fromSeed((seed) => seed.taxRate !== null),
  ianaTimezone: fromSeed((seed) => seed.timeZone),
  timezoneOffsetMinutes: fromSeed((seed, shop) => offsetMinutes(shop.now(), seed.timeZone)),
  weightUnit: () => 'KILOGRAMS',
  orderNumberFormatPrefix: fromSeed((seed) => seed.orderNumberPrefix),
  orderNumberFormatSuffix: fromSeed((seed) => seed.orderNumberSuffix),
  plan: fromSeed((seed) => seed.plan),
  primaryDomain: fromSeed((seed) => ({ id: `gid://shopify/Domain/${seed.id}`, host: seed.domain, url: `https://${seed.domain}`, sslEnabled: true })),
  url: fromSeed((seed) => `https://${seed.domain}`),
  shopAddress: fromSeed((seed) => addressOf(seed)),
  billingAddress: fromSeed((seed) => addressOf(seed)),
};

function addressOf(seed: ShopState['seed']) {
  return { id: `gid://shopify/ShopAddress/${seed.id}`, ...seed.address, countryCodeV2: seed.countryCode, coordinatesValidated: false };
}

export function installationView({ shop, app }: Context) {
  return {
    id: `gid://shopify/AppInstallation/${legacyId(shop.id)}`,
    launchUrl: `https://${shop.seed.domain}/admin/apps/${app.handle}`,
    accessScopes: [...shop.scopes].map((handle) => ({ handle, description: handle })),
    activeSubscriptions: shop.appSubscriptions.filter((one) => one.status === 'ACTIVE').map((one) => ({ ...one, currentPeriodEnd: null })),
    app: { id: 'gid://shopify/App/1', handle: app.handle, apiKey: app.apiKey },
  };
}
