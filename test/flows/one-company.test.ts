import { afterAll, beforeAll, expect, test } from 'vitest';
import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import type { ProductSettings } from '../../src/domain/settings.ts';
import { createMerchant } from '../../src/sandbox/merchant.ts';
import type { OrderInput, Shop, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { firmOrder, personOrder } from './buyers.ts';
import { longAgo } from './open-shop.ts';
import { violations } from './oracle.ts';
import { openStage, type Stage } from './stage.ts';

// Decision 25: a merchant with two shops keeps one set of books. Same buyers, same articles, same order names, at the same time.

let stage: Stage;
let shops: Shop[];
beforeAll(async () => {
  stage = await openStage({ settings: { articles: 'create' } });
  const second = stage.shopify.addShop({ domain: 'zweitladen.myshopify.com', name: 'Zweitladen' });
  await settleInWith(second);
  shops = [stage.shop, second];
});
afterAll(() => stage.close());

test('forty orders of five buyers in two shops at once: one contact each, one article each, one invoice per order', async () => {
  const { faults } = stage.bexio;
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/contact$/, nth: 2 }, kind: 'cut-after' });
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/article$/, nth: 2 }, kind: 'cut-after' });
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_invoice$/, nth: 7 }, kind: 'cut-after' });
  const lines: OrderInput['lines'] = [{ title: 'Bergkäse', sku: 'KAESE', price: '24.29', taxRate: '0.026' }, { title: 'Messer', sku: 'MESSER', price: '18.35' }];
  const placed: { shop: Shop; order: StoredOrder }[] = [];
  for (let index = 0; index < 20; index++) {
    for (const shop of shops) {
      const mail = `kundin-${index % 4}@flow.example`;
      placed.push({ shop, order: shop.editor.create(index % 5 === 0 ? firmOrder('firma@flow.example', { lines }) : personOrder(mail, { lines })) });
    }
  }
  await drained(placed);

  const { books } = stage.bexio;
  const mails = books.contacts().map(({ mail }) => mail).filter((mail) => mail?.endsWith('flow.example'));
  expect(mails.toSorted()).toEqual(['firma@flow.example', 'kundin-0@flow.example', 'kundin-1@flow.example', 'kundin-2@flow.example', 'kundin-3@flow.example']);
  expect(books.articles().map(({ intern_code }) => intern_code).toSorted()).toEqual(['KAESE', 'MESSER']);
  expect(books.invoices()).toHaveLength(40);
  const references = books.invoices().map(({ api_reference }) => api_reference);
  expect(new Set(references)).toEqual(new Set(placed.map(({ shop, order }) => `shopify:${shop.id}:order:${order.legacyId}`)));
  const tenants = shops.map((shop) => ({ shop, books, contactKeys: [] }));
  // What one shop announced the other is asked for too: requests are compared with announcements where a company has one shop.
  const found = (await violations({ store: stage.app.store, bexio: stage.bexio, tenants })).filter((one) => !one.startsWith('I7'));
  expect(found).toEqual([]);
});

test('what is paid in bexio reaches the shop whose order it is, though they share the poll', async () => {
  const bills = shops.map((shop) => ({ shop, order: shop.editor.create(personOrder('kundin-1@flow.example', { payments: [{ gateway: 'bank_deposit', status: 'PENDING' }] })) }));
  expect(new Set(bills.map(({ order }) => order.name)).size).toBe(1);
  await drained(bills);
  const [first, second] = bills as [typeof bills[0], typeof bills[0]];
  const invoice = stage.bexio.books.invoices().find(({ api_reference }) => api_reference === `shopify:${second.shop.id}:order:${second.order.legacyId}`)!;
  stage.bexio.books.payInvoice(invoice.id);
  stage.clock.jump(300_000);
  await stage.settled();
  const paid = ({ order }: typeof first) => order.transactions.some((one) => one.status === 'SUCCESS');
  expect([paid(first), paid(second)]).toEqual([false, true]);
});

/** As `settleIn`, for the second shop: the sign-in's page signs the same person in at the same company. */
async function settleInWith(shop: Shop): Promise<void> {
  const merchant = createMerchant({ appUrl: stage.appUrl, shop: shop.domain, sessionToken: () => shop.sessionToken() });
  const page = await merchant.open('/connection');
  await merchant.connectBexio(page.document.querySelectorAll('a').find((one) => one.getAttribute('href')?.includes('/bexio/connect?'))?.getAttribute('href') ?? '');
  await stage.settled();
  const saved = (await stage.app.store.settings.get(stage.shop.domain))!;
  const result = await stage.app.store.settings.save(shop.domain, { ...saved.settings, goLiveAt: longAgo }, 0, 'merchant');
  expect(result.ok).toBe(true);
  const [one, two] = await Promise.all([stage.shop.domain, shop.domain].map((domain) => stage.app.store.connections.get(domain)));
  expect(two?.companyId).toBe(one?.companyId);
}

async function drained(placed: { shop: Shop; order: StoredOrder }[]): Promise<void> {
  const { store } = stage.app;
  for (let rounds = 0; rounds < 100; rounds++) {
    await stage.settled();
    const jobs = await Promise.all(placed.map(({ shop, order }) => store.jobs.get({ shop: shop.domain, kind: 'order', subject: order.legacyId })));
    const next = jobs.flatMap((job) => job?.dueAt ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
    if (!next) return;
    stage.clock.jump(Math.max(0, next.getTime() - stage.clock.now().getTime()));
  }
  throw new Error('the orders did not come to an end');
}

test('two shops that give one article different prices do not write against each other for ever', async () => {
  const { store } = stage.app;
  const products: ProductSettings = { ...productsOff, fields: { ...productsOff.fields, price: 'shopify' }, automatic: 'hourly' };
  for (const shop of shops) {
    const saved = await store.settings.get(shop.domain);
    await store.settings.save(shop.domain, { ...saved!.settings, products }, saved!.version, 'merchant');
    await store.cursors.save(shop.domain, 'products-approved', products);
  }
  const [first, second] = shops as [Shop, Shop];
  const id = stage.bexio.books.addArticle({ intern_code: 'TASSE', intern_name: 'Tasse', sale_price: '10.00', taxPercent: '8.1' });
  first.inventory.addProduct({ title: 'Tasse', variants: [{ sku: 'TASSE', price: '10.00' }] });
  second.inventory.addProduct({ title: 'Tasse', variants: [{ sku: 'TASSE', price: '12.00' }] });
  const priceNow = () => stage.bexio.books.articles().find((one) => one.id === id)?.sale_price;
  const hours = async (count: number) => {
    for (let hour = 0; hour < count; hour++) {
      for (const shop of shops) await store.jobs.ring({ shop: shop.domain, kind: 'compare-products', subject: 'routine' });
      await stage.settled();
      stage.clock.jump(3_600_000);
      await stage.settled();
    }
  };
  const writes = () => stage.bexio.requests.count({ method: 'POST', path: new RegExp(`^/2\\.0/article/${id}$`) });
  await hours(2);
  const settledAt = writes();
  await hours(4);
  expect([writes(), priceNow()]).toEqual([settledAt, '10']);
  const lineOf = async (shop: Shop) => (await store.products.list({ shop: shop.domain, search: 'tasse' })).products[0];
  // It waits for a person there, and is written when that person says so; then it is the other shop that waits.
  expect([(await lineOf(first))?.finding, (await lineOf(second))?.finding, (await lineOf(second))?.state]).toEqual(['equal', 'differs', 'open']);
  const { key, print } = (await lineOf(second))!;
  await store.products.approve(second.domain, { lines: [{ key, print }] }, null);
  await store.jobs.ring({ shop: second.domain, kind: 'write-products', subject: 'routine' });
  await stage.settled();
  expect(priceNow()).toBe('12');
  await hours(3);
  expect([priceNow(), (await lineOf(first))?.finding]).toEqual(['12', 'differs']);
  // Where both want the same new price, nobody is asked.
  first.inventory.editProduct('TASSE', { price: '15.00' });
  second.inventory.editProduct('TASSE', { price: '15.00' });
  await hours(3);
  expect([priceNow(), (await lineOf(first))?.finding, (await lineOf(second))?.finding]).toEqual(['15', 'equal', 'equal']);
});
