import type { Step } from '../../domain/plan/next-step.ts';
import type { Run } from '../run.ts';
import type { RestockDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/** Nothing in bexio: what has to be put back there is kept until a person says that it is done. */
export async function openRestock({ store, clock }: Tools, run: Run, { restock: { refundId, items } }: Extract<Step, { do: 'open-restock' }>): Promise<void> {
  const { shop, office } = run.scene;
  const detail = { items, openedAt: clock.now().toISOString(), closed: false } satisfies RestockDetail;
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'restock', shopifyId: refundId, orderId: run.order.id, bexioId: 0, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'restock-opened', detail: { refundId, items } }),
  ]);
}
