import { and, asc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import { ask, type Statement } from './database.ts';
import { IntentMoved, StoreFault } from './errors.ts';
import type { IntentState } from './tables.ts';
import { one, statement, type Tools } from './tools.ts';

/** One effect in bexio: the first invoice of an order, its second payment, … `orderId` is a link key for what belongs to no order. */
export type IntentKey = { shop: string; companyId: string; orderId: string; kind: string; seq: number };

export type Intent = IntentKey & {
  state: IntentState;
  /** Deterministic; what the effect can be found by in bexio. */
  ref: string;
  requestHash: string;
  /** How often it was sent. */
  attempt: number;
  sentAt: Date | null;
  remoteId: number | null;
  cause: string | null;
  everUnknown: boolean;
  nextCheckAt: Date | null;
  createdAt: Date;
};

export type Intents = ReturnType<typeof createIntents>;

/**
 * Written before bexio is asked for anything, because bexio knows no idempotency keys. `sent` is committed before the first byte leaves, so after a
 * crash `prepared` means certainly not sent and `sent` means unknown. A change that starts from another state than it may throws `IntentMoved`.
 */
export function createIntents(tools: Tools) {
  const { database, tables, atomically } = tools;
  const { intents } = tables;
  const moves = intentMoves(tools);
  const select = () => database.select().from(intents);
  return {
    /** Makes the intent, or answers the one there is. The request's hash follows the order while nothing has been sent. */
    prepare: (intent: IntentKey & { ref: string; requestHash: string }) => prepare(tools, intent),
    get: (key: IntentKey): Promise<Intent | null> => one(select().where(isIntent(tools, key))),
    of: (shop: string, companyId: string, orderId: string): Promise<Intent[]> =>
      ask(select().where(and(eq(intents.shop, shop), eq(intents.companyId, companyId), eq(intents.orderId, orderId))).orderBy(asc(intents.kind), asc(intents.seq))),
    ...moves,
    markSent: (key: IntentKey) => atomically([moves.markingSent(key)]),
    settle: (key: IntentKey, remoteId: number) => atomically([moves.settling(key, remoteId)]),
    markUnknown: (key: IntentKey, known: { nextCheckAt: Date; cause?: string }) => atomically([moves.markingUnknown(key, known)]),
    markRefused: (key: IntentKey, cause: string) => atomically([moves.markingRefused(key, cause)]),
    backToPrepared: (key: IntentKey, cause?: string) => atomically([moves.preparingAgain(key, cause)]),
    /** Those without a known outcome: `unknown`, and `sent` ones whose run died. */
    listUnknown: (shop: string): Promise<Intent[]> =>
      ask(select().where(and(eq(intents.shop, shop), inArray(intents.state, ['unknown', 'sent']))).orderBy(asc(intents.createdAt)).limit(500)),
    /** For the sweep: those with an unknown outcome in their history whose next look is due. */
    dueForCheck: (shop: string, now: Date, limit = 100): Promise<Intent[]> =>
      ask(select().where(and(eq(intents.shop, shop), isNotNull(intents.nextCheckAt), lte(intents.nextCheckAt, now))).orderBy(asc(intents.nextCheckAt)).limit(limit)),
    /** Looked at by the sweep; null: often enough. */
    checked: async (key: IntentKey, nextCheckAt: Date | null): Promise<void> => {
      await ask(database.update(intents).set({ nextCheckAt }).where(isIntent(tools, key)));
    },
  };
}

function intentMoves(tools: Tools) {
  const { intents } = tools.tables;
  return {
    markingSent: (key: IntentKey) => moving(tools, key, ['prepared', 'refused'], { state: 'sent', sentAt: tools.clock.now(), attempt: sql`${intents.attempt} + 1`, cause: null }),
    /** From every state: what is found in bexio under the reference is adopted. */
    settling: (key: IntentKey, remoteId: number) => moving(tools, key, ['prepared', 'sent', 'unknown', 'refused', 'settled'], { state: 'settled', remoteId, cause: null }),
    markingUnknown: (key: IntentKey, { nextCheckAt, cause }: { nextCheckAt: Date; cause?: string }) =>
      moving(tools, key, ['sent', 'unknown'], { state: 'unknown', everUnknown: true, cause: cause ?? null, nextCheckAt }),
    markingRefused: (key: IntentKey, cause: string) => moving(tools, key, ['prepared', 'sent'], { state: 'refused', cause }),
    /** Certainly not there: never sent, refused, searched for after the quiet period and not found, or made and removed again. */
    preparingAgain: (key: IntentKey, cause?: string) =>
      moving(tools, key, ['sent', 'unknown', 'refused', 'settled'], { state: 'prepared', remoteId: null, cause: cause ?? null }),
  };
}

async function prepare(tools: Tools, intent: IntentKey & { ref: string; requestHash: string }): Promise<Intent> {
  const { database, tables, clock } = tools;
  const { intents } = tables;
  const row = { ...intent, state: 'prepared' as const, attempt: 0, everUnknown: false, createdAt: clock.now() };
  await ask(
    database
      .insert(intents)
      .values(row)
      .onConflictDoUpdate({
        target: [intents.shop, intents.companyId, intents.orderId, intents.kind, intents.seq],
        set: { requestHash: intent.requestHash },
        setWhere: inArray(intents.state, ['prepared', 'refused']),
      }),
  );
  const stored = await one(database.select().from(intents).where(isIntent(tools, intent)));
  if (!stored) throw new StoreFault('An intent vanished while it was prepared.');
  // Two requests under one identity would be the very mistake intents exist to prevent.
  if (stored.ref !== intent.ref) throw new IntentMoved(`The intent ${stored.ref} cannot become ${intent.ref}.`);
  return stored;
}

function moving(tools: Tools, key: IntentKey, from: IntentState[], change: Parameters<ReturnType<typeof updateIntents>['set']>[0]): Statement {
  const { intents } = tools.tables;
  const query = updateIntents(tools).set(change).where(and(isIntent(tools, key), inArray(intents.state, from))).returning({ state: intents.state });
  return statement(query, () => new IntentMoved(`The ${key.kind} of ${key.orderId} is not ${from.join(' or ')} any more.`));
}

function updateIntents({ database, tables }: Tools) {
  return database.update(tables.intents);
}

function isIntent({ tables: { intents } }: Tools, { shop, companyId, orderId, kind, seq }: IntentKey) {
  return and(eq(intents.shop, shop), eq(intents.companyId, companyId), eq(intents.orderId, orderId), eq(intents.kind, kind), eq(intents.seq, seq));
}
