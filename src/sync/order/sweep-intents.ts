import { BexioError } from '../../bexio/outcome.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Intent } from '../../store/intents.ts';
import { afterFailure } from '../failure.ts';
import type { BexioOffice, Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

/** After an unclear answer the reference is looked for again at these distances: a request can be executed minutes after it was given up. */
const checksMs = [10 * 60_000, 24 * 3_600_000];
const sweepEveryMs = 5 * 60_000;

/**
 * Job `strays`: for every intent that ever had an unclear answer, bexio is searched once more for surplus drafts of ours. They are removed
 * under guard; two issued invoices raise an alarm and are never touched.
 */
export async function sweepIntents(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const office = await tools.bexio(job.shop);
    const due = await tools.store.intents.dueForCheck(job.shop, tools.clock.now());
    for (const intent of due) {
      // Nothing but an invoice has a draft stage and a reference to be told by; looked at once, the others must not crowd out those that have.
      if (intent.kind !== 'invoice' && intent.kind !== 'extra-invoice') await tools.store.intents.checked(intent, null);
      else if (office) await sweepOne(tools, office, intent);
    }
    return { again: new Date(tools.clock.now().getTime() + sweepEveryMs), attempts: 'reset' };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

async function sweepOne(tools: Tools, office: BexioOffice, intent: Intent): Promise<void> {
  // Another company is connected now: what was made in the old one is out of reach.
  if (intent.companyId !== office.companyId) return tools.store.intents.checked(intent, null);
  const found = (await office.client.invoices.findByReference(intent.ref)).filter((one) => one.status !== 'cancelled');
  const issued = found.filter((one) => one.status !== 'draft');
  if (issued.length > 1) {
    const detail = { kind: 'problem', problem: { reason: 'invoiced-twice', invoiceNumbers: issued.map((one) => one.number) } } as const;
    const order = await tools.store.orders.get(intent.shop, intent.orderId);
    tools.log.error({ shop: intent.shop, orderId: intent.orderId }, 'an order has two issued invoices');
    if (order) await tools.store.orders.record({ ...order, state: 'problem', detail, changedAt: tools.clock.now() });
  }
  // An order may have been worked on since the list was read.
  const { state, remoteId } = (await tools.store.intents.get(intent)) ?? intent;
  const unwanted = (state === 'sent' || state === 'unknown') && (await isAtRest(tools, intent));
  for (const draft of found) {
    // Only what is certainly ours and certainly surplus: exact reference, still a draft, not the one on record, nothing received.
    const surplus = (unwanted || (state === 'settled' && draft.id !== remoteId)) && draft.status === 'draft' && (draft.receivedMinor ?? 0) === 0;
    if (!surplus) continue;
    await tools.store.journal.add({ shop: intent.shop, orderId: intent.orderId, event: 'draft-removed', detail: { invoiceId: draft.id, number: draft.number, why: 'surplus' } });
    await remove(tools, office, draft.id);
  }
  await tools.store.intents.checked(intent, nextCheck(intent, tools.clock.now()));
}

/** An order that has nothing left to do and never asked what became of its draft wants none: should it ever, it makes another. */
async function isAtRest({ store }: Tools, { shop, orderId }: Intent): Promise<boolean> {
  const work = await store.jobs.get({ shop, kind: 'order', subject: orderId });
  return (work?.dueAt ?? work?.leaseUntil ?? null) === null;
}

/** A draft that bexio does not let go of (a person has touched it) is theirs; it must not stop the sweep of all others. */
async function remove(tools: Tools, office: BexioOffice, invoiceId: number): Promise<void> {
  try {
    await office.client.invoices.remove(invoiceId);
  } catch (error) {
    if (!(error instanceof BexioError) || !['missing', 'refused', 'not-allowed'].includes(error.failure.kind)) throw error;
    tools.log.warn({ err: error, invoiceId }, 'a surplus draft was not removed');
  }
}

function nextCheck(intent: Intent, now: Date): Date | null {
  const sentAtMs = (intent.sentAt ?? intent.createdAt).getTime();
  const next = checksMs.map((ms) => sentAtMs + ms).find((atMs) => atMs > now.getTime());
  return next === undefined ? null : new Date(next);
}
