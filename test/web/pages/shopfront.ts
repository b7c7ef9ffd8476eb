import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { manualClock, type ManualClock } from '../../../src/clock.ts';
import type { Company } from '../../../src/domain/company.ts';
import type { ProductLine } from '../../../src/domain/products/match-products.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { NewArticle } from '../../../src/domain/products/product.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { createKeyRing } from '../../../src/store/key-ring.ts';
import type { NewOrderRecord } from '../../../src/store/orders.ts';
import { healthOf } from '../../../src/sync/check-shop.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import type { ProductState } from '../../../src/store/tables.ts';
import { closeTaskByHand } from '../../../src/sync/order/close-task.ts';
import { beginImport, chooseForOrder, directImport } from '../../../src/sync/past/direct-import.ts';
import { beginUndo, directUndo, listUndoRuns, ordersOfRun, readUndoRun } from '../../../src/sync/order/undo-run.ts';
import { createPages } from '../../../src/web/pages/create-pages.tsx';
import type { PagesDependencies } from '../../../src/web/pages/dependencies.ts';
import { aCompany, anOrder, someSettings, aShop } from '../../domain/build.ts';
import { aProductLine } from '../../store/contract-products.ts';
import { tellImports } from './past-runs.ts';
import { someFacts, someRules, someUndo, tellRun, tellWholeLife } from './whole-life.ts';

/** The merchant's pages over a real SQLite file, without the sign-in: a header says which shop asks. */
export type Shopfront = {
  url: string;
  store: Store;
  clock: ManualClock;
  decisions: { shop: string; orderId: string; decision: string }[];
  faults: unknown[];
  close(): Promise<void>;
};

export const shopA = aShop();
export const shopB = aShop({ domain: 'seeladen.myshopify.com', id: '4712', name: 'Seeladen' });
export const now = new Date('2026-11-22T10:00:00Z');

type Options = { orders?: Map<string, Order>; embedded?: boolean; override?: Partial<PagesDependencies>; headers?: express.RequestHandler };

export async function openShopfront({ orders = new Map(), embedded = false, override = {}, headers }: Options = {}): Promise<Shopfront> {
  const folder = await mkdtemp(join(tmpdir(), 'pages-'));
  const clock = manualClock(now);
  const keys = createKeyRing([Buffer.alloc(32, 7).toString('base64')]);
  const store = await openStore({ url: `file:${join(folder, 'pages.db')}`, keys, clock, instance: 'test' });
  const decisions: Shopfront['decisions'] = [];
  const faults: unknown[] = [];
  const { assets, pages } = createPages({
    store,
    clock,
    apiKey: 'test-key',
    visitorOf: (request) => ({ shop: request.get('x-test-shop') ?? shopA.domain, author: 'Anna', embedded }),
    readOrder: async (_shop, orderId) => orders.get(orderId) ?? null,
    checkHealth: (shop, proposed) => healthOf({ store, clock }, shop, proposed),
    bexioLink: (path) => `https://office.bexio.com${path}`,
    connectTicket: (shop) => `https://app.example/bexio/connect?ticket=${shop}`,
    readInvoicePdf: async () => Buffer.from('%PDF-1.4 test'),
    readLocations: async () => [{ id: '71', name: 'Lager Zürich' }],
    setRounding: async () => true,
    decide: async (shop, orderId, decision) => void decisions.push({ shop, orderId, decision }),
    foreseeUndo: async () => someUndo(),
    undoRuns: {
      begin: (shop, scope, author) => beginUndo({ store, clock }, shop, scope, author),
      direct: (shop, runId, wish, author) => directUndo({ store, clock }, shop, runId, wish, author),
      read: (shop, runId) => readUndoRun({ store }, shop, runId),
      list: (shop) => listUndoRuns({ store }, shop),
      orders: (shop, runId, after, limit) => ordersOfRun({ store }, shop, runId, after, limit),
    },
    history: {
      begin: (shop, plan, author) => beginImport({ store, clock }, shop, plan, author),
      direct: (key, step) => directImport({ store, clock }, key, step),
      choose: (key, orderId, choice) => chooseForOrder({ store, clock }, key, orderId, choice),
    },
    closeTask: (shop, task, author) => closeTaskByHand({ store }, shop, task, author),
    onFault: (error) => faults.push(error),
    ...override,
  });
  const app = express();
  if (headers) app.use(headers);
  app.use(assets, pages);
  const server = await listening(createServer(app));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    clock,
    decisions,
    faults,
    async close() {
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export async function install(store: Store, shop = shopA): Promise<void> {
  const until = new Date('2027-01-01T00:00:00Z');
  const tokens = { accessToken: 'a', accessTokenExpiresAt: until, refreshToken: 'r', refreshTokenExpiresAt: until };
  await store.shops.install({ ...shop, scopes: ['read_orders', 'write_orders', 'read_customers', 'read_products'], tokens });
}

export async function connect(store: Store, shop = shopA, company: Company = aCompany()): Promise<void> {
  const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: new Date('2027-01-01T00:00:00Z') };
  const scopes = ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show', 'accounting'];
  await store.connections.save({ shop: shop.domain, companyId: company.id, companyName: company.name, userId: company.userId, scopes, tokens });
  await store.companies.save(company.id, 'company', company);
}

export async function settle(store: Store, shop = shopA, settings: Settings = someSettings()): Promise<void> {
  await store.settings.save(shop.domain, settings, 0, 'Anna');
}

export function aRecord(over: Partial<NewOrderRecord> = {}): NewOrderRecord {
  return {
    shop: shopA.domain,
    orderId: '5001',
    name: '#1001',
    state: 'booked',
    detail: { kind: 'booked' },
    currency: 'CHF',
    totalMinor: 12_990,
    invoiceId: 701,
    invoiceNumber: 'RE-00701',
    invoiceTotalMinor: 12_990,
    vatMinor: 973,
    paidMinor: 12_990,
    processedAt: new Date('2026-11-21T09:30:00Z'),
    shopifyUpdatedAt: new Date('2026-11-21T09:30:00Z'),
    customerLabel: 'Anna Muster',
    gateways: 'shopify_payments',
    ...over,
  };
}

export function aProblemRecord(problem: Problem, over: Partial<NewOrderRecord> = {}): NewOrderRecord {
  const unbooked = { invoiceId: null, invoiceNumber: null, invoiceTotalMinor: null, vatMinor: null, paidMinor: null };
  return aRecord({ ...unbooked, state: 'problem', detail: { kind: 'problem', problem }, ...over });
}

/** One of each reason, with figures that show. */
export const problems: Problem[] = [
  { reason: 'not-connected' },
  { reason: 'settings-missing' },
  { reason: 'tax-rate-missing', ratePpm: 38_000, date: '2026-11-20' },
  { reason: 'several-taxes-on-line', line: 'Wein', ratesPpm: [81_000, 26_000] },
  { reason: 'marketplace-tax', line: 'Wein' },
  { reason: 'currency-missing', currency: 'JPY' },
  { reason: 'total-not-representable', currency: 'CHF', totalMinor: 2_429, roundFactorMinor: 5 },
  { reason: 'order-does-not-add-up', currency: 'CHF', expectedMinor: 12_990, actualMinor: 12_985 },
  { reason: 'gateway-not-mapped', gateway: 'wallee' },
  { reason: 'account-missing', role: 'gift-cards' },
  { reason: 'account-unusable', role: 'sales', accountId: 12 },
  { reason: 'collective-contact-missing' },
  { reason: 'number-needed', document: 'invoice' },
  { reason: 'module-missing', module: 'deliveries' },
  { reason: 'refused', action: 'book', field: 'title', message: 'This value is too long.' },
  { reason: 'not-allowed', action: 'book', message: 'kb_invoice_edit' },
  { reason: 'invoice-differs', currency: 'CHF', expectedMinor: 12_990, actualMinor: 13_000, invoiceNumber: 'RE-00702' },
  { reason: 'invoice-gone', invoiceNumber: 'RE-00702' },
  { reason: 'invoice-cancelled', invoiceNumber: 'RE-00702' },
  { reason: 'invoiced-twice', invoiceNumbers: ['RE-00702', 'RE-00703'] },
  { reason: 'changed-after-booking', change: 'refunded', currency: 'CHF', bookedMinor: 12_990, nowMinor: 8_990 },
  { reason: 'changed-after-booking', change: 'edited', currency: 'CHF', bookedMinor: 12_990, nowMinor: 8_990, otherWay: { gateway: 'bank_deposit', amountMinor: 4_000 } },
  { reason: 'credit-note-needed', refundId: '901', invoiceNumber: 'RE-00702', currency: 'CHF', amountMinor: 4_000, lines: [{ title: 'Wein', quantity: 1, ratePpm: 81_000, grossMinor: 4_000 }], taxes: [{ ratePpm: 81_000, grossMinor: 4_000, amountMinor: 300 }] },
  { reason: 'payment-gone', gateway: 'twint', currency: 'CHF', amountMinor: 12_990 },
  { reason: 'period-locked', date: '2026-09-30', lockDate: '2026-09-30' },
  { reason: 'payment-unclear', gateway: 'twint', currency: 'CHF', amountMinor: 12_990 },
  { reason: 'payment-unclear', what: 'kept', gateway: 'twint', currency: 'CHF', amountMinor: 12_990 },
  { reason: 'payment-unclear', what: 'other-way', gateway: 'bank_deposit', currency: 'CHF', amountMinor: 12_990 },
  {
    reason: 'credit-note-needed',
    refundId: '901',
    invoiceNumber: 'RE-00071',
    currency: 'CHF',
    amountMinor: 5000,
    lines: [{ title: 'Wanderrucksack', quantity: 1, ratePpm: 81_000, grossMinor: 5000 }],
    taxes: [{ ratePpm: 81_000, grossMinor: 5000, amountMinor: 375 }],
  },
  { reason: 'period-locked', date: '2026-10-31', lockDate: '2026-11-30' },
  { reason: 'restock-needed', refundId: '901', items: [{ sku: 'RUCK-30', title: 'Wanderrucksack', quantity: 2 }] },
  { reason: 'refund-gone', gateway: 'twint', currency: 'CHF', amountMinor: 4_000 },
  { reason: 'entry-differs', reference: 'shopify:4711:refund:901', currency: 'CHF', expectedMinor: 4_000, actualMinor: 3_950 },
  { reason: 'order-gone' },
  { reason: 'unexpected', cause: 'TypeError' },
];

/** A shop in the middle of its life: orders in every state, every problem, a history. */
export async function fill(store: Store, shop = shopA): Promise<Map<string, Order>> {
  await install(store, shop);
  await connect(store, shop);
  await settle(store, shop, someSettings({ rules: someRules }));
  const orders = new Map<string, Order>();
  for (let index = 0; index < 60; index++) {
    const orderId = String(6000 + index);
    const processedAt = new Date(now.getTime() - index * 5 * 3_600_000);
    const totalMinor = 2_490 + ((index * 3_737) % 40_000);
    const problem = index % 7 === 3 ? problems[Math.floor(index / 7) % problems.length] : undefined;
    const shared = { shop: shop.domain, orderId, name: `#${2000 - index}`, totalMinor, processedAt, shopifyUpdatedAt: processedAt, customerLabel: names[index % names.length] ?? null, gateways: gateways[index % gateways.length] ?? '', facts: someFacts(index, totalMinor) };
    const unbooked = { invoiceId: null, invoiceNumber: null, invoiceTotalMinor: null, vatMinor: null, paidMinor: null };
    if (problem) await store.orders.record(aProblemRecord(problem, shared));
    else if (index % 11 === 4) await store.orders.record(aRecord({ ...shared, ...unbooked, state: 'waiting', detail: { kind: 'waiting', for: 'payment' } }));
    else if (index % 13 === 5) await store.orders.record(aRecord({ ...shared, ...unbooked, state: 'skipped', detail: { kind: 'skipped', why: 'test' } }));
    else await store.orders.record(aRecord({ ...shared, invoiceId: 700 + index, invoiceNumber: `RE-${String(700 + index).padStart(5, '0')}`, invoiceTotalMinor: totalMinor, vatMinor: Math.round(totalMinor * 0.0749), paidMinor: totalMinor }));
    orders.set(orderId, anOrder({ id: orderId, name: `#${2000 - index}`, processedAt }));
  }
  await tellStory(store, shop.domain, '6000');
  await tellWholeLife(store, shop.domain, '6001');
  await tellRun(store, shop.domain);
  await tellImports(store, shop.domain);
  await store.cursors.save(shop.domain, 'health-check', (await healthOf({ store, clock: manualClock(now) }, shop.domain)) ?? []);
  return orders;
}

/** A comparison with a line of every kind; `paused`: some of it approved, and the writing stands still. */
export async function fillProducts(store: Store, { shop = shopA, paused = false } = {}): Promise<void> {
  const about = { shop: shop.domain, companyId: aCompany().id };
  const create: NewArticle = { sku: 'MUG', name: 'Tasse', salePrice: '18.455', currencyId: 11, taxId: 216, weight: 320, accountId: 107, firstStock: null };
  const whole: ProductLine['differences'] = [
    { field: 'name', shopify: 'Fonduegabel aus Buchenholz, handgemacht in Appenzell – 4er-Set', bexio: 'Gabel', write: { side: 'bexio', value: 'Fonduegabel aus Buchenholz, handgemacht in Appenzell – 4er-Set' }, hindrance: null },
    { field: 'description', shopify: null, bexio: 'Zeile eins\nZeile zwei', write: null, hindrance: 'several-variants' },
    { field: 'price', shopify: '19.95', bexio: '18.46', write: { side: 'bexio', value: '18.455' }, hindrance: null },
    { field: 'purchasePrice', shopify: null, bexio: '8.00', write: { side: 'shopify', value: '8.00' }, hindrance: null },
    { field: 'weight', shopify: '1550', bexio: null, write: { side: 'bexio', value: '1550' }, hindrance: null },
    { field: 'unit', shopify: null, bexio: '702', write: { side: 'bexio', value: '701' }, hindrance: null },
    { field: 'tax', shopify: 'taxable', bexio: '203', write: { side: 'bexio', value: '216' }, hindrance: null },
  ];
  const bare = { differences: [], articleId: null };
  const lines: [ProductLine, { state: ProductState; cause?: string }][] = [
    [aProductLine(), { state: 'open' }],
    [aProductLine({ key: 'v:4002', sku: 'GABEL-4', name: 'Fonduegabel – 4er-Set', differences: whole }), { state: 'moved' }],
    [aProductLine({ key: 'v:4003', sku: 'KERZE', name: 'Kerze' }), { state: 'refused', cause: 'sale_price: is closed' }],
    [aProductLine({ ...bare, key: 'v:4004', finding: 'missing-in-bexio', sku: 'MUG', name: 'Tasse', create }), { state: 'open' }],
    [aProductLine({ ...bare, key: 'v:4005', finding: 'cannot', sku: 'EXPORT', name: 'Export', hindrance: 'rate-missing' }), { state: 'open' }],
    [aProductLine({ ...bare, key: 'v:4006', finding: 'duplicate-sku', sku: 'DOPPELT', name: 'Doppelt', rivals: [{ side: 'shopify', id: '4007', sku: 'DOPPELT' }, { side: 'bexio', id: '9502', sku: 'DOPPELT' }] }), { state: 'open' }],
    [aProductLine({ ...bare, key: 'v:4008', finding: 'similar-sku', sku: 'tee-m', name: 'Tee – M', rivals: [{ side: 'bexio', id: '9503', sku: 'TEE-M' }] }), { state: 'open' }],
    [aProductLine({ ...bare, key: 'v:4009', finding: 'empty-sku', sku: '', name: 'Ohne Nummer' }), { state: 'open' }],
    [aProductLine({ ...bare, key: 'a:9504', finding: 'missing-in-shopify', sku: 'BERATUNG', name: 'Beratung pro Stunde', variantId: null, productId: null, articleId: 9504 }), { state: 'open' }],
    [aProductLine({ ...bare, key: 'v:4010', finding: 'archived', sku: 'ALT', name: 'Alte Ware' }), { state: 'open' }],
    [aProductLine({ key: 'v:4011', finding: 'equal', sku: 'CAP', name: 'Cap', differences: [] }), { state: 'open' }],
    [aProductLine({ key: 'v:4012', finding: 'sku-changed', sku: 'CAP-NEU', name: 'Cap', differences: [{ field: 'sku', shopify: 'CAP-NEU', bexio: 'CAP-ALT', write: { side: 'bexio', value: 'CAP-NEU' }, hindrance: null }] }), { state: 'open' }],
    ...Array.from({ length: 60 }, (_, index): [ProductLine, { state: ProductState }] => [aProductLine({ key: `v:${5000 + index}`, finding: 'equal', sku: `W-${String(index).padStart(3, '0')}`, name: `Ware ${index}`, differences: [] }), { state: 'open' }]),
  ];
  await store.atomically(lines.map(([line, how]) => store.products.recording(about, line, how)));
  const ended = now.toISOString();
  await store.cursors.save(shop.domain, 'products-comparing', { startedAt: ended, endedAt: ended, articles: 71, variants: 72, cause: null });
  if (!paused) return;
  await store.products.approve(shop.domain, { finding: 'sku-changed', until: now }, null);
  await store.cursors.save(shop.domain, 'products-writing', { startedAt: ended, endedAt: null, written: 41, refused: 1, moved: 2, since: { at: ended, done: 0 } });
  await store.cursors.save(shop.domain, 'products-pause', { at: ended, by: 'person' });
}

const names = ['Anna Muster', 'Boulangerie Dupont Sàrl', 'Luca Bernasconi', 'Zoë Näf', null, 'Bäckerei & Söhne AG'];
const gateways = ['shopify_payments', 'twint', 'manual', 'shopify_payments,gift_card', 'paypal'];

async function tellStory(store: Store, shop: string, orderId: string): Promise<void> {
  const companyId = aCompany().id;
  const link = { shop, companyId, orderId };
  await store.links.add({ ...link, kind: 'contact', shopifyId: `mail:${orderId}`, bexioId: 88, detail: {} });
  await store.links.add({ ...link, kind: 'invoice', shopifyId: orderId, bexioId: 700, detail: { stage: 'issued', number: 'RE-00700' } });
  await store.links.add({ ...link, kind: 'payment', shopifyId: `pay-${orderId}`, bexioId: 501, detail: { amountMinor: 2_490 } });
  for (const event of ['contact-created', 'invoice-created', 'invoice-issued']) await store.journal.add({ shop, orderId, event });
  await store.journal.add({ shop, orderId, event: 'payment-booked', detail: { paymentId: 501, amountMinor: 2_490, gateway: 'twint' } });
  await store.journal.add({ shop, orderId, event: 'order-booked', detail: { kind: 'booked' } });
}
