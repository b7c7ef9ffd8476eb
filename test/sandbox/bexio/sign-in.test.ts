import * as client from 'openid-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBexioSandbox, type BexioSandbox } from '../../../src/sandbox/bexio/sandbox.ts';
import { apiClient } from './api-client.ts';
import recorded from './recorded-answers.json' with { type: 'json' };
import { ScriptedBrowser } from './scripted-browser.ts';

const redirectUri = 'http://app.example/bexio/callback';
const usualScopes = 'openid profile email offline_access company_profile contact_edit';

let now = new Date('2026-06-18T12:00:00Z');
let sandbox: BexioSandbox;

beforeEach(async () => {
  now = new Date('2026-06-18T12:00:00Z');
  sandbox = await createBexioSandbox({ now: () => now, redirectUris: [redirectUri] });
});

afterEach(() => sandbox.close());

type Method = 'post' | 'basic';

async function discover(method: Method = 'post'): Promise<client.Configuration> {
  const authentication =
    method === 'post'
      ? client.ClientSecretPost(sandbox.clientSecret)
      : client.ClientSecretBasic(sandbox.clientSecret);
  return client.discovery(new URL(sandbox.issuerUrl), sandbox.clientId, undefined, authentication, {
    execute: [client.allowInsecureRequests],
  });
}

async function signIn(
  options: { scope?: string; label?: string; method?: Method; browser?: ScriptedBrowser } = {},
) {
  const configuration = await discover(options.method);
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const address = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: options.scope ?? usualScopes,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  const callback = await (options.browser ?? new ScriptedBrowser()).signIn(address, options.label ?? 'Andrea Muster');
  const tokens = await client.authorizationCodeGrant(configuration, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
  return { configuration, tokens };
}

describe('sign-in', () => {
  test('authorization code with PKCE gives tokens, claims and a working API', async () => {
    const output = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')];
    const { configuration, tokens } = await signIn();
    expect(tokens.expires_in).toBe(3600);
    expect(tokens.refresh_token).toBeTypeOf('string');
    const owner = sandbox.books.users()[0]!;
    expect(tokens.claims()).toMatchObject({
      sub: owner.sub,
      company_id: sandbox.books.companyId,
      company_name: sandbox.books.companyName,
      company_user_id: owner.id,
      locale: 'de-CH',
    });
    const userInfo = await client.fetchUserInfo(configuration, tokens.access_token, owner.sub);
    expect(userInfo).toMatchObject({ company_id: sandbox.books.companyId, email: owner.email, email_verified: true });
    expect(Object.keys(userInfo).sort()).toEqual(Object.keys(recorded['OpenID/fetch-user-info'].body).sort());
    const api = apiClient(sandbox, tokens.access_token);
    expect((await api.get('/3.0/users/me')).body.id).toBe(owner.id);
    for (const spy of output) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test('the secret may come in the form or in the header', async () => {
    expect((await signIn({ method: 'post' })).tokens.access_token).toBeTypeOf('string');
    expect((await signIn({ method: 'basic' })).tokens.access_token).toBeTypeOf('string');
  });

  test('without offline_access there is no refresh token, without company_profile no company', async () => {
    const { tokens } = await signIn({ scope: 'openid contact_show' });
    expect(tokens.refresh_token).toBeUndefined();
    expect(tokens.claims()).not.toHaveProperty('company_id');
  });

  test.each(['openid general', 'openid kb_everything'])('scope "%s" is invalid_scope', async (scope) => {
    const configuration = await discover();
    const address = client.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope, state: 's' });
    const response = await fetch(address, { redirect: 'manual' });
    const callback = new URL(response.headers.get('location') ?? '');
    await expect(
      client.authorizationCodeGrant(configuration, callback, { expectedState: 's' }),
    ).rejects.toMatchObject({ error: 'invalid_scope' });
  });

  test('cancelling is access_denied', async () => {
    await expect(signIn({ label: 'Abbrechen' })).rejects.toMatchObject({ error: 'access_denied' });
  });

  test('an unknown redirect address never leaves the server', async () => {
    const configuration = await discover();
    const address = client.buildAuthorizationUrl(configuration, { redirect_uri: 'http://evil.example/', scope: 'openid' });
    const response = await fetch(address, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  test('a redirect address can be allowed later', async () => {
    sandbox.allowRedirectUri('http://later.example/cb');
    const configuration = await discover();
    const address = client.buildAuthorizationUrl(configuration, {
      redirect_uri: 'http://later.example/cb',
      scope: 'openid',
    });
    const callback = await new ScriptedBrowser().signIn(address, 'Andrea Muster');
    expect(callback.href).toMatch(/^http:\/\/later\.example\/cb\?code=/);
  });

  test('the same browser can sign in to another company', async () => {
    const other = sandbox.addCompany({
      name: 'Zweite GmbH',
      users: [{ firstname: 'Zoe', lastname: 'Zwei', email: 'zoe@zwei.example', isSuperadmin: true }],
    });
    const browser = new ScriptedBrowser();
    const first = await signIn({ browser });
    const second = await signIn({ browser, label: 'Zoe Zwei' });
    expect(first.tokens.claims()?.['company_id']).toBe(sandbox.books.companyId);
    expect(second.tokens.claims()?.['company_id']).toBe(other.companyId);
    const api = apiClient(sandbox, second.tokens.access_token);
    expect((await api.get('/2.0/company_profile')).body[0].name).toBe('Zweite GmbH');
  });
});

describe('tokens', () => {
  test('a refresh rotates, and using an old refresh token kills the grant', async () => {
    const { configuration, tokens } = await signIn();
    const first = tokens.refresh_token ?? '';
    const renewed = await client.refreshTokenGrant(configuration, first);
    expect(renewed.refresh_token).not.toBe(first);
    await expect(client.refreshTokenGrant(configuration, first)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(client.refreshTokenGrant(configuration, renewed.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect((await apiClient(sandbox, renewed.access_token).get('/3.0/users/me')).status).toBe(401);
  });

  test('under the other reading the refresh token stays the same', async () => {
    sandbox.readings.refreshTokenRotates = false;
    const { configuration, tokens } = await signIn();
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    expect(renewed.refresh_token ?? tokens.refresh_token).toBe(tokens.refresh_token);
    await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
  });

  test('an access token ends with the clock, the refresh token goes on', async () => {
    const { configuration, tokens } = await signIn();
    now = new Date(now.getTime() + 3_601_000);
    expect((await apiClient(sandbox, tokens.access_token).get('/3.0/users/me')).status).toBe(401);
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    expect((await apiClient(sandbox, renewed.access_token).get('/3.0/users/me')).status).toBe(200);
  });

  test('a year without use ends the session', async () => {
    const { configuration, tokens } = await signIn();
    now = new Date(now.getTime() + 366 * 86_400_000);
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('revoking, and a removed user', async () => {
    const { configuration, tokens } = await signIn();
    sandbox.books.removeUser(sandbox.books.ownerId());
    expect((await apiClient(sandbox, tokens.access_token).get('/3.0/users/me')).status).toBe(401);
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const other = await signIn({ label: 'Beat Beispiel' });
    await client.tokenRevocation(other.configuration, other.tokens.refresh_token ?? '');
    await expect(
      client.refreshTokenGrant(other.configuration, other.tokens.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('removing the app in bexio ends its sessions', async () => {
    const { configuration, tokens } = await signIn();
    sandbox.revokeSignIns(sandbox.books.ownerId());
    expect((await apiClient(sandbox, tokens.access_token).get('/3.0/users/me')).status).toBe(401);
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('a wrong secret and values in the query are refused', async () => {
    const configuration = await discover();
    const token = configuration.serverMetadata().token_endpoint ?? '';
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: sandbox.clientId,
      client_secret: 'wrong',
    });
    expect((await fetch(token, { method: 'POST', body })).status).toBe(401);
    body.set('client_secret', sandbox.clientSecret);
    expect((await fetch(`${token}?${body.toString()}`, { method: 'POST' })).status).toBe(400);
  });

  test('lost answer of a refresh: the new pair exists, the old one is spent', async () => {
    const { configuration, tokens } = await signIn();
    const fault = sandbox.faults.add({ match: { path: /\/token$/ }, kind: 'cut-after' });
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toThrow(/fetch failed|terminated|socket/i);
    expect(fault.hits()).toBe(1);
    sandbox.faults.clear();
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});
