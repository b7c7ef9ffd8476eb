import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StoreBusy, StoreUnavailable } from '../../src/store/store.ts';
import { createStand, send, type Answer, type Stand } from './stand.ts';

let stand: Stand;
let fault: Error | null = null;
let shop = '';
let count = 0;

beforeAll(async () => {
  stand = await createStand({
    store: (store) => ({ ...store, inbox: { ...store.inbox, receive: (delivery) => (fault ? Promise.reject(fault) : store.inbox.receive(delivery)) } }),
  });
});
afterAll(() => stand.close());
beforeEach(async () => {
  fault = null;
  shop = `shop-${++count}.myshopify.com`;
  await install(shop);
  stand.metrics.webhooks.reset();
});

async function install(domain: string): Promise<void> {
  const at = new Date('2026-11-22T18:00:00Z');
  const tokens = { accessToken: 'shpat_x', accessTokenExpiresAt: at, refreshToken: 'shprt_x', refreshTokenExpiresAt: at };
  await stand.store.shops.install({ domain, id: String(1000 + count), name: 'Laden', currency: 'CHF', timeZone: 'Europe/Zurich', countryCode: 'CH', taxesIncluded: true, scopes: [], tokens });
}

const sign = (body: string | Buffer) => createHmac('sha256', stand.shopifySandbox.apiSecret).update(body).digest('base64');
const nudge = (id = '820982911946154508') => `{"id":${id},"admin_graphql_api_id":"gid://shopify/Order/${id}","updated_at":"2026-11-22T18:00:00+01:00","test":false}`;

function headersFor(body: string | Buffer, overrides: Record<string, string | null> = {}): Record<string, string> {
  const all: Record<string, string | null> = {
    'content-type': 'application/json',
    'x-shopify-hmac-sha256': sign(body),
    'x-shopify-topic': 'orders/updated',
    'x-shopify-shop-domain': shop,
    'x-shopify-webhook-id': crypto.randomUUID(),
    'x-shopify-event-id': 'event-1',
    'x-shopify-triggered-at': '2026-11-22T16:59:59Z',
    ...overrides,
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function deliver(body: string | Buffer, overrides: Record<string, string | null> = {}, path = '/webhooks'): Promise<Answer> {
  return send(`${stand.url}${path}`, { method: 'POST', headers: headersFor(body, overrides), body });
}

const outcomes = async () => Object.fromEntries((await stand.metrics.webhooks.get()).values.map((one) => [one.labels.outcome, one.value]));
const job = (kind: string, subject: string) => stand.store.jobs.get({ shop, kind, subject });

describe('taken', () => {
  test('a delivery is answered 200 when it and its job are stored', async () => {
    expect((await deliver(nudge())).status).toBe(200);
    expect(await job('order', '820982911946154508')).toMatchObject({ wanted: 1, done: 0 });
    expect(await stand.store.inbox.latest(shop)).toEqual(stand.clock.now());
    expect(await outcomes()).toEqual({ new: 1 });
  });

  test('the same delivery again is answered 200 and does nothing', async () => {
    const headers = { 'x-shopify-webhook-id': 'one' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(nudge(), headers)));
    expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await job('order', '820982911946154508')).toMatchObject({ wanted: 1 });
    expect(await outcomes()).toEqual({ new: 1, repeated: 9 });
  });

  test('the same event under another webhook id is another nudge', async () => {
    await deliver(nudge());
    await deliver(nudge());
    expect(await job('order', '820982911946154508')).toMatchObject({ wanted: 2 });
  });

  test.each<[string, string, string, string]>([
    ['orders/create', nudge('1'), 'order', '1'],
    ['orders/paid', nudge('2'), 'order', '2'],
    ['orders/cancelled', nudge('3'), 'order', '3'],
    ['orders/fulfilled', nudge('4'), 'order', '4'],
    ['orders/delete', '{"id":9007199254740993}', 'order', '9007199254740993'],
    ['orders/edited', '{"order_edit":{"order_id":6}}', 'order', '6'],
    ['refunds/create', '{"id":1,"order_id":820982911946154509}', 'order', '820982911946154509'],
    ['order_transactions/create', '{"id":1,"order_id":8}', 'order', '8'],
    ['app/uninstalled', '{"id":548380009}', 'uninstall', 'shop'],
    ['shop/update', '{"id":548380009}', 'shop', 'details'],
    ['app/scopes_update', '{"id":1,"previous":[],"current":["read_orders"]}', 'shop', 'details'],
  ])('%s rings for %s', async (topic, body, kind, subject) => {
    expect((await deliver(body, { 'x-shopify-topic': topic })).status).toBe(200);
    expect(await job(kind, subject)).toMatchObject({ wanted: 1 });
  });

  test('a topic without a job is recorded all the same', async () => {
    expect((await deliver('{"admin_graphql_api_id":"gid://shopify/BulkOperation/1"}', { 'x-shopify-topic': 'bulk_operations/finish' })).status).toBe(200);
    expect(await outcomes()).toEqual({ new: 1 });
  });

  test('a compliance request is kept by ids, also for a shop that is gone', async () => {
    await stand.store.shops.markUninstalled(shop);
    const body = `{"shop_id":1,"shop_domain":"${shop}","customer":{"id":191167,"email":"john@example.com","phone":"555"},"orders_to_redact":[299938,820982911946154508]}`;
    expect((await deliver(body, { 'x-shopify-topic': 'customers/redact', 'x-shopify-webhook-id': 'w-1' }, '/webhooks/compliance')).status).toBe(200);
    expect(await job('compliance', 'w-1')).toMatchObject({ wanted: 1 });
  });

  test('the shop comes from the header, but only one that is installed', async () => {
    expect((await deliver(nudge(), { 'x-shopify-shop-domain': 'nobody.myshopify.com' })).status).toBe(200);
    expect(await outcomes()).toEqual({ 'unknown-shop': 1 });
    expect(await stand.store.jobs.get({ shop: 'nobody.myshopify.com', kind: 'order', subject: '820982911946154508' })).toBeNull();
  });

  test('after the uninstallation nothing more is taken, after installing again it is', async () => {
    await deliver(nudge('1'));
    await deliver('{"id":1}', { 'x-shopify-topic': 'app/uninstalled' });
    await stand.store.shops.markUninstalled(shop);
    await deliver(nudge('2'));
    expect(await job('order', '2')).toBeNull();
    await install(shop);
    await stand.clock.advance(3_000);
    await deliver(nudge('3'));
    expect(await job('order', '3')).toMatchObject({ wanted: 1 });
  });

  test('2 MB are taken', async () => {
    const body = `{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1","note":"${'x'.repeat(2 * 1024 * 1024)}"}`;
    expect((await deliver(body)).status).toBe(200);
  });

  test('a body in pieces without a length is taken', async () => {
    const body = nudge('77');
    const pieces = (async function* () {
      for (const character of body) yield Buffer.from(character);
    })();
    expect((await send(`${stand.url}/webhooks`, { method: 'POST', headers: headersFor(body), body: pieces })).status).toBe(200);
    expect(await job('order', '77')).toMatchObject({ wanted: 1 });
  });
});

describe('refused', () => {
  test.each<[string, Record<string, string | null>]>([
    ['no signature', { 'x-shopify-hmac-sha256': null }],
    ['an empty signature', { 'x-shopify-hmac-sha256': '' }],
    ['a signature that is not base64', { 'x-shopify-hmac-sha256': '$$$' }],
    ['a short signature', { 'x-shopify-hmac-sha256': 'AAAA' }],
    ['the signature of something else', { 'x-shopify-hmac-sha256': createHmac('sha256', 'other').update('{}').digest('base64') }],
  ])('%s: 401', async (_name, overrides) => {
    expect(await deliver(nudge(), overrides)).toMatchObject({ status: 401, body: '' });
    expect(await job('order', '820982911946154508')).toBeNull();
  });

  test('the JSON written anew under the old signature: 401', async () => {
    const spaced = JSON.stringify(JSON.parse('{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1"}'), null, 1);
    expect((await deliver(spaced, { 'x-shopify-hmac-sha256': sign(nudge('1')) })).status).toBe(401);
  });

  test.each<[string, Record<string, string>, string | undefined]>([
    ['nothing at all', {}, undefined],
    ['no body and no content type', { 'x-shopify-hmac-sha256': 'AAAA' }, undefined],
    ['an empty body', { 'x-shopify-hmac-sha256': 'AAAA', 'content-type': 'application/json', 'content-length': '0' }, ''],
  ])('%s: 401, never 500', async (_name, headers, body) => {
    expect((await send(`${stand.url}/webhooks`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) })).status).toBe(401);
  });

  test('a body without a content type is read like any other', async () => {
    expect((await deliver(nudge('5'), { 'content-type': null })).status).toBe(200);
    expect(await job('order', '5')).toMatchObject({ wanted: 1 });
  });

  test.each(['{', '{"id":1', 'null', '[]', '""', '{"id":"x"}', '', `{"id":${'['.repeat(200_000)}`])('signed but malformed: 400 (%#)', async (body) => {
    expect((await deliver(body, { 'x-shopify-topic': 'orders/delete' })).status).toBe(400);
  });

  test.each<[string, Record<string, string | null>]>([
    ['topic', { 'x-shopify-topic': null }],
    ['shop', { 'x-shopify-shop-domain': null }],
    ['webhook id', { 'x-shopify-webhook-id': null }],
  ])('signed but without %s: 400', async (_name, overrides) => {
    expect((await deliver(nudge(), overrides)).status).toBe(400);
  });

  test('hostile keys and depth in a signed body change nothing', async () => {
    const body = `{"__proto__":{"id":66},"constructor":{"prototype":{"x":1}},"id":65,"deep":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;
    expect((await deliver(body, { 'x-shopify-topic': 'orders/delete' })).status).toBe(200);
    expect(await job('order', '65')).toMatchObject({ wanted: 1 });
    expect(Object.hasOwn(Object.prototype, 'id')).toBe(false);
  });

  test('more than 8 MB: 413 before it is sent', async () => {
    const headers = { ...headersFor('{}'), 'content-length': String(9 * 1024 * 1024) };
    let sent = 0;
    const slowly = (async function* () {
      for (; sent < 9; sent++) {
        yield Buffer.alloc(1024 * 1024, 32);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const answer = await send(`${stand.url}/webhooks`, { method: 'POST', headers, body: slowly });
    expect(answer.status).toBe(413);
    expect(await outcomes()).toEqual({ 'too-large': 1 });
  });

  test('more than 8 MB without saying so: 413', async () => {
    const endless = (async function* () {
      for (let sent = 0; sent < 12; sent++) yield Buffer.alloc(1024 * 1024, 32);
    })();
    const answer = await send(`${stand.url}/webhooks`, { method: 'POST', headers: headersFor('{}'), body: endless }).catch((error: NodeJS.ErrnoException) => error);
    // The connection may be closed while we are still sending.
    expect(answer instanceof Error ? answer.code : answer.status).toBeOneOf([413, 'EPIPE', 'ECONNRESET']);
    expect(await outcomes()).toEqual({ 'too-large': 1 });
  });

  test('a compressed body is not unpacked: 415', async () => {
    expect((await deliver(nudge(), { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('other methods and paths are not the webhook', async () => {
    expect((await send(`${stand.url}/webhooks`)).status).toBe(401);
    expect((await deliver(nudge(), {}, '/webhooks/other')).status).toBe(401);
  });
});

describe('when the store cannot', () => {
  test.each([new StoreBusy('full'), new StoreUnavailable('locked')])('%s: 503, so that Shopify comes again', async (error) => {
    fault = error;
    const answer = await deliver(nudge());
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(await outcomes()).toEqual({ unavailable: 1 });
  });

  test('a bug: 500 without a word about it', async () => {
    fault = new TypeError('secret-canary');
    const answer = await deliver(nudge());
    expect(answer.status).toBe(500);
    expect(answer.body).not.toMatch(/canary|stack|\n\s+at /);
  });
});

test('no delivery leaves a body in the log', async () => {
  const body = nudge('12').replace('"test":false', '"email":"log-canary@example.com"');
  await deliver(body);
  await deliver(body, { 'x-shopify-hmac-sha256': 'wrong' });
  expect(stand.logged()).not.toMatch(/log-canary/);
});
