import { plainText } from '../html.ts';
import type { Address, Order } from '../order.ts';
import type { Language } from '../settings.ts';

/** Whose name and address the invoice bears: the billing address, or the shipping address when there is none. */
export function addressOf(order: Order): Address | null {
  return [order.billingAddress, order.shippingAddress].find((address) => address !== null && !isEmpty(address)) ?? null;
}

/** The buyer's name for texts: company, then person, then the customer's name. */
export function buyerName(order: Order): string {
  const address = addressOf(order);
  const names = [order.company?.name, address?.company, personName(address), personName(order.customer)];
  return names.find((name) => name !== undefined && name !== null && name.trim() !== '') ?? '';
}

export function personName(person: { firstName: string | null; lastName: string | null } | null): string {
  return [person?.firstName, person?.lastName].map((part) => part?.trim() ?? '').filter((part) => part !== '').join(' ');
}

/** The address block of a Swiss letter, one line each; abroad the country ends it. Empty = bexio prints the contact's own. */
export function addressLines(order: Order, language: Language): string[] {
  const address = addressOf(order);
  if (address === null) return [];
  const company = address.company ?? order.company?.name ?? null;
  const place = [address.zip, address.city].map((part) => part?.trim() ?? '').filter((part) => part !== '').join(' ');
  const person = personName(address) === '' && company === null ? personName(order.customer) : personName(address);
  const lines = [company, person, address.address1, address.address2, place, countryLine(address, language)];
  return lines.map((line) => plainText(line ?? '', 255)).filter((line) => line !== '');
}

function countryLine({ countryCode }: Address, language: Language): string | null {
  if (countryCode === null || countryCode === 'CH' || !/^[A-Z]{2}$/.test(countryCode)) return null;
  return new Intl.DisplayNames([language], { type: 'region' }).of(countryCode) ?? countryCode;
}

function isEmpty({ firstName, lastName, company, address1, zip, city }: Address): boolean {
  return [firstName, lastName, company, address1, zip, city].every((part) => part === null || part.trim() === '');
}
