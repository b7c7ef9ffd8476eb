import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `given` is the base64 (or base64url) HMAC-SHA256 of `signed` under one of the secrets. Compared as encoded text, so a
 * re-encoded spelling of the same bytes is refused too, and in constant time; `timingSafeEqual` throws on unequal lengths, hence the check.
 */
export function isSigned(signed: string | Buffer, given: string, secrets: readonly string[], encoding: 'base64' | 'base64url'): boolean {
  const givenBytes = Buffer.from(given, 'utf8');
  let match = false;
  for (const secret of secrets) {
    const expected = Buffer.from(createHmac('sha256', secret).update(signed).digest(encoding), 'utf8');
    match = (expected.length === givenBytes.length && timingSafeEqual(expected, givenBytes)) || match;
  }
  return match;
}
