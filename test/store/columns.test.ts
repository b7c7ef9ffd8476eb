import { getTableColumns, type Table } from 'drizzle-orm';
import { expect, expectTypeOf, test } from 'vitest';
import * as postgres from '../../src/store/schema.postgres.ts';
import * as sqlite from '../../src/store/schema.sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';

// The Postgres kit is cast to the type of the SQLite kit. These tests are what makes the cast true.

test('both dialects have the same tables and columns, with the same kind of value and the same null', () => {
  const shapes = (tables: Record<string, Table>) => Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, shapeOf(table)]));
  expect(shapes({ ...postgres })).toEqual(shapes({ ...sqlite }));
});

test('the values are what the concerns of the store take them for', () => {
  expectTypeOf<Tables['jobs']['$inferSelect']['dueAt']>().toEqualTypeOf<Date | null>();
  expectTypeOf<Tables['orders']['$inferSelect']['totalMinor']>().toEqualTypeOf<number>();
  expectTypeOf<Tables['shops']['$inferSelect']['taxesIncluded']>().toEqualTypeOf<boolean>();
  expectTypeOf<Tables['shops']['$inferSelect']['scopes']>().toEqualTypeOf<string[]>();
  expectTypeOf<Tables['intents']['$inferSelect']['remoteId']>().toEqualTypeOf<number | null>();
  // @ts-expect-error A time is not a number.
  const wrong: Tables['jobs']['$inferInsert']['dueAt'] = 5;
  expect(wrong).toBe(5);
});

function shapeOf(table: Table) {
  return Object.entries(getTableColumns(table)).map(([key, column]) => ({ key, name: column.name, value: column.dataType, notNull: column.notNull, primary: column.primary }));
}
