import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { articlePrice, shopPrice, type PriceBasis } from '../../src/domain/products/article-price.ts';
import { formatMicro, parseMicro } from '../../src/domain/money.ts';

const sides = fc.constantFrom('gross' as const, 'net' as const);
const anyBasis: fc.Arbitrary<PriceBasis> = fc.record({ currency: fc.constantFrom('CHF', 'EUR', 'JPY'), shop: sides, article: sides, ratePpm: fc.constantFrom(0, 26_000, 38_000, 81_000, 190_000, 255_000) });

test('an article’s price gives the shop’s price back, whatever the basis', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), anyBasis, (priceMinor, basis) => {
      expect(shopPrice(articlePrice(priceMinor, basis), basis)).toBe(priceMinor);
    }),
    { numRuns: 2_000 },
  );
});

test('with no more decimals than it takes', () => {
  const basis: PriceBasis = { currency: 'CHF', shop: 'gross', article: 'net', ratePpm: 81_000 };
  const written = (minor: number, over: Partial<PriceBasis> = {}) => formatMicro(articlePrice(minor, { ...basis, ...over }), over.currency ?? 'CHF');
  expect(written(1_995)).toBe('18.455');
  expect(written(10_810)).toBe('100.00');
  expect(written(1_995, { article: 'gross' })).toBe('19.95');
  // A net shop's price has fewer coins than gross ones: two decimals of the gross price always find it again.
  expect(written(1_995, { shop: 'net', article: 'gross' })).toBe('21.57');
  expect(written(500, { currency: 'JPY', article: 'gross' })).toBe('500');
});

test('a price of six decimals survives reading and writing', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), (micro) => void expect(parseMicro(formatMicro(micro, 'CHF'))).toBe(micro)));
  expect(parseMicro('18.455134')).toBe(18_455_134);
  expect(formatMicro(18_455_130, 'CHF')).toBe('18.45513');
});
