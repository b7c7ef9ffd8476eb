import type { Booked, BookedInvoice, Covered } from '../booked.ts';
import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import type { EntryPlan } from '../entry.ts';
import { entryFactor } from './exchange-rate.ts';
import { share, sum } from '../money.ts';
import type { Order, Shop } from '../order.ts';
import { ledgerBehind } from './payments.ts';
import { scaled } from '../invoice/owed-now.ts';
import type { BookableRefund } from './refund-parts.ts';
import type { Settings } from '../settings.ts';
import { salesTaxFor } from '../invoice/tax.ts';
import { standardRatePpm } from '../invoice/voucher-tax.ts';

type Books = { order: Order; shop: Shop; settings: Settings; company: Company };

/** The first payment by voucher whose turnover has not been taken off yet. In another currency only where bexio has a rate for it. */
export function redeemedVoucher(books: Books & { booked: Booked }, invoice: BookedInvoice): { key: string; entry: EntryPlan; parts: Covered[] } | null {
  const { order, shop, settings, company, booked } = books;
  const currency = company.currencies.find(({ code }) => code === order.currency);
  const currencyFactor = entryFactor(order, invoice);
  if (settings.giftCards !== 'service' || currencyFactor === null || currency === undefined || settings.accounts.sales === null) return null;
  for (const [name, { amountMinor }] of Object.entries(booked.payments)) {
    const transaction = order.transactions.find(({ id }) => id === name.split(':')[0]);
    const key = `voucher:${name}`;
    const creditAccountId = transaction === undefined ? null : voucherLedger(books, transaction.gateway);
    if (transaction === undefined || creditAccountId === null || Object.hasOwn(booked.refunds, key)) continue;
    const date = dateIn(shop.timeZone, transaction.processedAt);
    const tax = salesTaxFor(company, standardRatePpm(company, date), date);
    if (tax === null) continue;
    const reference = `shopify:${shop.id}:${key}`;
    const line = { debitAccountId: settings.accounts.sales, creditAccountId, taxId: tax.id, ratePpm: tax.ratePpm, amountMinor };
    const taxes = [{ ratePpm: tax.ratePpm, grossMinor: amountMinor, amountMinor: share(amountMinor, tax.ratePpm, 1_000_000 + tax.ratePpm) }];
    const description = `Shopify ${order.name} (${invoice.number}) ${reference}`;
    const parts: Covered[] = [{ lineId: null, title: '', role: 'sales', ratePpm: tax.ratePpm, quantity: 0, grossMinor: amountMinor, taxMinor: taxes[0]?.amountMinor ?? 0 }];
    return { key, parts, entry: { reference, description, date, currency: order.currency, currencyId: currency.id, currencyFactor, lines: [line], totalMinor: amountMinor, taxes } };
  }
  return null;
}

/** What of a refund went back as money. Null: all of it onto vouchers that are taxed turnover, so nothing is booked. */
export function withoutVouchers(books: Books, refund: BookableRefund): BookableRefund | null {
  if (books.settings.giftCards !== 'service') return refund;
  const money = refund.money.filter(({ gateway }) => voucherLedger(books, gateway) === null);
  const amountMinor = sum(money.map((one) => one.amountMinor));
  return amountMinor === 0 ? null : { ...refund, money, amountMinor, parts: scaled(refund.parts, amountMinor) };
}

/** The ledger account of a payment method that is a voucher; null for any other. */
function voucherLedger({ order, settings, company }: Books, gateway: string): number | null {
  const accountId = ledgerBehind(settings, company, gateway, order.currency);
  return accountId !== null && accountId === settings.accounts['gift-cards'] ? accountId : null;
}
