import type { Context, Fields } from './context.ts';
import { byId, page } from './connection.ts';
import { legacyId } from './ids.ts';
import { toFixed } from './money.ts';
import { moneyView } from './money-view.ts';
import { searched } from './search-list.ts';
import { compareDates, type SearchFields } from './search-syntax.ts';
import { levelId, type StoredItem, type StoredLevel, type StoredLocation, type StoredProduct, type StoredVariant } from './stock.ts';

export const productFields: Fields<StoredProduct> = {
  legacyResourceId: (product) => legacyId(product.id),
  variantsCount: (product, _args, context) => ({ count: variantsOf(product, context).length, precision: 'EXACT' }),
  variants: (product, args, context) => page(variantsOf(product, context), args, byId),
  hasOnlyDefaultVariant: (product, _args, context) => variantsOf(product, context).every((one) => one.title === 'Default Title'),
  totalInventory: (product, _args, context) => variantsOf(product, context).reduce((sum, one) => sum + availableOf(one.itemId, context), 0),
};

function variantsOf(product: StoredProduct, { shop }: Context): StoredVariant[] {
  return [...shop.stock.variants.values()].filter((one) => one.productId === product.id);
}

export const variantFields: Fields<StoredVariant> = {
  legacyResourceId: (variant) => legacyId(variant.id),
  displayName(variant, _args, { shop }) {
    const title = shop.stock.products.get(variant.productId)?.title ?? '';
    return `${title} - ${variant.title}`;
  },
  price: (variant, _args, { shop }) => toFixed(variant.price, shop.seed.currency),
  compareAtPrice: (variant, _args, { shop }) => (variant.compareAtPrice === null ? null : toFixed(variant.compareAtPrice, shop.seed.currency)),
  requiresComponents: (variant, _args, { shop }) => shop.stock.items.get(variant.itemId)?.bundleParent ?? false,
  inventoryQuantity: (variant, _args, context) => availableOf(variant.itemId, context),
  inventoryItem: (variant, _args, { shop }) => shop.stock.items.get(variant.itemId) ?? null,
  product: (variant, _args, { shop }) => shop.stock.products.get(variant.productId) ?? null,
};

function availableOf(itemId: string, { shop: { stock } }: Context): number {
  return stock.locations.reduce((sum, place) => sum + (stock.levels.get(levelId(itemId, place.id))?.available ?? 0), 0);
}

export const itemFields: Fields<StoredItem> = {
  legacyResourceId: (item) => legacyId(item.id),
  duplicateSkuCount: (item, _args, { shop }) => [...shop.stock.items.values()].filter((one) => item.sku !== null && one.sku === item.sku).length - (item.sku === null ? 0 : 1),
  unitCost: (item, _args, { shop }) => (item.unitCost === null ? null : moneyView(item.unitCost, shop.seed.currency)),
  measurement: (item) => ({ id: `gid://shopify/InventoryItemMeasurement/${legacyId(item.id)}`, weight: item.weight }),
  variant: (item, _args, { shop }) => shop.stock.variants.get(item.variantId) ?? null,
  variants: (item, args, { shop }) => page([...shop.stock.variants.values()].filter((one) => one.itemId === item.id), args, byId),
  inventoryLevels: (item, args, { shop }) => page(shop.stock.locations.flatMap(({ id }) => shop.stock.levels.get(levelId(item.id, id)) ?? []), args, byId),
  inventoryLevel: (item, args, { shop }) => shop.stock.levels.get(levelId(item.id, String(args['locationId']))) ?? null,
  locationsCount: (item, _args, { shop }) => ({ count: [...shop.stock.levels.values()].filter((one) => one.itemId === item.id).length, precision: 'EXACT' }),
};

export const levelFields: Fields<StoredLevel> = {
  isActive: () => true,
  location: (level, _args, { shop }) => shop.stock.locations.find((one) => one.id === level.locationId) ?? null,
  item: (level, _args, { shop }) => shop.stock.items.get(level.itemId) ?? null,
  quantities(level, args) {
    const names = Array.isArray(args['names']) ? args['names'].map(String) : [];
    return names.map((name) => ({ id: `gid://shopify/InventoryQuantity/${legacyId(level.id)}-${name}`, name, quantity: quantityNamed(level, name), updatedAt: level.updatedAt }));
  },
};

/** Units held for other reasons (damaged, safety stock …) are not kept here. */
export function quantityNamed(level: StoredLevel, name: string): number {
  if (name === 'available') return level.available;
  if (name === 'committed') return level.committed;
  return name === 'on_hand' ? level.available + level.committed : 0;
}

export const locationFields: Fields<StoredLocation> = {
  legacyResourceId: (location) => legacyId(location.id),
  inventoryLevels(location, args, context) {
    const here = [...context.shop.stock.levels.values()].filter((one) => one.locationId === location.id);
    return page(searched(here, args, context, { root: 'inventoryLevels', fields: levelSearch, anywhere: () => false }), args, byId);
  },
};

/** As documented for this list; anything else is an unknown field. */
const levelSearch: SearchFields<StoredLevel> = {
  inventory_item_id: (level, value) => legacyId(level.itemId) === value,
  created_at: (level, value, comparison) => compareDates(level.createdAt, value, comparison),
  updated_at: (level, value, comparison) => compareDates(level.updatedAt, value, comparison),
};
