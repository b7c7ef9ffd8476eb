import type { AddressInput, OrderInput } from './order-input.ts';

const privately: AddressInput = { firstName: 'Anna', lastName: 'Muster', address1: 'Seestrasse 12', zip: '8002', city: 'Zürich', countryCode: 'CH' };
const atWork: AddressInput = { ...privately, company: 'Muster & Söhne AG', address1: 'Industriestrasse 5', zip: '3008', city: 'Bern' };
const anna = { firstName: 'Anna', lastName: 'Muster', email: 'anna.muster@example.com', locale: 'de-CH' };

const examples: Record<string, () => OrderInput> = {
  paid: () => ({
    lines: [{ title: 'Kaffeebohnen 1 kg', sku: 'KAFFEE-1KG', price: '24.90', quantity: 2, taxRate: '0.026' }],
    shipping: [{ title: 'PostPac Priority', price: '9.00' }],
    customer: anna,
    billingAddress: privately,
    shippingAddress: privately,
    payments: [{ gateway: 'shopify_payments' }],
  }),
  discounted: () => ({
    lines: [
      { title: 'Tasse', sku: 'TASSE', price: '19.90', quantity: 3 },
      { title: 'Kaffeebohnen 1 kg', sku: 'KAFFEE-1KG', price: '24.90', taxRate: '0.026' },
    ],
    shipping: [{ title: 'PostPac Economy', price: '7.00', discount: { percentage: '100', title: 'Gratisversand', kind: 'automatic' } }],
    discounts: [{ code: 'HERBST10', percentage: '10' }],
    customer: anna,
    billingAddress: privately,
    shippingAddress: privately,
    payments: [{ gateway: 'twint' }],
  }),
  invoice: () => ({
    lines: [{ title: 'Beratung', price: '180.00', quantity: 2, custom: true, requiresShipping: false }],
    taxesIncluded: false,
    source: 'shopify_draft_order',
    company: { name: 'Muster & Söhne AG', taxRegistrationId: 'CHE-123.456.788 MWST', billingAddress: atWork },
    customer: anna,
    billingAddress: atWork,
    poNumber: 'B-2031',
    paymentTerms: { type: 'NET', dueInDays: 30 },
  }),
  pos: () => ({
    lines: [
      { title: 'Espresso', sku: 'ESPRESSO', price: '4.52', taxRate: '0.081', requiresShipping: false },
      { title: 'Tip', tip: true, price: '1.00' },
    ],
    source: 'pos',
    cashRounding: '0.05',
    payments: [{ gateway: 'cash' }],
  }),
};

export const exampleNames = Object.keys(examples);

/** A small believable order: `paid`, `discounted`, `invoice` or `pos`. */
export function exampleOrder(name: string): OrderInput {
  const make = examples[name] ?? examples['paid'];
  if (!make) throw new Error(`No example ${name}.`);
  return make();
}
