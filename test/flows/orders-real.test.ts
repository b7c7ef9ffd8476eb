import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../src/domain/money.ts';
import type { GatewayRule } from '../../src/domain/settings.ts';
import type { Shop, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { OrderRecord } from '../../src/store/orders.ts';
import { openShop, longAgo, type OpenShop, type OpenShopOptions } from './open-shop.ts';

/**
 * Orders copied from real stores and from Shopify's own documentation, each pushed through the whole app: webhook, reading, planning,
 * booking. Several claim the same id, so every file is placed in a shop that has no such order yet.
 */
const folder = new URL('../data/shopify-orders/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

type Imported = { file: string; shop: Shop; order: StoredOrder };
type Outcome = { file: string; total: string; result: string; record: OrderRecord };

describe('a company with the currencies and sales taxes these stores need', () => {
  const abroad: OpenShopOptions = {
    bexio: {
      company: {
        extraCurrencies: ['PLN', 'AUD', 'COP', 'CAD', 'MGA'].map((name) => ({ name, roundFactor: '0.01' })),
        extraSalesTaxRates: ['6', '10', '13', '19', '23'],
      },
    },
  };
  check(abroad, { accepted: true });
});

describe('a plain Swiss company', () => {
  check({}, { accepted: false });
});

function check(options: OpenShopOptions, settings: { accepted: boolean }): void {
  let open: OpenShop;
  let outcomes: Outcome[];
  beforeAll(async () => {
    open = await openShop(options);
    const imported = await importAll(open, settings);
    outcomes = await Promise.all(imported.map((one) => outcomeOf(open, one)));
  });
  afterAll(() => open.close());

  test('prints', () => {
    console.log(outcomes.map(({ file, total, result }) => `${file.padEnd(62)} ${total.padStart(14)}  ${result}`).join('\n'));
  });
}

async function importAll(open: OpenShop, { accepted }: { accepted: boolean }): Promise<Imported[]> {
  const shops = [open.shop];
  while (shops.length < 9) shops.push(await open.addShop());
  for (const shop of shops) shop.setScopes([...shop.scopes(), 'read_all_orders']);
  await open.settled();
  open.shopify.deliveries.pause();
  const imported = files.map((file): Imported => {
    const json = readFileSync(new URL(file, folder), 'utf8');
    const shop = shops.find((one) => !one.orders().some((order) => order.legacyId === idIn(json)));
    if (!shop) throw new Error(`no shop is free for ${file}`);
    return { file, shop, order: shop.editor.importRestOrder(json) };
  });
  const handles = new Set(imported.flatMap(({ order }) => order.transactions.map((one) => one.gateway.toLowerCase())));
  const bankAccountId = open.bexio.books.bankAccountId('Musterbank');
  const rule: GatewayRule = { settle: 'account', bankAccountId, paymentTypeId: null };
  const gateways = Object.fromEntries([...handles].map((handle) => [handle, rule]));
  for (const shop of shops) await open.decide({ goLiveAt: longAgo, testOrders: accepted, ...(accepted ? { gateways } : {}) }, shop);
  open.shopify.deliveries.resume();
  for (const shop of shops) await open.finished(imported.filter((one) => one.shop === shop).map((one) => one.order), shop);
  return imported;
}

/** Ids are longer than a number is exact. */
function idIn(json: string): string {
  const keep = (_key: string, value: unknown, context?: { source?: string }) => (typeof value === 'number' ? (context?.source ?? '') : value);
  const file = JSON.parse(json, keep) as { id: string; admin_graphql_api_id?: string };
  return file.admin_graphql_api_id?.split('/').at(-1) ?? file.id;
}

async function outcomeOf(open: OpenShop, { file, shop, order }: Imported): Promise<Outcome> {
  const record = await open.record(order, shop);
  const invoices = open.invoicesOf(order, shop);
  const total = `${record.currency} ${formatDecimal(record.totalMinor, record.currency)}`;
  return { file, total, record, result: `${record.state} ${JSON.stringify(record.detail)} ${invoices.map((one) => `${one.total} ${one.total_received_payments} ${one.status}`).join()}` };
}
