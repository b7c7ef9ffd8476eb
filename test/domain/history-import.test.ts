import { expect, test } from 'vitest';
import { actionFor, minutesFor, shownSince, type Choice, type Finding } from '../../src/domain/past/history-import.ts';

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
  ['skip', 'book', 'leave', 'leave'],
])('%s, chosen %s', (finding, choice, whenAdopting, whenLeaving) => {
  expect(actionFor({ finding, choice }, { recognised: 'adopt' })).toBe(whenAdopting);
  expect(actionFor({ finding, choice }, { recognised: 'leave' })).toBe(whenLeaving);
});

test('the scarcest kind of request says how long it takes', () => {
  const perMinute = { general: 1000, search: 250, article: 400 };
  expect(minutesFor({ general: 9600, search: 0, article: 0 }, perMinute, 1000)).toBeCloseTo(10);
  expect(minutesFor({ general: 960, search: 480, article: 0 }, perMinute, 300)).toBeCloseTo(2);
  expect(minutesFor({ general: 3250, search: 250, article: 0 }, perMinute, 1000)).toBeCloseTo(6);
});

test('without read_all_orders only sixty days are shown', () => {
  const now = new Date('2026-11-22T00:00:00Z');
  expect(shownSince(['read_orders'], now)).toEqual(new Date('2026-09-23T00:00:00Z'));
  expect(shownSince(['read_orders', 'read_all_orders'], now)).toBeNull();
});
