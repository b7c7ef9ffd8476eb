import { and, asc, count, desc, eq, inArray, isNull, ne, sql, sum, type SQL } from 'drizzle-orm';
import type { Choice, Finding, FindingDetail, ImportOutcome, ImportPhase, ImportPlan } from '../domain/past/history-import.ts';
import { ask, type Statement } from './database.ts';
import type { ImportProgress } from './tables.ts';
import { one, statement, type Tools } from './tools.ts';

export type ImportKey = { shop: string; id: string };
export type ImportRecord = ImportKey & {
  companyId: string;
  phase: ImportPhase;
  paused: boolean;
  plan: ImportPlan;
  progress: ImportProgress;
  author: string;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

/** `number` is Shopify's; `totalMinor` as it is now. */
export type ImportRow = {
  orderId: string;
  name: string;
  number: number;
  orderedAt: Date;
  currency: string;
  totalMinor: number;
  finding: Finding;
  detail: FindingDetail;
  choice: Choice | null;
  outcome: ImportOutcome | null;
};
export type NewImportRow = Omit<ImportRow, 'choice' | 'outcome'>;
export type ImportRowQuery = ImportKey & { finding?: Finding; outcome?: ImportOutcome; cursor?: string; limit?: number };
export type ImportRowPage = { rows: ImportRow[]; nextCursor: string | null };
/** Orders alike in what was found, chosen and became of them, and in their currency. */
export type ImportCount = { finding: Finding; choice: Choice | null; outcome: ImportOutcome | null; currency: string; orders: number; totalMinor: number };

/** The orders that a run brought into bexio itself, and what they amounted to: what an undo of the run looks at. */
export type BookedByRun = { run: ImportRecord; orders: number; amounts: { currency: string; totalMinor: number }[] };

export type Imports = ReturnType<typeof createImports>;

/** Runs of a history import and their orders, oldest order first. */
export function createImports(tools: Tools) {
  const { database, tables, clock, atomically } = tools;
  const { imports, importRows } = tables;
  const isImport = ({ shop, id }: ImportKey) => and(eq(imports.shop, shop), eq(imports.id, id));
  const isIn = ({ shop, id }: ImportKey) => and(eq(importRows.shop, shop), eq(importRows.importId, id));
  const isRow = (key: ImportKey, orderId: string) => and(isIn(key), eq(importRows.orderId, orderId));
  const rowsWhere = (where: SQL | undefined, limit: number) =>
    ask(database.select(visibleRow(tools)).from(importRows).where(where).orderBy(asc(importRows.orderedAt), asc(importRows.orderId)).limit(limit));
  return {
    add: (record: Omit<ImportRecord, 'createdAt' | 'startedAt' | 'endedAt'>) =>
      atomically([statement(database.insert(imports).values({ ...record, createdAt: clock.now() }))]),
    get: (key: ImportKey): Promise<ImportRecord | null> => one(database.select().from(imports).where(isImport(key))),
    /** Newest first. */
    list: (shop: string, limit = 50): Promise<ImportRecord[]> =>
      ask(database.select().from(imports).where(eq(imports.shop, shop)).orderBy(desc(imports.createdAt), desc(imports.id)).limit(limit)),
    noting: (key: ImportKey, progress: ImportProgress): Statement => statement(database.update(imports).set({ progress }).where(isImport(key))),
    /** Changes nothing unless the run is still in the phase it leaves: a merchant may have cancelled it meanwhile. */
    moving: (key: ImportKey, from: readonly ImportPhase[], to: ImportPhase): Statement => {
      const times = { ...(to === 'booking' ? { startedAt: clock.now() } : {}), ...(to === 'done' || to === 'cancelled' ? { endedAt: clock.now() } : {}) };
      return statement(database.update(imports).set({ phase: to, ...times }).where(and(isImport(key), inArray(imports.phase, [...from]))));
    },
    pausing: (key: ImportKey, paused: boolean): Statement => statement(database.update(imports).set({ paused }).where(isImport(key))),
    /** An order that is on the list already stays as it is. */
    addingRows: (key: ImportKey, rows: readonly NewImportRow[]): Statement =>
      statement(database.insert(importRows).values(rows.map((row) => ({ shop: key.shop, importId: key.id, ...row, name: row.name.replaceAll('\0', '') }))).onConflictDoNothing()),
    finding: (key: ImportKey, orderId: string, finding: Finding, detail: FindingDetail): Statement => statement(database.update(importRows).set({ finding, detail }).where(isRow(key, orderId))),
    ending: (key: ImportKey, orderId: string, outcome: ImportOutcome): Statement => statement(database.update(importRows).set({ outcome }).where(isRow(key, orderId))),
    /** What a merchant decides for one order, until it has its turn. */
    choosing: (key: ImportKey, orderId: string, choice: Choice | null): Statement => statement(database.update(importRows).set({ choice }).where(and(isRow(key, orderId), isNull(importRows.outcome)))),
    row: (key: ImportKey, orderId: string): Promise<ImportRow | null> => one(database.select(visibleRow(tools)).from(importRows).where(isRow(key, orderId))),
    rows: (query: ImportRowQuery) => rowPage(tools, query),
    /** The next whose preview is missing. */
    unjudged: (key: ImportKey, limit: number) => rowsWhere(and(isIn(key), eq(importRows.finding, 'listed'), isNull(importRows.outcome)), limit),
    /** The next that have not had their turn. */
    open: (key: ImportKey, limit: number) => rowsWhere(and(isIn(key), isNull(importRows.outcome)), limit),
    underWay: (key: ImportKey) => rowsWhere(and(isIn(key), eq(importRows.outcome, 'rung')), 1_000),
    /** Whether any run has this order in work. */
    async isUnderWay(shop: string, orderId: string): Promise<boolean> {
      const where = and(eq(importRows.shop, shop), eq(importRows.orderId, orderId), sql`${importRows.outcome} = 'rung'`);
      return (await one(database.select({ orderId: importRows.orderId }).from(importRows).where(where).limit(1))) !== null;
    },
    async counts(key: ImportKey): Promise<ImportCount[]> {
      const { finding, choice, outcome, currency } = importRows;
      const rows = await ask(database.select({ finding, choice, outcome, currency, orders: count(), total: sum(importRows.totalMinor) }).from(importRows).where(isIn(key)).groupBy(finding, choice, outcome, currency));
      return rows.map(({ total, ...row }) => ({ ...row, totalMinor: Number(total ?? 0) }));
    },
    /** The orders that a run had booked itself, in the order of their ids from `after` on: what an undo of the run takes back. Adopted ones are not among them. */
    async bookedOrderIds(key: ImportKey, { after = '', limit = 250 }: { after?: string; limit?: number } = {}): Promise<string[]> {
      const where = and(isIn(key), inArray(importRows.outcome, itsOwn), sql`${importRows.orderId} > ${after}`);
      const rows = await ask(database.select({ orderId: importRows.orderId }).from(importRows).where(where).orderBy(asc(importRows.orderId)).limit(limit));
      return rows.map(({ orderId }) => orderId);
    },
    /** The runs that have booked something themselves, newest first, with how much. */
    bookedByRun: (shop: string) => bookedByRun(tools, shop),
    /** Whether another run of the shop is at work: two at once would take each other's orders. */
    async isAnyAtWork(shop: string, except = ''): Promise<boolean> {
      const where = and(eq(imports.shop, shop), inArray(imports.phase, ['listing', 'judging', 'booking']), ne(imports.id, except));
      return (await one(database.select({ id: imports.id }).from(imports).where(where).limit(1))) !== null;
    },
  };
}

function visibleRow({ tables: { importRows } }: Tools) {
  const { orderId, name, number, orderedAt, currency, totalMinor, finding, detail, choice, outcome } = importRows;
  return { orderId, name, number, orderedAt, currency, totalMinor, finding, detail, choice, outcome };
}

/** Not adopted, not left out: the app's own work, or begun by it. */
const itsOwn: ImportOutcome[] = ['rung', 'booked', 'waiting', 'problem'];

async function bookedByRun({ database, tables: { imports, importRows } }: Tools, shop: string): Promise<BookedByRun[]> {
  const { importId, currency } = importRows;
  const [runs, sums] = await Promise.all([
    ask(database.select().from(imports).where(eq(imports.shop, shop)).orderBy(desc(imports.createdAt), desc(imports.id))),
    ask(database.select({ importId, currency, orders: count(), total: sum(importRows.totalMinor) }).from(importRows).where(and(eq(importRows.shop, shop), inArray(importRows.outcome, itsOwn))).groupBy(importId, currency)),
  ]);
  return runs.flatMap((run) => {
    const own = sums.filter((one) => one.importId === run.id).toSorted((a, b) => b.orders - a.orders || a.currency.localeCompare(b.currency, 'en'));
    if (own.length === 0) return [];
    return [{ run, orders: own.reduce((all, one) => all + one.orders, 0), amounts: own.map(({ currency: code, total }) => ({ currency: code, totalMinor: Number(total ?? 0) })) }];
  });
}

const limitMax = 250;

async function rowPage(tools: Tools, { shop, id, finding, outcome, cursor, limit = 50 }: ImportRowQuery): Promise<ImportRowPage> {
  const { database, tables: { importRows } } = tools;
  const size = Math.min(Math.max(limit, 1), limitMax);
  const filters: (SQL | undefined)[] = [eq(importRows.shop, shop), eq(importRows.importId, id)];
  if (finding) filters.push(eq(importRows.finding, finding));
  if (outcome) filters.push(eq(importRows.outcome, outcome));
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (after) filters.push(sql`(${importRows.orderedAt}, ${importRows.orderId}) > (${sql.param(after.at, importRows.orderedAt)}, ${after.orderId})`);
  const rows = await ask(database.select(visibleRow(tools)).from(importRows).where(and(...filters)).orderBy(asc(importRows.orderedAt), asc(importRows.orderId)).limit(size + 1));
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > size && last ? Buffer.from(`${last.orderedAt.getTime()}.${last.orderId}`).toString('base64url') : null };
}

/** A cursor that is not ours shows the first page. */
function parseCursor(cursor: string): { at: Date; orderId: string } | null {
  const match = /^(-?\d{1,15})\.(\d{1,20})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  return match?.[1] && match[2] ? { at: new Date(Number(match[1])), orderId: match[2] } : null;
}
