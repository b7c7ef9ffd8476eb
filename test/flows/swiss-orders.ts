import type { OrderEditor, OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { chance, createDice, pick, type Dice } from './dice.ts';

/** An order as a Swiss shop gets it, and what an accountant with a pocket calculator expects of its invoice. Amounts in Rappen. */
export type SwissOrder = {
  seed: number;
  input: OrderInput;
  /** What happens to it before the app hears of it. */
  beforehand: (editor: OrderEditor, order: StoredOrder) => void;
  expected: {
    total: number;
    paid: number;
    /** Shopify's tax by rate in tenths of a percent, with the number of amounts that Shopify rounded by themselves to get it. */
    taxes: Map<number, { tax: number; roundings: number }>;
  };
};

/**
 * An order made from one seed. The arithmetic is written down here once more, on plain numbers and without anything from `src/domain`, so
 * that a mistake there cannot hide behind itself.
 */
export function swissOrder(seed: number): SwissOrder {
  const dice = createDice(seed);
  const basket = fill(dice);
  const afterwards = changes(dice, basket);
  const left = chargedFor(basket, afterwards.taken);
  const exact = sumOf(basket, left);
  const total = afterwards.payment === 'cash' ? nearest(exact, 5) : exact;
  const asPlaced = sumOf(basket, chargedFor(basket, basket.lines.map(() => 0)));
  return {
    seed,
    input: inputOf(dice, basket, afterwards.payment, asPlaced),
    beforehand: afterwards.act,
    expected: { total, paid: afterwards.payment === 'none' ? 0 : total, taxes: byRate(left) },
  };
}

type Charged = { price: number; tax: number; rate: number; roundings: number };

/** Every line and the shipping, after discounts, without the units that were taken off. */
function chargedFor({ lines, shipping, taxesIncluded }: Basket, taken: number[]): Charged[] {
  const goods = lines.map((line, index) => afterTaking(line, taken[index] ?? 0));
  if (shipping === null) return goods;
  const price = shipping.price - shipping.discount;
  return [...goods, { price, tax: taxOn(price, shipping.rate, taxesIncluded), rate: shipping.rate, roundings: 1 }];
}

function sumOf({ taxesIncluded }: Basket, charged: Charged[]): number {
  return charged.reduce((sum, one) => sum + one.price + (taxesIncluded ? 0 : one.tax), 0);
}

type Line = { kind: 'goods' | 'tip' | 'gift-card'; unitPrice: number; quantity: number; rate: number; own: Discount | null; off: number; taxesIncluded: boolean };
type Discount = { percentage: number } | { amount: number };
type Basket = { taxesIncluded: boolean; lines: Line[]; code: Discount | null; shipping: { price: number; rate: number; discount: number } | null };

function fill(dice: Dice): Basket {
  const taxesIncluded = chance(dice, 0.75);
  const count = chance(dice, 0.05) ? dice.whole(10, 25) : dice.whole(1, 5);
  const lines = Array.from({ length: count }, () => goodsLine(dice, taxesIncluded));
  if (chance(dice, 0.08)) lines.push(special('tip', dice.whole(50, 2_000), taxesIncluded));
  if (chance(dice, 0.06)) lines.push(special('gift-card', pick(dice, [2_500, 5_000, 10_000]), taxesIncluded));
  const code = chance(dice, 0.3) ? someDiscount(dice, 3_000) : null;
  if (code !== null) spread(code, lines.filter((line) => line.kind === 'goods'));
  return { taxesIncluded, lines, code, shipping: chance(dice, 0.6) ? someShipping(dice) : null };
}

function goodsLine(dice: Dice, taxesIncluded: boolean): Line {
  const line: Line = { kind: 'goods', unitPrice: dice.whole(5, chance(dice, 0.2) ? 50_000 : 5_000), quantity: chance(dice, 0.1) ? dice.whole(6, 40) : dice.whole(1, 4), rate: pick(dice, [81, 81, 81, 26, 26, 38, 0]), own: null, off: 0, taxesIncluded };
  if (!chance(dice, 0.25)) return line;
  const own = someDiscount(dice, line.unitPrice * line.quantity);
  return { ...line, own, off: worth(own, line.unitPrice * line.quantity) };
}

function special(kind: 'tip' | 'gift-card', unitPrice: number, taxesIncluded: boolean): Line {
  return { kind, unitPrice, quantity: 1, rate: 0, own: null, off: 0, taxesIncluded };
}

function someDiscount(dice: Dice, most: number): Discount {
  return chance(dice, 0.5) ? { percentage: pick(dice, [5, 7, 10, 15, 33, 50, 100]) } : { amount: dice.whole(1, Math.max(1, most)) };
}

function someShipping(dice: Dice): NonNullable<Basket['shipping']> {
  const price = dice.whole(500, 2_900);
  return { price, rate: pick(dice, [81, 81, 26]), discount: pick(dice, [0, 0, 0, price, dice.whole(1, 499)]) };
}

/** Over what the lines' own discounts left; the cents that do not divide go to the first lines, one each. */
function spread(code: Discount, lines: Line[]): void {
  const left = lines.map((line) => line.unitPrice * line.quantity - line.off);
  const whole = left.reduce((sum, one) => sum + one, 0);
  if (whole === 0) return;
  const amount = worth(code, whole);
  const parts = left.map((one) => Math.floor((amount * one) / whole));
  let cents = amount - parts.reduce((sum, one) => sum + one, 0);
  for (const [index, line] of lines.entries()) {
    const extra = cents > 0 && left[index] !== 0 ? 1 : 0;
    cents -= extra;
    line.off += (parts[index] ?? 0) + extra;
  }
}

function worth(discount: Discount, base: number): number {
  return 'percentage' in discount ? nearest(base * discount.percentage, 100) / 100 : Math.min(discount.amount, base);
}

/** To a multiple of `step`, halves away from zero. */
function nearest(amount: number, step: number): number {
  return Math.floor((2 * amount + step) / (2 * step)) * step;
}

/** Half a unit up: a fraction of whole numbers, rounded to a whole one. */
function rounded(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

function taxOn(price: number, rate: number, included: boolean): number {
  return rounded(price * rate, included ? 1_000 + rate : 1_000);
}

/** What is left of a line when units were taken off: the whole less the units' share, each amount rounded by itself. */
function afterTaking(line: Line, taken: number): Charged {
  const price = line.unitPrice * line.quantity - line.off;
  const rest = (amount: number) => amount - rounded(amount * taken, line.quantity);
  const roundings = taken === line.quantity ? 0 : taken === 0 ? 1 : 3;
  return { price: rest(price), tax: rest(taxOn(price, line.rate, line.taxesIncluded)), rate: line.rate, roundings };
}

function byRate(charged: Charged[]): Map<number, { tax: number; roundings: number }> {
  const taxes = new Map<number, { tax: number; roundings: number }>();
  for (const { rate, tax, roundings } of charged) {
    const before = taxes.get(rate) ?? { tax: 0, roundings: 0 };
    if (rate !== 0) taxes.set(rate, { tax: before.tax + tax, roundings: before.roundings + roundings });
  }
  return taxes;
}

type Payment = 'none' | 'card' | 'twint' | 'gift card and card' | 'cash';
type Changes = { payment: Payment; taken: number[]; act: SwissOrder['beforehand'] };

/** Refunds come after a payment, removals before one; what a till rounds is left as it is. */
function changes(dice: Dice, { lines }: Basket): Changes {
  const payment = pick<Payment>(dice, ['card', 'card', 'card', 'twint', 'gift card and card', 'none', 'cash']);
  const untouched = lines.map(() => 0);
  if (payment === 'cash' || !chance(dice, 0.2)) return { payment, taken: untouched, act: () => {} };
  const taken = lines.map((line) => (line.kind === 'goods' && chance(dice, 0.5) ? dice.whole(0, line.quantity) : 0));
  const touched = taken.flatMap((units, line) => (units > 0 ? [{ line, units }] : []));
  if (touched.length === 0) return { payment, taken: untouched, act: () => {} };
  if (payment === 'none') {
    const quantities = touched.map(({ line, units }) => ({ line, quantity: (lines[line]?.quantity ?? 0) - units }));
    return { payment, taken, act: (editor, order) => void editor.edit(order, { quantities }) };
  }
  const back = touched.map(({ line, units }) => ({ line, quantity: units }));
  return { payment, taken, act: (editor, order) => void editor.refund(order, { lines: back }) };
}

function inputOf(dice: Dice, basket: Basket, payment: Payment, asPlaced: number): OrderInput {
  const atTheTill = payment === 'cash';
  return {
    ...(atTheTill ? atTill : buyer(dice)),
    taxesIncluded: basket.taxesIncluded,
    lines: basket.lines.map(lineInput),
    ...(basket.code === null ? {} : { discounts: [{ ...discountInput(basket.code), code: 'HERBST' }] }),
    ...(basket.shipping === null ? {} : { shipping: [shippingInput(basket.shipping)] }),
    payments: paymentsInput(dice, payment, asPlaced),
  };
}

const atTill = { source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, cashRounding: '0.05' };

function buyer(dice: Dice): Omit<OrderInput, 'lines'> {
  const number = dice.whole(1, 80);
  const email = `kundin${number}@example.ch`;
  const name = { firstName: 'Rahel', lastName: `Beispiel ${number}` };
  const address = { ...name, address1: `Dorfstrasse ${number}`, zip: '3000', city: 'Bern', countryCode: 'CH' };
  const kind = pick(dice, ['person', 'person', 'guest', 'company']);
  if (kind === 'company') return { customer: { ...name, email: `firma${number}@example.ch` }, billingAddress: { ...address, company: `Firma ${number} GmbH` } };
  return { customer: kind === 'guest' ? null : { ...name, email }, email, billingAddress: address };
}

function lineInput(line: Line, index: number): OrderInput['lines'][number] {
  const price = text(line.unitPrice);
  if (line.kind === 'tip') return { title: 'Tip', tip: true, price };
  if (line.kind === 'gift-card') return { title: 'Gutschein', giftCard: true, taxRate: null, requiresShipping: false, price };
  const taxRate = line.rate === 0 ? null : `0.${String(line.rate).padStart(3, '0')}`;
  return { title: `Ware ${index}`, sku: `W-${line.rate}-${index}`, price, quantity: line.quantity, taxRate, ...(line.own === null ? {} : { discount: discountInput(line.own) }) };
}

function shippingInput({ price, rate, discount }: NonNullable<Basket['shipping']>) {
  return { title: 'Post', price: text(price), taxRate: `0.${String(rate).padStart(3, '0')}`, ...(discount === 0 ? {} : { discount: { amount: text(discount), code: 'PORTO' } }) };
}

function discountInput(discount: Discount) {
  return 'percentage' in discount ? { percentage: String(discount.percentage) } : { amount: text(discount.amount) };
}

function paymentsInput(dice: Dice, payment: Payment, asPlaced: number): NonNullable<OrderInput['payments']> {
  if (payment === 'none' || asPlaced === 0) return [];
  if (payment === 'gift card and card') return [{ gateway: 'gift_card', amount: text(dice.whole(1, asPlaced)) }, { gateway: 'shopify_payments' }];
  return [{ gateway: payment === 'card' ? 'shopify_payments' : payment }];
}

function text(rappen: number): string {
  return `${Math.floor(rappen / 100)}.${String(rappen % 100).padStart(2, '0')}`;
}
