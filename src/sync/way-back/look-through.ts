import type { Link } from '../../store/links.ts';
import { detailOf } from '../link-detail.ts';
import { recordSeen } from './record-seen.ts';
import type { BexioOffice, Tools } from '../tools.ts';

const everyMs = 24 * 3_600_000;
/** Younger invoices may be missing from bexio's search because it lags. */
const indexedMs = 3_600_000;

/** A settled invoice is looked for that long: over the quarter that its VAT is declared for. Older ones cost a request per 2,000 for little. */
const settledForMs = 100 * everyMs;

/**
 * Once a day every invoice of the shop that is not settled is looked at, whatever its time of change says: one that was deleted turns up in
 * no list of changes, and nobody has written down that bexio counts every payment as a change. A settled one, whose payment may have been
 * deleted with it, only has to be there. One request per 2,000 invoices.
 */
export async function lookThrough(tools: Tools, shop: string, office: BexioOffice): Promise<void> {
  const { clock, store } = tools;
  const startedAt = clock.now();
  const last = await store.cursors.load(shop, 'invoices-looked-through');
  if (last !== null && startedAt.getTime() - Date.parse(last.value) < everyMs) return;
  const { open, settled } = await invoicesToLookAt(tools, shop, office.companyId);
  const all = [...open, ...settled];
  const oldest = all.reduce((least, link) => Math.min(least, link.bexioId), Number.POSITIVE_INFINITY);
  const rows = new Map((all.length === 0 ? [] : await office.client.invoices.since(oldest)).map((row) => [row.id, row]));
  for (const link of [...open, ...settled.filter(({ bexioId }) => !rows.has(bexioId))]) {
    // What the list does not show may have been made meanwhile, or be hidden by a slow index: only bexio's answer to its id counts.
    const row = rows.get(link.bexioId) ?? (await office.client.invoices.get(link.bexioId)) ?? 'deleted';
    await recordSeen(tools, link, row, startedAt);
  }
  await store.cursors.save(shop, 'invoices-looked-through', startedAt.toISOString());
}

async function invoicesToLookAt(tools: Tools, shop: string, companyId: string): Promise<{ open: Link[]; settled: Link[] }> {
  const { links } = tools.store;
  const seen = new Map((await links.all(shop, companyId, 'invoice-seen')).map((link) => [link.bexioId, detailOf(link, 'invoice-seen').what.status]));
  const all = [...(await links.all(shop, companyId, 'invoice')), ...(await links.all(shop, companyId, 'extra-invoice'))];
  const nowMs = tools.clock.now().getTime();
  const known = all.filter((link) => link.createdAt.getTime() < nowMs - indexedMs);
  const statusOf = (link: Link) => seen.get(link.bexioId) ?? 'open';
  return {
    open: known.filter((link) => !['paid', 'cancelled', 'written-off', 'deleted'].includes(statusOf(link))),
    settled: known.filter((link) => ['paid', 'written-off'].includes(statusOf(link)) && link.createdAt.getTime() > nowMs - settledForMs),
  };
}
