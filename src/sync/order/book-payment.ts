import type { FoundPayment } from '../../bexio/payments.ts';
import type { Step } from '../../domain/plan/next-step.ts';
import type { IntentKey } from '../../store/intents.ts';
import { createOnce } from '../create-once.ts';
import { unlessGone } from './gone-invoice.ts';
import { detailOf, type PaymentDetail } from '../link-detail.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';

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
  const { transactionId, gateway, amountMinor, restMinor, backs, tillMinor, part = 1 } = payment;
  const detail: PaymentDetail = { amountMinor, date: payment.date, bankAccountId: payment.bankAccountId, ...(payment.invoiceId === undefined ? {} : { invoiceId }), ...(restMinor === undefined ? {} : { restMinor }), ...(backs === undefined ? {} : { backs }), ...(tillMinor === undefined ? {} : { tillMinor }) };
  const invoice = await store.links.find(shop.domain, office.companyId, 'invoice', run.order.id);
  const old = !invoice || clock.now().getTime() - invoice.createdAt.getTime() > momentsMs;
  const key = { shop: shop.domain, companyId: office.companyId, orderId: run.order.id, kind: `${paymentIntent}${transactionId}`, seq: part };
  const booking = createOnce(tools, {
    job: run.job,
    key,
    reference: transactionId,
    request: sentAs(invoiceId, payment),
    find: async () => (await unlinkedPayments(tools, run, invoiceId)).find((row) => row.amountMinor === amountMinor && row.date === payment.date) ?? null,
    create: () => office.client.payments.create(invoiceId, payment),
    searchFirst: old || run.gap !== null,
  });
  const { found, created } = await unlessGone(run, { id: invoiceId, number: invoice ? detailOf(invoice, 'invoice').number : '' }, booking);
  await recordPayment(tools, run, { key, transactionId, gateway, paymentId: found.id, detail, created });
}

/** What the intents of payments are called, before the transaction. */
export const paymentIntent = 'payment:';

/** All that bexio tells of a payment afterwards: a row that makes the same is the one that was sent. */
export function sentAs(invoiceId: number, { date, amountMinor }: { date: string; amountMinor: number }) {
  return { invoiceId, date, amountMinor };
}

/** Payments on one of the order's invoices that stand for no transaction yet. */
export async function unlinkedPayments(tools: Tools, { scene, order }: Run, invoiceId: number): Promise<FoundPayment[]> {
  const links = await tools.store.links.of(scene.shop.domain, scene.office.companyId, order.id);
  const taken = new Set(links.filter((link) => link.kind === 'payment').flatMap((link) => [link.bexioId, ...(detailOf(link, 'payment').paymentIds ?? [])]));
  const rows = await scene.office.client.payments.list(invoiceId, order.currency);
  return rows.filter((row) => !taken.has(row.id) && row.creditVoucherId === null);
}

type Recorded = { key: IntentKey; transactionId: string; gateway: string; paymentId: number; detail: PaymentDetail; created: boolean };

export async function recordPayment({ store, atMoment }: Tools, run: Run, { key, transactionId, gateway, paymentId, detail, created }: Recorded): Promise<void> {
  const { shop, companyId, orderId, seq } = key;
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(key, paymentId),
    store.links.adding({ shop, companyId, kind: 'payment', shopifyId: seq === 1 ? transactionId : `${transactionId}:${seq}`, orderId, bexioId: paymentId, detail }),
    store.journal.adding({ shop, orderId, event: created ? 'payment-booked' : 'payment-found', detail: { paymentId, amountMinor: detail.amountMinor, gateway } }),
  ]);
  atMoment('payment-recorded', run.job.subject);
}
