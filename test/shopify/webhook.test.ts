import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyWebhook } from '../../src/shopify/webhook.ts';
import { apiSecret, hmacOf, previousSecret, shop, webhookHeaders } from './signing.ts';

const verify = (body: string | Buffer | undefined, headers: Record<string, string | string[] | undefined>, secrets = [apiSecret]) =>
  verifyWebhook(typeof body === 'string' ? Buffer.from(body) : body, headers, secrets);
const nudge = '{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508","updated_at":"2026-11-22T18:00:00+01:00","test":false}';

test('a genuine delivery gives who, what and when', () => {
  expect(verify(nudge, webhookHeaders(nudge))).toEqual({
    ok: true,
    delivery: {
      shop,
      topic: 'orders/updated',
      webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      eventId: '98880550-7158-44d4-b7cd-2c97c8a091b5',
      triggeredAt: new Date('2026-11-22T17:00:00.123Z'),
      orderId: '820982911946154508',
      productId: null,
      customerId: null,
      mail: null,
      orderIds: [],
    },
  });
});

test('the previous secret counts only while it is configured', () => {
  const headers = webhookHeaders(nudge, { 'x-shopify-hmac-sha256': hmacOf(nudge, previousSecret) });
  expect(verify(nudge, headers, [apiSecret, previousSecret])).toMatchObject({ ok: true });
  expect(verify(nudge, headers)).toEqual({ ok: false, reason: 'wrong-signature' });
});

test('the signature is over bytes, not characters', () => {
  const body = Buffer.from('{"id":1,"note":"Zürich 😀"}');
  expect(verify(body, webhookHeaders(body))).toMatchObject({ ok: true });
  expect(verify(body.toString('latin1'), webhookHeaders(body))).toEqual({ ok: false, reason: 'wrong-signature' });
});

describe('refused signatures', () => {
  const good = hmacOf(nudge);
  test.each<[string, string | undefined, string]>([
    ['none', undefined, 'missing-signature'],
    ['empty', '', 'missing-signature'],
    ['one character', 'A', 'wrong-signature'],
    ['shortened', good.slice(0, -4), 'wrong-signature'],
    ['without padding', good.replace('=', ''), 'wrong-signature'],
    ['lengthened', `${good}AAAA`, 'wrong-signature'],
    ['with a space', ` ${good}`, 'wrong-signature'],
    ['hexadecimal', Buffer.from(good, 'base64').toString('hex'), 'wrong-signature'],
    ['base64url', Buffer.from(good, 'base64').toString('base64url'), 'wrong-signature'],
    ['not base64', '!'.repeat(44), 'wrong-signature'],
    ['of the right length in bytes, other characters', 'ü'.repeat(22), 'wrong-signature'],
    ['of another body', hmacOf('{}'), 'wrong-signature'],
    ['of another app', hmacOf(nudge, 'shpss_other'), 'wrong-signature'],
    ['of the same JSON written again', hmacOf(JSON.stringify(JSON.parse(nudge))), 'wrong-signature'],
  ])('%s', (_name, signature, reason) => {
    expect(verify(nudge, webhookHeaders(nudge, { 'x-shopify-hmac-sha256': signature }))).toEqual({ ok: false, reason });
  });

  test('sent twice', () => {
    expect(verify(nudge, { ...webhookHeaders(nudge), 'x-shopify-hmac-sha256': [good, good] })).toEqual({ ok: false, reason: 'missing-signature' });
  });

  test('without a body', () => {
    expect(verify(undefined, webhookHeaders(nudge))).toEqual({ ok: false, reason: 'missing-body' });
  });

  test('over an empty body the JSON is missing, not the signature', () => {
    expect(verify('', webhookHeaders(''))).toEqual({ ok: false, reason: 'malformed' });
  });

  test('no byte of a signed body can be changed', () => {
    const body = Buffer.from(nudge);
    expect(() => fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (index, mask) => {
        const changed = Buffer.from(body);
        changed[index] = (changed[index] ?? 0) ^ mask;
        return !verify(changed, webhookHeaders(body)).ok;
      }),
    )).not.toThrow();
  });

  test('no invented signature passes and none throws', () => {
    expect(() => fc.assert(fc.property(fc.string(), (signature) => !verify(nudge, webhookHeaders(nudge, { 'x-shopify-hmac-sha256': signature })).ok))).not.toThrow();
  });
});

test.each<[string, Record<string, string | undefined>]>([
  ['no topic', { 'x-shopify-topic': undefined }],
  ['a topic that is none', { 'x-shopify-topic': 'orders/../x' }],
  ['no shop', { 'x-shopify-shop-domain': undefined }],
  ['a shop that is none', { 'x-shopify-shop-domain': 'swiss-shop.myshopify.com.evil.example' }],
  ['no webhook id', { 'x-shopify-webhook-id': undefined }],
  ['an endless webhook id', { 'x-shopify-webhook-id': 'x'.repeat(201) }],
])('signed, but with %s: not taken', (_name, overrides) => {
  expect(verify(nudge, webhookHeaders(nudge, overrides))).toEqual({ ok: false, reason: 'missing-headers' });
});

test('a delivery without optional headers is taken', () => {
  const verdict = verify(nudge, webhookHeaders(nudge, { 'x-shopify-event-id': undefined, 'x-shopify-triggered-at': 'yesterday' }));
  expect(verdict).toMatchObject({ ok: true, delivery: { eventId: null, triggeredAt: null } });
});

describe('ids, to the last digit', () => {
  test.each<[string, string, string]>([
    ['orders/create', '{"admin_graphql_api_id":"gid://shopify/Order/820982911946154508"}', '820982911946154508'],
    ['orders/paid', '{"id":450789469,"admin_graphql_api_id":"gid://shopify/Order/450789469"}', '450789469'],
    ['orders/delete', '{"id":820982911946154508}', '820982911946154508'],
    ['orders/delete', '{"id":9007199254740993}', '9007199254740993'],
    ['orders/delete', '{"id":450789469}', '450789469'],
    ['orders/edited', '{"order_edit":{"id":78912328793123782,"order_id":820982911946154508}}', '820982911946154508'],
    ['refunds/create', '{"id":890088186047892319,"order_id":820982911946154508,"note":"\\"order_id\\":1"}', '820982911946154508'],
    ['refunds/create', '{"order_id":1,"order_id":820982911946154509}', '820982911946154509'],
    ['order_transactions/create', '{"id":1,"order_id":450789469,"amount":"10.00"}', '450789469'],
  ])('%s %s', (topic, body, orderId) => {
    expect(verify(body, webhookHeaders(body, { 'x-shopify-topic': topic }))).toMatchObject({ ok: true, delivery: { orderId } });
  });

  test.each<[string, string, string]>([
    ['products/update', '{"id":788032119674292922,"admin_graphql_api_id":"gid://shopify/Product/788032119674292922","updated_at":"2026-11-22T18:00:00+01:00"}', '788032119674292922'],
    ['products/delete', '{"id":788032119674292922}', '788032119674292922'],
  ])('%s names a product and no order', (topic, body, productId) => {
    expect(verify(body, webhookHeaders(body, { 'x-shopify-topic': topic }))).toMatchObject({ ok: true, delivery: { productId, orderId: null } });
  });

  test('compliance requests keep whose data, by id and mail, and which orders, and nothing else', () => {
    const body = `{"shop_id":954889,"shop_domain":"${shop}","customer":{"id":191167000000000001,"email":"john@example.com","phone":"555-625-1199"},"orders_to_redact":[299938,820982911946154508]}`;
    const verdict = verify(body, webhookHeaders(body, { 'x-shopify-topic': 'customers/redact' }));
    expect(verdict).toMatchObject({ ok: true, delivery: { orderId: null, customerId: '191167000000000001', mail: 'john@example.com', orderIds: ['299938', '820982911946154508'] } });
    expect(JSON.stringify(verdict)).not.toMatch(/555/);
  });

  test('a data request names the orders asked for', () => {
    const body = `{"shop_domain":"${shop}","customer":{"id":191167},"orders_requested":[299938],"data_request":{"id":9999}}`;
    expect(verify(body, webhookHeaders(body, { 'x-shopify-topic': 'customers/data_request' }))).toMatchObject({ ok: true, delivery: { customerId: '191167', orderIds: ['299938'] } });
  });
});

describe('signed bodies that do not fit', () => {
  test.each<[string, string, string]>([
    ['half a JSON', 'orders/create', '{"id":1'],
    ['no JSON', 'orders/create', 'id=1'],
    ['a list', 'orders/create', '[]'],
    ['null', 'orders/create', 'null'],
    ['no id', 'orders/create', '{}'],
    ['an id that is text', 'orders/delete', '{"id":"1 or 1=1"}'],
    ['a negative id', 'orders/delete', '{"id":-1}'],
    ['a fraction', 'orders/delete', '{"id":1.5}'],
    ['an exponent', 'orders/delete', '{"id":1e30}'],
    ['the global id of something else', 'orders/create', '{"id":1,"admin_graphql_api_id":"gid://shopify/Customer/1"}'],
    ['a global id with more behind it', 'orders/create', '{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1?x=2"}'],
    ['another topic, a refund as order', 'orders/create', '{"id":890088186047892319,"admin_graphql_api_id":"gid://shopify/Refund/890088186047892319","order_id":1}'],
    ['an order as product', 'products/update', nudge],
    ['another topic, an order as uninstall', 'app/uninstalled', nudge],
    ['another topic, an order as shop/redact', 'shop/redact', nudge],
    ['an id hidden in the prototype', 'orders/delete', '{"__proto__":{"id":1}}'],
    ['ids nested 200 000 deep', 'orders/delete', `{"id":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('%s', (_name, topic, body) => {
    expect(verify(body, webhookHeaders(body, { 'x-shopify-topic': topic }))).toEqual({ ok: false, reason: 'malformed' });
  });

  test('a compliance request or an uninstall for another shop than the header says', () => {
    const other = '{"id":1,"shop_id":1,"shop_domain":"other.myshopify.com","myshopify_domain":"other.myshopify.com"}';
    for (const topic of ['shop/redact', 'customers/redact', 'app/uninstalled'])
      expect(verify(other, webhookHeaders(other, { 'x-shopify-topic': topic }))).toEqual({ ok: false, reason: 'mismatch' });
  });

  test('depth and strange keys beside a good id do no harm', () => {
    const body = `{"id":1,"__proto__":{"id":2},"constructor":3,"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(verify(body, webhookHeaders(body))).toMatchObject({ ok: true, delivery: { orderId: '1' } });
  });
});

describe("Shopify's own sample of every topic is taken", () => {
  const samples = new URL('samples/', import.meta.url);
  test.each(readdirSync(samples).map((name) => [name.replace('.json', '').replace('__', '/')]))('%s', (topic) => {
    const body = readFileSync(new URL(`${topic.replace('/', '__')}.json`, samples));
    expect(verify(body, webhookHeaders(body, { 'x-shopify-topic': topic }))).toMatchObject({ ok: true, delivery: { topic } });
  });
});
