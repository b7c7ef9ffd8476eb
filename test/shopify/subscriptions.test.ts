import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { verifyWebhook } from '../../src/shopify/webhook.ts';
import { apiSecret, webhookHeaders } from './signing.ts';

// What `shopify.app.toml` asks Shopify to send, and what the app makes of exactly that.

const toml = readFileSync(new URL('../../shopify.app.toml', import.meta.url), 'utf8');
const list = (block: string, name: string) => (new RegExp(`^\\s*${name} = (\\[.*\\])$`, 'm').exec(block)?.[1] === undefined ? [] : (JSON.parse(new RegExp(`^\\s*${name} = (\\[.*\\])$`, 'm').exec(block)?.[1] ?? '[]') as string[]));
const subscriptions = toml
  .split('[[webhooks.subscriptions]]')
  .slice(1)
  .map((block) => ({ topics: list(block, 'topics'), fields: list(block, 'include_fields') }))
  .filter(({ fields }) => fields.length > 0);

const types: Record<string, string> = { orders: 'Order', refunds: 'Refund', order_transactions: 'OrderTransaction', products: 'Product' };
const values = (topic: string): Record<string, unknown> => ({ id: 7, admin_graphql_api_id: `gid://shopify/${types[topic.split('/')[0] ?? ''] ?? '?'}/7`, order_id: 5, updated_at: '2026-11-22T18:00:00+01:00', created_at: '2026-11-22T18:00:00+01:00', test: false });

describe('with the fields that are asked for', () => {
  test.each(subscriptions.flatMap(({ topics, fields }) => topics.map((topic) => [topic, fields] as const)))('%s names what it is about, and changes with every delivery', (topic, fields) => {
    const told = topic.startsWith('orders/') ? fields.filter((field) => field !== 'order_id') : fields;
    const body = JSON.stringify(Object.fromEntries(told.map((field) => [field, values(topic)[field]])));
    const verdict = verifyWebhook(Buffer.from(body), webhookHeaders(body, { 'x-shopify-topic': topic, 'x-shopify-order-id': '5' }), [apiSecret]);
    if (!verdict.ok) throw new Error(verdict.reason);
    expect([verdict.delivery.orderId, verdict.delivery.productId].filter((one) => one !== null)).toHaveLength(1);
    // Deliveries with equal bodies are dropped as debounced.
    expect(fields.some((field) => field === 'updated_at' || field === 'created_at')).toBe(true);
  });
});
