import { type Decision, noCompany } from '../../domain/booked.ts';
import type { Statement } from '../../store/database.ts';
import type { Link } from '../../store/links.ts';
import type { Store } from '../../store/store.ts';
import { detailOf, type DecisionDetail, type FormerInvoiceDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/**
 * What a merchant decides against the rules, for one order: leave it out, book it now, take everything back. It stays until another
 * decision takes its place, and the order is looked at again with it.
 */
export async function decide(tools: Pick<Tools, 'store' | 'clock'>, shop: string, orderId: string, decision: Decision, author: string): Promise<void> {
  await tools.store.atomically(await decisionStatements(tools, shop, orderId, decision, author));
}

/** The decision and the order's bell, to be committed with whatever else. */
export async function decisionStatements({ store, clock }: Pick<Tools, 'store' | 'clock'>, shop: string, orderId: string, decision: Decision, author: string): Promise<Statement[]> {
  const detail = { decision, author, at: clock.now().toISOString() } satisfies DecisionDetail;
  return [
    store.links.adding({ shop, companyId: noCompany, kind: 'decision', shopifyId: orderId, orderId, bexioId: 0, detail }),
    ...(decision === 'book-now' ? await lettingGo(store, shop, orderId) : []),
    store.jobs.ringing({ shop, kind: 'order', subject: orderId }),
  ];
}

export async function decisionOf(store: Pick<Store, 'links'>, shop: string, orderId: string): Promise<DecisionDetail | null> {
  const link = await store.links.find(shop, noCompany, 'decision', orderId);
  return link === null ? null : detailOf(link, 'decision');
}

/** An invoice that a person deleted or cancelled in bexio stands in the way of a new one until the merchant wants one. */
async function lettingGo(store: Store, shop: string, orderId: string): Promise<Statement[]> {
  const connection = await store.connections.get(shop);
  if (!connection) return [];
  const links = await store.links.of(shop, connection.companyId, orderId);
  const salesOrderId = links.find((link) => link.kind === 'sales-order')?.bexioId ?? null;
  return links.flatMap((link) => {
    if ((link.kind !== 'invoice' && link.kind !== 'extra-invoice') || !isTakenAway(link, links)) return [];
    const { number, seq = 1, totalMinor, covers, moneySide } = detailOf(link, link.kind);
    const kept = { ...(covers === undefined ? {} : { covers }), ...(moneySide === undefined ? {} : { moneySide }) };
    const detail = { number, seq, extra: link.kind === 'extra-invoice', salesOrderId, totalMinor, why: 'person', ...kept } satisfies FormerInvoiceDetail;
    return [store.links.removing(link), store.links.adding({ shop, companyId: connection.companyId, kind: 'former-invoice', shopifyId: `${orderId}:${link.bexioId}`, orderId, bexioId: link.bexioId, detail })];
  });
}

function isTakenAway({ bexioId }: Link, links: readonly Link[]): boolean {
  const seen = links.find((link) => link.kind === 'invoice-seen' && link.bexioId === bexioId);
  return seen !== undefined && ['deleted', 'cancelled'].includes(detailOf(seen, 'invoice-seen').what.status);
}
