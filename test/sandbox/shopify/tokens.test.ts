import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, createBench, operation, type Bench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.sandbox.close());

async function token(body: object, domain = bench.shop.domain) {
  const { sandbox } = bench;
  const response = await fetch(`${sandbox.origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Shop-Domain': domain },
    body: JSON.stringify({ client_id: sandbox.apiKey, client_secret: sandbox.apiSecret, ...body }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, error: at(answer, 'error'), access: String(at(answer, 'access_token')), refresh: at(answer, 'refresh_token'), answer };
}

function exchange(subject_token: string, more: object = {}) {
  return token({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
    expiring: '1',
    ...more,
  });
}

const refresh = (refresh_token: unknown) => token({ grant_type: 'refresh_token', refresh_token });
const call = async (accessToken: string) => (await bench.api.raw(operation('ShopInfo'), {}, accessToken)).status;

test('an ID token is exchanged for an expiring offline token that works for an hour', async () => {
  const { status, access, answer } = await exchange(bench.shop.sessionToken());
  expect(status).toBe(200);
  expect(answer).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 7_776_000, scope: expect.stringContaining('write_orders') });
  expect(await call(access)).toBe(200);
  bench.clock.advance(3601);
  expect(await call(access)).toBe(401);
});

test('bad ID tokens are all refused alike', async () => {
  const { shop, clock } = bench;
  const nowSeconds = Math.floor(clock.now().getTime() / 1000);
  const other = bench.sandbox.addShop({ domain: 'anderer-laden.myshopify.com' });
  const bad = [
    shop.sessionToken({ secret: 'another secret' }),
    shop.sessionToken({ aud: 'another app' }),
    shop.sessionToken({ exp: nowSeconds - 1 }),
    shop.sessionToken({ nbf: nowSeconds + 60 }),
    shop.sessionToken({ dest: 'https://anderer-laden.myshopify.com' }),
    shop.sessionToken({ iss: 'https://anderer-laden.myshopify.com/admin' }),
    shop.sessionToken({ alg: 'none' }),
    shop.sessionToken({ alg: 'RS256' }),
    other.sessionToken(),
    'not.a.token',
    '',
  ];
  for (const subject of bad) expect({ subject, ...(await exchange(subject)) }).toMatchObject({ subject, status: 400, error: 'invalid_subject_token' });
  expect(await exchange(shop.sessionToken(), { client_secret: 'wrong' })).toMatchObject({ status: 401, error: 'invalid_client' });
});

test('a refresh rotates; the old token works again until the new one is used', async () => {
  const first = await exchange(bench.shop.sessionToken());
  const second = await refresh(first.refresh);
  const repeated = await refresh(first.refresh);
  expect([second.status, repeated.status]).toEqual([200, 200]);
  expect(await refresh(second.refresh)).toMatchObject({ status: 400, error: 'invalid_grant' });
  const third = await refresh(repeated.refresh);
  expect(third.status).toBe(200);
  expect(await refresh(first.refresh)).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await call(third.access)).toBe(200);
});

test('a spent refresh token lives at most 30 days from its first use, any at most 90', async () => {
  const first = await exchange(bench.shop.sessionToken());
  await refresh(first.refresh);
  bench.clock.advance(31 * 86_400);
  expect((await refresh(first.refresh)).error).toBe('invalid_grant');
  const later = await exchange(bench.shop.sessionToken());
  bench.clock.advance(91 * 86_400);
  expect((await refresh(later.refresh)).error).toBe('invalid_grant');
});

test('a token of one shop is worth nothing in another', async () => {
  const first = await exchange(bench.shop.sessionToken());
  const other = bench.sandbox.addShop({ domain: 'anderer-laden.myshopify.com' });
  const answer = await token({ grant_type: 'refresh_token', refresh_token: first.refresh }, other.domain);
  expect(answer.error).toBe('invalid_grant');
  const response = await fetch(`${bench.sandbox.origin}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'X-Shopify-Shop-Domain': other.domain, 'X-Shopify-Access-Token': first.access, 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: '{ shop { id } }' }),
  });
  expect(response.status).toBe(401);
});

test('uninstalling revokes everything; after reinstalling a new exchange works', async () => {
  const first = await exchange(bench.shop.sessionToken());
  bench.shop.uninstall();
  expect(await call(first.access)).toBe(401);
  expect((await refresh(first.refresh)).error).toBe('invalid_grant');
  expect((await exchange(bench.shop.sessionToken())).error).toBe('invalid_subject_token');
  bench.shop.reinstall();
  const second = await exchange(bench.shop.sessionToken());
  expect(await call(second.access)).toBe(200);
  expect(await call(first.access)).toBe(401);
});

test('a non-expiring token is made but no longer accepted', async () => {
  const { access, answer } = await exchange(bench.shop.sessionToken(), { expiring: '0' });
  expect(answer).not.toHaveProperty('refresh_token');
  expect(await call(access)).toBe(403);
});

test('an online token names its user', async () => {
  const { answer } = await exchange(bench.shop.sessionToken({ sub: '42' }), { requested_token_type: 'urn:shopify:params:oauth:token-type:online-access-token' });
  expect(answer).toMatchObject({ associated_user: { id: 42, account_owner: true } });
});
