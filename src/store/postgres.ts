import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { drizzle as drizzleNode } from 'drizzle-orm/node-postgres';
import { migrate as migrateNode } from 'drizzle-orm/node-postgres/migrator';
import { Pool } from 'pg';
import { createBell, type Bell } from './bell.ts';
import { openBossBell, type BossBell } from './boss-bell.ts';
import { asSqlite, columns } from './columns.postgres.ts';
import { translated, type Backend, type Database, type Statement } from './database.ts';
import { StoreFault } from './errors.ts';
import { groupReceiver, type Query, type Row } from './postgres-receive.ts';
import { defineTables } from './tables.ts';

const migrationsFolder = fileURLToPath(new URL('../../migrations/postgres', import.meta.url));

/** Any number of processes on one server. */
export async function openPostgres(url: string, instance: string, onFault: (fault: Error) => void): Promise<Backend> {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000, keepAlive: true });
  // A connection that the server closes, idle or in use, is replaced by the pool, and whoever waits on it gets the error anyway.
  // Without listeners for both cases the event would end the process: seen when the server was stopped during a transaction.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  let bell: BossBell;
  try {
    await migratePool(pool);
    await assertDurable(pool);
    bell = await openBossBell({ connectionString: url, max: 1 }, instance, onFault);
  } catch (error) {
    await pool.end();
    throw translated(error);
  }
  return backendOn({
    bell,
    database: asSqlite<Database>(drizzleNode(pool)),
    query: (text, params) => pool.query(text, params),
    transaction: (work) => inTransaction(pool, work),
    async close() {
      await bell.close();
      await pool.end();
    },
  });
}

/** PostgreSQL inside this process, for tests: one connection, nothing on disk unless a folder is named. A development dependency, hence loaded late. */
export async function openPglite(folder: string): Promise<Backend> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { drizzle } = await import('drizzle-orm/pglite');
  const { migrate } = await import('drizzle-orm/pglite/migrator');
  const server = await (folder === '' ? PGlite.create() : PGlite.create(folder));
  const database = drizzle(server);
  await migrate(database, { migrationsFolder });
  return backendOn({
    bell: createBell(),
    database: asSqlite<Database>(database),
    query: (text, params) => server.query<Row>(text, params),
    transaction: (work) => server.transaction((transaction) => work((text, params) => transaction.query<Row>(text, params))),
    close: () => server.close(),
  });
}


type Server = {
  bell: Bell;
  database: Database;
  query: Query;
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

function backendOn(server: Server): Backend {
  const receiving = groupReceiver(server.query);
  return {
    database: server.database,
    tables: defineTables(columns),
    bell: server.bell,
    oneProcess: false,
    commit: (statements) => commit(server, statements),
    receive: receiving.receive,
    // Materialised, so that it is evaluated once: rows that others have locked are skipped, and no row is locked that is not taken.
    choosing: (choice) => sql`with chosen as materialized (${choice} for update skip locked) select * from chosen`,
    // Dead rows are removed by PostgreSQL's own vacuum.
    scrub: async () => {},
    async close() {
      await receiving.idle();
      await server.close();
    },
  };
}

async function commit(server: Server, statements: readonly Statement[]): Promise<void> {
  try {
    const [first] = statements;
    // One statement is a transaction of its own, and one that returns no row has changed nothing: two round trips less.
    if (first && statements.length === 1) return await runOne(server.query, first);
    await server.transaction(async (query) => {
      for (const statement of statements) await runOne(query, statement);
    });
  } catch (error) {
    throw error instanceof Refused ? error.reason : translated(error);
  }
}

/** Carries a refusal out of the transaction, past the translation of the driver's errors. */
class Refused extends Error {
  readonly reason: Error;
  constructor(reason: Error) {
    super(reason.message);
    this.reason = reason;
  }
}

async function runOne(query: Query, { query: buildable, refusal }: Statement): Promise<void> {
  const { sql: text, params } = buildable.toSQL();
  const { rows } = await query(text, params);
  if (refusal && rows.length === 0) throw new Refused(refusal());
}

async function inTransaction<T>(pool: Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('begin');
    const result = await work((text, params) => client.query(text, params));
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is closed, which makes the server roll back.
    await client.query('rollback').catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Several processes may start at once: the lock makes one migrate and the others wait. Any number known only to this program will do. */
async function migratePool(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock(7310264211)');
    await migrateNode(drizzleNode(client), { migrationsFolder });
  } finally {
    // Closing the connection gives the lock back, also when the migration failed.
    client.release(true);
  }
}

async function assertDurable(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ setting: string }>(`select setting from pg_settings where name in ('synchronous_commit', 'fsync') and setting = 'off'`);
  if (rows.length > 0) throw new StoreFault('PostgreSQL runs with synchronous_commit or fsync switched off: an acknowledged webhook could be lost.');
}
