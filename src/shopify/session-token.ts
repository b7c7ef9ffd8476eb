import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { isSigned } from './hmac.ts';
import { shopDomainOf } from './shop-domain.ts';

export type SessionTokenVerdict = { ok: true; shop: string; userId: string } | { ok: false; reason: SessionTokenFault };
export type SessionTokenFault = 'missing' | 'malformed' | 'algorithm' | 'signature' | 'audience' | 'expired' | 'not-yet-valid' | 'issuer';

/**
 * Verifies the token with which App Bridge vouches for shop and user (HS256, signed with the app's secret, one minute long).
 * Written out instead of calling the SDK's decoder, which reads its own clock, knows one secret only, does not compare `iss` with `dest`
 * and puts the whole token into the message of its errors. Signature first: nothing of an unsigned token is looked at but its algorithm.
 */
export function verifySessionToken(token: unknown, options: { apiKey: string; secrets: readonly string[]; clock: Clock }): SessionTokenVerdict {
  if (typeof token !== 'string' || token === '') return refuse('missing');
  const parts = token.split('.');
  const [head, body, signature] = parts;
  if (parts.length !== 3 || !head || !body || !signature || token.length > lengthMax) return refuse('malformed');
  const header = headerShape.safeParse(jsonOf(head));
  if (!header.success) return refuse('malformed');
  // The only algorithm there is: the header never chooses one, nor a key (`kid`, `jku`, `jwk` are ignored).
  if (header.data.alg !== 'HS256') return refuse('algorithm');
  if (!isSigned(`${head}.${body}`, signature, options.secrets, 'base64url')) return refuse('signature');
  const claims = claimsShape.safeParse(jsonOf(body));
  return claims.success ? judge(claims.data, options) : refuse('malformed');
}

function judge(claims: z.infer<typeof claimsShape>, options: { apiKey: string; clock: Clock }): SessionTokenVerdict {
  if (claims.aud !== options.apiKey) return refuse('audience');
  const nowSeconds = options.clock.now().getTime() / 1000;
  if (nowSeconds >= claims.exp + leewaySeconds) return refuse('expired');
  if (nowSeconds < claims.nbf - leewaySeconds) return refuse('not-yet-valid');
  const shop = shopDomainOf(afterPrefix(claims.dest, 'https://'));
  if (!shop || claims.iss !== `https://${shop}/admin`) return refuse('issuer');
  return { ok: true, shop, userId: claims.sub };
}

/** Shopify's clocks and ours differ a little; more would only lengthen the life of a stolen token. */
const leewaySeconds = 10;
const lengthMax = 4096;

const headerShape = z.object({ alg: z.string() });
const claimsShape = z.object({ iss: z.string(), dest: z.string(), aud: z.string(), sub: z.string().min(1), exp: z.number(), nbf: z.number() });

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function afterPrefix(text: string, prefix: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null;
}

function refuse(reason: SessionTokenFault): SessionTokenVerdict {
  return { ok: false, reason };
}
