import { matchDelivery, type OpenPosition } from '../../domain/stock/deliveries.ts';
import type { BexioDelivery } from '../../bexio/deliveries.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Link } from '../../store/links.ts';
import { detailOf, type DeliveryDetail } from '../link-detail.ts';
import type { BexioOffice, Tools } from '../tools.ts';

/**
 * Deliveries that a person made of our orders and issued in bexio. bexio has no search for deliveries and no time of change that could be
 * asked for, so the list is read: one request per 2,000. Nothing else is asked while there is none that is unknown.
 */
export async function lookAtDeliveries(tools: Tools, job: Claimed, office: BexioOffice): Promise<void> {
  const { cursors } = tools.store;
  const settledBelow = (await cursors.load(job.shop, 'deliveries-settled'))?.value ?? 0;
  const all = await office.client.deliveries.list();
  const fresh = all.filter(({ id }) => id >= settledBelow).toSorted((a, b) => a.id - b.id);
  let unsettled = Number.POSITIVE_INFINITY;
  let salesOrders: Link[] | null = null;
  for (const delivery of fresh) {
    const isKnown = (await tools.store.links.byBexioId(office.companyId, 'delivery', delivery.id)).length > 0;
    if (isKnown || delivery.status === 'cancelled') continue;
    salesOrders ??= await tools.store.links.all(job.shop, office.companyId, 'sales-order');
    const [salesOrder, ...others] = salesOrders.filter((link) => isMadeOf(delivery, link));
    if (!salesOrder || others.length > 0) continue;
    const outcome = delivery.status === 'done' ? await adopt(tools, job, { office, delivery, salesOrder }) : 'later';
    if (outcome === 'later') unsettled = Math.min(unsettled, delivery.id);
    if (outcome === 'strange') await tools.store.journal.add({ shop: job.shop, orderId: salesOrder.orderId, event: 'delivery-not-understood', actor: 'bexio', detail: { deliveryId: delivery.id, number: delivery.number } });
  }
  const next = Math.min(unsettled, (fresh.at(-1)?.id ?? settledBelow - 1) + 1);
  if (next !== settledBelow) await cursors.save(job.shop, 'deliveries-settled', next);
}

/** bexio copies title and contact of the order; two of our orders that share both cannot be told apart, and are left alone. */
function isMadeOf({ title, contactId }: BexioDelivery, link: Link): boolean {
  const detail = detailOf(link, 'sales-order');
  return detail.title !== undefined && detail.title === title && detail.contactId === contactId;
}

/** Before the app delivers what Shopify has sent: the same parcel may have been delivered by a person already. True: there was something new. */
export async function knowsMoreOf(tools: Tools, job: Claimed, office: BexioOffice, salesOrder: Link): Promise<boolean> {
  let found = false;
  for (const delivery of (await office.client.deliveries.list()).filter((one) => one.status === 'done' && isMadeOf(one, salesOrder))) {
    const isKnown = (await tools.store.links.byBexioId(office.companyId, 'delivery', delivery.id)).length > 0;
    if (!isKnown && (await adopt(tools, job, { office, delivery, salesOrder })) === 'adopted') found = true;
  }
  return found;
}

type Found = { office: BexioOffice; delivery: BexioDelivery; salesOrder: Link };

/** `later`: the order's own run may have made it this moment. `strange`: something on it is not of the order. */
async function adopt(tools: Tools, job: Claimed, { office, delivery, salesOrder }: Found): Promise<'adopted' | 'later' | 'strange'> {
  const { store } = tools;
  const { shop, companyId, orderId } = salesOrder;
  if (orderId === null) return 'strange';
  const isUnclear = (await store.intents.of(shop, companyId, orderId)).some((one) => one.kind === 'delivery' && (one.state === 'sent' || one.state === 'unknown'));
  if (isUnclear) return 'later';
  const [whole, order] = [await office.client.deliveries.get(delivery.id), await office.client.salesOrders.get(salesOrder.bexioId)];
  const earlier = (await store.links.of(shop, companyId, orderId)).filter((link) => link.kind === 'delivery').flatMap((link) => detailOf(link, 'delivery').positions);
  const open = detailOf(salesOrder, 'sales-order').positions.flatMap(({ id, type, lineId, quantity }): OpenPosition[] => {
    const shown = order?.positions?.find((one) => one.id === id && one.type === type);
    const gone = earlier.filter((one) => one.id === id && one.type === type).reduce((sum, one) => sum + one.amount, 0);
    return shown ? [{ id, type, lineId, quantity, left: quantity - gone, text: shown.text, articleId: shown.articleId }] : [];
  });
  const positions = matchDelivery((whole?.positions ?? []).map((one) => ({ ...one, quantity: Number(one.quantity) })), open);
  if (positions === null || positions.length === 0) return 'strange';
  const units: Record<string, number> = {};
  for (const { lineId, amount } of positions) units[lineId] = (units[lineId] ?? 0) + amount;
  const detail: DeliveryDetail = { units, positions: positions.map(({ id, type, amount }) => ({ id, type, amount })), issued: true, byPerson: true };
  await store.atomically([
    store.jobs.holding(job),
    store.links.adding({ shop, companyId, kind: 'delivery', shopifyId: `${orderId}:bexio:${delivery.id}`, orderId, bexioId: delivery.id, detail }),
    store.journal.adding({ shop, orderId, event: 'delivery-found', actor: 'bexio', detail: { deliveryId: delivery.id, number: delivery.number, units: Object.values(units).reduce((sum, one) => sum + one, 0) } }),
    store.jobs.ringing({ shop, kind: 'fulfil', subject: orderId }),
  ]);
  return 'adopted';
}
