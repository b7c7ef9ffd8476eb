import type { Claimed } from '../store/jobs.ts';
import type { OrderRecord } from '../store/orders.ts';
import { afterFailure } from './failure.ts';
import { markSwept } from './memory/gap.ts';
import { noteUnannounced } from './note-unannounced.ts';
import { tellSilence } from './tell-silence.ts';
import type { Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

/** Webhooks may be a day late and Shopify's search lags: the window reaches back this far before the cursor. */
const overlapMs = 5 * 60_000;
/** A shop that was installed a moment ago starts with what changed in the last day; older orders come by history import. */
const firstReachMs = 24 * 3_600_000;
/** More than a clock is wrong by that shows the wrong day. */
const clockErrorMs = 25 * 3_600_000;

/**
 * Job `sweep`: nudges every order that changed since the cursor, so that lost webhooks, paused apps and outages repair themselves.
 * The cursor moves only after all of its orders have been rung: a crash in between rings some twice, which costs nothing.
 */
export async function sweepOrders(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store, clock } = tools;
  try {
    const shop = await store.shops.get(job.shop);
    if (!shop || shop.uninstalledAt !== null) return { done: true };
    const until = clock.now();
    const cursor = await store.cursors.load(job.shop, 'sweep-cursor');
    const since = sinceWhen(cursor === null ? null : Date.parse(cursor.value), until);
    const unseen: { orderId: string; updatedAt: Date }[] = [];
    for await (const { orderId, updatedAt } of tools.shopify(job.shop).ordersUpdatedSince(since, until)) {
      const seen = await store.orders.get(job.shop, orderId);
      if (!seen) unseen.push({ orderId, updatedAt });
      if (!seen || !isCurrent(seen, updatedAt)) await store.jobs.ring({ shop: job.shop, kind: 'order', subject: orderId });
    }
    await noteUnannounced(tools, shop, unseen);
    await store.cursors.save(job.shop, 'sweep-cursor', until.toISOString());
    await markSwept(store, job.shop, until);
    await tellSilence(store, job);
    return { again: new Date(clock.now().getTime() + tools.sweepMs), attempts: 'reset' };
  } catch (error) {
    const outcome = await afterFailure(tools, job, error);
    await tellSilence(store, job);
    return outcome;
  }
}

/** A cursor from the future was written under a clock that has been set back since: from there on nothing would be found for a while. */
function sinceWhen(cursorMs: number | null, until: Date): Date {
  if (cursorMs === null) return new Date(until.getTime() - firstReachMs);
  return new Date(cursorMs > until.getTime() ? until.getTime() - clockErrorMs : cursorMs - overlapMs);
}

/**
 * Shopify's times of change are whole seconds, so a second change within the same second looks like the first. A reading that is
 * recorded well after that second cannot have missed it.
 */
function isCurrent(seen: OrderRecord, updatedAt: Date): boolean {
  if (seen.shopifyUpdatedAt.getTime() !== updatedAt.getTime()) return seen.shopifyUpdatedAt > updatedAt;
  return seen.changedAt.getTime() > updatedAt.getTime() + sameSecondMs;
}

/** A run reads the order at its beginning and records it at its end: longer than any run takes. */
const sameSecondMs = 60_000;
