import type { Minor } from '../money.ts';

/** A variant of a Shopify product, as far as bexio can know of it. Amounts are in the shop's currency and its mode (`taxesIncluded`). */
export type Variant = {
  id: string;
  productId: string;
  sku: string | null;
  productTitle: string;
  /** Null for a product that has no choice. */
  title: string | null;
  /** Null: not asked for. */
  descriptionHtml: string | null;
  priceMinor: Minor;
  costMinor: Minor | null;
  /** Thousandths of a gram, whatever unit the merchant types; null = none. */
  weightMg: number | null;
  taxable: boolean;
  status: 'active' | 'archived' | 'draft';
  giftCard: boolean;
  /** Sold as its parts: its stock is theirs. */
  bundle: boolean;
  /** The product's only one: only then are title and description the variant's own. */
  only: boolean;
  /** Sellable units over all locations; null = Shopify does not count them. */
  units: number | null;
};

/** A bexio article. Prices as bexio writes them, up to six decimals; whether they contain VAT is not kept there. */
export type Article = {
  id: number;
  sku: string;
  name: string;
  description: string;
  salePrice: string | null;
  purchasePrice: string | null;
  currencyId: number | null;
  taxId: number | null;
  unitId: number | null;
  /** bexio keeps whole numbers only; grams by convention. */
  weight: number | null;
};

/** Fields of an article to be written; what is left out stays. */
export type ArticleChange = { sku?: string; name?: string; description?: string; salePrice?: string; purchasePrice?: string; currencyId?: number; taxId?: number; unitId?: number; weight?: number };

export type NewArticle = Required<Pick<ArticleChange, 'sku' | 'name' | 'salePrice' | 'currencyId'>> &
  ArticleChange & { accountId: number | null; firstStock: { units: number; stockId: number; placeId: number } | null };

/** Fields of a variant and its product to be written. */
export type VariantChange = { title?: string; descriptionHtml?: string; price?: string; cost?: string; weightGrams?: number; taxable?: boolean };
