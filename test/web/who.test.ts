import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimsAt, tokenOf } from '../shopify/signing.ts';
import { createStand, send, type Stand } from './stand.ts';

let stand: Stand;
let shop: ReturnType<Stand['shopifySandbox']['addShop']>;
const page = { accept: 'text/html,application/xhtml+xml', 'sec-fetch-dest': 'iframe' };

let shopsMade = 0;

beforeAll(async () => {
  stand = await createStand();
});
afterAll(() => stand.close());
beforeEach(() => {
  shop = stand.shopifySandbox.addShop({ domain: fresh() });
});

function fresh(): string {
  return `shop-${++shopsMade}.myshopify.com`;
}

const bearer = (token = shop.sessionToken()) => ({ authorization: `Bearer ${token}` });
const open = (path: string, headers: Record<string, string> = page) => send(new URL(path, stand.url).href, { headers });
const embedded = (token = shop.sessionToken(), named = shop.domain) => open(`/?shop=${named}&host=x&id_token=${token}`);
const exchanges = (of = stand) => of.shopifySandbox.requests.to('/admin/oauth/access_token').filter((one) => one.shop === shop.domain).length;
const stored = () => stand.store.shops.get(shop.domain);

describe('the first token of a shop', () => {
  test('installs it: tokens, details, a journal line and a job', async () => {
    const answer = await embedded();
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(JSON.stringify({ shop: shop.domain, author: JSON.parse(Buffer.from(shop.sessionToken().split('.')[1] ?? '', 'base64url').toString()).sub, embedded: true }));
    const installed = await stored();
    expect(installed).toMatchObject({ domain: shop.domain, id: shop.id, currency: 'CHF', timeZone: 'Europe/Zurich', countryCode: 'CH', uninstalledAt: null });
    expect(installed?.tokens?.refreshToken).toBeTruthy();
    expect(installed?.tokens?.accessTokenExpiresAt).toEqual(new Date(stand.clock.now().getTime() + 3_600_000));
    expect((await stand.store.journal.latest(shop.domain, 5)).map((line) => line.event)).toEqual(['installed']);
    expect(await stand.store.jobs.get({ shop: shop.domain, kind: 'shop', subject: 'details' })).toMatchObject({ wanted: 1 });
  });

  test('arriving many times at once is exchanged once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => embedded()));
    expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(exchanges()).toBe(1);
  });

  test('is taken at once by the webhook too', async () => {
    await embedded();
    stand.shopifySandbox.setWebhookUrl(`${stand.url}/webhooks`);
    shop.editor.create({ lines: [{ price: '10.00' }] });
    await stand.shopifySandbox.deliveries.idle();
    const id = shop.orders()[0]?.legacyId ?? '';
    expect(await stand.store.jobs.get({ shop: shop.domain, kind: 'order', subject: id })).not.toBeNull();
  });

  test('while Shopify cannot be reached: an apology, nothing stored, and the next visit installs', async () => {
    stand.shopifySandbox.faults.add({ kind: 'status', status: 503, match: { path: '/admin/oauth/access_token' } });
    expect(await embedded()).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect(await stored()).toBeNull();
    stand.shopifySandbox.faults.clear();
    expect((await embedded()).status).toBe(200);
  });
});

describe('later tokens', () => {
  beforeEach(async () => void (await embedded()));

  test('need no exchange while the access token lives', async () => {
    expect((await open('/', { ...page, ...bearer() })).status).toBe(200);
    expect((await send(`${stand.url}/settings`, { method: 'POST', headers: bearer() })).status).toBe(200);
    expect(exchanges()).toBe(1);
  });

  test('renew the tokens when they have run out, which mends a dead refresh token', async () => {
    const before = await stored();
    await stand.clock.advance(3_600_001);
    expect((await embedded()).status).toBe(200);
    const after = await stored();
    expect(after?.tokens?.refreshToken).not.toBe(before?.tokens?.refreshToken);
    expect(after?.installedAt).toEqual(before?.installedAt);
  });

  test('install again after an uninstallation', async () => {
    shop.uninstall();
    await stand.store.shops.markUninstalled(shop.domain);
    expect((await stored())?.tokens).toBeNull();
    shop.reinstall();
    expect((await embedded()).status).toBe(200);
    expect(await stored()).toMatchObject({ uninstalledAt: null });
    expect((await stand.store.journal.latest(shop.domain, 1))[0]?.event).toBe('reinstalled');
  });
});

test('missing scopes are looked for again at the next visit', async () => {
  const strict = await createStand({ requiredScopes: ['read_orders', 'write_inventory'] });
  shop = strict.shopifySandbox.addShop({ domain: fresh(), scopes: ['write_orders'] });
  const visit = () => send(`${strict.url}/`, { headers: bearer() });
  await visit();
  shop.setScopes(['write_orders', 'write_inventory']);
  await visit();
  expect((await strict.store.shops.get(shop.domain))?.scopes).toContain('write_inventory');
  const sofar = exchanges(strict);
  await visit();
  expect(exchanges(strict)).toBe(sofar);
  await strict.close();
});

describe('without a valid token', () => {
  test('a document gets the page that fetches one', async () => {
    const answer = await open(`/orders/1?shop=${shop.domain}&host=x`);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(`<meta name="shopify-api-key" content="${stand.shopifySandbox.apiKey}"/>`);
    expect(answer.body.indexOf('https://cdn.shopify.com/shopifycloud/app-bridge.js')).toBeLessThan(answer.body.indexOf('/bounce.js'));
    expect(answer.headers['content-security-policy']).toContain(`frame-ancestors https://${shop.domain} https://admin.shopify.com`);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('the script of that page comes back with a token, and may be loaded by anybody', async () => {
    const script = await open('/bounce.js', {});
    expect(script).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    expect(script.body).toContain('idToken()');
  });

  test('coming back without success ends in words, not in a loop', async () => {
    const bounced = Math.floor(stand.clock.now().getTime() / 1000);
    const answer = await open(`/?shop=${shop.domain}&id_token=bad&bounced=${bounced}`);
    expect(answer.status).toBe(401);
    expect(answer.body).not.toContain('bounce.js');
    expect(answer.body).toContain(`https://admin.shopify.com/store/${shop.domain.split('.')[0]}/apps/${stand.shopifySandbox.apiKey}`);
    await stand.clock.advance(60_000);
    expect((await open(`/?shop=${shop.domain}&id_token=bad&bounced=${bounced}`)).status).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ['a fetch', { accept: '*/*' }],
    ['a fetch for JSON', { accept: 'application/json' }],
    ['a fetch for HTML by a script', { accept: 'text/html', 'sec-fetch-dest': 'empty' }],
    ['a visit of Turbo with a stale token', { accept: 'text/html, application/xhtml+xml', authorization: 'Bearer stale' }],
    ['no headers at all', {}],
  ])('%s gets 401 and is told to fetch a new token', async (_name, headers) => {
    expect(await open('/', headers)).toMatchObject({ status: 401, headers: { 'x-shopify-retry-invalid-session-request': '1' } });
  });

  test('a posted form is never shown the bounce page, and a token in its address does not count', async () => {
    const answer = await send(`${stand.url}/settings?id_token=${shop.sessionToken()}&shop=${shop.domain}`, { method: 'POST', headers: page });
    expect(answer).toMatchObject({ status: 401, headers: { 'x-shopify-retry-invalid-session-request': '1' } });
  });

  test.each<[string, () => string]>([
    ['expired', () => shop.sessionToken({ exp: stand.clock.now().getTime() / 1000 - 11 })],
    ['signed by another app', () => shop.sessionToken({ secret: 'another' })],
    ['for another app', () => shop.sessionToken({ aud: 'another' })],
    ['without algorithm', () => shop.sessionToken({ alg: 'none' })],
    ['issued by another shop', () => shop.sessionToken({ iss: 'https://other.myshopify.com/admin' })],
    ['for a host that is no shop', () => tokenOf(claimsAt(stand.clock.now(), { aud: stand.shopifySandbox.apiKey, dest: 'https://evil.example', iss: 'https://evil.example/admin' }), { secret: stand.shopifySandbox.apiSecret })],
  ])('a token that is %s: 401, the same words as always, nothing installed', async (_name, token) => {
    const plain = await open('/', {});
    const answer = await open('/', bearer(token()));
    expect(answer).toMatchObject({ status: 401, body: plain.body });
    expect(await stored()).toBeNull();
    expect(exchanges()).toBe(0);
  });

  test('a token Shopify itself refuses counts as none', async () => {
    shop.uninstall();
    const answer = await open('/', bearer());
    expect(answer.status).toBe(401);
    expect(await stored()).toBeNull();
  });
});

describe('two shops', () => {
  test('the token alone says which', async () => {
    const other = stand.shopifySandbox.addShop({ domain: fresh() });
    await embedded();
    await send(new URL(`/?shop=${other.domain}&id_token=${other.sessionToken()}`, stand.url).href, { headers: page });
    const answer = await open('/', { ...page, ...bearer(other.sessionToken()) });
    expect(answer.body).toContain(other.domain);
    expect(answer.body).not.toContain(shop.domain);
  });

  test.each(['other-shop.myshopify.com', '', 'evil.example', 'a.myshopify.com&shop=b.myshopify.com'])('a token of one with the address of another (%j) is no token', async (named) => {
    await embedded();
    expect((await open(`/?shop=${named}`, { ...page, ...bearer() })).status).toBe(401);
    const answer = await embedded(shop.sessionToken(), named);
    expect(answer.body).not.toContain('author');
  });
});

test('no token, no secret and no query reaches the log', async () => {
  const token = shop.sessionToken();
  await embedded(token);
  await open('/?secret-canary=1', bearer(token));
  await open('/', bearer(`${token}x`));
  const tokens = (await stored())?.tokens;
  const logged = stand.logged();
  expect(logged).toContain('"path":"/"');
  for (const secret of [token, 'secret-canary', stand.shopifySandbox.apiSecret, tokens?.accessToken ?? '', tokens?.refreshToken ?? '']) expect(logged).not.toContain(secret);
});
