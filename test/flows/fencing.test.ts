import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { bookOrder } from '../../src/sync/order/book-order.ts';
import type { Tools } from '../../src/sync/tools.ts';
import { createWorker, type Worker } from '../../src/sync/worker.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

// Fault 21: two workers on one database, and one that sleeps past its lease and wakes up.

let stage: Stage;
let workers: Worker[] = [];
beforeEach(async () => {
  stage = await openStage();
  // Only the workers of the test take jobs.
  await stage.app.worker.stop();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
  await stage.close();
});

function start(tools: Tools, atRun?: (subject: string) => () => void): Worker {
  const order: Parameters<typeof createWorker>[1]['handlers'][string] = async (job) => {
    const ended = atRun?.(job.subject);
    try {
      return await bookOrder(tools, job);
    } finally {
      ended?.();
    }
  };
  const worker = createWorker(tools, { handlers: { order }, concurrency: 8 });
  worker.start();
  workers.push(worker);
  return worker;
}

const ring = (order: StoredOrder) => stage.app.store.jobs.ring({ shop: stage.shop.domain, kind: 'order', subject: order.legacyId });

test('two workers, one order: never two runs at once, one invoice each', async () => {
  const running = new Map<string, number>();
  let most = 0;
  let runs = 0;
  const count = (subject: string) => {
    const now = (running.get(subject) ?? 0) + 1;
    running.set(subject, now);
    runs += 1;
    most = Math.max(most, now);
    return () => void running.set(subject, now - 1);
  };
  const one = start(stage.app.tools, count);
  const two = start(stage.app.tools, count);
  stage.shopify.deliveries.drop(() => true);
  const orders = Array.from({ length: 20 }, (_, index) => stage.shop.editor.create(personOrder(`kunde-${index % 7}@flow.example`)));
  // Every order is rung again and again while the workers are at it.
  for (let rounds = 0; rounds < 10; rounds++) await Promise.all(orders.map(ring));
  await finished([one, two]);
  expect(most).toBe(1);
  expect(runs).toBeGreaterThan(orders.length);
  expect(await stage.violations()).toEqual([]);
  expect(stage.bexio.books.contacts().filter(({ mail }) => mail?.startsWith('kunde-'))).toHaveLength(7);
});

test('asleep before the invoice is sent: nothing is sent after waking', async () => {
  const { store } = stage.app;
  const sleep = aSleep();
  const prepare: Tools['store']['intents']['prepare'] = async (intent) => {
    const prepared = await store.intents.prepare(intent);
    if (intent.kind === 'invoice') await sleep.here();
    return prepared;
  };
  await overtaken(sleep, { ...stage.app.tools, store: { ...store, intents: { ...store.intents, prepare } } });
  expect(stage.bexio.requests.count({ method: 'POST', path: /^\/2\.0\/kb_invoice$/ })).toBe(1);
});

test('asleep with the answer in hand: what it knows is not recorded any more', async () => {
  const sleep = aSleep();
  const tools = withClient((client) => ({
    ...client,
    invoices: {
      ...client.invoices,
      create: async (plan, ids) => {
        const made = await client.invoices.create(plan, ids);
        await sleep.here();
        return made;
      },
    },
  }));
  await overtaken(sleep, tools);
  expect(stage.bexio.requests.count({ method: 'POST', path: /^\/2\.0\/kb_invoice$/ })).toBe(1);
});

test('asleep before issuing: the other one issues, once', async () => {
  const { store } = stage.app;
  const sleep = aSleep();
  let asked = 0;
  const stillHeld: Tools['store']['jobs']['stillHeld'] = async (job) => {
    asked += 1;
    // Contact, invoice, and then the issue.
    if (asked === 3) await sleep.here();
    return store.jobs.stillHeld(job);
  };
  await overtaken(sleep, { ...stage.app.tools, store: { ...store, jobs: { ...store.jobs, stillHeld } } });
  expect(stage.bexio.requests.count({ method: 'POST', path: /\/issue$/ })).toBe(1);
});

test('asleep with a payment booked: the other one finds it', async () => {
  const sleep = aSleep();
  const tools = withClient((client) => ({
    ...client,
    payments: {
      ...client.payments,
      create: async (invoiceId, plan) => {
        const made = await client.payments.create(invoiceId, plan);
        await sleep.here();
        return made;
      },
    },
  }));
  await overtaken(sleep, tools);
  expect(stage.bexio.requests.count({ method: 'POST', path: /\/payment$/ })).toBe(1);
});

test('a job of a kind that only a newer version knows keeps nobody awake', async () => {
  const worker = start(stage.app.tools);
  await stage.app.store.jobs.ring({ shop: stage.shop.domain, kind: 'of-tomorrow', subject: 'x' });
  await worker.idle();
  expect((await stage.app.store.jobs.get({ shop: stage.shop.domain, kind: 'of-tomorrow', subject: 'x' }))?.fence).toBe(0);
});

/** Lets the orders' own time pass until none of them is due any more; what other kinds of jobs there are is nobody's here. */
async function finished(both: Worker[]): Promise<void> {
  for (;;) {
    await Promise.all(both.map((worker) => worker.idle()));
    const dueAt = await stage.app.store.jobs.nextDueAt(['order']);
    if (dueAt === null) return;
    stage.clock.jump(Math.max(0, dueAt.getTime() - stage.clock.now().getTime()));
  }
}

type Sleep = ReturnType<typeof aSleep>;

/** A place at which a run stops until it is woken: `reached` resolves when it is there. */
function aSleep() {
  let arrive!: () => void;
  let wake!: () => void;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const woken = new Promise<void>((resolve) => (wake = resolve));
  return {
    reached,
    wake: () => wake(),
    here: async () => {
      arrive();
      await woken;
    },
  };
}

/** The first worker falls asleep on the way, its lease runs out, a second one finishes the order; then the first wakes up and goes on. */
async function overtaken(sleep: Sleep, tools: Tools): Promise<void> {
  const { store } = stage.app;
  // A process that is stopped does not renew its lease either.
  const stopped: Clock = { now: stage.clock.now, sleep: (_ms, signal) => new Promise((resolve) => (signal?.aborted ? resolve() : signal?.addEventListener('abort', () => resolve(), { once: true }))) };
  const ended = aSleep();
  start({ ...tools, clock: stopped }, () => () => void ended.here());
  const order = stage.place(personOrder('schlaf@flow.example'));
  await sleep.reached;
  const key = { shop: stage.shop.domain, kind: 'order', subject: order.legacyId };
  const asleep = (await store.jobs.get(key))!.fence;

  stage.clock.jump(61_000);
  const second = start(stage.app.tools);
  await second.idle();
  // Where the first one's request is unclear to the second, it waits and searches.
  stage.clock.jump(120_000);
  await second.idle();
  expect((await stage.record(order)).state).toBe('booked');
  const after = await store.jobs.get(key);
  expect(after!.fence).toBeGreaterThan(asleep);
  const links = await store.links.of(stage.shop.domain, stage.bexio.books.companyId, order.legacyId);
  const journal = await store.journal.of(stage.shop.domain, order.legacyId);

  sleep.wake();
  await ended.reached;
  expect(await store.links.of(stage.shop.domain, stage.bexio.books.companyId, order.legacyId)).toEqual(links);
  expect(await store.journal.of(stage.shop.domain, order.legacyId)).toEqual(journal);
  expect(await stage.violations()).toEqual([]);
}

type Office = NonNullable<Awaited<ReturnType<Tools['bexio']>>>;

function withClient(changed: (client: Office['client']) => Office['client']): Tools {
  const { tools } = stage.app;
  return {
    ...tools,
    bexio: async (shop) => {
      const office = await tools.bexio(shop);
      return office && { ...office, client: changed(office.client) };
    },
  };
}
