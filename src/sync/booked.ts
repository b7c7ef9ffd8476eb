import { planContact } from '../domain/customer-to-contact.ts';
import type { Booked, BookedInvoice } from '../domain/next-step.ts';
import type { Order } from '../domain/order.ts';
import type { Link } from '../store/links.ts';
import { noArticle } from './find-articles.ts';
import { collectiveKey } from './find-contact.ts';
import { detailOf } from './link-detail.ts';
import type { Scene } from './scene.ts';
import type { Tools } from './tools.ts';

/** A SKU that bexio did not know is asked for again after a day. */
const absentForMs = 24 * 3_600_000;

/** What the links say has been made for this order: the planner's memory. */
export async function readBooked(tools: Tools, scene: Scene, order: Order): Promise<Booked> {
  const links = await tools.store.links.of(scene.shop.domain, scene.office.companyId, order.id);
  const [salesOrder] = links.filter((link) => link.kind === 'sales-order');
  const [invoice] = links.filter((link) => link.kind === 'invoice');
  return {
    contact: await bookedContact(tools, scene, order),
    articles: await bookedArticles(tools, scene, order),
    salesOrder: salesOrder ? { bexioId: salesOrder.bexioId } : null,
    deliveries: links.filter((link) => link.kind === 'delivery').map(bookedDelivery),
    invoice: invoice ? bookedInvoice(invoice) : null,
    payments: Object.fromEntries(links.filter((link) => link.kind === 'payment').map((link) => [link.shopifyId, { paymentId: link.bexioId, amountMinor: detailOf(link, 'payment').amountMinor }])),
  };
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

function bookedInvoice(link: Link): BookedInvoice {
  const { number, stage, totalMinor, fingerprint } = detailOf(link, 'invoice');
  return { bexioId: link.bexioId, number, stage, totalMinor, fingerprint };
}
