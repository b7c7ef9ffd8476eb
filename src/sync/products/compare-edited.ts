import { matchProducts } from '../../domain/products/match-products.ts';
import type { Article, Variant } from '../../domain/products/product.ts';
import { completeSettings } from '../../domain/settings/complete-settings.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { KnownProduct } from '../../store/products.ts';
import { afterFailure } from '../failure.ts';
import { readScene, type Scene } from '../scene.ts';
import { routine, type Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';
import { approveByItself, recordLines, termsOf } from './compare-products.ts';

/** Edits come in bursts, and Shopify tells every sale as a change of the product, too: so long they are gathered. */
const gatherMs = 30_000;
/** A product that is gone leaves its line to the whole comparison; of many that go at once one comparison says everything. */
const goneMs = 10 * 60_000;
const waitMs = 60_000;
const articlesPerRequest = 2_000;

/**
 * Job `product`, subject: its id in Shopify. Rung by a webhook, which is only a nudge: where no comparison runs by itself, nothing is asked
 * of anybody; else the product is compared a little later.
 */
export async function hearOfProduct(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store, clock } = tools;
  if (await comparesByItself(tools, job.shop)) await store.jobs.ring({ shop: job.shop, kind: 'compare-product', subject: job.subject, dueAt: new Date(clock.now().getTime() + gatherMs) });
  return { done: true };
}

async function comparesByItself({ store }: Tools, shop: string): Promise<boolean> {
  const saved = await store.settings.get(shop);
  // Without a first comparison there is nothing to keep up to date.
  return saved !== null && completeSettings(saved.settings).products.automatic !== 'off' && (await store.cursors.load(shop, 'products-comparing')) !== null;
}

/**
 * Job `compare-product`: one product's variants against their articles, written down as the whole comparison would. What only that one can
 * judge, a SKU that another product bears as well, is left to it.
 */
export async function compareEdited(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store, clock } = tools;
  try {
    if (!(await comparesByItself(tools, job.shop))) return { done: true };
    const whole = (await store.cursors.load(job.shop, 'products-comparing'))?.value;
    // It may have read the product before the edit: two pictures of one time would be mixed.
    if (whole?.endedAt === null && whole.cause === null) return { again: new Date(clock.now().getTime() + waitMs), attempts: 'reset' };
    const seen = await readScene(tools, job.shop, { spare: true });
    if (!seen?.ok) return { done: true };
    const startedAt = clock.now();
    const variants = await variantsOf(tools, seen.scene, job.subject);
    if (variants.length === 0) {
      await store.jobs.ring({ shop: job.shop, kind: 'compare-products', subject: routine, dueAt: new Date(startedAt.getTime() + goneMs) });
      return { done: true };
    }
    await compare(tools, job, seen.scene, { variants, startedAt });
    await approveByItself(tools, job.shop, seen.scene);
    return { done: true };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

async function variantsOf(tools: Tools, { shop, settings }: Scene, productId: string): Promise<Variant[]> {
  const found: Variant[] = [];
  const texts = settings.products.fields.description !== 'off';
  for await (const page of tools.shopify(shop.domain).variants({ currency: shop.currency, texts, productId })) found.push(...page);
  return found;
}

async function compare(tools: Tools, job: Claimed, scene: Scene, { variants, startedAt }: { variants: Variant[]; startedAt: Date }): Promise<void> {
  const own = new Set(variants.map(({ id }) => id));
  const known = (await tools.store.products.known(job.shop)).filter(({ companyId }) => companyId === scene.office.companyId);
  const pairings = new Map(known.flatMap(({ variantId, articleId }) => (variantId === null || articleId === null || !own.has(variantId) ? [] : [[variantId, articleId] as const])));
  const taken = new Set(known.flatMap(({ variantId, sku }) => (variantId === null || own.has(variantId) || sku === '' ? [] : [sku])));
  const articles = await articlesFor(scene, { variants, pairings, known });
  const skuById = new Map(articles.map(({ id, sku }) => [id, sku]));
  const isShared = ({ id, sku }: Variant) => [sku, skuById.get(pairings.get(id) ?? 0)].some((one) => one !== null && one !== undefined && taken.has(one));
  const judged = variants.filter((one) => !isShared(one));
  const lines = matchProducts({ variants: judged, articles, pairings }, termsOf(tools, scene)).filter(({ variantId }) => variantId !== null);
  // What was said of these variants, and of articles as long as no product bore their SKU.
  const keys = new Set([...judged.map(({ id }) => `v:${id}`), ...lines.flatMap(({ articleId }) => (articleId === null ? [] : [`a:${articleId}`]))]);
  await recordLines(tools, job, scene, { lines, known: known.filter(({ key }) => keys.has(key)), startedAt });
}

/**
 * By their ids where that is cheaper and every pair still bears one SKU; else all of them: a search has bexio's smallest limit and finds no
 * other spelling.
 */
async function articlesFor({ office }: Scene, { variants, pairings, known }: { variants: readonly Variant[]; pairings: ReadonlyMap<string, number>; known: readonly KnownProduct[] }): Promise<Article[]> {
  const { articles } = office.client;
  const pages = Math.max(1, Math.ceil(known.filter(({ articleId }) => articleId !== null).length / articlesPerRequest));
  const found: Article[] = [];
  if (variants.length > pages) return articles.all();
  for (const { id, sku } of variants) {
    const articleId = pairings.get(id);
    const article = articleId === undefined ? null : await articles.get(articleId);
    if (article?.sku !== sku) return articles.all();
    found.push(article);
  }
  return found;
}
