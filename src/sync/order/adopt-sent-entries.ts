import { nextStep } from '../../domain/plan/next-step.ts';
import { bookRefundEntry, entryIntent } from './book-refund.ts';
import { readBooked } from './booked.ts';
import { isUnanswered, lookAgain } from '../create-once.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';
import { NeedsPerson } from '../verdict.ts';

/**
 * An entry whose answer is missing is looked for before a decision of the merchant that came after it counts: an undo reverses what the
 * refunds have left, and one that bexio has booked without our knowing would be reversed a second time.
 */
export async function adoptSentEntries(tools: Tools, run: Run): Promise<void> {
  const { order, scene: { shop, settings, company, office } } = run;
  const intents = await tools.store.intents.of(shop.domain, office.companyId, order.id);
  for (const intent of intents.filter((one) => one.kind.startsWith(entryIntent) && isUnanswered(one))) {
    const key = intent.kind.slice(entryIntent.length);
    const booked = await readBooked(tools, run.scene, order);
    const decision = key.startsWith('undo:') ? 'undo' : null;
    const isAskedStill = decision === booked.decision || (decision === null && booked.decision === 'book-now');
    if (isAskedStill || (await lookAgain(tools, intent, () => findEntry(run, intent.ref))) === null) continue;
    const verdict = nextStep({ order, shop, settings, company, booked: { ...booked, decision } });
    if (verdict.kind !== 'step' || verdict.step.do !== 'book-refund-entry' || verdict.step.key !== key) throw new NeedsPerson({ reason: 'unexpected', cause: `bexio has booked ${intent.ref}, which the order does not want any more` });
    await bookRefundEntry(tools, run, verdict.step);
  }
}

async function findEntry({ scene }: Run, reference: string): Promise<{ id: number } | null> {
  return (await scene.office.client.manualEntries.find(reference))[0] ?? null;
}
