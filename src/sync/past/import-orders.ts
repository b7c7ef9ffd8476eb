import { indexInvoices } from '../../domain/past/recognise-invoice.ts';
import type { ImportRecord } from '../../store/imports.ts';
import type { Claimed } from '../../store/jobs.ts';
import { bookPastOrders, settleRung } from './book-past-orders.ts';
import { afterFailure } from '../failure.ts';
import type { Importing, Scan } from './importing.ts';
import { judgePastOrders } from './judge-past-orders.ts';
import { listPastOrders } from './list-past-orders.ts';
import { readScene, type Scene } from '../scene.ts';
import type { BexioOffice, Tools } from '../tools.ts';
import type { JobHandler, JobOutcome } from '../worker.ts';

/**
 * Job `import`, subject: the run's id. Lists the orders of the range, judges each as the booking would, waits for the merchant, and then
 * rings a few orders at a time. Every step is committed with how far it has come, so that a crash repeats at the most reading.
 */
export function createImporter(tools: Tools): JobHandler {
  const scans = new Map<string, Scan>();
  return async (job) => {
    try {
      const run = await tools.store.imports.get({ shop: job.shop, id: job.subject });
      if (!run) return { done: true };
      if (isOver(run)) {
        scans.delete(run.id);
        return await windDown(tools, job, run);
      }
      const scene = await sceneFor(tools, job, run);
      return scene === null ? { done: true } : await proceed(tools, { job, scene, run }, scans);
    } catch (error) {
      return afterFailure(tools, job, error);
    }
  };
}

function isOver({ phase, paused }: ImportRecord): boolean {
  return paused || phase === 'ready' || phase === 'done' || phase === 'cancelled';
}

async function proceed(tools: Tools, importing: Importing, scans: Map<string, Scan>): Promise<JobOutcome> {
  const { run, scene } = importing;
  switch (run.phase) {
    case 'listing':
      return await listPastOrders(tools, importing);
    case 'judging': {
      const scan = scans.get(run.id) ?? (await scanInvoices(scene.office));
      scans.set(run.id, scan);
      return await judgePastOrders(tools, importing, scan);
    }
    case 'booking':
      scans.delete(run.id);
      return await bookPastOrders(tools, importing);
    case 'ready':
    case 'done':
    case 'cancelled':
      return { done: true };
  }
}

/** What was under way when the run was stopped comes to its end by itself, and is noted down. */
async function windDown(tools: Tools, job: Claimed, run: ImportRecord): Promise<JobOutcome> {
  const rung = await settleRung(tools, job, run);
  return rung.length === 0 ? { done: true } : { again: new Date(tools.clock.now().getTime() + settleEveryMs), attempts: 'reset' };
}

const settleEveryMs = 2_000;

/** Null: the run cannot go on, and says why. */
async function sceneFor(tools: Tools, job: Claimed, run: ImportRecord): Promise<Scene | null> {
  const seen = await readScene(tools, job.shop, { spare: true });
  if (seen?.ok && seen.scene.office.companyId === run.companyId) return seen.scene;
  const stopped = seen === null ? 'uninstalled' : seen.ok ? 'other-company' : seen.problem.reason;
  const { imports, jobs, atomically } = tools.store;
  await atomically([jobs.holding(job), imports.pausing(run, true), imports.noting(run, { ...run.progress, stopped })]);
  return null;
}

/** The whole company in pages of 2,000: cheaper than one search per order, and it shows other connectors' invoices too. */
async function scanInvoices(office: BexioOffice): Promise<Scan> {
  const invoices = await office.client.invoices.all();
  return { index: indexInvoices(invoices.filter(({ status }) => status !== 'cancelled')), contacts: new Set(), skus: new Set() };
}
