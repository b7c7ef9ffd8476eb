import { accountedFor, inOrder } from '../invoice/line-amounts.ts';
import type { BookedBack } from '../booked.ts';
import { type Minor, sum } from '../money.ts';
import type { Order, Refund, Transaction } from '../order.ts';
import type { Problem } from '../problem.ts';
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

/**
 * The same in the parts it is booked in. When one way of a refund failed, its entry is over the others; money that goes again on the same
 * refund is a part of its own, `901:2`. Money that bounced after it was booked counts against what goes in its place.
 */
export function moneyBackByPart(order: Order, booked: Readonly<Record<string, BookedBack>>): MoneyBack[] {
  return moneyBack(order).flatMap((back) => {
    const parts: MoneyBack[] = [];
    let [left, openMinor, lumpMinor] = [back.transactions, back.amountMinor, back.lumpMinor];
    for (let id = back.id; ; id = `${back.id}:${parts.length + 1}`) {
      const known = Object.hasOwn(booked, id) ? booked[id] : undefined;
      const ids = known === undefined ? null : (known.transactionIds ?? left.map((one) => one.id));
      const transactions = ids === null ? without(left, sum(left.map((one) => one.amountMinor)) - openMinor) : left.filter((one) => ids.includes(one.id));
      const amountMinor = sum(transactions.map((one) => one.amountMinor));
      if (known === undefined && amountMinor <= 0) return parts;
      const ofLumpMinor = Math.min(amountMinor, Math.max(0, lumpMinor));
      parts.push({ ...back, id, transactions, amountMinor, lumpMinor: ofLumpMinor, beyondGoodsMinor: back.beyondGoodsMinor === 0 ? 0 : ofLumpMinor });
      if (known === undefined) return parts;
      left = left.filter((one) => !transactions.includes(one));
      openMinor -= known.amountMinor + known.nettedMinor;
      lumpMinor -= known.amountMinor - sum(known.goods.map((part) => part.grossMinor));
    }
  });
}

/** Money of a refund that is booked and has failed since, and nothing went in its place: never taken off silently. */
export function refundGone(order: Order, booked: Readonly<Record<string, BookedBack>>): Extract<Problem, { reason: 'refund-gone' }> | null {
  for (const refund of order.refunds) {
    const ids = Object.entries(booked).flatMap(([key, one]) => (key.split(':')[0] === refund.id ? (one.transactionIds ?? []) : []));
    const bounced = order.transactions.filter(({ id, status }) => ids.includes(id) && (status === 'failure' || status === 'error'));
    const instead = order.transactions.filter(({ id, kind, status }) => refund.transactionIds.includes(id) && !ids.includes(id) && kind === 'refund' && status === 'success');
    const amountMinor = sum(bounced.map((one) => one.amountMinor)) - sum(instead.map((one) => one.amountMinor));
    if (bounced[0] !== undefined && amountMinor > 0) return { reason: 'refund-gone', gateway: bounced[0].gateway, currency: order.currency, amountMinor };
  }
  return null;
}

/** The first so much of it left out. */
export function without(transactions: readonly Transaction[], amountMinor: Minor): Transaction[] {
  let leftMinor = Math.max(0, amountMinor);
  return transactions.flatMap((one) => {
    const offMinor = Math.min(leftMinor, one.amountMinor);
    leftMinor -= offMinor;
    return offMinor === one.amountMinor ? [] : [{ ...one, amountMinor: one.amountMinor - offMinor }];
  });
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
    return contained && isUnderWay(order, refund) && accountedFor(order, refund) > 0;
  });
}

/**
 * Whether what a refund stands for is certain. All its money has arrived or failed: booked before, what arrives later would be on no entry,
 * because a refund has one. And a mere amount is one only when nothing is under way of an earlier refund: should that fail, the merchant
 * still owes it, and what he has given since pays that off first (decision 27).
 */
export function isCertain(order: Order, { refund, lumpMinor }: MoneyBack): boolean {
  if (refund === null) return true;
  const earlier = inOrder(order.refunds).slice(0, inOrder(order.refunds).findIndex((one) => one.id === refund.id));
  return !isUnderWay(order, refund) && (lumpMinor === 0 || !earlier.some((one) => isUnderWay(order, one) && one.adjustments.some(({ pending }) => pending === true)));
}

function isUnderWay(order: Order, { transactionIds }: Refund): boolean {
  return order.transactions.some(({ id, kind, status }) => kind === 'refund' && status === 'pending' && transactionIds.includes(id));
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
