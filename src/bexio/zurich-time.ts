/**
 * An instant as bexio writes `updated_at`: `YYYY-MM-DD HH:MM:SS` in Swiss time without an offset (recorded: `14:55:15` beside
 * `Date: 12:55:15 GMT`). In autumn the hour from 02:00 is written twice. During its first pass the text reaches back one hour more, so that
 * nothing that changes from `since` on is sorted before it.
 */
export function zurichTimeForSearch(since: Date): string {
  const text = zurichTime(since.getTime());
  const clockGoesBack = zurichTime(since.getTime() + hourMs) <= text;
  return clockGoesBack ? zurichTime(since.getTime() - hourMs) : text;
}

const hourMs = 3_600_000;
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Zurich', hourCycle: 'h23',
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

function zurichTime(atMs: number): string {
  const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
}
