import { completeSettings } from '../../domain/settings/complete-settings.ts';
import { unitsToFulfil } from '../../domain/stock/deliveries.ts';
import type { FulfilmentOrder } from '../../shopify/fulfilments.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import type { Claimed } from '../../store/jobs.ts';
import { createOnce } from '../create-once.ts';
import { afterFailure } from '../failure.ts';
import { detailOf } from '../link-detail.ts';
import type { BexioOffice, Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

const fulfilKind = 'fulfilment';
/** One request per fulfilment order; more than that would be a loop. */
const requestsMax = 25;

type Work = { tools: Tools; job: Claimed; office: BexioOffice };
type Due = { fulfilmentOrderId: string; units: { id: string; lineId: string; quantity: number }[] };

/**
 * Job `fulfil`: what a person delivered in bexio is marked as sent in Shopify, to the unit. What is due is what bexio has booked out less
 * what Shopify has sent, read anew before every request: so a request whose answer was lost shows in what is left, and nothing is sent
 * again before it must have shown.
 */
export async function fulfil(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const shop = await tools.store.shops.get(job.shop);
    const saved = await tools.store.settings.get(job.shop);
    const office = !shop || shop.uninstalledAt !== null || !saved ? null : await tools.bexio(job.shop);
    if (!office || !saved || !completeSettings(saved.settings).wayBack.fulfil) return { done: true };
    await fulfilAll({ tools, job, office });
    return { done: true };
  } catch (error) {
    // Without the permission too: the merchant is told where the order is shown, and it may be granted at any time.
    if (error instanceof ShopifyError && (error.failure.kind === 'refused' || error.failure.kind === 'not-allowed')) return refused(tools, job, error.failure.cause);
    return afterFailure(tools, job, error);
  }
}

async function fulfilAll(work: Work): Promise<void> {
  const { tools, job, office } = work;
  const { intents } = tools.store;
  for (let requests = 0; requests < requestsMax; requests++) {
    const own = (await intents.of(job.shop, office.companyId, job.subject)).filter((one) => one.kind === fulfilKind);
    const isUnclear = own.some((one) => one.state === 'sent' || one.state === 'unknown');
    const due = await dueNow(work);
    if (due === null && !isUnclear) return;
    await send(work, due, own.filter((one) => one.state === 'settled').length + 1);
  }
  throw new Error(`order ${job.subject} is not fulfilled after ${requestsMax} requests`);
}

async function send({ tools, job, office }: Work, due: Due | null, seq: number): Promise<void> {
  const { store } = tools;
  const key = { shop: job.shop, companyId: office.companyId, orderId: job.subject, kind: fulfilKind, seq };
  const { found } = await createOnce<Due | 'was there'>(tools, {
    job,
    key,
    reference: `${job.subject}:${seq}`,
    request: due,
    // After the quiet period what is left to do is as true as anything can be: either nothing, or exactly this.
    find: async () => ((await dueNow({ tools, job, office })) === null ? 'was there' : null),
    create: async () => {
      const now = await dueNow({ tools, job, office });
      if (now === null) return 'was there';
      await tools.shopify(job.shop).fulfil(now.fulfilmentOrderId, now.units.map(({ id, quantity }) => ({ id, quantity })));
      return now;
    },
  });
  const units = found === 'was there' ? null : found.units.reduce((sum, one) => sum + one.quantity, 0);
  await store.atomically([
    store.jobs.holding(job),
    store.intents.settling(key, 0),
    store.journal.adding({ shop: job.shop, orderId: job.subject, event: 'fulfilled-in-shopify', detail: { units } }),
  ]);
  tools.atMoment('link-recorded', job.subject);
}

/** The first location's share of what is due; null: nothing is. */
async function dueNow({ tools, job, office }: Work): Promise<Due | null> {
  const links = (await tools.store.links.of(job.shop, office.companyId, job.subject)).filter((link) => link.kind === 'delivery');
  const delivered = links.map((link) => detailOf(link, 'delivery')).filter((one) => one.issued);
  // Deliveries that the app made follow Shopify, or the merchant wanted them with the order: alone they say nothing about parcels.
  if (!delivered.some((one) => one.byPerson === true)) return null;
  const orders = (await tools.shopify(job.shop).readFulfilmentOrders(job.subject)) ?? [];
  const left = unitsToFulfil(delivered, linesOf(orders));
  for (const { id: fulfilmentOrderId, lines } of orders) {
    const units = lines.flatMap(({ id, lineId, remaining }) => {
      const quantity = Math.min(left.get(lineId) ?? 0, remaining);
      return quantity > 0 ? [{ id, lineId, quantity }] : [];
    });
    if (units.length > 0) return { fulfilmentOrderId, units };
  }
  return null;
}

/** A line may be sent from several locations. */
function linesOf(orders: readonly FulfilmentOrder[]) {
  const lines = new Map<string, { lineId: string; fulfilled: number; remaining: number }>();
  for (const { lineId, fulfilled, remaining } of orders.flatMap((order) => order.lines)) {
    lines.set(lineId, { lineId, fulfilled, remaining: (lines.get(lineId)?.remaining ?? 0) + remaining });
  }
  return [...lines.values()];
}

/** Held, moved to another service, or changed this moment: said once, and looked at again when the next delivery is found. */
async function refused(tools: Tools, job: Claimed, cause: string): Promise<JobOutcome> {
  const { journal } = tools.store;
  const last = (await journal.of(job.shop, job.subject)).findLast((line) => line.event === 'fulfil-refused');
  if (JSON.stringify(last?.detail) !== JSON.stringify({ cause })) await journal.add({ shop: job.shop, orderId: job.subject, event: 'fulfil-refused', detail: { cause } });
  return { again: new Date(tools.clock.now().getTime() + 6 * 3_600_000), attempts: 'reset', cause };
}
