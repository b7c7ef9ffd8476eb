import type { AddressInput, OrderInput } from '../../src/sandbox/shopify/sandbox.ts';

const street: AddressInput = { address1: 'Industriestrasse 50', zip: '3076', city: 'Worb', countryCode: 'CH' };

/** A firm with a person: a company contact with an additional address. Another firm for every mail. */
export function firmOrder(mail: string, order: Partial<OrderInput> = {}): OrderInput {
  const name = { firstName: 'Ursina', lastName: 'Holzkanari' };
  const address = { ...name, ...street, company: `Kanarienholz ${mail.split('@', 1)[0]} AG` };
  return { ...buyer(mail, name, address), lines: [{ title: 'Bürostuhl', price: '249.05', quantity: 2 }], payments: [{ gateway: 'shopify_payments' }], ...order };
}

/** A person, one line, paid by card. */
export function personOrder(mail: string, order: Partial<OrderInput> = {}): OrderInput {
  const name = { firstName: 'Anna', lastName: 'Kanarienvogel' };
  const address = { ...name, ...street };
  return { ...buyer(mail, name, address), lines: [{ title: 'Bergkäse 500 g', price: '24.29', taxRate: '0.026' }], payments: [{ gateway: 'shopify_payments' }], ...order };
}

function buyer(mail: string, name: { firstName: string; lastName: string }, address: AddressInput) {
  return { customer: { ...name, email: mail, locale: 'de-CH' }, email: mail, customerLocale: 'de-CH', billingAddress: address, shippingAddress: address };
}
