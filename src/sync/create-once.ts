import { createHash } from 'node:crypto';
import { BexioError } from '../bexio/outcome.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import type { Intent, IntentKey } from '../store/intents.ts';
import type { Claimed } from '../store/jobs.ts';
import type { Statement } from '../store/store.ts';
import type { Tools } from './tools.ts';
import { LeaseLost, QuietPeriod } from './verdict.ts';

export type Creation<Found> = {
  job: Claimed;
  /** What is being created, by business identity: the same order asks for the same intent for ever. */
  key: IntentKey;
  /** What bexio is searched by after an unclear answer. */
  reference: string;
  /** What will be sent; its hash is kept with the intent. */
  request: unknown;
  /** Reads what bexio has under the reference. Only called after an unclear answer, or when `searchFirst` says so. */
  find: () => Promise<Found | null>;
  create: () => Promise<Found>;
  /** True when bexio may already hold it without our knowing (a person's payment, an older installation). */
  searchFirst?: boolean;
  /**
   * For what a person may delete and the next order wants anew (articles, contacts): what bexio says of the id it had. The search may lag, so
   * only this tells that it is gone. Left out: what was made and is gone is for a person to explain.
   */
  findById?: (remoteId: number) => Promise<Found | null>;
  /** Committed with the announcement, before the first byte leaves: what must be known of the request should its answer be lost. */
  sending?: readonly Statement[];
};

/**
 * Creates something in bexio exactly once, although bexio knows no idempotency keys: the intent is committed before the request is
 * written, an unclear answer is neither success nor failure, and nothing is sent again before a quiet period and a search
 * (decision 6). The caller commits `intents.settling` together with its links, so a crash in between is repaired by finding again.
 * @returns what was created or found; `created` false when it had been there, `sentBefore` when that may be by an earlier request of ours.
 * @throws QuietPeriod, LeaseLost, BexioError
 */
export async function createOnce<Found>(tools: Tools, creation: Creation<Found>): Promise<{ found: Found; created: boolean; sentBefore: boolean }> {
  const { intents } = tools.store;
  const intent = await intents.prepare({ ...creation.key, ref: creation.reference, requestHash: requestHashOf(creation.request) });
  tools.atMoment('intent-prepared', creation.job.subject);
  const sentBefore = isUnanswered(intent) || intent.everUnknown;
  if (isUnanswered(intent)) {
    const found = await lookAgain(tools, intent, creation.find);
    if (found !== null) return { found, created: false, sentBefore };
  } else {
    const isDone = intent.state === 'settled';
    const found = creation.searchFirst || sentBefore || isDone ? ((await creation.find()) ?? (isDone ? await byId(creation, intent) : null)) : null;
    if (found !== null) return { found, created: false, sentBefore: sentBefore || isDone };
    if (isDone) await intents.backToPrepared(creation.key, 'deleted in bexio');
    // Certainly not done. It is being tried again because the order or the settings have changed since.
    if (intent.state === 'refused') await intents.backToPrepared(creation.key, 'tried again after a refusal');
  }
  try {
    return { found: await send(tools, creation), created: true, sentBefore };
  } catch (error) {
    // An earlier request may have been executed after it was looked for, and then bexio refuses this one because nothing is left to do.
    if (!sentBefore || !(error instanceof BexioError) || error.failure.kind !== 'refused') throw error;
    const found = await creation.find();
    if (found === null) throw error;
    return { found, created: false, sentBefore };
  }
}

/** It was made, and it is neither linked nor found. Where who took it away knows why, making it again is not for us to decide. */
async function byId<Found>({ key, findById }: Creation<Found>, { remoteId }: Intent): Promise<Found | null> {
  if (findById === undefined) throw new Error(`${key.kind} ${remoteId ?? ''} was made, and is not in bexio any more`);
  return remoteId === null ? null : findById(remoteId);
}

/** Sent, and its answer is not on record. */
export function isUnanswered({ state }: Intent): boolean {
  return state === 'sent' || state === 'unknown';
}

/** What is kept of a request with its intent: enough to tell whether something in bexio is what was sent. */
export function requestHashOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** For what was sent without an answer: waits until nothing can still be under way, then asks bexio. What is not there counts as never sent. */
export async function lookAgain<Found>(tools: Tools, intent: Intent, find: () => Promise<Found | null>): Promise<Found | null> {
  const { intents } = tools.store;
  const quietUntil = new Date((intent.sentAt ?? intent.createdAt).getTime() + tools.quietMs);
  if (intent.state === 'sent') await intents.markUnknown(intent, { cause: 'the run that sent it ended', nextCheckAt: quietUntil });
  if (quietUntil > tools.clock.now()) throw new QuietPeriod(quietUntil);
  const found = await find();
  if (found === null) await intents.backToPrepared(intent, 'not found after the quiet period');
  return found;
}

async function send<Found>(tools: Tools, creation: Creation<Found>): Promise<Found> {
  const { store } = tools;
  // A worker that slept past its lease must not write: somebody else has the order now (fault 21).
  if (!(await store.jobs.stillHeld(creation.job))) throw new LeaseLost();
  await store.atomically([store.jobs.holding(creation.job), store.intents.markingSent(creation.key), ...(creation.sending ?? [])]);
  tools.atMoment('intent-sent', creation.job.subject);
  try {
    const found = await creation.create();
    tools.atMoment('answer-received', creation.job.subject);
    return found;
  } catch (error) {
    await recordFailure(tools, creation.key, error);
    throw error;
  }
}

async function recordFailure(tools: Tools, key: IntentKey, error: unknown): Promise<void> {
  const { intents } = tools.store;
  const known = error instanceof BexioError || error instanceof ShopifyError ? error.failure.kind : 'unknown';
  // Shopify's `later` includes answers that got lost: whether it was carried out nobody knows.
  if (known === 'unknown' || (error instanceof ShopifyError && known === 'later')) {
    const quietUntil = new Date(tools.clock.now().getTime() + tools.quietMs);
    await intents.markUnknown(key, { cause: error instanceof Error ? error.message : 'unclear', nextCheckAt: quietUntil });
    throw new QuietPeriod(quietUntil);
  }
  const why = error instanceof Error ? error.message : known;
  if (known === 'refused') await intents.markRefused(key, why);
  else await intents.backToPrepared(key, why);
}
