import { sum } from '../../domain/money.ts';
import { decideStock } from '../../domain/stock/stock.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import type { StockLevel } from '../../shopify/stock-levels.ts';
import type { Statement } from '../../store/store.ts';
import { isCaughtUp } from './caught-up.ts';
import { detailOf, type StockAttemptDetail } from '../link-detail.ts';
import { busySkus, type Notes } from './stock-notes.ts';
import { levelsOf, remember, searchLagMs, type Orders, type Outcome, type Round, type Sku } from './stock-round.ts';

type Change = StockAttemptDetail['changes'][number];
type Judged = { one: Sku; outcome: Outcome; changes: Change[] };

/** A batch in which one level moved is refused whole: read again and recomputed this often, then left to the next poll. */
const triesMax = 5;

/** bexio leads: brings some SKUs of one location to agree. Reads Shopify, decides, sets where nothing has moved meanwhile, else reads again. */
export async function setLevels(round: Round, { skus, locationId, notes, orders }: { skus: readonly Sku[]; locationId: string; notes: Notes; orders: Orders }): Promise<void> {
  let left = skus;
  for (let tries = 0; tries < triesMax && left.length > 0; tries++) {
    const levels = await levelsOf(round, left, locationId);
    const judgeAll = (caughtUp: boolean) => left.map((one) => judge(round, one, levels.filter(({ sku }) => sku === one.sku), caughtUp));
    // Only what would be raised needs to know of every order; Shopify's levels have been read by now.
    if (judgeAll(false).some(({ outcome }) => outcome.state === 'waits') && orders.since !== null) orders.caughtUp = await isCaughtUp(round, orders.since);
    const all = judgeAll(orders.caughtUp === true);
    const busy = all.some(({ changes }) => changes.length > 0) ? await busySkus(round, notes) : new Set<string>();
    const judged = all.filter(({ one }) => !busy.has(one.sku));
    if (await written(round, judged, { locationId, notes, orders })) return;
    left = judged.map(({ one }) => one);
  }
}

function judge({ tools }: Round, one: Sku, levels: readonly StockLevel[], caughtUp: boolean): Judged {
  const changes: Change[] = [];
  const outcome: Outcome = { shopify: levels.some(({ available }) => available !== null) ? 0 : null, elsewhere: 0, state: 'agrees', wanted: null, why: null };
  const { available: bexioAvailable } = one.level;
  for (const { itemId, available, others, changedAt } of levels) {
    const elsewhere = others.map((one) => one.available);
    outcome.elsewhere = sum(elsewhere);
    if (available === null) continue;
    const isQuiet = changedAt === null || tools.clock.now().getTime() - changedAt.getTime() > searchLagMs;
    const decision = decideStock({ bexioAvailable, pendingUnits: one.pending, shopifyAvailable: available, elsewhere, caughtUp: caughtUp && isQuiet });
    if (decision.do === 'wait') outcome.state = 'waits';
    if (decision.do === 'set') changes.push({ itemId, from: decision.from, to: decision.to, sku: one.sku, bexioAvailable, pendingUnits: one.pending, ...(outcome.elsewhere === 0 ? {} : { elsewhereUnits: outcome.elsewhere }) });
    outcome.shopify = (outcome.shopify ?? 0) + (decision.do === 'set' ? decision.to : available);
  }
  return { one, outcome, changes };
}

type Where = { locationId: string; notes: Notes; orders: Orders };

/** False: a level moved, nothing was set, read again. What Shopify refuses (a bundle, a place that is gone) must not hold up the others. */
async function written(round: Round, judged: readonly Judged[], where: Where): Promise<boolean> {
  const changes = judged.flatMap((one) => one.changes);
  if (changes.length === 0) {
    await remember(round, judged);
    return true;
  }
  const { tools, job } = round;
  const { locationId } = where;
  const attempt: StockAttemptDetail = { key: crypto.randomUUID(), locationId, changes };
  const key = attemptKey(round, locationId);
  // On record before Shopify is asked: a request whose answer is lost is asked again under the same key and carried out once.
  await tools.store.atomically([tools.store.jobs.holding(job), tools.store.links.adding({ ...key, orderId: null, bexioId: 0, detail: attempt })]);
  tools.atMoment('intent-sent', job.subject);
  try {
    const answer = await send(round, attempt);
    tools.atMoment('answer-received', job.subject);
    if (answer === 'written') await remember(round, judged, [...changes.map((change) => journalLine(round, 'stock-set', change)), tools.store.links.removing(key)]);
    else await tools.store.atomically([tools.store.jobs.holding(job), tools.store.links.removing(key)]);
    tools.atMoment('link-recorded', job.subject);
    return answer === 'written';
  } catch (error) {
    if (!(error instanceof ShopifyError) || error.failure.kind !== 'refused') throw error;
    await refused(round, judged, where, error.failure.cause);
    return true;
  }
}

/** One among several is found by asking for each alone. */
async function refused(round: Round, judged: readonly Judged[], { locationId, notes, orders }: Where, cause: string): Promise<void> {
  const { links } = round.tools.store;
  const [only] = judged;
  if (judged.length === 1 && only) {
    const shopify = only.changes.reduce((sum, { from }) => sum + from, 0);
    const lines = only.changes.map((change) => journalLine(round, 'stock-refused', { ...change, cause }));
    await remember(round, [{ one: only.one, outcome: { ...only.outcome, shopify, state: 'refused' } }], [links.removing(attemptKey(round, locationId)), ...lines]);
    return;
  }
  await remember(round, [], [links.removing(attemptKey(round, locationId))]);
  for (const { one } of judged) await setLevels(round, { skus: [one], locationId, notes, orders });
}

function attemptKey({ job, office }: Round, locationId: string) {
  return { shop: job.shop, companyId: office.companyId, kind: 'stock-attempt', shopifyId: locationId } as const;
}

function send({ tools, job }: Round, { key, locationId, changes }: StockAttemptDetail) {
  return tools.shopify(job.shop).setStock({ locationId, key, reference: `gid://bexio-sync/StockSync/${key}`, changes: changes.map(({ itemId, from, to }) => ({ itemId, from, to })) });
}

/** Whatever became of the last attempts, after this their keys are spent and a request still on its way changes nothing. */
export async function finishLevels(round: Round): Promise<void> {
  const { store } = round.tools;
  for (const link of await store.links.all(round.job.shop, round.office.companyId, 'stock-attempt')) {
    const attempt = detailOf(link, 'stock-attempt');
    const answer = await send(round, attempt).catch((error: unknown) => {
      if (error instanceof ShopifyError && error.failure.kind === 'refused') return 'refused' as const;
      throw error;
    });
    const lines = answer === 'written' ? attempt.changes.map((change) => journalLine(round, 'stock-set', change)) : [];
    await store.atomically([store.jobs.holding(round.job), store.links.removing(link), ...lines]);
  }
}

function journalLine({ tools, job }: Round, event: 'stock-set' | 'stock-refused', { itemId: _itemId, ...detail }: Change & { cause?: string }): Statement {
  return tools.store.journal.adding({ shop: job.shop, orderId: null, event, detail });
}
