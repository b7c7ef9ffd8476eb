import type { Articles, FoundArticle } from '../../bexio/articles.ts';
import type { ArticlePlan } from '../../domain/documents.ts';
import type { Step } from '../../domain/plan/next-step.ts';
import { createOnce } from '../create-once.ts';
import { withLease } from '../with-lease.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';

/**
 * Looks each SKU up by `intern_code`, exactly, and remembers the answer for the whole company: a SKU that was sold before costs no
 * request. A SKU that bexio does not know is remembered too, for a day, so that a shop without articles does not search at every order.
 */
export async function findArticles(tools: Tools, run: Run, step: Extract<Step, { do: 'find-articles' }>): Promise<void> {
  for (const sku of step.skus) {
    const plan = step.create.find((one) => one.sku === sku) ?? null;
    await withLease(tools, `article:${run.scene.office.companyId}:${sku}`, () => findArticle(tools, run, sku, plan));
  }
}

async function findArticle(tools: Tools, run: Run, sku: string, plan: ArticlePlan | null): Promise<void> {
  const { office, shop } = run.scene;
  const { articles } = office.client;
  const find = async () => (await articles.findByCode(sku))[0] ?? null;
  if (plan === null) {
    const found = await find();
    return record(tools, run, sku, { articleId: found?.id ?? null, created: false });
  }
  const { found, created } = await createOnce(tools, {
    job: run.job,
    key: { shop: shop.domain, companyId: office.companyId, orderId: `sku:${sku}`, kind: 'article', seq: 1 },
    reference: sku,
    request: plan,
    find,
    findById: (id) => articleById(articles, id, sku),
    create: () => articles.create(plan, { userId: office.userId }),
    searchFirst: true,
  });
  return record(tools, run, sku, { articleId: found.id, created, settles: true });
}

/** One that has been given another code since is not this SKU's any more. */
export async function articleById(articles: Articles, id: number, sku: string): Promise<FoundArticle | null> {
  const found = await articles.get(id);
  return found?.sku === sku ? found : null;
}

/** Link id 0 stands for "bexio has no such article": the table knows no null there, and bexio counts from 1. */
export const noArticle = 0;

async function record(tools: Tools, run: Run, sku: string, result: { articleId: number | null; created: boolean; settles?: boolean }): Promise<void> {
  const { store, clock } = tools;
  const { shop, office } = run.scene;
  const about = { shop: shop.domain, companyId: office.companyId };
  const bexioId = result.articleId ?? noArticle;
  await store.atomically([
    store.jobs.holding(run.job),
    // An earlier "not there" makes room.
    store.links.removing({ ...about, kind: 'article', shopifyId: sku }),
    ...(result.settles ? [store.intents.settling({ ...about, orderId: `sku:${sku}`, kind: 'article', seq: 1 }, bexioId)] : []),
    store.links.adding({ ...about, kind: 'article', shopifyId: sku, orderId: null, bexioId, detail: { lookedAt: clock.now().toISOString() } }),
    ...(result.created ? [store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'article-created', detail: { sku, articleId: bexioId } })] : []),
  ]);
}
