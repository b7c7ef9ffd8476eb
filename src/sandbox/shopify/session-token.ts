import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export type SessionTokenClaims = {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
};

type Signing = { domain: string; apiKey: string; apiSecret: string; now: Date };

/** The ID token App Bridge hands to an embedded app: HS256, one minute. Overrides make the wrong ones tests need. */
export function signSessionToken(signing: Signing, overrides: Partial<SessionTokenClaims> & { secret?: string; alg?: string } = {}): string {
  const { secret, alg, ...claims } = overrides;
  const issuedAt = Math.floor(signing.now.getTime() / 1000);
  const payload: SessionTokenClaims = {
    iss: `https://${signing.domain}/admin`,
    dest: `https://${signing.domain}`,
    aud: signing.apiKey,
    sub: '1',
    exp: issuedAt + 60,
    nbf: issuedAt,
    iat: issuedAt,
    jti: randomUUID(),
    sid: randomUUID().replaceAll('-', ''),
    ...claims,
  };
  const head = encode({ alg: alg ?? 'HS256', typ: 'JWT' });
  const body = `${head}.${encode(payload)}`;
  return `${body}.${alg === 'none' ? '' : signature(body, secret ?? signing.apiSecret)}`;
}

const claims = z.object({ iss: z.string(), dest: z.string(), aud: z.string(), sub: z.string(), exp: z.number(), nbf: z.number() });

/** The user the token is for, when it is a good one for this shop and app. */
export function verifySessionToken(token: string, signing: Signing): { userId: string } | null {
  const [head = '', payload = '', given = ''] = token.split('.');
  const expected = Buffer.from(signature(`${head}.${payload}`, signing.apiSecret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const header = decode(head);
  const parsed = claims.safeParse(decode(payload));
  if (!parsed.success || typeof header !== 'object' || header === null || !('alg' in header) || header.alg !== 'HS256') return null;
  const { aud, dest, iss, exp, nbf, sub } = parsed.data;
  const nowSeconds = signing.now.getTime() / 1000;
  const forShop = dest === `https://${signing.domain}` && iss === `https://${signing.domain}/admin`;
  return aud === signing.apiKey && forShop && exp > nowSeconds && nbf <= nowSeconds + 10 ? { userId: sub } : null;
}

function signature(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64url');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
