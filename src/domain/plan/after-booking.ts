import { planExtra } from './additions.ts';
import { articlesToFind } from './articles-to-find.ts';
import { goneOf, grossOf, isCents, isMixed, keyOf, netByRate, together } from '../payment/balance.ts';
import type { BookedInvoice, Covered, Task } from '../booked.ts';
import type { VatDifference } from '../documents.ts';
import { planContact } from '../invoice/customer-to-contact.ts';
import { rateToFind } from '../payment/exchange-rate.ts';
import { changeSince, stillCovers, textPrint } from './fingerprint.ts';
import { type Minor, sum } from '../money.ts';
import { isCertain, isPending, owedMinor } from '../payment/money-back.ts';
import type { Situation, Verdict } from '../step.ts';
import { coveredAmounts, dueMinor, planInvoice, worthOnInvoice } from '../invoice/order-to-invoice.ts';
import { issuedDocuments, paidOnDocuments } from '../payment/paid-on-documents.ts';
import { movedToOtherWay } from '../payment/other-way-back.ts';
import { scaled } from '../invoice/owed-now.ts';
import { ledgerBehind, openGatewayMinor, paidOnMinor, refundsToBook } from '../payment/payments.ts';
import type { BookableRefund } from '../payment/refund-parts.ts';
import { creditNote, planRefund } from '../payment/refund-entry.ts';
import { redeemedVoucher, withoutVouchers } from '../payment/taxed-vouchers.ts';
import { isKeptByTill, tillEntry } from '../payment/till-rounding.ts';
import { vatDifferences } from '../payment/vat-differences.ts';

/**
 * What happens to an invoice after it was issued. An unpaid one is replaced by a correct one. One with money on it stays for ever, because
 * bexio's payments cannot move to another: what is added gets an invoice of its own, what goes back is booked as a refund.
 */

/** What a person did to the invoice in bexio: said, and never fought. */
export function changedByPerson(situation: Situation, invoice: BookedInvoice): Verdict | null {
  const { number: invoiceNumber, stage, totalMinor, seenTotalMinor = totalMinor } = invoice;
  if (stage === 'gone') return { kind: 'problem', problem: { reason: 'invoice-gone', invoiceNumber } };
  if (stage === 'cancelled') return { kind: 'problem', problem: { reason: 'invoice-cancelled', invoiceNumber } };
  if (seenTotalMinor === totalMinor) return null;
  const { currency } = situation.order;
  return { kind: 'problem', problem: { reason: 'invoice-differs', what: 'total', currency, expectedMinor: totalMinor, actualMinor: seenTotalMinor, invoiceNumber } };
}

/** Whether the document in bexio says something else than one made now would. */
export function isOutrun({ order, settings }: Situation, { fingerprint, textPrint: printed }: BookedInvoice): boolean {
  const otherWords = settings.edits.textChanges === 'replace' && printed !== undefined && printed !== textPrint(order);
  return !stillCovers(fingerprint, order) || otherWords;
}

/** Unpaid and outrun: cancelled, so that the next question makes the one that takes its place. Null: it stays. */
export function replaced(situation: Situation, invoice: BookedInvoice): Verdict | null {
  const { order, booked } = situation;
  if (invoice.covers === undefined || booked.extrasEver > 0 || !isOutrun(situation, invoice) || hasMoney(situation, invoice)) return null;
  const nothingOwed = dueMinor(order) <= 0;
  // Only for something better: what cannot be booked now must not take away what stands there.
  const next = nothingOwed ? null : planInvoice({ ...situation, articles: booked.articles });
  if (next?.ok === false) return { kind: 'problem', problem: next.problem };
  return { kind: 'step', step: { do: 'cancel-invoice', invoiceId: invoice.bexioId, date: invoice.date ?? null, why: nothingOwed ? 'nothing-owed' : 'replaced' } };
}

/** Booked by us, by a person, or on its way to bexio by itself; a credit note that a person set off, or an entry, binds the invoice just as much. */
export function hasMoney({ order, settings, booked }: Situation, invoice: BookedInvoice): boolean {
  return Object.keys(booked.refunds).length > 0 || paidOnMinor(booked, invoice, { first: true }) + (invoice.receivedMinor ?? 0) + (invoice.creditedMinor ?? 0) + openGatewayMinor(order, settings, booked) > 0;
}

/** The refunds, additions and reductions of an invoice with money on it: the next step, what has to be waited for, or null when all is done. */
export function corrected(situation: Situation, invoice: BookedInvoice): Verdict | null {
  if (invoice.covers === undefined) return null;
  // Unknown worth would look like an order of which everything has gone.
  const worth = worthOnInvoice(situation);
  if (!worth.ok) return { kind: 'problem', problem: worth.problem };
  const known = refundsToBook(situation, invoice);
  if (!known.ok) return { kind: 'problem', problem: known.problem };
  const rate = rateToFind(situation, invoice, { money: false });
  if (rate !== null) return rate;
  const till = tillEntry(situation, invoice, (gateway) => ledgerBehind(situation.settings, situation.company, gateway, situation.order.currency));
  if (till?.ok === false) return { kind: 'problem', problem: till.problem };
  if (till !== null) return { kind: 'step', step: { do: 'book-refund-entry', key: till.key, entry: till.entry, goods: till.goods, parts: till.goods, nettedMinor: 0 } };
  const entry = redeemedVoucher(situation, invoice) ?? movedToOtherWay(situation, invoice);
  if (entry !== null) return { kind: 'step', step: { do: 'book-refund-entry', parts: [], ...entry, goods: [], nettedMinor: 0 } };
  // Before there is money on the invoice there is none to give back: its payment is still unclear, and the invoice may yet be replaced.
  const [refund] = known.refunds.filter((one) => one.amountMinor > 0 && isCertain(situation.order, one.back) && hasMoney(situation, invoice)).flatMap((one) => withoutVouchers(situation, one) ?? []);
  if (refund !== undefined) return refunded(situation, invoice, refund);
  const { balance } = known;
  const deltaMinor = isKeptByTill(situation.order, balance) ? 0 : grossOf(balance);
  if (deltaMinor > 0) return added(situation, invoice, balance);
  const less = deltaMinor < 0 ? lessened(situation, invoice, balance) : null;
  if (less !== null) return less;
  // Goods for goods of another rate at the same price: no money moves, but the VAT does, and no document says so.
  if (isMixed(balance)) return changedAfterBooking(situation, invoice);
  const task = nextTask(situation, invoice);
  if (task !== null) return task;
  return isPending(situation.order) ? { kind: 'waiting', for: 'refund' } : null;
}

/** Closes a task when bexio shows credit notes over its amount and the ones before it; an open one is what the merchant has to do. */
export function nextTask({ booked }: Situation, invoice: BookedInvoice): Verdict | null {
  let creditedMinor = invoice.creditedMinor ?? 0;
  for (const task of booked.tasks) {
    // No credit note stands for it, so none may be counted against it.
    if (task.byHand === true) continue;
    creditedMinor -= task.amountMinor;
    if (task.closed) continue;
    if (creditedMinor >= 0) return { kind: 'step', step: { do: 'close-task', key: task.key } };
    return { kind: 'problem', problem: { reason: 'credit-note-needed', ...noteOf(task) } };
  }
  return null;
}

function refunded(situation: Situation, invoice: BookedInvoice, refund: BookableRefund): Verdict {
  const planned = planRefund(situation, invoice, refund);
  if (!planned.ok) return { kind: 'problem', problem: planned.problem };
  const { goods, nettedMinor, parts } = refund;
  const step = { key: refund.back.id, goods, nettedMinor, parts, transactionIds: refund.back.transactions.map(({ id }) => id) };
  return { kind: 'step', step: 'entry' in planned ? { do: 'book-refund-entry', ...step, entry: planned.entry } : { do: 'open-task', ...step, note: planned.note } };
}

function added(situation: Situation, invoice: BookedInvoice, balance: readonly Covered[]): Verdict {
  // Dearer goods for cheaper ones of another rate: what VAT the difference carries, only a person can say.
  if (isMixed(balance)) return changedAfterBooking(situation, invoice);
  const extra = planExtra({ ...situation, articles: situation.booked.articles }, balance);
  if (!extra.ok) return { kind: 'problem', problem: extra.problem };
  // A buyer who has moved since may be another contact, and what was added another article.
  if (situation.booked.contact === null) {
    const contact = planContact(situation);
    return contact.ok ? { kind: 'step', step: { do: 'find-contact', contact: contact.contact } } : { kind: 'problem', problem: contact.problem };
  }
  const articles = articlesToFind(situation, extra.plan);
  if (articles !== null) return { kind: 'step', step: { do: 'find-articles', ...articles } };
  return { kind: 'step', step: { do: 'create-extra-invoice', invoice: extra.plan, seq: extra.seq } };
}

/**
 * Less is owed and no money went back. An additional invoice without money on it goes first; then what is still open, the latest first. Null:
 * all money has gone back already, more than was to be given for what is left, and there is none that could be waited for.
 */
function lessened(situation: Situation, invoice: BookedInvoice, balance: readonly Covered[]): Verdict | null {
  const { order, booked } = situation;
  const paidMinor = paidOnDocuments(situation);
  const extra = booked.extras.findLast((one) => (paidMinor.get(one.bexioId) ?? 0) + (one.creditedMinor ?? 0) === 0);
  // One that a refund has taken goods off stays: without it nothing would say what those were taken off.
  const stays = extra !== undefined && hasGoodsTakenOff(situation, balance, extra);
  if (extra !== undefined && !stays) return { kind: 'step', step: { do: 'cancel-invoice', invoiceId: extra.bexioId, date: extra.date ?? null, why: 'replaced', ...vatWithdrawn(extra, balance) } };
  const open = issuedDocuments(booked).findLast((one) => openMinor(one) > 0);
  if (open !== undefined) {
    const amountMinor = Math.min(openMinor(open), -grossOf(balance));
    const gone = goneOf(balance);
    const parts = scaled(gone.length > 0 ? gone : balance.map((row) => ({ ...row, grossMinor: Math.abs(row.grossMinor), taxMinor: Math.abs(row.taxMinor) })), amountMinor);
    return { kind: 'step', step: { do: 'open-task', key: `less:${order.id}:${booked.tasks.length + 1}`, goods: parts, parts, nettedMinor: 0, note: creditNote(order, open, { refundId: null, amountMinor, parts }) } };
  }
  // The money is still here: Shopify shows the merchant that he owes it to the buyer.
  const heldMinor = order.totals.receivedMinor - order.totals.refundedMinor;
  if (heldMinor <= 0 && owedMinor(order) < 0) return null;
  return heldMinor > owedMinor(order) ? { kind: 'waiting', for: 'refund' } : changedAfterBooking(situation, invoice);

  function openMinor({ bexioId, number, totalMinor }: BookedInvoice): Minor {
    const noted = booked.tasks.filter((task) => task.refundId === null && task.invoiceNumber === number);
    return totalMinor - (paidMinor.get(bexioId) ?? 0) - sum(noted.map((task) => task.amountMinor));
  }
}

/** What the document stood for beside what has gone with it: where nothing is left to be said of a rate, nothing else will name the rappen. */
function vatWithdrawn({ covers = [] }: BookedInvoice, balance: readonly Covered[]): { vat?: VatDifference[] } {
  const left = netByRate([...covers, ...balance]);
  const settled = ({ ratePpm }: Covered) => left.get(ratePpm) === 0;
  const taxes = (rows: readonly Covered[], sign: 1 | -1) => rows.filter(settled).map((row) => ({ ratePpm: row.ratePpm, amountMinor: sign * row.taxMinor }));
  const vat = vatDifferences(taxes(balance, -1), taxes(covers, 1), covers);
  return vat.length === 0 ? {} : { vat };
}

/** Whether more would be missing without this document than the order is worth: then refunds have taken something off it. */
function hasGoodsTakenOff(situation: Situation, balance: readonly Covered[], { covers = [] }: BookedInvoice): boolean {
  const worth = new Map(together(coveredAmounts(situation)).map((row) => [keyOf(row), row.grossMinor]));
  return together([...balance, ...covers]).some((row) => !isCents(row) && row.grossMinor > Math.max(0, worth.get(keyOf(row)) ?? 0));
}

/** For what only a person can decide. */
export function changedAfterBooking({ order }: Situation, invoice: BookedInvoice): Verdict {
  const change = changeSince(invoice.fingerprint, order, invoice.totalMinor);
  const { currency } = order;
  return { kind: 'problem', problem: change ?? { reason: 'changed-after-booking', change: 'edited', currency, bookedMinor: invoice.totalMinor, nowMinor: owedMinor(order) } };
}

function noteOf({ key: _key, closed: _closed, byHand: _byHand, ...note }: Task) {
  return note;
}
