import type { Json } from './json.ts';
import { profileImage } from './pictures.ts';
import type { Contact } from './records.ts';

export function printContact(contact: Contact, where: 'created' | 'single' | 'list'): Json {
  return {
    id: contact.id,
    nr: contact.nr,
    contact_type_id: contact.contact_type_id,
    name_1: contact.name_1,
    name_2: contact.name_2,
    /* Recorded Jun 2026: null in create and edit answers, 0 in later reads. */
    salutation_id: contact.salutation_id ?? (where === 'created' ? null : 0),
    salutation_form: contact.salutation_form,
    title_id: contact.title_id,
    birthday: contact.birthday,
    address: addressLine(contact),
    street_name: contact.street_name,
    house_number: contact.house_number,
    address_addition: contact.address_addition,
    postcode: contact.postcode,
    city: contact.city,
    country_id: contact.country_id,
    mail: contact.mail,
    mail_second: contact.mail_second,
    phone_fixed: contact.phone_fixed,
    phone_fixed_second: contact.phone_fixed_second,
    phone_mobile: contact.phone_mobile,
    fax: contact.fax,
    url: contact.url,
    skype_name: contact.skype_name,
    remarks: contact.remarks,
    language_id: contact.language_id,
    is_lead: false,
    contact_group_ids: contact.contact_group_ids,
    contact_branch_ids: contact.contact_branch_ids,
    user_id: contact.user_id,
    owner_id: contact.owner_id,
    ...(where === 'list' ? {} : { profile_image: profileImage }),
    updated_at: contact.updated_at,
  };
}

/** "Alte Jonastrasse 24", or null: the read-only `address`. */
export function addressLine(parts: {
  street_name: string | null;
  house_number: string | null;
  address_addition: string | null;
}): string | null {
  const street = [parts.street_name, parts.house_number].filter(Boolean).join(' ');
  return [street, parts.address_addition].filter(Boolean).join('\n') || null;
}
