import type { Claimed } from '../store/jobs.ts';
import type { Tools } from './tools.ts';

/** What a job run ends with. `again`: the same job is due at that time, whatever rings meanwhile. */
export type JobOutcome = { done: true } | { again: Date; attempts: 'count' | 'keep' | 'reset'; cause?: string } | { left: true };
export type JobHandler = (job: Claimed) => Promise<JobOutcome>;

export type Worker = {
  start(): void;
  /** Stops claiming, waits for runs in progress, gives leases back. */
  stop(): Promise<void>;
  /** Resolves when nothing is due or running any more: for the demo and for tests. */
  idle(): Promise<void>;
};

const leaseMs = 60_000;
/** A doorbell can be lost; the row is the truth, so it is looked at this often whatever happens. */
const lookEveryMs = 5_000;

/**
 * Takes due jobs, hands them to their handlers, settles them. Runs up to `concurrency` jobs at once; one job (so one order) never
 * runs twice at once, because claiming is one statement in the store and a stale fence cannot settle.
 */
export function createWorker(tools: Tools, options: { handlers: Record<string, JobHandler>; concurrency: number }): Worker {
  const { store, clock, log } = tools;
  const running = new Set<Promise<void>>();
  // A kind that only a newer version knows is left to it, and does not keep this one awake.
  const kinds = Object.keys(options.handlers);
  const stopping = new AbortController();
  let wake = new AbortController();
  let loop: Promise<void> | null = null;
  let claiming = false;
  const unhook = store.jobs.onRing(() => wake.abort());

  return {
    start() {
      loop ??= run();
    },
    async stop() {
      stopping.abort();
      wake.abort();
      unhook();
      await loop;
      await Promise.allSettled(running);
    },
    async idle() {
      for (;;) {
        await Promise.allSettled(running);
        const dueAt = await store.jobs.nextDueAt(kinds);
        // A claim that is under way has emptied the row already, and its run has not begun.
        if (running.size === 0 && !claiming && (dueAt === null || dueAt.getTime() > clock.now().getTime())) return;
        await clock.sleep(10);
      }
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const room = options.concurrency - running.size;
      const jobs = room > 0 ? await claim(room) : [];
      for (const job of jobs) begin(job);
      claiming = false;
      if (jobs.length === 0) await rest();
    }
  }

  async function claim(limit: number): Promise<Claimed[]> {
    claiming = true;
    try {
      return await store.jobs.claim({ now: clock.now(), leaseMs, limit, kinds });
    } catch (error) {
      log.error({ err: error }, 'jobs cannot be claimed');
      await clock.sleep(1_000, stopping.signal);
      return [];
    }
  }

  async function rest(): Promise<void> {
    if (stopping.signal.aborted) return;
    if (wake.signal.aborted) wake = new AbortController();
    // A store that fails for a moment must not end the loop, or nothing would ever be booked again.
    const dueAt = await store.jobs.nextDueAt(kinds).catch(() => null);
    const waitMs = dueAt === null ? lookEveryMs : Math.min(lookEveryMs, dueAt.getTime() - clock.now().getTime());
    if (running.size >= options.concurrency) await Promise.race([...running, clock.sleep(lookEveryMs, wake.signal)]);
    else if (waitMs > 0) await clock.sleep(waitMs, wake.signal);
    else await clock.sleep(5, wake.signal);
  }

  function begin(job: Claimed): void {
    const work = runJob(job).finally(() => {
      running.delete(work);
      wake.abort();
    });
    running.add(work);
  }

  async function runJob(job: Claimed): Promise<void> {
    const handler = options.handlers[job.kind];
    const stopTimer = tools.metrics.jobSeconds.startTimer({ kind: job.kind });
    const renewal = keepLease(job);
    try {
      if (!handler) throw new Error(`no handler for job kind ${job.kind}`);
      const outcome = await handler(job);
      await settle(job, outcome);
    } catch (error) {
      // Handlers judge their own failures; what arrives here is the store failing underneath. The lease ends and the row is claimed again.
      log.error({ err: error, kind: job.kind, shop: job.shop }, 'job run failed');
      tools.metrics.jobs.inc({ kind: job.kind, outcome: 'failed' });
    } finally {
      renewal.abort();
      stopTimer();
    }
  }

  async function settle(job: Claimed, outcome: JobOutcome): Promise<void> {
    if ('left' in outcome) return;
    tools.metrics.jobs.inc({ kind: job.kind, outcome: 'done' in outcome ? 'done' : 'again' });
    if ('done' in outcome) await store.jobs.settle(job, { done: true });
    else await store.jobs.settle(job, { dueAt: outcome.again, attempts: outcome.attempts, ...(outcome.cause === undefined ? {} : { cause: outcome.cause }) });
  }

  /** A long run (200 positions, a paced bucket) keeps its lease; a paused process does not, and then `stillHeld` says so. */
  function keepLease(job: Claimed): AbortController {
    const finished = new AbortController();
    void (async () => {
      while (!finished.signal.aborted) {
        await clock.sleep(leaseMs / 3, finished.signal);
        if (!finished.signal.aborted) await store.jobs.extend(job, leaseMs).catch((error) => log.warn({ err: error }, 'lease not renewed'));
      }
    })();
    return finished;
  }
}
