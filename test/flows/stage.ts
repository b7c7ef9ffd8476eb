import { createLog } from '../../src/log.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { JobKey } from '../../src/store/jobs.ts';
import type { OrderRecord } from '../../src/store/orders.ts';
import { jumpingClock, type JumpingClock } from './jumping-clock.ts';
import { openShop, type OpenShop, type OpenShopOptions } from './open-shop.ts';
import { violations } from './oracle.ts';

/** An open shop whose hours pass when the test says so, with every line it logs kept. */
export type Stage = OpenShop & {
  clock: JumpingClock;
  /** What was logged, from `debug` on. */
  lines: string[];
  /** Lets time pass until these orders have nothing left to do: quiet periods, backoffs, resets. Late executions are waited for. */
  drain(orders: readonly StoredOrder[]): Promise<OrderRecord[]>;
  /** Rings a job and waits for it. */
  run(job: Omit<JobKey, 'shop'>): Promise<void>;
  violations(): Promise<string[]>;
};

export async function openStage(options: OpenShopOptions = {}): Promise<Stage> {
  const clock = jumpingClock();
  const lines: string[] = [];
  const open = await openShop({
    ...options,
    bexio: { now: clock.now, ...options.bexio },
    shopify: { now: clock.now, ...options.shopify },
    app: { clock, log: createLog('debug', { write: (line) => void lines.push(line) }), ...options.app },
    environment: { UNKNOWN_QUIET_SECONDS: '120', ...options.environment },
  });
  await open.settled();
  const { store } = open.app;
  return {
    ...open,
    clock,
    lines,
    async drain(orders) {
      for (let rounds = 0; rounds < 100; rounds++) {
        await open.settled();
        const dueAt = await nextOf(open, orders);
        if (dueAt === null) return Promise.all(orders.map((order) => open.record(order)));
        await open.bexio.faults.settled();
        const aheadMs = dueAt.getTime() - clock.now().getTime();
        clock.jump(Math.max(0, aheadMs));
        // A lease that ran out is taken over when the worker looks, and nothing says that it is about to.
        if (aheadMs <= 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const left = await Promise.all(orders.map((order) => store.jobs.get({ shop: open.shop.domain, kind: 'order', subject: order.legacyId })));
      throw new Error(`the orders did not come to an end: ${JSON.stringify(left.filter((job) => job !== null && (job.dueAt !== null || job.leaseUntil !== null)))} at ${clock.now().toISOString()}`);
    },
    async run(job) {
      await store.jobs.ring({ shop: open.shop.domain, ...job });
      await open.settled();
    },
    violations: () => violations({ store, bexio: open.bexio, shopify: open.shopify, tenants: [{ shop: open.shop, books: open.bexio.books }] }),
  };
}

/** The worker looks at its rows every five seconds, whatever rings. */
const lookedMs = 6_000;

/** When the first of these orders is to be looked at again; null: none is. */
async function nextOf({ app, shop }: OpenShop, orders: readonly StoredOrder[]): Promise<Date | null> {
  const jobs = await Promise.all(orders.map((order) => app.store.jobs.get({ shop: shop.domain, kind: 'order', subject: order.legacyId })));
  // Nothing runs now: who holds a lease has died with it, and whoever rang since has to wait until it ends.
  const times = jobs.flatMap((job) => (job?.leaseUntil ? new Date(job.leaseUntil.getTime() + lookedMs) : (job?.dueAt ?? [])));
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
