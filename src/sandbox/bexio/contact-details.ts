import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import { addressLine } from './contact-print.ts';
import { checkStreet } from './contacts.ts';
import { etagOf } from './etag.ts';
import type { Json } from './json.ts';
import { listAnswer } from './paging.ts';
import type { AdditionalAddress, ContactRelation } from './records.ts';
import { notFound } from './refusal.ts';
import { searchRows, type SearchFields } from './search.ts';
import * as check from './validation.ts';

const addresses = '/2.0/contact/:contactId/additional_address';
const relations = '/2.0/contact_relation';

export const contactDetailRoutes: readonly Route[] = [
  { method: 'GET', path: addresses, scopes: ['contact_show'], body: 'none', answer: listAddresses },
  { method: 'POST', path: addresses, scopes: ['contact_edit'], body: 'json', answer: createAddress },
  { method: 'POST', path: `${addresses}/search`, scopes: ['contact_show'], body: 'json', answer: searchAddresses },
  { method: 'GET', path: `${addresses}/:id`, scopes: ['contact_show'], body: 'none', answer: showAddress },
  { method: 'POST', path: `${addresses}/:id`, scopes: ['contact_edit'], body: 'json', answer: editAddress },
  { method: 'DELETE', path: `${addresses}/:id`, scopes: ['contact_edit'], body: 'none', answer: deleteAddress },
  { method: 'GET', path: relations, scopes: ['contact_show'], body: 'none', answer: listRelations },
  { method: 'POST', path: relations, scopes: ['contact_edit'], body: 'json', answer: createRelation },
  { method: 'POST', path: `${relations}/search`, scopes: ['contact_show'], body: 'json', answer: searchRelations },
  { method: 'GET', path: `${relations}/:id`, scopes: ['contact_show'], body: 'none', answer: showRelation },
  { method: 'POST', path: `${relations}/:id`, scopes: ['contact_edit'], body: 'json', answer: editRelation },
  { method: 'DELETE', path: `${relations}/:id`, scopes: ['contact_edit'], body: 'none', answer: deleteRelation },
];

const addressTexts = [
  'name_addition',
  'street_name',
  'house_number',
  'address_addition',
  'postcode',
  'city',
  'description',
] as const;

const addressRules: check.Rules = {
  name: check.text({ required: true }),
  subject: check.text({ required: true }),
  country_id: check.integer(),
  ...Object.fromEntries(addressTexts.map((name) => [name, check.text()])),
};

const relationRules: check.Rules = {
  contact_id: check.integer({ required: true }),
  contact_sub_id: check.integer({ required: true }),
  description: check.longText(),
};

function listAddresses(call: Call): Answer {
  return listAnswer(call, addressesOf(call), { print: printAddress, orderBy: { id: (row) => row.id } });
}

function searchAddresses(call: Call): Answer {
  return listAnswer(call, searchRows(call, addressesOf(call), addressFields), { print: printAddress });
}

function createAddress(call: Call): Answer {
  const { company } = call;
  const contact = found(company.contacts.get(idParam(call, 'contactId')));
  const fields = check.readFields(call.body, addressRules, 'create');
  const draft: AdditionalAddress = {
    id: 0,
    contact_id: contact.id,
    name: '',
    name_addition: null,
    street_name: null,
    house_number: null,
    address_addition: null,
    postcode: '',
    city: '',
    country_id: null,
    subject: '',
    description: '',
    updated_at: '',
  };
  applyAddress(call, draft, fields);
  const address = company.additionalAddresses.add((id) => ({ ...draft, id }));
  return created(printAddress(address), etagOf(company, address.updated_at));
}

function showAddress(call: Call): Answer {
  const address = findAddress(call);
  return ok(printAddress(address), etagOf(call.company, address.updated_at));
}

function editAddress(call: Call): Answer {
  const address = findAddress(call);
  applyAddress(call, address, check.readFields(call.body, addressRules, 'edit'));
  return ok(printAddress(address), etagOf(call.company, address.updated_at));
}

function deleteAddress(call: Call): Answer {
  call.company.additionalAddresses.remove(findAddress(call).id);
  return success();
}

function applyAddress(call: Call, address: AdditionalAddress, fields: check.Fields): void {
  const next = { ...address };
  for (const name of addressTexts) {
    if (fields.has(name)) {
      next[name] = fields.text(name);
    }
  }
  next.name = fields.text('name') ?? next.name;
  next.subject = fields.text('subject') ?? next.subject;
  next.country_id = fields.has('country_id') ? fields.integer('country_id') : next.country_id;
  checkStreet(next);
  check.mustExist(call.company.countries, next.country_id, 'country_id');
  Object.assign(address, next, { updated_at: call.company.stamp() });
}

function addressesOf(call: Call): AdditionalAddress[] {
  const contact = found(call.company.contacts.get(idParam(call, 'contactId')));
  return call.company.additionalAddresses.all().filter((row) => row.contact_id === contact.id);
}

function findAddress(call: Call): AdditionalAddress {
  const address = found(call.company.additionalAddresses.get(idParam(call)));
  if (address.contact_id !== idParam(call, 'contactId')) {
    throw notFound();
  }
  return address;
}

function printAddress(row: AdditionalAddress): Json {
  return {
    id: row.id,
    name: row.name,
    name_addition: row.name_addition,
    address: addressLine(row),
    street_name: row.street_name,
    house_number: row.house_number,
    address_addition: row.address_addition,
    postcode: row.postcode,
    city: row.city,
    country_id: row.country_id,
    subject: row.subject,
    description: row.description,
  };
}

/** `email` is a documented search field although no answer has it (recorded Jun 2026). */
const addressFields: SearchFields<AdditionalAddress> = {
  name: (row) => row.name,
  address: (row) => addressLine(row),
  postcode: (row) => row.postcode,
  city: (row) => row.city,
  country_id: (row) => row.country_id,
  subject: (row) => row.subject,
  email: () => null,
};

function listRelations(call: Call): Answer {
  return listAnswer(call, call.company.contactRelations.all(), { print: printRelation });
}

function searchRelations(call: Call): Answer {
  const rows = searchRows(call, call.company.contactRelations.all(), relationFields);
  return listAnswer(call, rows, { print: printRelation });
}

function createRelation(call: Call): Answer {
  const fields = check.readFields(call.body, relationRules, 'create');
  const draft = { id: 0, contact_id: 0, contact_sub_id: 0, description: '', updated_at: '' };
  applyRelation(call, draft, fields);
  return created(printRelation(call.company.contactRelations.add((id) => ({ ...draft, id }))));
}

function showRelation(call: Call): Answer {
  return ok(printRelation(findRelation(call)));
}

function editRelation(call: Call): Answer {
  const relation = findRelation(call);
  applyRelation(call, relation, check.readFields(call.body, relationRules, 'edit'));
  return ok(printRelation(relation));
}

function deleteRelation(call: Call): Answer {
  call.company.contactRelations.remove(findRelation(call).id);
  return success();
}

function applyRelation(call: Call, relation: ContactRelation, fields: check.Fields): void {
  const next = {
    contact_id: fields.integer('contact_id') ?? relation.contact_id,
    contact_sub_id: fields.integer('contact_sub_id') ?? relation.contact_sub_id,
    description: fields.text('description') ?? relation.description,
  };
  check.mustExist(call.company.contacts, next.contact_id, 'contact_id');
  check.mustExist(call.company.contacts, next.contact_sub_id, 'contact_sub_id');
  Object.assign(relation, next, { updated_at: call.company.stamp() });
}

function findRelation(call: Call): ContactRelation {
  return found(call.company.contactRelations.get(idParam(call)));
}

function printRelation(row: ContactRelation): Json {
  return { ...row };
}

const relationFields: SearchFields<ContactRelation> = {
  contact_id: (row) => row.contact_id,
  contact_sub_id: (row) => row.contact_sub_id,
  updated_at: (row) => row.updated_at,
};
