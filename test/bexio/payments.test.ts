import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, answers, apiUrl, failureOf, noNetwork, recorded } from './arrange.ts';

noNetwork();

const listPath = (invoiceId: number) => `/2.0/kb_invoice/${invoiceId}/payment?limit=2000&offset=0`;
const plan = { transactionId: '5', gateway: 'twint', amountMinor: 10_005, currency: 'CHF', date: '2026-06-18', bankAccountId: 1 };

describe('payments', () => {
  test('a create sends value, date and account, and nothing else', async () => {
    answers('post', '/2.0/kb_invoice/198/payment', 'Invoices/Payments/create-a-payment', { value: '100.05', date: '2026-06-18', bank_account_id: 1 });
    expect(await aClient().client.payments.create(198, plan)).toEqual({ id: 135 });
  });

  test('an answer without an id leaves the payment unknown', async () => {
    nock(apiUrl).post('/2.0/kb_invoice/198/payment').reply(201, { ...(recorded('Invoices/Payments/create-a-payment').body as object), id: null });
    expect(await failureOf(aClient().client.payments.create(198, plan))).toMatchObject({ kind: 'unknown' });
  });

  test('a list in a currency that is known', async () => {
    answers('get', listPath(190), 'Invoices/Payments/fetch-a-list-of-payments-for-fetch');
    expect(await aClient().client.payments.list(190, 'CHF')).toEqual([{ id: 131, date: '2026-06-18', amountMinor: 10_000, bankAccountId: 1, creditVoucherId: null }]);
  });

  test('a list in the currency of the invoice, credit notes marked', async () => {
    nock(apiUrl).get('/2.0/kb_invoice/1').reply(200, { ...(recorded('Invoices/fetch-an-invoice').body as object), currency_id: 3 });
    nock(apiUrl).get(listPath(1)).reply(200, [{ id: 1, date: '2026-06-18', value: '1200.000000', bank_account_id: null, kb_credit_voucher_id: 4 }]);
    expect(await aClient().client.payments.list(1)).toEqual([{ id: 1, date: '2026-06-18', amountMinor: 1200, bankAccountId: null, creditVoucherId: 4 }]);
  });

  test('an empty list, and a missing invoice', async () => {
    answers('get', listPath(5), 'Invoices/Payments/fetch-a-list-of-payments');
    answers('get', '/2.0/kb_invoice/6', 'older-tenant/error-item-positions');
    expect(await aClient().client.payments.list(5, 'CHF')).toEqual([]);
    expect(await failureOf(aClient().client.payments.list(6))).toMatchObject({ kind: 'missing' });
  });

  test('remove', async () => {
    answers('delete', '/2.0/kb_invoice/1/payment/9', 'Invoices/delete-an-invoice', '');
    await expect(aClient().client.payments.remove(1, 9)).resolves.toBeUndefined();
  });
});
