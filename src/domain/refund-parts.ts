import type { Booked, BookedInvoice, Covered } from './booked.ts';
import type { Company } from './company.ts';
import { dateIn } from './dates.ts';
import { entriesOf, inOrder } from './line-amounts.ts';
import { allocate, type Minor, share, sum } from './money.ts';
import { type MoneyBack, moneyBack, toBookMinor } from './money-back.ts';
import type { Order, Refund, Shop } from './order.ts';
import { asCovered, coveredAmounts } from './order-to-invoice.ts';
import { isMovable, withRates } from './owed-now.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './settings.ts';
import { salesTaxFor } from './tax.ts';
import { taxedVouchers } from './voucher-tax.ts';

/** A refund as the books see it: what is booked of it, and what turnover of which rate it takes back. The parts add up to the amount. */
export type BookableRefund = { back: MoneyBack; amountMinor: Minor; parts: Covered[] };

/** `takenOff`: goods that were taken off after the invoice and whose money has not gone back (yet). */
export type BookableRefunds = { ok: true; refunds: BookableRefund[]; takenOff: Covered[] } | { ok: false; problem: Problem };

type Input = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Pick<Booked, 'extras'> };

/**
 * What every refund after the invoice takes back, oldest first. Shopify's own figures come first: subtotal and tax of each line and of
 * shipping. Money beyond them belongs to goods that an edit took off earlier without money; the rest is a mere amount, for which Shopify
 * gives no tax, and lowers everything on the invoice in proportion, so that VAT per rate follows.
 */
export function bookableRefunds(input: Input, invoice: BookedInvoice): BookableRefunds {
  const { order } = input;
  const known = invoice.refundIds ?? null;
  const money = new Map(moneyBack(order).map((back) => [back.id, back]));
  const takenOff: Covered[] = [];
  const refunds: BookableRefund[] = [];
  for (const refund of inOrder(order.refunds)) {
    const inInvoice = known === null || known.includes(refund.id);
    const goods = inInvoice ? { ok: true as const, parts: [] } : partsOf(input, refund);
    if (!goods.ok) return goods;
    const back = money.get(refund.id);
    money.delete(refund.id);
    if (back === undefined) {
      if (!isUnderWay(order, refund)) takenOff.push(...goods.parts);
      continue;
    }
    const amountMinor = toBookMinor(back, known);
    if (amountMinor > 0) refunds.push({ back, amountMinor, parts: filled(amountMinor, goods.parts, takenOff, coversOf(input, invoice)) });
  }
  for (const back of money.values()) {
    const amountMinor = toBookMinor(back, known);
    if (amountMinor > 0) refunds.push({ back, amountMinor, parts: filled(amountMinor, [], takenOff, coversOf(input, invoice)) });
  }
  return { ok: true, refunds, takenOff };
}

function isUnderWay(order: Order, refund: Refund): boolean {
  return order.transactions.some(({ id, status }) => status === 'pending' && refund.transactionIds.includes(id));
}

/** Divides an amount among parts in proportion, tax included; Σ is the amount. */
export function scaled(parts: readonly Covered[], amountMinor: Minor): Covered[] {
  const grosses = allocate(amountMinor, parts.map((part) => Math.max(0, part.grossMinor)));
  return parts
    .map((part, index) => {
      const grossMinor = grosses[index] ?? 0;
      return { ...part, grossMinor, taxMinor: part.grossMinor === 0 ? 0 : share(part.taxMinor, grossMinor, part.grossMinor) };
    })
    .filter((part) => part.grossMinor !== 0);
}

/** What the documents in force consist of. A gift card is owed at its value and a tip is the buyer's word: an amount lowers the rest first. */
export function coversOf(input: Input, invoice: BookedInvoice): Covered[] {
  // An invoice of an older installation was adopted as it is: what is owed now is the best that is known of it.
  return [...(invoice.covers ?? coveredAmounts(input)), ...input.booked.extras.flatMap((one) => one.covers ?? [])];
}

/** The goods, the shipping and the duties that Shopify names in a refund, under the rates they were sold at. */
export function partsOf(input: Omit<Input, 'booked'>, refund: Refund): { ok: true; parts: Covered[] } | { ok: false; problem: Problem } {
  const { order, shop, company } = input;
  const date = dateIn(shop.timeZone, order.processedAt);
  const hasRate = (ratePpm: number) => salesTaxFor(company, ratePpm, date) !== null;
  const parts: Covered[] = [];
  for (const { entry, quantity, price } of named(order, refund)) {
    const rated = withRates(order, entry, price, hasRate);
    if (!rated.ok) return rated;
    parts.push(...taxedVouchers(rated.owed, input).map((owed) => ({ ...asCovered(owed), quantity })));
  }
  return { ok: true, parts: parts.filter((part) => part.grossMinor !== 0) };
}

function named(order: Order, refund: Refund) {
  const entries = entriesOf(order);
  const goods = refund.lines.flatMap((line) => {
    const entry = entries.find(({ lineId }) => lineId === line.lineId);
    return entry === undefined ? [] : [{ entry, quantity: line.quantity, price: { baseMinor: line.subtotalMinor, taxMinor: line.taxMinor } }];
  });
  const shippingEntries = entries.filter(({ what }) => what === 'shipping');
  const shipping = refund.shipping.flatMap((part) => {
    const entry = shippingEntries[order.shippingLines.findIndex(({ id }) => id === part.shippingLineId)] ?? shippingEntries[0];
    return entry === undefined ? [] : [{ entry, quantity: 1, price: { baseMinor: part.subtotalMinor, taxMinor: part.taxMinor } }];
  });
  const duty = entries.find(({ what }) => what === 'duty');
  const duties = (refund.duties ?? []).flatMap(({ amountMinor }) => (duty === undefined ? [] : [{ entry: duty, quantity: 1, price: { baseMinor: amountMinor, taxMinor: 0 } }]));
  return [...goods, ...shipping, ...duties];
}

/** Exactly the amount: the refund's own goods, then goods taken off earlier (which are used up), then everything in proportion. */
function filled(amountMinor: Minor, goods: Covered[], takenOff: Covered[], covers: readonly Covered[]): Covered[] {
  const worthMinor = grossOf(goods);
  // Less went back than the goods are worth: what was kept stays turnover at their rates.
  if (amountMinor <= worthMinor) return scaled(goods, amountMinor);
  const parts = [...goods];
  let leftMinor = amountMinor - worthMinor;
  while (leftMinor > 0 && takenOff.length > 0) {
    const [first] = takenOff.splice(0, 1);
    if (first === undefined || first.grossMinor <= 0) continue;
    const [used] = scaled([first], Math.min(leftMinor, first.grossMinor));
    if (used === undefined) continue;
    parts.push(used);
    leftMinor -= used.grossMinor;
    if (used.grossMinor < first.grossMinor) takenOff.unshift({ ...first, grossMinor: first.grossMinor - used.grossMinor, taxMinor: first.taxMinor - used.taxMinor });
  }
  const movable = covers.filter(isMovable);
  return leftMinor === 0 ? parts : [...parts, ...scaled(movable.length > 0 ? movable : covers, leftMinor)];
}

export function grossOf(parts: readonly Covered[]): Minor {
  return sum(parts.map((part) => part.grossMinor));
}
