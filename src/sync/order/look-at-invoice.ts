import { isDeepStrictEqual } from 'node:util';
import type { BexioDocument } from '../../domain/documents.ts';
import type { Booked, BookedInvoice } from '../../domain/booked.ts';
import type { Verdict } from '../../domain/plan/next-step.ts';
import { seenIn, type InvoiceSeen } from '../../domain/plan/way-back.ts';
import type { Run } from '../run.ts';
import { detailOf, type InvoiceSeenDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/** Before something is corrected, and before a person is asked for something in bexio, what is there now counts, not what we remember. */
export function dependsOnBexio(verdict: Verdict): boolean {
  if (verdict.kind === 'problem') return ['credit-note-needed', 'invoice-gone', 'invoice-cancelled', 'invoice-differs'].includes(verdict.problem.reason);
  if (verdict.kind !== 'step') return false;
  return ['cancel-invoice', 'remove-draft', 'create-extra-invoice', 'book-refund-entry', 'open-task', 'close-task'].includes(verdict.step.do);
}

/** Reads the order's invoices in bexio and keeps what a person has changed there: deleted, cancelled, edited, paid by hand, credited. */
export async function lookAtInvoices(tools: Tools, run: Run, booked: Booked): Promise<void> {
  const invoices = [...(booked.invoice === null ? [] : [booked.invoice]), ...booked.extras];
  for (const invoice of invoices.filter(({ removing }) => removing !== true)) {
    const now = await run.scene.office.client.invoices.get(invoice.bexioId);
    await rememberSeen(tools, run, invoice, now);
  }
}

export async function rememberSeen(tools: Tools, run: Run, invoice: Pick<BookedInvoice, 'bexioId' | 'number' | 'totalMinor'>, now: BexioDocument | null): Promise<void> {
  const { store, clock } = tools;
  const { shop, office } = run.scene;
  const key = { shop: shop.domain, companyId: office.companyId, kind: 'invoice-seen', shopifyId: String(invoice.bexioId) } as const;
  const known = await store.links.find(key.shop, key.companyId, key.kind, key.shopifyId);
  const before = known === null ? null : detailOf(known, 'invoice-seen').what;
  const what = now === null ? deleted(invoice, before) : seenIn(now);
  if (isDeepStrictEqual(before, what)) return;
  const detail = { what, at: clock.now().toISOString() } satisfies InvoiceSeenDetail;
  const told = what.status === 'deleted' || what.status === 'cancelled' || what.totalMinor !== invoice.totalMinor || what.creditedMinor !== (before?.creditedMinor ?? 0);
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.adding({ ...key, orderId: run.order.id, bexioId: invoice.bexioId, detail }),
    ...(told ? [store.journal.adding({ shop: key.shop, orderId: run.order.id, event: 'seen-in-bexio', actor: 'bexio', detail: { invoiceId: invoice.bexioId, ...what } })] : []),
  ]);
}

function deleted({ number, totalMinor }: Pick<BookedInvoice, 'number' | 'totalMinor'>, before: InvoiceSeen | null): InvoiceSeen {
  const base = before ?? { number, totalMinor, receivedMinor: 0, creditedMinor: 0 };
  return { ...base, status: 'deleted', openMinor: 0 };
}
