import type { Step } from '../../domain/plan/next-step.ts';
import type { Link } from '../../store/links.ts';
import type { Run } from '../run.ts';
import { cancelKey } from './booked.ts';
import { createOnce } from '../create-once.ts';
import { unlessGone } from './gone-invoice.ts';
import { detailOf, type FormerInvoiceDetail, type InvoiceDetail } from '../link-detail.ts';
import { rememberSeen } from './look-at-invoice.ts';
import type { Tools } from '../tools.ts';
import { LeaseLost, NeedsPerson } from '../verdict.ts';

/**
 * Removes a draft of ours that the order has outrun. Guarded like every removal: still a draft, still over the amount we wrote, nothing
 * received. One that is not there any more is as good as removed.
 */
export async function removeDraft(tools: Tools, run: Run, step: Extract<Step, { do: 'remove-draft' }>): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const link = await invoiceLink(tools, run, step.invoiceId);
  const draft = await office.client.invoices.get(step.invoiceId);
  if (draft !== null) {
    const { number, totalMinor } = link.detail;
    const differs = { reason: 'invoice-differs', what: 'total', currency: run.order.currency, expectedMinor: totalMinor, actualMinor: draft.totalMinor, invoiceNumber: number } as const;
    if (draft.totalMinor !== totalMinor) throw new NeedsPerson(differs);
    if (draft.status !== 'draft') return rememberSeen(tools, run, { bexioId: step.invoiceId, number, totalMinor }, draft);
    if (!(await store.jobs.stillHeld(run.job))) throw new LeaseLost();
    const event = step.why === 'undo' ? 'draft-undone' : 'draft-outrun';
    // On record before the request is written: a draft that is gone after a lost answer was taken away by us.
    if (link.detail.removing !== true) {
      await store.atomically([
        store.jobs.holding(run.job),
        store.links.updating(link.key, { ...link.detail, removing: true } satisfies InvoiceDetail),
        store.journal.adding({ shop: shop.domain, orderId: run.order.id, event, detail: { invoiceId: draft.id, number, totalMinor, covers: link.detail.covers ?? null } }),
      ]);
    }
    await office.client.invoices.remove(step.invoiceId);
  }
  // Its intent begins anew: the next draft bears the same reference.
  const made = (await store.intents.of(shop.domain, office.companyId, run.order.id)).filter((intent) => intent.state === 'settled' && intent.remoteId === step.invoiceId && madeInvoices.includes(intent.kind));
  await store.atomically([store.jobs.holding(run.job), ...made.map((intent) => store.intents.preparingAgain(intent, 'made, outrun and removed')), store.links.removing(link.key)]);
  tools.atMoment('link-recorded', run.job.subject);
}

const madeInvoices = ['invoice', 'conversion', 'extra-invoice'];

/**
 * Cancels an invoice without money on it and files it under the former ones. An intent of its own tells our cancellation from one that a
 * person made; money that a person booked meanwhile is noted, and then the invoice stays.
 */
export async function cancelInvoice(tools: Tools, run: Run, step: Extract<Step, { do: 'cancel-invoice' }>): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const { invoices } = office.client;
  const link = await invoiceLink(tools, run, step.invoiceId);
  const { number, totalMinor } = link.detail;
  const key = cancelKey(run.scene, run.order.id, step.invoiceId);
  const now = await invoices.get(step.invoiceId);
  const asked = ['sent', 'unknown', 'settled'].includes((await store.intents.get(key))?.state ?? '');
  if (now === null || (now.receivedMinor ?? 0) > 0 || (now.creditedMinor ?? 0) > 0 || (now.status === 'cancelled' && !asked && run.gap === null)) return rememberSeen(tools, run, { bexioId: step.invoiceId, number, totalMinor }, now);
  if (now.status !== 'cancelled') {
    const cancelling = createOnce(tools, {
      job: run.job,
      key,
      reference: `cancel:${step.invoiceId}`,
      request: step,
      find: async () => ((await invoices.get(step.invoiceId))?.status === 'cancelled' ? { id: step.invoiceId } : null),
      create: async () => {
        await invoices.cancel(step.invoiceId);
        return { id: step.invoiceId };
      },
    });
    await unlessGone(run, { id: step.invoiceId, number }, cancelling);
  }
  const salesOrder = await store.links.find(shop.domain, office.companyId, 'sales-order', run.order.id);
  const detail = { number, seq: link.detail.seq ?? 1, extra: link.key.kind === 'extra-invoice', salesOrderId: salesOrder?.bexioId ?? null, totalMinor, why: step.why, moneySide: run.order.moneySide ?? 'shop', ...(link.detail.covers === undefined ? {} : { covers: link.detail.covers }) } satisfies FormerInvoiceDetail;
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(key, step.invoiceId),
    store.links.removing(link.key),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'former-invoice', shopifyId: `${run.order.id}:${step.invoiceId}`, orderId: run.order.id, bexioId: step.invoiceId, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: cancelEvents[step.why], detail: { invoiceId: step.invoiceId, number, totalMinor, ...(step.vat === undefined ? {} : { vat: step.vat }) } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

const cancelEvents = { replaced: 'invoice-replaced', 'nothing-owed': 'invoice-cancelled', undo: 'invoice-undone' } as const;

/** The link of one of the order's invoices in force, the additional ones included. */
export async function invoiceLink(tools: Tools, run: Run, invoiceId: number): Promise<{ key: Link; detail: InvoiceDetail }> {
  const { shop, office } = run.scene;
  const links = await tools.store.links.of(shop.domain, office.companyId, run.order.id);
  for (const link of links) {
    if (link.bexioId !== invoiceId) continue;
    if (link.kind === 'invoice' || link.kind === 'extra-invoice') return { key: link, detail: detailOf(link, link.kind) };
  }
  throw new Error(`invoice link ${invoiceId} of order ${run.order.id} is missing`);
}
