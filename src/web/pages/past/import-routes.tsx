import { Router, type Request } from 'express';
import { type Finding, findings, type ImportPlan } from '../../../domain/past/history-import.ts';
import { patternFault } from '../../../domain/past/recognise-invoice.ts';
import type { FormState } from '../../fields.tsx';
import { startOfDay } from '../../words/format.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { ImportPage } from './import.tsx';
import { ImportRunPage } from './import-run.tsx';
import { loadImportRun, loadImportStart, type Permission, permissions } from './load-import.ts';

const steps = ['start', 'pause', 'resume', 'cancel'] as const;
const patternsMax = 20;
const bulkMax = 250;

export function importRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/import', answer((visit, request) => showStart(deps, visit, null, permissionOf(queryText(request, 'asked')))));
  router.post('/import/permission', answer((visit, request) => readPermission(deps, visit, request)));
  router.post('/import', answer((visit, request) => begin(deps, visit, request)));
  router.get('/import/:run', answer((visit, request) => showRun(deps, visit, request)));
  router.post('/import/:run/choose', answer((visit, request) => choose(deps, visit, request)));
  for (const step of steps) {
    router.post(`/import/:run/${step}`, answer(async (visit, request) => {
      const key = { shop: visit.visitor.shop, id: runOf(request) };
      if (!deps.history || !(await deps.store.imports.get(key))) return false;
      // In another state by now: its page says so.
      await deps.history.direct(key, step);
      visit.goTo(`/import/${key.id}`);
      return true;
    }));
  }
  return router;
}

function runOf(request: Request): string {
  const id = request.params['run'];
  return typeof id === 'string' && /^[\w-]{1,40}$/.test(id) ? id : '';
}

function permissionOf(text: unknown): Permission | null {
  return permissions.find((one) => one === text) ?? null;
}

/** What was granted is Shopify's to say: the shop is read anew, whatever the browser tells. */
async function readPermission(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  if (!deps.history) return false;
  const body: Record<string, unknown> = request.body ?? {};
  await deps.store.jobs.ring({ shop: visit.visitor.shop, kind: 'shop', subject: 'details' });
  visit.goTo('/import', { asked: permissionOf(body['answer']) ?? undefined });
  return true;
}

async function showStart(deps: PagesDependencies, visit: Visit, form: FormState | null, asked: Permission | null = null): Promise<boolean> {
  if (!deps.history) return false;
  const view = await loadImportStart(deps, visit, form, asked);
  const reading = asked === 'granted-all' && view.shownSince !== null;
  visit.show(visit.frame.words.past.title, <ImportPage frame={visit.frame} view={view} />, { status: form === null ? 200 : 422, ...(reading ? { pollMs: 1_000 } : {}) });
  return true;
}

async function begin(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  if (!deps.history) return false;
  const { shop, frame, visitor } = visit;
  const body: Record<string, unknown> = request.body ?? {};
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const values = { from: text('from'), to: text('to'), patterns: text('patterns'), recognised: text('recognised') === 'leave' ? 'leave' : 'adopt' };
  const w = frame.words.past.faults;
  const patterns = [...new Set(values.patterns.split('\n').map((line) => line.trim()).filter((line) => line !== ''))];
  const errors: Record<string, string> = {};
  if (!isDay(values.from) || !isDay(values.to) || values.from > values.to) errors['to'] = w.range;
  if (patterns.length > patternsMax || patterns.some((pattern) => patternFault(pattern) !== null)) errors['patterns'] = w.pattern;
  if (Object.keys(errors).length > 0) return showStart(deps, visit, { values, errors });
  const plan: ImportPlan = {
    from: startOfDay(shop.timeZone, values.from).toISOString(),
    until: startOfDay(shop.timeZone, dayAfter(values.to)).toISOString(),
    patterns,
    recognised: values.recognised === 'leave' ? 'leave' : 'adopt',
  };
  const begun = await deps.history.begin(visitor.shop, plan, visitor.author);
  if (begun.ok) visit.goTo(`/import/${begun.id}`);
  else return showStart(deps, visit, { values, errors: { [begun.why === 'pattern' ? 'patterns' : 'from']: w[begun.why] } });
  return true;
}

function isDay(text: string): boolean {
  return /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

async function showRun(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  if (!deps.history) return false;
  const count = queryText(request, 'count');
  const view = await loadImportRun(deps, visit, runOf(request), { finding: findingOf(request), cursor: queryText(request, 'cursor'), chosen: /^\d{1,4}$/.test(count) ? Number(count) : null });
  if (!view) return false;
  const moving = ['listing', 'judging', 'booking'].includes(view.state);
  visit.show(visit.frame.words.past.title, <ImportRunPage frame={visit.frame} view={view} />, { wide: true, ...(moving ? { pollMs: 2_000 } : {}) });
  return true;
}

function findingOf(request: Request): Finding | '' {
  return findings.find((one) => one === queryText(request, 'finding')) ?? '';
}

async function choose(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const { store, history } = deps;
  const key = { shop: visit.visitor.shop, id: runOf(request) };
  if (!history || !(await store.imports.get(key))) return false;
  const body: Record<string, unknown> = request.body ?? {};
  const wished = (['book', 'adopt', 'leave'] as const).find((one) => one === body['action']);
  if (!wished) return false;
  const picked = [body['order']].flat().filter((id): id is string => typeof id === 'string' && /^\d{1,20}$/.test(id));
  let count = 0;
  for (const orderId of new Set(picked.slice(0, bulkMax))) if (await history.choose(key, orderId, wished)) count += 1;
  visit.goTo(`/import/${key.id}`, { finding: findingOf(request), count: String(count) });
  return true;
}
