import type { Step } from '../domain/next-step.ts';
import { createOnce } from './create-once.ts';
import { unlessGone } from './gone-invoice.ts';
import { detailOf, type PaymentDetail } from './link-detail.ts';
import type { Run } from './run.ts';
import type { Tools } from './tools.ts';

/** An invoice younger than this was made by us in this run or the one before: nobody else can have booked a payment on it. */
const momentsMs = 10 * 60_000;

/**
 * Books one Shopify transaction. bexio keeps no reference on payments, so they are told apart by date and amount; the list is read first
 * whenever an earlier answer is missing or the invoice is old enough for a person to have booked the money by hand.
 */
export async function bookPayment(tools: Tools, run: Run, step: Extract<Step, { do: 'book-payment' }>): Promise<void> {
  const { store, clock } = tools;
  const { shop, office } = run.scene;
  const { payment, invoiceId } = step;
  const { amountMinor, restMinor, backs, part = 1 } = payment;
  const detail: PaymentDetail = { amountMinor, ...(payment.invoiceId === undefined ? {} : { invoiceId }), ...(restMinor === undefined ? {} : { restMinor }), ...(backs === undefined ? {} : { backs }) };
  const invoice = await store.links.find(shop.domain, office.companyId, 'invoice', run.order.id);
  const old = !invoice || clock.now().getTime() - invoice.createdAt.getTime() > momentsMs;
  const key = { shop: shop.domain, companyId: office.companyId, orderId: run.order.id, kind: `payment:${payment.transactionId}`, seq: part };
  const booking = createOnce(tools, {
    job: run.job,
    key,
    reference: payment.transactionId,
    request: payment,
    find: async () => {
      const taken = new Set((await store.links.of(shop.domain, office.companyId, run.order.id)).filter((link) => link.kind === 'payment').flatMap((link) => [link.bexioId, ...(detailOf(link, 'payment').paymentIds ?? [])]));
      const rows = await office.client.payments.list(invoiceId, payment.currency);
      return rows.find((row) => !taken.has(row.id) && row.creditVoucherId === null && row.amountMinor === payment.amountMinor && row.date === payment.date) ?? null;
    },
    create: () => office.client.payments.create(invoiceId, payment),
    searchFirst: old || run.gap !== null,
  });
  const { found, created } = await unlessGone(run, { id: invoiceId, number: invoice ? detailOf(invoice, 'invoice').number : '' }, booking);
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(key, found.id),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'payment', shopifyId: part === 1 ? payment.transactionId : `${payment.transactionId}:${part}`, orderId: run.order.id, bexioId: found.id, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: created ? 'payment-booked' : 'payment-found', detail: { paymentId: found.id, amountMinor, gateway: payment.gateway } }),
  ]);
  tools.atMoment('payment-recorded', run.job.subject);
}
