import type { Claimed } from '../store/jobs.ts';
import type { Store } from '../store/store.ts';
import { routine } from './tools.ts';

/**
 * A routine that asks bexio or Shopify has failed twice in a row, or works again after that: the health check looks, so that the merchant's
 * first page says that orders wait for the other side, since when, and that it is over.
 */
export async function tellSilence({ jobs }: Pick<Store, 'jobs'>, job: Claimed): Promise<void> {
  if (job.lastCause !== null) await jobs.ring({ shop: job.shop, kind: 'check', subject: routine });
}

/** Since when neither an answer nor anything but failures came; null: all is well. */
export async function silentSince({ jobs }: Pick<Store, 'jobs'>, shop: string, kind: 'poll' | 'sweep', heardAt: Date | null): Promise<Date | null> {
  const job = await jobs.get({ shop, kind, subject: routine });
  return job !== null && job.lastCause !== null ? heardAt : null;
}
