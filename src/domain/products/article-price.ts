import { currencyExponent, type Micro, type Minor, roundHalfAwayFromZero } from '../money.ts';

/** How the two sides write a price: Shopify says it of the whole shop, bexio of no article (the merchant does). */
export type PriceBasis = { currency: string; shop: 'gross' | 'net'; article: 'gross' | 'net'; ratePpm: number };

/** What an article's price is in the shop, rounded to its smallest coin. */
export function shopPrice(articlePrice: Micro, basis: PriceBasis): Minor {
  const [numerator, denominator] = factor(basis);
  return Number(roundHalfAwayFromZero(BigInt(articlePrice) * numerator, denominator * microPerMinor(basis.currency)));
}

/**
 * What the shop's price is as an article's: the one with the fewest decimals that gives the shop's price back. 19.95 with 8.1 % is 18.455
 * net, because 18.46 would be 19.96 again (decision 37).
 */
export function articlePrice(priceMinor: Minor, basis: PriceBasis): Micro {
  const [numerator, denominator] = factor(basis);
  const exact = BigInt(priceMinor) * microPerMinor(basis.currency) * denominator;
  let step = microPerMinor(basis.currency);
  for (;;) {
    const price = Number(roundHalfAwayFromZero(exact, numerator * step) * step);
    if (step === 1n || shopPrice(price, basis) === priceMinor) return price;
    step /= 10n;
  }
}

/** Article's price × factor = shop's price. */
function factor({ shop, article, ratePpm }: PriceBasis): [bigint, bigint] {
  const withVat = BigInt(1_000_000 + ratePpm);
  if (shop === article) return [1n, 1n];
  return shop === 'gross' ? [withVat, 1_000_000n] : [1_000_000n, withVat];
}

function microPerMinor(currency: string): bigint {
  return 10n ** BigInt(6 - currencyExponent(currency));
}
