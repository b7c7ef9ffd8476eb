import { z } from 'zod';
import { bexioModules } from '../domain/settings/finding.ts';
import type { UserRights } from '../domain/settings/health-check.ts';
import { BexioError } from './outcome.ts';
import type { Send } from './request.ts';

/**
 * What the connected person may do in bexio, beside what the scopes allow: bexio refuses a write that either of them lacks, and does not say
 * which. No answer is recorded; the names and values are those that public clients read. Null: an answer that is not understood, which says
 * nothing about the person.
 */
export async function readRights(send: Send): Promise<UserRights | null> {
  try {
    return await send({ method: 'GET', path: '/3.0/permissions', read: toRights });
  } catch (error) {
    if (error instanceof BexioError && (error.failure.kind === 'not-allowed' || error.failure.kind === 'missing')) return null;
    throw error;
  }
}

const reach = z.enum(['all', 'own', 'none']).nullish().catch(null);
/** `show` in some clients, `view` in others. */
const right = z.looseObject({ activation: z.string().nullish().catch(null), edit: reach, show: reach, view: reach });
const answer = z.looseObject({ permissions: z.record(z.string(), z.unknown()) });

function toRights(body: unknown): UserRights | null {
  const read = answer.safeParse(body);
  if (!read.success) return null;
  const rights: UserRights = {};
  for (const name of bexioModules) {
    const one = right.safeParse(read.data.permissions[name]);
    if (one.success) rights[name] = { enabled: one.data.activation !== 'disabled', edit: one.data.edit ?? null, see: one.data.show ?? one.data.view ?? null };
  }
  return Object.keys(rights).length > 0 ? rights : null;
}
