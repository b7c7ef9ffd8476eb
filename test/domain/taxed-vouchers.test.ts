import { describe, expect, test } from 'vitest';
import { aCompany, aLine, anOrder, aRefund, aShop, aTransaction, nothingBooked, someSettings, taxInside } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

const [sales, giftCards, cards, vat81] = [107, 106, 103, 216];
const books = (kind: 'value' | 'service') => ({ shop: aShop(), company: aCompany(), settings: someSettings({ giftCards: kind }) });
const voucher = aLine({ kind: 'gift-card', title: 'Gutschein' });
const byVoucher = aTransaction({ gateway: 'gift_card' });

function entries(kind: 'value' | 'service', first: Parameters<typeof anOrder>[0], then = first) {
  const { booked } = walkThrough({ ...books(kind), order: anOrder(first), booked: nothingBooked() });
  const before = first === then ? nothingBooked() : booked;
  const { steps, verdict } = walkThrough({ ...books(kind), order: anOrder(then), booked: before });
  expect(verdict).toEqual({ kind: 'booked' });
  return steps.flatMap((step) => (step.do === 'book-refund-entry' ? [[step.key, ...step.entry.lines.map((line) => [line.debitAccountId, line.creditAccountId, line.taxId, line.amountMinor])]] : []));
}

describe('a gift card', () => {
  test.each([
    ['value', { role: 'gift-cards', accountId: giftCards, ratePpm: 0 }, 0],
    ['service', { role: 'sales', accountId: sales, taxId: vat81, ratePpm: 81_000 }, taxInside(10_000, 81_000)],
  ] as const)('for a %s, sold', (kind, position, taxMinor) => {
    const { steps } = walkThrough({ ...books(kind), order: anOrder({ lines: [voucher] }), booked: nothingBooked() });
    expect(steps.find((step) => step.do === 'create-invoice')).toMatchObject({ invoice: { totalMinor: 10_000, positions: [{ ...position, unitPriceMinor: 10_000 }], covers: [{ taxMinor }] } });
  });

  test('redeemed: the turnover of a service voucher is taken off again, once', () => {
    expect(entries('value', { transactions: [byVoucher] })).toEqual([]);
    expect(entries('service', { transactions: [byVoucher] })).toEqual([['voucher:801', [sales, giftCards, vat81, 10_000]]]);
    expect(entries('service', {})).toEqual([]);
  });

  test('refunded to: a liability, or nothing, because the voucher is taxed already', () => {
    const refund = aRefund({ totalMinor: 1000, transactionIds: ['9'] });
    const then = (gateway: string) => ({ refunds: [refund], transactions: [aTransaction(), aTransaction({ id: '9', kind: 'refund', gateway, amountMinor: 1000 })] });
    expect(entries('value', {}, then('gift_card'))).toEqual([['901', [sales, giftCards, vat81, 1000]]]);
    expect(entries('service', {}, then('gift_card'))).toEqual([]);
    expect(entries('service', {}, then('shopify_payments'))).toEqual([['901', [sales, cards, vat81, 1000]]]);
  });

  test('sold for a service and given back: the turnover goes, with its VAT', () => {
    const refund = aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 0 }], totalMinor: 10_000, transactionIds: ['9'] });
    const then = { lines: [{ ...voucher, currentQuantity: 0 }], refunds: [refund], transactions: [aTransaction(), aTransaction({ id: '9', kind: 'refund' as const })] };
    expect(entries('service', { lines: [voucher] }, then)).toEqual([['901', [sales, cards, vat81, 10_000]]]);
    expect(entries('value', { lines: [voucher] }, then)).toEqual([['901', [giftCards, cards, null, 10_000]]]);
  });
});
