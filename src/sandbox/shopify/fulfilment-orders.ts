import { wholeSecond } from './clock.ts';
import type { ShopState } from './shop-state.ts';
import type { StoredLevel, StoredLocation } from './stock.ts';
import { unfulfilledQuantity, type StoredFulfilmentOrder, type StoredLine, type StoredOrder } from './stored-order.ts';

type Status = 'CLOSED' | 'IN_PROGRESS' | 'ON_HOLD' | 'OPEN' | 'SCHEDULED';
/** A part of one fulfilment order. */
export type Share = { from: StoredFulfilmentOrder; line: StoredFulfilmentOrder['lines'][number]; quantity: number };

/**
 * Shopify routes an order when it is placed: a location that has everything, else each line to the first one that has it. Units that no
 * fulfilment order covers yet (a new order, an edit) are routed now; `committed` says whether they also take from the stock.
 */
export function fulfilmentOrdersOf(shop: ShopState, order: StoredOrder, { committing }: { committing: boolean } = { committing: false }): StoredFulfilmentOrder[] {
  const missing = order.lines.filter((line) => !line.tip).map((line) => ({ line, quantity: unfulfilledQuantity(line) - remainingOf(order, line) })).filter(({ quantity }) => quantity > 0);
  const whole = order.cancelledAt === null ? placeForAll(shop, order, missing) : null;
  for (const { line, quantity } of order.cancelledAt === null ? missing : []) {
    const locationId = whole ?? placeFor(shop, line, quantity);
    cover(shop, order, { locationId, line, quantity });
    const level = committing ? levelOf(shop, line, locationId) : undefined;
    if (level) shop.stock.change(level, { available: -quantity, committed: quantity });
  }
  return order.fulfilmentOrders;
}

export function statusOf(shop: ShopState, order: StoredOrder, one: StoredFulfilmentOrder): Status {
  if (order.cancelledAt !== null || one.lines.every((line) => line.remaining === 0)) return 'CLOSED';
  if (one.holds.length > 0) return 'ON_HOLD';
  if (one.fulfillAt !== null && one.fulfillAt > shop.now()) return 'SCHEDULED';
  return one.lines.some((line) => line.remaining < line.total) ? 'IN_PROGRESS' : 'OPEN';
}

/** What can be sent now, fulfilment order by fulfilment order. */
export function sendable(shop: ShopState, order: StoredOrder, locationId?: string): StoredFulfilmentOrder[] {
  const open = fulfilmentOrdersOf(shop, order).filter((one) => ['OPEN', 'IN_PROGRESS'].includes(statusOf(shop, order, one)));
  return open.filter((one) => locationId === undefined || one.locationId === locationId);
}

export function remainingOf(order: StoredOrder, line: StoredLine): number {
  return order.fulfilmentOrders.flatMap((one) => one.lines).filter((one) => one.lineId === line.id).reduce((sum, one) => sum + one.remaining, 0);
}

/** Units of a line from the given fulfilment orders, in their order; fewer when they have no more. */
export function sharesOf(orders: readonly StoredFulfilmentOrder[], lineId: string, quantity: number): Share[] {
  const shares: Share[] = [];
  let left = quantity;
  for (const from of orders) {
    for (const line of from.lines.filter((one) => one.lineId === lineId && one.remaining > 0)) {
      const units = Math.min(left, line.remaining);
      if (units > 0) shares.push({ from, line, quantity: units });
      left -= units;
    }
  }
  return shares;
}

/** Units that were never sent leave the order: nobody has to send them any more. The stock they were committed at is answered. */
export function uncover(shop: ShopState, order: StoredOrder, line: StoredLine, quantity: number): { locationId: string; quantity: number }[] {
  const shares = sharesOf(fulfilmentOrdersOf(shop, order).toReversed(), line.id, quantity);
  for (const share of shares) {
    share.line.remaining -= share.quantity;
    share.line.total -= share.quantity;
  }
  return shares.map((share) => ({ locationId: share.from.locationId, quantity: share.quantity }));
}

/** Moves units into a fulfilment order of their own, as splitting, holding a part and moving to another location do. */
export function splitOff(shop: ShopState, from: StoredFulfilmentOrder, shares: readonly Share[], locationId = from.locationId): StoredFulfilmentOrder {
  const at = wholeSecond(shop.now());
  for (const { line, quantity } of shares) {
    line.remaining -= quantity;
    line.total -= quantity;
  }
  from.lines = from.lines.filter((line) => line.total > 0);
  from.updatedAt = at;
  const lines = shares.map(({ line, quantity }) => ({ id: shop.ids.next('FulfillmentOrderLineItem'), lineId: line.lineId, total: quantity, remaining: quantity }));
  return { id: shop.ids.next('FulfillmentOrder'), locationId, lines, holds: [], fulfillAt: from.fulfillAt, createdAt: at, updatedAt: at };
}

/** To an open fulfilment order of the location on which nothing has been done yet, else to a new one. */
export function cover(shop: ShopState, order: StoredOrder, { locationId, line, quantity }: { locationId: string; line: StoredLine; quantity: number }): void {
  const at = wholeSecond(shop.now());
  const open = order.fulfilmentOrders.find((one) => one.locationId === locationId && statusOf(shop, order, one) === 'OPEN');
  const target = open ?? { id: shop.ids.next('FulfillmentOrder'), locationId, lines: [], holds: [], fulfillAt: null, createdAt: at, updatedAt: at };
  if (!open) order.fulfilmentOrders.push(target);
  target.updatedAt = at;
  const there = target.lines.find((one) => one.lineId === line.id);
  if (there) {
    there.total += quantity;
    there.remaining += quantity;
  } else {
    target.lines.push({ id: shop.ids.next('FulfillmentOrderLineItem'), lineId: line.id, total: quantity, remaining: quantity });
  }
}

/** Null where Shopify does not count the line's stock at this location. */
export function levelOf(shop: ShopState, line: StoredLine, locationId: string): StoredLevel | undefined {
  const variant = line.variantId ? shop.stock.variants.get(line.variantId) : undefined;
  const item = variant ? shop.stock.items.get(variant.itemId) : undefined;
  return item?.tracked ? shop.stock.level(item.id, locationId) : undefined;
}

type Wanted = { line: StoredLine; quantity: number };

function placeForAll(shop: ShopState, order: StoredOrder, wanted: readonly Wanted[]): string | null {
  if (order.retailLocationId !== null) return order.retailLocationId;
  return sending(shop).find((place) => wanted.every((one) => has(shop, one, place.id)))?.id ?? null;
}

function placeFor(shop: ShopState, line: StoredLine, quantity: number): string {
  const places = sending(shop);
  const found = places.find((place) => has(shop, { line, quantity }, place.id)) ?? places.find((place) => levelOf(shop, line, place.id) !== undefined) ?? places[0];
  return found?.id ?? shop.stock.locations[0]?.id ?? '';
}

function has(shop: ShopState, { line, quantity }: Wanted, locationId: string): boolean {
  const level = levelOf(shop, line, locationId);
  return level === undefined ? !isCounted(shop, line) : level.available >= quantity;
}

function isCounted(shop: ShopState, line: StoredLine): boolean {
  return shop.stock.locations.some(({ id }) => levelOf(shop, line, id) !== undefined);
}

/** In the merchant's order of priority. */
function sending(shop: ShopState): StoredLocation[] {
  return shop.stock.locations.filter((place) => place.isActive && place.fulfillsOnlineOrders);
}
