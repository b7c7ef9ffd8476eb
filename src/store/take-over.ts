import { and, gt, isNotNull, like, sql } from 'drizzle-orm';
import { turnPrefix } from './leases.ts';
import { statement, type Tools } from './tools.ts';

/**
 * At the start of the one process a database has by law (SQLite): whatever is still held is held by a predecessor that was killed. Its jobs
 * are due again at once and its turns are over, instead of after their leases; raised fences keep out anything of it that were to come back.
 */
export async function takeOver({ database, tables, clock, atomically }: Tools): Promise<void> {
  const { jobs, leases } = tables;
  const now = clock.now();
  await atomically([
    statement(database.update(jobs).set({ leaseUntil: null, heldBy: null, dueAt: now, fence: sql`${jobs.fence} + 1` }).where(isNotNull(jobs.leaseUntil))),
    statement(database.update(leases).set({ until: now }).where(and(like(leases.name, `${turnPrefix}%`), gt(leases.until, now)))),
  ]);
}
