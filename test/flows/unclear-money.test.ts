import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { Link } from '../../src/store/links.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { openStage, type Stage } from './stage.ts';

/** The order changes while nobody knows whether bexio has booked its money: what was sent counts, not what would be sent now. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.bexio.faults.clear());

const payment = /^\/2\.0\/kb_invoice\/\d+\/payment$/;
const cup: OrderInput = {
  lines: [{ title: 'Tasse', price: '80.00', taxRate: '0.081' }, { title: 'Buch', price: '20.00', taxRate: '0.026' }],
  customer: { lastName: 'Beispiel', email: 'beispiel@flow.example' },
};

/** One that bexio has carried out or not, without saying so. */
async function unclear(input: OrderInput, kind: 'cut-after' | 'cut-before', first?: (order: StoredOrder) => void): Promise<StoredOrder> {
  stage.bexio.faults.add({ match: { method: 'POST', path: payment, nth: 1 }, kind });
  const order = stage.place(input, first);
  await stage.settled();
  return order;
}

function paid(order: StoredOrder): string[] {
  return stage.invoicesOf(order).flatMap(({ payments }) => payments.map((one) => one.value));
}

async function entered(order: StoredOrder): Promise<[string, number][]> {
  const lines = await stage.app.store.journal.of(stage.shop.domain, order.legacyId);
  return lines.filter(({ event }) => ['payment-booked', 'payment-found', 'refund-booked', 'refund-found'].includes(event)).map(({ event, detail }) => [event, (detail as { amountMinor: number }).amountMinor]);
}

// What went back by card was taken off the payment by TWINT where the one by card was booked already: an entry moves it.
test.each([
  ['cut-after', ['60.00', '20.00'], [['payment-found', 6000], ['payment-booked', 2000], ['refund-booked', 2000]]],
  ['cut-before', ['40.00', '40.00'], [['payment-booked', 4000], ['payment-booked', 4000]]],
] as const)('a refund lowers the payment meanwhile (%s)', async (kind, expected, lines) => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments', amount: '60.00' }, { gateway: 'twint', amount: '40.00' }] }, kind, (placed) => void stage.shop.editor.edit(placed, { quantities: [{ line: 1, quantity: 0 }] }));
  stage.shop.editor.refund(order, { amount: '20.00', gateway: 'shopify_payments' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(paid(order)).toEqual(expected);
  expect(await entered(order)).toEqual(lines);
});

test.each(['cut-after', 'cut-before'] as const)('all of the money goes back meanwhile (%s)', async (kind) => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments' }] }, kind);
  stage.shop.editor.cancel(order);
  const [record] = await stage.drain([order]);
  expect(paid(order)).toEqual(kind === 'cut-after' ? ['100.00'] : []);
  expect(await entered(order)).toEqual(kind === 'cut-after' ? [['payment-found', 10_000], ['refund-booked', 10_000]] : []);
  expect(record).toMatchObject({ state: kind === 'cut-after' ? 'booked' : 'skipped' });
});

const entry = /^\/3\.0\/accounting\/manual_entries$/;
const entries = (order: StoredOrder, from: number) => stage.bexio.books.manualEntries().slice(from).filter((one) => JSON.stringify(one).includes(order.name)).map((one) => one.entries.reduce((sum, line) => sum + Number(line.amount), 0));

test.each([
  ['undo', 'cut-after', [20, 80]],
  ['undo', 'cut-before', [100]],
  ['skip', 'cut-after', [20]],
  ['skip', 'cut-before', []],
] as const)('the merchant decides while nobody knows whether a refund was booked (%s, %s)', async (decision, kind, expected) => {
  const order = stage.place({ ...cup, payments: [{ gateway: 'shopify_payments' }] });
  await stage.drain([order]);
  const from = stage.bexio.books.manualEntries().length;
  stage.bexio.faults.add({ match: { method: 'POST', path: entry, nth: 1 }, kind });
  stage.shop.editor.refund(order, { lines: [{ line: 1, quantity: 1 }] });
  await stage.settled();
  await decide(stage.app.tools, stage.shop.domain, order.legacyId, decision, 'Anna');
  await stage.drain([order]);
  expect(entries(order, from)).toEqual(expected);
  expect((await entered(order)).filter(([event]) => event === 'refund-found')).toHaveLength(kind === 'cut-after' ? 1 : 0);
});

test('a settings change between the attempts books no second payment', async () => {
  const order = await unclear({ ...cup, payments: [{ gateway: 'shopify_payments' }] }, 'cut-after');
  const { gateways } = (await stage.app.store.settings.get(stage.shop.domain))!.settings;
  await stage.decide({ gateways: {} });
  await stage.drain([order]);
  expect(paid(order)).toEqual(['100.00']);
  expect(await entered(order)).toEqual([['payment-found', 10_000]]);
  await stage.decide({ gateways });
});

/** A refund of the book, sent to bexio and carried out there, without an answer. */
async function unclearRefund(): Promise<StoredOrder> {
  const order = stage.place({ ...cup, payments: [{ gateway: 'shopify_payments' }] });
  await stage.drain([order]);
  stage.bexio.faults.add({ match: { method: 'POST', path: entry, nth: 1 }, kind: 'cut-after' });
  stage.shop.editor.refund(order, { lines: [{ line: 1, quantity: 1 }] });
  await stage.settled();
  return order;
}

async function refundLinks(order: StoredOrder): Promise<Link[]> {
  const links = await stage.app.store.links.of(stage.shop.domain, stage.bexio.books.companyId, order.legacyId);
  return links.filter((link) => link.kind === 'refund');
}

const lastEntry = () => stage.bexio.books.manualEntries().at(-1);

test('an entry that is found again is on record as it was sent, whatever would be sent now', async () => {
  const order = await unclearRefund();
  const { accounts } = (await stage.app.store.settings.get(stage.shop.domain))!.settings;
  await stage.decide({ accounts: { ...accounts, sales: accounts.shipping } });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  const [link] = await refundLinks(order);
  expect(lastEntry()?.entries.map((line) => stage.bexio.books.accountId(line.debit_account_no))).toEqual([accounts.sales]);
  expect(link).toMatchObject({ bexioId: lastEntry()?.id, detail: { lines: [{ debitAccountId: accounts.sales, amountMinor: 2000 }] } });
  await stage.decide({ accounts });
});

test('an entry that a person has changed before it was found is a question for a person, and counts when it is put right', async () => {
  const order = await unclearRefund();
  await change(lastEntry()!.id, 19.5);
  expect(await stage.drain([order])).toMatchObject([{ state: 'problem', detail: { problem: { reason: 'entry-differs', expectedMinor: 2000, actualMinor: 1950 } } }]);
  expect(await refundLinks(order)).toEqual([]);
  await change(lastEntry()!.id, 20);
  await stage.run({ kind: 'order', subject: order.legacyId });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(await refundLinks(order)).toMatchObject([{ bexioId: lastEntry()?.id, detail: { amountMinor: 2000 } }]);
});

test('one that a person has deleted meanwhile is made again, once', async () => {
  const order = await unclearRefund();
  const before = lastEntry()!.id;
  await asPerson('DELETE', before);
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  expect(await refundLinks(order)).toMatchObject([{ bexioId: lastEntry()?.id }]);
  expect(lastEntry()!.id).toBeGreaterThan(before);
});

/** A person types another amount into an entry of one line. */
async function change(id: number, amount: number): Promise<void> {
  const headers = { authorization: `Bearer ${await stage.bexio.accessToken()}`, accept: 'application/json' };
  const { type, date, reference_nr, entries: lines } = (await (await fetch(`${stage.bexio.apiUrl}/3.0/accounting/manual_entries?limit=2000`, { headers })).json() as Row[]).find((row) => row.id === id)!;
  await asPerson('PUT', id, { type, date, reference_nr, entries: lines.map((line) => ({ debit_account_id: line.debit_account_id, credit_account_id: line.credit_account_id, tax_id: line.tax_id, tax_account_id: line.tax_account_id, description: line.description, amount, currency_id: line.currency_id, currency_factor: line.currency_factor })) });
}

type Row = { id: number; type: string; date: string; reference_nr: string; entries: { debit_account_id: number; credit_account_id: number; tax_id: number; tax_account_id: number; description: string; currency_id: number; currency_factor: number }[] };

async function asPerson(method: 'PUT' | 'DELETE', id: number, body?: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${await stage.bexio.accessToken()}`, accept: 'application/json', 'content-type': 'application/json' };
  const answer = await fetch(`${stage.bexio.apiUrl}/3.0/accounting/manual_entries/${id}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  expect([answer.ok, await answer.text()]).toEqual([true, expect.any(String)]);
}
