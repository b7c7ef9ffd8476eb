import { z } from 'zod';

/**
 * Building blocks to read bexio's answers tolerantly. The same field comes as `0` or `"0"`, as `""` or `null`, as `"100"` after a create
 * and `"100.000000"` after a read (recorded June 2026); new fields may appear without notice.
 */
export const recordId = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,15}$/).transform(Number)]);

/** bexio also writes 0 for "none" (`salutation_id: 0`). */
export const idOrNull = z
  .union([recordId, z.literal(0), z.literal('0'), z.literal('')])
  .nullish()
  .transform((value) => (typeof value === 'number' && value > 0 ? value : null));

export const text = z.union([z.string(), z.number()]).nullish().transform((value) => String(value ?? ''));

export const textOrNull = text.transform((value) => (value.trim() === '' ? null : value));

/** A decimal as it came, to be read by `domain/money.ts`; floats are never calculated with. */
export const decimal = z.union([z.string().regex(/^\s*[+-]?\d+(?:\.\d*)?\s*$/), z.number()]);

export const decimalOrNull = z.union([decimal, z.literal('')]).nullish().transform((value) => (value === '' ? null : (value ?? null)));

export const flag = z
  .union([z.boolean(), z.literal(0), z.literal(1), z.literal('0'), z.literal('1'), z.literal('')])
  .nullish()
  .transform((value) => value === true || value === 1 || value === '1');

/** Every action answers `{"success": true}`. */
const success = z.looseObject({ success: z.literal(true) });

/** A reader for `Call.read`: what the schema makes of the body. The error names the place and what was expected, never the value. */
export function readAs<T>(schema: z.ZodType<T>): (body: unknown) => T {
  return (body) => {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    const places = result.error.issues.slice(0, 3).map((issue) => `${issue.path.map(String).join('.') || 'answer'}: ${issue.code}`);
    throw new UnreadableAnswer(`not the answer expected (${places.join(', ')})`);
  };
}

/** A create answers with the whole record; only its id is needed from most of them. */
export const createdRecord = z.looseObject({ id: recordId }).transform((row) => ({ id: row.id }));

export const readSuccess = (body: unknown): void => void readAs(success)(body);

export class UnreadableAnswer extends Error {
  override name = 'UnreadableAnswer';
}

/** bexio takes and searches no more than this in one text field. */
export const textLengthMax = 255;

export function cutText(value: string): string {
  return value.slice(0, textLengthMax);
}
