import { completeSettings } from '../../domain/settings/complete-settings.ts';
import { locationOf, paidOff, stockBySku, type ArticleLevel } from '../../domain/stock/stock.ts';
import type { FoundArticle } from '../../bexio/articles.ts';
import { skusPerQuery } from '../../shopify/stock-levels.ts';
import type { CursorValues } from '../../store/cursors.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Link } from '../../store/links.ts';
import { afterFailure } from '../failure.ts';
import { detailOf } from '../link-detail.ts';
import { finishOpenings, openStock } from './open-stock.ts';
import { ringUnfinished } from '../resume.ts';
import { finishLevels, setLevels } from './set-levels.ts';
import { forgetNotes, readNotes, soldUnits, type Notes } from './stock-notes.ts';
import { isChanged, refreshed, remember, reserves, type Orders, type Round, type Sku } from './stock-round.ts';
import type { Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

/** What people changed by hand on the side that does not lead is found by comparing everything once a day. */
const everythingAfterMs = 24 * 3_600_000;
const overlapMs = 15 * 60_000;
/** More than a clock is wrong by that shows the wrong day. */
const clockErrorMs = 25 * 3_600_000;

/** Job `stock`, rung by every poll: both stocks are compared, and the side that does not lead is brought to the other (docs/stock.md). */
export async function keepStock(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const shop = await tools.store.shops.get(job.shop);
    const saved = await tools.store.settings.get(job.shop);
    const office = !shop || shop.uninstalledAt !== null || !saved ? null : await tools.bexio(job.shop);
    if (!office || !saved) return { done: true };
    const settings = completeSettings(saved.settings);
    if (settings.stock.leads !== 'off' && settings.stock.locationId !== null) await compare({ tools, job, office, settings, locations: new Set() });
    // When one of them leads again some day, what was noted until now is no longer whole.
    else await tools.store.cursors.forget(job.shop, 'stock-state');
    return { done: true };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

async function compare(round: Round): Promise<void> {
  const { tools, job } = round;
  await finishLevels(round);
  await finishOpenings(round);
  const startedAt = tools.clock.now();
  const state = believable((await tools.store.cursors.load(job.shop, 'stock-state'))?.value ?? null, startedAt);
  // Orders that were seen before a side led the stock have no note of their units: they are looked at again before anything is raised.
  if (state === null) await ringUnfinished(tools, job.shop);
  const isDaily = state === null || startedAt.getTime() - Date.parse(state.everythingAt) > everythingAfterMs;
  const notes = await readNotes(round);
  const { skus, gone, openIds } = await articlesNow(round, notes, { isDaily });
  // The daily comparison of everything finds them anew.
  if (!isDaily) for (const one of state.locations ?? []) round.locations.add(one);
  const touched = isDaily ? new Set<string>() : await touchedInShopify(round, new Date(Date.parse(state.lookedAt) - overlapMs));
  const due = skus.filter((one) => isDaily || touched.has(one.sku) || isChanged(round, one));
  const orders: Orders = { since: state === null ? null : new Date(Date.parse(state.caughtUpAt) - overlapMs), caughtUp: null };
  const settle = round.settings.stock.leads === 'bexio' ? setLevels : openStock;
  for (const [locationId, some] of Map.groupBy(due, (one) => one.locationId)) {
    for (let start = 0; start < some.length; start += skusPerQuery) await settle(round, { skus: some.slice(start, start + skusPerQuery), locationId, notes, orders });
  }
  await refreshRest(round, skus, { due, gone });
  await forgetNotes(round, notes, { skus, openIds });
  const dayAgo = new Date(startedAt.getTime() - everythingAfterMs).toISOString();
  await tools.store.cursors.save(job.shop, 'stock-state', {
    everythingAt: isDaily && state !== null ? startedAt.toISOString() : (state?.everythingAt ?? new Date(0).toISOString()),
    caughtUpAt: orders.caughtUp === true ? startedAt.toISOString() : (state?.caughtUpAt ?? dayAgo),
    lookedAt: startedAt.toISOString(),
    locations: [...round.locations].toSorted(),
  });
}

type State = CursorValues['stock-state'];

/**
 * Times from the future were written under a clock that has been set back since: what changed meanwhile would not be asked for, and orders
 * that nobody has read would be taken for read. So the last day is looked at again, and everything is compared.
 */
function believable(state: State | null, now: Date): State | null {
  if (state === null || [state.everythingAt, state.caughtUpAt, state.lookedAt].every((at) => Date.parse(at) <= now.getTime())) return state;
  const earlier = new Date(now.getTime() - clockErrorMs).toISOString();
  return { ...state, everythingAt: new Date(0).toISOString(), caughtUpAt: earlier, lookedAt: earlier };
}

/**
 * Levels in Shopify have a time of change, and one request per location asks for it. Where bexio leads too: a parcel and a goods receipt of
 * as many units between two looks leave bexio's number as it was, and Shopify knows only the sale.
 */
async function touchedInShopify({ tools, job, settings, locations }: Round, since: Date): Promise<Set<string>> {
  const { locationId, places } = settings.stock;
  const touched = new Set<string>();
  for (const one of new Set([locationId, ...Object.values(places), ...locations])) {
    if (one !== null) for (const sku of await tools.shopify(job.shop).levelsChangedSince(since, one)) touched.add(sku);
  }
  return touched;
}

/**
 * Every stock article with what was last seen of it. The articles are read before the orders' states: an order that is open afterwards was
 * open before, so what counts as reserved certainly was. The opposite error takes units off twice, which sells none too many.
 */
async function articlesNow(round: Round, notes: Notes, { isDaily }: { isDaily: boolean }): Promise<{ skus: Sku[]; gone: Link[]; openIds: ReadonlySet<number> }> {
  const { tools, job, office } = round;
  const all = await office.client.articles.all();
  const { articles, ambiguous } = stockBySku(all);
  if (ambiguous.length > 0) tools.log.warn({ shop: job.shop, count: ambiguous.length }, 'SKUs that several bexio articles bear are left alone');
  const mayReserve = reserves(round) && [...notes.values()].some(({ orderLinks }) => orderLinks.some(({ kind }) => kind === 'sales-order'));
  // Where Shopify leads and nothing is delivered in bexio, what is sold is simply gone there.
  const isOwed = reserves(round) || round.settings.stock.leads === 'bexio';
  const openIds: ReadonlySet<number> = isOwed && mayReserve ? await office.client.salesOrders.openIds() : new Set();
  const sold = isOwed ? soldUnits(round, notes, openIds) : new Map<string, number>();
  const remembered = await tools.store.links.all(job.shop, office.companyId, 'stock-seen');
  const seen = new Map(remembered.map((link) => [link.shopifyId, detailOf(link, 'stock-seen')]));
  const kept = [...articles.values()].map((article): Sku => {
    const before = seen.get(article.sku) ?? null;
    const units = sold.get(article.sku) ?? 0;
    const { onHand } = article.stock;
    // Without deliveries nothing tells what has been booked out, but bexio's stock on hand does when it drops.
    const paid = reserves(round) ? 0 : paidOff(before, onHand, units);
    return { ...skuOf(round, article, article.stock), kept: true, pending: units - paid, paid, before };
  });
  const skus = [...kept, ...notKept(round, all, new Set([...articles.keys(), ...ambiguous]), { isDaily, seen })];
  const known = new Set(skus.map(({ sku }) => sku));
  return { skus, gone: remembered.filter((link) => !known.has(link.shopifyId)), openIds };
}

function skuOf({ settings }: Round, { id, sku, name, placeId }: FoundArticle, level: ArticleLevel) {
  return { sku, articleId: id, name, locationId: locationOf(placeId, settings.stock) ?? '', level };
}

const nothing: ArticleLevel = { onHand: 0, available: 0, reserved: 0, picked: 0 };

/** Shopify may keep a stock of what bexio keeps none of: looked at once a day, and from then on when it changes. */
function notKept(round: Round, all: readonly FoundArticle[], taken: ReadonlySet<string>, { isDaily, seen }: { isDaily: boolean; seen: ReadonlyMap<string, Sku['before'] & object> }): Sku[] {
  if (round.settings.stock.leads !== 'shopify') return [];
  const bySku = Map.groupBy(all.filter(({ sku }) => sku !== '' && !taken.has(sku)), ({ sku }) => sku);
  return [...bySku.values()].flatMap(([article, ...others]): Sku[] => {
    if (!article || others.length > 0 || (!isDaily && !seen.has(article.sku))) return [];
    return [{ ...skuOf(round, article, nothing), kept: false, pending: 0, paid: 0, before: seen.get(article.sku) ?? null }];
  });
}

/** The merchant's picture follows bexio also where nothing had to be compared. An article that bexio has no more is no difference any more. */
async function refreshRest(round: Round, skus: readonly Sku[], { due, gone }: { due: readonly Sku[]; gone: readonly Link[] }): Promise<void> {
  const { store } = round.tools;
  const compared = new Set(due);
  const rest = skus.filter((one) => !compared.has(one)).flatMap(refreshed);
  for (let start = 0; start < rest.length; start += 500) await remember(round, rest.slice(start, start + 500));
  if (gone.length > 0) await store.atomically([store.jobs.holding(round.job), ...gone.map((link) => store.links.removing(link))]);
}
