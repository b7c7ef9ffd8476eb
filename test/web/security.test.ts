import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStand, send, type Stand } from './stand.ts';

let stand: Stand;
let shop: ReturnType<Stand['shopifySandbox']['addShop']>;
beforeAll(async () => {
  stand = await createStand();
  shop = stand.shopifySandbox.addShop({ domain: 'swiss-shop.myshopify.com' });
});
afterAll(() => stand.close());

const bearer = () => ({ authorization: `Bearer ${shop.sessionToken()}` });
const page = { accept: 'text/html' };
const policyOf = async (path: string, headers: Record<string, string> = page) => {
  const answer = await send(`${stand.url}${path}`, { headers });
  return Object.fromEntries(String(answer.headers['content-security-policy']).split(';').map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]));
};

describe('who may frame a page', () => {
  test("the shop's own admin", async () => {
    const policy = await policyOf(`/?shop=${shop.domain}&id_token=${shop.sessionToken()}`);
    expect(policy['frame-ancestors']).toBe(`https://${shop.domain} https://admin.shopify.com`);
  });

  test.each(['', '?shop=', '?shop=evil.example', '?shop=*.myshopify.com', '?shop=a.myshopify.com%20https://evil.example', '?shop=a.myshopify.com;script-src%20*', '?shop=a.myshopify.com&shop=b.myshopify.com', '?shop[]=a.myshopify.com'])(
    'nobody, when no shop is known (%j)',
    async (query) => {
      expect((await policyOf(`/${query}`))['frame-ancestors']).toBe("'none'");
    },
  );
});

test('the policy allows what the pages need and no inline script', async () => {
  expect(await policyOf(`/?shop=${shop.domain}`)).toEqual({
    'default-src': "'self'",
    'script-src': "'self' https://cdn.shopify.com",
    'style-src': "'self'",
    'img-src': "'self' data: https://cdn.shopify.com",
    'connect-src': `'self' https://${shop.domain} https://admin.shopify.com`,
    'frame-src': "'self' blob:",
    'base-uri': "'none'",
    'object-src': "'none'",
    'form-action': "'self'",
    'frame-ancestors': `https://${shop.domain} https://admin.shopify.com`,
  });
});

test('no header that would break the frame or tell about the server', async () => {
  const { headers } = await send(`${stand.url}/`, { headers: page });
  expect(headers['x-frame-options']).toBeUndefined();
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

describe('errors', () => {
  test('a page that breaks says sorry and a number, nothing else', async () => {
    const answer = await send(`${stand.url}/broken`, { headers: { ...page, ...bearer() } });
    expect(answer.status).toBe(500);
    expect(answer.body).toContain(String(answer.headers['x-request-id']));
    expect(answer.body).not.toMatch(/canary|\.ts|stack/);
    expect(stand.logged()).toContain('secret-canary in a message');
  });

  test('to a script as JSON', async () => {
    const answer = await send(`${stand.url}/broken`, { headers: bearer() });
    expect(JSON.parse(answer.body)).toEqual({ error: 'failed', requestId: answer.headers['x-request-id'] });
  });

  test('what is not there', async () => {
    expect(await send(`${stand.url}/nothing`, { headers: { ...page, ...bearer() } })).toMatchObject({ status: 404 });
    expect(JSON.parse((await send(`${stand.url}/nothing`, { headers: bearer() })).body)).toEqual({ error: 'not found' });
  });

  test('an address that cannot be decoded', async () => {
    expect((await send(`${stand.url}/%E0%A4%A`, { headers: { ...page, ...bearer() } })).status).toBeLessThan(500);
  });

  test.each(['de', 'fr', 'it', 'en'])('in %s', async (language) => {
    const answer = await send(`${stand.url}/nothing`, { headers: { ...page, ...bearer(), 'accept-language': language } });
    expect(answer.body).toContain(`<html lang="${language}-CH">`);
  });
});

describe('health', () => {
  test('alive and ready', async () => {
    expect(JSON.parse((await send(`${stand.url}/healthz`)).body)).toEqual({ ok: true });
    expect(await send(`${stand.url}/readyz`)).toMatchObject({ status: 200, body: '{"ok":true,"faults":[]}' });
  });

  test('not ready says why', async () => {
    const sick = await createStand({ store: (store) => ({ ...store, healthy: async () => ({ ok: false, reason: 'disk full' }) }) });
    expect(await send(`${sick.url}/readyz`)).toMatchObject({ status: 503, body: '{"ok":false,"faults":[{"check":"store","reason":"disk full"}]}' });
    expect((await send(`${sick.url}/healthz`)).status).toBe(200);
    await sick.close();
  });

  test('figures', async () => {
    const answer = await send(`${stand.url}/metrics`);
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toContain('# TYPE webhooks_total counter');
  });
});
