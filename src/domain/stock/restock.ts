import type { Booked } from '../booked.ts';
import type { Order } from '../order.ts';
import type { Restock } from '../problem.ts';
import { inOrder } from '../invoice/line-amounts.ts';

/**
 * bexio's API cannot raise a stock (no movements, and `stock_nr` can be set only before the first booking), so what came back is a task
 * with articles and units. Only what a delivery had lowered counts: goods that never left, or of which bexio keeps no article, need nothing.
 */
export function restocksOf(order: Order, { deliveries, articles }: Pick<Booked, 'deliveries' | 'articles'>): Restock[] {
  const left = new Map<string, number>();
  for (const { units } of deliveries.filter(({ issued }) => issued)) for (const [lineId, quantity] of Object.entries(units)) left.set(lineId, (left.get(lineId) ?? 0) + quantity);
  return inOrder(order.refunds).flatMap((refund) => {
    const items = refund.lines.filter(({ returned }) => returned === true).flatMap(({ lineId, quantity }) => {
      const line = order.lines.find(({ id }) => id === lineId);
      const units = Math.min(quantity, left.get(lineId) ?? 0);
      const { sku, title } = line ?? { sku: null, title: '' };
      if (sku === null || units === 0 || !Object.hasOwn(articles, sku) || articles[sku] === null) return [];
      left.set(lineId, (left.get(lineId) ?? 0) - units);
      return [{ sku, title, quantity: units }];
    });
    return items.length === 0 ? [] : [{ refundId: refund.id, items }];
  });
}
