import type { Store } from '../store/store.ts';

/**
 * A stretch of time of which the database may know less than happened. `floors`: the newest invoice of each company that was on record then;
 * what was forgotten is younger. `sweptAt`: every order that changed since has been nudged.
 */
export type Gap = {
  since: string | null;
  until: string;
  why: 'silence' | 'set-back' | 'unknown-invoices' | 'operator';
  floors: Record<string, number>;
  sweptAt: string | null;
};

const gapKind = 'memory-gap';

export async function readGap(store: Pick<Store, 'companies'>, shop: string): Promise<Gap | null> {
  return (await store.companies.load<Gap | null>(shop, gapKind))?.value ?? null;
}

type NewGap = { since: Date | null; until: Date; why: Gap['why']; floor?: { companyId: string; invoiceId: number } };

/** Notes a gap for one shop. An earlier one is not forgotten over it: the reach is that of both. */
export async function recordGap(store: Pick<Store, 'companies' | 'connections' | 'links' | 'journal'>, shop: string, gap: NewGap): Promise<void> {
  const before = await readGap(store, shop);
  const floors = gap.floor ? { [gap.floor.companyId]: gap.floor.invoiceId } : await floorsNow(store, shop);
  for (const [companyId, invoiceId] of Object.entries(before?.floors ?? {})) floors[companyId] = Math.min(invoiceId, floors[companyId] ?? invoiceId);
  // Not swept yet: it began where that one began.
  const first = before !== null && before.sweptAt === null ? before : null;
  const since = first === null ? (gap.since?.toISOString() ?? null) : first.since;
  const until = gap.until.toISOString();
  const why = first?.why ?? gap.why;
  await store.companies.save(shop, gapKind, { since, until, why, floors, sweptAt: null } satisfies Gap);
  await store.journal.add({ shop, orderId: null, event: 'memory-gap', detail: { since, until, why } });
}

/** Called by a sweep that began at that time and has nudged every order that changed since the database's own cursor. */
export async function markSwept(store: Pick<Store, 'companies' | 'journal'>, shop: string, startedAt: Date): Promise<void> {
  const gap = await readGap(store, shop);
  if (gap === null || gap.sweptAt !== null || Date.parse(gap.until) > startedAt.getTime()) return;
  await store.companies.save(shop, gapKind, { ...gap, sweptAt: startedAt.toISOString() } satisfies Gap);
  await store.journal.add({ shop, orderId: null, event: 'memory-gap-swept', detail: { since: gap.since, until: gap.until } });
}

async function floorsNow({ connections, links }: Pick<Store, 'connections' | 'links'>, shop: string): Promise<Record<string, number>> {
  const connection = await connections.get(shop);
  if (!connection) return {};
  const { companyId } = connection;
  const highest = await Promise.all((['invoice', 'extra-invoice', 'former-invoice'] as const).map((kind) => links.newest(shop, companyId, kind)));
  return { [companyId]: Math.max(0, ...highest.map((link) => link?.bexioId ?? 0)) };
}
