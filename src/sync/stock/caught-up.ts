import { detailOf } from '../link-detail.ts';
import type { Round } from './stock-round.ts';

/** Orders that changed in Shopify and have not been read since: they are rung, and nothing is raised until they have been. */
export async function isCaughtUp({ tools, job, office }: Round, since: Date): Promise<boolean> {
  const { store, clock } = tools;
  let caughtUp = true;
  // Shopify compares whole seconds and the end is exclusive.
  for await (const { orderId, updatedAt } of tools.shopify(job.shop).ordersUpdatedSince(since, new Date(clock.now().getTime() + 2_000))) {
    const record = await store.orders.get(job.shop, orderId);
    if (record && record.shopifyUpdatedAt >= updatedAt) continue;
    const row = await store.links.find(job.shop, office.companyId, 'stock-units', orderId);
    if (row && new Date(detailOf(row, 'stock-units').updatedAt) >= updatedAt) continue;
    caughtUp = false;
    await store.jobs.ring({ shop: job.shop, kind: 'order', subject: orderId });
  }
  return caughtUp;
}
