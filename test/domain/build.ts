import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import type { Terms } from '../../src/domain/products/compare-product.ts';
import type { Company } from '../../src/domain/company.ts';
import { type Booked, type BookedInvoice, nothingBooked as emptyBooks } from '../../src/domain/booked.ts';
import type { Address, Customer, Order, OrderLine, Refund, ShippingLine, Shop, TaxLine, Transaction } from '../../src/domain/order.ts';
import type { Article, Variant } from '../../src/domain/products/product.ts';
import { type DocumentTexts, type Language, languages, type ProductSettings, type Settings } from '../../src/domain/settings.ts';

/**
 * Builders for tests: everything works as it stands, one override each. Ids of the bexio company are deliberately not 1, 2, 3:
 * a rule that names an id by heart fails.
 */

export const standardPpm = 81_000;
export const reducedPpm = 26_000;

/** Tax inside an amount, in the plainest arithmetic, so that tests do not check the code with itself. */
export function taxInside(grossMinor: number, ratePpm: number): number {
  return Math.round((grossMinor * ratePpm) / (1_000_000 + ratePpm));
}

/** Tax on top of an amount. */
export function taxOnTop(netMinor: number, ratePpm: number): number {
  return Math.round((netMinor * ratePpm) / 1_000_000);
}

export function aTax(amountMinor: number, ratePpm = standardPpm, over: Partial<TaxLine> = {}): TaxLine {
  return { title: 'MWST', ratePpm, amountMinor, channelLiable: false, ...over };
}

/** A product for 100.00 including 8.1 %. `taxLines` follow the price (as contained tax) when not given. */
export function aLine(over: Partial<OrderLine> = {}): OrderLine {
  const quantity = over.quantity ?? 1;
  const unitPriceMinor = over.unitPriceMinor ?? 10_000;
  const discounts = over.discounts ?? [];
  const amount = unitPriceMinor * quantity - total(discounts.map((discount) => discount.amountMinor));
  const taxFree = over.kind === 'gift-card' || over.kind === 'tip';
  return {
    id: '501',
    kind: 'product',
    title: 'Wanderrucksack',
    variantTitle: null,
    sku: 'RUCK-30',
    quantity,
    currentQuantity: quantity,
    unfulfilledQuantity: over.currentQuantity ?? quantity,
    sentQuantity: (over.currentQuantity ?? quantity) - (over.unfulfilledQuantity ?? over.currentQuantity ?? quantity),
    requiresShipping: !taxFree,
    unitPriceMinor,
    discounts,
    taxLines: taxFree ? [] : [aTax(taxInside(amount, standardPpm))],
    duties: [],
    bundleTitle: null,
    ...over,
  };
}

/** Shipping for 9.00 including 8.1 %. */
export function aShippingLine(over: Partial<ShippingLine> = {}): ShippingLine {
  const priceMinor = over.priceMinor ?? 900;
  const discounts = over.discounts ?? [];
  const amount = priceMinor - total(discounts.map((discount) => discount.amountMinor));
  return { id: '601', title: 'PostPac Priority', removed: false, priceMinor, discounts, taxLines: [aTax(taxInside(amount, standardPpm))], ...over };
}

export function anAddress(over: Partial<Address> = {}): Address {
  return {
    firstName: 'Anna',
    lastName: 'Muster',
    company: null,
    address1: 'Bahnhofstrasse 12a',
    address2: null,
    zip: '8001',
    city: 'Zürich',
    countryCode: 'CH',
    phone: null,
    ...over,
  };
}

export function aCustomer(over: Partial<Customer> = {}): Customer {
  return { id: '701', firstName: 'Anna', lastName: 'Muster', email: 'anna@example.ch', phone: null, locale: 'de-CH', ...over };
}

/** A successful sale of 100.00 through Shopify Payments. */
export function aTransaction(over: Partial<Transaction> = {}): Transaction {
  return {
    id: '801',
    kind: 'sale',
    status: 'success',
    gateway: 'shopify_payments',
    gatewayName: 'Shopify Payments',
    amountMinor: 10_000,
    processedAt: new Date('2026-11-20T09:00:00Z'),
    parentId: null,
    test: false,
    ...over,
  };
}

export function aRefund(over: Partial<Refund> = {}): Refund {
  return { id: '901', createdAt: new Date('2026-11-21T09:00:00Z'), lines: [], shipping: [], adjustments: [], totalMinor: 0, transactionIds: [], ...over };
}

type OrderOverrides = Partial<Omit<Order, 'totals'>> & { totals?: Partial<Order['totals']> };

/** One rucksack for CHF 100.00, VAT included, paid by Shopify Payments, booked from Zürich. Totals and the payment follow the lines. */
export function anOrder(over: OrderOverrides = {}): Order {
  const parts = {
    taxesIncluded: over.taxesIncluded ?? true,
    lines: over.lines ?? [aLine()],
    shippingLines: over.shippingLines ?? [],
    additionalFees: over.additionalFees ?? [],
    refunds: over.refunds ?? [],
  };
  const originalMinor = placed(parts);
  const currentMinor = over.totals?.currentMinor ?? originalMinor - takenBack(parts);
  const cashRoundingMinor = over.totals?.cashRoundingMinor ?? 0;
  const transactions = over.transactions ?? [aTransaction({ amountMinor: originalMinor + cashRoundingMinor })];
  const receivedMinor = moved(transactions, ['sale', 'capture']) - moved(transactions, ['change']);
  const refundedMinor = moved(transactions, ['refund']);
  return {
    ...plainOrder(),
    ...over,
    ...parts,
    transactions,
    totals: {
      currentMinor,
      originalMinor,
      currentTaxMinor: taxesOf(parts),
      cashRoundingMinor,
      outstandingMinor: currentMinor + cashRoundingMinor + noted(parts) - receivedMinor + refundedMinor,
      receivedMinor,
      refundedMinor,
      ...over.totals,
    },
  };
}

function plainOrder(): Omit<Order, 'totals' | 'lines' | 'shippingLines' | 'additionalFees' | 'refunds' | 'transactions' | 'taxesIncluded'> {
  return {
    id: '5001',
    name: '#1001',
    currency: 'CHF',
    createdAt: new Date('2026-11-20T08:59:00Z'),
    processedAt: new Date('2026-11-20T09:00:00Z'),
    updatedAt: new Date('2026-11-20T09:00:01Z'),
    cancelledAt: null,
    test: false,
    sourceName: 'web',
    poNumber: null,
    note: null,
    tags: [],
    customerLocale: 'de-CH',
    email: 'anna@example.ch',
    phone: null,
    customer: aCustomer(),
    company: null,
    billingAddress: anAddress(),
    shippingAddress: anAddress(),
    paymentTerms: null,
  };
}

type Parts = Pick<Order, 'taxesIncluded' | 'lines' | 'shippingLines' | 'additionalFees' | 'refunds'>;

function placed({ taxesIncluded, lines, shippingLines, additionalFees }: Parts): number {
  const tax = (taxLines: TaxLine[]) => (taxesIncluded ? 0 : total(taxLines.map((line) => line.amountMinor)));
  const off = (discounts: { amountMinor: number }[]) => total(discounts.map((discount) => discount.amountMinor));
  const charges = [...additionalFees, ...lines.flatMap((line) => line.duties)];
  return (
    total(lines.map((line) => line.unitPriceMinor * line.quantity - off(line.discounts) + tax(line.taxLines))) +
    total(shippingLines.filter((line) => !line.removed).map((line) => line.priceMinor - off(line.discounts) + tax(line.taxLines))) +
    total(charges.map((charge) => charge.priceMinor + tax(charge.taxLines)))
  );
}

function takenBack({ taxesIncluded, refunds }: Parts): number {
  return total(
    refunds.flatMap((refund) => [...refund.lines, ...refund.shipping]).map((part) => part.subtotalMinor + (taxesIncluded ? 0 : part.taxMinor)),
  );
}

function noted({ refunds, taxesIncluded }: Parts): number {
  return total(refunds.flatMap((refund) => refund.adjustments).map((one) => one.amountMinor + (taxesIncluded ? 0 : one.taxMinor)));
}

function taxesOf({ lines, shippingLines, refunds }: Parts): number {
  const charged = [...lines, ...shippingLines.filter((line) => !line.removed)].flatMap((line) => line.taxLines.map((tax) => tax.amountMinor));
  return total(charged) - total(refunds.flatMap((refund) => [...refund.lines, ...refund.shipping]).map((part) => part.taxMinor));
}

function moved(transactions: Transaction[], kinds: Transaction['kind'][]): number {
  return total(transactions.filter((t) => t.status === 'success' && kinds.includes(t.kind)).map((t) => t.amountMinor));
}

function total(amounts: number[]): number {
  return amounts.reduce((a, b) => a + b, 0);
}

export function aShop(over: Partial<Shop> = {}): Shop {
  return {
    domain: 'bergladen.myshopify.com',
    id: '4711',
    name: 'Bergladen',
    currency: 'CHF',
    timeZone: 'Europe/Zurich',
    countryCode: 'CH',
    taxesIncluded: true,
    ...over,
  };
}

/** A Swiss company that is ready: 0 % and 3.8 % are active and CHF is rounded to 0.01, which a fresh bexio company has not. */
export function aCompany(over: Partial<Company> = {}): Company {
  return {
    id: 'c-77',
    name: 'Bergladen GmbH',
    userId: 31,
    taxes: companyTaxes(),
    currencies: [
      { id: 11, code: 'CHF', roundFactorMinor: 1 },
      { id: 12, code: 'EUR', roundFactorMinor: 1 },
      { id: 13, code: 'USD', roundFactorMinor: 1 },
    ],
    accounts: companyAccounts(),
    bankAccounts: [
      { id: 301, name: 'PostFinance', currencyId: 11, accountId: 102, iban: 'CH9300762011623852957' },
      { id: 302, name: 'Shopify Payments', currencyId: 11, accountId: 103, iban: null },
      { id: 303, name: 'TWINT', currencyId: 11, accountId: 104, iban: null },
      { id: 304, name: 'PayPal', currencyId: 11, accountId: 105, iban: null },
      { id: 305, name: 'Kasse', currencyId: 11, accountId: 101, iban: null },
      { id: 306, name: 'Gutscheine', currencyId: 11, accountId: 106, iban: null },
      { id: 307, name: 'Euro-Konto', currencyId: 12, accountId: 102, iban: 'CH5604835012345678009' },
    ],
    countries: [
      { id: 401, isoCode: 'CH' },
      { id: 402, isoCode: 'DE' },
      { id: 403, isoCode: 'LI' },
      { id: 404, isoCode: 'FR' },
    ],
    languages: [
      { id: 501, isoCode: 'de' },
      { id: 502, isoCode: 'fr' },
      { id: 503, isoCode: 'it' },
      { id: 504, isoCode: 'en' },
    ],
    salutations: [
      { id: 601, name: 'Herr' },
      { id: 602, name: 'Frau' },
    ],
    units: [{ id: 701, name: 'Stk' }],
    paymentTypes: [
      { id: 801, name: 'Kreditkarte' },
      { id: 802, name: 'Rechnung' },
      { id: 803, name: 'Barzahlung' },
    ],
    stockPlaces: [],
    modules: { stock: true, deliveries: true },
    keepsStock: true,
    automaticNumbering: { invoice: true, order: true },
    ...over,
  };
}

function companyTaxes(): Company['taxes'] {
  const since2024 = { active: true, validFrom: '2024-01', validTo: null };
  const before = { active: true, validFrom: '2018-01', validTo: '2023-12' };
  return [
    { id: 216, code: 'UN81', ratePpm: 81_000, ...since2024 },
    { id: 217, code: 'UR26', ratePpm: 26_000, ...since2024 },
    { id: 218, code: 'US38', ratePpm: 38_000, ...since2024 },
    { id: 203, code: 'U00', ratePpm: 0, active: true, validFrom: null, validTo: null },
    { id: 201, code: 'UEX', ratePpm: 0, active: true, exempt: true, validFrom: null, validTo: null },
    { id: 202, code: 'ULA', ratePpm: 0, active: true, exempt: true, validFrom: null, validTo: null },
    { id: 207, code: 'UN77', ratePpm: 77_000, ...before },
    { id: 208, code: 'UR25', ratePpm: 25_000, ...before },
  ];
}

function companyAccounts(): Company['accounts'] {
  const account = (id: number, number: string, name: string, kind: Company['accounts'][number]['kind']) => ({ id, number, name, kind, usable: true });
  return [
    account(101, '1000', 'Kasse', 'active'),
    account(102, '1020', 'Bank', 'active'),
    account(103, '1105', 'Shopify Payments Durchlauf', 'active'),
    account(104, '1107', 'TWINT Durchlauf', 'active'),
    account(105, '1106', 'PayPal', 'active'),
    account(106, '2030', 'Erhaltene Anzahlungen, Gutscheine', 'passive'),
    account(107, '3200', 'Handelserlöse', 'earnings'),
    account(108, '3400', 'Dienstleistungserlöse', 'earnings'),
    account(109, '3600', 'Übrige Erlöse', 'earnings'),
    account(110, '3806', 'Erlöse Versand', 'earnings'),
    account(111, '6945', 'Rundungsdifferenzen', 'expenditures'),
  ];
}

/** Settings that fit `aCompany`: gross prices, invoice issued at once, every usual gateway mapped. */
export function someSettings(over: Partial<Settings> = {}): Settings {
  return {
    goLiveAt: '2026-01-01T00:00:00Z',
    bookWhen: 'created',
    finish: 'issued',
    presentation: 'gross',
    documents: 'invoice',
    deliver: 'when-fulfilled',
    articles: 'text',
    testOrders: false,
    accounts: { sales: 107, shipping: 110, 'gift-cards': 106, tips: 109, duties: 107, fees: 109, rounding: 111 },
    gateways: {
      shopify_payments: { settle: 'account', bankAccountId: 302, paymentTypeId: 801 },
      twint: { settle: 'account', bankAccountId: 303, paymentTypeId: null },
      paypal: { settle: 'account', bankAccountId: 304, paymentTypeId: null },
      cash: { settle: 'account', bankAccountId: 305, paymentTypeId: 803 },
      gift_card: { settle: 'account', bankAccountId: 306, paymentTypeId: null },
      manual: { settle: 'open', paymentTypeId: 802 },
    },
    bankAccountByCurrency: { CHF: 301, EUR: 307 },
    collectiveContactId: 9001,
    contactUpdates: 'untouched-fields',
    unitId: 701,
    daysToPay: 30,
    language: 'customer',
    texts: someTexts(),
    wayBack: { markPaid: true, tag: null, fulfil: false },
    stock: { leads: 'off', locationId: null, places: {} },
    refunds: { paid: 'entry' },
    edits: { textChanges: 'ignore' },
    lockDate: null,
    rules: [],
    giftCards: 'value',
    templateSlug: null,
    products: productsOff,
    bookIn: 'shop',
    zeroTaxes: { goodsAbroad: null, servicesAbroad: null, reverseCharge: null, inland: null },
    ...over,
  };
}

function someTexts(): Record<Language, DocumentTexts> {
  const text = (language: Language): DocumentTexts => ({ title: '', header: `${language}: {{order}} / {{date}}`, footer: `${language}: {{shop}}` });
  return { de: text('de'), fr: text('fr'), it: text('it'), en: text('en') };
}

export const everyLanguage = languages;

/** What the links say about an order nobody has touched. */
export function nothingBooked(over: Partial<Booked> = {}): Booked {
  return { ...emptyBooks, ...over };
}

export function aBookedInvoice(over: Partial<BookedInvoice> = {}): BookedInvoice {
  return { bexioId: 71, number: 'RE-00071', stage: 'issued', totalMinor: 10_000, fingerprint: '', ...over };
}

/** A variant of a T-shirt in a shop with prices that contain VAT; `anArticle` agrees with it in everything. */
export function aVariant(over: Partial<Variant> = {}): Variant {
  return {
    id: '4001',
    productId: '3001',
    sku: 'TEE-S',
    productTitle: 'Tee',
    title: 'S',
    descriptionHtml: '<p>Bio-Baumwolle</p>',
    priceMinor: 1_995,
    costMinor: 800,
    weightMg: 154_500,
    taxable: true,
    status: 'active',
    giftCard: false,
    bundle: false,
    only: false,
    units: 7,
    ...over,
  };
}

export function anArticle(over: Partial<Article> = {}): Article {
  return { id: 9_501, sku: 'TEE-S', name: 'Tee – S', description: 'Bio-Baumwolle', salePrice: '19.950000', purchasePrice: '8.000000', currencyId: 11, taxId: 216, unitId: 701, weight: 155, ...over };
}

/** Terms on which every field is compared, one side leading all of them. */
export function someTerms(leads: 'shopify' | 'bexio' = 'shopify', over: Partial<ProductSettings> = {}, shop: Partial<Shop> = {}): Terms {
  const fields = { name: leads, description: leads, price: leads, purchasePrice: leads, weight: leads, unit: 'shopify', tax: leads } as const;
  return { settings: someSettings({ products: { ...productsOff, fields, create: true, ...over } }), shop: aShop(shop), company: aCompany(), date: '2026-11-22' };
}
