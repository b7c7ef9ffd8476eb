import { BexioError } from '../../bexio/outcome.ts';
import type { FoundPayment } from '../../bexio/payments.ts';
import type { Booked } from '../../domain/booked.ts';
import { asSent } from '../../domain/payment/payments.ts';
import type { Intent } from '../../store/intents.ts';
import { paymentIntent, recordPayment, sentAs, unlinkedPayments } from './book-payment.ts';
import { readBooked } from './booked.ts';
import { isUnanswered, lookAgain, requestHashOf } from '../create-once.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';

/**
 * A payment whose answer is missing is looked for as it was sent, before it is asked what is still missing: by now the order may want
 * another amount (a refund has come meanwhile) or none at all, and what was sent would be neither found nor known.
 */
export async function adoptSentPayments(tools: Tools, run: Run): Promise<void> {
  const { shop, office } = run.scene;
  const intents = await tools.store.intents.of(shop.domain, office.companyId, run.order.id);
  for (const intent of intents.filter((one) => one.kind.startsWith(paymentIntent) && isUnanswered(one))) {
    const booked = await readBooked(tools, run.scene, run.order);
    const sent = await lookAgain(tools, intent, () => findSent(tools, run, booked, intent));
    if (sent !== null) await adopt(tools, run, { booked, intent, ...sent });
  }
}

type Sent = { invoiceId: number; row: FoundPayment };

async function findSent(tools: Tools, run: Run, { invoice, extras }: Booked, { requestHash }: Intent): Promise<Sent | null> {
  for (const { bexioId: invoiceId } of [...(invoice === null ? [] : [invoice]), ...extras]) {
    const row = (await paymentsOn(tools, run, invoiceId)).find((one) => requestHashOf(sentAs(invoiceId, one)) === requestHash);
    if (row !== undefined) return { invoiceId, row };
  }
  return null;
}

/** On an invoice that a person has deleted there are none; that it is gone, the next step says. */
async function paymentsOn(tools: Tools, run: Run, invoiceId: number): Promise<FoundPayment[]> {
  try {
    return await unlinkedPayments(tools, run, invoiceId);
  } catch (error) {
    if (error instanceof BexioError && error.failure.kind === 'missing') return [];
    throw error;
  }
}

async function adopt(tools: Tools, run: Run, { booked, intent, invoiceId, row }: Sent & { booked: Booked; intent: Intent }): Promise<void> {
  const { order, scene: { shop, settings, company } } = run;
  const transactionId = intent.kind.slice(paymentIntent.length);
  const gateway = order.transactions.find(({ id }) => id === transactionId)?.gateway ?? '';
  const parts = intent.seq === 1 ? asSent({ order, shop, settings, company, booked }, { transactionId, amountMinor: row.amountMinor }) : { amountMinor: row.amountMinor };
  const detail = { ...parts, ...(invoiceId === booked.invoice?.bexioId ? {} : { invoiceId }) };
  await recordPayment(tools, run, { key: intent, transactionId, gateway, paymentId: row.id, detail, created: false });
}
