import { currencyExponent, type Minor, roundHalfAwayFromZero, sum } from '../money.ts';
import { type Owed, withCents } from './owed-now.ts';

/** An owed amount as the document prices it. */
export type Priced = { owed: Owed; amountMinor: Minor };

/** Gross prices: the document's total is the plain sum, and no rounding of VAT can move it. The default for that reason. */
export function grossPrices(owed: Owed[]): Priced[] {
  return owed.map((one) => ({ owed: one, amountMinor: one.grossMinor }));
}

/**
 * Prices without VAT, and what is missing to the total once bexio has added VAT its way. Null when net prices cannot reach the total: bexio
 * would have to add less than nothing, or the taxes are so far from the rates that a rounding position would hide a mistake.
 */
export function netPrices(owed: Owed[], totalMinor: Minor, currency: string): { priced: Priced[]; roundingMinor: Minor } | null {
  const direct = priced(owed, totalMinor, currency);
  // A surplus cannot be taken back by a negative position (decision 5), so the largest price gives it.
  const fitting = direct.roundingMinor >= 0 ? direct : priced(withCents(owed, direct.roundingMinor, 'rounding'), totalMinor, currency);
  // Shopify rounds VAT per line, bexio per rate: half a unit per amount at most, and one for the way back.
  const boundMinor = Math.ceil(owed.length / 2) + 1;
  return fitting.roundingMinor >= 0 && fitting.roundingMinor <= boundMinor && direct.roundingMinor >= -boundMinor ? fitting : null;
}

/**
 * The total bexio makes of net positions, before it rounds to the currency's factor: VAT per rate on the sum of the positions, to four
 * decimals (recorded: 74.25 at 8.1 % → 6.0143 → 80.25 with the factor 0.05).
 */
export function totalOfNet(netByRate: ReadonlyMap<number, Minor>, currency: string): Minor {
  const exponent = BigInt(currencyExponent(currency));
  const unit = 10n ** (4n > exponent ? 4n - exponent : 0n);
  let total = 0n;
  for (const [ratePpm, netMinor] of netByRate) {
    const net = BigInt(netMinor) * unit;
    total += net + roundHalfAwayFromZero(net * BigInt(ratePpm), 1_000_000n);
  }
  return Number(roundHalfAwayFromZero(total, unit));
}

function priced(owed: Owed[], totalMinor: Minor, currency: string): { priced: Priced[]; roundingMinor: Minor } {
  const all = owed.map((one) => ({ owed: one, amountMinor: one.grossMinor - one.taxMinor }));
  const netByRate = new Map<number, Minor>();
  for (const { owed: one, amountMinor } of all) netByRate.set(one.ratePpm, sum([netByRate.get(one.ratePpm) ?? 0, amountMinor]));
  return { priced: all, roundingMinor: totalMinor - totalOfNet(netByRate, currency) };
}
