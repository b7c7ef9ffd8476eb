import { sum } from './money.ts';
import type { Order, OrderLine } from './order.ts';
import type { Settings } from './settings.ts';

/** Units by line id that bexio has still to book out; only goods that are shipped, and nothing twice. Empty = nothing to deliver. */
export function unitsToDeliver(order: Order, { deliver }: Settings, made: { units: Record<string, number> }[]): Record<string, number> {
  const due = order.lines
    .filter((line) => line.requiresShipping)
    .map((line) => ({ id: line.id, units: wanted(line, deliver) - deliveredOf(line, made) }))
    .filter(({ units }) => units > 0);
  return Object.fromEntries(due.map(({ id, units }) => [id, units]));
}

function wanted(line: OrderLine, deliver: Settings['deliver']): number {
  return deliver === 'at-once' ? line.currentQuantity : line.currentQuantity - line.unfulfilledQuantity;
}

function deliveredOf({ id }: OrderLine, made: { units: Record<string, number> }[]): number {
  return sum(made.map(({ units }) => (Object.hasOwn(units, id) ? (units[id] ?? 0) : 0)));
}
