import { z } from 'zod';
import type { ContactFields } from '../domain/documents.ts';
import type { components, Writable } from './api-types.ts';
import { orNullWhenMissing } from './missing.ts';
import { createdRecord, cutText, idOrNull, readAs, recordId, text, textLengthMax, textOrNull } from './parse.ts';
import type { Send } from './request.ts';
import { everyPage, searchFor } from './search.ts';

export type FoundContact = { id: number; fields: ContactFields };
export type ContactPerson = { firstName: string | null; lastName: string; mail: string | null };
export type AdditionalAddress = { id: number; name: string; subject: string; description: string };

export type Contacts = {
  /**
   * Contacts with this e-mail, compared without regard to capitals, oldest first. Archived ones are not among them. bexio does not keep
   * e-mails unique, so there may be several.
   */
  findByMail(mail: string): Promise<FoundContact[]>;
  /** Contacts with exactly this name, kind, e-mail and address, oldest first: to find again what was created without an e-mail. */
  findByName(fields: ContactFields): Promise<FoundContact[]>;
  get(id: number): Promise<FoundContact | null>;
  create(fields: ContactFields, company: { userId: number }): Promise<{ id: number }>;
  /** Changes only the fields named; null empties one. Street, house number and addition belong together: name all three or none. */
  update(id: number, fields: Partial<ContactFields>): Promise<void>;
  additionalAddresses: { list(contactId: number): Promise<AdditionalAddress[]> };
  /** Notes a person at a company as its additional address. That is no contact: its id is not a `contactPersonId` of a document. */
  addPerson(contactId: number, person: ContactPerson): Promise<{ id: number }>;
};

export function createContacts(send: Send): Contacts {
  return {
    findByMail: (mail) => findByMail(send, mail.trim()),
    findByName: (fields) => findByName(send, fields),
    get: (id) => orNullWhenMissing(send({ method: 'GET', path: `/2.0/contact/${id}`, read: readAs(contactAnswer) })),
    create: (fields, { userId }) => send({ method: 'POST', path: '/2.0/contact', body: contactBody(fields, userId), read: readAs(createdRecord) }),
    update: async (id, fields) => void (await send({ method: 'POST', path: `/2.0/contact/${id}`, body: changes(fields), read: readAs(createdRecord) })),
    additionalAddresses: {
      list: (contactId) =>
        everyPage((query) => send({ method: 'GET', path: `/2.0/contact/${contactId}/additional_address`, query, read: readAs(z.array(addressAnswer)) })),
    },
    addPerson: (contactId, person) =>
      send({ method: 'POST', path: `/2.0/contact/${contactId}/additional_address`, body: personBody(person), read: readAs(createdRecord) }),
  };
}

async function findByMail(send: Send, mail: string): Promise<FoundContact[]> {
  if (mail === '' || mail.length > textLengthMax) return [];
  // `like`, bexio's default: whether `=` looks at capitals is documented nowhere, and `like` finds at least as much. What it finds too
  // much is sorted out here, so that one request is enough for a new customer.
  const where = [{ field: 'mail', value: mail, criteria: 'like' as const }];
  const found = await searchFor(send, { path: '/2.0/contact/search', where, read: readAs(z.array(contactAnswer)) });
  return found.filter((contact) => contact.fields.mail?.trim().toLowerCase() === mail.toLowerCase()).toSorted((a, b) => a.id - b.id);
}

const identifying = ['type', 'name1', 'name2', 'mail', 'street', 'houseNumber', 'addressAddition', 'postcode', 'city', 'countryId'] as const;

async function findByName(send: Send, fields: ContactFields): Promise<FoundContact[]> {
  const wanted = identityOf(withStreet(fields));
  const where = [{ field: 'name_1', value: cutText(fields.name1) }];
  const found = await searchFor(send, { path: '/2.0/contact/search', where, read: readAs(z.array(contactAnswer)) });
  return found.filter((contact) => identityOf(contact.fields) === wanted).toSorted((a, b) => a.id - b.id);
}

/** Blanks at the ends and beyond 255 characters do not count: nobody knows whether bexio keeps them. */
function identityOf(fields: ContactFields): string {
  return JSON.stringify(identifying.map((name) => cutText(String(fields[name] ?? '')).trim()));
}

type ContactBody = Writable<components['schemas']['Contact']>;
const types = { company: 1, person: 2 } as const;

function contactBody(fields: ContactFields, userId: number): ContactBody {
  const given = changes(withStreet(fields));
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  return { ...filled, contact_type_id: types[fields.type], name_1: cutText(fields.name1), user_id: userId, owner_id: userId };
}

/** bexio refuses a house number or an addition without a street: then what there is becomes the street. */
function withStreet(fields: ContactFields): ContactFields {
  if (fields.street !== null) return fields;
  if (fields.addressAddition !== null) return { ...fields, street: fields.addressAddition, addressAddition: null };
  return { ...fields, street: fields.houseNumber, houseNumber: null };
}

/** Only what is named. `address` is not among the fields: bexio has refused it in requests since 9 December 2025. */
function changes(fields: Partial<ContactFields>): Partial<ContactBody> {
  const cut = (value: string | null) => (value === null ? null : cutText(value));
  return {
    ...(fields.type === undefined ? {} : { contact_type_id: types[fields.type] }),
    ...(fields.name1 === undefined ? {} : { name_1: cutText(fields.name1) }),
    ...(fields.name2 === undefined ? {} : { name_2: cut(fields.name2) }),
    ...(fields.mail === undefined ? {} : { mail: cut(fields.mail) }),
    ...(fields.phone === undefined ? {} : { phone_fixed: cut(fields.phone) }),
    ...(fields.street === undefined ? {} : { street_name: cut(fields.street) }),
    ...(fields.houseNumber === undefined ? {} : { house_number: cut(fields.houseNumber) }),
    ...(fields.addressAddition === undefined ? {} : { address_addition: cut(fields.addressAddition) }),
    ...(fields.postcode === undefined ? {} : { postcode: cut(fields.postcode) }),
    ...(fields.city === undefined ? {} : { city: cut(fields.city) }),
    ...(fields.countryId === undefined ? {} : { country_id: fields.countryId }),
    ...(fields.languageId === undefined ? {} : { language_id: fields.languageId }),
    ...(fields.salutationId === undefined ? {} : { salutation_id: fields.salutationId }),
  };
}

function personBody(person: ContactPerson): Writable<components['schemas']['AdditionalAddress']> {
  // An additional address has no e-mail of its own; the description is where a person would note it.
  return {
    name: cutText([person.firstName, person.lastName].filter(Boolean).join(' ')),
    subject: 'Shopify',
    ...(person.mail === null ? {} : { description: cutText(person.mail) }),
  };
}

const addressAnswer = z
  .looseObject({ id: recordId, name: text, subject: text, description: text })
  .transform((row): AdditionalAddress => ({ id: row.id, name: row.name, subject: row.subject, description: row.description }));

const contactAnswer = z
  .looseObject({
    id: recordId, contact_type_id: z.coerce.number(), name_1: text, name_2: textOrNull, mail: textOrNull, phone_fixed: textOrNull,
    street_name: textOrNull, house_number: textOrNull, address_addition: textOrNull, postcode: textOrNull, city: textOrNull,
    country_id: idOrNull, language_id: idOrNull, salutation_id: idOrNull,
  })
  .transform((row): FoundContact => ({
    id: row.id,
    fields: {
      type: row.contact_type_id === types.company ? 'company' : 'person',
      name1: row.name_1, name2: row.name_2, mail: row.mail, phone: row.phone_fixed,
      street: row.street_name, houseNumber: row.house_number, addressAddition: row.address_addition,
      postcode: row.postcode, city: row.city, countryId: row.country_id, languageId: row.language_id, salutationId: row.salutation_id,
    },
  }));
