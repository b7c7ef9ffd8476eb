import type { Order } from './order.ts';

/** One SKU as both sides have it, read in this order: what bexio does not know, bexio, Shopify (docs/stock.md says why). */
export type StockView = {
  /** Less what bexio has reserved and picked. */
  bexioAvailable: number;
  /** Units sold in Shopify that bexio's number still contains. */
  pendingUnits: number;
  shopifyAvailable: number;
  /** Every sale that may be in Shopify's number is known here: only then may the number be raised. */
  caughtUp: boolean;
};

export type StockDecision = { do: 'nothing' } | { do: 'wait' } | { do: 'set'; from: number; to: number };

/**
 * What Shopify may still sell. Lowering is always safe and happens at once; raising waits until no sale can be on its way, because a sale
 * that lowered Shopify and has not reached bexio looks exactly like a goods receipt.
 */
export function decideStock({ bexioAvailable, pendingUnits, shopifyAvailable, caughtUp }: StockView): StockDecision {
  const sellable = Math.floor(bexioAvailable) - pendingUnits;
  // Below zero both sides have sold too much already. Shopify's own debt stays as it is: nothing more can be sold either way.
  const to = sellable < 0 ? Math.min(0, shopifyAvailable) : sellable;
  if (to === shopifyAvailable) return { do: 'nothing' };
  if (to > shopifyAvailable && !caughtUp) return { do: 'wait' };
  return { do: 'set', from: shopifyAvailable, to };
}

/** Units by SKU that an order takes from the shelf. Test orders take none, and a cancelled one gives all back. */
export function unitsBySku(order: Order): Record<string, number> {
  if (order.test || order.cancelledAt !== null) return {};
  const units = new Map<string, number>();
  for (const { sku, kind, currentQuantity } of order.lines) {
    if (sku === null || kind !== 'product' || currentQuantity === 0) continue;
    units.set(sku, (units.get(sku) ?? 0) + currentQuantity);
  }
  return Object.fromEntries(units);
}

export type ArticleStock = { sku: string; stock: { onHand: number; available: number } | null };

/** bexio does not keep SKUs unique. Which of two articles counts cannot be known, so neither does. */
export function stockBySku(articles: readonly ArticleStock[]): { levels: Map<string, { onHand: number; available: number }>; ambiguous: string[] } {
  const levels = new Map<string, { onHand: number; available: number }>();
  const seen = new Set<string>();
  const ambiguous = new Set<string>();
  for (const { sku, stock } of articles) {
    if (sku === '' || stock === null) continue;
    if (seen.has(sku)) ambiguous.add(sku);
    seen.add(sku);
    levels.set(sku, stock);
  }
  for (const sku of ambiguous) levels.delete(sku);
  return { levels, ambiguous: [...ambiguous] };
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
