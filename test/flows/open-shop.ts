import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../src/domain/settings.ts';
import { settleIn, startPlayground, type Playground, type PlaygroundOptions } from '../../src/playground.ts';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { OrderRecord } from '../../src/store/orders.ts';

/** A shop that is open for business: the whole app between both sandboxes, installed, connected, settings accepted. */
export type OpenShop = Playground & {
  /** Changes some settings, as the merchant would; orders placed afterwards follow them. */
  decide(changes: Partial<Settings>): Promise<Settings>;
  /** Places an order and whatever happens to it before the app hears of it. */
  place(input: OrderInput, then?: (order: StoredOrder) => void): StoredOrder;
  /** Resolves when every webhook has been taken and nothing is due or running any more. */
  settled(): Promise<void>;
  /** As `settled`, and again until all of these have come to an end that does not pass by itself. */
  finished(orders: readonly StoredOrder[]): Promise<OrderRecord[]>;
  record(order: StoredOrder): Promise<OrderRecord>;
  invoicesOf(order: StoredOrder): InvoiceView[];
};

export type OpenShopOptions = Omit<PlaygroundOptions, 'databaseUrl'> & { databaseUrl?: string; settings?: Partial<Settings> };

/** Long before any order of a test: none is left out for its date. */
export const longAgo = '2000-01-01T00:00:00.000Z';

/** `'off'` never refuses, but its headers still say 1000 a minute, and the app keeps to what bexio says. */
export const noLimits = { general: 1e9, search: 1e9, article: 1e9, pdf: 1e9 };

export async function openShop({ settings = {}, ...options }: OpenShopOptions = {}): Promise<OpenShop> {
  const folder = mkdtempSync(join(tmpdir(), 'flow-'));
  const playground = await startPlayground({
    databaseUrl: `file:${join(folder, 'sync.db')}`,
    ...options,
    bexio: { limits: noLimits, ...options.bexio },
    shopify: { bucket: 'off', ...options.shopify },
    environment: { UNKNOWN_QUIET_SECONDS: '1', LOG_LEVEL: 'silent', ...options.environment },
  });
  await settleIn(playground);
  const open: OpenShop = { ...playground, ...trading(playground), async close() {
    await playground.close();
    rmSync(folder, { recursive: true, force: true });
  } };
  await open.decide({ goLiveAt: longAgo, ...settings });
  return open;
}

function trading(playground: Playground) {
  const { app, bexio, shopify, shop } = playground;
  const { store } = app;

  async function decide(changes: Partial<Settings>): Promise<Settings> {
    const saved = await store.settings.get(shop.domain);
    if (!saved) throw new Error(`${shop.domain} has no settings yet`);
    const settings = { ...saved.settings, ...changes };
    const result = await store.settings.save(shop.domain, settings, saved.version, 'merchant');
    if (!result.ok) throw new Error('somebody else saved settings');
    return settings;
  }

  async function settled(): Promise<void> {
    const { deliveries } = shopify;
    for (;;) {
      const announced = deliveries.all().length;
      await deliveries.idle();
      // On a busy machine an answer may take longer than Shopify waits; it would send again in a minute.
      if (deliveries.of({ state: 'retrying' }).length > 0) await deliveries.retryDue({ all: true });
      await app.worker.idle();
      // What the app wrote to Shopify comes back as a webhook, which the worker has not heard of while it is under way.
      if (deliveries.all().length === announced) return;
    }
  }

  async function record(order: StoredOrder): Promise<OrderRecord> {
    const found = await store.orders.get(shop.domain, order.legacyId);
    if (!found) throw new Error(`order ${order.name} is not on record`);
    return found;
  }

  return {
    decide,
    settled,
    record,
    place(input: OrderInput, then?: (order: StoredOrder) => void): StoredOrder {
      shopify.deliveries.pause();
      const order = shop.editor.create(input);
      then?.(order);
      shopify.deliveries.resume();
      return order;
    },
    async finished(orders: readonly StoredOrder[]): Promise<OrderRecord[]> {
      const giveUpAt = Date.now() + patienceMs + orders.length * 100;
      for (;;) {
        await settled();
        const records = await Promise.all(orders.map((order) => store.orders.get(shop.domain, order.legacyId)));
        const ended = records.flatMap((one) => (one !== null && one.state !== 'working' && one.state !== 'retrying' ? [one] : []));
        if (ended.length === orders.length) return ended;
        if (Date.now() > giveUpAt) throw new Error(`not finished: ${orders.flatMap((order, index) => (ended.includes(records[index] as OrderRecord) ? [] : `${order.name} ${records[index]?.state ?? 'unknown'}`)).join(', ')}`);
        await comingUp(playground);
      }
    },
    invoicesOf(order: StoredOrder): InvoiceView[] {
      return bexio.books.invoices().filter((invoice) => invoice.api_reference === `shopify:${shop.id}:order:${order.legacyId}`);
    },
  };
}

const patienceMs = 120_000;

/** Waits for the next job that is due: a quiet period, or a retry's backoff. */
async function comingUp({ app }: Playground): Promise<void> {
  const dueAt = await app.store.jobs.nextDueAt();
  const waitMs = dueAt === null ? 20 : Math.max(20, Math.min(500, dueAt.getTime() - Date.now()));
  await new Promise((resolve) => setTimeout(resolve, waitMs));
}
