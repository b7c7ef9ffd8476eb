import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPlayground, type Playground } from '../../src/playground.ts';
import { swissDay } from '../../src/sandbox/swiss-day.ts';
import { openAdmin } from './admin.ts';
import { launchChromium } from './chromium.ts';

// The first day of a merchant in a real browser, between both sandboxes: install, connect, accept, orders, a problem, its cure, a setting,
// a preview, disconnecting and connecting again. Once without the admin and once inside it.

const screenshots = join(import.meta.dirname, '../../screenshots');
const [firstOrder] = swissDay();

let browser: Browser;
let folder: string;
let playground: Playground | undefined;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchChromium();
  mkdirSync(screenshots, { recursive: true });
});
afterAll(() => browser.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'walk-'));
  context = await browser.newContext({ locale: 'de-CH', viewport: { width: 1100, height: 900 } });
});
afterEach(async () => {
  await context.close();
  await playground?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('on its own', async () => {
  playground = await start('demo');
  const page = await context.newPage();
  const faults = listen(page);
  await page.goto((await playground.app.enter(playground.shop.domain, playground.shop.sessionToken())).href);
  await page.goto(`${playground.appUrl}/?locale=de`);
  await page.click('main a:has-text("bexio verbinden")');
  await signInAtBexio(page, page);
  expect(new URL(page.url()).pathname).toBe('/setup');
  await liveThroughTheDay(page, page.locator('body'), playground, (path) => page.click(`nav a[href^="${path}"]`));
  await page.click('nav a[href^="/settings"]');
  await page.click('a:has-text("Verbindung zu bexio")');
  await page.click('summary:has-text("Verbindung trennen")');
  await page.click('button:has-text("Verbindung trennen")');
  await page.waitForSelector('text=Die Verbindung ist getrennt.');
  await signInAtBexio(page, page);
  await page.goto(`${playground.appUrl}/?locale=de`);
  await page.waitForSelector('text=Eine Bestellung steht in bexio.');
  expect(faults).toEqual([]);
});

test('inside the admin', async () => {
  playground = await start('session-token');
  const { page, app, tokens } = await openAdmin(context, playground);
  const faults = listen(page);
  await app.locator('main a:has-text("bexio verbinden")').click();
  await app.locator('h1:has-text("Verbindung zu bexio")').waitFor();
  await signInAtBexio(page, app);
  const menu = async (path: string) => void (await app.locator(`s-link[href^="${path}"]`).first().dispatchEvent('click'));
  await liveThroughTheDay(page, app.locator('body'), playground, menu);
  await menu('/settings');
  await app.locator('a:has-text("Verbindung zu bexio")').click();
  await app.locator('summary:has-text("Verbindung trennen")').click();
  await app.locator('button:has-text("Verbindung trennen")').click();
  await app.locator('text=Die Verbindung ist getrennt.').waitFor();
  await signInAtBexio(page, app);
  await app.locator('text=Eine Bestellung steht in bexio.').waitFor();
  expect(tokens()).toBeGreaterThan(10);
  const kept = await page.frames().at(-1)?.evaluate(() => `${localStorage.length} ${sessionStorage.length} ${document.cookie}`);
  expect(kept).toBe('0 0 ');
  expect(faults).toEqual([]);
});

function start(signIn: 'demo' | 'session-token'): Promise<Playground> {
  return startPlayground({ databaseUrl: `file:${join(folder, 'walk.db')}`, app: { signIn }, bexio: { limits: 'off' }, shopify: { bucket: 'off' } });
}

/** The link leaves the frame; bexio's page is at top level, and the way back leads to where the merchant came from. */
async function signInAtBexio(page: Page, app: Page | FrameLocator): Promise<void> {
  await app.locator('main a:has-text("bexio verbinden")').click();
  const person = page.locator('button[name=choice]:not([value=cancel])').first();
  if (app === page) {
    await person.click();
    await page.waitForURL((url) => !url.pathname.includes('/realms/') && !url.pathname.startsWith('/bexio/'));
    return;
  }
  // The way back leads by redirects to the real admin, where the browser would find ours only if it asked directly.
  const back = page.waitForRequest((request) => request.url().startsWith('https://admin.shopify.com/store/'));
  await person.click();
  const { href } = new URL((await back).url());
  await page.waitForEvent('requestfailed', { timeout: 3_000 }).catch(() => null);
  await page.goto(href);
}

type Place = ReturnType<Page['locator']>;

/** From the proposal to a booked order. CHF is still rounded to five rappen, so the first order needs the merchant. */
async function liveThroughTheDay(page: Page, app: Place, { shop, shopify, app: { worker, store } }: Playground, menu: (path: string) => Promise<void>): Promise<void> {
  await app.locator('button:has-text("Übernehmen und starten")').click();
  await app.locator('text=Alles bereit.').waitFor();
  if (!firstOrder) throw new Error('the day has no orders');
  shop.editor.create(firstOrder.input);
  await shopify.deliveries.idle();
  await worker.idle();
  await menu('/orders');
  await app.locator('h1:has-text("Bestellungen")').waitFor();
  await app.locator('.badge.critical').waitFor();
  await app.locator('tbody th a').first().click();
  await app.locator('.banner.critical:has-text("Die Rechnung wäre nicht genau.")').waitFor();
  await page.screenshot({ path: join(screenshots, `walk-problem-${page.url().includes('admin') ? 'admin' : 'own'}.png`) });
  await app.locator('a:has-text("Zur Prüfung")').click();
  await app.locator('button:has-text("Auf 0.01 stellen")').first().click();
  await app.locator('text=Rundung der Rechnungen in bexio: CHF 0.01').waitFor();
  await worker.idle();
  await menu('/settings');
  await app.locator('a:has-text("Zahlungsarten")').click();
  await app.locator('input[name=daysToPay]').fill('20');
  await app.locator('button:has-text("Speichern")').click();
  await app.locator('.banner.success:has-text("Gespeichert.")').waitFor();
  expect((await store.settings.get(shop.domain))?.settings.daysToPay).toBe(20);
  await worker.idle();
  await menu('/orders');
  await app.locator('.badge.success').first().waitFor();
  await app.locator('tbody th a').first().click();
  await app.locator('a:has-text("Vorschau der Rechnung")').click();
  await app.locator('.paper').waitFor();
  expect(await app.locator('#compare tr.changed').count()).toBe(0);
  await page.screenshot({ path: join(screenshots, `walk-preview-${page.url().includes('admin') ? 'admin' : 'own'}.png`) });
  const [booked] = (await store.orders.list({ shop: shop.domain, state: 'booked' })).orders;
  expect(booked?.invoiceTotalMinor).toBe(booked?.totalMinor);
}

function listen(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /127\.0\.0\.1.*assets|Content Security Policy/.test(`${message.location().url} ${message.text()}`)) faults.push(message.text());
  });
  return faults;
}
