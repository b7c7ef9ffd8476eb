import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { betrayed } from './oracle.ts';
import { openStage, type Stage } from './stage.ts';

// An oracle that never complains proves nothing: here everything it watches for is planted, and it must see each.

let stage: Stage;
let orders: StoredOrder[];
beforeAll(async () => {
  stage = await openStage();
  orders = [1, 2, 3, 4, 5].map((index) => stage.place(personOrder(`kunde-${index}@flow.example`)));
  await stage.drain(orders);
});
afterAll(() => stage.close());

test('nothing is wrong on a quiet day', async () => {
  expect((await stage.drain(orders)).map((one) => one.detail)).toEqual(orders.map(() => ({ kind: 'booked' })));
  expect(await stage.violations()).toEqual([]);
});

test('a doubled invoice, as a draft and issued', async () => {
  const order = orders[0]!;
  stage.bexio.faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_invoice$/, nth: 1 }, kind: 'duplicate' });
  const doubled = stage.place(personOrder('doppelt@flow.example'));
  await stage.drain([doubled]);
  expect(await stage.violations()).toContain(`I2 ${doubled.name} has 1 stray drafts`);
  const stray = stage.invoicesOf(doubled).find((one) => one.status === 7)!;
  stage.bexio.books.issueInvoice(stray.id);
  expect(await stage.violations()).toContain(`I2 ${doubled.name} has 2 issued invoices`);
  stage.bexio.books.deleteInvoice(stray.id);
  expect(await stage.violations()).toEqual([]);
  expect(order.name).not.toBe(doubled.name);
});

test('a payment too many, an amount that differs', async () => {
  const [invoice] = stage.invoicesOf(orders[1]!);
  const payment = stage.bexio.books.payInvoice(invoice!.id, { value: '1.00' });
  expect((await stage.violations()).map((one) => one.slice(0, 8))).toEqual([`I3 ${orders[1]!.name}`, `I3 ${orders[1]!.name}`]);
  stage.bexio.books.deletePayment(payment);
  stage.bexio.books.editInvoice(invoice!.id, { positions: { 0: { unit_price: '24.30' } } });
  expect((await stage.violations()).join()).toContain('its invoice 24.30');
  stage.bexio.books.editInvoice(invoice!.id, { positions: { 0: { unit_price: '24.29' } } });
  expect(await stage.violations()).toEqual([]);
});

test('a contact twice', async () => {
  const copy = stage.bexio.books.addContact({ contact_type_id: 2, name_1: 'Kanarienvogel', mail: 'Kunde-3@flow.example' });
  expect(await stage.violations()).toEqual(['I2 two contacts for 2 kunde-3@flow.example']);
  stage.bexio.books.editContact(copy, { mail: 'anders@flow.example' });
});

test('an order nobody knows, one that was not read again, an invoice that is gone', async () => {
  stage.shopify.deliveries.drop(() => true);
  // Shopify's times of change are whole seconds.
  stage.clock.jump(1_000);
  const lost = stage.shop.editor.create(personOrder('verloren@flow.example'));
  stage.shop.editor.edit(orders[3]!, { note: 'neu' });
  stage.bexio.books.deleteInvoice(stage.invoicesOf(orders[4]!)[0]!.id);
  const found = await stage.violations();
  expect(found).toContain(`I1 ${lost.name} is lost`);
  expect(found).toContain(`I2 ${orders[4]!.name} is booked with 0 invoices`);
  expect(found).toContain(`I8 ${orders[3]!.name} was last read at another version`);
});

test('a write that nobody announced, and one into the wrong books', async () => {
  const other = stage.bexio.addCompany({ id: 'fremd' });
  const token = await stage.bexio.accessToken(undefined, { companyId: other.companyId });
  const body = JSON.stringify({ api_reference: `shopify:${stage.shop.id}:order:1` });
  await fetch(`${stage.bexio.apiUrl}/2.0/kb_invoice`, { method: 'POST', headers: { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${token}` }, body });
  const found = await stage.violations();
  expect(found.some((one) => one.startsWith('I7 '))).toBe(true);
  expect(found).toContain(`I4 shopify:${stage.shop.id}:order:1 was sent to company fremd`);
});

test('a word that slipped into the log', () => {
  expect(betrayed(['{"msg":"fine"}', '{"msg":"anna@flow.example"}'], ['anna@flow.example', 'geheim'])).toHaveLength(1);
});
