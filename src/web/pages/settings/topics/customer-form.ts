import type { Settings } from '../../../../domain/settings.ts';
import { choice, idText, wholeNumber, type PostedForm } from './posted-form.ts';

export function customerValues({ contactUpdates, collectiveContactId }: Settings): Record<string, string> {
  return { contactUpdates, collectiveContactId: idText(collectiveContactId) };
}

export function readCustomers(form: PostedForm, base: Settings): Pick<Settings, 'contactUpdates' | 'collectiveContactId'> {
  return {
    contactUpdates: choice(form, 'contactUpdates', ['never', 'untouched-fields'], base.contactUpdates),
    collectiveContactId: wholeNumber(form, 'collectiveContactId', base.collectiveContactId, { min: 1, max: Number.MAX_SAFE_INTEGER }),
  };
}
