import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../../src/sandbox/shopify/sandbox.ts';
import { at, cents, createBench, list, type Bench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.sandbox.close());

async function read(order: StoredOrder, of = bench): Promise<unknown> {
  const answer = await of.api.send('OrderById', { id: order.id });
  expect(answer).not.toHaveProperty('errors');
  return at(answer, 'data.order');
}

const two: OrderInput = { lines: [{ title: 'Tasse', price: '19.90', quantity: 2 }, { title: 'Buch', price: '30.00', taxRate: '0.026' }], shipping: [{ price: '9.00' }] };
const status = (order: unknown) => at(order, 'displayFinancialStatus');

test('a discount is spread in whole cents, the first lines take what is left over', async () => {
  const order = bench.shop.editor.create({ lines: [1, 2, 3].map(() => ({ title: 'iPod', price: '199.00', taxRate: '0.06' })), taxesIncluded: false, discounts: [{ code: 'TENOFF', amount: '10.00' }] });
  const lines = list(await read(order), 'lineItems.nodes');
  expect(lines.map((line) => at(line, 'discountAllocations.0.allocatedAmountSet.shopMoney.amount'))).toEqual(['3.34', '3.33', '3.33']);
  expect(lines.map((line) => at(line, 'discountAllocations.0.discountApplication.value'))).toContainEqual({ __typename: 'MoneyV2', amount: '10.0', currencyCode: 'CHF' });
});

test('the money’s states: pending, authorized, partly, paid, partly refunded, refunded, voided, expired', async () => {
  const { editor } = bench.shop;
  const order = editor.create(two);
  expect(status(await read(order))).toBe('PENDING');
  editor.failPayment(order);
  expect(status(await read(order))).toBe('PENDING');
  editor.pay(order, { amount: '10.00', gateway: 'gift_card' });
  expect(await read(order)).toMatchObject({ displayFinancialStatus: 'PARTIALLY_PAID', fullyPaid: false, unpaid: false, paymentGatewayNames: ['shopify_payments', 'gift_card'] });
  editor.pay(order);
  expect(status(await read(order))).toBe('PAID');
  editor.refund(order, { amount: '1.00' });
  expect(status(await read(order))).toBe('PARTIALLY_REFUNDED');
  editor.refund(order, { lines: [{ line: 0, quantity: 2 }, { line: 1, quantity: 1 }], shipping: true, amount: '77.80' });
  expect(status(await read(order))).toBe('REFUNDED');

  const authorized = editor.authorize(editor.create(two));
  expect(status(await read(authorized))).toBe('AUTHORIZED');
  expect(status(await read(editor.capture(authorized, { amount: '20.00' })))).toBe('PARTIALLY_PAID');
  expect(status(await read(editor.capture(authorized)))).toBe('PAID');
  expect(status(await read(editor.void(editor.authorize(editor.create(two)))))).toBe('VOIDED');
  expect(status(await read(editor.expire(editor.authorize(editor.create(two)))))).toBe('EXPIRED');
  expect(status(await read(editor.cancel(editor.create(two))))).toBe('VOIDED');
  expect(status(await read(editor.create({ lines: [{ title: 'Muster', price: '0.00' }] })))).toBe('PAID');
  const waiting = editor.pay(editor.create(two), { status: 'PENDING' });
  expect(await read(waiting)).toMatchObject({ displayFinancialStatus: 'PENDING', canMarkAsPaid: false });
  expect(status(await read(editor.settle(waiting)))).toBe('PAID');
});

test('a tip is a line and a total, never part of the subtotal', async () => {
  const order = await read(bench.shop.editor.create({ lines: [{ title: 'Essen', price: '30.00' }, { tip: true, price: '4.50' }] }));
  expect([cents(order, 'subtotalPriceSet'), cents(order, 'totalTipReceivedSet'), cents(order, 'totalPriceSet')]).toEqual([3000, 450, 3450]);
  expect(at(order, 'lineItems.nodes.1')).toMatchObject({ name: 'Tip', product: null, sku: null, taxable: false, taxLines: [] });
});

test('cash is rounded to five centimes and gives change', async () => {
  const exact = await read(bench.shop.editor.create({ lines: [{ title: 'Espresso', price: '4.52' }], source: 'pos', cashRounding: '0.05', payments: [{ gateway: 'cash' }] }));
  expect(exact).toMatchObject({ displayFinancialStatus: 'PAID', retailLocation: { name: 'Hauptlager' }, totalCashRoundingAdjustment: { paymentSet: { shopMoney: { amount: '-0.02' } } } });
  expect([cents(exact, 'totalPriceSet'), cents(exact, 'totalReceivedSet'), cents(exact, 'totalOutstandingSet')]).toEqual([452, 450, 0]);
  expect(at(exact, 'transactions.0')).toMatchObject({ amountSet: { shopMoney: { amount: '4.5' } }, amountRoundingSet: { shopMoney: { amount: '-0.02' } } });
  const change = await read(bench.shop.editor.create({ lines: [{ title: 'Espresso', price: '4.52' }], source: 'pos', cashRounding: '0.05', payments: [{ gateway: 'cash', amount: '20.00' }] }));
  expect(list(change, 'transactions').map((one) => [at(one, 'kind'), at(one, 'amountSet.shopMoney.amount')])).toEqual([['SALE', '20.0'], ['CHANGE', '15.5']]);
  expect([cents(change, 'totalReceivedSet'), cents(change, 'totalOutstandingSet'), status(change)]).toEqual([450, 0, 'PAID']);
});

test('two currencies: every field is converted by itself', async () => {
  const order = bench.shop.editor.create({
    lines: [1, 2, 3].map(() => ({ title: 'Snowboard', price: '33.33', taxRate: null })),
    presentment: { currency: 'EUR', rate: '0.9345' },
    payments: [{ gateway: 'shopify_payments' }],
  });
  const told = await read(order);
  expect(told).toMatchObject({ currencyCode: 'CHF', presentmentCurrencyCode: 'EUR', totalPriceSet: { presentmentMoney: { amount: '99.99', currencyCode: 'EUR' }, shopMoney: { amount: '93.44', currencyCode: 'CHF' } } });
  expect(list(told, 'lineItems.nodes').map((line) => at(line, 'originalTotalSet.shopMoney.amount'))).toEqual(['31.15', '31.15', '31.15']);
  expect(cents(told, 'totalOutstandingSet')).toBe(0);
});

test('taxes: exempt, rate without tax, duties and fees', async () => {
  const { editor } = bench.shop;
  expect(await read(editor.create({ ...two, taxExempt: true }))).toMatchObject({ taxExempt: true, taxLines: [], totalTaxSet: { shopMoney: { amount: '0.0' } } });
  const reverse = await read(editor.create({ ...two, taxesIncluded: false, rateWithoutTax: true }));
  expect(list(reverse, 'taxLines').map((one) => [at(one, 'rate'), at(one, 'priceSet.shopMoney.amount')])).toEqual([[0.081, '0.0'], [0.026, '0.0']]);
  const abroad = await read(
    editor.create({
      lines: [{ title: 'Uhr', price: '100.00', taxRate: null, duties: [{ price: '5.00', taxRate: null, harmonizedSystemCode: '9101', countryCodeOfOrigin: 'CH' }] }],
      additionalFees: [{ title: 'Recycling', price: '2.00', taxRate: '0.081' }],
    }),
  );
  expect(abroad).toMatchObject({ currentTotalDutiesSet: { shopMoney: { amount: '5.0' } }, currentTotalAdditionalFeesSet: { shopMoney: { amount: '2.0' } }, additionalFees: [{ name: 'Recycling' }] });
  expect(cents(abroad, 'totalPriceSet')).toBe(10_700);
  expect(at(abroad, 'lineItems.nodes.0.duties.0')).toMatchObject({ harmonizedSystemCode: '9101', countryCodeOfOrigin: 'CH' });
});

test('a refund of units: its part of discounts and tax, unit by unit to exactly the whole', async () => {
  const order = bench.shop.editor.create({ lines: [{ title: 'Tasse', price: '10.00', quantity: 3, discount: { amount: '1.00' } }], taxesIncluded: false, payments: [{}] });
  for (let count = 0; count < 3; count += 1) bench.shop.editor.refund(order, { lines: [{ line: 0, quantity: 1 }] });
  const told = await read(order);
  const refunds = list(told, 'refunds').map((refund) => [at(refund, 'refundLineItems.nodes.0.subtotalSet.shopMoney.amount'), at(refund, 'refundLineItems.nodes.0.totalTaxSet.shopMoney.amount')]);
  expect(refunds).toEqual([['9.67', '0.78'], ['9.66', '0.79'], ['9.67', '0.78']]);
  expect(told).toMatchObject({ displayFinancialStatus: 'REFUNDED', currentTotalPriceSet: { shopMoney: { amount: '0.0' } }, totalRefundedSet: { shopMoney: { amount: '31.35' } } });
  expect(at(told, 'lineItems.nodes.0')).toMatchObject({ quantity: 3, currentQuantity: 0, refundableQuantity: 0 });
});

test('money without goods is an adjustment; less money than goods is one the other way', async () => {
  const goodwill = bench.shop.editor.create({ ...two, payments: [{}] });
  bench.shop.editor.refund(goodwill, { amount: '5.00', note: 'Kulanz' });
  const told = await read(goodwill);
  expect(at(told, 'refunds.0.orderAdjustments.nodes.0')).toMatchObject({ reason: 'REFUND_DISCREPANCY', amountSet: { shopMoney: { amount: '-5.0' } } });
  expect([cents(told, 'totalOutstandingSet'), cents(told, 'refundDiscrepancySet'), cents(told, 'currentTotalPriceSet')]).toEqual([0, -500, 7880]);
  const fee = bench.shop.editor.create({ ...two, payments: [{}] });
  bench.shop.editor.refund(fee, { lines: [{ line: 1, quantity: 1 }], amount: '25.00' });
  expect(at(await read(fee), 'refunds.0.orderAdjustments.nodes.0.amountSet.shopMoney.amount')).toBe('5.0');
  expect(cents(await read(fee), 'totalOutstandingSet')).toBe(0);
});

test('the other reading: money without goods lowers the current total', async () => {
  const other = await createBench({ reading: { lumpSumRefundLowersCurrentTotal: true } });
  const order = other.shop.editor.create({ ...two, payments: [{}] });
  other.shop.editor.refund(order, { amount: '5.00' });
  const told = await read(order, other);
  expect([cents(told, 'totalOutstandingSet'), cents(told, 'currentTotalPriceSet')]).toEqual([0, 7380]);
  await other.sandbox.close();
});

test('a pending refund is not money yet: the adjustment is as large as the refund until it settles', async () => {
  const order = bench.shop.editor.create({ ...two, payments: [{}] });
  bench.shop.editor.refund(order, { lines: [{ line: 1, quantity: 1 }], pending: true });
  const pending = await read(order);
  expect(at(pending, 'refunds.0')).toMatchObject({ totalRefundedSet: { shopMoney: { amount: '0.0' } }, transactions: { nodes: [{ status: 'PENDING', kind: 'REFUND' }] } });
  expect(at(pending, 'refunds.0.orderAdjustments.nodes')).toMatchObject([{ reason: 'PENDING_REFUND_DISCREPANCY', amountSet: { shopMoney: { amount: '30.0' } } }]);
  expect([status(pending), cents(pending, 'totalOutstandingSet')]).toEqual(['PAID', 0]);
  bench.shop.editor.settle(order);
  const settled = await read(order);
  expect(at(settled, 'refunds.0')).toMatchObject({ totalRefundedSet: { shopMoney: { amount: '30.0' } }, orderAdjustments: { nodes: [] } });
  expect([status(settled), cents(settled, 'totalOutstandingSet')]).toEqual(['PARTIALLY_REFUNDED', 0]);
});

test('edits: removed units stay in the quantity, added lines are appended, totals say before and now', async () => {
  const { editor } = bench.shop;
  const order = editor.create({ ...two, payments: [{}] });
  editor.edit(order, { quantities: [{ line: 0, quantity: 1 }], add: [{ title: 'Löffel', price: '4.00' }] });
  const told = await read(order);
  expect(told).toMatchObject({ edited: true, displayFinancialStatus: 'PAID' });
  expect(['originalTotalPriceSet', 'totalPriceSet', 'currentTotalPriceSet', 'totalOutstandingSet'].map((name) => cents(told, name))).toEqual([7880, 8280, 6290, -1590]);
  expect(list(told, 'lineItems.nodes').map((line) => [at(line, 'title'), at(line, 'quantity'), at(line, 'currentQuantity')])).toEqual([['Tasse', 2, 1], ['Buch', 1, 1], ['Löffel', 1, 1]]);
  expect(at(told, 'refunds.0')).toMatchObject({ totalRefundedSet: { shopMoney: { amount: '0.0' } }, transactions: { nodes: [] }, refundLineItems: { nodes: [{ quantity: 1, restockType: 'CANCEL' }] } });
  editor.edit(order, { removeShipping: [0], addShipping: [{ title: 'Express', price: '15.00' }], discount: { line: 1, discount: { amount: '3.00' } }, shippingAddress: { city: 'Bern', countryCode: 'CH' }, email: 'neu@example.com' });
  const later = await read(order);
  expect(list(later, 'shippingLines.nodes').map((line) => [at(line, 'title'), at(line, 'isRemoved')])).toEqual([['Standardversand', true], ['Express', false]]);
  expect(later).toMatchObject({ email: 'neu@example.com', shippingAddress: { city: 'Bern' } });
  expect(cents(later, 'currentTotalPriceSet')).toBe(6290 - 900 + 1500 - 300);
});

test('cancelling takes everything off: what was paid goes back, what was not leaves a refund without money', async () => {
  const { editor } = bench.shop;
  const paid = await read(editor.cancel(editor.create({ ...two, payments: [{}] }), { reason: 'customer' }));
  expect(paid).toMatchObject({ displayFinancialStatus: 'REFUNDED', cancelReason: 'CUSTOMER', totalRefundedShippingSet: { shopMoney: { amount: '9.0' } } });
  const unpaid = await read(editor.cancel(editor.create(two)));
  expect(unpaid).toMatchObject({ displayFinancialStatus: 'VOIDED', refunds: [{ transactions: { nodes: [] } }] });
  for (const order of [paid, unpaid]) expect([cents(order, 'currentTotalPriceSet'), cents(order, 'totalOutstandingSet'), cents(order, 'totalPriceSet')]).toEqual([0, 0, 7880]);
});

test('an exchange is a new line; the returned one follows as a refund', async () => {
  const { editor } = bench.shop;
  const order = editor.create({ ...two, payments: [{}] });
  editor.return(order, { lines: [{ line: 1, quantity: 1 }], exchange: [{ title: 'Heft', price: '30.00', taxRate: '0.026' }] });
  expect(await read(order)).toMatchObject({ returnStatus: 'IN_PROGRESS', totalOutstandingSet: { shopMoney: { amount: '30.0' } } });
  editor.refund(order, { lines: [{ line: 1, quantity: 1 }] });
  const done = await read(order);
  expect(at(done, 'refunds.0')).toMatchObject({ totalRefundedSet: { shopMoney: { amount: '0.0' } }, transactions: { nodes: [] }, orderAdjustments: { nodes: [] } });
  expect([cents(done, 'currentTotalPriceSet'), cents(done, 'totalOutstandingSet'), status(done)]).toEqual([7880, 0, 'PAID']);
});

test('stock follows orders: sold is committed, sent is gone, taken back is there again', () => {
  const { editor, inventory } = bench.shop;
  inventory.addProduct({ title: 'Tasse', variants: [{ sku: 'T', price: '19.90', available: 10 }] });
  const level = () => inventory.level('T');
  const order = editor.create({ lines: [{ title: 'Tasse', sku: 'T', price: '19.90', quantity: 3 }], payments: [{}] });
  expect(level()).toMatchObject({ available: 7, committed: 3 });
  editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
  expect(level()).toMatchObject({ available: 7, committed: 1 });
  editor.edit(order, { quantities: [{ line: 0, quantity: 2 }] });
  expect(level()).toMatchObject({ available: 8, committed: 0 });
  editor.refund(order, { lines: [{ line: 0, quantity: 1 }], restock: 'return' });
  expect(level()).toMatchObject({ available: 9, committed: 0 });
  expect(() => editor.refund(order, { lines: [{ line: 0, quantity: 2 }] })).toThrow('cannot be taken back');
});

test('an amount under way is an adjustment once it has arrived, and cannot be given twice', async () => {
  const { editor } = bench.shop;
  const order = editor.create({ ...two, payments: [{}] });
  editor.refund(order, { amount: '50.00', pending: true });
  expect(() => editor.refund(order, { amount: '30.00' })).toThrow('More than the 2880 received');
  expect(cents(await read(order), 'totalOutstandingSet')).toBe(0);
  const settled = await read(editor.settle(order));
  expect(at(settled, 'refunds.0.orderAdjustments.nodes')).toMatchObject([{ reason: 'REFUND_DISCREPANCY', amountSet: { shopMoney: { amount: '-50.0' } } }]);
  expect([cents(settled, 'currentTotalPriceSet'), cents(settled, 'totalOutstandingSet')]).toEqual([7880, 0]);
});

test('money that an edit left the merchant owing is no present: now, when it arrives, and on cancelling', async () => {
  const { editor } = bench.shop;
  const owing = () => editor.edit(editor.create({ ...two, payments: [{}] }), { quantities: [{ line: 0, quantity: 1 }] });
  const given = await read(editor.refund(owing(), { amount: '20.00' }));
  expect(at(given, 'refunds.1.orderAdjustments.nodes')).toMatchObject([{ reason: 'REFUND_DISCREPANCY', amountSet: { shopMoney: { amount: '-0.1' } } }]);
  expect(cents(given, 'totalOutstandingSet')).toBe(0);
  const arrived = await read(editor.settle(editor.refund(owing(), { amount: '12.00', pending: true })));
  expect(at(arrived, 'refunds.1.orderAdjustments.nodes')).toEqual([]);
  expect(cents(arrived, 'totalOutstandingSet')).toBe(-790);
  const cancelled = await read(editor.cancel(owing()));
  expect(cancelled).toMatchObject({ displayFinancialStatus: 'REFUNDED', totalOutstandingSet: { shopMoney: { amount: '0.0' } } });
});

test('shipping is given back once: no more than it cost, and removing it afterwards takes nothing off again', async () => {
  const { editor } = bench.shop;
  const order = editor.create({ ...two, payments: [{}] });
  editor.refund(order, { shipping: true });
  expect(() => editor.refund(order, { shipping: '1.00' })).toThrow('Only 0 of the shipping');
  editor.edit(order, { removeShipping: [0] });
  expect(cents(await read(order), 'currentTotalPriceSet')).toBe(6980);
});

test('a refused refund leaves no trace', async () => {
  const { editor } = bench.shop;
  const order = editor.create({ ...two, payments: [{ amount: '10.00' }] });
  expect(() => editor.refund(order, { lines: [{ line: 0, quantity: 1 }], amount: '10.05' })).toThrow('More than the 1000 received');
  expect(() => editor.refund(order, { lines: [{ line: 0, quantity: 1 }, { line: 1, quantity: 2 }] })).toThrow('cannot be taken back');
  expect([cents(await read(order), 'currentTotalPriceSet'), order.refunds, order.lines[0]?.removedQuantity]).toEqual([7880, [], 0]);
});

test('money goes back on the payments it came from, to each no more than it brought in', async () => {
  const { editor } = bench.shop;
  const order = editor.create({ ...two, payments: [{ gateway: 'gift_card', amount: '50.00' }, {}] });
  const back = list(await read(editor.cancel(order)), 'transactions').filter((one) => at(one, 'kind') === 'REFUND');
  expect(back.map((one) => [at(one, 'gateway'), at(one, 'amountSet.shopMoney.amount')])).toEqual([['shopify_payments', '28.8'], ['gift_card', '50.0']]);
  expect(() => editor.refund(order, { amount: '0.05' })).toThrow('More than the 0 received');
});
