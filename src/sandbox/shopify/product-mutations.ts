import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Args, Context, Fields } from './context.ts';
import { textArg } from './context.ts';
import { parseMinor } from './money.ts';
import { productBody, type StoredProduct, type StoredVariant, type StoredWeight } from './stock.ts';

export const productMutations: Fields<unknown> = {
  productUpdate: (_root, args, context) => updateProduct(args, context),
  productVariantsBulkUpdate: (_root, args, context) => updateVariants(args, context),
};

const titleLengthMax = 255;
const productInput = z.strictObject({ id: z.string(), title: z.string().nullish(), descriptionHtml: z.string().nullish(), status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT']).nullish(), deleteConflictingConstrainedMetafields: z.literal(false).nullish() });

/** Other input than these fields would be taken and forgotten: it is refused by name instead. */
function read<T>(shape: z.ZodType<T>, input: unknown): T {
  const result = shape.safeParse(input);
  if (result.success) return result.data;
  throw new GraphQLError(`The sandbox does not implement this input: ${result.error.issues[0]?.message ?? ''}`, { extensions: { code: 'NOT_IMPLEMENTED_BY_SANDBOX' } });
}

function updateProduct(args: Args, { shop }: Context) {
  const input = read(productInput, args['product']);
  const product = shop.stock.products.get(input.id);
  const refused = (field: string, message: string) => ({ product: product ?? null, userErrors: [{ field: [field], message }] });
  if (!product) return refused('id', 'Product does not exist');
  if (typeof input.title === 'string' && input.title.trim() === '') return refused('title', "Title can't be blank");
  if ((input.title ?? '').length > titleLengthMax) return refused('title', `Title is too long (maximum is ${titleLengthMax} characters)`);
  product.title = input.title ?? product.title;
  product.descriptionHtml = input.descriptionHtml ?? product.descriptionHtml;
  product.status = input.status ?? product.status;
  product.updatedAt = shop.now();
  shop.announce([{ topic: 'products/update', body: productBody(product) }]);
  return { product, userErrors: [] };
}

const weightInput = z.strictObject({ unit: z.enum(['GRAMS', 'KILOGRAMS', 'OUNCES', 'POUNDS']), value: z.number() });
const itemInput = z.strictObject({
  sku: z.string().nullish(),
  cost: z.union([z.string(), z.number()]).nullish(),
  tracked: z.boolean().nullish(),
  requiresShipping: z.boolean().nullish(),
  measurement: z.strictObject({ weight: weightInput.nullish() }).nullish(),
});
const variantInput = z.strictObject({
  id: z.string().nullish(),
  price: z.union([z.string(), z.number()]).nullish(),
  compareAtPrice: z.union([z.string(), z.number()]).nullish(),
  barcode: z.string().nullish(),
  taxable: z.boolean().nullish(),
  inventoryItem: itemInput.nullish(),
  inventoryQuantities: z.array(z.unknown()).nullish(),
});
type VariantInput = z.output<typeof variantInput>;
type UserError = { code: string; field: string[]; message: string };

/** All or nothing, unless partial updates are asked for. */
function updateVariants(args: Args, context: Context) {
  const { shop } = context;
  const product = shop.stock.products.get(textArg(args, 'productId'));
  if (!product) return { product: null, productVariants: null, userErrors: [{ code: 'PRODUCT_DOES_NOT_EXIST', field: ['productId'], message: 'Product does not exist' }] };
  const inputs = read(z.array(variantInput), args['variants']);
  const judged = inputs.map((input, index) => ({ input, faults: faultsOf(input, index, product, context) }));
  const userErrors = judged.flatMap(({ faults }) => faults);
  const accepted = userErrors.length === 0 || args['allowPartialUpdates'] === true ? judged.filter(({ faults }) => faults.length === 0) : [];
  const productVariants = accepted.flatMap(({ input }) => applied(input, context) ?? []);
  if (productVariants.length > 0) {
    product.updatedAt = shop.now();
    shop.announce([{ topic: 'products/update', body: productBody(product) }]);
  }
  return { product, productVariants: userErrors.length > 0 && productVariants.length === 0 ? null : productVariants, userErrors };
}

function faultsOf(input: VariantInput, index: number, product: StoredProduct, { shop }: Context): UserError[] {
  const at = ['variants', String(index)];
  const fault = (code: string, field: string, message: string): UserError => ({ code, field: [...at, field], message });
  if (!input.id) return [fault('PRODUCT_VARIANT_ID_MISSING', 'id', 'Product variant is missing ID attribute')];
  const variant = shop.stock.variants.get(input.id);
  if (!variant || variant.productId !== product.id) return [fault('PRODUCT_VARIANT_DOES_NOT_EXIST', 'id', 'Product variant does not exist')];
  const { price, inventoryItem, inventoryQuantities } = input;
  const weight = inventoryItem?.measurement?.weight;
  return [
    ...(inventoryQuantities ? [fault('NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE', 'inventoryQuantities', 'Inventory quantities can only be provided during create.')] : []),
    ...(isNegative(price) ? [fault('GREATER_THAN_OR_EQUAL_TO', 'price', 'Price must be greater than or equal to 0')] : []),
    ...(isNegative(inventoryItem?.cost) ? [fault('INVALID_INPUT', 'inventoryItem', 'Cost must be greater than or equal to 0')] : []),
    ...(weight && (weight.value < 0 || weight.value >= 2_000_000_000) ? [fault('INVALID_INPUT', 'inventoryItem', 'Weight is invalid')] : []),
  ];
}

function isNegative(amount: string | number | null | undefined): boolean {
  return amount !== null && amount !== undefined && Number(amount) < 0;
}

/** A field that is null is left alone, as Shopify treats an input that is not given; a price can be emptied only where it may be missing. */
function applied(input: VariantInput, { shop }: Context): StoredVariant | null {
  const { stock, seed } = shop;
  const variant = stock.variants.get(input.id ?? '');
  const item = variant && stock.items.get(variant.itemId);
  if (!variant || !item) return null;
  const { price, compareAtPrice, barcode, taxable, inventoryItem } = input;
  const minor = (amount: string | number) => parseMinor(String(amount), seed.currency);
  if (price !== null && price !== undefined) variant.price = minor(price);
  if (compareAtPrice !== undefined) variant.compareAtPrice = compareAtPrice === null ? null : minor(compareAtPrice);
  variant.barcode = barcode ?? variant.barcode;
  variant.taxable = taxable ?? variant.taxable;
  variant.updatedAt = shop.now();
  if (!inventoryItem) return variant;
  const { sku, cost, tracked, requiresShipping, measurement } = inventoryItem;
  const weight: StoredWeight | null | undefined = measurement?.weight;
  if (sku !== null && sku !== undefined) item.sku = variant.sku = sku === '' ? null : sku;
  if (cost !== undefined) item.unitCost = cost === null ? null : minor(cost);
  item.tracked = tracked ?? item.tracked;
  item.requiresShipping = requiresShipping ?? item.requiresShipping;
  item.weight = weight ?? item.weight;
  item.updatedAt = shop.now();
  return variant;
}
