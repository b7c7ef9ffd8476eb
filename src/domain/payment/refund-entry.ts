import type { BookedInvoice, Covered, CreditNote } from '../booked.ts';
import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import { entryFactor } from './exchange-rate.ts';
import type { EntryLine, EntryPlan } from '../entry.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Shop } from '../order.ts';
import { usableRule } from './payments.ts';
import type { Problem } from '../problem.ts';
import type { BookableRefund } from './refund-parts.ts';
import type { AccountRole, Settings } from '../settings.ts';
import { taxOf } from '../invoice/zero-tax.ts';

export type RefundInput = { order: Order; shop: Shop; settings: Settings; company: Company };

export type PlannedReversal = { ok: true; entry: EntryPlan } | { ok: true; note: CreditNote } | { ok: false; problem: Problem };

/** What takes turnover back, whose money, and under which name. */
export type Reversal = {
  reference: string;
  words: string;
  refundId: string | null;
  amountMinor: Minor;
  /** Below zero: turnover that comes back. */
  parts: Covered[];
  /** Where the money went. Their sum is the amount; below zero, it comes back. */
  money: MoneyWay[];
  at: Date;
};

/** By which payment method, or from which ledger account; by none: it reaches bexio by itself, or a person has booked it. */
export type MoneyWay = ({ gateway: string } | { accountId: number | null }) & { amountMinor: Minor };

/** A refund after the invoice as one entry in bexio's ledger, or as a credit note for the merchant to type. */
export function planRefund(input: RefundInput, invoice: BookedInvoice, { back, amountMinor, parts, money }: BookableRefund): PlannedReversal {
  const last = money.reduce((latest, { processedAt }) => (processedAt > latest ? processedAt : latest), new Date(0));
  return planReversal(input, invoice, {
    reference: `shopify:${input.shop.id}:refund:${back.id}`,
    words: words[input.settings.language === 'customer' ? 'de' : input.settings.language].refund,
    refundId: back.id,
    amountMinor,
    parts,
    money: money.map(({ gateway, amountMinor: minor }) => ({ gateway, amountMinor: minor })),
    at: last,
  });
}

/**
 * Revenue and VAT per rate against the accounts of the payment methods. Where the money reaches and leaves bexio by itself (a transfer on
 * the bank statement), only a person can book it without booking it twice; and without a rate nobody but a person knows what a foreign
 * amount is worth in francs: then it is a task.
 */
export function planReversal(input: RefundInput, invoice: BookedInvoice, reversal: Reversal): PlannedReversal {
  const { order, settings, company, shop } = input;
  const currency = company.currencies.find(({ code }) => code === order.currency);
  if (currency === undefined) return { ok: false, problem: { reason: 'currency-missing', currency: order.currency } };
  const note = creditNote(order, invoice, reversal);
  const task = (why: NonNullable<CreditNote['why']>) => ({ ok: true as const, note: { ...note, why } });
  if (settings.refunds.paid === 'credit-note-task') return task('setting');
  const purses = pursesOf(input, reversal.money);
  if (!purses.ok) return purses;
  if (purses.elsewhereMinor !== 0) return task('transfer');
  const currencyFactor = entryFactor(order, invoice);
  if (currencyFactor === null) return task('no-rate');
  const lines = entryLines(input, reversal.parts, purses.purses);
  if (!lines.ok) return lines;
  const date = dateIn(shop.timeZone, reversal.at);
  const description = `Shopify ${order.name} ${reversal.words} (${invoice.number}) ${reversal.reference}`;
  const plan = { reference: reversal.reference, description, date, currency: order.currency, currencyId: currency.id, currencyFactor, lines: lines.lines };
  return { ok: true, entry: { ...plan, totalMinor: reversal.amountMinor, taxes: note.taxes } };
}

export function creditNote(order: Order, invoice: Pick<BookedInvoice, 'number'>, { refundId, amountMinor, parts }: Pick<Reversal, 'refundId' | 'amountMinor' | 'parts'>): CreditNote {
  const rates = [...new Set(parts.map((part) => part.ratePpm))].sort((a, b) => b - a);
  const taxes = rates.map((ratePpm) => {
    const ofRate = parts.filter((part) => part.ratePpm === ratePpm);
    return { ratePpm, grossMinor: sum(ofRate.map((part) => part.grossMinor)), amountMinor: sum(ofRate.map((part) => part.taxMinor)) };
  });
  // An amount off a line takes no units of it, and is one position to type all the same.
  const lines = parts.map(({ title, quantity, ratePpm, grossMinor }) => ({ title, quantity: grossMinor > 0 ? Math.max(1, quantity) : quantity, ratePpm, grossMinor }));
  return { refundId, invoiceNumber: invoice.number, currency: order.currency, amountMinor, lines, taxes };
}

type Purse = { accountId: number; leftMinor: Minor };
type Pursed = { ok: true; purses: Purse[]; elsewhereMinor: Minor } | { ok: false; problem: Problem };

/** One purse per ledger account; `elsewhereMinor`: on none that an entry may touch. */
function pursesOf({ order, settings, company }: RefundInput, money: readonly MoneyWay[]): Pursed {
  const purses: Purse[] = [];
  let elsewhereMinor = 0;
  for (const way of money) {
    const rule = 'gateway' in way ? usableRule(settings, company, way.gateway, order.currency) : null;
    if ('gateway' in way && rule === null) return { ok: false, problem: { reason: 'gateway-not-mapped', gateway: way.gateway } };
    const ofRule = rule?.settle === 'account' ? (company.bankAccounts.find(({ id }) => id === rule.bankAccountId)?.accountId ?? null) : null;
    const accountId = 'gateway' in way ? ofRule : way.accountId;
    const purse = purses.find((one) => one.accountId === accountId);
    if (accountId === null) elsewhereMinor += way.amountMinor;
    else if (purse === undefined) purses.push({ accountId, leftMinor: way.amountMinor });
    else purse.leftMinor += way.amountMinor;
  }
  return { ok: true, purses, elsewhereMinor };
}

/**
 * One line per revenue account, rate and purse. Purses are emptied one after the other, so both sides add up to the rappen. Turnover that
 * comes back goes first: what it brings into a purse is there for the rest. At last, purses that are left settle among themselves.
 */
function entryLines(input: RefundInput, parts: readonly Covered[], purses: Purse[]): { ok: true; lines: EntryLine[] } | { ok: false; problem: Problem } {
  const lines: EntryLine[] = [];
  const bookings = bookingsOf(input, parts);
  if (!bookings.ok) return bookings;
  for (const { accountId, taxId, ratePpm, amountMinor } of bookings.bookings.filter((one) => one.amountMinor < 0)) {
    for (const [purse, comesMinor] of outOf(purses.map((one) => -one.leftMinor), -amountMinor)) {
      const { accountId: debitAccountId } = moved(purses, purse, comesMinor);
      addTo(lines, { debitAccountId, creditAccountId: accountId, taxId, ratePpm, amountMinor: comesMinor, turnover: 'credit' });
    }
  }
  for (const { accountId, taxId, ratePpm, amountMinor } of bookings.bookings.filter((one) => one.amountMinor > 0)) {
    for (const [purse, goesMinor] of outOf(purses.map((one) => one.leftMinor), amountMinor)) {
      const { accountId: creditAccountId } = moved(purses, purse, -goesMinor);
      addTo(lines, { debitAccountId: accountId, creditAccountId, taxId, ratePpm, amountMinor: goesMinor });
    }
  }
  for (const [index, { accountId: debitAccountId, leftMinor }] of purses.entries()) {
    if (leftMinor >= 0) continue;
    for (const [purse, amountMinor] of outOf(purses.map((one) => one.leftMinor), -leftMinor)) {
      if (purse === index) continue;
      const { accountId: creditAccountId } = moved(purses, purse, -amountMinor);
      addTo(lines, { debitAccountId, creditAccountId, taxId: null, ratePpm: 0, amountMinor, turnover: 'none' });
    }
  }
  return { ok: true, lines };
}

/** So much of each, one after the other, by index; what none has room for is the first one's. */
function outOf(roomsMinor: readonly Minor[], amountMinor: Minor): [number, Minor][] {
  let leftMinor = amountMinor;
  const parts = roomsMinor.map((roomMinor): Minor => {
    const partMinor = Math.max(0, Math.min(leftMinor, roomMinor));
    leftMinor -= partMinor;
    return partMinor;
  });
  return parts.flatMap((partMinor, index): [number, Minor][] => {
    const wholeMinor = partMinor + (index === 0 ? leftMinor : 0);
    return wholeMinor > 0 ? [[index, wholeMinor]] : [];
  });
}

function moved(purses: Purse[], index: number, amountMinor: Minor): Purse {
  const purse = purses[index];
  if (purse === undefined) throw new Error('there is no such purse');
  purse.leftMinor += amountMinor;
  return purse;
}

function addTo(lines: EntryLine[], line: EntryLine): void {
  const same = lines.find((one) => one.debitAccountId === line.debitAccountId && one.creditAccountId === line.creditAccountId && one.taxId === line.taxId && one.turnover === line.turnover);
  if (same === undefined) lines.push(line);
  else same.amountMinor += line.amountMinor;
}

type Booking = { accountId: number; taxId: number | null; ratePpm: number; amountMinor: Minor };

/** By revenue account and tax: what comes back under one lowers what is taken back under the same. */
function bookingsOf(input: RefundInput, parts: readonly Covered[]): { ok: true; bookings: Booking[] } | { ok: false; problem: Problem } {
  const bookings: Booking[] = [];
  for (const part of parts) {
    const booking = bookingOf(input, part);
    if (!booking.ok) return booking;
    const { accountId, taxId } = booking.booking;
    const same = bookings.find((one) => one.accountId === accountId && one.taxId === taxId && one.ratePpm === part.ratePpm);
    if (same === undefined) bookings.push({ accountId, taxId, ratePpm: part.ratePpm, amountMinor: part.grossMinor });
    else same.amountMinor += part.grossMinor;
  }
  return { ok: true, bookings };
}

/** A liability and a difference of rounding are no turnover and carry no tax code. */
const withoutTax: readonly AccountRole[] = ['gift-cards', 'rounding'];

function bookingOf(input: RefundInput, { role, lineId, ratePpm }: Covered): { ok: true; booking: { accountId: number; taxId: number | null } } | { ok: false; problem: Problem } {
  const { order, shop, settings, company } = input;
  const accountId = settings.accounts[role];
  if (accountId === null) return { ok: false, problem: { reason: 'account-missing', role } };
  const usable = company.accounts.some(({ id, usable: isUsable }) => id === accountId && isUsable);
  if (!usable) return { ok: false, problem: { reason: 'account-unusable', role, accountId } };
  // The rate of the day of supply, not of the day the money goes back.
  const date = dateIn(shop.timeZone, order.processedAt);
  const tax = withoutTax.includes(role) ? null : taxOf(input, { role, lineId, ratePpm }, date);
  if (tax === null && ratePpm !== 0) return { ok: false, problem: { reason: 'tax-rate-missing', ratePpm, date } };
  return { ok: true, booking: { accountId, taxId: tax?.id ?? null } };
}

/** What stands in the ledger, in the language of the merchant's documents; a bookkeeper reads it. */
export const words = {
  de: { refund: 'Rückerstattung', undo: 'rückgängig gemacht' },
  fr: { refund: 'remboursement', undo: 'annulé' },
  it: { refund: 'rimborso', undo: 'annullato' },
  en: { refund: 'refund', undo: 'undone' },
} as const;
