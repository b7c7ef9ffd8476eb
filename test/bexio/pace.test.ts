import { describe, expect, test } from 'vitest';
import { BexioError } from '../../src/bexio/outcome.ts';
import { bucketOf, createPace, readExceeded, readRateLimit } from '../../src/bexio/pace.ts';
import { manualClock } from '../../src/clock.ts';
import { recorded } from './arrange.ts';

describe('headers', () => {
  test.each([
    ['Invoices/create-an-invoice', '/2.0/kb_invoice', 'general', 1000],
    ['Contacts/search-contacts', '/2.0/contact/search', 'search', 250],
    ['Invoices/search-invoices', '/2.0/kb_invoice/search', 'search', 250],
    ['Items/search-items', '/2.0/article/search', 'search', 250],
    ['Items/create-item', '/2.0/article', 'article', 400],
    ['Items/fetch-an-item', '/2.0/article/11', 'article', 400],
    ['Invoices/show-pdf', '/2.0/kb_invoice/1/pdf', 'pdf', 250],
    ['Invoices/Payments/fetch-a-list-of-payments', '/2.0/kb_invoice/1/payment', 'general', 1000],
  ] as const)('%s was counted as %s: %s, %i a minute', (recording, path, bucket, limit) => {
    expect(bucketOf(path)).toBe(bucket);
    expect(readRateLimit(new Headers(recorded(recording).headers), bucketOf(path))).toMatchObject({ limit });
  });

  test.each([
    [{ 'ratelimit-limit': '1000', 'ratelimit-remaining': '7', 'ratelimit-reset': '12' }, { limit: 1000, remaining: 7, resetSeconds: 12 }],
    [{ 'x-ratelimit-limit-minute': '250', 'x-ratelimit-remaining-minute': '3' }, { limit: 250, remaining: 3, resetSeconds: 60 }],
    [{ 'ratelimit-remaining': '3', 'ratelimit-reset': '1.2' }, { limit: 1000, remaining: 3, resetSeconds: 2 }],
    [{ 'ratelimit-limit': '1000, 1000;w=60', 'ratelimit-remaining': '3', 'ratelimit-reset': '5' }, { limit: 1000, remaining: 3, resetSeconds: 5 }],
    [{ 'ratelimit-limit': 'many', 'ratelimit-remaining': '3', 'ratelimit-reset': 'soon' }, { limit: 1000, remaining: 3, resetSeconds: 60 }],
    [{ 'ratelimit-remaining': '3', 'ratelimit-reset': '1781791060' }, { limit: 1000, remaining: 3, resetSeconds: 300 }],
    [{ 'ratelimit-remaining': '3', 'ratelimit-reset': '-5' }, { limit: 1000, remaining: 3, resetSeconds: 60 }],
    [{ 'ratelimit-remaining': 'NaN' }, null],
    [{}, null],
  ])('%j', (headers, expected) => {
    expect(readRateLimit(new Headers(headers), 'general')).toEqual(expected);
  });

  test.each([
    [{ 'ratelimit-reset': '17' }, 17],
    [{ 'ratelimit-reset': '0' }, 1],
    [{ 'ratelimit-reset': '1.5' }, 2],
    [{ 'ratelimit-reset': '99999' }, 300],
    [{ 'retry-after': '30' }, 30],
    [{ 'retry-after': 'Thu, 18 Jun 2026 13:00:00 GMT' }, 60],
    [{ 'ratelimit-reset': 'x', 'retry-after': '9' }, 9],
    [{}, 60],
  ])('a 429 with %j waits %i seconds', (headers, resetSeconds) => {
    expect(readExceeded(new Headers(headers), 'search')).toEqual({ limit: 250, remaining: 0, resetSeconds });
  });
});

describe('pace in memory', () => {
  const start = new Date('2026-06-18T12:00:00Z');

  test('lets requests go until bexio says how many are left', async () => {
    const pace = createPace(manualClock(start));
    await expect(Promise.all(Array.from({ length: 2000 }, () => pace.take('general')))).resolves.toHaveLength(2000);
  });

  test('stops short of the limit and goes on after the reset, one bucket without the other', async () => {
    const clock = manualClock(start);
    const pace = createPace(clock);
    await pace.observe('search', { limit: 250, remaining: 7, resetSeconds: 10 });
    await pace.take('search');
    await pace.take('search');
    let gone = false;
    const third = pace.take('search').then(() => (gone = true));
    await pace.take('general');
    await clock.advance(9_999);
    expect(gone).toBe(false);
    await clock.advance(1);
    await third;
    expect(gone).toBe(true);
  });

  test('after a 429 nobody goes before the reset, and then not more than the limit', async () => {
    const clock = manualClock(start);
    const pace = createPace(clock);
    await pace.observe('pdf', { limit: 50, remaining: 0, resetSeconds: 10 });
    let gone = 0;
    const all = Promise.allSettled(Array.from({ length: 60 }, () => pace.take('pdf').then(() => (gone += 1))));
    await clock.advance(9_999);
    expect(gone).toBe(0);
    await clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(gone).toBe(49);
    expect((await all).filter((one) => one.status === 'rejected')).toHaveLength(11);
  });

  test('a long wait is not waited for: the job is told when to come back', async () => {
    const pace = createPace(manualClock(start));
    await pace.observe('general', { limit: 1000, remaining: 0, resetSeconds: 45 });
    const refused = await pace.take('general').catch((reason: unknown) => reason);
    expect(refused).toBeInstanceOf(BexioError);
    expect((refused as BexioError).failure).toEqual({ kind: 'later', retryAfterMs: 45_000, cause: 'limit for general reached' });
  });

  test('an answer that knows nothing of the requests in flight does not raise the count', async () => {
    const clock = manualClock(start);
    const pace = createPace(clock);
    await pace.observe('search', { limit: 250, remaining: 6, resetSeconds: 10 });
    await pace.take('search');
    await pace.observe('search', { limit: 250, remaining: 200, resetSeconds: 10 });
    let gone = false;
    const next = pace.take('search').then(() => (gone = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(gone).toBe(false);
    await clock.advance(10_000);
    await next;
  });

  test('a new window counts afresh', async () => {
    const clock = manualClock(start);
    const pace = createPace(clock);
    await pace.observe('search', { limit: 250, remaining: 0, resetSeconds: 5 });
    await clock.advance(5_000);
    await pace.observe('search', { limit: 250, remaining: 249, resetSeconds: 60 });
    await expect(pace.take('search')).resolves.toBeUndefined();
  });
});
