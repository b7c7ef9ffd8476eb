import { parentPort, workerData } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { openSqliteFile, type OpenRequest, type SqliteFile } from './sqlite-file.ts';

/**
 * The thread that owns the SQLite file. Each message is a batch of units; the whole batch is one transaction and one sync of the disk,
 * and is answered only after COMMIT. Units of a batch run in the order in which they arrived. No drizzle here: loading it takes 300 ms.
 */
export type Unit = Call[] | 'checkpoint';
export type Call = {
  sql: string;
  params: unknown[];
  /** When the statement returns no row: go on, leave out the rest of the unit, or undo the whole unit. */
  onNone: 'go-on' | 'stop' | 'undo';
};
/** `rows`: what the unit's first statement returned. `undoneAt`: the statement that returned nothing although it had to. */
export type Answer = { rows: unknown[] } | { undoneAt: number } | { failed: Failure };
export type Failure = { code: string; message: string };
export type Opened = { ready: true } | { failed: Failure };

if (parentPort) serve(parentPort, workerData as OpenRequest);

function serve(port: NonNullable<typeof parentPort>, request: OpenRequest): void {
  let opened: SqliteFile;
  try {
    opened = openSqliteFile(request);
  } catch (error) {
    port.postMessage({ failed: failure(error) } satisfies Opened);
    return;
  }
  const run = batchRunner(opened.database);
  port.on('message', (message: Unit[] | 'close') => {
    if (message !== 'close') return port.postMessage(run(message));
    opened.close();
    port.close();
  });
  port.postMessage({ ready: true } satisfies Opened);
}

/** Exported for tests, which break batches on purpose. */
export function batchRunner(database: Database.Database): (units: Unit[]) => Answer[] {
  const prepare = statementCache(database);
  return (units) => {
    if (units.includes('checkpoint')) return units.flatMap((unit) => (unit === 'checkpoint' ? [checkpoint(database)] : runBatch(database, prepare, [unit])));
    return runBatch(database, prepare, units as Call[][]);
  };
}

function runBatch(database: Database.Database, prepare: Prepare, units: Call[][]): Answer[] {
  try {
    return runTogether(database, prepare, units);
  } catch (error) {
    // SQLite has rolled back by itself after SQLITE_FULL and some input/output errors; a second ROLLBACK would throw.
    if (database.inTransaction) database.exec('rollback');
    // One unit spoiled the batch after having written something: nothing is committed, so everything can be done again, each unit alone.
    if (error instanceof SpoiledBatch && units.length > 1) return units.flatMap((unit) => runBatch(database, prepare, [unit]));
    const answer = error instanceof SpoiledBatch ? error.answer : { failed: failure(error) };
    return units.map(() => answer);
  }
}

function runTogether(database: Database.Database, prepare: Prepare, units: Call[][]): Answer[] {
  const writes = units.some((unit) => unit.some((call) => writesSomething(prepare, call)));
  // A deferred transaction that reads and then writes can fail at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
  if (writes) database.exec('begin immediate');
  const answers = units.map((unit) => runUnit(database, prepare, unit, writes));
  if (writes) database.exec('commit');
  return answers;
}

/** Throws when the batch cannot be committed any more: the transaction is gone, or holds half of this unit. */
function runUnit(database: Database.Database, prepare: Prepare, unit: Call[], inTransaction: boolean): Answer {
  let first: unknown[] = [];
  for (const [at, call] of unit.entries()) {
    let rows: unknown[];
    try {
      const statement = prepare(call.sql);
      rows = statement.reader ? statement.all(...call.params) : (statement.run(...call.params), []);
    } catch (error) {
      if (inTransaction && !database.inTransaction) throw error;
      const answer: Answer = { failed: failure(error) };
      // A failed statement takes back its own changes only, and the first one is all there is so far.
      if (at === 0) return answer;
      throw new SpoiledBatch(answer);
    }
    if (at === 0) first = rows;
    if (rows.length > 0 || call.onNone === 'go-on') continue;
    if (call.onNone === 'stop') break;
    if (at === 0) return { undoneAt: 0 };
    throw new SpoiledBatch({ undoneAt: at });
  }
  return { rows: first };
}

class SpoiledBatch extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('One unit of the batch failed after it had written.');
    this.answer = answer;
  }
}

function checkpoint(database: Database.Database): Answer {
  try {
    return { rows: [database.pragma('wal_checkpoint(TRUNCATE)')] };
  } catch (error) {
    return { failed: failure(error) };
  }
}

type Prepare = (sql: string) => Database.Statement<unknown[]>;

/** Preparing costs more than running. The texts are few; only lists of varying length make new ones, hence the bound. */
function statementCache(database: Database.Database): Prepare {
  const cache = new Map<string, Database.Statement<unknown[]>>();
  return (text) => {
    const known = cache.get(text);
    if (known) return known;
    if (cache.size >= 500) cache.clear();
    const statement = database.prepare<unknown[]>(text);
    if (statement.reader) statement.raw(true);
    cache.set(text, statement);
    return statement;
  };
}

function writesSomething(prepare: Prepare, call: Call): boolean {
  try {
    return !prepare(call.sql).readonly;
  } catch {
    // Wrong SQL fails again where it is run, and is answered there.
    return false;
  }
}

function failure(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: 'The database threw something that is not an error.' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, message: error.message };
}
