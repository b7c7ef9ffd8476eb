import { type BooksFigures, booksOf } from './bexio-figures.ts';
import type { Evidence, JournalLine, Loose } from './evidence.ts';
import { type Figures, figuresOf, sum } from './shopify-figures.ts';

/**
 * The books of one order held against Shopify, by an auditor who trusts neither: his sums are his own, and of the program he reads only
 * what it shows the merchant and what it wrote in its journal. Everything wrong, in words.
 */
export function audit(evidence: Evidence): string[] {
  const { order, shown, rules } = evidence;
  if (shown === null) return ['lost: the app does not know the order'];
  const figures = figuresOf(order);
  const books = booksOf(evidence.invoices, evidence.entries, rules.chart);
  const seen = { evidence, figures, books, tasks: tasksOf(evidence.journal) };
  return [
    ...(shown.state === 'working' || shown.state === 'retrying' ? [`not at rest: ${shown.state}`] : []),
    ...(shown.readAt.getTime() === order.updatedAt.getTime() ? [] : ['the app last read another version of the order']),
    ...(figures.currentTotal === Number(order.totals.currentTotal.shop) ? [] : [`auditor: ${figures.currentTotal} is not Shopify's current total`]),
    ...oneEach(seen),
    ...owed(seen),
    ...vat(seen),
    ...money(seen),
    ...explained(seen),
    ...leftAlone(seen),
    ...lockedPeriod(seen),
  ];
}

/** What is in the books and belongs to no order of the shop. */
export function auditLoose({ invoices, entries }: Loose): string[] {
  return [...invoices.map((one) => `(e) invoice ${one.document_nr} of nobody`), ...entries.map((one) => `(e) entry ${one.id} of nobody`)];
}

type Seen = { evidence: Evidence; figures: Figures; books: BooksFigures; tasks: Task[] };
type Task = { amount: number; ofRefund: boolean };

/** Figures handed to the merchant, to be typed in bexio as a credit note. */
function tasksOf(journal: readonly JournalLine[]): Task[] {
  return journal.filter((line) => line.event === 'task-opened').map(({ detail }) => ({ amount: Number(detail['amountMinor']), ofRefund: detail['refundId'] !== null }));
}

/** (a) one issued invoice per reference, (d) no drafts lying about. */
function oneEach({ evidence: { shown }, books }: Seen): string[] {
  const twice = [...Map.groupBy(books.live, (one) => one.api_reference)].filter(([, rows]) => rows.length > 1);
  const mains = books.live.filter((one) => !one.api_reference?.includes(':extra:'));
  return [
    ...twice.map(([reference, rows]) => `(a) ${rows.length} issued invoices for ${String(reference)}`),
    ...(mains.length > 1 ? [`(a) ${mains.length} main invoices in force`] : []),
    ...(shown?.state === 'booked' && mains.length !== 1 ? [`(a) booked with ${mains.length} invoices`] : []),
    ...books.drafts.map((one) => `(d) draft ${one.document_nr} left over`),
  ];
}

/** (a) What the documents, entries and tasks come to is what the order owes, or the order shows the difference. */
function owed({ evidence, figures, books, tasks }: Seen): string[] {
  const { shown } = evidence;
  if (!shown) return [];
  const gap = books.invoiced - books.reversed - sum(tasks.map((one) => one.amount)) - figures.owed;
  if (gap === 0) return [];
  const said = `(a) books ${books.invoiced} − ${books.reversed} entries − ${sum(tasks.map((one) => one.amount))} tasks, owed ${figures.owed}: ${gap} (${shown.state} ${shown.why} ${amountsOf(shown.detail)})`;
  const held = figures.received - figures.refunded;
  if (shown.state === 'skipped' && books.invoiced === 0) return held <= (evidence.order.cashRounding === null ? 0 : 2) || isLeftOut(shown.why) ? [] : [`${said}, ${held} held`];
  // Waiting for the money that the merchant still owes the buyer.
  if (shown.state === 'waiting' && shown.why === 'refund' && gap === held - figures.owed) return [];
  if (isUnderWay(evidence)) return [];
  if (shown.state !== 'problem') return [said];
  const said1 = shown.detail;
  // Both figures are before the reader's eyes: what the invoices say, and what is owed now.
  if (shown.why === 'changed-after-booking' && said1['bookedMinor'] === books.invoiced && said1['nowMinor'] === figures.owed) return [];
  // More was received than the documents have room for.
  if (shown.why === 'payment-unclear' && [-gap, held - (books.invoiced - books.reversed)].includes(Number(said1['amountMinor']))) return [];
  if (books.invoiced === 0 && explainsNothingBooked.includes(shown.why)) return [];
  if (shown.why === 'period-locked') return [];
  return [said];
}

/** Money is on its way to the buyer: the books are finished when it has arrived, and the order says that it waits. */
function isUnderWay({ order, shown }: Evidence): boolean {
  return shown?.state === 'waiting' && shown.why === 'refund' && order.transactions.some((one) => one.kind === 'REFUND' && one.status === 'PENDING');
}

const explainsNothingBooked = ['payment-unclear', 'several-taxes-on-line'];

function amountsOf(detail: Record<string, unknown>): string {
  return Object.entries(detail).flatMap(([name, value]) => (typeof value === 'number' ? [`${name} ${value}`] : [])).join(' ');
}

function isLeftOut(why: string): boolean {
  return why === 'test' || why === 'before-go-live';
}

/** Statistics of (b): how often VAT per rate agrees within one rappen per document. */
export const vatTally = { amounts: 0, withinOne: 0, largest: 0 };

/**
 * (b) The price under every rate is exact, up to what the till rounded and what a mere amount was spread by; and the VAT in it is within a
 * rappen per document of Shopify's, or within half a rappen for each of Shopify's own roundings: bexio computes once per rate.
 */
function vat({ evidence: { order, shown }, figures, books, tasks }: Seen): string[] {
  if (shown?.state !== 'booked' || tasks.length > 0) return [];
  const adjustments = order.refunds.flatMap((one) => one.adjustments).length;
  const till = order.cashRounding === null ? 0 : 3;
  const rates = new Set([...figures.byRate.keys(), ...books.byRate.keys()]);
  return [...rates].flatMap((rate) => {
    const wanted = figures.byRate.get(rate) ?? { gross: 0, tax: 0, roundings: 0 };
    const found = books.byRate.get(rate) ?? { gross: 0, vat: 0, documents: 0 };
    const documents = books.live.length + evidenceOfEntries(books);
    const grossOff = Math.abs(found.gross - wanted.gross);
    const vatOff = rate === 0 ? 0 : Math.abs(found.vat - wanted.tax);
    if (rate !== 0) tally(vatOff, documents);
    const slack = till + adjustments * (1 + documents);
    const vatSlack = Math.max(documents, 0.5 * (wanted.roundings + documents)) + 0.2 + slack * 0.1;
    return [
      ...(grossOff > slack + 0.01 ? [`(b) ${found.gross} at ${rate} ‰, Shopify says ${wanted.gross}`] : []),
      ...(vatOff > vatSlack ? [`(b) VAT of ${rate} ‰ is ${found.vat.toFixed(2)}, Shopify says ${wanted.tax.toFixed(2)}`] : []),
    ];
  });
}

function evidenceOfEntries(books: BooksFigures): number {
  return books.reversed === 0 ? 0 : 1;
}

function tally(off: number, documents: number): void {
  vatTally.amounts += 1;
  if (off <= documents + 0.01) vatTally.withinOne += 1;
  vatTally.largest = Math.max(vatTally.largest, off);
}

/** (c) What lies on each account is what Shopify captured less what it paid back there, or the order says what is missing. */
function money({ evidence, figures, books, tasks }: Seen): string[] {
  const { shown, rules } = evidence;
  if (!shown || isUnderWay(evidence) || isLeftOut(shown.why)) return [];
  const wanted = new Map<string, number>();
  for (const [gateway, amount] of figures.money) {
    const account = rules.accountOf.get(gateway.toLowerCase());
    if (account === undefined) return shown.why === 'gateway-not-mapped' ? [] : [`(c) no account for ${gateway}, and nothing is said`];
    if (account !== null) wanted.set(account, (wanted.get(account) ?? 0) + amount);
  }
  const purses = [...rules.accountOf.values()].filter((one) => one !== null);
  const gaps = [...new Set([...wanted.keys(), ...books.money.keys()])].filter((account) => purses.includes(account)).flatMap((account) => {
    const gap = (books.money.get(account) ?? 0) - (wanted.get(account) ?? 0);
    // What a till rounded is not given back with the goods.
    const till = evidence.order.cashRounding === null || shown.state !== 'skipped' ? 0 : 2;
    return Math.abs(gap) <= till ? [] : [{ account, gap }];
  });
  if (gaps.length === 0) return [];
  const all = sum(gaps.map((one) => one.gap));
  const said = `(c) ${gaps.map(({ account, gap }) => `account ${account} is off by ${gap}`).join(', ')} (${shown.state} ${shown.why} ${amountsOf(shown.detail)})`;
  const inTasks = sum(tasks.filter((one) => one.ofRefund).map((one) => one.amount));
  if (inTasks > 0 && all >= 0 && all <= inTasks) return [];
  if (shown.state === 'problem' && shown.why === 'payment-unclear' && (all === -Number(shown.detail['amountMinor']) || all < 0)) return [];
  if (shown.state === 'problem' && ['changed-after-booking', 'period-locked', ...explainsNothingBooked].includes(shown.why)) return [];
  if (all === 0 && books.invoiced === 0) return [];
  return [said];
}

/** (e) Each document, payment and entry has its line in the journal, and each line its document. */
function explained({ evidence: { invoices, entries, journal } }: Seen): string[] {
  const idsOf = (name: string, events: RegExp) => new Set(journal.filter((line) => events.test(line.event)).map((line) => Number(line.detail[name])));
  const made = idsOf('invoiceId', /^(extra-)?invoice-(created|found)$/);
  const gone = idsOf('invoiceId', /^draft-/);
  const paid = idsOf('paymentId', /^payment-(booked|found)$/);
  const booked = idsOf('entryId', /^refund-(booked|found)$/);
  const missing = (what: string, wanted: Set<number>, there: readonly number[]) => [
    ...there.filter((id) => !wanted.has(id)).map((id) => `(e) ${what} ${id} is in no journal line`),
    ...[...wanted].filter((id) => !there.includes(id)).map((id) => `(e) ${what} ${id} of the journal is not in the books`),
  ];
  const there = invoices.map((one) => one.id);
  return [
    ...missing('invoice', new Set([...made].filter((id) => there.includes(id) || !gone.has(id))), there),
    ...missing('payment', paid, invoices.flatMap((one) => one.payments.map(({ id }) => id))),
    ...missing('entry', booked, entries.map((one) => one.id)),
  ];
}

/** (f) Nothing is booked for test orders and for those before the beginning. */
function leftAlone({ evidence: { order, rules, invoices, entries } }: Seen): string[] {
  const stays = order.test || order.createdAt < rules.goLiveAt;
  return stays && invoices.length + entries.length > 0 ? ['(f) an order that is left alone is in the books'] : [];
}

/** (g) Nothing bears a date of the closed period. */
function lockedPeriod({ evidence: { rules: { lockDate }, invoices, entries } }: Seen): string[] {
  if (lockDate === null) return [];
  const dated = [...invoices.map((one) => one.is_valid_from), ...invoices.flatMap((one) => one.payments.map(({ date }) => date)), ...entries.map((one) => one.date)];
  return dated.filter((date) => date <= lockDate).map((date) => `(g) something is dated ${date}, closed up to ${lockDate}`);
}

