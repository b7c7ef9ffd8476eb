import * as oidc from 'openid-client';
import type { BexioFailure } from './outcome.ts';

/** Why a sign-in was not accepted: nothing is stored, and the merchant may try again. */
export type SignInRefusal =
  /** The merchant said no. */
  | 'denied'
  | 'state-mismatch'
  | 'issuer-mismatch'
  | 'nonce-mismatch'
  /** Used before, expired, or not redeemed with its own verifier. */
  | 'code-refused'
  /** bexio reports an error, or its answer does not hold what a sign-in must hold. */
  | 'refused'
  | 'no-refresh-token'
  | 'no-company';

/** The refusal an error of `openid-client` stands for; null for what is no refusal but a disturbance. */
export function reasonOf(error: unknown): SignInRefusal | null {
  if (error instanceof oidc.AuthorizationResponseError) return error.error === 'access_denied' ? 'denied' : 'refused';
  if (error instanceof oidc.ResponseBodyError) return refusedByTokenEndpoint(error);
  if (!(error instanceof oidc.ClientError)) return null;
  if (error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED') return claimOf(error) === 'nonce' ? 'nonce-mismatch' : 'refused';
  if (error.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return 'refused';
  // A callback without code, with a parameter twice, or with a foreign `iss`.
  if (error.code === 'OAUTH_INVALID_RESPONSE') return issuerDiffers(error) ? 'issuer-mismatch' : 'refused';
  return null;
}

/** `invalid_grant` ends the connection. Everything else (network, 5xx, wrong client secret) passes or is the operator's to mend. */
export function failureOfSignIn(error: unknown): BexioFailure {
  if (error instanceof oidc.ResponseBodyError) {
    if (error.error === 'invalid_grant') return { kind: 'broken-connection', cause: 'invalid_grant' };
    return { kind: 'later', retryAfterMs: null, cause: `sign-in server answered ${error.status} ${plain(error.error)}` };
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) return { kind: 'broken-connection', cause: `sign-in server answered ${error.status}` };
  const code = error instanceof oidc.ClientError ? error.code : undefined;
  return { kind: 'later', retryAfterMs: null, cause: `sign-in server: ${code ?? networkCodeOf(error)}` };
}

function refusedByTokenEndpoint(error: oidc.ResponseBodyError): SignInRefusal | null {
  if (error.status >= 500 || error.status === 429) return null;
  return error.error === 'invalid_grant' ? 'code-refused' : null;
}

function claimOf(error: Error): unknown {
  return detailsOf(error)?.claim;
}

function issuerDiffers(error: Error): boolean {
  const details = detailsOf(error);
  return details !== null && 'expected' in details && 'parameters' in details;
}

/** openid-client wraps the error of its lower library, which carries what was compared as its own cause. */
function detailsOf(error: Error): Record<string, unknown> | null {
  const inner = error.cause instanceof Error ? error.cause.cause : error.cause;
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : null;
}

function networkCodeOf(error: unknown): string {
  let inner: unknown = error;
  for (let depth = 0; depth < 4; depth += 1) {
    if (typeof inner !== 'object' || inner === null) break;
    if ('code' in inner && typeof inner.code === 'string') return inner.code;
    inner = 'cause' in inner ? inner.cause : null;
  }
  return error instanceof Error ? error.name : 'unreachable';
}

/** Error codes of OAuth are plain words; whatever else stands there is cut. */
function plain(code: string): string {
  return code.replaceAll(/[^\w-]/g, '').slice(0, 40);
}
