import { DrizzleQueryError, type SQL } from 'drizzle-orm';
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy';
import type { Bell } from './bell.ts';
import { StoreFault, StoreUnavailable } from './errors.ts';
import type { Tables } from './tables.ts';

/**
 * One handle for both databases. Rules that keep it honest:
 * - only `select / insert / update / delete / onConflict / returning`, always through `ask` or as a `Statement`; never `.get() .all() .run()`, never the relational API;
 * - raw `sql` only in the dialect files, besides plain arithmetic, `case` and comparisons of rows;
 * - never rely on the order of `returning`, nor on where NULL sorts; never filter inside JSON;
 * - no key twice in one multi-row upsert (PostgreSQL error 21000);
 * - a value inside `sql` goes through an operator or `sql.param(value, column)`, or a Date reaches the driver in the wrong form;
 * - whole milliseconds, and text compared in one case.
 */
export type Database = SqliteRemoteDatabase;

/**
 * A write that has been thought through but not done: it can be committed together with others.
 * No statement needs the result of another, so nothing is ever computed while a transaction is open.
 */
export type Statement = {
  readonly query: Buildable;
  /** The query RETURNs rows; when it returns none, everything it was committed with is rolled back and this error is thrown. */
  readonly refusal?: () => Error;
  /** Rings the bell after the commit. */
  readonly rings?: boolean;
};

export type Buildable = { toSQL(): { sql: string; params: unknown[] } };

export type ReceivedRow = {
  shop: string;
  webhookId: string;
  eventId: string | null;
  topic: string;
  subject: string | null;
  triggeredAt: Date | null;
  receivedAt: Date;
  job: { kind: string; subject: string } | null;
};

/** What differs between the two databases. */
export type Backend = {
  readonly database: Database;
  readonly tables: Tables;
  /** All or nothing. */
  commit(statements: readonly Statement[]): Promise<void>;
  /** Stores a delivery and rings its job in one commit shared with whatever else arrives meanwhile. True = it was new. */
  receive(row: ReceivedRow): Promise<boolean>;
  /** Wraps the choice of jobs so that two processes never choose the same ones. */
  choosing(choice: SQL): SQL;
  /** How this process and, where there may be others, they hear of due jobs. */
  readonly bell: Bell;
  /** One process by law, so what is shared between jobs may live in memory. */
  readonly oneProcess: boolean;
  /** Called after personal data was deleted: nothing of it may stay in the files. */
  scrub(): Promise<void>;
  close(): Promise<void>;
};

/**
 * The only way a query is awaited. Drizzle wraps every failure in an error whose message lists all parameters (tokens, names, addresses);
 * here it is unwrapped to the driver's own, and that one to ours.
 */
export async function ask<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw translated(error);
  }
}

/** Reads the driver's code, never its text: SQLite's `SQLITE_…`, PostgreSQL's SQLSTATE or Node's network code. */
export function translated(error: unknown): Error {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  if (cause instanceof StoreUnavailable || cause instanceof StoreFault) return cause;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  // Errors without a code come from pg's own pool: connection ended, timed out, not queryable.
  if (code === null && cause instanceof Error && cause.constructor === Error) return new StoreUnavailable('The database is unavailable.');
  if (code === null) return new StoreFault('The database driver failed.');
  if (passing.test(code)) return new StoreUnavailable(`The database is unavailable (${code}).`);
  return new StoreFault(`The database refused a statement (${code}).`);
}

/**
 * SQLite: full, input/output, locked, read-only, corrupt. PostgreSQL: 08 connection, 53 out of disk, memory or connections, 57P shutting down,
 * 58 system, 40 deadlock or serialisation, 25006 read-only. Node: the network.
 */
const passing =
  /^(SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CORRUPT|NOTADB|CANTOPEN|NOMEM|PROTOCOL)(_.*)?|08...|53...|57P..|58...|40...|25006|E(CONN|TIMEDOUT|PIPE|HOST|NET|AI_)[A-Z_]*|ENOTFOUND)$/;
