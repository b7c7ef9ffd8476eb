import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { closeTaskByHand } from '../../src/sync/order/close-task.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { foreseeUndoOf } from '../../src/sync/order/foresee-undo.ts';
import { beginImport, directImport } from '../../src/sync/past/direct-import.ts';
import { beginUndo, directUndo, ordersOfRun, readUndoRun, runUndo } from '../../src/sync/order/undo-run.ts';
import type { ForeseenUndo } from '../../src/domain/plan/foresee-undo.ts';
import { isUndoable, type UndoScope } from '../../src/domain/plan/undo-run.ts';
import { aRecord } from '../web/pages/shopfront.ts';
import { openShop, type OpenShop } from './open-shop.ts';

// Taking orders back through the whole app, between both sandboxes: what is shown before is what happens, one or many, and for good.

const goods: OrderInput = { lines: [{ title: 'Wanderrucksack', sku: 'RUCK-30', price: '100.00', taxRate: '0.081' }], taxesIncluded: true, customer: { firstName: 'Anna', lastName: 'Muster', email: 'anna@example.ch' } };
const byCard: OrderInput = { ...goods, payments: [{ gateway: 'shopify_payments' }] };
const cancelled = 19;

let open: OpenShop;
beforeAll(async () => {
  open = await openShop();
});
afterAll(() => open.close());

async function booked(...inputs: OrderInput[]): Promise<StoredOrder[]> {
  const orders = inputs.map((input) => open.place(input));
  await open.finished(orders);
  return orders;
}

function invoices(order: StoredOrder): InvoiceView[] {
  const base = `shopify:${open.shop.id}:order:${order.legacyId}`;
  return open.bexio.books.invoices().filter(({ api_reference }) => api_reference === base || api_reference?.startsWith(`${base}:`) === true);
}

function entriesOf(order: StoredOrder) {
  return open.bexio.books.manualEntries().filter((entry) => JSON.stringify(entry).includes(`order:${order.legacyId}:undo`));
}

const undo = (order: StoredOrder) => decide(open.app.tools, open.shop.domain, order.legacyId, 'undo', 'Anna');
const foresee = (order: StoredOrder) => foreseeUndoOf(open.app.tools, open.shop.domain, order.legacyId);

/** Has the orders since then booked by a history import; answers its id. */
async function imported(sinceMs: number): Promise<string> {
  const { tools, store } = open.app;
  const plan = { from: new Date(sinceMs).toISOString(), until: new Date(Date.now() + 600_000).toISOString(), patterns: [], recognised: 'adopt' as const };
  const begun = await beginImport(tools, open.shop.domain, plan, 'Anna');
  if (!begun.ok) throw new Error(begun.why);
  const key = { shop: open.shop.domain, id: begun.id };
  await expect.poll(async () => (await store.imports.get(key))?.phase).toBe('ready');
  await directImport(tools, key, 'start');
  await expect.poll(async () => (await store.imports.get(key))?.phase).toBe('done');
  return begun.id;
}

/** From looking to the end, as a person would: look, then say yes. */
async function runOver(scope: UndoScope) {
  const { tools } = open.app;
  const { domain } = open.shop;
  const runId = (await beginUndo(tools, domain, scope, 'Anna')) ?? '';
  await expect.poll(async () => (await readUndoRun(tools, domain, runId))?.state).toBe('ready');
  const seen = await readUndoRun(tools, domain, runId);
  expect(await directUndo(tools, domain, runId, 'undo', 'Anna')).toBe(true);
  await expect.poll(async () => (await readUndoRun(tools, domain, runId))?.state).toBe('done');
  return { runId, seen, done: await readUndoRun(tools, domain, runId), orders: await ordersOfRun(tools, domain, runId, '', 100) };
}

/** What has happened before is not of this millisecond any more. */
async function nextInstant(): Promise<Date> {
  const now = Date.now();
  while (Date.now() <= now) await new Promise((resolve) => setTimeout(resolve, 1));
  return new Date();
}

describe('one order', () => {
  test('what is foreseen happens: to the invoice, and to the rappen in the ledger', async () => {
    const [owed, paid] = (await booked(goods, byCard)) as [StoredOrder, StoredOrder];
    const [owedUndo, paidUndo] = [await foresee(owed), await foresee(paid)];
    expect(owedUndo).toMatchObject({ cancelled: [{ number: invoices(owed)[0]?.document_nr, amountMinor: 10_000 }], entries: [], tasks: [], final: false, blocked: null });
    expect(paidUndo).toMatchObject({ cancelled: [], entries: [{ totalMinor: 10_000 }], tasks: [], final: true, blocked: null });
    expect([entriesOf(paid).length, invoices(owed)[0]?.status]).toEqual([0, 8]);
    await Promise.all([undo(owed), undo(paid)]);
    await open.finished([owed, paid]);
    expect(invoices(owed).map(({ status }) => status)).toEqual([cancelled]);
    expect(entriesOf(paid).flatMap(({ entries }) => entries.map(({ amount }) => Number(amount)))).toEqual(paidUndo.entries.flatMap(({ lines }) => lines.map(({ amountMinor }) => amountMinor / 100)));
    expect(await foresee(paid)).toMatchObject({ entries: [], tasks: [] });
  });

  test('an invoice that a person has paid in bexio meanwhile is foreseen as paid', async () => {
    const [order] = (await booked(goods)) as [StoredOrder];
    open.bexio.books.payInvoice(invoices(order)[0]?.id ?? 0);
    const foreseen = await foresee(order);
    expect(foreseen.cancelled).toEqual([]);
    expect(foreseen.entries.length + foreseen.tasks.length).toBe(1);
    await undo(order);
    await open.finished([order]);
    expect(invoices(order)[0]?.status).not.toBe(cancelled);
    expect(entriesOf(order)).toHaveLength(foreseen.entries.length);
  });

  test('nothing is booked again by itself: not by a sweep, new settings, an edit, a payment, a refund, a cancellation', async () => {
    const [owed, paid] = (await booked(goods, byCard)) as [StoredOrder, StoredOrder];
    await Promise.all([undo(owed), undo(paid)]);
    await open.finished([owed, paid]);
    const before = { invoices: open.bexio.books.invoices().length, entries: open.bexio.books.manualEntries().length, payments: JSON.stringify(invoices(paid)) };
    const { store } = open.app;
    open.shop.editor.edit(owed.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    open.shop.editor.pay(owed.id, { gateway: 'twint' });
    open.shop.editor.refund(paid.id, { amount: '20.00' });
    await open.finished([owed, paid]);
    await open.decide({ daysToPay: 21 });
    for (const kind of ['sweep', 'strays', 'poll']) await store.jobs.ring({ shop: open.shop.domain, kind, subject: '' });
    await store.jobs.ring({ shop: open.shop.domain, kind: 'resume', subject: 'settings' });
    for (const order of [owed, paid]) await store.jobs.ring({ shop: open.shop.domain, kind: 'order', subject: order.legacyId });
    const records = await open.finished([owed, paid]);
    open.shop.editor.cancel(paid.id);
    await open.finished([paid]);
    expect(records.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    expect({ invoices: open.bexio.books.invoices().length, entries: open.bexio.books.manualEntries().length, payments: JSON.stringify(invoices(paid)) }).toEqual(before);
  });

  test('a task that a person calls settled is asked for no more, and its credit note is not counted for another', async () => {
    await open.decide({ refunds: { paid: 'credit-note-task' } });
    const [order] = (await booked(byCard)) as [StoredOrder];
    open.shop.editor.refund(order.id, { amount: '20.00' });
    await open.finished([order]);
    const { store } = open.app;
    const tasks = async () => (await store.links.of(open.shop.domain, open.bexio.books.companyId, order.legacyId)).filter(({ kind }) => kind === 'task');
    const key = (await tasks())[0]?.shopifyId ?? '';
    expect((await open.record(order)).state).toBe('problem');
    expect(await closeTaskByHand(open.app.tools, open.shop.domain, { orderId: '1', key }, 'Anna')).toBe(false);
    expect(await closeTaskByHand(open.app.tools, open.shop.domain, { orderId: order.legacyId, key }, 'Anna')).toBe(true);
    expect(await closeTaskByHand(open.app.tools, open.shop.domain, { orderId: order.legacyId, key }, 'Anna')).toBe(false);
    const [record] = await open.finished([order]);
    expect(record?.state).toBe('booked');
    open.shop.editor.refund(order.id, { amount: '30.00' });
    expect((await open.finished([order]))[0]?.state).toBe('problem');
    open.bexio.books.createCreditVoucher(invoices(order)[0]?.id ?? 0, '30.00');
    await store.jobs.ring({ shop: open.shop.domain, kind: 'order', subject: order.legacyId });
    expect((await open.finished([order]))[0]?.state).toBe('booked');
    await open.decide({ refunds: { paid: 'entry' } });
  });
});

describe('many orders', () => {
  test('a selection: seen first, nothing done before the yes; those in the way stay out', async () => {
    const orders = await booked(goods, byCard, goods);
    const [owed, paid, gone] = orders as [StoredOrder, StoredOrder, StoredOrder];
    open.bexio.books.cancelInvoice(invoices(gone)[0]?.id ?? 0);
    const entriesBefore = open.bexio.books.manualEntries().length;
    const { tools } = open.app;
    const runId = (await beginUndo(tools, open.shop.domain, { kind: 'picked', orderIds: orders.map(({ legacyId }) => legacyId) }, 'Anna')) ?? '';
    await open.settled();
    expect(await readUndoRun(tools, open.shop.domain, runId)).toMatchObject({ state: 'ready', foreseen: { orders: 3, cancelled: 1, entries: 1, nothing: 1, blocked: 0 } });
    expect([invoices(owed)[0]?.status, open.bexio.books.manualEntries().length]).toEqual([8, entriesBefore]);
    expect(await directUndo(tools, open.shop.domain, runId, 'undo', 'Anna')).toBe(true);
    expect(await directUndo(tools, open.shop.domain, runId, 'undo', 'Anna')).toBe(false);
    await expect.poll(async () => (await readUndoRun(tools, open.shop.domain, runId))?.state).toBe('done');
    expect(await readUndoRun(tools, open.shop.domain, runId)).toMatchObject({ asked: 2, undone: 2, needPerson: 0 });
    expect(invoices(owed)[0]?.status).toBe(cancelled);
    expect(entriesOf(paid)).toHaveLength(1);
    expect((await open.app.store.links.find(open.shop.domain, '', 'decision', gone.legacyId))).toBeNull();
  });

  test('what was booked in a period: all of it and nothing else', async () => {
    await booked(goods);
    const from = await nextInstant();
    const orders = await booked(...Array.from({ length: 30 }, () => goods));
    const until = new Date();
    await nextInstant();
    const [later] = (await booked(goods)) as [StoredOrder];
    const { done, orders: seen } = await runOver({ kind: 'booked', from: from.toISOString(), until: until.toISOString() });
    expect(seen.map(({ orderId }) => orderId).toSorted()).toEqual(orders.map(({ legacyId }) => legacyId).toSorted());
    expect(done).toMatchObject({ asked: 30, undone: 30, needPerson: 0, foreseen: { orders: 30, cancelled: 30 } });
    expect(orders.map((order) => invoices(order).map(({ status }) => status))).toEqual(orders.map(() => [cancelled]));
    expect(invoices(later)[0]?.status).toBe(8);
  });

  test('stopped before the yes, nothing has happened', async () => {
    const [order] = (await booked(goods)) as [StoredOrder];
    const { tools } = open.app;
    const runId = (await beginUndo(tools, open.shop.domain, { kind: 'picked', orderIds: [order.legacyId] }, 'Anna')) ?? '';
    await open.settled();
    expect(await directUndo(tools, open.shop.domain, runId, 'stop', 'Anna')).toBe(true);
    expect(await directUndo(tools, open.shop.domain, runId, 'undo', 'Anna')).toBe(false);
    await open.settled();
    expect([invoices(order)[0]?.status, (await readUndoRun(tools, open.shop.domain, runId))?.state]).toEqual([8, 'stopped']);
  });

  test('what an import has booked', async () => {
    const now = Date.now();
    await open.decide({ goLiveAt: new Date(now + 3_600_000).toISOString() });
    const orders = [open.place(goods), open.place(byCard)];
    expect((await open.finished(orders)).map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    const importId = await imported(now - 60_000);
    await expect.poll(async () => (await open.finished(orders)).map(({ state }) => state)).toEqual(['booked', 'booked']);
    const { done, orders: seen } = await runOver({ kind: 'import', importId, from: new Date(now - 60_000).toISOString(), until: new Date(now).toISOString() });
    // The import has seen the orders of the tests before, too: of those nothing is in the books any more.
    expect(seen.flatMap(({ orderId, foreseen }) => (isUndoable(foreseen) ? [orderId] : [])).toSorted()).toEqual(orders.map(({ legacyId }) => legacyId).toSorted());
    expect(done).toMatchObject({ asked: 2, undone: 2 });
    // The same range imported once more books nothing: the decision stands above it.
    await imported(now - 61_000);
    expect((await open.finished(orders)).map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    expect(invoices(orders[0] as StoredOrder).map(({ status }) => status)).toEqual([cancelled]);
  });
});

test('stopped half way: what was told is finished and counted, what was not is left alone', async () => {
  const shop = await openShop();
  const { tools, worker, store } = shop.app;
  const { domain } = shop.shop;
  await worker.stop();
  const companyId = shop.bexio.books.companyId;
  const orderIds = Array.from({ length: 60 }, (_one, index) => String(8_000_000_000_000 + index));
  const runId = (await beginUndo(tools, domain, { kind: 'picked', orderIds }, 'Anna')) ?? '';
  const run = await readUndoRun(tools, domain, runId);
  if (!run) throw new Error('there is no run');
  const foreseen: ForeseenUndo = { removed: [], cancelled: [{ number: 'RE-1', amountMinor: 100 }], entries: [], tasks: [], removesSalesOrder: false, deliveriesKept: 0, currency: 'CHF', final: false, blocked: null };
  for (const orderId of orderIds) {
    await store.orders.record(aRecord({ shop: domain, orderId, name: `#${orderId}` }));
    await store.links.add({ shop: domain, companyId, kind: 'undo-order', shopifyId: `${runId}:${orderId}`, orderId: null, bexioId: 0, detail: { orderId, name: orderId, foreseen } });
  }
  await store.links.update({ shop: domain, companyId, kind: 'undo-run', shopifyId: runId }, { ...run, state: 'undoing' });
  const once = async () => {
    await store.jobs.ring({ shop: domain, kind: 'undo-run', subject: runId });
    const [job] = await store.jobs.claim({ now: new Date(), leaseMs: 60_000, limit: 1, kinds: ['undo-run'] });
    if (!job) throw new Error('the run is not due');
    await runUndo(tools, job);
    await store.jobs.settle(job, { done: true });
    return readUndoRun(tools, domain, runId);
  };
  expect(await once()).toMatchObject({ state: 'undoing', asked: 50 });
  expect(await directUndo(tools, domain, runId, 'stop', 'Anna')).toBe(true);
  expect(await once()).toMatchObject({ state: 'settling', asked: 50, undone: 0 });
  for (const orderId of orderIds.slice(0, 50)) await store.orders.record(aRecord({ shop: domain, orderId, name: `#${orderId}`, state: orderId.endsWith('7') ? 'problem' : 'skipped', detail: null }));
  expect(await once()).toMatchObject({ state: 'done', asked: 50, undone: 50, needPerson: 5 });
  const decisions = await Promise.all(orderIds.map((orderId) => store.links.find(domain, '', 'decision', orderId)));
  expect(decisions.map((one) => one !== null)).toEqual(orderIds.map((_one, index) => index < 50));
  await shop.close();
});
