import type { Booked, BookedInvoice } from '../booked.ts';
import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import type { EntryPlan } from '../entry.ts';
import { entryFactor } from './exchange-rate.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Shop } from '../order.ts';
import { ledgerBehind, takenBack, usableRule } from './payments.ts';
import type { Settings } from '../settings.ts';

type Books = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Booked };

/**
 * Money that came by one way and went back by another for goods that no document contains (paid by card, given back onto a gift card).
 * Its payment is lowered by it, so the two accounts would be off against each other: an entry without VAT moves it.
 * In another currency only where bexio has a rate for it. `invoice` null: the order came to nothing, and only the money moved.
 */
export function movedToOtherWay({ order, shop, settings, company, booked }: Books, invoice: BookedInvoice | null): { key: string; entry: EntryPlan } | null {
  const currency = company.currencies.find(({ code }) => code === order.currency);
  const currencyFactor = entryFactor(order, invoice ?? { rate: null });
  if (currencyFactor === null || currency === undefined) return null;
  const ledgerOf = (gateway: string) => ledgerBehind(settings, company, gateway, order.currency);
  const moves = takenBack({ order, shop, settings, company, booked }).flatMap(({ from, back, amountMinor }) => {
    const [debitAccountId, creditAccountId] = [ledgerOf(from.gateway), ledgerOf(back.gateway)];
    if (debitAccountId === null || creditAccountId === null || debitAccountId === creditAccountId) return [];
    return [{ back, line: { debitAccountId, creditAccountId, taxId: null, ratePpm: 0, amountMinor, turnover: 'none' as const } }];
  });
  const next = moves.find(({ back }) => !Object.hasOwn(booked.refunds, `way:${back.id}`));
  if (next === undefined) return null;
  const lines = moves.filter(({ back }) => back.id === next.back.id).map(({ line }) => line);
  const key = `way:${next.back.id}`;
  const reference = `shopify:${shop.id}:${key}`;
  const about = { reference, description: `Shopify ${order.name} ${invoice === null ? '' : `(${invoice.number}) `}${reference}`, date: dateIn(shop.timeZone, next.back.processedAt) };
  return { key, entry: { ...about, currency: order.currency, currencyId: currency.id, currencyFactor, lines, totalMinor: sum(lines.map((line) => line.amountMinor)), taxes: [] } };
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
  const backs = takenBack(books).filter(({ from, back }) => (isTransfer(from.gateway) && !isTransfer(back.gateway)) || isUnmoved(from.gateway, back.gateway));
  const [first] = backs;
  return first === undefined ? null : { what: 'other-way', gateway: first.from.gateway, amountMinor: sum(backs.map((one) => one.amountMinor)) };
}
