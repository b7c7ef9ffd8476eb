import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, createBench, list, type Bench } from './client.ts';

const folder = new URL('../../data/shopify-orders/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
  bench.shop.setScopes([...bench.shop.scopes(), 'read_all_orders']);
});
afterAll(() => bench.sandbox.close());

test('there are 42 captured orders', () => {
  expect(files).toHaveLength(42);
});

/** Numbers as they are written: amounts and ids never pass through a float. */
function readExactly(json: string): unknown {
  const keep = (_key: string, value: unknown, context?: { source?: string }) => (typeof value === 'number' ? context?.source : value);
  return JSON.parse(json, keep);
}

describe.each(files)('%s', (name) => {
  test('is imported and read back with its own numbers', async () => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const file = readExactly(text);
    const order = bench.shop.editor.importRestOrder(text);
    const answer = await bench.api.send('OrderById', { id: order.id });
    expect(answer).not.toHaveProperty('errors');
    const told = at(answer, 'data.order');
    expect(at(told, 'id')).toBe(at(file, 'admin_graphql_api_id') ?? `gid://shopify/Order/${String(at(file, 'id'))}`);
    const stated = [
      ['total_price', 'totalPriceSet'],
      ['subtotal_price', 'subtotalPriceSet'],
      ['total_tax', 'totalTaxSet'],
      ['total_discounts', 'totalDiscountsSet'],
      ['current_total_price', 'currentTotalPriceSet'],
      ['current_total_tax', 'currentTotalTaxSet'],
      ['total_outstanding', 'totalOutstandingSet'],
    ] as const;
    const inFile = stated.filter(([rest]) => at(file, rest));
    expect(inFile.map(([, graphql]) => [graphql, Number(at(told, `${graphql}.shopMoney.amount`))])).toEqual(inFile.map(([rest, graphql]) => [graphql, Number(at(file, rest))]));
    const status = at(file, 'financial_status');
    expect(at(told, 'displayFinancialStatus')).toBe(typeof status === 'string' ? status.toUpperCase() : 'PENDING');
    const lines = list(file, 'line_items');
    expect(list(told, 'lineItems.nodes').map((line) => [at(line, 'title'), at(line, 'quantity'), Number(at(line, 'originalUnitPriceSet.shopMoney.amount'))])).toEqual(
      lines.map((line) => [at(line, 'title') ?? at(line, 'name'), Number(at(line, 'quantity')), Number(at(line, 'price'))]),
    );
    expect(list(told, 'lineItems.nodes').map((line) => list(line, 'taxLines').map((tax) => [at(tax, 'rate'), Number(at(tax, 'priceSet.shopMoney.amount'))]))).toEqual(
      lines.map((line) => (Array.isArray(at(line, 'tax_lines')) ? list(line, 'tax_lines') : []).map((tax) => [Number(at(tax, 'rate')), Number(at(tax, 'price'))])),
    );
  });
});

test('ids beyond 2^53 keep every digit', async () => {
  const text = readFileSync(new URL('laravel-shopify_usd_voided_9999.json', folder), 'utf8');
  const order = bench.shop.editor.importRestOrder(text);
  const written = /"id": (\d{17,})/.exec(text)?.[1] ?? '';
  expect(text).toContain(order.legacyId);
  expect(BigInt(order.legacyId)).toBeGreaterThan(2n ** 53n);
  expect(written.length).toBeGreaterThan(16);
});

test('what the financial status implies is there as transactions', () => {
  const imported = (name: string) => bench.shop.editor.importRestOrder(readFileSync(new URL(name, folder), 'utf8'));
  expect(imported('erp-addons_pln_paid_116901.json').transactions.map(({ kind, status }) => [kind, status])).toEqual([['SALE', 'SUCCESS']]);
  expect(imported('shopify-mysql-middleware_cop_pending_1003.json').transactions).toEqual([]);
  expect(imported('shopify-fulfillment-integrat_usd_authorized_1001.json').transactions.map(({ kind }) => kind)).toEqual(['AUTHORIZATION']);
});

test('life goes on for an imported order: a later refund takes only what it refunds', async () => {
  const text = readFileSync(new URL('erp-addons_pln_paid_116901.json', folder), 'utf8');
  const order = bench.shop.editor.importRestOrder(text);
  const before = order.totals;
  bench.shop.editor.refund(order, { lines: [{ line: 0, quantity: 1 }] });
  expect(order.totals.total).toEqual(before.total);
  const [refund] = order.refunds.slice(-1);
  const [line] = refund?.lines ?? [];
  expect(before.currentTotal.shop - order.totals.currentTotal.shop).toBe((line?.subtotal.shop ?? 0n) + (order.taxesIncluded ? 0n : (line?.tax.shop ?? 0n)));
});
