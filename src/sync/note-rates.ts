import type { Order } from '../domain/order.ts';
import { routine, type Tools } from './tools.ts';

/** Remembers a rate the first time an order carries it with an amount; a known one costs one look and no write. */
export async function noteRates(tools: Tools, shop: string, order: Order): Promise<void> {
  const taxLines = [...order.lines, ...order.shippingLines, ...order.additionalFees].flatMap((line) => line.taxLines);
  const rates = taxLines.filter(({ amountMinor }) => amountMinor > 0).map(({ ratePpm }) => ratePpm);
  const known = (await tools.store.cursors.load(shop, 'rates-seen'))?.value ?? [];
  const all = [...new Set([...known, ...rates])].toSorted((a, b) => b - a);
  if (all.length === known.length) return;
  await tools.store.cursors.save(shop, 'rates-seen', all);
  await tools.store.jobs.ring({ shop, kind: 'check', subject: routine });
}
