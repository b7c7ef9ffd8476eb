import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { pino } from 'pino';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Order } from '../../src/domain/order.ts';
import { parseDecimal, sum } from '../../src/domain/money.ts';
import { costOf } from '../../src/sandbox/shopify/cost.ts';
import { createShopifySandbox, type OrderInput, type Shop, type ShopifySandbox } from '../../src/sandbox/shopify/sandbox.ts';
import { adminSchema } from '../../src/sandbox/shopify/schema.ts';
import { documents } from '../../src/shopify/operations.ts';
import { createShopify, type ShopifyApi } from '../../src/shopify/platform.ts';

let sandbox: ShopifySandbox;
let shop: Shop;
let api: ShopifyApi;

beforeAll(async () => {
  sandbox = await createShopifySandbox({ bucket: 'off' });
  shop = sandbox.addShop({ domain: 'swiss-shop.myshopify.com' });
  api = apiOf(shop);
});
afterAll(() => sandbox.close());

function apiOf(of: Shop): ShopifyApi {
  const { apiKey, apiSecret, origin } = sandbox;
  const shopify = createShopify({ apiKey, apiSecret, origin, clock: systemClock, log: pino({ level: 'silent' }) });
  return shopify.api(of.domain, async () => of.accessToken());
}

async function placed(input: OrderInput, then: (id: string) => void = () => {}): Promise<Order> {
  const { legacyId, id } = shop.editor.create(input);
  then(id);
  return read(legacyId);
}

async function read(orderId: string): Promise<Order> {
  const order = await api.readOrder(orderId, 'shop');
  if (!order) throw new Error(`no order ${orderId}`);
  return order;
}

/** What an order amounts to by its parts as placed: lines less discounts, shipping, fees, duties, and the tax when it comes on top. */
function byParts(order: Order): number {
  const shipping = order.shippingLines.filter((line) => !line.removed);
  const charges = [...order.additionalFees, ...order.lines.flatMap((line) => line.duties)];
  const taxLines = [...order.lines, ...shipping, ...charges].flatMap((one) => one.taxLines);
  return sum([
    ...order.lines.map((line) => line.unitPriceMinor * line.quantity),
    ...shipping.map((line) => line.priceMinor),
    ...charges.map((charge) => charge.priceMinor),
    ...[...order.lines, ...shipping].flatMap((one) => one.discounts).map((discount) => -discount.amountMinor),
    ...(order.taxesIncluded ? [] : taxLines.map((line) => line.amountMinor)),
  ]);
}

describe('every kind of order reads whole', () => {
  test.each<[string, OrderInput, Partial<Record<'lines', Partial<Order['lines'][number]>[]>>]>([
    ['plain', { lines: [{ title: 'Fondue', sku: ' F-1 ', price: '24.90', quantity: 2 }], shipping: [{ price: '7.90' }] }, { lines: [{ kind: 'product', sku: 'F-1', quantity: 2, unitPriceMinor: 2490 }] }],
    ['tax on top', { taxesIncluded: false, lines: [{ price: '19.99', quantity: 3, taxRate: '0.081' }], shipping: [{ price: '5.00', taxRate: '0.081' }] }, { lines: [{ taxLines: [expect.objectContaining({ ratePpm: 81_000 })] }] }],
    ['reduced rate', { lines: [{ price: '10.00', taxRate: '0.026' }] }, { lines: [{ taxLines: [expect.objectContaining({ ratePpm: 26_000 })] }] }],
    ['without tax', { taxExempt: true, lines: [{ price: '10.00' }] }, { lines: [{ taxLines: [] }] }],
    ['a code over all lines', { lines: [{ price: '10.00', quantity: 3 }, { price: '3.33' }], discounts: [{ percentage: '10', code: 'HERBST' }] }, { lines: [{ discounts: [{ title: 'HERBST', amountMinor: 300 }] }, {}] }],
    ['an automatic discount on one line', { lines: [{ price: '10.00', discount: { amount: '1.05', title: 'Aktion', kind: 'automatic' } }] }, { lines: [{ discounts: [{ title: 'Aktion', amountMinor: 105 }] }] }],
    ['a gift card', { lines: [{ price: '50.00', giftCard: true }] }, { lines: [{ kind: 'gift-card', taxLines: [] }] }],
    ['a tip', { lines: [{ price: '20.00' }, { title: 'Tip', price: '2.00', tip: true }] }, { lines: [{ kind: 'product' }, { kind: 'tip' }] }],
    ['a custom line', { lines: [{ title: 'Montage', price: '120.00', custom: true }] }, { lines: [{ kind: 'custom', title: 'Montage' }] }],
    ['a bundle', { lines: [{ price: '20.00', bundle: { title: 'Geschenkset' } }] }, { lines: [{ bundleTitle: 'Geschenkset' }] }],
    ['duties and fees', { lines: [{ price: '20.00', duties: [{ price: '3.00' }] }], additionalFees: [{ title: 'Recycling', price: '0.60' }] }, { lines: [{ duties: [expect.objectContaining({ priceMinor: 300 })] }] }],
  ])('%s', async (_name, input, expected) => {
    const order = await placed(input);
    expect(order).toMatchObject(expected);
    expect(byParts(order)).toBe(order.totals.currentMinor);
    expect(order.totals.originalMinor).toBe(order.totals.currentMinor);
  });

  test('paid in cash, rounded at the till', async () => {
    const order = await placed({ source: 'pos', cashRounding: '0.05', lines: [{ price: '9.98' }], payments: [{ gateway: 'cash' }] });
    expect(order).toMatchObject({ sourceName: 'pos', totals: { currentMinor: 998, cashRoundingMinor: 2, receivedMinor: 1000 } });
  });

  test('bought by a company, on terms', async () => {
    const order = await placed({ company: { name: 'Käserei AG', location: 'Bern' }, poNumber: 'PO-7', paymentTerms: { type: 'NET', dueInDays: 30 }, lines: [{ price: '500.00' }] });
    expect(order).toMatchObject({ company: { name: 'Käserei AG', locationName: 'Bern' }, poNumber: 'PO-7', totals: { outstandingMinor: 50_000, receivedMinor: 0 } });
    expect(order.paymentTerms?.dueAt).toBeInstanceOf(Date);
  });

  test('refunded in part, with money and without', async () => {
    const order = await placed({ lines: [{ price: '10.00', quantity: 3 }], shipping: [{ price: '5.00' }], payments: [{}] }, (id) => {
      shop.editor.refund(id, { lines: [{ line: 0, quantity: 1 }], shipping: '2.00' });
      shop.editor.refund(id, { lines: [{ line: 0, quantity: 1 }], amount: '0' });
    });
    expect(order.lines[0]).toMatchObject({ quantity: 3, currentQuantity: 1 });
    expect(order.refunds).toHaveLength(2);
    expect(order.refunds[0]).toMatchObject({ lines: [{ lineId: order.lines[0]?.id, quantity: 1, subtotalMinor: 1000 }], shipping: [{ shippingLineId: order.shippingLines[0]?.id, subtotalMinor: 200 }], totalMinor: 1200 });
    expect(order.refunds[1]).toMatchObject({ totalMinor: 0, transactionIds: [] });
    const paidBack = order.transactions.find((one) => one.kind === 'refund');
    expect(order.refunds[0]?.transactionIds).toEqual([paidBack?.id]);
    expect(order.totals.refundedMinor).toBe(1200);
  });

  test('edited: a removed line, another one, other shipping', async () => {
    const order = await placed({ lines: [{ price: '10.00' }, { price: '20.00' }], shipping: [{ price: '5.00' }] }, (id) => {
      shop.editor.edit(id, { quantities: [{ line: 0, quantity: 0 }], add: [{ price: '30.00' }], removeShipping: [0], addShipping: [{ price: '9.00' }] });
    });
    expect(order.lines.map((line) => [line.quantity, line.currentQuantity])).toEqual([[1, 0], [1, 1], [1, 1]]);
    expect(order.shippingLines.map((line) => line.removed)).toEqual([true, false]);
    expect(order.totals.currentMinor).toBe(5900);
  });

  test('cancelled', async () => {
    const order = await placed({ lines: [{ price: '10.00' }], payments: [{}] }, (id) => void shop.editor.cancel(id, { refund: true, restock: true }));
    expect(order.cancelledAt).toBeInstanceOf(Date);
    expect(order.lines[0]?.currentQuantity).toBe(0);
  });

  test('fulfilled in part', async () => {
    const order = await placed({ lines: [{ price: '10.00', quantity: 3 }] }, (id) => void shop.editor.fulfil(id, { lines: [{ line: 0, quantity: 2 }] }));
    expect(order.lines[0]?.unfulfilledQuantity).toBe(1);
  });

  test.each([26, 66, 251, 500])('%d lines', async (count) => {
    const order = await placed({ lines: Array.from({ length: count }, (_, index) => ({ title: `Artikel ${index}`, price: '1.05', quantity: (index % 3) + 1 })) });
    expect(order.lines.map((line) => line.title)).toEqual(Array.from({ length: count }, (_, index) => `Artikel ${index}`));
    expect(byParts(order)).toBe(order.totals.currentMinor);
  });

  test('more refunds than a page of lines, each whole', async () => {
    const lines = Array.from({ length: 120 }, () => ({ price: '1.00' }));
    const order = await placed({ lines, payments: [{}] }, (id) => {
      shop.editor.refund(id, { lines: lines.map((_, line) => ({ line, quantity: 1 })) });
    });
    expect(order.refunds[0]?.lines).toHaveLength(120);
  });
});

describe('orders of real shops', () => {
  const folder = new URL('../data/shopify-orders/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const facts = z.object({ total_price: z.coerce.string(), currency: z.string(), line_items: z.array(z.object({ sku: z.string().nullish() })) });

  test.each(files)('%s', async (name) => {
    const json = readFileSync(new URL(name, folder), 'utf8');
    const whole: unknown = JSON.parse(json);
    const told = facts.parse(typeof whole === 'object' && whole !== null && 'order' in whole ? whole.order : whole);
    // Each in a shop of its own: the fixtures share ids.
    const own = sandbox.addShop({ domain: `fixture-${files.indexOf(name)}.myshopify.com`, currency: told.currency });
    // Without it orders older than 60 days are invisible.
    own.setScopes([...own.scopes(), 'read_all_orders']);
    const stored = own.editor.importRestOrder(json);
    const order = await apiOf(own).readOrder(stored.legacyId, 'shop');
    expect(order).toMatchObject({ id: stored.legacyId, name: stored.name, currency: told.currency });
    expect(order?.totals.originalMinor).toBe(parseDecimal(told.total_price, told.currency));
    expect(order?.lines.map((line) => line.sku)).toEqual(told.line_items.map((line) => line.sku?.trim() || null));
  });
});

describe('the shop', () => {
  test('details', async () => {
    expect(await api.readShop()).toMatchObject({ domain: shop.domain, id: shop.id, currency: 'CHF', timeZone: 'Europe/Zurich', countryCode: 'CH', taxesIncluded: true });
  });

  test('orders changed since, and none before', async () => {
    const fresh = sandbox.addShop({ domain: 'sweep.myshopify.com' });
    const ids = Array.from({ length: 60 }, () => fresh.editor.create({ lines: [{ price: '1.00' }] }).legacyId);
    const now = systemClock.now().getTime();
    const found: string[] = [];
    for await (const { orderId } of apiOf(fresh).ordersUpdatedSince(new Date(now - 60_000), new Date(now + 60_000))) found.push(orderId);
    expect(found.toSorted()).toEqual(ids.toSorted());
    for await (const { orderId } of apiOf(fresh).ordersUpdatedSince(new Date(now - 600_000), new Date(now - 60_000))) expect.unreachable(orderId);
  });

  test('metafields and tags arrive', async () => {
    const { legacyId, id } = shop.editor.create({ lines: [{ price: '1.00' }] });
    await api.setOrderMetafields(legacyId, [{ key: 'invoice_number', value: 'RE-00001', type: 'single_line_text_field' }]);
    await api.addTags(legacyId, ['bexio']);
    expect(shop.metafields(id)).toMatchObject([{ namespace: 'bexio', key: 'invoice_number', value: 'RE-00001' }]);
    expect((await read(legacyId)).tags).toEqual(['bexio']);
  });

  test('locations', async () => {
    expect(await api.locations()).toEqual([expect.objectContaining({ id: expect.stringMatching(/^\d+$/) })]);
  });
});

describe('products', () => {
  const texts = { currency: 'CHF', texts: true };
  const all = async (of: Shop, productId?: string) => {
    const found = [];
    for await (const page of apiOf(of).variants({ ...texts, ...(productId === undefined ? {} : { productId }) })) found.push(...page);
    return found;
  };
  const seller = () => {
    const own = sandbox.addShop({ domain: `${crypto.randomUUID()}.myshopify.com` });
    own.setScopes([...own.scopes(), 'write_products']);
    return own;
  };

  test('every variant, over several pages, with cost, weight and description', async () => {
    const own = seller();
    own.inventory.addProduct({ title: 'Tee', descriptionHtml: '<p>Bio</p>', variants: [{ title: 'S', sku: ' TEE-S ', price: '19.95', cost: '8', weight: { unit: 'KILOGRAMS', value: 0.1545 }, available: 7 }, { title: 'M', sku: '', price: '20' }] });
    own.inventory.addProduct({ title: 'Alt', status: 'ARCHIVED', variants: [{ sku: 'ALT', price: '5', taxable: false, weight: { unit: 'OUNCES', value: 1 }, bundleParent: true }] });
    for (let index = 0; index < 250; index++) own.inventory.addProduct({ title: `Ware ${index}`, variants: [{ sku: `W-${index}`, price: '1' }] });
    const found = await all(own);
    expect(found).toHaveLength(253);
    expect(found[0]).toEqual({
      id: expect.stringMatching(/^\d+$/) as unknown, productId: expect.stringMatching(/^\d+$/) as unknown, sku: 'TEE-S', productTitle: 'Tee', title: 'S', descriptionHtml: '<p>Bio</p>', priceMinor: 1_995, costMinor: 800, weightMg: 154_500,
      taxable: true, status: 'active', giftCard: false, bundle: false, only: false, units: 7,
    });
    expect(found[1]).toMatchObject({ sku: null, weightMg: null, costMinor: null, units: null });
    expect(found[2]).toMatchObject({ sku: 'ALT', status: 'archived', title: null, only: true, bundle: true, taxable: false, weightMg: 28_350 });
    expect((await all(own, found[0]!.productId)).map((one) => one.title)).toEqual(['S', 'M']);
  });

  test('fields are set, and read back', async () => {
    const own = seller();
    const { variants } = own.inventory.addProduct({ title: 'Alt', variants: [{ sku: 'A', price: '1' }] });
    const id = variants[0]!.id.split('/').at(-1)!;
    const [before] = await apiOf(own).variantsById([id, '999'], texts);
    await apiOf(own).changeVariant(before!, { title: 'Neu', descriptionHtml: '<p>x</p>', price: '2.50', cost: '1.20', weightGrams: 300, taxable: false });
    expect(await apiOf(own).variantsById([id], texts)).toEqual([{ ...before, productTitle: 'Neu', descriptionHtml: '<p>x</p>', priceMinor: 250, costMinor: 120, weightMg: 300_000, taxable: false }]);
    await apiOf(own).changeVariant(before!, { price: '3.00' });
    expect(await apiOf(own).variantsById([id], texts)).toMatchObject([{ productTitle: 'Neu', priceMinor: 300, costMinor: 120 }]);
  });

  test('what Shopify refuses is said: without the right, without a title, a variant that is gone', async () => {
    const own = seller();
    const { variants } = own.inventory.addProduct({ title: 'Alt', variants: [{ sku: 'A', price: '1' }] });
    const [variant] = await apiOf(own).variantsById([variants[0]!.id.split('/').at(-1)!], texts);
    await expect(apiOf(own).changeVariant(variant!, { title: ' ' })).rejects.toMatchObject({ failure: { kind: 'refused', cause: expect.stringContaining("Title can't be blank") as unknown } });
    await expect(apiOf(own).changeVariant({ ...variant!, id: '999' }, { price: '1' })).rejects.toMatchObject({ failure: { kind: 'refused', cause: expect.stringContaining('does not exist') as unknown } });
    own.setScopes(own.scopes().filter((scope) => scope !== 'write_products'));
    await expect(apiOf(own).changeVariant(variant!, { price: '1' })).rejects.toMatchObject({ failure: { kind: 'not-allowed', cause: expect.stringContaining('write_products') as unknown } });
  });
});

test.each(Object.entries(documents))('%s costs less than a single query may', (_name, text) => {
  const document = parse(text);
  const operation = document.definitions.find((one) => one.kind === 'OperationDefinition');
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  const cost = costOf({ schema: adminSchema().schema, document, operation, variables: { terms: true } }).requested();
  expect(cost).toBeLessThan(1000);
});
