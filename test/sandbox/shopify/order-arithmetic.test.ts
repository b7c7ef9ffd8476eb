import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../src/sandbox/shopify/deliveries.ts';
import type { OrderInput, StoredOrder } from '../../../src/sandbox/shopify/sandbox.ts';
import { at, cents, createBench, list, type Bench } from './client.ts';

/** Identities that every Shopify order of ours must satisfy to the cent, checked on what the API answers. */
let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.sandbox.close());

const sum = (amounts: number[]) => amounts.reduce((total, one) => total + one, 0);
const discountsOf = (line: unknown) => sum(list(line, 'discountAllocations').map((one) => cents(one, 'allocatedAmountSet')));
const taxesOf = (line: unknown) => sum(list(line, 'taxLines').map((one) => cents(one, 'priceSet')));

async function read(order: StoredOrder): Promise<unknown> {
  const answer = await bench.api.send('OrderById', { id: order.id });
  expect(answer).not.toHaveProperty('errors');
  return at(answer, 'data.order');
}

function checkIdentities(order: unknown): void {
  const lines = list(order, 'lineItems.nodes');
  const shipping = list(order, 'shippingLines.nodes').filter((line) => at(line, 'isRemoved') === false);
  const gross = sum(lines.map((line) => cents(line, 'originalTotalSet')));
  const shippingPrice = sum(shipping.map((line) => cents(line, 'originalPriceSet')));
  const tax = cents(order, 'totalTaxSet');
  const included = at(order, 'taxesIncluded') === true;
  const discounts = sum([...lines, ...shipping].map(discountsOf));
  expect(cents(order, 'totalDiscountsSet')).toBe(discounts);
  expect(tax).toBe(sum([...lines, ...shipping].map(taxesOf)));
  expect(sum(list(order, 'taxLines').map((one) => cents(one, 'priceSet')))).toBe(tax);
  expect(cents(order, 'totalPriceSet')).toBe(gross - discounts + shippingPrice + (included ? 0 : tax));
  expect(cents(order, 'subtotalPriceSet') + cents(order, 'totalTipReceivedSet')).toBe(gross - sum(lines.map(discountsOf)));
  for (const line of lines) checkTax(line, included, cents(line, 'originalTotalSet') - discountsOf(line));
}

/** Rounded to the cent per line on what is left after discounts; half a cent either way where several taxes share the line. */
function checkTax(line: unknown, included: boolean, base: number): void {
  const rate = sum(list(line, 'taxLines').map((one) => Number(at(one, 'rate'))));
  if (rate === 0 || taxesOf(line) === 0) return;
  const exact = included ? (base * rate) / (1 + rate) : base * rate;
  expect(Math.abs(taxesOf(line) - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
}

function randomOrder(seed: number): OrderInput {
  const random = seededRandom(seed);
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const price = () => (Math.floor(random() * 30_000) / 100 + 0.01).toFixed(2);
  const quantity = () => 1 + Math.floor(random() * 9);
  const lines: OrderInput['lines'] = Array.from({ length: 1 + Math.floor(random() * 6) }, () => ({
    title: 'Artikel',
    custom: true,
    price: price(),
    quantity: quantity(),
    ...pick({}, { taxRate: '0.026' }, { taxRate: null }, { taxes: [{ title: 'State', rate: '0.065' }, { title: 'County', rate: '0' }, { title: 'City', rate: '0.036' }] }),
    ...pick({}, {}, { discount: { percentage: pick('5', '12.5', '33.33'), title: 'Aktion' } }, { discount: { amount: '0.01' } }),
  }));
  if (random() < 0.2) lines.push({ tip: true, price: price() });
  if (random() < 0.2) lines.push({ giftCard: true, title: 'Gutschein', price: '50.00' });
  return {
    lines,
    taxesIncluded: random() < 0.6,
    rateWithoutTax: random() < 0.1,
    taxExempt: random() < 0.1,
    discounts: pick([], [{ code: 'ZEHN', percentage: '10' }], [{ amount: '7.77', title: 'Treue', lines: [0] }, { code: 'X', percentage: '15' }]),
    shipping: pick([], [{ price: '9.00' }], [{ price: '7.00', discount: { percentage: '100', title: 'Gratis' } }, { price: '3.35', taxRate: null }]),
  };
}

test('200 random orders, placed, partly refunded, edited and refunded to the end', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seededRandom(seed + 10_000);
    const { editor } = bench.shop;
    const order = editor.create(randomOrder(seed));
    editor.pay(order);
    checkIdentities(await read(order));
    const line = Math.floor(random() * order.lines.length);
    editor.refund(order, { lines: [{ line, quantity: 1 }] });
    if (seed % 3 === 0) editor.edit(order, { add: [{ title: 'Extra', custom: true, price: '12.35' }] });
    if (seed % 5 === 0) editor.refund(order, { amount: '0.01' });
    const middle = await read(order);
    checkIdentities(middle);
    expect(cents(middle, 'totalOutstandingSet')).toBe(seed % 3 === 0 ? expectedExtra(order) : 0);
    if (seed % 3 === 0) editor.pay(order);
    const open = order.lines.flatMap((one) => (one.quantity > one.removedQuantity ? [{ line: one.id, quantity: one.quantity - one.removedQuantity }] : []));
    const shipping = order.shippingLines.length === 1;
    const refunded = editor.refund(order, { lines: open, shipping });
    const last = await read(refunded);
    const shippingLeft = shipping ? 0 : cents(last, 'currentShippingPriceSet') + (order.taxesIncluded ? 0 : cents(last, 'currentTotalTaxSet'));
    expect(cents(last, 'currentTotalPriceSet')).toBe(shippingLeft);
    expect(cents(last, 'totalOutstandingSet')).toBe(0);
    expect(cents(last, 'currentSubtotalPriceSet')).toBe(0);
  }
});

function expectedExtra(order: StoredOrder): number {
  const extra = order.lines.at(-1);
  const tax = extra?.taxLines.reduce((total, one) => total + Number(one.price.shop), 0) ?? 0;
  return 1235 + (order.taxesIncluded ? 0 : tax);
}
