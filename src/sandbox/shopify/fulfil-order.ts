import { wholeSecond } from './clock.ts';
import { cover, levelOf, type Share } from './fulfilment-orders.ts';
import type { ShopState } from './shop-state.ts';
import { findLine, unfulfilledQuantity, type StoredFulfilment, type StoredLine, type StoredOrder } from './stored-order.ts';

/** What leaves one location together. */
export type Shipment = { locationId: string; shares: readonly Share[]; tracking?: { number?: string | null; company?: string | null; url?: string | null } };

/** Sends units out; they leave the stock where they were committed. */
export function fulfilOrder(shop: ShopState, order: StoredOrder, { locationId, shares, tracking }: Shipment): StoredFulfilment {
  const at = wholeSecond(shop.now());
  for (const { from, line, quantity } of shares) {
    const sold = findLine(order, line.lineId);
    line.remaining -= quantity;
    from.updatedAt = at;
    sold.fulfilledQuantity += quantity;
    changeLevel(shop, sold, locationId, { committed: -quantity });
  }
  const fulfilment: StoredFulfilment = {
    id: shop.ids.next('Fulfillment'),
    status: 'SUCCESS',
    createdAt: at,
    updatedAt: at,
    locationId,
    lines: shares.map(({ from, line, quantity }) => ({ id: shop.ids.next('FulfillmentLineItem'), lineId: line.lineId, quantity, fulfilmentOrderId: from.id })),
    tracking: tracking ? [{ number: tracking.number ?? null, company: tracking.company ?? null, url: tracking.url ?? null }] : [],
  };
  order.fulfilments.push(fulfilment);
  return fulfilment;
}

/**
 * The parcel did not leave after all: its units are to be sent again. A fulfilment order that was sent whole stays closed and they get a new
 * one; one that has still something to send takes them back.
 */
export function cancelFulfilment(shop: ShopState, order: StoredOrder, fulfilment: StoredFulfilment): void {
  if (fulfilment.status === 'CANCELLED') throw new Error('The fulfillment is cancelled already.');
  fulfilment.status = 'CANCELLED';
  fulfilment.updatedAt = wholeSecond(shop.now());
  for (const { lineId, quantity, fulfilmentOrderId } of fulfilment.lines) {
    const line = findLine(order, lineId);
    const before = unfulfilledQuantity(line);
    line.fulfilledQuantity -= quantity;
    const again = unfulfilledQuantity(line) - before;
    const locationId = fulfilment.locationId ?? shop.stock.locations[0]?.id ?? '';
    const from = order.fulfilmentOrders.find((one) => one.id === fulfilmentOrderId);
    const part = from?.lines.some((one) => one.remaining > 0) ? from.lines.find((one) => one.lineId === lineId) : undefined;
    if (part) part.remaining += again;
    else if (again > 0) cover(shop, order, { locationId, line, quantity: again });
    changeLevel(shop, line, locationId, { committed: again });
  }
}

export function changeLevel(shop: ShopState, line: StoredLine, locationId: string, by: { available?: number; committed?: number }): void {
  const level = levelOf(shop, line, locationId);
  if (level) shop.stock.change(level, by);
}

export function isFulfilled(order: StoredOrder): boolean {
  return order.lines.some((line) => line.fulfilledQuantity > 0) && order.lines.every((line) => line.tip || unfulfilledQuantity(line) === 0);
}
