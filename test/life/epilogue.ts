import { decide } from '../../src/sync/order/decide.ts';
import { createDice, pick } from '../flows/dice.ts';
import { booksOf, rappen } from './bexio-figures.ts';
import type { Evidence } from './evidence.ts';
import { sum } from './shopify-figures.ts';
import type { World } from './world.ts';

/** What the merchant or a person in bexio does with an order whose life is over, and how the books have to look then. */
type Epilogue = { name: string; may(before: Evidence): boolean; act(world: World, before: Evidence): unknown; wrong(before: Evidence, after: Evidence): string[] };

const draft = 7;
const cancelled = 19;

function live({ invoices }: Evidence) {
  return invoices.filter((one) => one.status !== cancelled && one.status !== draft);
}

function mainOf(evidence: Evidence) {
  return live(evidence).find((one) => !one.api_reference?.includes(':extra:'));
}

function says(...whys: string[]) {
  return ({ shown }: Evidence) => (whys.includes(shown?.why ?? '') ? [] : [`shows ${String(shown?.state)} ${String(shown?.why)} instead of ${whys.join(' or ')}`]);
}

/** Documents and entries with their totals: what must not have changed. */
function written({ invoices, entries }: Evidence): string {
  return JSON.stringify([invoices.map((one) => [one.id, one.total, one.status === cancelled]), entries.map((one) => [one.id, sum(one.entries.map((line) => rappen(line.amount)))])]);
}

function unchanged(before: Evidence, after: Evidence): string[] {
  return written(before) === written(after) ? [] : ['the books have changed'];
}

function openTasks({ journal }: Evidence): number[] {
  return journal.filter((line) => line.event === 'task-opened').map(({ detail }) => Number(detail['amountMinor']));
}

function text(minor: number): string {
  return (minor / 100).toFixed(2);
}

const epilogues: Epilogue[] = [
  {
    name: 'the merchant undoes it',
    may: (before) => live(before).length > 0,
    act: (world, { order }) => decide({ store: world.app().store, clock: world.clock }, world.shop.domain, order.legacyId, 'undo', 'merchant'),
    wrong: (_before, after) => {
      if (after.shown?.why === 'period-locked') return [];
      const books = booksOf(after.invoices, after.entries, after.rules.chart);
      const left = books.invoiced - books.reversed - sum(openTasks(after));
      // A mere amount was spread over goods that came back in full later: their rate is below nothing, and an undo cannot give turnover.
      const uneven = openTasks(after).length > 0 || after.order.refunds.some((one) => one.adjustments.length > 0);
      const byRate = uneven ? [] : [...Map.groupBy(books.turnover, (one) => one.rate)].map(([rate, rows]) => ({ rate, gross: sum(rows.map((one) => one.gross)) })).filter(({ gross }) => gross !== 0);
      return [
        ...says('merchant', 'credit-note-needed')(after),
        ...(left === 0 ? [] : [`undone, yet ${left} are left in the books`]),
        ...byRate.map(({ rate, gross }) => `undone, yet ${gross} are left at ${rate} ‰`),
        ...books.drafts.map((one) => `undone, yet the draft ${one.document_nr} is there`),
      ];
    },
  },
  {
    name: 'the merchant leaves it out',
    may: () => true,
    act: (world, { order }) => decide({ store: world.app().store, clock: world.clock }, world.shop.domain, order.legacyId, 'skip', 'merchant'),
    wrong: (before, after) => [...says('merchant')(after), ...unchanged(before, after)],
  },
  {
    name: 'the merchant wants it booked',
    may: ({ shown }) => shown?.state === 'booked',
    act: (world, { order }) => decide({ store: world.app().store, clock: world.clock }, world.shop.domain, order.legacyId, 'book-now', 'merchant'),
    wrong: (before, after) => [...(after.shown?.state === 'booked' ? [] : [`shows ${String(after.shown?.state)} instead of booked`]), ...unchanged(before, after)],
  },
  {
    name: 'a person types the credit notes',
    may: (before) => before.shown?.why === 'credit-note-needed' && mainOf(before) !== undefined,
    act: ({ bexio }, before) => openTasks(before).map((amount) => bexio.books.createCreditVoucher(mainOf(before)!.id, text(amount))),
    wrong: (before, after) => [
      ...(after.shown?.why === 'credit-note-needed' ? ['the credit notes are there and still asked for'] : []),
      ...(written(before) === written(after) || after.shown?.state === 'problem' ? [] : ['the books have changed']),
    ],
  },
  {
    name: 'a person deletes the invoice',
    may: (before) => before.shown?.state === 'booked' && mainOf(before) !== undefined,
    act: ({ bexio }, before) => bexio.books.deleteInvoice(mainOf(before)!.id),
    // Seen when something is to be corrected or asked for, not before; never made again by itself.
    wrong: (before, after) => [...(after.shown?.state === 'booked' ? [] : says('invoice-gone')(after)), ...(after.invoices.length < before.invoices.length ? [] : ['another invoice came in its place'])],
  },
  {
    name: 'a person cancels the invoice',
    may: (before) => before.shown?.state === 'booked' && mainOf(before)?.payments.length === 0,
    act: ({ bexio }, before) => bexio.books.cancelInvoice(mainOf(before)!.id),
    wrong: (before, after) => [...says('invoice-cancelled')(after), ...(after.invoices.length === before.invoices.length ? [] : ['another invoice came in its place'])],
  },
  {
    name: 'a person books the money by hand',
    may: (before) => before.shown?.state === 'booked' && mainOf(before)?.payments.length === 0,
    act: ({ bexio }, before) => bexio.books.payInvoice(mainOf(before)!.id),
    wrong: (before, after) => [...(after.shown?.state === 'booked' ? [] : [`shows ${String(after.shown?.state)} ${String(after.shown?.why)} instead of booked`]), ...unchanged(before, after)],
  },
];

/** Which one it is for this order; the same seed, the same one. Null: none makes sense. */
export function epilogueOf(seed: number, before: Evidence): Epilogue | null {
  const possible = epilogues.filter((one) => one.may(before));
  return possible.length === 0 ? null : pick(createDice(seed * 13 + 5), possible);
}
