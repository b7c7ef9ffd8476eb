import type { Booked, BookedInvoice, Covered } from '../booked.ts';
import type { Company } from '../company.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Shop } from '../order.ts';
import { coveredAmounts } from '../invoice/order-to-invoice.ts';
import { isMovable, scaled, shareOut } from '../invoice/owed-now.ts';
import type { LumpSum, Settings } from '../settings.ts';

export type Books = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Pick<Booked, 'extras' | 'refunds'> };

/**
 * What an order is worth less what its documents, entries and tasks say, line by line and rate by rate: positive where something is on no
 * document yet, negative where something has gone and no entry says so. Goods whose money is on its way back are gone when it has arrived.
 * Mere amounts given back are in neither: their entry is made when the money moves, and nothing else depends on them (decision 28).
 */
export function balanceOf(books: Books, invoice: BookedInvoice): Covered[] {
  const back = Object.values(books.booked.refunds).flatMap((one) => one.goods);
  const isAfter = (refundId: string) => invoice.refundIds !== undefined && !invoice.refundIds.includes(refundId);
  return together([...coveredAmounts(books, isAfter), ...documented(books, invoice).map(negated), ...back]);
}

/** What the documents in force stand for. */
export function coversOf(books: Books, invoice: BookedInvoice): Covered[] {
  return together(documented(books, invoice));
}

/** One row for everything of the same line and rate; nothing where the sum is nothing. */
export function together(parts: readonly Covered[]): Covered[] {
  const rows = new Map<string, Covered>();
  for (const part of parts) {
    const before = rows.get(keyOf(part)) ?? { ...part, quantity: 0, grossMinor: 0, taxMinor: 0 };
    rows.set(keyOf(part), { ...before, quantity: before.quantity + part.quantity, grossMinor: before.grossMinor + part.grossMinor, taxMinor: before.taxMinor + part.taxMinor });
  }
  return [...rows.values()].filter((row) => row.grossMinor !== 0);
}

/** What a row is of: the line (shipping and charges by their title), and the rate. */
export function keyOf({ lineId, title, role, ratePpm }: Pick<Covered, 'lineId' | 'title' | 'role' | 'ratePpm'>): string {
  return JSON.stringify([lineId ?? title, role, ratePpm]);
}

export function grossOf(parts: readonly Pick<Covered, 'grossMinor'>[]): Minor {
  return sum(parts.map((part) => part.grossMinor));
}

/** Cents that a till or a conversion moved stand for no line and carry no rate. */
export function isCents({ role }: Pick<Covered, 'role'>): boolean {
  return role === 'rounding';
}

/** By rate, what was added less what has gone. */
export function netByRate(balance: readonly Covered[]): Map<number, Minor> {
  const rates = new Map<number, Minor>();
  for (const { ratePpm, grossMinor } of balance.filter((row) => !isCents(row))) rates.set(ratePpm, (rates.get(ratePpm) ?? 0) + grossMinor);
  return rates;
}

/** True when something was added under one rate and something has gone under another: no amount of money says which VAT moved. */
export function isMixed(balance: readonly Covered[]): boolean {
  const rates = [...netByRate(balance).values()];
  return rates.some((grossMinor) => grossMinor > 0) && rates.some((grossMinor) => grossMinor < 0);
}

/** What has gone, as positive amounts: of rates that lost more than they gained, what they lost altogether. */
export function goneOf(balance: readonly Covered[]): Covered[] {
  return [...netByRate(balance)].flatMap(([ratePpm, netMinor]) => {
    const ofRate = balance.filter((row) => row.ratePpm === ratePpm && row.grossMinor < 0 && !isCents(row));
    return netMinor >= 0 ? [] : scaled(ofRate.map(negated), -netMinor);
  });
}

/**
 * Goods for so much money out of what has gone: those that are named first, at Shopify's own figures; then what has gone under rates that
 * lost altogether; then whatever else has gone, but nothing that other money will name (`reserved`). Less than the amount when no more has gone.
 */
export function takenOut(balance: readonly Covered[], amountMinor: Minor, { named, reserved }: { named: readonly Covered[]; reserved: readonly Covered[] }): Covered[] {
  const taken: Covered[] = [];
  const goneMinor = (part: Covered) => -(together([...balance, ...taken]).find((row) => keyOf(row) === keyOf(part))?.grossMinor ?? 0);
  const want = (part: Covered) => void taken.push(...scaled([part], Math.max(0, Math.min(part.grossMinor, amountMinor - grossOf(taken), goneMinor(part)))));
  const present = together(named).flatMap((part) => scaled([part], Math.max(0, Math.min(part.grossMinor, goneMinor(part)))));
  scaled(present, Math.min(amountMinor, grossOf(present))).forEach(want);
  const free = () => together([...balance, ...taken, ...reserved]);
  goneOf(free()).forEach(want);
  for (const row of free()) if (!isCents(row) && row.grossMinor < 0) want(negated(row));
  return taken;
}

/**
 * A mere amount over what the documents say, in proportion, or under one rate after the other as the merchant wants it. A gift card is owed
 * at its value and a tip is the buyer's word: it lowers the rest first. `taken`: off the documents already.
 */
export function spreadOver(covers: readonly Covered[], amountMinor: Minor, how: LumpSum = 'in-proportion', taken: readonly Covered[] = []): Covered[] {
  const present = covers.filter((one) => one.grossMinor > 0 && !isCents(one));
  if (present.length === 0) return [];
  const shares = shareOut(present, amountMinor);
  const inProportion = present.flatMap((one, index) => scaled([one], shares[index] ?? 0));
  if (how === 'in-proportion') return inProportion;
  const movable = present.filter(isMovable);
  const pool = movable.length > 0 ? movable : present;
  const aside = movable.length > 0 ? inProportion.filter((one) => !isMovable(one)) : [];
  const left = together([...pool, ...taken.map(negated)]).filter((row) => row.grossMinor > 0 && pool.some((one) => keyOf(one) === keyOf(row)));
  const rates = [...new Set(left.map((row) => row.ratePpm))].sort((a, b) => (how === 'highest-rate' ? b - a : a - b));
  let openMinor = amountMinor - grossOf(aside);
  const byRate = rates.flatMap((ratePpm) => {
    const ofRate = left.filter((row) => row.ratePpm === ratePpm);
    const partMinor = Math.min(openMinor, grossOf(ofRate));
    openMinor -= partMinor;
    return scaled(ofRate, partMinor);
  });
  // More than is left of anything: there is no rate that could be preferred.
  return [...byRate, ...(openMinor > 0 ? scaled(pool, openMinor) : []), ...aside];
}

/** An invoice of an older installation was adopted as it is: what is owed now is the best that is known of it. */
function documented({ booked, ...books }: Books, invoice: BookedInvoice): Covered[] {
  return [...(invoice.covers ?? coveredAmounts(books)), ...booked.extras.flatMap((one) => one.covers ?? [])];
}

function negated(row: Covered): Covered {
  return { ...row, quantity: -row.quantity, grossMinor: -row.grossMinor, taxMinor: -row.taxMinor };
}
