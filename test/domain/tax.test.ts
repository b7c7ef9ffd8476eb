import { describe, expect, test } from 'vitest';
import type { TaxLine } from '../../src/domain/order.ts';
import { ratesOf, salesTaxFor } from '../../src/domain/invoice/tax.ts';
import { aCompany, aTax } from './build.ts';

const swiss = (ratePpm: number) => [81_000, 26_000, 38_000, 0].includes(ratePpm);

function ratesFor(taxLines: TaxLine[], amountMinor: number, taxesIncluded = true, hasRate = swiss) {
  return ratesOf({ taxLines, amountMinor, taxesIncluded, hasRate });
}

describe('the rate a line really carries', () => {
  test.each<[string, TaxLine[], number, boolean, number]>([
    ['8.1 % contained', [aTax(749)], 10_000, true, 81_000],
    ['8.1 % on top', [aTax(810)], 10_000, false, 81_000],
    ['2.6 % with a tax of 0.10 (captured Swiss order)', [aTax(10, 26_000)], 400, true, 26_000],
    ['no tax line at all: export', [], 10_000, true, 0],
    ['a rate without tax: exempt buyer', [aTax(0, 190_000)], 10_000, false, 0],
    ['reverse charge 21 % / 0.00', [aTax(0, 210_000)], 5000, true, 0],
    ['too small to be taxed keeps its rate', [aTax(0)], 5, true, 81_000],
    ['a discount of 100 % keeps its rate', [aTax(0, 26_000)], 0, true, 26_000],
    ['an explicit rate of zero', [aTax(0, 0)], 10_000, true, 0],
    ['an exempt county beside a charging state', [aTax(398, 60_000), aTax(0, 10_000)], 6633, false, 60_000],
    ['a marketplace line without amount is nothing', [aTax(749), aTax(0, 20_000, { channelLiable: true })], 10_000, true, 81_000],
  ])('%s', (_name, taxLines, amountMinor, taxesIncluded, ratePpm) => {
    const rates = ratesFor(taxLines, amountMinor, taxesIncluded);
    expect(rates).toMatchObject({ ok: true, parts: [{ ratePpm }] });
  });

  test('the same rate named twice is one rate', () => {
    expect(ratesFor([aTax(405), aTax(405)], 10_000, false)).toEqual({ ok: true, parts: [{ ratePpm: 81_000, taxMinor: 810, weight: 1 }] });
  });

  test('two taxes on the whole price need a sales tax of the combined rate', () => {
    const newYork = [aTax(400, 40_000), aTax(38, 3750)];
    expect(ratesFor(newYork, 10_000, false)).toEqual({ ok: false, why: 'several', ratesPpm: [40_000, 3750] });
    expect(ratesFor(newYork, 10_000, false, (ratePpm) => ratePpm === 43_750)).toMatchObject({ ok: true, parts: [{ ratePpm: 43_750, taxMinor: 438 }] });
  });

  test('shipping spread over the rates of the goods is divided, not refused', () => {
    const spread = ratesFor([aTax(34), aTax(11, 26_000)], 900);
    expect(spread).toMatchObject({ ok: true, parts: [{ ratePpm: 81_000, taxMinor: 34 }, { ratePpm: 26_000, taxMinor: 11 }] });
  });

  test('taxes that fit neither reading are shown to a person', () => {
    expect(ratesFor([aTax(5000), aTax(700, 26_000)], 10_000)).toMatchObject({ ok: false, why: 'several' });
  });

  test('a tax that a marketplace remits is not ours', () => {
    expect(ratesFor([aTax(749, 81_000, { channelLiable: true })], 10_000)).toEqual({ ok: false, why: 'marketplace' });
  });

  test('several rates on next to nothing: the combined one if there is one, else the first', () => {
    const taxLines = [aTax(0, 40_000), aTax(0, 3750)];
    expect(ratesFor(taxLines, 1, false)).toMatchObject({ parts: [{ ratePpm: 40_000 }] });
    expect(ratesFor(taxLines, 1, false, () => true)).toMatchObject({ parts: [{ ratePpm: 43_750 }] });
  });
});

describe('the sales tax for a rate and a day', () => {
  const company = aCompany();

  test.each([
    [81_000, '2026-11-20', 216],
    [26_000, '2024-01-01', 217],
    [0, '2026-11-20', 203],
    [77_000, '2023-12-31', 207],
    [77_000, '2024-01-01', null],
    [81_000, '2023-12-31', null],
    [190_000, '2026-11-20', null],
  ])('%d ppm on %s', (ratePpm, date, id) => {
    expect(salesTaxFor(company, ratePpm, date)?.id ?? null).toBe(id);
  });

  test('of several the standard code wins, then the lowest id; inactive ones never', () => {
    const taxes = [
      { id: 5, code: 'EXP', ratePpm: 0, active: true, validFrom: null, validTo: null },
      { id: 9, code: 'U00', ratePpm: 0, active: true, validFrom: null, validTo: null },
      { id: 7, code: 'U00', ratePpm: 0, active: false, validFrom: null, validTo: null },
      { id: 6, code: 'ABC', ratePpm: 10_000, active: true, validFrom: null, validTo: null },
      { id: 4, code: 'XYZ', ratePpm: 10_000, active: true, validFrom: null, validTo: null },
    ];
    expect(salesTaxFor(aCompany({ taxes }), 0, '2026-11-20')?.id).toBe(9);
    expect(salesTaxFor(aCompany({ taxes }), 10_000, '2026-11-20')?.id).toBe(4);
  });
});
