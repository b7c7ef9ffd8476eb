import { balanceOf, type Books, coversOf, grossOf, spreadOver, takenOut, together } from './balance.ts';
import type { Booked, BookedInvoice, Covered } from '../booked.ts';
import { dateIn } from '../dates.ts';
import { accountedFor, refundedEntries } from '../invoice/line-amounts.ts';
import { type Minor, sum } from '../money.ts';
import { type MoneyBack, moneyBackByPart, without } from './money-back.ts';
import type { Refund, Transaction } from '../order.ts';
import { asCovered } from '../invoice/order-to-invoice.ts';
import { scaled, withRates } from '../invoice/owed-now.ts';
import type { Problem } from '../problem.ts';
import { salesTaxFor } from '../invoice/tax.ts';
import { tillGivenBack } from './till-rounding.ts';
import { taxedVouchers } from '../invoice/voucher-tax.ts';

/**
 * A refund as the books see it: what is booked of it as an entry (or a task), and what turnover of which rate that takes back; the parts add
 * up to the amount. `goods`: the parts without mere amounts. `money`: by transaction, what lowers a payment left out.
 */
export type BookableRefund = { back: MoneyBack; amountMinor: Minor; parts: Covered[]; goods: Covered[]; nettedMinor: Minor; money: Transaction[] };

/** `balance`: what the books lack once these refunds are booked. */
export type BookableRefunds = { ok: true; refunds: BookableRefund[]; balance: Covered[] } | { ok: false; problem: Problem };

type Input = Books & { booked: Pick<Booked, 'extras' | 'refunds' | 'payments'> };

/**
 * What every refund that is not booked yet takes back, oldest first. Its mere amount, as Shopify notes it, lowers everything on the invoice
 * in proportion; the rest is money for goods that have gone from the order since the invoice, those that the refund names first. Money for
 * goods that are on no document (taken off before it was made) lowers the payment it came from, because the buyer never owed it there, as
 * long as a payment is there to be lowered (`unbookedMinor`); otherwise it is a mere amount too.
 */
export function bookableRefunds(input: Input, invoice: BookedInvoice, unbookedMinor: Minor): BookableRefunds {
  const covers = coversOf(input, invoice);
  const refunds: BookableRefund[] = [];
  const taken = Object.values(input.booked.refunds).flatMap((one) => one.parts ?? one.goods);
  let balance = balanceOf(input, invoice);
  let lowerableMinor = unbookedMinor;
  const backs = moneyBackByPart(input.order, input.booked.refunds);
  for (const [index, back] of backs.entries()) {
    const takenMinor = takenOffPayments(input.booked, back.transactions);
    const known = Object.hasOwn(input.booked.refunds, back.id) ? input.booked.refunds[back.id] : undefined;
    if (known !== undefined) {
      lowerableMinor -= Math.max(0, known.nettedMinor - takenMinor);
      continue;
    }
    const knownBefore = isOnInvoice(back, invoice);
    // What it names is not on the invoice. One that names no goods (its money may have gone later) took nothing off it.
    const before = knownBefore && back.refund !== null && accountedFor(input.order, back.refund) > 0;
    // Goods whose own money has gone, too, are not for this: whichever is asked about first, the outcome is the same.
    const [named, reserved] = [namedBy(input, invoice, [back]), reservedFor(input, invoice, backs.slice(index + 1))];
    if (!named.ok) return named;
    if (!reserved.ok) return reserved;
    const notedMinor = knownBefore ? back.beyondGoodsMinor : back.lumpMinor;
    // What it took off before the invoice lowers payments; what none of them can bear any more (it failed, and went again later) is for goods on it.
    const things = takenOut(balance, back.amountMinor - notedMinor - takenMinor - (before ? Math.max(0, lowerableMinor) : 0), { named: named.parts, reserved: reserved.parts });
    const restMinor = back.amountMinor - notedMinor - grossOf(things);
    const nettedMinor = before ? restMinor : Math.min(takenMinor + Math.max(0, lowerableMinor), restMinor);
    lowerableMinor -= Math.max(0, nettedMinor - takenMinor);
    const amountMinor = back.amountMinor - nettedMinor;
    const goods = [...things, ...tillGivenBack(together([...balance, ...things]), amountMinor - grossOf(things))];
    balance = together([...balance, ...goods]);
    const parts = [...goods, ...spreadOver(covers, amountMinor - grossOf(goods), input.settings.refunds.lumpSum, [...taken, ...goods])];
    taken.push(...parts);
    refunds.push({ back, amountMinor, parts, goods, nettedMinor, money: without(back.transactions, nettedMinor) });
  }
  return { ok: true, refunds, balance };
}

/** Whether an invoice that was made when these refunds had happened contains what it took off. Absent ids: an adopted one, made after all. */
export function isOnInvoice(back: MoneyBack, { refundIds }: Pick<BookedInvoice, 'refundIds'>): boolean {
  return refundIds === undefined || refundIds.includes(back.refund?.id ?? back.id);
}

/** What refunds name. Those that an invoice contains name nothing on it, and the booked ones have taken theirs. */
function namedBy(input: Input, invoice: BookedInvoice, backs: readonly MoneyBack[]): ReturnType<typeof partsOf> {
  const parts: Covered[] = [];
  for (const { refund, ...back } of backs) {
    if (refund === null || Object.hasOwn(input.booked.refunds, back.id) || (isOnInvoice({ refund, ...back }, invoice) && accountedFor(input.order, refund) > 0)) continue;
    const named = partsOf(input, refund);
    if (!named.ok) return named;
    parts.push(...named.parts);
  }
  return { ok: true, parts };
}

/** What refunds name, as far as their money reaches: the rest of it other money has paid for, before its goods came off. */
function reservedFor(input: Input, invoice: BookedInvoice, backs: readonly MoneyBack[]): ReturnType<typeof partsOf> {
  const parts: Covered[] = [];
  for (const back of backs) {
    const named = namedBy(input, invoice, [back]);
    if (!named.ok) return named;
    parts.push(...scaled(named.parts, Math.min(grossOf(named.parts), back.amountMinor - back.lumpMinor)));
  }
  return { ok: true, parts };
}

/** The goods, the shipping and the duties that Shopify names in a refund, under the rates they were sold at. */
function partsOf(input: Input, refund: Refund): { ok: true; parts: Covered[] } | { ok: false; problem: Problem } {
  const { order, shop, company } = input;
  const date = dateIn(shop.timeZone, order.processedAt);
  const hasRate = (ratePpm: number) => salesTaxFor(company, ratePpm, date) !== null;
  const parts: Covered[] = [];
  for (const { entry, quantity, price } of refundedEntries(order, refund)) {
    const rated = withRates(order, entry, price, hasRate);
    if (!rated.ok) return rated;
    parts.push(...taxedVouchers(rated.owed, input).map((owed) => ({ ...asCovered(owed), quantity })));
  }
  return { ok: true, parts: parts.filter((part) => part.grossMinor !== 0) };
}

/** What payments that are booked were lowered by, for these. */
export function takenOffPayments({ payments }: Pick<Booked, 'payments'>, backs: readonly Transaction[]): Minor {
  return sum(Object.values(payments).flatMap((one) => backs.map(({ id }) => one.backs?.[id] ?? 0)));
}
