import { BexioError } from '../../bexio/outcome.ts';
import { matchDelivery, type OpenPosition } from '../../domain/stock/deliveries.ts';
import type { Step } from '../../domain/plan/next-step.ts';
import { createOnce } from '../create-once.ts';
import { firstUnlinked } from './make-invoice.ts';
import type { Run } from '../run.ts';
import { knowsMoreOf } from '../way-back/look-at-deliveries.ts';
import { detailOf, type DeliveredPosition, type DeliveryDetail, type OrderPosition } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import { LeaseLost, NeedsPerson } from '../verdict.ts';

/** Makes a delivery of the units that Shopify has shipped since the last one: the goods are picked, the stock is not lowered yet. */
export async function deliver(tools: Tools, run: Run, step: Extract<Step, { do: 'deliver' }>): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const links = await store.links.of(shop.domain, office.companyId, run.order.id);
  const salesOrder = links.find((link) => link.kind === 'sales-order');
  if (!salesOrder) throw new Error(`sales order link of order ${run.order.id} is missing`);
  if (run.scene.settings.wayBack.fulfil && (await knowsMoreOf(tools, run.job, office, salesOrder))) return;
  const earlier = links.filter((link) => link.kind === 'delivery');
  const ordered = detailOf(salesOrder, 'sales-order').positions;
  const gone = earlier.flatMap((link) => detailOf(link, 'delivery').positions);
  const positions = spread(step.units, ordered, gone);
  const seq = earlier.filter((link) => detailOf(link, 'delivery').byPerson !== true).length + 1;
  const key = { shop: shop.domain, companyId: office.companyId, orderId: run.order.id, kind: 'delivery', seq };
  const { found, created } = await createOnce(tools, {
    job: run.job,
    key,
    reference: `${step.salesOrderId}:${seq}`,
    request: positions,
    find: () => findDelivery(tools, run, step.salesOrderId),
    create: () => office.client.salesOrders.deliver(step.salesOrderId, positions),
    searchFirst: run.gap !== null,
  });
  // One that an earlier request made may hold other units than are to be delivered now: another parcel may have left since.
  const sent = created ? null : await unitsIn(run, found.deliveryId, { salesOrderId: step.salesOrderId, positions: ordered, earlier: gone });
  const detail = sent ?? ({ units: step.units, positions, issued: false } satisfies DeliveryDetail);
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(key, found.deliveryId),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'delivery', shopifyId: `${run.order.id}:${seq}`, orderId: run.order.id, bexioId: found.deliveryId, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: created || run.gap === null ? 'delivery-created' : 'delivery-recollected', detail: { deliveryId: found.deliveryId } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

/** Books the goods out: the only thing in bexio's API that lowers a stock. By id, so it cannot double. */
export async function issueDelivery(tools: Tools, run: Run, deliveryId: number): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  if (!(await store.jobs.stillHeld(run.job))) throw new LeaseLost();
  try {
    await office.client.deliveries.issue(deliveryId);
  } catch (error) {
    if (!(error instanceof BexioError)) throw error;
    const delivery = await office.client.deliveries.get(deliveryId);
    if (delivery?.status !== 'done') throw error.failure.kind === 'unknown' ? new BexioError({ kind: 'later', retryAfterMs: null, cause: error.failure.cause }, 'issue delivery') : error;
  }
  tools.atMoment('delivery-issue-sent', run.job.subject);
  const link = (await store.links.of(shop.domain, office.companyId, run.order.id)).find((one) => one.kind === 'delivery' && one.bexioId === deliveryId);
  if (!link) throw new Error(`delivery link ${deliveryId} is missing`);
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.updating(link, { ...detailOf(link, 'delivery'), issued: true }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'delivery-issued', detail: { deliveryId } }),
  ]);
  tools.atMoment('delivery-issue-recorded', run.job.subject);
}

/** bexio gives deliveries no reference: after an unclear answer it is the newest one with the order's title that we do not know yet. */
async function findDelivery(tools: Tools, run: Run, salesOrderId: number): Promise<{ deliveryId: number } | null> {
  const { deliveries, salesOrders } = run.scene.office.client;
  const salesOrder = await salesOrders.get(salesOrderId);
  if (!salesOrder || salesOrder.contactId === null) return null;
  const same = await deliveries.list({ contactId: salesOrder.contactId });
  const found = await firstUnlinked(tools, run, 'delivery', same.filter((one) => one.title === salesOrder.title));
  return found ? { deliveryId: found.id } : null;
}

type Ordered = { salesOrderId: number; positions: OrderPosition[]; earlier: DeliveredPosition[] };

/** What a delivery in bexio holds, told by its positions' articles and texts: their ids are its own. */
async function unitsIn(run: Run, deliveryId: number, { salesOrderId, positions, earlier }: Ordered): Promise<DeliveryDetail> {
  const { deliveries, salesOrders } = run.scene.office.client;
  const [delivery, salesOrder] = [await deliveries.get(deliveryId), await salesOrders.get(salesOrderId)];
  const open = positions.flatMap(({ id, type, lineId, quantity }): OpenPosition[] => {
    const shown = salesOrder?.positions?.find((one) => one.id === id && one.type === type);
    const gone = earlier.filter((one) => one.id === id && one.type === type).reduce((sum, one) => sum + one.amount, 0);
    return shown ? [{ id, type, lineId, quantity, left: quantity - gone, text: shown.text, articleId: shown.articleId }] : [];
  });
  const matched = matchDelivery((delivery?.positions ?? []).map((one) => ({ ...one, quantity: Number(one.quantity) })), open);
  if (matched === null) throw new NeedsPerson({ reason: 'unexpected', cause: `delivery ${deliveryId} does not fit the order` });
  const units: Record<string, number> = {};
  for (const { lineId, amount } of matched) units[lineId] = (units[lineId] ?? 0) + amount;
  return { units, positions: matched.map(({ id, type, amount }) => ({ id, type, amount })), issued: delivery?.status === 'done' };
}

/** Units by Shopify line → amounts by position: a line may stand in two positions (decision 3), filled in their order. */
export function spread(units: Record<string, number>, positions: OrderPosition[], delivered: DeliveredPosition[]): DeliveredPosition[] {
  const left = { ...units };
  return positions.flatMap((position) => {
    const gone = delivered.filter((one) => one.id === position.id && one.type === position.type).reduce((sum, one) => sum + one.amount, 0);
    const amount = Math.min(left[position.lineId] ?? 0, position.quantity - gone);
    if (amount <= 0) return [];
    left[position.lineId] = (left[position.lineId] ?? 0) - amount;
    return [{ id: position.id, type: position.type, amount }];
  });
}
