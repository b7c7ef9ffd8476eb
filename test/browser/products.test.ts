import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleIn, startPlayground, type Playground } from '../../src/playground.ts';
import { launchChromium } from './chromium.ts';

// A merchant's first comparison in a real browser: directions, the list, one line approved, then all of them, paused and gone on with.

let browser: Browser;
let folder: string;
let playground: Playground;
beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'products-'));
  playground = await startPlayground({ databaseUrl: `file:${join(folder, 'walk.db')}`, app: { signIn: 'demo' }, bexio: { limits: 'off' }, shopify: { bucket: 'off' } });
  await settleIn(playground);
});
afterAll(async () => {
  await browser.close();
  await playground.close();
  rmSync(folder, { recursive: true, force: true });
});

test('from the first look to everything written', async () => {
  const { app, appUrl, bexio, shop } = playground;
  const skus = Array.from({ length: 12 }, (_, index) => `P-${String(index).padStart(2, '0')}`);
  for (const sku of skus) shop.inventory.addProduct({ title: `Ware ${sku}`, variants: [{ sku, price: '19.95' }] });
  for (const sku of skus.slice(1)) bexio.books.addArticle({ intern_code: sku, intern_name: `Ware ${sku}`, sale_price: '21.00', taxPercent: '8.1' });
  const page = await (await browser.newContext({ locale: 'de-CH' })).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto((await app.enter(shop.domain, shop.sessionToken())).href);
  await page.goto(`${appUrl}/settings/products?locale=de`);
  await page.selectOption('select[name="product:price"]', 'shopify');
  await page.click('button:has-text("Speichern")');
  await page.waitForSelector('.banner.success');
  await app.worker.idle();
  await page.click('nav a[href^="/products"]');
  await page.selectOption('select[name=finding]', 'differs');
  await page.click('main button:has-text("Anzeigen")');
  await page.waitForURL(/finding=differs/);
  await page.waitForSelector('li:has-text("Preis in bexio:")');
  expect(await page.locator('tbody tr').count()).toBe(11);
  expect(bexio.books.articles().filter(({ sale_price }) => sale_price === '21')).toHaveLength(11);

  await page.check('tbody tr:first-child [data-pick]');
  await page.waitForSelector('text=1 ausgewählt');
  await page.click('button:has-text("Auswahl bestätigen und schreiben")');
  await page.waitForSelector('text=1 bestätigt. Es wird jetzt geschrieben.');
  await expect.poll(() => bexio.books.articles().filter(({ sale_price }) => sale_price === '19.95').length).toBe(1);

  const slow = bexio.faults.add({ match: { method: 'POST', path: /\/article\/\d+$/ }, kind: 'slow', delayMs: 2_000 });
  await page.goto(`${appUrl}/products?locale=de&finding=differs`);
  await page.click('summary:has-text("Alle 10 bestätigen")');
  await page.click('button:has-text("Alle bestätigen und schreiben")');
  await page.waitForSelector('progress[max="10"]');
  await page.waitForSelector('text=Noch weniger als eine Minute.');
  await page.click('button:has-text("Anhalten")');
  await page.waitForSelector('h2:has-text("Angehalten")');
  await app.worker.idle();
  const written = bexio.books.articles().filter(({ sale_price }) => sale_price === '19.95').length;
  expect(written).toBeLessThan(11);
  slow.remove();
  await page.click('button:has-text("Weiter schreiben")');
  // The page looks again by itself until nothing is left to write.
  await page.waitForSelector('text=Fertig geschrieben');
  expect(bexio.books.articles().every(({ sale_price }) => sale_price === '19.95')).toBe(true);
  expect(bexio.books.articles()).toHaveLength(11);
  expect(faults).toEqual([]);
});
