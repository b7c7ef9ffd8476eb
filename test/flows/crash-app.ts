import { flushCompileCache } from 'node:module';
import { createApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { jumpingClock } from './jumping-clock.ts';

/**
 * The app as a process of its own that kills itself at a named moment, with nothing tidied up: no handler runs, no buffer is written.
 * Loaded in advance and told by messages what to do, because loading takes longer than booking an order.
 */
export type Order =
  /** `aheadMs`: by how much everybody's time is ahead of the real one. `at`: aimed before anything is worked on. */
  | { do: 'start'; environment: Record<string, string>; aheadMs: number; at?: Target }
  | { do: 'jump'; ms: number }
  /** Die when the order comes to this moment for the nth time; null: never. */
  | { do: 'aim'; at: Target | null }
  /** Answered when these orders have nothing left to do. */
  | { do: 'finish'; shop: string; subjects: string[] }
  /** Rings a job and answers when it, and everything that it rang, has nothing left to do. */
  | { do: 'run'; shop: string; kind: string; subject: string }
  | { do: 'stop' };
export type Target = { subject: string; moment: string; nth: number };
export type Told =
  | { told: 'loaded' | 'listening' | 'aimed' | 'finished' | 'ran' }
  | { told: 'moment'; subject: string; moment: string }
  /** Nothing is to be done before then; said once after each jump. */
  | { told: 'resting'; untilMs: number };

let target: Target | null = null;
let passed = 0;
const clock = jumpingClock(new Date());
let app: Awaited<ReturnType<typeof createApp>> | null = null;

function atMoment(moment: string, subject: string): void {
  if (!target) return tell({ told: 'moment', subject, moment });
  if (subject !== target.subject || moment !== target.moment) return;
  passed += 1;
  if (passed === target.nth) process.kill(process.pid, 'SIGKILL');
}

async function finish(shop: string, subjects: string[]): Promise<void> {
  for (const subject of subjects) {
    for (;;) {
      await app?.worker.idle();
      const job = await app?.store.jobs.get({ shop, kind: 'order', subject });
      if (job && job.dueAt === null && job.leaseUntil === null) break;
      await systemClock.sleep(20);
    }
  }
}

async function obey(order: Order): Promise<void> {
  if (order.do === 'start') {
    target = order.at ?? null;
    const config = readConfig(order.environment);
    clock.jump(order.aheadMs);
    app = await createApp(config, { clock, log: createLog(config.logLevel), atMoment, processMetrics: false });
    await app.listen();
    tell({ told: 'listening' });
    return void rest();
  }
  if (order.do === 'jump') {
    clock.jump(order.ms);
    return void rest();
  }
  if (order.do === 'aim') {
    target = order.at;
    passed = 0;
    return tell({ told: 'aimed' });
  }
  if (order.do === 'finish') {
    await finish(order.shop, order.subjects);
    return tell({ told: 'finished' });
  }
  if (order.do === 'run') {
    const { shop, kind, subject } = order;
    await app?.store.jobs.ring({ shop, kind, subject });
    await app?.worker.idle();
    return tell({ told: 'ran' });
  }
  await app?.close();
  process.exit(0);
}

async function rest(): Promise<void> {
  if (!app) return;
  await app.worker.idle();
  const dueAt = await app.store.jobs.nextDueAt();
  if (dueAt) tell({ told: 'resting', untilMs: dueAt.getTime() });
}

function tell(message: Told): void {
  process.send?.(message);
}

process.on('message', (order: Order) => void obey(order));
// A parent that is gone needs no child.
process.on('disconnect', () => process.exit(1));
// Who is killed keeps nothing for the next one.
flushCompileCache();
tell({ told: 'loaded' });
