import { gid } from './ids.ts';
import { nothing, parseMinor, type Currencies, type Money } from './money.ts';
import { formattedGateway } from './payments.ts';
import type { RestAddress, RestAllocation, RestAttribute, RestLine, RestMoneySet, RestOrder, RestRefund, RestTaxLine, RestTransaction } from './rest-order-file.ts';
import type { ShopState } from './shop-state.ts';
import type { StoredItem } from './stock.ts';
import type {
  Allocation,
  Attribute,
  StoredAddress,
  StoredDiscount,
  StoredLine,
  StoredRefund,
  StoredShippingLine,
  StoredTaxLine,
  StoredTransaction,
  TransactionKind,
  TransactionStatus,
} from './stored-order.ts';

export type Reading = { shop: ShopState; currencies: Currencies; file: RestOrder };

/** The set when the file has one, else the plain amount in the order's currency. */
export function importedMoney(reading: Reading, plain: string | null | undefined, set: RestMoneySet): Money {
  const { shop, presentment } = reading.currencies;
  if (set) return { shop: parseMinor(set.shop_money.amount, shop), presentment: parseMinor(set.presentment_money.amount, presentment) };
  if (plain === null || plain === undefined) return nothing;
  return { shop: parseMinor(plain, shop), presentment: parseMinor(plain, presentment) };
}

export function idOf(reading: Reading, type: string, id: string | null | undefined): string {
  return id ? gid(type, id) : reading.shop.ids.next(type);
}

export function importLine(reading: Reading, line: RestLine): StoredLine {
  const quantity = Number(line.quantity);
  const id = line.admin_graphql_api_id ?? idOf(reading, 'LineItem', line.id);
  const current = line.current_quantity ? Number(line.current_quantity) : quantity - refundedUnits(reading, line.id);
  const title = line.title ?? line.name ?? '';
  const tip = title === 'Tip' && !line.product_id;
  const unsent = unfulfilledUnits(line, current);
  const sent = Math.max(current - unsent, sentUnits(reading, line.id));
  return {
    id,
    title,
    variantTitle: line.variant_title || null,
    name: line.name ?? title,
    sku: line.sku || null,
    vendor: line.vendor ?? null,
    quantity,
    removedQuantity: quantity - current,
    removedUnsentQuantity: Math.max(0, quantity - sent - unsent),
    fulfilledQuantity: sent,
    unitPrice: importedMoney(reading, line.price, line.price_set),
    giftCard: line.gift_card ?? false,
    tip,
    taxable: line.taxable ?? true,
    requiresShipping: line.requires_shipping ?? true,
    allocations: (line.discount_allocations ?? []).map((one) => importAllocation(reading, one)),
    taxLines: (line.tax_lines ?? []).map((one) => importTaxLine(reading, one)),
    duties: [],
    attributes: (line.properties ?? []).map(importAttribute),
    group: null,
    ...importGoods(reading, line, title),
  };
}

function refundedUnits(reading: Reading, lineId: string | null | undefined): number {
  const refunded = (reading.file.refunds ?? []).flatMap((refund) => refund.refund_line_items ?? []).filter((one) => one.line_item_id === lineId);
  return refunded.reduce((sum, one) => sum + Number(one.quantity), 0);
}

function sentUnits(reading: Reading, lineId: string | null | undefined): number {
  const sent = (reading.file.fulfillments ?? []).filter(({ status }) => status === 'success').flatMap((one) => one.line_items ?? []).filter((one) => one.id === lineId);
  return sent.reduce((sum, one) => sum + Number(one.quantity), 0);
}

function unfulfilledUnits(line: RestLine, current: number): number {
  if (line.fulfillable_quantity) return Math.min(current, Number(line.fulfillable_quantity));
  return line.fulfillment_status === 'fulfilled' ? 0 : current;
}

/** The product and variant behind a line, under the file's own ids. */
function importGoods({ shop }: Reading, line: RestLine, title: string): { variantId: string | null; productId: string | null } {
  if (line.product_exists === false || !line.product_id) return { variantId: null, productId: null };
  const productId = gid('Product', line.product_id);
  const at = { createdAt: shop.now(), updatedAt: shop.now() };
  if (!shop.stock.products.has(productId)) {
    const kind = { descriptionHtml: '', productType: '', vendor: line.vendor ?? '', isGiftCard: line.gift_card ?? false, tags: [] };
    shop.stock.products.set(productId, { id: productId, title, handle: line.product_id, status: 'ACTIVE', ...kind, ...at });
  }
  if (!line.variant_id) return { variantId: null, productId };
  const variantId = gid('ProductVariant', line.variant_id);
  if (!shop.stock.variants.has(variantId)) {
    const itemId = shop.ids.next('InventoryItem');
    const sku = line.sku || null;
    const prices = { price: parseMinor(line.price, shop.seed.currency), compareAtPrice: null, taxable: line.taxable ?? true };
    const customs: Pick<StoredItem, 'harmonizedSystemCode' | 'countryCodeOfOrigin' | 'unitCost' | 'weight'> = { harmonizedSystemCode: null, countryCodeOfOrigin: null, unitCost: null, weight: { unit: 'GRAMS', value: 0 } };
    shop.stock.variants.set(variantId, { id: variantId, productId, itemId, title: line.variant_title || 'Default Title', sku, barcode: null, ...prices, ...at });
    shop.stock.items.set(itemId, { id: itemId, variantId, sku, tracked: false, requiresShipping: line.requires_shipping ?? true, ...customs, bundleParent: false, ...at });
  }
  return { variantId, productId };
}

export function importShippingLine(reading: Reading, line: NonNullable<RestOrder['shipping_lines']>[number]): StoredShippingLine {
  const discounted = line.discounted_price || line.discounted_price_set;
  return {
    id: idOf(reading, 'ShippingLine', line.id),
    title: line.title ?? '',
    code: line.code ?? null,
    source: line.source ?? null,
    custom: false,
    deliveryCategory: line.delivery_category ?? null,
    price: importedMoney(reading, line.price, line.price_set),
    discountedPrice: discounted ? importedMoney(reading, line.discounted_price, line.discounted_price_set) : null,
    allocations: (line.discount_allocations ?? []).map((one) => importAllocation(reading, one)),
    taxLines: (line.tax_lines ?? []).map((one) => importTaxLine(reading, one)),
    isRemoved: line.is_removed ?? false,
  };
}

export function importTaxLine(reading: Reading, line: RestTaxLine): StoredTaxLine {
  const price = importedMoney(reading, line.price, line.price_set);
  return { title: line.title ?? '', rate: line.rate, price, channelLiable: line.channel_liable ?? null, source: null };
}

function importAllocation(reading: Reading, one: RestAllocation): Allocation {
  return { discountIndex: Number(one.discount_application_index), amount: importedMoney(reading, one.amount, one.amount_set) };
}

export function importAttribute(one: RestAttribute): Attribute {
  return { key: one.name ?? '', value: typeof one.value === 'string' ? one.value : JSON.stringify(one.value ?? null) };
}

export function importDiscount(reading: Reading, one: NonNullable<RestOrder['discount_applications']>[number], index: number): StoredDiscount {
  const kinds: Record<string, StoredDiscount['kind']> = { discount_code: 'code', automatic: 'automatic', script: 'script' };
  const value = one.value ?? '0';
  return {
    index,
    kind: kinds[one.type ?? ''] ?? 'manual',
    title: one.title ?? one.code ?? one.description ?? '',
    code: one.code ?? null,
    description: one.description ?? null,
    value: one.value_type === 'percentage' ? { percentage: value } : { amount: parseMinor(value, reading.currencies.presentment) },
    targetType: one.target_type === 'shipping_line' ? 'SHIPPING_LINE' : 'LINE_ITEM',
    targetSelection: oneOf(['ALL', 'ENTITLED', 'EXPLICIT'], one.target_selection, 'ALL'),
    allocationMethod: oneOf(['ACROSS', 'EACH', 'ONE'], one.allocation_method, 'ACROSS'),
  };
}

export function oneOf<const T extends string>(known: readonly T[], text: string | null | undefined, otherwise: T): T {
  return known.find((one) => one === text?.toUpperCase()) ?? otherwise;
}

const kinds: readonly TransactionKind[] = ['AUTHORIZATION', 'CAPTURE', 'CHANGE', 'EMV_AUTHORIZATION', 'REFUND', 'SALE', 'VOID'];
const states: readonly TransactionStatus[] = ['AWAITING_RESPONSE', 'ERROR', 'FAILURE', 'PENDING', 'SUCCESS', 'UNKNOWN'];

export function importTransaction(reading: Reading, one: RestTransaction, orderedAt: Date): StoredTransaction {
  const gateway = one.gateway || firstGateway(reading.file);
  const processedAt = dateOf(one.processed_at ?? one.created_at) ?? orderedAt;
  return {
    id: idOf(reading, 'OrderTransaction', one.id),
    kind: oneOf(kinds, one.kind, 'SALE'),
    status: oneOf(states, one.status, 'UNKNOWN'),
    gateway,
    formattedGateway: formattedGateway(gateway),
    manual: gateway === 'manual',
    amount: importedMoney(reading, one.amount, null),
    rounding: null,
    parentId: one.parent_id ? gid('OrderTransaction', one.parent_id) : null,
    createdAt: dateOf(one.created_at) ?? processedAt,
    processedAt,
    expiredAt: null,
    test: one.test ?? reading.file.test ?? false,
    paymentId: one.payment_id ?? null,
    errorCode: one.error_code ?? null,
    fees: [],
  };
}

export function firstGateway(file: RestOrder): string {
  return file.payment_gateway_names?.find((name) => name !== '') ?? (file.gateway || 'bogus');
}

export function importRefund(reading: Reading, refund: RestRefund, order: { lines: StoredLine[]; processedAt: Date }): StoredRefund {
  const createdAt = dateOf(refund.created_at) ?? order.processedAt;
  const processedAt = dateOf(refund.processed_at) ?? createdAt;
  const lines = (refund.refund_line_items ?? []).flatMap((one) => {
    const line = order.lines.find((candidate) => candidate.id.endsWith(`/${one.line_item_id}`));
    if (!line) return [];
    const restockType = oneOf(['CANCEL', 'LEGACY_RESTOCK', 'NO_RESTOCK', 'RETURN'], one.restock_type, 'NO_RESTOCK');
    const subtotal = importedMoney(reading, one.subtotal, one.subtotal_set);
    const tax = importedMoney(reading, one.total_tax, one.total_tax_set);
    const restocked = restockType !== 'NO_RESTOCK';
    return [{ id: idOf(reading, 'RefundLineItem', one.id), lineId: line.id, quantity: Number(one.quantity), restockType, restocked, locationId: null, price: line.unitPrice, subtotal, tax }];
  });
  const adjustments = (refund.order_adjustments ?? []).map((one) => ({
    id: idOf(reading, 'OrderAdjustment', one.id),
    reason: one.kind === 'refund_discrepancy' ? 'REFUND_DISCREPANCY' : null,
    amount: importedMoney(reading, one.amount, one.amount_set),
    tax: importedMoney(reading, one.tax_amount, one.tax_amount_set),
  }));
  const transactionIds = (refund.transactions ?? []).flatMap((one) => (one.id ? [gid('OrderTransaction', one.id)] : []));
  const id = idOf(reading, 'Refund', refund.id);
  return { id, createdAt, processedAt, updatedAt: processedAt, note: refund.note ?? null, lines, shipping: [], adjustments, duties: [], transactionIds };
}

export function importAddress(address: RestAddress | null | undefined): StoredAddress | null {
  if (!address) return null;
  return {
    firstName: address.first_name ?? null,
    lastName: address.last_name ?? null,
    company: address.company ?? null,
    address1: address.address1 ?? null,
    address2: address.address2 ?? null,
    zip: address.zip ?? null,
    city: address.city ?? null,
    province: address.province ?? null,
    provinceCode: address.province_code || null,
    country: address.country ?? null,
    countryCodeV2: address.country_code || null,
    phone: address.phone ?? null,
    name: address.name ?? null,
  };
}

export function dateOf(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
