import { articlePrice, shopPrice, type PriceBasis } from './article-price.ts';
import type { Company } from '../company.ts';
import { htmlLengthMax, plainDescription } from './description.ts';
import { htmlLines, plainText } from '../html.ts';
import { formatDecimal, formatMicro, parseDecimalRounded, parseMicro, roundHalfAwayFromZero } from '../money.ts';
import type { Shop } from '../order.ts';
import type { Article, ArticleChange, Variant, VariantChange } from './product.ts';
import type { ComparedField, Leads, ProductSettings, Settings } from '../settings.ts';
import { salesTaxFor } from '../invoice/tax.ts';

/** What both sides are compared by. `date`: rates are those of that day. */
export type Terms = { settings: Settings; shop: Pick<Shop, 'currency' | 'taxesIncluded'>; company: Company; date: string };

export type ProductField = ComparedField | 'sku';

/** Why a field that differs is not written. */
export type Hindrance = 'other-currency' | 'rate-unknown' | 'rate-missing' | 'several-variants' | 'too-long';

/**
 * One field in which the sides differ. All values are text as they would be written: prices as decimals, weights in grams, units and taxes
 * by bexio's id, Shopify's tax as `taxable` or `exempt`.
 */
export type Difference = {
  field: ProductField;
  shopify: string | null;
  bexio: string | null;
  write: { side: 'shopify' | 'bexio'; value: string } | null;
  hindrance: Hindrance | null;
};

/** What an article of this variant is called: at most as long as bexio takes. */
export function articleName({ productTitle, title }: Pick<Variant, 'productTitle' | 'title'>): string {
  return plainText(title === null ? productTitle : `${productTitle} – ${title}`, nameLengthMax);
}

const nameLengthMax = 255;
const descriptionLengthMax = 10_000;

/**
 * The fields in which a variant and its article differ, as far as the merchant wants them compared. A side that is empty never empties the
 * other: what Shopify has no weight for keeps the one that somebody typed in bexio.
 */
export function differencesOf(variant: Variant, article: Article, terms: Terms): Difference[] {
  const { fields } = terms.settings.products;
  return [
    skuDifference(variant, article),
    nameDifference(variant, article, fields.name),
    descriptionDifference(variant, article, fields.description),
    priceDifference(variant, article, terms),
    costDifference(variant, article, terms),
    weightDifference(variant, article, fields.weight),
    unitDifference(article, terms),
    taxDifference(variant, article, terms),
  ].filter((one) => one !== null);
}

/** What approving these differences writes to bexio; null = nothing. */
export function articleChange(differences: readonly Difference[]): ArticleChange | null {
  const values = valuesFor(differences, 'bexio');
  const { sku, name, description, price: salePrice, purchasePrice, weight, unit, tax } = values;
  if (Object.keys(values).length === 0) return null;
  return {
    ...(sku === undefined ? {} : { sku }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(salePrice === undefined ? {} : { salePrice }),
    ...(purchasePrice === undefined ? {} : { purchasePrice }),
    ...(weight === undefined ? {} : { weight: Number(weight) }),
    ...(unit === undefined ? {} : { unitId: Number(unit) }),
    ...(tax === undefined ? {} : { taxId: Number(tax) }),
  };
}

/** What approving these differences writes to Shopify; null = nothing. */
export function variantChange(differences: readonly Difference[]): VariantChange | null {
  const values = valuesFor(differences, 'shopify');
  const { name: title, description, price, purchasePrice: cost, weight, tax } = values;
  if (Object.keys(values).length === 0) return null;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { descriptionHtml: htmlLines(description, descriptionLengthMax) }),
    ...(price === undefined ? {} : { price }),
    ...(cost === undefined ? {} : { cost }),
    ...(weight === undefined ? {} : { weightGrams: Number(weight) }),
    ...(tax === undefined ? {} : { taxable: tax === 'taxable' }),
  };
}

function valuesFor(differences: readonly Difference[], side: 'shopify' | 'bexio'): Partial<Record<ProductField, string>> {
  return Object.fromEntries(differences.flatMap(({ field, write }) => (write?.side === side ? [[field, write.value] as const] : [])));
}

/** `shopify` and `bexio` as they stand; the leading side's value as the other one would have to hold it. */
function difference(field: ProductField, leads: Exclude<Leads, 'off'>, sides: { shopify: string | null; bexio: string | null; value: string; hindrance?: Hindrance | null }): Difference {
  const { shopify, bexio, value, hindrance = null } = sides;
  return { field, shopify, bexio, write: hindrance === null ? { side: leads === 'shopify' ? 'bexio' : 'shopify', value } : null, hindrance };
}

/** A pair is known by its link, so a SKU that was changed in Shopify is carried to the article: bexio's has no meaning of its own. */
function skuDifference({ sku }: Variant, article: Article): Difference | null {
  if (sku === null || sku === article.sku) return null;
  return difference('sku', 'shopify', { shopify: sku, bexio: article.sku, value: sku });
}

function nameDifference(variant: Variant, article: Article, leads: Leads): Difference | null {
  const shopify = articleName(variant);
  if (leads === 'off' || shopify === article.name) return null;
  const empty = leads === 'shopify' ? shopify === '' : article.name.trim() === '';
  if (empty || plainText(article.name, nameLengthMax) === shopify) return null;
  const hindrance = leads === 'bexio' && !variant.only ? 'several-variants' : null;
  return difference('name', leads, { shopify, bexio: article.name, value: leads === 'shopify' ? shopify : article.name, hindrance });
}

function descriptionDifference({ descriptionHtml, only }: Variant, article: Article, leads: Leads): Difference | null {
  if (leads === 'off' || descriptionHtml === null) return null;
  const tooLong = descriptionHtml.length > htmlLengthMax || article.description.length > htmlLengthMax;
  const shopify = plainDescription(descriptionHtml.slice(0, htmlLengthMax));
  const bexio = plainDescription(article.description.slice(0, htmlLengthMax));
  // What looks like markup in the plain text is text all the same, so bexio's is also compared as it stands.
  if (shopify === bexio || shopify === article.description.trim()) return null;
  const value = leads === 'shopify' ? shopify : bexio;
  if (value === '') return null;
  const hindrance = tooLong || value.length > descriptionLengthMax ? 'too-long' : leads === 'bexio' && !only ? 'several-variants' : null;
  return difference('description', leads, { shopify, bexio, value, hindrance });
}

function priceDifference(variant: Variant, article: Article, terms: Terms): Difference | null {
  const { shop, settings } = terms;
  const leads = settings.products.fields.price;
  if (leads === 'off' || (leads === 'bexio' && article.salePrice === null)) return null;
  const shopify = formatDecimal(variant.priceMinor, shop.currency);
  const bexio = article.salePrice === null ? null : formatMicro(parseMicro(article.salePrice), shop.currency);
  const ratePpm = rateOf(variant, article, terms);
  const basis = priceBasis(terms, ratePpm ?? 0);
  const hindrance = !sameCurrency(article, terms) ? 'other-currency' : basis.shop !== basis.article && ratePpm === null ? 'rate-unknown' : null;
  const inShop = article.salePrice === null ? null : shopPrice(parseMicro(article.salePrice), basis);
  if (hindrance === null && inShop === variant.priceMinor) return null;
  const value = leads === 'shopify' ? formatMicro(articlePrice(variant.priceMinor, basis), shop.currency) : formatDecimal(inShop ?? 0, shop.currency);
  return difference('price', leads, { shopify, bexio, value, hindrance });
}

/** What was paid for the goods: without VAT on both sides. */
function costDifference({ costMinor }: Variant, article: Article, terms: Terms): Difference | null {
  const { shop, settings } = terms;
  const leads = settings.products.fields.purchasePrice;
  const bexioMinor = article.purchasePrice === null ? null : parseDecimalRounded(article.purchasePrice, shop.currency);
  if (leads === 'off' || costMinor === bexioMinor || (leads === 'shopify' ? costMinor : bexioMinor) === null) return null;
  const text = (minor: number | null) => (minor === null ? null : formatDecimal(minor, shop.currency));
  const value = text(leads === 'shopify' ? costMinor : bexioMinor) ?? '';
  return difference('purchasePrice', leads, { shopify: text(costMinor), bexio: text(bexioMinor), value, hindrance: sameCurrency(article, terms) ? null : 'other-currency' });
}

function weightDifference({ weightMg }: Variant, { weight }: Article, leads: Leads): Difference | null {
  const grams = weightMg === null ? null : wholeGrams(weightMg);
  // bexio shows 0 for an article without a weight as well.
  const bexio = weight === 0 ? null : weight;
  const value = leads === 'shopify' ? grams : bexio;
  if (leads === 'off' || value === null || grams === bexio) return null;
  return difference('weight', leads, { shopify: grams === null ? null : String(grams), bexio: bexio === null ? null : String(bexio), value: String(value) });
}

/** bexio takes whole numbers only ("weight: 154.5 is not an integer"); less than half a gram still counts as one. */
function wholeGrams(weightMg: number): number {
  return Math.max(1, Number(roundHalfAwayFromZero(BigInt(weightMg), 1000n)));
}

function unitDifference({ unitId }: Article, { settings }: Terms): Difference | null {
  if (settings.products.fields.unit === 'off' || settings.unitId === null || settings.unitId === unitId) return null;
  return difference('unit', 'shopify', { shopify: null, bexio: unitId === null ? null : String(unitId), value: String(settings.unitId) });
}

/** Shopify knows only whether a product is taxed; bexio's rate is left alone as long as it says the same. */
function taxDifference({ taxable }: Variant, { taxId }: Article, terms: Terms): Difference | null {
  const { settings, company, date } = terms;
  const leads = settings.products.fields.tax;
  const tax = company.taxes.find(({ id }) => id === taxId) ?? null;
  if (leads === 'off' || (leads === 'bexio' && taxId === null)) return null;
  const sides = { shopify: taxable ? 'taxable' : 'exempt', bexio: taxId === null ? null : String(taxId) };
  if (taxId !== null && tax === null) return difference('tax', leads, { ...sides, value: '', hindrance: 'rate-unknown' });
  if (tax !== null && tax.ratePpm > 0 === taxable) return null;
  if (leads === 'bexio') return difference('tax', leads, { ...sides, value: taxable ? 'exempt' : 'taxable' });
  const wanted = salesTaxFor(company, taxable ? usualRatePpm(terms) : 0, date);
  return difference('tax', leads, { ...sides, value: String(wanted?.id ?? ''), hindrance: wanted === null ? 'rate-missing' : null });
}

export function priceBasis({ shop, settings }: Terms, ratePpm: number): PriceBasis {
  return { currency: shop.currency, shop: shop.taxesIncluded ? 'gross' : 'net', article: settings.products.articlePrices, ratePpm };
}

/** Null: the article names a tax that is not in the company's list, or none while the product is taxed. */
function rateOf({ taxable }: Variant, { taxId }: Article, { company }: Terms): number | null {
  if (taxId === null) return taxable ? null : 0;
  return company.taxes.find(({ id }) => id === taxId)?.ratePpm ?? null;
}

/** The rate of taxable goods unless an article says otherwise: the merchant's choice, else the highest in force. */
export function usualRatePpm({ settings, company, date }: { settings: { products: Pick<ProductSettings, 'ratePpm'> }; company: Company; date: string }): number {
  const inForce = company.taxes.map(({ ratePpm }) => ratePpm).filter((ratePpm) => salesTaxFor(company, ratePpm, date) !== null);
  return settings.products.ratePpm ?? Math.max(0, ...inForce);
}

function sameCurrency({ currencyId }: Article, { company, shop }: Terms): boolean {
  return currencyId === null || company.currencies.find(({ id }) => id === currencyId)?.code === shop.currency;
}
