import type { Booked, BookedInvoice } from '../booked.ts';
import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import type { EntryLine, EntryPlan } from '../entry.ts';
import { entryFactor } from './exchange-rate.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Shop, Transaction } from '../order.ts';
import { ledgerBehind, movesOnRecord, type TakenBack, takenBack, usableRule } from './payments.ts';
import type { Settings } from '../settings.ts';

type Books = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Booked };

/**
 * Money that came by one way and went back by another for goods that no document contains (paid by card, given back onto a gift card).
 * Its payment is lowered by it, so the two accounts would be off against each other: an entry without VAT moves it. Several payments may be
 * lowered by it, one after the other, and what comes later may lower another one: then a further entry moves what the first lacks.
 * In another currency only where bexio has a rate for it. `invoice` null: the order came to nothing, and only the money moved.
 */
export function movedToOtherWay({ order, shop, settings, company, booked }: Books, invoice: BookedInvoice | null): { key: string; entry: EntryPlan } | null {
  const currency = company.currencies.find(({ code }) => code === order.currency);
  const currencyFactor = entryFactor(order, invoice ?? { rate: null });
  if (currencyFactor === null || currency === undefined) return null;
  const taken = takenBack({ order, shop, settings, company, booked });
  for (const back of order.transactions.filter(({ kind }) => kind === 'refund')) {
    const lines = linesOf({ order, settings, company, booked }, back, taken.filter((one) => one.back.id === back.id));
    if (lines.length === 0) continue;
    const nth = movesOnRecord(booked, back).length + 1;
    const key = nth === 1 ? `way:${back.id}` : `way:${back.id}:${nth}`;
    const reference = `shopify:${shop.id}:${key}`;
    const about = { reference, description: `Shopify ${order.name} ${invoice === null ? '' : `(${invoice.number}) `}${reference}`, date: dateIn(shop.timeZone, back.processedAt) };
    return { key, entry: { ...about, currency: order.currency, currencyId: currency.id, currencyFactor, lines, totalMinor: sum(lines.map((line) => line.amountMinor)), taxes: [] } };
  }
  return null;
}

/** What is to be moved and is not yet, by the account it came to; in the other direction what was moved and is not to be, whatever is yet to be booked. */
function linesOf({ order, settings, company, booked }: Omit<Books, 'shop'>, back: Transaction, taken: readonly TakenBack[]): EntryLine[] {
  const ledgerOf = ({ gateway }: Transaction) => ledgerBehind(settings, company, gateway, order.currency);
  const backAccountId = ledgerOf(back);
  const moved = movesOnRecord(booked, back).flatMap((one) => one.lines ?? []);
  const ways = new Set(order.transactions.map(ledgerOf));
  // The merchant has put a payment method on another account since: what was moved between the former ones stays right.
  if (backAccountId === null || moved.some((line) => !ways.has(line.debitAccountId) || !ways.has(line.creditAccountId))) return [];
  const accountIds = new Set([...taken.map((one) => ledgerOf(one.from)), ...moved.flatMap((line) => [line.debitAccountId, line.creditAccountId])]);
  return [...accountIds].flatMap((accountId): EntryLine[] => {
    if (accountId === null || accountId === backAccountId) return [];
    const ofWay = taken.filter((one) => ledgerOf(one.from) === accountId);
    const movedMinor = sum(moved.map((line) => (line.debitAccountId === accountId ? line.amountMinor : line.creditAccountId === accountId ? -line.amountMinor : 0)));
    const missingMinor = sum(ofWay.filter((one) => one.settled).map((one) => one.amountMinor)) - movedMinor;
    const tooMuchMinor = movedMinor - sum(ofWay.map((one) => one.amountMinor));
    const about = { taxId: null, ratePpm: 0, turnover: 'none' as const };
    if (missingMinor > 0) return [{ ...about, debitAccountId: accountId, creditAccountId: backAccountId, amountMinor: missingMinor }];
    return tooMuchMinor > 0 ? [{ ...about, debitAccountId: backAccountId, creditAccountId: accountId, amountMinor: tooMuchMinor }] : [];
  });
}

/**
 * A transfer reaches bexio by itself and in full; what went back of it by another way no entry can take off it. Nor is there an entry where
 * bexio has no rate for the currency, or no invoice to take the rate from. A person has to look.
 */
export function backOfTransfer(books: Books): { what: 'other-way'; gateway: string; amountMinor: Minor } | null {
  const isTransfer = (gateway: string) => usableRule(books.settings, books.company, gateway, books.order.currency)?.settle === 'open';
  const hasRate = entryFactor(books.order, books.booked.invoice ?? { rate: null }) !== null;
  const ledgerOf = (gateway: string) => ledgerBehind(books.settings, books.company, gateway, books.order.currency);
  const isUnmoved = (from: string, back: string) => !hasRate && !isTransfer(from) && ledgerOf(from) !== ledgerOf(back);
  const backs = takenBack(books).filter((one) => one.settled).filter(({ from, back }) => (isTransfer(from.gateway) && !isTransfer(back.gateway)) || isUnmoved(from.gateway, back.gateway));
  const [first] = backs;
  return first === undefined ? null : { what: 'other-way', gateway: first.from.gateway, amountMinor: sum(backs.map((one) => one.amountMinor)) };
}
