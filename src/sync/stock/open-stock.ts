import { BexioError } from '../../bexio/outcome.ts';
import { sum } from '../../domain/money.ts';
import { decideOpening, type OpeningDecision } from '../../domain/stock/stock.ts';
import type { StockLevel } from '../../shopify/stock-levels.ts';
import type { Statement } from '../../store/store.ts';
import { isCaughtUp } from './caught-up.ts';
import { detailOf, type StockOpeningDetail } from '../link-detail.ts';
import { busySkus, type Notes } from './stock-notes.ts';
import { levelsOf, remember, searchLagMs, type Orders, type Outcome, type Round, type Sku } from './stock-round.ts';
import { LeaseLost } from '../verdict.ts';

type Change = StockOpeningDetail['changes'][number];
type Judged = { one: Sku; outcome: Outcome; change: Change | null };

/**
 * Shopify leads: writes the stock on hand of some SKUs to bexio where it still takes it, and reads it back. What it does not take, or keeps
 * without a word, becomes a line of the list to type in.
 */
export async function openStock(round: Round, { skus, locationId, notes, orders }: { skus: readonly Sku[]; locationId: string; notes: Notes; orders: Orders }): Promise<void> {
  const levels = await levelsOf(round, skus, locationId);
  const judgeAll = (caughtUp: boolean) => skus.map((one) => judge(round, one, levels.filter(({ sku }) => sku === one.sku), caughtUp));
  if (judgeAll(false).some(({ outcome }) => outcome.state === 'waits') && orders.since !== null) orders.caughtUp = await isCaughtUp(round, orders.since);
  const all = judgeAll(orders.caughtUp === true);
  const differs = all.some(({ outcome, change }) => change !== null || outcome.state === 'to-type');
  const busy = differs ? await busySkus(round, notes) : new Set<string>();
  const judged = all.filter(({ one }) => !busy.has(one.sku));
  await write(round, judged.flatMap(({ change }) => change ?? []), locationId);
  await remember(round, await readBack(round, judged), finished(round, locationId, judged));
}

function judge({ tools }: Round, one: Sku, levels: readonly StockLevel[], caughtUp: boolean): Judged {
  const [level] = levels;
  if (!level) return { one, outcome: { shopify: null, elsewhere: 0, state: 'agrees', wanted: null, why: null }, change: null };
  const { available, others, changedAt } = level;
  const [shopify, elsewhere] = [available ?? 0, sum(others.map((one) => one.available))];
  if (levels.length > 1) return { one, outcome: { shopify, elsewhere, state: 'to-type', wanted: null, why: 'several' }, change: null };
  const isQuiet = changedAt === null || tools.clock.now().getTime() - changedAt.getTime() > searchLagMs;
  const open = one.kept && one.before?.why !== 'booked' && !isKnownBooked(one);
  const decision = decideOpening({ bexio: one.level, pendingUnits: one.pending, shopifyAvailable: shopify, elsewhere: [elsewhere], caughtUp: caughtUp && isQuiet, open });
  return { one, ...judged(one, decision, { shopify, elsewhere }) };
}

/** Picked goods are a booking; asking bexio to overwrite what lies under them would only be refused. */
function isKnownBooked({ level }: Sku): boolean {
  return level.picked > 0;
}

function judged(one: Sku, decision: OpeningDecision, { shopify, elsewhere }: { shopify: number; elsewhere: number }): Omit<Judged, 'one'> {
  const outcome = { shopify, elsewhere, state: 'agrees', wanted: null, why: null } as const;
  if (decision.do === 'nothing') return { outcome, change: null };
  if (decision.do === 'wait') return { outcome: { ...outcome, state: 'waits' }, change: null };
  const { from, to } = decision;
  if (decision.do === 'type') return { outcome: { shopify, elsewhere, state: 'to-type', wanted: to, why: one.kept ? 'booked' : 'not-kept' }, change: null };
  return { outcome, change: { articleId: one.articleId, sku: one.sku, from, to, shopifyAvailable: shopify + elsewhere, pendingUnits: one.pending } };
}

/** By id and to a value, so that a repetition does no harm; on record first, so that whatever becomes of it is explained. */
async function write(round: Round, changes: Change[], locationId: string): Promise<void> {
  if (changes.length === 0) return;
  const { tools, job, office } = round;
  const { store } = tools;
  await store.atomically([store.jobs.holding(job), store.links.adding({ ...openingKey(round, locationId), orderId: null, bexioId: 0, detail: { changes } })]);
  tools.atMoment('intent-sent', job.subject);
  for (const { articleId, to } of changes) {
    if (!(await store.jobs.stillHeld(job))) throw new LeaseLost();
    try {
      await office.client.articles.setOnHand(articleId, to);
    } catch (error) {
      // Refused or gone: reading it back says the same.
      if (!(error instanceof BexioError) || (error.failure.kind !== 'refused' && error.failure.kind !== 'missing')) throw error;
    }
    tools.atMoment('answer-received', job.subject);
  }
}

/** bexio may answer with success and keep the old number: only what is read counts. */
async function readBack({ office }: Round, judged: readonly Judged[]): Promise<{ one: Sku; outcome: Outcome }[]> {
  const all: { one: Sku; outcome: Outcome }[] = [];
  for (const { one, outcome, change } of judged) {
    const article = change === null ? null : await office.client.articles.get(change.articleId);
    if (article?.stock) one.level = article.stock;
    const isTaken = change === null || article?.stock?.onHand === change.to;
    all.push({ one, outcome: isTaken ? outcome : { ...outcome, state: 'to-type', wanted: change.to, why: 'booked' } });
  }
  return all;
}

function finished(round: Round, locationId: string, judged: readonly Judged[]): Statement[] {
  const changes = judged.flatMap(({ one, change }) => (change === null || one.level.onHand !== change.to ? [] : [change]));
  const hasAsked = judged.some(({ change }) => change !== null);
  return hasAsked ? [...changes.map((change) => journalLine(round, change)), round.tools.store.links.removing(openingKey(round, locationId))] : [];
}

/** A run was cut off while writing: what bexio took of it is said now, the rest is decided anew. */
export async function finishOpenings(round: Round): Promise<void> {
  const { store } = round.tools;
  for (const link of await store.links.all(round.job.shop, round.office.companyId, 'stock-opening')) {
    const lines: Statement[] = [];
    for (const change of detailOf(link, 'stock-opening').changes) {
      const article = await round.office.client.articles.get(change.articleId);
      if (article?.stock?.onHand === change.to) lines.push(journalLine(round, change));
    }
    await store.atomically([store.jobs.holding(round.job), store.links.removing(link), ...lines]);
  }
}

function openingKey({ job, office }: Round, locationId: string) {
  return { shop: job.shop, companyId: office.companyId, kind: 'stock-opening', shopifyId: locationId } as const;
}

function journalLine({ tools, job }: Round, { articleId: _articleId, ...detail }: Change): Statement {
  return tools.store.journal.adding({ shop: job.shop, orderId: null, event: 'stock-opened', detail });
}
