import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { ShopifyError, type ShopifyFailure } from '../../src/shopify/outcome.ts';
import { answer, apiAt, denied, graphqlPath, throttled } from './answering.ts';
import { shop } from './signing.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());

const locations = { body: { data: { locations: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [{ id: 'gid://shopify/Location/1', name: 'Bern' }] } } } };

/** Time passes at once and is written down. Only deadlines stay asleep until they are called off. */
function impatientClock(): Clock & { waitsMs: number[] } {
  const waitsMs: number[] = [];
  return {
    waitsMs,
    now: () => new Date('2026-11-22T17:00:00Z'),
    sleep: (ms, signal) => {
      if (signal) return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      waitsMs.push(ms);
      return Promise.resolve();
    },
  };
}

async function failureOf(work: Promise<unknown>): Promise<ShopifyFailure> {
  const error = await work.then(() => null, (caught: unknown) => caught);
  expect(error).toBeInstanceOf(ShopifyError);
  return (error as ShopifyError).failure;
}

describe('throttling', () => {
  test('waits until the bucket holds the cost, then asks again', async () => {
    const clock = impatientClock();
    const asked = answer((_question, count) => (count === 1 ? throttled({ requested: 500, available: 100, restoreRate: 100, maximum: 2000 }) : locations));
    expect(await apiAt({ clock }).locations()).toEqual([{ id: '1', name: 'Bern' }]);
    expect(asked).toHaveLength(2);
    expect(clock.waitsMs).toHaveLength(1);
    expect(clock.waitsMs[0]).toBeGreaterThanOrEqual(4_000);
    expect(clock.waitsMs[0]).toBeLessThanOrEqual(5_000);
  });

  test('gives up after five waits and says when to come back', async () => {
    const clock = impatientClock();
    const asked = answer(() => throttled({ requested: 1000, available: 0, restoreRate: 1, maximum: 2000 }));
    expect(await failureOf(apiAt({ clock }).locations())).toMatchObject({ kind: 'later', code: 'THROTTLED', retryAfterMs: 20_000 });
    expect(asked).toHaveLength(6);
    expect(clock.waitsMs).toEqual([20_000, 20_000, 20_000, 20_000, 20_000]);
  });

  test('a question larger than the bucket is refused at once', async () => {
    const asked = answer(() => throttled({ requested: 3000, available: 2000, restoreRate: 100, maximum: 2000 }));
    expect(await failureOf(apiAt({ clock: impatientClock() }).locations())).toMatchObject({ kind: 'refused', code: 'THROTTLED' });
    expect(asked).toHaveLength(1);
  });

  test('what was asked is counted as Shopify charged it, with what the plan gives back', async () => {
    const charged = (requested: number, actual: number | null, restoreRate: number) => ({ body: { ...locations.body, extensions: { cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1900, restoreRate } } } } });
    answer((_question, count) => [charged(52, 3, 100), throttled(), charged(52, null, 200)][count - 1] ?? locations);
    const api = apiAt({ clock: impatientClock() });
    expect(api.cost()).toEqual({ points: 0, pointsPerSecond: null });
    await api.locations();
    expect(api.cost()).toEqual({ points: 3, pointsPerSecond: 100 });
    await api.locations();
    expect(api.cost()).toEqual({ points: 55, pointsPerSecond: 200 });
    // An answer that says nothing of it changes nothing.
    await api.locations();
    expect(api.cost()).toEqual({ points: 55, pointsPerSecond: 200 });
  });

  test('429 waits the seconds it names, fractions included', async () => {
    const clock = impatientClock();
    answer((_question, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '2.0' } } : locations));
    await apiAt({ clock }).locations();
    expect(clock.waitsMs[0]).toBeGreaterThanOrEqual(2_000);
    expect(clock.waitsMs[0]).toBeLessThanOrEqual(2_500);
  });
});

describe('the access token', () => {
  test('is refreshed once after a 401 and the question asked again', async () => {
    const asked = answer((_question, count) => (count === 1 ? { status: 401, body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' } } : locations));
    const forced: boolean[] = [];
    await apiAt({ accessToken: async (force) => (forced.push(force === true), force ? 'shpat_new' : 'shpat_old') }).locations();
    expect(asked.map((one) => one.token)).toEqual(['shpat_old', 'shpat_new']);
    expect(forced).toEqual([false, true]);
  });

  test('refused twice is a broken connection', async () => {
    const asked = answer(() => ({ status: 401, body: { errors: 'Invalid' } }));
    expect(await failureOf(apiAt().locations())).toMatchObject({ kind: 'broken', code: 'HTTP 401' });
    expect(asked).toHaveLength(2);
  });

  test('that cannot be had stops the call before anything is sent', async () => {
    const asked = answer(() => locations);
    const dead = new ShopifyError({ kind: 'broken', cause: 'invalid_grant' });
    expect(await failureOf(apiAt({ accessToken: () => Promise.reject(dead) }).locations())).toEqual(dead.failure);
    expect(asked).toHaveLength(0);
  });
});

describe('what an answer means', () => {
  test.each<[string, { status?: number; body?: unknown; headers?: Record<string, string> }, Partial<ShopifyFailure>]>([
    ['400', { status: 400 }, { kind: 'refused' }],
    ['402 unpaid shop', { status: 402 }, { kind: 'not-allowed' }],
    ['403', { status: 403 }, { kind: 'not-allowed' }],
    ['404', { status: 404 }, { kind: 'refused' }],
    ['408', { status: 408 }, { kind: 'later' }],
    ['423 locked shop', { status: 423 }, { kind: 'not-allowed' }],
    ['500', { status: 500 }, { kind: 'later' }],
    ['502 with HTML', { status: 502, body: '<html>' }, { kind: 'later' }],
    ['503 saying when', { status: 503, headers: { 'retry-after': '7' } }, { kind: 'later', retryAfterMs: 7_000 }],
    ['503 saying nonsense', { status: 503, headers: { 'retry-after': 'soon' } }, { kind: 'later', retryAfterMs: null }],
    ['200 with HTML', { body: '<html>maintenance</html>' }, { kind: 'later' }],
    ['200, cut off', { body: '{"data":{"locat' }, { kind: 'later' }],
    ['200 without data', { body: {} }, { kind: 'refused', code: 'NOT_UNDERSTOOD' }],
    ['200 with other types', { body: { data: { locations: { pageInfo: {}, nodes: 'none' } } } }, { kind: 'refused', code: 'NOT_UNDERSTOOD' }],
    ['a denied field', denied('locations', '`read_locations` access scope.'), { kind: 'not-allowed', field: 'locations' }],
    ['an inactive shop', { body: { errors: [{ message: 'x', extensions: { code: 'SHOP_INACTIVE' } }] } }, { kind: 'not-allowed' }],
    ['an internal error', { body: { errors: [{ message: 'Internal error. Looks like something went wrong on our end.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } }, { kind: 'later' }],
    ['a cost above the limit', { body: { errors: [{ message: 'too much', extensions: { code: 'MAX_COST_EXCEEDED' } }] } }, { kind: 'refused', code: 'MAX_COST_EXCEEDED' }],
    ['a wrong question', { body: { errors: [{ message: "Field 'x' doesn't exist on type 'Order'" }] } }, { kind: 'refused', code: 'GRAPHQL' }],
  ])('%s', async (_name, reply, expected) => {
    const asked = answer(() => reply);
    expect(await failureOf(apiAt({ clock: impatientClock() }).locations())).toMatchObject(expected);
    expect(asked, 'nothing but throttling is asked again').toHaveLength(1);
  });

  test('of several faults the one that time cannot heal decides', async () => {
    answer(() => ({ body: { errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }, { message: 'no', extensions: { code: 'ACCESS_DENIED' }, path: ['order', 'customer'] }] } }));
    expect(await failureOf(apiAt().locations())).toMatchObject({ kind: 'not-allowed', field: 'order.customer' });
  });

  test('a connection that breaks', async () => {
    nock(`https://${shop}`).post(graphqlPath).replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    expect(await failureOf(apiAt().locations())).toMatchObject({ kind: 'later', code: 'NO_ANSWER' });
  });

  test('a redirect is not followed: the token stays with the shop', async () => {
    const elsewhere = nock('https://evil.example').post('/').reply(200, {});
    nock(`https://${shop}`).post(graphqlPath).reply(302, '', { location: 'https://evil.example/' });
    expect(await failureOf(apiAt().locations())).toMatchObject({ kind: 'refused', code: 'HTTP 302' });
    expect(elsewhere.isDone()).toBe(false);
  });

  test('the deadline ends a call that is never answered', async () => {
    nock(`https://${shop}`).post(graphqlPath).delay(20_000).reply(200, {});
    const slept: number[] = [];
    const clock: Clock = { now: () => new Date('2026-11-22T17:00:00Z'), sleep: async (ms) => void slept.push(ms) };
    expect(await failureOf(apiAt({ clock }).locations())).toMatchObject({ kind: 'later', code: 'NO_ANSWER' });
    expect(slept).toEqual([15_000]);
  });
});

describe('where requests go', () => {
  test("the shop's own domain", async () => {
    const asked = answer(() => locations);
    await apiAt().locations();
    expect(asked[0]?.headers['x-shopify-shop-domain']).toBeUndefined();
  });

  test('the configured origin, with the shop named', async () => {
    const asked = answer(() => locations, 'http://127.0.0.1:4711');
    await apiAt({ origin: 'http://127.0.0.1:4711' }).locations();
    expect(asked[0]?.headers['x-shopify-shop-domain']).toBe(shop);
  });
});

test('no error carries the token', async () => {
  answer(() => ({ status: 403, body: { errors: 'shpat_1 is not allowed' } }));
  const error = await apiAt().locations().catch((caught: unknown) => caught);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('shpat_1');
});
