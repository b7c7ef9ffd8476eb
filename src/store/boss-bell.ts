import { PgBoss, type ConstructorOptions } from 'pg-boss';
import { createBell, type Bell } from './bell.ts';

const channel = 'job_due';

export type BossBell = Bell & { close(): Promise<void> };

/**
 * The bell for several processes on one PostgreSQL. Everybody hears every ring: NOTIFY over the connection that pg-boss holds open, checks every
 * few seconds and opens again when it silently stopped listening. Its queues are not used, because what is due stands in `jobs` (decision 16).
 * A fault goes to `onFault` and stops nothing: due rows are found by looking.
 */
export async function openBossBell(options: ConstructorOptions, instance: string, onFault: (fault: Error) => void): Promise<BossBell> {
  const local = createBell();
  const boss = new PgBoss({ ...options, supervise: false, schedule: false });
  boss.on('error', onFault);
  await boss.start();
  const database = boss.getDb();
  const hear = (ringing: string) => {
    if (ringing !== instance) local.ring();
  };
  // A connection that was lost may have missed a ring.
  const listening = await database.listen?.(channel, hear, local.ring);
  const tell = oneAtATime(() => database.executeSql('select pg_notify($1, $2)', [channel, instance]).catch(onFault));
  return {
    ring() {
      local.ring();
      tell();
    },
    onRing: local.onRing,
    async close() {
      await listening?.close();
      await boss.stop({ graceful: false });
    },
  };
}

/** Calls made while one is under way become one more: a burst of webhooks costs two round trips, not one each. */
function oneAtATime(act: () => Promise<unknown>): () => void {
  let state: 'idle' | 'busy' | 'wanted' = 'idle';
  return function run() {
    if (state !== 'idle') {
      state = 'wanted';
      return;
    }
    state = 'busy';
    void act().finally(() => {
      const again = state === 'wanted';
      state = 'idle';
      if (again) run();
    });
  };
}
