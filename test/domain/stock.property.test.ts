import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideStock, paidOff, stockBySku, type StockView } from '../../src/domain/stock/stock.ts';

const view: fc.Arbitrary<StockView> = fc.record({
  bexioAvailable: fc.oneof(fc.integer({ min: -20, max: 200 }), fc.double({ min: -5, max: 50, noNaN: true })),
  pendingUnits: fc.integer({ min: 0, max: 60 }),
  shopifyAvailable: fc.integer({ min: -20, max: 200 }),
  elsewhere: fc.array(fc.integer({ min: -5, max: 30 }), { maxLength: 3 }),
  caughtUp: fc.boolean(),
});

const held = ({ elsewhere }: StockView) => elsewhere.reduce((sum, units) => sum + Math.max(0, units), 0);

function after(one: StockView): number {
  const decision = decideStock(one);
  return decision.do === 'set' ? decision.to : one.shopifyAvailable;
}

describe('what Shopify may sell', () => {
  test('is never more than bexio has, at all locations together, once it was decided about', () => {
    fc.assert(fc.property(view, (one) => void expect(after(one)).toBeLessThanOrEqual(Math.max(0, Math.floor(one.bexioAvailable) - one.pendingUnits - held(one)))));
  });

  test('is raised only when no sale can be on its way, and lowered at once', () => {
    fc.assert(
      fc.property(view, (one) => {
        if (!one.caughtUp) expect(after(one)).toBeLessThanOrEqual(one.shopifyAvailable);
        const sellable = Math.floor(one.bexioAvailable) - one.pendingUnits - held(one);
        if (sellable >= 0 && sellable < one.shopifyAvailable) expect(after(one)).toBe(sellable);
      }),
    );
  });

  test('is not hidden by a debt of the chosen location: Shopify offers the sum of them all', () => {
    const owing = fc.record({ bexioAvailable: fc.integer({ min: -2, max: 6 }), pendingUnits: fc.integer({ min: 0, max: 2 }), shopifyAvailable: fc.integer({ min: -9, max: 2 }), elsewhere: fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 2 }), caughtUp: fc.boolean() });
    fc.assert(
      fc.property(fc.oneof(view, owing), (one) => {
        const free = Math.floor(one.bexioAvailable) - one.pendingUnits;
        if (one.caughtUp && free > 0) expect(after(one) + held(one)).toBeGreaterThanOrEqual(free);
        // Nor is a debt ever made, or made deeper.
        expect(after(one)).toBeGreaterThanOrEqual(Math.min(0, one.shopifyAvailable));
      }),
    );
  });

  test('agrees when it is asked again', () => {
    fc.assert(
      fc.property(view, (one) => {
        const settled = { ...one, shopifyAvailable: after(one) };
        expect(decideStock(settled).do).toBe(decideStock(one).do === 'wait' ? 'wait' : 'nothing');
      }),
    );
  });

  test('compares from what was read, so that a sale in between makes the write stale', () => {
    fc.assert(
      fc.property(view, (one) => {
        const decision = decideStock(one);
        if (decision.do === 'set') expect(decision.from).toBe(one.shopifyAvailable);
      }),
    );
  });
});

describe('without deliveries', () => {
  test('units sold stay owed until the stock on hand drops, and never less than nothing is owed', () => {
    const steps = fc.array(fc.record({ sold: fc.integer({ min: 0, max: 5 }), lowered: fc.integer({ min: 0, max: 5 }) }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (days) => {
        let [onHand, sold, lowered, before] = [1_000, 0, 0, null as { onHand: number; paid: number } | null];
        for (const day of days) {
          sold += day.sold;
          const now = Math.min(day.lowered, sold - lowered);
          lowered += now;
          onHand -= now;
          const first = before === null;
          const paid = paidOff(before, onHand, sold);
          // What was lowered before the first look is not known to have been a sale.
          if (first) lowered = 0;
          before = { onHand, paid };
          expect(paid).toBe(lowered);
          expect(sold - paid).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

test('a SKU that two articles bear is left alone', () => {
  const stock = { onHand: 4, available: 3, reserved: 1, picked: 0 };
  const { articles, ambiguous } = stockBySku([{ sku: 'A', stock }, { sku: 'B', stock }, { sku: 'B', stock }, { sku: 'B', stock }, { sku: '', stock }, { sku: 'C', stock: null }]);
  expect([...articles.keys()]).toEqual(['A']);
  expect(ambiguous).toEqual(['B']);
});
