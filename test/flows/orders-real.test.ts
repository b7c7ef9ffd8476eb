import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../src/domain/money.ts';
import type { GatewayRule } from '../../src/domain/settings.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { OrderRecord } from '../../src/store/orders.ts';
import { openShop, type OpenShop, type OpenShopOptions } from './open-shop.ts';

/**
 * Orders copied from real stores and from Shopify's own documentation, each pushed through the whole app: webhook, reading, planning,
 * booking. Several claim the same id, so every file is placed in a shop that has no such order yet.
 */
const folder = new URL('../data/shopify-orders/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

type Imported = { file: string; order: StoredOrder };
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
    open = await openShop({ ...options, environment: { LOG_LEVEL: 'warn' } });
    const imported = await importAll(open, settings);
    outcomes = await Promise.all(imported.map((one) => outcomeOf(open, one)));
  });
  afterAll(() => open.close());

  test('prints', () => {
    console.log(outcomes.map(({ file, total, result }) => `${file.padEnd(62)} ${total.padStart(14)}  ${result}`).join('\n'));
  });
}

async function importAll(open: OpenShop, { accepted }: { accepted: boolean }): Promise<Imported[]> {
  const { shop, shopify, bexio } = open;
  shop.setScopes([...shop.scopes(), 'read_all_orders']);
  await open.settled();
  shopify.deliveries.pause();
  const imported: Imported[] = [];
  for (const file of files) imported.push({ file, order: shop.editor.importRestOrder(withOwnIds(readFileSync(new URL(file, folder), 'utf8'), imported.length)) });
  const handles = new Set(imported.flatMap(({ order }) => order.transactions.map((one) => one.gateway.toLowerCase())));
  const rule: GatewayRule = { settle: 'account', bankAccountId: bexio.books.bankAccountId('Musterbank CHF'), paymentTypeId: null };
  const gateways = Object.fromEntries([...handles].map((handle) => [handle, rule]));
  await open.decide({ testOrders: accepted, ...(accepted ? { gateways } : {}) });
  shopify.deliveries.resume();
  await open.finished(imported.map(({ order }) => order));
  return imported;
}

/** Ids are unique in Shopify; the samples of one documentation page share theirs. Every file gets its own, and keeps its amounts. */
function withOwnIds(json: string, ending: number): string {
  const field = /("(?:id|[a-z_]+_id|admin_graphql_api_id)": ?"?(?:gid:..shopify.[A-Za-z]+\/)?)(\d+)(?=\D)/g;
  return json.replaceAll(field, (_whole, name: string, id: string) => `${name}${id.slice(0, 15)}${String(ending).padStart(3, '0')}`);
}

async function outcomeOf(open: OpenShop, { file, order }: Imported): Promise<Outcome> {
  const record = await open.record(order);
  const invoices = open.invoicesOf(order);
  const total = `${record.currency} ${formatDecimal(record.totalMinor, record.currency)}`;
  return { file, total, record, result: `${record.state} ${JSON.stringify(record.detail)} ${invoices.map((one) => `${one.total} ${one.total_received_payments} ${one.status}`).join()}` };
}
