import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { type Pace, paceOf } from '../../src/domain/past/history-import.ts';
import { beginImport, directImport } from '../../src/sync/past/direct-import.ts';
import { openCrashRun, type CrashRun, type Life } from './crash-run.ts';
import { jumpingClock, type JumpingClock } from './jumping-clock.ts';
import type { OpenShop } from './open-shop.ts';
import { violations } from './oracle.ts';
import { march, oldOrders, placeUnheard } from './past.ts';

export type RateOptions = {
  orders: number;
  /** Of how many different customers. */
  buyers: number;
  /** Killed with SIGKILL when this share of the orders has its invoice. */
  killAt: number[];
  /** bexio's requests per minute. */
  limits: { general: number; search: number; article: number; pdf: number };
  /** Shopify's own limit, too; without it only bexio's counts. */
  shopifyLimit?: boolean;
};

export type RateMeasured = {
  placed: StoredOrder[];
  invoices: number;
  booked: number;
  /** Answers 429. */
  refused: number;
  requests: number;
  minutes: number;
  /** Of what bexio would have allowed in those minutes. */
  share: number;
  foretold: Pace & { requests: number };
  violations: string[];
  kills: number;
};

/**
 * A history import as a merchant has it: the app is a process of its own, bexio counts its requests per minute, the process is killed and
 * started again. Waiting for bexio's next minute takes no time: every clock is moved on when the app has nothing to do.
 */
export async function measureHistory(options: RateOptions): Promise<RateMeasured> {
  const clock = jumpingClock();
  const begun: { id: string; placed: StoredOrder[] } = { id: '', placed: [] };
  const run = await openCrashRun(
    {
      bexio: { now: clock.now, limits: options.limits },
      shopify: { now: clock.now, ...(options.shopifyLimit === true ? { bucket: { maximum: 2_000, restorePerSecond: 100 } } : {}) },
      app: { clock },
      environment: { UNKNOWN_QUIET_SECONDS: '120', BEXIO_POLL_SECONDS: '86400', SHOPIFY_SWEEP_SECONDS: '86400' },
    },
    async (open) => {
      begun.placed = await prepare(open, clock, options);
      begun.id = await previewed(open, clock);
      await open.app.worker.stop();
      await directImport(open.app.tools, { shop: open.shop.domain, id: begun.id }, 'start');
    },
  );
  try {
    run.open.bexio.requests.clear();
    const kills = await bookAll(run, clock, options);
    return await judged(run, options, begun, kills);
  } finally {
    await run.close();
  }
}

async function prepare(open: OpenShop, clock: JumpingClock, { orders, buyers }: RateOptions): Promise<StoredOrder[]> {
  await open.decide({ goLiveAt: new Date(clock.now().getTime() - 60_000).toISOString() });
  open.shop.setScopes([...open.shop.scopes(), 'read_all_orders']);
  await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'shop', subject: 'routine' });
  await open.settled();
  return placeUnheard(open, oldOrders(orders, { everyMs: Math.floor((27 * 86_400_000) / orders), buyers }));
}

/** Until the preview waits for its merchant. */
async function previewed({ app, shop, settled }: OpenShop, clock: JumpingClock): Promise<string> {
  const begun = await beginImport(app.tools, shop.domain, march, 'merchant');
  if (!begun.ok) throw new Error(`the import is refused: ${begun.why}`);
  for (;;) {
    await settled();
    if ((await app.store.imports.get({ shop: shop.domain, id: begun.id }))?.phase === 'ready') return begun.id;
    const dueAt = (await app.store.jobs.nextDueAt())?.getTime() ?? 0;
    clock.jump(Math.max(0, dueAt - clock.now().getTime()));
  }
}

/** A run looks at its orders once a minute at the least: an app that rests longer has none at work. */
const overAfterMs = 61_000;

async function bookAll({ life, open }: CrashRun, clock: JumpingClock, { orders, killAt }: RateOptions): Promise<number> {
  const marks = killAt.map((share) => Math.floor(orders * share));
  let alive: Life = await life();
  let kills = 0;
  for (;;) {
    const mark = marks[kills];
    const death = mark === undefined ? null : watchFor(open, mark, alive);
    const over = await untilOver(alive, open, clock).catch(() => 'dead' as const);
    death?.stop();
    if (over === 'over') break;
    await alive.death();
    kills += 1;
    alive = await life();
  }
  await alive.stop();
  return kills;
}

/** Kills in the middle of work, not while it rests. */
function watchFor({ bexio }: OpenShop, invoices: number, life: Life): { stop(): void } {
  const timer = setInterval(() => {
    if (bexio.requests.count({ method: 'POST', path: /^\/2\.0\/kb_invoice$/ }) < invoices) return;
    clearInterval(timer);
    life.kill();
  }, 20);
  return { stop: () => clearInterval(timer) };
}

async function untilOver(life: Life, { shopify, bexio }: OpenShop, clock: JumpingClock): Promise<'over'> {
  for (;;) {
    const dueAt = await life.resting();
    await shopify.deliveries.idle();
    await bexio.faults.settled();
    const restMs = Math.max(0, dueAt.getTime() - clock.now().getTime());
    if (restMs > overAfterMs) return 'over';
    clock.jump(restMs);
    life.jump(restMs);
  }
}

async function judged(run: CrashRun, { limits }: RateOptions, begun: { id: string; placed: StoredOrder[] }, kills: number): Promise<RateMeasured> {
  const { open } = run;
  const store = await run.store();
  const key = { shop: open.shop.domain, id: begun.id };
  const record = await store.imports.get(key);
  const counts = await store.imports.counts(key);
  if (record?.phase !== 'done') throw new Error(`the run is ${record?.phase}, ${JSON.stringify(counts)}`);
  const general = open.bexio.requests.all().filter(({ path }) => !path.endsWith('/search') && !path.startsWith('/2.0/article'));
  const times = general.map(({ at }) => at.getTime());
  const spentMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const minutes = spentMs / 60_000;
  return {
    placed: begun.placed,
    invoices: open.bexio.books.invoices().length,
    booked: counts.filter(({ outcome }) => outcome === 'booked').reduce((sum, { orders }) => sum + orders, 0),
    refused: open.bexio.requests.all().filter(({ status }) => status === 429).length,
    requests: general.length,
    minutes,
    share: general.length / (limits.general * minutes),
    foretold: { requests: record.progress.requests.general, ...paceOf({ requests: record.progress.requests, shopify: record.progress.shopify ?? null, orders: begun.placed.length }, limits) },
    violations: await violations({ store, bexio: open.bexio, tenants: [{ shop: open.shop, books: open.bexio.books }] }),
    kills,
  };
}
