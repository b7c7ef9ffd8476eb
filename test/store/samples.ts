import { randomBytes, randomUUID } from 'node:crypto';
import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { Delivery } from '../../src/store/inbox.ts';
import { createKeyRing, type KeyRing } from '../../src/store/key-ring.ts';
import type { NewOrderRecord } from '../../src/store/orders.ts';

export const start = new Date('2026-10-01T08:00:00.000Z');

/** Why each of them failed that did. */
export function reasons(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
}

export function aKey(): string {
  return randomBytes(32).toString('base64');
}

export function someKeys(): KeyRing {
  return createKeyRing([aKey()]);
}

/** New every time, so that tests can share a database. */
export function aShopDomain(): string {
  return `${randomUUID()}.myshopify.com`;
}

export function aDelivery(given: Partial<Delivery> & { shop: string }): Delivery {
  const webhookId = given.webhookId ?? randomUUID();
  const subject = given.subject ?? '5001';
  return { webhookId, eventId: randomUUID(), topic: 'orders/updated', subject, triggeredAt: start, receivedAt: start, job: { kind: 'order', subject: subject ?? '' }, ...given };
}

export function anOrder(given: Partial<NewOrderRecord> & { shop: string }): NewOrderRecord {
  return {
    orderId: '5001',
    name: '#1001',
    state: 'working',
    detail: null,
    currency: 'CHF',
    totalMinor: 10_810,
    invoiceId: null,
    invoiceNumber: null,
    invoiceTotalMinor: null,
    vatMinor: null,
    paidMinor: null,
    processedAt: start,
    shopifyUpdatedAt: start,
    customerLabel: 'Anna Muster',
    gateways: 'twint',
    facts: { channel: 'pos', tags: ['VIP'], country: 'CH', customer: 'person', totalMinor: 10_810, gateways: ['twint'], shippingMethods: [] },
    ...given,
  };
}

export function aShop(domain: string) {
  return { domain, id: String(Math.floor(Math.random() * 1e12)), name: 'Laden', currency: 'CHF', timeZone: 'Europe/Zurich', countryCode: 'CH', taxesIncluded: true, scopes: ['read_orders', 'write_orders'] };
}

export function shopTokens(secret: string) {
  return { accessToken: `shpat_${secret}`, accessTokenExpiresAt: new Date('2026-10-01T09:00:00Z'), refreshToken: `shprt_${secret}`, refreshTokenExpiresAt: new Date('2027-01-01T00:00:00Z') };
}

export function aConnection(shop: string, secret: string = randomUUID()) {
  const tokens = { accessToken: `access-${secret}`, refreshToken: `refresh-${secret}`, expiresAt: new Date('2026-10-01T09:00:00Z') };
  return { shop, companyId: 'company-1', companyName: 'Muster AG', userId: 7, scopes: ['openid', 'offline_access'], tokens };
}

export function someSettings(given: Partial<Settings> = {}): Settings {
  const texts = { title: '{{order}}', header: '', footer: '' };
  return {
    goLiveAt: '2026-10-01T00:00:00Z',
    bookWhen: 'paid',
    finish: 'issued',
    presentation: 'gross',
    documents: 'invoice',
    deliver: 'when-fulfilled',
    articles: 'match',
    testOrders: false,
    accounts: { sales: 1, shipping: 2, 'gift-cards': 3, tips: 4, duties: 5, fees: 6, rounding: null },
    gateways: { twint: { settle: 'account', bankAccountId: 1, paymentTypeId: null } },
    bankAccountByCurrency: { CHF: 1 },
    collectiveContactId: null,
    contactUpdates: 'never',
    unitId: null,
    daysToPay: 30,
    language: 'customer',
    texts: { de: texts, fr: texts, it: texts, en: texts },
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
    ...given,
  };
}
