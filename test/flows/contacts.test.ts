import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AddressInput, OrderInput } from '../../src/sandbox/shopify/sandbox.ts';
import { openShop, type OpenShop } from './open-shop.ts';

/** One contact per buyer, and nothing a person wrote in bexio is written over. */
let open: OpenShop;
beforeAll(async () => {
  open = await openShop({ settings: { articles: 'text' } });
});
afterAll(() => open.close());
beforeEach(() => open.bexio.requests.clear());

describe('who the invoice goes to', () => {
  test('two orders of one buyer, placed at once: one contact', async () => {
    await book(by('zwei'), by('zwei'), by('zwei'));
    expect(contactsOf('zwei@example.ch')).toHaveLength(1);
  });

  test('a guest and later a customer with the same mail, in other capitals: one contact', async () => {
    await book({ ...by('gast'), customer: null });
    await book(by('Gast'));
    expect(open.bexio.books.contacts().filter((one) => one.mail?.toLowerCase() === 'gast@example.ch')).toHaveLength(1);
  });

  test('a contact that bexio had is found by its mail and left as it is', async () => {
    const id = open.bexio.books.addContact({ contact_type_id: 2, name_1: 'Stamm', name_2: 'Gast', mail: 'stamm@example.ch', city: 'Chur' });
    const [order] = await book(by('stamm'));
    expect(open.invoicesOf(order!)[0]?.contact_id).toBe(id);
    await book(by('stamm', { city: 'Thun' }));
    expect(contactsOf('stamm@example.ch')).toEqual([expect.objectContaining({ id, name_1: 'Stamm', city: 'Chur' })]);
  });

  test('a firm with a person: the firm is the contact, the person its address', async () => {
    const [order] = await book(by('urs', { company: 'Alpenholz AG' }));
    const contact = open.bexio.books.contacts().find((one) => one.id === open.invoicesOf(order!)[0]?.contact_id);
    expect(contact).toMatchObject({ contact_type_id: 1, name_1: 'Alpenholz AG', mail: 'urs@example.ch' });
    expect(open.bexio.requests.all({ path: /additional_address$/, method: 'POST' }).map((one) => one.body)).toEqual([expect.objectContaining({ name: 'urs Muster' })]);
  });

  test('somebody who buys for a firm and for themselves: two contacts, each found again', async () => {
    const private1 = by('beide');
    const firm = by('beide', { company: 'Beide GmbH' });
    await book(private1);
    await book(firm);
    await book(private1, firm);
    expect(contactsOf('beide@example.ch').map((one) => one.contact_type_id).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  test('nobody at all: the collective contact, or a problem where none is named', async () => {
    const nobody: OrderInput = { source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, lines: [{ title: 'Tee', price: '5.00' }], payments: [{ gateway: 'cash' }] };
    const [order] = await book(nobody);
    expect(open.bexio.books.contacts().find((one) => one.id === open.invoicesOf(order!)[0]?.contact_id)?.name_1).toBe('Laufkundschaft');
    const { collectiveContactId } = await open.decide({});
    await open.decide({ collectiveContactId: null });
    const [left] = await book(nobody);
    expect((await open.record(left!)).detail).toMatchObject({ problem: { reason: 'collective-contact-missing' } });
    await open.decide({ collectiveContactId });
  });
});

describe('a returning customer whose details changed', () => {
  test('what this app wrote is brought up to date, with one reading and one write', async () => {
    await book(by('umzug'));
    open.bexio.requests.clear();
    await book(by('umzug', { address1: 'Seeweg 3', zip: '3600', city: 'Thun' }));
    expect(contactsOf('umzug@example.ch')).toEqual([expect.objectContaining({ street_name: 'Seeweg', house_number: '3', postcode: '3600', city: 'Thun' })]);
    expect(aboutContacts()).toEqual(['GET', 'POST']);
  });

  test('nothing is asked when nothing differs', async () => {
    await book(by('gleich'));
    open.bexio.requests.clear();
    await book(by('gleich'));
    expect(aboutContacts()).toEqual([]);
  });

  test('a field that a person changed in bexio stays, and is not looked at again for the same details', async () => {
    await book(by('eigen'));
    const [contact] = contactsOf('eigen@example.ch');
    open.bexio.books.editContact(contact!.id, { city: 'Biel/Bienne' });
    open.bexio.requests.clear();
    const moved = by('eigen', { address1: 'Seeweg 3', zip: '3600', city: 'Thun', phone: '+41 33 555 00 00' });
    await book(moved);
    expect(contactsOf('eigen@example.ch')).toEqual([expect.objectContaining({ street_name: 'Gasse', city: 'Biel/Bienne', phone_fixed: '+41 33 555 00 00' })]);
    await book(moved);
    expect(aboutContacts()).toEqual(['GET', 'POST']);
  });

  test('an older order that is booked later does not bring the old address back', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    await book(by('spaet'));
    await book(by('spaet', { city: 'Thun' }));
    await book({ ...by('spaet', { city: 'Basel' }), createdAt: yesterday });
    expect(contactsOf('spaet@example.ch')[0]?.city).toBe('Thun');
  });

  test('never, when the merchant wants it so', async () => {
    await book(by('nie'));
    await open.decide({ contactUpdates: 'never' });
    await book(by('nie', { city: 'Thun' }));
    expect(contactsOf('nie@example.ch')[0]?.city).toBe('Bern');
    await open.decide({ contactUpdates: 'untouched-fields' });
  });

  test('a contact that bexio refuses to change does not hold the invoice up', async () => {
    await book(by('stur'));
    const [contact] = contactsOf('stur@example.ch');
    const fault = open.bexio.faults.add({ kind: 'status', status: 422, json: { error_code: 422, message: 'no', errors: ['city: no'] }, match: { method: 'POST', path: new RegExp(`/contact/${contact!.id}$`) } });
    const [order] = await book(by('stur', { city: 'Thun' }));
    fault.remove();
    expect((await open.record(order!)).state).toBe('booked');
  });
});

async function book(...inputs: OrderInput[]) {
  const orders = inputs.map((input) => open.place(input));
  await open.finished(orders);
  return orders;
}

function contactsOf(mail: string) {
  return open.bexio.books.contacts().filter((one) => one.mail === mail);
}

/** Methods of the requests about known contacts, in order. */
function aboutContacts(): string[] {
  return open.bexio.requests.all({ path: /\/contact\/\d+$/ }).map((one) => one.method);
}

function by(name: string, changes: AddressInput = {}): OrderInput {
  const address = { firstName: name, lastName: 'Muster', address1: 'Gasse 1', zip: '3011', city: 'Bern', countryCode: 'CH', ...changes };
  const email = `${name}@example.ch`;
  return { customer: { firstName: name, lastName: 'Muster', email }, email, billingAddress: address, lines: [{ title: 'Tee', price: '24.95' }], payments: [{ gateway: 'twint' }] };
}
