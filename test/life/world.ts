import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { createLog } from '../../src/log.ts';
import { settleIn, startPlayground, type Playground } from '../../src/playground.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { Dice } from '../flows/dice.ts';
import { jumpingClock, type JumpingClock } from '../flows/jumping-clock.ts';
import { noLimits } from '../flows/open-shop.ts';

/** Both sandboxes and the app between them, on a clock whose hours pass at once. The app can be stopped and started again. */
export type World = Pick<Playground, 'bexio' | 'shopify' | 'shop'> & {
  clock: JumpingClock;
  app(): App;
  /** The next run that comes by this often-th moment of the protocol ends there, as if the power had gone. */
  dieAt(nth: number): void;
  restart(): Promise<void>;
  /** What is different about the orders that come here, drawn with these dice. */
  birth(input: OrderInput, dice: Dice): OrderInput;
  decide(changes: Partial<Settings>): Promise<Settings>;
  settings(): Promise<Settings>;
  /** Resolves when every webhook has been taken and nothing is due or running any more. */
  settled(): Promise<void>;
  /** Lets time pass until these orders have nothing left to do: quiet periods, backoffs, resets. */
  drain(orders: readonly StoredOrder[]): Promise<void>;
  /** Rings one of the shop's routine jobs and waits for it. */
  routine(kind: 'sweep' | 'strays' | 'poll'): Promise<void>;
  close(): Promise<void>;
};

export async function openWorld(decisions: Partial<Settings> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'life-'));
  const clock = jumpingClock();
  const power = { leftUntilCut: Number.POSITIVE_INFINITY };
  const options = {
    clock,
    log: createLog('silent'),
    concurrency: 16,
    processMetrics: false,
    atMoment: () => {
      power.leftUntilCut -= 1;
      if (power.leftUntilCut === 0) throw new Error('the power has gone');
    },
  };
  const playground = await startPlayground({
    databaseUrl: `file:${join(folder, 'sync.db')}`,
    // Hours that pass at once would end the lease of a renewal under way, and two renewals with one token end the connection.
    bexio: { limits: noLimits, now: clock.now, accessTokenSeconds: 365 * 86_400 },
    shopify: { bucket: 'off', now: clock.now },
    app: options,
    environment: { UNKNOWN_QUIET_SECONDS: '1', LOG_LEVEL: 'silent' },
  });
  await settleIn(playground);
  let { app } = playground;
  const world: World = {
    ...playground,
    ...pastime(playground, clock, () => app),
    clock,
    app: () => app,
    birth: (input) => input,
    dieAt: (nth) => void (power.leftUntilCut = nth),
    async restart() {
      await app.close();
      app = await createApp(readConfig(playground.environment), options);
      await app.listen();
    },
    async close() {
      await app.close();
      await Promise.all([playground.bexio.close(), playground.shopify.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const { gateways, accounts } = await world.settings();
  const byTransfer = { settle: 'open', paymentTypeId: null } as const;
  await world.decide({ goLiveAt: new Date(Date.now() - 30 * 86_400_000).toISOString(), articles: 'text', accounts: { ...accounts, ...apart(playground) }, gateways: { ...gateways, bank_deposit: byTransfer }, ...decisions });
  return world;
}

/** An account for each kind of turnover, so that the auditor sees when one of them is booked as another. */
function apart({ bexio: { books } }: Playground) {
  return { shipping: books.accountId('3400'), fees: books.accountId('3805') };
}

function pastime({ shopify, bexio, shop }: Playground, clock: JumpingClock, app: () => App) {
  async function settled(): Promise<void> {
    const { deliveries } = shopify;
    for (;;) {
      const announced = deliveries.all().length;
      await deliveries.idle();
      if (deliveries.of({ state: 'retrying' }).length > 0) await deliveries.retryDue({ all: true });
      await app().worker.idle();
      if (deliveries.all().length === announced) return;
    }
  }

  async function settings(): Promise<Settings> {
    const saved = await app().store.settings.get(shop.domain);
    if (!saved) throw new Error(`${shop.domain} has no settings yet`);
    return saved.settings;
  }

  async function nextOf(orders: readonly StoredOrder[]): Promise<Date | null> {
    const jobs = await Promise.all(orders.map((order) => app().store.jobs.get({ shop: shop.domain, kind: 'order', subject: order.legacyId })));
    // Nothing runs any more: a lease that is still there belongs to a run that died, and its order is free when it ends.
    const times = jobs.flatMap((job) => job?.leaseUntil ?? job?.dueAt ?? []);
    return times.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
  }

  return {
    settled,
    settings,
    async decide(changes: Partial<Settings>): Promise<Settings> {
      const saved = await app().store.settings.get(shop.domain);
      const wanted = { ...(await settings()), ...changes };
      const result = await app().store.settings.save(shop.domain, wanted, saved?.version ?? 0, 'merchant');
      if (!result.ok) throw new Error('somebody else saved settings');
      return wanted;
    },
    async drain(orders: readonly StoredOrder[]): Promise<void> {
      for (let rounds = 0; rounds < 200; rounds++) {
        await settled();
        const dueAt = await nextOf(orders);
        if (dueAt === null) return;
        await bexio.faults.settled();
        clock.jump(Math.max(1, dueAt.getTime() - clock.now().getTime()));
      }
      const restless = await Promise.all(orders.map((order) => app().store.jobs.get({ shop: shop.domain, kind: 'order', subject: order.legacyId })));
      const causes = restless.flatMap((job) => (job?.dueAt || job?.leaseUntil ? [`${job.subject} after ${job.attempts} attempts: ${String(job.lastCause)}, due ${String(job.dueAt?.toISOString())}, leased ${String(job.leaseUntil?.toISOString())}`] : []));
      throw new Error(`the orders did not come to an end by ${clock.now().toISOString()}: ${causes.slice(0, 5).join('; ')}`);
    },
    async routine(kind: 'sweep' | 'strays' | 'poll'): Promise<void> {
      await app().store.jobs.ring({ shop: shop.domain, kind, subject: 'routine' });
      await settled();
    },
  };
}
