import { type Entry, entriesOf, grossOf, isGone, leftOver, lumpSumMinor, type Price, remaining } from './line-amounts.ts';
import { allocate, type Minor, share, sum } from './money.ts';
import type { Order } from './order.ts';
import type { Problem } from './problem.ts';
import type { AccountRole } from './settings.ts';
import { ratesOf } from './tax.ts';

/** An amount that is owed now, under one tax rate: what a position of the invoice will say. */
export type Owed = {
  role: AccountRole;
  /** Null for amounts that no line of the order stands for, for example cash rounding. */
  entry: Entry | null;
  lineId: string | null;
  quantity: number;
  grossMinor: Minor;
  /** Shopify's own tax inside `grossMinor`. */
  taxMinor: Minor;
  ratePpm: number;
  /** Cents put on or taken off that the text has to name. */
  changes: Change[];
};

export type Change = { why: 'cash-rounding' | 'rounding' | 'refund'; amountMinor: Minor };

export type OwedNow = { ok: true; owed: Owed[] } | { ok: false; problem: Problem };

/**
 * What the buyer owes for an order as it is now, before cash rounding; the sum is Shopify's current total to the cent, or a problem.
 * Shopify does not say which of its own events the current total contains. Four readings are tried in this order and the first that
 * reaches the total counts; each was needed by a captured order or is the plain meaning of the documentation:
 *   1. lines less what refunds took of them; a line without units is worth nothing (199.65 of the captured order over 598.94, whose
 *      refunds name 195.67 and 195.66 for lines of 195.66 and 195.67);
 *   2. the same, but the cents of such lines count: total less refunds;
 *   3. as 1, less refunds of a mere amount;
 *   4. nothing taken off: a cancellation gave money back and left the order as it was (598.94 of the other captured order).
 * Each is tried with import duties on top, then without: they may be contained in the prices.
 */
export function owedNow(order: Order, hasRate: (ratePpm: number) => boolean): OwedNow {
  const entries = entriesOf(order);
  const reading = readingOf(order, entries);
  if (reading === null) return { ok: false, problem: doesNotAddUp(order, entries) };
  const owed: Owed[] = [];
  for (const entry of reading.entries) {
    const rated = withRates(order, entry, reading.priceOf(entry), hasRate);
    if (!rated.ok) return rated;
    owed.push(...rated.owed);
  }
  const spread = reading.lumpMinor === 0 ? owed : withoutLumpSum(owed, reading.lumpMinor);
  return { ok: true, owed: withCents(notNegative(spread), reading.centsMinor, 'rounding') };
}

/** Given back as a mere amount and not contained in the current total: what an invoice over that total does not know of. */
export function openLumpMinor(order: Order): Minor {
  return lumpSumMinor(order) - (readingOf(order, entriesOf(order))?.lumpMinor ?? 0);
}

/** Adds to, or takes from, the largest amounts; bexio is not known to take a negative price, so nothing falls below zero (decision 5). */
export function withCents(owed: Owed[], centsMinor: Minor, why: Change['why']): Owed[] {
  if (centsMinor === 0) return owed;
  const changed = [...owed];
  let left = centsMinor;
  for (const index of largestFirst(owed)) {
    const one = changed[index];
    if (left === 0 || one === undefined) break;
    const amountMinor = left > 0 ? left : Math.max(left, -one.grossMinor);
    if (amountMinor === 0) continue;
    changed[index] = { ...one, grossMinor: one.grossMinor + amountMinor, changes: [...one.changes, { why, amountMinor }] };
    left -= amountMinor;
  }
  return changed;
}

type Reading = { entries: Entry[]; priceOf: (entry: Entry) => Price; centsMinor: Minor; lumpMinor: Minor };

function readingOf(order: Order, entries: Entry[]): Reading | null {
  const withDuties = readings(order, entries);
  const withoutDuties = readings(order, entries.filter((entry) => entry.role !== 'duties'));
  const found = [...withDuties, ...withoutDuties].find((reading) => totalOf(order, reading) === order.totals.currentMinor);
  return found ?? converted(order, withDuties[0]);
}

function readings(order: Order, entries: Entry[]): [Reading, ...Reading[]] {
  const present = entries.filter((entry) => !isGone(entry));
  const gone = entries.filter(isGone);
  const plain: Reading = { entries: present, priceOf: remaining, centsMinor: 0, lumpMinor: 0 };
  const centsMinor = sum(gone.map((entry) => grossOf(order, leftOver(entry))));
  const asPlaced = entries.filter((entry) => !isGone(entry) || grossOf(order, entry.full) !== 0);
  return [
    plain,
    { ...plain, centsMinor: Math.abs(centsMinor) <= gone.length ? centsMinor : 0 },
    { ...plain, lumpMinor: lumpSumMinor(order) },
    { ...plain, entries: asPlaced.map((entry) => ({ ...entry, currentQuantity: entry.quantity })), priceOf: (entry) => entry.full },
  ];
}

function totalOf(order: Order, reading: Reading): Minor {
  return sum(reading.entries.map((entry) => grossOf(order, reading.priceOf(entry)))) + reading.centsMinor - reading.lumpMinor;
}

/** Shopify converts each field of a foreign order by itself: up to one unit per amount is its rounding, not a mistake. */
function converted(order: Order, plain: Reading): Reading | null {
  if (order.converted !== true) return null;
  const centsMinor = order.totals.currentMinor - totalOf(order, plain);
  const amounts = plain.entries.reduce((count, entry) => count + 1 + entry.discounts.length + entry.taxLines.length, 0);
  return Math.abs(centsMinor) <= amounts ? { ...plain, centsMinor } : null;
}

function doesNotAddUp(order: Order, entries: Entry[]): Problem {
  const { currentMinor: expectedMinor } = order.totals;
  const actualMinor = sum(entries.map((entry) => grossOf(order, remaining(entry))));
  return { reason: 'order-does-not-add-up', currency: order.currency, expectedMinor, actualMinor };
}

/** An amount of an entry, divided by the rates the entry carries. */
export function withRates(order: Order, entry: Entry, price: Price, hasRate: (ratePpm: number) => boolean): { ok: true; owed: Owed[] } | { ok: false; problem: Problem } {
  const { taxLines, full } = entry;
  const rates = ratesOf({ taxLines, amountMinor: full.baseMinor, taxesIncluded: order.taxesIncluded, hasRate });
  if (!rates.ok) {
    const problem: Problem =
      rates.why === 'marketplace' ? { reason: 'marketplace-tax', line: entry.title } : { reason: 'several-taxes-on-line', line: entry.title, ratesPpm: rates.ratesPpm };
    return { ok: false, problem };
  }
  const bases = allocate(price.baseMinor, rates.parts.map((part) => part.weight));
  const taxes = allocate(price.taxMinor, rates.parts.map((part) => Math.abs(part.taxMinor)));
  const owed = rates.parts.map(({ ratePpm }, index): Owed => {
    const taxMinor = taxes[index] ?? 0;
    const grossMinor = grossOf(order, { baseMinor: bases[index] ?? 0, taxMinor });
    return { role: entry.role, entry, lineId: entry.lineId, quantity: entry.currentQuantity, grossMinor, taxMinor, ratePpm, changes: [] };
  });
  return { ok: true, owed };
}

/** A refund of a mere amount lowers what everything cost, in proportion: that keeps the tax of each rate right. */
function withoutLumpSum(owed: Owed[], lumpMinor: Minor): Owed[] {
  const parts = allocate(-lumpMinor, owed.map((one) => (isMovable(one) ? Math.max(0, one.grossMinor) : 0)));
  return owed.map((one, index) => {
    const amountMinor = parts[index] ?? 0;
    if (amountMinor === 0) return one;
    const taxMinor = one.taxMinor + share(amountMinor, one.taxMinor, Math.max(1, one.grossMinor));
    return { ...one, grossMinor: one.grossMinor + amountMinor, taxMinor, changes: [...one.changes, { why: 'refund', amountMinor }] };
  });
}

/** A refund may be a cent more than its line was worth: the cent is taken from another line, never printed as a negative price. */
function notNegative(owed: Owed[]): Owed[] {
  const belowZeroMinor = sum(owed.map((one) => Math.min(0, one.grossMinor)));
  const atLeastZero = owed.map((one) => (one.grossMinor < 0 ? { ...one, grossMinor: 0, taxMinor: 0 } : one));
  return withCents(atLeastZero, belowZeroMinor, 'rounding');
}

/** A gift card is owed at face value and a tip is the buyer's word: cents are moved on goods and shipping first. */
export function isMovable({ role }: Pick<Owed, 'role'>): boolean {
  return role !== 'gift-cards' && role !== 'tips';
}

function largestFirst(owed: Owed[]): number[] {
  return owed
    .map((one, index) => ({ index, movable: isMovable(one), grossMinor: one.grossMinor }))
    .sort((a, b) => Number(b.movable) - Number(a.movable) || b.grossMinor - a.grossMinor || a.index - b.index)
    .map(({ index }) => index);
}
