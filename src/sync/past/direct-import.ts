import { type BegunImport, type Choice, choicesFor, type ImportPlan, type ImportStep, noRequests, shownSince } from '../../domain/past/history-import.ts';
import { patternFault } from '../../domain/past/recognise-invoice.ts';
import type { ImportKey } from '../../store/imports.ts';
import type { Tools } from '../tools.ts';

type Given = Pick<Tools, 'store' | 'clock'>;

/** Begins the preview of a history import; nothing is booked before `startImport`. */
export async function beginImport({ store, clock }: Given, shop: string, plan: ImportPlan, author: string): Promise<BegunImport> {
  if (!(Date.parse(plan.from) < Date.parse(plan.until))) return { ok: false, why: 'range' };
  if (plan.patterns.some((pattern) => patternFault(pattern) !== null)) return { ok: false, why: 'pattern' };
  const [installed, connection] = await Promise.all([store.shops.get(shop), store.connections.get(shop)]);
  if (!installed || !connection || connection.state === 'broken') return { ok: false, why: 'not-connected' };
  const since = shownSince(installed.scopes, clock.now());
  if (since !== null && Date.parse(plan.from) < since.getTime()) return { ok: false, why: 'hidden', since };
  if (await store.imports.isAnyAtWork(shop)) return { ok: false, why: 'busy' };
  const id = crypto.randomUUID();
  const progress = { exportId: null, byPages: false, cursor: null, expected: null, requests: noRequests, invoices: 0, invoicesTo: 0, lookedAgain: false, stopped: null };
  await store.imports.add({ shop, id, companyId: connection.companyId, phase: 'listing', paused: false, plan, progress, author });
  await store.jobs.ring({ shop, kind: 'import', subject: id });
  return { ok: true, id };
}

/** What a merchant can do with a run. False: there is none, or not in this state. */
export async function directImport({ store }: Given, key: ImportKey, step: ImportStep): Promise<boolean> {
  const { imports, jobs, atomically } = store;
  const run = await imports.get(key);
  if (!run) return false;
  const ringing = jobs.ringing({ shop: key.shop, kind: 'import', subject: key.id });
  const moves = run.phase === 'listing' || run.phase === 'judging' || run.phase === 'booking';
  switch (step) {
    case 'start':
      if (run.phase !== 'ready' || (await imports.isAnyAtWork(key.shop, key.id))) return false;
      await atomically([imports.moving(key, ['ready'], 'booking'), imports.noting(key, { ...run.progress, lookedAgain: false, stopped: null }), ringing]);
      return true;
    case 'pause':
      if (!moves || run.paused) return false;
      await atomically([imports.pausing(key, true)]);
      return true;
    case 'resume':
      if (!moves || !run.paused) return false;
      await atomically([imports.pausing(key, false), ringing]);
      return true;
    case 'cancel':
      if (run.phase === 'done' || run.phase === 'cancelled') return false;
      await atomically([imports.moving(key, ['listing', 'judging', 'ready', 'booking'], 'cancelled'), imports.pausing(key, false), ringing]);
      return true;
  }
}

/** What becomes of one order of a run that has not had its turn. False: that cannot be chosen for it. */
export async function chooseForOrder({ store }: Given, key: ImportKey, orderId: string, choice: Choice | null): Promise<boolean> {
  const row = await store.imports.row(key, orderId);
  if (!row || row.outcome !== null || (choice !== null && !choicesFor(row).includes(choice))) return false;
  await store.atomically([store.imports.choosing(key, orderId, choice)]);
  return true;
}
