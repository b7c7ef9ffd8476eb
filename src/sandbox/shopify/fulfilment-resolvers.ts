import { checkFulfilmentAccess, managedHere } from './access.ts';
import type { Context, Fields } from './context.ts';
import { pageInOrder } from './connection.ts';
import { fulfilmentOrdersOf, statusOf } from './fulfilment-orders.ts';
import { legacyId } from './ids.ts';
import { findLine, type StoredFulfilment, type StoredFulfilmentOrder, type StoredHold, type StoredLine, type StoredOrder } from './stored-order.ts';

export type FulfilmentView = StoredFulfilment & { order: StoredOrder };
export type FulfilmentOrderView = StoredFulfilmentOrder & { order: StoredOrder };
type FulfilmentLineView = { id: string; quantity: number; order: StoredOrder; line: StoredLine };
type FulfilmentOrderLineView = FulfilmentOrderView['lines'][number] & { order: StoredOrder; line: StoredLine };

/** An app sees those of the locations that its scopes are for, and the others not at all. */
export function visibleFulfilmentOrders(context: Context, order: StoredOrder): FulfilmentOrderView[] {
  checkFulfilmentAccess(context, 'read');
  return fulfilmentOrdersOf(context.shop, order).filter((one) => managedHere(context, one.locationId, 'read')).map((one) => ({ ...one, order }));
}

export const fulfilmentFields: Fields<FulfilmentView> = {
  legacyResourceId: (fulfilment) => legacyId(fulfilment.id),
  name: (fulfilment) => `F${legacyId(fulfilment.id)}`,
  trackingInfo: (fulfilment) => fulfilment.tracking,
  totalQuantity: (fulfilment) => fulfilment.lines.reduce((sum, line) => sum + line.quantity, 0),
  displayStatus: (fulfilment) => (fulfilment.status === 'CANCELLED' ? 'CANCELED' : 'FULFILLED'),
  location: (fulfilment, _args, { shop }) => shop.stock.locations.find((one) => one.id === fulfilment.locationId) ?? null,
  fulfillmentLineItems: ({ lines, order }, args) => pageInOrder(lines.flatMap(({ id, lineId, quantity }) => order.lines.filter((line) => line.id === lineId).map((line) => ({ id, quantity, order, line }))), args),
};

export const fulfilmentLineFields: Fields<FulfilmentLineView> = {
  lineItem: ({ order, line }) => ({ order, line }),
};

export const fulfilmentOrderFields: Fields<FulfilmentOrderView> = {
  status: (view, _args, { shop }) => statusOf(shop, view.order, view),
  requestStatus: () => 'UNSUBMITTED',
  orderId: ({ order }) => order.id,
  orderName: ({ order }) => order.name,
  fulfillmentHolds: ({ holds }) => holds,
  assignedLocation(view, _args, { shop }) {
    const location = shop.stock.locations.find((one) => one.id === view.locationId) ?? null;
    return { name: location?.name ?? '', location, countryCode: location?.address.countryCode ?? 'CH' };
  },
  lineItems: ({ order, lines }, args) => pageInOrder(lines.map((one) => ({ ...one, order, line: findLine(order, one.lineId) })), args),
};

export const fulfilmentHoldFields: Fields<StoredHold> = {
  displayReason: ({ reason }) => reason.charAt(0) + reason.slice(1).toLowerCase().replaceAll('_', ' '),
  heldByRequestingApp: () => false,
};

export const fulfilmentOrderLineFields: Fields<FulfilmentOrderLineView> = {
  remainingQuantity: ({ remaining }) => remaining,
  totalQuantity: ({ total }) => total,
  sku: ({ line }) => line.sku,
  productTitle: ({ line }) => line.title,
  requiresShipping: ({ line }) => line.requiresShipping,
  lineItem: ({ order, line }) => ({ order, line }),
};
