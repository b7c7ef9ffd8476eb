import { describe, expect, test } from 'vitest';
import type { Order, Refund, Transaction } from '../../src/domain/order.ts';
import { type PaymentsInput, planPayments } from '../../src/domain/payment/payments.ts';
import { aBookedInvoice, aCompany, anOrder, aRefund, aShop, aTransaction, nothingBooked, someSettings } from './build.ts';

const later = (minutes: number) => new Date(Date.parse('2026-11-20T09:00:00Z') + minutes * 60_000);

function input(transactions: Transaction[], over: Partial<PaymentsInput> & { totals?: Partial<Order['totals']>; refunds?: Refund[] } = {}): PaymentsInput {
  const { totals, refunds = [], ...rest } = over;
  const order = anOrder({ transactions, refunds, ...(totals === undefined ? {} : { totals }) });
  return { order, shop: aShop(), settings: someSettings(), company: aCompany(), booked: nothingBooked(), ...rest };
}

/** `id gateway amount @bank account`, one per payment. */
function planned(given: PaymentsInput): string[] {
  const result = planPayments(given);
  if (!result.ok) throw new Error(result.problem.reason);
  return result.payments.map((payment) => `${payment.transactionId} ${payment.gateway} ${payment.amountMinor} @${payment.bankAccountId}`);
}

describe('which transactions are payments', () => {
  test('sales and captures that succeeded, oldest first, dated by the shop’s clock', () => {
    const card = aTransaction({ id: '2', kind: 'capture', parentId: '1', amountMinor: 7000, processedAt: new Date('2026-11-20T23:30:00Z') });
    const twint = aTransaction({ id: '10', gateway: 'TWINT', amountMinor: 3000, processedAt: later(0) });
    const given = input([card, aTransaction({ id: '1', kind: 'authorization' }), twint]);
    expect(planned(given)).toEqual(['10 TWINT 3000 @303', '2 shopify_payments 7000 @302']);
    expect(planPayments(given)).toMatchObject({ payments: [{ date: '2026-11-20' }, { date: '2026-11-21', currency: 'CHF' }] });
  });

  test.each<[string, Partial<Transaction>]>([
    ['an authorization', { kind: 'authorization' }],
    ['a void', { kind: 'void' }],
    ['pending', { status: 'pending' }],
    ['failed', { status: 'failure' }],
    ['an error', { status: 'error' }],
    ['a test payment on a real order', { test: true }],
    ['nothing', { amountMinor: 0 }],
    ['a gateway whose money reaches bexio by itself', { gateway: 'manual' }],
  ])('not: %s', (_name, over) => {
    expect(planned(input([aTransaction(over)]))).toEqual([]);
  });

  test('a manual payment that is only promised needs no mapping yet', () => {
    expect(planned(input([aTransaction({ gateway: 'Nachnahme', status: 'pending' })]))).toEqual([]);
  });

  test('payments of a test count on a test order that is booked', () => {
    const order = anOrder({ test: true, transactions: [aTransaction({ test: true })] });
    expect(planned(input([], { order }))).toEqual([]);
    expect(planned(input([], { order, settings: someSettings({ testOrders: true }) }))).toHaveLength(1);
  });

  test('a gift card pays from the liability it is', () => {
    const transactions = [aTransaction({ id: '1', gateway: 'gift_card', amountMinor: 4000 }), aTransaction({ id: '2', amountMinor: 6000 })];
    expect(planned(input(transactions))).toEqual(['1 gift_card 4000 @306', '2 shopify_payments 6000 @302']);
  });

  test('what is booked is not planned again', () => {
    const booked = nothingBooked({ payments: { '801': { paymentId: 5, amountMinor: 10_000 } } });
    expect(planned(input([aTransaction()], { booked }))).toEqual([]);
  });
});

describe('gateways', () => {
  test('money in another currency lies on the account that is named for it', () => {
    const settings = someSettings({ gateways: { shopify_payments: { settle: 'account', bankAccountId: 302, paymentTypeId: null, bankAccountByCurrency: { EUR: 307, USD: 999 } } } });
    const given = input([aTransaction()], { settings });
    const inCurrency = (currency: string) => ({ ...given, order: { ...given.order, currency } });
    expect(planned(given)).toEqual(['801 shopify_payments 10000 @302']);
    expect(planned(inCurrency('EUR'))).toEqual(['801 shopify_payments 10000 @307']);
    expect(planPayments(inCurrency('USD'))).toMatchObject({ problem: { reason: 'gateway-not-mapped' } });
  });

  test.each<[string, Partial<PaymentsInput>]>([
    ['unknown', {}],
    ['constructor', {}],
    ['shopify_payments', { company: aCompany({ bankAccounts: [] }) }],
  ])('%s without an account is a problem', (gateway, over) => {
    expect(planPayments(input([aTransaction({ gateway })], over))).toEqual({ ok: false, problem: { reason: 'gateway-not-mapped', gateway } });
  });
});

describe('money that went back', () => {
  const card = aTransaction({ id: '1', amountMinor: 6000, processedAt: later(0) });
  const twint = aTransaction({ id: '2', gateway: 'twint', amountMinor: 4000, processedAt: later(5) });
  /** The refund of goods that the money belongs to: an invoice made now does not contain them. */
  const returned = (transactions: Transaction[], money: Transaction) =>
    input([...transactions, money], { refunds: [aRefund({ lines: [{ lineId: '501', quantity: 0, subtotalMinor: money.amountMinor, taxMinor: 0 }], totalMinor: money.amountMinor, transactionIds: [money.id] })], totals: { currentMinor: 10_000 - money.amountMinor } });
  const back = (over: Partial<Transaction>) => aTransaction({ id: '9', kind: 'refund', gateway: 'other', amountMinor: 1500, processedAt: later(60), ...over });

  test.each<[string, Transaction, string[]]>([
    ['lowers its parent', back({ parentId: '1' }), ['1 shopify_payments 4500 @302', '2 twint 4000 @303']],
    ['else its gateway', back({ gateway: 'TWINT' }), ['1 shopify_payments 6000 @302', '2 twint 2500 @303']],
    ['else the newest', back({}), ['1 shopify_payments 6000 @302', '2 twint 2500 @303']],
    ['and the next when one is not enough', back({ parentId: '2', amountMinor: 5000 }), ['1 shopify_payments 5000 @302']],
  ])('%s', (_name, refund, expected) => {
    expect(planned(returned([card, twint], refund))).toEqual(expected);
  });

  test('but not before it is done', () => {
    expect(planned(input([card, twint, back({ parentId: '1', status: 'pending' })]))).toEqual(['1 shopify_payments 6000 @302', '2 twint 4000 @303']);
  });

  test('a refund of an authorization’s capture finds the capture', () => {
    const capture = aTransaction({ id: '3', kind: 'capture', parentId: '1', amountMinor: 6000 });
    expect(planned(returned([capture, twint], back({ parentId: '1' })))).toEqual(['3 shopify_payments 4500 @302', '2 twint 4000 @303']);
  });

  test('everything back leaves nothing to book', () => {
    expect(planned(returned([card, twint], back({ amountMinor: 10_000 })))).toEqual([]);
  });

  test('after the booking it is not a payment’s matter any more', () => {
    const booked = nothingBooked({ payments: { '1': { paymentId: 5, amountMinor: 6000 } } });
    expect(planned(input([card, twint, back({ parentId: '1' })], { booked }))).toEqual(['2 twint 4000 @303']);
  });
});

describe('cash', () => {
  const cash = aTransaction({ id: '1', gateway: 'cash', amountMinor: 10_000 });

  test('change lowers it', () => {
    const sale = { ...cash, amountMinor: 12_000 };
    expect(planned(input([sale, aTransaction({ id: '2', kind: 'change', gateway: 'cash', amountMinor: 2000 })]))).toEqual(['1 cash 10000 @305']);
  });

  test.each([
    [-2, 10_000, 9998],
    [-2, 9998, 9998],
    [3, 10_000, 10_003],
    [3, 10_003, 10_003],
  ])('rounded by %d, reported as %d, it pays %d', (cashRoundingMinor, amountMinor, paid) => {
    const given = input([{ ...cash, amountMinor }], { totals: { cashRoundingMinor } });
    expect(planned(given)).toEqual([`1 cash ${paid} @305`]);
    expect(planPayments(given)).toMatchObject({ unclear: null });
  });
});

describe('more received than invoiced', () => {
  test('what fits is booked, the rest is shown with the surplus', () => {
    const transactions = [aTransaction({ id: '1', amountMinor: 6000 }), aTransaction({ id: '2', gateway: 'twint', amountMinor: 4000, processedAt: later(5) })];
    const given = input(transactions, { totals: { currentMinor: 8000 } });
    expect(planned(given)).toEqual(['1 shopify_payments 6000 @302']);
    expect(planPayments(given)).toMatchObject({ unclear: { reason: 'payment-unclear', gateway: 'twint', currency: 'CHF', amountMinor: 2000 } });
  });

  test('the invoice as booked decides, not the order as it is now', () => {
    const booked = nothingBooked({ invoice: aBookedInvoice({ totalMinor: 10_000 }) });
    expect(planned(input([aTransaction()], { booked, totals: { currentMinor: 8000 } }))).toHaveLength(1);
  });
});
