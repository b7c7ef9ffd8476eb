import { extraTitle } from './additions.ts';
import { changedByPerson, corrected, isOutrun, replaced } from './after-booking.ts';
import { articlesToFind } from './articles-to-find.ts';
import type { Booked, BookedInvoice } from '../booked.ts';
import { planContact } from '../invoice/customer-to-contact.ts';
import { unitsToDeliver, withinOrder } from '../stock/deliveries.ts';
import type { InvoicePlan } from '../documents.ts';
import { changeSince, stillCovers } from './fingerprint.ts';
import { isPending, refundGone } from '../payment/money-back.ts';
import { outsideLockedPeriod } from './lock-date.ts';
import { backOfTransfer, movedToOtherWay } from '../payment/other-way-back.ts';
import { planInvoice, referenceOf } from '../invoice/order-to-invoice.ts';
import { paidOnMinor, paymentGone, planPayments } from '../payment/payments.ts';
import type { Problem } from '../problem.ts';
import { restockDue } from '../stock/restock-due.ts';
import { applyRules, type Ruled } from '../settings/rules.ts';
import type { Situation, Step, Verdict } from '../step.ts';
import { undone } from './undo.ts';
import { keptWithoutGoods, skipReason, waitingFor } from './when-to-book.ts';

export type { Booked, BookedInvoice } from '../booked.ts';

export type { Situation, Step, Verdict } from '../step.ts';

/**
 * The one question of the program: what is still missing in bexio for this order? It is asked again after every step, so a crash, a
 * repeated webhook or a change of settings half way only means asking once more.
 */
export function nextStep(situation: Situation): Verdict {
  const { order, booked } = situation;
  const ruled = applyRules(order, situation.settings, booked.invoice === null ? undefined : booked.invoice.rule);
  const verdict = outsideLockedPeriod(wanted({ ...situation, settings: ruled.settings }, ruled), ruled.settings);
  return verdict.kind === 'step' || ruled.ruleName === null ? verdict : { ...verdict, rule: ruled.ruleName };
}

function wanted(situation: Situation, { leaveOut }: Ruled): Verdict {
  const { order, settings, booked } = situation;
  const { invoice, decision } = booked;
  if (invoice?.adopted === true) return leftAlone(situation, invoice);
  // What was reversed by an entry stays reversed: there is no second invoice for an order whose first one holds the payments.
  const reversed = Object.keys(booked.refunds).some((key) => key.startsWith('undo:'));
  if (decision === 'undo' || reversed) return undone(situation);
  if (decision === 'skip') return { kind: 'skipped', why: 'merchant' };
  if (invoice === null) {
    const notNow = booked.salesOrder === null && booked.former.length === 0 ? untouched(situation) : cameToNothing(situation);
    if (notNow !== null) return notNow;
  }
  return invoice === null ? untilInvoice(situation) : withInvoice(situation, invoice);

  function untouched({ booked: { decision: wish } }: Situation): Verdict | null {
    const why = skipReason(order, settings);
    const nothing = why === 'nothing-owed' || why === 'cancelled';
    const kept = nothing ? moneyUnclear(situation) : null;
    if (kept !== null) return kept;
    // A merchant who wants it booked means it: only what cannot be booked stays out.
    if (leaveOut && wish !== 'book-now') return { kind: 'skipped', why: 'rule' };
    const moved = nothing ? moneyMoved(situation) : null;
    if (moved !== null) return moved;
    if (why !== null && !(wish === 'book-now' && (why === 'test' || why === 'before-go-live'))) return { kind: 'skipped', why };
    const event = wish === 'book-now' ? null : waitingFor(order, settings);
    return event === null ? null : { kind: 'waiting', for: event };
  }
}

/** An invoice that was made elsewhere: payments, refunds and corrections of it are where it was made, too. */
function leftAlone(situation: Situation, invoice: BookedInvoice): Verdict {
  const byPerson = changedByPerson(situation, invoice);
  if (byPerson !== null) return byPerson;
  const change = changeSince(invoice.fingerprint, situation.order, invoice.totalMinor);
  return change === null ? { kind: 'booked' } : problem(change);
}

/** Begun, and then nothing was left of it: what bexio lets go of is removed. Null: there is something to invoice. */
function cameToNothing(situation: Situation): Verdict | null {
  const { order, settings, booked } = situation;
  const { salesOrder, deliveries } = booked;
  const nothing = ['cancelled', 'nothing-owed'].includes(skipReason(order, settings) ?? '');
  const wrong = salesOrder !== null && !isConvertible(salesOrder, { order, booked });
  const removable = salesOrder !== null && salesOrder.kept !== true && deliveries.length === 0;
  if (removable && (nothing || wrong)) return step({ do: 'remove-sales-order', salesOrderId: salesOrder.bexioId });
  return nothing ? (moneyUnclear(situation) ?? moneyMoved(situation) ?? restockDue(situation) ?? { kind: 'skipped', why: 'reversed' }) : null;
}

/** Nothing is owed, yet money is here or on its way back. */
function moneyUnclear(situation: Situation): Verdict | null {
  const { order } = situation;
  const kept = keptWithoutGoods(order);
  const transfer = backOfTransfer(situation);
  if (kept !== null) return problem({ ...kept, amountMinor: kept.amountMinor + (transfer?.amountMinor ?? 0) });
  if (isPending(order)) return { kind: 'waiting', for: 'refund' };
  return transfer === null ? null : problem({ reason: 'payment-unclear', currency: order.currency, ...transfer });
}

/** Nothing is owed and all money went back, some of it by another way than it came. */
function moneyMoved(situation: Situation): Verdict | null {
  const entry = movedToOtherWay(situation, null);
  return entry === null ? null : step({ do: 'book-refund-entry', ...entry, goods: [], parts: [], nettedMinor: 0 });
}

/** Everything that can be refused is asked before the first write, so that no order is left half booked. */
function untilInvoice(situation: Situation): Verdict {
  const { booked, settings, order, shop } = situation;
  const planned = planInvoice({ ...situation, articles: booked.articles });
  if (!planned.ok) return problem(planned.problem);
  const seq = 1 + Math.max(0, ...booked.former.map((one) => one.seq));
  const invoice: InvoicePlan = { ...planned.plan, apiReference: referenceOf(shop, order, { seq }) };
  const closed = outsideLockedPeriod(step({ do: 'create-invoice', invoice, seq }), settings);
  if (closed.kind === 'problem') return closed;
  const payments = planPayments(situation);
  if (!payments.ok && settings.finish !== 'draft') return problem(payments.problem);
  if (booked.contact === null) {
    const contact = planContact(situation);
    return contact.ok ? step({ do: 'find-contact', contact: contact.contact }) : problem(contact.problem);
  }
  const articles = articlesToFind(situation, invoice);
  if (articles !== null) return step({ do: 'find-articles', ...articles });
  const { salesOrder } = booked;
  if (salesOrder !== null && isConvertible(salesOrder, situation)) return step({ do: 'convert-to-invoice', salesOrderId: salesOrder.bexioId, invoice, seq });
  const direct = settings.documents === 'invoice' || salesOrder !== null;
  return step(direct ? { do: 'create-invoice', invoice, seq } : { do: 'create-sales-order', invoice });
}

/** A sales order becomes an invoice as it is, and once: not when the order has changed since, or when its invoice had to be cancelled. */
function isConvertible({ bexioId, fingerprint }: NonNullable<Booked['salesOrder']>, { order, booked }: Pick<Situation, 'order' | 'booked'>): boolean {
  return (fingerprint === undefined || stillCovers(fingerprint, order)) && !booked.former.some((one) => one.salesOrderId === bexioId);
}

function withInvoice(situation: Situation, invoice: BookedInvoice): Verdict {
  const { settings } = situation;
  for (const one of [invoice, ...situation.booked.extras]) {
    const byPerson = changedByPerson(situation, one);
    if (byPerson !== null) return byPerson;
  }
  // Issuing is by id and cannot double: done once more, it is on record.
  const unrecorded = [invoice, ...situation.booked.extras].find((one) => one.seenIssued === true);
  if (unrecorded !== undefined && settings.finish !== 'draft') return issued(unrecorded);
  const { bexioId: invoiceId, stage } = invoice;
  if (stage === 'made' || stage === 'draft') {
    // Not issued yet: corrected by making it anew under its name, since bexio cannot edit the positions of a document.
    if (invoice.removing === true || isOutrun(situation, invoice)) return step({ do: 'remove-draft', invoiceId, why: 'outrun' });
    if (stage === 'made') return completed(situation, invoice);
    if (settings.finish !== 'draft') return issued(invoice);
  }
  return replaced(situation, invoice) ?? sent(situation, invoice) ?? settled(situation, invoice);
}

function issued({ bexioId: invoiceId, date }: BookedInvoice): Verdict {
  return step({ do: 'issue-invoice', invoiceId, ...(date === undefined ? {} : { date }) });
}

function completed(situation: Situation, { bexioId: invoiceId, seq = 1 }: BookedInvoice): Verdict {
  const { order, shop, booked } = situation;
  const planned = planInvoice({ ...situation, articles: booked.articles });
  if (!planned.ok) return problem(planned.problem);
  return step({ do: 'complete-invoice', invoiceId, invoice: { ...planned.plan, apiReference: referenceOf(shop, order, { seq }) } });
}

/** Mails the invoice once. A payment that is booked already shows that the order was finished before mailing was switched on. */
function sent(situation: Situation, invoice: BookedInvoice): Verdict | null {
  const { order, booked } = situation;
  if (!stillCovers(invoice.fingerprint, order) || Object.keys(booked.payments).length > 0) return null;
  return mailed(situation, invoice, (title) => title);
}

/** An additional invoice asks for money, whatever was paid before. */
function sentExtra(situation: Situation): Verdict | null {
  const { order, settings, booked } = situation;
  const extra = booked.extras.find((one) => one.stage === 'issued' && paidOnMinor(booked, one, { first: false }) === 0);
  return extra === undefined ? null : mailed(situation, extra, (title) => extraTitle(title, order, { settings, seq: extra.seq ?? 1 }));
}

function mailed(situation: Situation, { bexioId: invoiceId, stage }: BookedInvoice, titled: (title: string) => string): Verdict | null {
  const { order, settings, booked } = situation;
  const to = order.email ?? order.customer?.email ?? null;
  if (settings.finish !== 'sent' || stage !== 'issued' || to === null) return null;
  const planned = planInvoice({ ...situation, articles: booked.articles });
  if (!planned.ok) return problem(planned.problem);
  return step({ do: 'send-invoice', invoiceId, to, invoice: { ...planned.plan, title: titled(planned.plan.title) } });
}

/** Money and goods that really moved are booked first, also on an order that changed; then what a person has to look at is said. */
function settled(situation: Situation, invoice: BookedInvoice): Verdict {
  const { booked, settings, order } = situation;
  const draftExtra = booked.extras.find(({ stage }) => stage === 'draft');
  if (draftExtra !== undefined && settings.finish !== 'draft') return issued(draftExtra);
  const mail = sentExtra(situation);
  if (mail !== null) return mail;
  const payments = invoice.stage === 'draft' ? null : planPayments(situation);
  const [payment] = payments?.ok === true ? payments.payments : [];
  if (payment !== undefined) return step({ do: 'book-payment', invoiceId: payment.invoiceId ?? invoice.bexioId, payment });
  const change = changeSince(invoice.fingerprint, order, invoice.totalMinor);
  const correction = invoice.stage === 'draft' ? null : corrected(situation, invoice);
  if (correction?.kind === 'step') return correction;
  const delivery = delivered(situation, change);
  if (delivery !== null) return delivery;
  // A payment that does not fit is said before a refund is waited for that nobody has begun.
  const unclear = payments?.ok === true && !isPending(order) ? payments.unclear : null;
  if (correction?.kind === 'waiting' && unclear !== null) return problem(unclear);
  const transfer = invoice.stage === 'draft' ? null : backOfTransfer(situation);
  const otherWay = payments?.ok === true && payments.unclear === null && transfer !== null ? problem({ reason: 'payment-unclear', currency: order.currency, ...transfer }) : null;
  // Tasks are listed with the order whatever it says; what went back of a transfer by another way is shown nowhere else.
  if (otherWay !== null && correction?.kind === 'problem' && correction.problem.reason === 'credit-note-needed') return otherWay;
  if (transfer !== null && correction?.kind === 'problem' && correction.problem.reason === 'changed-after-booking') return problem({ ...correction.problem, otherWay: transfer });
  if (correction !== null) return correction;
  if (change !== null && invoice.covers === undefined) return problem(change);
  if (payments?.ok === false) return problem(payments.problem);
  const gone = paymentGone(order, booked) ?? refundGone(order, booked.refunds);
  if (gone !== null) return problem(gone);
  if (otherWay !== null) return otherWay;
  if (payments?.ok !== true || payments.unclear === null) return restockDue(situation) ?? { kind: 'booked' };
  // More came in than is owed, and money is on its way back: that settles it.
  return isPending(order) ? { kind: 'waiting', for: 'refund' } : problem(payments.unclear);
}

type Change = Extract<Problem, { reason: 'changed-after-booking' }>;

/** Conversions to a delivery and to an invoice are independent in bexio; one delivery at a time, issued before the next is made. */
function delivered({ order, settings, booked }: Situation, sinceInvoice: Change | null): Verdict | null {
  const { salesOrder, invoice } = booked;
  if (salesOrder === null) return null;
  const unissued = booked.deliveries.find((delivery) => !delivery.issued);
  if (unissued !== undefined) return step({ do: 'issue-delivery', deliveryId: unissued.bexioId });
  const units = unitsToDeliver(order, settings, booked.deliveries);
  if (Object.keys(units).length === 0) return null;
  const change = salesOrder.fingerprint === undefined ? sinceInvoice : changeSince(salesOrder.fingerprint, order, invoice?.totalMinor ?? 0);
  // Units added by an edit are not on the sales order, and a cancelled order ships nothing: only a refund leaves the rest deliverable.
  if (change !== null && change.change !== 'refunded') return problem(change);
  const deliverable = withinOrder(units, salesOrder.units, booked.deliveries);
  return Object.keys(deliverable).length === 0 ? null : step({ do: 'deliver', salesOrderId: salesOrder.bexioId, units: deliverable });
}

function step(one: Step): Verdict {
  return { kind: 'step', step: one };
}

function problem(one: Problem): Verdict {
  return { kind: 'problem', problem: one };
}
