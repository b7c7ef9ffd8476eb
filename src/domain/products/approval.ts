import type { Difference } from './compare-product.ts';

/**
 * What of an approved line is still to be written, given how both sides stand now. A field that agrees by now has been written (the run that
 * did it may have died before it noted so) or was mended by hand; one with other values than were approved goes back to the merchant.
 */
export function stillToWrite(approved: readonly Difference[], now: readonly Difference[]): { write: Difference[]; moved: boolean } {
  const write: Difference[] = [];
  let moved = false;
  for (const was of approved) {
    const is = now.find(({ field }) => field === was.field);
    if (is === undefined) continue;
    if (is.shopify === was.shopify && is.bexio === was.bexio && is.write?.side === was.write?.side && is.write?.value === was.write?.value) write.push(is);
    else moved = true;
  }
  return { write, moved };
}
