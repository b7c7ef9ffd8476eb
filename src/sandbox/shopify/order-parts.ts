import { inBoth, parseMinor, type Currencies } from './money.ts';
import { taxesOf, taxOn, type TaxRules } from './tax.ts';
import type { AddressInput, LineInput, ShippingInput } from './order-input.ts';
import type { ShopState } from './shop-state.ts';
import type { Attribute, StoredAddress, StoredLine, StoredShippingLine } from './stored-order.ts';
import type { StoredVariant } from './stock.ts';

/** A line before discounts and taxes. */
export function newLine(shop: ShopState, input: LineInput, currencies: Currencies, rules: TaxRules): StoredLine {
  const title = input.title ?? (input.tip ? 'Tip' : 'Artikel');
  const variant = input.tip || input.custom ? null : variantFor(shop, title, input);
  const { ids } = shop;
  return {
    id: ids.next('LineItem'),
    title,
    variantTitle: input.variantTitle ?? null,
    name: input.variantTitle ? `${title} - ${input.variantTitle}` : title,
    sku: input.sku ?? variant?.sku ?? null,
    vendor: input.vendor ?? (variant ? shop.seed.name : null),
    quantity: input.quantity ?? 1,
    removedQuantity: 0,
    removedUnsentQuantity: 0,
    fulfilledQuantity: 0,
    unitPrice: inBoth(currencies, parseMinor(input.price, currencies.presentment)),
    giftCard: input.giftCard ?? false,
    tip: input.tip ?? false,
    taxable: !(input.tip || input.giftCard),
    requiresShipping: input.requiresShipping ?? !(input.tip || input.giftCard),
    allocations: [],
    taxLines: [],
    duties: (input.duties ?? []).map((duty) => {
      const price = parseMinor(duty.price, currencies.presentment);
      return {
        id: ids.next('Duty'),
        title: 'Duty',
        price: inBoth(currencies, price),
        taxLines: taxOn(price, taxesOf(duty, rules), rules),
        harmonizedSystemCode: duty.harmonizedSystemCode ?? null,
        countryCodeOfOrigin: duty.countryCodeOfOrigin ?? null,
      };
    }),
    attributes: toAttributes(input.properties),
    group: input.bundle
      ? { id: ids.next('LineItemGroup'), title: input.bundle.title, quantity: input.bundle.quantity ?? 1, variantSku: input.bundle.sku ?? null }
      : null,
    variantId: variant?.id ?? null,
    productId: variant?.productId ?? null,
  };
}

export function newShippingLine(shop: ShopState, input: ShippingInput, currencies: Currencies): StoredShippingLine {
  const title = input.title ?? 'Standardversand';
  return {
    id: shop.ids.next('ShippingLine'),
    title,
    code: input.code ?? title,
    source: 'shopify',
    custom: false,
    deliveryCategory: null,
    price: inBoth(currencies, parseMinor(input.price, currencies.presentment)),
    discountedPrice: null,
    allocations: [],
    taxLines: [],
    isRemoved: false,
  };
}

/** Every sold line that is not a custom one has a product behind it; one that the shop does not know yet is made. */
function variantFor(shop: ShopState, title: string, input: LineInput): StoredVariant | null {
  const { stock } = shop;
  const bySku = input.sku === undefined ? undefined : stock.variantBySku(input.sku);
  const product = [...stock.products.values()].find((one) => one.title === title);
  const known = bySku ?? (input.sku === undefined && product ? [...stock.variants.values()].find((one) => one.productId === product.id) : undefined);
  if (known) return known;
  const variant = { price: input.price, ...(input.sku === undefined ? {} : { sku: input.sku }), ...(input.variantTitle ? { title: input.variantTitle } : {}) };
  return stock.addProduct({ title, giftCard: input.giftCard ?? false, variants: [variant] }).variants[0] ?? null;
}

export function toAttributes(values: Record<string, string> | undefined): Attribute[] {
  return Object.entries(values ?? {}).map(([key, value]) => ({ key, value }));
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

export function storedAddress(input: AddressInput): StoredAddress {
  const countryCode = input.countryCode ?? null;
  return {
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    company: input.company ?? null,
    address1: input.address1 ?? null,
    address2: input.address2 ?? null,
    zip: input.zip ?? null,
    city: input.city ?? null,
    province: input.province ?? null,
    provinceCode: input.provinceCode ?? null,
    country: input.country ?? (countryCode ? (countryNames.of(countryCode) ?? null) : null),
    countryCodeV2: countryCode,
    phone: input.phone ?? null,
    name: null,
  };
}
