import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { parse } from 'node-html-parser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BexioSignIn } from '../../src/bexio/sign-in.ts';
import { connectHref } from '../../src/web/bexio-connect.ts';
import { createCookie } from '../../src/web/cookie.ts';
import { someSettings } from '../domain/build.ts';
import { cookieHeader, createStand, send, setCookies, type Answer, type Stand } from './stand.ts';

let stand: Stand;
let shop: ReturnType<Stand['shopifySandbox']['addShop']>;
/** What stands between the callback and bexio, when a test wants to. */
let signIn: Partial<BexioSignIn> = {};

let shopsMade = 0;

beforeAll(async () => {
  stand = await createStand({
    signIn: (real) => ({
      ...real,
      begin: () => (signIn.begin ?? real.begin)(),
      finish: (url, expected) => (signIn.finish ?? real.finish)(url, expected),
      revoke: (tokens) => (signIn.revoke ?? real.revoke)(tokens),
    }),
  });
});
afterAll(() => stand.close());
beforeEach(async () => {
  signIn = {};
  shop = await installed();
});
afterEach(async () => {
  // One company, one shop: what a test connected must not be in the way of the next.
  for (const { shop: connected } of await stand.store.connections.list()) await stand.store.connections.forget(connected);
  stand.bexioSandbox.faults.clear();
});

const page = { accept: 'text/html' };
const open = (path: string, headers: Record<string, string> = {}) => send(new URL(path, stand.url).href, { headers: { ...page, ...headers } });
const bearer = (of = shop) => ({ authorization: `Bearer ${of.sessionToken()}` });
const inAdmin = () => `https://admin.shopify.com/store/${shop.domain.split('.')[0]}/apps/${stand.shopifySandbox.apiKey}`;
const connection = (domain = shop.domain) => stand.store.connections.get(domain);

async function installed() {
  const domain = `shop-${++shopsMade}.myshopify.com`;
  const added = stand.shopifySandbox.addShop({ domain });
  await open(`/?shop=${domain}&id_token=${added.sessionToken()}`);
  return added;
}

/** The link a page of the shop shows. */
async function link(of = shop): Promise<string> {
  const told: unknown = JSON.parse((await open('/connection', bearer(of))).body);
  return (told as { href: string }).href;
}

type Begun = { cookie: string; authorization: URL; answer: Answer };
async function begin(of = shop): Promise<Begun> {
  const answer = await open(await link(of));
  expect(answer.status).toBe(303);
  return { cookie: cookieHeader(answer), authorization: new URL(String(answer.headers['location'])), answer };
}

/** Signs in at the bexio sandbox as its n-th person, or cancels; gives the address bexio sends the browser back to. */
async function signInAtBexio(authorization: URL, choose: (choices: string[]) => string | undefined = ([first]) => first): Promise<URL> {
  const jar = new Map<string, string>();
  let url = authorization;
  let init: RequestInit = {};
  for (let hops = 0; hops < 10; hops++) {
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') } });
    for (const line of answer.headers.getSetCookie()) jar.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';')[0] ?? '');
    const location = answer.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      init = {};
      if (url.pathname === '/bexio/callback') return url;
      continue;
    }
    const document = parse(await answer.text());
    const choices = document.querySelectorAll('button[name="choice"]').map((button) => button.getAttribute('value') ?? '');
    url = new URL(document.querySelector('form')?.getAttribute('action') ?? '', url);
    init = { method: 'POST', body: new URLSearchParams({ choice: choose(choices) ?? '' }) };
  }
  throw new Error('bexio did not send the browser back');
}

const cancel = (choices: string[]) => choices.find((one) => one === 'cancel');
const comeBack = (url: URL, cookie: string) => open(url.pathname + url.search, cookie === '' ? {} : { cookie });

async function connect(of = shop, choose?: (choices: string[]) => string | undefined): Promise<Answer> {
  const { cookie, authorization } = await begin(of);
  return comeBack(await signInAtBexio(authorization, choose), cookie);
}

describe('connecting', () => {
  test('leads to bexio with PKCE, state and nonce, and binds this browser', async () => {
    const { authorization, answer } = await begin();
    expect(authorization.origin).toBe(stand.bexioSandbox.origin);
    const asked = Object.fromEntries(authorization.searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', redirect_uri: `${stand.url}/bexio/callback` });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]?.length).toBeGreaterThanOrEqual(43);
    const [cookie] = setCookies(answer);
    expect(cookie).toMatch(/^bexio-sign-in=[\w-]{43}; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('comes back connected, into the admin and to the proposal, and lets the waiting orders go on', async () => {
    const answer = await connect();
    expect(answer).toMatchObject({ status: 303, headers: { location: `${inAdmin()}/setup` } });
    const { companyId, tokens, ...rest } = (await connection()) ?? {};
    expect(companyId).toBeTruthy();
    expect(tokens?.refreshToken).toBeTruthy();
    expect(rest).toMatchObject({ shop: shop.domain, state: 'connected' });
    expect(await stand.store.jobs.get({ shop: shop.domain, kind: 'company', subject: 'reference' })).toMatchObject({ wanted: 1 });
    expect((await stand.store.journal.latest(shop.domain, 1))[0]).toMatchObject({ event: 'bexio-connected', detail: { companyId } });
    expect(setCookies(answer)[0]).toMatch(/^bexio-sign-in=;.*Expires=Thu, 01 Jan 1970/);
  });

  test('again mends a broken connection, and leads to the first page once the settings are saved', async () => {
    await connect();
    await stand.store.settings.save(shop.domain, someSettings(), 0, 'Anna');
    await stand.store.connections.markBroken(shop.domain, 'invalid_grant');
    expect(await connect()).toMatchObject({ status: 303, headers: { location: inAdmin() } });
    expect(await connection()).toMatchObject({ state: 'connected' });
  });

  test('another company instead is another tenant, and the journal says so', async () => {
    await connect();
    const before = (await connection())?.companyId;
    stand.bexioSandbox.addCompany();
    await connect(shop, (choices) => choices.filter((one) => one !== 'cancel').at(-1));
    const after = (await connection())?.companyId;
    expect(after).not.toBe(before);
    expect((await stand.store.journal.latest(shop.domain, 1))[0]).toMatchObject({ event: 'bexio-company-changed', detail: { companyId: after, before } });
  });

  test('a script with a session token needs no link', async () => {
    expect((await open('/bexio/connect', bearer())).status).toBe(303);
  });
});

describe('the link', () => {
  test('works once', async () => {
    const href = await link();
    expect((await open(href)).status).toBe(303);
    const again = await open(href);
    expect([again.status, setCookies(again)]).toEqual([410, []]);
  });

  test('of two that come at once, one gets through', async () => {
    const href = await link();
    const answers = await Promise.all([open(href), open(href), open(href)]);
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([303, 410, 410]);
  });

  test('is not used up by looking at its headers', async () => {
    const href = await link();
    expect((await send(new URL(href, stand.url).href, { method: 'HEAD' })).status).toBe(405);
    expect((await open(href)).status).toBe(303);
  });

  test('ends after ten minutes', async () => {
    const href = await link();
    await stand.clock.advance(600_000);
    expect((await open(href)).status).toBe(410);
  });

  test.each(['/bexio/connect?ticket=', '/bexio/connect?ticket=forged.forged', '/bexio/connect?ticket=a&ticket=b'])('cannot be made up: %s', async (path) => {
    expect((await open(path)).status).toBe(410);
  });

  test('does nothing for a shop that has gone', async () => {
    const href = await link();
    await stand.store.shops.markUninstalled(shop.domain);
    expect((await open(href)).status).toBe(400);
  });

  test('without it and without a sign-in there is no beginning', async () => {
    expect((await open('/bexio/connect')).body).toContain('bounce.js');
    expect((await open('/bexio/connect', { accept: '*/*' })).status).toBe(401);
  });
});

describe('callbacks that are refused, with a page and without a trace', () => {
  /** The answer, and what is left of it in the store. */
  async function seen(answer: Answer) {
    const { status, body, headers } = answer;
    const connections = await stand.store.connections.list();
    return { status, body, type: headers['content-type'], connections, job: await stand.store.jobs.get({ shop: shop.domain, kind: 'company', subject: 'reference' }) };
  }
  const refusal = (words: RegExp) => ({ status: 400, body: expect.stringMatching(words), type: 'text/html; charset=utf-8', connections: [], job: null });

  test('no state', async () => {
    const { cookie } = await begin();
    expect(await seen(await open('/bexio/callback?code=x', { cookie }))).toEqual(refusal(/abgelaufen/));
  });

  test('a state nobody began', async () => {
    const { cookie } = await begin();
    expect(await seen(await open('/bexio/callback?code=x&state=forged', { cookie }))).toEqual(refusal(/abgelaufen/));
  });

  test('a state given twice', async () => {
    const { cookie, authorization } = await begin();
    const state = authorization.searchParams.get('state');
    expect(await seen(await open(`/bexio/callback?code=x&state=${state}&state=${state}`, { cookie }))).toEqual(refusal(/abgelaufen/));
  });

  test('a state used before, whatever came of it', async () => {
    const { cookie, authorization } = await begin();
    const back = await signInAtBexio(authorization, cancel);
    expect(await seen(await comeBack(back, cookie))).toEqual(refusal(/abgebrochen/));
    expect(await seen(await comeBack(back, cookie))).toEqual(refusal(/abgelaufen/));
  });

  test('after ten minutes', async () => {
    const { cookie, authorization } = await begin();
    const back = await signInAtBexio(authorization);
    await stand.clock.advance(600_000);
    expect(await seen(await comeBack(back, cookie))).toEqual(refusal(/abgelaufen/));
  });

  test('in another browser', async () => {
    const { authorization } = await begin();
    const other = await begin();
    expect(await seen(await comeBack(await signInAtBexio(authorization), other.cookie))).toEqual(refusal(/anderen Browser/));
  });

  test('in a browser without the cookie', async () => {
    const { authorization } = await begin();
    expect(await seen(await comeBack(await signInAtBexio(authorization), ''))).toEqual(refusal(/anderen Browser/));
  });

  test('a browser that sends the cookie twice, one of them planted', async () => {
    const { authorization, cookie } = await begin();
    expect(await seen(await comeBack(await signInAtBexio(authorization), `bexio-sign-in=planted; ${cookie}`))).toEqual(refusal(/anderen Browser/));
  });

  test('the sign-in of one shop ended in the browser of another', async () => {
    const other = await installed();
    const mine = await begin();
    const theirs = await begin(other);
    const back = await signInAtBexio(theirs.authorization);
    expect(await seen(await comeBack(back, mine.cookie))).toEqual(refusal(/anderen Browser/));
  });

  test('the code of one sign-in with the state of another', async () => {
    const first = await begin();
    const code = (await signInAtBexio(first.authorization)).searchParams.get('code');
    const second = await begin();
    const back = await signInAtBexio(second.authorization);
    back.searchParams.set('code', code ?? '');
    expect(await seen(await comeBack(back, second.cookie))).toEqual(refusal(/nicht abgeschlossen/));
  });

  test('a code used before', async () => {
    const { cookie, authorization } = await begin();
    const back = await signInAtBexio(authorization);
    const code = back.searchParams.get('code') ?? '';
    await comeBack(back, cookie);
    await stand.store.connections.forget(shop.domain);
    const again = await begin();
    const replay = new URL(`/bexio/callback?code=${encodeURIComponent(code)}&state=${again.authorization.searchParams.get('state')}&iss=${encodeURIComponent(stand.bexioSandbox.issuerUrl)}`, stand.url);
    expect((await comeBack(replay, again.cookie)).body).toMatch(/nicht abgeschlossen/);
    expect(await connection()).toBeNull();
  });

  test('another issuer', async () => {
    const { cookie, authorization } = await begin();
    const back = await signInAtBexio(authorization);
    back.searchParams.set('iss', 'https://evil.example/realms/bexio');
    expect(await seen(await comeBack(back, cookie))).toEqual(refusal(/nicht abgeschlossen/));
  });

  test('an error instead of a code', async () => {
    const { cookie, authorization } = await begin();
    const state = authorization.searchParams.get('state');
    const iss = encodeURIComponent(stand.bexioSandbox.issuerUrl);
    expect(await seen(await open(`/bexio/callback?error=server_error&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state=${state}&iss=${iss}`, { cookie }))).toEqual(refusal(/nicht abgeschlossen/));
  });

  test('the merchant said no', async () => {
    const { cookie, authorization } = await begin();
    const answer = await comeBack(await signInAtBexio(authorization, cancel), cookie);
    expect(await seen(answer)).toEqual(refusal(/abgebrochen/));
    expect(answer.body).toContain(inAdmin());
  });

  test.each(['nonce-mismatch', 'no-refresh-token', 'no-company'] as const)('what only bexio could get wrong: %s', async (reason) => {
    signIn = { finish: async () => ({ ok: false, reason }) };
    const { cookie, authorization } = await begin();
    expect(await seen(await comeBack(await signInAtBexio(authorization), cookie))).toEqual(refusal(/nicht abgeschlossen/));
  });

  test('a shop that was removed meanwhile', async () => {
    const { cookie, authorization } = await begin();
    const back = await signInAtBexio(authorization);
    await stand.store.shops.markUninstalled(shop.domain);
    expect(await seen(await comeBack(back, cookie))).toEqual(refusal(/abgelaufen|nicht mehr installiert/));
  });

  test('what bexio or a forger writes into the address is never shown', async () => {
    const answer = await open('/bexio/callback?state=%3Cimg%20src=x%20onerror=alert(1)%3E&error=%3Cb%3E', {});
    expect(answer.body).not.toMatch(/<img|<b>/);
  });
});

test('a merchant with two shops connects both to one company', async () => {
  const other = await installed();
  await connect(other);
  await connect();
  const [first, second] = [await connection(other.domain), await connection()];
  expect(first).toMatchObject({ state: 'connected' });
  expect(second).toMatchObject({ state: 'connected', companyId: first?.companyId });
  expect(second?.tokens.refreshToken).not.toBe(first?.tokens.refreshToken);
});

test('a bexio that cannot be reached: try again later, nothing stored', async () => {
  const { cookie, authorization } = await begin();
  const back = await signInAtBexio(authorization);
  stand.bexioSandbox.faults.add({ kind: 'cut-before', match: { path: /openid-connect\/token/ } });
  const answer = await comeBack(back, cookie);
  expect(answer.status).toBe(503);
  expect(await connection()).toBeNull();
});

describe('disconnecting', () => {
  const disconnect = (headers: Record<string, string>, query = '') => send(`${stand.url}/bexio/disconnect${query}`, { method: 'POST', headers: { ...page, ...headers } });

  test('gives the tokens back, forgets them and returns', async () => {
    await connect();
    const revoked: unknown[] = [];
    signIn = { revoke: async (tokens) => void revoked.push(tokens) };
    const answer = await disconnect(bearer(), `?shop=${shop.domain}&host=abc&locale=fr`);
    expect(answer).toMatchObject({ status: 303, headers: { location: `/connection?shop=${shop.domain}&host=abc&locale=fr&bexio=disconnected` } });
    expect(revoked).toHaveLength(1);
    expect(await connection()).toBeNull();
    expect((await stand.store.journal.latest(shop.domain, 1))[0]).toMatchObject({ event: 'bexio-disconnected' });
  });

  test('works when bexio does not', async () => {
    await connect();
    signIn = { revoke: () => Promise.reject(new Error('down')) };
    expect((await disconnect(bearer())).status).toBe(303);
    expect(await connection()).toBeNull();
  });

  test('needs a sign-in, and only ever touches its own shop', async () => {
    await connect();
    const other = await installed();
    expect((await disconnect({})).status).toBe(401);
    expect((await disconnect(bearer(other))).status).toBe(303);
    expect((await disconnect(bearer(other), `?shop=${shop.domain}`)).status).toBe(401);
    expect(await connection()).not.toBeNull();
  });
});

test('no state, code, ticket or cookie reaches the log', async () => {
  const { cookie, authorization } = await begin();
  const back = await signInAtBexio(authorization);
  await comeBack(back, cookie);
  const tokens = (await connection())?.tokens;
  const secrets = [back.searchParams.get('code'), back.searchParams.get('state'), cookie.split('=')[1], tokens?.accessToken, tokens?.refreshToken];
  const logged = stand.logged();
  expect(logged).toContain('/bexio/callback');
  for (const secret of secrets) {
    expect(secret?.length).toBeGreaterThan(10);
    expect(logged).not.toContain(secret);
  }
  expect(logged).not.toContain('ticket=');
});

test('over https the cookie can neither be read by scripts nor planted by a neighbour', async () => {
  const app = express();
  app.get('/', (_request, response) => {
    createCookie('bexio-sign-in', true).write(response, 'value', 1000);
    response.end();
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(setCookies(await send(`http://127.0.0.1:${port}/`))[0]).toMatch(/^__Host-bexio-sign-in=value; Max-Age=1; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
  server.close();
});

test('a link made for one shop names that shop', () => {
  const href = connectHref(stand.signer, shop.domain);
  expect(stand.signer.open('connect-ticket', new URL(href, stand.url).searchParams.get('ticket'))).toMatchObject({ shop: shop.domain });
});
