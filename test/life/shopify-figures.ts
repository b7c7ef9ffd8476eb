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
  /** What of `owed` Shopify names itself, by what it is and the rate it carries. Cash rounding is none of it. */
  parts: Part[];
  /** Money kept of goods that came back, by refund: Shopify notes how much, but not at which rate. */
  kept: { amount: number; goods: Part[] }[];
  /** Mere amounts given back, positive, by refund. */
  lumps: { refundId: string; amount: number }[];
  /** What of `owed` is money on its way to the buyer for goods that came back: they are gone when it has arrived. */
  underWay: number;
  /** Cash rounding. */
  rounding: number;
  /** Captured less refunded, by gateway. */
  money: Map<string, number>;
  received: number;
  refunded: number;
};

/** What is sold: the merchant keeps each kind on an account of its own. */
export type Role = 'sales' | 'shipping' | 'gift-cards' | 'tips' | 'duties' | 'fees';
/** `rate` in per mille, `gross` with the tax. */
export type Part = { role: Role; rate: number; gross: number; tax: number };

/**
 * The order with all its amounts in the currency it is booked in. Shopify says each of them twice; which side counts is the merchant's
 * decision (decision 31), and the two never meet.
 */
export function inCurrency(order: StoredOrder, side: 'shop' | 'presentment'): StoredOrder {
  if (side === 'shop' || order.currencies.shop === order.currencies.presentment) return order;
  return { ...turned(order), currencies: { ...order.currencies, shop: order.currencies.presentment } };
}

function turned<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(turned) as Value;
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Map) return value;
  if ('presentment' in value && typeof value.presentment === 'bigint') return { ...value, shop: value.presentment };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, turned(one)])) as Value;
}

/** `awaited`: whether the books keep goods that came back until their money has arrived. */
export function figuresOf(order: StoredOrder, { awaited = true }: { awaited?: boolean } = {}): Figures {
  const parts = partsNow(order);
  const currentTotal = sum(parts.map((one) => one.gross));
  const noted = notedOf(order, awaited);
  const kept = order.refunds.flatMap((refund) => {
    const amount = noted.get(refund.id) ?? 0;
    const goods = goodsOf(order, refund).filter((one) => one.gross > 0);
    return amount > 0 ? [{ amount, goods: goods.length > 0 ? goods : parts }] : [];
  });
  const lumps = [...noted].flatMap(([id, amount]) => (amount < 0 ? [{ refundId: id.slice(id.lastIndexOf('/') + 1), amount: -amount }] : []));
  const succeeded = order.transactions.filter((one) => one.status === 'SUCCESS');
  const rounding = sum(succeeded.filter(isIn).map((one) => minor(one.rounding?.shop))) - sum(succeeded.filter((one) => one.kind === 'REFUND').map((one) => minor(one.rounding?.shop)));
  const money = new Map<string, number>();
  for (const one of succeeded) {
    const sign = isIn(one) ? 1 : one.kind === 'REFUND' || one.kind === 'CHANGE' ? -1 : 0;
    if (sign !== 0) money.set(one.gateway, (money.get(one.gateway) ?? 0) + sign * minor(one.amount.shop));
  }
  const refunded = sum(succeeded.filter((one) => one.kind === 'REFUND').map((one) => minor(one.amount.shop)));
  // A till takes nothing off an order whose goods have all come back.
  const worth = currentTotal + sum([...noted.values()]);
  const underWay = !awaited ? 0 : sum(order.refunds.filter((refund) => isUnderWay(order, refund)).flatMap((refund) => refund.adjustments).filter((one) => one.reason === 'PENDING_REFUND_DISCREPANCY').map((one) => grossOf(order, one)));
  return { currentTotal, owed: worth + (worth > 0 ? rounding : Math.max(0, rounding)), parts, kept, lumps, underWay, rounding, money, received: sum([...money.values()]) + refunded, refunded };
}

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
    return part(order, 'shipping', { price, tax, rate: first?.rate });
  });
  const charges = [...order.lines.flatMap((line) => line.duties.map((one) => ({ ...one, role: 'duties' as const }))), ...order.additionalFees.map((one) => ({ ...one, role: 'fees' as const }))].map((charge) => {
    const [first] = charge.taxLines;
    return part(order, charge.role, { price: minor(charge.price.shop), tax: minor(first?.price.shop), rate: first?.rate });
  });
  return [...goods, ...shipping, ...charges];
}

/** What is left of a line when units were taken off: the whole less the units' share, price and tax each rounded by itself. */
function linePart(order: StoredOrder, line: StoredLine, whole: number): Part {
  const [first] = line.taxLines;
  const rest = (amount: number) => (line.removedQuantity === 0 ? amount : amount - rounded(amount * line.removedQuantity, line.quantity));
  return part(order, roleOf(line), { price: rest(whole), tax: rest(minor(first?.price.shop)), rate: first?.rate });
}

function roleOf(line: StoredLine | undefined): Role {
  if (line?.giftCard === true) return 'gift-cards';
  return line?.tip === true ? 'tips' : 'sales';
}

function part(order: StoredOrder, role: Role, given: { price: number; tax: number; rate: string | undefined }): Part {
  return { role, rate: perMille(given.rate), gross: given.price + (order.taxesIncluded ? 0 : given.tax), tax: given.tax };
}

/**
 * What Shopify notes with each refund: positive = kept, negative = given beyond the goods. A note for money that never went is neither: it is
 * the merchant's debt, and what he gives later pays that first.
 */
function notedOf(order: StoredOrder, awaited: boolean): Map<string, number> {
  let debt = 0;
  return new Map(order.refunds.map((refund) => {
    const gone = !isUnderWay(order, refund);
    const counted = refund.adjustments.filter((one) => awaited || gone || one.reason !== 'PENDING_REFUND_DISCREPANCY');
    const [never, noted] = [true, false].map((isNever) => sum(counted.filter((one) => (gone && one.reason === 'PENDING_REFUND_DISCREPANCY') === isNever).map((one) => grossOf(order, one))));
    debt += never ?? 0;
    const paid = Math.min(debt, Math.max(0, -(noted ?? 0)));
    debt -= paid;
    return [refund.id, (noted ?? 0) + paid] as const;
  }));
}

function isUnderWay(order: StoredOrder, refund: StoredRefund): boolean {
  return refund.transactionIds.some((id) => order.transactions.find((one) => one.id === id)?.status === 'PENDING');
}

function grossOf(order: StoredOrder, { amount, tax }: StoredRefund['adjustments'][number]): number {
  return minor(amount.shop) + (order.taxesIncluded ? 0 : minor(tax.shop));
}

/** The goods and the shipping that came back with a refund. Money kept of it is kept of these; of a refund without any, of what is left. */
function goodsOf(order: StoredOrder, refund: StoredRefund): Part[] {
  const goods = refund.lines.map((one) => {
    const line = order.lines.find(({ id }) => id === one.lineId);
    return part(order, roleOf(line), { price: minor(one.subtotal.shop), tax: minor(one.tax.shop), rate: line?.taxLines[0]?.rate });
  });
  const shipping = refund.shipping.map((one) => {
    const line = order.shippingLines.find(({ id }) => id === one.shippingLineId);
    return part(order, 'shipping', { price: minor(one.subtotal.shop), tax: minor(one.tax.shop), rate: line?.taxLines[0]?.rate });
  });
  return [...goods, ...shipping];
}

/** Everything that was ever on an order, at its full price: which discount came with an edit is not to be seen. */
export function soldEver(order: StoredOrder): Part[] {
  const whole = (role: Role, price: number, rate: string | undefined) => part(order, role, { price, tax: Math.ceil((price * perMille(rate)) / 1_000), rate });
  return [
    ...order.lines.map((line) => whole(roleOf(line), minor(line.unitPrice.shop) * line.quantity, line.taxLines[0]?.rate)),
    ...order.shippingLines.map((line) => whole('shipping', minor(line.price.shop), line.taxLines[0]?.rate)),
    ...order.lines.flatMap((line) => line.duties).map((one) => whole('duties', minor(one.price.shop), one.taxLines[0]?.rate)),
    ...order.additionalFees.map((one) => whole('fees', minor(one.price.shop), one.taxLines[0]?.rate)),
  ];
}

/** Everything that ever came off an order, with money or without. Which discount came with an edit is not to be seen, so all count. */
export function takenOff(order: StoredOrder): Part[] {
  const shipping = order.shippingLines.filter((line) => line.isRemoved).map((line) => part(order, 'shipping', { price: minor(line.price.shop), tax: minor(line.taxLines[0]?.price.shop), rate: line.taxLines[0]?.rate }));
  const discounts = order.lines.map((line) => part(order, roleOf(line), { price: sum(line.allocations.map((one) => minor(one.amount.shop))), tax: 0, rate: line.taxLines[0]?.rate }));
  return [...order.refunds.flatMap((refund) => goodsOf(order, refund)), ...shipping, ...discounts];
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
