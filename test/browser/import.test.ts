import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { settleIn, startPlayground, type Playground } from '../../src/playground.ts';
import { openAdmin, type Permission } from './admin.ts';
import { launchChromium } from './chromium.ts';

// Asking for orders older than sixty days, in the admin, where App Bridge asks the merchant; and what stands in its place outside.

let browser: Browser;
let folder: string;
let playground: Playground;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
afterEach(async () => {
  await playground.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(signIn: 'demo' | 'session-token'): Promise<Playground> {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  playground = await startPlayground({ databaseUrl: `file:${join(folder, 'walk.db')}`, app: { signIn }, bexio: { limits: 'off' }, shopify: { bucket: 'off' } });
  await settleIn(playground);
  return playground;
}

test('in the admin: refused, not approved, and granted', async () => {
  const { app: { store }, shop } = await open('session-token');
  const context = await browser.newContext({ locale: 'de-CH', viewport: { width: 390, height: 900 } });
  let answer: Permission = 'declined-all';
  const asked: string[][] = [];
  const { page, app } = await openAdmin(context, playground, { path: '/import', permit: (scopes) => (asked.push(scopes), answer) });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const ask = () => app.locator('button:has-text("Alle Bestellungen erlauben")').click();
  await ask();
  await app.locator('.banner:has-text("Sie haben es nicht erlaubt.")').waitFor();
  answer = 'undeclared';
  await ask();
  await app.locator('.banner:has-text("Shopify hat dieser App diese Berechtigung nicht bewilligt.")').waitFor();
  expect((await store.shops.get(shop.domain))?.scopes).not.toContain('read_all_orders');
  answer = 'granted-all';
  await ask();
  await app.locator('.banner:has-text("Shopify zeigt dieser App jetzt alle Bestellungen.")').waitFor();
  expect((await store.shops.get(shop.domain))?.scopes).toContain('read_all_orders');
  expect(await app.locator('button:has-text("Alle Bestellungen erlauben")').count()).toBe(0);
  expect(asked).toEqual([['read_all_orders'], ['read_all_orders'], ['read_all_orders']]);
  expect(faults).toEqual([]);
  await context.close();
});

test('outside it: where the button is, and no button', async () => {
  const { app, appUrl, shop } = await open('demo');
  const page = await (await browser.newContext({ locale: 'de-CH' })).newPage();
  await page.goto((await app.enter(shop.domain, shop.sessionToken())).href);
  await page.goto(`${appUrl}/import?locale=de`);
  await page.waitForSelector('.banner:has-text("Öffnen Sie sie dort")');
  expect(await page.locator('form[data-scopes]').count()).toBe(0);
  // A browser that claims a grant convinces nobody: what Shopify says counts.
  await page.goto(`${appUrl}/import?locale=de&asked=granted-all`);
  await page.waitForSelector('.banner:has-text("Shopify wird gefragt")');
  expect((await app.store.shops.get(shop.domain))?.scopes).not.toContain('read_all_orders');
});
