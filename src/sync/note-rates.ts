import type { Order } from '../domain/order.ts';
import type { Tools } from './tools.ts';

/** Kept beside the shop's other readings: the tax rates its orders have carried, for the health check to look up in bexio. */
export const ratesSeenKind = 'rates-seen';

/** Remembers a rate the first time an order carries it with an amount; a known one costs one look and no write. */
export async function noteRates(tools: Tools, shop: string, order: Order): Promise<void> {
  const taxLines = [...order.lines, ...order.shippingLines, ...order.additionalFees].flatMap((line) => line.taxLines);
  const rates = taxLines.filter(({ amountMinor }) => amountMinor > 0).map(({ ratePpm }) => ratePpm);
  const stored = await tools.store.companies.load(shop, ratesSeenKind);
  const known = Array.isArray(stored?.value) ? stored.value.map(Number) : [];
  const all = [...new Set([...known, ...rates])].toSorted((a, b) => b - a);
  if (all.length > known.length) await tools.store.companies.save(shop, ratesSeenKind, all);
}
