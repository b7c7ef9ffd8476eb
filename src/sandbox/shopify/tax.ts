import { allocate, inBoth, parseFraction, share, type Currencies } from './money.ts';
import type { StoredTaxLine } from './stored-order.ts';

export type Tax = { title: string; rate: string };

export type TaxRules = {
  currencies: Currencies;
  taxesIncluded: boolean;
  taxExempt: boolean;
  rateWithoutTax: boolean;
  /** For whatever names no tax of its own. */
  usual: Tax[];
};

/**
 * The taxes on one line's amount after discounts. Shopify rounds to the cent per line; several taxes on a line are
 * cut so that their sum is the rounded whole, which may move one of them by a cent.
 */
export function taxOn(amount: bigint, taxes: Tax[], rules: TaxRules): StoredTaxLine[] {
  if (rules.taxExempt) return [];
  const fractions = taxes.map((tax) => parseFraction(tax.rate));
  const common = fractions.reduce((product, fraction) => product * fraction.denominator, 1n);
  const weights = fractions.map((fraction) => (fraction.numerator * common) / fraction.denominator);
  const rateSum = weights.reduce((sum, weight) => sum + weight, 0n);
  const whole = share(amount, rateSum, rules.taxesIncluded ? common + rateSum : common);
  const parts = rules.rateWithoutTax ? taxes.map(() => 0n) : allocate(whole, weights);
  return taxes.map((tax, index) => ({
    title: tax.title,
    rate: tax.rate,
    price: inBoth(rules.currencies, parts[index] ?? 0n),
    channelLiable: false,
    source: 'MerchantActive',
  }));
}

/** Which taxes a line has: its own, the one rate it names, or the usual ones. `null` = none. */
export function taxesOf(line: { taxes?: Tax[]; taxRate?: string | null }, rules: TaxRules): Tax[] {
  if (line.taxes) return line.taxes;
  if (line.taxRate === null) return [];
  if (line.taxRate !== undefined) return [{ title: rules.usual[0]?.title ?? 'MwSt', rate: line.taxRate }];
  return rules.usual;
}
