import type { Booked, BookedInvoice } from '../../src/domain/booked.ts';
import { coveredFingerprint, textPrint } from '../../src/domain/plan/fingerprint.ts';
import { refundIdsOf } from '../../src/domain/payment/money-back.ts';
import { nextStep, type Situation, type Step, type Verdict } from '../../src/domain/plan/next-step.ts';
import type { InvoicePlan } from '../../src/domain/documents.ts';
import type { Order } from '../../src/domain/order.ts';
import { aBookedInvoice } from './build.ts';

/** A bexio that does what it is told and remembers it, the way the links do. */
export function after(booked: Booked, step: Step, { order }: Pick<Situation, 'order'>): Booked {
  const invoice = (over: Partial<BookedInvoice>) => ({ ...booked, invoice: { ...(booked.invoice ?? aBookedInvoice()), ...over } });
  switch (step.do) {
    case 'find-contact':
      return { ...booked, contact: { contactId: 55, personId: null } };
    case 'find-articles':
      return { ...booked, articles: { ...booked.articles, ...Object.fromEntries(step.skus.map((sku) => [sku, step.create.some((one) => one.sku === sku) ? { articleId: 8 } : null])) } };
    case 'create-sales-order':
      return { ...booked, salesOrder: { bexioId: 61 + booked.former.length, fingerprint: coveredFingerprint(order) } };
    case 'convert-to-invoice':
      return invoice({ ...written(order, step.invoice), bexioId: 70 + step.seq, number: `RE-0007${step.seq}`, stage: 'made', seq: step.seq });
    case 'complete-invoice':
      return invoice({ stage: 'draft' });
    case 'create-invoice':
      return invoice({ ...written(order, step.invoice), bexioId: 70 + step.seq, number: `RE-0007${step.seq}`, stage: 'draft', seq: step.seq });
    case 'create-extra-invoice':
      return { ...booked, extrasEver: step.seq, extras: [...booked.extras, { ...aBookedInvoice(), ...written(order, step.invoice), bexioId: 90 + step.seq, number: `RE-0009${step.seq}`, stage: 'draft' }] };
    case 'issue-invoice':
      return booked.invoice?.bexioId === step.invoiceId ? invoice({ stage: 'issued' }) : { ...booked, extras: booked.extras.map((one) => (one.bexioId === step.invoiceId ? { ...one, stage: 'issued' } : one)) };
    case 'send-invoice':
      return booked.invoice?.bexioId === step.invoiceId ? invoice({ stage: 'sent' }) : { ...booked, extras: booked.extras.map((one) => (one.bexioId === step.invoiceId ? { ...one, stage: 'sent' } : one)) };
    case 'book-payment': {
      const { transactionId, part = 1, amountMinor, invoiceId, restMinor, backs, tillMinor } = step.payment;
      const payment = { paymentId: 1, amountMinor, ...(invoiceId === undefined ? {} : { invoiceId }), ...(restMinor === undefined ? {} : { restMinor }), ...(backs === undefined ? {} : { backs }), ...(tillMinor === undefined ? {} : { tillMinor }) };
      return { ...booked, payments: { ...booked.payments, [part === 1 ? transactionId : `${transactionId}:${part}`]: payment } };
    }
    case 'deliver':
      return { ...booked, deliveries: [...booked.deliveries, { bexioId: 80 + booked.deliveries.length, issued: false, units: step.units }] };
    case 'issue-delivery':
      return { ...booked, deliveries: booked.deliveries.map((one) => ({ ...one, issued: one.issued || one.bexioId === step.deliveryId })) };
    case 'remove-draft':
      return { ...booked, invoice: null };
    case 'cancel-invoice':
      return cancelled(booked, step.invoiceId);
    case 'remove-sales-order':
      return { ...booked, salesOrder: null };
    case 'find-rate':
      return invoice({ rate: '0.95' });
    case 'book-refund-entry':
      return { ...booked, refunds: { ...booked.refunds, [step.key]: { amountMinor: step.entry.totalMinor, goods: step.goods, nettedMinor: step.nettedMinor, parts: step.parts, lines: step.entry.lines, ...(step.transactionIds === undefined ? {} : { transactionIds: step.transactionIds }) } } };
    case 'open-task':
      return { ...booked, refunds: { ...booked.refunds, [step.key]: { amountMinor: step.note.amountMinor, goods: step.goods, nettedMinor: step.nettedMinor, parts: step.parts, ...(step.transactionIds === undefined ? {} : { transactionIds: step.transactionIds }) } }, tasks: [...booked.tasks, { ...step.note, key: step.key, closed: false }] };
    case 'open-restock':
      return { ...booked, restocks: { ...booked.restocks, [step.restock.refundId]: 'open' } };
    case 'close-task':
      return { ...booked, tasks: booked.tasks.map((task) => (task.key === step.key ? { ...task, closed: true } : task)) };
  }
}

/** Asks until nothing is missing: the steps, then the verdict. */
export function walkThrough(start: Situation): { steps: Step[]; verdict: Verdict; booked: Booked } {
  const steps: Step[] = [];
  let { booked } = start;
  for (let i = 0; i < 50; i++) {
    const verdict = nextStep({ ...start, booked });
    if (verdict.kind !== 'step') return { steps, verdict, booked };
    steps.push(verdict.step);
    booked = after(booked, verdict.step, start);
  }
  throw new Error(`no end: ${steps.map((step) => step.do).join(' ')}`);
}

function written(order: Order, plan: InvoicePlan): Partial<BookedInvoice> {
  return { totalMinor: plan.totalMinor, fingerprint: coveredFingerprint(order), date: plan.date, refundIds: refundIdsOf(order), covers: plan.covers ?? [], textPrint: textPrint(order) };
}

function cancelled(booked: Booked, invoiceId: number): Booked {
  const { invoice } = booked;
  if (invoice?.bexioId !== invoiceId) return { ...booked, extras: booked.extras.filter((one) => one.bexioId !== invoiceId) };
  return { ...booked, invoice: null, former: [...booked.former, { bexioId: invoice.bexioId, number: invoice.number, seq: invoice.seq ?? 1, salesOrderId: booked.salesOrder?.bexioId ?? null }] };
}
