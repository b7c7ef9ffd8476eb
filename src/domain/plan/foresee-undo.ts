import type { Booked, CreditNote } from '../booked.ts';
import type { EntryPlan } from '../entry.ts';
import type { Minor } from '../money.ts';
import { nextStep, type Situation, type Step } from './next-step.ts';
import type { Problem } from '../problem.ts';

/** What undoing an order will do in bexio, before it is done. */
export type ForeseenUndo = {
  /** Drafts that are deleted. */
  removed: Paper[];
  /** Issued invoices without money on them. */
  cancelled: Paper[];
  /** Paid: the turnover is taken back by an entry in the ledger. */
  entries: EntryPlan[];
  /** Left to a person: credit notes to type, those included that were open before. */
  tasks: CreditNote[];
  /** The bexio order is deleted where bexio lets it go. */
  removesSalesOrder: boolean;
  /** Deliveries stay: the goods have left the shelf. */
  deliveriesKept: number;
  currency: string;
  /** The payments stay on the first invoice: the order cannot be booked a second time. */
  final: boolean;
  /** Stands in the way of the rest: nothing after it will happen before it is cured. */
  blocked: Problem | null;
};

export type Paper = { number: string; amountMinor: Minor };

/** More than an order can have invoices; a planner that never comes to an end is a bug. */
const stepsMax = 250;

/**
 * Asks the planner itself, with the decision taken and every step counted as done: what is shown before the click is what the same code
 * does after it.
 */
export function foreseeUndo(situation: Situation): ForeseenUndo {
  const { order } = situation;
  let booked: Booked = { ...situation.booked, decision: 'undo' };
  const foreseen: ForeseenUndo = { removed: [], cancelled: [], entries: [], tasks: [], removesSalesOrder: false, deliveriesKept: booked.deliveries.length, currency: order.currency, final: false, blocked: null };
  for (let steps = 0; steps < stepsMax; steps++) {
    const verdict = nextStep({ ...situation, booked });
    if (verdict.kind !== 'step') {
      const blocked = verdict.kind === 'problem' && verdict.problem.reason !== 'credit-note-needed' ? verdict.problem : null;
      return { ...foreseen, blocked, final: Object.keys(booked.refunds).some((key) => key.startsWith('undo:')), tasks: booked.tasks.filter(({ closed }) => !closed).map(({ key: _key, closed: _closed, byHand: _byHand, ...one }) => one) };
    }
    note(foreseen, booked, verdict.step);
    booked = done(booked, verdict.step);
  }
  throw new Error(`undoing order ${order.id} does not come to an end`);
}

/** Nothing of the order is in bexio, or what is there stays: the decision only keeps it from being booked. */
export function isNothing({ removed, cancelled, entries, tasks, removesSalesOrder }: ForeseenUndo): boolean {
  return removed.length + cancelled.length + entries.length + tasks.length === 0 && !removesSalesOrder;
}

function note(foreseen: ForeseenUndo, booked: Booked, step: Step): void {
  if (step.do === 'remove-draft') foreseen.removed.push(paper(booked, step.invoiceId));
  else if (step.do === 'cancel-invoice') foreseen.cancelled.push(paper(booked, step.invoiceId));
  else if (step.do === 'book-refund-entry') foreseen.entries.push(step.entry);
  else if (step.do === 'remove-sales-order') foreseen.removesSalesOrder = true;
}

function paper({ invoice, extras }: Booked, invoiceId: number): Paper {
  const found = [invoice, ...extras].find((one) => one?.bexioId === invoiceId);
  if (!found) throw new Error(`invoice ${invoiceId} is not booked`);
  return { number: found.number, amountMinor: found.totalMinor };
}

/** The links after the step. Only the steps of an undo occur. */
function done(booked: Booked, step: Step): Booked {
  switch (step.do) {
    case 'remove-draft':
      return without(booked, step.invoiceId);
    case 'cancel-invoice':
      return booked.invoice?.bexioId === step.invoiceId ? { ...without(booked, step.invoiceId), former: [...booked.former, { bexioId: step.invoiceId, number: booked.invoice.number, seq: booked.invoice.seq ?? 1 }] } : without(booked, step.invoiceId);
    case 'book-refund-entry':
      return { ...booked, refunds: { ...booked.refunds, [step.key]: { amountMinor: step.entry.totalMinor, goods: step.goods, nettedMinor: step.nettedMinor, parts: step.parts, lines: step.entry.lines } } };
    case 'open-task':
      return { ...booked, refunds: { ...booked.refunds, [step.key]: { amountMinor: step.note.amountMinor, goods: step.goods, nettedMinor: step.nettedMinor, parts: step.parts } }, tasks: [...booked.tasks, { ...step.note, key: step.key, closed: false }] };
    case 'close-task':
      return { ...booked, tasks: booked.tasks.map((task) => (task.key === step.key ? { ...task, closed: true } : task)) };
    case 'remove-sales-order':
      return { ...booked, salesOrder: null };
    default:
      throw new Error(`${step.do} is no step of an undo`);
  }
}

function without(booked: Booked, invoiceId: number): Booked {
  const { invoice, extras } = booked;
  return { ...booked, invoice: invoice?.bexioId === invoiceId ? null : invoice, extras: extras.filter((one) => one.bexioId !== invoiceId) };
}
