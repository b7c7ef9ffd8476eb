import { wholeSecond } from './clock.ts';
import { legacyId } from './ids.ts';
import { inBoth, parseMinor, type Currencies } from './money.ts';
import { applyDiscounts } from './discounts.ts';
import { newLine, newShippingLine, storedAddress, toAttributes } from './order-parts.ts';
import { firstTotals } from './order-totals.ts';
import { taxesOf, taxOn, type TaxRules } from './tax.ts';
import type { CompanyInput, CustomerInput, OrderInput, PaymentTermsInput } from './order-input.ts';
import type { ShopState } from './shop-state.ts';
import type { CompanyPurchase, OrderTotals, StoredCustomer, StoredOrder, StoredPaymentTerms } from './stored-order.ts';
import { nothing } from './money.ts';

/** Places an order and computes everything Shopify computes: discount allocations, taxes per line, totals. Payments come afterwards. */
export function placeOrder(shop: ShopState, input: OrderInput): StoredOrder {
  const order = emptyOrder(shop, input);
  const rules = taxRules(shop, input, order.currencies);
  order.lines = input.lines.map((line) => newLine(shop, line, order.currencies, rules));
  order.shippingLines = (input.shipping ?? []).map((line) => newShippingLine(shop, line, order.currencies));
  applyDiscounts(order, input);
  taxLines(order, input, rules);
  order.additionalFees = (input.additionalFees ?? []).map((fee) => {
    const price = parseMinor(fee.price, order.currencies.presentment);
    return { id: shop.ids.next('AdditionalFee'), title: fee.title, price: inBoth(order.currencies, price), taxLines: taxOn(price, taxesOf(fee, rules), rules) };
  });
  order.totals = firstTotals(order);
  if (input.paymentTerms) order.paymentTerms = paymentTerms(shop, order, input.paymentTerms);
  shop.orders.set(order.id, order);
  return order;
}

function emptyOrder(shop: ShopState, input: OrderInput): StoredOrder {
  const number = shop.nextOrderNumber;
  shop.nextOrderNumber += 1;
  const id = shop.ids.next('Order');
  const createdAt = wholeSecond(toDate(input.createdAt) ?? shop.now());
  const currencies = currenciesOf(shop, input);
  const customer = input.customer ? knownCustomer(shop, input.customer, createdAt) : null;
  return {
    id,
    legacyId: legacyId(id),
    name: input.name ?? `${shop.seed.orderNumberPrefix}${number}${shop.seed.orderNumberSuffix}`,
    number,
    confirmationNumber: confirmationNumber(number),
    createdAt,
    processedAt: wholeSecond(toDate(input.processedAt) ?? createdAt),
    updatedAt: createdAt,
    currencies,
    customer,
    company: input.company ? companyPurchase(shop, input.company, customer) : null,
    email: input.email === undefined ? (customer?.email ?? null) : input.email,
    phone: input.phone === undefined ? null : input.phone,
    billingAddress: input.billingAddress ? storedAddress(input.billingAddress) : null,
    shippingAddress: input.shippingAddress ? storedAddress(input.shippingAddress) : null,
    retailLocationId: input.source === 'pos' ? (shop.stock.locations[0]?.id ?? null) : null,
    cashRounding: input.cashRounding ? parseMinor(input.cashRounding, currencies.presentment) : null,
    ...statedByInput(shop, input),
    ...notYet(),
  };
}

function statedByInput(shop: ShopState, input: OrderInput) {
  return {
    poNumber: input.poNumber ?? null,
    sourceName: input.source ?? 'web',
    sourceIdentifier: input.sourceIdentifier ?? null,
    test: input.test ?? false,
    taxesIncluded: input.taxesIncluded ?? shop.seed.taxesIncluded,
    taxExempt: input.taxExempt ?? false,
    dutiesIncluded: input.dutiesIncluded ?? false,
    tags: [...(input.tags ?? [])],
    note: input.note ?? null,
    attributes: toAttributes(input.attributes),
    customerLocale: input.customerLocale === undefined ? 'de-CH' : input.customerLocale,
  };
}

function notYet() {
  return {
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    edited: false,
    confirmed: true,
    estimatedTaxes: false,
    discountCodes: [],
    lines: [],
    shippingLines: [],
    discounts: [],
    additionalFees: [],
    transactions: [],
    refunds: [],
    fulfilments: [],
    fulfilmentOrders: [],
    returns: [],
    paymentTerms: null,
    gatewayNames: [],
    metafields: [],
    totals: emptyTotals,
    asImported: null,
  };
}

export const emptyTotals: OrderTotals = {
  subtotal: nothing,
  discounts: nothing,
  cartDiscount: nothing,
  shipping: nothing,
  tax: nothing,
  tip: nothing,
  total: nothing,
  originalTotal: nothing,
  duties: null,
  originalDuties: null,
  fees: null,
  originalFees: null,
  currentSubtotal: nothing,
  currentDiscounts: nothing,
  currentCartDiscount: nothing,
  currentShipping: nothing,
  currentTax: nothing,
  currentTotal: nothing,
  taxLines: [],
  currentTaxLines: [],
};

function currenciesOf(shop: ShopState, input: OrderInput): Currencies {
  const { currency } = shop.seed;
  return input.presentment
    ? { shop: currency, presentment: input.presentment.currency, rate: input.presentment.rate }
    : { shop: currency, presentment: currency, rate: '1' };
}

export function taxRules(shop: ShopState, input: OrderInput, currencies: Currencies): TaxRules {
  const rate = input.taxRate === undefined ? shop.seed.taxRate : input.taxRate;
  return {
    currencies,
    taxesIncluded: input.taxesIncluded ?? shop.seed.taxesIncluded,
    taxExempt: input.taxExempt ?? false,
    rateWithoutTax: input.rateWithoutTax ?? false,
    usual: rate === null ? [] : [{ title: shop.seed.taxTitle, rate }],
  };
}

/** Tax is on what is left after discounts; gift cards and tips bear none. */
function taxLines(order: StoredOrder, input: OrderInput, rules: TaxRules): void {
  order.lines.forEach((line, index) => {
    const stated = input.lines[index];
    if (!stated || !line.taxable) return;
    const allocated = line.allocations.reduce((sum, one) => sum + one.amount.presentment, 0n);
    line.taxLines = taxOn(line.unitPrice.presentment * BigInt(line.quantity) - allocated, taxesOf(stated, rules), rules);
  });
  order.shippingLines.forEach((line, index) => {
    const allocated = line.allocations.reduce((sum, one) => sum + one.amount.presentment, 0n);
    line.taxLines = taxOn(line.price.presentment - allocated, taxesOf(input.shipping?.[index] ?? {}, rules), rules);
  });
}

function knownCustomer(shop: ShopState, input: CustomerInput, at: Date): StoredCustomer {
  const byMail = [...shop.customers.values()].find((one) => input.email !== undefined && one.email === input.email);
  const existing = input.id ? shop.customers.get(input.id) : byMail;
  if (existing) return existing;
  const customer: StoredCustomer = {
    id: input.id ?? shop.ids.next('Customer'),
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    locale: input.locale ?? 'de-CH',
    taxExempt: input.taxExempt ?? false,
    tags: input.tags ?? [],
    createdAt: at,
    updatedAt: at,
  };
  shop.customers.set(customer.id, customer);
  return customer;
}

function companyPurchase(shop: ShopState, input: CompanyInput, customer: StoredCustomer | null): CompanyPurchase {
  const name = input.location ?? input.name;
  const existing = [...shop.companyLocations.values()].find((one) => one.company.name === input.name && one.name === name);
  const location = existing ?? {
    id: shop.ids.next('CompanyLocation'),
    name,
    externalId: input.locationExternalId ?? null,
    company: { id: shop.ids.next('Company'), name: input.name, externalId: input.externalId ?? null },
    taxRegistrationId: input.taxRegistrationId ?? null,
    taxExempt: input.taxExempt ?? false,
    taxExemptions: [],
    billingAddress: input.billingAddress ? storedAddress(input.billingAddress) : null,
  };
  shop.companyLocations.set(location.id, location);
  // A company always buys through a contact, and a contact is always a customer.
  const contactCustomer = customer ?? knownCustomer(shop, { lastName: input.name, email: `einkauf@${legacyId(location.company.id)}.example` }, shop.now());
  return { location, contactId: shop.ids.next('CompanyContact'), contactCustomer };
}

function paymentTerms(shop: ShopState, order: StoredOrder, input: PaymentTermsInput): StoredPaymentTerms {
  const days = input.dueInDays ?? null;
  const issuedAt = input.type === 'FULFILLMENT' ? null : order.processedAt;
  const inDays = days !== null && issuedAt ? new Date(issuedAt.getTime() + days * 86_400_000) : null;
  const dueAt = toDate(input.dueAt) ?? (input.type === 'RECEIPT' ? issuedAt : inDays);
  const names = { NET: `Net ${days ?? ''}`.trim(), FIXED: 'Fixed date', RECEIPT: 'Due on receipt', FULFILLMENT: 'Due on fulfillment' };
  const schedule = { id: shop.ids.next('PaymentSchedule'), issuedAt, dueAt, completedAt: null, amount: order.totals.total };
  return { id: shop.ids.next('PaymentTerms'), name: names[input.type], type: input.type, dueInDays: days, schedules: [schedule] };
}

/** Nine letters and digits, as Shopify prints them on the confirmation. */
function confirmationNumber(number: number): string {
  return (BigInt(number) * 7_919_000_033n + 101_559_956_668_416n).toString(36).toUpperCase().slice(-9);
}

export function toDate(at: Date | string | undefined): Date | undefined {
  if (at === undefined) return undefined;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) throw new Error(`Not a date: ${String(at)}`);
  return date;
}
