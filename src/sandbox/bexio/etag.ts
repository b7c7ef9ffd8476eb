import { createHash } from 'node:crypto';
import type { Company } from './company.ts';

/**
 * Recorded etags of different objects are equal when they were changed in the same second, and
 * constant for objects without a change date: the tag follows `updated_at`, not the content.
 */
export function etagOf(company: Company, updatedAt: string): { etag: string } {
  return { etag: createHash('md5').update(`${company.id} ${updatedAt}`).digest('hex') };
}
