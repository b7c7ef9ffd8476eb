import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fillPlaceholders, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import { migrate } from 'drizzle-orm/sqlite-proxy/migrator';
import type { Clock } from '../clock.ts';
import { columns } from './columns.sqlite.ts';
import { translated, type Backend, type ReceivedRow, type Statement } from './database.ts';
import { StoreCorrupt, StoreFault, StoreInUse, StoreUnavailable } from './errors.ts';
import { ringing } from './jobs.ts';
import type { OpenRequest } from './sqlite-file.ts';
import type { Answer, Call, Failure, Opened, Unit } from './sqlite-thread.ts';
import { defineTables } from './tables.ts';

/**
 * SQLite behind a thread that owns the only connection. Measured on 2 cores, Express 5 with HMAC and about 60 µs of other work per request,
 * 64 connections, load generator on the same machine, medians of 3 runs: without storage 9 632 req/s; group commit on the event loop once per tick
 * 7 230 (0.75); group commit in this thread 8 455 (0.88; best runs 0.89 and 0.93), with p99 17 ms against 15 without storage. On the event loop the
 * insert and the sync come on top of the request; here they happen beside it, and a slow disk or a long list delays no answer that needs no disk.
 * The group is whatever arrived while the last one was being committed.
 */
export async function openSqlite(options: { file: string; clock: Clock; instance: string }): Promise<Backend> {
  const thread = await startThread(options);
  const tables = defineTables(columns);
  const database = drizzle(async (text, params, method) => {
    const rows = rowsOf(await thread.run([{ sql: text, params, onNone: 'go-on' }]));
    return { rows: method === 'get' ? ((rows[0] ?? []) as unknown[]) : rows };
  });
  try {
    await migrate(database, async (queries) => void rowsOf(await thread.run(queries.map((text) => ({ sql: text, params: [], onNone: 'go-on' })))), { migrationsFolder });
  } catch (error) {
    await thread.close();
    throw translated(error);
  }
  const receive = receiver(database, tables, thread);
  return {
    database,
    tables,
    oneProcess: true,
    async commit(statements) {
      if (statements.length === 0) return;
      const answer = await thread.run(statements.map(asCall));
      if ('undoneAt' in answer) throw statements[answer.undoneAt]?.refusal?.() ?? new StoreFault('A statement that cannot be refused was.');
      rowsOf(answer);
    },
    receive,
    // One writer, one transaction at a time: nobody else can choose meanwhile.
    choosing: (choice) => choice,
    scrub: async () => void rowsOf(await thread.run('checkpoint')),
    close: () => thread.close(),
  };
}

function asCall(statement: Statement): Call {
  return { ...statement.query.toSQL(), onNone: statement.refusal ? 'undo' : 'go-on' };
}

function rowsOf(answer: Answer): unknown[] {
  if ('rows' in answer) return answer.rows;
  if ('failed' in answer) throw asError(answer.failed);
  throw new StoreFault('A statement was undone that nobody may undo.');
}

/** Both texts are built once; a webhook only fills in its values. */
function receiver(database: Backend['database'], tables: Backend['tables'], thread: Thread): Backend['receive'] {
  // Inside `sql` a placeholder takes its value as it is; given to a column, drizzle 0.45 would convert it and stumble over null.
  const value = (name: string) => sql`${sql.placeholder(name)}`;
  const adding = database
    .insert(tables.inbox)
    .values({
      shop: value('shop'),
      webhookId: value('webhookId'),
      eventId: value('eventId'),
      topic: value('topic'),
      subject: value('subject'),
      triggeredAt: value('triggeredAt'),
      receivedAt: value('receivedAt'),
    })
    .onConflictDoNothing()
    .returning({ shop: tables.inbox.shop })
    .toSQL();
  const ring = ringing(database, tables, { shop: value('shop'), kind: value('kind'), subject: value('jobSubject'), dueAt: value('receivedAt') }).toSQL();
  return async (row: ReceivedRow) => {
    const values = { ...row, triggeredAt: row.triggeredAt?.getTime() ?? null, receivedAt: row.receivedAt.getTime(), kind: row.job?.kind, jobSubject: row.job?.subject };
    const unit: Call[] = [{ sql: adding.sql, params: fillPlaceholders(adding.params, values), onNone: 'stop' }];
    if (row.job) unit.push({ sql: ring.sql, params: fillPlaceholders(ring.params, values), onNone: 'go-on' });
    return rowsOf(await thread.run(unit)).length > 0;
  };
}

type Thread = { run(unit: Unit): Promise<Answer>; close(): Promise<void> };

const migrationsFolder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));

/** How much one transaction may hold: at 256 rows it takes about 6 ms, and larger ones gain little. */
const unitsMax = 256;

async function startThread({ file, clock, instance }: { file: string; clock: Clock; instance: string }): Promise<Thread> {
  const request: OpenRequest = { file, instance, startedAt: clock.now().toISOString() };
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: request, name: 'sqlite' });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: Opened) => {
      worker.off('error', reject);
      if ('ready' in message) return resolve();
      reject(asError(message.failed));
    });
  });
  return batching(worker);
}

type Waiting = { unit: Unit; resolve: (answer: Answer) => void };

/** One batch is at the thread at a time; what comes meanwhile is the next one. */
function batching(worker: Worker): Thread {
  let waiting: Waiting[] = [];
  let sent: Waiting[] = [];
  let scheduled = false;
  let closed: Failure | null = null;
  let onIdle: (() => void) | null = null;

  worker.on('message', (answers: Answer[]) => {
    const answered = sent;
    sent = [];
    for (const [index, one] of answered.entries()) one.resolve(answers[index] ?? { failed: { code: 'UNKNOWN', message: 'no answer' } });
    schedule();
  });
  worker.on('error', () => stop({ code: 'SQLITE_IOERR_THREAD', message: 'The database thread failed.' }));
  worker.on('exit', () => stop({ code: 'SQLITE_IOERR_CLOSED', message: 'The database is closed.' }));
  worker.unref();

  function schedule(): void {
    if (sent.length > 0 || scheduled) return;
    if (waiting.length === 0) {
      // An idle store must not keep a finished program alive; one that still has to answer must.
      worker.unref();
      onIdle?.();
      return;
    }
    scheduled = true;
    setImmediate(send);
  }

  function send(): void {
    scheduled = false;
    if (closed) return;
    sent = waiting.splice(0, unitsMax);
    worker.ref();
    post(sent.map((one) => one.unit));
  }

  function post(message: Unit[] | 'close'): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(message);
  }

  function stop(reason: Failure): void {
    closed = reason;
    for (const one of [...sent, ...waiting]) one.resolve({ failed: reason });
    sent = [];
    waiting = [];
  }

  return {
    run(unit) {
      if (closed) return Promise.resolve({ failed: closed });
      return new Promise((resolve) => {
        waiting.push({ unit, resolve });
        schedule();
      });
    },
    async close() {
      if (closed) return;
      await new Promise<void>((resolve) => {
        onIdle = resolve;
        schedule();
      });
      if (closed) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      worker.ref();
      post('close');
      await exited;
    },
  };
}

function asError({ code, message }: Failure): Error {
  if (code === 'StoreInUse') return new StoreInUse(message);
  if (code === 'StoreCorrupt') return new StoreCorrupt(message);
  if (code === 'StoreFault') return new StoreFault(message);
  if (code === 'StoreUnavailable') return new StoreUnavailable(message);
  return translated(Object.assign(new Error(message), { code }));
}
