import { isDeepStrictEqual } from 'node:util';
import { completeSettings } from '../domain/complete-settings.ts';
import type { Settings } from '../domain/settings.ts';
import { decideStock, isBookedOut, paidOff, stockBySku, unitsBexioOffers } from '../domain/stock.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import { skusPerQuery, type StockLevel } from '../shopify/stock-levels.ts';
import type { CursorValues } from '../store/cursors.ts';
import type { Claimed } from '../store/jobs.ts';
import type { Link } from '../store/links.ts';
import type { Statement } from '../store/store.ts';
import { afterFailure } from './failure.ts';
import { detailOf, type StockAttemptDetail, type StockSeenDetail } from './link-detail.ts';
import { inBexio } from './note-units.ts';
import { ringUnfinished } from './resume.ts';
import type { BexioOffice, Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

/** One run: both sides of every SKU of one shop. */
type Round = { tools: Tools; job: Claimed; office: BexioOffice; settings: Settings; locationId: string };
type Sku = { sku: string; onHand: number; available: number; pending: number; paid: number; before: StockSeenDetail | null };
type Change = StockAttemptDetail['changes'][number];

/** A batch in which one level moved is refused whole: read again and recomputed this often, then left to the next poll. */
const triesMax = 5;
/** Shopify's search may not show an order yet whose units its stock has given away already. */
const searchLagMs = 60_000;
/** What Shopify's people changed by hand is found by comparing everything once a day. */
const everythingAfterMs = 24 * 3_600_000;
const overlapMs = 15 * 60_000;
const rowsMax = 200_000;

/** Job `stock`, rung by every poll: bexio's available units are written to the chosen Shopify location (docs/stock.md). */
export async function keepStock(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const shop = await tools.store.shops.get(job.shop);
    const saved = await tools.store.settings.get(job.shop);
    const office = !shop || shop.uninstalledAt !== null || !saved ? null : await tools.bexio(job.shop);
    if (!office || !saved) return { done: true };
    const settings = completeSettings(saved.settings);
    const { leads, locationId } = settings.stock;
    if (leads === 'bexio' && locationId !== null) await compare({ tools, job, office, settings, locationId });
    // When bexio leads again some day, what was noted until now is no longer whole.
    else await tools.store.cursors.forget(job.shop, 'stock-state');
    return { done: true };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

async function compare(round: Round): Promise<void> {
  const { tools, job } = round;
  await finishAttempt(round);
  const startedAt = tools.clock.now();
  const state = (await tools.store.cursors.load(job.shop, 'stock-state'))?.value ?? null;
  // Orders that were seen before bexio led the stock have no note of their units: they are looked at again before anything is raised.
  if (state === null) await ringUnfinished(tools, job.shop);
  const isDaily = state === null || startedAt.getTime() - Date.parse(state.everythingAt) > everythingAfterMs;
  const notes = await readNotes(round);
  const skus = await stockArticles(round, notes);
  const due = skus.filter((one) => isDaily || isChanged(round, one));
  const orders: Orders = { since: state === null ? null : new Date(Date.parse(state.caughtUpAt) - overlapMs), caughtUp: null };
  for (let start = 0; start < due.length; start += skusPerQuery) await settle(round, due.slice(start, start + skusPerQuery), notes, orders);
  await forgetBookedOut(round, notes);
  const dayAgo = new Date(startedAt.getTime() - everythingAfterMs).toISOString();
  const next: CursorValues['stock-state'] = { everythingAt: isDaily && state !== null ? startedAt.toISOString() : (state?.everythingAt ?? new Date(0).toISOString()), caughtUpAt: orders.caughtUp === true ? startedAt.toISOString() : (state?.caughtUpAt ?? dayAgo) };
  if (!isDeepStrictEqual(state, next)) await tools.store.cursors.save(job.shop, 'stock-state', next);
}

/** What was booked out before bexio was read has been left out of everything; its note has done its service. */
async function forgetBookedOut(round: Round, notes: Notes): Promise<void> {
  const { store } = round.tools;
  const gone = [...notes.values()].filter(({ link, orderLinks }) => {
    const { lines } = detailOf(link, 'stock-units');
    return lines.length === 0 || (reserves(round) && isBookedOut(lines, inBexio(orderLinks, null)));
  });
  for (const { link } of gone) {
    // The order may have been read again meanwhile, and then the note says something new.
    const now = await store.links.find(link.shop, link.companyId, link.kind, link.shopifyId);
    if (isDeepStrictEqual(now?.detail, link.detail)) await store.atomically([store.jobs.holding(round.job), store.links.removing(link)]);
  }
}

/** One order whose goods bexio has not booked out, when this run began. `print`: what of it must not change while the run reads. */
type Note = { link: Link; orderLinks: Link[]; print: string };
type Notes = Map<string, Note>;

async function readNotes({ tools, job, office }: Round): Promise<Notes> {
  const notes: Notes = new Map();
  for (const link of await tools.store.links.list(job.shop, office.companyId, 'stock-units', rowsMax)) {
    const orderLinks = await tools.store.links.of(job.shop, office.companyId, link.shopifyId);
    const made = orderLinks.filter(({ kind }) => kind === 'sales-order' || kind === 'delivery' || kind === 'invoice').map(({ kind, bexioId, detail }) => [kind, bexioId, detail['issued'] ?? null]);
    notes.set(link.shopifyId, { link, orderLinks, print: JSON.stringify([detailOf(link, 'stock-units').lines, made]) });
  }
  return notes;
}

/** Units by SKU that bexio's number still contains although they are sold. */
function soldUnits(round: Round, notes: Notes, openIds: ReadonlySet<number>): Map<string, number> {
  const sold = new Map<string, number>();
  for (const { link, orderLinks } of notes.values()) {
    const { lines } = detailOf(link, 'stock-units');
    const nothingMade = { salesOrder: 'none', deliveries: [] } as const;
    for (const [sku, units] of unitsBexioOffers(lines, reserves(round) ? inBexio(orderLinks, openIds) : nothingMade)) sold.set(sku, (sold.get(sku) ?? 0) + units);
  }
  return sold;
}

/** Whether orders and deliveries in bexio take units out of what is available there. Text positions take nothing. */
function reserves({ settings }: Round): boolean {
  return settings.documents === 'order-delivery-invoice' && settings.articles !== 'text';
}

/**
 * Every stock article with what was last seen of it. The articles are read before the orders' states: an order that is open afterwards was
 * open before, so what counts as reserved certainly was. The opposite error takes units off twice, which sells none too many.
 */
async function stockArticles(round: Round, notes: Notes): Promise<Sku[]> {
  const { tools, job, office } = round;
  const { levels, ambiguous } = stockBySku(await office.client.articles.all());
  if (ambiguous.length > 0) tools.log.warn({ shop: job.shop, count: ambiguous.length }, 'SKUs that several bexio articles bear are left alone');
  const mayReserve = reserves(round) && [...notes.values()].some(({ orderLinks }) => orderLinks.some(({ kind }) => kind === 'sales-order'));
  const sold = soldUnits(round, notes, mayReserve ? await office.client.salesOrders.openIds() : new Set());
  const seen = new Map((await tools.store.links.list(job.shop, office.companyId, 'stock-seen', rowsMax)).map((link) => [link.shopifyId, detailOf(link, 'stock-seen')]));
  return [...levels].map(([sku, { onHand, available }]) => {
    const before = seen.get(sku) ?? null;
    const units = sold.get(sku) ?? 0;
    if (reserves(round)) return { sku, onHand: 0, available, pending: units, paid: 0, before };
    // Without deliveries nothing tells what has been booked out, but bexio's stock on hand does when it drops.
    const paid = paidOff(before, onHand, units);
    return { sku, onHand, available, pending: units - paid, paid, before };
  });
}

function isChanged({ locationId }: Round, { before, ...now }: Sku): boolean {
  if (before === null || before.waits || before.locationId !== locationId) return true;
  return before.sellable !== now.available - now.pending || before.onHand !== now.onHand || before.paid !== now.paid;
}

/** `since` null: never raise in this run. `caughtUp` null: not asked yet. */
type Orders = { since: Date | null; caughtUp: boolean | null };

/** Brings some SKUs to agree: reads Shopify, decides, sets where nothing has moved meanwhile, else reads again. */
async function settle(round: Round, skus: Sku[], notes: Notes, orders: Orders): Promise<void> {
  let left = skus;
  for (let tries = 0; tries < triesMax && left.length > 0; tries++) {
    const levels = await round.tools.shopify(round.job.shop).stockOf(left.map(({ sku }) => sku), round.locationId);
    const judgeAll = (caughtUp: boolean) => left.map((one) => judge(round, one, levels.filter(({ sku }) => sku === one.sku), caughtUp));
    // Only what would be raised needs to know of every order; Shopify's levels have been read by now.
    if (judgeAll(false).some(({ waits }) => waits) && orders.since !== null) orders.caughtUp = await isCaughtUp(round, orders.since);
    const all = judgeAll(orders.caughtUp === true);
    const busy = all.some(({ changes }) => changes.length > 0) ? await busySkus(round, notes) : new Set<string>();
    const judged = all.filter(({ one }) => !busy.has(one.sku));
    if (await written(round, judged, notes, orders)) return;
    left = judged.map(({ one }) => one);
  }
}

type Judged = { one: Sku; waits: boolean; changes: Change[] };

function judge({ tools }: Round, one: Sku, levels: readonly StockLevel[], caughtUp: boolean): Judged {
  const changes: Change[] = [];
  let waits = false;
  for (const { itemId, available, changedAt } of levels) {
    const isQuiet = changedAt === null || tools.clock.now().getTime() - changedAt.getTime() > searchLagMs;
    const decision = decideStock({ bexioAvailable: one.available, pendingUnits: one.pending, shopifyAvailable: available, caughtUp: caughtUp && isQuiet });
    if (decision.do === 'wait') waits = true;
    if (decision.do === 'set') changes.push({ itemId, from: decision.from, to: decision.to, sku: one.sku, bexioAvailable: one.available, pendingUnits: one.pending });
  }
  return { one, waits, changes };
}

/** Orders that changed in Shopify and have not been read since: they are rung, and nothing is raised until they have been. */
async function isCaughtUp({ tools, job, office }: Round, since: Date): Promise<boolean> {
  const { store, clock } = tools;
  let caughtUp = true;
  // Shopify compares whole seconds and the end is exclusive.
  for await (const { orderId, updatedAt } of tools.shopify(job.shop).ordersUpdatedSince(since, new Date(clock.now().getTime() + 2_000))) {
    const record = await store.orders.get(job.shop, orderId);
    if (record && record.shopifyUpdatedAt >= updatedAt) continue;
    const row = await store.links.find(job.shop, office.companyId, 'stock-units', orderId);
    if (row && new Date(detailOf(row, 'stock-units').updatedAt) >= updatedAt) continue;
    caughtUp = false;
    await store.jobs.ring({ shop: job.shop, kind: 'order', subject: orderId });
  }
  return caughtUp;
}

/** SKUs of orders of which something was noted or made while this run was reading: the numbers do not belong together. */
async function busySkus(round: Round, before: Notes): Promise<Set<string>> {
  const now = await readNotes(round);
  const moved = [...now].filter(([orderId, note]) => before.get(orderId)?.print !== note.print);
  const notes = moved.flatMap(([orderId, note]) => [note, before.get(orderId)]).filter((note) => note !== undefined);
  return new Set(notes.flatMap(({ link }) => detailOf(link, 'stock-units').lines.map(({ sku }) => sku)));
}

/** False: a level moved, nothing was set, read again. What Shopify refuses (a bundle, a place that is gone) must not hold up the others. */
async function written(round: Round, judged: readonly Judged[], notes: Notes, orders: Orders): Promise<boolean> {
  const changes = judged.flatMap((one) => one.changes);
  if (changes.length === 0) {
    await remember(round, judged, []);
    return true;
  }
  const { tools, job } = round;
  const attempt: StockAttemptDetail = { key: crypto.randomUUID(), locationId: round.locationId, changes };
  // On record before Shopify is asked: a request whose answer is lost is asked again under the same key and carried out once.
  await tools.store.atomically([tools.store.jobs.holding(job), tools.store.links.adding({ ...attemptKey(round), orderId: null, bexioId: 0, detail: attempt })]);
  tools.atMoment('intent-sent', job.subject);
  try {
    const answer = await send(round, attempt);
    tools.atMoment('answer-received', job.subject);
    if (answer === 'written') await remember(round, judged, [...changes.map((change) => journalLine(round, 'stock-set', change)), tools.store.links.removing(attemptKey(round))]);
    else await tools.store.atomically([tools.store.links.removing(attemptKey(round))]);
    return answer === 'written';
  } catch (error) {
    if (!(error instanceof ShopifyError) || error.failure.kind !== 'refused') throw error;
    const { cause } = error.failure;
    const isOne = judged.length === 1;
    await remember(round, isOne ? judged : [], [tools.store.links.removing(attemptKey(round)), ...(isOne ? changes.map((change) => journalLine(round, 'stock-refused', { ...change, cause })) : [])]);
    if (!isOne) for (const { one } of judged) await settle(round, [one], notes, orders);
    return true;
  }
}

function attemptKey({ job, office, locationId }: Round) {
  return { shop: job.shop, companyId: office.companyId, kind: 'stock-attempt', shopifyId: locationId } as const;
}

function send({ tools, job }: Round, { key, locationId, changes }: StockAttemptDetail) {
  return tools.shopify(job.shop).setStock({ locationId, key, reference: `gid://bexio-sync/StockSync/${key}`, changes: changes.map(({ itemId, from, to }) => ({ itemId, from, to })) });
}

/** Whatever became of the last attempt, after this its key is spent and a request still on its way changes nothing. */
async function finishAttempt(round: Round): Promise<void> {
  const { tools } = round;
  const { shop, companyId, kind, shopifyId } = attemptKey(round);
  const link = await tools.store.links.find(shop, companyId, kind, shopifyId);
  if (!link) return;
  const attempt = detailOf(link, 'stock-attempt');
  const answer = await send(round, attempt).catch((error: unknown) => {
    if (error instanceof ShopifyError && error.failure.kind === 'refused') return 'refused' as const;
    throw error;
  });
  const lines = answer === 'written' ? attempt.changes.map((change) => journalLine(round, 'stock-set', change)) : [];
  await tools.store.atomically([tools.store.jobs.holding(round.job), tools.store.links.removing(link), ...lines]);
}

async function remember(round: Round, judged: readonly Judged[], more: readonly Statement[]): Promise<void> {
  const { tools, job, office, locationId } = round;
  const rows = judged.flatMap(({ one, waits }) => {
    const detail: StockSeenDetail = { onHand: one.onHand, paid: one.paid, sellable: one.available - one.pending, waits, locationId };
    if (isDeepStrictEqual(one.before, detail)) return [];
    return [tools.store.links.adding({ shop: job.shop, companyId: office.companyId, kind: 'stock-seen', shopifyId: one.sku, orderId: null, bexioId: 0, detail })];
  });
  if (rows.length + more.length > 0) await tools.store.atomically([tools.store.jobs.holding(job), ...rows, ...more]);
}

function journalLine({ tools, job }: Round, event: 'stock-set' | 'stock-refused', { itemId: _itemId, ...detail }: Change & { cause?: string }): Statement {
  return tools.store.journal.adding({ shop: job.shop, orderId: null, event, detail });
}
