import { detailOf, type PaymentDetail } from '../link-detail.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';

/**
 * Before the gap was noticed an order may have been marked as paid in Shopify because of money that bexio had received (`mark-paid.ts`), and
 * the database has forgotten which transaction came of it. It looks like any other and would be booked in bexio a second time. It is told by
 * two things: no provider stands behind it, and the invoice has no room for it, because the money it notes is there.
 */
export async function recollectNote(tools: Tools, run: Run): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const links = await store.links.of(shop.domain, office.companyId, run.order.id);
  const payments = links.filter((link) => link.kind === 'payment');
  const invoice = links.find((link) => link.kind === 'invoice');
  const unknown = run.order.transactions.filter(({ id, kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture') && !payments.some((link) => link.shopifyId === id));
  if (invoice === undefined || unknown.length === 0) return;
  const document = await office.client.invoices.get(invoice.bexioId);
  if (document === null || document.receivedMinor === null || document.receivedMinor === 0) return;
  const taken = new Set(payments.flatMap((link) => [link.bexioId, ...(detailOf(link, 'payment').paymentIds ?? [])]));
  const free = (await office.client.payments.list(invoice.bexioId, run.order.currency)).filter((row) => !taken.has(row.id) && row.creditVoucherId === null);
  const due = await tools.shopify(shop.domain).readDue(run.order.id, run.order.moneySide ?? 'shop');
  const roomMinor = document.remainingMinor ?? document.totalMinor - document.receivedMinor;
  const freeMinor = free.reduce((sum, row) => sum + row.amountMinor, 0);
  const note = unknown.find(({ id, amountMinor }) => due?.received.some((one) => one.id === id && one.manual) === true && amountMinor > roomMinor && amountMinor <= freeMinor);
  const last = free.at(-1);
  if (note === undefined || last === undefined) return;
  const same = free.find((row) => row.amountMinor === note.amountMinor);
  const paymentIds = same === undefined ? free.map((row) => row.id) : [same.id];
  const detail = { amountMinor: note.amountMinor, paymentIds } satisfies PaymentDetail;
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'payment', shopifyId: note.id, orderId: run.order.id, bexioId: paymentIds.at(-1) ?? last.id, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'payment-found', detail: { amountMinor: note.amountMinor, paymentIds, transactionId: note.id, gateway: note.gateway } }),
  ]);
}
