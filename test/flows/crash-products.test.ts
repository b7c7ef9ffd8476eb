import { afterAll, beforeAll, expect, test } from 'vitest';
import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import { createKeyRing } from '../../src/store/key-ring.ts';
import { openStore } from '../../src/store/store.ts';
import { openCrashRun, type CrashRun, type Point } from './crash-run.ts';

// Killed in the middle of writing articles, before and after each request: the next process goes on, and nothing is there twice.

const products = { ...productsOff, fields: { ...productsOff.fields, price: 'shopify', name: 'shopify' }, create: true, automatic: 'daily' } as const;
const points: Point[] = [
  { moment: 'intent-prepared', nth: 1 },
  { moment: 'intent-sent', nth: 2 },
  { moment: 'answer-received', nth: 2 },
  { moment: 'answer-received', nth: 5 },
  { moment: 'link-recorded', nth: 3 },
];

let run: CrashRun;
beforeAll(async () => {
  run = await openCrashRun({ settings: { products } });
});
afterAll(() => run.close());

test('killed while writing, at every kind of moment', async () => {
  const { shop, bexio } = run.open;
  for (const [index, point] of points.entries()) {
    const skus = [0, 1, 2, 3, 4, 5].map((number) => `K${index}-${number}`);
    for (const sku of skus) shop.inventory.addProduct({ title: `Ware ${sku}`, variants: [{ sku, price: '12.50' }] });
    for (const sku of skus.slice(3)) bexio.books.addArticle({ intern_code: sku, intern_name: 'Alt', sale_price: '1.00', taxPercent: '8.1' });
    await ringCompare();
    const first = await run.life({ aim: { subject: 'routine', ...point } });
    await first.death();
    expect(isWritten(skus)).toBe(false);
    await run.clock.sleep(Number(run.open.environment['UNKNOWN_QUIET_SECONDS']) * 1_000);
    const second = await run.life();
    await expect.poll(() => isWritten(skus)).toBe(true);
    await second.stop();
    const made = bexio.books.articles().filter(({ intern_code }) => intern_code.startsWith(`K${index}-`));
    expect(made.map(({ intern_code }) => intern_code).toSorted()).toEqual(skus);
  }
  const store = await run.store();
  await expect(store.products.counts(shop.domain)).resolves.toMatchObject({ byFinding: { differs: 0, 'missing-in-bexio': 0, equal: 30 }, byState: { approved: 0, refused: 0 } });
});

function isWritten(skus: readonly string[]): boolean {
  const articles = run.open.bexio.books.articles();
  return skus.every((sku) => articles.some((one) => one.intern_code === sku && one.intern_name === `Ware ${sku}` && one.sale_price === '12.5'));
}

/** As approved by a person before: from then on comparisons approve by themselves. */
async function ringCompare(): Promise<void> {
  const { open: { environment, shop }, clock } = run;
  const store = await openStore({ url: environment['DATABASE_URL']!, keys: createKeyRing([environment['ENCRYPTION_KEYS']!]), clock, instance: 'test' });
  await store.cursors.save(shop.domain, 'products-approved', products);
  await store.jobs.ring({ shop: shop.domain, kind: 'compare-products', subject: 'routine' });
  await store.close();
}
