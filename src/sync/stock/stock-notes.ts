import { isDeepStrictEqual } from 'node:util';
import { isBookedOut, settledNotes, unitsBexioOffers, unitsTaken } from '../../domain/stock/stock.ts';
import type { Link } from '../../store/links.ts';
import { detailOf } from '../link-detail.ts';
import { inBexio } from './note-units.ts';
import { reserves, type Round, type Sku } from './stock-round.ts';

/** One order whose goods bexio has not booked out, when this run began. `print`: what of it must not change while the run reads. */
export type Note = { link: Link; orderLinks: Link[]; print: string };
export type Notes = Map<string, Note>;

export async function readNotes({ tools, job, office }: Round): Promise<Notes> {
  const notes: Notes = new Map();
  for (const link of await tools.store.links.all(job.shop, office.companyId, 'stock-units')) {
    const orderLinks = await tools.store.links.of(job.shop, office.companyId, link.shopifyId);
    notes.set(link.shopifyId, { link, orderLinks, print: printOf(link, orderLinks) });
  }
  return notes;
}

function printOf(link: Link, orderLinks: readonly Link[]): string {
  const made = orderLinks.filter(({ kind }) => kind === 'sales-order' || kind === 'delivery' || kind === 'invoice').map(({ kind, bexioId, detail }) => [kind, bexioId, detail['issued'] ?? null]);
  return JSON.stringify([detailOf(link, 'stock-units').lines, made]);
}

/** Units by SKU that bexio's number still contains although they are sold. */
export function soldUnits(round: Round, notes: Notes, openIds: ReadonlySet<number>): Map<string, number> {
  const sold = new Map<string, number>();
  for (const { link, orderLinks } of notes.values()) {
    const { lines } = detailOf(link, 'stock-units');
    const nothingMade = { salesOrder: 'none', ordered: {}, deliveries: [] } as const;
    for (const [sku, units] of unitsBexioOffers(lines, reserves(round) ? inBexio(orderLinks, openIds) : nothingMade)) sold.set(sku, (sold.get(sku) ?? 0) + units);
  }
  return sold;
}

/** SKUs of orders of which something was noted or made while this run was reading: the numbers do not belong together. */
export async function busySkus(round: Round, before: Notes): Promise<Set<string>> {
  const now = await readNotes(round);
  const moved = [...now].filter(([orderId, note]) => before.get(orderId)?.print !== note.print);
  const notes = moved.flatMap(([orderId, note]) => [note, before.get(orderId)]).filter((note) => note !== undefined);
  return new Set(notes.flatMap(({ link }) => detailOf(link, 'stock-units').lines.map(({ sku }) => sku)));
}

/**
 * What was booked out before bexio was read has been left out of everything; its note has done its service. Without deliveries a note goes
 * when bexio's stock has dropped by all of it, and what was paid off with it.
 */
export async function forgetNotes(round: Round, notes: Notes, { skus, openIds }: { skus: readonly Sku[]; openIds: ReadonlySet<number> }): Promise<void> {
  if (reserves(round)) {
    for (const note of bookedOut(notes)) if (await isAtRest(round, note)) await (isReservedForNobody(note, openIds) ? empty(round, note) : forget(round, note));
    return;
  }
  if (round.settings.stock.leads === 'shopify') {
    for (const note of notes.values()) await forget(round, note);
    return;
  }
  const oldestFirst = [...notes.values()].toSorted((a, b) => a.link.createdAt.getTime() - b.link.createdAt.getTime());
  const sold = oldestFirst.map(({ link }) => ({ id: link.shopifyId, lines: unitsTaken(detailOf(link, 'stock-units').lines) }));
  // What this run could not write down has not been paid yet.
  const isOnRecord = ({ before, level, paid }: Sku) => before !== null && before.onHand === level.onHand && before.paid === paid;
  const paid = new Map(skus.map((one) => [one.sku, isOnRecord(one) ? one.paid : 0]));
  const { ids } = settledNotes(sold, paid);
  for (const id of ids) await forget(round, notes.get(id), paidWith(sold.find((one) => one.id === id)?.lines ?? [], skus));
}

function bookedOut(notes: Notes): Note[] {
  return [...notes.values()].filter(({ link, orderLinks }) => isBookedOut(detailOf(link, 'stock-units').lines, inBexio(orderLinks, null)));
}

/**
 * An order that is being worked on may have noted units that it is about to deliver: its delivery makes bexio reserve what was cancelled
 * beside them, and then the note is what says that nobody wants it.
 */
async function isAtRest({ tools: { store }, job, office }: Round, { link, print }: Note): Promise<boolean> {
  const work = await store.jobs.get({ shop: job.shop, kind: 'order', subject: link.shopifyId });
  if ((work?.dueAt ?? work?.leaseUntil ?? null) !== null) return false;
  return printOf(link, await store.links.of(job.shop, office.companyId, link.shopifyId)) === print;
}

/** Units of it were cancelled after bexio had reserved them, and its order is still open. */
function isReservedForNobody({ link, orderLinks }: Note, openIds: ReadonlySet<number>): boolean {
  const lines = detailOf(link, 'stock-units').lines.map((line) => ({ ...line, units: 0 }));
  return unitsBexioOffers(lines, inBexio(orderLinks, openIds)).size > 0;
}

/** The note stays until bexio's order is closed, and takes nothing from the shelf any more. */
async function empty({ tools: { store }, job }: Round, { link }: Note): Promise<void> {
  const detail = detailOf(link, 'stock-units');
  if (detail.lines.every(({ units }) => units === 0)) return;
  const now = await store.links.find(link.shop, link.companyId, link.kind, link.shopifyId);
  if (!isDeepStrictEqual(now?.detail, link.detail)) return;
  const lines = detail.lines.map(({ lineId, sku }) => ({ lineId, sku, units: 0 }));
  await store.atomically([store.jobs.holding(job), store.links.updating(link, { ...detail, lines })]);
}

type PaidWith = { one: Sku; units: number }[];

function paidWith(lines: readonly { sku: string; units: number }[], skus: readonly Sku[]): PaidWith {
  const bySku = Map.groupBy(lines, (line) => line.sku);
  return skus.flatMap((one) => {
    const units = (bySku.get(one.sku) ?? []).reduce((sum, line) => sum + line.units, 0);
    return units === 0 ? [] : [{ one, units }];
  });
}

async function forget(round: Round, note: Note | undefined, paid: PaidWith = []): Promise<void> {
  const { store } = round.tools;
  if (!note) return;
  const { link } = note;
  // The order may have been read again meanwhile, and then the note says something new.
  const now = await store.links.find(link.shop, link.companyId, link.kind, link.shopifyId);
  if (!isDeepStrictEqual(now?.detail, link.detail)) return;
  // The note and what it was paid with go together, or the same drop would pay for other units once more.
  const rows = paid.flatMap(({ one, units }) => {
    one.paid -= units;
    const seen = one.before;
    if (seen === null) return [];
    one.before = { ...seen, paid: one.paid };
    return [store.links.updating({ shop: link.shop, companyId: link.companyId, kind: 'stock-seen', shopifyId: one.sku }, one.before)];
  });
  await store.atomically([store.jobs.holding(round.job), store.links.removing(link), ...rows]);
}
