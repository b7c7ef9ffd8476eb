import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ShopifyError } from '../../src/shopify/outcome.ts';
import { answer, apiAt } from './answering.ts';
import { shop } from './signing.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());

const shopInfo = {
  shop: {
    id: 'gid://shopify/Shop/548380009',
    name: 'Schweizer Laden',
    myshopifyDomain: shop,
    currencyCode: 'CHF',
    taxesIncluded: true,
    ianaTimezone: 'Europe/Zurich',
    shopAddress: { countryCodeV2: 'CH' },
    plan: { publicDisplayName: 'Basic', partnerDevelopment: false, shopifyPlus: false },
  },
  currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }, { handle: 'read_customers' }] },
};

test('the shop, its plan and what it granted', async () => {
  answer(() => ({ body: { data: shopInfo } }));
  expect(await apiAt().readShop()).toEqual({
    domain: shop,
    id: '548380009',
    name: 'Schweizer Laden',
    currency: 'CHF',
    timeZone: 'Europe/Zurich',
    countryCode: 'CH',
    taxesIncluded: true,
    plan: { name: 'Basic', development: false, plus: false },
    scopes: ['read_orders', 'read_customers'],
  });
});

test('a token that opens another shop is noticed', async () => {
  answer(() => ({ body: { data: { ...shopInfo, shop: { ...shopInfo.shop, myshopifyDomain: 'other.myshopify.com' } } } }));
  await expect(apiAt().readShop()).rejects.toMatchObject({ failure: { kind: 'refused', code: 'OTHER_SHOP' } });
});

describe('orders updated since', () => {
  test('page by page, oldest first, asked to the second', async () => {
    const asked = answer(({ variables }) => {
      const after = variables['after'];
      const nodes = after === null ? [{ id: 'gid://shopify/Order/1', updatedAt: '2026-11-20T10:00:00Z' }] : [{ id: 'gid://shopify/Order/820982911946154508', updatedAt: '2026-11-20T11:00:00Z' }];
      return { body: { data: { orders: { pageInfo: { hasNextPage: after === null, endCursor: after === null ? 'c1' : 'c2' }, nodes } } } };
    });
    const found: { orderId: string; updatedAt: Date }[] = [];
    for await (const order of apiAt().ordersUpdatedSince(new Date('2026-11-20T09:00:00.789Z'), new Date('2026-11-21T00:00:00Z'))) found.push(order);
    expect(found).toEqual([
      { orderId: '1', updatedAt: new Date('2026-11-20T10:00:00Z') },
      { orderId: '820982911946154508', updatedAt: new Date('2026-11-20T11:00:00Z') },
    ]);
    expect(asked.map((one) => one.variables)).toEqual([
      { query: "updated_at:>='2026-11-20T09:00:00Z' AND updated_at:<'2026-11-21T00:00:00Z'", after: null },
      { query: "updated_at:>='2026-11-20T09:00:00Z' AND updated_at:<'2026-11-21T00:00:00Z'", after: 'c1' },
    ]);
  });

  test('a consumer that stops asks for no further page', async () => {
    const asked = answer(() => ({ body: { data: { orders: { pageInfo: { hasNextPage: true, endCursor: 'c' }, nodes: [{ id: 'gid://shopify/Order/1', updatedAt: '2026-11-20T10:00:00Z' }] } } } }));
    const orders = apiAt().ordersUpdatedSince(new Date(0), new Date(1))[Symbol.asyncIterator]();
    expect((await orders.next()).value).toMatchObject({ orderId: '1' });
    await orders.return?.();
    expect(asked).toHaveLength(1);
  });
});

describe('writing back', () => {
  test('metafields in our namespace', async () => {
    const asked = answer(() => ({ body: { data: { metafieldsSet: { userErrors: [] } } } }));
    await apiAt().setOrderMetafields('820982911946154508', [{ key: 'invoice', value: 'RE-1', type: 'single_line_text_field' }]);
    expect(asked[0]?.variables).toEqual({ metafields: [{ ownerId: 'gid://shopify/Order/820982911946154508', namespace: 'bexio', key: 'invoice', value: 'RE-1', type: 'single_line_text_field' }] });
  });

  test('tags', async () => {
    const asked = answer(() => ({ body: { data: { tagsAdd: { userErrors: [] } } } }));
    await apiAt().addTags('1', ['bexio']);
    expect(asked[0]?.variables).toEqual({ id: 'gid://shopify/Order/1', tags: ['bexio'] });
  });

  test('a refusal inside an answer of 200', async () => {
    answer(() => ({ body: { data: { tagsAdd: { userErrors: [{ field: ['id'], message: 'Order does not exist' }] } } } }));
    const error = await apiAt().addTags('1', ['bexio']).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ShopifyError);
    expect((error as ShopifyError).failure).toEqual({ kind: 'refused', code: 'USER_ERROR', cause: 'AddTags: id: Order does not exist' });
  });
});
