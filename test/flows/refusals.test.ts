import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

// Faults 28 and 31: what bexio refuses, and what people do in bexio, is shown; nothing is made again behind anybody's back.

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ settings: { bookWhen: 'created' } });
});
afterAll(() => stage.close());

const resume = () => stage.run({ kind: 'resume', subject: 'routine' });
const invoicePath = /^\/2\.0\/kb_invoice$/;

test('bexio says 422: the problem names the field, others go on, and a retry after the cure books it', async () => {
  const handle = stage.bexio.faults.add({
    match: { method: 'POST', path: invoicePath, nth: 1 },
    kind: 'status',
    status: 422,
    json: { error_code: 422, message: 'The form could not be saved due to the following errors:', errors: ['payment_type_id: This value is not valid'] },
  });
  const poison = stage.place(personOrder('gift@flow.example'));
  const [record] = await stage.drain([poison]);
  expect(handle.hits()).toBe(1);
  expect(record).toMatchObject({ name: poison.name, totalMinor: 2_429, state: 'problem', detail: { problem: { reason: 'refused', field: 'payment_type_id' } } });

  const others = Array.from({ length: 10 }, (_, index) => stage.place(personOrder(`andere-${index}@flow.example`)));
  expect((await stage.drain(others)).map((one) => one.state)).toEqual(others.map(() => 'booked'));
  expect((await stage.record(poison)).state).toBe('problem');

  await resume();
  await stage.drain([poison]);
  expect((await stage.record(poison)).state).toBe('booked');
  expect(await stage.violations()).toEqual([]);
});

test('refused at the very first write, before anything was on record: the retry shows', async () => {
  stage.bexio.faults.add({ match: { method: 'POST', path: /^\/2\.0\/contact$/, nth: 1 }, kind: 'status', status: 422, json: { error_code: 422, message: 'no', errors: { mail: { type: 'invalid', message: 'not an e-mail' } } } });
  const order = stage.place(personOrder('erste@flow.example'));
  const [record] = await stage.drain([order]);
  expect(record).toMatchObject({ name: order.name, detail: { problem: { reason: 'refused', field: 'mail' } } });
  await resume();
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
});

test('an order that could not even be read is shown as booked once it is', async () => {
  const handle = stage.shopify.faults.add({ match: { operation: 'OrderById' }, kind: 'status', status: 503 });
  const order = stage.place(personOrder('lesen@flow.example'));
  await stage.settled();
  const key = { shop: stage.shop.domain, kind: 'order', subject: order.legacyId };
  const again = async () => {
    stage.clock.jump(Math.max(0, (await stage.app.store.jobs.get(key))!.dueAt!.getTime() - stage.clock.now().getTime()));
    await stage.settled();
  };
  await again();
  expect((await stage.record(order)).state).toBe('retrying');
  handle.remove();
  await again();
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked', name: order.name }]);
});

test.for([
  ['deleted', (id: number) => stage.bexio.books.deleteInvoice(id), 'invoice-gone'],
  ['cancelled', (id: number) => stage.bexio.books.cancelInvoice(id), 'invoice-cancelled'],
] as const)('an invoice was %s by a person: the next payment says so, and no other invoice is made', async ([how, act, reason]) => {
  const order = stage.place(personOrder(`person-${how}@flow.example`, { payments: [] }));
  await bookedOf(order);
  const [invoice] = stage.invoicesOf(order);
  act(invoice!.id);
  const made = stage.bexio.requests.count({ method: 'POST', path: invoicePath });
  stage.shop.editor.pay(order, { gateway: 'shopify_payments' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'problem', detail: { problem: { reason, invoiceNumber: invoice!.document_nr } } }]);
  // Asked again, by a person or by a webhook, it stays so.
  await resume();
  stage.shop.editor.edit(order, { note: 'bitte' });
  expect(await stage.drain([order])).toMatchObject([{ state: 'problem', detail: { problem: { reason } } }]);
  expect(stage.bexio.requests.count({ method: 'POST', path: invoicePath })).toBe(made);
});

test('a draft deleted between making and issuing is not made again either', async () => {
  stage.bexio.faults.add({ match: { method: 'POST', path: /\/issue$/, nth: 1 }, kind: 'cut-before' });
  const order = stage.place(personOrder('entwurf@flow.example'));
  await stage.settled();
  const [draft] = stage.invoicesOf(order);
  expect(draft!.status).toBe(7);
  stage.bexio.books.deleteInvoice(draft!.id);
  expect(await stage.drain([order])).toMatchObject([{ state: 'problem', detail: { problem: { reason: 'invoice-gone', invoiceNumber: draft!.document_nr } } }]);
  expect(stage.invoicesOf(order)).toEqual([]);
});

async function bookedOf(order: StoredOrder): Promise<void> {
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
}
