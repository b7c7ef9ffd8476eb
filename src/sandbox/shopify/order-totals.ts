import { inBoth, minus, moneyShare, nothing, plus, times, type Money } from './money.ts';
import {
  currentQuantity,
  type Allocation,
  type OrderTotals,
  type StoredCharge,
  type StoredLine,
  type StoredOrder,
  type StoredShippingLine,
  type StoredTaxLine,
} from './stored-order.ts';

export type TotalsReading = {
  /** Unknown of the real Shopify: whether money paid back without goods lowers `currentTotalPriceSet`. */
  lumpSumRefundLowersCurrentTotal: boolean;
};

/**
 * All totals from the order's own lines, each summed in the buyer's currency and converted by itself.
 * `total = Σ price·quantity − discounts + shipping + (tax, unless included) + tips + duties and fees`.
 */
export function computeTotals(order: StoredOrder, reading: TotalsReading): OrderTotals {
  const whole = goodsTotals(order);
  const current = currentTotals(order, reading);
  const first = order.totals;
  return { ...whole, ...current, originalTotal: first.originalTotal, originalDuties: first.originalDuties, originalFees: first.originalFees };
}

/** The totals of an order that has just been placed: original, total and current are the same. */
export function firstTotals(order: StoredOrder): OrderTotals {
  const whole = goodsTotals(order);
  const current = currentTotals(order, { lumpSumRefundLowersCurrentTotal: false });
  return { ...whole, ...current, originalTotal: whole.total, originalDuties: current.duties, originalFees: current.fees };
}

function goodsTotals(order: StoredOrder) {
  const goods = order.lines.filter((line) => !line.tip);
  const shippingLines = order.shippingLines.filter((line) => !line.isRemoved);
  const allocations = [...goods, ...shippingLines].flatMap((line) => line.allocations);
  const taxLines = groupTaxLines(order, [...goods, ...shippingLines, ...chargesOf(order)].flatMap((one) => one.taxLines));
  const subtotal = sum(order, goods.map(discountedTotal));
  const shipping = sum(order, shippingLines.map((line) => line.price));
  const shippingLeft = sum(order, shippingLines.map(discountedShipping));
  const tip = sum(order, order.lines.filter((line) => line.tip).map(lineTotal));
  const tax = sum(order, taxLines.map((line) => line.price));
  return {
    subtotal,
    discounts: sum(order, allocations.map((one) => one.amount)),
    cartDiscount: sum(order, cartAllocations(order, goods).map((one) => one.amount)),
    shipping,
    tax,
    tip,
    total: sum(order, [subtotal, shippingLeft, tip, chargesTotal(order), order.taxesIncluded ? nothing : tax]),
    taxLines,
  };
}

function currentTotals(order: StoredOrder, reading: TotalsReading) {
  const goods = order.lines.filter((line) => !line.tip);
  const shippingLines = order.shippingLines.filter((line) => !line.isRemoved);
  // A shipping line that was removed after it had been refunded is gone once, not twice.
  const refundedShipping = order.refunds.flatMap((refund) => refund.shipping).filter((one) => shippingLines.some(({ id }) => id === one.shippingLineId));
  const kept = (line: StoredLine, amount: Money) => remaining(amount, line);
  const subtotal = sum(order, goods.map((line) => kept(line, discountedTotal(line))));
  const shipping = minus(sum(order, shippingLines.map(discountedShipping)), sum(order, refundedShipping.map((one) => one.subtotal)));
  const taxLines = currentTaxLines(order, goods, shippingLines);
  const tax = sum(order, taxLines.map((line) => line.price));
  const tip = sum(order, order.lines.filter((line) => line.tip).map((line) => kept(line, lineTotal(line))));
  const lumpSums = order.refunds.flatMap((refund) => refund.adjustments).flatMap((one) => [one.amount, order.taxesIncluded ? nothing : one.tax]);
  const refundedDuties = sum(order, order.refunds.flatMap((refund) => refund.duties.map((one) => one.amount)));
  const charges = order.dutiesIncluded ? chargesTotal(order) : minus(chargesTotal(order), refundedDuties);
  const parts = [subtotal, shipping, tip, charges, order.taxesIncluded ? nothing : tax];
  const keptDiscounts = (allocations: (line: StoredLine) => Allocation[]) =>
    goods.flatMap((line) => allocations(line).map((one) => kept(line, one.amount)));
  return {
    currentSubtotal: subtotal,
    currentDiscounts: sum(order, [...keptDiscounts((line) => line.allocations), ...shippingLines.flatMap((line) => line.allocations.map((one) => one.amount))]),
    currentCartDiscount: sum(order, keptDiscounts((line) => cartAllocations(order, [line]))),
    currentShipping: shipping,
    currentTax: tax,
    currentTotal: sum(order, reading.lumpSumRefundLowersCurrentTotal ? [...parts, ...lumpSums] : parts),
    duties: order.lines.some((line) => line.duties.length > 0) ? minus(sum(order, order.lines.flatMap((line) => line.duties.map((duty) => duty.price))), refundedDuties) : null,
    fees: order.additionalFees.length > 0 ? sum(order, order.additionalFees.map((fee) => fee.price)) : null,
    currentTaxLines: taxLines,
  };
}

function currentTaxLines(order: StoredOrder, goods: StoredLine[], shippingLines: StoredShippingLine[]): StoredTaxLine[] {
  const onGoods = goods.flatMap((line) => line.taxLines.map((tax) => ({ ...tax, price: remaining(tax.price, line) })));
  const onShipping = shippingLines.flatMap((line) => {
    const refunded = plus(...order.refunds.flatMap((refund) => refund.shipping.filter((one) => one.shippingLineId === line.id).map((one) => one.tax)));
    return line.taxLines.map((tax, index) => (index === 0 ? { ...tax, price: minus(tax.price, refunded) } : tax));
  });
  return groupTaxLines(order, [...onGoods, ...onShipping, ...chargesOf(order).flatMap((charge) => charge.taxLines)]);
}

/** Order-level tax lines are the sums per title and rate. */
function groupTaxLines(order: StoredOrder, taxLines: StoredTaxLine[]): StoredTaxLine[] {
  const groups = Map.groupBy(taxLines, (line) => `${line.rate} ${line.title}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, price: sum(order, group.map((line) => line.price)) }] : [];
  });
}

/** Price times quantity, before any discount. */
export function lineTotal(line: StoredLine): Money {
  return times(line.unitPrice, line.quantity);
}

export function discountedTotal(line: StoredLine): Money {
  return minus(lineTotal(line), plus(...line.allocations.map((one) => one.amount)));
}

export function discountedShipping(line: StoredShippingLine): Money {
  return line.discountedPrice ?? minus(line.price, plus(...line.allocations.map((one) => one.amount)));
}

/** The part of a line's amount that belongs to its removed units; cumulative, so that the parts of several refunds sum exactly. */
export function removedShare(amount: Money, line: StoredLine, removedQuantity: number): Money {
  return line.quantity === 0 ? nothing : moneyShare(amount, removedQuantity, line.quantity);
}

export function remaining(amount: Money, line: StoredLine): Money {
  return currentQuantity(line) === line.quantity ? amount : minus(amount, removedShare(amount, line, line.removedQuantity));
}

/** Allocations of discounts that are for the whole order, not for single lines. */
function cartAllocations(order: StoredOrder, lines: StoredLine[]): Allocation[] {
  const whole = new Set(order.discounts.filter((one) => one.targetType === 'LINE_ITEM' && one.targetSelection === 'ALL').map((one) => one.index));
  return lines.flatMap((line) => line.allocations.filter((one) => whole.has(one.discountIndex)));
}

export function chargesOf(order: StoredOrder): StoredCharge[] {
  return [...order.lines.flatMap((line) => line.duties), ...order.additionalFees];
}

function chargesTotal(order: StoredOrder): Money {
  const duties = order.dutiesIncluded ? [] : order.lines.flatMap((line) => line.duties);
  return sum(order, [...duties, ...order.additionalFees].map((charge) => charge.price));
}

/** Sums in the buyer's currency; the shop's amount is converted from the sum. */
function sum(order: StoredOrder, amounts: Money[]): Money {
  return inBoth(order.currencies, plus(...amounts).presentment);
}
