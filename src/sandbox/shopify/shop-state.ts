import { createStock, type Stock } from './stock.ts';
import type { Announce } from './announcement.ts';
import { gid, type Ids } from './ids.ts';
import type { StoredCompanyLocation, StoredCustomer, StoredMetafield, StoredOrder } from './stored-order.ts';
import type { TotalsReading } from './order-totals.ts';

/** What a shop starts with; every part has a default (a small Swiss shop). */
export type ShopSeed = {
  domain: string;
  /** Numeric shop id as text. */
  id: string;
  name: string;
  email: string;
  currency: string;
  timeZone: string;
  countryCode: string;
  taxesIncluded: boolean;
  /** Usual tax of lines and shipping, as a decimal text; null = none. */
  taxRate: string | null;
  taxTitle: string;
  presentmentCurrencies: string[];
  plan: { publicDisplayName: string; partnerDevelopment: boolean; shopifyPlus: boolean };
  address: { company: string | null; address1: string | null; address2: string | null; zip: string | null; city: string | null; phone: string | null };
  orderNumberPrefix: string;
  orderNumberSuffix: string;
  firstOrderNumber: number;
  /** Granted at installation. `write_x` implies `read_x`. */
  scopes: string[];
};

export type StoredSubscription = {
  id: string;
  topic: string;
  uri: string;
  filter: string | null;
  includeFields: string[] | null;
  name: string | null;
  createdAt: Date;
  failures: number;
};

export type StoredBulkOperation = {
  id: string;
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED';
  errorCode: string | null;
  query: string;
  createdAt: Date;
  completedAt: Date | null;
  objectCount: number;
  rootObjectCount: number;
  jsonLines: string | null;
};

export type StoredMetafieldDefinition = {
  id: string;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  /** Null = not pinned. */
  pinnedPosition: number | null;
};

export type ShopState = {
  seed: ShopSeed;
  id: string;
  now: () => Date;
  ids: Ids;
  announce: Announce;
  reading: TotalsReading;
  stock: Stock;
  installed: boolean;
  scopes: Set<string>;
  nextOrderNumber: number;
  orders: Map<string, StoredOrder>;
  customers: Map<string, StoredCustomer>;
  companyLocations: Map<string, StoredCompanyLocation>;
  shopMetafields: StoredMetafield[];
  metafieldDefinitions: StoredMetafieldDefinition[];
  subscriptions: Map<string, StoredSubscription>;
  bulkOperations: Map<string, StoredBulkOperation>;
  /** Error codes with which the next bulk queries end, one each. */
  bulkFailures: string[];
  appSubscriptions: { id: string; name: string; status: string; test: boolean; trialDays: number; createdAt: Date }[];
  /** Answers of mutations by idempotency key. */
  idempotency: Map<string, { request: string; answer: unknown }>;
};

export function createShopState(seed: ShopSeed, making: { ids: Ids; now: () => Date; announce: Announce; reading: TotalsReading }): ShopState {
  const stock = createStock({ ids: making.ids, now: making.now, currency: seed.currency, announce: making.announce });
  const state: ShopState = {
    seed,
    id: gid('Shop', seed.id),
    ...making,
    stock,
    installed: true,
    scopes: new Set(),
    nextOrderNumber: seed.firstOrderNumber,
    orders: new Map(),
    customers: new Map(),
    companyLocations: new Map(),
    shopMetafields: [],
    metafieldDefinitions: [],
    subscriptions: new Map(),
    bulkOperations: new Map(),
    bulkFailures: [],
    appSubscriptions: [],
    idempotency: new Map(),
  };
  state.scopes = withImplied(seed.scopes);
  stock.addLocation('Hauptlager');
  return state;
}

/** `write_orders` lets an app read orders as well. */
export function withImplied(scopes: Iterable<string>): Set<string> {
  const all = new Set(scopes);
  for (const scope of new Set(scopes)) if (scope.startsWith('write_')) all.add(scope.replace('write_', 'read_'));
  return all;
}

export const usualSeed: Omit<ShopSeed, 'id'> = {
  domain: 'demo-laden.myshopify.com',
  name: 'Demo-Laden',
  email: 'laden@example.com',
  currency: 'CHF',
  timeZone: 'Europe/Zurich',
  countryCode: 'CH',
  taxesIncluded: true,
  taxRate: '0.081',
  taxTitle: 'MwSt',
  presentmentCurrencies: [],
  plan: { publicDisplayName: 'Basic', partnerDevelopment: true, shopifyPlus: false },
  address: { company: 'Demo-Laden GmbH', address1: 'Lagerstrasse 1', address2: null, zip: '8004', city: 'Zürich', phone: '+41440000000' },
  orderNumberPrefix: '#',
  orderNumberSuffix: '',
  firstOrderNumber: 1001,
  scopes: [
    'write_orders',
    'read_customers',
    'read_products',
    'write_inventory',
    'read_locations',
    'read_payment_terms',
    'read_fulfillments',
    'write_merchant_managed_fulfillment_orders',
    'read_returns',
  ],
};
