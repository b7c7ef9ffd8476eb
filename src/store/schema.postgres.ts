import { columns } from './columns.postgres.ts';
import { defineTables } from './tables.ts';

/** Read by drizzle-kit, which looks for exported tables. */
export const { inbox, jobs, shops, connections, signIns, settings, cursors, orders, products, intents, links, journal, imports, importRows, companies, leases, paces } = defineTables(columns);
