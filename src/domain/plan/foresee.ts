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
  const ruled = { ...situation, settings: applyRules(situation.order, situation.settings).settings };
  const planned = planInvoice(ruled);
  return planned.ok ? { would: 'book', invoiceMinor: planned.plan.totalMinor, requests: requestsFor(ruled) } : { would: 'problem', problem: planned.problem };
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
