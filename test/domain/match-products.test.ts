import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stillToWrite } from '../../src/domain/products/approval.ts';
import { articleChange, differencesOf, variantChange } from '../../src/domain/products/compare-product.ts';
import { plainDescription } from '../../src/domain/products/description.ts';
import { matchProducts, pairLine } from '../../src/domain/products/match-products.ts';
import { parseDecimal } from '../../src/domain/money.ts';
import type { Article, ArticleChange, Variant, VariantChange } from '../../src/domain/products/product.ts';
import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import { anArticle, aVariant, someTerms } from './build.ts';

const none = new Map<string, number>();
const match = (variants: Variant[], articles: Article[], terms = someTerms(), pairings = none) => matchProducts({ variants, articles, pairings }, terms);
const found = (...given: Parameters<typeof match>) => match(...given).map(({ key, finding }) => `${key} ${finding}`);

describe('pairs', () => {
  test('agree in everything', () => expect(match([aVariant()], [anArticle()])).toMatchObject([{ key: 'v:4001', finding: 'equal', articleId: 9_501, differences: [] }]));

  test('nothing is compared that the merchant has not switched on', () => {
    const terms = someTerms('shopify', productsOff);
    expect(found([aVariant({ priceMinor: 1, productTitle: 'Other' })], [anArticle()], terms)).toEqual(['v:4001 equal']);
  });

  test('name, price, weight, tax: each side as it stands, and what would be written where', () => {
    const article = anArticle({ name: 'T-Shirt', salePrice: '21.000000', weight: 160, taxId: 203 });
    expect(differencesOf(aVariant(), article, someTerms('shopify'))).toEqual([
      { field: 'name', shopify: 'Tee – S', bexio: 'T-Shirt', write: { side: 'bexio', value: 'Tee – S' }, hindrance: null },
      { field: 'price', shopify: '19.95', bexio: '21.00', write: { side: 'bexio', value: '19.95' }, hindrance: null },
      { field: 'weight', shopify: '155', bexio: '160', write: { side: 'bexio', value: '155' }, hindrance: null },
      { field: 'tax', shopify: 'taxable', bexio: '203', write: { side: 'bexio', value: '216' }, hindrance: null },
    ]);
    expect(variantChange(differencesOf(aVariant({ only: true, title: null }), article, someTerms('bexio')))).toEqual({ title: 'T-Shirt', price: '21.00', weightGrams: 160, taxable: false });
  });

  test('title and description belong to the product: with several variants bexio cannot lead them', () => {
    const article = anArticle({ name: 'T-Shirt', description: 'Neu' });
    expect(differencesOf(aVariant(), article, someTerms('bexio'))).toMatchObject([
      { field: 'name', write: null, hindrance: 'several-variants' },
      { field: 'description', write: null, hindrance: 'several-variants' },
    ]);
    expect(pairLine(aVariant(), article, someTerms('bexio')).finding).toBe('cannot');
  });

  test('a reduced rate in bexio is no difference: Shopify knows only taxed or not', () => expect(differencesOf(aVariant(), anArticle({ taxId: 217 }), someTerms())).toEqual([]));

  test('prices with and without VAT are compared as the buyer pays them', () => {
    const net = { articlePrices: 'net' } as const;
    expect(differencesOf(aVariant(), anArticle({ salePrice: '18.455000' }), someTerms('shopify', net))).toEqual([]);
    expect(articleChange(differencesOf(aVariant(), anArticle({ salePrice: '18.46' }), someTerms('shopify', net)))).toEqual({ salePrice: '18.455' });
    expect(variantChange(differencesOf(aVariant(), anArticle({ salePrice: '18.46' }), someTerms('bexio', net)))).toEqual({ price: '19.96' });
    expect(differencesOf(aVariant(), anArticle({ salePrice: '18.455', taxId: null }), someTerms('bexio', net))).toMatchObject([{ field: 'price', write: null, hindrance: 'rate-unknown' }]);
  });

  test('an article in another currency keeps its prices', () => expect(differencesOf(aVariant(), anArticle({ currencyId: 12 }), someTerms())).toMatchObject([{ field: 'price', hindrance: 'other-currency', write: null }]));

  test('an empty side never empties the other', () => {
    expect(differencesOf(aVariant({ costMinor: null, weightMg: null, descriptionHtml: '' }), anArticle(), someTerms('shopify'))).toEqual([]);
    expect(differencesOf(aVariant(), anArticle({ purchasePrice: null, weight: null, description: '', salePrice: null, taxId: null }), someTerms('bexio'))).toEqual([]);
  });

  test('less than a gram is a gram: bexio takes whole numbers, and 0 is none', () => {
    expect(articleChange(differencesOf(aVariant({ weightMg: 400 }), anArticle({ weight: 0 }), someTerms()))).toEqual({ weight: 1 });
    expect(differencesOf(aVariant({ weightMg: 154_499 }), anArticle({ weight: 154 }), someTerms())).toEqual([]);
  });
});

describe('findings', () => {
  test('missing in bexio: the article to make', () => {
    const [line] = match([aVariant()], [], someTerms('shopify', { firstStock: true }));
    expect(line).toMatchObject({ finding: 'missing-in-bexio', create: { sku: 'TEE-S', name: 'Tee – S', description: 'Bio-Baumwolle', salePrice: '19.95', purchasePrice: '8.00', weight: 155, taxId: 216, currencyId: 11, unitId: 701, accountId: 107 } });
  });
  test('a rate of the merchant’s choice for new articles', () => expect(match([aVariant()], [], someTerms('shopify', { ratePpm: 26_000 }))[0]?.create?.taxId).toBe(217));
  test('first stock: not for a bundle, whose parts are counted, nor below zero', () => {
    const terms = someTerms('shopify', { firstStock: true });
    terms.company.modules.stock = true;
    terms.company.stockPlaces = [{ stockId: 1, placeId: 2, name: 'Lager' }];
    expect(match([aVariant({ bundle: true }), aVariant({ id: '2', sku: 'B', units: -3 })], [], terms).map((line) => line.create?.firstStock)).toEqual([null, { units: 0, stockId: 1, placeId: 2 }]);
  });
  test('missing in Shopify', () => expect(found([], [anArticle()])).toEqual(['a:9501 missing-in-shopify']));
  test('a SKU twice, in Shopify or in bexio: neither is touched', () => {
    expect(found([aVariant(), aVariant({ id: '4002' })], [anArticle({ salePrice: '1' })])).toEqual(['v:4001 duplicate-sku', 'v:4002 duplicate-sku']);
    expect(match([aVariant()], [anArticle(), anArticle({ id: 9_502 })])).toMatchObject([{ finding: 'duplicate-sku', differences: [], rivals: [{ side: 'bexio', id: '9501' }, { side: 'bexio', id: '9502' }] }]);
  });
  test('an archived product leaves its SKU to its successor, and its article in peace', () => {
    expect(found([aVariant({ status: 'archived' }), aVariant({ id: '4002' })], [anArticle()])).toEqual(['v:4002 equal']);
    expect(found([aVariant({ status: 'archived', priceMinor: 1 })], [anArticle()])).toEqual(['v:4001 archived']);
    expect(found([aVariant({ status: 'archived' })], [])).toEqual([]);
  });
  test('without SKU', () => expect(found([aVariant({ sku: null }), aVariant({ id: '4002', sku: '  ' })], [])).toEqual(['v:4001 empty-sku', 'v:4002 empty-sku']));
  test('another spelling is named, not doubled', () => expect(match([aVariant({ sku: 'tee-s ' })], [anArticle()])).toMatchObject([{ finding: 'similar-sku', rivals: [{ id: '9501', sku: 'TEE-S' }], create: null }]));
  test('drafts get no article yet, gift cards never', () => expect(found([aVariant({ status: 'draft' }), aVariant({ id: '4002', sku: 'GIFT', giftCard: true })], [])).toEqual([]));
  test('a SKU too long for bexio', () => expect(match([aVariant({ sku: 'x'.repeat(256) })], [])).toMatchObject([{ create: null, hindrance: 'too-long' }]));
});

describe('a SKU that was changed in Shopify', () => {
  const pairings = new Map([['4001', 9_501]]);
  test('is carried to the article it was paired with', () => {
    const [line] = match([aVariant({ sku: 'TEE-SMALL' })], [anArticle()], someTerms('bexio'), pairings);
    expect(line).toMatchObject({ finding: 'sku-changed', articleId: 9_501 });
    expect(articleChange(line!.differences)).toEqual({ sku: 'TEE-SMALL' });
  });
  test('not when the new one has an article of its own', () => expect(found([aVariant({ sku: 'NEW' })], [anArticle(), anArticle({ id: 2, sku: 'NEW' })], someTerms(), pairings)).toEqual(['v:4001 equal', 'a:9501 missing-in-shopify']));
  test('nor when the old one belongs to another variant now', () => expect(found([aVariant({ sku: 'NEW' }), aVariant({ id: '4002' })], [anArticle()], someTerms(), pairings)).toEqual(['v:4001 missing-in-bexio', 'v:4002 equal']));
});

test('carrying out all differences leaves none, whichever side leads', () => {
  const text = fc.constantFrom('', 'Tee', 'Tee & <b>', '  zwei  Blanks ', 'a < b', 'Größe №1 👕');
  const price = fc.integer({ min: 0, max: 5_000_000 });
  const variants = fc.record({ productTitle: text, descriptionHtml: text.map((one) => `<p>${one}</p><ul><li>&amp; mehr</li></ul>`), priceMinor: price, costMinor: fc.option(price), weightMg: fc.option(fc.integer({ min: 1, max: 90_000_000 })), taxable: fc.boolean() });
  const articles = fc.record({ name: text, description: text, salePrice: fc.option(price.map((minor) => `${minor / 100}`)), purchasePrice: fc.option(price.map((minor) => `${minor / 100}`)), weight: fc.option(fc.integer({ min: 0, max: 90_000 })), taxId: fc.constantFrom(216, 217, 203, null), unitId: fc.constantFrom(null, 701, 702) });
  fc.assert(
    fc.property(variants, articles, fc.constantFrom('shopify' as const, 'bexio' as const), fc.constantFrom('gross' as const, 'net' as const), fc.boolean(), (givenVariant, givenArticle, leads, articlePrices, taxesIncluded) => {
      const terms = someTerms(leads, { articlePrices }, { taxesIncluded });
      let variant = aVariant({ ...givenVariant, only: true, title: null });
      let article = anArticle(givenArticle);
      // The price of an article without a rate can be compared once it has one.
      for (let rounds = 0; rounds < 2; rounds++) {
        const differences = differencesOf(variant, article, terms);
        article = changedArticle(article, articleChange(differences) ?? {});
        variant = changedVariant(variant, variantChange(differences) ?? {});
      }
      expect(differencesOf(variant, article, terms).filter(({ write }) => write !== null)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('markup becomes lines, and what only looks like markup stays', () => {
  expect(plainDescription('<p>Eins</p>\n<ul><li>Zwei &amp; drei</li></ul><script>alert(1)</script>a < b &nbsp; c<br>d')).toBe('Eins\nZwei & drei\na < b c\nd');
  expect(plainDescription('Eins\r\nZwei')).toBe('Eins\nZwei');
});

describe('what was approved', () => {
  const approved = differencesOf(aVariant({ priceMinor: 2_500 }), anArticle({ name: 'Alt' }), someTerms());
  test('is still to be written as long as nothing moved', () => expect(stillToWrite(approved, approved)).toEqual({ write: approved, moved: false }));
  test('is done where both sides agree by now', () => expect(stillToWrite(approved, approved.slice(1))).toEqual({ write: approved.slice(1), moved: false }));
  test('goes back when a side has changed since', () => expect(stillToWrite(approved, differencesOf(aVariant({ priceMinor: 2_600 }), anArticle({ name: 'Alt' }), someTerms()))).toMatchObject({ write: [{ field: 'name' }], moved: true }));
});

function changedArticle(article: Article, change: ArticleChange): Article {
  return { ...article, ...change };
}

function changedVariant(variant: Variant, { title, descriptionHtml, price, cost, weightGrams, taxable }: VariantChange): Variant {
  return {
    ...variant,
    ...(title === undefined ? {} : { productTitle: title }),
    ...(descriptionHtml === undefined ? {} : { descriptionHtml }),
    ...(price === undefined ? {} : { priceMinor: parseDecimal(price, 'CHF') }),
    ...(cost === undefined ? {} : { costMinor: parseDecimal(cost, 'CHF') }),
    ...(weightGrams === undefined ? {} : { weightMg: weightGrams * 1_000 }),
    ...(taxable === undefined ? {} : { taxable }),
  };
}
