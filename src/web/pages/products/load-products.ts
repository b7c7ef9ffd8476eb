import { comparedFields, type ComparedField, type Settings } from '../../../domain/settings.ts';
import type { Company } from '../../../domain/company.ts';
import { productFindings, type ProductFinding } from '../../../domain/products/match-products.ts';
import { doneOf, restMs, type ComparingProgress, type WritingPause } from '../../../domain/products/product-progress.ts';
import type { ProductCounts, ProductRecord } from '../../../store/products.ts';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';

export type ProductsFilter = { q: string; finding: ProductFinding | '' };

export type ProductsView = {
  rows: ProductRecord[];
  filter: ProductsFilter;
  counts: ProductCounts;
  nextCursor: string | null;
  first: boolean;
  /** Names behind the ids of units and taxes. */
  company: Company;
  currency: string;
  comparing: { now: boolean; progress: ComparingProgress | null };
  writing: { done: number; total: number; restMinutes: number; last: { written: number; refused: number; moved: number } | null };
  pause: WritingPause | null;
  /** Fields that are compared; none: only what is missing or double is known. */
  fields: ComparedField[];
  scopeMissing: boolean;
  /** Lines that have changed since this instant are not approved with the rest. */
  shownAt: Date;
  done: { count: number } | null;
};

export async function loadProducts({ store }: PagesDependencies, visit: Visit, given: { filter: ProductsFilter; cursor: string; settings: Settings; company: Company; done: { count: number } | null }): Promise<ProductsView> {
  const { shop, frame } = visit;
  const { filter, cursor, settings, company, done } = given;
  const [page, counts, job, progress, writing, pause] = await Promise.all([
    store.products.list({ shop: shop.domain, ...(filter.finding ? { finding: filter.finding } : {}), ...(filter.q ? { search: filter.q } : {}), ...(cursor ? { cursor } : {}) }),
    store.products.counts(shop.domain),
    store.jobs.get({ shop: shop.domain, kind: 'compare-products', subject: 'routine' }),
    store.cursors.load(shop.domain, 'products-comparing'),
    store.cursors.load(shop.domain, 'products-writing'),
    store.cursors.load(shop.domain, 'products-pause'),
  ]);
  const current = writing?.value.endedAt === null ? writing.value : null;
  const remaining = counts.byState.approved;
  const alreadyDone = current ? doneOf(current) : 0;
  const fields = (Object.keys(comparedFields) as ComparedField[]).filter((field) => settings.products.fields[field] !== 'off');
  return {
    rows: page.products,
    filter,
    counts,
    nextCursor: page.nextCursor,
    first: cursor === '',
    company,
    currency: shop.currency,
    comparing: { now: job !== null && (job.leaseUntil !== null || (job.dueAt !== null && job.dueAt <= frame.now)), progress: progress?.value ?? null },
    writing: {
      done: alreadyDone,
      total: alreadyDone + remaining,
      restMinutes: current ? Math.round(restMs(current, remaining, frame.now) / 60_000) : Math.round((remaining * 300) / 60_000),
      last: remaining === 0 && writing ? writing.value : null,
    },
    pause: pause?.value ?? null,
    fields,
    scopeMissing: fields.some((field) => settings.products.fields[field] === 'bexio') && !shop.scopes.includes('write_products'),
    shownAt: frame.now,
    done,
  };
}

export function isFinding(value: string): value is ProductFinding {
  return (productFindings as readonly string[]).includes(value);
}
