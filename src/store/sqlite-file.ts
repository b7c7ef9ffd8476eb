import { closeSync, mkdirSync, openSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreCorrupt, StoreFault, StoreInUse } from './errors.ts';

export type OpenRequest = { file: string; instance: string; startedAt: string };
export type SqliteFile = { database: Database.Database; close(): void };

/** Opens the file for this process alone, and checked. Throws rather than start on a file that is broken or owned by another process. */
export function openSqliteFile(request: OpenRequest): SqliteFile {
  mkdirSync(dirname(request.file), { recursive: true });
  // Made before SQLite makes it, so that it (and the -wal and -shm files, which copy its mode) belong to this user only.
  closeSync(openSync(request.file, 'a', 0o600));
  const unlock = lockInstance(request);
  let database: Database.Database | undefined;
  try {
    database = new Database(request.file);
    check(database);
    prepareConnection(database);
    assertDurable(database);
  } catch (error) {
    database?.close();
    unlock();
    if (isDamage(error)) throw new StoreCorrupt('The database file is damaged or not a database. Restore it from a backup.', { cause: error });
    throw error;
  }
  const opened = database;
  return {
    database: opened,
    close() {
      opened.close();
      unlock();
    },
  };
}

function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/**
 * Durability first. better-sqlite3 compiles SQLite with `DEFAULT_WAL_SYNCHRONOUS=1`: unless it is set on every connection, `synchronous` drops to
 * NORMAL with the first write in WAL mode, and a power cut loses commits that were already acknowledged (248 of 32 000 in a measurement; none with FULL).
 */
function prepareConnection(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  // Reading through a memory map made the WAL corruption of 3.51.2 worse in the field, and brings nothing to a file this small.
  database.pragma('mmap_size = 0');
  // Deleted personal data is overwritten, not just unlinked.
  database.pragma('secure_delete = ON');
  // A checkpoint holds the next batch up. With 64 webhooks always under way: every 1 000 pages 26 000 rows/s and at most 12 ms, every 4 000 30 000 and
  // 20 ms, every 16 000 33 000 and 31 ms. On a slow disk the pause grows with the pages, so 4 000 (16 MB).
  database.pragma('wal_autocheckpoint = 4000');
  database.pragma('journal_size_limit = 67108864');
}

/** After a write: before the first one the pragma still reads FULL by default and proves nothing. */
function assertDurable(database: Database.Database): void {
  database.pragma('user_version = 1');
  const found = ['synchronous', 'journal_mode', 'foreign_keys', 'secure_delete'].map((name) => String(database.pragma(name, { simple: true })));
  if (found.join() !== '2,wal,1,1') throw new StoreFault(`SQLite does not keep the settings that make a commit durable: ${found.join()}.`);
}

function check(database: Database.Database): void {
  const version = String(database.prepare('select sqlite_version()').pluck().get());
  // Up to 3.51.2 a reset of the WAL at the wrong moment could corrupt the file (sqlite.org/wal.html).
  if (!atLeast(version, [3, 51, 3])) throw new StoreFault(`SQLite ${version} is too old; 3.51.3 or newer is needed.`);
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new StoreCorrupt('The database file is damaged. Restore it from a backup.');
}

function atLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? 0;
    if (part !== want) return part > want;
  }
  return true;
}

/**
 * One process per file, by a lock that the operating system gives back when the process ends, however it ends: a lease with a deadline would keep
 * a crashed process's successor out until it ran out. A write transaction is held open on a small file next to the database for as long as we live;
 * others can still read there who the owner is.
 */
function lockInstance({ file, instance, startedAt }: OpenRequest): () => void {
  const lock = new Database(`${file}-instance`, { timeout: 0 });
  try {
    lock.pragma('synchronous = OFF');
    lock.exec('begin immediate; create table if not exists owner (instance text, pid integer, host text, since text); delete from owner');
    lock.prepare('insert into owner values (?, ?, ?, ?)').run(instance, process.pid, hostname(), startedAt);
    lock.exec('commit; begin immediate');
  } catch (error) {
    const owner = ownerOf(lock);
    lock.close();
    throw new StoreInUse(`${file} is in use by ${owner}. SQLite serves one process; use PostgreSQL to run several.`, { cause: error });
  }
  return () => lock.close();
}

function ownerOf(lock: Database.Database): string {
  try {
    return String(lock.prepare(`select 'instance ' || instance || ' (process ' || pid || ' on ' || host || ', since ' || since || ')' from owner`).pluck().get());
  } catch {
    return 'another process';
  }
}
