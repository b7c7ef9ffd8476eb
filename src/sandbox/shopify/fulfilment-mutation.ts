import { z } from 'zod';
import { checkFulfilmentAccess, managedHere } from './access.ts';
import type { Args, Context } from './context.ts';
import { fulfilmentOrdersOf, statusOf, type Share } from './fulfilment-orders.ts';
import { legacyId } from './ids.ts';
import { visibleOrders } from './order-search.ts';
import type { StoredFulfilmentOrder, StoredOrder } from './stored-order.ts';

const fulfilmentInput = z.object({
  lineItemsByFulfillmentOrder: z.array(
    z.object({ fulfillmentOrderId: z.string(), fulfillmentOrderLineItems: z.array(z.object({ id: z.string(), quantity: z.number() })).nullish() }),
  ),
  trackingInfo: z.object({ number: z.string().nullish(), company: z.string().nullish(), url: z.string().nullish() }).nullish(),
});

type Wanted = z.output<typeof fulfilmentInput>['lineItemsByFulfillmentOrder'][number];

/** One parcel: all fulfilment orders that are named belong to one order and one location, and none is held, scheduled or closed. */
export function createFulfilment(args: Args, context: Context) {
  checkFulfilmentAccess(context, 'write');
  const { lineItemsByFulfillmentOrder: wanted, trackingInfo } = fulfilmentInput.parse(args['fulfillment']);
  const order = visibleOrders(context).find((one) => fulfilmentOrdersOf(context.shop, one).some(({ id }) => id === wanted[0]?.fulfillmentOrderId));
  const found = order ? shares(context, order, wanted) : 'Fulfillment order does not exist.';
  if (typeof found === 'string' || !order) return { fulfillment: null, userErrors: [{ field: ['fulfillment'], message: found }] };
  const tracking = trackingInfo?.number ? { number: trackingInfo.number, company: trackingInfo.company ?? null, url: trackingInfo.url ?? null } : undefined;
  context.editor.pack(order, { locationId: found[0]?.from.locationId ?? '', shares: found, ...(tracking ? { tracking } : {}) });
  const made = order.fulfilments.at(-1);
  return { fulfillment: made ? { ...made, order } : null, userErrors: [] };
}

/** A text: why it is refused. */
function shares(context: Context, order: StoredOrder, wanted: readonly Wanted[]): Share[] | string {
  const all: Share[] = [];
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of wanted) {
    const from = order.fulfilmentOrders.find(({ id }) => id === fulfillmentOrderId);
    if (!from || !managedHere(context, from.locationId, 'write')) return 'Fulfillment order does not exist.';
    const status = statusOf(context.shop, order, from);
    if (status !== 'OPEN' && status !== 'IN_PROGRESS') return `Fulfillment order ${legacyId(from.id)} has an unfulfillable status= ${status.toLowerCase()}.`;
    const some = sharesIn(from, fulfillmentOrderLineItems ?? null);
    if (some === null) return 'Invalid fulfillment order line item quantity requested.';
    all.push(...some);
  }
  if (new Set(all.map(({ from }) => from.locationId)).size > 1) return 'All fulfillment orders must be assigned to the same location.';
  return all;
}

function sharesIn(from: StoredFulfilmentOrder, items: readonly { id: string; quantity: number }[] | null): Share[] | null {
  if (items === null) return from.lines.filter((line) => line.remaining > 0).map((line) => ({ from, line, quantity: line.remaining }));
  const some = items.map(({ id, quantity }) => ({ line: from.lines.find((one) => one.id === id), quantity }));
  const isUnique = new Set(items.map(({ id }) => id)).size === items.length;
  const fits = some.flatMap(({ line, quantity }) => (line && Number.isInteger(quantity) && quantity > 0 && quantity <= line.remaining ? [{ from, line, quantity }] : []));
  return isUnique && fits.length === items.length && fits.length > 0 ? fits : null;
}
