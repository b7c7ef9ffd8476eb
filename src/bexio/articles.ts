import { z } from 'zod';
import type { ArticlePlan } from '../domain/documents.ts';
import { formatDecimal } from '../domain/money.ts';
import type { Article, ArticleChange, NewArticle } from '../domain/products/product.ts';
import type { ArticleLevel } from '../domain/stock/stock.ts';
import type { components, Writable } from './api-types.ts';
import type { Currencies } from './currencies.ts';
import { orNullWhenMissing } from './missing.ts';
import { createdRecord, cutText, decimalOrNull, flag, idOrNull, readAs, recordId, text, textLengthMax } from './parse.ts';
import type { Send } from './request.ts';
import { everyPage, searchFor } from './search.ts';

/** `stock` is null for an article whose stock bexio does not keep. Units; negative is possible. `placeId`: its stock place. */
export type FoundArticle = Article & { stock: ArticleLevel | null; placeId: number | null };

export type Articles = {
  /** Every article whose `intern_code` is exactly the SKU, oldest first. bexio does not keep the code unique. */
  findByCode(sku: string): Promise<FoundArticle[]>;
  get(id: number): Promise<FoundArticle | null>;
  create(plan: ArticlePlan, company: { userId: number }): Promise<{ id: number }>;
  /**
   * Sets the stock on hand. bexio takes it only while nothing has been booked on the article, and may keep the old number without a word:
   * whoever sets it reads it back.
   */
  setOnHand(id: number, units: number): Promise<void>;
  /** From a product, with everything the shop knows of it. */
  createWhole(article: NewArticle, company: { userId: number }): Promise<FoundArticle>;
  /** Sets some fields; repeating is harmless. Answers the article as it is then: whether bexio took every field is for the caller to see. */
  edit(id: number, change: ArticleChange): Promise<FoundArticle>;
  /** All of them, 2000 a page: articles have no `updated_at`, so whoever looks for changes compares. */
  all(onPage?: (read: number) => Promise<void>): Promise<FoundArticle[]>;
};

export function createArticles(send: Send, currencies: Currencies): Articles {
  return {
    async findByCode(sku) {
      if (sku === '' || sku.length > textLengthMax) return [];
      const where = [{ field: 'intern_code', value: sku }];
      const found = await searchFor(send, { path: '/2.0/article/search', where, read: readAs(z.array(articleAnswer)) });
      return found.filter((article) => article.sku === sku).toSorted((a, b) => a.id - b.id);
    },
    get: (id) => orNullWhenMissing(send({ method: 'GET', path: `/2.0/article/${id}`, read: readAs(articleAnswer) })),
    async create(plan, { userId }) {
      const codeOf = await currencies.ready(plan.currencyId);
      const body = articleBody(plan, codeOf(plan.currencyId), userId);
      return await send({ method: 'POST', path: '/2.0/article', body, read: readAs(createdRecord) });
    },
    setOnHand: (id, units) => send({ method: 'POST', path: `/2.0/article/${id}`, body: { stock_nr: units }, read: () => undefined }),
    createWhole: (article, { userId }) => send({ method: 'POST', path: '/2.0/article', body: wholeBody(article, userId), read: readAs(articleAnswer) }),
    // Without `article_type_id`, which an edit refuses; fields left out keep their value.
    edit: (id, change) => send({ method: 'POST', path: `/2.0/article/${id}`, body: changeBody(change), read: readAs(articleAnswer) }),
    all: (onPage) =>
      everyPage(async (query) => {
        const page = await send({ method: 'GET', path: '/2.0/article', query: { ...query, order_by: 'id_asc' }, read: readAs(z.array(articleAnswer)) });
        await onPage?.(query.offset + page.length);
        return page;
      }),
  };
}

type ArticleBody = Partial<Writable<components['schemas']['Article']>>;

/** Without stock: `is_stock` stays off, since an app cannot correct a stock once something has been booked on it. */
function articleBody(plan: ArticlePlan, currency: string, userId: number): ArticleBody {
  return {
    user_id: userId,
    article_type_id: 1,
    intern_code: plan.sku,
    intern_name: cutText(plan.name),
    sale_price: formatDecimal(plan.salePriceMinor, currency),
    currency_id: plan.currencyId,
    tax_income_id: plan.taxId,
    account_id: plan.accountId,
    ...(plan.unitId === null ? {} : { unit_id: plan.unitId }),
  };
}

/** `article_type_id` 1: goods. A first stock is taken only while nothing has been booked on the article, so it comes with the creation. */
function wholeBody(article: NewArticle, userId: number): ArticleBody {
  const { accountId, firstStock } = article;
  return {
    user_id: userId,
    article_type_id: 1,
    ...changeBody(article),
    ...(accountId === null ? {} : { account_id: accountId }),
    ...(firstStock === null ? {} : { is_stock: true, stock_id: firstStock.stockId, stock_place_id: firstStock.placeId, stock_nr: firstStock.units }),
  };
}

function changeBody(change: ArticleChange): ArticleBody {
  const { sku, name, description, salePrice, purchasePrice, currencyId, taxId, unitId, weight } = change;
  return {
    ...(sku === undefined ? {} : { intern_code: sku }),
    ...(name === undefined ? {} : { intern_name: cutText(name) }),
    ...(description === undefined ? {} : { intern_description: description }),
    ...(salePrice === undefined ? {} : { sale_price: salePrice }),
    ...(purchasePrice === undefined ? {} : { purchase_price: purchasePrice }),
    ...(currencyId === undefined ? {} : { currency_id: currencyId }),
    ...(taxId === undefined ? {} : { tax_income_id: taxId }),
    ...(unitId === undefined ? {} : { unit_id: unitId }),
    ...(weight === undefined ? {} : { weight }),
  };
}

const priceOrNull = decimalOrNull.transform((value) => (value === null ? null : String(value).trim()));

const articleAnswer = z
  .looseObject({
    id: recordId, intern_code: text, intern_name: text, intern_description: text, sale_price: priceOrNull, purchase_price: priceOrNull, currency_id: idOrNull,
    tax_income_id: idOrNull, unit_id: idOrNull, weight: decimalOrNull, is_stock: flag, stock_nr: decimalOrNull, stock_available_nr: decimalOrNull,
    stock_reserved_nr: decimalOrNull, stock_picked_nr: decimalOrNull, stock_place_id: idOrNull,
  })
  .transform((row): FoundArticle => ({
    id: row.id,
    sku: row.intern_code,
    name: row.intern_name,
    description: row.intern_description,
    salePrice: row.sale_price,
    purchasePrice: row.purchase_price,
    currencyId: row.currency_id,
    taxId: row.tax_income_id,
    unitId: row.unit_id,
    weight: row.weight === null ? null : Number(row.weight),
    // Units come as `0` or `"0"`, depending on the call (recorded June 2026).
    stock: row.is_stock
      ? { onHand: Number(row.stock_nr ?? 0), available: Number(row.stock_available_nr ?? 0), reserved: Number(row.stock_reserved_nr ?? 0), picked: Number(row.stock_picked_nr ?? 0) }
      : null,
    placeId: row.stock_place_id,
  }));
