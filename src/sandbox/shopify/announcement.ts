/** A value of a webhook body. `bigint` is written as a bare number (ids exceed 2^53), a date with the shop's offset. */
export type BodyValue = null | boolean | number | string | bigint | Date | BodyValue[] | { [key: string]: BodyValue };
export type Body = { [key: string]: BodyValue };

export type Announcement = { topic: string; body: Body; headers?: Record<string, string> };

/** Tells the subscribers what one action of the merchant or buyer brought about: all share one `X-Shopify-Event-Id`. */
export type Announce = (announcements: Announcement[]) => void;

/** JSON text of a body; `include` keeps only these fields (dots reach inside), as `include_fields` does. */
export function bodyText(body: Body, timeZone: string, include: readonly string[] | null): string {
  const kept = include === null ? body : pick(body, include);
  return textOf(kept, timeZone);
}

function pick(body: Body, include: readonly string[]): Body {
  const kept: Body = {};
  for (const path of include) {
    const [field = '', ...inside] = path.split('.');
    const value = body[field];
    if (value === undefined) continue;
    if (inside.length === 0) kept[field] = value;
    else if (isBody(value)) kept[field] = { ...bodyOf(kept[field]), ...pick(value, [inside.join('.')]) };
  }
  return kept;
}

function bodyOf(value: BodyValue | undefined): Body {
  return value !== undefined && isBody(value) ? value : {};
}

function isBody(value: BodyValue): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function textOf(value: BodyValue, timeZone: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return JSON.stringify(withOffset(value, timeZone));
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one, timeZone)).join(',')}]`;
  if (!isBody(value)) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${textOf(one, timeZone)}`).join(',')}}`;
}

/** `2026-11-22T10:00:00+01:00`: bodies carry the shop's own time. */
export function withOffset(at: Date, timeZone: string): string {
  const offset = offsetMinutes(at, timeZone);
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function offsetMinutes(at: Date, timeZone: string): number {
  // Making a format costs a hundred times what using it does.
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
