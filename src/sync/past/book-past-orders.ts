import { actionFor, type ImportOutcome } from '../../domain/past/history-import.ts';
import { noCompany } from '../../domain/booked.ts';
import { indexInvoices } from '../../domain/past/recognise-invoice.ts';
import type { ImportRecord, ImportRow } from '../../store/imports.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Statement } from '../../store/store.ts';
import type { OrderState } from '../../store/tables.ts';
import { decisionOf, decisionStatements } from '../order/decide.ts';
import type { Importing } from './importing.ts';
import { recogniseRow } from './judge-past-orders.ts';
import type { DecisionDetail, ImportedDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

/** Orders of the past in work at once: enough to use up what bexio allows, few enough that a new order waits for seconds behind them. */
const atOnce = 24;
/** More than this due in the whole program: the past waits. */
const crowdedFrom = 100;
const lookEveryMs = 1_000;
const restMaxMs = 60_000;
const rowsPerLook = 200;

/**
 * Rings the orders of a run, a few at a time, in the order in which they were placed. Each is booked by its own job as any order is; here is
 * only noted whose turn it was and what became of it.
 */
export async function bookPastOrders(tools: Tools, importing: Importing): Promise<JobOutcome> {
  const { job, run } = importing;
  const { imports, jobs, journal, atomically } = tools.store;
  if (!run.progress.lookedAgain) await lookAgain(tools, importing);
  const rung = await settleRung(tools, job, run);
  const room = (await isCrowded(tools)) ? 0 : roomBeside(rung);
  const open = room === 0 && rung.length > 0 ? [] : await imports.open(run, rowsPerLook);
  if (open.length === 0 && rung.length === 0 && room > 0) {
    await atomically([jobs.holding(job), imports.moving(run, ['booking'], 'done'), journal.adding({ shop: job.shop, orderId: null, event: 'import-done', actor: run.author, detail: { importId: run.id, ...(await outcomes(tools, run)) } })]);
    return { done: true };
  }
  const statements: Statement[] = [];
  let taken = 0;
  for (const row of open) {
    const action = actionFor(row, run.plan);
    if (action === 'leave') statements.push(...(await leaving(tools, run, row)));
    else if (taken === room) break;
    else if (await isLinked(tools, run, row)) statements.push(imports.finding(run, row.orderId, 'known', row.detail), imports.ending(run, row.orderId, 'left'));
    else {
      taken += 1;
      statements.push(...(await ringing(tools, run, row, action)));
    }
  }
  if (statements.length > 0) await atomically([jobs.holding(job), ...statements]);
  const nowMs = tools.clock.now().getTime();
  if (taken === 0 && statements.length > 0) return { again: new Date(nowMs), attempts: 'reset' };
  // All of them wait, most likely for bexio's next minute: so does the run.
  const waking = room > 0 ? nowMs : Math.min(...rung.map(({ waitsUntilMs }) => waitsUntilMs));
  return { again: new Date(Math.min(Math.max(waking, nowMs + lookEveryMs), nowMs + restMaxMs)), attempts: 'reset' };
}

/** One that is retried later takes nobody's place; where many are, one of the two systems is down, and ringing more would only add to them. */
function roomBeside(rung: readonly Rung[]): number {
  const stuck = rung.filter((one) => one.stuck).length;
  return stuck >= atOnce ? 0 : Math.max(0, atOnce - (rung.length - stuck));
}

async function isCrowded({ store, clock }: Tools): Promise<boolean> {
  return (await store.jobs.counts(clock.now())).due > crowdedFrom;
}

/** `stuck`: one that is retried later and holds up nobody. `waitsUntilMs`: 0 = it is being worked on. */
type Rung = { stuck: boolean; waitsUntilMs: number };

/** Notes down what became of the orders that are finished. Answers the others. */
export async function settleRung(tools: Tools, job: Claimed, run: ImportRecord): Promise<Rung[]> {
  const { imports, jobs, orders, atomically } = tools.store;
  const still: Rung[] = [];
  const statements: Statement[] = [];
  for (const row of await imports.underWay(run)) {
    const work = await jobs.get({ shop: job.shop, kind: 'order', subject: row.orderId });
    const state = (await orders.get(job.shop, row.orderId))?.state ?? null;
    if (work && (work.dueAt !== null || work.leaseUntil !== null)) still.push({ stuck: state === 'retrying', waitsUntilMs: work.leaseUntil === null ? (work.dueAt?.getTime() ?? 0) : 0 });
    else statements.push(imports.ending(run, row.orderId, outcomeOf(run, row, state)));
  }
  if (statements.length > 0) await atomically([jobs.holding(job), ...statements]);
  return still;
}

function outcomeOf(run: ImportRecord, row: ImportRow, state: OrderState | null): ImportOutcome {
  switch (state) {
    case 'booked':
      return actionFor(row, run.plan) === 'adopt' ? 'adopted' : 'booked';
    case 'waiting':
    case 'problem':
      return state;
    // Never on record: deleted in Shopify before its turn.
    default:
      return 'skipped';
  }
}

/** Between the preview and the start somebody may have written invoices: the younger ones are looked through before the first order is rung. */
async function lookAgain(tools: Tools, importing: Importing): Promise<void> {
  const { job, run, scene } = importing;
  const { imports, jobs, atomically } = tools.store;
  const younger = await scene.office.client.invoices.since(run.progress.invoicesTo + 1);
  const index = indexInvoices(younger.filter(({ status }) => status !== 'cancelled'));
  for (let cursor: string | null = younger.length > 0 ? '' : null; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof imports.rows>> = await imports.rows({ ...run, limit: 250, ...(cursor === '' ? {} : { cursor }) });
    const statements: Statement[] = [];
    for (const row of page.rows) {
      if (actionFor(row, run.plan) !== 'book' || row.finding === 'unclear') continue;
      const recognised = await recogniseRow(tools, importing, index, row);
      if ('invoiceId' in recognised) statements.push(imports.finding(run, row.orderId, recognised.as === 'unclear' ? 'unclear' : 'recognised', { ...row.detail, recognised }));
    }
    if (statements.length > 0) await atomically([jobs.holding(job), ...statements]);
    cursor = page.nextCursor;
  }
  await atomically([jobs.holding(job), imports.noting(run, { ...run.progress, lookedAgain: true, stopped: null })]);
}

async function ringing(tools: Tools, run: ImportRecord, row: ImportRow, action: 'book' | 'adopt'): Promise<Statement[]> {
  const { store } = tools;
  const { recognised } = row.detail;
  const detail = { batch: run.id, recognised: action === 'book' || !recognised ? { as: 'new' } : recognised, ...(action === 'adopt' ? { adopt: true } : {}) } satisfies ImportedDetail;
  return [
    store.links.adding({ shop: run.shop, companyId: run.companyId, kind: 'imported', shopifyId: row.orderId, orderId: row.orderId, bexioId: 0, detail }),
    store.imports.ending(run, row.orderId, 'rung'),
    // What was taken back stays so until the merchant decides otherwise, which he has by choosing it.
    ...(row.finding === 'undone' ? await decisionStatements(tools, run.shop, row.orderId, 'book-now', run.author) : [store.jobs.ringing({ shop: run.shop, kind: 'order', subject: row.orderId })]),
  ];
}

/** What is invoiced elsewhere, or was taken off the list by the merchant, is left out for good: a webhook about it must not book it later. */
async function leaving(tools: Tools, run: ImportRecord, row: ImportRow): Promise<Statement[]> {
  const { store, clock } = tools;
  const ended = store.imports.ending(run, row.orderId, 'left');
  const decided = row.choice === 'leave' || row.finding === 'recognised' || row.finding === 'unclear';
  if (!decided || (await decisionOf(store, run.shop, row.orderId)) !== null) return [ended];
  const detail = { decision: 'skip', author: run.author, at: clock.now().toISOString() } satisfies DecisionDetail;
  const { recognised } = row.detail;
  const invoice = recognised && 'invoiceId' in recognised ? { invoiceId: recognised.invoiceId, number: recognised.number } : {};
  return [
    ended,
    store.links.adding({ shop: run.shop, companyId: noCompany, kind: 'decision', shopifyId: row.orderId, orderId: row.orderId, bexioId: 0, detail }),
    store.journal.adding({ shop: run.shop, orderId: row.orderId, event: 'import-left', actor: run.author, detail: invoice }),
  ];
}

async function isLinked(tools: Tools, run: ImportRecord, row: ImportRow): Promise<boolean> {
  return (await tools.store.links.find(run.shop, run.companyId, 'invoice', row.orderId)) !== null;
}

async function outcomes(tools: Tools, run: ImportRecord): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { outcome, orders } of await tools.store.imports.counts(run)) sums[outcome ?? 'open'] = (sums[outcome ?? 'open'] ?? 0) + orders;
  return sums;
}
