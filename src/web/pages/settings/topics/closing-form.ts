import type { Settings } from '../../../../domain/settings.ts';
import { isDay, posted, type PostedForm } from './posted-form.ts';

export function closingValues({ lockDate }: Settings): Record<string, string> {
  return { lockDate: lockDate ?? '' };
}

export function readClosing(form: PostedForm, { lockDate: base }: Settings): Pick<Settings, 'lockDate'> {
  const day = posted(form.body, 'lockDate');
  if (day === undefined || day === (base ?? '')) return { lockDate: base };
  if (day !== '' && !isDay(day)) form.errors['lockDate'] = 'not-a-date';
  return { lockDate: day === '' ? null : isDay(day) ? day : base };
}
