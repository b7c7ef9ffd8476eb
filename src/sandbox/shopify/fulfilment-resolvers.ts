import type { Fields } from './context.ts';
import { pageInOrder } from './connection.ts';
import { isFulfilled } from './fulfil-order.ts';
import { legacyId } from './ids.ts';
import { unfulfilledQuantity, type StoredFulfilment, type StoredLine, type StoredOrder } from './stored-order.ts';

type FulfilmentOrderView = NonNullable<StoredOrder['fulfilmentOrder']> & { order: StoredOrder };
type FulfilmentOrderLineView = { id: string; order: StoredOrder; line: StoredLine };

export const fulfilmentFields: Fields<StoredFulfilment> = {
  legacyResourceId: (fulfilment) => legacyId(fulfilment.id),
  name: (fulfilment) => `F${legacyId(fulfilment.id)}`,
  trackingInfo: (fulfilment) => fulfilment.tracking,
  totalQuantity: (fulfilment) => fulfilment.lines.reduce((sum, line) => sum + line.quantity, 0),
  displayStatus: () => 'FULFILLED',
  location: (fulfilment, _args, { shop }) => shop.stock.locations.find((one) => one.id === fulfilment.locationId) ?? null,
};

export const fulfilmentOrderFields: Fields<FulfilmentOrderView> = {
  status: ({ order }) => (isFulfilled(order) || order.cancelledAt ? 'CLOSED' : order.fulfilments.length > 0 ? 'IN_PROGRESS' : 'OPEN'),
  requestStatus: () => 'UNSUBMITTED',
  orderId: ({ order }) => order.id,
  orderName: ({ order }) => order.name,
  assignedLocation(view, _args, { shop }) {
    const location = shop.stock.locations.find((one) => one.id === view.locationId) ?? null;
    return { name: location?.name ?? '', location, countryCode: location?.address.countryCode ?? 'CH' };
  },
  lineItems({ order, lineIds }, args) {
    const lines = order.lines.flatMap((line) => {
      const id = lineIds.get(line.id);
      return id ? [{ id, order, line }] : [];
    });
    return pageInOrder(lines, args);
  },
};

export const fulfilmentOrderLineFields: Fields<FulfilmentOrderLineView> = {
  remainingQuantity: ({ line }) => unfulfilledQuantity(line),
  totalQuantity: ({ line }) => line.quantity,
  sku: ({ line }) => line.sku,
  productTitle: ({ line }) => line.title,
  requiresShipping: ({ line }) => line.requiresShipping,
  lineItem: ({ order, line }) => ({ order, line }),
};
