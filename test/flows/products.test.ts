import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import type { ProductFinding } from '../../src/domain/products/match-products.ts';
import type { ProductSettings } from '../../src/domain/settings.ts';
import type { ProductInput, VariantInput } from '../../src/sandbox/shopify/sandbox.ts';
import { openStage, type Stage } from './stage.ts';

// Products and articles over HTTP between both sandboxes: compared, approved, written, and what happens when a side changes in between.

let stage: Stage;
const shopifyLeads = { name: 'shopify', description: 'shopify', price: 'shopify', purchasePrice: 'shopify', weight: 'shopify', unit: 'shopify', tax: 'shopify' } as const;
const bexioLeads = { ...shopifyLeads, name: 'bexio', description: 'bexio', price: 'bexio', purchasePrice: 'bexio', weight: 'bexio', tax: 'bexio' } as const;

beforeAll(async () => {
  stage = await openStage();
  stage.shop.setScopes([...stage.shop.scopes(), 'write_products']);
});
afterAll(() => stage.close());
beforeEach(async () => {
  stage.shop.inventory.products.clear();
  stage.shop.inventory.variants.clear();
  for (const article of stage.bexio.books.articles()) stage.bexio.books.deleteArticle(article.id);
  await stage.app.store.cursors.forget(stage.shop.domain, 'products-pause');
  await stage.app.store.cursors.forget(stage.shop.domain, 'products-approved');
  await lead({ fields: shopifyLeads });
  await compare();
});

describe('compared', () => {
  test('what differs is written down, and nothing else is written anywhere', async () => {
    sell({ sku: 'TEE', price: '19.95', cost: '8.00', weight: { unit: 'KILOGRAMS', value: 0.1545 } });
    sell({ sku: 'NEW', price: '5.00' });
    sell({ price: '1.00' });
    const id = article('TEE', { intern_name: 'Alter Name', sale_price: '21.00' });
    article('OTHER', {});
    stage.bexio.requests.clear();
    await compare();
    expect(stage.bexio.requests.count({ method: 'POST' })).toBe(0);
    expect(await findings()).toEqual(['differs TEE', 'empty-sku ', 'missing-in-bexio NEW', 'missing-in-shopify OTHER']);
    const line = await lineOf('TEE');
    expect(line.articleId).toBe(id);
    expect(line.line.differences.map(({ field, shopify, bexio, write }) => [field, shopify, bexio, write?.side])).toEqual([
      ['name', 'Ware TEE', 'Alter Name', 'bexio'],
      ['description', 'Bio', '', 'bexio'],
      ['price', '19.95', '21.00', 'bexio'],
      ['purchasePrice', '8.00', null, 'bexio'],
      ['weight', '155', null, 'bexio'],
      ['unit', null, null, 'bexio'],
    ]);
  });

  test('a second look at the same changes no row', async () => {
    sell({ sku: 'TEE', price: '19.95' });
    await compare();
    const before = await lineOf('TEE');
    stage.clock.jump(60_000);
    await compare();
    expect(await lineOf('TEE')).toEqual(before);
  });

  test('what is gone from both sides is gone from the list', async () => {
    sell({ sku: 'TEE', price: '19.95' });
    article('OTHER', {});
    await compare();
    stage.shop.inventory.variants.clear();
    stage.bexio.books.deleteArticle(articleBy('OTHER').id);
    await compare();
    expect(await findings()).toEqual([]);
  });
});

describe('approved', () => {
  test('Shopify leads: articles are set, missing ones made, once, with everything', async () => {
    sell({ sku: 'TEE', price: '19.95', cost: '8.00', weight: { unit: 'GRAMS', value: 154.5 } });
    sell({ sku: 'NEW', price: '5.00', cost: '2.00', weight: { unit: 'GRAMS', value: 30 }, available: 7 });
    article('TEE', { intern_name: 'Alter Name', sale_price: '21.00' });
    await lead({ fields: shopifyLeads, firstStock: true });
    await compareAndApprove();
    expect(articleBy('TEE')).toMatchObject({ intern_name: 'Ware TEE', intern_description: 'Bio', sale_price: '19.95', purchase_price: '8', weight: 155 });
    expect(articleBy('NEW')).toMatchObject({ intern_name: 'Ware NEW', sale_price: '5', purchase_price: '2', weight: 30, is_stock: true, stock_nr: 7 });
    expect(await findings()).toEqual(['equal NEW', 'equal TEE']);
    await compareAndApprove();
    expect(stage.bexio.books.articles()).toHaveLength(2);
  });

  test('bexio leads: the product is set', async () => {
    sell({ sku: 'TEE', price: '19.95', taxable: true });
    article('TEE', { intern_name: 'Neuer Name', intern_description: 'Zeile <eins>\nZeile zwei', sale_price: '22.50', purchase_price: '9.00', weight: 200 });
    await lead({ fields: bexioLeads });
    await compareAndApprove();
    const variant = stage.shop.inventory.variantBySku('TEE')!;
    expect(stage.shop.inventory.products.get(variant.productId)).toMatchObject({ title: 'Neuer Name', descriptionHtml: 'Zeile<br />Zeile zwei' });
    expect(variant).toMatchObject({ price: 2_250n, taxable: true });
    expect(stage.shop.inventory.items.get(variant.itemId)).toMatchObject({ unitCost: 900n, weight: { unit: 'GRAMS', value: 200 } });
    expect(await findings()).toEqual(['equal TEE']);
  });

  test('only some fields: the others wait', async () => {
    sell({ sku: 'TEE', price: '19.95' });
    article('TEE', { intern_name: 'Alter Name', sale_price: '21.00' });
    await compare();
    const { key, print } = await lineOf('TEE');
    await stage.app.store.products.approve(stage.shop.domain, { lines: [{ key, print }] }, ['price']);
    await write();
    expect(articleBy('TEE')).toMatchObject({ intern_name: 'Alter Name', sale_price: '19.95' });
    expect((await lineOf('TEE')).line.differences.map(({ field }) => field)).not.toContain('price');
    expect(await lineOf('TEE')).toMatchObject({ finding: 'differs', state: 'open' });
  });

  test('a side that changed since: nothing is written, and the merchant is asked again', async () => {
    sell({ sku: 'TEE', price: '19.95' });
    const id = article('TEE', { intern_name: 'Ware TEE', intern_description: 'Bio', sale_price: '21.00' });
    await compare();
    await approveAll();
    stage.bexio.books.editArticle(id, { sale_price: 23_000_000n });
    await write();
    expect(articleBy('TEE').sale_price).toBe('23');
    expect(await lineOf('TEE')).toMatchObject({ state: 'moved', finding: 'differs' });
    expect((await lineOf('TEE')).line.differences.find(({ field }) => field === 'price')).toMatchObject({ bexio: '23.00', shopify: '19.95' });
    expect(await writing()).toMatchObject({ written: 0, moved: 1 });
  });

  test('a product deleted or an article deleted meanwhile', async () => {
    sell({ sku: 'GONE', price: '1.00' });
    sell({ sku: 'TEE', price: '19.95' });
    const id = article('TEE', { sale_price: '21.00' });
    await compare();
    await approveAll();
    stage.shop.inventory.variants.delete(stage.shop.inventory.variantBySku('GONE')!.id);
    stage.bexio.books.deleteArticle(id);
    await write();
    expect(stage.bexio.books.articles()).toEqual([]);
    expect(await findings()).toEqual(['missing-in-bexio TEE']);
    expect((await lineOf('TEE')).state).toBe('moved');
  });

  test('a SKU that was changed in Shopify is carried over, and never by itself', async () => {
    sell({ sku: 'TEE', price: '19.95' });
    await compareAndApprove();
    const { id } = articleBy('TEE');
    const variant = stage.shop.inventory.variantBySku('TEE')!;
    variant.sku = 'TEE-NEU';
    await lead({ fields: shopifyLeads, automatic: 'hourly', create: true });
    await consent();
    await compare();
    expect(await findings()).toEqual(['sku-changed TEE-NEU']);
    expect(articleBy('TEE').id).toBe(id);
    await approveAll();
    await write();
    expect(articleBy('TEE-NEU').id).toBe(id);
    expect(await findings()).toEqual(['equal TEE-NEU']);
  });

  test('an order and the comparison make one article of a new SKU between them', async () => {
    await stage.decide({ articles: 'create' });
    sell({ sku: 'BOTH', price: '10.00' });
    await compare();
    await approveAll();
    const order = stage.place({ customer: { lastName: 'A', email: 'a@example.ch' }, email: 'a@example.ch', lines: [{ title: 'Ware BOTH', sku: 'BOTH', price: '10.00' }], payments: [{ gateway: 'shopify_payments' }] });
    await Promise.all([stage.drain([order]), write()]);
    await write();
    expect(stage.bexio.books.articles().filter(({ intern_code }) => intern_code === 'BOTH')).toHaveLength(1);
    await stage.decide({ articles: 'match' });
  });
});

describe('by itself', () => {
  test('not before a person has approved on these terms, then at every comparison', async () => {
    sell({ sku: 'TEE', price: '19.95' });
    article('TEE', { intern_name: 'Ware TEE', intern_description: 'Bio', sale_price: '21.00' });
    await lead({ fields: shopifyLeads, automatic: 'hourly' });
    await compare();
    expect(articleBy('TEE').sale_price).toBe('21');
    await consent();
    await compare();
    expect(articleBy('TEE').sale_price).toBe('19.95');
    stage.shop.inventory.variantBySku('TEE')!.price = 2_995n;
    sell({ sku: 'NEW', price: '1.00' });
    stage.clock.jump(3_600_000);
    await stage.settled();
    expect(articleBy('TEE').sale_price).toBe('29.95');
    expect(await findings()).toEqual(['equal TEE', 'missing-in-bexio NEW']);
    await lead({ fields: { ...shopifyLeads, price: 'off' }, automatic: 'hourly' });
    stage.shop.inventory.products.get(stage.shop.inventory.variantBySku('TEE')!.productId)!.title = 'Anders';
    await compare();
    expect(await lineOf('TEE')).toMatchObject({ finding: 'differs', state: 'open' });
  });
});

describe('a product edited in Shopify', () => {
  const goods = { intern_description: 'Bio', unit_id: undefined };
  const inventory = () => stage.shop.inventory;
  /** What Shopify tells has arrived, and the time in which edits are gathered is over. */
  async function told(): Promise<void> {
    await stage.settled();
    stage.clock.jump(31_000);
    await stage.settled();
    await write();
  }
  async function byItself(sku: string, waiting: readonly string[] = []): Promise<void> {
    sell({ sku, price: '10.00' });
    article(sku, { ...goods, intern_name: `Ware ${sku}`, sale_price: '10.00' });
    await lead({ fields: shopifyLeads, automatic: 'daily', create: true });
    await consent();
    // The product itself was told, too, and those of the tests before may still be.
    await told();
    await compare();
    await write();
    expect(await findings()).toEqual([`equal ${sku}`, ...waiting]);
    stage.bexio.requests.clear();
    stage.shopify.requests.clear();
  }

  test('is compared half a minute later, alone, and written as the merchant has agreed once', async () => {
    await byItself('TEE');
    inventory().editProduct('TEE', { price: '12.00' });
    inventory().editProduct('TEE', { price: '12.50' });
    await told();
    expect(articleBy('TEE').sale_price).toBe('12.5');
    expect(await findings()).toEqual(['equal TEE']);
    // Compared: one query and one article; written: the article read, set, and nothing listed or searched.
    expect(stage.bexio.requests.count({ path: /^\/2\.0\/article$/ })).toBe(0);
    expect(stage.bexio.requests.count({ path: /search$/ })).toBe(0);
    expect(stage.shopify.requests.of('Variants')).toHaveLength(1);
  });

  test('nothing is asked of anybody where comparisons do not run by themselves', async () => {
    await byItself('TEE');
    await lead({ fields: shopifyLeads });
    inventory().editProduct('TEE', { price: '12.00' });
    await told();
    expect(stage.bexio.requests.count({ path: /article/ })).toBe(0);
    expect(stage.shopify.requests.of('Variants')).toEqual([]);
    expect(articleBy('TEE').sale_price).toBe('10');
  });

  test('a direction that nobody has agreed to is written down and no more', async () => {
    await byItself('TEE');
    await lead({ fields: { ...shopifyLeads, weight: 'off' }, automatic: 'daily', create: true });
    inventory().editProduct('TEE', { price: '12.00' });
    await told();
    expect(await findings()).toEqual(['differs TEE']);
    expect(articleBy('TEE').sale_price).toBe('10');
  });

  test('a new one gets its article; the article that had waited for it is no more alone', async () => {
    article('WAITS', { ...goods, intern_name: 'Ware WAITS', sale_price: '3.00' });
    await byItself('TEE', ['missing-in-shopify WAITS']);
    sell({ sku: 'NEW', price: '5.00' });
    sell({ sku: 'WAITS', price: '3.00' });
    await told();
    expect(await findings()).toEqual(['equal NEW', 'equal TEE', 'equal WAITS']);
    expect(stage.bexio.books.articles()).toHaveLength(3);
  });

  test('a SKU that another product bears, or that was changed, is left to the whole comparison and to a person', async () => {
    await byItself('TEE');
    sell({ sku: 'CUP', price: '1.00' });
    await told();
    inventory().editProduct('CUP', { sku: 'TEE', title: 'Tasse' });
    await told();
    expect(await findings()).toEqual(['equal CUP', 'equal TEE']);
    await compare();
    expect(await findings()).toEqual(['duplicate-sku TEE', 'duplicate-sku TEE', 'missing-in-shopify CUP']);
    expect(articleBy('TEE')).toMatchObject({ intern_name: 'Ware TEE', sale_price: '10' });
  });

  test('one that is gone leaves the list with the next whole comparison, ten minutes later; its article stays', async () => {
    await byItself('TEE');
    inventory().deleteProduct('TEE');
    await told();
    expect(await findings()).toEqual(['equal TEE']);
    stage.clock.jump(10 * 60_000);
    await stage.settled();
    expect(await findings()).toEqual(['missing-in-shopify TEE']);
    expect(articleBy('TEE').sale_price).toBe('10');
  });

  test('while a whole comparison is at work it waits', async () => {
    await byItself('TEE');
    const { store } = stage.app;
    const last = (await store.cursors.load(stage.shop.domain, 'products-comparing'))!.value;
    await store.cursors.save(stage.shop.domain, 'products-comparing', { ...last, endedAt: null });
    inventory().editProduct('TEE', { price: '12.00' });
    await told();
    expect(articleBy('TEE').sale_price).toBe('10');
    await store.cursors.save(stage.shop.domain, 'products-comparing', last);
    stage.clock.jump(61_000);
    await told();
    expect(articleBy('TEE').sale_price).toBe('12');
  });
});

describe('when things go wrong', () => {
  test('bexio refuses one line: it says why, and the others are written', async () => {
    for (const sku of ['A', 'B', 'C']) {
      sell({ sku, price: '2.00' });
      article(sku, { intern_name: `Ware ${sku}`, intern_description: 'Bio', sale_price: '1.00' });
    }
    await compare();
    await approveAll();
    const json = { error_code: 422, message: 'The form could not be saved due to the following errors:', errors: ['sale_price: is closed'] };
    const fault = stage.bexio.faults.add({ match: { method: 'POST', path: new RegExp(`/article/${articleBy('B').id}$`) }, kind: 'status', status: 422, json });
    await write();
    fault.remove();
    expect(['A', 'B', 'C'].map((sku) => articleBy(sku).sale_price)).toEqual(['2', '1', '2']);
    expect(await lineOf('B')).toMatchObject({ state: 'refused', cause: expect.stringContaining('is closed') as unknown });
    expect(await writing()).toMatchObject({ written: 2, refused: 1 });
  });

  test('answers that are lost and minutes that are full: everything is written, and no article twice', async () => {
    const skus = Array.from({ length: 8 }, (_, index) => `S-${index}`);
    for (const sku of skus) sell({ sku, price: '2.00' });
    for (const sku of skus.slice(4)) article(sku, { sale_price: '1.00' });
    await compare();
    await approveAll();
    const { faults } = stage.bexio;
    faults.add({ match: { method: 'POST', path: /\/article$/, nth: 2 }, kind: 'cut-after' });
    faults.add({ match: { method: 'POST', path: /\/article$/, nth: 4 }, kind: 'rate-limited' });
    faults.add({ match: { method: 'POST', path: /\/article\/\d+$/, nth: 2 }, kind: 'cut-after' });
    faults.add({ match: { method: 'POST', path: /\/article\/\d+$/, nth: 4 }, kind: 'rate-limited' });
    faults.add({ match: { method: 'GET', path: /\/article\/\d+$/, nth: 3 }, kind: 'cut-before' });
    for (let rounds = 0; rounds < 12; rounds++) {
      await write();
      stage.clock.jump(125_000);
    }
    faults.clear();
    expect(await findings()).toEqual(skus.map((sku) => `equal ${sku}`));
    expect(skus.map((sku) => articleBy(sku).sale_price)).toEqual(skus.map(() => '2'));
    expect(await writing()).toMatchObject({ written: 8, refused: 0, moved: 0, endedAt: expect.any(String) as unknown });
  });

  test('a pause holds after the line under way, and what is left goes on later', async () => {
    for (const sku of ['A', 'B', 'C']) {
      sell({ sku, price: '2.00' });
      article(sku, { intern_name: `Ware ${sku}`, intern_description: 'Bio', sale_price: '1.00' });
    }
    await compare();
    await approveAll();
    const slow = stage.bexio.faults.add({ match: { method: 'POST', path: /\/article\/\d+$/, nth: 1 }, kind: 'slow', delayMs: 200 });
    await stage.app.store.jobs.ring({ shop: stage.shop.domain, kind: 'write-products', subject: 'routine' });
    while (slow.hits() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stage.app.store.cursors.save(stage.shop.domain, 'products-pause', { at: stage.clock.now().toISOString(), by: 'person' });
    await stage.settled();
    expect((await stage.app.store.products.counts(stage.shop.domain)).byState).toMatchObject({ approved: 2 });
    await stage.app.store.cursors.forget(stage.shop.domain, 'products-pause');
    await write();
    expect(await findings()).toEqual(['equal A', 'equal B', 'equal C']);
  });

  test('without the right to change products everything waits, and goes on once it is there', async () => {
    sell({ sku: 'TEE', price: '1.00' });
    article('TEE', { intern_name: 'Ware TEE', sale_price: '2.00' });
    await lead({ fields: { ...productsOff.fields, price: 'bexio' } });
    await compare();
    await approveAll();
    const scopes = stage.shop.scopes();
    stage.shop.setScopes(scopes.filter((scope) => scope !== 'write_products'));
    await write();
    expect((await stage.app.store.cursors.load(stage.shop.domain, 'products-pause'))?.value).toMatchObject({ by: 'shopify', cause: expect.stringContaining('write_products') as unknown });
    expect(await lineOf('TEE')).toMatchObject({ state: 'approved' });
    stage.shop.setScopes(scopes);
    await stage.app.store.cursors.forget(stage.shop.domain, 'products-pause');
    await write();
    expect(stage.shop.inventory.variantBySku('TEE')?.price).toBe(200n);
  });
});

// Last in this file: the shop is not connected any more after it.
test('a connection that breaks: what is approved and the round of comparisons wait for it', async () => {
  sell({ sku: 'TEE', price: '19.95' });
  await lead({ fields: shopifyLeads, automatic: 'hourly' });
  await compare();
  await approveAll();
  await stage.app.store.connections.markBroken(stage.shop.domain, 'revoked');
  await write();
  await compare();
  expect(await lineOf('TEE')).toMatchObject({ state: 'approved' });
  for (const kind of ['write-products', 'compare-products']) {
    const job = await stage.app.store.jobs.get({ shop: stage.shop.domain, kind, subject: 'routine' });
    expect([kind, job?.dueAt && job.dueAt > stage.clock.now()]).toEqual([kind, true]);
  }
});

function sell(variant: VariantInput, product: Partial<ProductInput> = {}): void {
  stage.shop.inventory.addProduct({ title: `Ware ${variant.sku ?? ''}`.trim(), descriptionHtml: '<p>Bio</p>', ...product, variants: [variant] });
}

function article(intern_code: string, fields: Partial<Parameters<typeof stage.bexio.books.addArticle>[0]>): number {
  return stage.bexio.books.addArticle({ intern_code, intern_name: intern_code, taxPercent: '8.1', ...fields });
}

function articleBy(code: string) {
  const [found, ...more] = stage.bexio.books.articles().filter(({ intern_code }) => intern_code === code);
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} articles ${code}`);
  return found;
}

async function lead(products: Partial<ProductSettings>): Promise<void> {
  await stage.decide({ products: { ...productsOff, ...products } });
}

async function compare(): Promise<void> {
  await stage.run({ kind: 'compare-products', subject: 'routine' });
}

/** Between batches the job breathes for a moment: an idle machine comes back before that is over, and the count would go on into the next test. */
async function write(): Promise<void> {
  await stage.run({ kind: 'write-products', subject: 'routine' });
  stage.clock.jump(1_000);
  await stage.settled();
}

async function approveAll(): Promise<void> {
  for (const finding of ['differs', 'missing-in-bexio', 'sku-changed'] as const) await stage.app.store.products.approve(stage.shop.domain, { finding, until: stage.clock.now() }, null);
}

/** What approving on the page notes down. */
async function consent(): Promise<void> {
  const saved = await stage.app.store.settings.get(stage.shop.domain);
  await stage.app.store.cursors.save(stage.shop.domain, 'products-approved', saved!.settings.products);
}

async function compareAndApprove(): Promise<void> {
  await compare();
  await approveAll();
  await write();
}

async function findings(finding?: ProductFinding): Promise<string[]> {
  const { products } = await stage.app.store.products.list({ shop: stage.shop.domain, limit: 250, ...(finding ? { finding } : {}) });
  return products.map((one) => `${one.finding} ${one.sku}`).toSorted();
}

async function lineOf(sku: string) {
  const { products } = await stage.app.store.products.list({ shop: stage.shop.domain, limit: 250 });
  return products.find((one) => one.sku === sku)!;
}

async function writing() {
  return (await stage.app.store.cursors.load(stage.shop.domain, 'products-writing'))?.value;
}
