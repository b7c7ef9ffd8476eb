import type { Covered } from '../booked.ts';
import { type Minor, sum } from '../money.ts';

/** One line of a document before and after; null = it was not there, or is not there any more. */
export type Difference = { title: string; ratePpm: number; before: Side | null; after: Side | null };
export type Side = { quantity: number; grossMinor: Minor };

/**
 * What differs between two versions of an order's document, line by line. A line is the same when it stands for the same line of the order
 * at the same rate; shipping and fees have no line of the order and are told by their title. What is equal is left out, so the differences
 * add up to that of the totals.
 */
export function differences(before: readonly Covered[], after: readonly Covered[]): Difference[] {
  const keys = [...new Set([...before, ...after].map(keyOf))];
  return keys.flatMap((key) => {
    const [old, now] = [sideOf(before, key), sideOf(after, key)];
    if (old?.quantity === now?.quantity && old?.grossMinor === now?.grossMinor) return [];
    const named = [...after, ...before].find((one) => keyOf(one) === key);
    return named === undefined ? [] : [{ title: named.title, ratePpm: named.ratePpm, before: old, after: now }];
  });
}

function keyOf({ lineId, role, title, ratePpm }: Covered): string {
  return JSON.stringify([lineId ?? title, role, ratePpm]);
}

/** A line that was split for an even price counts as one. */
function sideOf(covers: readonly Covered[], key: string): Side | null {
  const own = covers.filter((one) => keyOf(one) === key);
  return own.length === 0 ? null : { quantity: sum(own.map((one) => one.quantity)), grossMinor: sum(own.map((one) => one.grossMinor)) };
}
