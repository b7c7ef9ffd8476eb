import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { laterDiscount } from './acts.ts';
import type { Evidence } from './evidence.ts';
import { figuresOf, isIn, minor, sum } from './shopify-figures.ts';

/**
 * Where the program is known to differ from the auditor, each told by what the order went through. A life that goes wrong for another
 * reason fails the test. The smallest life of each stands in `deviations.test.ts`, where it turns red on the day it is mended.
 */
export const deviations = {
  /** Shopify notes with each refund what it gave beyond the goods or kept of them; the program works it out from the amounts instead. */
  'goods without money set off otherwise than Shopify notes': (facts: Facts, gap: number | null) => facts.withoutMoney > 0 && (gap === null || Math.abs(gap) <= facts.withoutMoney + facts.beyondGoods),
  /** Less went back than the goods were worth: what was kept is not on an invoice made afterwards. */
  'kept money not invoiced': (facts: Facts, gap: number | null) => facts.kept > 0 && (gap === null || Math.abs(gap) <= facts.kept),
  /** A till rounded the payment, and the goods came back: the rounding stays behind. */
  'till rounding left over': (facts: Facts) => facts.till && facts.withoutMoney + facts.refunds > 0,
  /** Several ways of payment and refunds: an account is off against another while the total is right. Needs disorder; no small life is known. */
  'money back by another way': (facts: Facts) => facts.ways > 1 && facts.refunds > 0,
} satisfies Record<string, (facts: Facts, gap: number | null) => boolean>;

export type Deviation = keyof typeof deviations;

const names = Object.keys(deviations) as Deviation[];

/** Which known deviation explains this error; null = none, so it is news. */
export function deviationOf(evidence: Evidence, wrong: string): Deviation | null {
  if (!/^\([abc]\)/.test(wrong) || /issued invoices|main invoices|booked with/.test(wrong)) return null;
  const facts = factsOf(evidence);
  const gap = gapIn(wrong);
  const fits = (name: Deviation) => (name !== 'money back by another way' || wrong.startsWith('(c)')) && deviations[name](facts, gap);
  return names.find(fits) ?? null;
}

/** By how much the books differ, or, where the order shows what is owed now, by how much that does. */
function gapIn(wrong: string): number | null {
  const shown = /owed (-?\d+).* nowMinor (-?\d+)/.exec(wrong);
  if (shown) return Number(shown[2]) - Number(shown[1]);
  const gap = /^\(a\).*: (-?\d+) \(/.exec(wrong)?.[1];
  return gap === undefined ? null : Number(gap);
}

type Facts = ReturnType<typeof factsOf>;

function factsOf({ order }: Evidence) {
  const figures = figuresOf(order);
  const done = order.transactions.filter((one) => one.status === 'SUCCESS');
  const refunds = order.refunds.map((refund) => {
    const goods = sum([...refund.lines, ...refund.shipping].map((part) => minor(part.subtotal.shop) + (order.taxesIncluded ? 0 : minor(part.tax.shop))));
    return { goods, money: sum(done.filter((one) => refund.transactionIds.includes(one.id)).map((one) => minor(one.amount.shop))) };
  });
  return {
    kept: sum(order.refunds.flatMap((refund) => refund.adjustments).map((one) => Math.max(0, minor(one.amount.shop)))),
    withoutMoney: sum(refunds.map(({ goods, money }) => Math.max(0, goods - money))) + takenOffByEdit(order),
    beyondGoods: sum(refunds.map(({ goods, money }) => Math.max(0, money - goods))) + Math.abs(figures.lumps),
    till: order.cashRounding !== null,
    refunds: done.filter((one) => one.kind === 'REFUND').length,
    ways: new Set(done.filter((one) => isIn(one) || one.kind === 'REFUND').map((one) => one.gateway)).size,
  };
}

/** Shipping that was removed and discounts that were given later are in no refund. */
function takenOffByEdit(order: StoredOrder): number {
  const gross = (amount: number, tax: number) => amount + (order.taxesIncluded ? 0 : tax);
  const shipping = order.shippingLines.filter((line) => line.isRemoved).map((line) => gross(minor(line.price.shop), minor(line.taxLines[0]?.price.shop)));
  const later = new Set(order.discounts.filter((one) => one.title === laterDiscount).map((one) => one.index));
  const discounts = order.lines.flatMap((line) => line.allocations.filter((one) => later.has(one.discountIndex)).map((one) => gross(minor(one.amount.shop), minor(one.amount.shop) * 0.081)));
  return Math.ceil(sum([...shipping, ...discounts]));
}
