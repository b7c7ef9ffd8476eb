const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in an IANA zone, as `YYYY-MM-DD`: documents and payments are dated as the shop's clock says. */
export function dateIn(timeZone: string, instant: Date): string {
  const parts = new Map(formatFor(timeZone).formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** Counts calendar days, so neither a leap day nor a change of the clock shifts the result. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** `2026-11-20` → `20.11.2026`, the way all three Swiss languages write it. */
export function printedDate(date: string): string {
  return date.split('-').toReversed().join('.');
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const made = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, made);
  return made;
}
