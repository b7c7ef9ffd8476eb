import { describe, expect, test } from 'vitest';
import { changedUntouchedFields, planContact } from '../../src/domain/invoice/customer-to-contact.ts';
import type { ContactFields, ContactPlan } from '../../src/domain/documents.ts';
import type { Order } from '../../src/domain/order.ts';
import { aCompany, aCustomer, anAddress, anOrder, someSettings } from './build.ts';

type Own = Extract<ContactPlan, { kind: 'own' }>;

function contactOf(over: Partial<Omit<Order, 'totals'>>): ContactPlan {
  const result = planContact({ order: anOrder(over), settings: someSettings(), company: aCompany() });
  expect(result).toMatchObject({ ok: true });
  return (result as { contact: ContactPlan }).contact;
}

describe('who the invoice goes to', () => {
  test('a person, filed by last name, with the address in parts', () => {
    const phone = '+41 44 000 00 00';
    expect(contactOf({ billingAddress: anAddress({ address2: '3. Stock', phone }), email: ' Anna@Example.ch ' })).toEqual({
      kind: 'own',
      key: 'customer:701',
      matchMail: 'anna@example.ch',
      fields: {
        type: 'person',
        name1: 'Muster',
        name2: 'Anna',
        mail: 'Anna@Example.ch',
        phone,
        street: 'Bahnhofstrasse',
        houseNumber: '12a',
        addressAddition: '3. Stock',
        postcode: '8001',
        city: 'Zürich',
        countryId: 401,
        languageId: 501,
        salutationId: null,
      },
      person: null,
    });
  });

  test('a company named in the address, with the buyer as its person', () => {
    const contact = contactOf({ billingAddress: anAddress({ company: ' Käserei Alp AG ' }) }) as Own;
    expect(contact.key).toBe('company-name:käserei alp ag:8001');
    expect(contact.fields).toMatchObject({ type: 'company', name1: 'Käserei Alp AG', name2: null });
    expect(contact.person).toEqual({ firstName: 'Anna', lastName: 'Muster', mail: 'anna@example.ch' });
  });

  test('a B2B purchase goes by the id of the company', () => {
    const company = { id: '31', name: 'Hotel Post', locationId: '32', locationName: 'Zürich' };
    expect(contactOf({ company, billingAddress: anAddress({ company: 'Anders' }) })).toMatchObject({ key: 'company:31', fields: { type: 'company', name1: 'Hotel Post' } });
  });

  test.each<[string, Partial<Omit<Order, 'totals'>>, string, string | null, Partial<ContactFields>]>([
    ['a guest is known by mail', { customer: null }, 'mail:anna@example.ch', 'anna@example.ch', { name1: 'Muster', name2: 'Anna' }],
    ['a guest with a name only gets a contact of the order', { customer: null, email: null }, 'order:5001', null, { name1: 'Muster', mail: null }],
    ['a mail without a name is the name', { customer: null, billingAddress: null, shippingAddress: null }, 'mail:anna@example.ch', 'anna@example.ch', { name1: 'anna@example.ch', name2: null, street: null }],
    ['names come from the address when the customer has none', { customer: aCustomer({ firstName: null, lastName: null }) }, 'customer:701', 'anna@example.ch', { name1: 'Muster', name2: 'Anna' }],
    ['a single name is the last name', { customer: aCustomer({ lastName: null }) }, 'customer:701', 'anna@example.ch', { name1: 'Anna', name2: null }],
    ['the mail of the customer stands in', { email: null }, 'customer:701', 'anna@example.ch', {}],
    ['a country bexio does not list stays empty', { billingAddress: anAddress({ countryCode: 'XK' }) }, 'customer:701', 'anna@example.ch', { countryId: null }],
    ['a lone second address line is the street', { billingAddress: anAddress({ address1: null, address2: 'Hinterhof' }) }, 'customer:701', 'anna@example.ch', { street: 'Hinterhof', houseNumber: null, addressAddition: null }],
    ['an empty billing address is none', { billingAddress: anAddress({ firstName: null, lastName: ' ', address1: null, zip: null, city: '' }), shippingAddress: anAddress({ city: 'Chur' }) }, 'customer:701', 'anna@example.ch', { city: 'Chur' }],
  ])('%s', (_name, over, key, matchMail, fields) => {
    expect(contactOf(over)).toMatchObject({ kind: 'own', key, matchMail, fields });
  });

  test('nobody at all goes to the collective contact', () => {
    const nobody = { customer: null, email: null, billingAddress: null, shippingAddress: null, sourceName: 'pos' };
    expect(contactOf(nobody)).toEqual({ kind: 'collective', contactId: 9001 });
    const settings = someSettings({ collectiveContactId: null });
    expect(planContact({ order: anOrder(nobody), settings, company: aCompany() })).toEqual({ ok: false, problem: { reason: 'collective-contact-missing' } });
  });

  test('texts are cut at 255 without control characters', () => {
    const { fields } = contactOf({ customer: aCustomer({ lastName: `M\u0007${'ü'.repeat(300)}` }) }) as Own;
    expect(fields.name1).toHaveLength(255);
    expect(fields.name1.startsWith('M üü')).toBe(true);
  });
});

describe('what may be written to a contact that exists', () => {
  const written: ContactFields = (contactOf({}) as Own).fields;
  const moved: ContactFields = { ...written, street: 'Seeweg', houseNumber: '3', postcode: '3600', city: 'Thun' };

  test('a change in Shopify reaches fields nobody touched', () => {
    expect(changedUntouchedFields(written, written, { ...moved, phone: '+41' })).toEqual({ street: 'Seeweg', houseNumber: '3', postcode: '3600', city: 'Thun', phone: '+41' });
  });

  test('an address that a person corrected is left alone as a whole', () => {
    expect(changedUntouchedFields(written, { ...written, postcode: '8004' }, { ...moved, phone: '+41' })).toEqual({ phone: '+41' });
  });

  test('bexio’s ways of saying nothing are not changes of a person', () => {
    expect(changedUntouchedFields(written, { ...written, phone: '', salutationId: 0 }, { ...written, phone: '+41' })).toEqual({ phone: '+41' });
  });

  test('an order that lacks a detail does not erase it, and a move drops the old addition', () => {
    const before = { ...written, phone: '+41', addressAddition: '3. Stock' };
    expect(changedUntouchedFields(before, before, { ...moved, phone: null })).toMatchObject({ street: 'Seeweg', addressAddition: null });
    expect(changedUntouchedFields(before, before, { ...moved, phone: null })).not.toHaveProperty('phone');
  });

  test('a contact we never wrote is not ours to change; nothing new is nothing to write', () => {
    expect(changedUntouchedFields(null, written, moved)).toEqual({});
    expect(changedUntouchedFields(written, written, written)).toEqual({});
  });
});
