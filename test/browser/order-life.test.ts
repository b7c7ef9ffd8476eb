import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { openShop, type OpenShop } from '../flows/open-shop.ts';
import { launchChromium } from './chromium.ts';

// What happens to orders after their invoice, as the merchant sees and directs it, between both sandboxes in a real browser.

const screenshots = join(import.meta.dirname, '../../screenshots');
const goods: OrderInput = {
  lines: [
    { title: 'Wanderrucksack', sku: 'RUCK-30', price: '100.00', taxRate: '0.081' },
    { title: 'Wanderführer', sku: 'BUCH', price: '65.50', quantity: 2, taxRate: '0.026' },
  ],
  taxesIncluded: true,
  customer: { firstName: 'Anna', lastName: 'Muster', email: 'anna@example.ch' },
};
const byCard: OrderInput = { ...goods, payments: [{ gateway: 'shopify_payments' }] };
const cancelled = 19;

let browser: Browser;
let open: OpenShop;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  [browser, open] = await Promise.all([launchChromium(), openShop({ app: { signIn: 'demo' } })]);
});
afterAll(() => Promise.all([browser.close(), open.close()]));
beforeEach(async () => {
  context = await browser.newContext({ locale: 'de-CH', viewport: { width: 1100, height: 900 } });
  page = await context.newPage();
  await page.goto((await open.app.enter(open.shop.domain, open.shop.sessionToken())).href);
});
afterEach(() => context.close());

async function booked(...inputs: OrderInput[]): Promise<StoredOrder[]> {
  const orders = inputs.map((input) => open.place(input));
  await open.finished(orders);
  return orders;
}

const visit = (path: string) => page.goto(`${open.appUrl}${path}${path.includes('?') ? '&' : '?'}locale=de`);
const keep = (name: string) => page.screenshot({ path: join(screenshots, `order-life-${name}.png`), fullPage: true });
/** As it is read: with plain blanks. */
const textOf = async (selector: string) => (await page.locator(selector).innerText()).replaceAll('\u00a0', ' ');
const invoices = (order: StoredOrder) => open.bexio.books.invoices().filter(({ api_reference }) => api_reference?.includes(`:order:${order.legacyId}`));

test('booked, changed, refunded, taken back: every step can be read, and the last one is asked about', async () => {
  const [order] = (await booked(goods)) as [StoredOrder];
  open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
  open.shop.editor.pay(order.id, { gateway: 'shopify_payments' });
  await open.finished([order]);
  open.shop.editor.refund(order.id, { lines: [{ line: 1, quantity: 1 }] });
  await open.finished([order]);

  await visit(`/orders/${order.legacyId}`);
  const numbers = invoices(order).map(({ document_nr }) => document_nr);
  expect(numbers).toHaveLength(2);
  for (const number of numbers) await page.locator(`#documents a:has-text("${number}")`).waitFor();
  expect(await textOf('#change-1')).toContain('Regenhülle');
  const [entry] = open.bexio.books.manualEntries();
  await page.click('#refund-1 summary');
  const told = await textOf('#refund-1');
  expect(told).toContain(`shopify:${open.shop.id}:refund:`);
  expect(told).toContain(`CHF ${entry?.entries[0]?.amount}`);
  expect(told).toContain('Wanderführer');
  await keep('refunded');

  await page.click('a:has-text("Zurücknehmen …")');
  await page.locator('h1:has-text("zurücknehmen")').waitFor();
  expect(await textOf('#reversed-1 tfoot')).toContain('CHF 195.50');
  expect(open.bexio.books.manualEntries()).toHaveLength(1);
  await keep('undo-asked');
  await page.click('button:has-text("Jetzt zurücknehmen")');
  await page.locator('.banner:has-text("Von selbst wird hier nichts mehr verbucht.")').waitFor();
  await page.locator('.title-line .badge:has-text("Ausgelassen")').waitFor();
  await page.locator('#refund-2').waitFor();
  expect(await textOf('#refund-2')).toContain('CHF 195.50');
  expect(await page.locator('button:has-text("Doch verbuchen")').count()).toBe(0);
  await keep('undone');
  const amounts = open.bexio.books.manualEntries().flatMap(({ entries }) => entries.map(({ amount }) => Number(amount)));
  expect(amounts.reduce((all, one) => all + one, 0)).toBeCloseTo(261, 2);
  expect(invoices(order).map(({ status }) => status)).toEqual([cancelled, 9]);
});

test('several at once: picked in the list, looked at, confirmed, done', async () => {
  const orders = await booked(goods, goods);
  await visit('/orders');
  for (const order of orders) await page.check(`input[name=order][value="${order.legacyId}"]`);
  await page.click('button[value=undo]');
  await page.locator('button:has-text("2 Bestellungen jetzt zurücknehmen")').waitFor();
  expect(await textOf('#orders')).toContain(`Rechnung ${invoices(orders[0] as StoredOrder)[0]?.document_nr} storniert`);
  expect(orders.flatMap((order) => invoices(order).map(({ status }) => status))).toEqual([8, 8]);
  await keep('run-ready');
  await page.click('button:has-text("2 Bestellungen jetzt zurücknehmen")');
  await page.locator('.banner.success:has-text("2 Bestellungen sind zurückgenommen.")').waitFor();
  expect(orders.flatMap((order) => invoices(order).map(({ status }) => status))).toEqual([cancelled, cancelled]);
});

test('a rule: tried on past orders, saved, and named on the order that it decided', async () => {
  await booked({ ...byCard, tags: ['Händler'] });
  await visit('/settings');
  await page.click('a.topic:has-text("Regeln")');
  await page.click('a:has-text("Regel hinzufügen")');
  await page.fill('input[name=name]', 'Händler');
  await page.fill('input[name=tags]', 'händler');
  await page.fill('input[name=daysToPay]', '60');
  await page.click('button:has-text("Ausprobieren")');
  await page.locator('#trial:has-text("würde eine anders behandelt")').waitFor();
  await page.locator('#trial tr.changed:has-text("60 Tage Zahlungsfrist"):has-text("schon verbucht")').waitFor();
  expect(await page.inputValue('input[name=daysToPay]')).toBe('60');
  expect((await open.app.store.settings.get(open.shop.domain))?.settings.rules).toEqual([]);
  await keep('rule-tried');
  await page.click('button:has-text("Speichern")');
  await page.locator('.banner.success:has-text("Gespeichert.")').waitFor();
  const [order] = (await booked({ ...goods, tags: ['HÄNDLER'] })) as [StoredOrder];
  await visit(`/orders/${order.legacyId}`);
  expect(await textOf('#summary')).toContain('Regel 1: Händler');
  const [invoice] = invoices(order);
  const days = (Date.parse(invoice?.is_valid_to ?? '') - Date.parse(invoice?.is_valid_from ?? '')) / 86_400_000;
  expect(days).toBe(60);
});

test('without scripts: taken back all the same', async () => {
  const [order] = (await booked(goods)) as [StoredOrder];
  const plain = await browser.newContext({ locale: 'de-CH', javaScriptEnabled: false, storageState: await context.storageState() });
  const bare = await plain.newPage();
  await bare.goto(`${open.appUrl}/orders/${order.legacyId}/undo?locale=de`);
  expect(await bare.locator('#cancelled').innerText()).toContain(invoices(order)[0]?.document_nr ?? 'no number');
  await bare.click('button:has-text("Jetzt zurücknehmen")');
  await bare.locator('h1').waitFor();
  expect(bare.url()).toMatch(/\/orders\/\d+\?.*done=undo/);
  await open.finished([order]);
  expect(invoices(order).map(({ status }) => status)).toEqual([cancelled]);
  await plain.close();
});
