import { wholeSecond } from './clock.ts';
import { inBoth, minus, nothing, parseMinor, plus, type Money } from './money.ts';
import { changeLevel } from './fulfil-order.ts';
import { uncover } from './fulfilment-orders.ts';
import { computeTotals, discountedShipping, discountedTotal, removedShare } from './order-totals.ts';
import { dropImportedFigures, payBack, refundableOn } from './payments.ts';
import { paymentFigures } from './payment-figures.ts';
import { toDate } from './place-order.ts';
import type { RefundInput } from './order-input.ts';
import type { ShopState } from './shop-state.ts';
import { currentQuantity, unfulfilledQuantity, type PaymentFigures, type RestockType, type StoredLine, type StoredOrder, type StoredRefund, type StoredRefundLine, type StoredTransaction } from './stored-order.ts';

/**
 * Refunds units, shipping or a plain amount. What is really paid back may differ from what is suggested:
 * Shopify writes the difference as an order adjustment (suggested less paid, so negative when more was paid).
 * While the money is pending nothing counts as paid, and the adjustment is as large as the refund.
 */
export function refundOrder(shop: ShopState, order: StoredOrder, input: RefundInput): StoredRefund {
  dropImportedFigures(order);
  const before = paymentFigures(order, shop.reading);
  const at = wholeSecond(toDate(input.at) ?? shop.now());
  const held = refundable(order, before);
  refuseTooMuch(order, input, held);
  const shipping = refundShipping(shop, order, input.shipping);
  const lines = (input.lines ?? []).map((one) => refundLine(shop, order, resolveLine(order, one.line), one.quantity, input.restock ?? 'return'));
  const duties = input.duties === true ? lines.flatMap((one) => refundDuties(order, one)) : [];
  const worth = plus(...(order.dutiesIncluded ? [] : duties.map((one) => one.amount)), ...lines.map((one) => moneyBack(order, one.subtotal, one.tax)), ...shipping.map((one) => moneyBack(order, one.subtotal, one.tax)));
  const { suggested, balancing } = suggestion(before, held, worth);
  const amount = input.amount === undefined ? suggested : inBoth(order.currencies, parseMinor(input.amount, order.currencies.presentment));
  const debt = input.pending ? nothing : paidOff(minus(amount, suggested), before.outstanding);
  const paid = giveBack(shop, order, { amount, pending: input.pending ?? false, at, gateway: input.gateway });
  const refund: StoredRefund = {
    id: shop.ids.next('Refund'),
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    note: input.note ?? null,
    lines,
    shipping,
    adjustments: [],
    duties,
    transactionIds: paid.map((one) => one.id),
  };
  order.refunds.push(refund);
  adjust(shop, refund, plus(debt, minus(suggested, input.pending ? nothing : amount)), input.pending ? 'PENDING_REFUND_DISCREPANCY' : 'REFUND_DISCREPANCY');
  adjust(shop, refund, balancing, 'FULL_RETURN_BALANCING_ADJUSTMENT');
  recount(shop, order, refund);
  return refund;
}

/**
 * What brings the order to balance: the worth of what comes back less what is still owed for the rest, at most the money held.
 * Money given back earlier without goods makes the last refund fall short of the goods; that is balanced by an adjustment of its own.
 */
function suggestion(before: PaymentFigures, held: Money, worth: Money): { suggested: Money; balancing: Money } {
  const open = atLeastNothing(before.outstanding);
  const due = atLeastNothing(minus(worth, open));
  const suggested = smaller(due, held);
  return { suggested, balancing: smaller(minus(due, suggested), atLeastNothing(minus(nothing, before.discrepancy))) };
}

/** Asked before anything is taken off: a refused refund leaves no trace. */
function refuseTooMuch(order: StoredOrder, input: RefundInput, held: Money): void {
  for (const one of input.lines ?? []) refuseUnits(resolveLine(order, one.line), one.quantity);
  const amount = input.amount === undefined ? 0n : parseMinor(input.amount, order.currencies.presentment);
  if (amount > held.presentment) throw new Error(`More than the ${held.presentment} received for ${order.name}.`);
}

function refuseUnits(line: StoredLine, quantity: number): void {
  if (quantity < 1 || quantity > currentQuantity(line)) throw new Error(`${quantity} of ${currentQuantity(line)} units of "${line.title}" cannot be taken back.`);
}

/** On the payments it came from, the newest first, to each no more than it brought in; or where the merchant wants it. */
function giveBack(shop: ShopState, order: StoredOrder, how: { amount: Money; pending: boolean; at: Date; gateway: string | undefined }): StoredTransaction[] {
  const { amount, pending, at, gateway } = how;
  if (amount.presentment <= 0n) return [];
  if (gateway !== undefined) return [payBack(shop, order, { amount, pending, at, gateway })];
  let left = amount;
  const made: StoredTransaction[] = [];
  for (const { payment, open } of refundableOn(order).toReversed()) {
    const part = smaller(left, open);
    if (part.presentment <= 0n) continue;
    left = minus(left, part);
    made.push(payBack(shop, order, { amount: part, pending, at, payment }));
  }
  return left.presentment > 0n ? [...made, payBack(shop, order, { amount: left, pending, at })] : made;
}

/** What can still be given back: money under way cannot be given twice. */
export function refundable(order: StoredOrder, { received, refunded }: PaymentFigures): Money {
  const underWay = order.transactions.filter((one) => one.kind === 'REFUND' && one.status === 'PENDING').map((one) => one.amount);
  return minus(minus(received, refunded), plus(...underWay));
}

/** Money beyond the goods is no present as long as the merchant owes it, for units that an edit took off a paid order. */
function paidOff(beyond: Money, outstanding: Money): Money {
  return smaller(atLeastNothing(beyond), atLeastNothing(minus(nothing, outstanding)));
}

function atLeastNothing(amount: Money): Money {
  return amount.presentment > 0n ? amount : nothing;
}

function smaller(one: Money, other: Money): Money {
  return one.presentment < other.presentment ? one : other;
}

type TakenOff = { units: { line: StoredLine; quantity: number }[]; restock: boolean; shipping: boolean };

/** Units taken off by an edit or a cancellation show up as a refund without any transaction. */
export function takeOffUnits(shop: ShopState, order: StoredOrder, what: TakenOff): StoredRefund {
  const at = wholeSecond(shop.now());
  const lines = what.units.map((one) => refundLine(shop, order, one.line, one.quantity, what.restock ? 'cancel' : 'no_restock'));
  const refund: StoredRefund = {
    id: shop.ids.next('Refund'),
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    note: null,
    lines,
    shipping: refundShipping(shop, order, what.shipping),
    adjustments: [],
    duties: [],
    transactionIds: [],
  };
  order.refunds.push(refund);
  recount(shop, order, refund);
  return refund;
}

/** Ends a pending refund: its adjustment was only there because nothing had been paid yet. */
export function settlePendingRefund(shop: ShopState, order: StoredOrder, transactionId: string, outcome: 'SUCCESS' | 'FAILURE'): void {
  const refund = order.refunds.find((one) => one.transactionIds.includes(transactionId));
  const amount = order.transactions.find((one) => one.id === transactionId)?.amount;
  if (!refund || !amount || outcome === 'FAILURE') return;
  const pending = refund.adjustments.find((one) => one.reason === 'PENDING_REFUND_DISCREPANCY');
  refund.adjustments = refund.adjustments.filter((one) => one !== pending);
  refund.updatedAt = wholeSecond(shop.now());
  const expected = pending?.amount ?? nothing;
  recount(shop, order, null);
  // The transaction counts already: without it the order was owed that much less.
  const before = minus(paymentFigures(order, shop.reading).outstanding, amount);
  adjust(shop, refund, plus(paidOff(minus(amount, expected), plus(before, expected)), minus(expected, amount)), 'REFUND_DISCREPANCY');
  recount(shop, order, null);
}

/** The new money is noted as that of a part which was pending until now. */
export function retryRefund(shop: ShopState, order: StoredOrder, gateway?: string): StoredTransaction[] {
  const refund = order.refunds.findLast((one) => order.transactions.some(({ id, status }) => status === 'FAILURE' && one.transactionIds.includes(id)));
  if (!refund) throw new Error(`Order ${order.name} has no refund that failed.`);
  const failed = order.transactions.filter((one) => one.status === 'FAILURE' && refund.transactionIds.includes(one.id));
  return failed.map((one) => {
    const payment = order.transactions.find(({ id }) => id === one.parentId);
    const made = payBack(shop, order, { amount: one.amount, pending: false, gateway: gateway ?? one.gateway, ...(payment ? { payment } : {}) });
    refund.transactionIds.push(made.id);
    settlePendingRefund(shop, order, made.id, 'SUCCESS');
    return made;
  });
}

type Reason = 'FULL_RETURN_BALANCING_ADJUSTMENT' | 'PENDING_REFUND_DISCREPANCY' | 'REFUND_DISCREPANCY';

function adjust(shop: ShopState, refund: StoredRefund, amount: Money, reason: Reason): void {
  if (amount.presentment === 0n) return;
  refund.adjustments.push({ id: shop.ids.next('OrderAdjustment'), reason, amount, tax: nothing });
}

/** Totals follow; an imported order keeps the file's numbers and only loses what this refund took. */
function recount(shop: ShopState, order: StoredOrder, refund: StoredRefund | null): void {
  if (!order.asImported?.totals) {
    order.totals = computeTotals(order, shop.reading);
    return;
  }
  if (!refund) return;
  const goods = plus(...refund.lines.map((one) => one.subtotal));
  const shipping = plus(...refund.shipping.map((one) => one.subtotal));
  const tax = plus(...refund.lines.map((one) => one.tax), ...refund.shipping.map((one) => one.tax));
  const lumpSums = shop.reading.lumpSumRefundLowersCurrentTotal ? plus(...refund.adjustments.map((one) => one.amount)) : nothing;
  const { totals } = order;
  order.totals = {
    ...totals,
    currentSubtotal: minus(totals.currentSubtotal, goods),
    currentShipping: minus(totals.currentShipping, shipping),
    currentTax: minus(totals.currentTax, tax),
    currentTotal: plus(minus(totals.currentTotal, moneyBack(order, plus(goods, shipping), tax)), lumpSums),
  };
}

/** The units' part of the line: cumulative rounding, so that refunding unit by unit ends at exactly the whole. */
function refundLine(shop: ShopState, order: StoredOrder, line: StoredLine, quantity: number, restock: 'return' | 'cancel' | 'no_restock'): StoredRefundLine {
  refuseUnits(line, quantity);
  const before = line.removedQuantity;
  const part = (amount: Money) => minus(removedShare(amount, line, before + quantity), removedShare(amount, line, before));
  const subtotal = part(discountedTotal(line));
  const tax = plus(...line.taxLines.map((one) => part(one.price)));
  const restocked = restock !== 'no_restock';
  const place = takeOff(shop, order, { line, quantity, restock });
  return {
    id: shop.ids.next('RefundLineItem'),
    lineId: line.id,
    quantity,
    restockType: restockTypes[restock],
    restocked,
    locationId: restocked ? place : null,
    price: line.unitPrice,
    subtotal,
    tax,
  };
}

/** In proportion to the units that came back (`RefundDutyRefundType.PROPORTIONAL`); the parts of several refunds sum exactly. */
function refundDuties(order: StoredOrder, { lineId, quantity }: StoredRefundLine): StoredRefund['duties'] {
  const line = resolveLine(order, lineId);
  return line.duties.map(({ id, price }) => ({ dutyId: id, amount: minus(removedShare(price, line, line.removedQuantity), removedShare(price, line, line.removedQuantity - quantity)) }));
}

const restockTypes: Record<'return' | 'cancel' | 'no_restock', RestockType> = { return: 'RETURN', cancel: 'CANCEL', no_restock: 'NO_RESTOCK' };

type TakeOff = { line: StoredLine; quantity: number; restock: 'return' | 'cancel' | 'no_restock' };

/**
 * Cancelled units had not been sent; returned ones had, and so, as long as there are any, had those that are not put on the shelf again:
 * Shopify refunds the sent ones first. Answers where they lie now.
 */
function takeOff(shop: ShopState, order: StoredOrder, { line, quantity, restock }: TakeOff): string | null {
  const kept = line.fulfilledQuantity - (line.removedQuantity - line.removedUnsentQuantity);
  const unsent = Math.max(0, Math.min(quantity, restock === 'cancel' ? unfulfilledQuantity(line) : quantity - kept));
  const places = uncover(shop, order, line, unsent);
  line.removedQuantity += quantity;
  line.removedUnsentQuantity += unsent;
  const back = restock !== 'no_restock';
  for (const part of places) changeLevel(shop, line, part.locationId, { committed: -part.quantity, ...(back ? { available: part.quantity } : {}) });
  const sentFrom = order.fulfilments.findLast((one) => one.lines.some(({ lineId }) => lineId === line.id))?.locationId;
  const place = places[0]?.locationId ?? sentFrom ?? shop.stock.locations[0]?.id ?? null;
  if (back && place !== null && quantity > unsent) changeLevel(shop, line, place, { available: quantity - unsent });
  return place;
}

function refundShipping(shop: ShopState, order: StoredOrder, wanted: boolean | string | undefined): StoredRefund['shipping'] {
  const line = order.shippingLines.find((one) => !one.isRemoved);
  if (!wanted || !line) return [];
  const refunded = order.refunds.flatMap((one) => one.shipping).filter((one) => one.shippingLineId === line.id);
  const wholeTax = plus(...line.taxLines.map((one) => one.price));
  const open = minus(discountedShipping(line), plus(...refunded.map((one) => one.subtotal)));
  const openTax = minus(wholeTax, plus(...refunded.map((one) => one.tax)));
  if (wanted === true) return [{ id: shop.ids.next('RefundShippingLine'), shippingLineId: line.id, subtotal: open, tax: openTax }];
  const subtotal = inBoth(order.currencies, parseMinor(wanted, order.currencies.presentment));
  if (subtotal.presentment > open.presentment) throw new Error(`Only ${open.presentment} of the shipping of ${order.name} are left to refund.`);
  const tax = inBoth(order.currencies, open.presentment === 0n ? 0n : (openTax.presentment * subtotal.presentment) / open.presentment);
  return [{ id: shop.ids.next('RefundShippingLine'), shippingLineId: line.id, subtotal, tax }];
}

function moneyBack(order: StoredOrder, subtotal: Money, tax: Money): Money {
  return order.taxesIncluded ? subtotal : plus(subtotal, tax);
}

/** A line by its place in the order or by its id. */
export function resolveLine(order: StoredOrder, line: number | string): StoredLine {
  const found = typeof line === 'number' ? order.lines[line] : order.lines.find((one) => one.id === line || one.sku === line);
  if (!found) throw new Error(`Order ${order.name} has no line ${line}.`);
  return found;
}

