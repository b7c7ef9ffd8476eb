import type { RefusedField } from './outcome.ts';

/**
 * Reads what bexio says with a 4xx. One tolerant reader for every shape seen:
 * - `{error_code, message}` and the gateway's `{status, error, message}`
 * - 2.0: `errors: ["…"]`
 * - 3.0: `errors: {field: {type, message}}`
 * - others: `errors: [{field, message}]`, `errors: {field: ["…"]}`
 * - 4.0, like RFC 7807: `{title, detail, status}` with `violations` or `invalid_params`
 *
 * Null when it is none of them: then the answer is not bexio's. Texts are cut, because bexio repeats what it was sent.
 */
export function readRefusal(body: unknown): { message: string; fields: RefusedField[] } | null {
  if (!isRecord(body)) return null;
  const fields = ['errors', 'violations', 'invalid_params', 'invalid-params'].flatMap((key) => fieldsOf(body[key]));
  const message = textOf(body, ['message', 'detail', 'title', 'error']) ?? (fields.length > 0 ? 'validation failed' : null);
  if (message === null && typeof body.error_code !== 'number') return null;
  return { message: cut(message ?? `error ${String(body.error_code)}`, messageLengthMax), fields: fields.slice(0, fieldsMax) };
}

const messageLengthMax = 300;
const fieldsMax = 20;

function fieldsOf(errors: unknown): RefusedField[] {
  if (typeof errors === 'string') return fromText(errors);
  if (Array.isArray(errors)) return errors.flatMap(fromListEntry);
  if (isRecord(errors)) return Object.entries(errors).flatMap(([field, said]) => fromNamedEntry(field, said));
  return [];
}

function fromListEntry(entry: unknown): RefusedField[] {
  if (typeof entry === 'string') return fromText(entry);
  if (!isRecord(entry)) return [];
  const field = textOf(entry, ['field', 'property', 'propertyPath', 'name', 'pointer']);
  const message = textOf(entry, ['message', 'reason', 'detail', 'title']);
  return message === null ? [] : [refused(field, message)];
}

function fromNamedEntry(field: string, said: unknown): RefusedField[] {
  if (typeof said === 'string') return [refused(field, said)];
  if (Array.isArray(said)) return said.flatMap((one) => fromNamedEntry(field, one));
  const message = isRecord(said) ? textOf(said, ['message', 'type']) : null;
  return message === null ? [] : [refused(field, message)];
}

const unknownFields = /^.{0,60}\bschema does not include the following field\(s\): (?<names>[\w, ]+)$/;
const namedFirst = /^(?<name>[a-z]\w*)\s*: /;

/** 2.0 names the field inside the sentence, if at all. */
function fromText(text: string): RefusedField[] {
  const names = unknownFields.exec(text)?.groups?.names;
  if (names !== undefined) return names.split(',').map((name) => refused(name.trim(), text));
  return [refused(namedFirst.exec(text)?.groups?.name ?? null, text)];
}

function refused(field: string | null, message: string): RefusedField {
  return { field: field === null ? null : cut(field, 60), message: cut(message, 200) };
}

function textOf(record: Record<string, unknown>, keys: string[]): string | null {
  for (const key of keys) {
    const value = record[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line, no control characters, and not longer than `lengthMax`. */
function cut(text: string, lengthMax: number): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1)}…`;
}
