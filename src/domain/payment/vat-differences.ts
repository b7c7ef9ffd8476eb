import type { InvoicePlan, VatDifference } from '../documents.ts';
import type { EntryLine } from '../entry.ts';
import { type Minor, share } from '../money.ts';

type VatByRate = { ratePpm: number; amountMinor: Minor };

/** @param parts what the document stands for: so many amounts were rounded */
export function vatDifferences(shopify: readonly VatByRate[], bexio: readonly VatByRate[], parts: readonly { ratePpm: number }[]): VatDifference[] {
  const rates = [...new Set([...shopify, ...bexio].map(({ ratePpm }) => ratePpm))].filter((ratePpm) => ratePpm !== 0);
  const of = (taxes: readonly VatByRate[], ratePpm: number) => taxes.filter((tax) => tax.ratePpm === ratePpm).reduce((all, tax) => all + tax.amountMinor, 0);
  return rates.flatMap((ratePpm): VatDifference[] => {
    const [shopifyMinor, bexioMinor] = [of(shopify, ratePpm), of(bexio, ratePpm)];
    if (shopifyMinor === bexioMinor) return [];
    const amounts = parts.filter((part) => part.ratePpm === ratePpm).length;
    // Price and tax of what was taken off a line are rounded besides the line's own tax: half a unit each, and half for bexio's.
    const why = Math.abs(bexioMinor - shopifyMinor) <= Math.ceil((3 * amounts + 1) / 2) ? 'rounded-once' : 'as-sold';
    return [{ ratePpm, shopifyMinor, bexioMinor, why }];
  });
}

/** VAT as bexio works it out for a document: per rate, of the sum of its positions, rounded once. */
export function vatOfPositions({ positions, net }: Pick<InvoicePlan, 'positions' | 'net'>): VatByRate[] {
  const sums = new Map<number, number>();
  for (const position of positions) {
    if (position.kind === 'text') continue;
    sums.set(position.ratePpm, (sums.get(position.ratePpm) ?? 0) + Math.round(position.unitPriceMinor * position.quantity));
  }
  return [...sums].map(([ratePpm, sumMinor]) => ({ ratePpm, amountMinor: share(sumMinor, ratePpm, net ? 1_000_000 : 1_000_000 + ratePpm) }));
}

/** VAT as bexio takes it out of the lines of an entry: each by itself. Its answer does not say. Turnover that comes back brings its VAT. */
export function vatInLines(lines: readonly Pick<EntryLine, 'ratePpm' | 'amountMinor' | 'turnover'>[]): VatByRate[] {
  return lines.map(({ ratePpm, amountMinor, turnover }) => ({ ratePpm, amountMinor: share(turnover === 'credit' ? -amountMinor : amountMinor, ratePpm, 1_000_000 + ratePpm) }));
}
