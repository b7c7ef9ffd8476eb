import { describe, expect, test } from 'vitest';
import type { MoneySide } from '../../src/domain/order.ts';
import { indexInvoices, patternFault, recognise, usualPatterns, type KnownInvoice, type PastOrderFacts } from '../../src/domain/past/recognise-invoice.ts';

const invoice = (over: Partial<KnownInvoice>): KnownInvoice => ({ id: 1, number: 'RE-1', title: '', apiReference: null, reference: null, totalMinor: 7990, currencyId: 1, ...over });
const order = { reference: 'shopify:1:order:5', name: '#1001', number: 1001, amounts: [{ side: 'shop', totalsMinor: [7990, 9990], currencyId: 1 }] } satisfies PastOrderFacts;
const ask = (...invoices: KnownInvoice[]) => recognise(order, indexInvoices(invoices), usualPatterns).as;

describe('an order of the past', () => {
  test.each([
    ['nothing like it', [invoice({ title: 'Shopify #1002' })], 'new'],
    ['our reference', [invoice({ apiReference: 'shopify:1:order:5' })], 'ours'],
    ['the second invoice of an order of ours', [invoice({ apiReference: 'shopify:1:order:5:2' })], 'ours'],
    ['an additional invoice alone', [invoice({ apiReference: 'shopify:1:order:5:extra:1' })], 'new'],
    ['our order 50', [invoice({ apiReference: 'shopify:1:order:50' })], 'new'],
    ['another connector, same total', [invoice({ title: 'Shopify #1001' })], 'elsewhere'],
    ['as it was placed, before a return', [invoice({ title: 'shopify  #1001 ', totalMinor: 9990 })], 'elsewhere'],
    ['typed by a person', [invoice({ title: 'Bestellung #1001' })], 'elsewhere'],
    ['in the reference', [invoice({ title: 'Rechnung', reference: 'Shopify #1001' })], 'elsewhere'],
    ['in the API reference', [invoice({ title: 'Rechnung', apiReference: '#1001' })], 'elsewhere'],
    ['same name, other total', [invoice({ title: 'Shopify #1001', totalMinor: 1 })], 'unclear'],
    ['same name, other currency', [invoice({ title: 'Shopify #1001', currencyId: 2 })], 'unclear'],
    ['another shop of ours', [invoice({ title: 'Shopify #1001', apiReference: 'shopify:2:order:9' })], 'new'],
    ['a longer name', [invoice({ title: 'Shopify #10011' })], 'new'],
    ['a shorter name', [invoice({ title: 'Shopify #100' })], 'new'],
    ['more words around it', [invoice({ title: 'Shopify #1001 Muster AG' })], 'new'],
  ] as const)('%s', (_what, invoices, as) => expect(ask(...invoices)).toBe(as));
});

test.each<[string, Partial<KnownInvoice>, object]>([
  ['in the buyer\'s currency', { totalMinor: 8350, currencyId: 2 }, { as: 'elsewhere', side: 'presentment' }],
  ['in the shop\'s', {}, { as: 'elsewhere' }],
  ['the shop\'s figure in the buyer\'s currency', { currencyId: 2 }, { as: 'unclear', side: 'presentment' }],
  ['the buyer\'s figure in the shop\'s currency', { totalMinor: 8350 }, { as: 'unclear' }],
  ['in a third currency', { totalMinor: 8350, currencyId: 3 }, { as: 'unclear' }],
])('paid in another currency, an invoice %s', (_what, over, as) => {
  const paidInEuro: PastOrderFacts = { ...order, amounts: [...order.amounts, { side: 'presentment', totalsMinor: [8350], currencyId: 2 }] };
  expect(recognise(paidInEuro, indexInvoices([invoice({ title: 'Shopify #1001', ...over })]), usualPatterns)).toEqual({ invoiceId: 1, number: 'RE-1', ...as });
});

test('a currency that bexio does not know can be on no invoice; only in place of the shop\'s own another may stand', () => {
  const facts = (side: MoneySide): PastOrderFacts => ({ ...order, amounts: [{ side: 'shop', totalsMinor: [1], currencyId: 1 }, { side, totalsMinor: [8350], currencyId: null }] });
  const index = indexInvoices([invoice({ title: 'Shopify #1001', totalMinor: 8350 })]);
  expect(recognise(facts('presentment'), index, usualPatterns).as).toBe('unclear');
  expect(recognise(facts('shop'), index, usualPatterns).as).toBe('elsewhere');
});

test.each<[string, Partial<KnownInvoice>, string]>([
  ['{number}', { title: '1001' }, 'elsewhere'],
  ['{number}', { title: '10011' }, 'new'],
  ['{number}', { reference: '1001' }, 'elsewhere'],
  ['SHOP-{number}', { apiReference: 'shop-1001' }, 'elsewhere'],
  ['SHOP-{name}', { apiReference: 'SHOP-#1001' }, 'elsewhere'],
  ['{name} / {number}', { title: '#1001 / 1001' }, 'elsewhere'],
  ['Shopify .{number}', { title: 'Shopify x1001' }, 'new'],
])('the merchant says %s', (pattern, over, as) => {
  expect(recognise(order, indexInvoices([invoice(over)]), [pattern]).as).toBe(as);
});

test('no order is taken for another, whatever their numbers', () => {
  const index = indexInvoices(Array.from({ length: 200 }, (_, at) => invoice({ id: at + 1, title: `Shopify #${at + 1}` })));
  for (let number = 1; number <= 200; number++) {
    const found = recognise({ ...order, name: `#${number}`, number }, index, usualPatterns);
    expect(found).toMatchObject({ as: 'elsewhere', invoiceId: number });
  }
});

test('a name with a placeholder in it is taken as it is', () => {
  const odd = { ...order, name: '{number}', number: 7 };
  expect(recognise(odd, indexInvoices([invoice({ title: '7' })]), ['{name}']).as).toBe('new');
  expect(recognise(odd, indexInvoices([invoice({ title: '{number}' })]), ['{name}']).as).toBe('elsewhere');
});

test.each([
  ['Shopify {name}', null],
  ['{number}', null],
  ['Shopify', 'no-placeholder'],
  ['', 'no-placeholder'],
  ['Order {order}', 'unknown-placeholder'],
  [`{name}${'x'.repeat(80)}`, 'too-long'],
])('the pattern %s', (pattern, fault) => expect(patternFault(pattern)).toBe(fault));
