import type { Terms } from '../../domain/products/compare-product.ts';
import { completeSettings } from '../../domain/settings/complete-settings.ts';
import { dateIn } from '../../domain/dates.ts';
import { matchProducts, type ProductLine } from '../../domain/products/match-products.ts';
import type { Variant } from '../../domain/products/product.ts';
import { mayApprove, type ComparingProgress } from '../../domain/products/product-progress.ts';
import type { Claimed } from '../../store/jobs.ts';
import { printOf, type KnownProduct } from '../../store/products.ts';
import type { Statement } from '../../store/store.ts';
import { contestedKeys } from './contested.ts';
import { afterFailure } from '../failure.ts';
import { readScene, type Scene } from '../scene.ts';
import { routine, type Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

const everyMs = { hourly: 3_600_000, daily: 24 * 3_600_000 };
const linesPerCommit = 200;

/**
 * Job `compare-products`: reads every article (2,000 a request) and every variant (200 a query), and writes down what differs. Nothing else is
 * written; what a person has approved once is approved again by itself, if that is wanted. Cut off, it simply begins again.
 */
export async function compareProducts(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { clock, store } = tools;
  const progress: ComparingProgress = { startedAt: clock.now().toISOString(), endedAt: null, articles: 0, variants: 0, cause: null };
  try {
    const seen = await readScene(tools, job.shop);
    if (seen?.ok) {
      await compareAll(tools, job, seen.scene, progress);
      await approveByItself(tools, job.shop, seen.scene);
    }
    const saved = await store.settings.get(job.shop);
    // A connection that is broken for a while must not end the round.
    const automatic = seen === null || saved === null ? 'off' : completeSettings(saved.settings).products.automatic;
    return automatic === 'off' ? { done: true } : { again: new Date(clock.now().getTime() + everyMs[automatic]), attempts: 'reset' };
  } catch (error) {
    const outcome = await afterFailure(tools, job, error);
    if ('cause' in outcome) await store.cursors.save(job.shop, 'products-comparing', { ...progress, cause: outcome.cause ?? null });
    return outcome;
  }
}

/** On what a pair is compared; `date` decides which tax rates are in force. */
export function termsOf(tools: Tools, { settings, shop, company }: Scene): Terms {
  return { settings, shop, company, date: dateIn(shop.timeZone, tools.clock.now()) };
}

async function compareAll(tools: Tools, job: Claimed, scene: Scene, progress: ComparingProgress): Promise<void> {
  const { store, clock } = tools;
  const startedAt = new Date(progress.startedAt);
  const show = (seen: Partial<ComparingProgress>) => store.cursors.save(job.shop, 'products-comparing', Object.assign(progress, seen));
  await show({});
  const articles = await scene.office.client.articles.all((read) => show({ articles: read }));
  const variants: Variant[] = [];
  const texts = scene.settings.products.fields.description !== 'off';
  for await (const page of tools.shopify(job.shop).variants({ currency: scene.shop.currency, texts })) {
    variants.push(...page);
    await show({ variants: variants.length });
  }
  const known = await store.products.known(job.shop);
  const pairings = new Map(known.flatMap(({ variantId, articleId, companyId }) => (variantId === null || articleId === null || companyId !== scene.office.companyId ? [] : [[variantId, articleId] as const])));
  const lines = matchProducts({ variants, articles, pairings }, termsOf(tools, scene));
  await recordLines(tools, job, scene, { lines, known, startedAt });
  const counts = (await store.products.counts(job.shop)).byFinding;
  const endedAt = clock.now().toISOString();
  await store.atomically([store.jobs.holding(job), store.journal.adding({ shop: job.shop, orderId: null, event: 'products-compared', detail: { articles: articles.length, variants: variants.length, ...counts } })]);
  await show({ endedAt });
}

/** `known`: what was said before of everything that was compared; of what no line says anything any more, its row goes. */
type Compared = { lines: readonly ProductLine[]; known: readonly KnownProduct[]; startedAt: Date };

/** A line that was written since this comparison began knows more than it does, and is left for the next one. */
export async function recordLines(tools: Tools, job: Claimed, { office }: Scene, { lines, known, startedAt }: Compared): Promise<void> {
  const { store } = tools;
  const about = { shop: job.shop, companyId: office.companyId };
  const before = new Map(known.map((one) => [one.key, one]));
  const isNewer = (one: KnownProduct | undefined) => one !== undefined && one.companyId === office.companyId && one.changedAt > startedAt;
  const statements: Statement[] = [];
  for (const line of lines) {
    const was = before.get(line.key);
    before.delete(line.key);
    if (isNewer(was) || (was?.companyId === office.companyId && was.print === printOf(line))) continue;
    statements.push(store.products.recording(about, line, { state: was?.state === 'approved' || was?.state === 'moved' ? 'moved' : 'open' }));
  }
  for (const gone of before.values()) if (!isNewer(gone)) statements.push(store.products.removing(job.shop, gone.key));
  for (let start = 0; start < statements.length; start += linesPerCommit) await store.atomically([store.jobs.holding(job), ...statements.slice(start, start + linesPerCommit)]);
}

/** A SKU that was changed always waits for a person: it may have been a slip of the keyboard. */
export async function approveByItself(tools: Tools, shop: string, scene: Scene): Promise<void> {
  const { store, clock } = tools;
  const { settings } = scene;
  const approved = (await store.cursors.load(shop, 'products-approved'))?.value ?? null;
  if (!mayApprove(settings.products, approved)) return;
  const except = await contestedKeys(tools, shop, scene);
  let lines = 0;
  for (const finding of settings.products.create ? (['differs', 'missing-in-bexio'] as const) : (['differs'] as const)) {
    lines += await store.products.approve(shop, { finding, until: clock.now(), states: ['open', 'moved'], except }, null);
  }
  if (lines > 0) await store.jobs.ring({ shop, kind: 'write-products', subject: routine });
}
