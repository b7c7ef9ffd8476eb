import { parse } from 'node-html-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productsOff } from '../../../src/domain/settings/complete-settings.ts';
import { printOf } from '../../../src/store/products.ts';
import { someSettings } from '../../domain/build.ts';
import { aProductLine } from '../../store/contract-products.ts';
import { connect, fillProducts, install, now, openShopfront, settle, shopA, shopB, type Shopfront } from './shopfront.ts';

// The page where a comparison is approved: what it shows, what it posts, and whose lines it touches.

let front: Shopfront;
beforeAll(async () => {
  front = await openShopfront();
  const settings = someSettings({ products: { ...productsOff, fields: { ...productsOff.fields, price: 'shopify', name: 'bexio' } } });
  for (const shop of [shopA, shopB]) {
    await install(front.store, shop);
    await connect(front.store, shop);
    await settle(front.store, shop, settings);
  }
  await fillProducts(front.store);
});
afterAll(() => front.close());

describe('the list', () => {
  test('says of each line what would be written where', async () => {
    const page = await open('/products?finding=differs');
    expect(page.text).toContain('Preis in bexio: CHF 21.00 → wird zu CHF 19.95');
    expect(page.text).toMatch(/Alle \d+ bestätigen/);
    expect(page.html).toContain('value="v:4001|');
  });
  test('filters, searches, and explains the filter', async () => {
    const page = await open('/products?finding=duplicate-sku');
    expect(page.text).toContain('Geben Sie jedem seine eigene Nummer');
    expect(page.html).not.toContain('name="line"');
    expect((await open('/products?q=nichts-dergleichen')).text).toContain('Nichts gefunden');
    expect((await open('/products?finding=nonsense')).status).toBe(200);
  });
  test('asks for the right to change products while bexio leads a field', async () => expect((await open('/products')).text).toContain('Shopify erlaubt der App noch nicht'));
  test('another shop sees none of it', async () => expect((await open('/products', shopB.domain)).text).toContain('Noch nicht verglichen'));
});

describe('approving', () => {
  test('picked lines with their prints, and only the fields that are ticked', async () => {
    const answer = await post('/products/approve', [['line', `v:4001|${print('v:4001')}`], ['line', 'v:4002|outdated'], ['offered', 'price'], ['offered', 'name'], ['field', 'price']]);
    expect(answer.location).toContain('approved=1');
    expect(await front.store.products.get(shopA.domain, 'v:4001')).toMatchObject({ state: 'approved', approvedFields: ['sku', 'price'] });
    expect((await front.store.cursors.load(shopA.domain, 'products-approved'))?.value).toMatchObject({ fields: { price: 'shopify' } });
    expect(await front.store.jobs.get({ shop: shopA.domain, kind: 'write-products', subject: 'routine' })).not.toBeNull();
    const page = await open('/products?approved=1');
    expect(page.text).toContain('1 bestätigt. Es wird jetzt geschrieben.');
    expect(page.text).toContain('0 von 1 geschrieben');
    expect(page.html).toContain('data-poll');
  });
  test('pausing and going on', async () => {
    await post('/products/pause', []);
    const page = await open('/products');
    expect(page.text).toContain('Noch zu schreiben: 1.');
    expect(page.html).not.toContain('data-poll');
    await post('/products/resume', []);
    expect(await front.store.cursors.load(shopA.domain, 'products-pause')).toBeNull();
  });
  test('discarding the rest', async () => {
    await post('/products/withdraw', []);
    expect(await front.store.products.get(shopA.domain, 'v:4001')).toMatchObject({ state: 'open', approvedFields: null });
  });
  test('a whole filter, as it stood when it was shown', async () => {
    const answer = await post('/products/approve', [['all', 'missing-in-bexio'], ['until', String(now.getTime())]]);
    expect(answer.location).toContain('approved=1');
    expect((await post('/products/approve', [['all', 'differs'], ['until', '1000']])).location).toContain('approved=0');
    await post('/products/withdraw', []);
  });
  test('nothing picked, nothing ticked, nonsense: nothing approved', async () => {
    for (const fields of [[], [['line', 'v:4001']], [['line', `v:4001|${print('v:4001')}`], ['offered', 'price']], [['all', 'equal'], ['until', String(now.getTime())]], [['all', 'differs'], ['until', 'x']]] as [string, string][][]) {
      expect((await post('/products/approve', fields)).location).toContain('approved=0');
    }
    expect((await open('/products?approved=0')).text).toContain('Nichts bestätigt');
  });
  test('not in another shop', async () => {
    expect((await post('/products/approve', [['line', `v:4001|${print('v:4001')}`]], shopB.domain)).location).toContain('approved=0');
    expect((await post('/products/approve', [['all', 'differs'], ['until', String(now.getTime())]], shopB.domain)).location).toContain('approved=0');
    expect((await front.store.products.counts(shopA.domain)).byState.approved).toBe(0);
  });
});

test('the directions are a topic of the settings, and saving them compares anew', async () => {
  const form = await open('/settings/products');
  expect(form.text).toContain('Welche Angaben zwischen Shopify Produkten');
  const before = await front.store.jobs.get({ shop: shopA.domain, kind: 'compare-products', subject: 'routine' });
  const saved = await post('/settings/products', [['version', '1'], ['product:weight', 'bexio'], ['product:unit', 'shopify'], ['productPrices', 'net'], ['productRate', '26000'], ['productCreate', 'yes'], ['productAutomatic', 'daily']]);
  expect(saved.status).toBe(303);
  expect((await front.store.settings.get(shopA.domain))?.settings.products).toMatchObject({ fields: { price: 'shopify', weight: 'bexio', unit: 'shopify' }, articlePrices: 'net', ratePpm: 26_000, create: true, automatic: 'daily' });
  expect(before).toBeNull();
  expect(await front.store.jobs.get({ shop: shopA.domain, kind: 'compare-products', subject: 'routine' })).not.toBeNull();
  expect((await post('/settings/products', [['version', '2'], ['product:unit', 'bexio']])).status).toBe(422);
  expect((await open('/settings')).text).toContain('bexio gilt: Name und Gewicht');
  expect((await open('/settings/history')).text).toContain('Jeden Tag');
});

function print(key: string): string {
  return printOf(aProductLine({ key }));
}

async function open(path: string, shop = shopA.domain) {
  const answer = await fetch(`${front.url}${path}${path.includes('?') ? '&' : '?'}locale=de`, { headers: { 'x-test-shop': shop } });
  const html = await answer.text();
  return { status: answer.status, html, text: parse(html).textContent.replaceAll(/[\s\u00a0]+/g, ' ') };
}

async function post(path: string, fields: [string, string][], shop = shopA.domain) {
  const answer = await fetch(`${front.url}${path}?locale=de`, { method: 'POST', redirect: 'manual', headers: { 'x-test-shop': shop }, body: new URLSearchParams(fields) });
  return { status: answer.status, location: answer.headers.get('location') ?? '' };
}
