import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { shopDomainOf } from '../../src/shopify/shop-domain.ts';
import { ShopifyError } from '../../src/shopify/outcome.ts';
import { shopifyAt } from './answering.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());

test.each(['swiss-shop.myshopify.com', 'a.myshopify.com', '1-2-3.myshopify.com', 'a--b.myshopify.com'])('%s is a shop', (domain) => {
  expect(shopDomainOf(domain)).toBe(domain);
});

const notShops = [
  '', 'evil.com', 'myshopify.com', '.myshopify.com', 'a.b.myshopify.com', 'a.myshopify.com.evil.com', 'a.myshopify.com@evil.com', 'evil.com/a.myshopify.com',
  'evil.com#a.myshopify.com', 'evil.com?a.myshopify.com', 'a.myshopify.com#', 'a.myshopify.com?x', 'a.myshopify.com/', 'a.myshopify.com:443', 'a.myshopify.com.',
  'a%2emyshopify.com', 'a.myshopify%2ecom', 'A.myshopify.com', 'a.MYSHOPIFY.com', 'ä.myshopify.com', 'xn--.myshopify.com\u0000', 'а.myshopify.com', 'a。myshopify.com',
  ' a.myshopify.com', 'a.myshopify.com ', 'a.myshopify.com\n', 'evil.com\na.myshopify.com', 'a.myshopify.com\r\nHost: evil.com', '-a.myshopify.com', '127.0.0.1', '[::1]',
  '169.254.169.254', '0x7f.1', 'localhost', 'https://a.myshopify.com', '//a.myshopify.com', 'user:pw@a.myshopify.com', 'a_b.myshopify.com', 'amyshopify.com', 'a.myshopify.co',
  `${'a'.repeat(100)}.myshopify.com`,
];

test.each(notShops)('%j is not', (domain) => {
  expect(shopDomainOf(domain)).toBeNull();
});

test.each([undefined, null, 1, {}, ['a.myshopify.com'], { toString: () => 'a.myshopify.com' }])('%j is not even text', (value) => {
  expect(shopDomainOf(value)).toBeNull();
});

test('whatever passes is, as a URL, a host below myshopify.com and nothing more', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.@:/#?%\\-]{0,20}$/).map((start) => `${start}.myshopify.com`));
  expect(() => fc.assert(
    fc.property(text, (candidate) => {
      const domain = shopDomainOf(candidate);
      if (domain === null) return true;
      const url = new URL(`https://${domain}/admin`);
      return url.hostname === domain && /^[^.]+\.myshopify\.com$/.test(url.hostname) && url.port === '' && url.username === '' && url.pathname === '/admin';
    }),
    { numRuns: 1000 },
  )).not.toThrow();
});

test.each(notShops)('nothing is ever sent to %j', async (domain) => {
  const sent: string[] = [];
  nock(/.*/).persist().post(/.*/).reply((request: Request) => (sent.push(request.url), [200]));
  const shopify = shopifyAt();
  for (const call of [shopify.exchangeToken(domain, 'token'), shopify.refreshTokens(domain, 'token'), shopify.api(domain, async () => 't').locations()]) {
    const error = await call.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ShopifyError);
    expect((error as ShopifyError).failure).toMatchObject({ kind: 'refused', code: 'SHOP_DOMAIN' });
  }
  expect(sent).toEqual([]);
});
