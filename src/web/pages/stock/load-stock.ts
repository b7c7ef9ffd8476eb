import { z } from 'zod';
import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { JournalLine } from '../../../store/journal.ts';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';
import { read } from '../link-details.ts';

const units = z.number();
/** What the stock job remembers of an article (`StockSeenDetail`). */
const article = z.object({
  name: z.string(), locationId: z.string(), onHand: units, available: units, reserved: units, picked: units, pending: units,
  shopify: units.nullable(), elsewhere: units.default(0), state: z.enum(['agrees', 'waits', 'refused', 'to-type']), wanted: units.nullable(), why: z.enum(['booked', 'not-kept', 'several']).nullable(),
});
const note = z.object({ lines: z.array(z.object({ units })) });
const correction = z.object({ sku: z.string(), from: units, to: units.nullable(), bexioAvailable: units.optional(), pendingUnits: units.optional(), elsewhereUnits: units.optional(), shopifyAvailable: units.optional() });

export type Article = z.output<typeof article> & { sku: string };
export const correctionEvents = ['stock-set', 'stock-refused', 'stock-opened', 'stock-to-type', 'stock-typed'] as const;
export type Correction = z.output<typeof correction> & { at: Date; event: (typeof correctionEvents)[number] };

export type StockView = {
  leads: Settings['stock']['leads'];
  lookedAt: Date | null;
  nextAt: Date | null;
  /** Differences first, then by SKU. */
  articles: Article[];
  totals: { sellable: number; pending: number; reserved: number; picked: number; shopify: number };
  different: number;
  undelivered: { orders: number; units: number };
  corrections: Correction[];
  locations: ReadonlyMap<string, string>;
  permissionMissing: boolean;
};

const correctionsShown = 50;

export async function loadStock({ store, readLocations, onFault }: PagesDependencies, { visitor, shop }: Pick<Visit, 'visitor' | 'shop'>): Promise<StockView> {
  const [connection, saved, state, poll] = await Promise.all([
    store.connections.get(visitor.shop),
    store.settings.get(visitor.shop),
    store.cursors.load(visitor.shop, 'stock-state'),
    store.jobs.get({ shop: visitor.shop, kind: 'poll', subject: 'routine' }),
  ]);
  const settings = saved && completeSettings(saved.settings);
  const companyId = connection?.companyId ?? '';
  const articles = (await store.links.all(visitor.shop, companyId, 'stock-seen')).flatMap((link): Article[] => {
    const seen = read(article, link);
    return seen === null ? [] : [{ ...seen, sku: link.shopifyId }];
  });
  const notes = (await store.links.all(visitor.shop, companyId, 'stock-units')).flatMap((link) => read(note, link) ?? []);
  const locations = readLocations && articles.length > 0 ? await readLocations(visitor.shop).catch((error: unknown) => (onFault(error), [])) : [];
  return {
    leads: settings?.stock.leads ?? 'off',
    lookedAt: state === null ? null : state.at,
    nextAt: poll?.dueAt ?? null,
    articles: articles.toSorted((a, b) => Number(b.state !== 'agrees') - Number(a.state !== 'agrees') || (a.sku < b.sku ? -1 : 1)),
    totals: totalsOf(articles.filter((one) => one.shopify !== null || one.elsewhere > 0)),
    different: articles.filter((one) => one.state !== 'agrees').length,
    undelivered: { orders: notes.filter(({ lines }) => lines.some((line) => line.units > 0)).length, units: sum(notes.flatMap(({ lines }) => lines), (line) => line.units) },
    corrections: (await store.journal.ofShop(visitor.shop, 1_000)).flatMap(toCorrection).slice(0, correctionsShown),
    locations: new Map(locations.map(({ id, name }) => [id, name])),
    permissionMissing: settings?.wayBack.fulfil === true && !shop.scopes.some((scope) => /^write_(?:merchant_managed|assigned|third_party)_fulfillment_orders$/.test(scope)),
  };
}

/** Articles that Shopify does not keep there are no part of a comparison. Below zero nothing is left to show. */
function totalsOf(articles: readonly Article[]): StockView['totals'] {
  return {
    sellable: sum(articles, (one) => Math.max(0, one.available - one.pending)),
    pending: sum(articles, (one) => Math.max(0, one.pending)),
    reserved: sum(articles, (one) => one.reserved),
    picked: sum(articles, (one) => one.picked),
    // As Shopify offers it: the sum of the locations, debts included.
    shopify: sum(articles, (one) => Math.max(0, (one.shopify ?? 0) + one.elsewhere)),
  };
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function toCorrection({ at, event, detail }: JournalLine): Correction[] {
  const known = correctionEvents.find((one) => one === event);
  const told = correction.safeParse(detail).data;
  return known && told ? [{ ...told, at, event: known }] : [];
}
