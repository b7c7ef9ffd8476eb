import type { Booked, BookedBack, BookedInvoice, BookedPayment } from '../booked.ts';
import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import type { PaymentPlan } from '../documents.ts';
import { entryFactor } from './exchange-rate.ts';
import { type Minor, sum } from '../money.ts';
import { isPendingBefore, type MoneyBack, moneyBack, moneyBackByPart } from './money-back.ts';
import type { Order, Shop, Transaction } from '../order.ts';
import { dueMinor } from '../invoice/order-to-invoice.ts';
import { differencesNow } from '../invoice/owed-now.ts';
import type { Problem } from '../problem.ts';
import { type BookableRefunds, bookableRefunds, takenOffPayments } from './refund-parts.ts';
import type { GatewayRule, Settings } from '../settings.ts';
import { openTillMinor } from './till-rounding.ts';

export type PaymentsInput = {
  order: Order;
  shop: Shop;
  settings: Settings;
  company: Company;
  booked: Pick<Booked, 'payments' | 'invoice' | 'extras' | 'refunds'>;
};

export type PlannedPayments =
  /** `payments`: not booked yet, in the order they were made. `unclear`: what cannot be booked until a person has looked. */
  | { ok: true; payments: PaymentPlan[]; unclear: Problem | null }
  | { ok: false; problem: Problem };

/**
 * One payment per successful sale or capture that is not booked yet. Money that went back for goods which no document contains lowers its
 * payment, because bexio has no negative ones; what goes back otherwise is booked as a refund.
 *
 * When Shopify received more than the invoice says (goods taken off a paid order, a fee kept on a return), payments are booked as long as
 * they fit and the first that does not is unclear: bexio's answer to overpayments is not known, and cutting the payment would make the
 * account of the gateway disagree with the gateway. A refund that follows usually resolves it.
 */
export function planPayments(input: PaymentsInput): PlannedPayments {
  const { order, settings, company, shop, booked } = input;
  const moved = lowered(input);
  if (!moved.ok) return moved;
  const payments: PaymentPlan[] = secondParts(input);
  for (const { transaction, amountMinor, backs, tillMinor = 0 } of moved.unbooked) {
    if (amountMinor <= 0) continue;
    const rule = usableRule(settings, company, transaction.gateway, order.currency);
    if (rule === null) return { ok: false, problem: { reason: 'gateway-not-mapped', gateway: transaction.gateway } };
    if (rule.settle === 'open') continue;
    const { id: transactionId, gateway } = transaction;
    const date = dateIn(shop.timeZone, transaction.processedAt);
    payments.push({ transactionId, gateway, amountMinor, currency: order.currency, date, bankAccountId: rule.bankAccountId, ...(Object.keys(backs).length === 0 ? {} : { backs }), ...(tillMinor === 0 ? {} : { tillMinor }) });
  }
  if (isPendingBefore(order, booked.invoice?.refundIds ?? null)) return { ok: true, payments: [], unclear: null };
  return { ok: true, ...fitting(payments, input) };
}

/**
 * A payment that was sent over this amount, whatever would be sent now: what it lacks of its transaction is money that had gone back, the
 * oldest first, and then the part for another document. Money that went back after it was sent did not lower it.
 */
export function asSent(input: PaymentsInput, { transactionId, amountMinor }: { transactionId: string; amountMinor: Minor }): Pick<BookedPayment, 'amountMinor' | 'restMinor' | 'backs' | 'tillMinor'> {
  const moved = lowered(input);
  const now = moved.ok ? moved.unbooked.find(({ transaction }) => transaction.id === transactionId) : undefined;
  if (now === undefined) return { amountMinor };
  let missingMinor = now.amountMinor + sum(Object.values(now.backs)) - amountMinor;
  const backs: Record<string, Minor> = {};
  for (const [id, takenMinor] of Object.entries(now.backs)) {
    const offMinor = Math.min(missingMinor, takenMinor);
    if (offMinor <= 0) break;
    backs[id] = offMinor;
    missingMinor -= offMinor;
  }
  const { tillMinor = 0 } = now;
  return { amountMinor, ...(missingMinor > 0 ? { restMinor: missingMinor } : {}), ...(Object.keys(backs).length === 0 ? {} : { backs }), ...(tillMinor === 0 ? {} : { tillMinor }) };
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
 * Books while the documents have room: the earlier payments fit, the later ones may not, and what all of them are too much by is unclear. A
 * payment that is more than what is open on one goes on with the next.
 */
function fitting(payments: PaymentPlan[], input: PaymentsInput): { payments: PaymentPlan[]; unclear: Problem | null } {
  const rooms = roomsOf(input);
  const fit: PaymentPlan[] = [];
  for (const payment of payments) {
    const roomMinor = sum(rooms.map((room) => room.openMinor));
    if (payment.amountMinor > roomMinor) {
      const { gateway, currency } = payment;
      const waitingMinor = sum(payments.slice(payments.indexOf(payment)).map((one) => one.amountMinor));
      return { payments: fit, unclear: { reason: 'payment-unclear', gateway, currency, amountMinor: waitingMinor - Math.max(0, roomMinor) } };
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
    const rule = usableRule(settings, company, gateway, order.currency);
    if (restMinor === 0 || Object.hasOwn(booked.payments, `${transactionId}:2`) || rule?.settle !== 'account') return [];
    const date = dateIn(shop.timeZone, transaction.processedAt);
    return [{ transactionId, gateway, amountMinor: restMinor, currency: order.currency, date, bankAccountId: rule.bankAccountId, part: 2 }];
  });
}

/** `tillMinor`: what a till took beside the amount, by rounding, and no document says. */
type MoneyIn = { transaction: Transaction; amountMinor: Minor; backs: Record<string, Minor>; tillMinor?: Minor };

/** Money that lowered a payment, and from which payment it was taken. `settled` false: that payment is yet to be booked. */
export type TakenBack = { from: Transaction; back: Transaction; amountMinor: Minor; settled: boolean };

/**
 * What lowered payments: on record with those that are booked, and of others that are never booked because nothing is left of them or because
 * they reach bexio by themselves; all of that is settled. Where the ways differ, one account has more than its payment says and one has less.
 * Without an invoice all money that went back counts: nothing else will be booked of it.
 */
export function takenBack(input: PaymentsInput): TakenBack[] {
  const { order, booked } = input;
  const known = order.transactions.flatMap((from) => (Object.hasOwn(booked.payments, from.id) ? [{ from, backs: booked.payments[from.id]?.backs ?? {}, settled: true }] : []));
  const moved = lowered(input, { whole: booked.invoice === null });
  const others = moved.ok ? moved.unbooked.map((one) => ({ from: one.transaction, backs: one.backs, settled: one.amountMinor === 0 || reachesBySelf(input, one.transaction) })) : [];
  return [...known, ...others].flatMap(({ from, backs, settled }) =>
    Object.entries(backs).flatMap(([id, amountMinor]) => order.transactions.filter((one) => one.id === id).map((back) => ({ from, back, amountMinor, settled }))),
  );
}

/** The refunds after an invoice as the books see them now. */
export function refundsToBook(input: PaymentsInput, invoice: BookedInvoice): BookableRefunds {
  return bookableRefunds(input, invoice, sum(unbookedOf(input).map((one) => one.amountMinor)));
}

/** Every sale and capture that is not booked yet, oldest first, less change, a till's rounding and what went back of it. An authorization is no money. */
function lowered(input: PaymentsInput, { whole } = { whole: false }): { ok: true; unbooked: MoneyIn[] } | { ok: false; problem: Problem } {
  const { order, booked: { invoice } } = input;
  const unbooked = unbookedOf(input);
  const open = invoice === null ? { ok: true as const, refunds: [] } : refundsToBook(input, invoice);
  if (!open.ok) return open;
  for (const back of moneyBackByPart(order, input.booked.refunds)) {
    const planned = open.refunds.find((one) => one.back.id === back.id);
    const nettedMinor = invoice === null ? back.amountMinor - (whole ? 0 : back.beyondGoodsMinor) : (planned?.nettedMinor ?? input.booked.refunds[back.id]?.nettedMinor ?? 0);
    for (const part of notTakenYet(input, back, nettedMinor)) takeBack(byWay(input, unbooked), part, (from, amountMinor) => void (from.backs[part.id] = amountMinor), movedFrom(input, part));
  }
  if (invoice !== null && 'balance' in open) leaveTillOut(input, invoice, unbooked, openTillMinor(order, open.balance));
  return { ok: true, unbooked };
}

/** Where an entry can move what the till rounded, its payment is over what was owed. */
function leaveTillOut({ order, settings, company }: PaymentsInput, invoice: BookedInvoice, unbooked: readonly MoneyIn[], tillMinor: Minor): void {
  if (tillMinor === 0 || entryFactor(order, invoice) === null) return;
  const cash = unbooked.findLast(({ transaction }) => isCash(transaction));
  if (cash === undefined || cash.amountMinor <= tillMinor || ledgerBehind(settings, company, cash.transaction.gateway, order.currency) === null) return;
  cash.amountMinor -= tillMinor;
  cash.tillMinor = tillMinor;
}

function isCash({ gateway }: Transaction): boolean {
  return gateway.toLowerCase() === 'cash';
}

/** Payments that are booked before those that reach bexio by themselves: only the former can be lowered there. The best comes last. */
function byWay(input: PaymentsInput, payments: MoneyIn[]): MoneyIn[] {
  return payments.toSorted((a, b) => Number(reachesBySelf(input, b.transaction)) - Number(reachesBySelf(input, a.transaction)));
}

function reachesBySelf({ order, settings, company }: PaymentsInput, { gateway }: Transaction): boolean {
  return usableRule(settings, company, gateway, order.currency)?.settle === 'open';
}

/** What lowers payments and is on no booked one yet. */
function notTakenYet({ booked }: PaymentsInput, back: MoneyBack, nettedMinor: Minor): Transaction[] {
  let leftMinor = nettedMinor;
  return back.transactions.flatMap((one) => {
    const wholeMinor = Math.min(leftMinor, one.amountMinor);
    leftMinor -= wholeMinor;
    const amountMinor = wholeMinor - takenOffPayments(booked, [one]);
    return amountMinor > 0 ? [{ ...one, amountMinor }] : [];
  });
}

function unbookedOf({ order, settings, booked }: PaymentsInput): MoneyIn[] {
  const real = order.transactions.filter((one) => one.status === 'success' && (!one.test || (order.test && settings.testOrders)));
  const inwards = real
    .filter(({ kind }) => kind === 'sale' || kind === 'capture')
    .sort((a, b) => a.processedAt.getTime() - b.processedAt.getTime() || compareIds(a.id, b.id))
    .map((transaction): MoneyIn => ({ transaction, amountMinor: transaction.amountMinor, backs: {} }));
  for (const change of real.filter(({ kind }) => kind === 'change')) takeBack(inwards, change, () => {});
  takeTillRounding(inwards, order);
  return inwards.filter(({ transaction }) => !Object.hasOwn(booked.payments, transaction.id));
}

/** Whether an entry has already moved this money from the account of that payment: a payment that came since does not take its place. */
function movedFrom({ order, settings, company, booked }: PaymentsInput, back: Transaction): (from: Transaction) => boolean {
  const debited = movesOnRecord(booked, back).flatMap(({ lines = [] }) => lines.map((line) => line.debitAccountId));
  return ({ gateway }) => debited.length > 0 && debited.includes(ledgerBehind(settings, company, gateway, order.currency) ?? -1);
}

/** The entries that moved money which came by one way and went back by another. */
export function movesOnRecord({ refunds }: Pick<Booked, 'refunds'>, back: Transaction): BookedBack[] {
  return Object.entries(refunds).flatMap(([key, one]) => (key === `way:${back.id}` || key.startsWith(`way:${back.id}:`) ? [one] : []));
}

/**
 * Takes money back from the payment it belongs to: the one it was moved from, its parent (or the capture of the authorization that is its
 * parent), else the newest of the same gateway, else the newest; what is too much for one is taken from the next.
 */
function takeBack(inwards: MoneyIn[], back: Transaction, note: (from: MoneyIn, amountMinor: Minor) => void, isMovedFrom: (from: Transaction) => boolean = () => false): void {
  const closeness = ({ transaction }: MoneyIn) => {
    if (isMovedFrom(transaction)) return -1;
    if (back.parentId !== null && (transaction.id === back.parentId || transaction.parentId === back.parentId)) return 0;
    return transaction.gateway.toLowerCase() === back.gateway.toLowerCase() ? 1 : 2;
  };
  let leftMinor = back.amountMinor;
  for (const one of inwards.toReversed().toSorted((a, b) => closeness(a) - closeness(b))) {
    const amountMinor = Math.min(leftMinor, one.amountMinor);
    one.amountMinor -= amountMinor;
    leftMinor -= amountMinor;
    if (amountMinor > 0) note(one, amountMinor);
  }
}

/** A till may report the amount before it rounded: when the payments make up the unrounded total, cash takes the difference. */
function takeTillRounding(inwards: MoneyIn[], order: Order): void {
  const { cashRoundingMinor } = order.totals;
  const heldMinor = sum(inwards.map((one) => one.amountMinor)) - sum(moneyBack(order).map((one) => one.amountMinor - one.lumpMinor));
  if (cashRoundingMinor === 0 || heldMinor !== differencesNow(order).worthMinor) return;
  const cash = inwards.findLast(({ transaction }) => isCash(transaction)) ?? inwards.at(-1);
  if (cash !== undefined && cash.amountMinor + cashRoundingMinor > 0) cash.amountMinor += cashRoundingMinor;
}

/** The rule with the account for that currency. A rule whose account the company does not have (any more) is as good as none. */
export function usableRule({ gateways }: Settings, { bankAccounts }: Company, gateway: string, currency: string): GatewayRule | null {
  const name = gateway.toLowerCase();
  const rule = Object.hasOwn(gateways, name) ? gateways[name] : undefined;
  if (rule === undefined) return null;
  if (rule.settle === 'open') return rule;
  const own = rule.bankAccountByCurrency ?? {};
  const bankAccountId = (Object.hasOwn(own, currency) ? own[currency] : undefined) ?? rule.bankAccountId;
  return bankAccounts.some(({ id }) => id === bankAccountId) ? { ...rule, bankAccountId } : null;
}

/** The account in the ledger behind a payment method; null where its money reaches bexio by itself, or where there is none. */
export function ledgerBehind(settings: Settings, company: Company, gateway: string, currency: string): number | null {
  const rule = usableRule(settings, company, gateway, currency);
  return rule?.settle === 'account' ? (company.bankAccounts.find(({ id }) => id === rule.bankAccountId)?.accountId ?? null) : null;
}

/** Ids are decimal texts of different length. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
