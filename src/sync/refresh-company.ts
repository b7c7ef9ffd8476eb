import type { Claimed } from '../store/jobs.ts';
import { afterFailure } from './failure.ts';
import { readCompany } from './read-company.ts';
import { ringUnfinished } from './resume.ts';
import { routine, type Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

const refreshEveryMs = 15 * 60_000;

/**
 * Job `company`: reads the company's reference data (taxes, accounts, currencies …) so that booking an order needs none of these
 * requests. Rung on connecting (then orders that waited go on), and by itself every quarter of an hour.
 */
export async function refreshCompany(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const office = await tools.bexio(job.shop);
    if (office) await readCompany(tools, office);
    await tools.store.jobs.ring({ shop: job.shop, kind: 'check', subject: routine });
    if (!office) return { done: true };
    // Rung by connecting, not by the clock: what waited for it goes on.
    if (job.subject !== routine) {
      await ringUnfinished(tools, job.shop);
      return { done: true };
    }
    return { again: new Date(tools.clock.now().getTime() + refreshEveryMs), attempts: 'reset' };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}
