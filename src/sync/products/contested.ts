import type { ProductField } from '../../domain/products/compare-product.ts';
import { completeSettings } from '../../domain/settings/complete-settings.ts';
import type { ProductRecord } from '../../store/products.ts';
import type { Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';

/**
 * Lines that nothing may approve by itself, because another shop of the same company has given the article what it says now: each comparison
 * would take back what the other one wrote. Which of two prices one article has, a person decides; where both shops want the same new one,
 * the other does not agree with the article any more, and nothing is contested.
 */
export async function contestedKeys(tools: Tools, shop: string, { office }: Pick<Scene, 'office'>): Promise<string[]> {
  const { connections } = tools.store;
  const others = (await connections.list()).filter((one) => one.companyId === office.companyId && one.shop !== shop);
  if (others.length === 0) return [];
  const lines = await differing(tools, shop);
  const contested = new Set<string>();
  for (const other of others) for (const key of await takenBackBy(tools, other.shop, lines)) contested.add(key);
  return [...contested];
}

async function differing({ store }: Tools, shop: string): Promise<ProductRecord[]> {
  const found: ProductRecord[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof store.products.list>> = await store.products.list({ shop, finding: 'differs', limit: 250, ...(cursor === '' ? {} : { cursor }) });
    found.push(...page.products.filter(({ state }) => state === 'open' || state === 'moved'));
    cursor = page.nextCursor;
  }
  return found;
}

async function takenBackBy({ store }: Tools, other: string, lines: readonly ProductRecord[]): Promise<string[]> {
  const saved = await store.settings.get(other);
  if (saved === null) return [];
  const led: Partial<Record<ProductField, string>> = completeSettings(saved.settings).products.fields;
  const theirs = new Map((await store.products.ofArticles(other, lines.flatMap(({ articleId }) => articleId ?? []))).map((one) => [one.articleId, one.line]));
  return lines.flatMap(({ key, articleId, line }) => {
    const their = theirs.get(articleId);
    const isTheirs = their !== undefined && line.differences.some(({ field, write }) => write?.side === 'bexio' && led[field] === 'shopify' && !their.differences.some((one) => one.field === field));
    return isTheirs ? [key] : [];
  });
}
