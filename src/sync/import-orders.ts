import type { Order } from '../domain/order.ts';
import { indexInvoices, recognise, usualTitles, type InvoiceIndex, type Recognised } from '../domain/recognise-invoice.ts';
import type { PastOrder } from '../shopify/order-history.ts';
import type { Claimed } from '../store/jobs.ts';
import { afterFailure } from './failure.ts';
import { detailOf, type ImportDetail } from './link-detail.ts';
import { readScene, type Scene } from './scene.ts';
import type { Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

/** More orders than this waiting for their booking: the import waits too, so that new orders do not queue behind the past. */
const waitingMax = 200;
const pagesPerRun = 20;
const restMs = 5_000;

/**
 * Job `import`, subject `from..until` (ISO instants): books orders of the past. A page's orders, their bells and the cursor are one commit,
 * so a crash neither skips an order nor asks twice. An order that was invoiced already, by us or by anybody, is recognised and left alone.
 */
export async function importOrders(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const seen = await readScene(tools, job.shop);
    if (!seen?.ok) return { done: true };
    const progress = await readProgress(tools, seen.scene, job.subject);
    if (progress === null || progress.state !== 'running') return { done: true };
    if (await isCrowded(tools)) return { again: after(tools, restMs), attempts: 'reset' };
    return await importPages(tools, job, seen.scene, progress);
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

/**
 * An imported order is booked although it is older than the day from which orders are booked, and without orders and deliveries in bexio:
 * its goods left the shelf long ago, and a delivery issued now would take them from the stock once more.
 */
export async function sceneOfThePast(tools: Tools, scene: Scene, order: Order): Promise<Scene> {
  const { goLiveAt } = scene.settings;
  if (order.createdAt.getTime() >= Date.parse(goLiveAt)) return scene;
  const link = await tools.store.links.find(scene.shop.domain, scene.office.companyId, 'imported', order.id);
  if (!link || detailOf(link, 'imported').recognised.as !== 'new') return scene;
  return { ...scene, settings: { ...scene.settings, goLiveAt: order.createdAt.toISOString(), documents: 'invoice' } };
}

async function importPages(tools: Tools, job: Claimed, scene: Scene, first: ImportDetail): Promise<JobOutcome> {
  const index = await readInvoices(scene);
  let progress = first;
  for (let pages = 0; pages < pagesPerRun && !(await isCrowded(tools)); pages++) {
    const page = await tools.shopify(job.shop).ordersCreated(new Date(progress.from), new Date(progress.until), progress.cursor);
    progress = await recordPage(tools, { job, scene, index, progress }, page.orders, page.next);
    if (progress.state !== 'running') return { done: true };
  }
  return { again: after(tools, restMs), attempts: 'reset' };
}

/** Null: the subject names no range. */
async function readProgress(tools: Tools, { shop, office }: Scene, subject: string): Promise<ImportDetail | null> {
  const link = await tools.store.links.find(shop.domain, office.companyId, 'import', subject);
  if (link) return detailOf(link, 'import');
  const [from = '', until = ''] = subject.split('..');
  if (!(Date.parse(from) < Date.parse(until))) return null;
  return { from, until, titles: usualTitles, state: 'running', blindBefore: await blindBefore(tools, shop.domain, new Date(from)), cursor: null, counts: { new: 0, linked: 0, ours: 0, elsewhere: 0, unclear: 0 } };
}

/** Without `read_all_orders` Shopify shows the last 60 days only, and says nothing about what it leaves out. Null: the range is seen whole. */
async function blindBefore(tools: Tools, shop: string, from: Date): Promise<string | null> {
  const sixtyDaysAgo = new Date(tools.clock.now().getTime() - 60 * 24 * 3_600_000);
  const installed = await tools.store.shops.get(shop);
  return installed?.scopes.includes('read_all_orders') || from >= sixtyDaysAgo ? null : sixtyDaysAgo.toISOString();
}

/** The whole company in pages of 2,000: cheaper than one search per order, and it shows other connectors' invoices too. */
async function readInvoices({ office }: Scene): Promise<InvoiceIndex> {
  const invoices = await office.client.invoices.all();
  return indexInvoices(invoices.filter((invoice) => invoice.status !== 'cancelled'));
}

type Work = { job: Claimed; scene: Scene; index: InvoiceIndex; progress: ImportDetail };

async function recordPage(tools: Tools, { job, scene, index, progress }: Work, orders: PastOrder[], next: string | null): Promise<ImportDetail> {
  const { store } = tools;
  const about = { shop: job.shop, companyId: scene.office.companyId };
  const counts = { ...progress.counts };
  const statements = [];
  for (const order of orders) {
    const recognised = await recogniseOne(tools, scene, order, { index, titles: progress.titles });
    counts[recognised.as] += 1;
    statements.push(store.links.adding({ ...about, kind: 'imported', shopifyId: order.orderId, orderId: order.orderId, bexioId: 0, detail: { batch: job.subject, recognised } }));
    if (recognised.as === 'new') statements.push(store.jobs.ringing({ shop: job.shop, kind: 'order', subject: order.orderId }));
  }
  // Paused meanwhile: the page that was on its way is the last one.
  const state = (await readProgress(tools, scene, job.subject))?.state ?? 'running';
  const detail: ImportDetail = { ...progress, counts, cursor: next, state: next === null ? 'done' : state };
  await store.atomically([
    store.jobs.holding(job),
    ...statements,
    store.links.adding({ ...about, kind: 'import', shopifyId: job.subject, orderId: null, bexioId: 0, detail }),
    ...(next === null ? [store.journal.adding({ shop: job.shop, orderId: null, event: 'import-done', detail: { from: progress.from, until: progress.until, ...counts } })] : []),
  ]);
  return detail;
}

async function recogniseOne(tools: Tools, { shop, office, company }: Scene, order: PastOrder, known: { index: InvoiceIndex; titles: string[] }): Promise<Recognised> {
  if (await tools.store.links.find(shop.domain, office.companyId, 'invoice', order.orderId)) return { as: 'linked' };
  const facts = { reference: `shopify:${shop.id}:order:${order.orderId}`, name: order.name, totalsMinor: order.totalsMinor, currencyId: company.currencies.find(({ code }) => code === order.currency)?.id ?? null };
  return recognise(facts, known.index, known.titles);
}

async function isCrowded(tools: Tools): Promise<boolean> {
  return (await tools.store.jobs.counts(tools.clock.now())).due > waitingMax;
}

function after(tools: Tools, ms: number): Date {
  return new Date(tools.clock.now().getTime() + ms);
}
