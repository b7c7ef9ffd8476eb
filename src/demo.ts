import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDecimal, parseDecimal } from './domain/money.ts';
import { settleIn, startPlayground, type Playground } from './playground.ts';
import { swissDay, type DayOrder } from './sandbox/swiss-day.ts';
import type { OrderRecord } from './store/orders.ts';

/**
 * The whole product offline: both sandboxes, the app between them, a shop that has just connected bexio, and a day of orders.
 * `--once` checks the books and ends with 0 or 1; otherwise everything stays up for a person to look at.
 */
async function main(): Promise<void> {
  const once = process.argv.includes('--once');
  const folder = mkdtempSync(join(tmpdir(), 'shopify-bexio-demo-'));
  const port = once ? undefined : Number(process.env.PORT ?? 3000);
  const playground = await startPlayground({
    databaseUrl: `file:${join(folder, 'demo.db')}`,
    ...(port === undefined ? {} : { port }),
    app: { signIn: 'demo' },
    environment: { UNKNOWN_QUIET_SECONDS: '5' },
    bexio: { limits: 'off' },
    shopify: { bucket: 'off' },
  });
  const stop = async () => {
    await playground.close();
    rmSync(folder, { recursive: true, force: true });
  };
  await settleIn(playground);
  console.log(`\nThe merchant's pages   ${(await playground.app.enter(playground.shop.domain, playground.shop.sessionToken())).href}`);
  console.log(`bexio (sandbox)        ${playground.bexio.origin}/`);
  console.log(`Shopify (sandbox)      ${playground.shopify.origin}/\n`);
  const day = swissDay();
  const placed = await liveThrough(playground, day);
  const faults = await report(playground, placed);
  if (!once) {
    console.log('\nEverything stays up; stop with Ctrl+C.');
    process.on('SIGINT', () => void stop().then(() => process.exit(0)));
    return;
  }
  await stop();
  process.exit(faults === 0 ? 0 : 1);
}

type Placed = { shows: string; orderId: string };

/** Places the orders of the day, then waits until the app has nothing left to do. */
async function liveThrough({ shop, shopify, app }: Playground, day: DayOrder[]): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const { shows, input, afterwards } of day) {
    // What is changed "before booking" must be changed before the app hears of the order: the shop's line is held meanwhile.
    shopify.deliveries.pause();
    const order = shop.editor.create(input);
    afterwards?.(shop.editor, order.id);
    shopify.deliveries.resume();
    placed.push({ shows, orderId: order.legacyId });
  }
  await shopify.deliveries.idle();
  await app.worker.idle();
  return placed;
}

/** One line per order with both systems' figures. Returns how many orders are neither exact nor explained. */
async function report({ shop, bexio, app }: Playground, placed: Placed[]): Promise<number> {
  const invoices = new Map(bexio.books.invoices().map((invoice) => [invoice.api_reference, invoice]));
  const rows: string[][] = [];
  let faults = 0;
  for (const { shows, orderId } of placed) {
    const record = await app.store.orders.get(shop.domain, orderId);
    const invoice = invoices.get(`shopify:${shop.id}:order:${orderId}`);
    const exact = record !== null && invoice !== undefined && parseDecimal(invoice.total, record.currency) === record.totalMinor;
    const fine = record !== null && (exact ? record.state === 'booked' : record.state === 'skipped' && invoice === undefined);
    if (!fine) faults += 1;
    rows.push([fine ? ' ' : '!', record?.name ?? orderId, shows, amount(record), invoice?.document_nr ?? '–', invoice?.total ?? '–', invoice?.total_taxes ?? '–', invoice?.total_received_payments ?? '–', record === null ? 'lost' : stateOf(record)]);
  }
  print([['', 'Order', 'Shows', 'Total', 'Invoice', 'in bexio', 'VAT', 'Paid', 'State'], ...rows]);
  const issued = bexio.books.invoices().filter((invoice) => invoice.api_reference !== null);
  const doubled = issued.length - new Set(issued.map((invoice) => invoice.api_reference)).size;
  console.log(`\n${placed.length} orders, ${issued.length} invoices, ${doubled} doubled, ${faults} not exact and not explained.`);
  return faults + doubled;
}

function amount(record: OrderRecord | null): string {
  return record === null ? '–' : `${record.currency} ${formatDecimal(record.totalMinor, record.currency)}`;
}

function stateOf(record: OrderRecord): string {
  return record.state === 'booked' ? 'booked' : `${record.state} ${JSON.stringify(record.detail)}`;
}

function print(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  const rightAligned = new Set([3, 5, 6, 7]);
  for (const row of rows) console.log(row.map((cell, column) => (rightAligned.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd());
}

await main();
