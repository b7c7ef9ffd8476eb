import { nodeAdapterInitialized } from '@shopify/shopify-api/adapters/node';
import { ApiVersion, GraphqlQueryError, HttpResponseError, RequestedTokenType, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, createBench, operation, type Bench } from './client.ts';
import { createReceiver } from './webhook-receiver.ts';

/** Shopify's own client library against the sandbox: what it accepts is what it would accept from Shopify. */
let bench: Bench;
let app: Awaited<ReturnType<typeof createReceiver>>;
beforeAll(async () => {
  if (!nodeAdapterInitialized) throw new Error('The library has no Node adapter.');
  app = await createReceiver();
  // The library checks ID tokens against the real time.
  bench = await createBench({ webhooks: { url: app.url }, now: () => new Date() });
  setAbstractFetchFunc((url, init) => {
    const target = new URL(String(url));
    const headers = new Headers(init?.headers);
    headers.set('X-Shopify-Shop-Domain', target.hostname);
    return fetch(`${bench.sandbox.origin}${target.pathname}${target.search}`, { ...init, headers });
  });
});
afterAll(async () => {
  await bench.sandbox.close();
  await app.close();
});

function library() {
  const { apiKey, apiSecret } = bench.sandbox;
  return shopifyApi({ apiKey, apiSecretKey: apiSecret, hostName: 'app.example.ch', apiVersion: ApiVersion.October26, isEmbeddedApp: true, logger: { log: () => undefined } });
}

test('token exchange, refresh and a dead refresh token', async () => {
  const shopify = library();
  const { domain } = bench.shop;
  const { session } = await shopify.auth.tokenExchange({
    shop: domain,
    sessionToken: bench.shop.sessionToken(),
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring: true,
  });
  expect(session).toMatchObject({ id: `offline_${domain}`, isOnline: false });
  expect(session.expires?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  const { session: refreshed } = await shopify.auth.refreshToken({ shop: domain, refreshToken: session.refreshToken ?? '' });
  await shopify.auth.refreshToken({ shop: domain, refreshToken: refreshed.refreshToken ?? '' });
  const dead = shopify.auth.refreshToken({ shop: domain, refreshToken: session.refreshToken ?? '' });
  await expect(dead).rejects.toMatchObject({ response: { code: 400, body: { error: 'invalid_grant' } } });
});

test('the GraphQL client reads an order, and meets refusals in their real shapes', async () => {
  const shopify = library();
  const { session } = await shopify.auth.tokenExchange({
    shop: bench.shop.domain,
    sessionToken: bench.shop.sessionToken(),
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring: true,
  });
  const client = new shopify.clients.Graphql({ session });
  const order = bench.shop.editor.create({ lines: [{ title: 'Tasse', price: '19.90' }] });
  const answer = await client.request(operation('OrderById'), { variables: { id: order.id } });
  expect(at(answer.data, 'order.totalPriceSet.shopMoney.amount')).toBe('19.9');
  expect(at(answer.extensions, 'cost.requestedQueryCost')).toBeLessThan(1000);

  bench.sandbox.faults.add({ kind: 'throttled', match: { operation: 'OrderById', times: 1 } });
  const throttled = client.request(operation('OrderById'), { variables: { id: order.id } });
  await expect(throttled).rejects.toBeInstanceOf(GraphqlQueryError);
  await expect(throttled).rejects.toMatchObject({ body: { errors: { graphQLErrors: [{ extensions: { code: 'THROTTLED' } }] }, extensions: { cost: { throttleStatus: { currentlyAvailable: 0 } } } } });

  bench.shop.expireAccessTokens();
  const expired = client.request(operation('ShopInfo'));
  await expect(expired).rejects.toBeInstanceOf(HttpResponseError);
  await expect(expired).rejects.toMatchObject({ response: { code: 401 } });
});

test('the library accepts the sandbox’s webhooks and refuses them when a byte changes', async () => {
  const shopify = library();
  bench.shop.editor.create({ lines: [{ title: 'Zürich 😀', price: '1.00' }] });
  await bench.sandbox.deliveries.idle();
  const delivery = app.received.at(-1);
  const validate = (rawBody: string) => shopify.webhooks.validate({ rawBody, rawRequest: { headers: delivery?.headers }, rawResponse: {} });
  expect(await validate(delivery?.body ?? '')).toMatchObject({ valid: true, webhookType: 'webhooks', topic: 'ORDERS_CREATE', domain: bench.shop.domain, apiVersion: '2026-10' });
  expect(await validate(`${delivery?.body ?? ''} `)).toMatchObject({ valid: false, reason: 'invalid_hmac' });
});
