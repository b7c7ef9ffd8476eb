import { completeSettings } from '../../domain/settings/complete-settings.ts';
import type { Settings } from '../../domain/settings.ts';
import { invoiceNow, type InvoiceSeen } from '../../domain/plan/way-back.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Link } from '../../store/links.ts';
import type { OrderRecord } from '../../store/orders.ts';
import { detailOf, type ReflectedDetail } from '../link-detail.ts';
import type { BexioOffice, Tools } from '../tools.ts';

/** One order whose invoice is known, both sides as they were last seen. */
export type Reflection = { job: Claimed; office: BexioOffice; settings: Settings; order: OrderRecord; links: Link[]; invoices: Shown[] };
/** `link`: the invoice's, also of one that was cancelled. `document`: bexio's page for the customer. */
export type Shown = { link: Link; now: InvoiceSeen; document: string | null };

/** Null: nothing of the order is or was shown of the connected company. */
export async function readReflection(tools: Tools, job: Claimed): Promise<Reflection | null> {
  const { store } = tools;
  const shop = await store.shops.get(job.shop);
  const office = shop === null || shop.uninstalledAt !== null ? null : await tools.bexio(job.shop);
  const saved = await store.settings.get(job.shop);
  const order = await store.orders.get(job.shop, job.subject);
  if (!office || !saved || !order) return null;
  const links = await store.links.of(job.shop, office.companyId, job.subject);
  const inForce = links.filter((link) => link.kind === 'invoice' || link.kind === 'extra-invoice').map((link) => shownOf(link, links));
  // Cancelled because everything came to nothing: what Shopify shows of it must not stay open.
  const invoices = inForce.length > 0 ? inForce : links.filter((link) => link.kind === 'former-invoice').map(formerOf).slice(-1);
  return invoices.length === 0 && !links.some(({ kind }) => kind === 'reflected') ? null : { job, office, settings: completeSettings(saved.settings), order, links, invoices };
}

function shownOf(link: Link, links: readonly Link[]): Shown {
  const { networkLink } = detailOf(link, link.kind === 'extra-invoice' ? link.kind : 'invoice');
  return { link, now: invoiceNow(knownOf(link, links), seenOf(link, links)), document: networkLink };
}

function formerOf(link: Link): Shown {
  const { number, totalMinor } = detailOf(link, 'former-invoice');
  return { link, now: { number, status: 'cancelled', totalMinor, receivedMinor: 0, creditedMinor: 0, openMinor: 0 }, document: null };
}

function knownOf(link: Link, links: readonly Link[]) {
  const { number, stage, totalMinor, dueDate } = detailOf(link, link.kind === 'extra-invoice' ? link.kind : 'invoice');
  const isMain = link.kind === 'invoice';
  // A payment that does not say for which invoice it is was booked on the first one.
  const payments = links.filter((one) => one.kind === 'payment' && (detailOf(one, 'payment').invoiceId === undefined ? isMain : detailOf(one, 'payment').invoiceId === link.bexioId));
  const paidMinor = payments.reduce((sum, one) => sum + detailOf(one, 'payment').amountMinor, 0);
  const lastPaidAt = payments.reduce<Date | null>((last, one) => (last === null || one.createdAt > last ? one.createdAt : last), null);
  return { number, stage, totalMinor, paidMinor, lastPaidAt, ...(dueDate === undefined ? {} : { dueDate }) };
}

function seenOf(link: Link, links: readonly Link[]): { what: InvoiceSeen; at: Date } | null {
  const seen = links.find((one) => one.kind === 'invoice-seen' && one.bexioId === link.bexioId);
  if (!seen) return null;
  const { what, at } = detailOf(seen, 'invoice-seen');
  return { what, at: new Date(at) };
}

/** What was written to Shopify last. */
export async function reflected(tools: Tools, { job, office }: Reflection): Promise<ReflectedDetail | null> {
  const link = await tools.store.links.find(job.shop, office.companyId, 'reflected', job.subject);
  return link && detailOf(link, 'reflected');
}

/** Link id 0: what is shown belongs to the order, whichever invoice it is about. */
export async function rememberReflected(tools: Tools, { job, office }: Pick<Reflection, 'job' | 'office'>, detail: ReflectedDetail): Promise<void> {
  const { store } = tools;
  await store.atomically([
    store.jobs.holding(job),
    store.links.adding({ shop: job.shop, companyId: office.companyId, kind: 'reflected', shopifyId: job.subject, orderId: job.subject, bexioId: 0, detail }),
  ]);
}
