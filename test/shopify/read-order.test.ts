import { buildClientSchema, execute, parse, type IntrospectionQuery } from 'graphql';
import nock from 'nock';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import { documentOf, documents } from '../../src/shopify/operations.ts';
import { ShopifyError, type ShopifyFailure } from '../../src/shopify/outcome.ts';
import { answer, apiAt, denied, type Asked } from './answering.ts';
import { aLine, anAddress, anOrder, aRefund, aTransaction, bag, orderGid, tax, type OrderJson, type RefundJson } from './order-answer.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());

const orderId = '820982911946154508';

function shopWith(order: OrderJson | null, refunds: RefundJson[] = []): Asked[] {
  return answer(({ operationName, variables }) => {
    if (operationName === 'OrderById') return { body: { data: { order } } };
    if (operationName === 'Parcels') return { body: { data: { order: order && parcels() } } };
    return { body: { data: { refund: refunds.find((refund) => refund.id === variables['id']) ?? null } } };
  });
}

/** What left, by parcel: status, and units of the one line. */
function parcels(...sent: [status: string, units: number][]) {
  const fulfillments = sent.map(([status, quantity], index) => ({ id: `gid://shopify/Fulfillment/${index + 1}`, status, fulfillmentLineItems: { pageInfo: { hasNextPage: false, endCursor: null as string | null }, nodes: [{ quantity, lineItem: { id: 'gid://shopify/LineItem/466157049' } }] } }));
  return { updatedAt: anOrder().updatedAt, fulfillments };
}

async function read(order: OrderJson, refunds: RefundJson[] = []): Promise<Order> {
  shopWith(order, refunds);
  const found = await apiAt().readOrder(orderId, 'shop');
  if (!found) throw new Error('no order');
  return found;
}

async function failureOf(work: Promise<unknown>): Promise<ShopifyFailure> {
  const error = await work.then(() => null, (caught: unknown) => caught);
  expect(error).toBeInstanceOf(ShopifyError);
  return (error as ShopifyError).failure;
}

test('an order, whole', async () => {
  expect(await read(anOrder())).toEqual({
    id: orderId,
    name: '#1001',
    currency: 'CHF',
    createdAt: new Date('2026-11-20T10:00:00Z'),
    processedAt: new Date('2026-11-20T10:00:00Z'),
    updatedAt: new Date('2026-11-20T10:00:06Z'),
    cancelledAt: null,
    test: false,
    taxesIncluded: true,
    sourceName: 'web',
    poNumber: null,
    note: null,
    tags: [],
    customerLocale: 'de-CH',
    email: 'anna@example.com',
    phone: null,
    customer: { id: '207119551', firstName: 'Anna', lastName: 'Muster', email: 'anna@example.com', phone: null, locale: 'de' },
    company: null,
    billingAddress: { firstName: 'Anna', lastName: 'Muster', company: null, address1: 'Gasse 1', address2: null, zip: '3011', city: 'Bern', countryCode: 'CH', phone: null },
    shippingAddress: { firstName: 'Anna', lastName: 'Muster', company: null, address1: 'Gasse 1', address2: null, zip: '3011', city: 'Bern', countryCode: 'CH', phone: null },
    lines: [
      {
        id: '466157049',
        kind: 'product',
        title: 'Fondue Set',
        variantTitle: 'Rot',
        sku: 'FON-1',
        quantity: 2,
        currentQuantity: 2,
        unfulfilledQuantity: 2,
        sentQuantity: 0,
        requiresShipping: true,
        unitPriceMinor: 5000,
        discounts: [],
        taxLines: [{ title: 'MwSt', ratePpm: 81_000, amountMinor: 749, channelLiable: false }],
        duties: [],
        bundleTitle: null,
      },
    ],
    shippingLines: [{ id: '271878346', title: 'Post Priority', removed: false, priceMinor: 990, discounts: [], taxLines: [{ title: 'MwSt', ratePpm: 81_000, amountMinor: 74, channelLiable: false }] }],
    additionalFees: [],
    transactions: [{ id: '389404469', kind: 'sale', status: 'success', gateway: 'shopify_payments', gatewayName: 'Shopify payments', amountMinor: 10_990, processedAt: new Date('2026-11-20T10:00:04Z'), parentId: null, test: false }],
    refunds: [],
    paymentTerms: null,
    converted: false,
    moneySide: 'shop',
    totals: { currentMinor: 10_990, originalMinor: 10_990, currentTaxMinor: 823, cashRoundingMinor: 0, outstandingMinor: 0, receivedMinor: 10_990, refundedMinor: 0 },
  });
});

test('a purchase in another currency is known as converted, without its amounts', async () => {
  const order = await read(anOrder({ presentmentCurrencyCode: 'EUR' }));
  expect(order).toMatchObject({ currency: 'CHF', converted: true, totals: { currentMinor: 10_990 } });
});

test('the buyer’s side: its currency, its amounts, nothing converted', async () => {
  const asked = shopWith(JSON.parse(JSON.stringify(anOrder({ presentmentCurrencyCode: 'EUR' })).replaceAll('{"amount":"109.9","currencyCode":"CHF"}', '{"amount":"115.4","currencyCode":"EUR"}').replaceAll('"currencyCode":"CHF"}', '"currencyCode":"EUR"}')));
  const order = await apiAt().readOrder(orderId, 'presentment');
  expect(order).toMatchObject({ currency: 'EUR', moneySide: 'presentment', converted: false, totals: { currentMinor: 11_540 } });
  expect(asked[0]?.query).toContain('money: presentmentMoney');
  expect(asked[0]?.query).not.toContain('shopMoney');
});

test('nothing is asked for that the books do not need', async () => {
  const asked = shopWith(anOrder());
  await apiAt().readOrder(orderId, 'shop');
  expect(asked.map((one) => one.operationName)).toEqual(['OrderById']);
  expect(asked[0]?.variables).toEqual({ id: orderGid, terms: true });
  expect(documents.OrderById).not.toMatch(/presentmentMoney|receiptJson|customAttributes|paymentDetails|browser|barcode|vendor|localizedFields/);
});

test('an order that is not there is null', async () => {
  shopWith(null);
  expect(await apiAt().readOrder(orderId, 'shop')).toBeNull();
});

describe('lines', () => {
  const lineOf = async (line: Parameters<typeof aLine>[0]) => (await read(anOrder({ lineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [aLine(line)] } }))).lines[0];

  test.each<[string, Parameters<typeof aLine>[0], string]>([
    ['a product', {}, 'product'],
    ['a product that was deleted since', { variant: null, product: null }, 'custom'],
    ['a custom line of a draft order', { variant: null, product: null, name: 'Montage', title: 'Montage', sku: null }, 'custom'],
    ['a gift card that is sold', { isGiftCard: true }, 'gift-card'],
    ['a tip', { name: 'Tip', title: 'Tip', variant: null, product: null, sku: null, taxLines: [] }, 'tip'],
    ['a product that is called Tip', { name: 'Tip', title: 'Tip' }, 'product'],
  ])('%s', async (_name, line, kind) => {
    expect((await lineOf(line))?.kind).toBe(kind);
  });

  test('removed and refunded units stay in the quantity, not in the current one', async () => {
    expect(await lineOf({ quantity: 5, currentQuantity: 3, unfulfilledQuantity: 1 })).toMatchObject({ quantity: 5, currentQuantity: 3, unfulfilledQuantity: 1, sentQuantity: 2 });
  });

  test('SKUs are trimmed, blanks are none', async () => {
    expect((await lineOf({ sku: '  A-1 ' }))?.sku).toBe('A-1');
    nock.cleanAll();
    expect((await lineOf({ sku: '   ' }))?.sku).toBeNull();
  });

  test('discounts carry the code or the title the buyer saw, and zeros are dropped', async () => {
    const allocation = (amount: string, discountApplication: { code?: string; title?: string | null }) => ({ allocatedAmountSet: bag(amount), discountApplication });
    const line = await lineOf({
      discountAllocations: [allocation('5.0', { code: 'HERBST' }), allocation('3.34', { title: 'Mengenrabatt' }), allocation('0.0', { code: 'GRATISVERSAND' }), allocation('1.0', {}), allocation('2.0', { title: null })],
    });
    expect(line?.discounts).toEqual([
      { title: 'HERBST', amountMinor: 500 },
      { title: 'Mengenrabatt', amountMinor: 334 },
      { title: 'Discount', amountMinor: 100 },
      { title: 'Discount', amountMinor: 200 },
    ]);
  });

  test.each([
    [0.081, 81_000],
    [0.026, 26_000],
    [0.038, 38_000],
    [0.077, 77_000],
    [0.07700000000000001, 77_000],
    [0.00375, 3_750],
    [0.1, 100_000],
    [0.30000000000000004, 300_000],
    [0, 0],
    [1e-7, 0],
  ])('a rate of %d is %d parts per million', async (rate, ratePpm) => {
    expect((await lineOf({ taxLines: [tax('1.0', rate)] }))?.taxLines[0]?.ratePpm).toBe(ratePpm);
  });

  test('a rate with no tax is kept as it is (exempt buyer)', async () => {
    expect((await lineOf({ taxLines: [tax('0.0', 0.081)] }))?.taxLines).toEqual([{ title: 'MwSt', ratePpm: 81_000, amountMinor: 0, channelLiable: false }]);
  });

  test("a marketplace's tax is marked", async () => {
    expect((await lineOf({ taxLines: [{ ...tax('1.0'), channelLiable: true }, { ...tax('1.0'), channelLiable: null }] }))?.taxLines.map((line) => line.channelLiable)).toEqual([true, false]);
  });

  test('duties and bundles', async () => {
    const line = await lineOf({ duties: [{ id: 'gid://shopify/Duty/7', price: bag('4.2'), taxLines: [tax('0.3')] }], lineItemGroup: { title: 'Geschenkset' } });
    expect(line).toMatchObject({ bundleTitle: 'Geschenkset', duties: [{ id: '7', priceMinor: 420, taxLines: [{ amountMinor: 30 }] }] });
  });
});

describe('money', () => {
  test.each([
    ['CHF', '109.9', 10_990],
    ['JPY', '1200.0', 1200],
    ['KWD', '1.234', 1234],
    ['CHF', '90071992547409.91', 9_007_199_254_740_991],
  ])('%s %s', async (currency, amount, minor) => {
    const order = anOrder({ currencyCode: currency, lineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] }, shippingLines: { pageInfo: { hasNextPage: false }, nodes: [] }, transactions: [] });
    const zero = bag('0', currency);
    Object.assign(order, { currentTotalPriceSet: bag(amount, currency), totalPriceSet: zero, currentTotalTaxSet: zero, totalOutstandingSet: zero, totalReceivedSet: zero, totalRefundedSet: zero, totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero } });
    expect((await read(order)).totals.currentMinor).toBe(minor);
  });

  test.each([
    ['0.0', -2],
    ['-0.02', 0],
  ])('cash rounding is signed; given back, the till rounded %s', async (refunded, minor) => {
    expect((await read(anOrder({ totalCashRoundingAdjustment: { paymentSet: bag('-0.02'), refundSet: bag(refunded) } }))).totals.cashRoundingMinor).toBe(minor);
  });

  test.each<[string, Partial<OrderJson>]>([
    ['an amount in a second currency', { totalReceivedSet: bag('109.9', 'EUR') }],
    ['more decimals than the currency has', { totalReceivedSet: bag('109.905') }],
    ['an amount beyond what is exact', { totalReceivedSet: bag('90071992547409.92') }],
    ['a tax without a rate', { lineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [aLine({ taxLines: [tax('7.49', null)] })] } }],
    ['an amount that is no number', { totalReceivedSet: bag('free') }],
  ])('refused: %s', async (_name, overrides) => {
    shopWith(anOrder(overrides));
    expect(await failureOf(apiAt().readOrder(orderId, 'shop'))).toMatchObject({ kind: 'refused', code: 'NOT_UNDERSTOOD' });
  });
});

describe('transactions', () => {
  const transactionOf = async (overrides: Parameters<typeof aTransaction>[0]) => (await read(anOrder({ transactions: [aTransaction(overrides)] }))).transactions[0];

  test.each([
    ['AUTHORIZATION', 'authorization'], ['EMV_AUTHORIZATION', 'authorization'], ['CAPTURE', 'capture'], ['SALE', 'sale'],
    ['REFUND', 'refund'], ['VOID', 'void'], ['CHANGE', 'change'], ['SUGGESTED_REFUND', 'other'], ['SOMETHING_NEW', 'other'],
  ])('kind %s → %s', async (kind, expected) => {
    expect((await transactionOf({ kind }))?.kind).toBe(expected);
  });

  test.each([
    ['SUCCESS', 'success'], ['PENDING', 'pending'], ['AWAITING_RESPONSE', 'pending'], ['FAILURE', 'failure'], ['ERROR', 'error'], ['UNKNOWN', 'other'],
  ])('status %s → %s', async (status, expected) => {
    expect((await transactionOf({ status }))?.status).toBe(expected);
  });

  test.each<[string | null, string | null, string, string]>([
    ['Shopify_Payments', 'Shopify payments', 'shopify_payments', 'Shopify payments'],
    ['Rechnung (30 Tage)', null, 'rechnung (30 tage)', 'Rechnung (30 Tage)'],
    [null, 'TWINT', 'twint', 'TWINT'],
    ['', null, 'unknown', 'unknown'],
  ])('gateway %j, %j', async (gateway, formattedGateway, handle, name) => {
    expect(await transactionOf({ gateway, formattedGateway })).toMatchObject({ gateway: handle, gatewayName: name });
  });

  test('amounts are positive, dates fall back, parents are named', async () => {
    expect(await transactionOf({ amountSet: bag('-12.5'), processedAt: null, parentTransaction: { id: 'gid://shopify/OrderTransaction/1' } })).toMatchObject({
      amountMinor: 1250,
      processedAt: new Date('2026-11-20T10:00:05Z'),
      parentId: '1',
    });
  });
});

describe('refunds', () => {
  test('lines, shipping, adjustments and transactions', async () => {
    const refund = aRefund({
      refundShippingLines: { pageInfo: { hasNextPage: false }, nodes: [{ subtotalAmountSet: bag('9.9'), taxAmountSet: bag('0.74'), shippingLine: { id: 'gid://shopify/ShippingLine/271878346' } }] },
      orderAdjustments: { pageInfo: { hasNextPage: false }, nodes: [{ reason: 'REFUND_DISCREPANCY', amountSet: bag('-5.0'), taxAmountSet: bag('0.0') }, { reason: 'PENDING_REFUND_DISCREPANCY', amountSet: bag('7.0'), taxAmountSet: bag('0.0') }] },
    });
    const order = await read(anOrder({ refunds: [{ id: refund.id }] }), [refund]);
    expect(order.refunds).toEqual([
      {
        id: '509562969',
        createdAt: new Date('2026-11-21T08:00:00Z'),
        lines: [{ lineId: '466157049', quantity: 1, subtotalMinor: 5000, taxMinor: 375 }],
        shipping: [{ shippingLineId: '271878346', subtotalMinor: 990, taxMinor: 74 }],
        duties: [],
        adjustments: [{ amountMinor: -500, taxMinor: 0 }, { amountMinor: 700, taxMinor: 0, pending: true }],
        totalMinor: 5000,
        transactionIds: ['389404470'],
      },
    ]);
  });

  test('duties given back, by the id of the duty; one that no longer exists keeps its amount', async () => {
    const duties = [
      { amountSet: bag('12.4'), originalDuty: { id: 'gid://shopify/Duty/71' } },
      { amountSet: bag('0.6'), originalDuty: null },
    ];
    const order = await read(anOrder({ refunds: [{ id: aRefund().id }] }), [aRefund({ duties })]);
    expect(order.refunds[0]?.duties).toEqual([
      { chargeId: '71', amountMinor: 1240 },
      { chargeId: '', amountMinor: 60 },
    ]);
  });

  test('a refund without a list of duties has none', async () => {
    const order = await read(anOrder({ refunds: [{ id: aRefund().id }] }), [aRefund({ duties: null })]);
    expect(order.refunds[0]?.duties).toEqual([]);
  });

  test('the lines of a large refund come in pages', async () => {
    const pageOf = (hasNextPage: boolean) => ({ pageInfo: { hasNextPage, endCursor: hasNextPage ? 'c1' : null }, nodes: aRefund().refundLineItems.nodes });
    const asked = answer(({ operationName, variables }) => {
      if (operationName === 'OrderById') return { body: { data: { order: anOrder({ refunds: [{ id: aRefund().id }] }) } } };
      if (operationName === 'Parcels') return { body: { data: { order: parcels() } } };
      return { body: { data: { refund: aRefund({ refundLineItems: pageOf(variables['after'] === null) }) } } };
    });
    expect((await apiAt().readOrder(orderId, 'shop'))?.refunds[0]?.lines).toHaveLength(2);
    expect(asked.map((one) => one.variables['after'])).toEqual([undefined, null, 'c1', undefined]);
  });

  describe('how much of a line was sent', () => {
    const back = (restockType: string) => aRefund({ refundLineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [{ ...aRefund().refundLineItems.nodes[0]!, restockType }] } });
    const lineItems = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [aLine({ quantity: 5, currentQuantity: 4, unfulfilledQuantity: 2 })] };

    async function sentOf(restockType: string, told: ReturnType<typeof parcels>): Promise<[number | undefined, string[]]> {
      nock.cleanAll();
      const asked = answer(({ operationName }) => {
        if (operationName === 'OrderById') return { body: { data: { order: anOrder({ lineItems, refunds: [{ id: aRefund().id }] }) } } };
        if (operationName === 'Parcels') return { body: { data: { order: told } } };
        if (operationName === 'ParcelLines') return { body: { data: { fulfillment: { ...parcels(['SUCCESS', 7]).fulfillments[0] } } } };
        return { body: { data: { refund: back(restockType) } } };
      });
      return [(await apiAt().readOrder(orderId, 'shop'))?.lines[0]?.sentQuantity, asked.map(({ operationName }) => operationName).slice(2)];
    }

    test('what its current units say, as long as nothing that was sent was taken off', async () => {
      expect(await sentOf('CANCEL', parcels())).toEqual([2, []]);
    });

    test.each(['RETURN', 'NO_RESTOCK', 'LEGACY_RESTOCK'])('%s: what its parcels say, without those that were called back', async (restockType) => {
      expect(await sentOf(restockType, parcels(['SUCCESS', 2], ['CANCELLED', 3], ['SUCCESS', 1]))).toEqual([3, ['Parcels']]);
      expect(await sentOf(restockType, parcels())).toEqual([0, ['Parcels']]);
    });

    test('a large parcel comes in pages, and too many parcels are an error, not a cut', async () => {
      const large = parcels(['SUCCESS', 2]);
      large.fulfillments[0]!.fulfillmentLineItems.pageInfo = { hasNextPage: true, endCursor: 'c1' };
      expect(await sentOf('RETURN', large)).toEqual([9, ['Parcels', 'ParcelLines']]);
      expect(await failureOf(sentOf('RETURN', parcels(...Array.from({ length: 40 }, (): [string, number] => ['SUCCESS', 1]))))).toMatchObject({ code: 'TOO_MANY' });
    });

    test('an order that changed meanwhile is read again', async () => {
      const later = { ...parcels(['SUCCESS', 2]), updatedAt: '2026-11-20T10:00:09Z' };
      expect(await failureOf(sentOf('RETURN', later))).toMatchObject({ code: 'CHANGING' });
    });
  });
});

describe('people', () => {
  test('a company that buys', async () => {
    const order = await read(anOrder({ purchasingEntity: { company: { id: 'gid://shopify/Company/9', name: 'Käserei AG' }, location: { id: 'gid://shopify/CompanyLocation/10', name: 'Bern' } } }));
    expect(order.company).toEqual({ id: '9', name: 'Käserei AG', locationId: '10', locationName: 'Bern' });
  });

  test('everything may be missing', async () => {
    const order = await read(anOrder({ customer: null, purchasingEntity: null, billingAddress: null, shippingAddress: null, email: null, phone: null, sourceName: null, customerLocale: '' }));
    expect(order).toMatchObject({ customer: null, company: null, billingAddress: null, shippingAddress: null, email: null, customerLocale: null });
  });

  test('blanks are nothing', async () => {
    const order = await read(anOrder({ billingAddress: anAddress({ company: '  ', city: ' Bern ' }), note: '\n', poNumber: ' PO 7 ' }));
    expect(order).toMatchObject({ note: null, poNumber: 'PO 7', billingAddress: { company: null, city: 'Bern' } });
  });
});

describe('payment terms', () => {
  const schedule = (dueAt: string | null, completedAt: string | null = null) => ({ dueAt, completedAt });
  test.each<[string, { dueAt: string | null; completedAt: string | null }[], string | null]>([
    ['one schedule', [schedule('2026-12-20T10:00:00Z')], '2026-12-20T10:00:00.000Z'],
    ['the first open one', [schedule('2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z'), schedule('2026-12-31T00:00:00Z')], '2026-12-31T00:00:00.000Z'],
    ['all settled', [schedule('2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z')], '2026-12-01T00:00:00.000Z'],
    ['due on fulfilment, not shipped yet', [schedule(null)], null],
    ['no schedule', [], null],
  ])('%s', async (_name, nodes, dueAt) => {
    expect((await read(anOrder({ paymentTerms: { paymentSchedules: { nodes } } }))).paymentTerms).toEqual({ dueAt: dueAt === null ? null : new Date(dueAt) });
  });

  test('a shop that did not grant the scope has none', async () => {
    const { paymentTerms: _none, ...order } = anOrder();
    const asked = answer(({ variables }) => (variables['terms'] ? denied('order.paymentTerms', '`read_payment_terms` access scope.', { order }) : { body: { data: { order } } }));
    expect((await apiAt().readOrder(orderId, 'shop'))?.paymentTerms).toBeNull();
    expect(asked.map((one) => one.variables['terms'])).toEqual([true, false]);
  });

  test('another denied field is not swallowed', async () => {
    answer(() => denied('order.customer', '`read_customers` access scope.', { order: anOrder({ customer: null }) }));
    expect(await failureOf(apiAt().readOrder(orderId, 'shop'))).toMatchObject({ kind: 'not-allowed', field: 'order.customer' });
  });
});

describe('orders larger than one answer', () => {
  const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => aLine({ id: `gid://shopify/LineItem/${from + index}` }));
  const updatedAt = anOrder().updatedAt;

  function pagedShop(total: number, updatedAtOf: (count: number) => string = () => updatedAt): Asked[] {
    return answer(({ operationName, variables }, count) => {
      const start = operationName === 'OrderById' ? 0 : Number(variables['after']);
      const size = operationName === 'OrderById' ? 25 : 40;
      const end = Math.min(start + size, total);
      const lineItems = { pageInfo: { hasNextPage: end < total, endCursor: String(end) }, nodes: many(start + 1, end - start) };
      return { body: { data: { order: operationName === 'OrderById' ? anOrder({ lineItems }) : { updatedAt: updatedAtOf(count), lineItems } } } };
    });
  }

  test.each([25, 26, 65, 66, 250, 500])('%d lines, each once and in order', async (total) => {
    pagedShop(total);
    const order = await apiAt().readOrder(orderId, 'shop');
    expect(order?.lines.map((line) => Number(line.id))).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  });

  test('a change between two pages starts over', async () => {
    const asked = pagedShop(60, (count) => (count === 2 ? '2026-11-20T10:00:07Z' : updatedAt));
    expect((await apiAt().readOrder(orderId, 'shop'))?.lines).toHaveLength(60);
    expect(asked.map((one) => one.operationName)).toEqual(['OrderById', 'OrderLines', 'OrderById', 'OrderLines']);
  });

  test('an order that never holds still is read later', async () => {
    pagedShop(60, () => '2026-11-20T10:00:07Z');
    expect(await failureOf(apiAt().readOrder(orderId, 'shop'))).toMatchObject({ kind: 'later', code: 'CHANGING' });
  });

  test('a refund that belongs to a later moment starts over', async () => {
    const asked = answer(({ operationName }, count) => {
      if (operationName === 'OrderById') return { body: { data: { order: anOrder({ refunds: [{ id: aRefund().id }] }) } } };
      if (operationName === 'Parcels') return { body: { data: { order: parcels() } } };
      return { body: { data: { refund: aRefund(count === 2 ? { order: { updatedAt: '2026-11-20T10:00:09Z' } } : {}) } } };
    });
    expect((await apiAt().readOrder(orderId, 'shop'))?.refunds).toHaveLength(1);
    expect(asked.map(({ operationName }) => operationName)).toEqual(['OrderById', 'RefundById', 'OrderById', 'RefundById', 'Parcels']);
  });

  test.each<[string, Partial<OrderJson>]>([
    ['transactions', { transactions: Array.from({ length: 50 }, () => aTransaction()) }],
    ['refunds', { refunds: Array.from({ length: 50 }, () => ({ id: aRefund().id })) }],
    ['shipping lines', { shippingLines: { pageInfo: { hasNextPage: true }, nodes: [] } }],
  ])('more %s than fit are an error, not a cut', async (_what, overrides) => {
    shopWith(anOrder(overrides));
    expect(await failureOf(apiAt().readOrder(orderId, 'shop'))).toMatchObject({ kind: 'refused', code: 'TOO_MANY' });
  });

  test.each<[string, Partial<RefundJson>]>([
    ['transactions', { transactions: { pageInfo: { hasNextPage: true }, nodes: [] } }],
    ['adjustments', { orderAdjustments: { pageInfo: { hasNextPage: true }, nodes: [] } }],
    ['shipping lines', { refundShippingLines: { pageInfo: { hasNextPage: true }, nodes: [] } }],
  ])('more %s in a refund than fit are an error, not a cut', async (_what, overrides) => {
    shopWith(anOrder({ refunds: [{ id: aRefund().id }] }), [aRefund(overrides)]);
    expect(await failureOf(apiAt().readOrder(orderId, 'shop'))).toMatchObject({ kind: 'refused', code: 'TOO_MANY' });
  });
});

test("the answers these tests use are what Shopify's schema would give", async () => {
  const file = new URL('../../src/sandbox/shopify/data/admin-2026-10.schema.json.gz', import.meta.url);
  const published = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { schema: IntrospectionQuery['__schema'] };
  const schema = buildClientSchema({ __schema: published.schema }, { assumeValid: true });
  const order = anOrder({ refunds: [{ id: aRefund().id }], purchasingEntity: null });
  const refund = aRefund();
  for (const side of ['shop', 'presentment'] as const) {
    // What the app asks for as `money` is one of the two amounts that Shopify has.
    const kept = (answer: object) => JSON.parse(JSON.stringify(answer).replaceAll('"money":', `"${side}Money":`));
    const known = kept(order);
    const result = await execute({
      schema,
      document: parse(documentOf('OrderById', side)),
      rootValue: { order: () => ({ ...known, lineItems: () => known.lineItems, shippingLines: () => known.shippingLines, transactions: () => known.transactions, refunds: () => known.refunds }) },
      variableValues: { id: orderGid, terms: true },
    });
    expect(result.errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(result.data))).toEqual({ order });
    const read = await execute({ schema, document: parse(documentOf('RefundById', side)), rootValue: { refund: kept(refund) }, variableValues: { id: refund.id } });
    expect(read.errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(read.data))).toEqual({ refund });
  }
});
