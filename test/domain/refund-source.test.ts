import { describe, expect, test } from 'vitest';
import type { Covered } from '../../src/domain/booked.ts';
import { differences } from '../../src/domain/plan/differences.ts';
import { refundSource, takenOffSource } from '../../src/domain/payment/refund-source.ts';
import { aLine, anOrder, aRefund, aShippingLine, aTransaction } from './build.ts';

const money = aTransaction({ id: '899', kind: 'refund', amountMinor: 10_900, gateway: 'twint' });
const goods = { lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 };

describe('where a refund comes from', () => {
  test('its lines, its shipping, its transaction', () => {
    const refund = aRefund({ lines: [goods], shipping: [{ shippingLineId: '601', subtotalMinor: 900, taxMinor: 67 }], totalMinor: 10_900, transactionIds: ['899'] });
    const source = refundSource(anOrder({ shippingLines: [aShippingLine()], refunds: [refund], transactions: [aTransaction({ amountMinor: 10_900 }), money] }), refund.id);
    expect(source).toMatchObject({
      refundId: refund.id,
      lines: [
        { refundId: refund.id, what: 'goods', title: 'Wanderrucksack', quantity: 1, amountMinor: 10_000, taxMinor: 749 },
        { refundId: refund.id, what: 'shipping', title: 'PostPac Priority', amountMinor: 900 },
      ],
      transactions: [{ id: '899', gateway: 'twint', amountMinor: 10_900 }],
    });
  });

  test('a credit note without money names what Shopify took off, and nothing that went before the invoice', () => {
    const edit = aRefund({ id: '900', lines: [goods], createdAt: new Date('2026-11-20T10:00:00Z') });
    const order = anOrder({ lines: [aLine({ currentQuantity: 0 })], refunds: [edit] });
    expect(takenOffSource(order, { lines: [{ title: 'Wanderrucksack', quantity: 1, ratePpm: 81_000, grossMinor: 10_000 }] })).toMatchObject({ refundId: null, lines: [{ refundId: '900', amountMinor: 10_000, taxMinor: 749 }], transactions: [] });
    expect(takenOffSource(order, { lines: [{ title: 'Regenhülle', quantity: 1, ratePpm: 81_000, grossMinor: 3000 }] })).toBeNull();
  });

  test('money for goods that an edit took off earlier names them, under their own refund', () => {
    const edit = aRefund({ id: '900', lines: [goods], createdAt: new Date('2026-11-20T10:00:00Z') });
    const refund = aRefund({ totalMinor: 10_000, transactionIds: ['899'] });
    const source = refundSource(anOrder({ lines: [aLine({ currentQuantity: 0 })], refunds: [edit, refund], transactions: [aTransaction(), { ...money, amountMinor: 10_000 }] }), refund.id);
    expect(source?.lines.map((line) => line.refundId)).toEqual(['900']);
  });

  test('money without a refund, and a voucher, are a transaction; an undo comes from nothing of Shopify', () => {
    const order = anOrder({ transactions: [aTransaction(), money] });
    expect(refundSource(order, 'transaction:899')).toMatchObject({ refundId: null, lines: [], transactions: [{ id: '899' }] });
    expect(refundSource(order, 'voucher:801')).toMatchObject({ refundId: null, transactions: [{ id: '801', amountMinor: 10_000 }] });
    expect(refundSource(order, 'undo:5001:71')).toBeNull();
  });
});

describe('before and after', () => {
  const covered = (over: Partial<Covered>): Covered => ({ lineId: '501', title: 'Rucksack', role: 'sales', ratePpm: 81_000, quantity: 1, grossMinor: 10_000, taxMinor: 749, ...over });

  test('what is equal is left out; the rest adds up to the difference of the totals', () => {
    const before = [covered({}), covered({ lineId: '502', title: 'Buch', quantity: 2, grossMinor: 5000 }), covered({ lineId: null, role: 'shipping', title: 'Post', grossMinor: 900 })];
    const after = [covered({}), covered({ lineId: '502', title: 'Buch', quantity: 1, grossMinor: 2500 }), covered({ lineId: '503', title: 'Hülle', grossMinor: 3000 }), covered({ lineId: null, role: 'shipping', title: 'Post', grossMinor: 900 })];
    const rows = differences(before, after);
    expect(rows.map(({ title, before: old, after: now }) => [title, old?.quantity ?? null, now?.quantity ?? null])).toEqual([['Buch', 2, 1], ['Hülle', null, 1]]);
    const gross = (covers: Covered[]) => covers.reduce((all, one) => all + one.grossMinor, 0);
    expect(rows.reduce((all, row) => all + (row.after?.grossMinor ?? 0) - (row.before?.grossMinor ?? 0), 0)).toBe(gross(after) - gross(before));
  });

  test('a line split for an even price is one', () => {
    expect(differences([covered({ quantity: 3, grossMinor: 1000 })], [covered({ quantity: 2, grossMinor: 666 }), covered({ quantity: 1, grossMinor: 334 })])).toEqual([]);
  });
});
