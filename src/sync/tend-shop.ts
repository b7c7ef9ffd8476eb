import type { Claimed } from '../store/jobs.ts';
import { afterFailure } from './failure.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import { renewShopTokens } from './shopify-access.ts';
import { routine, type Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';
import type { Shopify } from '../shopify/platform.ts';

const dayMs = 24 * 3_600_000;
const weekMs = 7 * dayMs;

/** Job `shop`: name, currency and zone as Shopify has them now. Rung by the installation and by `shop/update`. */
export async function refreshShop(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const { id, name, currency, timeZone, countryCode, taxesIncluded, scopes } = await tools.shopify(job.shop).readShop();
    await tools.store.shops.updateDetails(job.shop, { id, name, currency, timeZone, countryCode, taxesIncluded, scopes });
    await startRoutines(tools, job.shop);
    return { done: true };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

/** The jobs that every installed shop has, each of which names its own next time. Ringing one that waits only brings it forward. */
export async function startRoutines(tools: Pick<Tools, 'store'>, shop: string): Promise<void> {
  for (const kind of ['sweep', 'strays', 'company', 'poll', 'check', 'forget', 'keep-alive']) await tools.store.jobs.ring({ shop, kind, subject: routine });
}

/** Job `forget`: Shopify repeats a delivery for some hours at the most, so what was delivered a month ago needs to be recognised no more. */
export async function forgetDeliveries({ store, clock }: Tools, job: Claimed): Promise<JobOutcome> {
  const now = clock.now().getTime();
  await store.inbox.forget(job.shop, new Date(now - 30 * dayMs));
  return { again: new Date(now + dayMs), attempts: 'reset' };
}

/** Job `keep-alive`: a refresh token that is not used for 90 days ends, so a quiet shop's pair is renewed every week. */
export function keepAlive(shopify: Shopify): (tools: Tools, job: Claimed) => Promise<JobOutcome> {
  return async (tools, job) => {
    const { store, clock } = tools;
    try {
      const installed = await store.shops.get(job.shop);
      if (!installed?.tokens) return { done: true };
      const restMs = installed.tokens.refreshTokenExpiresAt.getTime() - clock.now().getTime();
      if (restMs < 80 * 24 * 3_600_000) await renewShopTokens({ store, clock, shopify }, job.shop, installed.tokens.accessToken);
      return { again: new Date(clock.now().getTime() + weekMs), attempts: 'reset' };
    } catch (error) {
      return afterFailure(tools, job, error);
    }
  };
}

/**
 * Job `uninstall`: the tokens are erased at once; links and journal stay until Shopify sends `shop/redact`, 48 hours later. Shopify signs
 * the body of a delivery but not its topic, and may deliver a day late: an app whose tokens still work has not been uninstalled.
 */
export async function uninstall(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    if (await tokensWork(tools, job.shop)) return { done: true };
    await tools.store.shops.markUninstalled(job.shop);
    await tools.store.journal.add({ shop: job.shop, orderId: null, event: 'uninstalled', detail: {}, actor: 'shopify' });
    return { done: true };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

async function tokensWork(tools: Tools, shop: string): Promise<boolean> {
  try {
    await tools.shopify(shop).readShop();
    return true;
  } catch (error) {
    if (error instanceof ShopifyError && error.failure.kind === 'broken') return false;
    throw error;
  }
}
