import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { BexioError } from './outcome.ts';
import { recordId } from './parse.ts';
import { failureOfSignIn, reasonOf, type SignInRefusal } from './sign-in-errors.ts';

export type Tokens = { accessToken: string; refreshToken: string; /** From `expires_in`: bexio documents no lifetime. */ expiresAt: Date };
export type Identity = { companyId: string; companyName: string; userId: number };
export type Grant = Identity & { tokens: Tokens; scopes: string[] };
/** What must come back with the callback: kept by the caller, once, bound to shop and browser. */
export type Expected = { state: string; nonce: string; codeVerifier: string };

export type Finished = { ok: true; grant: Grant } | { ok: false; reason: SignInRefusal };
export type { SignInRefusal } from './sign-in-errors.ts';

export type BexioSignIn = {
  /** Where to send the merchant: authorization code with PKCE (S256), state and nonce. */
  begin(): Promise<{ url: URL } & Expected>;
  /** Redeems the callback. What the merchant or a forger can cause is a value; an unreachable bexio throws `later`. */
  finish(callbackUrl: URL, expected: Expected): Promise<Finished>;
  /**
   * New tokens; keeps the refresh token when bexio does not rotate it. Throws `broken-connection` when the old one is dead, else `later`.
   * The caller runs one refresh per company at a time and stores the result before using it.
   */
  refresh(refreshToken: string): Promise<Tokens>;
  /** Ends the session at bexio. Throws `later` when that did not work; the tokens are to be forgotten all the same. */
  revoke(tokens: Pick<Tokens, 'refreshToken'>): Promise<void>;
  /** Whose token it is, for a personal access token that never went through `finish`. */
  identify(accessToken: string): Promise<Identity>;
};

export type BexioSignInOptions = {
  issuerUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  clock: Clock;
  scopes: readonly string[];
};

/** bexio's sign-in (Keycloak). Throws at once when the issuer is neither https nor on this machine. */
export function createBexioSignIn(options: BexioSignInOptions): BexioSignIn {
  const configuration = cachedDiscovery(options);
  return {
    begin: async () => await begin(await configuration(), options),
    finish: async (callbackUrl, expected) => await finish(await configuration(), options, callbackUrl, expected),
    async refresh(refreshToken) {
      const config = await configuration();
      const answer = await orBexioError('refresh', oidc.refreshTokenGrant(config, refreshToken));
      return tokensOf(answer, options.clock, refreshToken);
    },
    async revoke({ refreshToken }) {
      const config = await configuration();
      // In Keycloak a refresh token takes its session, and with it the access tokens, along.
      await orBexioError('revoke', oidc.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' }));
    },
    async identify(accessToken) {
      const config = await configuration();
      const claims = await orBexioError('identify', oidc.fetchUserInfo(config, accessToken, oidc.skipSubjectCheck));
      const identity = identityOf(claims);
      if (!identity) throw new BexioError({ kind: 'broken-connection', cause: 'the token names no company: scope company_profile is missing' }, 'sign-in identify');
      return identity;
    },
  };
}

const timeoutSeconds = 20;

/** Discovered once, at the first need; a failure is not kept. */
function cachedDiscovery(options: BexioSignInOptions): () => Promise<oidc.Configuration> {
  const issuer = new URL(options.issuerUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
  if (issuer.protocol !== 'https:' && !(issuer.protocol === 'http:' && loopback)) throw new TypeError('The bexio issuer must be https, or http on this machine');
  let found: Promise<oidc.Configuration> | null = null;
  const discover = async () => {
    const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    const discovery = oidc.discovery(issuer, options.clientId, {}, oidc.ClientSecretPost(options.clientSecret), { execute, timeout: timeoutSeconds });
    try {
      return await orBexioError('discovery', discovery);
    } catch (error) {
      found = null;
      throw error;
    }
  };
  return () => (found ??= discover());
}

async function begin(config: oidc.Configuration, options: BexioSignInOptions): Promise<{ url: URL } & Expected> {
  const expected = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier: oidc.randomPKCECodeVerifier() };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: options.redirectUri,
    scope: options.scopes.join(' '),
    state: expected.state,
    nonce: expected.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(expected.codeVerifier),
    code_challenge_method: 'S256',
    // OpenID Connect Core, section 11: without it a provider may ignore offline_access.
    prompt: 'consent',
  });
  return { url, ...expected };
}

async function finish(config: oidc.Configuration, options: BexioSignInOptions, callbackUrl: URL, expected: Expected): Promise<Finished> {
  if (callbackUrl.searchParams.get('state') !== expected.state) return { ok: false, reason: 'state-mismatch' };
  // Behind a proxy the request's own host is not the one bexio redirected to; the redirect URI of the token request must be that one.
  const registered = new URL(options.redirectUri);
  registered.search = callbackUrl.search;
  try {
    const checks = { expectedState: expected.state, expectedNonce: expected.nonce, pkceCodeVerifier: expected.codeVerifier, idTokenExpected: true };
    const answer = await oidc.authorizationCodeGrant(config, registered, checks);
    if (!answer.refresh_token) return { ok: false, reason: 'no-refresh-token' };
    const identity = await identityFrom(config, answer);
    if (!identity) return { ok: false, reason: 'no-company' };
    const scopes = answer.scope === undefined ? [...options.scopes] : answer.scope.split(' ').filter(Boolean);
    return { ok: true, grant: { ...identity, tokens: tokensOf(answer, options.clock, answer.refresh_token), scopes } };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason) return { ok: false, reason };
    throw new BexioError(failureOfSignIn(error), 'sign-in finish');
  }
}

type TokenAnswer = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** The claims stand in the ID token or, as recorded in June 2026, in the user info. */
async function identityFrom(config: oidc.Configuration, answer: TokenAnswer): Promise<Identity | null> {
  const claims = answer.claims();
  return identityOf(claims) ?? identityOf(await oidc.fetchUserInfo(config, answer.access_token, claims?.sub ?? oidc.skipSubjectCheck));
}

const identityClaims = z.looseObject({ company_id: z.coerce.string().min(1), company_name: z.string().default(''), company_user_id: recordId });

function identityOf(claims: unknown): Identity | null {
  const result = identityClaims.safeParse(claims);
  if (!result.success || !(claims && typeof claims === 'object' && 'company_id' in claims)) return null;
  return { companyId: result.data.company_id, companyName: result.data.company_name, userId: result.data.company_user_id };
}

function tokensOf(answer: TokenAnswer, clock: Clock, refreshToken: string): Tokens {
  // Without `expires_in` the token is treated as good for a minute: refreshing early costs one call, a guess costs a 401.
  const lifetimeSeconds = answer.expires_in ?? 60;
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? refreshToken,
    expiresAt: new Date(clock.now().getTime() + lifetimeSeconds * 1000),
  };
}

async function orBexioError<T>(step: string, attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    throw new BexioError(failureOfSignIn(error), `sign-in ${step}`);
  }
}
