import { decide } from '../../src/sync/order/decide.ts';
import { createDice, pick } from '../flows/dice.ts';
import { rappen } from './bexio-figures.ts';
import type { Evidence } from './evidence.ts';
import { ledgerOf, ratesOf } from './ledger.ts';
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

/** After an undo nothing is left on any account, or exactly what the tasks are over, rate by rate. */
export function leftAfterUndo(after: Evidence): string[] {
  const ledger = ledgerOf(after.invoices, after.entries, after.rules.chart);
  const drafts = after.invoices.filter((one) => one.status === draft).map((one) => `undone, yet the draft ${one.document_nr} is there`);
  const tasks = after.journal.filter((line) => line.event === 'task-opened');
  if (tasks.length === 0) return [...drafts, ...[...ledger].map(([account, amount]) => `undone, yet ${amount} are left on ${account}`)];
  const taxes = tasks.flatMap(({ detail }) => detail['taxes'] as { ratePpm: number; grossMinor: number }[]);
  // A liability for vouchers is money to the one who pays with it, and was sold to the other: such a line may be either.
  const [left = 0, other = 0] = [false, true].map((sold) => sum(live(after).map((one) => rappen(one.total))) - sum(after.entries.flatMap((one) => one.entries.map((line) => turnoverOf(line, one, { after, sold })))) - sum(openTasks(after)));
  const rates = [...ratesOf(ledger)].map(([rate, amount]) => [rate, amount - sum(taxes.filter((one) => one.ratePpm === rate * 1_000).map((one) => one.grossMinor))] as const);
  // Credit notes that a person types are over what each refund took, a mere amount spread over everything on the invoice (decision 29).
  const exact = after.order.refunds.every((one) => one.adjustments.length === 0);
  return [...drafts, ...(left === 0 || other === 0 ? [] : [`undone, yet ${left} are left in the books`]), ...rates.filter(([, amount]) => exact && amount !== 0).map(([rate, amount]) => `undone, yet ${amount} are left at ${rate} ‰`)];
}

/** What a line takes off the turnover: nothing when it moves money from one account to another. */
function turnoverOf(line: Evidence['entries'][number]['entries'][number], entry: Evidence['entries'][number], { after, sold }: { after: Evidence; sold: boolean }): number {
  if (/:way:/.test(entry.reference_nr ?? '')) return 0;
  if (line.tax_account_no !== null) return line.tax_account_no === line.debit_account_no ? rappen(line.amount) : -rappen(line.amount);
  const isMoney = (account: string) => [...after.rules.accountOf.values()].includes(account);
  const wasSold = sold && line.debit_account_no === after.rules.accountOf.get('gift_card');
  if (isMoney(line.debit_account_no) && isMoney(line.credit_account_no) && !wasSold) return 0;
  return isMoney(line.credit_account_no) ? rappen(line.amount) : -rappen(line.amount);
}

const epilogues: Epilogue[] = [
  {
    name: 'the merchant undoes it',
    may: (before) => before.invoices.some((one) => one.status !== cancelled),
    act: (world, { order }) => decide({ store: world.app().store, clock: world.clock }, world.shop.domain, order.legacyId, 'undo', 'merchant'),
    wrong: (_before, after) => {
      if (after.shown?.why === 'period-locked') return [];
      return [...says('merchant', 'credit-note-needed')(after), ...leftAfterUndo(after)];
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
    // Seen by the daily look; never made again by itself.
    wrong: (before, after) => [...says('invoice-gone')(after), ...(after.invoices.length < before.invoices.length ? [] : ['another invoice came in its place'])],
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
