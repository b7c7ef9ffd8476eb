import type { Clock } from '../clock.ts';
import type { Bell } from './bell.ts';
import { ask, type Backend, type Buildable, type Database, type Statement } from './database.ts';
import type { KeyRing } from './key-ring.ts';
import type { Tables } from './tables.ts';

/** What every concern of the store works with. */
export type Tools = {
  backend: Backend;
  database: Database;
  tables: Tables;
  keys: KeyRing;
  clock: Clock;
  bell: Bell;
  /** Names this process. */
  instance: string;
  atomically(statements: readonly Statement[]): Promise<void>;
};

/** A query as a statement. With `refusal` it must RETURN rows. */
export function statement(query: Buildable, refusal?: () => Error): Statement {
  return refusal ? { query, refusal } : { query };
}

/** The one row a key can have, or null. */
export async function one<T>(query: PromiseLike<T[]>): Promise<T | null> {
  return (await ask(query))[0] ?? null;
}
