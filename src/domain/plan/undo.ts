import { changedByPerson, nextTask } from './after-booking.ts';
import type { BookedInvoice } from '../booked.ts';
import { rateToFind } from '../payment/exchange-rate.ts';
import { type Minor, sum } from '../money.ts';
import type { Situation, Step, Verdict } from '../step.ts';
import { openGatewayMinor, paidOnMinor } from '../payment/payments.ts';
import { creditNote, planReversal, words } from '../payment/refund-entry.ts';
import { together } from '../payment/balance.ts';
import { type Left, leftOnDocuments } from './left-on-documents.ts';
import { scaled } from '../invoice/owed-now.ts';
import { bookedTillMinor } from '../payment/till-rounding.ts';

/**
 * Takes one order back out of the books, a step at a time: what can be removed is removed, what is issued is cancelled, what is paid is
 * reversed by an entry or becomes a task. Nothing is booked again by itself afterwards.
 */
export function undone(situation: Situation): Verdict {
  const { invoice, extras, salesOrder, deliveries } = situation.booked;
  for (const one of [...extras.toReversed(), ...(invoice === null ? [] : [invoice])]) {
    const next = takenBack(situation, one);
    if (next !== null) return next;
  }
  if (salesOrder !== null && salesOrder.kept !== true && deliveries.length === 0) return step({ do: 'remove-sales-order', salesOrderId: salesOrder.bexioId });
  const task = invoice === null ? null : nextTask(situation, invoice);
  return task ?? { kind: 'skipped', why: 'merchant' };
}

function takenBack(situation: Situation, invoice: BookedInvoice): Verdict | null {
  const { bexioId: invoiceId, stage } = invoice;
  if (stage === 'gone' || stage === 'cancelled') return null;
  // A draft that a person has edited is theirs: it is never removed.
  if (stage === 'made' || stage === 'draft') return changedByPerson(situation, invoice) ?? step({ do: 'remove-draft', invoiceId, why: 'undo' });
  const paidMinor = paidMinorOf(situation, invoice);
  if (paidMinor === 0 && (invoice.creditedMinor ?? 0) === 0) return step({ do: 'cancel-invoice', invoiceId, date: invoice.date ?? null, why: 'undo' });
  return reversed(situation, invoice, paidMinor);
}

function paidMinorOf({ order, settings, booked }: Situation, invoice: BookedInvoice): Minor {
  const first = invoice.bexioId === booked.invoice?.bexioId;
  // A transfer may be more than the invoice: what went back of it before is not on it.
  const knownMinor = paidOnMinor(booked, invoice, { first }) + (first ? openGatewayMinor(order, settings, booked) : 0);
  return Math.max(Math.min(invoice.totalMinor, knownMinor), invoice.receivedMinor ?? 0);
}

/** The money less what went back is reversed against where it lies; what was still open needs a credit note, because nothing else closes it. */
function reversed(situation: Situation, invoice: BookedInvoice, paidMinor: Minor): Verdict | null {
  const { order, shop, booked, settings } = situation;
  const isFirst = invoice.bexioId === booked.invoice?.bexioId;
  const key = `undo:${order.id}:${invoice.bexioId}`;
  const { rows, backMinor } = leftOf(situation, invoice);
  const amountMinor = paidMinor - backMinor;
  const parts = scaled(rows, Math.max(0, amountMinor));
  if (amountMinor > 0 && !Object.hasOwn(booked.refunds, key)) {
    const rate = rateToFind(situation, invoice, { money: true });
    if (rate !== null) return rate;
    const reference = `shopify:${shop.id}:order:${order.id}:undo:${invoice.bexioId}`;
    const { undo } = words[settings.language === 'customer' ? 'de' : settings.language];
    const planned = planReversal(situation, invoice, { reference, words: undo, refundId: null, amountMinor, parts, money: moneyOn(situation, invoice, amountMinor), at: order.updatedAt, tillMinor: bookedTillMinor(booked, invoice) });
    if (!planned.ok) return { kind: 'problem', problem: planned.problem };
    return step('entry' in planned ? { do: 'book-refund-entry', key, entry: planned.entry, goods: [], nettedMinor: 0 } : { do: 'open-task', key, note: planned.note, goods: [], nettedMinor: 0 });
  }
  const openMinor = invoice.totalMinor - paidMinor - (isFirst ? sum(booked.tasks.filter((task) => task.key.startsWith('less:')).map((task) => task.amountMinor)) : 0);
  const openKey = `${key}:open`;
  if (openMinor <= 0 || booked.tasks.some((task) => task.key === openKey)) return null;
  const rest = together([...rows, ...parts.map((part) => ({ ...part, quantity: 0, grossMinor: -part.grossMinor, taxMinor: -part.taxMinor }))]);
  return step({ do: 'open-task', key: openKey, goods: [], nettedMinor: 0, note: creditNote(order, invoice, { refundId: null, amountMinor: openMinor, parts: scaled(rest, openMinor) }) });
}

/** Among all documents with money on them: goods that went back were on one of them. */
function leftOf(situation: Situation, invoice: BookedInvoice): Left {
  const { booked } = situation;
  const documents = [...(booked.invoice === null ? [] : [booked.invoice]), ...booked.extras].filter(({ stage }) => stage === 'issued' || stage === 'sent');
  const paidMinor = new Map(documents.map((one) => [one.bexioId, paidMinorOf(situation, one)]));
  return leftOnDocuments(situation, documents, paidMinor).get(invoice.bexioId) ?? { rows: [], backMinor: 0 };
}

/** Money that no payment of ours stands for (a person booked it) has the name of no gateway: a task, then. */
function moneyOn({ order, booked }: Situation, invoice: BookedInvoice, amountMinor: Minor): { gateway: string; amountMinor: Minor }[] {
  const payments = Object.entries(booked.payments).filter(([, one]) => (one.invoiceId ?? booked.invoice?.bexioId) === invoice.bexioId);
  const known = payments.flatMap(([name, { amountMinor: minor, tillMinor = 0 }]) => {
    const transaction = order.transactions.find(({ id }) => id === name.split(':')[0]);
    return transaction === undefined ? [] : [{ gateway: transaction.gateway, amountMinor: minor + (Object.hasOwn(booked.refunds, `till:${name}`) ? tillMinor : 0) }];
  });
  const missingMinor = amountMinor + bookedTillMinor(booked, invoice) - sum(known.map((one) => one.amountMinor));
  return missingMinor <= 0 ? known : [...known, { gateway: 'manual', amountMinor: missingMinor }];
}

function step(one: Step): Verdict {
  return { kind: 'step', step: one };
}
