import { shownSince } from '../../domain/past/history-import.ts';
import type { PastOrder } from '../../shopify/order-history.ts';
import type { NewImportRow } from '../../store/imports.ts';
import type { ImportProgress } from '../../store/tables.ts';
import type { Importing } from './importing.ts';
import type { Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

/** So many orders are read by pages of 50: a bulk query takes longer to begin than that. */
const byPagesMax = 500;
const pagesPerRun = 20;
const rowsPerCommit = 200;
const exportEveryMs = 2_000;
/** Five bulk queries of the app are under way already. */
const busyMs = 30_000;

/** Which orders there are: by a bulk query where there are many, else by pages, and by pages too where Shopify does not finish the bulk query. */
export async function listPastOrders(tools: Tools, importing: Importing): Promise<JobOutcome> {
  const { run, job } = importing;
  if (await isHidden(tools, importing)) {
    const { imports, jobs, atomically } = tools.store;
    await atomically([jobs.holding(job), imports.pausing(run, true), imports.noting(run, { ...run.progress, stopped: 'history-hidden' })]);
    return { done: true };
  }
  if (run.progress.byPages) return await listByPages(tools, importing);
  return run.progress.exportId === null ? await begin(tools, importing) : await listExported(tools, importing, run.progress.exportId);
}

/** The permission may have been taken back since the run was begun; without it Shopify leaves out what is older, and says nothing. */
async function isHidden(tools: Tools, { job, run }: Importing): Promise<boolean> {
  const shop = await tools.store.shops.get(job.shop);
  const since = shownSince(shop?.scopes ?? [], run.createdAt);
  return since !== null && Date.parse(run.plan.from) < since.getTime() - 1_000;
}

async function begin(tools: Tools, importing: Importing): Promise<JobOutcome> {
  const { job, run } = importing;
  const shopify = tools.shopify(job.shop);
  const { from, until } = rangeOf(importing);
  const { count, exact } = await shopify.countCreated(from, until, byPagesMax + 1);
  if (exact && count <= byPagesMax) {
    await note(tools, importing, { ...run.progress, byPages: true, expected: count });
    return soon(tools, 0);
  }
  const exportId = await shopify.startExport(from, until);
  if (exportId === null) return soon(tools, busyMs);
  await note(tools, importing, { ...run.progress, exportId, expected: null });
  return soon(tools, exportEveryMs);
}

async function listExported(tools: Tools, importing: Importing, exportId: string): Promise<JobOutcome> {
  const { job, run } = importing;
  const shopify = tools.shopify(job.shop);
  const seen = await shopify.readExport(exportId);
  if (seen.state === 'running') return soon(tools, exportEveryMs);
  if (seen.state === 'failed') {
    tools.log.warn({ shop: job.shop, code: seen.code }, 'bulk query failed, orders are read by pages');
    await note(tools, importing, { ...run.progress, exportId: null, byPages: true });
    return soon(tools, 0);
  }
  let orders = 0;
  let batch: PastOrder[] = [];
  // After a crash the file is fetched anew; what is on the list already stays as it is.
  for await (const order of seen.url === null ? [] : shopify.exportedOrders(seen.url)) {
    batch.push(order);
    orders += 1;
    if (batch.length < rowsPerCommit) continue;
    await addRows(tools, importing, batch);
    batch = [];
  }
  await addRows(tools, importing, batch);
  return await listed(tools, importing, { ...run.progress, expected: orders });
}

async function listByPages(tools: Tools, importing: Importing): Promise<JobOutcome> {
  const { job } = importing;
  const { from, until } = rangeOf(importing);
  let { progress } = importing.run;
  for (let pages = 0; pages < pagesPerRun; pages++) {
    const page = await tools.shopify(job.shop).ordersCreated(from, until, progress.cursor);
    progress = { ...progress, cursor: page.next };
    await addRows(tools, importing, page.orders, progress);
    if (page.next === null) return await listed(tools, importing, progress);
  }
  return soon(tools, 0);
}

async function listed(tools: Tools, { job, run }: Importing, progress: ImportProgress): Promise<JobOutcome> {
  const { imports, jobs, atomically } = tools.store;
  await atomically([jobs.holding(job), imports.noting(run, { ...progress, exportId: null, cursor: null, stopped: null }), imports.moving(run, ['listing'], 'judging')]);
  return soon(tools, 0);
}

async function addRows(tools: Tools, { job, run }: Importing, orders: readonly PastOrder[], progress?: ImportProgress): Promise<void> {
  const { imports, jobs, atomically } = tools.store;
  const adding = orders.length === 0 ? [] : [imports.addingRows(run, orders.map(toRow))];
  const noting = progress === undefined ? [] : [imports.noting(run, progress)];
  if (adding.length + noting.length > 0) await atomically([jobs.holding(job), ...adding, ...noting]);
}

function toRow({ orderId, name, number, createdAt, currency, totalsMinor, presentment }: PastOrder): NewImportRow {
  return { orderId, name, number, orderedAt: createdAt, currency, totalMinor: totalsMinor[0] ?? 0, finding: 'listed', detail: { totalsMinor, ...(presentment === null ? {} : { presentment }) } };
}

function rangeOf({ run: { plan } }: Importing): { from: Date; until: Date } {
  return { from: new Date(plan.from), until: new Date(plan.until) };
}

async function note(tools: Tools, { job, run }: Importing, progress: ImportProgress): Promise<void> {
  await tools.store.atomically([tools.store.jobs.holding(job), tools.store.imports.noting(run, progress)]);
}

function soon(tools: Tools, ms: number): JobOutcome {
  return { again: new Date(tools.clock.now().getTime() + ms), attempts: 'reset' };
}
