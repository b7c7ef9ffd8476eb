import { createOrderEditor } from './order-editor.ts';
import { legacyId } from './ids.ts';
import { signSessionToken, type SessionTokenClaims } from './session-token.ts';
import { withImplied, type ShopState } from './shop-state.ts';
import type { OrderEditor } from './order-input.ts';
import type { Stock } from './stock.ts';
import type { StoredMetafield, StoredOrder } from './stored-order.ts';
import type { TokenDesk } from './tokens.ts';

/** One store of the sandbox, as its merchant (and a test's oracle) sees it. */
export type Shop = {
  domain: string;
  /** Numeric id as text. */
  id: string;
  /** As App Bridge gives it; overrides make bad ones. */
  sessionToken(overrides?: Partial<SessionTokenClaims> & { secret?: string; alg?: string }): string;
  editor: OrderEditor;
  /** What is really stored, for oracles. */
  orders(): StoredOrder[];
  order(ref: string): StoredOrder;
  metafields(ref: string): StoredMetafield[];
  inventory: Stock;
  /** Opens the app inside the admin: the address the merchant's browser loads. */
  embeddedUrl(appUrl: string): string;
  uninstall(): void;
  reinstall(): void;
  installed(): boolean;
  setScopes(handles: string[]): void;
  scopes(): string[];
  requestCustomerRedact(order: string): void;
  requestCustomerData(order: string): void;
  requestShopRedact(): void;
  /** An access token without an exchange, for looking at the API by hand. */
  accessToken(): string;
  expireAccessTokens(): void;
  state: ShopState;
};

type Making = { state: ShopState; tokens: TokenDesk; apiKey: string; apiSecret: string };

export function createShop({ state, tokens, apiKey, apiSecret }: Making): Shop {
  const { seed } = state;
  const editor = createOrderEditor(state);
  const find = (ref: string): StoredOrder => {
    const order = [...state.orders.values()].find((one) => one.id === ref || one.legacyId === ref || one.name === ref);
    if (!order) throw new Error(`No order ${ref} in ${seed.domain}.`);
    return order;
  };
  const shop: Shop = {
    domain: seed.domain,
    id: seed.id,
    state,
    editor,
    inventory: state.stock,
    sessionToken: (overrides) => signSessionToken({ domain: seed.domain, apiKey, apiSecret, now: state.now() }, overrides),
    orders: () => [...state.orders.values()],
    order: find,
    metafields: (ref) => find(ref).metafields,
    embeddedUrl(appUrl) {
      const host = Buffer.from(`admin.shopify.com/store/${seed.domain.split('.')[0] ?? ''}`).toString('base64url');
      const url = new URL(appUrl);
      url.search = new URLSearchParams({ shop: seed.domain, host, embedded: '1', locale: 'de', id_token: shop.sessionToken() }).toString();
      return url.toString();
    },
    uninstall() {
      state.announce([{ topic: 'app/uninstalled', body: shopBody(state) }]);
      state.installed = false;
      state.subscriptions.clear();
      tokens.revokeAll(state);
    },
    reinstall() {
      state.installed = true;
    },
    installed: () => state.installed,
    setScopes(handles) {
      const previous = [...state.scopes];
      state.scopes = withImplied(handles);
      const body = { id: 1, shop_id: state.id, previous, current: [...state.scopes], updated_at: state.now() };
      state.announce([{ topic: 'app/scopes_update', body }]);
    },
    scopes: () => [...state.scopes],
    requestCustomerRedact: (ref) => state.announce([{ topic: 'customers/redact', body: { ...complianceBody(state, find(ref)), orders_to_redact: [BigInt(find(ref).legacyId)] } }]),
    requestCustomerData(ref) {
      const body = { ...complianceBody(state, find(ref)), orders_requested: [BigInt(find(ref).legacyId)], data_request: { id: 9999 } };
      state.announce([{ topic: 'customers/data_request', body }]);
    },
    requestShopRedact: () => state.announce([{ topic: 'shop/redact', body: { shop_id: BigInt(seed.id), shop_domain: seed.domain } }]),
    accessToken: () => tokens.grant(state),
    expireAccessTokens: () => tokens.expireAll(state),
  };
  return shop;
}

function complianceBody({ seed }: ShopState, order: StoredOrder) {
  const { customer } = order;
  return {
    shop_id: BigInt(seed.id),
    shop_domain: seed.domain,
    customer: { id: customer ? BigInt(legacyId(customer.id)) : null, email: customer?.email ?? order.email, phone: customer?.phone ?? order.phone },
  };
}

function shopBody({ seed }: ShopState) {
  return {
    id: BigInt(seed.id),
    name: seed.name,
    email: seed.email,
    domain: seed.domain,
    myshopify_domain: seed.domain,
    country_code: seed.countryCode,
    currency: seed.currency,
    iana_timezone: seed.timeZone,
    taxes_included: seed.taxesIncluded,
    plan_display_name: seed.plan.publicDisplayName,
  };
}
