import { accountedFor, grossOf, inOrder, lumpSums } from './line-amounts.ts';
import { type Minor, sum } from './money.ts';
import type { Order, Refund, Transaction } from './order.ts';
import { dueMinor } from './order-to-invoice.ts';
import { openLumpMinor } from './owed-now.ts';

/** Money that went back to the buyer in one go. */
export type MoneyBack = {
  /** Shopify's refund id; `transaction:…` for money that went back without a refund, for example after a dispute. */
  id: string;
  refund: Refund | null;
  /** Those that succeeded. */
  transactions: Transaction[];
  amountMinor: Minor;
  /** Of the amount, what an invoice made after it does not contain: a mere amount. */
  beyondGoodsMinor: Minor;
};

/** Every refund whose money has moved, oldest first. A pending one is none yet, a failed one never will be. */
export function moneyBack(order: Order): MoneyBack[] {
  const lumps = lumpSums(order);
  const contained = openLumpMinor(order) === 0;
  const succeeded = order.transactions.filter(({ kind, status, test }) => kind === 'refund' && status === 'success' && (!test || order.test));
  const left = new Set(succeeded);
  const byRefund = inOrder(order.refunds).map((refund): MoneyBack => {
    const transactions = transactionsOf(refund, [...left]);
    for (const one of transactions) left.delete(one);
    const amountMinor = sum(transactions.map((one) => one.amountMinor));
    const beyondGoodsMinor = contained ? 0 : Math.min(amountMinor, lumps.get(refund.id) ?? 0);
    return { id: refund.id, refund, transactions, amountMinor, beyondGoodsMinor };
  });
  const alone = [...left].map((one): MoneyBack => ({ id: `transaction:${one.id}`, refund: null, transactions: [one], amountMinor: one.amountMinor, beyondGoodsMinor: one.amountMinor }));
  return [...byRefund, ...alone].filter((one) => one.amountMinor > 0);
}

/** What of it is not on an invoice that was made when these refunds had happened: that is what has to be booked. `null`: all had. */
export function toBookMinor(back: MoneyBack, refundIds: readonly string[] | null): Minor {
  return refundIds === null || refundIds.includes(back.id) ? back.beyondGoodsMinor : back.amountMinor;
}

/** The ids that `toBookMinor` asks for: what has happened to the order by now. */
export function refundIdsOf(order: Order): string[] {
  const alone = moneyBack(order).filter((one) => one.refund === null);
  return [...order.refunds, ...alone].map((one) => one.id);
}

/** What the buyer owes for the order as it is now: goods and shipping less what was given back as a mere amount, or taken back in a dispute. */
export function owedMinor(order: Order): Minor {
  const disputed = moneyBack(order).filter((one) => one.refund === null);
  return dueMinor(order) - openLumpMinor(order) - sum(disputed.map((one) => one.amountMinor));
}

/**
 * Whether money is under way for goods that an invoice made now, or this one, does not contain. Until it has arrived or failed nobody knows
 * by how much it lowers the payment, and a payment that is booked cannot be lowered.
 */
export function isPendingBefore(order: Order, refundIds: readonly string[] | null): boolean {
  return order.refunds.some((refund) => {
    const contained = refundIds === null || refundIds.includes(refund.id);
    const underWay = order.transactions.some(({ id, kind, status }) => kind === 'refund' && status === 'pending' && refund.transactionIds.includes(id));
    return contained && underWay && accountedFor(order, refund) > 0;
  });
}

/** Whether money is under way to the buyer. */
export function isPending(order: Order): boolean {
  return order.transactions.some(({ kind, status }) => kind === 'refund' && status === 'pending');
}

/**
 * What refunds other than these gave back less than their goods are worth, on purpose: a fee for the return, say. Goods that were not paid
 * for yet look the same; the money still held (`heldMinor`: beyond what is owed), or Shopify's own note of the difference, tells.
 */
export function keptOnRefundsMinor(order: Order, { refundIds, heldMinor }: { refundIds: readonly string[]; heldMinor: Minor }): Minor {
  const refunds = moneyBack(order).flatMap(({ refund, amountMinor }) => (refund === null || refundIds.includes(refund.id) ? [] : [{ refund, amountMinor }]));
  const atMostMinor = sum(refunds.map(({ refund, amountMinor }) => Math.max(0, accountedFor(order, refund) - amountMinor)));
  const notedMinor = sum(refunds.flatMap(({ refund }) => refund.adjustments).map((one) => Math.max(0, grossOf(order, { baseMinor: one.amountMinor, taxMinor: one.taxMinor }))));
  return Math.min(atMostMinor, Math.max(0, heldMinor, notedMinor));
}

/** Shopify names the transactions of a refund; old ones may lack it, then the amount tells. */
function transactionsOf(refund: Refund, candidates: Transaction[]): Transaction[] {
  const named = candidates.filter(({ id }) => refund.transactionIds.includes(id));
  if (named.length > 0 || refund.transactionIds.length > 0) return named;
  const alike = refund.totalMinor > 0 ? candidates.find((one) => one.amountMinor === refund.totalMinor) : undefined;
  return alike === undefined ? [] : [alike];
}
