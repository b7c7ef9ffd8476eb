import type { Company } from './company.ts';
import type { KbDocument } from './records.ts';
import type { Fields } from './validation.ts';

/** The address is copied when the document is written: later edits of the contact do not change it. */
export function addressDocument(
  company: Company,
  document: KbDocument,
  { before, fields }: { before: KbDocument; fields: Fields },
): void {
  const manual = fields.text('contact_address_manual');
  if (manual !== null) {
    document.contact_address = manual;
  } else if (document.contact_id !== before.contact_id) {
    document.contact_address = postalAddress(company, document.contact_id);
  }
  if (document.header === '' && before.id === 0) {
    document.header = `Guten Tag ${document.contact_address.split('\n')[0] ?? ''}<br/><br/>Danke für Ihr Vertrauen.`;
  }
}

/** "bexio AG\nAlte Jonastrasse 24\n8640 Rapperswil\nSchweiz" (recorded Jun 2026). */
export function postalAddress(company: Company, contactId: number): string {
  const contact = company.contacts.get(contactId);
  if (contact === undefined) {
    return '';
  }
  const name =
    contact.contact_type_id === 2
      ? [[contact.name_2, contact.name_1].filter(Boolean).join(' ')]
      : [contact.name_1, contact.name_2];
  const country = contact.country_id === null ? undefined : company.countries.get(contact.country_id);
  const lines = [
    ...name,
    [contact.street_name, contact.house_number].filter(Boolean).join(' '),
    contact.address_addition,
    [contact.postcode, contact.city].filter(Boolean).join(' '),
    country?.name,
  ].filter(Boolean);
  return lines.length === 1 ? `${lines[0]}\n` : lines.join('\n');
}
