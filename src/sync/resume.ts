import type { Claimed } from '../store/jobs.ts';
import { routine, type Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

/** Job `resume`: settings were saved, or a person asked to try again; every order that is not finished is looked at once more. */
export async function resume(tools: Tools, job: Claimed): Promise<JobOutcome> {
  await ringUnfinished(tools, job.shop);
  await tools.store.jobs.ring({ shop: job.shop, kind: 'check', subject: routine });
  return { done: true };
}

export async function ringUnfinished(tools: Tools, shop: string): Promise<void> {
  for (const state of ['problem', 'retrying', 'working', 'waiting'] as const) {
    let cursor: string | undefined;
    do {
      const page = await tools.store.orders.list({ shop, state, limit: 250, ...(cursor === undefined ? {} : { cursor }) });
      for (const order of page.orders) await tools.store.jobs.ring({ shop, kind: 'order', subject: order.orderId });
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}
