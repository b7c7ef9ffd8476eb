import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { turnPrefix, type Store } from '../store/store.ts';

const leaseMs = 90_000;
/** Long enough for another order's search and create; after that the job comes back later. */
const patienceMs = 20_000;

/** Another run holds what is needed and did not give it back in time; the job tries again later. */
export class LeaseTaken extends Error {
  override name = 'LeaseTaken';
}

/** Runs `work` while nobody else, in any process, runs work under the same name. */
export async function withLease<T>(tools: { store: Pick<Store, 'leases'>; clock: Clock }, what: string, work: () => Promise<T>): Promise<T> {
  const { leases } = tools.store;
  const name = `${turnPrefix}${what}`;
  const holder = crypto.randomUUID();
  const giveUpAt = tools.clock.now().getTime() + patienceMs;
  while ((await leases.acquire(name, holder, leaseMs)) === null) {
    if (tools.clock.now().getTime() > giveUpAt) throw new LeaseTaken(what);
    await tools.clock.sleep(50);
  }
  try {
    return await work();
  } finally {
    await leases.release(name, holder);
  }
}

/** Who looks for, makes or changes the contact under this key does so alone. */
export function contactLease(companyId: string, shop: string, key: string): string {
  return `contact:${nameless(`${companyId}:${shop}:${key}`)}`;
}

/** Leases stay in the database after they end, where nobody would look for the mail of a person who is to be forgotten. */
export function nameless(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
