import { changedByPerson, nextTask } from './after-booking.ts';
import type { BookedInvoice, Covered } from '../booked.ts';
import { rateToFind } from '../payment/exchange-rate.ts';
import { scaled } from '../invoice/owed-now.ts';
import { type Minor, sum } from '../money.ts';
import { issuedDocuments, paidOnDocuments } from '../payment/paid-on-documents.ts';
import { creditNote, type MoneyWay, planReversal, words } from '../payment/refund-entry.ts';
import { aboveZero, leftOf, minus, moneyOn, type PaidDocument, rowsOf, standing, wayOf } from './standing.ts';
import type { Situation, Step, Verdict } from '../step.ts';

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
  const reversal = reversed(situation, invoice);
  if (reversal !== null || stays(situation, invoice)) return reversal;
  return step({ do: 'cancel-invoice', invoiceId, date: invoice.date ?? null, why: 'undo' });
}

/**
 * With money on it, or a credit note that a person set off, bexio lets nobody cancel it. One that a credit note is still to be typed for stays,
 * too: without it that note would take off what does not stand there any more.
 */
function stays(situation: Situation, invoice: BookedInvoice): boolean {
  const isNoted = situation.booked.tasks.some(({ invoiceNumber, byHand }) => invoiceNumber === invoice.number && byHand !== true);
  return paidMinorOf(situation, invoice) > 0 || (invoice.creditedMinor ?? 0) > 0 || isNoted;
}

function paidMinorOf(situation: Situation, { bexioId }: BookedInvoice): Minor {
  return paidOnDocuments(situation).get(bexioId) ?? 0;
}

/**
 * The money that is left is reversed against where it lies. What lies where no entry may touch it needs a credit note, and so does what was
 * still open, because nothing else closes it.
 */
function reversed(situation: Situation, invoice: BookedInvoice): Verdict | null {
  const { order, shop, booked, settings } = situation;
  const key = `undo:${order.id}:${invoice.bexioId}`;
  const { turnover, money, elsewhereMinor, open } = shareOf(situation, invoice);
  const elsewhere = scaled(aboveZero(turnover), Math.max(0, elsewhereMinor));
  const parts = minus(turnover, elsewhere);
  const isLeft = turnover.length > 0 || money.some((one) => one.amountMinor !== 0);
  if (isLeft && !Object.hasOwn(booked.refunds, key)) {
    const rate = rateToFind(situation, invoice, { money: true });
    if (rate !== null) return rate;
    const reference = `shopify:${shop.id}:order:${order.id}:undo:${invoice.bexioId}`;
    const { undo } = words[settings.language === 'customer' ? 'de' : settings.language];
    const planned = planReversal(situation, invoice, { reference, words: undo, refundId: null, amountMinor: grossOf(parts), parts, money: levelled(money, Math.min(0, elsewhereMinor)), at: order.updatedAt });
    if (!planned.ok) return { kind: 'problem', problem: planned.problem };
    if ('entry' in planned && planned.entry.lines.length > 0) return step({ do: 'book-refund-entry', key, entry: planned.entry, goods: [], parts, nettedMinor: 0 });
    // A credit note takes off and gives nothing: what a rate has too little of, the others have to do without.
    const amountMinor = grossOf(turnover);
    if ('note' in planned && amountMinor > 0) return noted(situation, invoice, { key, amountMinor, parts: scaled(aboveZero(turnover), amountMinor), why: planned.note.why });
  }
  if (elsewhere.length > 0 && !Object.hasOwn(booked.refunds, `${key}:transfer`)) return noted(situation, invoice, { key: `${key}:transfer`, amountMinor: grossOf(elsewhere), parts: elsewhere, why: 'transfer' });
  const openMinor = grossOf(open);
  return openMinor > 0 ? noted(situation, invoice, { key: `${key}:open`, amountMinor: openMinor, parts: open }) : null;
}

/** More went back by transfer than came by it: the other ways have so much less. */
function levelled(money: readonly MoneyWay[], missingMinor: Minor): MoneyWay[] {
  const most = money.toSorted((a, b) => b.amountMinor - a.amountMinor)[0];
  return missingMinor === 0 || most === undefined ? [...money] : money.map((way) => (way === most ? { ...way, amountMinor: way.amountMinor + missingMinor } : way));
}

function noted({ order }: Situation, invoice: BookedInvoice, task: { key: string; amountMinor: Minor; parts: Covered[]; why?: 'setting' | 'transfer' | 'no-rate' | undefined }): Verdict {
  const { key, amountMinor, parts, why } = task;
  const note = creditNote(order, invoice, { refundId: null, amountMinor, parts });
  return step({ do: 'open-task', key, goods: [], parts, nettedMinor: 0, note: why === undefined ? note : { ...note, why } });
}

/** `elsewhereMinor`: money on no account that an entry may touch. `open`: what no money stands for and no task yet says. */
type Share = { turnover: Covered[]; money: MoneyWay[]; elsewhereMinor: Minor; open: Covered[] };

/**
 * What the undo of this document has to take back. An additional invoice comes first, with what is left of its own goods and money; the
 * invoice itself comes last, with all that is left of the order. So together they take back exactly what stands there, account by account
 * and rate by rate, whatever the refunds before them took from where.
 */
function shareOf(situation: Situation, invoice: BookedInvoice): Share {
  const { booked } = situation;
  const documents = issuedDocuments(booked).filter((one) => stays(situation, one)).map((one): PaidDocument => ({ invoice: one, paidMinor: paidMinorOf(situation, one) }));
  const all = standing(situation, documents);
  const document = documents.find((one) => one.invoice.bexioId === invoice.bexioId);
  if (invoice.bexioId === booked.invoice?.bexioId) {
    const open = document === undefined ? [] : openOf(situation, document, aboveZero(all.turnover));
    return { ...apart(all.money), turnover: minus(all.turnover, open), open };
  }
  if (document === undefined) return { turnover: [], money: [], elsewhereMinor: 0, open: [] };
  const rows = leftOf(rowsOf(situation, invoice), all.turnover);
  const openMinor = Math.max(0, invoice.totalMinor - document.paidMinor);
  const money = withinBoth(moneyOn(situation, document), all.money, Math.max(0, grossOf(rows) - openMinor));
  const turnover = scaled(rows, sum(money.map((one) => one.amountMinor)));
  return { ...apart(money), turnover, open: openOf(situation, document, minus(rows, turnover)) };
}

function apart(money: readonly MoneyWay[]): Pick<Share, 'money' | 'elsewhereMinor'> {
  const isElsewhere = (way: MoneyWay) => 'accountId' in way && way.accountId === null;
  return { money: money.filter((way) => !isElsewhere(way)), elsewhereMinor: sum(money.filter(isElsewhere).map((one) => one.amountMinor)) };
}

/** Without anything left to take it from, from what the document says. */
function openOf(situation: Situation, { invoice, paidMinor }: PaidDocument, left: readonly Covered[]): Covered[] {
  const { tasks } = situation.booked;
  const said = tasks.filter((task) => task.invoiceNumber === invoice.number && (task.key.startsWith('less:') || task.key.endsWith(':open')));
  const openMinor = Math.max(0, invoice.totalMinor - paidMinor - sum(said.map((task) => task.amountMinor)));
  return scaled(left.length > 0 ? left : rowsOf(situation, invoice), openMinor);
}

/** Of the money on a document, what is left where it lies, up to an amount. */
function withinBoth(money: readonly MoneyWay[], left: readonly MoneyWay[], amountMinor: Minor): MoneyWay[] {
  let wantMinor = amountMinor;
  return money.flatMap((way) => {
    const leftMinor = left.find((one) => wayOf(one) === wayOf(way))?.amountMinor ?? 0;
    const partMinor = Math.max(0, Math.min(wantMinor, way.amountMinor, leftMinor));
    wantMinor -= partMinor;
    return partMinor > 0 ? [{ ...way, amountMinor: partMinor }] : [];
  });
}

function grossOf(parts: readonly Covered[]): Minor {
  return sum(parts.map((part) => part.grossMinor));
}

function step(one: Step): Verdict {
  return { kind: 'step', step: one };
}
