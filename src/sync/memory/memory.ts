import type { BexioDocument } from '../../domain/documents.ts';
import type { MemoryGap } from '../../domain/past/memory-gap.ts';
import type { Order } from '../../domain/order.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { recordGap, readGap } from './gap.ts';
import { detailOf } from '../link-detail.ts';
import type { Scene } from '../office.ts';
import { QuietPeriod } from '../verdict.ts';

/**
 * Notices when the database knows less than it did: it was restored from a backup, or a standby took over that was behind. Everything made
 * in bexio since would be made a second time, so for every order from before that moment bexio is asked first (`recollect.ts`).
 *
 * Three signs, each cheap and none needing a person:
 * - the sign of life that is written every minute is old when the process starts (or the process was simply off: asking costs little);
 * - it is older than the one this process has written itself: the database was set back underneath it;
 * - among the latest invoices in bexio there is one with our reference of which nothing is on record. Looked at once per process and company,
 *   before the first order, so that a loss of seconds is found too.
 */
export type Memory = {
  /** Before the first job is claimed. */
  begin(): Promise<void>;
  end(): Promise<void>;
  /**
   * The gap that this order may have fallen into, until everything of it has been compared; null: the database knows all there is.
   * @throws QuietPeriod while a request of the former life may still be carried out
   */
  gapFor(scene: Scene, order: Order): Promise<MemoryGap | null>;
  /** What bexio has under the references of this order among the invoices that may have been forgotten. */
  invoicesOf(scene: Scene, gap: MemoryGap, orderId: string): Promise<BexioDocument[]>;
};

/** Stands where a cursor names its shop. */
const wholeApp = 'app';
const everyMs = 60_000;
/** Stopped for less than this: nobody restores a backup in that time, and what a standby loses in seconds shows in bexio's latest invoices. */
const silenceMs = 10 * 60_000;
/** Shopify's clock stamps the orders, ours the gap. */
const skewMs = 15 * 60_000;
/** One page of bexio's latest invoices. */
const latestRows = 500;

type Options = { store: Store; clock: Clock; log: Log; quietMs: number };

export function createMemory(options: Options): Memory {
  const { store, clock, log, quietMs } = options;
  const ending = new AbortController();
  let beating: Promise<void> = Promise.resolve();
  let lastWritten: Date | null = null;
  /** The start of this process, and the sign of life it found: what it did not write itself may be missing. */
  let began: { at: Date; last: Date | null } = { at: new Date(0), last: null };
  let checks = new Map<string, Promise<void>>();
  let found = new Map<string, Promise<Map<string, BexioDocument[]>>>();

  return {
    async begin() {
      const last = await readSign(store);
      began = { at: clock.now(), last };
      const silent = last === null || began.at.getTime() - last.getTime() > silenceMs;
      if (silent) await everyShop({ since: last, why: 'silence' });
      await write(last);
      beating = beat();
    },
    async end() {
      ending.abort();
      await beating;
    },
    async gapFor(scene, order) {
      await checkedOnce(scene);
      const gap = await readGap(store, scene.shop.domain);
      if (gap === null || order.createdAt.getTime() >= Date.parse(gap.until) + skewMs) return null;
      const compared = await store.links.find(scene.shop.domain, scene.office.companyId, 'recollected', order.id);
      if (compared !== null && detailOf(compared, 'recollected').until >= gap.until) return null;
      const quietUntil = new Date(Date.parse(gap.until) + quietMs);
      if (quietUntil > clock.now()) throw new QuietPeriod(quietUntil);
      return gap;
    },
    async invoicesOf(scene, gap, orderId) {
      const key = JSON.stringify([scene.shop.domain, scene.office.companyId, gap.until, gap.floors]);
      const index = found.get(key) ?? forgettable(scene, gap);
      found.set(key, index);
      index.catch(() => found.delete(key));
      return (await index).get(orderId) ?? [];
    },
  };

  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(everyMs, ending.signal);
      if (ending.signal.aborted) return;
      try {
        const last = await readSign(store);
        if (lastWritten !== null && (last === null || last < lastWritten)) {
          began = { at: clock.now(), last };
          checks = new Map();
          found = new Map();
          await everyShop({ since: last, why: 'set-back' });
        }
        await write(last);
      } catch (error) {
        log.warn({ err: error }, 'sign of life not written');
      }
    }
  }

  /** Never earlier than what is there: another process may have a clock that is ahead. */
  async function write(last: Date | null): Promise<void> {
    const now = clock.now();
    const at = last !== null && last > now ? last : now;
    await store.cursors.save(wholeApp, 'sign-of-life', at.toISOString());
    lastWritten = at;
  }

  async function everyShop({ since, why }: { since: Date | null; why: MemoryGap['why'] }): Promise<void> {
    for (const shop of await store.shops.list()) {
      await recordGap(store, shop.domain, { since, until: clock.now(), why });
      log.warn({ shop: shop.domain, since, why }, 'the database may have forgotten what was booked: bexio is asked first');
    }
  }

  function checkedOnce(scene: Scene): Promise<void> {
    const key = `${scene.shop.domain} ${scene.office.companyId}`;
    const check = checks.get(key) ?? lookForUnknown(scene);
    checks.set(key, check);
    check.catch(() => checks.delete(key));
    return check;
  }

  async function lookForUnknown(scene: Scene): Promise<void> {
    const { shop, office } = scene;
    const latest = await office.client.invoices.newest({ limit: latestRows });
    const unknown: BexioDocument[] = [];
    for (const invoice of latest) {
      const orderId = orderIdIn(invoice, shop.id);
      if (orderId !== null && !(await isKnown(store, scene, { invoice, orderId }))) unknown.push(invoice);
    }
    if (unknown.length === 0) return;
    const floor = Math.min(...unknown.map((invoice) => invoice.id)) - 1;
    const gap = await readGap(store, shop.domain);
    // Noticed by its silence already.
    if (gap !== null && Date.parse(gap.until) >= began.at.getTime() && (gap.floors[office.companyId] ?? 0) <= floor) return;
    await recordGap(store, shop.domain, { since: began.last, until: clock.now(), why: 'unknown-invoices', floor: { companyId: office.companyId, invoiceId: floor } });
    log.warn({ shop: shop.domain, count: unknown.length }, 'bexio has invoices of ours that are not on record: bexio is asked first');
  }
}

async function forgettable({ shop, office }: Scene, gap: MemoryGap): Promise<Map<string, BexioDocument[]>> {
  const index = new Map<string, BexioDocument[]>();
  for (const invoice of await office.client.invoices.since((gap.floors[office.companyId] ?? 0) + 1)) {
    const orderId = orderIdIn(invoice, shop.id);
    if (orderId !== null) index.set(orderId, [...(index.get(orderId) ?? []), invoice]);
  }
  return index;
}

/** Whose order an invoice is for, by its reference; null: not one of this shop. */
function orderIdIn({ apiReference }: BexioDocument, shopId: string): string | null {
  const parts = /^shopify:(\d+):order:(\d+)(:|$)/.exec(apiReference ?? '');
  return parts?.[1] === shopId ? (parts[2] ?? null) : null;
}

/** On record, on its way there, or left alone on purpose by an import. */
async function isKnown(store: Store, { shop, office }: Scene, { invoice, orderId }: { invoice: BexioDocument; orderId: string }): Promise<boolean> {
  for (const kind of ['invoice', 'extra-invoice', 'former-invoice'] as const) {
    if ((await store.links.byBexioId(office.companyId, kind, invoice.id)).length > 0) return true;
  }
  if ((await store.links.find(shop.domain, office.companyId, 'imported', orderId)) !== null) return true;
  const intents = await store.intents.of(shop.domain, office.companyId, orderId);
  return intents.some((intent) => intent.ref === invoice.apiReference && intent.state !== 'prepared');
}

async function readSign(store: Store): Promise<Date | null> {
  const sign = await store.cursors.load(wholeApp, 'sign-of-life');
  return sign === null ? null : new Date(sign.value);
}
