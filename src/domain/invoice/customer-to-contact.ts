import { addressOf } from './addressee.ts';
import type { Company } from '../company.ts';
import type { ContactFields, ContactPlan } from '../documents.ts';
import { plainText } from '../html.ts';
import { languageIdOf, languageOf } from './language.ts';
import type { Address, Order } from '../order.ts';
import type { Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';
import { splitStreet } from './street.ts';

export type PlannedContact = { ok: true; contact: ContactPlan } | { ok: false; problem: Problem };

/**
 * Who the invoice goes to. A purchase for a company goes to the company, with the buyer as its person; a person is filed by last name.
 * Nobody at all (a sale at the till, no name and no mail) goes to the collective contact.
 */
export function planContact({ order, settings, company }: { order: Order; settings: Settings; company: Company }): PlannedContact {
  const buyer = buyerOf(order);
  if (buyer.companyName === null && buyer.lastName === null && buyer.mail === null) return collective(settings);
  const shared = sharedFields(order, settings, company);
  const matchMail = buyer.mail?.toLowerCase() ?? null;
  if (buyer.companyName === null) {
    // Without a name, the mail address is the name: the merchant sees who it is and may complete it in bexio.
    const fields: ContactFields = { type: 'person', name1: buyer.lastName ?? buyer.mail ?? '', name2: buyer.firstName, mail: buyer.mail, ...shared };
    return { ok: true, contact: { kind: 'own', key: personKey(order, matchMail), matchMail, fields, person: null } };
  }
  const fields: ContactFields = { type: 'company', name1: buyer.companyName, name2: null, mail: buyer.mail, ...shared };
  const person = buyer.lastName === null ? null : { firstName: buyer.firstName, lastName: buyer.lastName, mail: buyer.mail };
  return { ok: true, contact: { kind: 'own', key: companyKey(order, buyer.companyName), matchMail, fields, person } };
}

type FieldName = keyof ContactFields;
// An address is right or wrong as a whole: half an old and half a new one would be a third that nobody lives at.
const groups: FieldName[][] = [
  ['name1', 'name2'],
  ['mail'],
  ['phone'],
  ['street', 'houseNumber', 'addressAddition', 'postcode', 'city', 'countryId'],
  ['languageId'],
  ['salutationId'],
];

/**
 * What may be written to a contact that bexio has: fields that should be different and that still hold what this app wrote last. A field a
 * person changed in bexio is theirs. An order that lacks a detail does not erase it.
 */
export function changedUntouchedFields(lastWritten: ContactFields | null, inBexioNow: ContactFields, wanted: ContactFields): Partial<ContactFields> {
  if (lastWritten === null) return {};
  const writable = groups.filter((group) => {
    const untouched = group.every((name) => same(lastWritten[name], inBexioNow[name]));
    const known = group.some((name) => !isEmpty(wanted[name]));
    return untouched && known;
  });
  return Object.assign({}, ...writable.flat().filter((name) => !same(wanted[name], inBexioNow[name])).map((name) => ({ [name]: wanted[name] })));
}

type Buyer = { companyName: string | null; firstName: string | null; lastName: string | null; mail: string | null };

/** The customer's own name first: the billing name may be another's. A single name counts as the last name, which bexio requires. */
function buyerOf(order: Order): Buyer {
  const address = addressOf(order);
  const people = [order.customer, order.billingAddress, order.shippingAddress].map((one) => ({ first: filled(one?.firstName), last: filled(one?.lastName) }));
  const { first, last } = people.find((one) => one.first !== null || one.last !== null) ?? { first: null, last: null };
  return {
    companyName: filled(order.company?.name) ?? filled(address?.company),
    firstName: last === null ? null : first,
    lastName: last ?? first,
    mail: filled(order.email) ?? filled(order.customer?.email),
  };
}

function collective({ collectiveContactId: contactId }: Settings): PlannedContact {
  return contactId === null ? { ok: false, problem: { reason: 'collective-contact-missing' } } : { ok: true, contact: { kind: 'collective', contactId } };
}

function personKey(order: Order, mail: string | null): string {
  if (order.customer !== null) return `customer:${order.customer.id}`;
  return mail === null ? `order:${order.id}` : `mail:${mail}`;
}

/** Two companies may share a name, hardly a name and a place. */
function companyKey(order: Order, name: string): string {
  if (order.company !== null) return `company:${order.company.id}`;
  const place = filled(addressOf(order)?.zip) ?? filled(addressOf(order)?.city) ?? '';
  return `company-name:${name.toLowerCase()}:${place.toLowerCase()}`;
}

function sharedFields(order: Order, settings: Settings, company: Company): Omit<ContactFields, 'type' | 'name1' | 'name2' | 'mail'> {
  const address = addressOf(order);
  return {
    phone: filled(address?.phone) ?? filled(order.customer?.phone) ?? filled(order.phone),
    ...streetFields(address),
    postcode: filled(address?.zip),
    city: filled(address?.city),
    countryId: company.countries.find(({ isoCode }) => isoCode.toUpperCase() === address?.countryCode?.toUpperCase())?.id ?? null,
    languageId: languageIdOf(company, languageOf(order, settings)),
    // Shopify does not ask for one, and guessing it from a first name offends.
    salutationId: null,
  };
}

/** bexio wants a street as soon as there is a house number or an addition (June 2025), so a lone second line becomes the street. */
function streetFields(address: Address | null): Pick<ContactFields, 'street' | 'houseNumber' | 'addressAddition'> {
  const first = filled(address?.address1);
  const second = filled(address?.address2);
  if (first === null) return { street: second, houseNumber: null, addressAddition: null };
  return { ...splitStreet(first), addressAddition: second };
}

/** bexio's text fields hold 255 characters. */
function filled(text: string | null | undefined): string | null {
  const clean = plainText(text ?? '', 255);
  return clean === '' ? null : clean;
}

function same(a: string | number | null, b: string | number | null): boolean {
  return a === b || (isEmpty(a) && isEmpty(b));
}

/** bexio gives `null`, `''` and, for ids, 0 for nothing. */
function isEmpty(value: string | number | null): boolean {
  return value === null || value === '' || value === 0;
}
