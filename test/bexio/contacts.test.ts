import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, answers, apiUrl, contactFields, noNetwork, recorded } from './arrange.ts';

noNetwork();

const searchPath = '/2.0/contact/search?limit=2000&offset=0&order_by=id_asc';
const asked = (value: string, criteria = 'like') => [{ criteria, field: 'mail', value }];
const row = (id: number, mail: string | null) => ({ ...(recorded('Contacts/fetch-a-contact').body as object), id, mail });

describe('find by mail', () => {
  test('exact but for capitals, oldest first; a substring is no match', async () => {
    nock(apiUrl).post(searchPath, asked('ada@example.com')).reply(200, [row(9, 'ADA@example.com'), row(3, ' ada@example.com '), row(4, 'nada@example.com'), row(5, null)]);
    const found = await aClient().client.contacts.findByMail(' ada@example.com ');
    expect(found.map((contact) => contact.id)).toEqual([3, 9]);
  });

  test('nothing is asked without a mail, or for one bexio could not hold', async () => {
    expect(await aClient().client.contacts.findByMail(' ')).toEqual([]);
    expect(await aClient().client.contacts.findByMail(`${'x'.repeat(250)}@example.com`)).toEqual([]);
  });

  test('by name: everything that tells two people apart must agree', async () => {
    const ada = contactFields({ mail: null, phone: '+41 44 1' });
    const kept = { contact_type_id: 2, name_1: 'Lovelace', name_2: 'Ada', mail: '', street_name: 'Seestrasse', house_number: '1', address_addition: '', postcode: '8000', city: 'Zürich ', country_id: 1, phone_fixed: '044 1' };
    nock(apiUrl).post(searchPath, [{ criteria: '=', field: 'name_1', value: 'Lovelace' }]).reply(200, [
      { ...kept, id: 9 }, { ...kept, id: 3 }, { ...kept, id: 4, name_2: 'Byron' }, { ...kept, id: 5, city: 'Bern' }, { ...kept, id: 6, contact_type_id: 1 }, { ...kept, id: 7, mail: 'ada@example.com' },
    ]);
    expect((await aClient().client.contacts.findByName(ada)).map((contact) => contact.id)).toEqual([3, 9]);
  });

  test('a contact as recorded: no salutation is 0 there and null here', async () => {
    answers('get', '/2.0/contact/1', 'Contacts/fetch-a-contact');
    expect(await aClient().client.contacts.get(1)).toEqual({
      id: 1,
      fields: {
        type: 'company', name1: 'bexio AG', name2: null, mail: null, phone: null, street: 'Alte Jonastrasse', houseNumber: '24', addressAddition: null,
        postcode: '8640', city: 'Rapperswil', countryId: 1, languageId: null, salutationId: null,
      },
    });
  });

  test('every recorded contact can be read', async () => {
    const all = recorded('Contacts/fetch-a-list-of-contacts').body as object[];
    nock(apiUrl).post(searchPath).reply(200, all.map((one) => ({ ...one, mail: 'ada@example.com' })));
    expect(await aClient().client.contacts.findByMail('ada@example.com')).toHaveLength(all.length);
  });
});

describe('create', () => {
  test('sends the allowed fields only: no `address`, no nulls', async () => {
    answers('post', '/2.0/contact', 'Contacts/create-contact', {
      contact_type_id: 2, name_1: 'Lovelace', name_2: 'Ada', mail: 'ada@example.com', street_name: 'Seestrasse', house_number: '1', postcode: '8000', city: 'Zürich',
      country_id: 1, language_id: 1, user_id: 3, owner_id: 3,
    });
    expect(await aClient().client.contacts.create(contactFields(), { userId: 3 })).toEqual({ id: 35 });
  });

  test.each([
    [{ street: null, houseNumber: null, addressAddition: 'c/o Babbage' }, { street_name: 'c/o Babbage' }],
    [{ street: null, houseNumber: '12', addressAddition: null }, { street_name: '12' }],
    [{ street: null, houseNumber: '12', addressAddition: 'c/o Babbage' }, { street_name: 'c/o Babbage', house_number: '12' }],
    [{ street: null, houseNumber: null, addressAddition: null }, {}],
  ])('%j: bexio needs a street where there is a number or an addition', async (fields, sent) => {
    let body: Record<string, unknown> = {};
    nock(apiUrl).post('/2.0/contact', (given: Record<string, unknown>) => ((body = given), true)).reply(201, recorded('Contacts/create-contact').body);
    await aClient().client.contacts.create(contactFields(fields), { userId: 3 });
    expect(Object.fromEntries(Object.entries(body).filter(([name]) => /street|house|addition/.test(name)))).toEqual(sent);
  });

  test('long texts are cut at 255', async () => {
    nock(apiUrl).post('/2.0/contact', (body: { name_1: string }) => body.name_1.length === 255).reply(201, recorded('Contacts/create-contact').body);
    expect(await aClient().client.contacts.create(contactFields({ name1: 'x'.repeat(300) }), { userId: 1 })).toEqual({ id: 35 });
  });
});

describe('update and people', () => {
  test('an update names only what changes', async () => {
    answers('post', '/2.0/contact/32', 'Contacts/edit-contact', { phone_fixed: '+41 44', mail: null, contact_type_id: 1 });
    await expect(aClient().client.contacts.update(32, { phone: '+41 44', mail: null, type: 'company' })).resolves.toBeUndefined();
  });

  test('a person at a company is an additional address', async () => {
    answers('post', '/2.0/contact/7/additional_address', 'AdditionalAddresses/create-an-additional-address', { name: 'Ada Lovelace', subject: 'Shopify', description: 'ada@example.com' });
    answers('get', '/2.0/contact/7/additional_address?limit=2000&offset=0', 'AdditionalAddresses/fetch-a-list-of-additional-addresses');
    const { contacts } = aClient().client;
    expect(await contacts.addPerson(7, { firstName: 'Ada', lastName: 'Lovelace', mail: 'ada@example.com' })).toEqual({ id: 4 });
    expect(await contacts.additionalAddresses.list(7)).toEqual(expect.arrayContaining([expect.objectContaining({ subject: expect.any(String) })]));
  });
});
