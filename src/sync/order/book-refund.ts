import type { FoundEntry } from '../../bexio/manual-entries.ts';
import { type EntryPlan, hasAmountsOf } from '../../domain/entry.ts';
import { sum } from '../../domain/money.ts';
import type { Step } from '../../domain/plan/next-step.ts';
import { vatDifferences, vatInLines } from '../../domain/payment/vat-differences.ts';
import { refundSource, takenOffSource } from '../../domain/payment/refund-source.ts';
import type { Run } from '../run.ts';
import { createOnce } from '../create-once.ts';
import { detailOf, type EntrySentDetail, type RefundDetail, type TaskDetail } from '../link-detail.ts';
import type { IntentKey } from '../../store/intents.ts';
import type { Tools } from '../tools.ts';
import { NeedsPerson } from '../verdict.ts';

/**
 * Books one refund as one entry in bexio's ledger. What is sent is kept with the intent, so that after an unclear answer the entry is found
 * again by its reference, which nobody else uses, and is on record as it was sent.
 */
export async function bookRefundEntry(tools: Tools, run: Run, { key, entry, goods, nettedMinor, parts, transactionIds }: Extract<Step, { do: 'book-refund-entry' }>): Promise<void> {
  const { links } = tools.store;
  const { manualEntries } = run.scene.office.client;
  const now: EntrySentDetail = { entry, goods, nettedMinor, parts, source: refundSource(run.order, key, transactionIds) };
  const { found, created } = await createOnce(tools, {
    job: run.job,
    key: intentKey(run, key),
    reference: entry.reference,
    request: entry,
    find: () => entryInBexio(run, entry),
    create: () => manualEntries.create(entry),
    searchFirst: run.gap !== null,
    sending: [links.adding({ ...about(run), kind: 'entry-sent', shopifyId: key, bexioId: 0, detail: now })],
  });
  await recordEntry(tools, run, { key, sent: created ? now : ((await sentEntry(tools, run, key)) ?? now), found, created });
}

/** What bexio was asked to book under this key, when it was asked last. Null: it never was. */
export async function sentEntry(tools: Tools, run: Run, key: string): Promise<EntrySentDetail | null> {
  const { shop, companyId } = about(run);
  const link = await tools.store.links.find(shop, companyId, 'entry-sent', key);
  return link && detailOf(link, 'entry-sent');
}

export async function entryInBexio({ scene, order }: Run, { reference }: EntryPlan): Promise<FoundEntry | null> {
  return (await scene.office.client.manualEntries.find(reference, order.currency))[0] ?? null;
}

type Recorded = { key: string; sent: EntrySentDetail; found: FoundEntry; created: boolean };

/** @throws NeedsPerson where bexio's amounts are not those that were sent: somebody has changed the entry, and only a person knows what counts */
export async function recordEntry(tools: Tools, run: Run, { key, sent: { entry, goods, nettedMinor, parts, source }, found, created }: Recorded): Promise<void> {
  const { store } = tools;
  if (!created && !hasAmountsOf(entry, found.lines)) throw new NeedsPerson({ reason: 'entry-differs', reference: entry.reference, currency: entry.currency, expectedMinor: entry.totalMinor, actualMinor: sum(found.lines.map((line) => line.amountMinor)) });
  const { date, totalMinor: amountMinor, taxes, lines } = entry;
  const vat = vatDifferences(taxes, vatInLines(lines), [...lines, ...goods]);
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(intentKey(run, key), found.id),
    store.links.removing({ ...about(run), kind: 'entry-sent', shopifyId: key }),
    store.links.adding({ ...about(run), kind: 'refund', shopifyId: key, bexioId: found.id, detail: { amountMinor, date, reference: entry.reference, taxes, lines, goods, nettedMinor, ...(parts === undefined ? {} : { parts }), vat, source } satisfies RefundDetail }),
    store.journal.adding({ shop: run.scene.shop.domain, orderId: run.order.id, event: eventOf(key, created), detail: { entryId: found.id, refundId: key, amountMinor, date, taxes, ...(vat.length === 0 ? {} : { vat }) } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

/** What the intents of entries are called, before the key of the refund. */
export const entryIntent = 'refund:';

function intentKey(run: Run, key: string): IntentKey {
  return { ...about(run), kind: `${entryIntent}${key}`, seq: 1 };
}

function eventOf(key: string, created: boolean): string {
  if (key.startsWith('voucher:')) return 'voucher-redeemed';
  if (key.startsWith('till:')) return 'till-rounded';
  if (key.startsWith('undo:')) return 'turnover-reversed';
  return created ? 'refund-booked' : 'refund-found';
}

/** A task is nothing in bexio: its figures are kept as they were when it arose, until a person has typed them there. */
export async function openTask(tools: Tools, run: Run, step: Extract<Step, { do: 'open-task' }>): Promise<void> {
  const { store } = tools;
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.adding({ ...about(run), kind: 'task', shopifyId: step.key, bexioId: 0, detail: { note: step.note, openedAt: tools.clock.now().toISOString(), closed: false, goods: step.goods, nettedMinor: step.nettedMinor, parts: step.parts, source: step.key.startsWith('less:') ? takenOffSource(run.order, step.note) : refundSource(run.order, step.key, step.transactionIds) } satisfies TaskDetail }),
    store.journal.adding({ shop: run.scene.shop.domain, orderId: run.order.id, event: 'task-opened', detail: step.note }),
  ]);
}

export async function closeTask(tools: Tools, run: Run, step: Extract<Step, { do: 'close-task' }>): Promise<void> {
  const { store } = tools;
  const { shop, companyId } = about(run);
  const link = await store.links.find(shop, companyId, 'task', step.key);
  if (!link) throw new Error(`task ${step.key} is missing`);
  const detail = detailOf(link, 'task');
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.updating(link, { ...detail, closed: true }),
    store.journal.adding({ shop, orderId: run.order.id, event: 'task-closed', detail: { amountMinor: detail.note.amountMinor, refundId: detail.note.refundId } }),
  ]);
}

function about({ scene, order }: Run) {
  return { shop: scene.shop.domain, companyId: scene.office.companyId, orderId: order.id };
}
