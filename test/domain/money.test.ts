import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocate,
  currencyExponent,
  formatDecimal,
  NotMoney,
  parseDecimal,
  parseDecimalRounded,
  percentOf,
  ratePpmOf,
  ratePpmOfPercent,
  roundHalfAwayFromZero,
  share,
  sum,
} from '../../src/domain/money.ts';

const currencies = ['CHF', 'EUR', 'JPY', 'KWD', 'XYZ'] as const;
const anyAmount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

describe('decimals', () => {
  test.each([
    ['CHF', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['MGA', 2],
    ['???', 2],
  ])('%s has %d', (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent);
  });

  test.each<[string | number, string, number]>([
    ['12.30', 'CHF', 1230],
    ['12.3', 'CHF', 1230],
    ['12', 'CHF', 1200],
    ['.5', 'CHF', 50],
    ['-0.05', 'CHF', -5],
    ['+7.00', 'CHF', 700],
    ['19.990000', 'CHF', 1999],
    ['1200.0', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
    [1.005, 'KWD', 1005],
    [24.29, 'CHF', 2429],
    ['90071992547409.91', 'CHF', 9_007_199_254_740_991],
    [' 3.10 ', 'CHF', 310],
  ])('%s %s', (text, currency, minor) => {
    expect(parseDecimal(text, currency)).toBe(minor);
  });

  test.each(['', '.', '-', 'abc', '1,5', '1.2.3', 'NaN', 'Infinity', '0x10', '1e400', '1e21', '1.005', '90071992547409.92', "1'000.00"])(
    '%j is no amount in CHF',
    (text) => {
      expect(() => parseDecimal(text, 'CHF')).toThrow(NotMoney);
    },
  );

  test.each([
    ['6.0143', 601],
    ['6.0150', 602],
    ['-6.0150', -602],
    ['-6.0149', -601],
    ['0.004999', 0],
    ['0.005', 1],
    ['1e-3', 0],
  ])('%s is rounded to %d', (text, minor) => {
    expect(parseDecimalRounded(text, 'CHF')).toBe(minor);
  });

  test.each<[number, string, string]>([
    [1230, 'CHF', '12.30'],
    [-5, 'CHF', '-0.05'],
    [0, 'CHF', '0.00'],
    [1200, 'JPY', '1200'],
    [1, 'KWD', '0.001'],
  ])('%d %s reads %s', (minor, currency, text) => {
    expect(formatDecimal(minor, currency)).toBe(text);
  });

  test('what is written is read back, in every currency', () => {
    fc.assert(
      fc.property(anyAmount, fc.constantFrom(...currencies), (amount, currency) => {
        expect(parseDecimal(formatDecimal(amount, currency), currency)).toBe(amount);
        expect(parseDecimalRounded(formatDecimal(amount, currency), currency)).toBe(amount);
      }),
    );
  });
});

describe('rates', () => {
  test.each<[string | number, number]>([
    [0.081, 81_000],
    ['0.026', 26_000],
    [0.00375, 3750],
    [0.08375, 83_750],
    [0, 0],
    [1e-7, 0],
    ['0.19', 190_000],
    [0.077_000_000_000_000_01, 77_000],
  ])('%s is %d ppm', (rate, ppm) => {
    expect(ratePpmOf(rate)).toBe(ppm);
  });

  test.each<[string | number, number, string]>([
    ['8.10', 81_000, '8.1'],
    [2.6, 26_000, '2.6'],
    ['0', 0, '0'],
    ['10.00', 100_000, '10'],
    ['0.375', 3750, '0.375'],
  ])('%s percent is %d ppm and reads %s', (percent, ppm, text) => {
    expect(ratePpmOfPercent(percent)).toBe(ppm);
    expect(percentOf(ppm)).toBe(text);
  });
});

describe('sum', () => {
  test('is exact and refuses what it cannot hold', () => {
    expect(sum([])).toBe(0);
    expect(sum([1, -2, 3])).toBe(2);
    expect(() => sum([Number.MAX_SAFE_INTEGER, 1])).toThrow(NotMoney);
  });
});

describe('rounding', () => {
  test.each<[bigint, bigint, bigint]>([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [7n, 3n, 2n],
    [-7n, 3n, -2n],
    [8n, 3n, 3n],
    [0n, 3n, 0n],
  ])('%d / %d = %d', (n, d, rounded) => {
    expect(roundHalfAwayFromZero(n, d)).toBe(rounded);
  });

  test('is never more than half a unit away and symmetric', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (n, d) => {
        const rounded = roundHalfAwayFromZero(n, d);
        const off = 2n * (rounded * d - n);
        expect(off <= d && off >= -d).toBe(true);
        expect(roundHalfAwayFromZero(-n, d)).toBe(-rounded);
      }),
    );
  });

  test('a share is one rounding of the exact product', () => {
    expect(share(10_000, 81_000, 1_081_000)).toBe(749);
    expect(share(-10_000, 81_000, 1_081_000)).toBe(-749);
    expect(() => share(1, 1, 0)).toThrow(NotMoney);
  });
});

describe('allocate', () => {
  test.each<[number, number[], number[]]>([
    [100, [1, 1, 1], [34, 33, 33]],
    [1000, [1, 1, 1, 0], [334, 333, 333, 0]],
    [5, [3, 7], [2, 3]],
    [-5, [3, 7], [-2, -3]],
    [0, [1, 2], [0, 0]],
    [7, [0, 0], [4, 3]],
    [1, [1, 2, 3], [0, 0, 1]],
    [0, [], []],
  ])('%d over %j', (total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  test('refuses negative weights and nobody', () => {
    expect(() => allocate(1, [-1, 2])).toThrow(NotMoney);
    expect(() => allocate(1, [])).toThrow(NotMoney);
  });

  const anyWeights = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10_000_000 })), { minLength: 1, maxLength: 500 });

  test('loses nothing, is fair to one unit, and gives everything back', () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, (total, weights) => {
        const parts = allocate(total, weights);
        expect(sum(parts)).toBe(total);
        const whole = weights.reduce((a, b) => a + BigInt(b), 0n);
        const unfair = parts.filter((part, i) => {
          const off = BigInt(part) * whole - BigInt(total) * BigInt(weights[i]!);
          return whole > 0n && (off >= whole || off <= -whole || (weights[i] === 0 && part !== 0));
        });
        expect(unfair).toEqual([]);
        const back = allocate(-total, weights);
        expect(parts.map((part, i) => part + back[i]!)).toEqual(parts.map(() => 0));
      }),
      { numRuns: 300 },
    );
  });

  test('equal remainders go to the earlier part, so nothing depends on the engine', () => {
    expect(allocate(2, [1, 1, 1, 1])).toEqual([1, 1, 0, 0]);
  });
});
