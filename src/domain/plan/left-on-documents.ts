import { coversOf, isCents, keyOf, spreadOver, together } from '../payment/balance.ts';
import type { BookedInvoice, Covered } from '../booked.ts';
import { type Minor, sum } from '../money.ts';
import type { Situation } from '../step.ts';
import { coveredAmounts } from '../invoice/order-to-invoice.ts';
import { scaled } from '../invoice/owed-now.ts';

/** What a document still stands for, and how much of the money on it has been taken back already. */
export type Left = { rows: Covered[]; backMinor: Minor };

/**
 * What each issued document still stands for after the refunds and credit notes that are booked: each took off certain goods under their
 * rate, and what reverses the rest must take off the rest, or the VAT of the rates would be wrong against each other.
 * @param paidMinor the money on each, by its id: no more than that can have gone back
 */
export function leftOnDocuments(situation: Situation, documents: readonly BookedInvoice[], paidMinor: ReadonlyMap<number, Minor>): Map<number, Left> {
  const { booked } = situation;
  const left = new Map(documents.map((one) => [one.bexioId, { rows: together(one.covers ?? coveredAmounts(situation)), backMinor: 0 }]));
  // As the refund's own entry was spread: over everything, whatever had gone back before.
  const covers = documents[0] === undefined ? [] : coversOf(situation, documents[0]);
  for (const [key, { amountMinor, goods }] of Object.entries(booked.refunds)) {
    if (/^(undo|voucher|way|till):/.test(key)) continue;
    // A credit note for what was taken off unpaid goods moved no money.
    const isMoney = !key.startsWith('less:');
    const named = scaled(goods, Math.min(amountMinor, sum(goods.map((part) => part.grossMinor))));
    const mereMinor = amountMinor - sum(named.map((part) => part.grossMinor));
    const spread = mereMinor > 0 ? spreadOver(covers, mereMinor) : [];
    for (const part of [...named, ...spread]) take(left, part, isMoney ? paidMinor : null);
  }
  return left;
}

/** The same goods first, then others of the rate, then anything. */
function take(left: Map<number, Left>, part: Covered, paidMinor: ReadonlyMap<number, Minor> | null): void {
  let wantMinor = part.grossMinor;
  const alike = [(row: Covered) => keyOf(row) === keyOf(part), (row: Covered) => row.ratePpm === part.ratePpm, () => true];
  for (const isAlike of alike) {
    for (const [id, document] of left) {
      for (const row of document.rows.filter((one) => one.grossMinor > 0 && !isCents(one) && isAlike(one))) {
        const roomMinor = paidMinor === null ? row.grossMinor : (paidMinor.get(id) ?? 0) - document.backMinor;
        const takenMinor = Math.max(0, Math.min(wantMinor, row.grossMinor, roomMinor));
        const [rest] = scaled([row], row.grossMinor - takenMinor);
        document.rows = document.rows.flatMap((one) => (one === row ? (rest ?? []) : one));
        if (paidMinor !== null) document.backMinor += takenMinor;
        wantMinor -= takenMinor;
      }
    }
  }
}
