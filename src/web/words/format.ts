import type { Language } from '../../domain/settings.ts';
import { languageTag } from './locale.ts';

/** Numbers, money and dates as a Swiss reader of the page's language writes them, dates in the shop's time zone. */
export type Format = ReturnType<typeof createFormat>;

export function createFormat(language: Language, timeZone: string) {
  const tag = languageTag(language);
  const dateTime = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'medium' });
  const calendarDay = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', dateStyle: 'medium' });
  const shortDay = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', day: 'numeric', month: 'numeric' });
  const whole = new Intl.NumberFormat(tag, { useGrouping: 'always' });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 4 });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const money = moneyFormats(tag);
  return {
    language,
    tag,
    timeZone,
    money: (minor: number, currency: string) => money(currency).format(minor / 10 ** exponentOf(currency)),
    count: (value: number) => whole.format(value),
    rate: (ratePpm: number) => percent.format(ratePpm / 1_000_000),
    date: (moment: Date) => date.format(moment),
    dateTime: (moment: Date) => dateTime.format(moment),
    /** A calendar day such as `2026-11-22`, which has no time zone of its own. */
    day: (day: string) => calendarDay.format(Date.parse(`${day}T00:00:00Z`)),
    shortDay: (day: string) => shortDay.format(Date.parse(`${day}T00:00:00Z`)),
    ago: (moment: Date, now: Date) => ago(relative, moment.getTime() - now.getTime()),
    either: (items: readonly string[]) => new Intl.ListFormat(tag, { type: 'disjunction' }).format(items),
    /** A name within a sentence. */
    quoted: (name: string) => (language === 'en' ? `“${name}”` : `«${name}»`),
    list: (items: readonly string[]) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(items),
  };
}

/** Digits after the point of a currency: 2 for CHF, 0 for JPY. */
export function exponentOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-22` of a moment in a zone. Making a formatter costs a hundred times as much as using one, and a list asks for thousands. */
export function dayIn(timeZone: string, moment: Date): string {
  const known = dayFormats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dayFormats.set(timeZone, known);
  return known.format(moment).slice(0, 10);
}

/** The instant at which a calendar day begins in a zone, also on the days when the clocks change. */
export function startOfDay(timeZone: string, day: string): Date {
  const utcMidnight = Date.parse(`${day}T00:00:00Z`);
  const firstGuess = utcMidnight - offsetMs(timeZone, utcMidnight);
  return new Date(utcMidnight - offsetMs(timeZone, firstGuess));
}

function offsetMs(timeZone: string, instantMs: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(instantMs);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second')) - Math.floor(instantMs / 1000) * 1000;
}

function moneyFormats(tag: string): (currency: string) => Intl.NumberFormat {
  const known = new Map<string, Intl.NumberFormat>();
  return (currency) => {
    const found = known.get(currency);
    if (found) return found;
    const made = /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'code', useGrouping: 'always' })
      : new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    known.set(currency, made);
    return made;
  };
}

const ages = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

function ago(relative: Intl.RelativeTimeFormat, differenceMs: number): string {
  const age = ages.find((one) => Math.abs(differenceMs) >= one.ms);
  return age ? relative.format(Math.round(differenceMs / age.ms), age.unit) : relative.format(0, 'minute');
}
