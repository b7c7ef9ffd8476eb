import { articlePrice } from './article-price.ts';
import { articleName, differencesOf, priceBasis, usualRatePpm, type Difference, type Hindrance, type Terms } from './compare-product.ts';
import { htmlLengthMax, plainDescription } from './description.ts';
import { formatDecimal, formatMicro, roundHalfAwayFromZero } from '../money.ts';
import type { Article, NewArticle, Variant } from './product.ts';
import { salesTaxFor } from '../invoice/tax.ts';

/**
 * What a comparison says of one product. `differs`, `missing-in-bexio` and `sku-changed` can be carried out; the others are for the merchant
 * to know. `similar-sku`: bexio has the code in another spelling, and a second article would only confuse. `archived`: stays as it is on both sides.
 */
export const productFindings = ['differs', 'missing-in-bexio', 'sku-changed', 'cannot', 'duplicate-sku', 'similar-sku', 'empty-sku', 'missing-in-shopify', 'archived', 'equal'] as const;
export type ProductFinding = (typeof productFindings)[number];

/** What approving carries out. */
export const approvable: readonly ProductFinding[] = ['differs', 'missing-in-bexio', 'sku-changed'];

export type ProductLine = {
  /** `v:` and the variant's id, or `a:` and the article's. */
  key: string;
  finding: ProductFinding;
  sku: string;
  name: string;
  variantId: string | null;
  productId: string | null;
  articleId: number | null;
  differences: Difference[];
  /** The article that approving makes. */
  create: NewArticle | null;
  /** Why no article can be made. */
  hindrance: Hindrance | null;
  /** Articles, or further variants, that bear the same or nearly the same SKU. */
  rivals: { side: 'shopify' | 'bexio'; id: string; sku: string }[];
};

/** `pairings`: which article a variant was paired with last, by their ids. */
type Sides = { variants: readonly Variant[]; articles: readonly Article[]; pairings: ReadonlyMap<string, number> };
type Index = { terms: Terms; pairings: Sides['pairings']; byId: Map<number, Article>; byCode: Map<string, Article[]>; bySpelling: Map<string, Article>; bySku: Map<string, Variant[]> };

/** Pairs variants with articles by SKU, exactly, and compares the pairs. Gift cards are no goods and stay out. */
export function matchProducts(sides: Sides, terms: Terms): ProductLine[] {
  const goods = sides.variants.filter(({ giftCard }) => !giftCard);
  const index = indexOf({ ...sides, variants: goods }, terms);
  const lines = goods.flatMap((variant) => lineOf(variant, index) ?? []);
  const paired = new Set(lines.flatMap(({ articleId, rivals }) => [articleId, ...rivals.map(({ side, id }) => (side === 'bexio' ? Number(id) : null))]));
  const lonely = sides.articles.filter(({ id, sku }) => !paired.has(id) && !isBlank(sku) && !index.bySku.has(sku));
  return [...lines, ...lonely.map(articleLine)];
}

function indexOf({ variants, articles, pairings }: Sides, terms: Terms): Index {
  const bySku = grouped(variants.filter(({ sku }) => !isBlank(sku)), ({ sku }) => sku ?? '');
  return {
    terms,
    pairings,
    byId: new Map(articles.map((article) => [article.id, article])),
    byCode: grouped(articles, ({ sku }) => sku),
    bySpelling: new Map(articles.map((article) => [spelling(article.sku), article])),
    bySku,
  };
}

/** Null: nothing to say, for example of a draft that nobody can buy yet. */
function lineOf(variant: Variant, index: Index): ProductLine | null {
  const { sku } = variant;
  if (sku === null || isBlank(sku)) return variant.status === 'active' ? { ...blankLine(variant), finding: 'empty-sku' } : null;
  const articles = index.byCode.get(sku) ?? [];
  // An archived product may have handed its SKU on to its successor.
  const others = (index.bySku.get(sku) ?? []).filter((one) => one.id !== variant.id && (one.status !== 'archived' || variant.status === 'archived'));
  if (variant.status === 'archived') return articles[0] === undefined || others.length > 0 ? null : { ...blankLine(variant), finding: 'archived', articleId: articles[0].id };
  if (others.length > 0 || articles.length > 1) {
    const rivals = [...others.map((one) => ({ side: 'shopify' as const, id: one.id, sku })), ...articles.map((one) => ({ side: 'bexio' as const, id: String(one.id), sku }))];
    return { ...blankLine(variant), finding: 'duplicate-sku', rivals };
  }
  const [article] = articles;
  return article === undefined ? lineWithoutArticle(variant, sku, index) : pairLine(variant, article, index.terms);
}

function lineWithoutArticle(variant: Variant, sku: string, index: Index): ProductLine | null {
  const former = index.byId.get(index.pairings.get(variant.id) ?? 0);
  // Under the SKU it bears the article may belong to another variant by now.
  if (former !== undefined && !index.bySku.has(former.sku)) return pairLine(variant, former, index.terms);
  const similar = index.bySpelling.get(spelling(sku));
  if (similar !== undefined) return { ...blankLine(variant), finding: 'similar-sku', rivals: [{ side: 'bexio', id: String(similar.id), sku: similar.sku }] };
  if (variant.status !== 'active') return null;
  const made = newArticle(variant, sku, index.terms);
  return { ...blankLine(variant), finding: made.create === null ? 'cannot' : 'missing-in-bexio', ...made };
}

/** A pair as it stands now; also asked right before writing, and afterwards. */
export function pairLine(variant: Variant, article: Article, terms: Terms): ProductLine {
  const differences = differencesOf(variant, article, terms);
  const writable = differences.some(({ write }) => write !== null);
  const finding = differences.some(({ field }) => field === 'sku') ? 'sku-changed' : writable ? 'differs' : differences.length > 0 ? 'cannot' : 'equal';
  return { ...blankLine(variant), finding, articleId: article.id, differences };
}

/** The article that a variant without one would become. */
export function newArticle(variant: Variant, sku: string, terms: Terms): { create: NewArticle | null; hindrance: Hindrance | null } {
  const { settings, company, shop, date } = terms;
  const currencyId = company.currencies.find(({ code }) => code === shop.currency)?.id;
  const tax = salesTaxFor(company, variant.taxable ? usualRatePpm(terms) : 0, date);
  if (sku.length > skuLengthMax) return { create: null, hindrance: 'too-long' };
  if (currencyId === undefined) return { create: null, hindrance: 'other-currency' };
  if (tax === null) return { create: null, hindrance: 'rate-missing' };
  const { products, unitId, accounts } = settings;
  const place = products.firstStock && company.modules.stock && !variant.bundle && variant.units !== null ? company.stockPlaces[0] : undefined;
  const description = variant.descriptionHtml === null || variant.descriptionHtml.length > htmlLengthMax || products.fields.description === 'off' ? '' : plainDescription(variant.descriptionHtml);
  const create: NewArticle = {
    sku,
    name: articleName(variant) || sku,
    salePrice: formatMicro(articlePrice(variant.priceMinor, priceBasis(terms, tax.ratePpm)), shop.currency),
    currencyId,
    taxId: tax.id,
    accountId: accounts.sales,
    ...(unitId === null ? {} : { unitId }),
    ...(description === '' ? {} : { description }),
    ...(variant.costMinor === null ? {} : { purchasePrice: formatDecimal(variant.costMinor, shop.currency) }),
    ...(variant.weightMg === null ? {} : { weight: Math.max(1, Number(roundHalfAwayFromZero(BigInt(variant.weightMg), 1000n))) }),
    firstStock: place === undefined ? null : { units: Math.max(0, variant.units ?? 0), stockId: place.stockId, placeId: place.placeId },
  };
  return { create, hindrance: null };
}

const skuLengthMax = 255;

function blankLine(variant: Variant): Omit<ProductLine, 'finding'> {
  return { key: `v:${variant.id}`, sku: variant.sku ?? '', name: articleName(variant), variantId: variant.id, productId: variant.productId, articleId: null, differences: [], create: null, hindrance: null, rivals: [] };
}

function articleLine({ id, sku, name }: Article): ProductLine {
  return { key: `a:${id}`, finding: 'missing-in-shopify', sku, name, variantId: null, productId: null, articleId: id, differences: [], create: null, hindrance: null, rivals: [] };
}

function isBlank(sku: string | null): boolean {
  return sku === null || sku.trim() === '';
}

/** Neither capitals nor blanks tell people two codes apart. */
function spelling(sku: string): string {
  return sku.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
