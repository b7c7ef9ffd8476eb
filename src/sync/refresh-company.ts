import type { Company } from '../domain/company.ts';
import type { Claimed } from '../store/jobs.ts';
import { afterFailure } from './failure.ts';
import type { BexioOffice, Tools } from './tools.ts';
import { ringUnfinished } from './resume.ts';
import type { JobOutcome } from './worker.ts';

export const companyKind = 'company';
/** Subject of the jobs that come round by themselves. */
export const routine = 'routine';
const refreshEveryMs = 15 * 60_000;

/**
 * Job `company`: reads the company's reference data (taxes, accounts, currencies …) so that booking an order needs none of these
 * requests. Rung on connecting (then orders that waited go on), and by itself every quarter of an hour.
 */
export async function refreshCompany(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const office = await tools.bexio(job.shop);
    if (!office) return { done: true };
    await readCompany(tools, office);
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

export async function readCompany(tools: Tools, office: BexioOffice): Promise<Company> {
  const company = await office.client.company.read({ companyId: office.companyId, userId: office.userId });
  await tools.store.companies.save(office.companyId, companyKind, company);
  return company;
}
