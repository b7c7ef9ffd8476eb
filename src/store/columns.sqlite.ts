import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The kinds of column a table may have, as SQLite stores them. `columns.postgres.ts` gives every kind the same TypeScript value. */
export const columns = {
  table: sqliteTable,
  index,
  primaryKey,
  string: (name: string) => text(name),
  count: (name: string) => integer(name),
  cents: (name: string) => integer(name),
  flag: (name: string) => integer(name, { mode: 'boolean' }),
  instant: (name: string) => integer(name, { mode: 'timestamp_ms' }),
  json: <T>(name: string) => text(name, { mode: 'json' }).$type<T>(),
};

export type Columns = typeof columns;
