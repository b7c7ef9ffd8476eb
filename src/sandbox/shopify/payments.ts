import { wholeSecond } from './clock.ts';
import { inBoth, minus, parseMinor, plus, toFixed, type Money } from './money.ts';
import { capturableOn, paymentFigures } from './payment-figures.ts';
import { toDate } from './place-order.ts';
import type { PaymentInput } from './order-input.ts';
import type { ShopState } from './shop-state.ts';
import type { StoredOrder, StoredTransaction, TransactionKind } from './stored-order.ts';

/** Takes money for an order (or an authorization of it). Cash is rounded and gives change where the order says so. */
export function takePayment(shop: ShopState, order: StoredOrder, input: PaymentInput): StoredTransaction[] {
  dropImportedFigures(order);
  const kind = input.kind ?? 'SALE';
  const gateway = input.gateway ?? (order.sourceName === 'pos' ? 'cash' : 'shopify_payments');
  const { presentment } = order.currencies;
  const open = paymentFigures(order, shop.reading).outstanding.presentment;
  const rounded = gateway === 'cash' && kind === 'SALE' && order.cashRounding ? roundTo(open, order.cashRounding) : open;
  const amount = input.amount === undefined ? rounded : parseMinor(input.amount, presentment);
  const settlesInCash = rounded !== open && amount >= rounded;
  const at = toDate(input.at);
  const payment = record(shop, order, {
    kind,
    gateway,
    status: input.status ?? 'SUCCESS',
    amount: inBoth(order.currencies, amount),
    rounding: settlesInCash ? inBoth(order.currencies, rounded - open) : null,
    parentId: input.parentId ?? null,
    ...(at ? { at } : {}),
  });
  if (gateway !== 'cash' || kind !== 'SALE' || amount <= rounded) return [payment];
  return [payment, record(shop, order, { kind: 'CHANGE', gateway, amount: inBoth(order.currencies, amount - rounded), parentId: payment.id })];
}

/** Captures a live authorization: all that is left of it, or an amount. */
export function captureAuthorization(shop: ShopState, order: StoredOrder, how: { amount?: string; at?: Date | string; parentId?: string }): StoredTransaction {
  dropImportedFigures(order);
  const authorization = order.transactions.find((one) => (!how.parentId || one.id === how.parentId) && capturableOn(order, one).presentment > 0n);
  if (!authorization) throw new Error(`Order ${order.name} has no authorization to capture.`);
  const open = capturableOn(order, authorization);
  const amount = how.amount === undefined ? open.presentment : parseMinor(how.amount, order.currencies.presentment);
  if (amount > open.presentment) throw new Error(`Only ${toFixed(open.presentment, order.currencies.presentment)} can be captured.`);
  const at = toDate(how.at);
  return record(shop, order, {
    kind: 'CAPTURE',
    gateway: authorization.gateway,
    amount: inBoth(order.currencies, amount),
    parentId: authorization.id,
    ...(at ? { at } : {}),
  });
}

export function voidAuthorizations(shop: ShopState, order: StoredOrder): StoredTransaction[] {
  dropImportedFigures(order);
  const live = order.transactions.filter((one) => capturableOn(order, one).presentment > 0n);
  return live.map((one) => record(shop, order, { kind: 'VOID', gateway: one.gateway, amount: capturableOn(order, one), parentId: one.id }));
}

type PayingBack = { amount: Money; gateway?: string; payment?: StoredTransaction; pending: boolean; at?: Date; rounding?: Money };

/** Notes the money paid back on the payment it came from. */
export function payBack(shop: ShopState, order: StoredOrder, how: PayingBack): StoredTransaction {
  const parent = how.payment ?? paymentsOf(order).findLast((one) => !how.gateway || one.gateway === how.gateway);
  return record(shop, order, {
    kind: 'REFUND',
    gateway: how.gateway ?? parent?.gateway ?? 'manual',
    status: how.pending ? 'PENDING' : 'SUCCESS',
    amount: how.amount,
    rounding: how.rounding ?? null,
    parentId: parent?.id ?? null,
    ...(how.at ? { at: how.at } : {}),
  });
}

function paymentsOf(order: StoredOrder): StoredTransaction[] {
  return order.transactions.filter((one) => one.status === 'SUCCESS' && (one.kind === 'SALE' || one.kind === 'CAPTURE'));
}

/** What every payment still holds: less change, and less what went back on it or is under way. */
export function refundableOn(order: StoredOrder): { payment: StoredTransaction; open: Money }[] {
  return paymentsOf(order).map((payment) => {
    const back = order.transactions.filter((one) => one.parentId === payment.id && (one.kind === 'REFUND' || one.kind === 'CHANGE') && ['SUCCESS', 'PENDING'].includes(one.status));
    return { payment, open: minus(payment.amount, plus(...back.map((one) => one.amount))) };
  });
}

type Recording = {
  kind: TransactionKind;
  gateway: string;
  amount: Money;
  status?: StoredTransaction['status'];
  rounding?: Money | null;
  parentId?: string | null;
  at?: Date;
};

function record(shop: ShopState, order: StoredOrder, what: Recording): StoredTransaction {
  const at = wholeSecond(what.at ?? shop.now());
  const status = what.status ?? 'SUCCESS';
  const transaction: StoredTransaction = {
    id: shop.ids.next('OrderTransaction'),
    kind: what.kind,
    status,
    gateway: what.gateway,
    formattedGateway: formattedGateway(what.gateway),
    manual: manualGateways.has(what.gateway),
    amount: what.amount,
    rounding: what.rounding ?? null,
    parentId: what.parentId ?? null,
    createdAt: at,
    processedAt: at,
    expiredAt: null,
    test: order.test,
    paymentId: `${order.name}.${order.transactions.length + 1}`,
    errorCode: status === 'FAILURE' ? 'CARD_DECLINED' : null,
    fees: [],
  };
  order.transactions.push(transaction);
  if (!order.gatewayNames.includes(what.gateway)) order.gatewayNames.push(what.gateway);
  return transaction;
}

/** From the first new event on, an imported order's payment figures follow its transactions. */
export function dropImportedFigures(order: StoredOrder): void {
  if (order.asImported?.payment) order.asImported = { ...order.asImported, payment: null };
}

function roundTo(amount: bigint, step: bigint): bigint {
  return ((2n * amount + step) / (2n * step)) * step;
}

const manualGateways = new Set(['manual', 'cash', 'bank_deposit', 'money_order', 'invoice', 'Cash on Delivery (COD)', 'Bank Deposit', 'Vorkasse', 'Rechnung']);

const gatewayTitles: Record<string, string> = {
  shopify_payments: 'Shopify Payments',
  gift_card: 'Gift card',
  shopify_store_credit: 'Store credit',
  paypal: 'PayPal',
  twint: 'TWINT',
  cash: 'Cash',
  manual: 'Manual',
  bogus: '(for testing) Bogus Gateway',
};

export function formattedGateway(gateway: string): string {
  return gatewayTitles[gateway] ?? gateway.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
}
