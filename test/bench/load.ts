import { createHmac, randomUUID } from 'node:crypto';

export const secret = 'bench-secret';

/** What a subscription with `include_fields` sends, signed; every delivery has an id of its own, as from Shopify. */
export function signedDeliveries(count: number): { body: string; headers: Record<string, string> }[] {
  return Array.from({ length: count }, (_, index) => {
    const id = 5_000_000_000_000 + index;
    const body = JSON.stringify({ id, admin_graphql_api_id: `gid://shopify/Order/${id}`, updated_at: '2026-11-22T17:00:00+01:00', test: false });
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    return { body, headers: { 'content-type': 'application/json', 'x-shopify-hmac-sha256': signature, 'x-shopify-topic': 'orders/updated', 'x-shopify-shop-domain': 'demo-laden.myshopify.com', 'x-shopify-event-id': randomUUID(), 'x-shopify-triggered-at': '2026-11-22T16:00:00.000Z' } };
  });
}
