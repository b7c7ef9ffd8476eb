import { z } from 'zod';
import type { Ask } from './graphql.ts';
import { fromUserErrors, ShopifyError, strangeAnswer } from './outcome.ts';

/**
 * One SKU, seen from one location. `itemId` is the inventory item's id as Shopify writes it (`gid://…`). `available` null: not stocked there.
 * `others`: what the merchant's other locations have of it; a fulfilment service's shelf is another's. `changedAt`: any of them.
 */
export type StockLevel = { itemId: string; sku: string; available: number | null; others: { locationId: string; available: number }[]; changedAt: Date | null };

export type StockChange = { itemId: string; from: number; to: number };
/** `stale`: somebody changed a level since it was read, and nothing was written. `key-spent`: a new attempt needs a new key. */
export type StockWritten = 'written' | 'stale' | 'key-spent';

export type StockApi = {
  /** Tracked items with their levels. A SKU that Shopify does not stock anywhere is missing, one that several items bear comes several times. */
  stockOf(skus: readonly string[], locationId: string): Promise<StockLevel[]>;
  /** SKUs whose level at the location has changed since. */
  levelsChangedSince(since: Date, locationId: string): Promise<Set<string>>;
  /**
   * Sets available units where they still are what we believe, all or nothing. `key`: a UUID on record before the call; the same key with
   * the same changes is carried out once, however often it is sent (`@idempotent`).
   */
  setStock(change: { locationId: string; changes: readonly StockChange[]; key: string; reference: string }): Promise<StockWritten>;
};

/** Each `sku:` term is one of an OR; Shopify names no limit, and long queries are refused by their length. */
export const skusPerQuery = 25;

export function createStockApi(ask: Ask): StockApi {
  return {
    async stockOf(skus, locationId) {
      const levels: StockLevel[] = [];
      for (let start = 0; start < skus.length; start += skusPerQuery) levels.push(...(await levelsOf(ask, skus.slice(start, start + skusPerQuery), locationId)));
      return levels;
    },
    levelsChangedSince: (since, locationId) => changedLevels(ask, since, locationId),
    async setStock({ locationId, changes, key, reference }) {
      const quantities = changes.map(({ itemId, from, to }) => ({ inventoryItemId: itemId, locationId: locationGid(locationId), quantity: to, changeFromQuantity: from }));
      const input = { name: 'available', reason: 'correction', referenceDocumentUri: reference, quantities };
      const { inventorySetQuantities: answer } = await ask('SetStock', { input, key }, setAnswer);
      if (!answer) throw strangeAnswer('SetStock', 'no result');
      return judged(answer.userErrors);
    },
  };
}

function judged(errors: z.output<typeof userErrors>): StockWritten {
  const codes = errors.map((error) => error.code ?? '');
  if (errors.length === 0) return 'written';
  if (codes.every((code) => code === 'CHANGE_FROM_QUANTITY_STALE')) return 'stale';
  if (codes.some((code) => code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' || code === 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH')) return 'key-spent';
  if (codes.includes('IDEMPOTENCY_CONCURRENT_REQUEST')) throw new ShopifyError({ kind: 'later', retryAfterMs: 5_000, code: 'IDEMPOTENCY_CONCURRENT_REQUEST', cause: 'SetStock: an earlier attempt is still under way' });
  throw fromUserErrors('SetStock', errors);
}

/** Shopify's search ignores case and SKUs do not: what comes back is compared exactly. */
async function levelsOf(ask: Ask, skus: readonly string[], locationId: string): Promise<StockLevel[]> {
  const query = skus.map((sku) => `sku:'${sku.replaceAll(/[\\']/g, String.raw`\$&`)}'`).join(' OR ');
  const wanted = new Set(skus);
  const levels: StockLevel[] = [];
  for (let after: string | null = null; ; ) {
    const { inventoryItems: page }: z.output<typeof stockAnswer> = await ask('StockBySku', { query, after }, stockAnswer);
    for (const { id, sku, tracked, inventoryLevels } of page.nodes) {
      if (sku === null || !wanted.has(sku) || !tracked) continue;
      const level = levelAt(locationId, id, sku, inventoryLevels.pageInfo.hasNextPage ? await everyLevel(ask, id) : inventoryLevels.nodes);
      if (level !== null) levels.push(level);
    }
    if (!page.pageInfo.hasNextPage) return levels;
    after = page.pageInfo.endCursor;
  }
}

function levelAt(locationId: string, itemId: string, sku: string, nodes: readonly LevelNode[]): StockLevel | null {
  const counted = nodes.flatMap(({ location, quantities: [available] }) => (available === undefined ? [] : [{ locationId: location.id.split('/').at(-1) ?? '', isOwn: location.isActive && !location.isFulfillmentService, ...available }]));
  const here = counted.find((one) => one.locationId === locationId);
  const others = counted.filter((one) => one !== here && one.isOwn);
  if (here === undefined && others.length === 0) return null;
  const changes = [...others, ...(here ? [here] : [])].flatMap(({ updatedAt }) => (updatedAt === null ? [] : [new Date(updatedAt).getTime()]));
  return { itemId, sku, available: here?.quantity ?? null, others: others.map((one) => ({ locationId: one.locationId, available: one.quantity })), changedAt: changes.length === 0 ? null : new Date(Math.max(...changes)) };
}

/** Only Shopify Plus has as many locations. */
async function everyLevel(ask: Ask, itemId: string): Promise<LevelNode[]> {
  const nodes: LevelNode[] = [];
  for (let after: string | null = null; ; ) {
    const { inventoryItem }: z.output<typeof itemAnswer> = await ask('LevelsOfItem', { id: itemId, after }, itemAnswer);
    if (!inventoryItem) return nodes;
    nodes.push(...inventoryItem.inventoryLevels.nodes);
    if (!inventoryItem.inventoryLevels.pageInfo.hasNextPage) return nodes;
    after = inventoryItem.inventoryLevels.pageInfo.endCursor;
  }
}

async function changedLevels(ask: Ask, since: Date, locationId: string): Promise<Set<string>> {
  const skus = new Set<string>();
  for (let after: string | null = null; ; ) {
    const { location }: z.output<typeof changedAnswer> = await ask('LevelsChanged', { location: locationGid(locationId), query: `updated_at:>='${since.toISOString().slice(0, 19)}Z'`, after }, changedAnswer);
    for (const { item } of location?.inventoryLevels.nodes ?? []) if (item.sku !== null) skus.add(item.sku);
    if (!location?.inventoryLevels.pageInfo.hasNextPage) return skus;
    after = location.inventoryLevels.pageInfo.endCursor;
  }
}

function locationGid(locationId: string): string {
  return `gid://shopify/Location/${locationId}`;
}

const userErrors = z.array(z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() }));
const setAnswer = z.object({ inventorySetQuantities: z.object({ userErrors }).nullable() });
const changedAnswer = z.object({
  location: z.object({ inventoryLevels: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(z.object({ item: z.object({ sku: z.string().nullable() }) })) }) }).nullable(),
});
const level = z.object({ location: z.object({ id: z.string(), isActive: z.boolean(), isFulfillmentService: z.boolean() }), quantities: z.array(z.object({ quantity: z.int(), updatedAt: z.string().nullable() })) });
type LevelNode = z.output<typeof level>;
const itemAnswer = z.object({ inventoryItem: z.object({ inventoryLevels: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(level) }) }).nullable() });
const stockAnswer = z.object({
  inventoryItems: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(z.object({ id: z.string(), sku: z.string().nullable(), tracked: z.boolean(), inventoryLevels: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(level) }) })),
  }),
});
