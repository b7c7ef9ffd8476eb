import { Router, type Response } from 'express';
import { formatDecimal } from '../../../domain/money.ts';
import type { OrderRecord } from '../../../store/orders.ts';
import { writeCsv, type CsvRow } from '../../csv.ts';
import { dayIn } from '../../words/format.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { eachOrder, readFilter, spanOf } from './load-orders.ts';
import { problemSentence } from './order-state.tsx';
import { readDetail } from './order-detail.ts';
import { methodName } from '../payment-methods.ts';

const rowsAtATime = 500;

/** What the fiduciary takes along: the orders with both systems' figures, and the journal, as files for a spreadsheet. */
export function booksRoutes({ store }: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/orders.csv', answer(async (visit, request, response) => {
    const { frame, shop, visitor } = visit;
    const { files } = frame.words.orders;
    const filter = readFilter((name) => queryText(request, name));
    await send(response, files.orderFile, files.orderColumns, eachOrder(store.orders, visitor.shop, { filter, timeZone: shop.timeZone }), (order) => orderRow(visit, order));
    return true;
  }));
  router.get('/journal.csv', answer(async ({ frame, shop, visitor }, request, response) => {
    const { files } = frame.words.orders;
    const span = spanOf(readFilter((name) => queryText(request, name)), shop.timeZone);
    await send(response, files.journalFile, files.journalColumns, eachLine(store, visitor.shop, span), ({ at, orderId, event, detail, actor }) => [at.toISOString(), orderId ?? '', Object.hasOwn(frame.words.events, event) ? frame.words.events[event as keyof typeof frame.words.events] : event, detail === null ? '' : JSON.stringify(detail), actor]);
    return true;
  }));
  return router;
}

/** Written as it is read: a year of orders is not held in memory. */
async function send<Row>(response: Response, fileName: string, columns: readonly string[], rows: AsyncIterable<Row>, rowOf: (row: Row) => CsvRow): Promise<void> {
  response.type('csv').set({ 'Content-Disposition': `attachment; filename="${fileName}"`, 'Cache-Control': 'no-store' });
  response.write(writeCsv([columns]));
  let waiting: CsvRow[] = [];
  const flush = () => {
    response.write(writeCsv(waiting, { continued: true }));
    waiting = [];
  };
  for await (const row of rows) if (waiting.push(rowOf(row)) === rowsAtATime) flush();
  flush();
  response.end();
}

function orderRow({ frame, shop }: Visit, order: OrderRecord): CsvRow {
  const { words } = frame;
  const { problem } = readDetail(order.detail);
  const amount = (minor: number | null) => (minor === null ? '' : Number(formatDecimal(minor, order.currency)));
  return [
    order.name,
    dayIn(shop.timeZone, order.processedAt),
    order.customerLabel ?? '',
    words.states[order.state].label,
    order.state === 'problem' && problem ? problemSentence(frame, problem, order.name) : '',
    order.gateways.split(',').filter(Boolean).map((handle) => methodName(words, handle)).join(', '),
    order.currency,
    amount(order.totalMinor),
    order.invoiceNumber ?? '',
    amount(order.invoiceTotalMinor),
    order.invoiceTotalMinor === null ? '' : amount(order.invoiceTotalMinor - order.totalMinor),
    amount(order.vatMinor),
    amount(order.paidMinor),
  ];
}

async function* eachLine({ journal }: Pick<PagesDependencies['store'], 'journal'>, shop: string, span: { from: Date | null; until: Date | null }) {
  for (let after: string | null | undefined; after !== null; ) {
    const page: Awaited<ReturnType<typeof journal.between>> = await journal.between(shop, { ...span, after: after ?? null });
    yield* page.lines;
    after = page.nextCursor;
  }
}
