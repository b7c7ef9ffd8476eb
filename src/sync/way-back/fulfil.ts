import { completeSettings } from '../../domain/settings/complete-settings.ts';
import type { Settings } from '../../domain/settings.ts';
import { planFulfilment, unitsToFulfil, type FulfilPlan, type Parcel } from '../../domain/stock/fulfil.ts';
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
const hourMs = 3_600_000;

type Work = { tools: Tools; job: Claimed; office: BexioOffice; settings: Settings };

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
    if (!office || !saved) return { done: true };
    const settings = completeSettings(saved.settings);
    return settings.wayBack.fulfil ? await fulfilAll({ tools, job, office, settings }) : { done: true };
  } catch (error) {
    // Without the permission too: the merchant is told where the order is shown, and it may be granted at any time.
    if (error instanceof ShopifyError && (error.failure.kind === 'refused' || error.failure.kind === 'not-allowed')) return postponed(tools, job, { event: 'fulfil-refused', detail: { cause: error.failure.cause }, afterMs: 6 * hourMs });
    return afterFailure(tools, job, error);
  }
}

async function fulfilAll(work: Work): Promise<JobOutcome> {
  const { tools, job, office } = work;
  const { intents } = tools.store;
  for (let requests = 0; requests < requestsMax; requests++) {
    const own = (await intents.of(job.shop, office.companyId, job.subject)).filter((one) => one.kind === fulfilKind);
    const isUnclear = own.some((one) => one.state === 'sent' || one.state === 'unknown');
    const plan = await planNow(work);
    if (plan.send === null && !isUnclear) return rest(tools, job, plan);
    await send(work, plan.send, own.filter((one) => one.state === 'settled').length + 1);
  }
  throw new Error(`order ${job.subject} is not fulfilled after ${requestsMax} requests`);
}

async function send(work: Work, parcel: Parcel | null, seq: number): Promise<void> {
  const { tools, job, office } = work;
  const { store } = tools;
  const key = { shop: job.shop, companyId: office.companyId, orderId: job.subject, kind: fulfilKind, seq };
  const { found } = await createOnce<Parcel | 'was there'>(tools, {
    job,
    key,
    reference: `${job.subject}:${seq}`,
    request: parcel,
    // After the quiet period what is left to do is as true as anything can be: either nothing, or exactly this.
    find: async () => ((await planNow(work)).send === null ? 'was there' : null),
    create: async () => {
      const { send: now } = await planNow(work);
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

const nothing: FulfilPlan = { send: null, held: { units: 0, reasons: [] }, elsewhere: 0 };

async function planNow({ tools, job, office, settings }: Work): Promise<FulfilPlan> {
  const links = (await tools.store.links.of(job.shop, office.companyId, job.subject)).filter((link) => link.kind === 'delivery');
  const delivered = links.map((link) => detailOf(link, 'delivery')).filter((one) => one.issued);
  // Deliveries that the app made follow Shopify, or the merchant wanted them with the order: alone they say nothing about parcels.
  if (!delivered.some((one) => one.byPerson === true)) return nothing;
  const order = await tools.shopify(job.shop).readFulfilmentOrders(job.subject);
  if (order === null) return nothing;
  const due = unitsToFulfil(delivered, order.lines);
  const places = new Map<string, string | null>();
  for (const { lineId, sku } of order.lines.filter((line) => due.has(line.lineId))) {
    const seen = sku === null ? null : await tools.store.links.find(job.shop, office.companyId, 'stock-seen', sku);
    places.set(lineId, seen ? detailOf(seen, 'stock-seen').locationId : settings.stock.locationId);
  }
  return planFulfilment(due, order.orders, (lineId) => places.get(lineId) ?? null);
}

/** Everything that may be sent has been. What is held, or is another's to send, is said once and looked at again. */
async function rest(tools: Tools, job: Claimed, { held, elsewhere }: FulfilPlan): Promise<JobOutcome> {
  if (held.units > 0) return postponed(tools, job, { event: 'fulfil-held', detail: { units: held.units, cause: held.reasons.join(', ') }, afterMs: hourMs });
  if (elsewhere > 0) return postponed(tools, job, { event: 'fulfil-elsewhere', detail: { units: elsewhere }, afterMs: 6 * hourMs });
  return { done: true };
}

type Postponed = { event: 'fulfil-refused' | 'fulfil-held' | 'fulfil-elsewhere'; detail: Record<string, unknown>; afterMs: number };

async function postponed({ store, clock }: Tools, job: Claimed, { event, detail, afterMs }: Postponed): Promise<JobOutcome> {
  const last = (await store.journal.of(job.shop, job.subject)).findLast((line) => line.event.startsWith('fulfil'));
  const isNew = last?.event !== event || JSON.stringify(last.detail) !== JSON.stringify(detail);
  if (isNew) await store.journal.add({ shop: job.shop, orderId: job.subject, event, detail });
  return { again: new Date(clock.now().getTime() + afterMs), attempts: 'reset', cause: event };
}
