import { describe, expect, test } from 'vitest';
import { restocksOf } from '../../src/domain/stock/restock.ts';
import { aBookedInvoice, aLine, anOrder, aRefund } from './build.ts';

const line = aLine({ quantity: 3, sku: 'RUCK-30', sentQuantity: 3, unfulfilledQuantity: 0 });
const back = (id: string, quantity: number, returned = true) => aRefund({ id, createdAt: new Date(`2026-11-2${id}T09:00:00Z`), lines: [{ lineId: '501', quantity, subtotalMinor: 0, taxMinor: 0, ...(returned ? { returned } : {}) }] });
const books = (delivered: number, over: { issued?: boolean; articles?: Record<string, { articleId: number } | null> } = {}) => ({ invoice: null, salesOrder: { bexioId: 61, units: { '501': 3 } }, articles: over.articles ?? { 'RUCK-30': { articleId: 8 } }, deliveries: [{ bexioId: 81, issued: over.issued ?? true, units: { '501': delivered } }] });

describe('goods to be put back in bexio', () => {
  test.each<[string, ReturnType<typeof back>[], ReturnType<typeof books>, number[]]>([
    ['what came back', [back('1', 2)], books(3), [2]],
    ['not more than had left', [back('1', 2), back('2', 1)], books(2), [2]],
    ['each refund its own', [back('1', 1), back('2', 2)], books(3), [1, 2]],
    ['not what was thrown away or never shipped', [back('1', 2, false)], books(3), []],
    ['nothing had left yet', [back('1', 2)], books(3, { issued: false }), []],
    ['bexio has no such article', [back('1', 2)], books(3, { articles: { 'RUCK-30': null } }), []],
  ])('%s', (_name, refunds, booked, expected) => {
    expect(restocksOf(anOrder({ lines: [line], refunds }), booked).map(({ items }) => items[0]?.quantity)).toEqual(expected);
  });
});

describe('goods that never left, or were given back too early', () => {
  const lies = (over: Partial<ReturnType<typeof aLine>>, refunds: ReturnType<typeof back>[], delivered: number, ordered = 3) =>
    restocksOf(anOrder({ lines: [aLine({ sku: 'RUCK-30', quantity: 3, ...over })], refunds }), { ...books(delivered), salesOrder: { bexioId: 61, units: { '501': ordered } } }).map(({ items }) => items[0]?.quantity);
  const unsent = (quantity: number) => ({ ...back('1', quantity, false), lines: [{ lineId: '501', quantity, subtotalMinor: 0, taxMinor: 0, unsent: true }] });

  test('delivered in bexio with the order and cancelled before the parcel left', () => {
    expect(lies({ currentQuantity: 1, unfulfilledQuantity: 1, sentQuantity: 0 }, [unsent(2)], 3)).toEqual([2]);
    expect(lies({ currentQuantity: 1, unfulfilledQuantity: 1, sentQuantity: 0 }, [unsent(2)], 1)).toEqual([]);
  });

  test('given back before bexio’s order was made, and the rest is sent later', () => {
    expect(lies({ quantity: 4, currentQuantity: 3, unfulfilledQuantity: 1, sentQuantity: 3 }, [back('1', 1)], 3, 3)).toEqual([]);
  });

  test('units added to the order since hide no return', () => {
    const { salesOrder, ...rest } = { ...books(2), salesOrder: { bexioId: 61, units: { '501': 2 } }, invoice: aBookedInvoice({ refundIds: [] }) };
    const order = anOrder({ lines: [aLine({ sku: 'RUCK-30', quantity: 5, currentQuantity: 4, unfulfilledQuantity: 3, sentQuantity: 2 })], refunds: [back('1', 1)] });
    expect(restocksOf(order, { ...rest, salesOrder }).map(({ items }) => items[0]?.quantity)).toEqual([1]);
  });

  test('given back before bexio’s order was made: it was never booked out, so nothing is raised', () => {
    expect(lies({ currentQuantity: 2, unfulfilledQuantity: 0, sentQuantity: 3 }, [back('1', 1)], 2, 2)).toEqual([]);
    expect(lies({ currentQuantity: 1, unfulfilledQuantity: 0, sentQuantity: 3 }, [back('1', 1), back('2', 1)], 2, 2)).toEqual([1]);
  });
});
