import { describe, expect, test } from 'vitest';
import { isBookedOut, unitsBexioOffers, unitsOf, unitsTaken, type OrderInBexio } from '../../src/domain/stock/stock.ts';
import { aLine, anOrder, aRefund } from './build.ts';

type Kept = { quantity: number; sent: number; unsent: number; back?: number };

/** One line of so many units: sent, still to be sent, and of the sent ones back on the shelf. */
function lines({ quantity, sent, unsent, back = 0 }: Kept) {
  const refunds = back === 0 ? [] : [aRefund({ lines: [{ lineId: '501', quantity: back, subtotalMinor: 0, taxMinor: 0, returned: true }] })];
  return unitsOf(anOrder({ lines: [aLine({ sku: 'TEE', quantity, currentQuantity: sent + unsent - back, unfulfilledQuantity: unsent, sentQuantity: sent })], refunds }));
}

const made = (salesOrder: OrderInBexio['salesOrder'], ordered: number, delivered: number, issued = true): OrderInBexio => ({ salesOrder, ordered: { '501': ordered }, deliveries: delivered === 0 ? [] : [{ units: { '501': delivered }, issued }] });
const offers = (kept: Kept, inBexio: OrderInBexio) => unitsBexioOffers(lines(kept), inBexio).get('TEE') ?? 0;

describe('units that bexio still offers to others', () => {
  test.each<[string, Kept, OrderInBexio, number]>([
    ['nothing made yet', { quantity: 5, sent: 0, unsent: 5 }, made('none', 0, 0), 5],
    ['reserved', { quantity: 5, sent: 0, unsent: 5 }, made('open', 5, 0), 0],
    ['reserved, and a part delivered', { quantity: 5, sent: 2, unsent: 3 }, made('open', 5, 2), 0],
    ['taken for done: what was not delivered', { quantity: 5, sent: 2, unsent: 3 }, made('closed', 5, 2), 3],
    ['two added in Shopify afterwards: bexio’s order lacks them', { quantity: 7, sent: 0, unsent: 7 }, made('open', 5, 0), 2],
    ['added, and the first ones delivered', { quantity: 7, sent: 5, unsent: 2 }, made('open', 5, 5), 2],
    ['a unit came back: the rest is still to leave', { quantity: 5, sent: 2, unsent: 3, back: 1 }, made('closed', 5, 2), 3],
    ['two were cancelled, and bexio reserves them still', { quantity: 5, sent: 0, unsent: 3 }, made('open', 5, 0), -2],
    ['what was not cancelled has left', { quantity: 5, sent: 3, unsent: 0 }, made('open', 5, 3), -2],
    ['it came back before bexio heard of it', { quantity: 2, sent: 2, unsent: 0, back: 1 }, made('none', 0, 0), 1],
    ['and bexio delivered only what stood on its order', { quantity: 2, sent: 2, unsent: 0, back: 1 }, made('closed', 1, 1), 0],
  ])('%s', (_name, kept, inBexio, expected) => {
    expect(offers(kept, inBexio)).toBe(expected);
  });

  test('a note has done its service when everything that left was booked out', () => {
    expect(isBookedOut(lines({ quantity: 5, sent: 5, unsent: 0, back: 1 }), made('closed', 5, 5))).toBe(true);
    expect(isBookedOut(lines({ quantity: 5, sent: 5, unsent: 0, back: 1 }), made('closed', 5, 3))).toBe(false);
    expect(isBookedOut(lines({ quantity: 5, sent: 5, unsent: 0 }), made('closed', 5, 5, false))).toBe(false);
    expect(isBookedOut(lines({ quantity: 2, sent: 2, unsent: 0, back: 1 }), made('closed', 1, 1))).toBe(true);
  });

  test('without deliveries: what came back is not gone, what was refunded without coming back is', () => {
    expect(unitsTaken(lines({ quantity: 3, sent: 3, unsent: 0, back: 2 }))).toEqual([{ lineId: '501', sku: 'TEE', units: 1 }]);
    expect(unitsTaken(lines({ quantity: 3, sent: 3, unsent: 0, back: 3 }))).toEqual([]);
    const refunded = unitsOf(anOrder({ lines: [aLine({ sku: 'TEE', quantity: 3, currentQuantity: 1, unfulfilledQuantity: 0, sentQuantity: 3 })], refunds: [aRefund({ lines: [{ lineId: '501', quantity: 2, subtotalMinor: 0, taxMinor: 0 }] })] }));
    expect(unitsTaken(refunded)).toEqual([{ lineId: '501', sku: 'TEE', units: 3 }]);
  });
});
