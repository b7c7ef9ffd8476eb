import { articlesToFind } from './articles-to-find.ts';
import type { Company } from './company.ts';
import { planContact } from './customer-to-contact.ts';
import { unitsToDeliver } from './deliveries.ts';
import type { ArticlePlan, ContactPlan, InvoicePlan, PaymentPlan } from './documents.ts';
import { changeSince, stillCovers } from './fingerprint.ts';
import type { Order, Shop } from './order.ts';
import { planInvoice } from './order-to-invoice.ts';
import { planPayments } from './payments.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './settings.ts';
import { keptWithoutGoods, skipReason, waitingFor } from './when-to-book.ts';

export type { Booked, BookedInvoice } from './booked.ts';

export type Step =
  | { do: 'find-contact'; contact: ContactPlan }
  | { do: 'find-articles'; skus: string[]; create: ArticlePlan[] }
  | { do: 'create-sales-order'; invoice: InvoicePlan }
  | { do: 'deliver'; salesOrderId: number; units: Record<string, number> }
  | { do: 'issue-delivery'; deliveryId: number }
  | { do: 'convert-to-invoice'; salesOrderId: number; invoice: InvoicePlan }
  | { do: 'complete-invoice'; invoiceId: number; invoice: InvoicePlan }
  | { do: 'create-invoice'; invoice: InvoicePlan }
  | { do: 'issue-invoice'; invoiceId: number }
  | { do: 'send-invoice'; invoiceId: number; to: string; invoice: InvoicePlan }
  | { do: 'book-payment'; invoiceId: number; payment: PaymentPlan };

export type Verdict =
  | { kind: 'step'; step: Step }
  | { kind: 'booked' }
  | { kind: 'waiting'; for: 'payment' | 'fulfilment' }
  | { kind: 'skipped'; why: 'test' | 'before-go-live' | 'cancelled' | 'nothing-owed' }
  | { kind: 'problem'; problem: Problem };

export type Situation = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Booked };

/**
 * The one question of the program: what is still missing in bexio for this order? It is asked again after every step, so a crash, a
 * repeated webhook or a change of settings half way only means asking once more.
 */
export function nextStep(situation: Situation): Verdict {
  const { order, settings, booked } = situation;
  const { invoice } = booked;
  if (invoice === null && booked.salesOrder === null) {
    const why = skipReason(order, settings);
    const kept = why === 'nothing-owed' ? keptWithoutGoods(order) : null;
    if (kept !== null) return problem(kept);
    if (why !== null) return { kind: 'skipped', why };
    const event = waitingFor(order, settings);
    if (event !== null) return { kind: 'waiting', for: event };
  }
  return invoice === null ? untilInvoice(situation) : withInvoice(situation, invoice);
}

/** Everything that can be refused is asked before the first write, so that no order is left half booked. */
function untilInvoice(situation: Situation): Verdict {
  const { booked, settings } = situation;
  const planned = planInvoice({ ...situation, articles: booked.articles });
  if (!planned.ok) return problem(planned.problem);
  const { plan: invoice } = planned;
  const payments = planPayments(situation);
  if (!payments.ok && settings.finish !== 'draft') return problem(payments.problem);
  if (booked.contact === null) {
    const contact = planContact(situation);
    return contact.ok ? step({ do: 'find-contact', contact: contact.contact }) : problem(contact.problem);
  }
  const articles = articlesToFind(situation, invoice);
  if (articles !== null) return step({ do: 'find-articles', ...articles });
  if (booked.salesOrder !== null) return step({ do: 'convert-to-invoice', salesOrderId: booked.salesOrder.bexioId, invoice });
  return step(settings.documents === 'invoice' ? { do: 'create-invoice', invoice } : { do: 'create-sales-order', invoice });
}

function withInvoice(situation: Situation, invoice: BookedInvoice): Verdict {
  const { order, settings } = situation;
  const change = changeSince(invoice.fingerprint, order, invoice.totalMinor);
  const { bexioId: invoiceId, stage } = invoice;
  const current = stillCovers(invoice.fingerprint, order);
  if (stage === 'made' || (stage === 'draft' && settings.finish !== 'draft')) {
    // Not issued yet: an invoice that the order has outrun must not become one.
    if (!current && change !== null) return problem(change);
    return stage === 'draft' ? step({ do: 'issue-invoice', invoiceId }) : completed(situation, invoiceId);
  }
  return (current ? sent(situation, invoice) : null) ?? settled(situation, invoice, change);
}

function completed(situation: Situation, invoiceId: number): Verdict {
  const planned = planInvoice({ ...situation, articles: situation.booked.articles });
  return planned.ok ? step({ do: 'complete-invoice', invoiceId, invoice: planned.plan }) : problem(planned.problem);
}

/** Mails the invoice once. A payment that is booked already shows that the order was finished before mailing was switched on. */
function sent(situation: Situation, { bexioId: invoiceId, stage }: BookedInvoice): Verdict | null {
  const { order, settings, booked } = situation;
  const to = order.email ?? order.customer?.email ?? null;
  if (settings.finish !== 'sent' || stage !== 'issued' || to === null || Object.keys(booked.payments).length > 0) return null;
  const planned = planInvoice({ ...situation, articles: booked.articles });
  return planned.ok ? step({ do: 'send-invoice', invoiceId, to, invoice: planned.plan }) : problem(planned.problem);
}

/** Money and goods that really moved are booked first, also on an order that changed; then what a person has to look at is said. */
function settled(situation: Situation, { bexioId: invoiceId, stage }: BookedInvoice, change: Change | null): Verdict {
  const payments = stage === 'draft' ? null : planPayments(situation);
  const [payment] = payments?.ok === true ? payments.payments : [];
  if (payment !== undefined) return step({ do: 'book-payment', invoiceId, payment });
  const delivery = delivered(situation, change);
  if (delivery !== null) return delivery;
  if (change !== null) return problem(change);
  if (payments?.ok === false) return problem(payments.problem);
  return payments?.ok === true && payments.unclear !== null ? problem(payments.unclear) : { kind: 'booked' };
}

type Change = Extract<Problem, { reason: 'changed-after-booking' }>;

/** Conversions to a delivery and to an invoice are independent in bexio; one delivery at a time, issued before the next is made. */
function delivered({ order, settings, booked }: Situation, change: Change | null): Verdict | null {
  if (booked.salesOrder === null) return null;
  const unissued = booked.deliveries.find((delivery) => !delivery.issued);
  if (unissued !== undefined) return step({ do: 'issue-delivery', deliveryId: unissued.bexioId });
  // Units added by an edit are not on the sales order, and a cancelled order ships nothing: only a refund leaves the rest deliverable.
  if (change !== null && change.change !== 'refunded') return null;
  const units = unitsToDeliver(order, settings, booked.deliveries);
  return Object.keys(units).length === 0 ? null : step({ do: 'deliver', salesOrderId: booked.salesOrder.bexioId, units });
}

function step(one: Step): Verdict {
  return { kind: 'step', step: one };
}

function problem(one: Problem): Verdict {
  return { kind: 'problem', problem: one };
}
