import type { BookedInvoice } from '../booked.ts';
import { dateIn } from '../dates.ts';
import { moneyBack } from './money-back.ts';
import type { Situation, Verdict } from '../step.ts';
import type { Order } from '../order.ts';

/** A Swiss company keeps its ledger in francs; every other currency needs a rate there. */
export const ledgerCurrency = 'CHF';

/**
 * Francs per unit for an entry about this invoice, as decimal text. An invoice and what takes it back carry one rate, that of the invoice's
 * day, so that a refund leaves neither gain nor loss that nobody made. Null: bexio has none, and only a person can book the entry.
 */
export function entryFactor({ currency }: Pick<Order, 'currency'>, { rate }: Pick<BookedInvoice, 'rate'>): string | null {
  return currency === ledgerCurrency ? '1' : (rate ?? null);
}

/** Asks bexio for the rate once per invoice, and only when an entry may be due. Null: it is known, or none is needed. */
export function rateToFind({ order, shop, settings, company }: Situation, invoice: BookedInvoice, due: { money: boolean }): Verdict | null {
  const currency = company.currencies.find(({ code }) => code === order.currency);
  if (order.currency === ledgerCurrency || currency === undefined || invoice.rate !== undefined || settings.refunds.paid !== 'entry') return null;
  const needed = due.money || settings.giftCards === 'service' || moneyBack(order).length > 0;
  if (!needed) return null;
  const date = invoice.date ?? dateIn(shop.timeZone, order.processedAt);
  return { kind: 'step', step: { do: 'find-rate', invoiceId: invoice.bexioId, currency: order.currency, currencyId: currency.id, date } };
}
