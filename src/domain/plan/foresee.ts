import type { ContactPlan, InvoicePlan, PaymentPlan } from '../documents.ts';
import { planContact } from '../invoice/customer-to-contact.ts';
import { noRequests, type Requests } from '../past/history-import.ts';
import type { Minor } from '../money.ts';
import { nextStep, type Situation, type Verdict } from './next-step.ts';
import { planInvoice } from '../invoice/order-to-invoice.ts';
import { planPayments } from '../payment/payments.ts';
import type { Problem } from '../problem.ts';
import { applyRules } from '../settings/rules.ts';

/** What a booking would come to, by the same question that the booking asks. */
export type Foreseen =
  | { would: 'book'; invoiceMinor: Minor; requests: Requests }
  | { would: 'wait'; because: Extract<Verdict, { kind: 'waiting' }>['for'] }
  | { would: 'skip'; because: Extract<Verdict, { kind: 'skipped' }>['why'] }
  | { would: 'problem'; problem: Problem }
  /** Everything is in bexio already. */
  | { would: 'stay' };

export function foresee(situation: Situation): Foreseen {
  const verdict = nextStep(situation);
  switch (verdict.kind) {
    case 'problem':
      return { would: 'problem', problem: verdict.problem };
    case 'waiting':
      return { would: 'wait', because: verdict.for };
    case 'skipped':
      return { would: 'skip', because: verdict.why };
    case 'booked':
      return { would: 'stay' };
    case 'step':
      return booking(situation);
  }
}

function booking(situation: Situation): Foreseen {
  const { invoice, problem } = foreseeDocuments(situation);
  if (invoice === null) return { would: 'problem', problem };
  return { would: 'book', invoiceMinor: invoice.totalMinor, requests: requestsFor(ruled(situation)) };
}

/** Nothing is drawn without an invoice; the problem then says why. Otherwise it is what the rest of the booking would meet. */
export type ForeseenDocuments = { contact: ContactPlan | null; payments: PaymentPlan[] } & ({ invoice: InvoicePlan; problem: Problem | null } | { invoice: null; problem: Problem });

/** What an order without documents would get, by the plans that its booking makes them of; also while its turn has not come. */
export function foreseeDocuments(situation: Situation): ForeseenDocuments {
  const within = ruled(situation);
  const invoice = planInvoice({ ...within, articles: situation.booked.articles });
  if (!invoice.ok) return { invoice: null, contact: null, payments: [], problem: invoice.problem };
  const contact = planContact(within);
  const payments = planPayments(within);
  const problem = contact.ok ? (payments.ok ? null : payments.problem) : contact.problem;
  return { invoice: invoice.plan, contact: contact.ok ? contact.contact : null, payments: payments.ok ? payments.payments : [], problem };
}

function ruled(situation: Situation): Situation {
  return { ...situation, settings: applyRules(situation.order, situation.settings).settings };
}

/** What bexio is asked for one order of the past, which goes straight to its invoice: found, made, issued, paid. */
function requestsFor(situation: Situation): Requests {
  const { settings, booked, order } = situation;
  const requests = { ...noRequests };
  if (booked.contact === null) {
    requests.search += 1;
    requests.general += 1;
  }
  if (settings.articles !== 'text') {
    const skus = new Set(order.lines.flatMap(({ sku }) => sku ?? []));
    for (const sku of skus) if (booked.articles[sku] === undefined) requests.search += 1;
    if (settings.articles === 'create') requests.article += [...skus].filter((sku) => booked.articles[sku] === undefined).length;
  }
  if (booked.invoice === null) requests.general += 1;
  if (settings.finish === 'draft') return requests;
  requests.general += settings.finish === 'sent' ? 2 : 1;
  const payments = planPayments(situation);
  if (payments.ok) requests.general += payments.payments.length;
  return requests;
}
