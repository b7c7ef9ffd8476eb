import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Request } from 'express';
import { manualClock } from '../../src/clock.ts';
import { createFloodWatch } from '../../src/web/flood-watch.ts';
import { createStand, send, type Stand } from './stand.ts';

const from = (ip: string) => ({ ip }) as Request;

describe('the watch', () => {
  test('counts failures per address and minute, and says once when a flood begins', async () => {
    const clock = manualClock(new Date('2026-11-22T10:00:00Z'));
    const watch = createFloodWatch({ clock, failuresMax: 3 });
    expect([1, 2, 3, 4].map(() => watch.failed(from('203.0.113.7')))).toEqual([false, false, true, false]);
    expect(watch.isFlooding(from('203.0.113.7'))).toBe(true);
    expect(watch.isFlooding(from('203.0.113.8'))).toBe(false);
    await clock.advance(60_000);
    expect(watch.isFlooding(from('203.0.113.7'))).toBe(false);
    expect(watch.failed(from('203.0.113.7'))).toBe(false);
  });

  test.each([
    ['2001:db8:1:2::1', '2001:0DB8:0001:0002:aaaa:bbbb:cccc:dddd', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:203.0.113.7', '203.0.113.7', true],
    ['fe80::1%eth0', 'fe80::2', true],
    ['::1', '::2', true],
  ])('%s and %s are one network: %s', (one, other, same) => {
    const watch = createFloodWatch({ clock: manualClock(new Date(0)), failuresMax: 1 });
    watch.failed(from(one));
    expect(watch.isFlooding(from(other))).toBe(same);
  });

  test('is bounded: the address that failed longest ago is forgotten', () => {
    const watch = createFloodWatch({ clock: manualClock(new Date(0)), failuresMax: 1, addressesMax: 2 });
    for (const ip of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.3']) watch.failed(from(ip));
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((ip) => watch.isFlooding(from(ip)))).toEqual([true, false, true]);
  });
});

describe('over HTTP', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await createStand();
  });
  afterAll(() => stand.close());
  beforeEach(() => stand.clock.advance(60_000));

  const body = (bytes: number) => `{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1","note":"${'x'.repeat(bytes)}"}`;
  const hook = (text: string, signature: string, address: string) =>
    send(`${stand.url}/webhooks`, { method: 'POST', body: text, headers: { 'x-forwarded-for': address, 'x-shopify-hmac-sha256': signature, 'x-shopify-topic': 'orders/updated', 'x-shopify-shop-domain': 'nobody.myshopify.com', 'x-shopify-webhook-id': crypto.randomUUID() } });
  const signed = (text: string) => createHmac('sha256', stand.shopifySandbox.apiSecret).update(text).digest('base64');
  const page = (path: string, address: string, more: Record<string, string> = {}) => send(`${stand.url}${path}`, { headers: { accept: 'text/html', 'x-forwarded-for': address, ...more } });

  test('a flood of wrong signatures costs one line and little reading; a genuine delivery from the same address still passes', async () => {
    const before = stand.logged().split('\n').filter((line) => line.includes('webhook')).length;
    for (let index = 0; index < 200; index++) expect((await hook(body(10), 'AAAA', '198.51.100.1')).status).toBe(401);
    const lines = stand.logged().split('\n').filter((line) => line.includes('webhook'));
    expect(lines.length - before).toBe(120);
    expect(lines.at(-1)).toContain('198.51.100.1');
    expect((await hook(body(100_000), 'AAAA', '198.51.100.1')).status).toBe(413);
    expect((await hook(body(100_000), 'AAAA', '198.51.100.2')).status).toBe(401);
    expect((await hook(body(10), signed(body(10)), '198.51.100.1')).status).toBe(200);
    await stand.clock.advance(60_000);
    expect((await hook(body(100_000), signed(body(100_000)), '198.51.100.1')).status).toBe(200);
  });

  test('pages without a token get a bare 429 in a flood, pages with one are shown', async () => {
    const shop = stand.shopifySandbox.addShop({ domain: 'flood.myshopify.com' });
    const statuses: number[] = [];
    for (let index = 0; index < 130; index++) statuses.push((await page(`/?shop=${shop.domain}`, '198.51.100.3')).status);
    expect([statuses[0], statuses[118], statuses[119], statuses[129]]).toEqual([200, 200, 429, 429]);
    const refused = await page(`/?shop=${shop.domain}`, '198.51.100.3');
    expect([refused.status, refused.headers['retry-after'], refused.body]).toEqual([429, '60', '']);
    expect((await page(`/?shop=${shop.domain}&id_token=${shop.sessionToken()}`, '198.51.100.3')).status).toBe(200);
    expect((await page(`/?shop=${shop.domain}`, '198.51.100.4')).status).toBe(200);
  });

  test('links and callbacks of sign-ins that nobody began', async () => {
    for (let index = 0; index < 119; index++) await page(`/bexio/connect?ticket=${index}`, '198.51.100.5');
    expect((await page('/bexio/callback?state=x&code=y', '198.51.100.5')).status).toBe(400);
    expect((await page('/bexio/callback?state=x&code=y', '198.51.100.5')).status).toBe(429);
    expect((await page('/bexio/connect?ticket=z', '198.51.100.5')).status).toBe(429);
    expect((await page('/bexio/callback?state=x&code=y', '198.51.100.6')).status).toBe(400);
  });

  test('an address that no trusted proxy vouches for is not believed', async () => {
    for (let index = 0; index < 120; index++) await page('/?shop=a.myshopify.com', '198.51.100.7, 203.0.113.9');
    expect((await page('/?shop=a.myshopify.com', '198.51.100.99, 203.0.113.9')).status).toBe(429);
    expect((await page('/?shop=a.myshopify.com', '198.51.100.7, 203.0.113.10')).status).toBe(200);
  });
});
