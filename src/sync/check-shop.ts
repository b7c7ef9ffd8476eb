import { completeSettings } from '../domain/settings/complete-settings.ts';
import type { Finding } from '../domain/settings/finding.ts';
import { checkHealth } from '../domain/settings/health-check.ts';
import type { Settings } from '../domain/settings.ts';
import type { Claimed } from '../store/jobs.ts';
import { afterFailure } from './failure.ts';
import { silentSince } from './tell-silence.ts';
import type { Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

const everyMs = 24 * 3_600_000;

/**
 * Job `check`: looks at everything that must be right for orders to be booked, before an order meets it, and keeps what it found for the
 * first page to show. Comes round every day, after every reading of the company, and when settings are saved.
 */
export async function checkShop(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store, clock } = tools;
  try {
    // What is known without bexio is said also while bexio does not answer: that is when it is wanted.
    const failure = await noteRights(tools, job.shop).then(() => null, (error: unknown) => ({ error }));
    const findings = await healthOf(tools, job.shop);
    if (findings === null) return { done: true };
    await store.cursors.save(job.shop, 'health-check', findings);
    if (failure !== null) return await afterFailure(tools, job, failure.error);
    return { again: new Date(clock.now().getTime() + everyMs), attempts: 'reset' };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

/** Another person may have connected since, so nothing that is not said now is kept. */
async function noteRights({ store, bexio, log }: Tools, shop: string): Promise<void> {
  const office = await bexio(shop);
  const rights = office && (await office.client.company.readRights());
  if (rights) return store.cursors.save(shop, 'bexio-rights', rights);
  if (office) log.warn({ shop }, 'bexio said nothing understandable about the rights of the connected person');
  await store.cursors.forget(shop, 'bexio-rights');
}

/**
 * How the shop stands by what is known now, with its settings or those that are proposed to it; asks nobody outside. Null: the app is not
 * installed there (any more).
 */
export async function healthOf({ store, clock }: Pick<Tools, 'clock'> & { store: Pick<Tools['store'], 'shops' | 'connections' | 'settings' | 'companies' | 'cursors' | 'orders' | 'inbox' | 'jobs'> }, domain: string, proposed: Settings | null = null): Promise<Finding[] | null> {
  const shop = await store.shops.get(domain);
  if (!shop || shop.uninstalledAt !== null) return null;
  const { cursors } = store;
  const [connection, saved, rights, rates, gatewaysSeen, lastHeardAt, missed, gap] = await Promise.all([
    store.connections.get(domain), store.settings.get(domain), cursors.load(domain, 'bexio-rights'), cursors.load(domain, 'rates-seen'),
    store.orders.gateways(domain), store.inbox.latest(domain), cursors.load(domain, 'webhook-missed'), cursors.load(domain, 'memory-gap'),
  ]);
  return checkHealth({
    connection: connection && { broken: connection.state === 'broken', scopes: connection.scopes },
    rights: rights?.value ?? null,
    shopScopes: shop.scopes,
    shopCurrency: shop.currency,
    company: connection ? ((await store.companies.load(connection.companyId, 'company'))?.value ?? null) : null,
    settings: saved ? completeSettings(saved.settings) : proposed,
    gatewaysSeen,
    ratesSeenPpm: rates?.value ?? [],
    lastHeardAt,
    missedAt: missed?.at ?? null,
    installedAt: shop.installedAt,
    gap: gap?.value ?? null,
    silentSince: {
      bexio: connection ? await silentSince(store, domain, 'poll', (await store.companies.load(connection.companyId, 'poll-cursor'))?.fetchedAt ?? connection.connectedAt) : null,
      shopify: await silentSince(store, domain, 'sweep', (await cursors.load(domain, 'sweep-cursor'))?.at ?? shop.installedAt),
    },
    now: clock.now(),
  });
}
