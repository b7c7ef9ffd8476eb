import { expect, test } from 'vitest';
import type { ProductLine } from '../../src/domain/products/match-products.ts';
import { printOf } from '../../src/store/products.ts';
import type { Bench } from './contract.ts';
import { aShopDomain } from './samples.ts';

export function aProductLine(over: Partial<ProductLine> = {}): ProductLine {
  const differences: ProductLine['differences'] = [{ field: 'price', shopify: '19.95', bexio: '21.00', write: { side: 'bexio', value: '19.95' }, hindrance: null }];
  return { key: 'v:4001', finding: 'differs', sku: 'TEE-S', name: 'Tee – S', variantId: '4001', productId: '3001', articleId: 9501, differences, create: null, hindrance: null, rivals: [], ...over };
}

export function productsContract(bench: Bench): void {
  const about = (shop: string) => ({ shop, companyId: 'company-1' });
  const record = (shop: string, ...lines: ProductLine[]) => bench.store.atomically(lines.map((line) => bench.store.products.recording(about(shop), line, { state: 'open' })));

  test('one row per product, replaced by the next comparison', async () => {
    const shop = aShopDomain();
    const { products } = bench.store;
    await record(shop, aProductLine());
    const next = aProductLine({ finding: 'equal', differences: [], name: 'Tee\0 – S' });
    await record(shop, next);
    expect(await products.get(shop, 'v:4001')).toEqual({
      shop, key: 'v:4001', companyId: 'company-1', finding: 'equal', state: 'open', sku: 'TEE-S', variantId: '4001', articleId: 9501, line: { ...next, name: 'Tee – S' }, print: printOf(next), approvedFields: null, cause: null, changedAt: bench.clock.now(),
    });
    expect(await products.known(shop)).toEqual([{ key: 'v:4001', companyId: 'company-1', finding: 'equal', state: 'open', print: printOf(next), sku: 'TEE-S', variantId: '4001', articleId: 9501, changedAt: bench.clock.now() }]);
    expect(await products.get(aShopDomain(), 'v:4001')).toBeNull();
    await bench.store.atomically([products.removing(shop, 'v:4001')]);
    expect(await products.get(shop, 'v:4001')).toBeNull();
  });

  test('pages show every line once, in the order of SKUs, under every filter', async () => {
    const shop = aShopDomain();
    const skus = ['B', 'A', 'B', 'C', '', '100%', 'ä_x'];
    await record(shop, ...skus.map((sku, index) => aProductLine({ key: `v:${index}`, sku, name: `Ware ${index}`, finding: index % 2 ? 'equal' : 'differs' })));
    const all = async (more: object, limit: number) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await bench.store.products.list({ shop, limit, ...more, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.products.map(({ key }) => key));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return seen;
    };
    for (const limit of [1, 2, 3, 7, 50]) {
      expect((await all({}, limit)).toSorted()).toEqual(skus.map((_sku, index) => `v:${index}`));
      expect((await all({ finding: 'differs' }, limit)).toSorted()).toEqual(['v:0', 'v:2', 'v:4', 'v:6']);
    }
    expect(await all({ search: '0%' }, 10)).toEqual(['v:5']);
    expect(await all({ search: 'Ä_' }, 10)).toEqual(['v:6']);
    expect(await all({ search: 'WARE 3' }, 10)).toEqual(['v:3']);
    for (const cursor of ['nonsense', Buffer.from('[1,2]').toString('base64url'), Buffer.from('"x"').toString('base64url')]) expect(await all({ cursor }, 10)).toHaveLength(skus.length);
    expect((await bench.store.products.counts(shop)).byFinding).toMatchObject({ differs: 4, equal: 3, cannot: 0 });
  });

  test('approved is what was shown: a line that changed meanwhile, or that nothing can be done about, is not', async () => {
    const shop = aShopDomain();
    const { products } = bench.store;
    const lines = [aProductLine({ key: 'v:1' }), aProductLine({ key: 'v:2' }), aProductLine({ key: 'v:3', finding: 'duplicate-sku' }), aProductLine({ key: 'v:4', finding: 'missing-in-bexio' })];
    await record(shop, ...lines);
    const shown = lines.map((line) => ({ key: line.key, print: printOf(line) }));
    await record(shop, aProductLine({ key: 'v:2', name: 'Changed' }));
    expect(await products.approve(shop, { lines: shown }, ['price'])).toBe(2);
    expect((await products.approved(shop, 10)).map(({ key, approvedFields }) => [key, approvedFields])).toEqual([['v:1', ['price']], ['v:4', ['price']]]);
    expect((await products.counts(shop)).byState).toEqual({ open: 2, moved: 0, approved: 2, refused: 0 });
    expect(await products.approve(aShopDomain(), { lines: shown }, null)).toBe(0);
    await products.withdraw(shop);
    expect(await products.approved(shop, 10)).toEqual([]);
  });

  test('a whole filter is approved as it stood when it was shown', async () => {
    const shop = aShopDomain();
    const { products } = bench.store;
    const started = bench.clock.now();
    await record(shop, aProductLine({ key: 'v:1' }), aProductLine({ key: 'v:2', finding: 'missing-in-bexio' }));
    const until = bench.clock.now();
    bench.clock.advance(1_000);
    await record(shop, aProductLine({ key: 'v:3' }));
    const key = (await products.list({ shop, finding: 'differs' })).products.find(({ state }) => state !== 'approved')?.key ?? '';
    expect(await products.approve(shop, { finding: 'differs', until, except: [key] }, null)).toBe(0);
    expect(await products.approve(shop, { finding: 'differs', until }, null)).toBe(1);
    const [known] = (await products.list({ shop, limit: 1 })).products;
    expect((await products.ofArticles(shop, [known?.articleId ?? 0, 987_654])).map((one) => one.articleId)).toContain(known?.articleId);
    expect(await products.ofArticles(aShopDomain(), [known?.articleId ?? 0])).toEqual([]);
    expect((await products.approved(shop, 10)).map(({ key }) => key)).toEqual(['v:1']);
    expect(bench.clock.now().getTime() - started.getTime()).toBe(1_000);
  });

  test('goes with the shop', async () => {
    const shop = aShopDomain();
    await record(shop, aProductLine());
    await bench.store.shops.forget(shop);
    expect(await bench.store.products.get(shop, 'v:4001')).toBeNull();
  });
}
