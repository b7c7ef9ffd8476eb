import { restocksOf } from './restock.ts';
import type { Situation, Verdict } from '../step.ts';

/** The next one to note down, or the one that a person still has to do. Null: none. */
export function restockDue({ order, booked, company, settings }: Situation): Verdict | null {
  // Where Shopify leads, its number says what came back, and the list of what is to be typed asks for it: never twice.
  if (!company.keepsStock || settings.stock.leads === 'shopify') return null;
  for (const restock of restocksOf(order, booked)) {
    const known = booked.restocks[restock.refundId];
    if (known === undefined) return { kind: 'step', step: { do: 'open-restock', restock } };
    if (known === 'open') return { kind: 'problem', problem: { reason: 'restock-needed', ...restock } };
  }
  return null;
}
