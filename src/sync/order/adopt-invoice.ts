import { coveredFingerprint } from '../../domain/plan/fingerprint.ts';
import { detailOf, type InvoiceDetail } from '../link-detail.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';
import { NeedsPerson } from '../verdict.ts';

/**
 * Takes the invoice that a history import recognised for the order's own, where the merchant chose so: from then on it is shown and looked
 * at, and never written to. Nothing is created, so doing it again after a crash only says the same.
 */
export async function adoptInvoice(tools: Tools, { job, scene, order }: Run): Promise<void> {
  const { links, journal, jobs, atomically } = tools.store;
  const { shop, office } = scene;
  const imported = await links.find(shop.domain, office.companyId, 'imported', order.id);
  const wish = imported ? detailOf(imported, 'imported') : null;
  if (wish?.adopt !== true || !('invoiceId' in wish.recognised)) return;
  if (await links.find(shop.domain, office.companyId, 'invoice', order.id)) return;
  const { invoiceId, number } = wish.recognised;
  const others = await links.byBexioId(office.companyId, 'invoice', invoiceId);
  if (others.length > 0) throw new NeedsPerson({ reason: 'invoiced-twice', invoiceNumbers: [number] });
  const invoice = await office.client.invoices.get(invoiceId);
  if (invoice === null) throw new NeedsPerson({ reason: 'invoice-gone', invoiceNumber: number });
  const detail = {
    number: invoice.number,
    totalMinor: invoice.totalMinor,
    vatMinor: invoice.taxes.reduce((vat, tax) => vat + tax.amountMinor, 0),
    networkLink: invoice.networkLink,
    fingerprint: coveredFingerprint(order),
    stage: 'issued',
    adopted: true,
    moneySide: order.moneySide ?? 'shop',
  } satisfies InvoiceDetail;
  await atomically([
    jobs.holding(job),
    links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'invoice', shopifyId: order.id, orderId: order.id, bexioId: invoice.id, detail }),
    journal.adding({ shop: shop.domain, orderId: order.id, event: 'invoice-adopted', detail: { invoiceId: invoice.id, number: invoice.number, totalMinor: invoice.totalMinor } }),
  ]);
}
