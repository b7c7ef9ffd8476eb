import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoLink } from '../../src/web/demo-sign-in.ts';
import { cookieHeader, createStand, send, setCookies, type Stand } from './stand.ts';

let stand: Stand;
const shop = 'demo-shop.myshopify.com';

beforeAll(async () => {
  stand = await createStand({ mode: 'demo' });
  const at = new Date('2026-11-22T18:00:00Z');
  const tokens = { accessToken: 'shpat_x', accessTokenExpiresAt: at, refreshToken: 'shprt_x', refreshTokenExpiresAt: at };
  await stand.store.shops.install({ domain: shop, id: '1', name: 'Laden', currency: 'CHF', timeZone: 'Europe/Zurich', countryCode: 'CH', taxesIncluded: true, scopes: [], tokens });
});
afterAll(() => stand.close());

const page = { accept: 'text/html' };
const open = (path: string, headers: Record<string, string> = {}) => send(new URL(path, stand.url).href, { headers: { ...page, ...headers } });

async function signedIn(): Promise<string> {
  return cookieHeader(await open(demoLink(stand.signer, new URL(stand.url), shop).href));
}

test('the printed link signs in', async () => {
  const answer = await open(demoLink(stand.signer, new URL(stand.url), shop).href);
  expect(answer).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(setCookies(answer)[0]).toMatch(/^visitor=[^;]+; Max-Age=604800; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  const home = await open('/', { cookie: cookieHeader(answer) });
  expect(home.body).toContain(JSON.stringify({ shop, author: 'demo', embedded: false }));
});

test('pages cannot be framed and load nothing from elsewhere', async () => {
  const policy = String((await open('/', { cookie: await signedIn() })).headers['content-security-policy']);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('shopify');
});

describe('refused', () => {
  test.each<[string, Record<string, string>]>([
    ['no cookie', {}],
    ['a made-up cookie', { cookie: 'visitor=forged.forged' }],
    ['a session token, even a genuine one', { authorization: 'Bearer x' }],
  ])('%s', async (_name, headers) => {
    expect((await open('/', headers)).status).toBe(401);
  });

  test('a genuine session token: the two ways in never stand side by side', async () => {
    const sandboxShop = stand.shopifySandbox.addShop({ domain: 'real-shop.myshopify.com' });
    expect((await open(`/?shop=${sandboxShop.domain}&id_token=${sandboxShop.sessionToken()}`)).status).toBe(401);
    expect((await open('/', { authorization: `Bearer ${sandboxShop.sessionToken()}` })).status).toBe(401);
  });

  test('the pass itself in place of the cookie', async () => {
    const pass = demoLink(stand.signer, new URL(stand.url), shop).searchParams.get('pass') ?? '';
    expect((await open('/', { cookie: `visitor=${pass}` })).status).toBe(401);
  });

  test('a cookie for a shop that is not installed', async () => {
    const cookie = cookieHeader(await open(demoLink(stand.signer, new URL(stand.url), 'gone.myshopify.com').href));
    expect((await open('/', { cookie })).status).toBe(401);
  });

  test.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring port', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that is hidden', { origin: 'null' }],
  ])('a form posted from %s', async (_name, headers) => {
    const cookie = await signedIn();
    expect((await send(`${stand.url}/settings`, { method: 'POST', headers: { ...page, cookie, ...headers } })).status).toBe(403);
  });
});

test('our own forms, and scripts, are let through', async () => {
  const cookie = await signedIn();
  for (const headers of [{ 'sec-fetch-site': 'same-origin', origin: stand.url }, { origin: stand.url }, {}])
    expect((await send(`${stand.url}/settings`, { method: 'POST', headers: { cookie, ...headers } })).status).toBe(200);
});

test('connecting begins with the cookie and ends on our own first page', async () => {
  const cookie = await signedIn();
  const answer = await open('/bexio/connect', { cookie });
  expect(answer.status).toBe(303);
  const state = new URL(String(answer.headers['location'])).searchParams.get('state') ?? '';
  expect(await stand.store.signIns.take(state)).toMatchObject({ shop, returnTo: '/setup' });
});
