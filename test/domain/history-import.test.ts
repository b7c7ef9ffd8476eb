import { expect, test } from 'vitest';
import { actionFor, paceOf, shownSince, type Choice, type Finding, type Requests, type ShopifyNeed } from '../../src/domain/past/history-import.ts';

test.each<[Finding, Choice | null, string, string]>([
  ['book', null, 'book', 'book'],
  ['book', 'leave', 'leave', 'leave'],
  ['wait', null, 'book', 'book'],
  ['problem', null, 'book', 'book'],
  ['recognised', null, 'adopt', 'leave'],
  ['recognised', 'leave', 'leave', 'leave'],
  ['recognised', 'adopt', 'adopt', 'adopt'],
  ['recognised', 'book', 'adopt', 'leave'],
  ['unclear', null, 'leave', 'leave'],
  ['unclear', 'adopt', 'adopt', 'adopt'],
  ['unclear', 'book', 'book', 'book'],
  ['known', 'book', 'leave', 'leave'],
  ['undone', null, 'leave', 'leave'],
  ['undone', 'adopt', 'leave', 'leave'],
  ['undone', 'book', 'book', 'book'],
  ['skip', 'book', 'leave', 'leave'],
])('%s, chosen %s', (finding, choice, whenAdopting, whenLeaving) => {
  expect(actionFor({ finding, choice }, { recognised: 'adopt' })).toBe(whenAdopting);
  expect(actionFor({ finding, choice }, { recognised: 'leave' })).toBe(whenLeaving);
});

test('the scarcest kind of request says how long it takes', () => {
  const perMinute = { general: 1000, search: 250, article: 400 };
  const pace = (requests: Requests, shopify: ShopifyNeed | null, orders = 1000) => paceOf({ requests, shopify, orders }, perMinute);
  const basic = { points: 36_000, pointsPerSecond: 100 };
  expect(pace({ general: 9600, search: 0, article: 0 }, basic)).toEqual({ minutes: 10, by: 'bexio', limit: 1000 });
  expect(pace({ general: 960, search: 480, article: 0 }, { ...basic, points: 10_800 })).toEqual({ minutes: 2, by: 'bexio', limit: 250 });
  expect(pace({ general: 3250, search: 250, article: 0 }, basic)).toEqual({ minutes: 6, by: 'shopify', limit: 100 });
  // The same on a larger plan: bexio is the slower one.
  expect(pace({ general: 3250, search: 250, article: 0 }, { ...basic, pointsPerSecond: 1000 })).toMatchObject({ by: 'bexio', limit: 1000 });
  expect(pace({ general: 0, search: 0, article: 0 }, null)).toEqual({ minutes: 6, by: 'shopify', limit: 100 });
  expect(pace({ general: 0, search: 0, article: 0 }, { ...basic, pointsPerSecond: null })).toEqual({ minutes: 6, by: 'shopify', limit: 100 });
});

test('without read_all_orders only sixty days are shown', () => {
  const now = new Date('2026-11-22T00:00:00Z');
  expect(shownSince(['read_orders'], now)).toEqual(new Date('2026-09-23T00:00:00Z'));
  expect(shownSince(['read_orders', 'read_all_orders'], now)).toBeNull();
});
