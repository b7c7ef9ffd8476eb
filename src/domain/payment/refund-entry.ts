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
import { roundingAccount, roundingRow } from './till-rounding.ts';
import { taxOf } from '../invoice/zero-tax.ts';

export type RefundInput = { order: Order; shop: Shop; settings: Settings; company: Company };

export type PlannedReversal = { ok: true; entry: EntryPlan } | { ok: true; note: CreditNote } | { ok: false; problem: Problem };

/** What takes turnover back, whose money, and under which name. */
export type Reversal = {
  reference: string;
  words: string;
  refundId: string | null;
  amountMinor: Minor;
  parts: Covered[];
  /** Where the money went, by gateway. Their sum is the amount. */
  money: { gateway: string; amountMinor: Minor }[];
  at: Date;
  /** Rounded by a till and booked so: given back beside the amount, above zero, or by the account for rounding. Absent = 0. */
  tillMinor?: Minor;
};

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
  const { tillMinor = 0 } = reversal;
  const rounding = tillMinor === 0 ? null : roundingAccount(settings, company);
  if (rounding?.ok === false) return rounding;
  const purses: Purse[] = rounding !== null && tillMinor < 0 ? [{ accountId: rounding.id, leftMinor: -tillMinor }] : [];
  for (const { gateway, amountMinor } of reversal.money) {
    const rule = usableRule(settings, company, gateway, order.currency);
    if (rule === null) return { ok: false, problem: { reason: 'gateway-not-mapped', gateway } };
    const ledgerId = rule.settle === 'open' ? null : (company.bankAccounts.find(({ id }) => id === rule.bankAccountId)?.accountId ?? null);
    if (ledgerId === null) return task('transfer');
    purses.push({ accountId: ledgerId, leftMinor: amountMinor });
  }
  const currencyFactor = entryFactor(order, invoice);
  if (currencyFactor === null) return task('no-rate');
  const lines = entryLines(input, tillMinor > 0 ? [...reversal.parts, roundingRow(tillMinor)] : reversal.parts, purses);
  if (!lines.ok) return lines;
  const date = dateIn(shop.timeZone, reversal.at);
  const description = `Shopify ${order.name} ${reversal.words} (${invoice.number}) ${reversal.reference}`;
  const plan = { reference: reversal.reference, description, date, currency: order.currency, currencyId: currency.id, currencyFactor, lines: lines.lines };
  return { ok: true, entry: { ...plan, totalMinor: reversal.amountMinor + Math.max(0, tillMinor), taxes: note.taxes } };
}

export function creditNote(order: Order, invoice: Pick<BookedInvoice, 'number'>, { refundId, amountMinor, parts }: Pick<Reversal, 'refundId' | 'amountMinor' | 'parts'>): CreditNote {
  const rates = [...new Set(parts.map((part) => part.ratePpm))].sort((a, b) => b - a);
  const taxes = rates.map((ratePpm) => {
    const ofRate = parts.filter((part) => part.ratePpm === ratePpm);
    return { ratePpm, grossMinor: sum(ofRate.map((part) => part.grossMinor)), amountMinor: sum(ofRate.map((part) => part.taxMinor)) };
  });
  const lines = parts.map(({ title, quantity, ratePpm, grossMinor }) => ({ title, quantity, ratePpm, grossMinor }));
  return { refundId, invoiceNumber: invoice.number, currency: order.currency, amountMinor, lines, taxes };
}

type Purse = { accountId: number; leftMinor: Minor };

/** One line per revenue account, rate and purse. Purses are emptied one after the other, so both sides add up to the rappen. */
function entryLines(input: RefundInput, parts: readonly Covered[], purses: Purse[]): { ok: true; lines: EntryLine[] } | { ok: false; problem: Problem } {
  const lines: EntryLine[] = [];
  for (const part of parts) {
    const booking = bookingOf(input, part);
    if (!booking.ok) return booking;
    let leftMinor = part.grossMinor;
    for (const purse of purses) {
      const amountMinor = Math.min(leftMinor, purse.leftMinor);
      if (amountMinor <= 0) continue;
      leftMinor -= amountMinor;
      purse.leftMinor -= amountMinor;
      addTo(lines, { ...booking.booking, creditAccountId: purse.accountId, ratePpm: part.ratePpm, amountMinor });
    }
  }
  return { ok: true, lines };
}

function addTo(lines: EntryLine[], line: EntryLine): void {
  const same = lines.find((one) => one.debitAccountId === line.debitAccountId && one.creditAccountId === line.creditAccountId && one.taxId === line.taxId);
  if (same === undefined) lines.push(line);
  else same.amountMinor += line.amountMinor;
}

/** A liability and a difference of rounding are no turnover and carry no tax code. */
const withoutTax: readonly AccountRole[] = ['gift-cards', 'rounding'];

function bookingOf(input: RefundInput, { role, lineId, ratePpm }: Covered): { ok: true; booking: Pick<EntryLine, 'debitAccountId' | 'taxId'> } | { ok: false; problem: Problem } {
  const { order, shop, settings, company } = input;
  const accountId = settings.accounts[role];
  if (accountId === null) return { ok: false, problem: { reason: 'account-missing', role } };
  const usable = company.accounts.some(({ id, usable: isUsable }) => id === accountId && isUsable);
  if (!usable) return { ok: false, problem: { reason: 'account-unusable', role, accountId } };
  // The rate of the day of supply, not of the day the money goes back.
  const date = dateIn(shop.timeZone, order.processedAt);
  const tax = withoutTax.includes(role) ? null : taxOf(input, { role, lineId, ratePpm }, date);
  if (tax === null && ratePpm !== 0) return { ok: false, problem: { reason: 'tax-rate-missing', ratePpm, date } };
  return { ok: true, booking: { debitAccountId: accountId, taxId: tax?.id ?? null } };
}

/** What stands in the ledger, in the language of the merchant's documents; a bookkeeper reads it. */
export const words = {
  de: { refund: 'Rückerstattung', undo: 'rückgängig gemacht' },
  fr: { refund: 'remboursement', undo: 'annulé' },
  it: { refund: 'rimborso', undo: 'annullato' },
  en: { refund: 'refund', undo: 'undone' },
} as const;
