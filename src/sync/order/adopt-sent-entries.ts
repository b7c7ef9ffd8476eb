import { entryIntent, entryInBexio, recordEntry, sentEntry } from './book-refund.ts';
import { isUnanswered, lookAgain } from '../create-once.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';

/**
 * An entry whose answer is missing is looked for as it was sent, before it is asked what is still missing: by now the merchant may have
 * decided otherwise (an undo would reverse it a second time), settings or figures may have changed, or the order may not want it any more.
 */
export async function adoptSentEntries(tools: Tools, run: Run): Promise<void> {
  const { shop, office } = run.scene;
  const intents = await tools.store.intents.of(shop.domain, office.companyId, run.order.id);
  for (const intent of intents.filter((one) => one.kind.startsWith(entryIntent) && isUnanswered(one))) {
    const key = intent.kind.slice(entryIntent.length);
    const sent = await sentEntry(tools, run, key);
    if (sent === null) continue;
    const found = await lookAgain(tools, intent, () => entryInBexio(run, sent.entry));
    if (found !== null) await recordEntry(tools, run, { key, sent, found, created: false });
  }
}
