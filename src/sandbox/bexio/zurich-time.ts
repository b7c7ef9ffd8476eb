/**
 * bexio 2.0 prints moments as Zurich wall-clock time without an offset
 * (recorded: "14:55:15" beside `Date: 12:55:15 GMT`).
 */
export function zurichStamp(moment: Date): string {
  return `${zurichDate(moment)} ${zurichClock(moment)}`;
}

export function zurichDate(moment: Date): string {
  const { year, month, day } = zurichParts(moment);
  return `${year}-${month}-${day}`;
}

/** bexio 3.0 uses ISO 8601 with the offset, for example "2026-06-18T15:54:10+02:00". */
export function zurichIso(moment: Date): string {
  const local = zurichStamp(moment).replace(' ', 'T');
  const offsetMinutes = Math.round((Date.parse(`${local}Z`) - moment.getTime()) / 60_000);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${local}${sign}${hours}:${minutes}`;
}

export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return false;
  }
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

const zurich = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Zurich',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function zurichClock(moment: Date): string {
  const { hour, minute, second } = zurichParts(moment);
  return `${hour}:${minute}:${second}`;
}

function zurichParts(moment: Date): Record<string, string> {
  return Object.fromEntries(zurich.formatToParts(moment).map((part) => [part.type, part.value]));
}
