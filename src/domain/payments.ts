import type { Booked, BookedInvoice } from './booked.ts';
import type { Company } from './company.ts';
import { dateIn } from './dates.ts';
import type { PaymentPlan } from './documents.ts';
import { type Minor, sum } from './money.ts';
import { isPendingBefore, moneyBack, toBookMinor } from './money-back.ts';
import type { Order, Shop, Transaction } from './order.ts';
import { dueMinor } from './order-to-invoice.ts';
import type { Problem } from './problem.ts';
import type { GatewayRule, Settings } from './settings.ts';

export type PaymentsInput = {
  order: Order;
  shop: Shop;
  settings: Settings;
  company: Company;
  booked: Pick<Booked, 'payments' | 'invoice' | 'extras'>;
};

export type PlannedPayments =
  /** `payments`: not booked yet, in the order they were made. `unclear`: what cannot be booked until a person has looked. */
  | { ok: true; payments: PaymentPlan[]; unclear: Problem | null }
  | { ok: false; problem: Problem };

/**
 * One payment per successful sale or capture that is not booked yet. Money that went back for goods which the invoice does not contain
 * lowers its payment, because bexio has no negative ones; what goes back otherwise is booked as a refund.
 *
 * When Shopify received more than the invoice says (goods taken off a paid order, a fee kept on a return), payments are booked as long as
 * they fit and the first that does not is unclear: bexio's answer to overpayments is not known, and cutting the payment would make the
 * account of the gateway disagree with the gateway. A refund that follows usually resolves it.
 */
export function planPayments(input: PaymentsInput): PlannedPayments {
  const { order, settings, company, shop, booked } = input;
  const moved = moneyIn(order, settings.testOrders, booked.invoice);
  const payments: PaymentPlan[] = secondParts(input);
  for (const { transaction, amountMinor } of moved.filter(({ transaction: { id } }) => !Object.hasOwn(booked.payments, id))) {
    if (amountMinor <= 0) continue;
    const rule = usableRule(settings, company, transaction.gateway);
    if (rule === null) return { ok: false, problem: { reason: 'gateway-not-mapped', gateway: transaction.gateway } };
    if (rule.settle === 'open') continue;
    const { id: transactionId, gateway } = transaction;
    const date = dateIn(shop.timeZone, transaction.processedAt);
    payments.push({ transactionId, gateway, amountMinor, currency: order.currency, date, bankAccountId: rule.bankAccountId });
  }
  if (isPendingBefore(order, booked.invoice?.refundIds ?? null)) return { ok: true, payments: [], unclear: null };
  return { ok: true, ...fitting(payments, input) };
}

/** What was paid on a document by payments of ours. Those that name no document are on the first one. */
export function paidOnMinor({ payments }: Pick<Booked, 'payments'>, { bexioId }: Pick<BookedInvoice, 'bexioId'>, { first }: { first: boolean }): Minor {
  return sum(Object.values(payments).flatMap((one) => (one.invoiceId === bexioId || (first && one.invoiceId === undefined) ? [one.amountMinor] : [])));
}

/** A payment on an invoice whose transaction Shopify does not count as money any more: never taken off silently. */
export function paymentGone(order: Order, { payments }: Pick<Booked, 'payments'>): Problem | null {
  const gone = order.transactions.find(({ id, status }) => Object.hasOwn(payments, id) && (status === 'failure' || status === 'error'));
  return gone === undefined ? null : { reason: 'payment-gone', gateway: gone.gateway, currency: order.currency, amountMinor: gone.amountMinor };
}

/** Money that Shopify has on record, that reaches bexio by itself, and that no payment on record stands for. */
export function openGatewayMinor(order: Order, { gateways }: Settings, { payments }: Pick<Booked, 'payments'>): Minor {
  const isOpen = (gateway: string) => Object.hasOwn(gateways, gateway.toLowerCase()) && gateways[gateway.toLowerCase()]?.settle === 'open';
  const inwards = order.transactions.filter(({ id, kind, status, gateway }) => (kind === 'sale' || kind === 'capture') && status === 'success' && isOpen(gateway) && !Object.hasOwn(payments, id));
  return sum(inwards.map((one) => one.amountMinor));
}

/**
 * Books while the documents have room: the earlier payments fit, the later ones may not. A payment that is more than what is open on one
 * goes on with the next.
 */
function fitting(payments: PaymentPlan[], input: PaymentsInput): { payments: PaymentPlan[]; unclear: Problem | null } {
  const rooms = roomsOf(input);
  const fit: PaymentPlan[] = [];
  for (const payment of payments) {
    const roomMinor = sum(rooms.map((room) => room.openMinor));
    if (payment.amountMinor > roomMinor) {
      const { gateway, currency, amountMinor } = payment;
      return { payments: fit, unclear: { reason: 'payment-unclear', gateway, currency, amountMinor: amountMinor - Math.max(0, roomMinor) } };
    }
    const room = rooms.find(({ openMinor }) => openMinor > 0);
    if (room === undefined) break;
    const restMinor = Math.max(0, payment.amountMinor - room.openMinor);
    const amountMinor = payment.amountMinor - restMinor;
    room.openMinor -= amountMinor;
    fit.push({ ...payment, amountMinor, ...(room.invoiceId === null ? {} : { invoiceId: room.invoiceId }), ...(restMinor === 0 ? {} : { restMinor }) });
    // The second part is planned when the first one is on record.
    if (restMinor > 0) break;
  }
  return { payments: fit, unclear: null };
}

type Room = { invoiceId: number | null; openMinor: Minor };

function roomsOf({ order, booked }: PaymentsInput): Room[] {
  const { invoice } = booked;
  const first: Room = { invoiceId: null, openMinor: (invoice?.totalMinor ?? dueMinor(order)) - paidOnMinor(booked, invoice ?? { bexioId: 0 }, { first: true }) };
  const issued = booked.extras.filter(({ stage }) => stage === 'issued' || stage === 'sent');
  return [first, ...issued.map((one): Room => ({ invoiceId: one.bexioId, openMinor: one.totalMinor - paidOnMinor(booked, one, { first: false }) }))];
}

/** What is left of a payment whose first part filled its document. */
function secondParts({ order, settings, company, shop, booked }: PaymentsInput): PaymentPlan[] {
  return order.transactions.flatMap((transaction): PaymentPlan[] => {
    const { id: transactionId, gateway } = transaction;
    const restMinor = Object.hasOwn(booked.payments, transactionId) ? (booked.payments[transactionId]?.restMinor ?? 0) : 0;
    const rule = usableRule(settings, company, gateway);
    if (restMinor === 0 || Object.hasOwn(booked.payments, `${transactionId}:2`) || rule?.settle !== 'account') return [];
    const date = dateIn(shop.timeZone, transaction.processedAt);
    return [{ transactionId, gateway, amountMinor: restMinor, currency: order.currency, date, bankAccountId: rule.bankAccountId, part: 2 }];
  });
}

/** Money that went back for goods that are not on the invoice: the buyer never owed it there. */
function backBeforeInvoice(order: Order, invoice: BookedInvoice | null): Transaction[] {
  return moneyBack(order).flatMap((back) => {
    let leftMinor = back.amountMinor - toBookMinor(back, invoice?.refundIds ?? null);
    return back.transactions.flatMap((transaction) => {
      const amountMinor = Math.min(leftMinor, transaction.amountMinor);
      leftMinor -= amountMinor;
      return amountMinor > 0 ? [{ ...transaction, amountMinor }] : [];
    });
  });
}

type MoneyIn = { transaction: Transaction; amountMinor: Minor };

/** Every sale and capture with what is left of it after refunds and change, oldest first. An authorization is no money. */
function moneyIn(order: Order, testOrders: boolean, invoice: BookedInvoice | null): MoneyIn[] {
  const { inwards } = netted(order, testOrders, invoice);
  takeTillRounding(inwards, order);
  return inwards;
}

/** Money that lowered a payment, and from which payment it was taken. */
export type TakenBack = { from: Transaction; back: Transaction; amountMinor: Minor };

/** What refunds before the invoice took of its payments. Where the ways differ, one account has more than its payment says and one has less. */
export function takenBackBefore(order: Order, testOrders: boolean, invoice: BookedInvoice): TakenBack[] {
  return netted(order, testOrders, invoice).taken;
}

function netted(order: Order, testOrders: boolean, invoice: BookedInvoice | null): { inwards: MoneyIn[]; taken: TakenBack[] } {
  const real = order.transactions.filter((one) => one.status === 'success' && (!one.test || (order.test && testOrders)));
  const inwards = real
    .filter(({ kind }) => kind === 'sale' || kind === 'capture')
    .sort((a, b) => a.processedAt.getTime() - b.processedAt.getTime() || compareIds(a.id, b.id))
    .map((transaction): MoneyIn => ({ transaction, amountMinor: transaction.amountMinor }));
  for (const change of real.filter(({ kind }) => kind === 'change')) takeBack(inwards, change);
  const taken = backBeforeInvoice(order, invoice).flatMap((back) => takeBack(inwards, back));
  return { inwards, taken };
}

/**
 * Takes money back from the payment it belongs to: its parent (or the capture of the authorization that is its parent), else the newest of
 * the same gateway, else the newest; what is too much for one is taken from the next.
 */
function takeBack(inwards: MoneyIn[], back: Transaction): TakenBack[] {
  const closeness = ({ transaction }: MoneyIn) => {
    if (back.parentId !== null && (transaction.id === back.parentId || transaction.parentId === back.parentId)) return 0;
    return transaction.gateway.toLowerCase() === back.gateway.toLowerCase() ? 1 : 2;
  };
  let leftMinor = back.amountMinor;
  const taken: TakenBack[] = [];
  for (const one of inwards.toReversed().toSorted((a, b) => closeness(a) - closeness(b))) {
    const amountMinor = Math.min(leftMinor, one.amountMinor);
    one.amountMinor -= amountMinor;
    leftMinor -= amountMinor;
    if (amountMinor > 0) taken.push({ from: one.transaction, back, amountMinor });
  }
  return taken;
}

/** A till may report the amount before it rounded: when the payments make up the unrounded total, cash takes the difference. */
function takeTillRounding(inwards: MoneyIn[], order: Order): void {
  const { currentMinor, cashRoundingMinor } = order.totals;
  if (cashRoundingMinor === 0 || sum(inwards.map((one) => one.amountMinor)) !== currentMinor) return;
  const cash = inwards.findLast(({ transaction }) => transaction.gateway.toLowerCase() === 'cash') ?? inwards.at(-1);
  if (cash !== undefined && cash.amountMinor + cashRoundingMinor > 0) cash.amountMinor += cashRoundingMinor;
}

/** A rule whose account the company does not have (any more) is as good as none. */
export function usableRule({ gateways }: Settings, { bankAccounts }: Company, gateway: string): GatewayRule | null {
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
