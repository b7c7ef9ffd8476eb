import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { ask } from './database.ts';
import type { Tools } from './tools.ts';

export type Leases = ReturnType<typeof createLeases>;

/** Begins the names of turns that end with the process that took them. Others outlive it: a ticket that was used up stays used up. */
export const turnPrefix = 'turn:';

/** A turn at something only one may do at a time, across processes: refreshing tokens, making a contact. `holder` must be new for every turn. */
export function createLeases({ database, tables, clock }: Tools) {
  const { leases } = tables;
  const held = (name: string, holder: string) => and(eq(leases.name, name), eq(leases.holder, holder), gt(leases.until, clock.now()));
  const after = (ms: number) => new Date(clock.now().getTime() + ms);
  return {
    /** A fence that grows with every turn, or null while somebody (this process included) has the turn. */
    async acquire(name: string, holder: string, ms: number): Promise<number | null> {
      const [turn] = await ask(
        database
          .insert(leases)
          .values({ name, holder, fence: 1, until: after(ms) })
          .onConflictDoUpdate({ target: leases.name, set: { holder, fence: sql`${leases.fence} + 1`, until: after(ms) }, setWhere: lte(leases.until, clock.now()) })
          .returning({ fence: leases.fence }),
      );
      return turn?.fence ?? null;
    },
    /** False: the turn has run out or was given away. */
    async renew(name: string, holder: string, ms: number): Promise<boolean> {
      return (await ask(database.update(leases).set({ until: after(ms) }).where(held(name, holder)).returning({ fence: leases.fence }))).length > 0;
    },
    /** The row stays, for the fence to go on growing. */
    async release(name: string, holder: string): Promise<void> {
      await ask(database.update(leases).set({ until: clock.now() }).where(held(name, holder)));
    },
  };
}
