import { randomBytes } from 'node:crypto';
import { and, asc, desc, eq, gt, gte, isNull, lt } from 'drizzle-orm';
import { ask, type Statement } from './database.ts';
import type { Tables } from './tables.ts';
import { statement, type Tools } from './tools.ts';

/** What happened, for people: append-only. `detail` never holds personal data, so that it can stay when a person is erased. */
export type JournalLine = { shop: string; orderId: string | null; at: Date; event: string; detail: unknown; actor: string };

/** Now, by the app, without detail, unless told otherwise. */
export type NewJournalLine = Pick<JournalLine, 'shop' | 'orderId' | 'event'> & Partial<JournalLine>;

export type Journal = ReturnType<typeof createJournal>;

export function createJournal(tools: Tools) {
  const { database, tables, clock, atomically } = tools;
  const { journal } = tables;
  const nextId = idMaker(tools);
  const lines = () => database.select(visibleJournal(tables)).from(journal);
  const adding = ({ shop, orderId, event, detail = null, actor = 'app', at = clock.now() }: NewJournalLine): Statement =>
    statement(database.insert(journal).values({ id: nextId(), shop, orderId, at, event, detail, actor }));
  return {
    adding,
    add: (line: NewJournalLine) => atomically([adding(line)]),
    /** Oldest first. */
    of: (shop: string, orderId: string): Promise<JournalLine[]> =>
      ask(lines().where(and(eq(journal.shop, shop), eq(journal.orderId, orderId))).orderBy(asc(journal.id)).limit(1_000)),
    /** Lines about the shop itself and no order, newest first. */
    ofShop: (shop: string, limit: number): Promise<JournalLine[]> =>
      ask(lines().where(and(eq(journal.shop, shop), isNull(journal.orderId))).orderBy(desc(journal.id)).limit(Math.min(limit, 1_000))),
    /** What happened from `from` until before `until`, oldest first, page by page: `after` is the last page's cursor. */
    async between(shop: string, { from, until, after }: { from: Date | null; until: Date | null; after: string | null }): Promise<{ lines: JournalLine[]; nextCursor: string | null }> {
      const within = [from && gte(journal.id, timeOf(from)), until && lt(journal.id, timeOf(until)), after === null ? null : gt(journal.id, after)].filter((one) => one !== null);
      const rows = await ask(database.select({ ...visibleJournal(tables), id: journal.id }).from(journal).where(and(eq(journal.shop, shop), ...within)).orderBy(asc(journal.id)).limit(linesMax));
      return { lines: rows.map(({ id: _id, ...line }) => line), nextCursor: rows.length === linesMax ? (rows.at(-1)?.id ?? null) : null };
    },
    /** Newest first. */
    latest: (shop: string, limit: number): Promise<JournalLine[]> => ask(lines().where(eq(journal.shop, shop)).orderBy(desc(journal.id)).limit(Math.min(limit, 1_000))),
  };
}

const linesMax = 1_000;

/** All but the id. */
export function visibleJournal({ journal }: Tables) {
  return { shop: journal.shop, orderId: journal.orderId, at: journal.at, event: journal.event, detail: journal.detail, actor: journal.actor };
}

/** Time, then a counter (lines of one millisecond keep their order), then chance (other processes). Hexadecimal digits sort alike under every collation. */
function idMaker({ clock }: Tools): () => string {
  let counter = 0;
  const process = randomBytes(5).toString('hex');
  return () => {
    counter = (counter + 1) % 0x1_00_00_00_00;
    return timeOf(clock.now()) + counter.toString(16).padStart(8, '0') + process;
  };
}

/** What the ids of that millisecond begin with. */
function timeOf(moment: Date): string {
  return moment.getTime().toString(16).padStart(12, '0');
}
