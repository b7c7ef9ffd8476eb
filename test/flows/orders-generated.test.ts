import { afterAll, beforeAll, expect, test } from 'vitest';
import { swissOrder, type SwissOrder } from './swiss-orders.ts';
import { openShop, type OpenShop } from './open-shop.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';

/**
 * A thousand Swiss orders through the whole app, all exact. A failure names its seed; `SEED=4711 vitest run test/flows/orders-generated`
 * replays that order alone, `ORDERS=…` changes their number.
 */
const only = process.env.SEED === undefined ? null : Number(process.env.SEED);
const count = Number(process.env.ORDERS ?? 1_000);
const seeds = only === null ? Array.from({ length: count }, (_, index) => 20_261_122_000 + index) : [only];

let open: OpenShop;
let placed: { made: SwissOrder; order: StoredOrder }[];
beforeAll(async () => {
  open = await openShop({ settings: { articles: 'text' }, app: { concurrency: 16 } });
  const startedAt = performance.now();
  open.shopify.deliveries.pause();
  placed = seeds.map((seed) => place(seed));
  open.shopify.deliveries.resume();
  const t1 = performance.now();
  await open.finished(placed.map(({ order }) => order));
  process.stdout.write(`\n${placed.length} orders: placed in ${Math.round(t1 - startedAt)} ms, booked in ${Math.round(performance.now() - t1)} ms, ${open.bexio.requests.count()} requests to bexio, ${open.shopify.requests.all().length} to Shopify\n`);
}, 120_000);
afterAll(() => open.close());

function place(seed: number): { made: SwissOrder; order: StoredOrder } {
  const made = swissOrder(seed);
  try {
    const order = open.shop.editor.create(made.input);
    made.then(open.shop.editor, order);
    return { made, order };
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error });
  }
}

test('every order is booked, and its invoice is what the pocket calculator says', async () => {
  const wrong: string[] = [];
  const byReference = Map.groupBy(open.bexio.books.invoices(), (one) => one.api_reference);
  let n = 0;
  for (const { made, order } of placed) {
    const record = await open.record(order);
    const invoices = byReference.get(`shopify:${open.shop.id}:order:${order.legacyId}`) ?? [];
    const { total, paid } = made.expected;
    const told = { state: record.state, total: record.totalMinor, invoices: invoices.map((one) => [one.total, one.total_received_payments]) };
    const text = (x: number) => `${Math.floor(x / 100)}.${String(x % 100).padStart(2, '0')}`;
    const wanted = { state: total === 0 ? 'skipped' : 'booked', total, invoices: total === 0 ? [] : [[text(total), text(paid)]] };
    if (JSON.stringify(told) !== JSON.stringify(wanted)) wrong.push(`seed ${made.seed}: ${JSON.stringify(told)} instead of ${JSON.stringify(wanted)} ${JSON.stringify(record.detail)}`);
    void (invoices as InvoiceView[]); n++;
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(n).toBe(seeds.length);
});
