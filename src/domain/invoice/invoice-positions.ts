import type { Company } from '../company.ts';
import type { Position } from '../documents.ts';
import type { Minor } from '../money.ts';
import type { Priced } from './net-prices.ts';
import type { Owed } from './owed-now.ts';
import type { Order, Shop } from '../order.ts';
import { positionText, roundingText } from './position-text.ts';
import type { Problem } from '../problem.ts';
import type { AccountRole, Language, Settings } from '../settings.ts';
import { taxOf } from './zero-tax.ts';

/** By SKU, as the links have them: null = bexio has no such article. */
export type Articles = Record<string, { articleId: number } | null>;

export type Printing = {
  order: Order;
  shop: Shop;
  settings: Settings;
  company: Company;
  currency: string;
  taxesIncluded: boolean;
  /** Of supply: it decides which sales tax is valid. */
  date: string;
  language: Language;
  net: boolean;
  articles: Articles;
};

type Positions = { ok: true; positions: Position[] } | { ok: false; problem: Problem };

/** The positions for priced amounts, each with its account, tax and text; plus a last one for a difference of rounding, if there is one. */
export function invoicePositions(priced: Priced[], roundingMinor: Minor, printing: Printing): Positions {
  const positions: Position[] = [];
  for (const one of priced) {
    const made = positionsOf(one, printing);
    if (!made.ok) return made;
    positions.push(...made.positions);
  }
  if (roundingMinor !== 0) {
    const booked = bookingOf({ role: 'rounding', lineId: null, ratePpm: 0 }, printing);
    if (!booked.ok) return booked;
    const html = roundingText(printing.language);
    positions.push({ kind: 'item', role: 'rounding', lineId: null, sku: null, html, quantity: 1, unitPriceMinor: roundingMinor, ...booked.booking });
  }
  return { ok: true, positions };
}

function positionsOf({ owed, amountMinor }: Priced, printing: Printing): Positions {
  const booked = bookingOf(owed, printing);
  if (!booked.ok) return booked;
  const sku = articleSku(owed, printing);
  const setting = { language: printing.language, currency: printing.currency, taxesIncluded: printing.taxesIncluded, net: printing.net, freeText: sku === null };
  const positions = wholePrices(amountMinor, owed.quantity).map((part, index): Position => {
    const html = positionText(owed, { ...setting, details: index === 0 });
    // What was kept of goods that came back bears their name; it is nothing that could be delivered.
    const lineId = owed.changes.some(({ why }) => why === 'kept') ? null : owed.lineId;
    return { kind: 'item', role: owed.role, lineId, sku, html, ...part, ...booked.booking };
  });
  return { ok: true, positions };
}

/**
 * Whole minor units per unit, so that the amount is exact however many decimals the company prints: 3 units for 10.00 become
 * 2 × 3.33 and 1 × 3.34 (decision 3).
 */
function wholePrices(amountMinor: Minor, quantity: number): { quantity: number; unitPriceMinor: Minor }[] {
  const unitPriceMinor = Math.floor(amountMinor / quantity);
  const dearer = amountMinor - unitPriceMinor * quantity;
  if (dearer === 0) return [{ quantity, unitPriceMinor }];
  return [
    { quantity: quantity - dearer, unitPriceMinor },
    { quantity: dearer, unitPriceMinor: unitPriceMinor + 1 },
  ];
}

type Booking = { accountId: number; taxId: number; ratePpm: number };

function bookingOf(amount: { role: AccountRole; lineId: string | null; ratePpm: number }, printing: Printing): { ok: true; booking: Booking } | { ok: false; problem: Problem } {
  const { role, ratePpm } = amount;
  const accountId = printing.settings.accounts[role];
  if (accountId === null) return { ok: false, problem: { reason: 'account-missing', role } };
  const account = printing.company.accounts.find(({ id }) => id === accountId);
  if (account?.usable !== true) return { ok: false, problem: { reason: 'account-unusable', role, accountId } };
  const tax = taxOf(printing, amount, printing.date);
  if (tax === null) return { ok: false, problem: { reason: 'tax-rate-missing', ratePpm, date: printing.date } };
  return { ok: true, booking: { accountId, taxId: tax.id, ratePpm } };
}

/** Only goods are articles; a SKU that bexio turned out not to have stays free text. */
function articleSku({ role, entry }: Owed, { settings, articles }: Printing): string | null {
  const sku = entry?.line?.sku ?? null;
  if (settings.articles === 'text' || role !== 'sales' || sku === null) return null;
  return Object.hasOwn(articles, sku) && articles[sku] === null ? null : sku;
}
