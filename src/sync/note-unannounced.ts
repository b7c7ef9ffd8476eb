import type { InstalledShop } from '../store/shops.ts';
import { routine, type Tools } from './tools.ts';

/** Shopify's webhooks may be late; an order that is still unannounced after this long was not announced. */
const lateAtMostMs = 3_600_000;
const keptMax = 100;

/**
 * The sweep comes upon orders before their webhook only when that is late, or lost. Such orders are remembered, and when nothing was heard of
 * one an hour later, the health check says so: the sweep books the orders all the same, but every one of them late.
 */
export async function noteUnannounced({ store, clock }: Tools, shop: InstalledShop, found: readonly { orderId: string; updatedAt: Date }[]): Promise<void> {
  const now = clock.now();
  const known = (await store.cursors.load(shop.domain, 'unannounced'))?.value ?? [];
  const fresh = found.filter(({ orderId, updatedAt }) => updatedAt > shop.installedAt && !known.some((one) => one.orderId === orderId));
  const all = [...known, ...fresh.map(({ orderId }) => ({ orderId, foundAt: now.toISOString() }))].slice(-keptMax);
  if (all.length === 0) return;
  const heard = await store.inbox.heardOf(shop.domain, all.map(({ orderId }) => orderId));
  const silent = all.filter(({ orderId }) => !heard.has(orderId));
  const missed = silent.findLast(({ foundAt }) => now.getTime() - Date.parse(foundAt) >= lateAtMostMs);
  if (missed) {
    await store.cursors.save(shop.domain, 'webhook-missed', missed.orderId);
    await store.jobs.ring({ shop: shop.domain, kind: 'check', subject: routine });
  }
  const waiting = silent.filter(({ foundAt }) => now.getTime() - Date.parse(foundAt) < lateAtMostMs);
  if (waiting.length > 0 || known.length > 0) await store.cursors.save(shop.domain, 'unannounced', waiting);
}
