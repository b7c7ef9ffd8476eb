import type { Finding } from '../../../domain/settings/finding.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';
import type { CheckView } from './check.tsx';
import type { FindingPlace } from './finding.tsx';

/** A run that was asked for and brings nothing for this long has met an outage; the page stops waiting for it. */
const patienceMs = 60_000;

/** The findings by what is known at this moment; `askedAt` is when this visitor asked for a new look at bexio. */
export async function loadCheck(deps: PagesDependencies, visit: Visit, askedAt: Date | null): Promise<CheckView> {
  const [found, last] = await Promise.all([loadFindings(deps, visit, { path: '/check', proposed: null }), deps.store.cursors.load(visit.visitor.shop, 'health-check')]);
  const waits = askedAt !== null && (last === null || last.at < askedAt) && visit.frame.now.getTime() - askedAt.getTime() < patienceMs;
  return { ...found, checkedAt: last?.at ?? null, running: waits };
}

/** What the check says now, of the saved settings or of those proposed, and what its buttons need to know. */
export async function loadFindings(deps: PagesDependencies, { visitor }: Visit, { path, proposed }: { path: FindingPlace['path']; proposed: Settings | null }): Promise<FindingPlace & { findings: Finding[] }> {
  const [findings, connection] = await Promise.all([deps.checkHealth(visitor.shop, proposed), deps.store.connections.get(visitor.shop)]);
  return { findings: findings ?? [], path, bexioLink: deps.bexioLink, userId: connection?.userId ?? null, canSetRounding: deps.setRounding !== undefined };
}
