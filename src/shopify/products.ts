import { z } from 'zod';
import { parseDecimal, parseDecimalRounded } from '../domain/money.ts';
import type { Variant, VariantChange } from '../domain/products/product.ts';
import type { Ask } from './graphql.ts';
import { fromUserErrors, strangeAnswer } from './outcome.ts';

export type ProductsApi = {
  /** Every variant of the shop, or of one product, a page at a time. `texts`: with descriptions, which are most of the bytes. */
  variants(options: { currency: string; texts: boolean; productId?: string }): AsyncIterable<Variant[]>;
  /** Some variants as they are now; those that are gone are missing. */
  variantsById(ids: readonly string[], options: { currency: string; texts: boolean }): Promise<Variant[]>;
  /** Sets some fields of a variant and its product; repeating is harmless. Needs `write_products`. */
  changeVariant(variant: Pick<Variant, 'id' | 'productId'>, change: VariantChange): Promise<void>;
};

export function createProductsApi(ask: Ask): ProductsApi {
  return {
    async *variants({ currency, texts, productId }) {
      const query = productId === undefined ? null : `product_id:${productId}`;
      for (let after: string | null = null; ; ) {
        const { productVariants: page }: z.output<typeof variantsAnswer> = await ask('Variants', { after, query, texts }, variantsAnswer);
        yield page.nodes.map((node) => variantOf(node, currency));
        if (!page.pageInfo.hasNextPage) return;
        after = page.pageInfo.endCursor;
      }
    },
    async variantsById(ids, { currency, texts }) {
      if (ids.length === 0) return [];
      const { nodes } = await ask('VariantsById', { ids: ids.map((id) => `gid://shopify/ProductVariant/${id}`), texts }, byIdAnswer);
      return nodes.flatMap((node) => (node === null ? [] : [variantOf(node, currency)]));
    },
    async changeVariant({ id, productId }, change) {
      const product = `gid://shopify/Product/${productId}`;
      const { title, descriptionHtml } = change;
      if (title !== undefined || descriptionHtml !== undefined) {
        const input = { id: product, ...(title === undefined ? {} : { title }), ...(descriptionHtml === undefined ? {} : { descriptionHtml }) };
        settled('UpdateProduct', (await ask('UpdateProduct', { product: input }, productAnswer)).productUpdate);
      }
      const fields = variantInput(change);
      if (Object.keys(fields).length === 0) return;
      const variants = [{ id: `gid://shopify/ProductVariant/${id}`, ...fields }];
      settled('UpdateVariants', (await ask('UpdateVariants', { product, variants }, updateAnswer)).productVariantsBulkUpdate);
    },
  };
}

function variantInput({ price, cost, weightGrams, taxable }: VariantChange): Record<string, unknown> {
  const item = {
    ...(cost === undefined ? {} : { cost }),
    ...(weightGrams === undefined ? {} : { measurement: { weight: { unit: 'GRAMS', value: weightGrams } } }),
  };
  return {
    ...(price === undefined ? {} : { price }),
    ...(taxable === undefined ? {} : { taxable }),
    ...(Object.keys(item).length === 0 ? {} : { inventoryItem: item }),
  };
}

/** An order's SKU is read without blanks at its ends as well: both must find the same article. */
function variantOf(node: z.output<typeof variantNode>, currency: string): Variant {
  const { inventoryItem: item, product } = node;
  const { unitCost } = item;
  return {
    id: node.id,
    productId: product.id,
    sku: node.sku?.trim() || null,
    productTitle: product.title,
    title: node.title === 'Default Title' ? null : node.title,
    descriptionHtml: product.descriptionHtml ?? null,
    priceMinor: parseDecimal(node.price, currency),
    // Costs may be kept finer than a coin.
    costMinor: unitCost === null || unitCost.currencyCode !== currency ? null : parseDecimalRounded(unitCost.amount, currency),
    weightMg: milligrams(item.measurement.weight),
    taxable: node.taxable,
    status: product.status === 'ARCHIVED' ? 'archived' : product.status === 'DRAFT' ? 'draft' : 'active',
    giftCard: product.isGiftCard,
    bundle: node.requiresComponents,
    only: node.title === 'Default Title',
    units: item.tracked ? node.inventoryQuantity : null,
  };
}

const milligramsPer = { GRAMS: 1_000, KILOGRAMS: 1_000_000, OUNCES: 28_349.523_125, POUNDS: 453_592.37 };

/** Shopify shows 0 for a product without a weight. */
function milligrams(weight: { unit: keyof typeof milligramsPer; value: number } | null): number | null {
  const mg = weight === null ? 0 : Math.round(weight.value * milligramsPer[weight.unit]);
  return mg > 0 && Number.isSafeInteger(mg) ? mg : null;
}

function settled(operation: string, answer: { userErrors: { field?: string[] | null | undefined; message: string }[] } | null): void {
  if (!answer) throw strangeAnswer(operation, 'no result');
  if (answer.userErrors.length > 0) throw fromUserErrors(operation, answer.userErrors);
}

const idOf = (type: string) => z.string().regex(new RegExp(`^gid://shopify/${type}/\\d+$`)).transform((gid) => gid.slice(gid.lastIndexOf('/') + 1));
const variantNode = z.object({
  id: idOf('ProductVariant'),
  sku: z.string().nullable(),
  title: z.string(),
  price: z.string(),
  taxable: z.boolean(),
  requiresComponents: z.boolean(),
  inventoryQuantity: z.int().nullable(),
  inventoryItem: z.object({
    tracked: z.boolean(),
    unitCost: z.object({ amount: z.string(), currencyCode: z.string() }).nullable(),
    measurement: z.object({ weight: z.object({ unit: z.enum(['GRAMS', 'KILOGRAMS', 'OUNCES', 'POUNDS']), value: z.number() }).nullable() }),
  }),
  product: z.object({ id: idOf('Product'), title: z.string(), status: z.string(), isGiftCard: z.boolean(), descriptionHtml: z.string().optional() }),
});
const variantsAnswer = z.object({ productVariants: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(variantNode) }) });
const byIdAnswer = z.object({ nodes: z.array(variantNode.nullable()) });
const userErrors = z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() }));
const updateAnswer = z.object({ productVariantsBulkUpdate: z.object({ userErrors }).nullable() });
const productAnswer = z.object({ productUpdate: z.object({ userErrors }).nullable() });
