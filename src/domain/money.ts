import * as known from 'dinero.js/bigint/currencies';
import { add, calculator, dinero, halfAwayFromZero, toDecimal, transformScale } from 'dinero.js/bigint';

/**
 * Money is a whole number of the currency's smallest unit (Rappen, cents, yen). Everything that divides, rounds or shares money lives here,
 * so that nobody else has to say how. `bigint` inside, because an intermediate product may pass 2^53; safe integers outside.
 */
export type Minor = number;

/** The text is no amount of that currency: not a number, finer than the smallest unit, or too large to be exact. */
export class NotMoney extends Error {
  override name = 'NotMoney';
}

type Decimal = { digits: bigint; scale: number };

const defaultExponent = 2;
const byCode = new Map(Object.entries(known));

/** Decimals of a currency: 2 for CHF, 0 for JPY, 3 for KWD. Unknown codes have 2, as both systems assume. */
export function currencyExponent(code: string): number {
  return Number(currencyOf(code).exponent);
}

/** The exact amount a decimal text stands for. Throws `NotMoney` when the currency cannot hold it. */
export function parseDecimal(text: string | number, currency: string): Minor {
  const { digits, scale } = readDecimal(text);
  const surplus = scale - currencyExponent(currency);
  if (surplus <= 0) return safe(digits * 10n ** BigInt(-surplus));
  const unit = 10n ** BigInt(surplus);
  if (digits % unit !== 0n) throw new NotMoney(`${String(text)} has more decimals than ${currency}`);
  return safe(digits / unit);
}

/** As `parseDecimal`, for answers with 4 to 6 decimals (`total_taxes`): rounds half away from zero, the commercial way in Switzerland. */
export function parseDecimalRounded(text: string | number, currency: string): Minor {
  const { digits, scale } = readDecimal(text);
  const unit = currencyOf(currency);
  const amount = dinero({ amount: digits, currency: unit, scale: BigInt(scale) });
  return safe(transformScale(amount, unit.exponent, halfAwayFromZero).toJSON().amount);
}

/** `1230` in CHF → `12.30`, `-5` → `-0.05`, `1200` in JPY → `1200`. */
export function formatDecimal(amountMinor: Minor, currency: string): string {
  return toDecimal(dinero({ amount: BigInt(amountMinor), currency: currencyOf(currency) }));
}

/** The exact sum; throws when it is no safe integer any more. */
export function sum(amounts: Iterable<Minor>): Minor {
  // The currency of a sum does not matter to dinero as long as it is the same one throughout; CHF stands for "the order's".
  const inChf = (amount: Minor) => dinero({ amount: BigInt(amount), currency: known.CHF });
  let total = inChf(0);
  for (const amount of amounts) total = add(total, inChf(amount));
  return safe(total.toJSON().amount);
}

/**
 * Splits `total` in proportion to `weights` by largest remainder; of equal remainders the earlier part gets the unit. Σ parts = total.
 * Not dinero's `allocate`: that one hands the remainder to the largest weights, which is up to one unit less fair and unstable on ties.
 * Weights must not be negative; all zero counts as all equal, so that an amount is never lost. Splitting −x gives exactly −(splitting x).
 */
export function allocate(total: Minor, weights: readonly number[]): Minor[] {
  if (weights.length === 0) {
    if (total !== 0) throw new NotMoney(`${total} cannot be split among nobody`);
    return [];
  }
  if (total < 0) return allocate(-total, weights).map((part) => 0 - part);
  const wanted = weights.some((weight) => weight !== 0) ? weights.map(weightOf) : weights.map(() => 1n);
  const whole = wanted.reduce((a, b) => a + b, 0n);
  const parts = wanted.map((weight, index) => ({ index, units: (BigInt(total) * weight) / whole, remainder: (BigInt(total) * weight) % whole }));
  let left = BigInt(total) - parts.reduce((a, part) => a + part.units, 0n);
  const fairest = [...parts].sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const part of fairest) {
    if (left === 0n) break;
    part.units += 1n;
    left -= 1n;
  }
  return parts.map((part) => safe(part.units));
}

/** `amount × numerator ÷ denominator`, rounded half away from zero. */
export function share(amountMinor: Minor, numerator: number, denominator: number): Minor {
  return safe(roundHalfAwayFromZero(BigInt(amountMinor) * BigInt(numerator), BigInt(denominator)));
}

/** The integer nearest to `n / d`; a tie goes away from zero: 2.5 → 3, −2.5 → −3. */
export function roundHalfAwayFromZero(n: bigint, d: bigint): bigint {
  if (d === 0n) throw new NotMoney('division by zero');
  return d < 0n ? halfAwayFromZero(-n, -d, calculator) : halfAwayFromZero(n, d, calculator);
}

/** A price of an article: bexio keeps six decimals. Whole millionths; finer digits are rounded. */
export type Micro = number;

/** `18.455134` → 18 455 134. */
export function parseMicro(text: string | number): Micro {
  return ppm(text, 6);
}

/** The same price with at least as many decimals as a price has: `18455000` in CHF → `18.455`, `18000000` → `18.00`. */
export function formatMicro(amount: Micro, currency: string): string {
  const least = currencyExponent(currency);
  const [whole = '0', fraction = ''] = toDecimal(dinero({ amount: BigInt(amount), currency: known.CHF, scale: 6n })).split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}

/** A rate as parts per million: `0.081` → 81 000. Finer digits are rounded. */
export function ratePpmOf(rate: string | number): number {
  return ppm(rate, 6);
}

/** The same for percentages: `'8.10'` → 81 000. */
export function ratePpmOfPercent(percent: string | number): number {
  return ppm(percent, 4);
}

/** `81000` → `8.1`, for people. */
export function percentOf(ratePpm: number): string {
  return toDecimal(dinero({ amount: BigInt(ratePpm), currency: known.CHF, scale: 4n })).replace(/\.?0+$/, '');
}

function ppm(text: string | number, shift: number): number {
  const { digits, scale } = readDecimal(text);
  return safe(roundHalfAwayFromZero(digits * 10n ** BigInt(shift), 10n ** BigInt(scale)));
}

function currencyOf(code: string): { code: string; base: bigint; exponent: bigint } {
  const currency = byCode.get(code);
  // Two currencies (MGA, MRU) have fifths by ISO 4217; Shopify and bexio write them with two decimals all the same.
  return { code, base: 10n, exponent: currency?.base === 10n ? currency.exponent : BigInt(defaultExponent) };
}

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Numbers are read through their shortest text, which is what the other system wrote: no arithmetic on floats. */
function readDecimal(text: string | number): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimalPattern.exec(String(text).trim()) ?? [];
  if (sign === undefined || whole + fraction === '') throw new NotMoney(`"${String(text)}" is not a number`);
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function weightOf(weight: number): bigint {
  if (!Number.isSafeInteger(weight) || weight < 0) throw new NotMoney(`${weight} is not a weight`);
  return BigInt(weight);
}

function safe(amount: bigint): Minor {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new NotMoney(`${amount} is too large to be exact`);
  return number;
}
