import type { CheckView } from './check.tsx';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';

/** A run that was asked for and brings nothing for this long has met an outage; the page stops waiting for it. */
const patienceMs = 60_000;

/** The findings by what is known at this moment; `askedAt` is when this visitor asked for a new look at bexio. */
export async function loadCheck(deps: PagesDependencies, { visitor, frame }: Visit, askedAt: Date | null): Promise<CheckView> {
  const [findings, last, connection] = await Promise.all([deps.checkHealth(visitor.shop), deps.store.cursors.load(visitor.shop, 'health-check'), deps.store.connections.get(visitor.shop)]);
  const waits = askedAt !== null && (last === null || last.at < askedAt) && frame.now.getTime() - askedAt.getTime() < patienceMs;
  return { findings: findings ?? [], checkedAt: last?.at ?? null, running: waits, bexioLink: deps.bexioLink, userId: connection?.userId ?? null, canSetRounding: deps.setRounding !== undefined };
}
