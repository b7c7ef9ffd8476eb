import { sum } from '../money.ts';
import type { Order } from '../order.ts';
import type { StockSettings } from '../settings.ts';

/** One SKU as both sides have it, read in this order: what bexio does not know, bexio, Shopify (docs/stock.md says why). */
export type StockView = {
  /** Less what bexio has reserved and picked. */
  bexioAvailable: number;
  /** Units sold in Shopify that bexio's number still contains. Below zero: units that bexio reserves for nobody. */
  pendingUnits: number;
  /** At the location that is compared. */
  shopifyAvailable: number;
  /** At the merchant's other locations: bexio's one number is about all of them, because whichever sends, bexio's delivery books it out. */
  elsewhere: readonly number[];
  /** Every sale that may be in Shopify's number is known here: only then may the number be raised. */
  caughtUp: boolean;
};

export type StockDecision = { do: 'nothing' } | { do: 'wait' } | { do: 'set'; from: number; to: number };

/**
 * What Shopify may still sell. Lowering is always safe and happens at once; raising waits until no sale can be on its way, because a sale
 * that lowered Shopify and has not reached bexio looks exactly like a goods receipt.
 */
export function decideStock({ bexioAvailable, pendingUnits, shopifyAvailable, elsewhere, caughtUp }: StockView): StockDecision {
  // What another location has sold too much is no reason to sell more here.
  const everywhere = Math.floor(bexioAvailable) - pendingUnits;
  const sellable = everywhere - sum(elsewhere.map((units) => Math.max(0, units)));
  const to = sellable < 0 ? stillOwed(shopifyAvailable, everywhere > 0 ? sellable : null) : sellable;
  if (to === shopifyAvailable) return { do: 'nothing' };
  if (to > shopifyAvailable && !caughtUp) return { do: 'wait' };
  return { do: 'set', from: shopifyAvailable, to };
}

/**
 * Shopify's own debt at the location, where nothing is left to sell there. It is never made, and stays as it is where both sides have sold too
 * much: nothing more can be sold either way. `atMost`: bexio has some, all at other locations. Shopify offers the sum of its locations, so a
 * deeper debt here would hide them.
 */
function stillOwed(shopifyAvailable: number, atMost: number | null): number {
  const owed = Math.min(0, shopifyAvailable);
  return atMost === null ? owed : Math.max(owed, atMost);
}

/** The same SKU where Shopify leads. `open`: bexio may still take a stock on hand from an app, because nothing was booked on the article yet. */
export type OpeningView = Omit<StockView, 'bexioAvailable'> & { bexio: { onHand: number; available: number }; open: boolean };

/** `write`: bexio is told its stock on hand. `type`: a person has to tell it. */
export type OpeningDecision = { do: 'nothing' } | { do: 'wait' } | { do: 'write' | 'type'; from: number; to: number };

/**
 * What bexio's stock on hand should be for both to offer the same. Neither direction is safe in a hurry: a sale that bexio has not heard of
 * looks like a loss, and written down now it would be taken off again by its delivery.
 */
export function decideOpening({ bexio, pendingUnits, shopifyAvailable, elsewhere, caughtUp, open }: OpeningView): OpeningDecision {
  const difference = shopifyAvailable + sum(elsewhere) - (Math.floor(bexio.available) - pendingUnits);
  // An app cannot make a stock negative, and both have sold too much already.
  const to = Math.max(Math.min(0, bexio.onHand), bexio.onHand + difference);
  if (to === bexio.onHand) return { do: 'nothing' };
  if (!caughtUp) return { do: 'wait' };
  return { do: open ? 'write' : 'type', from: bexio.onHand, to };
}

/** Where an article of that stock place is sold: one of the mapped locations, else the main one. */
export function locationOf(placeId: number | null, { locationId, places }: StockSettings): string | null {
  const key = String(placeId);
  return placeId !== null && Object.hasOwn(places, key) ? (places[key] ?? locationId) : locationId;
}

/** `units`: what left the shelf or has still to leave it. Of those `sent` have left, and `back` lie there again. */
export type LineUnits = { lineId: string; sku: string; units: number; sent?: number; back?: number };

/** What an order takes from the shelf. Test orders take nothing, a cancelled one gives all back, and one refunded whole is never made in bexio or stands there already. */
export function unitsOf(order: Order): LineUnits[] {
  if (order.test) return [];
  const isGone = order.cancelledAt !== null || order.lines.every(({ currentQuantity }) => currentQuantity === 0);
  return order.lines.flatMap(({ id, sku, kind, sentQuantity, unfulfilledQuantity, requiresShipping }): LineUnits[] => {
    if (sku === null || kind !== 'product' || !requiresShipping) return [];
    const units = isGone ? 0 : sentQuantity + unfulfilledQuantity;
    if (units === 0) return [{ lineId: id, sku, units }];
    const back = sum(order.refunds.flatMap(({ lines }) => lines).filter(({ lineId, returned }) => lineId === id && returned === true).map(({ quantity }) => quantity));
    return [{ lineId: id, sku, units, ...(back === 0 ? {} : { sent: sentQuantity, back }) }];
  });
}

/** What lies on the shelf no more, or is promised: goods that came back without bexio having heard that they left have never been gone. */
export function unitsTaken(lines: readonly LineUnits[]): LineUnits[] {
  return lines.map(({ lineId, sku, ...line }) => ({ lineId, sku, units: left(line, 0) })).filter(({ units }) => units > 0);
}

/** What bexio has made of an order so far. `open`: pending or partly done, so that its rest is reserved. */
export type OrderInBexio = {
  salesOrder: 'none' | 'open' | 'closed';
  /** What stands on it, by line. */
  ordered: Readonly<Record<string, number>>;
  deliveries: readonly { units: Readonly<Record<string, number>>; issued: boolean }[];
};

/**
 * Units of an order that bexio still offers to others. An open order reserves what stands on it and a delivery picks it; but an order that
 * is invoiced whole may count as done before anything was shipped, and then its goods are free again until they are picked. What was added
 * to the order in Shopify afterwards stands on none. Below zero: an open order reserves what was cancelled since, and nobody waits for it.
 */
export function unitsBexioOffers(lines: readonly LineUnits[], { salesOrder, ordered, deliveries }: OrderInBexio): Map<string, number> {
  return leftAfter(lines, deliveries, salesOrder === 'open' ? ordered : {});
}

/** Nothing of it lies in bexio's stock any more. */
export function isBookedOut(lines: readonly LineUnits[], { deliveries }: Pick<OrderInBexio, 'deliveries'>): boolean {
  return leftAfter(lines, deliveries.filter((one) => one.issued), {}).size === 0;
}

function leftAfter(lines: readonly LineUnits[], deliveries: OrderInBexio['deliveries'], reserved: OrderInBexio['ordered']): Map<string, number> {
  const bySku = new Map<string, number>();
  for (const { lineId, sku, ...line } of lines) {
    const delivered = sum(deliveries.map(({ units }) => unitsIn(units, lineId)));
    const units = left(line, delivered) - Math.max(0, unitsIn(reserved, lineId) - delivered);
    if (units !== 0) bySku.set(sku, (bySku.get(sku) ?? 0) + units);
  }
  return bySku;
}

/** Of one line, after so many units were booked out. */
function left({ units, sent = 0, back = 0 }: Omit<LineUnits, 'lineId' | 'sku'>, delivered: number): number {
  return Math.max(0, units - delivered - Math.min(back, Math.max(0, sent - delivered)));
}

function unitsIn(units: Readonly<Record<string, number>>, lineId: string): number {
  return Object.hasOwn(units, lineId) ? (units[lineId] ?? 0) : 0;
}

/** An article's units in bexio. */
export type ArticleLevel = { onHand: number; available: number; reserved: number; picked: number };

type ArticleStock = { sku: string; stock: ArticleLevel | null };

/** bexio does not keep SKUs unique. Which of two articles counts cannot be known, so neither does. */
export function stockBySku<Article extends ArticleStock>(articles: readonly Article[]): { articles: Map<string, Article & { stock: ArticleLevel }>; ambiguous: string[] } {
  const found = new Map<string, Article & { stock: ArticleLevel }>();
  const ambiguous = new Set<string>();
  for (const article of articles) {
    const { sku, stock } = article;
    if (sku === '' || stock === null) continue;
    if (found.has(sku)) ambiguous.add(sku);
    found.set(sku, { ...article, stock });
  }
  for (const sku of ambiguous) found.delete(sku);
  return { articles: found, ambiguous: [...ambiguous] };
}

export type SoldNote = { id: string; lines: readonly LineUnits[] };

/**
 * Notes of which everything is paid off, oldest first, and what is paid off afterwards. SKUs that bexio keeps no stock of are owed by nobody.
 */
export function settledNotes(notes: readonly SoldNote[], paid: ReadonlyMap<string, number>): { ids: string[]; left: Map<string, number> } {
  const left = new Map(paid);
  const ids = notes.flatMap(({ id, lines }) => {
    const kept = lines.filter(({ sku }) => left.has(sku));
    const wanted = new Map<string, number>();
    for (const { sku, units } of kept) wanted.set(sku, (wanted.get(sku) ?? 0) + units);
    if ([...wanted].some(([sku, units]) => units > (left.get(sku) ?? 0))) return [];
    for (const [sku, units] of wanted) left.set(sku, (left.get(sku) ?? 0) - units);
    return [id];
  });
  return { ids, left };
}

/**
 * Without deliveries nothing tells which goods bexio has booked out. Units sold stay owed until bexio's stock on hand drops: a drop pays
 * off what is owed first. Answers how many of the units sold are paid off by now.
 */
export function paidOff(before: { onHand: number; paid: number } | null, onHand: number, soldUnits: number): number {
  const paid = Math.min(before?.paid ?? 0, soldUnits);
  const drop = before === null ? 0 : Math.max(0, before.onHand - onHand);
  return Math.min(soldUnits, paid + Math.floor(drop));
}
