import { BexioError } from '../../bexio/outcome.ts';
import type { Run } from '../run.ts';
import { detailOf } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import { LeaseLost } from '../verdict.ts';

/** bexio's API cannot cancel an order, only delete it. Where bexio does not let it go, it stays, and the journal says so. */
export async function removeSalesOrder(tools: Tools, run: Run, salesOrderId: number): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const key = { shop: shop.domain, companyId: office.companyId, kind: 'sales-order', shopifyId: run.order.id } as const;
  const link = await store.links.find(key.shop, key.companyId, key.kind, key.shopifyId);
  if (!link) throw new Error(`sales order link of order ${run.order.id} is missing`);
  if (!(await store.jobs.stillHeld(run.job))) throw new LeaseLost();
  const line = (event: string) => store.journal.adding({ shop: shop.domain, orderId: run.order.id, event, detail: { salesOrderId } });
  try {
    await office.client.salesOrders.remove(salesOrderId);
  } catch (error) {
    if (!(error instanceof BexioError)) throw error;
    if (error.failure.kind === 'refused' || error.failure.kind === 'not-allowed') {
      return store.atomically([store.jobs.holding(run.job), store.links.updating(link, { ...detailOf(link, 'sales-order'), kept: true }), line('sales-order-kept')]);
    }
    if (error.failure.kind === 'unknown') throw new BexioError({ kind: 'later', retryAfterMs: null, cause: error.failure.cause }, 'remove sales order');
    // Missing: an earlier attempt, or a person, has removed it.
    if (error.failure.kind !== 'missing') throw error;
  }
  const intents = (await store.intents.of(shop.domain, office.companyId, run.order.id)).filter(({ kind, state }) => (kind === 'sales-order' || kind === 'conversion') && state === 'settled');
  await store.atomically([store.jobs.holding(run.job), ...intents.map((intent) => store.intents.preparingAgain(intent, 'removed')), store.links.removing(key), line('sales-order-removed')]);
}
