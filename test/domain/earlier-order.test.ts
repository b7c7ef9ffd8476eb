import { expect, test } from 'vitest';
import { earlierStates } from '../../src/domain/payment/earlier-order.ts';
import type { Order } from '../../src/domain/order.ts';
import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { aCompany, aLine, anOrder, aRefund, aShop, aTransaction, someSettings } from './build.ts';

// A rucksack at 100.00 three times; one came back with its money, one was taken off by an edit, and then the order was cancelled.

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute));
const placed = anOrder({ lines: [aLine({ quantity: 3 })], shippingLines: [], transactions: [aTransaction({ id: '901', kind: 'sale', amountMinor: 30_000 })] });

function back(id: string, minute: number, money: string | null) {
  return aRefund({ id, createdAt: at(minute), lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }], shipping: [], adjustments: [], totalMinor: money === null ? 0 : 10_000, transactionIds: money === null ? [] : [money] });
}

function after(refunds: ReturnType<typeof back>[], over: Partial<Order> = {}): Order {
  const left = 3 - refunds.length;
  const money = refunds.flatMap((refund) => refund.transactionIds.map((id) => aTransaction({ id, kind: 'refund', amountMinor: 10_000 })));
  return {
    ...placed,
    lines: [aLine({ quantity: 3, currentQuantity: left, unfulfilledQuantity: left })],
    refunds,
    transactions: [...placed.transactions, ...money],
    totals: { ...placed.totals, currentMinor: left * 10_000, refundedMinor: money.length * 10_000 },
    ...over,
  };
}

const totalOf = (order: Order) => {
  const planned = planInvoice({ order, shop: aShop(), settings: someSettings(), company: aCompany() });
  return planned.ok ? planned.plan.totalMinor : planned.problem.reason;
};

test('each state before a refund or a removal would have made the invoice of its time', () => {
  const order = after([back('1', 1, '911'), back('2', 2, null), back('3', 3, '913')], { cancelledAt: at(3) });
  const states = earlierStates(order);
  expect(states.map(({ totals }) => totals.currentMinor)).toEqual([0, 10_000, 20_000, 30_000]);
  expect(states.map(({ totals }) => totals.refundedMinor)).toEqual([20_000, 10_000, 10_000, 0]);
  expect(states.slice(1).map(totalOf)).toEqual([10_000, 20_000, 30_000]);
  expect(states.map(({ cancelledAt }) => cancelledAt)).toEqual([at(3), null, null, null]);
  expect(states.at(-1)).toMatchObject({ refunds: [], transactions: placed.transactions, lines: [{ currentQuantity: 3, unfulfilledQuantity: 3 }] });
});

test('whatever the order in which Shopify lists them, the latest goes first', () => {
  const [first, second] = [back('1', 5, '911'), back('2', 4, null)];
  expect(earlierStates(after([first, second]))[1]?.refunds).toEqual([second]);
});

test('an order to which nothing happened has one state', () => {
  expect(earlierStates(placed)).toEqual([placed]);
});
