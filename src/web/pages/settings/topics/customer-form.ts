import type { Settings } from '../../../../domain/settings.ts';
import { choice, idText, posted, type PostedForm } from './posted-form.ts';

export function customerValues({ contactUpdates, collectiveContactId }: Settings): Record<string, string> {
  return { contactUpdates, collectiveContactId: idText(collectiveContactId) };
}

export function readCustomers(form: PostedForm, base: Settings): Pick<Settings, 'contactUpdates' | 'collectiveContactId'> {
  return {
    contactUpdates: choice(form, 'contactUpdates', ['never', 'untouched-fields'], base.contactUpdates),
    collectiveContactId: readContact(form, 'collectiveContactId', base.collectiveContactId),
  };
}

/** bexio shows the id of a contact only in the address of its page: that is taken as it is pasted. */
function readContact(form: PostedForm, name: string, base: number | null): number | null {
  const value = posted(form.body, name)?.trim();
  if (value === undefined) return base;
  if (value === '') return null;
  const id = Number(/(?:^|\/kontakt\/show\/id\/)(\d{1,15})$/.exec(value)?.[1] ?? 0);
  if (id > 0) return id;
  form.errors[name] = 'not-a-contact';
  return base;
}
