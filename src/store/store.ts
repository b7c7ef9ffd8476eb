import type { Clock } from '../clock.ts';
import { createCompanies, type Companies } from './companies.ts';
import { createConnections, type Connections } from './connections.ts';
import { createCursors, type Cursors } from './cursors.ts';
import { createCustomers, type Customers } from './customers.ts';
import { ask, type Backend, type Statement } from './database.ts';
import { createImports, type Imports } from './imports.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createIntents, type Intents } from './intents.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createJournal, type Journal } from './journal.ts';
import type { KeyRing } from './key-ring.ts';
import { createLeases, type Leases } from './leases.ts';
import { createLinks, type Links } from './links.ts';
import { createOrders, type Orders } from './orders.ts';
import { createPaces, type Paces } from './paces.ts';
import { createProducts, type Products } from './products.ts';
import { createSettingsStore, type SettingsStore } from './settings.ts';
import { createShops, type Shops } from './shops.ts';
import { createSignIns, type SignIns } from './sign-ins.ts';
import { openSqlite } from './sqlite.ts';
import { takeOver } from './take-over.ts';
import type { Tools } from './tools.ts';

export { IntentMoved, LinkTaken, StaleClaim, StoreBusy, StoreCorrupt, StoreFault, StoreInUse, StoreUnavailable } from './errors.ts';
export type { Statement } from './database.ts';
export { turnPrefix } from './leases.ts';

export type StoreOptions = {
  /** `file:…` = SQLite, `postgres://…` = PostgreSQL, `pglite:` = PostgreSQL in this process, for tests. */
  url: string;
  keys: KeyRing;
  clock: Clock;
  /** Names this process; unique. */
  instance: string;
  /** What fails beside the work, such as the bell between processes: worth a line in the log, no more. */
  onFault?: (fault: Error) => void;
};

export type Store = Customers & {
  inbox: Inbox;
  jobs: Jobs;
  shops: Shops;
  connections: Connections;
  signIns: SignIns;
  settings: SettingsStore;
  orders: Orders;
  products: Products;
  intents: Intents;
  links: Links;
  journal: Journal;
  imports: Imports;
  companies: Companies;
  cursors: Cursors;
  leases: Leases;
  paces: Paces;
  /** Commits all of them or none. A statement that is refused throws its own error (`StaleClaim`, `IntentMoved`, `LinkTaken`). */
  atomically(statements: readonly Statement[]): Promise<void>;
  /** Re-encrypts what is sealed with an older key; answers how many texts. */
  resealAll(): Promise<number>;
  /** Writes something, so that a full or read-only disk shows; at most once a second. */
  healthy(): Promise<Health>;
  /** Finishes what is being written. */
  close(): Promise<void>;
};

export type Health = { ok: true } | { ok: false; reason: string };

export async function openStore(options: StoreOptions): Promise<Store> {
  const { keys, clock, instance } = options;
  const backend = await openBackend(options);
  const { bell } = backend;
  async function atomically(statements: readonly Statement[]): Promise<void> {
    await backend.commit(statements);
    if (statements.some((statement) => statement.rings)) bell.ring();
  }
  const tools: Tools = { backend, database: backend.database, tables: backend.tables, keys, clock, bell, instance, atomically };
  if (backend.oneProcess) await takeOver(tools);
  const shops = createShops(tools);
  const connections = createConnections(tools);
  return {
    inbox: createInbox(tools),
    jobs: createJobs(tools),
    shops,
    connections,
    signIns: createSignIns(tools),
    settings: createSettingsStore(tools),
    orders: createOrders(tools),
    products: createProducts(tools),
    intents: createIntents(tools),
    links: createLinks(tools),
    journal: createJournal(tools),
    imports: createImports(tools),
    companies: createCompanies(tools),
    cursors: createCursors(tools),
    leases: createLeases(tools),
    paces: createPaces(tools),
    ...createCustomers(tools),
    atomically,
    resealAll: async () => (await shops.reseal()) + (await connections.reseal()),
    healthy: healthCheck(tools),
    close: () => backend.close(),
  };
}

async function openBackend({ url, clock, instance, onFault = () => {} }: StoreOptions): Promise<Backend> {
  if (url.startsWith('file:')) return openSqlite({ file: url.slice('file:'.length).replace(/^\/\/(?=\/)/, ''), clock, instance });
  if (!/^(postgres(ql)?:\/\/|pglite:)/.test(url)) throw new TypeError('The database URL must begin with file:, postgres:// or pglite:.');
  // Its drivers, and what the bell between processes brings along, are more than a quarter of what loading the store costs; SQLite needs none.
  const { openPglite, openPostgres } = await import('./postgres.ts');
  return url.startsWith('pglite:') ? openPglite(url.slice('pglite:'.length)) : openPostgres(url, instance, onFault);
}

function healthCheck({ database, tables, clock }: Tools): () => Promise<Health> {
  let last: { at: Date; health: Promise<Health> } | null = null;
  const name = 'health check';
  const check = async (at: Date): Promise<Health> => {
    try {
      const row = { holder: '', until: at };
      await ask(database.insert(tables.leases).values({ name, fence: 0, ...row }).onConflictDoUpdate({ target: tables.leases.name, set: row }));
      return { ok: true };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : 'The database failed.' };
    }
  };
  return () => {
    const at = clock.now();
    if (!last || Math.abs(at.getTime() - last.at.getTime()) >= 1_000) last = { at, health: check(at) };
    return last.health;
  };
}
