import { grossOf, isCents } from './balance.ts';
import type { Booked, BookedInvoice, Covered } from '../booked.ts';
import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import type { EntryPlan } from '../entry.ts';
import { entryFactor } from './exchange-rate.ts';
import type { Minor } from '../money.ts';
import type { Order, Shop } from '../order.ts';
import { dueMinor } from '../invoice/order-to-invoice.ts';
import type { Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';

type Books = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Pick<Booked, 'payments' | 'refunds' | 'invoice'> };

/**
 * What a till rounded that stands on no document of the order: above zero, it took more. An invoice with money on it stays as it is, and a
 * document over two rappen helps nobody: the payment is booked over what was open, and an entry moves the rest (decision 47).
 */
export function openTillMinor({ totals: { cashRoundingMinor } }: Order, balance: readonly Covered[]): Minor {
  const centsMinor = grossOf(balance.filter(isCents));
  if (centsMinor * cashRoundingMinor <= 0) return 0;
  return Math.sign(centsMinor) * Math.min(Math.abs(centsMinor), Math.abs(cashRoundingMinor));
}

/** Of money beyond the goods, what a till had rounded up and the order is not worth any more. */
export function tillGivenBack(balance: readonly Covered[], beyondMinor: Minor): Covered[] {
  const minor = Math.min(beyondMinor, -grossOf(balance.filter(isCents)));
  return minor > 0 ? [roundingRow(minor)] : [];
}

/** Everything came back, and what the till had rounded up stayed there: it stands on the account for rounding already. */
export function isKeptByTill(order: Order, balance: readonly Covered[]): boolean {
  return balance.every(isCents) && grossOf(balance) < 0 && dueMinor(order) <= 0;
}

export type TillEntry = { ok: true; key: string; entry: EntryPlan; goods: Covered[] } | { ok: false; problem: Problem };

/**
 * The entry for the first payment that was booked over more or less than the till took: between the account of the payment method and the
 * one for rounding, without VAT. Null: none is missing. `ledgerOf`: the account behind a payment method.
 */
export function tillEntry({ order, shop, settings, company, booked }: Books, invoice: BookedInvoice, ledgerOf: (gateway: string) => number | null): TillEntry | null {
  const payment = Object.entries(booked.payments).find(([transactionId, one]) => (one.tillMinor ?? 0) !== 0 && !Object.hasOwn(booked.refunds, keyOf(transactionId)));
  const transaction = order.transactions.find(({ id }) => id === payment?.[0]);
  const currency = company.currencies.find(({ code }) => code === order.currency);
  const [ledgerId, currencyFactor] = [transaction === undefined ? null : ledgerOf(transaction.gateway), entryFactor(order, invoice)];
  if (payment === undefined || transaction === undefined || ledgerId === null || currency === undefined || currencyFactor === null) return null;
  const account = roundingAccount(settings, company);
  if (!account.ok) return account;
  const [transactionId, { tillMinor = 0 }] = payment;
  const key = keyOf(transactionId);
  const reference = `shopify:${shop.id}:${key}`;
  const [debitAccountId, creditAccountId] = tillMinor > 0 ? [ledgerId, account.id] : [account.id, ledgerId];
  const totalMinor = Math.abs(tillMinor);
  const entry = {
    reference,
    description: `Shopify ${order.name} ${words[settings.language === 'customer' ? 'de' : settings.language]} (${invoice.number}) ${reference}`,
    date: dateIn(shop.timeZone, transaction.processedAt),
    currency: order.currency,
    currencyId: currency.id,
    currencyFactor,
    lines: [{ debitAccountId, creditAccountId, taxId: null, ratePpm: 0, amountMinor: totalMinor, ...(tillMinor > 0 ? { turnover: 'credit' as const } : {}) }],
    totalMinor,
    taxes: [],
  };
  return { ok: true, key, entry, goods: [roundingRow(-tillMinor)] };
}

/** The account for rounding, or what keeps it from being used. */
export function roundingAccount({ accounts: { rounding } }: Settings, { accounts }: Company): { ok: true; id: number } | { ok: false; problem: Problem } {
  if (rounding === null) return { ok: false, problem: { reason: 'account-missing', role: 'rounding' } };
  if (!accounts.some(({ id, usable }) => id === rounding && usable)) return { ok: false, problem: { reason: 'account-unusable', role: 'rounding', accountId: rounding } };
  return { ok: true, id: rounding };
}

export function roundingRow(grossMinor: Minor): Covered {
  return { lineId: null, title: '', role: 'rounding', ratePpm: 0, quantity: Math.sign(grossMinor), grossMinor, taxMinor: 0 };
}

function keyOf(transactionId: string): string {
  return `till:${transactionId}`;
}

const words = { de: 'Rundung der Kasse', fr: 'arrondi de caisse', it: 'arrotondamento di cassa', en: 'till rounding' } as const;
