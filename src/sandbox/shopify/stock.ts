import { legacyId, type Ids } from './ids.ts';
import { parseMinor } from './money.ts';
import type { Announce } from './announcement.ts';

export type StoredLocation = {
  id: string;
  name: string;
  isActive: boolean;
  fulfillsOnlineOrders: boolean;
  shipsInventory: boolean;
  isFulfillmentService: boolean;
  address: { address1: string | null; city: string | null; zip: string | null; countryCode: string; country: string };
};

export type StoredProduct = {
  id: string;
  title: string;
  descriptionHtml: string;
  handle: string;
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT';
  productType: string;
  vendor: string;
  isGiftCard: boolean;
  tags: string[];
  createdAt: Date;
  updatedAt: Date;
};

export type StoredVariant = {
  id: string;
  productId: string;
  itemId: string;
  title: string;
  sku: string | null;
  barcode: string | null;
  price: bigint;
  compareAtPrice: bigint | null;
  taxable: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type StoredItem = {
  id: string;
  variantId: string;
  sku: string | null;
  tracked: boolean;
  requiresShipping: boolean;
  harmonizedSystemCode: string | null;
  countryCodeOfOrigin: string | null;
  unitCost: bigint | null;
  weight: StoredWeight;
  /** The stock of a bundle parent follows its components and cannot be set. */
  bundleParent: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type StoredWeight = { unit: 'GRAMS' | 'KILOGRAMS' | 'OUNCES' | 'POUNDS'; value: number };

/** `on_hand` is what lies there: available plus committed. */
export type StoredLevel = { id: string; itemId: string; locationId: string; available: number; committed: number; createdAt: Date; updatedAt: Date };

export type ProductInput = {
  title: string;
  descriptionHtml?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  giftCard?: boolean;
  status?: 'ACTIVE' | 'ARCHIVED' | 'DRAFT';
  variants?: VariantInput[];
};

export type VariantInput = {
  title?: string;
  sku?: string;
  barcode?: string;
  price?: string;
  cost?: string;
  weight?: StoredWeight;
  taxable?: boolean;
  tracked?: boolean;
  requiresShipping?: boolean;
  bundleParent?: boolean;
  /** Units at the first location, or by location name. */
  available?: number | Record<string, number>;
};

export type Stock = {
  locations: StoredLocation[];
  products: Map<string, StoredProduct>;
  variants: Map<string, StoredVariant>;
  items: Map<string, StoredItem>;
  levels: Map<string, StoredLevel>;
  addLocation(name: string, more?: Partial<StoredLocation>): StoredLocation;
  addProduct(input: ProductInput): { product: StoredProduct; variants: StoredVariant[] };
  variantBySku(sku: string): StoredVariant | undefined;
  /** As a merchant does in the admin. */
  editProduct(sku: string, changes: { title?: string; price?: string; sku?: string }): void;
  deleteProduct(sku: string): void;
  /** The level at a location (default: the first), by SKU or inventory item id. */
  level(skuOrItemId: string, location?: string): StoredLevel | undefined;
  /** As a merchant does in the admin. */
  set(sku: string, available: number, location?: string): void;
  adjust(sku: string, delta: number, location?: string): void;
  activate(itemId: string, locationId: string, available?: number): StoredLevel;
  /** Changes a level and tells the subscribers. */
  change(level: StoredLevel, by: { available?: number; committed?: number }): void;
};

type Making = { ids: Ids; now: () => Date; currency: string; announce: Announce };

export function createStock(making: Making): Stock {
  const { ids, now, announce } = making;
  const stock: Stock = {
    locations: [],
    products: new Map(),
    variants: new Map(),
    items: new Map(),
    levels: new Map(),
    addLocation(name, more) {
      const location = { id: ids.next('Location'), name, ...usualLocation, ...more };
      stock.locations.push(location);
      return location;
    },
    addProduct: (input) => addProduct(stock, making, input),
    variantBySku: (sku) => [...stock.variants.values()].find((variant) => variant.sku === sku),
    editProduct: (sku, changes) => editProduct(stock, making, sku, changes),
    deleteProduct(sku) {
      const { product, variants } = productOf(stock, sku);
      stock.products.delete(product.id);
      for (const variant of variants) stock.variants.delete(variant.id);
      // Captured: the number and nothing else.
      announce([{ topic: 'products/delete', body: { id: BigInt(legacyId(product.id)) } }]);
    },
    level(skuOrItemId, location) {
      const itemId = stock.items.has(skuOrItemId) ? skuOrItemId : stock.variantBySku(skuOrItemId)?.itemId;
      const place = stock.locations.find((one) => !location || one.id === location || one.name === location);
      return itemId && place ? stock.levels.get(levelId(itemId, place.id)) : undefined;
    },
    set(sku, available, location) {
      const level = known(stock.level(sku, location), sku);
      stock.change(level, { available: available - level.available });
    },
    adjust: (sku, delta, location) => stock.change(known(stock.level(sku, location), sku), { available: delta }),
    activate(itemId, locationId, available = 0) {
      const id = levelId(itemId, locationId);
      const existing = stock.levels.get(id);
      if (existing) return existing;
      const level = { id, itemId, locationId, available, committed: 0, createdAt: now(), updatedAt: now() };
      stock.levels.set(id, level);
      announce([{ topic: 'inventory_levels/connect', body: levelBody(level) }]);
      return level;
    },
    change(level, by) {
      level.available += by.available ?? 0;
      level.committed += by.committed ?? 0;
      level.updatedAt = now();
      announce([{ topic: 'inventory_levels/update', body: levelBody(level) }]);
    },
  };
  return stock;
}

const usualLocation = {
  isActive: true,
  fulfillsOnlineOrders: true,
  shipsInventory: true,
  isFulfillmentService: false,
  address: { address1: 'Lagerstrasse 1', city: 'Zürich', zip: '8004', countryCode: 'CH', country: 'Switzerland' },
};

function addProduct(stock: Stock, making: Making, input: ProductInput) {
  const { ids, now } = making;
  const product: StoredProduct = {
    id: ids.next('Product'),
    title: input.title,
    descriptionHtml: input.descriptionHtml ?? '',
    handle: input.title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-'),
    status: input.status ?? 'ACTIVE',
    productType: input.productType ?? '',
    vendor: input.vendor ?? 'Demo-Laden',
    isGiftCard: input.giftCard ?? false,
    tags: input.tags ?? [],
    createdAt: now(),
    updatedAt: now(),
  };
  stock.products.set(product.id, product);
  const variants = (input.variants ?? [{}]).map((variant) => addVariant(stock, making, product, variant));
  making.announce([{ topic: 'products/create', body: productBody(product) }]);
  return { product, variants };
}

function productOf(stock: Stock, sku: string): { product: StoredProduct; variants: StoredVariant[]; variant: StoredVariant } {
  const variant = stock.variantBySku(sku);
  const product = variant && stock.products.get(variant.productId);
  if (!variant || !product) throw new Error(`No product bears ${sku}.`);
  return { product, variant, variants: [...stock.variants.values()].filter(({ productId }) => productId === product.id) };
}

function editProduct(stock: Stock, { now, currency, announce }: Making, sku: string, changes: Parameters<Stock['editProduct']>[1]): void {
  const { product, variant } = productOf(stock, sku);
  product.title = changes.title ?? product.title;
  if (changes.price !== undefined) variant.price = parseMinor(changes.price, currency);
  if (changes.sku !== undefined) {
    variant.sku = changes.sku;
    const item = stock.items.get(variant.itemId);
    if (item) item.sku = changes.sku;
  }
  product.updatedAt = variant.updatedAt = now();
  announce([{ topic: 'products/update', body: productBody(product) }]);
}

function addVariant(stock: Stock, { ids, now, currency }: Making, product: StoredProduct, input: VariantInput): StoredVariant {
  const at = { createdAt: now(), updatedAt: now() };
  const variantId = ids.next('ProductVariant');
  const item: StoredItem = {
    id: ids.next('InventoryItem'),
    variantId,
    sku: input.sku ?? null,
    tracked: input.tracked ?? input.available !== undefined,
    requiresShipping: input.requiresShipping ?? !product.isGiftCard,
    harmonizedSystemCode: null,
    countryCodeOfOrigin: null,
    unitCost: input.cost === undefined ? null : parseMinor(input.cost, currency),
    weight: input.weight ?? { unit: 'KILOGRAMS', value: 0 },
    bundleParent: input.bundleParent ?? false,
    ...at,
  };
  const variant: StoredVariant = {
    id: variantId,
    productId: product.id,
    itemId: item.id,
    title: input.title ?? 'Default Title',
    sku: input.sku ?? null,
    barcode: input.barcode ?? null,
    price: parseMinor(input.price ?? '0', currency),
    compareAtPrice: null,
    taxable: input.taxable ?? !product.isGiftCard,
    ...at,
  };
  stock.items.set(item.id, item);
  stock.variants.set(variant.id, variant);
  for (const [locationId, available] of stockedAt(stock, input.available)) {
    const id = levelId(item.id, locationId);
    stock.levels.set(id, { id, itemId: item.id, locationId, available, committed: 0, ...at });
  }
  return variant;
}

function stockedAt(stock: Stock, available: VariantInput['available']): [string, number][] {
  const first = stock.locations[0];
  if (available === undefined || typeof available === 'number') return first ? [[first.id, available ?? 0]] : [];
  return stock.locations.flatMap((location): [string, number][] => {
    const units = available[location.name];
    return units === undefined ? [] : [[location.id, units]];
  });
}

/** Shopify's own form: `gid://shopify/InventoryLevel/<location>?inventory_item_id=<item>`. */
export function levelId(itemId: string, locationId: string): string {
  return `gid://shopify/InventoryLevel/${legacyId(locationId)}?inventory_item_id=${legacyId(itemId)}`;
}

function levelBody(level: StoredLevel) {
  return {
    inventory_item_id: BigInt(legacyId(level.itemId)),
    location_id: BigInt(legacyId(level.locationId)),
    available: level.available,
    updated_at: level.updatedAt,
    admin_graphql_api_id: level.id,
  };
}

export function productBody(product: StoredProduct) {
  return { id: BigInt(legacyId(product.id)), admin_graphql_api_id: product.id, title: product.title, updated_at: product.updatedAt };
}

function known(level: StoredLevel | undefined, sku: string): StoredLevel {
  if (!level) throw new Error(`No stock level for ${sku}.`);
  return level;
}
