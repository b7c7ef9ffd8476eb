/** The same amount in the shop's and in the buyer's currency, in whole minor units of each. */
export type Money = { readonly shop: bigint; readonly presentment: bigint };

export type Currencies = {
  readonly shop: string;
  readonly presentment: string;
  /** Shop currency per unit of presentment currency, as a decimal text; `1` when they are the same. */
  readonly rate: string;
};

export const nothing: Money = { shop: 0n, presentment: 0n };

/** Fits the amount into both currencies. Every field is converted and rounded by itself, as Shopify does: sums in shop money may be off by cents. */
export function inBoth(currencies: Currencies, presentment: bigint): Money {
  if (currencies.shop === currencies.presentment) return { shop: presentment, presentment };
  const rate = parseFraction(currencies.rate);
  const exponentGap = BigInt(currencyExponent(currencies.shop) - currencyExponent(currencies.presentment));
  const numerator = rate.numerator * (exponentGap > 0n ? 10n ** exponentGap : 1n);
  const denominator = rate.denominator * (exponentGap < 0n ? 10n ** -exponentGap : 1n);
  return { shop: share(presentment, numerator, denominator), presentment };
}

export function plus(...amounts: Money[]): Money {
  return amounts.reduce((sum, one) => ({ shop: sum.shop + one.shop, presentment: sum.presentment + one.presentment }), nothing);
}

export function minus(from: Money, taken: Money): Money {
  return { shop: from.shop - taken.shop, presentment: from.presentment - taken.presentment };
}

export function times(amount: Money, count: number): Money {
  return { shop: amount.shop * BigInt(count), presentment: amount.presentment * BigInt(count) };
}

/** `amount * numerator / denominator`, rounded half away from zero. */
export function share(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) return 0n;
  const product = amount * numerator;
  const negative = product < 0n !== denominator < 0n;
  const [top, bottom] = [product < 0n ? -product : product, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return negative ? -rounded : rounded;
}

export function moneyShare(amount: Money, numerator: number, denominator: number): Money {
  const [top, bottom] = [BigInt(numerator), BigInt(denominator)];
  return { shop: share(amount.shop, top, bottom), presentment: share(amount.presentment, top, bottom) };
}

/**
 * Splits an amount by weight; the parts sum to it exactly. Left-over cents go to the first parts:
 * Shopify's own samples spread 10.00 over three lines of 199.00 as 3.34, 3.33, 3.33.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (amount * weight) / whole);
  const unit = amount < 0n ? -1n : 1n;
  let left = amount - parts.reduce((sum, part) => sum + part, 0n);
  return parts.map((part, index) => {
    if (left === 0n || weights[index] === 0n) return part;
    left -= unit;
    return part + unit;
  });
}

export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

/** `'0.081'` → 81/1000. */
export function parseFraction(text: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`Not a decimal number: ${text}`);
  const [, sign = '', whole = '0', decimals = ''] = match;
  return { numerator: BigInt(`${sign}${whole}${decimals}`), denominator: 10n ** BigInt(decimals.length) };
}

/** `'12.3'` CHF → 1230n; throws when the text has more decimals than the currency. */
export function parseMinor(text: string, currency: string): bigint {
  const fraction = parseFraction(text);
  const scaled = fraction.numerator * 10n ** BigInt(currencyExponent(currency));
  if (scaled % fraction.denominator !== 0n) throw new Error(`${text} ${currency} has more decimals than the currency.`);
  return scaled / fraction.denominator;
}

/** As `MoneyV2.amount` comes: trailing zeros cut, one decimal kept (`10.0`, `12.35`). */
export function toDecimal(minor: bigint, currency: string): string {
  const [whole = '0', decimals = ''] = toFixed(minor, currency).split('.');
  return `${whole}.${decimals.replace(/0+$/, '') || '0'}`;
}

/** As the older `Money` scalar and REST come: all decimals of the currency (`10.00`). */
export function toFixed(minor: bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const withoutDecimals = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const withThreeDecimals = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

export function currencyExponent(currency: string): number {
  if (withoutDecimals.has(currency)) return 0;
  return withThreeDecimals.has(currency) ? 3 : 2;
}
