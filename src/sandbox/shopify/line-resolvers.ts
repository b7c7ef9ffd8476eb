import type { Fields } from './context.ts';
import { minus, moneyShare, parseFraction, plus, type Currencies, type Money } from './money.ts';
import { bag, moneyView } from './money-view.ts';
import { discountedShipping, discountedTotal, lineTotal, remaining } from './order-totals.ts';
import {
  currentQuantity,
  unfulfilledQuantity,
  type Allocation,
  type StoredCharge,
  type StoredDiscount,
  type StoredDuty,
  type StoredLine,
  type StoredOrder,
  type StoredShippingLine,
  type StoredTaxLine,
} from './stored-order.ts';

export type LineView = { order: StoredOrder; line: StoredLine };
export type ShippingLineView = { order: StoredOrder; line: StoredShippingLine };
type TaxView = { of: { currencies: Currencies }; tax: StoredTaxLine };
type ChargeView = { of: StoredOrder; charge: StoredCharge };
type DutyView = { of: StoredOrder; duty: StoredDuty };
type AllocationView = { order: StoredOrder; allocation: Allocation };

export const lineFields: Fields<LineView> = {
  id: ({ line }) => line.id,
  name: ({ line }) => line.name,
  title: ({ line }) => line.title,
  variantTitle: ({ line }) => line.variantTitle,
  sku: ({ line }) => line.sku,
  vendor: ({ line }) => line.vendor,
  quantity: ({ line }) => line.quantity,
  currentQuantity: ({ line }) => currentQuantity(line),
  refundableQuantity: ({ line }) => currentQuantity(line),
  unfulfilledQuantity: ({ line }) => (line.tip ? 0 : unfulfilledQuantity(line)),
  nonFulfillableQuantity: ({ line }) => line.removedQuantity + (line.tip ? line.quantity : 0),
  isGiftCard: ({ line }) => line.giftCard,
  taxable: ({ line }) => line.taxable,
  requiresShipping: ({ line }) => line.requiresShipping,
  originalUnitPriceSet: ({ order, line }) => bag(order, line.unitPrice),
  originalTotalSet: ({ order, line }) => bag(order, lineTotal(line)),
  discountedTotalSet: ({ order, line }, args) => bag(order, minus(lineTotal(line), lineDiscount(order, line, args['withCodeDiscounts'] === true))),
  discountedUnitPriceSet: ({ order, line }) => bag(order, perUnit(minus(lineTotal(line), lineDiscount(order, line, false)), line)),
  discountedUnitPriceAfterAllDiscountsSet: ({ order, line }) => bag(order, perUnit(discountedTotal(line), line)),
  priceAfterAllDiscountsBeforeTaxesSet({ order, line }) {
    const left = remaining(discountedTotal(line), line);
    const tax = plus(...line.taxLines.map((one) => remaining(one.price, line)));
    return bag(order, order.taxesIncluded ? minus(left, tax) : left);
  },
  totalDiscountSet: ({ order, line }) => bag(order, lineDiscount(order, line, true)),
  discountAllocations: ({ order, line }) => line.allocations.map((allocation) => ({ order, allocation })),
  taxLines: ({ order, line }) => line.taxLines.map((tax) => ({ of: order, tax })),
  duties: ({ order, line }) => line.duties.map((duty) => ({ of: order, duty })),
  customAttributes: ({ line }) => line.attributes,
  lineItemGroup: ({ line }) => line.group,
  variant: ({ line }, _args, { shop }) => (line.variantId ? (shop.stock.variants.get(line.variantId) ?? null) : null),
  product: ({ line }, _args, { shop }) => (line.productId ? (shop.stock.products.get(line.productId) ?? null) : null),
};

/** Discounts of single lines only; those over the whole order are left out, code discounts unless asked for. */
function lineDiscount(order: StoredOrder, line: StoredLine, withCodes: boolean): Money {
  const counted = line.allocations.filter((one) => {
    const discount = order.discounts[one.discountIndex];
    return discount?.targetSelection !== 'ALL' && (withCodes || discount?.kind !== 'code');
  });
  return plus(...counted.map((one) => one.amount));
}

/** Approximate, as Shopify says itself: rounded to the cent. */
function perUnit(amount: Money, line: StoredLine): Money {
  return line.quantity === 0 ? amount : moneyShare(amount, 1, line.quantity);
}

export const shippingLineFields: Fields<ShippingLineView> = {
  id: ({ line }) => line.id,
  title: ({ line }) => line.title,
  code: ({ line }) => line.code,
  source: ({ line }) => line.source,
  custom: ({ line }) => line.custom,
  deliveryCategory: ({ line }) => line.deliveryCategory,
  isRemoved: ({ line }) => line.isRemoved,
  originalPriceSet: ({ order, line }) => bag(order, line.price),
  discountedPriceSet: ({ order, line }) => bag(order, discountedShipping(line)),
  currentDiscountedPriceSet({ order, line }) {
    const refunded = order.refunds.flatMap((refund) => refund.shipping).filter((one) => one.shippingLineId === line.id);
    return bag(order, minus(discountedShipping(line), plus(...refunded.map((one) => one.subtotal))));
  },
  discountAllocations: ({ order, line }) => line.allocations.map((allocation) => ({ order, allocation })),
  taxLines: ({ order, line }) => line.taxLines.map((tax) => ({ of: order, tax })),
};

export const taxLineFields: Fields<TaxView> = {
  title: ({ tax }) => tax.title,
  rate: ({ tax }) => Number(tax.rate),
  ratePercentage: ({ tax }) => percentage(tax.rate),
  source: ({ tax }) => tax.source,
  channelLiable: ({ tax }) => tax.channelLiable,
  priceSet: ({ of, tax }) => bag(of, tax.price),
};

/** `'0.081'` → 8.1, not 8.100000000000001. */
function percentage(rate: string): number {
  const { numerator, denominator } = parseFraction(rate);
  return Number(`${numerator * 100n}e-${denominator.toString().length - 1}`);
}

export const additionalFeeFields: Fields<ChargeView> = {
  id: ({ charge }) => charge.id,
  name: ({ charge }) => charge.title,
  price: ({ of, charge }) => bag(of, charge.price),
  taxLines: ({ of, charge }) => charge.taxLines.map((tax) => ({ of, tax })),
};

export const dutyFields: Fields<DutyView> = {
  id: ({ duty }) => duty.id,
  harmonizedSystemCode: ({ duty }) => duty.harmonizedSystemCode,
  countryCodeOfOrigin: ({ duty }) => duty.countryCodeOfOrigin,
  price: ({ of, duty }) => bag(of, duty.price),
  taxLines: ({ of, duty }) => duty.taxLines.map((tax) => ({ of, tax })),
};

export const allocationFields: Fields<AllocationView> = {
  allocatedAmountSet: ({ order, allocation }) => bag(order, allocation.amount),
  discountApplication({ order, allocation }) {
    const discount = order.discounts[allocation.discountIndex];
    if (!discount) throw new Error(`Order ${order.name} names discount ${allocation.discountIndex}, which it does not have.`);
    return discountView(order, discount);
  },
};

const typeNames = {
  code: 'DiscountCodeApplication',
  automatic: 'AutomaticDiscountApplication',
  manual: 'ManualDiscountApplication',
  script: 'ScriptDiscountApplication',
} as const;

function discountView(order: StoredOrder, discount: StoredDiscount) {
  const { index, title, code, description, allocationMethod, targetSelection, targetType, value } = discount;
  const worth =
    'percentage' in value
      ? { __typename: 'PricingPercentageValue', percentage: Number(value.percentage) }
      : { __typename: 'MoneyV2', ...moneyView(value.amount, order.currencies.presentment) };
  return { __typename: typeNames[discount.kind], index, title, code, description, allocationMethod, targetSelection, targetType, value: worth };
}
