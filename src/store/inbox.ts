import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { ask, type ReceivedRow, type Statement } from './database.ts';
import { StoreBusy } from './errors.ts';
import { one, statement, type Tools } from './tools.ts';

/** A webhook: who sent what about which object, and the job it nudges (null = none). */
export type Delivery = ReceivedRow;

export type Inbox = ReturnType<typeof createInbox>;

/** Above it the disk is not keeping up, and a sender that comes back later is better than memory that grows. */
export const waitingMax = 5_000;

export function createInbox(tools: Tools) {
  const { backend, database, tables, bell } = tools;
  let waiting = 0;
  return {
    /**
     * Resolves after the row and its job are on disk. Rejects with `StoreBusy` or `StoreUnavailable`: then nothing is, and the sender must repeat.
     */
    async receive(delivery: Delivery): Promise<'new' | 'repeated'> {
      if (waiting >= waitingMax) throw new StoreBusy('Too many webhooks are waiting for the disk.');
      waiting += 1;
      try {
        const isNew = await backend.receive(delivery);
        if (isNew && delivery.job) bell.ring();
        return isNew ? 'new' : 'repeated';
      } finally {
        waiting -= 1;
      }
    },
    /** A delivery that was kept, for the jobs that need more than a subject: compliance requests name whose data and which orders. */
    async get(shop: string, webhookId: string): Promise<{ topic: string; subject: string | null } | null> {
      const { inbox } = tables;
      return one(database.select({ topic: inbox.topic, subject: inbox.subject }).from(inbox).where(and(eq(inbox.shop, shop), eq(inbox.webhookId, webhookId))));
    },
    /** What a delivery was about is not needed any more; that it came stays known, so that a repetition is recognised. */
    forgettingSubject(shop: string, webhookId: string): Statement {
      const { inbox } = tables;
      return statement(database.update(inbox).set({ subject: null }).where(and(eq(inbox.shop, shop), eq(inbox.webhookId, webhookId))));
    },
    /** Which of these subjects a webhook has spoken of. */
    async heardOf(shop: string, subjects: readonly string[]): Promise<Set<string>> {
      const { inbox } = tables;
      const rows = await ask(database.selectDistinct({ subject: inbox.subject }).from(inbox).where(and(eq(inbox.shop, shop), inArray(inbox.subject, [...subjects]))));
      return new Set(rows.flatMap(({ subject }) => subject ?? []));
    },
    /** When the last webhook of the shop arrived: shows that its subscriptions work. */
    async latest(shop: string): Promise<Date | null> {
      const { inbox } = tables;
      const newest = database.select({ at: inbox.receivedAt }).from(inbox).where(eq(inbox.shop, shop)).orderBy(desc(inbox.receivedAt)).limit(1);
      return (await one(newest))?.at ?? null;
    },
    /** A few hundred rows at a time: webhooks go on being stored in between. Answers how many went. */
    async forget(shop: string, olderThan: Date): Promise<number> {
      let forgotten = 0;
      for (let gone = chunk; gone === chunk; forgotten += gone) gone = await forgetSome(tools, shop, olderThan);
      return forgotten;
    },
  };
}

const chunk = 500;

async function forgetSome({ database, tables }: Tools, shop: string, olderThan: Date): Promise<number> {
  const { inbox } = tables;
  const isOld = and(eq(inbox.shop, shop), lt(inbox.receivedAt, olderThan));
  const old = database.select({ shop: inbox.shop, webhookId: inbox.webhookId }).from(inbox).where(isOld).limit(chunk);
  const gone = database.delete(inbox).where(sql`(${inbox.shop}, ${inbox.webhookId}) in (${old.getSQL()})`).returning({ shop: inbox.shop });
  return (await ask(gone)).length;
}
