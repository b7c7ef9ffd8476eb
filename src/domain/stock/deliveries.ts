import { sum } from '../money.ts';
import type { Order, OrderLine } from '../order.ts';
import type { Settings } from '../settings.ts';

/**
 * Units by line id that bexio has still to book out; only goods that are shipped, and nothing twice. Empty = nothing to deliver. What came
 * back was sent all the same: bexio books it out and is told of its return (`restock.ts`).
 */
export function unitsToDeliver(order: Order, { deliver }: Settings, made: { units: Record<string, number> }[]): Record<string, number> {
  const due = order.lines
    .filter((line) => line.requiresShipping)
    .map((line) => ({ id: line.id, units: wanted(line, deliver) - deliveredOf(line, made) }))
    .filter(({ units }) => units > 0);
  return Object.fromEntries(due.map(({ id, units }) => [id, units]));
}

function wanted(line: OrderLine, deliver: Settings['deliver']): number {
  return deliver === 'at-once' ? line.sentQuantity + line.unfulfilledQuantity : line.sentQuantity;
}

function deliveredOf({ id }: Pick<OrderLine, 'id'>, made: { units: Record<string, number> }[]): number {
  return sum(made.map(({ units }) => (Object.hasOwn(units, id) ? (units[id] ?? 0) : 0)));
}

/** No more than stands on bexio's order: what was given back before that was made is not on it. */
export function withinOrder(units: Record<string, number>, ordered: Record<string, number> | undefined, made: { units: Record<string, number> }[]): Record<string, number> {
  if (ordered === undefined) return units;
  const open = Object.entries(units).map(([id, wish]) => [id, Math.min(wish, (Object.hasOwn(ordered, id) ? (ordered[id] ?? 0) : 0) - deliveredOf({ id }, made))] as const);
  return Object.fromEntries(open.filter(([, some]) => some > 0));
}

/** A position as bexio shows it, on an order or on a delivery made of it. */
type Shown = { type: string; text: string; articleId: number | null; quantity: number };
/** A position of the order: which line it stands for, and how much of it is still to be delivered. */
export type OpenPosition = Shown & { id: number; lineId: string; left: number };

/**
 * Which positions of the order a delivery that a person made takes from. bexio numbers the positions of a delivery anew and does not say
 * where they come from, so they are told by what they show. Null: something on it is not of this order.
 */
export function matchDelivery(delivery: readonly Shown[], order: readonly OpenPosition[]): { id: number; type: string; lineId: string; amount: number }[] | null {
  const open = order.map((position) => ({ ...position }));
  const taken: { id: number; type: string; lineId: string; amount: number }[] = [];
  for (const { type, text, articleId, quantity } of delivery.filter((one) => one.quantity > 0)) {
    let left = quantity;
    for (const position of open.filter((one) => one.type === type && one.text === text && one.articleId === articleId)) {
      const amount = Math.min(left, position.left);
      if (amount <= 0) continue;
      position.left -= amount;
      left -= amount;
      taken.push({ id: position.id, type, lineId: position.lineId, amount });
    }
    if (left > 0) return null;
  }
  return taken;
}
