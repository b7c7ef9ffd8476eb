import { copyFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { createApp, type App, type AppOptions } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { Stage } from './stage.ts';

/** The app of a stage, ended and started again on a database of the past, while bexio and Shopify live on. */
export type SecondLife = {
  app(): App;
  stop(): Promise<void>;
  /** Ends the app that runs and starts one on this copy; without a copy on the database as it is. */
  start(copy: string | null, options?: Partial<AppOptions>): Promise<void>;
  /** Lets time pass until these orders have nothing left to do. */
  drained(orders: readonly StoredOrder[]): Promise<void>;
  reconnect(): Promise<void>;
  /** In place of the stage's own, whose app has ended. */
  close(): Promise<void>;
};

export function createSecondLife(stage: Stage): SecondLife {
  let app: App = stage.app;
  let runs = true;
  const stop = async () => {
    if (runs) await app.close();
    runs = false;
  };
  return {
    app: () => app,
    stop,
    async start(copy, options = {}) {
      await stop();
      if (copy !== null) {
        for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile(stage) + suffix, { force: true });
        copyFileSync(copy, databaseFile(stage));
      }
      app = await createApp(readConfig(stage.environment), { clock: stage.clock, log: createLog('debug', { write: (line) => void stage.lines.push(line) }), processMetrics: false, ...options });
      runs = true;
      await app.listen();
    },
    async drained(orders) {
      const { store, worker } = app;
      for (let rounds = 0; rounds < 100; rounds++) {
        await worker.idle();
        const jobs = await Promise.all(orders.map((order) => store.jobs.get({ shop: stage.shop.domain, kind: 'order', subject: order.legacyId })));
        const next = jobs.flatMap((job) => job?.dueAt ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
        if (!next) return;
        stage.clock.jump(Math.max(0, next.getTime() - stage.clock.now().getTime()));
      }
      throw new Error('the orders did not come to an end');
    },
    async reconnect() {
      const page = await stage.merchant.open('/connection');
      const link = page.document.querySelectorAll('a').find((one) => one.getAttribute('href')?.includes('/bexio/connect?'));
      await stage.merchant.connectBexio(link?.getAttribute('href') ?? '');
    },
    async close() {
      await stop();
      await Promise.all([stage.bexio.close(), stage.shopify.close()]);
      rmSync(dirname(databaseFile(stage)), { recursive: true, force: true });
    },
  };
}

/** As `sqlite3 .backup` does while the app runs. */
export async function backUp(stage: Pick<Stage, 'environment'>): Promise<string> {
  const copy = `${databaseFile(stage)}-copy`;
  const source = new Database(databaseFile(stage), { readonly: true });
  await source.backup(copy);
  source.close();
  return copy;
}

/** Everything in bexio's books that could be doubled or lost, to be compared with itself. */
export function booksOf({ bexio }: Pick<Stage, 'bexio'>): unknown {
  const { books } = bexio;
  return {
    invoices: books.invoices().map(({ id, api_reference, status, total, payments }) => [id, api_reference, status, total, payments.map(({ date, value }) => `${date} ${value}`)]),
    contacts: books.contacts().map(({ id, name_1 }) => [id, name_1]),
    orders: books.orders().map(({ id, status }) => [id, status]),
    deliveries: books.deliveries().map(({ id, status }) => [id, status]),
    entries: books.manualEntries().map(({ reference_nr, entries }) => [reference_nr, entries.map((one) => one.amount)]),
    articles: books.articles().map(({ id, stock_nr }) => [id, stock_nr]),
  };
}

function databaseFile({ environment }: Pick<Stage, 'environment'>): string {
  return environment['DATABASE_URL']!.slice('file:'.length);
}
