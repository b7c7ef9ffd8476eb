import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { zurichTimeForSearch } from '../../src/bexio/zurich-time.ts';

const at = (iso: string) => zurichTimeForSearch(new Date(iso));

test.each([
  ['summer, as recorded', '2026-06-18T12:55:15Z', '2026-06-18 14:55:15'],
  ['winter', '2026-01-05T23:30:00Z', '2026-01-06 00:30:00'],
  ['spring, after the hour that is left out', '2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
  ['autumn, before the hour that comes twice', '2026-10-24T23:59:59Z', '2026-10-25 01:59:59'],
  ['its first pass reaches back an hour', '2026-10-25T00:50:00Z', '2026-10-25 01:50:00'],
  ['its second pass', '2026-10-25T01:10:00Z', '2026-10-25 02:10:00'],
])('%s', (_, instant, text) => {
  expect(at(instant)).toBe(text);
});

test('whatever changes later is not sorted before the text', () => {
  // Around the night of 25 October 2026, by the second.
  const nearNight = fc.integer({ min: Date.UTC(2026, 9, 24, 20) / 1000, max: Date.UTC(2026, 9, 25, 6) / 1000 });
  const plain = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich', dateStyle: 'short', timeStyle: 'medium' });
  fc.assert(fc.property(nearNight, fc.integer({ min: 0, max: 6 * 3600 }), (since, later) => {
    expect(plain.format((since + later) * 1000) >= zurichTimeForSearch(new Date(since * 1000))).toBe(true);
  }), { numRuns: 500 });
});
