import type { Announcement, Body } from './announcement.ts';
import { legacyId } from './ids.ts';
import { toFixed } from './money.ts';
import type { EditOutcome } from './edit-order.ts';
import type { PaymentFigures, StoredFulfilment, StoredOrder, StoredRefund, StoredTransaction } from './stored-order.ts';

/**
 * Webhook bodies, REST-shaped. Only the fields an app that reads everything by GraphQL could ask for with `include_fields`:
 * ids, dates, states and the total, never personal data.
 */
export function orderBody(order: StoredOrder, figures: PaymentFigures): Body {
  return {
    id: BigInt(order.legacyId),
    admin_graphql_api_id: order.id,
    name: order.name,
    test: order.test,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    cancelled_at: order.cancelledAt,
    financial_status: figures.status.toLowerCase(),
    currency: order.currencies.shop,
    total_price: toFixed(order.totals.total.shop, order.currencies.shop),
    current_total_price: toFixed(order.totals.currentTotal.shop, order.currencies.shop),
    source_name: order.sourceName,
  };
}

export function orderNews(order: StoredOrder, figures: PaymentFigures, ...topics: string[]): Announcement[] {
  const headers = { 'X-Shopify-Order-Id': order.legacyId, 'X-Shopify-Test': String(order.test) };
  return topics.map((topic) => ({ topic, body: orderBody(order, figures), headers }));
}

export function refundNews(order: StoredOrder, refund: StoredRefund): Announcement {
  const body = {
    id: BigInt(legacyId(refund.id)),
    admin_graphql_api_id: refund.id,
    order_id: BigInt(order.legacyId),
    created_at: refund.createdAt,
    processed_at: refund.processedAt,
  };
  return { topic: 'refunds/create', body };
}

export function transactionNews(order: StoredOrder, transaction: StoredTransaction): Announcement {
  const body = {
    id: BigInt(legacyId(transaction.id)),
    admin_graphql_api_id: transaction.id,
    order_id: BigInt(order.legacyId),
    kind: transaction.kind.toLowerCase(),
    status: transaction.status.toLowerCase(),
    gateway: transaction.gateway,
    test: transaction.test,
    created_at: transaction.createdAt,
    processed_at: transaction.processedAt,
    amount: toFixed(transaction.amount.presentment, order.currencies.presentment),
    currency: order.currencies.presentment,
  };
  return { topic: 'order_transactions/create', body };
}

/** Only the edit, not the order: `orders/edited` carries the order's id inside `order_edit`. */
export function editNews(order: StoredOrder, editId: string, outcome: EditOutcome): Announcement {
  const lines = (list: EditOutcome['additions']): Body[] => list.map((one) => ({ id: BigInt(legacyId(one.lineId)), delta: one.delta }));
  const edit = {
    id: BigInt(legacyId(editId)),
    order_id: BigInt(order.legacyId),
    committed_at: order.updatedAt,
    line_items: { additions: lines(outcome.additions), removals: lines(outcome.removals) },
  };
  return { topic: 'orders/edited', body: { order_edit: edit } };
}

export function fulfilmentNews(order: StoredOrder, fulfilment: StoredFulfilment, topic: 'fulfillments/create' | 'fulfillments/update' = 'fulfillments/create'): Announcement {
  const body = {
    id: BigInt(legacyId(fulfilment.id)),
    admin_graphql_api_id: fulfilment.id,
    order_id: BigInt(order.legacyId),
    status: fulfilment.status.toLowerCase(),
    created_at: fulfilment.createdAt,
    updated_at: fulfilment.updatedAt,
  };
  return { topic, body };
}
