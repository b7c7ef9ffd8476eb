import { type Entry, entriesOf, grossOf, isGone, leftOver, type Price, refundedEntries, remaining } from './line-amounts.ts';
import { allocate, type Minor, share, sum } from '../money.ts';
import type { Order } from '../order.ts';
import type { Problem } from '../problem.ts';
import { differencesOf, notedMinor } from './refund-differences.ts';
import type { AccountRole } from '../settings.ts';
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

export type Change = { why: 'cash-rounding' | 'rounding' | 'refund' | 'kept'; amountMinor: Minor };

export type OwedNow = { ok: true; owed: Owed[] } | { ok: false; problem: Problem };

/**
 * What the buyer owes for an order as it is now, before cash rounding: Shopify's current total to the cent and what was kept of goods that
 * came back, or a problem. Shopify does not say which of its own events the current total contains. Four readings are tried in this order
 * and the first that reaches the total counts; each was needed by a captured order or is the plain meaning of the documentation:
 *   1. lines less what refunds took of them; a line without units is worth nothing (199.65 of the captured order over 598.94, whose
 *      refunds name 195.67 and 195.66 for lines of 195.66 and 195.67);
 *   2. the same, but the cents of such lines count: total less refunds;
 *   3. as 1, and what Shopify notes with refunds (kept, given beyond the goods) is contained;
 *   4. nothing taken off: a cancellation gave money back and left the order as it was (598.94 of the other captured order).
 * Each is tried with import duties on top, then without: they may be contained in the prices; then with duties that were not given back with
 * their lines.
 */
export function owedNow(order: Order, hasRate: HasRate): OwedNow {
  const worth = worthNow(order, hasRate);
  if (!worth.ok) return worth;
  const { contained, centsMinor } = differencesNow(order);
  const spread = contained === null || contained.lumpMinor === 0 ? worth.owed : withoutLumpSum(worth.owed, contained.lumpMinor);
  return { ok: true, owed: withCents(notNegative(spread), centsMinor, 'rounding') };
}

/**
 * The same line by line as Shopify has it: no cents moved, nothing printed as less than nothing, mere amounts left where they are. Goods of
 * refunds in `stillHere` count as long as their money is under way.
 */
export function worthNow(order: Order, hasRate: HasRate, stillHere: (refundId: string) => boolean = () => false): OwedNow {
  const entries = entriesOf(order);
  const reading = readingOf(order, entries);
  if (reading === null) return { ok: false, problem: doesNotAddUp(order, entries) };
  const owed: Owed[] = [];
  for (const entry of reading.entries) {
    const rated = withRates(order, entry, reading.priceOf(entry), hasRate);
    if (!rated.ok) return rated;
    owed.push(...rated.owed);
  }
  const kept = keptOf(order, owed, { hasRate, stillHere });
  return kept.ok ? { ok: true, owed: [...owed, ...kept.owed] } : kept;
}

type HasRate = (ratePpm: number) => boolean;

/**
 * What is to be added to Shopify's current total, or known to be in it. `worthMinor`: what the goods and what was kept come to.
 * `openLumpMinor`: given back as a mere amount and not contained in the total, so that an invoice over it does not know of it.
 */
export function differencesNow(order: Order): { worthMinor: Minor; openLumpMinor: Minor; contained: { lumpMinor: Minor } | null; centsMinor: Minor } {
  const reading = readingOf(order, entriesOf(order));
  const all = [...differencesOf(order).values()];
  const [keptMinor, lumpMinor] = [sum(all.map((one) => one.keptMinor)), sum(all.map((one) => one.lumpMinor))];
  const contained = reading?.contained === true;
  const goodsMinor = contained ? order.totals.currentMinor - notedMinor(order) : order.totals.currentMinor;
  return { worthMinor: goodsMinor + keptMinor, openLumpMinor: contained ? 0 : lumpMinor, contained: contained ? { lumpMinor } : null, centsMinor: reading?.centsMinor ?? 0 };
}

/** Less went back than the goods are worth: what was kept stays turnover at their rates, as an amount of its own (decision 20). */
function keptOf(order: Order, present: readonly Owed[], { hasRate, stillHere }: { hasRate: HasRate; stillHere: (refundId: string) => boolean }): OwedNow {
  const differences = differencesOf(order);
  const owed: Owed[] = [];
  for (const refund of order.refunds) {
    const difference = differences.get(refund.id);
    const keptMinor = (difference?.keptMinor ?? 0) + (stillHere(refund.id) ? (difference?.underWayMinor ?? 0) : 0);
    if (keptMinor === 0) continue;
    const goods: Owed[] = [];
    for (const { entry, price } of refundedEntries(order, refund)) {
      const rated = withRates(order, { ...entry, line: null, discounts: [] }, price, hasRate);
      if (!rated.ok) return rated;
      goods.push(...rated.owed.filter((one) => one.grossMinor > 0));
    }
    const kept = scaled(goods.length > 0 ? goods : present, keptMinor);
    owed.push(...kept.map((one): Owed => ({ ...one, quantity: 1, changes: [{ why: 'kept', amountMinor: one.grossMinor }] })));
  }
  return { ok: true, owed };
}

/** Divides an amount among parts in proportion, tax included; Σ is the amount. */
export function scaled<Part extends { grossMinor: Minor; taxMinor: Minor }>(parts: readonly Part[], amountMinor: Minor): Part[] {
  if (parts.length === 0) return [];
  const grosses = allocate(amountMinor, parts.map((part) => Math.max(0, part.grossMinor)));
  return parts
    .map((part, index) => {
      const grossMinor = grosses[index] ?? 0;
      return { ...part, grossMinor, taxMinor: part.grossMinor === 0 ? 0 : share(part.taxMinor, grossMinor, part.grossMinor) };
    })
    .filter((part) => part.grossMinor !== 0);
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

type Reading = { entries: Entry[]; priceOf: (entry: Entry) => Price; centsMinor: Minor; contained: boolean };

function readingOf(order: Order, entries: Entry[]): Reading | null {
  const withDuties = readings(order, entries);
  const withoutDuties = readings(order, entries.filter((entry) => entry.role !== 'duties'));
  const dutiesStay = readings(order, entriesOf(order, { dutiesStay: true }));
  const found = [...withDuties, ...withoutDuties, ...dutiesStay].find((reading) => totalOf(order, reading) === order.totals.currentMinor);
  return found ?? converted(order, withDuties[0]);
}

function readings(order: Order, entries: Entry[]): [Reading, ...Reading[]] {
  const present = entries.filter((entry) => !isGone(entry));
  const gone = entries.filter(isGone);
  const plain: Reading = { entries: present, priceOf: remaining, centsMinor: 0, contained: false };
  const centsMinor = sum(gone.map((entry) => grossOf(order, leftOver(entry))));
  const asPlaced = entries.filter((entry) => !isGone(entry) || grossOf(order, entry.full) !== 0);
  return [
    plain,
    { ...plain, centsMinor: Math.abs(centsMinor) <= gone.length ? centsMinor : 0 },
    { ...plain, contained: true },
    { ...plain, entries: asPlaced.map((entry) => ({ ...entry, currentQuantity: entry.quantity })), priceOf: (entry) => entry.full },
  ];
}

function totalOf(order: Order, reading: Reading): Minor {
  return sum(reading.entries.map((entry) => grossOf(order, reading.priceOf(entry)))) + reading.centsMinor + (reading.contained ? notedMinor(order) : 0);
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
  const parts = shareOut(owed, lumpMinor);
  return owed.map((one, index) => {
    const amountMinor = 0 - (parts[index] ?? 0);
    if (amountMinor === 0) return one;
    const taxMinor = one.taxMinor + share(amountMinor, one.taxMinor, Math.max(1, one.grossMinor));
    return { ...one, grossMinor: one.grossMinor + amountMinor, taxMinor, changes: [...one.changes, { why: 'refund', amountMinor }] };
  });
}

/**
 * A mere amount over what was sold, in proportion, part by part. A gift card is owed at its value and a tip is the buyer's word: they are
 * lowered by no more than what the rest has no room for, or the VAT of the rest would be less than none.
 */
export function shareOut(parts: readonly Pick<Owed, 'role' | 'grossMinor'>[], amountMinor: Minor): Minor[] {
  const [movable, others] = [true, false].map((wanted) => parts.map((one) => (isMovable(one) === wanted ? Math.max(0, one.grossMinor) : 0))) as [Minor[], Minor[]];
  if (sum(movable) === 0) return allocate(amountMinor, others);
  const asideMinor = Math.max(0, Math.min(amountMinor - sum(movable), sum(others)));
  const aside = allocate(asideMinor, others);
  return allocate(amountMinor - asideMinor, movable).map((part, index) => part + (aside[index] ?? 0));
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
