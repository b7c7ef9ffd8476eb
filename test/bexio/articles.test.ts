import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, answers, apiUrl, articlePlan, noNetwork, recorded } from './arrange.ts';

noNetwork();

const searchPath = '/2.0/article/search?limit=2000&offset=0&order_by=id_asc';
const row = (fields: object) => ({ ...(recorded('Items/fetch-an-item').body as object), ...fields });

describe('articles', () => {
  test('by code: asked with =, compared exactly, all of them, oldest first', async () => {
    nock(apiUrl).post(searchPath, [{ criteria: '=', field: 'intern_code', value: 'TEE-1' }])
      .reply(200, [row({ id: 8, intern_code: 'TEE-1' }), row({ id: 5, intern_code: 'TEE-1' }), row({ id: 6, intern_code: 'tee-1' }), row({ id: 7, intern_code: 'TEE-10' })]);
    expect((await aClient().client.articles.findByCode('TEE-1')).map((article) => article.id)).toEqual([5, 8]);
  });

  test('nothing is asked for an empty code, or one bexio could not hold', async () => {
    expect(await aClient().client.articles.findByCode('')).toEqual([]);
    expect(await aClient().client.articles.findByCode('x'.repeat(256))).toEqual([]);
  });

  test('create', async () => {
    answers('post', '/2.0/article', 'Items/create-item', {
      user_id: 1, article_type_id: 1, intern_code: 'TEE-1', intern_name: 'Tee', sale_price: '24.95', currency_id: 1, tax_income_id: 14, account_id: 101, unit_id: 1,
    });
    expect(await aClient().client.articles.create(articlePlan(), { userId: 1 })).toEqual({ id: 13 });
  });

  test.each([
    [{ is_stock: false }, null],
    [{ is_stock: true, stock_nr: '5', stock_available_nr: -2, stock_reserved_nr: '6', stock_picked_nr: 1 }, { onHand: 5, available: -2, reserved: 6, picked: 1 }],
    [{ is_stock: 1, stock_nr: 0, stock_available_nr: '0' }, { onHand: 0, available: 0, reserved: 0, picked: 0 }],
  ])('stock of %j', async (fields, stock) => {
    nock(apiUrl).get('/2.0/article/11').reply(200, row(fields));
    expect(await aClient().client.articles.get(11)).toMatchObject({ id: 11, stock });
  });

  test('the stock on hand is one field of an edit, and what bexio answers to it is not believed', async () => {
    nock(apiUrl).post('/2.0/article/11', { stock_nr: 12 }).reply(200, row({ id: 11, is_stock: true, stock_nr: '12' }));
    expect(await aClient().client.articles.setOnHand(11, 12)).toBeUndefined();
  });

  test('all of them', async () => {
    answers('get', '/2.0/article?limit=2000&offset=0&order_by=id_asc', 'Items/fetch-a-list-of-items');
    expect(await aClient().client.articles.all()).toEqual([
      { id: 12, sku: 'TEST-1781790959', name: 'Test Item', description: '', salePrice: null, purchasePrice: null, currencyId: 1, taxId: null, unitId: null, weight: null, stock: null, placeId: null },
    ]);
  });

  test('from a product, with a first stock', async () => {
    answers('post', '/2.0/article', 'Items/create-item', {
      user_id: 1, article_type_id: 1, intern_code: 'TEE-1', intern_name: 'Tee', intern_description: 'Baumwolle', sale_price: '18.455', purchase_price: '8.00', currency_id: 1, tax_income_id: 14, unit_id: 1, weight: 155,
      account_id: 101, is_stock: true, stock_id: 3, stock_place_id: 4, stock_nr: 7,
    });
    const article = { sku: 'TEE-1', name: 'Tee', description: 'Baumwolle', salePrice: '18.455', purchasePrice: '8.00', currencyId: 1, taxId: 14, unitId: 1, weight: 155, accountId: 101, firstStock: { units: 7, stockId: 3, placeId: 4 } };
    expect(await aClient().client.articles.createWhole(article, { userId: 1 })).toMatchObject({ id: 13, sku: 'TEST-1781791060' });
  });

  test('an edit sends what changes and nothing else', async () => {
    answers('post', '/2.0/article/12', 'Items/fetch-an-item', { sale_price: '25.00', weight: 12 });
    expect(await aClient().client.articles.edit(12, { salePrice: '25.00', weight: 12 })).toMatchObject({ id: 11, salePrice: null });
  });
});
