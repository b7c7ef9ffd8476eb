import type { Settings } from '../../../../domain/settings.ts';
import { dayIn, startOfDay } from '../../../words/format.ts';
import { choice, isDay, posted, ticked, yesNo, type PostedForm } from './posted-form.ts';

export function bookingValues({ goLiveAt, bookWhen, finish, testOrders }: Settings, timeZone: string): Record<string, string> {
  return { bookWhen, finish, goLive: goLiveDay(goLiveAt, timeZone), testOrders: yesNo(testOrders) };
}

export function readBooking(form: PostedForm, base: Settings, timeZone: string): Pick<Settings, 'goLiveAt' | 'bookWhen' | 'finish' | 'testOrders'> {
  return {
    goLiveAt: readGoLive(form, base.goLiveAt, timeZone),
    bookWhen: choice(form, 'bookWhen', ['created', 'paid', 'fulfilled'], base.bookWhen),
    finish: choice(form, 'finish', ['draft', 'issued', 'sent'], base.finish),
    testOrders: ticked(form, 'testOrders', base.testOrders),
  };
}

function goLiveDay(goLiveAt: string, timeZone: string): string {
  const at = new Date(goLiveAt);
  return Number.isNaN(at.getTime()) ? '' : dayIn(timeZone, at);
}

/** The form knows days, the setting an instant: an untouched day keeps its instant. */
function readGoLive(form: PostedForm, base: string, timeZone: string): string {
  const day = posted(form.body, 'goLive');
  if (day === undefined || day === goLiveDay(base, timeZone)) return base;
  const valid = isDay(day);
  if (!valid) form.errors['goLive'] = day === '' ? 'needed' : 'not-a-date';
  return valid ? startOfDay(timeZone, day).toISOString() : base;
}
