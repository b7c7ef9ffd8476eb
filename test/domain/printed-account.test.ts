import { expect, test } from 'vitest';
import { isFactor, printedBankAccount } from '../../src/domain/invoice/printed-account.ts';
import { aCompany, anOrder, aTransaction, someSettings } from './build.ts';

const settings = someSettings({ gateways: { klarna: { settle: 'account', bankAccountId: 301, paymentTypeId: null }, powerpay: { settle: 'account', bankAccountId: 304, paymentTypeId: null } } });
const paidBy = (gateway: string) => printedBankAccount(anOrder({ transactions: [aTransaction({ gateway })] }), settings, aCompany());

test('an ordinary order names the account of its currency', () => {
  expect(paidBy('shopify_payments')).toBe(301);
});

test('what an invoice factor settles never names an account with an IBAN', () => {
  expect(paidBy('powerpay')).toBe(304);
  // Klarna is mapped to the bank account itself: the money goes there, but the document names one without a slip.
  expect(paidBy('Klarna')).toBe(302);
});

test('without any such account the chosen one stays', () => {
  const company = aCompany({ bankAccounts: aCompany().bankAccounts.filter(({ iban }) => iban !== null) });
  expect(printedBankAccount(anOrder({ transactions: [aTransaction({ gateway: 'klarna' })] }), settings, company)).toBe(301);
});

test.each(['klarna', 'Klarna Rechnung', 'powerpay', 'CembraPay', 'byjuno invoice', 'swissbilling'])('%s is a factor', (gateway) => {
  expect(isFactor(gateway)).toBe(true);
});

test.each(['shopify_payments', 'twint', 'bank deposit', 'manual'])('%s is none', (gateway) => {
  expect(isFactor(gateway)).toBe(false);
});
