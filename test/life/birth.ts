import type { OrderInput } from '../../src/sandbox/shopify/sandbox.ts';
import { chance, type Dice, pick } from '../flows/dice.ts';

/** How an order comes into the world; its first money is an act of its own. Amounts end on any rappen, as they do in real shops. */
export function someOrder(dice: Dice): OrderInput {
  const atTheTill = chance(dice, 0.07);
  const taxExempt = chance(dice, 0.05);
  const lines = someLines(dice, { specials: !taxExempt });
  return {
    ...(atTheTill ? till : buyer(dice)),
    taxesIncluded: chance(dice, 0.75),
    lines,
    ...(taxExempt ? { taxExempt: true } : {}),
    ...(chance(dice, 0.25) ? { discounts: [{ ...someDiscount(dice, 3_000), code: 'HERBST' }] } : {}),
    ...(!atTheTill && chance(dice, 0.6) ? { shipping: [someShipping(dice)] } : {}),
    ...(chance(dice, 0.05) ? { additionalFees: [{ title: 'Zuschlag', price: text(dice.whole(100, 900)), taxRate: '0.081' }] } : {}),
    ...(chance(dice, 0.03) ? { test: true } : {}),
    ...(chance(dice, 0.03) ? { createdAt: daysAgo(40), processedAt: daysAgo(40) } : {}),
    ...(chance(dice, 0.08) ? { createdAt: daysAgo(25), processedAt: daysAgo(25) } : {}),
  };
}

/** Not so long that the app may not read it: 40 is before the shop began with the app, 25 in the period that some shops have closed. */
function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}

const till = { source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, cashRounding: '0.05' };

export function someLine(dice: Dice): OrderInput['lines'][number] {
  const rate = pick(dice, ['0.081', '0.081', '0.081', '0.026', '0.026', '0.038', null]);
  const price = chance(dice, 0.05) ? dice.whole(5, 99) : dice.whole(100, chance(dice, 0.15) ? 60_000 : 8_000);
  const number = dice.whole(1, 40);
  return {
    title: `Ware ${number}`,
    sku: `W-${number}`,
    price: text(price),
    quantity: chance(dice, 0.1) ? dice.whole(5, 12) : dice.whole(1, 4),
    taxRate: rate,
    ...(chance(dice, 0.2) ? { discount: { ...someDiscount(dice, price), title: 'Saisonende' } } : {}),
  };
}

function someLines(dice: Dice, { specials }: { specials: boolean }): OrderInput['lines'] {
  const lines = Array.from({ length: chance(dice, 0.05) ? dice.whole(8, 15) : dice.whole(1, 5) }, () => someLine(dice));
  if (specials && chance(dice, 0.08)) lines.push({ title: 'Tip', tip: true, price: text(dice.whole(50, 1_500)) });
  if (specials && chance(dice, 0.08)) lines.push({ title: 'Gutschein', giftCard: true, taxRate: null, requiresShipping: false, price: pick(dice, ['25.00', '50.00', '100.00']) });
  if (chance(dice, 0.06)) lines.push({ title: 'Montage', custom: true, requiresShipping: false, price: text(dice.whole(1_000, 20_000)), taxRate: '0.081' });
  return lines;
}

export function someDiscount(dice: Dice, most: number): { percentage: string } | { amount: string } {
  return chance(dice, 0.5) ? { percentage: pick(dice, ['5', '7.5', '10', '15', '33', '50', '100']) } : { amount: text(dice.whole(1, Math.max(1, most))) };
}

export function someShipping(dice: Dice): NonNullable<OrderInput['shipping']>[number] {
  const price = dice.whole(500, 2_900);
  const discount = pick(dice, [0, 0, 0, price, dice.whole(1, 499)]);
  return { title: pick(dice, ['Post Economy', 'Post Priority']), price: text(price), taxRate: pick(dice, ['0.081', '0.081', '0.026']), ...(discount === 0 ? {} : { discount: { amount: text(discount), code: 'PORTO' } }) };
}

/** Gateways that settle on an account of their own; `bank_deposit` reaches bexio by itself. */
export const gateways = ['shopify_payments', 'shopify_payments', 'twint', 'paypal'] as const;

function buyer(dice: Dice): Omit<OrderInput, 'lines'> {
  const number = dice.whole(1, 200);
  const email = `kundin${number}@example.ch`;
  const name = { firstName: 'Rahel', lastName: `Beispiel ${number}` };
  const address = { ...name, ...someAddress(number) };
  const kind = pick(dice, ['person', 'person', 'person', 'guest', 'company', 'b2b']);
  const both = { billingAddress: address, shippingAddress: address };
  if (kind === 'guest') return { ...both, customer: null, email };
  if (kind === 'company') return { ...both, customer: { ...name, email: `firma${number}@example.ch` }, billingAddress: { ...address, company: `Firma ${number} GmbH` } };
  if (kind === 'person') return { ...both, customer: { ...name, email }, email };
  const terms = pick(dice, [{ type: 'NET' as const, dueInDays: 30 }, { type: 'RECEIPT' as const }]);
  return { ...both, customer: { ...name, email: `einkauf${number}@example.ch` }, company: { name: `Betrieb ${number} AG`, location: 'Hauptsitz' }, poNumber: `PO-${number}`, paymentTerms: terms };
}

export function someAddress(number: number) {
  return { address1: `Dorfstrasse ${number}`, zip: '3000', city: 'Bern', countryCode: 'CH' };
}

export function text(rappen: number): string {
  return `${Math.floor(rappen / 100)}.${String(rappen % 100).padStart(2, '0')}`;
}
