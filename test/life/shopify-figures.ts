import type { StoredLine, StoredOrder, StoredRefund, StoredTransaction } from '../../src/sandbox/shopify/sandbox.ts';

/**
 * What Shopify says about an order, added up by the auditor itself from the stored order: in rappen, as whole numbers. Nothing of the
 * program is used, and nothing of the sandbox's own sums but the current total, which is held against these.
 */
export type Figures = {
  /** What the order is worth now, cash rounding left out. */
  currentTotal: number;
  /** What the books should come to: the current total, money given back as a mere amount taken off, money kept put on, cash rounding. */
  owed: number;
  /** By rate in per mille: what of `owed` carries it, and the VAT in that. Cash rounding is in none. */
  byRate: Map<number, Share>;
  /** Mere amounts given back, all together; negative. */
  lumps: number;
  /** Captured less refunded, by gateway. */
  money: Map<string, number>;
  received: number;
  refunded: number;
};

/** `lump`: what mere amounts took from it, spread over everything that was ever sold. */
export type Share = { gross: number; tax: number; roundings: number; lump: number };

export function figuresOf(order: StoredOrder): Figures {
  const byRate: Figures['byRate'] = new Map();
  for (const part of partsNow(order)) addTo(byRate, part);
  const currentTotal = [...byRate.values()].reduce((sum, one) => sum + one.gross, 0);
  const noted = notedOf(order);
  for (const refund of order.refunds) for (const part of beyondGoods(order, refund, noted.get(refund.id) ?? 0)) addTo(byRate, part);
  const succeeded = order.transactions.filter((one) => one.status === 'SUCCESS');
  const rounding = sum(succeeded.filter(isIn).map((one) => minor(one.rounding?.shop))) - sum(succeeded.filter((one) => one.kind === 'REFUND').map((one) => minor(one.rounding?.shop)));
  const money = new Map<string, number>();
  for (const one of succeeded) {
    const sign = isIn(one) ? 1 : one.kind === 'REFUND' || one.kind === 'CHANGE' ? -1 : 0;
    if (sign !== 0) money.set(one.gateway, (money.get(one.gateway) ?? 0) + sign * minor(one.amount.shop));
  }
  const adjusted = sum([...notedOf(order).values()]);
  const refunded = sum(succeeded.filter((one) => one.kind === 'REFUND').map((one) => minor(one.amount.shop)));
  const lumps = sum([...byRate.values()].map((one) => one.lump));
  // A till takes nothing off an order whose goods have all come back.
  const worth = currentTotal + adjusted;
  return { currentTotal, owed: worth + (worth > 0 ? rounding : Math.max(0, rounding)), byRate, lumps: Math.round(lumps), money, received: sum([...money.values()]) + refunded, refunded };
}

type Part = { rate: number; gross: number; tax: number; roundings: number; lump?: number };

/** Every line, shipping line and charge as far as it is still on the order. */
function partsNow(order: StoredOrder): Part[] {
  const goods = order.lines.map((line) => {
    const off = sum(line.allocations.map((one) => minor(one.amount.shop)));
    return linePart(order, line, minor(line.unitPrice.shop) * line.quantity - off);
  });
  const shipping = order.shippingLines.filter((line) => !line.isRemoved).map((line) => {
    const back = order.refunds.flatMap((refund) => refund.shipping).filter((one) => one.shippingLineId === line.id);
    const price = minor(line.price.shop) - sum(line.allocations.map((one) => minor(one.amount.shop))) - sum(back.map((one) => minor(one.subtotal.shop)));
    const [first] = line.taxLines;
    const tax = minor(first?.price.shop) - sum(back.map((one) => minor(one.tax.shop)));
    return part(order, { price, tax, rate: first?.rate, roundings: 1 + back.length });
  });
  const charges = [...order.lines.flatMap((line) => line.duties), ...order.additionalFees].map((charge) => {
    const [first] = charge.taxLines;
    return part(order, { price: minor(charge.price.shop), tax: minor(first?.price.shop), rate: first?.rate, roundings: 1 });
  });
  return [...goods, ...shipping, ...charges];
}

/** What is left of a line when units were taken off: the whole less the units' share, price and tax each rounded by itself. */
function linePart(order: StoredOrder, line: StoredLine, whole: number): Part {
  const [first] = line.taxLines;
  const rest = (amount: number) => (line.removedQuantity === 0 ? amount : amount - rounded(amount * line.removedQuantity, line.quantity));
  const roundings = line.removedQuantity === 0 ? 1 : line.removedQuantity === line.quantity ? 0 : 3;
  return part(order, { price: rest(whole), tax: rest(minor(first?.price.shop)), rate: first?.rate, roundings });
}

function part(order: StoredOrder, given: { price: number; tax: number; rate: string | undefined; roundings: number }): Part {
  return { rate: perMille(given.rate), gross: given.price + (order.taxesIncluded ? 0 : given.tax), tax: given.tax, roundings: given.roundings };
}

/**
 * What Shopify notes with each refund: positive = kept, negative = given beyond the goods. A note for money that never went is neither: it is
 * the merchant's debt, and what he gives later pays that first.
 */
function notedOf(order: StoredOrder): Map<string, number> {
  let debt = 0;
  return new Map(order.refunds.map((refund) => {
    const gone = refund.transactionIds.every((id) => order.transactions.find((one) => one.id === id)?.status !== 'PENDING');
    const [never, noted] = [true, false].map((isNever) => sum(refund.adjustments.filter((one) => (gone && one.reason === 'PENDING_REFUND_DISCREPANCY') === isNever).map((one) => minor(one.amount.shop) + (order.taxesIncluded ? 0 : minor(one.tax.shop)))));
    debt += never ?? 0;
    const paid = Math.min(debt, Math.max(0, -(noted ?? 0)));
    debt -= paid;
    return [refund.id, (noted ?? 0) + paid] as const;
  }));
}

/**
 * Shopify names no tax for a difference between the money and the goods. Money kept belongs to the goods that came back; money given
 * beyond them lowers everything that was sold, but not a gift card at its value and not the buyer's tip.
 */
function beyondGoods(order: StoredOrder, refund: StoredRefund, amount: number): Part[] {
  if (amount === 0) return [];
  const goods = refund.lines.map((one) => {
    const line = order.lines.find(({ id }) => id === one.lineId);
    return { rate: perMille(line?.taxLines[0]?.rate), weight: minor(one.subtotal.shop) + (order.taxesIncluded ? 0 : minor(one.tax.shop)) };
  });
  const shipping = refund.shipping.map((one) => ({ rate: perMille(order.shippingLines.find(({ id }) => id === one.shippingLineId)?.taxLines[0]?.rate), weight: minor(one.subtotal.shop) + (order.taxesIncluded ? 0 : minor(one.tax.shop)) }));
  const back = [...goods, ...shipping].filter((one) => one.weight > 0);
  const weights = amount > 0 && back.length > 0 ? back : everythingSold(order);
  const all = sum(weights.map((one) => one.weight));
  return weights.map(({ rate, weight }) => {
    const gross = all === 0 ? 0 : (amount * weight) / all;
    return { rate, gross, tax: (gross * rate) / (1_000 + rate), roundings: 1, lump: amount < 0 ? gross : 0 };
  });
}

function everythingSold(order: StoredOrder): { rate: number; weight: number }[] {
  const charged = order.lines.filter((line) => !line.giftCard && !line.tip).map((line) => {
    const net = minor(line.unitPrice.shop) * line.quantity - sum(line.allocations.map((one) => minor(one.amount.shop)));
    return { rate: perMille(line.taxLines[0]?.rate), weight: net + (order.taxesIncluded ? 0 : minor(line.taxLines[0]?.price.shop)) };
  });
  const shipping = order.shippingLines.filter((line) => !line.isRemoved).map((line) => {
    const net = minor(line.price.shop) - sum(line.allocations.map((one) => minor(one.amount.shop)));
    return { rate: perMille(line.taxLines[0]?.rate), weight: net + (order.taxesIncluded ? 0 : minor(line.taxLines[0]?.price.shop)) };
  });
  const charges = [...order.lines.flatMap((line) => line.duties), ...order.additionalFees].map((charge) => ({
    rate: perMille(charge.taxLines[0]?.rate),
    weight: minor(charge.price.shop) + (order.taxesIncluded ? 0 : minor(charge.taxLines[0]?.price.shop)),
  }));
  return [...charged, ...shipping, ...charges];
}

function addTo(byRate: Figures['byRate'], { rate, gross, tax, roundings, lump = 0 }: Part): void {
  const before = byRate.get(rate) ?? { gross: 0, tax: 0, roundings: 0, lump: 0 };
  byRate.set(rate, { gross: before.gross + gross, tax: before.tax + tax, roundings: before.roundings + roundings, lump: before.lump + lump });
}

export function isIn({ kind }: StoredTransaction): boolean {
  return kind === 'SALE' || kind === 'CAPTURE';
}

export function minor(amount: bigint | undefined): number {
  return Number(amount ?? 0n);
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, one) => total + one, 0);
}

function perMille(rate: string | undefined): number {
  return Math.round(Number(rate ?? '0') * 1_000);
}

/** Half a unit up, away from zero. */
function rounded(numerator: number, denominator: number): number {
  return Math.sign(numerator) * Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
}
