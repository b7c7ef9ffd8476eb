import { wholeSecond } from './clock.ts';
import type { ShopState } from './shop-state.ts';
import { unfulfilledQuantity, type StoredFulfilment, type StoredLine, type StoredOrder } from './stored-order.ts';

export type Shipment = { units: { line: StoredLine; quantity: number }[]; tracking?: { number?: string | null; company?: string | null; url?: string | null } };

/** Sends units out; they leave the stock where they were committed. */
export function fulfilOrder(shop: ShopState, order: StoredOrder, shipment: Shipment): StoredFulfilment {
  const units = shipment.units.filter((one) => one.quantity > 0);
  for (const { line, quantity } of units) {
    if (quantity > unfulfilledQuantity(line)) throw new Error(`Only ${unfulfilledQuantity(line)} units of "${line.title}" are still to be sent.`);
    line.fulfilledQuantity += quantity;
    commit(shop, line, -quantity);
  }
  const at = wholeSecond(shop.now());
  const { tracking } = shipment;
  const fulfilment: StoredFulfilment = {
    id: shop.ids.next('Fulfillment'),
    status: 'SUCCESS',
    createdAt: at,
    updatedAt: at,
    locationId: order.fulfilmentOrder?.locationId ?? shop.stock.locations[0]?.id ?? null,
    lines: units.map((one) => ({ id: shop.ids.next('FulfillmentLineItem'), lineId: one.line.id, quantity: one.quantity })),
    tracking: tracking ? [{ number: tracking.number ?? null, company: tracking.company ?? null, url: tracking.url ?? null }] : [],
  };
  order.fulfilments.push(fulfilment);
  return fulfilment;
}

/** The order's one fulfilment order: which location sends what. Made when it is first asked for. */
export function fulfilmentOrderOf(shop: ShopState, order: StoredOrder): NonNullable<StoredOrder['fulfilmentOrder']> {
  const locationId = shop.stock.locations[0]?.id ?? '';
  order.fulfilmentOrder ??= { id: shop.ids.next('FulfillmentOrder'), locationId, lineIds: new Map() };
  for (const line of order.lines) {
    if (!line.tip && !order.fulfilmentOrder.lineIds.has(line.id)) order.fulfilmentOrder.lineIds.set(line.id, shop.ids.next('FulfillmentOrderLineItem'));
  }
  return order.fulfilmentOrder;
}

/** Sold units are no longer available but still lie there; sent ones are gone. Positive = sold. */
export function commit(shop: ShopState, line: StoredLine, quantity: number): void {
  const variant = line.variantId ? shop.stock.variants.get(line.variantId) : undefined;
  const item = variant ? shop.stock.items.get(variant.itemId) : undefined;
  const level = item?.tracked ? shop.stock.level(item.id) : undefined;
  if (level) shop.stock.change(level, quantity > 0 ? { available: -quantity, committed: quantity } : { committed: quantity });
}

export function isFulfilled(order: StoredOrder): boolean {
  return order.lines.some((line) => line.fulfilledQuantity > 0) && order.lines.every((line) => line.tip || unfulfilledQuantity(line) === 0);
}
