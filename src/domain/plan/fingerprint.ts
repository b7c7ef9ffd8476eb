import { addressLines } from '../invoice/addressee.ts';
import { entriesOf, grossOf } from '../invoice/line-amounts.ts';
import { type Minor, sum } from '../money.ts';
import { dueMinor } from '../invoice/order-to-invoice.ts';
import { differencesNow } from '../invoice/owed-now.ts';
import type { Order } from '../order.ts';
import type { Problem } from '../problem.ts';
import { differencesOf } from '../invoice/refund-differences.ts';

/**
 * What an order looks like to the books: lines, quantities, amounts, refunds, cancellation. Not tags, notes, shipping progress or payments.
 * Kept with the invoice; also what a person accepts who says that bexio has been corrected by hand.
 */
export function orderFingerprint(order: Order): string {
  return print(order, differencesNow(order).openLumpMinor);
}

/**
 * What an invoice over the current total covers. Differs from `orderFingerprint` when money was given back as a mere amount before the
 * booking: Shopify keeps that out of its total, so the invoice cannot contain it, and the merchant has to hear of it.
 */
export function coveredFingerprint(order: Order): string {
  return print(order, 0);
}

/** Whether an invoice with this fingerprint says what an invoice made now would say: only then may it be issued or mailed. */
export function stillCovers(fingerprint: string, order: Order): boolean {
  return [coveredFingerprint(order), orderFingerprint(order)].includes(fingerprint) || !isComparable(fingerprint);
}

/** How the order differs from what was booked; null = not at all. `bookedMinor` is the invoice's total. */
export function changeSince(fingerprint: string, order: Order, bookedMinor: Minor): Extract<Problem, { reason: 'changed-after-booking' }> | null {
  const now = orderFingerprint(order);
  if (fingerprint === now || !isComparable(fingerprint)) return null;
  const [, lumpMinor = '0', takenMinor = '0', cancelled] = fingerprint.split('/');
  const moreBack = differencesNow(order).openLumpMinor > Number(lumpMinor) || takenFrom(order) > Number(takenMinor);
  const change = order.cancelledAt !== null && cancelled === '0' ? 'cancelled' : moreBack && order.totals.refundedMinor > 0 ? 'refunded' : 'edited';
  return { reason: 'changed-after-booking', change, currency: order.currency, bookedMinor, nowMinor: dueMinor(order) - differencesNow(order).openLumpMinor };
}

/** What of an order only changes the words of an invoice: whose name and address it bears, what the goods are called, the buyer's reference. */
export function textPrint(order: Order): string {
  const titles = order.lines.map(({ id, title, variantTitle }) => [id, title, variantTitle]);
  return hash(JSON.stringify([addressLines(order, 'de'), order.poNumber, order.company?.name ?? null, titles, ...(order.company?.vatNumber === undefined ? [] : [order.company.vatNumber])]));
}

const currentVersion = '1';

/** An invoice adopted from an older installation has no fingerprint that says anything. */
function isComparable(fingerprint: string): boolean {
  return fingerprint.startsWith(`${currentVersion}/`);
}

/** `1/0/19930/0/3f…`: the parts before the hash say what kind of change it was. */
function print(order: Order, lumpMinor: Minor): string {
  const cancelled = order.cancelledAt === null ? 0 : 1;
  const entries = entriesOf(order).map(({ what, lineId, full, taken, quantity, currentQuantity }) => [
    what,
    lineId,
    quantity,
    currentQuantity,
    full.baseMinor,
    full.taxMinor,
    taken.baseMinor,
    taken.taxMinor,
  ]);
  const kept = [...differencesOf(order)].flatMap(([id, { keptMinor }]) => (keptMinor === 0 ? [] : [[id, keptMinor]]));
  const { contained } = differencesNow(order);
  const content = [order.currency, order.taxesIncluded, order.totals.currentMinor, order.totals.cashRoundingMinor, contained?.lumpMinor ?? 0, kept, entries];
  return [currentVersion, lumpMinor, takenFrom(order), cancelled, hash(JSON.stringify(content))].join('/');
}

function takenFrom(order: Order): Minor {
  return sum(entriesOf(order).map((entry) => grossOf(order, entry.taken)));
}

/** 53 bits (cyrb53): enough to tell two states of one order apart; node's crypto is out of bounds for the rules. */
function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(36);
}
