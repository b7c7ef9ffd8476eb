import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { BexioError } from '../../src/bexio/outcome.ts';
import { bexioScopes, missingScopes } from '../../src/bexio/scopes.ts';
import { createBexioSignIn, type BexioSignInOptions } from '../../src/bexio/sign-in.ts';
import { manualClock } from '../../src/clock.ts';
import { failureOf, noNetwork, recorded } from './arrange.ts';

noNetwork();

const origin = 'https://auth.bexio.test';
const issuerUrl = `${origin}/realms/bexio`;
const endpoint = (name: string) => `/realms/bexio/protocol/openid-connect/${name}`;
const now = new Date('2026-06-18T12:00:00Z');

function aSignIn(overrides: Partial<BexioSignInOptions> = {}) {
  return createBexioSignIn({
    issuerUrl, clientId: 'client', clientSecret: 'canary-secret', redirectUri: 'https://app.test/bexio/callback', clock: manualClock(now), scopes: Object.keys(bexioScopes), ...overrides,
  });
}

function discovery(extra: object = {}) {
  return nock(origin).get('/realms/bexio/.well-known/openid-configuration').reply(200, {
    issuer: issuerUrl,
    authorization_endpoint: origin + endpoint('auth'), token_endpoint: origin + endpoint('token'), userinfo_endpoint: origin + endpoint('userinfo'),
    jwks_uri: origin + endpoint('certs'), revocation_endpoint: origin + endpoint('revoke'),
    response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true, ...extra,
  });
}

/** An ID token as it comes over TLS in the code flow; its signature is not looked at there (OpenID Connect Core 3.1.3.7, point 6). */
function idToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'RS256' })}.${part({ iss: issuerUrl, aud: 'client', sub: 'c5798551', iat: seconds, exp: seconds + 300, ...claims })}.${Buffer.from('signature').toString('base64url')}`;
}

const company = { company_id: 'q69vysq7fkzl', company_name: 'Mustermann AG', company_user_id: 1 };
const tokens = { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'Bearer', expires_in: 3600, scope: 'openid company_profile' };

/** Goes to bexio and comes back with the parameters given. */
async function comeBack(parameters: Record<string, string> = {}, overrides: Partial<BexioSignInOptions> = {}) {
  discovery();
  const signIn = aSignIn(overrides);
  const { url, ...expected } = await signIn.begin();
  const callback = new URL('http://10.0.0.7:3000/bexio/callback');
  callback.search = new URLSearchParams({ code: 'code-1', state: expected.state, iss: issuerUrl, ...parameters }).toString();
  return { signIn, url, expected, callback };
}

const tokenAnswer = (status: number, body: nock.Body) => nock(origin).post(endpoint('token')).reply(status, body, { 'content-type': 'application/json' });

describe('begin', () => {
  test('asks for a code with PKCE, state, nonce and every scope', async () => {
    const { url, expected } = await comeBack();
    expect(url.origin + url.pathname).toBe(origin + endpoint('auth'));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client', response_type: 'code', redirect_uri: 'https://app.test/bexio/callback', scope: Object.keys(bexioScopes).join(' '), prompt: 'consent',
      state: expected.state, nonce: expected.nonce, code_challenge: expect.stringMatching(/^[\w-]{43}$/), code_challenge_method: 'S256',
    });
  });

  test('is different each time', async () => {
    discovery();
    const signIn = aSignIn();
    const [one, two] = [await signIn.begin(), await signIn.begin()];
    expect(new Set([one.state, two.state, one.nonce, two.nonce, one.codeVerifier, two.codeVerifier]).size).toBe(6);
  });

  test('discovery that failed is tried again, one that worked is kept', async () => {
    nock(origin).get('/realms/bexio/.well-known/openid-configuration').reply(503);
    const signIn = aSignIn();
    expect(await failureOf(signIn.begin())).toMatchObject({ kind: 'later' });
    discovery();
    await signIn.begin();
    expect(await signIn.begin()).toMatchObject({ url: expect.any(URL) });
  });

  test('http only on this machine', () => {
    expect(() => aSignIn({ issuerUrl: 'http://auth.bexio.test/realms/bexio' })).toThrow(TypeError);
    expect(() => aSignIn({ issuerUrl: 'ftp://localhost/realms/bexio' })).toThrow(TypeError);
    expect(aSignIn({ issuerUrl: 'http://localhost:4000/realms/bexio' })).toBeTruthy();
  });
});

describe('finish', () => {
  test('redeems the code with its verifier at the registered address, and reads the company from the ID token', async () => {
    const { signIn, callback, expected } = await comeBack();
    nock(origin).post(endpoint('token'), {
      grant_type: 'authorization_code', code: 'code-1', redirect_uri: 'https://app.test/bexio/callback', code_verifier: expected.codeVerifier, client_id: 'client', client_secret: 'canary-secret',
    }).reply(200, { ...tokens, id_token: idToken({ nonce: expected.nonce, ...company }) });
    expect(await signIn.finish(callback, expected)).toEqual({
      ok: true,
      grant: {
        companyId: 'q69vysq7fkzl', companyName: 'Mustermann AG', userId: 1, scopes: ['openid', 'company_profile'],
        tokens: { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: new Date('2026-06-18T13:00:00Z') },
      },
    });
  });

  test('or from the user info, as recorded', async () => {
    const { signIn, callback, expected } = await comeBack();
    tokenAnswer(200, { ...tokens, scope: undefined, id_token: idToken({ nonce: expected.nonce, sub: 'c5798551-d986-4c57-8c57-1365f667f43d' }) });
    nock(origin, { reqheaders: { authorization: 'Bearer access-1' } }).get(endpoint('userinfo')).reply(200, recorded('OpenID/fetch-user-info').body);
    expect(await signIn.finish(callback, expected)).toMatchObject({ ok: true, grant: { companyId: 'q69vysq7fkzl', userId: 1, scopes: Object.keys(bexioScopes) } });
  });

  test.each([
    ['another state', { state: 'forged' }, 'state-mismatch'],
    ['another issuer', { iss: 'https://evil.test' }, 'issuer-mismatch'],
    ['the merchant said no', { error: 'access_denied', code: '' }, 'denied'],
    ['bexio reports an error', { error: 'invalid_scope', code: '' }, 'refused'],
  ])('%s: refused before anything is redeemed', async (_, parameters, reason) => {
    const { signIn, callback, expected } = await comeBack(parameters);
    expect(await signIn.finish(callback, expected)).toEqual({ ok: false, reason });
  });

  test('a callback without state, without issuer, or with two of them', async () => {
    const { signIn, callback, expected } = await comeBack();
    const changed = (change: (parameters: URLSearchParams) => void) => {
      const url = new URL(callback);
      change(url.searchParams);
      return url;
    };
    expect(await signIn.finish(changed((p) => p.delete('state')), expected)).toEqual({ ok: false, reason: 'state-mismatch' });
    expect(await signIn.finish(changed((p) => p.delete('iss')), expected)).toEqual({ ok: false, reason: 'refused' });
    expect(await signIn.finish(changed((p) => p.append('state', 'forged')), expected)).toEqual({ ok: false, reason: 'refused' });
    expect(await signIn.finish(changed((p) => p.append('code', 'code-2')), expected)).toEqual({ ok: false, reason: 'refused' });
  });

  test.each([
    ['the code was used or does not fit the verifier', 400, { error: 'invalid_grant' }, 'code-refused'],
    ['another nonce', 200, { ...tokens, id_token: idToken({ nonce: 'forged', ...company }) }, 'nonce-mismatch'],
    ['a token for another client', 200, { ...tokens, id_token: idToken({ aud: 'other', ...company }) }, 'refused'],
    ['a token of another issuer', 200, { ...tokens, id_token: idToken({ iss: 'https://evil.test', ...company }) }, 'refused'],
    ['no ID token', 200, tokens, 'refused'],
  ])('%s', async (_, status, body, reason) => {
    const { signIn, callback, expected } = await comeBack();
    tokenAnswer(status, body);
    expect(await signIn.finish(callback, expected)).toEqual({ ok: false, reason });
  });

  test('without a refresh token or a company there is no connection', async () => {
    const first = await comeBack();
    tokenAnswer(200, { ...tokens, refresh_token: undefined, id_token: idToken({ nonce: first.expected.nonce, ...company }) });
    expect(await first.signIn.finish(first.callback, first.expected)).toEqual({ ok: false, reason: 'no-refresh-token' });
    const second = await comeBack();
    tokenAnswer(200, { ...tokens, id_token: idToken({ nonce: second.expected.nonce }) });
    nock(origin).get(endpoint('userinfo')).reply(200, { sub: 'c5798551' });
    expect(await second.signIn.finish(second.callback, second.expected)).toEqual({ ok: false, reason: 'no-company' });
  });

  test.each([[503, '<html>'], [429, ''], [401, { error: 'invalid_client' }]])('%i from the token endpoint is a disturbance, not a refusal', async (status, body) => {
    const { signIn, callback, expected } = await comeBack();
    tokenAnswer(status, body);
    expect(await failureOf(signIn.finish(callback, expected))).toMatchObject({ kind: 'later' });
  });
});

describe('refresh and revoke', () => {
  test.each([['rotated', 'refresh-2', 'refresh-2'], ['not rotated', undefined, 'refresh-1']])('%s', async (_, returned, kept) => {
    discovery();
    nock(origin).post(endpoint('token'), { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client', client_secret: 'canary-secret' })
      .reply(200, { ...tokens, access_token: 'access-2', refresh_token: returned, expires_in: 300 });
    expect(await aSignIn().refresh('refresh-1')).toEqual({ accessToken: 'access-2', refreshToken: kept, expiresAt: new Date('2026-06-18T12:05:00Z') });
  });

  test('no lifetime given: good for a minute', async () => {
    discovery();
    tokenAnswer(200, { ...tokens, expires_in: undefined });
    expect((await aSignIn().refresh('refresh-1')).expiresAt).toEqual(new Date('2026-06-18T12:01:00Z'));
  });

  test.each([
    ['dead', 400, { error: 'invalid_grant', error_description: 'Session not active' }, 'broken-connection'],
    ['our own secret is wrong', 401, { error: 'invalid_client' }, 'later'],
    ['down', 503, '<html>', 'later'],
    ['limited', 429, '', 'later'],
    ['HTML', 200, '<html>', 'later'],
    ['half an answer', 200, '{"access_token": "acc', 'later'],
  ])('%s', async (_, status, body, kind) => {
    discovery();
    tokenAnswer(status, body);
    expect(await failureOf(aSignIn().refresh('refresh-1'))).toMatchObject({ kind });
  });

  test('unreachable', async () => {
    discovery();
    nock(origin).post(endpoint('token')).replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(await failureOf(aSignIn().refresh('refresh-1'))).toMatchObject({ kind: 'later' });
  });

  test('no secret and no token in what is thrown', async () => {
    discovery();
    tokenAnswer(400, { error: 'invalid_request', error_description: 'canary-secret canary-token' });
    const thrown = await aSignIn().refresh('canary-token').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(BexioError);
    expect(JSON.stringify([(thrown as BexioError).message, (thrown as BexioError).stack, (thrown as BexioError).failure])).not.toMatch(/canary/);
  });

  test('revoke', async () => {
    discovery();
    nock(origin).post(endpoint('revoke'), { token: 'refresh-1', token_type_hint: 'refresh_token', client_id: 'client', client_secret: 'canary-secret' }).reply(200);
    const signIn = aSignIn();
    await signIn.revoke({ refreshToken: 'refresh-1' });
    nock(origin).post(endpoint('revoke')).reply(503);
    expect(await failureOf(signIn.revoke({ refreshToken: 'refresh-1' }))).toMatchObject({ kind: 'later' });
  });
});

describe('identify', () => {
  test('the company behind a personal access token', async () => {
    discovery();
    nock(origin).get(endpoint('userinfo')).reply(200, recorded('OpenID/fetch-user-info').body);
    expect(await aSignIn().identify('pat')).toEqual({ companyId: 'q69vysq7fkzl', companyName: 'Mustermann AG', userId: 1 });
  });

  test.each([[200, { sub: 'x' }], [401, '']])('%i %j: broken', async (status, body) => {
    discovery();
    nock(origin).get(endpoint('userinfo')).reply(status, body, status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {});
    expect(await failureOf(aSignIn().identify('pat'))).toMatchObject({ kind: 'broken-connection' });
  });
});

test('scopes that were not granted', () => {
  expect(missingScopes(Object.keys(bexioScopes))).toEqual([]);
  expect(missingScopes(Object.keys(bexioScopes).filter((scope) => scope !== 'stock_edit'))).toEqual(['stock_edit']);
});
