import type { Company } from './company.ts';
import { dateIn } from './dates.ts';
import type { PaymentPlan } from './documents.ts';
import { type Minor, sum } from './money.ts';
import type { Order, Shop, Transaction } from './order.ts';
import { dueMinor } from './order-to-invoice.ts';
import type { Problem } from './problem.ts';
import type { GatewayRule, Settings } from './settings.ts';

export type PaymentsInput = {
  order: Order;
  shop: Shop;
  settings: Settings;
  company: Company;
  booked: { payments: Record<string, { amountMinor: Minor }>; invoice: { totalMinor: Minor } | null };
};

export type PlannedPayments =
  /** `payments`: not booked yet, in the order they were made. `unclear`: what cannot be booked until a person has looked. */
  | { ok: true; payments: PaymentPlan[]; unclear: Problem | null }
  | { ok: false; problem: Problem };

/**
 * One payment per successful sale or capture that is not booked yet. Money that went back before its payment was booked lowers that
 * payment, because bexio has no negative ones; what went back later is a change after booking.
 *
 * When Shopify received more than the invoice says (goods taken off a paid order, a fee kept on a return), payments are booked as long as
 * they fit and the first that does not is unclear: bexio's answer to overpayments is not known, and cutting the payment would make the
 * account of the gateway disagree with the gateway. A refund that follows usually resolves it.
 */
export function planPayments(input: PaymentsInput): PlannedPayments {
  const { order, settings, company, shop, booked } = input;
  const moved = moneyIn(order, settings.testOrders);
  const payments: PaymentPlan[] = [];
  for (const { transaction, amountMinor } of moved.filter(({ transaction: { id } }) => !Object.hasOwn(booked.payments, id))) {
    if (amountMinor <= 0) continue;
    const rule = usableRule(settings, company, transaction.gateway);
    if (rule === null) return { ok: false, problem: { reason: 'gateway-not-mapped', gateway: transaction.gateway } };
    if (rule.settle === 'open') continue;
    const { id: transactionId, gateway } = transaction;
    const date = dateIn(shop.timeZone, transaction.processedAt);
    payments.push({ transactionId, gateway, amountMinor, currency: order.currency, date, bankAccountId: rule.bankAccountId });
  }
  return { ok: true, ...fitting(payments, input) };
}

/** Books while the invoice has room: the earlier payments fit, the later ones may not. */
function fitting(payments: PaymentPlan[], { order, booked }: PaymentsInput): { payments: PaymentPlan[]; unclear: Problem | null } {
  let roomMinor = (booked.invoice?.totalMinor ?? dueMinor(order)) - sum(Object.values(booked.payments).map((payment) => payment.amountMinor));
  for (const [index, { amountMinor, gateway, currency }] of payments.entries()) {
    if (amountMinor > roomMinor) {
      const unclear: Problem = { reason: 'payment-unclear', gateway, currency, amountMinor: amountMinor - Math.max(0, roomMinor) };
      return { payments: payments.slice(0, index), unclear };
    }
    roomMinor -= amountMinor;
  }
  return { payments, unclear: null };
}

type MoneyIn = { transaction: Transaction; amountMinor: Minor };

/** Every sale and capture with what is left of it after refunds and change, oldest first. An authorization is no money. */
function moneyIn(order: Order, testOrders: boolean): MoneyIn[] {
  const real = order.transactions.filter((one) => one.status === 'success' && (!one.test || (order.test && testOrders)));
  const inwards = real
    .filter(({ kind }) => kind === 'sale' || kind === 'capture')
    .sort((a, b) => a.processedAt.getTime() - b.processedAt.getTime() || compareIds(a.id, b.id))
    .map((transaction): MoneyIn => ({ transaction, amountMinor: transaction.amountMinor }));
  for (const back of real.filter(({ kind }) => kind === 'refund' || kind === 'change')) takeBack(inwards, back);
  takeTillRounding(inwards, order);
  return inwards;
}

/**
 * Takes money back from the payment it belongs to: its parent (or the capture of the authorization that is its parent), else the newest of
 * the same gateway, else the newest; what is too much for one is taken from the next.
 */
function takeBack(inwards: MoneyIn[], back: Transaction): void {
  const closeness = ({ transaction }: MoneyIn) => {
    if (back.parentId !== null && (transaction.id === back.parentId || transaction.parentId === back.parentId)) return 0;
    return transaction.gateway.toLowerCase() === back.gateway.toLowerCase() ? 1 : 2;
  };
  let leftMinor = back.amountMinor;
  for (const one of inwards.toReversed().toSorted((a, b) => closeness(a) - closeness(b))) {
    const amountMinor = Math.min(leftMinor, one.amountMinor);
    one.amountMinor -= amountMinor;
    leftMinor -= amountMinor;
  }
}

/** A till may report the amount before it rounded: when the payments make up the unrounded total, cash takes the difference. */
function takeTillRounding(inwards: MoneyIn[], order: Order): void {
  const { currentMinor, cashRoundingMinor } = order.totals;
  if (cashRoundingMinor === 0 || sum(inwards.map((one) => one.amountMinor)) !== currentMinor) return;
  const cash = inwards.findLast(({ transaction }) => transaction.gateway.toLowerCase() === 'cash') ?? inwards.at(-1);
  if (cash !== undefined && cash.amountMinor + cashRoundingMinor > 0) cash.amountMinor += cashRoundingMinor;
}

/** A rule whose account the company does not have (any more) is as good as none. */
function usableRule({ gateways }: Settings, { bankAccounts }: Company, gateway: string): GatewayRule | null {
  const name = gateway.toLowerCase();
  const rule = Object.hasOwn(gateways, name) ? gateways[name] : undefined;
  if (rule === undefined) return null;
  if (rule.settle === 'open') return rule;
  return bankAccounts.some(({ id }) => id === rule.bankAccountId) ? rule : null;
}

/** Ids are decimal texts of different length. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
