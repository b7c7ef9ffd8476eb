import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../domain/settings.ts';
import type { ArticleLevel } from '../../domain/stock/stock.ts';
import type { StockLevel } from '../../shopify/stock-levels.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Statement } from '../../store/store.ts';
import type { StockSeenDetail } from '../link-detail.ts';
import type { BexioOffice, Tools } from '../tools.ts';

/** One run: both sides of every SKU of one shop. */
export type Round = { tools: Tools; job: Claimed; office: BexioOffice; settings: Settings; /** Locations at which Shopify keeps something that bexio counts: where to look for what changed. */ locations: Set<string> };

/** An article as bexio has it now. `kept`: bexio keeps its stock. `before`: as it was when both sides were compared last. */
export type Sku = { sku: string; articleId: number; name: string; locationId: string; kept: boolean; level: ArticleLevel; pending: number; paid: number; before: StockSeenDetail | null };

/** What came of comparing one. */
export type Outcome = Pick<StockSeenDetail, 'shopify' | 'elsewhere' | 'state' | 'wanted' | 'why'>;

/** `since` null: nothing may be raised in this run. `caughtUp` null: not asked yet. */
export type Orders = { since: Date | null; caughtUp: boolean | null };

/** Shopify's search may not show an order yet whose units its stock has given away already. */
export const searchLagMs = 60_000;

/** Whether orders and deliveries in bexio take units out of what is available there. Text positions take nothing. */
export function reserves({ settings }: Pick<Round, 'settings'>): boolean {
  return settings.documents === 'order-delivery-invoice' && settings.articles !== 'text';
}

/** Whether anything that counts has changed since both sides were compared: only then is Shopify asked. */
export function isChanged(round: Round, { before, locationId, level, pending, paid }: Sku): boolean {
  if (before === null || before.state === 'waits' || before.locationId !== locationId) return true;
  const sellable = (one: { available: number; pending: number }) => one.available - one.pending;
  return sellable(before) !== sellable({ available: level.available, pending }) || before.paid !== paid || (!reserves(round) && before.onHand !== level.onHand);
}

/** What bexio's numbers have become where Shopify need not be asked: for the merchant to look at. */
export function refreshed(one: Sku): { one: Sku; outcome: Outcome }[] {
  const { before, level } = one;
  if (before === null) return [];
  const { shopify, elsewhere, state, wanted, why } = before;
  return [{ one, outcome: { shopify, ...(elsewhere === undefined ? {} : { elsewhere }), state, wanted: wanted === null ? null : wanted + level.onHand - before.onHand, why } }];
}

/** What Shopify has of some SKUs. Every location that it names is looked at from now on. */
export async function levelsOf({ tools, job, locations }: Round, skus: readonly Sku[], locationId: string): Promise<StockLevel[]> {
  const levels = await tools.shopify(job.shop).stockOf(skus.map(({ sku }) => sku), locationId);
  for (const one of levels.flatMap(({ others }) => others)) locations.add(one.locationId);
  return levels;
}

export async function remember(round: Round, compared: readonly { one: Sku; outcome: Outcome }[], more: readonly Statement[] = []): Promise<void> {
  const { store } = round.tools;
  const changed = compared.map(({ one, outcome }) => ({ one, outcome, detail: detailOf(one, outcome) })).filter(({ one, detail }) => !isDeepStrictEqual(one.before, detail));
  const rows = changed.flatMap(({ one, outcome, detail }) => {
    const key = { shop: round.job.shop, companyId: round.office.companyId, kind: 'stock-seen', shopifyId: one.sku } as const;
    return [store.links.adding({ ...key, orderId: null, bexioId: 0, detail }), ...explained(round, one, outcome)];
  });
  if (rows.length + more.length > 0) await store.atomically([store.jobs.holding(round.job), ...rows, ...more]);
  for (const { one, detail } of changed) one.before = detail;
}

function detailOf({ level, articleId, name, locationId, pending, paid }: Sku, outcome: Outcome): StockSeenDetail {
  return { ...level, ...outcome, articleId, name, locationId, pending, paid };
}

/** Units that a person has to type, and that they have been typed, are said once. */
function explained({ tools, job }: Round, { sku, level, before }: Sku, { state, wanted, why }: Outcome): Statement[] {
  const line = (event: string, detail: Record<string, unknown>) => [tools.store.journal.adding({ shop: job.shop, orderId: null, event, detail: { sku, ...detail } })];
  const difference = wanted === null ? 0 : wanted - level.onHand;
  const was = before?.state === 'to-type' && before.wanted !== null ? before.wanted - before.onHand : 0;
  if (why === 'not-kept' && before?.why === why) return [];
  if (state === 'to-type' && difference !== was) return line('stock-to-type', { from: level.onHand, to: wanted, why });
  if (state === 'agrees' && before?.state === 'to-type') return line('stock-typed', { from: before.onHand, to: level.onHand });
  return [];
}
