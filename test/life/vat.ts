import type { Seen } from './auditor.ts';
import { rappen } from './bexio-figures.ts';
import { minor, sum } from './shopify-figures.ts';

/** How often bexio's VAT per rate agrees with Shopify's within one rappen per document. */
export const vatTally = { amounts: 0, withinOne: 0, largest: 0 };

/**
 * (b) The price under every rate is exact, and so is the VAT in it, but for differences that the journal names with a reason: Shopify rounds
 * per line, bexio once per rate. What remains is what whole rappen cannot hold: half a rappen per booking of bexio's, and per amount that a
 * difference of a refund was spread over, or that was exchanged for another (no document comes of it). What the till rounded is taken off
 * somewhere.
 */
export function vatFindings(seen: Seen): string[] {
  const { shown, figures, books, tasks, evidence } = seen;
  if (shown.state !== 'booked' || tasks.length > 0) return [];
  const documents = books.live.length + evidence.entries.length;
  const slack = (evidence.order.cashRounding === null ? 0 : 3) + evidence.order.refunds.flatMap((one) => one.adjustments).length * (1 + documents);
  const rates = new Set([...figures.byRate.keys(), ...books.byRate.keys()]);
  return [...rates].flatMap((rate) => {
    const wanted = figures.byRate.get(rate) ?? { gross: 0, tax: 0, roundings: 0, lump: 0 };
    const found = books.byRate.get(rate) ?? { gross: 0, vat: 0, bookings: 0 };
    const spreads = lumpSpreads(seen, rate).map((one) => one - wanted.lump);
    const [least, most] = [Math.min(0, ...spreads), Math.max(0, ...spreads)];
    const grossOff = beyond(found.gross - wanted.gross, least, most);
    const part = rate / (1_000 + rate);
    if (rate !== 0) tally(beyond(found.vat - wanted.tax, least * part, most * part), documents);
    const named = recorded(seen, rate);
    const vatOff = rate === 0 ? 0 : beyond(found.vat - wanted.tax - named, least * part, most * part);
    const noted = evidence.order.refunds.flatMap((one) => one.adjustments).length;
    const spread = noted * wanted.roundings + (evidence.order.edited || evidence.order.returns.length > 0 ? wanted.roundings : 0);
    const vatSlack = 0.5 * (found.bookings + spread) + 0.1;
    return [
      ...(grossOff > slack + 0.01 ? [`(b) ${found.gross} at ${rate} ‰, Shopify says ${wanted.gross.toFixed(2)}`] : []),
      ...(vatOff > vatSlack ? [`(b) VAT of ${rate} ‰ is ${found.vat.toFixed(2)}, Shopify says ${wanted.tax.toFixed(2)}, and the journal names ${named}`] : []),
    ];
  });
}

/** By how much bexio's VAT is said to differ from Shopify's, with a reason, for the documents in force. */
function recorded({ evidence: { journal, entries }, books }: Seen, rate: number): number {
  const named = (ids: readonly number[], name: string) => {
    const lines = journal.filter(({ detail }) => ids.includes(Number(detail[name]))).flatMap(({ detail }) => (detail['vat'] ?? []) as { ratePpm: number; shopifyMinor: number; bexioMinor: number; why?: string }[]);
    return sum(lines.filter((one) => one.ratePpm === rate * 1_000 && one.why !== undefined).map((one) => one.bexioMinor - one.shopifyMinor));
  };
  // An entry takes VAT off again.
  return named(books.live.map(({ id }) => id), 'invoiceId') - named(entries.map(({ id }) => id), 'entryId');
}

/**
 * What the order's mere amounts take from a rate when they are spread over what was invoiced, with and without additional invoices. Gift
 * cards and tips are left out: they carry no VAT and keep their worth.
 */
function lumpSpreads({ figures, books, evidence }: Seen, rate: number): number[] {
  if (figures.lumps === 0) return [];
  const spared = sum(evidence.order.lines.filter((line) => line.giftCard || line.tip).map((line) => minor(line.unitPrice.shop) * (line.quantity - line.removedQuantity)));
  const bases = [books.live.filter((one) => !one.api_reference?.includes(':extra:')), books.live];
  return bases.flatMap((documents) => {
    const rows = documents.flatMap((one) => one.positions).filter((one) => one.tax_percent !== null);
    const whole = sum(rows.map((one) => rappen(one.position_total))) - spared;
    const own = sum(rows.filter((one) => Math.round(Number(one.tax_percent) * 10) === rate).map((one) => rappen(one.position_total))) - (rate === 0 ? spared : 0);
    // What was kept of a gift card or a tip keeps its worth, too; it is among what carries no VAT.
    const untaxed = rate === 0 ? 0 : sum(rows.filter((one) => Number(one.tax_percent) === 0).map((one) => rappen(one.position_total))) - spared;
    return whole <= 0 ? [] : [(figures.lumps * own) / whole, ...(whole - untaxed > 0 ? [(figures.lumps * own) / (whole - untaxed)] : [])];
  });
}

/** How far a difference lies outside what is allowed. */
function beyond(difference: number, least: number, most: number): number {
  return difference < least ? least - difference : Math.max(0, difference - most);
}

function tally(off: number, documents: number): void {
  vatTally.amounts += 1;
  if (off <= documents + 0.01) vatTally.withinOne += 1;
  vatTally.largest = Math.max(vatTally.largest, off);
}
