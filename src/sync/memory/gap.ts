import type { MemoryGap } from '../../domain/past/memory-gap.ts';
import type { Store } from '../../store/store.ts';

export async function readGap(store: Pick<Store, 'cursors'>, shop: string): Promise<MemoryGap | null> {
  return (await store.cursors.load(shop, 'memory-gap'))?.value ?? null;
}

type NewGap = { since: Date | null; until: Date; why: MemoryGap['why']; floor?: { companyId: string; invoiceId: number } };

/** Notes a gap for one shop. An earlier one is not forgotten over it: the reach is that of both. */
export async function recordGap(store: Pick<Store, 'cursors' | 'connections' | 'links' | 'journal'>, shop: string, gap: NewGap): Promise<void> {
  const before = await readGap(store, shop);
  const floors = gap.floor ? { [gap.floor.companyId]: gap.floor.invoiceId } : await floorsNow(store, shop);
  for (const [companyId, invoiceId] of Object.entries(before?.floors ?? {})) floors[companyId] = Math.min(invoiceId, floors[companyId] ?? invoiceId);
  // Not swept yet: it began where that one began.
  const first = before !== null && before.sweptAt === null ? before : null;
  const since = first === null ? (gap.since?.toISOString() ?? null) : first.since;
  const until = gap.until.toISOString();
  const why = first?.why ?? gap.why;
  await store.cursors.save(shop, 'memory-gap', { since, until, why, floors, sweptAt: null });
  await store.journal.add({ shop, orderId: null, event: 'memory-gap', detail: { since, until, why } });
}

/** Called by a sweep that began at that time and has nudged every order that changed since the database's own cursor. */
export async function markSwept(store: Pick<Store, 'cursors' | 'journal'>, shop: string, startedAt: Date): Promise<void> {
  const gap = await readGap(store, shop);
  if (gap === null || gap.sweptAt !== null || Date.parse(gap.until) > startedAt.getTime()) return;
  await store.cursors.save(shop, 'memory-gap', { ...gap, sweptAt: startedAt.toISOString() });
  await store.journal.add({ shop, orderId: null, event: 'memory-gap-swept', detail: { since: gap.since, until: gap.until } });
}

async function floorsNow({ connections, links }: Pick<Store, 'connections' | 'links'>, shop: string): Promise<Record<string, number>> {
  const connection = await connections.get(shop);
  if (!connection) return {};
  const { companyId } = connection;
  const highest = await Promise.all((['invoice', 'extra-invoice', 'former-invoice'] as const).map((kind) => links.newest(shop, companyId, kind)));
  return { [companyId]: Math.max(0, ...highest.map((link) => link?.bexioId ?? 0)) };
}
