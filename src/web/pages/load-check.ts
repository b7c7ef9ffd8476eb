import type { PagesDependencies } from './dependencies.ts';
import { findFindings } from './findings.ts';
import type { Visit } from './frame.ts';
import { loadScene } from './load-settings.ts';
import type { CheckView } from './check.tsx';

export async function loadCheck(deps: PagesDependencies, visit: Visit): Promise<CheckView> {
  const { visitor, shop, frame } = visit;
  const [scene, lastHeardAt, rates] = await Promise.all([loadScene(deps, visit), deps.store.inbox.latest(visitor.shop), deps.store.cursors.load(visitor.shop, 'rates-seen')]);
  const { connection } = scene;
  const facts = {
    connection: connection && { broken: connection.state === 'broken', scopes: connection.scopes },
    shopScopes: shop.scopes,
    company: scene.company,
    settings: scene.saved ? scene.settings : null,
    gatewaysSeen: scene.gateways,
    ratesSeenPpm: rates?.value ?? [],
    lastHeardAt,
    installedAt: shop.installedAt,
    now: frame.now,
    canSetRounding: deps.setRounding !== undefined,
  };
  return { findings: findFindings(facts, frame.format), bexioLink: deps.bexioLink };
}
