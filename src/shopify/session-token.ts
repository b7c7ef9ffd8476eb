import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { shopDomainOf } from './shop-domain.ts';

export type SessionTokenVerdict = { ok: true; shop: string; userId: string } | { ok: false; reason: SessionTokenFault };
export type SessionTokenFault = 'missing' | 'malformed' | 'algorithm' | 'signature' | 'audience' | 'expired' | 'not-yet-valid' | 'issuer';
type Options = { apiKey: string; secrets: readonly string[]; clock: Clock };

/**
 * Verifies the token with which App Bridge vouches for shop and user (HS256, signed with the app's secret, one minute long). With jose,
 * which the SDK uses too, and not with the SDK's decoder: that one reads its own clock, knows one secret only, does not compare `iss` with
 * `dest` and puts the whole token into the message of its errors.
 */
export async function verifySessionToken(token: unknown, options: Options): Promise<SessionTokenVerdict> {
  if (typeof token !== 'string' || token === '') return refuse('missing');
  if (token.length > lengthMax || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return refuse('malformed');
  let verdict: SessionTokenVerdict = refuse('signature');
  for (const secret of options.secrets) {
    verdict = await verifyWith(token, secret, options);
    // Only a signature can be right under another secret.
    if (verdict.ok || verdict.reason !== 'signature') return verdict;
  }
  return verdict;
}

async function verifyWith(token: string, secret: string, { apiKey, clock }: Options): Promise<SessionTokenVerdict> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      // The only algorithm there is: the header never chooses one, nor a key (`kid`, `jku`, `jwk` are ignored).
      algorithms: ['HS256'],
      requiredClaims: ['exp', 'nbf', 'aud', 'iss', 'sub'],
      clockTolerance: leewaySeconds,
      currentDate: clock.now(),
    });
    const claims = claimsShape.safeParse(payload);
    return claims.success ? judge(claims.data, apiKey) : refuse('malformed');
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

function judge(claims: z.infer<typeof claimsShape>, apiKey: string): SessionTokenVerdict {
  if (claims.aud !== apiKey) return refuse('audience');
  const shop = shopDomainOf(withoutScheme(claims.dest));
  // Real tokens name `https://{shop}/admin`; those of Shopify's own test kit leave the scheme out.
  if (!shop || withoutScheme(claims.iss) !== `${shop}/admin`) return refuse('issuer');
  return { ok: true, shop, userId: claims.sub };
}

function reasonOf(error: unknown): SessionTokenFault {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'algorithm';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf' && error.reason === 'check_failed') return 'not-yet-valid';
  return 'malformed';
}

/** Shopify's clocks and ours differ a little; more would only lengthen the life of a stolen token. */
const leewaySeconds = 10;
const lengthMax = 4096;

const claimsShape = z.object({ iss: z.string(), dest: z.string(), aud: z.string(), sub: z.string().min(1), exp: z.number(), nbf: z.number() });

function withoutScheme(text: string): string {
  return text.startsWith('https://') ? text.slice('https://'.length) : text;
}

function refuse(reason: SessionTokenFault): SessionTokenVerdict {
  return { ok: false, reason };
}
