import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../src/clock.ts';
import { ShopifyError } from '../../src/shopify/outcome.ts';
import { shopifyAt } from './answering.ts';
import { apiKey, apiSecret, shop } from './signing.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());

const now = new Date('2026-11-22T17:00:00Z');
const shopify = () => shopifyAt({ clock: manualClock(now) });
const pair = { access_token: 'shpat_1', scope: 'read_orders,read_customers', expires_in: 3600, refresh_token: 'shprt_1', refresh_token_expires_in: 7_776_000 };

function tokenEndpoint(status: number, body: unknown): unknown[] {
  const asked: unknown[] = [];
  nock(`https://${shop}`)
    .post('/admin/oauth/access_token')
    .reply(async (request: Request) => {
      asked.push(await request.json());
      return [status, JSON.stringify(body)];
    });
  return asked;
}

test('a session token is exchanged for tokens that expire', async () => {
  const asked = tokenEndpoint(200, pair);
  expect(await shopify().exchangeToken(shop, 'the-session-token')).toEqual({
    accessToken: 'shpat_1',
    accessTokenExpiresAt: new Date('2026-11-22T18:00:00Z'),
    refreshToken: 'shprt_1',
    refreshTokenExpiresAt: new Date('2027-02-20T17:00:00Z'),
    scopes: ['read_orders', 'read_customers'],
  });
  expect(asked).toEqual([
    {
      client_id: apiKey,
      client_secret: apiSecret,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'the-session-token',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    },
  ]);
});

test('a refresh token gives the next pair', async () => {
  const asked = tokenEndpoint(200, { ...pair, refresh_token: 'shprt_2', scope: '' });
  expect(await shopify().refreshTokens(shop, 'shprt_1')).toMatchObject({ refreshToken: 'shprt_2', scopes: [] });
  expect(asked).toEqual([{ client_id: apiKey, client_secret: apiSecret, grant_type: 'refresh_token', refresh_token: 'shprt_1' }]);
});

describe('refusals', () => {
  test.each<[string, number, unknown, object]>([
    ['a dead refresh token', 400, { error: 'invalid_grant', error_description: 'secret-canary' }, { kind: 'broken', code: 'invalid_grant' }],
    ['a dead session token', 400, { error: 'invalid_subject_token' }, { kind: 'refused', code: 'invalid_subject_token' }],
    ['a wrong client', 401, { error: 'invalid_client' }, { kind: 'broken', code: 'HTTP 401' }],
    ['a locked shop', 423, {}, { kind: 'not-allowed' }],
    ['too many', 429, {}, { kind: 'later' }],
    ['an outage', 503, '<html>', { kind: 'later' }],
    ['an error that is a page', 400, '<html>', { kind: 'refused', code: 'HTTP 400' }],
    ['a token without end', 200, { access_token: 'shpat_1', scope: 'read_orders' }, { kind: 'later', code: 'STRANGE_ANSWER' }],
    ['an empty token', 200, { ...pair, access_token: '' }, { kind: 'later', code: 'STRANGE_ANSWER' }],
  ])('%s', async (_name, status, body, expected) => {
    tokenEndpoint(status, body);
    const error = await shopify().refreshTokens(shop, 'shprt_canary').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ShopifyError);
    expect((error as ShopifyError).failure).toMatchObject(expected);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/canary|shpss_/);
  });
});
