import type { Step } from '../../domain/plan/next-step.ts';
import { vatDifferences, vatInLines } from '../../domain/payment/vat-differences.ts';
import { refundSource } from '../../domain/payment/refund-source.ts';
import type { Run } from '../run.ts';
import { createOnce } from '../create-once.ts';
import { detailOf, type RefundDetail, type TaskDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/** Books one refund as one entry in bexio's ledger. After an unclear answer it is found again by its reference, which nobody else uses. */
export async function bookRefundEntry(tools: Tools, run: Run, step: Extract<Step, { do: 'book-refund-entry' }>): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const { manualEntries } = office.client;
  const { entry, goods, nettedMinor } = step;
  const key = { shop: shop.domain, companyId: office.companyId, orderId: run.order.id, kind: `${entryIntent}${step.key}`, seq: 1 };
  const { found, created } = await createOnce(tools, {
    job: run.job,
    key,
    reference: entry.reference,
    request: entry,
    find: async () => (await manualEntries.find(entry.reference))[0] ?? null,
    create: () => manualEntries.create(entry),
    searchFirst: run.gap !== null,
  });
  const { date, totalMinor: amountMinor, taxes, lines } = entry;
  const vat = vatDifferences(taxes, vatInLines(lines), [...lines, ...goods]);
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(key, found.id),
    store.links.adding({ ...about(run), kind: 'refund', shopifyId: step.key, bexioId: found.id, detail: { amountMinor, date, reference: entry.reference, taxes, lines, goods, nettedMinor, vat, source: refundSource(run.order, step.key) } satisfies RefundDetail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: eventOf(step.key, created), detail: { entryId: found.id, refundId: step.key, amountMinor, date, taxes, ...(vat.length === 0 ? {} : { vat }) } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

/** What the intents of entries are called, before the key of the refund. */
export const entryIntent = 'refund:';

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
    store.links.adding({ ...about(run), kind: 'task', shopifyId: step.key, bexioId: 0, detail: { note: step.note, openedAt: tools.clock.now().toISOString(), closed: false, goods: step.goods, nettedMinor: step.nettedMinor, source: refundSource(run.order, step.key) } satisfies TaskDetail }),
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
