import { createHmac } from 'node:crypto';

/** Signatures and tokens made without the code under test. */
export const apiKey = 'the-app-key';
export const apiSecret = 'shpss_0123456789abcdef';
export const previousSecret = 'shpss_previous';
export const shop = 'swiss-shop.myshopify.com';

export function hmacOf(body: string | Buffer, secret = apiSecret): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

type Claims = Record<string, unknown>;

export function claimsAt(now: Date, overrides: Claims = {}): Claims {
  const seconds = Math.floor(now.getTime() / 1000);
  return { iss: `https://${shop}/admin`, dest: `https://${shop}`, aud: apiKey, sub: '42', exp: seconds + 60, nbf: seconds, iat: seconds, jti: 'f8912129', sid: 'session', ...overrides };
}

export function tokenOf(claims: unknown, options: { secret?: string; header?: Claims } = {}): string {
  const head = part(options.header ?? { alg: 'HS256', typ: 'JWT' });
  const signed = `${head}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', options.secret ?? apiSecret).update(signed).digest('base64url')}`;
}

export function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function webhookHeaders(body: string | Buffer, overrides: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  return {
    'x-shopify-hmac-sha256': hmacOf(body),
    'x-shopify-topic': 'orders/updated',
    'x-shopify-shop-domain': shop,
    'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
    'x-shopify-triggered-at': '2026-11-22T17:00:00.123456789Z',
    'x-shopify-api-version': '2026-10',
    ...overrides,
  };
}
