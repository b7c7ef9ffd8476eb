import { afterAll, beforeAll, expect, test } from 'vitest';
import { swissDay } from '../../src/sandbox/swiss-day.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { JournalLine } from '../../src/store/journal.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

// What an auditor asks: is there a line for every document, and a document for every line? Answers are lost all along.

let stage: Stage;
let orders: StoredOrder[];
let lines: JournalLine[];
beforeAll(async () => {
  const articles = [{ intern_code: 'LAGER', intern_name: 'Lagerware', sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: 100 }];
  stage = await openStage({ bexio: { company: { articles } }, settings: { articles: 'create', documents: 'order-delivery-invoice', deliver: 'when-fulfilled' } });
  for (const path of [/\/contact$/, /\/article$/, /\/kb_order$/, /\/delivery$/, /\/payment$/, /manual_entries$/]) stage.bexio.faults.add({ match: { method: 'POST', path, nth: 2 }, kind: 'cut-after' });
  const { editor } = stage.shop;
  orders = swissDay().map(({ input, afterwards }) => stage.place(input, (order) => afterwards?.(editor, order.id)));
  const stocked = ['eins', 'zwei', 'drei'].map((name) => stage.place(personOrder(`${name}@flow.example`, { lines: [{ title: 'Lagerware', sku: 'LAGER', price: '10.00', quantity: 4 }] })));
  orders.push(...stocked);
  await stage.drain(orders);
  for (const order of stocked) editor.fulfil(order, { lines: [{ line: 0, quantity: 1 }] });
  await stage.drain(orders);
  for (const order of [orders[0]!, orders[1]!, stocked[0]!]) editor.refund(order.id, { lines: [{ line: 0, quantity: 1 }] });
  editor.edit(orders[3]!.id, { add: [{ title: 'Nachtrag', price: '5.00' }] });
  await stage.drain(orders);
  lines = (await Promise.all(orders.map((order) => stage.app.store.journal.of(stage.shop.domain, order.legacyId)))).flat();
});
afterAll(() => stage.close());

/** The ids under this name in lines of these events. */
function told(events: string[], name: string): number[] {
  return lines.flatMap(({ event, detail }) => (events.includes(event) ? [Number((detail as Record<string, unknown>)[name])] : [])).toSorted((a, b) => a - b);
}

const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id).toSorted((a, b) => a - b);

test('one line for every invoice, order, delivery, payment, entry and article, and nothing else', () => {
  const { books } = stage.bexio;
  const removed = told(['draft-removed', 'draft-outrun'], 'invoiceId');
  const made = told(['invoice-created', 'extra-invoice-created'], 'invoiceId').filter((id) => !removed.includes(id));
  expect(made).toEqual(ids(books.invoices()));
  expect(told(['invoice-issued'], 'invoiceId')).toEqual(ids(books.invoices()));
  expect(told(['sales-order-created'], 'salesOrderId')).toEqual(ids(books.orders()));
  expect(told(['delivery-created'], 'deliveryId')).toEqual(ids(books.deliveries()));
  expect(told(['delivery-issued'], 'deliveryId')).toEqual(ids(books.deliveries()));
  expect(told(['payment-booked', 'payment-found'], 'paymentId')).toEqual(ids(books.invoices().flatMap(({ payments }) => payments)));
  expect(told(['refund-booked', 'refund-found'], 'entryId')).toEqual(ids(books.manualEntries()));
  expect(books.deliveries().length).toBeGreaterThan(2);
  expect(books.manualEntries().length).toBeGreaterThan(2);
});

test('contacts and articles were made once, or found, and each says which', () => {
  const { books } = stage.bexio;
  const contacts = new Set(told(['contact-created', 'contact-found', 'contact-collective'], 'contactId'));
  expect(books.contacts().filter(({ id }) => !contacts.has(id)).map(({ name_1 }) => name_1)).toEqual([]);
  const articles = told(['article-created'], 'articleId');
  expect(new Set(articles).size).toBe(articles.length);
});

test('amounts of the lines are those of the documents, to the rappen', () => {
  const { books } = stage.bexio;
  const totals = new Map(books.invoices().map(({ id, total }) => [id, Math.round(Number(total) * 100)]));
  const said = lines.flatMap(({ event, detail }) => (event === 'invoice-created' || event === 'extra-invoice-created' ? [detail as { invoiceId: number; totalMinor: number }] : []));
  expect(said.filter(({ invoiceId, totalMinor }) => totals.has(invoiceId) && totals.get(invoiceId) !== totalMinor)).toEqual([]);
});

test('no line holds a name, a mail or an address', () => {
  const text = JSON.stringify(lines.map(({ detail }) => detail));
  for (const word of ['@', 'Meier', 'Zürcher', 'Rochat', 'Bernasconi', 'Bahnhofstrasse', 'Kanarienvogel', 'Industriestrasse']) expect(text).not.toContain(word);
});
