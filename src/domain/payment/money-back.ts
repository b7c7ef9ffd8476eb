import { accountedFor, inOrder } from '../invoice/line-amounts.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Refund, Transaction } from '../order.ts';
import { dueMinor } from '../invoice/order-to-invoice.ts';
import { differencesNow } from '../invoice/owed-now.ts';
import { differencesOf } from '../invoice/refund-differences.ts';

/** Money that went back to the buyer in one go. */
export type MoneyBack = {
  /** Shopify's refund id; `transaction:…` for money that went back without a refund, for example after a dispute. */
  id: string;
  refund: Refund | null;
  /** Those that succeeded. */
  transactions: Transaction[];
  amountMinor: Minor;
  /** Of the amount, what stands for no goods: a mere amount. */
  lumpMinor: Minor;
  /** Of the amount, what an invoice made after it does not contain: the mere amount, unless Shopify's total does. */
  beyondGoodsMinor: Minor;
};

/** Every refund whose money has moved, oldest first. A pending one is none yet, a failed one never will be. */
export function moneyBack(order: Order): MoneyBack[] {
  const differences = differencesOf(order);
  const { contained } = differencesNow(order);
  const succeeded = order.transactions.filter(({ kind, status, test }) => kind === 'refund' && status === 'success' && (!test || order.test));
  const left = new Set(succeeded);
  const byRefund = inOrder(order.refunds).map((refund): MoneyBack => {
    const transactions = transactionsOf(refund, [...left]);
    for (const one of transactions) left.delete(one);
    const amountMinor = sum(transactions.map((one) => one.amountMinor));
    const lumpMinor = Math.min(amountMinor, differences.get(refund.id)?.lumpMinor ?? 0);
    return { id: refund.id, refund, transactions, amountMinor, lumpMinor, beyondGoodsMinor: contained === null ? lumpMinor : 0 };
  });
  const alone = [...left].map((one): MoneyBack => ({ id: `transaction:${one.id}`, refund: null, transactions: [one], amountMinor: one.amountMinor, lumpMinor: one.amountMinor, beyondGoodsMinor: one.amountMinor }));
  return [...byRefund, ...alone].filter((one) => one.amountMinor > 0);
}

/** What has happened to the order by now: an invoice made now has it behind it. */
export function refundIdsOf(order: Order): string[] {
  const alone = moneyBack(order).filter((one) => one.refund === null);
  return [...order.refunds, ...alone].map((one) => one.id);
}

/** What the buyer owes for the order as it is now: goods and shipping less what was given back as a mere amount, or taken back in a dispute. */
export function owedMinor(order: Order): Minor {
  const disputed = moneyBack(order).filter((one) => one.refund === null);
  return dueMinor(order) - differencesNow(order).openLumpMinor - sum(disputed.map((one) => one.amountMinor));
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

/** Whether all money of a refund has arrived or failed: booked before, what arrives later would be on no entry, because a refund has one. */
export function isWhole(order: Order, { refund }: MoneyBack): boolean {
  return !order.transactions.some(({ id, kind, status }) => kind === 'refund' && status === 'pending' && refund?.transactionIds.includes(id) === true);
}

/** Whether money is under way to the buyer. */
export function isPending(order: Order): boolean {
  return order.transactions.some(({ kind, status }) => kind === 'refund' && status === 'pending');
}

/** Shopify names the transactions of a refund; old ones may lack it, then the amount tells. */
function transactionsOf(refund: Refund, candidates: Transaction[]): Transaction[] {
  const named = candidates.filter(({ id }) => refund.transactionIds.includes(id));
  if (named.length > 0 || refund.transactionIds.length > 0) return named;
  const alike = refund.totalMinor > 0 ? candidates.find((one) => one.amountMinor === refund.totalMinor) : undefined;
  return alike === undefined ? [] : [alike];
}
