import { planContact } from '../../domain/invoice/customer-to-contact.ts';
import type { Booked, BookedInvoice, Task } from '../../domain/booked.ts';
import type { Order } from '../../domain/order.ts';
import type { InvoiceSeen } from '../../domain/plan/way-back.ts';
import type { IntentKey } from '../../store/intents.ts';
import type { Link } from '../../store/links.ts';
import { noArticle } from './find-articles.ts';
import { decisionOf } from './decide.ts';
import { collectiveKey } from './find-contact.ts';
import { detailOf, orderedUnits, type InvoiceDetail } from '../link-detail.ts';
import type { Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';

/** A SKU that bexio did not know is asked for again after a day. */
const absentForMs = 24 * 3_600_000;

/** What the links say has been made for this order: the planner's memory. */
export async function readBooked(tools: Tools, scene: Scene, order: Order): Promise<Booked> {
  const links = await withoutOwnCancellations(tools, scene, await tools.store.links.of(scene.shop.domain, scene.office.companyId, order.id));
  const [salesOrder] = links.filter((link) => link.kind === 'sales-order');
  const [invoice] = links.filter((link) => link.kind === 'invoice');
  const former = links.filter((link) => link.kind === 'former-invoice').map((link) => ({ bexioId: link.bexioId, ...detailOf(link, 'former-invoice') }));
  const extras = links.filter((link) => link.kind === 'extra-invoice').map((link) => bookedInvoice(link, detailOf(link, 'extra-invoice'), links));
  const tasks = links.filter((link) => link.kind === 'task');
  const decision = await decisionOf(tools.store, scene.shop.domain, order.id);
  return {
    contact: await bookedContact(tools, scene, order),
    articles: await bookedArticles(tools, scene, order),
    salesOrder: salesOrder ? bookedSalesOrder(salesOrder) : null,
    deliveries: links.filter((link) => link.kind === 'delivery').map(bookedDelivery),
    invoice: invoice ? bookedInvoice(invoice, detailOf(invoice, 'invoice'), links) : null,
    former: former.filter((one) => !one.extra),
    extras,
    extrasEver: extras.length + former.filter((one) => one.extra).length,
    payments: Object.fromEntries(links.filter((link) => link.kind === 'payment').map((link) => [link.shopifyId, bookedPayment(link)])),
    refunds: Object.fromEntries([...links.filter((link) => link.kind === 'refund'), ...tasks].map((link) => [link.shopifyId, bookedBack(link)])),
    tasks: tasks.map(bookedTask),
    restocks: Object.fromEntries(links.filter((link) => link.kind === 'restock').map((link) => [link.shopifyId, detailOf(link, 'restock').closed ? 'closed' : 'open'])),
    decision: decision?.decision ?? null,
  };
}

/** Cancelled in bexio by ourselves, and not on record yet because the answer was lost: that is no act of a person. */
async function withoutOwnCancellations(tools: Tools, scene: Scene, links: Link[]): Promise<Link[]> {
  const cancelled = links.filter((link) => link.kind === 'invoice-seen' && detailOf(link, 'invoice-seen').what.status === 'cancelled');
  const own = new Set<Link>();
  for (const link of cancelled) {
    const intent = await tools.store.intents.get(cancelKey(scene, link.orderId ?? '', link.bexioId));
    if (intent && intent.state !== 'prepared' && intent.state !== 'refused') own.add(link);
  }
  return links.filter((link) => !own.has(link));
}

/** The intent that tells our cancellation of an invoice from one that a person made. */
export function cancelKey({ shop, office }: Pick<Scene, 'shop' | 'office'>, orderId: string, invoiceId: number): IntentKey {
  return { shop: shop.domain, companyId: office.companyId, orderId, kind: `cancel:${invoiceId}`, seq: 1 };
}

/** Under which key this buyer's contact is linked; null when the order has no buyer of its own or none can be planned. */
export function contactKeyOf({ scene, order }: { scene: Scene; order: Order }): string | null {
  const planned = planContact({ order, settings: scene.settings, company: scene.company });
  if (!planned.ok) return null;
  return planned.contact.kind === 'own' ? planned.contact.key : collectiveKey;
}

async function bookedContact(tools: Tools, scene: Scene, order: Order): Promise<Booked['contact']> {
  const key = contactKeyOf({ scene, order });
  const link = key === null ? null : await tools.store.links.find(scene.shop.domain, scene.office.companyId, 'contact', key);
  return link ? { contactId: link.bexioId, personId: null } : null;
}

async function bookedArticles(tools: Tools, scene: Scene, order: Order): Promise<Booked['articles']> {
  if (scene.settings.articles === 'text') return {};
  const articles: Booked['articles'] = {};
  const staleBefore = tools.clock.now().getTime() - absentForMs;
  for (const sku of new Set(order.lines.flatMap((line) => line.sku ?? []))) {
    const link = await tools.store.links.find(scene.shop.domain, scene.office.companyId, 'article', sku);
    if (!link) continue;
    if (link.bexioId !== noArticle) articles[sku] = { articleId: link.bexioId };
    else if (scene.settings.articles === 'match' && Date.parse(detailOf(link, 'article').lookedAt) > staleBefore) articles[sku] = null;
  }
  return articles;
}

function bookedDelivery(link: Link): Booked['deliveries'][number] {
  const { units, issued } = detailOf(link, 'delivery');
  return { bexioId: link.bexioId, issued, units };
}

function bookedSalesOrder(link: Link): Booked['salesOrder'] {
  const detail = detailOf(link, 'sales-order');
  const { fingerprint, kept } = detail;
  return { bexioId: link.bexioId, units: orderedUnits(detail), ...(fingerprint === undefined ? {} : { fingerprint }), ...(kept === undefined ? {} : { kept }) };
}

function bookedPayment(link: Link): Booked['payments'][string] {
  const { amountMinor, invoiceId, restMinor, backs, tillMinor } = detailOf(link, 'payment');
  return { paymentId: link.bexioId, amountMinor, ...(invoiceId === undefined ? {} : { invoiceId }), ...(restMinor === undefined ? {} : { restMinor }), ...(backs === undefined ? {} : { backs }), ...(tillMinor === undefined ? {} : { tillMinor }) };
}

function bookedBack(link: Link): Booked['refunds'][string] {
  const { goods = [], nettedMinor = 0, parts, source = null } = link.kind === 'task' ? detailOf(link, 'task') : detailOf(link, 'refund');
  const amountMinor = link.kind === 'task' ? detailOf(link, 'task').note.amountMinor : detailOf(link, 'refund').amountMinor;
  const lines = link.kind === 'task' ? undefined : detailOf(link, 'refund').lines;
  return { amountMinor, goods, nettedMinor, ...(parts === undefined ? {} : { parts }), ...(lines === undefined ? {} : { lines }), ...(source === null ? {} : { transactionIds: source.transactions.map(({ id }) => id) }) };
}

function bookedTask(link: Link): Task {
  const { note, closed, closedBy } = detailOf(link, 'task');
  return { ...note, key: link.shopifyId, closed, ...(closedBy === undefined ? {} : { byHand: true }) };
}

function bookedInvoice(link: Link, { vatMinor: _vat, vat: _differences, networkLink: _link, dueDate: _due, ...written }: InvoiceDetail, links: readonly Link[]): BookedInvoice {
  const known = { bexioId: link.bexioId, ...written };
  const seen = links.find((one) => one.kind === 'invoice-seen' && one.bexioId === link.bexioId);
  return seen ? asSeen(known, detailOf(seen, 'invoice-seen').what) : known;
}

/** What we wrote, and what bexio said of it when it was looked at: the latter wins where a person has done something. */
export function asSeen(known: BookedInvoice, { status, receivedMinor, creditedMinor, totalMinor: seenTotalMinor }: InvoiceSeen): BookedInvoice {
  // Gone because we took it away, whoever saw it first.
  if (known.removing === true && status === 'deleted') return known;
  const stage = stageNow(known.stage, status);
  return { ...known, stage, receivedMinor, creditedMinor, seenTotalMinor, ...(known.stage === 'draft' && stage === 'issued' ? { seenIssued: true as const } : {}) };
}

function stageNow(stage: BookedInvoice['stage'], status: InvoiceSeen['status']): BookedInvoice['stage'] {
  if (status === 'deleted') return 'gone';
  if (status === 'cancelled') return 'cancelled';
  // A person has issued our draft. One that was taken back to a draft stays what it was to us: it is not fought.
  return (stage === 'draft' || stage === 'made') && (status === 'open' || status === 'paid' || status === 'partly-paid') ? 'issued' : stage;
}
