import { fileURLToPath } from 'node:url';
import { fillPlaceholders, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import { migrate } from 'drizzle-orm/sqlite-proxy/migrator';
import type { Clock } from '../clock.ts';
import { createBell } from './bell.ts';
import { columns } from './columns.sqlite.ts';
import { translated, type Backend, type ReceivedRow, type Statement } from './database.ts';
import { StoreFault } from './errors.ts';
import { ringing } from './jobs.ts';
import { asError, startThread, type Thread } from './sqlite-batches.ts';
import type { Answer, Call } from './sqlite-thread.ts';
import { defineTables } from './tables.ts';

/**
 * SQLite behind a thread that owns the only connection. Measured on 2 cores, Express 5 with HMAC and about 60 µs of other work per request,
 * 64 connections, load generator on the same machine, medians of 3 runs: without storage 9 632 req/s; group commit on the event loop once per tick
 * 7 230 (0.75); group commit in this thread 8 455 (0.88; best runs 0.89 and 0.93), with p99 17 ms against 15 without storage. On the event loop the
 * insert and the sync come on top of the request; here they happen beside it, and a slow disk or a long list delays no answer that needs no disk.
 * The group is whatever arrived while the last one was being committed.
 */
export async function openSqlite(options: { file: string; clock: Clock; instance: string }): Promise<Backend> {
  const { file, clock, instance } = options;
  const thread = await startThread({ file, instance, startedAt: clock.now().toISOString() });
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
    bell: createBell(),
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

const migrationsFolder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));

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
