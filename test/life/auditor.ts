import { type BooksFigures, booksOf, isMove, rappen } from './bexio-figures.ts';
import { documentFindings } from './documents.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { Evidence, JournalLine, Loose } from './evidence.ts';
import { journalFindings } from './journal.ts';
import { type Figures, figuresOf, isIn, minor, sum } from './shopify-figures.ts';
import { tooMuchSold, vatFindings } from './vat.ts';

/**
 * The books of one order held against Shopify, by an auditor who trusts neither: his sums are his own, and of the program he reads only
 * what it shows the merchant and what it wrote in its journal. Everything wrong, in words.
 */
export function audit(evidence: Evidence): string[] {
  const { order, shown, rules } = evidence;
  if (shown === null) return ['lost: the app does not know the order'];
  const figures = rules.asDraft ? beforeEntries(figuresOf(order, { awaited: false })) : figuresOf(order);
  const books = booksOf(evidence.invoices, evidence.entries, rules);
  const seen: Seen = { evidence, shown, figures, books, tasks: tasksOf(evidence.journal), held: figures.received - figures.refunded };
  return [
    ...(shown.state === 'working' || shown.state === 'retrying' ? [`not at rest: ${shown.state}`] : []),
    ...(shown.readAt.getTime() === order.updatedAt.getTime() ? [] : ['the app last read another version of the order']),
    ...(figures.currentTotal === minor(order.totals.currentTotal.shop) ? [] : [`auditor: ${figures.currentTotal} is not Shopify's current total`]),
    ...oneEach(seen),
    ...owed(seen),
    ...(isComparable(seen) ? vatFindings(seen) : tooMuchSold(seen)),
    ...money(seen),
    ...documentFindings(seen),
    ...journalFindings(seen),
    ...leftAlone(seen),
    ...lockedPeriod(seen),
  ];
}

/** What is in the books and belongs to no order of the shop. */
export function auditLoose({ invoices, entries }: Loose): string[] {
  return [...invoices.map((one) => `(e) invoice ${one.document_nr} of nobody`), ...entries.map((one) => `(e) entry ${one.id} of nobody`)];
}

export type Seen = { evidence: Evidence; shown: NonNullable<Evidence['shown']>; figures: Figures; books: BooksFigures; tasks: Task[]; held: number };
/** `taxes`: what of it carries which rate, and the VAT in that. */
type Task = { amount: number; refundId: string | null; taxes: { rate: number; gross: number; tax: number }[] };

/** Figures handed to the merchant, to be typed in bexio as a credit note. */
function tasksOf(journal: readonly JournalLine[]): Task[] {
  return journal.filter((line) => line.event === 'task-opened').map(({ detail }) => {
    const taxes = (detail['taxes'] ?? []) as { ratePpm: number; grossMinor: number; amountMinor: number }[];
    return { amount: Number(detail['amountMinor']), refundId: typeof detail['refundId'] === 'string' ? detail['refundId'] : null, taxes: taxes.map((one) => ({ rate: one.ratePpm / 1_000, gross: one.grossMinor, tax: one.amountMinor })) };
  });
}

/**
 * A draft has no payments and no entries: it says what the goods are worth, and what was given back beyond them comes when it is issued. Nor
 * does it wait for money: goods that came back are not on it, whether theirs has arrived or not (docs/order-life.md, "not booked · refund
 * under way for goods, then booked": one invoice without the goods).
 */
function beforeEntries(figures: Figures): Figures {
  return { ...figures, owed: figures.owed + sum(figures.lumps.map((one) => one.amount)), lumps: [] };
}

/** (a) one issued invoice per reference, (d) no drafts lying about. */
function oneEach({ shown, books }: Seen): string[] {
  const twice = [...Map.groupBy(books.live, (one) => one.api_reference)].filter(([, rows]) => rows.length > 1);
  const mains = books.live.filter((one) => !one.api_reference?.includes(':extra:'));
  return [
    ...twice.map(([reference, rows]) => `(a) ${rows.length} issued invoices for ${String(reference)}`),
    ...(mains.length > 1 ? [`(a) ${mains.length} main invoices in force`] : []),
    ...(shown.state === 'booked' && mains.length !== 1 ? [`(a) booked with ${mains.length} invoices`] : []),
    ...books.drafts.map((one) => `(d) draft ${one.document_nr} left over`),
  ];
}

/** (a) What the documents, entries and tasks come to is what the order owes, or the order shows the difference. */
function owed(seen: Seen): string[] {
  const { shown, figures, books, tasks } = seen;
  const inTasks = sum(tasks.map((one) => one.amount));
  const gap = books.invoiced - books.reversed - inTasks - figures.owed;
  if (gap === 0 || isLeftOut(shown.why) || showsGap(seen, gap)) return [];
  return [`(a) books ${books.invoiced} − ${books.reversed} entries − ${inTasks} tasks, owed ${figures.owed}, held ${seen.held}: ${gap} (${shownAs(seen)})`];
}

/** Where the books are whole, each rate and account must be right, whatever the order shows; but goods exchanged across rates are shown. */
function isComparable({ shown, figures, books, tasks, evidence }: Seen): boolean {
  // Nothing owed, nothing booked (decision 10), though what was kept and what was given may have been under several rates.
  if (books.live.length + evidence.entries.filter((one) => !isMove(one)).length === 0) return false;
  const gap = books.invoiced - books.reversed - sum(tasks.map((one) => one.amount)) - figures.owed;
  return gap === 0 && shown.why !== 'changed-after-booking' && !isLeftOut(shown.why);
}

/** Whether the merchant is told the difference, by a figure that is exactly it. */
function showsGap(seen: Seen, gap: number): boolean {
  const { evidence, shown, figures, books, held } = seen;
  const tillOnly = evidence.order.cashRounding !== null && Math.abs(held) <= 2;
  if (shown.state === 'skipped') return books.invoiced === 0 && (held === 0 || tillOnly);
  // All that was paid has gone back, and more of it than the goods that came back later were worth: less than nothing is in no books.
  // Where a person types credit notes, the tasks say all that was in the books, and no more.
  if (shown.state === 'booked' || shown.why === 'credit-note-needed') return held === 0 && figures.owed < 0 && gap === -figures.owed;
  // Waiting: for money under way, or for what the merchant still owes the buyer. A transfer may be more than the documents say.
  if (shown.state === 'waiting' && shown.why === 'refund') return isUnderWay(evidence) || (gap > 0 && (gap === held - figures.owed || (gap < held - figures.owed && transferred(evidence) > 0)));
  if (shown.state === 'waiting') return isNotDue(shown) && books.invoiced === 0;
  if (shown.state !== 'problem') return false;
  const { bookedMinor, nowMinor, amountMinor } = shown.detail;
  // Both figures are before the reader's eyes: what the invoices say, and what the order is worth now. Goods that came back are not on it any
  // more in Shopify either, though their money is under way and the books keep them until it arrives.
  if (shown.why === 'changed-after-booking') return nowMinor === figures.owed - figures.underWay && [books.invoiced, rappen(books.live[0]?.total ?? '0')].includes(Number(bookedMinor));
  // More was given back than all is worth: nothing is booked.
  if (isKeptOnly(seen) && figuresOf(evidence.order).owed <= 0) return saysKept(seen);
  // More is held than is owed, or than the documents have room for.
  if (shown.why === 'payment-unclear') return [held - figures.owed, held - (books.invoiced - books.reversed)].includes(Number(amountMinor));
  return shown.why === 'period-locked';
}

/** Money is on its way to the buyer: the books are finished when it has arrived, and the order says that it waits. */
function isUnderWay({ order, shown }: Evidence): boolean {
  return shown?.state === 'waiting' && shown.why === 'refund' && order.transactions.some((one) => one.kind === 'REFUND' && one.status === 'PENDING');
}

function isLeftOut(why: string): boolean {
  return why === 'test' || why === 'before-go-live' || why === 'rule';
}

/** The merchant books an order when it is paid (or shipped), and it is not yet. */
function isNotDue({ state, why }: Seen['shown']): boolean {
  return state === 'waiting' && (why === 'payment' || why === 'fulfilment');
}

function shownAs({ shown }: Seen): string {
  const amounts = Object.entries(shown.detail).flatMap(([name, value]) => (typeof value === 'number' ? [`${name} ${value}`] : []));
  return [shown.state, shown.why, ...amounts].join(' ').trim();
}

/** (c) What lies on each account is what Shopify captured less what it paid back there, or the order says what is missing. */
function money(seen: Seen): string[] {
  const { evidence, shown, tasks, books } = seen;
  if (evidence.rules.asDraft && books.live.length > 0) return books.live.some((one) => one.payments.length > 0) || !evidence.entries.every(isMove) ? ['(c) money is booked, though nothing is issued'] : [];
  if (isLeftOut(shown.why) || isUnderWay(evidence) || isNotDue(shown)) return [];
  const gaps = gapsOf(seen);
  if (isKeptOnly(seen)) return saysKept(seen) ? [] : [`(c) ${seen.held} is held and nothing invoiced (${shownAs(seen)})`];
  if (gaps.length === 0) return [];
  const missing = sum(gaps.map((one) => Math.max(0, -one.gap)));
  const later = laterBooked(seen);
  const room = sum(books.live.map((one) => rappen(one.total_remaining_payments)));
  // Payments are booked as long as they fit on the documents; what does not waits for a person, who may be told something else first.
  if (shown.state === 'problem' && missing + later > room && (shown.why !== 'payment-unclear' || Number(shown.detail['amountMinor']) === later - sum(gaps.map((one) => one.gap)) - room)) return [];
  if (shown.why === 'period-locked') return [];
  if (missing === 0 && tasks.some((one) => one.refundId !== null) && inTasks(seen, gaps)) return [];
  if (missing === 0 && shown.why === 'payment-unclear' && saysTransfer(seen, gaps)) return [];
  if (missing === 0 && shown.why === 'changed-after-booking' && saysBesides(seen, gaps)) return [];
  // Nor is money moved between accounts in a currency of which bexio has no rate.
  if (evidence.order.currencies.shop !== 'CHF' && shown.why === 'payment-unclear' && Number(shown.detail['amountMinor']) === missing) return [];
  return [`(c) ${gaps.map(({ account, gap }) => `account ${account} is off by ${gap}`).join(', ')} (${shownAs(seen)})`];
}

/** Nothing is invoiced and nothing owed, yet money is here or went back by another way than it came: what all of it is, only a person can say. */
function isKeptOnly({ shown, books }: Seen): boolean {
  return shown.state === 'problem' && shown.why === 'payment-unclear' && books.live.length === 0;
}

/**
 * The figure of it: all that is held by whatever way it came, a transfer as well as a card, for no document stands for any of it; less what
 * Shopify has on its way to the buyer, and less what the till rounded up, which no buyer gets back. What went back of a transfer (or of a
 * currency without a rate) by another way, no entry moves; it lies on that account too much and is added.
 */
function saysKept(seen: Seen): boolean {
  const { evidence: { order }, shown, figures, held } = seen;
  const kept = Math.max(0, held - underWay(order) - Math.max(0, figures.rounding));
  const unmovable = transferred(seen.evidence) > 0 || order.currencies.shop !== 'CHF';
  const given = unmovable ? sum(gapsOf(seen).map((one) => Math.max(0, one.gap))) : 0;
  return [kept, kept + given].includes(Number(shown.detail['amountMinor']));
}

/** On its way to the buyer. */
function underWay(order: StoredOrder): number {
  return sum(order.transactions.filter((one) => one.kind === 'REFUND' && one.status === 'PENDING').map((one) => minor(one.amount.shop)));
}

type Gap = { account: string; gap: number };

/** Mere amounts are given back in the books when there is money on the invoice: until then the payment stands there without them. */
function laterBooked({ evidence: { journal }, figures, books }: Seen): number {
  const isBooked = (refundId: string) => journal.some((line) => line.detail['refundId'] === refundId);
  return books.live.length === 0 ? 0 : sum(figures.lumps.filter((one) => !isBooked(one.refundId)).map((one) => one.amount));
}

/**
 * What came by transfer and went back by another way only a person can book: the figure says how much, with what is kept of the order. What
 * tasks say of the same refunds is in their figures.
 */
function saysTransfer({ evidence: { order }, shown, figures, held, tasks }: Seen, gaps: readonly Gap[]): boolean {
  const more = Number(shown.detail['amountMinor']) - sum(gaps.map((one) => one.gap));
  const tasked = sum(tasks.filter((one) => one.refundId !== null).map((one) => one.amount));
  const kept = [0, Math.max(0, held - figures.owed), Math.max(0, held - figures.owed - underWay(order))];
  return kept.includes(more) || kept.includes(more + tasked);
}

/** The same, said besides that the order has changed: that figure alone, and nothing that is kept. */
function saysBesides({ shown, tasks }: Seen, gaps: readonly Gap[]): boolean {
  const { amountMinor } = (shown.detail['otherWay'] ?? {}) as { amountMinor?: number };
  const less = sum(gaps.map((one) => one.gap)) - (amountMinor ?? 0);
  return amountMinor !== undefined && (less === 0 || less === sum(tasks.filter((one) => one.refundId !== null).map((one) => one.amount)));
}

/**
 * No entry is made of a refund that is a task: what it took lies on its accounts still, and no more than that. Where a payment is not booked
 * because it does not fit, or came by transfer and went back otherwise, money is left on another account; that is said when the tasks are done.
 */
function inTasks({ evidence, tasks, books }: Seen, gaps: readonly Gap[]): boolean {
  const { order, rules } = evidence;
  const ofRefunds = tasks.flatMap((task) => order.refunds.filter((one) => one.id.endsWith(`/${String(task.refundId)}`)));
  const went = order.transactions.filter((one) => one.kind === 'REFUND' && one.status === 'SUCCESS' && ofRefunds.some((refund) => refund.transactionIds.includes(one.id)));
  const wentTo = (account: string | null) => sum(went.filter((one) => (rules.accountOf.get(one.gateway.toLowerCase()) ?? null) === account).map((one) => minor(one.amount.shop)));
  const all = sum(gaps.map((one) => one.gap));
  const amount = sum(tasks.filter((one) => one.refundId !== null).map((one) => one.amount));
  const received = order.transactions.filter((one) => one.status === 'SUCCESS' && isIn(one) && rules.accountOf.get(one.gateway.toLowerCase()) !== null).map((one) => minor(one.amount.shop));
  const unbooked = sum(received) - sum(books.live.flatMap((one) => one.payments).map((one) => rappen(one.value)));
  if (transferred(evidence) > 0 || unbooked > sum(books.live.map((one) => rappen(one.total_remaining_payments)))) return all <= amount;
  return all <= amount && all >= amount - wentTo(null) && gaps.every(({ account, gap }) => gap <= wentTo(account));
}

/** Money that reaches bexio by itself. */
function transferred({ order, rules }: Evidence): number {
  return sum(order.transactions.filter((one) => one.status === 'SUCCESS' && isIn(one) && rules.accountOf.get(one.gateway.toLowerCase()) === null).map((one) => minor(one.amount.shop)));
}

function gapsOf({ evidence, shown, figures, books }: Seen): Gap[] {
  const { accountOf } = evidence.rules;
  const wanted = new Map<string, number>();
  for (const [gateway, amount] of figures.money) {
    const account = accountOf.get(gateway.toLowerCase());
    if (account === undefined) return shown.why === 'gateway-not-mapped' ? [] : [{ account: gateway, gap: -amount }];
    if (account !== null) wanted.set(account, (wanted.get(account) ?? 0) + amount);
  }
  const purses = new Set([...accountOf.values()].filter((one) => one !== null));
  // What a till rounded is not given back with the goods.
  const till = evidence.order.cashRounding !== null && shown.state === 'skipped' ? 2 : 0;
  return [...new Set([...wanted.keys(), ...books.money.keys()])].flatMap((account) => {
    const gap = (books.money.get(account) ?? 0) - (wanted.get(account) ?? 0);
    return purses.has(account) && Math.abs(gap) > till ? [{ account, gap }] : [];
  });
}

/** (f) Nothing is booked for test orders and for those before the beginning. */
function leftAlone({ shown, evidence: { order, rules, invoices, entries } }: Seen): string[] {
  const stays = order.test || order.createdAt < rules.goLiveAt || rules.leaveOut;
  if (shown.why === 'rule' && !rules.leaveOut) return ['(f) no rule leaves the order out'];
  return stays && invoices.length + entries.length > 0 ? ['(f) an order that is left alone is in the books'] : [];
}

/** (g) Nothing bears a date of the closed period. */
function lockedPeriod({ evidence: { rules: { lockDate }, invoices, entries } }: Seen): string[] {
  if (lockDate === null) return [];
  const dated = [...invoices.map((one) => one.is_valid_from), ...invoices.flatMap((one) => one.payments.map(({ date }) => date)), ...entries.map((one) => one.date)];
  return dated.filter((date) => date <= lockDate).map((date) => `(g) something is dated ${date}, closed up to ${lockDate}`);
}
