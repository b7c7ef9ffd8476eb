import { isUndoable, noTotals, withOrder, type UndoneOrder, type UndoRun, type UndoScope } from '../../domain/plan/undo-run.ts';
import type { Statement } from '../../store/database.ts';
import type { Claimed } from '../../store/jobs.ts';
import { decisionStatements } from './decide.ts';
import { afterFailure } from '../failure.ts';
import { foreseeUndoOf } from './foresee-undo.ts';
import { detailOf } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

/** Every order looked at costs a request to each system; between two batches other work gets its turn. */
const lookedAtPerRun = 25;
const askedPerRun = 50;
/** More orders than this waiting for their turn: the run waits too, so that new orders do not queue behind it. */
const waitingMax = 200;
const restMs = 2_000;
const keysPerPage = 500;
const runsShown = 20;

/**
 * Job `undo-run`, subject: the run. Looks at each of its orders, and stops there until a person has seen what would happen. Then tells
 * every order that can be undone whole to be undone, and watches until all have come to an end. A batch and its cursor are one commit.
 */
export async function runUndo(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const companyId = (await tools.store.connections.get(job.shop))?.companyId;
    if (companyId === undefined) return { done: true };
    const run = await readUndoRun(tools, job.shop, job.subject);
    if (run === null) return { done: true };
    const work: Work = { tools, job, companyId, run };
    if (run.state === 'looking') return await look(work);
    if (run.state === 'undoing') return await askOrders(work);
    return run.state === 'settling' ? await settle(work) : { done: true };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

/** Begins to look. Nothing is undone by this. */
export async function beginUndo({ store, clock }: Pick<Tools, 'store' | 'clock'>, shop: string, scope: UndoScope, author: string): Promise<string | null> {
  const connection = await store.connections.get(shop);
  if (!connection) return null;
  const startedAt = clock.now().toISOString();
  // Newest first in the order of their keys.
  const runId = `${(1e14 - clock.now().getTime()).toString(36)}-${crypto.randomUUID().slice(0, 8)}`;
  const run: UndoRun = { scope, state: 'looking', author, startedAt, cursor: '', foreseen: noTotals, asked: 0, undone: 0, needPerson: 0 };
  await store.atomically([store.links.adding({ shop, companyId: connection.companyId, kind: 'undo-run', shopifyId: runId, orderId: null, bexioId: 0, detail: run }), store.jobs.ringing({ shop, kind: 'undo-run', subject: runId })]);
  return runId;
}

/** `undo`: a person has seen what would happen. `stop`: what has not been told to be undone yet is left alone. False: not possible now. */
export async function directUndo({ store, clock }: Pick<Tools, 'store' | 'clock'>, shop: string, runId: string, wish: 'undo' | 'stop', author: string): Promise<boolean> {
  const connection = await store.connections.get(shop);
  const link = connection ? await store.links.find(shop, connection.companyId, 'undo-run', runId) : null;
  if (link === null) return false;
  const run = detailOf(link, 'undo-run');
  const possible = wish === 'undo' ? run.state === 'ready' : ['looking', 'ready', 'undoing'].includes(run.state);
  if (!possible) return false;
  const begun = run.state === 'undoing' && run.asked > 0;
  const state = wish === 'undo' ? 'undoing' : begun ? 'settling' : 'stopped';
  await store.atomically([
    store.links.updating(link, { ...run, state, cursor: begun ? run.cursor : '', author } satisfies UndoRun),
    store.journal.adding({ shop, orderId: null, event: `undo-run-${wish}`, actor: author, detail: { runId, ...run.foreseen }, at: clock.now() }),
    store.jobs.ringing({ shop, kind: 'undo-run', subject: runId }),
  ]);
  return true;
}

export async function readUndoRun({ store }: Pick<Tools, 'store'>, shop: string, runId: string): Promise<UndoRun | null> {
  const connection = await store.connections.get(shop);
  const link = connection ? await store.links.find(shop, connection.companyId, 'undo-run', runId) : null;
  return link === null ? null : detailOf(link, 'undo-run');
}

/** Newest first. */
export async function listUndoRuns({ store }: Pick<Tools, 'store'>, shop: string): Promise<{ runId: string; run: UndoRun }[]> {
  const connection = await store.connections.get(shop);
  const links = connection ? await store.links.after(shop, connection.companyId, 'undo-run', '', runsShown) : [];
  return links.map((link) => ({ runId: link.shopifyId, run: detailOf(link, 'undo-run') }));
}

/** The orders of a run that were looked at, a page at a time. */
export async function ordersOfRun({ store }: Pick<Tools, 'store'>, shop: string, runId: string, after: string, limit: number): Promise<UndoneOrder[]> {
  const connection = await store.connections.get(shop);
  return connection ? undoneOrders({ store }, { shop, companyId: connection.companyId, runId, after, limit }) : [];
}

type Work = { tools: Tools; job: Claimed; companyId: string; run: UndoRun };

async function look(work: Work): Promise<JobOutcome> {
  const { tools, job, companyId, run } = work;
  const { store } = tools;
  const page = await candidates(work);
  let { foreseen } = run;
  const statements: Statement[] = [];
  for (const { orderId } of page.found.slice(0, lookedAtPerRun)) {
    const order = await store.orders.get(job.shop, orderId);
    if (order === null) continue;
    const undo = await foreseeUndoOf(tools, job.shop, orderId);
    foreseen = withOrder(foreseen, undo);
    const detail: UndoneOrder = { orderId, name: order.name, foreseen: undo };
    statements.push(store.links.adding({ shop: job.shop, companyId, kind: 'undo-order', shopifyId: `${job.subject}:${orderId}`, orderId: null, bexioId: 0, detail }));
  }
  const rest = page.found.slice(lookedAtPerRun);
  const cursor = rest.length > 0 ? (page.found[lookedAtPerRun - 1]?.cursor ?? run.cursor) : page.cursor;
  const finished = rest.length === 0 && page.last;
  return keep(work, statements, { foreseen, ...(finished ? { state: 'ready', cursor: '' } : { cursor }) }, { restMs: 0 });
}

/** The next orders of the scope after the cursor; `cursor`: up to where was looked, whatever was found. */
async function candidates({ tools: { store }, job, companyId, run }: Work): Promise<{ found: { orderId: string; cursor: string }[]; cursor: string; last: boolean }> {
  const { scope, cursor } = run;
  if (scope.kind === 'picked') {
    const from = cursor === '' ? 0 : Number(cursor);
    return { found: scope.orderIds.slice(from).map((orderId, index) => ({ orderId, cursor: String(from + index + 1) })), cursor: String(scope.orderIds.length), last: true };
  }
  if (scope.kind === 'import') {
    const ids = await store.imports.bookedOrderIds({ shop: job.shop, id: scope.importId }, { after: cursor, limit: keysPerPage });
    return { found: ids.map((orderId) => ({ orderId, cursor: orderId })), cursor: ids.at(-1) ?? cursor, last: ids.length < keysPerPage };
  }
  const links = await store.links.after(job.shop, companyId, 'invoice', cursor, keysPerPage);
  const found = links.filter(({ createdAt }) => createdAt.toISOString() >= scope.from && createdAt.toISOString() < scope.until).map((link) => ({ orderId: link.shopifyId, cursor: link.shopifyId }));
  return { found, cursor: links.at(-1)?.shopifyId ?? cursor, last: links.length < keysPerPage };
}

/** Tells the orders; each is undone by its own job, by the rules that the forecast asked. */
async function askOrders(work: Work): Promise<JobOutcome> {
  const { tools, job, run } = work;
  const { store } = tools;
  if ((await store.jobs.counts(tools.clock.now())).due > waitingMax) return { again: after(tools, restMs), attempts: 'reset' };
  const page = await pageOf(work, askedPerRun);
  const statements: Statement[] = [];
  let { asked } = run;
  for (const { orderId, foreseen } of page) {
    const order = isUndoable(foreseen) ? await store.orders.get(job.shop, orderId) : null;
    if (order === null) continue;
    asked += 1;
    statements.push(
      ...(await decisionStatements(tools, job.shop, orderId, 'undo', run.author)),
      store.orders.recording({ ...order, state: 'working', detail: null }),
      store.journal.adding({ shop: job.shop, orderId, event: 'undo-asked', actor: run.author }),
    );
  }
  const finished = page.length < askedPerRun;
  return keep(work, statements, { asked, ...(finished ? { state: 'settling', cursor: '' } : { cursor: page.at(-1)?.orderId ?? run.cursor }) }, { restMs: finished ? restMs : 0 });
}

/** Counts those that have come to an end, until none is under way. After a stop only those up to the cursor were told. */
async function settle(work: Work): Promise<JobOutcome> {
  const { tools, job, run } = work;
  let [undone, needPerson, moving] = [0, 0, 0];
  let cursor = '';
  for (;;) {
    const page = await pageOf({ ...work, run: { ...work.run, cursor } }, keysPerPage);
    for (const { orderId, foreseen } of page) {
      if (run.cursor !== '' && orderId > run.cursor) continue;
      const order = isUndoable(foreseen) ? await tools.store.orders.get(job.shop, orderId) : null;
      if (order === null) continue;
      if (order.state === 'working' || order.state === 'retrying') moving += 1;
      else undone += 1;
      if (order.state === 'problem') needPerson += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < keysPerPage) break;
    cursor = last.orderId;
  }
  return keep(work, [], { undone, needPerson, ...(moving === 0 ? { state: 'done' } : {}) }, { restMs });
}

function pageOf({ tools, job, companyId, run }: Work, limit: number): Promise<UndoneOrder[]> {
  return undoneOrders(tools, { shop: job.shop, companyId, runId: job.subject, after: run.cursor, limit });
}

async function undoneOrders({ store }: Pick<Tools, 'store'>, { shop, companyId, runId, after: orderId, limit }: { shop: string; companyId: string; runId: string; after: string; limit: number }): Promise<UndoneOrder[]> {
  const links = await store.links.after(shop, companyId, 'undo-order', `${runId}:${orderId}`, limit);
  return links.filter((link) => link.shopifyId.startsWith(`${runId}:`)).map((link) => detailOf(link, 'undo-order'));
}

/** A person may have stopped the run meanwhile: that stays, and the batch that was under way is the last one. */
async function keep({ tools, job, companyId, run }: Work, statements: Statement[], changes: Partial<UndoRun>, { restMs: pauseMs }: { restMs: number }): Promise<JobOutcome> {
  const { store } = tools;
  const key = { shop: job.shop, companyId, kind: 'undo-run', shopifyId: job.subject } as const;
  const now = await readUndoRun(tools, job.shop, job.subject);
  const stopped = now !== null && now.state !== run.state;
  const told = (changes.asked ?? 0) > 0;
  const next: UndoRun = { ...run, ...changes, ...(stopped ? { state: told ? 'settling' : now.state } : {}) };
  await store.atomically([store.jobs.holding(job), ...statements, store.links.updating(key, next)]);
  return ['looking', 'undoing', 'settling'].includes(next.state) ? { again: after(tools, pauseMs), attempts: 'reset' } : { done: true };
}

function after({ clock }: Pick<Tools, 'clock'>, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}
