import { bigint, boolean, index, integer, json, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Columns } from './columns.sqlite.ts';

/** The same kinds of column as PostgreSQL stores them. `test/store/columns.test.ts` proves that every kind carries the same values. */
export const columns = asSqlite<Columns>({
  table: pgTable,
  index,
  primaryKey,
  string: (name: string) => text(name),
  count: (name: string) => integer(name),
  cents: (name: string) => bigint(name, { mode: 'number' }),
  flag: (name: string) => boolean(name),
  instant: (name: string) => timestamp(name, { precision: 3, withTimezone: true, mode: 'date' }),
  // Not jsonb: it reorders keys and refuses the escape \u0000, both unlike SQLite, and nothing here ever looks inside.
  json: <T>(name: string) => json(name).$type<T>(),
});

/**
 * The one cast between the two dialects, used twice: for this kit and for the database handle in `postgres.ts`.
 * Drizzle's builders have the same methods in both dialects but nominally different types; seen from `store/` the SQLite type stands for both.
 * It is honest only as long as the rules at the top of `database.ts` are kept, and the conformance suite runs every function on both.
 */
export function asSqlite<T>(postgres: unknown): T {
  return postgres as T;
}
