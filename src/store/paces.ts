import { and, eq, gt, lt, lte, or, sql } from 'drizzle-orm';
import { ask } from './database.ts';
import { one, type Tools } from './tools.ts';

/** What bexio says with every answer: so many requests may still be made until then. */
export type Observed = { limit: number; remaining: number; resetAt: Date };
export type Turn = { go: true } | { go: false; waitMs: number };

/** How fast one company may be asked, per family of endpoints, shared by all its jobs. */
export type Paces = {
  /**
   * Takes one request from what is left, or says how long to wait. Before the first answer nothing is known, and requests go.
   * `leavePercent`: that much of the quota is not touched, because somebody else needs it more.
   */
  take(companyId: string, bucket: string, now: Date, options?: { leavePercent?: number }): Promise<Turn>;
  observe(companyId: string, bucket: string, observed: Observed): Promise<void>;
  /** Requests per window as bexio said last, by bucket; what it has not spoken of yet is missing. */
  quotas(companyId: string): Promise<Record<string, number>>;
};

export function createPaces(tools: Tools): Paces {
  return tools.backend.oneProcess ? pacesInMemory() : pacesInTable(tools);
}

/** Whatever a header says: PostgreSQL's integers end at two thousand millions, and a share of it is computed in percent. */
function countable({ limit, remaining, resetAt }: Observed): Observed {
  const most = 1_000_000;
  return { limit: Math.min(limit, most), remaining: Math.min(remaining, most), resetAt };
}

/** After a reset the new window's end is not known until the next answer; bexio's windows are minutes. */
const windowMs = 60_000;
/** Two answers speak of one window when their resets, whole seconds from the moment of each answer, are this close. */
const sameWindowMs = 2_000;

function pacesInMemory(): Paces {
  const paces = new Map<string, { quota: number; remaining: number; resetMs: number }>();
  return {
    async take(companyId, bucket, now, { leavePercent = 0 } = {}) {
      const pace = paces.get(`${companyId} ${bucket}`);
      if (!pace) return { go: true };
      if (pace.resetMs <= now.getTime()) Object.assign(pace, { remaining: pace.quota, resetMs: now.getTime() + windowMs });
      if (pace.remaining * 100 <= pace.quota * leavePercent) return { go: false, waitMs: pace.resetMs - now.getTime() };
      pace.remaining -= 1;
      return { go: true };
    },
    async observe(companyId, bucket, observed) {
      const { limit, remaining, resetAt } = countable(observed);
      const key = `${companyId} ${bucket}`;
      const resetMs = resetAt.getTime();
      const known = paces.get(key);
      // An answer cannot know of the requests sent after it: within one window the smaller number is right.
      const same = known && Math.abs(known.resetMs - resetMs) < sameWindowMs;
      paces.set(key, { quota: limit, remaining: same ? Math.min(known.remaining, remaining) : remaining, resetMs });
    },
    async quotas(companyId) {
      const own = [...paces].filter(([key]) => key.startsWith(`${companyId} `));
      return Object.fromEntries(own.map(([key, { quota }]) => [key.slice(companyId.length + 1), quota]));
    },
  };
}

/** The same rules, each as one statement, because several processes ask at once. */
function pacesInTable({ database, tables }: Tools): Paces {
  const { paces } = tables;
  const isPace = (companyId: string, bucket: string) => and(eq(paces.companyId, companyId), eq(paces.bucket, bucket));
  return {
    async take(companyId, bucket, now, { leavePercent = 0 } = {}) {
      const over = lte(paces.resetAt, now);
      const nextReset = sql.param(new Date(now.getTime() + windowMs), paces.resetAt);
      const taken = await ask(
        database
          .update(paces)
          .set({
            remaining: sql`case when ${over} then ${paces.quota} - 1 else ${paces.remaining} - 1 end`,
            resetAt: sql`case when ${over} then ${nextReset} else ${paces.resetAt} end`,
          })
          .where(and(isPace(companyId, bucket), or(and(over, gt(paces.quota, 0)), sql`${paces.remaining} * 100 > ${paces.quota} * ${leavePercent}`)))
          .returning({ bucket: paces.bucket }),
      );
      if (taken.length > 0) return { go: true };
      const pace = await one(database.select({ resetAt: paces.resetAt }).from(paces).where(isPace(companyId, bucket)));
      return pace ? { go: false, waitMs: Math.max(1, pace.resetAt.getTime() - now.getTime()) } : { go: true };
    },
    async observe(companyId, bucket, observed) {
      const { limit, remaining, resetAt } = countable(observed);
      const near = (ms: number) => new Date(resetAt.getTime() + ms);
      const sameWindow = and(gt(paces.resetAt, near(-sameWindowMs)), lt(paces.resetAt, near(sameWindowMs)));
      const same = and(sameWindow, sql`${paces.remaining} < excluded.remaining`);
      await ask(
        database
          .insert(paces)
          .values({ companyId, bucket, quota: limit, remaining, resetAt })
          .onConflictDoUpdate({
            target: [paces.companyId, paces.bucket],
            set: { quota: limit, remaining: sql`case when ${same} then ${paces.remaining} else excluded.remaining end`, resetAt },
          }),
      );
    },
    async quotas(companyId) {
      const rows = await ask(database.select({ bucket: paces.bucket, quota: paces.quota }).from(paces).where(eq(paces.companyId, companyId)));
      return Object.fromEntries(rows.map(({ bucket, quota }) => [bucket, quota]));
    },
  };
}
