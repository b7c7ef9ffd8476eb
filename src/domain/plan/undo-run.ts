import { type ForeseenUndo, isNothing } from './foresee-undo.ts';
import { type Minor, sum } from '../money.ts';

/** Which orders are taken back together. `booked`: those whose invoice the app made between two instants. */
export type UndoScope = { kind: 'picked'; orderIds: string[] } | { kind: 'booked'; from: string; until: string } | { kind: 'import'; importId: string; from: string; until: string };

/**
 * A run looks first (`looking`), shows what would happen (`ready`), and acts only when a person says so (`undoing`, then `settling` until
 * every order has come to its end).
 */
export type UndoRun = {
  scope: UndoScope;
  state: 'looking' | 'ready' | 'undoing' | 'settling' | 'done' | 'stopped';
  author: string;
  startedAt: string;
  /** Whose orders are done, in the present state. */
  cursor: string;
  foreseen: UndoTotals;
  /** Orders that were told to be undone, and how many of them have come to an end. */
  asked: number;
  undone: number;
  /** Of those, the ones that need a person now. */
  needPerson: number;
};

/** One order of a run. */
export type UndoneOrder = { orderId: string; name: string; foreseen: ForeseenUndo };

export type UndoTotals = { orders: number; nothing: number; blocked: number; removed: number; cancelled: number; entries: number; tasks: number; salesOrders: number; amounts: Record<string, Minor> };

export const noTotals: UndoTotals = { orders: 0, nothing: 0, blocked: 0, removed: 0, cancelled: 0, entries: 0, tasks: 0, salesOrders: 0, amounts: {} };

/** What keeps a part of it from happening keeps the whole order out of a run: half an undo is for a person to decide on. */
export function isUndoable(foreseen: ForeseenUndo): boolean {
  return foreseen.blocked === null && !isNothing(foreseen);
}

export function withOrder(totals: UndoTotals, foreseen: ForeseenUndo): UndoTotals {
  const counted = { ...totals, orders: totals.orders + 1 };
  if (foreseen.blocked !== null) return { ...counted, blocked: totals.blocked + 1 };
  if (isNothing(foreseen)) return { ...counted, nothing: totals.nothing + 1 };
  const { removed, cancelled, entries, tasks, currency } = foreseen;
  const takenBackMinor = sum([...removed, ...cancelled].map((one) => one.amountMinor)) + sum(entries.map((one) => one.totalMinor)) + sum(tasks.map((one) => one.amountMinor));
  return {
    ...counted,
    removed: totals.removed + removed.length,
    cancelled: totals.cancelled + cancelled.length,
    entries: totals.entries + entries.length,
    tasks: totals.tasks + tasks.length,
    salesOrders: totals.salesOrders + (foreseen.removesSalesOrder ? 1 : 0),
    amounts: { ...totals.amounts, [currency]: (totals.amounts[currency] ?? 0) + takenBackMinor },
  };
}
