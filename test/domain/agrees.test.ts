import { expect, test } from 'vitest';
import { agrees } from '../../src/domain/plan/agrees.ts';
import type { BexioDocument, InvoicePlan } from '../../src/domain/documents.ts';
import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { aCompany, anOrder, aShop, someSettings } from './build.ts';

const planned = planInvoice({ order: anOrder(), shop: aShop(), settings: someSettings(), company: aCompany() });
const plan = (planned as { plan: InvoicePlan }).plan;

const made: BexioDocument = {
  id: 71,
  number: 'RE-00071',
  status: 'draft',
  title: 'Shopify #1001',
  apiReference: 'shopify:4711:order:5001',
  reference: null,
  contactId: 55,
  currencyId: 11,
  totalMinor: 10_000,
  positions: [{ id: 1, type: 'KbPositionCustom', quantity: '1', text: '', articleId: null }],
  taxes: [],
  receivedMinor: 0,
  creditedMinor: 0,
  remainingMinor: 10_000,
  networkLink: null,
};

test('what was asked for agrees, and so does a list answer without positions', () => {
  expect(agrees(plan, made, 55)).toBeNull();
  expect(agrees(plan, { ...made, positions: null, contactId: null }, 55)).toBeNull();
  expect(agrees(plan, made)).toBeNull();
});

test.each<[string, Partial<BexioDocument>, number]>([
  ['total', { totalMinor: 10_001 }, 10_001],
  ['currency', { currencyId: 12 }, 10_000],
  ['reference', { apiReference: null }, 10_000],
  ['contact', { contactId: 56 }, 10_000],
  ['positions', { positions: [] }, 10_000],
])('a different %s does not', (what, over, actualMinor) => {
  const problem = { reason: 'invoice-differs', what, currency: 'CHF', expectedMinor: 10_000, actualMinor, invoiceNumber: 'RE-00071' };
  expect(agrees(plan, { ...made, ...over }, 55)).toEqual(problem);
});
