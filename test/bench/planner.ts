import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { aCompany, aLine, anOrder, aShop, someSettings } from '../domain/build.ts';
import type { Figure } from './webhooks.ts';

const times = 200;

/** How long the pure part thinks about an order of 200 lines, each with a discount that leaves an odd unit price. */
export function plannerFigures(): Figure[] {
  const lines = Array.from({ length: 200 }, (_, index) =>
    aLine({ id: String(9_000 + index), quantity: 1 + (index % 7), unitPriceMinor: 995 + index * 13, discounts: [{ title: 'GROSS', amountMinor: 1 + (index % 5) }] }),
  );
  const input = { order: anOrder({ lines }), shop: aShop(), settings: someSettings(), company: aCompany() };
  const planned = planInvoice(input);
  if (!planned.ok) throw new Error(`the bench order cannot be planned: ${planned.problem.reason}`);
  const took = Array.from({ length: times }, () => {
    const startedMs = performance.now();
    planInvoice(input);
    return performance.now() - startedMs;
  }).toSorted((a, b) => a - b);
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(1);
  return [['planning an order of 200 lines', `median ${at(0.5)} ms, p99 ${at(0.99)} ms (${planned.plan.positions.length} positions)`]];
}
