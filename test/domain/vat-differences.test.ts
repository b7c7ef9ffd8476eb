import { expect, test } from 'vitest';
import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { vatDifferences, vatOfPositions } from '../../src/domain/payment/vat-differences.ts';
import type { Position } from '../../src/domain/documents.ts';
import { aCompany, aLine, anOrder, aShop, someSettings } from './build.ts';

function anItem(unitPriceMinor: number, quantity: number, ratePpm: number): Position {
  return { kind: 'item', role: 'sales', lineId: null, sku: null, html: '', quantity, unitPriceMinor, accountId: 1, taxId: 1, ratePpm };
}

test('VAT of a document is rounded once per rate, out of its prices or on top of them', () => {
  const positions = [anItem(105, 1, 81_000), anItem(105, 1, 81_000), anItem(1_000, 3, 26_000), { kind: 'text' as const, html: 'Danke' }];
  expect(vatOfPositions({ positions, net: false })).toEqual([{ ratePpm: 81_000, amountMinor: 16 }, { ratePpm: 26_000, amountMinor: 76 }]);
  expect(vatOfPositions({ positions, net: true })).toEqual([{ ratePpm: 81_000, amountMinor: 17 }, { ratePpm: 26_000, amountMinor: 78 }]);
});

test('units that were taken off an order again are no difference', () => {
  const tax = (amountMinor: number) => [{ title: 'MWST', ratePpm: 81_000, amountMinor, channelLiable: false }];
  const line = aLine({ quantity: 3, currentQuantity: 2, unitPriceMinor: 1_835, taxLines: tax(412) });
  const refunds = [{ id: '1', createdAt: new Date('2026-11-22T10:00:00Z'), lines: [{ lineId: line.id, quantity: 1, subtotalMinor: 1_835, taxMinor: 137 }], shipping: [], adjustments: [], totalMinor: 0, transactionIds: [] }];
  const planned = planInvoice({ order: anOrder({ lines: [line], refunds }), shop: aShop(), settings: someSettings(), company: aCompany() });
  if (!planned.ok) throw new Error(planned.problem.reason);
  expect(vatOfPositions(planned.plan)).toEqual([{ ratePpm: 81_000, amountMinor: 275 }]);
  expect(vatDifferences(planned.plan.taxes, vatOfPositions(planned.plan), planned.plan.covers ?? [])).toEqual([]);
});

test('a rappen of rounding is told from a tax that is not rate times price', () => {
  const bexio = [{ ratePpm: 81_000, amountMinor: 275 }];
  const parts = [{ ratePpm: 81_000 }];
  expect(vatDifferences([{ ratePpm: 81_000, amountMinor: 274 }], bexio, parts)).toMatchObject([{ why: 'rounded-once', shopifyMinor: 274 }]);
  expect(vatDifferences([{ ratePpm: 81_000, amountMinor: 260 }], bexio, parts)).toMatchObject([{ why: 'as-sold', shopifyMinor: 260 }]);
});
