import { createHash } from 'node:crypto';
import { Router, type Request } from 'express';
import type { ForeseenUndo } from '../../../domain/plan/foresee-undo.ts';
import type { UndoScope } from '../../../domain/plan/undo-run.ts';
import type { ImportRecord } from '../../../store/imports.ts';
import { dayIn, startOfDay } from '../../words/format.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { loadCompany } from '../settings/load-settings.ts';
import { UndoPage } from './undo.tsx';
import { UndoRunPage, UndoRunsPage, type ImportBooked, type NamedImport, type UndoRunsView } from './undo-runs.tsx';

/** A run's orders on its page; the totals speak of all. */
const shownMax = 200;

export function undoRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/orders/:id/undo', answer((visit, request) => showUndo(deps, visit, request)));
  router.post('/orders/:id/undo', answer((visit, request) => undoOne(deps, visit, request)));
  router.get('/undo', answer((visit) => showRuns(deps, visit, false)));
  router.post('/undo', answer((visit, request) => beginFromForm(deps, visit, request)));
  router.get('/undo/:run', answer((visit, request) => showRun(deps, visit, request)));
  for (const wish of ['undo', 'stop'] as const) router.post(`/undo/:run/${wish}`, answer((visit, request) => directRun(deps, visit, request, wish)));
  return router;
}

async function showUndo(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const { visitor, frame } = visit;
  const order = await knownOrder(deps, visit, request);
  if (!order || !deps.foreseeUndo) return false;
  const foreseen = await deps.foreseeUndo(visitor.shop, order.orderId).catch((error: unknown) => {
    deps.onFault(error);
    return null;
  });
  const connection = await deps.store.connections.get(visitor.shop);
  const company = connection ? await loadCompany(deps, connection.companyId) : null;
  const accounts = Object.fromEntries((company?.accounts ?? []).map((account) => [account.id, `${account.number} ${account.name}`]));
  const view = { id: order.orderId, name: order.name, foreseen, seen: foreseen === null ? '' : printOf(foreseen), moved: queryText(request, 'moved') === 'yes', accounts };
  visit.show(frame.words.life.undo.title(order.name.slice(0, 60)), <UndoPage frame={frame} view={view} />, { status: foreseen === null ? 503 : 200 });
  return true;
}

/** Only what was shown is done: when it has changed since, it is shown again. */
async function undoOne(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const { store, foreseeUndo, decide } = deps;
  const { shop, author } = visit.visitor;
  const order = await knownOrder(deps, visit, request);
  if (!order || !foreseeUndo || !decide) return false;
  const foreseen = await foreseeUndo(shop, order.orderId);
  const body: Record<string, unknown> = request.body ?? {};
  if (body['seen'] !== printOf(foreseen)) {
    visit.goTo(`/orders/${order.orderId}/undo`, { moved: 'yes' });
    return true;
  }
  await store.orders.record({ ...order, state: 'working', detail: null });
  await store.journal.add({ shop, orderId: order.orderId, event: 'undo-asked', actor: author });
  await decide(shop, order.orderId, 'undo', author);
  visit.goTo(`/orders/${order.orderId}`, { done: 'undo' });
  return true;
}

function printOf(foreseen: ForeseenUndo): string {
  return createHash('sha256').update(JSON.stringify(foreseen)).digest('base64url');
}

async function knownOrder(deps: PagesDependencies, visit: Visit, request: Request) {
  const id = request.params['id'];
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? deps.store.orders.get(visit.visitor.shop, id) : null;
}

/** Looks first, whatever the scope; the page of the run asks before anything is undone. */
export async function beginRun({ undoRuns }: PagesDependencies, visit: Visit, scope: UndoScope): Promise<boolean> {
  if (!undoRuns) return false;
  const runId = await undoRuns.begin(visit.visitor.shop, scope, visit.visitor.author);
  // Without bexio there is nothing to look at.
  visit.goTo(runId === null ? '/connection' : `/undo/${runId}`);
  return true;
}

async function beginFromForm(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const body: Record<string, unknown> = request.body ?? {};
  const { import: importId, from, to } = body;
  if (typeof importId === 'string') {
    const known = (await importsOf(deps, visit)).find((one) => one.importId === importId);
    return known ? beginRun(deps, visit, { kind: 'import', importId, from: known.from.toISOString(), until: known.until.toISOString() }) : false;
  }
  const valid = isDay(from) && isDay(to) && from <= to;
  if (!valid) return showRuns(deps, visit, true);
  const { timeZone } = visit.shop;
  const dayAfter = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return beginRun(deps, visit, { kind: 'booked', from: startOfDay(timeZone, from).toISOString(), until: startOfDay(timeZone, dayAfter).toISOString() });
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^20\d\d-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
}

async function showRuns(deps: PagesDependencies, visit: Visit, fault: boolean): Promise<boolean> {
  const { undoRuns } = deps;
  if (!undoRuns) return false;
  const { frame, shop, visitor } = visit;
  const today = dayIn(shop.timeZone, frame.now);
  const view: UndoRunsView = { today, fault, runs: await undoRuns.list(visitor.shop), imports: await importsOf(deps, visit) };
  visit.show(frame.words.life.undoRuns.title, <UndoRunsPage frame={frame} view={view} />, { status: fault ? 422 : 200 });
  return true;
}

/** Imports of past orders that have booked something. */
async function importsOf({ store }: PagesDependencies, { visitor }: Visit): Promise<ImportBooked[]> {
  const found = await store.imports.bookedByRun(visitor.shop);
  return found.map(({ run, ...booked }) => ({ ...booked, ...importOf(run) }));
}

function importOf(run: ImportRecord): NamedImport {
  return { importId: run.id, from: new Date(run.plan.from), until: new Date(run.plan.until), at: run.startedAt ?? run.createdAt, author: run.author };
}

async function showRun(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const runId = runOf(request);
  const run = await deps.undoRuns?.read(visit.visitor.shop, runId);
  if (!deps.undoRuns || !run) return false;
  const orders = await deps.undoRuns.orders(visit.visitor.shop, runId, '', shownMax);
  const source = run.scope.kind === 'import' ? await deps.store.imports.get({ shop: visit.visitor.shop, id: run.scope.importId }) : null;
  const moving = ['looking', 'undoing', 'settling'].includes(run.state);
  visit.show(visit.frame.words.life.undoRuns.title, <UndoRunPage frame={visit.frame} view={{ runId, run, orders, source: source && importOf(source) }} />, { wide: true, ...(moving ? { pollMs: 1500 } : {}) });
  return true;
}

async function directRun({ undoRuns }: PagesDependencies, visit: Visit, request: Request, wish: 'undo' | 'stop'): Promise<boolean> {
  const runId = runOf(request);
  if (!undoRuns || !(await undoRuns.read(visit.visitor.shop, runId))) return false;
  // In another state by now: its page says so.
  await undoRuns.direct(visit.visitor.shop, runId, wish, visit.visitor.author);
  visit.goTo(`/undo/${runId}`);
  return true;
}

function runOf(request: Request): string {
  const id = request.params['run'];
  return typeof id === 'string' && /^[a-z0-9-]{1,60}$/.test(id) ? id : '';
}
