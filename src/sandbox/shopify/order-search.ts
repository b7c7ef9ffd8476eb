import type { Args, Context } from './context.ts';
import { page, type Place } from './connection.ts';
import { legacyId } from './ids.ts';
import { paymentFigures } from './payment-figures.ts';
import { searched } from './search-list.ts';
import { compareDates, compareNumbers, matchesText, type SearchFields } from './search-syntax.ts';
import { unfulfilledQuantity, type StoredOrder } from './stored-order.ts';

const sixtyDaysMs = 60 * 86_400_000;

export function visibleOrders(context: Context): StoredOrder[] {
  return [...context.shop.orders.values()].filter((order) => isVisible(order, context));
}

export function visibleOrder(context: Context, id: string): StoredOrder | null {
  const order = context.shop.orders.get(id);
  return order && isVisible(order, context) ? order : null;
}

/** Orders older than 60 days do not exist for an app without `read_all_orders`. */
function isVisible(order: StoredOrder, { shop, scopes }: Context): boolean {
  return scopes.has('read_all_orders') || order.createdAt.getTime() >= shop.now().getTime() - sixtyDaysMs;
}

export function listOrders(args: Args, context: Context) {
  return page(foundOrders('orders', args, context), args, orderPlace(args['sortKey']));
}

/** Counts up to `limit` (10 000 unless told otherwise); beyond it the number is the least there are. */
export function countOrders(args: Args, context: Context): { count: number; precision: 'EXACT' | 'AT_LEAST' } {
  const found = foundOrders('ordersCount', args, context).length;
  const limit = typeof args['limit'] === 'number' ? args['limit'] : Number.POSITIVE_INFINITY;
  return found > limit ? { count: limit, precision: 'AT_LEAST' } : { count: found, precision: 'EXACT' };
}

function foundOrders(root: string, args: Args, context: Context): StoredOrder[] {
  const anywhere = (order: StoredOrder, text: string) => [order.name, order.email, order.customer?.lastName].some((one) => matchesText(one ?? null, text));
  return searched(visibleOrders(context), args, context, { root, fields: orderSearchFields(context), anywhere });
}

function orderSearchFields({ shop }: Context): SearchFields<StoredOrder> {
  const oneOf = (known: string, value: string) => value.split(',').some((one) => matchesText(known, one.trim()));
  return {
    id: (order, value, comparison) => compareNumbers(BigInt(order.legacyId), BigInt(legacyId(value)), comparison),
    updated_at: (order, value, comparison) => compareDates(order.updatedAt, value, comparison),
    created_at: (order, value, comparison) => compareDates(order.createdAt, value, comparison),
    processed_at: (order, value, comparison) => compareDates(order.processedAt, value, comparison),
    cancelled_at: (order, value, comparison) => compareDates(order.cancelledAt, value, comparison),
    name: (order, value) => matchesText(order.name, value) || matchesText(order.name.replace(/^#/, ''), value),
    financial_status: (order, value) => oneOf(paymentFigures(order, shop.reading).status, value),
    fulfillment_status(order, value) {
      const open = order.lines.some((line) => unfulfilledQuantity(line) > 0);
      const shipped = order.lines.some((line) => line.fulfilledQuantity > 0);
      const partly = open ? 'partial' : 'shipped';
      return oneOf(shipped ? partly : 'unfulfilled', value) || (value === 'unshipped' && !shipped);
    },
    status: (order, value) => statusMatches(order, value),
    test: (order, value) => String(order.test) === value,
    tag: (order, value) => order.tags.some((tag) => matchesText(tag, value)),
    tag_not: (order, value) => !order.tags.some((tag) => matchesText(tag, value)),
    email: (order, value) => matchesText(order.email, value),
    customer_id: (order, value) => legacyId(order.customer?.id ?? '') === value,
    gateway: (order, value) => order.gatewayNames.some((gateway) => matchesText(gateway, value)),
    source_name: (order, value) => matchesText(order.sourceName, value),
    po_number: (order, value) => matchesText(order.poNumber, value),
    location_id: (order, value) => legacyId(order.retailLocationId ?? '') === value,
    return_status: (order, value) => oneOf(order.returns.length > 0 ? 'in_progress' : 'no_return', value),
    sku: (order, value) => order.lines.some((line) => matchesText(line.sku, value)),
  };
}

function statusMatches(order: StoredOrder, value: string): boolean {
  const state = order.cancelledAt ? 'cancelled' : order.closedAt ? 'closed' : 'open';
  if (value === 'any') return true;
  return value === 'not_closed' ? state === 'open' : state === value;
}

function orderPlace(sortKey: unknown): (order: StoredOrder) => Place {
  switch (sortKey) {
    case 'UPDATED_AT':
      return (order) => ({ value: order.updatedAt.toISOString(), id: order.id });
    case 'CREATED_AT':
      return (order) => ({ value: order.createdAt.toISOString(), id: order.id });
    case 'ID':
      return (order) => ({ value: 0, id: order.id });
    case 'ORDER_NUMBER':
      return (order) => ({ value: order.number, id: order.id });
    case 'PO_NUMBER':
      return (order) => ({ value: order.poNumber ?? '', id: order.id });
    default:
      return (order) => ({ value: order.processedAt.toISOString(), id: order.id });
  }
}
