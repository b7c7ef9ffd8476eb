import { isDeepStrictEqual } from 'node:util';
import type { BexioDocument } from '../../domain/documents.ts';
import { seenIn, type InvoiceSeen } from '../../domain/plan/way-back.ts';
import type { Link } from '../../store/links.ts';
import { detailOf, type InvoiceDetail, type InvoiceSeenDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/** What was seen, the order's bell and the line in the journal are one write: none of them can be there without the others. */
export async function recordSeen(tools: Tools, link: Link, invoice: BexioDocument | 'deleted', at: Date): Promise<void> {
  const { store } = tools;
  const { shop, companyId, orderId } = link;
  if (orderId === null || (invoice !== 'deleted' && isOurDraft(link, invoice))) return;
  const key = { shop, companyId, kind: 'invoice-seen', shopifyId: String(link.bexioId) } as const;
  const known = await store.links.find(shop, companyId, key.kind, key.shopifyId);
  const before = known === null ? null : detailOf(known, 'invoice-seen').what;
  const { number: knownNumber, totalMinor } = invoiceDetail(link);
  const gone: InvoiceSeen = { ...(before ?? { number: knownNumber, totalMinor, receivedMinor: 0, creditedMinor: 0 }), status: 'deleted', openMinor: 0 };
  const what = invoice === 'deleted' ? gone : seenIn(invoice);
  if (isDeepStrictEqual(before, what)) return;
  const { number, status, receivedMinor, creditedMinor, openMinor } = what;
  await store.atomically([
    store.links.adding({ ...key, orderId, bexioId: link.bexioId, detail: { what, at: at.toISOString() } satisfies InvoiceSeenDetail }),
    store.jobs.ringing({ shop, kind: 'reflect', subject: orderId }),
    // A task may be done by it, and what a person took away or changed has to be said.
    ...(isForTheOrder(what, { before, totalMinor }) ? [store.jobs.ringing({ shop, kind: 'order', subject: orderId })] : []),
    ...(before === null && invoice !== 'deleted' ? [] : [store.journal.adding({ shop, orderId, event: 'invoice-changed-in-bexio', actor: 'bexio', detail: { invoiceId: link.bexioId, number, status, receivedMinor, creditedMinor, openMinor } })]),
  ]);
}

function isForTheOrder({ status, totalMinor, creditedMinor }: InvoiceSeen, known: { before: InvoiceSeen | null; totalMinor: number }): boolean {
  return status === 'cancelled' || status === 'deleted' || totalMinor !== known.totalMinor || creditedMinor !== (known.before?.creditedMinor ?? 0);
}

/** A draft that we are about to issue is no news. One whose invoice we have issued was taken back by a person. */
function isOurDraft(link: Link, invoice: BexioDocument): boolean {
  const { stage } = invoiceDetail(link);
  return invoice.status === 'draft' && stage !== 'issued' && stage !== 'sent';
}

function invoiceDetail(link: Link): InvoiceDetail {
  return detailOf(link, link.kind === 'extra-invoice' ? link.kind : 'invoice');
}
