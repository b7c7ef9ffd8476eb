import * as z from 'zod';
import type { Fault } from './faults.ts';
import type { Json } from './json.ts';
import { plain } from './refusal.ts';

const match = z
  .strictObject({
    method: z.string(),
    path: z.string().transform((source) => new RegExp(source)),
    nth: z.int().positive(),
    times: z.int().positive(),
  })
  .partial()
  .optional();

const delayMs = z.int().nonnegative().max(600_000);

const lie = {
  status: z.int().min(200).max(599),
  json: z.json().optional(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
};

const faultInput = z.discriminatedUnion('kind', [
  z.strictObject({ match, kind: z.literal('status'), ...lie }),
  z.strictObject({ match, kind: z.literal('status-after'), ...lie }),
  z.strictObject({ match, kind: z.literal('slow'), delayMs }),
  z.strictObject({
    match,
    kind: z.enum([
      'cut-before',
      'cut-after',
      'html',
      'truncated-json',
      'empty-body',
      'missing-id',
      'wrong-content-length',
      'duplicate',
    ]),
  }),
  z.strictObject({
    match,
    kind: z.literal('late'),
    delayMs,
    answer: z.enum(['gateway-timeout', 'cut']).optional(),
  }),
  z.strictObject({
    match,
    kind: z.literal('rate-limited'),
    reset: z.enum(['usual', 'none', 'absurd', 'fractional', 'words']).optional(),
  }),
  z.strictObject({ match, kind: z.literal('search-lag'), lagMs: delayMs }),
]);

/** A fault as JSON, `match.path` being the source of a regular expression. */
export function readFault(body: Json | undefined): Fault {
  const parsed = faultInput.safeParse(body);
  if (!parsed.success) {
    throw plain(422, z.prettifyError(parsed.error));
  }
  return withoutUndefined(parsed.data);
}

type Loose = z.infer<typeof faultInput>;

/** zod gives optional fields as `| undefined`, which exact optional types tell apart. */
function withoutUndefined(fault: Loose): Fault {
  const strict: object = Object.fromEntries(
    Object.entries(fault).filter(([, value]) => value !== undefined),
  );
  return strict as Fault;
}
