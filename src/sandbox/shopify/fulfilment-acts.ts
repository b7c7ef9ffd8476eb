import { wholeSecond } from './clock.ts';
import type { Announcement } from './announcement.ts';
import { cancelFulfilment, changeLevel, fulfilOrder, isFulfilled, type Shipment } from './fulfil-order.ts';
import { sendable, sharesOf, splitOff, statusOf, type Share } from './fulfilment-orders.ts';
import { legacyId } from './ids.ts';
import { fulfilmentNews, orderNews } from './order-bodies.ts';
import type { LineUnits, OrderEditor, OrderRef } from './order-input.ts';
import { paymentFigures } from './payment-figures.ts';
import { resolveLine } from './refund-order.ts';
import type { ShopState } from './shop-state.ts';
import { findLine, type StoredFulfilmentOrder, type StoredOrder } from './stored-order.ts';

type Act = (ref: OrderRef, work: (order: StoredOrder) => Announcement[], ...topics: string[]) => StoredOrder;
type Acts = Pick<OrderEditor, 'fulfil' | 'pack' | 'cancelFulfilment' | 'hold' | 'releaseHolds' | 'moveFulfilment' | 'splitFulfilment'>;

/**
 * What the merchant does on the page of an order with what is to be sent. Whether holding, moving and splitting also change the order is
 * written nowhere, so here they do not: `tell` leaves it as it is.
 */
export function fulfilmentActs(shop: ShopState, act: Act, tell: Act): Acts {
  return {
    fulfil: (ref, what = {}) =>
      act(ref, (order) => {
        const from = sendable(shop, order, what.location === undefined ? undefined : placeNamed(shop, what.location));
        const shares = what.lines ? wanted(order, from, what.lines) : from.flatMap((one) => whole([one]));
        const parcels = [...Map.groupBy(shares, (share) => share.from.locationId)];
        return parcels.flatMap(([locationId, some]) => ship(shop, order, { locationId, shares: some, ...(what.tracking ? { tracking: what.tracking } : {}) }));
      }),
    pack: (ref, shipment) => act(ref, (order) => ship(shop, order, shipment)),
    cancelFulfilment: (ref, fulfilmentId) =>
      act(ref, (order) => {
        const found = order.fulfilments.findLast((one) => (fulfilmentId === undefined ? one.status !== 'CANCELLED' : one.id === fulfilmentId));
        if (!found) throw new Error(`Order ${order.name} has no fulfilment to cancel.`);
        cancelFulfilment(shop, order, found);
        return [fulfilmentNews(order, found, 'fulfillments/update')];
      }),
    hold: (ref, { lines, reason = 'OTHER', notes = null } = {}) =>
      tell(ref, (order) => {
        const open = sendable(shop, order);
        const targets = lines ? taken(shop, order, wanted(order, open, lines)) : open;
        for (const one of targets) one.holds.push({ id: shop.ids.next('FulfillmentHold'), reason, reasonNotes: notes });
        return targets.map((one) => orderNewsOf(shop, order, one, 'fulfillment_orders/placed_on_hold'));
      }),
    releaseHolds: (ref) =>
      tell(ref, (order) => {
        const held = order.fulfilmentOrders.filter((one) => one.holds.length > 0);
        for (const one of held) one.holds = [];
        return held.map((one) => orderNewsOf(shop, order, one, 'fulfillment_orders/hold_released'));
      }),
    moveFulfilment: (ref, { to, lines }) =>
      tell(ref, (order) => {
        const locationId = placeNamed(shop, to);
        const from = sendable(shop, order).filter((one) => one.locationId !== locationId);
        const shares = lines ? wanted(order, from, lines) : whole(from);
        for (const share of shares) carry(shop, order, share, locationId);
        return taken(shop, order, shares, locationId).map((one) => orderNewsOf(shop, order, one, 'fulfillment_orders/moved'));
      }),
    splitFulfilment: (ref, lines) => tell(ref, (order) => taken(shop, order, wanted(order, sendable(shop, order), lines)).map((one) => orderNewsOf(shop, order, one, 'fulfillment_orders/split'))),
  };
}

/** One parcel, with the news of it. */
function ship(shop: ShopState, order: StoredOrder, shipment: Shipment): Announcement[] {
  const fulfilment = fulfilOrder(shop, order, shipment);
  const partly = isFulfilled(order) ? [] : orderNews(order, paymentFigures(order, shop.reading), 'orders/partially_fulfilled');
  return [fulfilmentNews(order, fulfilment), ...partly];
}

function wanted(order: StoredOrder, from: readonly StoredFulfilmentOrder[], lines: readonly LineUnits[]): Share[] {
  return lines.flatMap(({ line, quantity }) => {
    const { id, title } = resolveLine(order, line);
    const shares = sharesOf(from, id, quantity);
    const units = shares.reduce((sum, share) => sum + share.quantity, 0);
    if (units < quantity) throw new Error(`Only ${units} units of "${title}" can be sent now.`);
    return shares;
  });
}

function whole(from: readonly StoredFulfilmentOrder[]): Share[] {
  return from.flatMap((one) => one.lines.filter((line) => line.remaining > 0).map((line) => ({ from: one, line, quantity: line.remaining })));
}

/** Shares in fulfilment orders of their own; a whole one stays as it is, unless it is to be elsewhere. */
function taken(shop: ShopState, order: StoredOrder, shares: readonly Share[], locationId?: string): StoredFulfilmentOrder[] {
  return [...Map.groupBy(shares, (share) => share.from)].map(([from, some]) => {
    const isWhole = whole([from]).every(({ line, quantity }) => some.some((share) => share.line === line && share.quantity === quantity)) && statusOf(shop, order, from) === 'OPEN';
    if (isWhole) return Object.assign(from, { locationId: locationId ?? from.locationId, updatedAt: wholeSecond(shop.now()) });
    const own = splitOff(shop, from, some, locationId);
    order.fulfilmentOrders.push(own);
    return own;
  });
}

/** Units that another location sends are committed there. */
function carry(shop: ShopState, order: StoredOrder, { from, line, quantity }: Share, to: string): void {
  const sold = findLine(order, line.lineId);
  changeLevel(shop, sold, from.locationId, { available: quantity, committed: -quantity });
  changeLevel(shop, sold, to, { available: -quantity, committed: quantity });
}

function placeNamed(shop: ShopState, nameOrId: string): string {
  const place = shop.stock.locations.find((one) => one.id === nameOrId || one.name === nameOrId);
  if (!place) throw new Error(`No location ${nameOrId}.`);
  return place.id;
}

function orderNewsOf(shop: ShopState, order: StoredOrder, one: StoredFulfilmentOrder, topic: string): Announcement {
  return { topic, body: { fulfillment_order: { id: BigInt(legacyId(one.id)), status: statusOf(shop, order, one).toLowerCase() } } };
}
