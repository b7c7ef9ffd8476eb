import { isFactor } from '../../domain/invoice/printed-account.ts';
import type { Words } from '../words/words.ts';

/**
 * How the common Swiss payment methods settle, by Shopify's gateway handle. Brands are the same in every language; the others are in the words.
 * `factor`: the provider sends its own invoice to the buyer, so ours must never carry a QR slip.
 */
export type PaymentMethod = { name: string; kind: 'provider' | 'invoice' | 'factor' | 'voucher' | 'cash' | 'unknown' };

const methods: Record<string, PaymentMethod> = {
  shopify_payments: { name: 'Shopify Payments', kind: 'provider' },
  twint: { name: 'TWINT', kind: 'provider' },
  postfinance: { name: 'PostFinance', kind: 'provider' },
  'postfinance checkout': { name: 'PostFinance Checkout', kind: 'provider' },
  paypal: { name: 'PayPal', kind: 'provider' },
  stripe: { name: 'Stripe', kind: 'provider' },
  datatrans: { name: 'Datatrans', kind: 'provider' },
  saferpay: { name: 'Saferpay', kind: 'provider' },
  payrexx: { name: 'Payrexx', kind: 'provider' },
  wallee: { name: 'Wallee', kind: 'provider' },
  klarna: { name: 'Klarna', kind: 'factor' },
  powerpay: { name: 'Powerpay', kind: 'factor' },
  cembrapay: { name: 'CembraPay', kind: 'factor' },
  gift_card: { name: 'Shopify Gift Card', kind: 'voucher' },
  shopify_store_credit: { name: 'Shopify Store Credit', kind: 'voucher' },
  cash: { name: 'Cash', kind: 'cash' },
  manual: { name: 'Manual', kind: 'invoice' },
  'bank deposit': { name: 'Bank Deposit', kind: 'invoice' },
  bogus: { name: 'Bogus Gateway', kind: 'provider' },
};

/** What a merchant calls it. */
export function methodName(words: Words, handle: string): string {
  const names: Record<string, string> = words.settings.gateway.names;
  return (Object.hasOwn(names, handle) ? names[handle] : undefined) ?? paymentMethod(handle).name;
}

export function paymentMethod(handle: string): PaymentMethod {
  if (Object.hasOwn(methods, handle)) return methods[handle] ?? { name: handle, kind: 'unknown' };
  const related = Object.entries(methods).find(([known]) => handle.startsWith(known) || handle.includes(`${known} `) || handle.includes(`-${known}`));
  return { name: handle, kind: related?.[1].kind ?? guessKind(handle) };
}

/** Manual methods carry the name that the merchant typed. */
function guessKind(handle: string): PaymentMethod['kind'] {
  if (isFactor(handle)) return 'factor';
  if (/rechnung|facture|fattura|invoice|vorauskasse|prepay|anticipat|paiement anticip|überweisung|virement|bonifico|bank/.test(handle)) return 'invoice';
  if (/nachnahme|bar\b|cash|contant|espèces/.test(handle)) return 'cash';
  return 'unknown';
}
