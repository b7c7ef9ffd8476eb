import { describe, expect, test } from 'vitest';
import { indexInvoices, recognise, usualTitles, type KnownInvoice } from '../../src/domain/recognise-invoice.ts';

const invoice = (over: Partial<KnownInvoice>): KnownInvoice => ({ id: 1, number: 'RE-1', title: '', apiReference: null, totalMinor: 7990, currencyId: 1, ...over });
const order = { reference: 'shopify:1:order:5', name: '#1001', totalsMinor: [7990, 9990], currencyId: 1 };
const ask = (...invoices: KnownInvoice[]) => recognise(order, indexInvoices(invoices), usualTitles).as;

describe('an order of the past', () => {
  test.each([
    ['nothing like it', [invoice({ title: 'Shopify #1002' })], 'new'],
    ['our reference', [invoice({ apiReference: 'shopify:1:order:5' })], 'ours'],
    ['another connector, same total', [invoice({ title: 'Shopify #1001' })], 'elsewhere'],
    ['as it was placed, before a return', [invoice({ title: 'shopify  #1001 ', totalMinor: 9990 })], 'elsewhere'],
    ['typed by a person', [invoice({ title: 'Bestellung #1001' })], 'elsewhere'],
    ['same name, other total', [invoice({ title: 'Shopify #1001', totalMinor: 1 })], 'unclear'],
    ['same name, other currency', [invoice({ title: 'Shopify #1001', currencyId: 2 })], 'unclear'],
    ['another shop of ours', [invoice({ title: 'Shopify #1001', apiReference: 'shopify:2:order:9' })], 'new'],
    ['a longer name', [invoice({ title: 'Shopify #10011' })], 'new'],
  ] as const)('%s', (_what, invoices, as) => expect(ask(...invoices)).toBe(as));
});
