import { z } from 'zod';
import type { ArticlePlan } from '../domain/documents.ts';
import { formatDecimal } from '../domain/money.ts';
import type { ArticleLevel } from '../domain/stock.ts';
import type { components, Writable } from './api-types.ts';
import type { Currencies } from './currencies.ts';
import { orNullWhenMissing } from './missing.ts';
import { createdRecord, cutText, decimalOrNull, flag, idOrNull, readAs, recordId, text, textLengthMax } from './parse.ts';
import type { Send } from './request.ts';
import { everyPage, searchFor } from './search.ts';

/** `stock` is null for an article whose stock bexio does not keep. Units; negative is possible. `placeId`: its stock place. */
export type FoundArticle = { id: number; sku: string; name: string; stock: ArticleLevel | null; placeId: number | null };

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
  /** All of them, 2000 a page: articles have no `updated_at`, so whoever looks for changes compares. */
  all(): Promise<FoundArticle[]>;
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
      const codeOf = await currencies.ready();
      const body = articleBody(plan, codeOf(plan.currencyId), userId);
      return await send({ method: 'POST', path: '/2.0/article', body, read: readAs(createdRecord) });
    },
    setOnHand: (id, units) => send({ method: 'POST', path: `/2.0/article/${id}`, body: { stock_nr: units }, read: () => undefined }),
    all: () => everyPage((query) => send({ method: 'GET', path: '/2.0/article', query: { ...query, order_by: 'id_asc' }, read: readAs(z.array(articleAnswer)) })),
  };
}

/** Without stock: `is_stock` stays off, since an app cannot correct a stock once something has been booked on it. */
function articleBody(plan: ArticlePlan, currency: string, userId: number): Writable<components['schemas']['Article']> {
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

const articleAnswer = z
  .looseObject({ id: recordId, intern_code: text, intern_name: text, is_stock: flag, stock_nr: decimalOrNull, stock_available_nr: decimalOrNull, stock_reserved_nr: decimalOrNull, stock_picked_nr: decimalOrNull, stock_place_id: idOrNull })
  .transform((row): FoundArticle => ({
    id: row.id,
    sku: row.intern_code,
    name: row.intern_name,
    // Units come as `0` or `"0"`, depending on the call (recorded June 2026).
    stock: row.is_stock
      ? { onHand: Number(row.stock_nr ?? 0), available: Number(row.stock_available_nr ?? 0), reserved: Number(row.stock_reserved_nr ?? 0), picked: Number(row.stock_picked_nr ?? 0) }
      : null,
    placeId: row.stock_place_id,
  }));
