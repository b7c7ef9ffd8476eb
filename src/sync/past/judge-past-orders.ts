import { foresee, type Foreseen } from '../../domain/plan/foresee.ts';
import { type Finding, type FindingDetail, noRequests, pointsToShow, type Requests, type ShopifyNeed } from '../../domain/past/history-import.ts';
import type { Order } from '../../domain/order.ts';
import { type PastAmounts, recognise, type Recognised } from '../../domain/past/recognise-invoice.ts';
import type { ImportRow } from '../../store/imports.ts';
import { contactKeyOf, readBooked } from '../order/booked.ts';
import { decisionOf } from '../order/decide.ts';
import type { Importing, Scan } from './importing.ts';
import { moneySideOf } from '../money-side.ts';
import { imported } from './scene-of-the-past.ts';
import type { Tools } from '../tools.ts';
import { judgeFailure } from '../verdict.ts';
import type { JobOutcome } from '../worker.ts';

const ordersPerCommit = 8;
const commitsPerRun = 10;

/** `shopify`: what reading it cost, and booking it will. */
type Judged = { row: ImportRow; finding: Finding; detail: FindingDetail; requests: Requests; shopify: ShopifyNeed };

/**
 * The preview: each order is recognised as invoiced, or read and judged by the very question that the booking asks. Nothing is written to
 * either side.
 */
export async function judgePastOrders(tools: Tools, importing: Importing, scan: Scan): Promise<JobOutcome> {
  const { job, run } = importing;
  const { imports, jobs, atomically } = tools.store;
  let { progress } = run;
  for (let commits = 0; commits < commitsPerRun; commits++) {
    const rows = await imports.unjudged(run, ordersPerCommit);
    if (rows.length === 0) {
      const done = { ...progress, invoices: scan.index.size, invoicesTo: scan.index.lastId, stopped: null };
      await atomically([jobs.holding(job), imports.noting(run, done), imports.moving(run, ['judging'], 'ready')]);
      return { done: true };
    }
    const judged = await Promise.all(rows.map((row) => judge(tools, importing, scan, row)));
    progress = { ...progress, requests: judged.reduce((all, { requests }) => add(all, requests), progress.requests), shopify: judged.reduce((all, { shopify }) => addPoints(all, shopify), progress.shopify ?? noPoints) };
    const statements = judged.map(({ row, finding, detail }) => imports.finding(run, row.orderId, finding, detail));
    await atomically([jobs.holding(job), ...statements, imports.noting(run, progress)]);
  }
  return { again: tools.clock.now(), attempts: 'reset' };
}

async function judge(tools: Tools, importing: Importing, scan: Scan, row: ImportRow): Promise<Judged> {
  const judged = (finding: Finding, more: Partial<FindingDetail> = {}, requests = noRequests, shopify = noPoints): Judged => ({ row, finding, detail: { ...listedOf(row), ...more }, requests, shopify });
  const recognised = await recogniseRow(tools, importing, scan.index, row);
  const undone = await undoneBefore(tools, importing, row.orderId);
  if (recognised.as === 'linked') return undone === 'reversed' ? judged('undone', { because: undone }) : judged('known');
  if (recognised.as !== 'new') return judged(recognised.as === 'unclear' ? 'unclear' : 'recognised', { recognised });
  if (undone !== null) return judged('undone', undone === 'reversed' ? { because: undone } : {});
  const { order, cost } = await readPastOrder(tools, importing, row.orderId);
  if (order === null) return judged('skip', { because: 'gone' });
  if ('problem' in order) return judged('problem', { problem: order.problem });
  const foreseen = await foreseeOrder(tools, importing, scan, order);
  switch (foreseen.would) {
    case 'book':
      return judged('book', { invoiceMinor: foreseen.invoiceMinor, ...(order.currency === row.currency ? {} : { invoiceCurrency: order.currency }) }, foreseen.requests, { ...cost, points: cost.points + pointsToShow(importing.scene.settings.wayBack) });
    case 'wait':
      return judged('wait', { because: foreseen.because });
    case 'skip':
      return judged('skip', { because: foreseen.because });
    case 'problem':
      return judged('problem', { problem: foreseen.problem });
    case 'stay':
      return judged('known');
  }
}

/** The merchant had this app take it back. `reversed`: by an entry, while its first invoice stays with the payments on it. */
async function undoneBefore({ store }: Tools, { job, scene }: Importing, orderId: string): Promise<'undone' | 'reversed' | null> {
  const links = await store.links.of(job.shop, scene.office.companyId, orderId);
  if (links.some(({ kind, shopifyId }) => (kind === 'refund' || kind === 'task') && shopifyId.startsWith('undo:'))) return 'reversed';
  return (await decisionOf(store, job.shop, orderId))?.decision === 'undo' ? 'undone' : null;
}

/** What the listing said of it, whatever has been found since. */
function listedOf({ detail: { totalsMinor, presentment } }: ImportRow): Pick<FindingDetail, 'totalsMinor' | 'presentment'> {
  return { totalsMinor, ...(presentment === undefined ? {} : { presentment }) };
}

/** An invoice that stands for another order already stands for no second one. */
export async function recogniseRow(tools: Tools, { scene: { shop, office, company }, run }: Pick<Importing, 'scene' | 'run'>, index: Scan['index'], row: ImportRow): Promise<Recognised> {
  const { links } = tools.store;
  if (await links.find(shop.domain, office.companyId, 'invoice', row.orderId)) return { as: 'linked' };
  const { totalsMinor, presentment } = listedOf(row);
  const currencyId = (currency: string) => company.currencies.find(({ code }) => code === currency)?.id ?? null;
  const amounts: PastAmounts[] = [{ side: 'shop', totalsMinor, currencyId: currencyId(row.currency) }];
  if (presentment) amounts.push({ side: 'presentment', totalsMinor: presentment.totalsMinor, currencyId: currencyId(presentment.currency) });
  const recognised = recognise({ reference: `shopify:${shop.id}:order:${row.orderId}`, name: row.name, number: row.number, amounts }, index, run.plan.patterns);
  if (!('invoiceId' in recognised) || (await links.byBexioId(office.companyId, 'invoice', recognised.invoiceId)).length === 0) return recognised;
  return { ...recognised, as: 'unclear' };
}

/** What the one reader of orders cannot read would stop the booking too. What passes by itself stops the preview for a while instead. */
async function readPastOrder(tools: Tools, { job, scene }: Importing, orderId: string): Promise<{ order: Order | { problem: NonNullable<FindingDetail['problem']> } | null; cost: ShopifyNeed }> {
  const shopify = tools.shopify(job.shop);
  try {
    return { order: await shopify.readOrder(orderId, await moneySideOf(tools, scene, orderId)), cost: shopify.cost() };
  } catch (error) {
    const verdict = judgeFailure(error, job.attempts, tools.clock.now());
    if (verdict.next === 'problem') return { order: { problem: verdict.problem }, cost: shopify.cost() };
    throw error;
  }
}

/** Contacts and articles that an earlier order of the run will have found cost no request any more. */
async function foreseeOrder(tools: Tools, importing: Importing, { contacts, skus }: Scan, order: Order): Promise<Foreseen> {
  const scene = imported(importing.scene, order);
  const booked = await readBooked(tools, scene, order);
  const key = contactKeyOf({ scene, order });
  const met = key !== null && contacts.has(key);
  if (key !== null) contacts.add(key);
  const articles = { ...booked.articles };
  for (const sku of order.lines.flatMap((line) => line.sku ?? [])) {
    if (skus.has(sku)) articles[sku] ??= null;
    skus.add(sku);
  }
  const { shop, settings, company } = scene;
  return foresee({ order, shop, settings, company, booked: { ...booked, articles, contact: booked.contact ?? (met ? { contactId: 0, personId: null } : null) } });
}

const noPoints: ShopifyNeed = { points: 0, pointsPerSecond: null };

/** A plan that was changed meanwhile gives what the last answer said. */
function addPoints(a: ShopifyNeed, b: ShopifyNeed): ShopifyNeed {
  return { points: a.points + b.points, pointsPerSecond: b.pointsPerSecond ?? a.pointsPerSecond };
}

function add(a: Requests, b: Requests): Requests {
  return { general: a.general + b.general, search: a.search + b.search, article: a.article + b.article };
}
