import type { Booked } from '../booked.ts';
import { sum } from '../money.ts';
import type { Order, Refund } from '../order.ts';
import type { Restock } from '../problem.ts';
import { inOrder } from '../invoice/line-amounts.ts';

/**
 * bexio's API cannot raise a stock (no movements, and `stock_nr` can be set only before the first booking), so what came back is a task
 * with articles and units. Only what a delivery had lowered counts: goods that bexio never booked out, or of which it keeps no article, need
 * nothing. Goods that bexio delivered and that were cancelled before they left (a delivery with the order, a parcel that was called back)
 * lie on the shelf as well.
 */
export function restocksOf(order: Order, { salesOrder, deliveries, articles, invoice }: Pick<Booked, 'salesOrder' | 'deliveries' | 'articles' | 'invoice'>): Restock[] {
  const left = new Map(order.lines.map((line) => [line.id, openOf(line, { ordered: salesOrder?.units?.[line.id], delivered: sum(deliveries.filter(({ issued }) => issued).map(({ units }) => units[line.id] ?? 0)) })]));
  return inOrder(order.refunds).flatMap((refund) => {
    const isEarly = invoice?.refundIds?.includes(refund.id) ?? true;
    const items = refund.lines.flatMap((part) => {
      const line = order.lines.find(({ id }) => id === part.lineId);
      const units = taken(part, left.get(part.lineId), isEarly);
      const { sku, title } = line ?? { sku: null, title: '' };
      return sku === null || units === 0 || !Object.hasOwn(articles, sku) || articles[sku] === null ? [] : [{ sku, title, quantity: units }];
    });
    return items.length === 0 ? [] : [{ refundId: refund.id, items }];
  });
}

/** Units of a line. `early`: not on bexio's order, and never to be delivered there. `delivered`: booked out there. `ahead`: that, and never sent nor to be sent. */
type Open = { early: number; delivered: number; ahead: number };

/** What was given back before bexio's order was made is not on it, and so it was never booked out. What was added afterwards is not on it either. */
function openOf({ sentQuantity, unfulfilledQuantity }: Order['lines'][number], { ordered = sentQuantity + unfulfilledQuantity, delivered }: { ordered: number | undefined; delivered: number }): Open {
  return { early: Math.max(0, sentQuantity + unfulfilledQuantity - Math.max(ordered, delivered)), delivered, ahead: Math.max(0, delivered - sentQuantity - unfulfilledQuantity) };
}

function taken({ quantity, returned, unsent }: Refund['lines'][number], left: Open | undefined, isEarly: boolean): number {
  if (left === undefined || (returned !== true && unsent !== true)) return 0;
  const early = returned === true && isEarly ? Math.min(quantity, left.early) : 0;
  const units = Math.min(quantity - early, returned === true ? left.delivered : Math.min(left.ahead, left.delivered));
  left.early -= early;
  left.delivered -= units;
  if (returned !== true) left.ahead -= units;
  return units;
}
