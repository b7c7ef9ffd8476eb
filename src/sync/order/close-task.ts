import type { Link } from '../../store/links.ts';
import { detailOf, type RestockDetail, type TaskDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/**
 * A person says that a task is settled although bexio shows no credit note for it: booked by hand in another way, or not wanted. False:
 * there is no such open task of this order.
 */
export async function closeTaskByHand({ store }: Pick<Tools, 'store'>, shop: string, { orderId, key }: { orderId: string; key: string }, author: string): Promise<boolean> {
  const connection = await store.connections.get(shop);
  const restock = connection ? await store.links.find(shop, connection.companyId, 'restock', key) : null;
  if (restock !== null && restock.orderId === orderId) return closeRestock(store, restock, author);
  const link = connection ? await store.links.find(shop, connection.companyId, 'task', key) : null;
  if (link === null || link.orderId !== orderId) return false;
  const detail = detailOf(link, 'task');
  if (detail.closed) return false;
  await store.atomically([
    store.links.updating(link, { ...detail, closed: true, closedBy: author } satisfies TaskDetail),
    store.journal.adding({ shop, orderId, event: 'task-closed-by-hand', actor: author, detail: { amountMinor: detail.note.amountMinor, refundId: detail.note.refundId } }),
    store.jobs.ringing({ shop, kind: 'order', subject: orderId }),
  ]);
  return true;
}

/** bexio's stock has been corrected by hand. */
async function closeRestock(store: Tools['store'], link: Link, author: string): Promise<boolean> {
  const detail = detailOf(link, 'restock');
  if (detail.closed || link.orderId === null) return false;
  await store.atomically([
    store.links.updating(link, { ...detail, closed: true, closedBy: author } satisfies RestockDetail),
    store.journal.adding({ shop: link.shop, orderId: link.orderId, event: 'restock-closed', actor: author, detail: { refundId: link.shopifyId, items: detail.items } }),
    store.jobs.ringing({ shop: link.shop, kind: 'order', subject: link.orderId }),
  ]);
  return true;
}
