import { wholeSecond } from './clock.ts';
import { addLine, editOrder } from './edit-order.ts';
import { isFulfilled } from './fulfil-order.ts';
import { fulfilmentOrdersOf } from './fulfilment-orders.ts';
import { fulfilmentActs } from './fulfilment-acts.ts';
import { importRestOrder } from './import-rest-order.ts';
import { editNews, orderNews, refundNews, transactionNews } from './order-bodies.ts';
import { computeTotals } from './order-totals.ts';
import { toFixed } from './money.ts';
import { paymentFigures } from './payment-figures.ts';
import { captureAuthorization, dropImportedFigures, takePayment, voidAuthorizations } from './payments.ts';
import { placeOrder } from './place-order.ts';
import { refundable, refundOrder, resolveLine, retryRefund, settlePendingRefund, takeOffUnits } from './refund-order.ts';
import type { Announcement } from './announcement.ts';
import type { OrderEditor, OrderInput, OrderRef } from './order-input.ts';
import type { ShopState } from './shop-state.ts';
import { currentQuantity, type FinancialStatus, type StoredOrder, type StoredTransaction } from './stored-order.ts';

/** What merchants and buyers do with orders. Every act moves `updatedAt` and sends the topics Shopify sends for it. */
export function createOrderEditor(shop: ShopState): OrderEditor {
  const act = (ref: OrderRef, work: (order: StoredOrder) => Announcement[], ...topics: string[]) => actOn(shop, findOrder(shop, ref), work, topics);
  const pay: OrderEditor['pay'] = (ref, payment = {}) =>
    act(ref, (order) => takePayment(shop, order, payment).filter(isTold).map((one) => transactionNews(order, one)));
  return {
    create: (input) => create(shop, input),
    pay,
    authorize: (ref, payment = {}) => pay(ref, { ...payment, kind: 'AUTHORIZATION' }),
    failPayment: (ref, payment = {}) => pay(ref, { ...payment, status: 'FAILURE' }),
    capture: (ref, payment = {}) => act(ref, (order) => [transactionNews(order, captureAuthorization(shop, order, payment))]),
    void: (ref) => act(ref, (order) => voidAuthorizations(shop, order).map((one) => transactionNews(order, one))),
    expire: (ref) => act(ref, (order) => expire(shop, order)),
    settle: (ref, outcome = 'SUCCESS', gateway) => act(ref, (order) => settle(shop, order, outcome, gateway)),
    retryRefund: (ref, gateway) => act(ref, (order) => retryRefund(shop, order, gateway).map((one) => transactionNews(order, one))),
    ...fulfilmentActs(shop, act, (ref, work) => tellOf(shop, findOrder(shop, ref), work)),
    edit: (ref, change) => edit(shop, findOrder(shop, ref), change),
    cancel: (ref, how = {}) => act(ref, (order) => cancel(shop, order, how), 'orders/cancelled'),
    refund: (ref, input) => act(ref, (order) => refund(shop, order, input)),
    return: (ref, input) => act(ref, (order) => takeBack(shop, order, input)),
    close(ref) {
      return act(ref, (order) => {
        order.closedAt = wholeSecond(shop.now());
        return [];
      });
    },
    delete(ref) {
      const order = findOrder(shop, ref);
      shop.orders.delete(order.id);
      shop.announce([{ topic: 'orders/delete', body: { id: BigInt(order.legacyId) } }]);
    },
    importRestOrder: (json) => importRestOrder(shop, json),
  };
}

export function findOrder(shop: ShopState, ref: OrderRef): StoredOrder {
  if (typeof ref !== 'string') return ref;
  const order = shop.orders.get(ref) ?? [...shop.orders.values()].find((one) => one.legacyId === ref || one.name === ref);
  if (!order) throw new Error(`No order ${ref} in ${shop.seed.domain}.`);
  return order;
}

function tellOf(shop: ShopState, order: StoredOrder, work: (order: StoredOrder) => Announcement[]): StoredOrder {
  shop.announce(work(order));
  return order;
}

/** Does the work, then tells the news of it together with `orders/updated`, and `orders/paid` or `orders/fulfilled` when that is new. */
export function actOn(shop: ShopState, order: StoredOrder, work: (order: StoredOrder) => Announcement[], topics: string[]): StoredOrder {
  const before = { status: paymentFigures(order, shop.reading).status, fulfilled: isFulfilled(order) };
  const news = work(order);
  order.updatedAt = wholeSecond(shop.now());
  const figures = paymentFigures(order, shop.reading);
  if (figures.status === 'PAID') completeTerms(order);
  const isNew = (became: boolean, was: boolean, topic: string) => (became && !was ? [topic] : []);
  const followers = [
    ...isNew(figures.status === 'PAID', paidBefore(before.status), 'orders/paid'),
    ...isNew(isFulfilled(order), before.fulfilled, 'orders/fulfilled'),
  ];
  shop.announce([...news, ...orderNews(order, figures, ...topics, ...followers, 'orders/updated')]);
  return order;
}

function paidBefore(status: FinancialStatus): boolean {
  return status === 'PAID' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED';
}

function create(shop: ShopState, input: OrderInput): StoredOrder {
  const order = placeOrder(shop, input);
  const transactions = (input.payments ?? []).flatMap((payment) => takePayment(shop, order, { at: order.processedAt, ...payment }));
  fulfilmentOrdersOf(shop, order, { committing: true });
  const figures = paymentFigures(order, shop.reading);
  const topics = figures.status === 'PAID' ? ['orders/create', 'orders/paid'] : ['orders/create'];
  if (figures.status === 'PAID') completeTerms(order);
  shop.announce([...orderNews(order, figures, ...topics), ...transactions.filter(isTold).map((one) => transactionNews(order, one))]);
  return order;
}

/** `order_transactions/create` is sent for success, failure and error only. */
function isTold(transaction: StoredTransaction): boolean {
  return ['SUCCESS', 'FAILURE', 'ERROR'].includes(transaction.status);
}

function completeTerms(order: StoredOrder): void {
  for (const schedule of order.paymentTerms?.schedules ?? []) schedule.completedAt ??= order.updatedAt;
}

function expire(shop: ShopState, order: StoredOrder): Announcement[] {
  dropImportedFigures(order);
  for (const one of order.transactions) if (one.kind === 'AUTHORIZATION') one.expiredAt = wholeSecond(shop.now());
  return [];
}

function settle(shop: ShopState, order: StoredOrder, outcome: 'SUCCESS' | 'FAILURE', gateway?: string): Announcement[] {
  const waiting = order.transactions.filter((one) => (one.status === 'PENDING' || one.status === 'AWAITING_RESPONSE') && (gateway === undefined || one.gateway === gateway));
  for (const one of waiting) {
    one.status = outcome;
    one.processedAt = wholeSecond(shop.now());
    if (one.kind === 'REFUND') settlePendingRefund(shop, order, one.id, outcome);
  }
  return waiting.map((one) => transactionNews(order, one));
}

function edit(shop: ShopState, order: StoredOrder, change: Parameters<OrderEditor['edit']>[1]): StoredOrder {
  return actOn(
    shop,
    order,
    () => {
      const refundsBefore = order.refunds.length;
      const outcome = editOrder(shop, order, change);
      fulfilmentOrdersOf(shop, order, { committing: true });
      const editNote = outcome.goodsChanged ? [editNews(order, shop.ids.next('CalculatedOrder'), outcome)] : [];
      return [...editNote, ...order.refunds.slice(refundsBefore).map((one) => refundNews(order, one))];
    },
    [],
  );
}

function refund(shop: ShopState, order: StoredOrder, input: Parameters<OrderEditor['refund']>[1]): Announcement[] {
  const made = refundOrder(shop, order, input);
  const transactions = order.transactions.filter((one) => made.transactionIds.includes(one.id));
  return [refundNews(order, made), ...transactions.filter(isTold).map((one) => transactionNews(order, one))];
}

/** Cancelling takes every unit that is left off the order; all that is held of it is refunded unless told otherwise. */
function cancel(shop: ShopState, order: StoredOrder, how: { reason?: string; refund?: boolean; restock?: boolean }): Announcement[] {
  dropImportedFigures(order);
  const news = voidAuthorizations(shop, order).map((one) => transactionNews(order, one));
  const units = order.lines.filter((line) => currentQuantity(line) > 0).map((line) => ({ line, quantity: currentQuantity(line) }));
  const figures = paymentFigures(order, shop.reading);
  const held = refundable(order, figures);
  if (held.presentment > 0n && how.refund !== false) {
    const lines = units.map((one) => ({ line: one.line.id, quantity: one.quantity }));
    const amount = toFixed(held.presentment, order.currencies.presentment);
    news.push(...refund(shop, order, { lines, shipping: true, duties: true, amount, restock: how.restock === false ? 'no_restock' : 'cancel' }));
  } else if (units.length > 0) {
    news.push(refundNews(order, takeOffUnits(shop, order, { units, restock: how.restock !== false, shipping: true })));
  }
  order.cancelledAt = wholeSecond(shop.now());
  order.cancelReason = (how.reason ?? 'OTHER').toUpperCase();
  return news;
}

/** A return is only the intention; the exchanged-for goods are new lines of the order. The money follows with `refund`. */
function takeBack(shop: ShopState, order: StoredOrder, input: Parameters<OrderEditor['return']>[1]): Announcement[] {
  const exchanged = (input.exchange ?? []).map((line) => addLine(shop, order, line));
  const unit = (line: { id: string }, quantity: number, type: string) => ({ id: shop.ids.next(type), lineId: line.id, quantity });
  order.returns.push({
    id: shop.ids.next('Return'),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: 'OPEN',
    createdAt: wholeSecond(shop.now()),
    closedAt: null,
    lines: input.lines.map((one) => unit(resolveLine(order, one.line), one.quantity, 'ReturnLineItem')),
    exchangeLineIds: exchanged.map((line) => unit(line, line.quantity, 'ExchangeLineItem')),
  });
  fulfilmentOrdersOf(shop, order, { committing: true });
  if (exchanged.length > 0) {
    dropImportedFigures(order);
    order.totals = computeTotals(order, shop.reading);
  }
  return [{ topic: 'returns/approve', body: { admin_graphql_api_id: order.returns.at(-1)?.id ?? null, order_id: BigInt(order.legacyId) } }];
}
