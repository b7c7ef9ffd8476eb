import { figuresOf, isIn, minor, sum } from './shopify-figures.ts';
import type { Evidence } from './evidence.ts';

/**
 * Where the program is known to differ from the auditor, each told by what the order went through. A life that goes wrong for another
 * reason fails the test; the smallest life of each of these stands in `deviations.test.ts`, which turns red on the day it is mended.
 */
export const deviations = {
  /** Left out (cancelled, nothing owed) although money is held: nobody is told. */
  'money held and not said': ({ shown, figures }: Facts) => shown === 'skipped' && figures.received !== figures.refunded,
  /** Units came off while the buyer still owed for them, and later a mere amount went back: the amount is taken for those units. */
  'amount set off against unpaid units': (facts: Facts) => facts.takenOffUnpaid > 0 && (facts.beyondGoods > 0 || facts.figures.lumps < 0),
  /** Less went back than the goods were worth: what was kept is turnover only as long as the buyer owes nothing else. */
  'kept money set off against what is owed': (facts: Facts) => facts.kept > 0,
  /** Goods were exchanged for goods of another rate, and the price came out even: the VAT stays where it was. */
  'exchanged across rates for the same price': (facts: Facts) => facts.takenOffUnpaid > 0 && facts.added,
  /** Money came by one way and went back by another before the first booking: the payment is cut by it, and the other account knows nothing. */
  'money back by another way before booking': (facts: Facts) => facts.ways > 1 && facts.refunds > 0,
} satisfies Record<string, (facts: Facts) => boolean>;

export type Deviation = keyof typeof deviations;

const names = Object.keys(deviations) as Deviation[];
const aboutVat: readonly Deviation[] = ['exchanged across rates for the same price'];
const aboutMoney: readonly Deviation[] = ['money back by another way before booking'];

/** Which known deviation explains this error; null = none, so it is news. */
export function deviationOf(evidence: Evidence, wrong: string): Deviation | null {
  const facts = factsOf(evidence);
  if (!/^\([abc]\)/.test(wrong) || /issued invoices|main invoices|booked with/.test(wrong)) return null;
  const candidates = names.filter((name) => (wrong.startsWith('(c)') || !aboutMoney.includes(name)) && (wrong.startsWith('(b)') || !aboutVat.includes(name)));
  return candidates.find((name) => deviations[name](facts)) ?? null;
}

type Facts = ReturnType<typeof factsOf>;

function factsOf({ order, shown }: Evidence) {
  const figures = figuresOf(order);
  const done = order.transactions.filter((one) => one.status === 'SUCCESS');
  const refunds = order.refunds.map((refund) => {
    const goods = sum([...refund.lines, ...refund.shipping].map((part) => minor(part.subtotal.shop) + (order.taxesIncluded ? 0 : minor(part.tax.shop))));
    return { goods, money: sum(done.filter((one) => refund.transactionIds.includes(one.id)).map((one) => minor(one.amount.shop))) };
  });
  return {
    figures,
    shown: shown?.state,
    why: shown?.why,
    kept: sum(order.refunds.flatMap((refund) => refund.adjustments).map((one) => Math.max(0, minor(one.amount.shop)))),
    takenOffUnpaid: sum(refunds.map(({ goods, money }) => Math.max(0, goods - money))),
    beyondGoods: sum(refunds.map(({ goods, money }) => Math.max(0, money - goods))),
    added: order.edited || order.returns.length > 0,
    refunds: done.filter((one) => one.kind === 'REFUND').length,
    ways: new Set(done.filter((one) => isIn(one) || one.kind === 'REFUND').map((one) => one.gateway)).size,
  };
}
