import { completeSettings } from '../../domain/settings/complete-settings.ts';
import type { CompanyValues } from '../../store/companies.ts';
import type { Claimed } from '../../store/jobs.ts';
import { afterFailure } from '../failure.ts';
import { lookAtDeliveries } from './look-at-deliveries.ts';
import { lookThrough } from './look-through.ts';
import { recordSeen } from './record-seen.ts';
import { routine, type BexioOffice, type Tools } from '../tools.ts';
import { tellSilence } from '../tell-silence.ts';
import { withLease } from '../with-lease.ts';
import type { JobOutcome } from '../worker.ts';

type Cursor = CompanyValues['poll-cursor'];

const cursorKind = 'poll-cursor';
/** bexio's clock and ours may differ, and its search may lag behind a change: rows are read again that long, which costs nothing. */
const overlapMs = 15 * 60_000;
/** The first poll of a company looks back this far: invoices may have been made before this version was installed. */
const firstReachMs = 31 * 24 * 3_600_000;
/** A cursor from the future was written under a clock that has been set back since, by an hour at the worst that is plausible. */
const clockErrorMs = 25 * 3_600_000;

/**
 * Job `poll`: bexio has no webhooks, so invoices that changed since the cursor are asked for; one request while nothing happens. Several
 * shops of one company share the cursor and the answer: whoever's turn comes first rings the orders of all of them.
 */
export async function pollBexio(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { clock, store } = tools;
  try {
    const shop = await store.shops.get(job.shop);
    if (!shop || shop.uninstalledAt !== null) return { done: true };
    const office = await tools.bexio(job.shop);
    if (office) {
      await withLease(tools, `poll:${office.companyId}`, () => pollCompany(tools, job.shop, office));
      await lookThrough(tools, job.shop, office);
      const saved = await store.settings.get(job.shop);
      if (saved && completeSettings(saved.settings).wayBack.fulfil) await lookAtDeliveries(tools, job, office);
      await store.jobs.ring({ shop: job.shop, kind: 'stock', subject: routine });
    }
    await tellSilence(store, job);
    return { again: new Date(clock.now().getTime() + tools.pollMs), attempts: 'reset' };
  } catch (error) {
    const outcome = await afterFailure(tools, job, error);
    await tellSilence(store, job);
    return outcome;
  }
}

async function pollCompany(tools: Tools, shop: string, office: BexioOffice): Promise<void> {
  const { clock, store } = tools;
  const cursor = await store.companies.load(office.companyId, cursorKind);
  const startedAt = clock.now();
  if (cursor !== null && cursor.value.by !== shop && startedAt.getTime() - cursor.fetchedAt.getTime() < tools.pollMs / 2) return;
  for (const invoice of await office.client.invoices.changedSince(since(cursor?.value ?? null, startedAt))) {
    for (const kind of ['invoice', 'extra-invoice'] as const) {
      for (const link of await store.links.byBexioId(office.companyId, kind, invoice.id)) await recordSeen(tools, link, invoice, startedAt);
    }
  }
  // Only now: a crash before this line reads the same rows again.
  await store.companies.save(office.companyId, cursorKind, { until: startedAt.toISOString(), by: shop });
}

function since(cursor: Cursor | null, now: Date): Date {
  if (cursor === null) return new Date(now.getTime() - firstReachMs);
  const untilMs = Date.parse(cursor.until);
  return new Date(untilMs > now.getTime() ? now.getTime() - clockErrorMs : untilMs - overlapMs);
}
