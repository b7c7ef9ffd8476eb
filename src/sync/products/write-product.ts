import { isDeepStrictEqual } from 'node:util';
import { BexioError } from '../../bexio/outcome.ts';
import { stillToWrite } from '../../domain/products/approval.ts';
import { articleChange, variantChange, type Difference, type Terms } from '../../domain/products/compare-product.ts';
import { matchProducts, newArticle, pairLine, type ProductLine } from '../../domain/products/match-products.ts';
import type { Article, NewArticle, Variant } from '../../domain/products/product.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { ProductRecord } from '../../store/products.ts';
import type { Statement } from '../../store/store.ts';
import { createOnce } from '../create-once.ts';
import { articleById } from '../order/find-articles.ts';
import type { Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';
import { LeaseLost, refusalText } from '../verdict.ts';
import { withLease } from '../with-lease.ts';

/** What became of an approved line. `moved`: a side has changed since, and it waits for the merchant again. */
export type Written = 'written' | 'refused' | 'moved';

export type Writing = { tools: Tools; job: Claimed; scene: Scene; terms: Terms; texts: boolean };

/** Carries out one approved line: looks at both sides once more, writes what still is as it was approved, reads what came of it. */
export async function writeProduct(writing: Writing, record: ProductRecord, variant: Variant | null): Promise<Written> {
  const { store } = writing.tools;
  if (variant === null) {
    // The product is gone from the shop; its article stays.
    await store.atomically([store.jobs.holding(writing.job), store.products.removing(record.shop, record.key)]);
    return 'moved';
  }
  try {
    return record.line.finding === 'missing-in-bexio' ? await makeArticle(writing, record, variant) : await writePair(writing, record, variant);
  } catch (error) {
    const cause = refusalOf(error);
    if (cause === null) throw error;
    await commit(writing, record.line, { state: 'refused', cause });
    return 'refused';
  }
}

/** What was said about this line alone; null: everything else would meet the same. */
function refusalOf(error: unknown): string | null {
  if (error instanceof ShopifyError && error.failure.kind === 'refused') return error.failure.cause.slice(0, causeLengthMax);
  if (error instanceof BexioError && error.failure.kind === 'refused') return refusalText(error.failure).slice(0, causeLengthMax);
  return null;
}

const causeLengthMax = 300;

async function writePair(writing: Writing, record: ProductRecord, variant: Variant): Promise<Written> {
  const { scene, terms, tools } = writing;
  const article = record.articleId === null ? null : await scene.office.client.articles.get(record.articleId);
  if (article === null) return goBack(writing, matchProducts({ variants: [variant], articles: [], pairings: new Map() }, terms)[0] ?? null, record);
  const approved = record.line.differences.filter(({ field, write }) => write !== null && (record.approvedFields?.includes(field) ?? true));
  const now = pairLine(variant, article, terms);
  const { write, moved } = stillToWrite(approved, now.differences);
  // With another SKU than before the two may not belong together any more.
  const isApart = now.finding === 'sku-changed' && !approved.some(({ field }) => field === 'sku');
  if (moved || isApart || variant.status === 'archived') return goBack(writing, now, record);
  const after = pairLine(await writtenVariant(writing, variant, write), await writtenArticle(writing, article, write), terms);
  // bexio is known to keep an old value without a word.
  const kept = write.filter(({ field }) => after.differences.some((one) => one.field === field)).map(({ field }) => field);
  const detail = { sku: variant.sku, articleId: article.id, fields: write.map(({ field, shopify, bexio, write: to }) => ({ field, from: to?.side === 'bexio' ? bexio : shopify, to: to?.value ?? null, side: to?.side ?? null })) };
  const lines = write.length === 0 ? [] : [tools.store.journal.adding({ shop: record.shop, orderId: null, event: 'product-written', detail })];
  await commit(writing, after, kept.length > 0 ? { state: 'refused', cause: `not taken: ${kept.join(', ')}` } : { state: 'open' }, lines);
  return kept.length > 0 ? 'refused' : 'written';
}

async function writtenArticle(writing: Writing, article: Article, write: readonly Difference[]): Promise<Article> {
  const change = articleChange(write);
  if (change === null) return article;
  await mayWrite(writing);
  const { tools, scene, job } = writing;
  tools.atMoment('intent-sent', job.subject);
  // A price without a currency would be read in the company's own.
  const currency = change.salePrice === undefined || article.currencyId !== null ? undefined : scene.company.currencies.find(({ code }) => code === scene.shop.currency)?.id;
  const edited = await scene.office.client.articles.edit(article.id, { ...change, ...(currency === undefined ? {} : { currencyId: currency }) });
  tools.atMoment('answer-received', job.subject);
  return edited;
}

async function writtenVariant(writing: Writing, variant: Variant, write: readonly Difference[]): Promise<Variant> {
  const change = variantChange(write);
  if (change === null) return variant;
  await mayWrite(writing);
  const { tools, scene, job, texts } = writing;
  const shopify = tools.shopify(job.shop);
  tools.atMoment('intent-sent', job.subject);
  await shopify.changeVariant(variant, change);
  tools.atMoment('answer-received', job.subject);
  const [now] = await shopify.variantsById([variant.id], { currency: scene.shop.currency, texts });
  return now ?? variant;
}

/** Both sides are only ever set to a value, so repeating does no harm; a run that slept past its lease could bring back an old one. */
async function mayWrite({ tools, job }: Writing): Promise<void> {
  if (!(await tools.store.jobs.stillHeld(job))) throw new LeaseLost();
}

/** Under the identity that an order uses for the same SKU: whoever comes first makes it. */
async function makeArticle(writing: Writing, record: ProductRecord, variant: Variant): Promise<Written> {
  const { tools, job, scene, terms } = writing;
  const { sku } = variant;
  const { create } = sku === null ? { create: null } : newArticle(variant, sku, terms);
  if (sku === null || create === null || !isAsApproved(create, record.line.create)) return goBack(writing, matchProducts({ variants: [variant], articles: [], pairings: new Map() }, terms)[0] ?? null, record);
  const { office, shop } = scene;
  const key = { shop: shop.domain, companyId: office.companyId, orderId: `sku:${sku}`, kind: 'article', seq: 1 };
  const { articles } = office.client;
  return withLease(tools, `article:${office.companyId}:${sku}`, async (): Promise<Written> => {
    const find = async () => (await articles.findByCode(sku))[0] ?? null;
    const { found, created } = await createOnce(tools, { job, key, reference: sku, request: create, find, findById: (id) => articleById(articles, id, sku), create: () => articles.createWhole(create, { userId: office.userId }), searchFirst: true });
    const link = { shop: shop.domain, companyId: office.companyId, kind: 'article', shopifyId: sku } as const;
    await commit(writing, pairLine(variant, found, terms), { state: 'open' }, [
      tools.store.intents.settling(key, found.id),
      tools.store.links.removing(link),
      tools.store.links.adding({ ...link, orderId: null, bexioId: found.id, detail: { lookedAt: tools.clock.now().toISOString() } }),
      ...(created ? [tools.store.journal.adding({ shop: shop.domain, orderId: null, event: 'article-created', detail: { sku, articleId: found.id } })] : []),
    ]);
    return 'written';
  });
}

/** Sales go on: how many units the first stock has may have changed since. */
function isAsApproved(now: NewArticle, approved: NewArticle | null): boolean {
  const withoutUnits = ({ firstStock, ...rest }: NewArticle) => ({ ...rest, firstStock: firstStock && { ...firstStock, units: 0 } });
  return approved !== null && isDeepStrictEqual(withoutUnits(now), withoutUnits(approved));
}

async function goBack(writing: Writing, line: ProductLine | null, record: ProductRecord): Promise<Written> {
  const { tools, job } = writing;
  if (line === null) await tools.store.atomically([tools.store.jobs.holding(job), tools.store.products.removing(record.shop, record.key)]);
  else await commit(writing, line, { state: 'moved' });
  return 'moved';
}

async function commit({ tools, job, scene }: Writing, line: ProductLine, how: { state: 'open' | 'moved' | 'refused'; cause?: string }, more: readonly Statement[] = []): Promise<void> {
  const about = { shop: job.shop, companyId: scene.office.companyId };
  await tools.store.atomically([tools.store.jobs.holding(job), tools.store.products.recording(about, line, how), ...more]);
  tools.atMoment('link-recorded', job.subject);
}
