import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { ServerResponse, type IncomingMessage } from 'node:http';
import { Provider, type KoaContext } from 'oidc-provider';
import type { Access } from './access.ts';
import type { Company, World } from './company.ts';
import { escapeHtml, htmlPage } from './html.ts';
import type { User } from './records.ts';
import { htmlReply, replyOf, type Reply } from './reply.ts';
import { knownScopes } from './scopes.ts';
import { signInPage } from './sign-in-page.ts';
import { secretInHeader, type SignInStorage } from './sign-in-storage.ts';

export const issuerPath = '/realms/bexio';

export type People = {
  companies(): Company[];
  find(sub: string): { company: Company; user: User } | undefined;
};

export type SignInOptions = {
  issuerUrl: string;
  world: World;
  people: People;
  storage: SignInStorage;
  accessTokenSeconds: number;
  /** Whose personal access token it is; those were never issued by the provider. */
  bearer: Access['bearer'];
};

/** A certified OpenID provider, dressed as bexio's Keycloak realm. */
export function createSignIn(options: SignInOptions): (request: IncomingMessage) => Promise<Reply> {
  const provider = new Provider(options.issuerUrl, configuration(options));
  const callback = provider.callback();
  return async (request) => {
    const url = new URL(request.url ?? '/', options.issuerUrl);
    const path = url.pathname.slice(issuerPath.length);
    if (path.startsWith('/interaction/')) {
      return interact(provider, request, options.people);
    }
    if (path.endsWith('/openid-connect/token') && url.search !== '') {
      return refused('invalid_request', 'values belong into the form body');
    }
    const owner = path.endsWith('/openid-connect/userinfo') ? options.bearer(request.headers.authorization) : undefined;
    if (owner !== undefined && /^Bearer pat-/i.test(request.headers.authorization ?? '')) {
      return replyOf({ status: 200, body: account(options.people, owner.user.sub)?.claims() ?? {} });
    }
    const isAuthorization = /\/openid-connect\/auth(\/|$)/.test(path);
    if (isAuthorization) {
      const refusal = unknownScopes(options, url);
      if (refusal !== undefined) {
        return refusal;
      }
      forgetSession(request);
      askForConsent(url);
    }
    const shadow = mount(request, url);
    const inHeader = request.headers.authorization?.startsWith('Basic ') ?? false;
    await secretInHeader.run(inHeader, () => callback(request, shadow.response));
    return shadow.reply();
  };
}

/** Shared by all sandboxes of a process: making an RSA key takes longer than most tests. */
let signingKey: JsonWebKey | undefined;

function signingKeys(): { keys: JsonWebKey[] } {
  signingKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return { keys: [{ ...signingKey, use: 'sig', alg: 'RS256', kid: 'sandbox' }] };
}

function configuration({ people, storage, world, accessTokenSeconds }: SignInOptions): Record<string, unknown> {
  const endpoint = (name: string) => `/protocol/openid-connect/${name}`;
  return {
    adapter: storage.adapter,
    jwks: signingKeys(),
    cookies: { keys: [randomBytes(24).toString('hex')] },
    scopes: [...knownScopes],
    claims: {
      openid: ['sub'],
      profile: ['given_name', 'family_name', 'gender', 'locale'],
      email: ['email', 'email_verified'],
      company_profile: ['company_id', 'company_name', 'company_user_id', 'shard_id'],
    },
    conformIdTokenClaims: false,
    clientAuthMethods: ['client_secret_post', 'client_secret_basic'],
    responseTypes: ['code'],
    pkce: { required: () => false },
    rotateRefreshToken: () => world.readings.refreshTokenRotates,
    expiresWithSession: () => false,
    findAccount: (_context: unknown, sub: string) => account(people, sub),
    interactions: {
      url: (_context: unknown, interaction: { uid: string }) => `${issuerPath}/interaction/${interaction.uid}`,
    },
    routes: {
      authorization: endpoint('auth'),
      token: endpoint('token'),
      userinfo: endpoint('userinfo'),
      jwks: endpoint('certs'),
      end_session: endpoint('logout'),
      revocation: endpoint('revoke'),
      introspection: endpoint('token/introspect'),
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      introspection: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
    },
    ttl: lifetimes(accessTokenSeconds),
    renderError,
  };
}

/** A session ends after a year without use. How long an access token lives is not documented. */
function lifetimes(accessTokenSeconds: number): Record<string, number> {
  const day = 86_400;
  return {
    AccessToken: accessTokenSeconds,
    AuthorizationCode: 60,
    IdToken: 3600,
    Interaction: 3600,
    Session: day,
    Grant: 400 * day,
    RefreshToken: 365 * day,
  };
}

/** bexio answers unknown scopes, `general` among them, with invalid_scope; the library would ignore them. */
function unknownScopes({ storage, issuerUrl }: SignInOptions, url: URL): Reply | undefined {
  const redirectUri = url.searchParams.get('redirect_uri') ?? '';
  const scopes = (url.searchParams.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const known = scopes.every((scope) => knownScopes.includes(scope));
  if (known || !storage.isRegistered(url.searchParams.get('client_id') ?? '', redirectUri)) {
    return undefined;
  }
  const location = new URL(redirectUri);
  location.searchParams.set('error', 'invalid_scope');
  location.searchParams.set('error_description', `Invalid scopes: ${scopes.join(' ')}`);
  location.searchParams.set('iss', issuerUrl);
  const state = url.searchParams.get('state');
  if (state !== null) {
    location.searchParams.set('state', state);
  }
  return { status: 303, headers: { Location: location.href }, body: '' };
}

/** Claims as recorded in Jun 2026. A removed person has no account, so a refresh is an invalid_grant. */
function account(people: People, sub: string) {
  const person = people.find(sub);
  if (person === undefined || person.user.removed) {
    return undefined;
  }
  const { company, user } = person;
  return {
    accountId: sub,
    claims: () => ({
      sub,
      email_verified: true,
      gender: user.salutation_type,
      company_id: company.id,
      shard_id: company.shardId,
      company_name: company.name,
      locale: 'de-CH',
      given_name: user.firstname,
      company_user_id: user.id,
      family_name: user.lastname,
      email: user.email,
    }),
  };
}

async function interact(provider: Provider, request: IncomingMessage, people: People): Promise<Reply> {
  const response = new ServerResponse(request);
  const details = await provider.interactionDetails(request, response).catch(() => undefined);
  if (details === undefined) {
    return htmlReply(400, htmlPage('Abgelaufen', '<h1>Diese Anmeldung ist abgelaufen</h1>'));
  }
  const { client_id = '', scope = '' } = details.params;
  if (request.method !== 'POST') {
    const action = request.url ?? '';
    const page = { action, clientId: client_id, scopes: scope.split(' '), companies: people.companies() };
    return htmlReply(200, signInPage(page), { 'Cache-Control': 'no-store' });
  }
  const choice = new URLSearchParams(await readForm(request)).get('choice') ?? '';
  const person = people.find(choice);
  const result =
    person === undefined
      ? { error: 'access_denied', error_description: 'User cancelled the sign-in' }
      : await consent(provider, { accountId: choice, clientId: client_id, scope });
  const location = await provider.interactionResult(request, response, result);
  return { status: 303, headers: { Location: location }, body: '' };
}

async function consent(
  provider: Provider,
  { accountId, clientId, scope }: { accountId: string; clientId: string; scope: string },
): Promise<Record<string, unknown>> {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  return { login: { accountId }, consent: { grantId: await grant.save() } };
}

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Without a remembered session the page is shown every time, and switching companies just works. */
function forgetSession(request: IncomingMessage): void {
  const cookies = (request.headers.cookie ?? '').split('; ').filter((cookie) => !cookie.startsWith('_session'));
  request.headers.cookie = cookies.join('; ');
}

/** Keycloak gives offline access without prompt=consent; the library insists on it. */
function askForConsent(url: URL): void {
  const scopes = url.searchParams.get('scope')?.split(' ') ?? [];
  const prompt = url.searchParams.get('prompt') ?? '';
  if (scopes.includes('offline_access') && prompt !== 'none' && !prompt.includes('consent')) {
    url.searchParams.set('prompt', `${prompt} consent`.trim());
  }
}

/** Runs the library below the issuer's path and collects its answer, so that faults can change it. */
function mount(request: IncomingMessage, url: URL): { response: ServerResponse; reply(): Reply } {
  const address = `${url.pathname}${url.search}`;
  Object.assign(request, { originalUrl: address, url: address.slice(issuerPath.length) });
  const response = new ServerResponse(request);
  let body = '';
  response.end = (chunk?: unknown) => {
    body = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? chunk.toString() : '';
    return response;
  };
  return { response, reply: () => ({ status: response.statusCode, headers: headersOf(response), body }) };
}

function headersOf(response: ServerResponse): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (value !== undefined && name !== 'content-length') {
      headers[name] = Array.isArray(value) ? value : String(value);
    }
  }
  return headers;
}

function refused(error: string, error_description: string): Reply {
  return replyOf({ status: 400, body: { error, error_description } });
}

function renderError(context: KoaContext, out: Record<string, string>): void {
  context.type = 'html';
  const text = `${out['error'] ?? 'error'}: ${out['error_description'] ?? ''}`;
  context.body = htmlPage('Anmeldung fehlgeschlagen', `<h1>Anmeldung fehlgeschlagen</h1><p>${escapeHtml(text)}</p>`);
}

function logoutSource(context: KoaContext, form: string): void {
  context.body = htmlPage(
    'Abmelden',
    `<h1>Abmelden</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Ja, abmelden</button>`,
  );
}

function postLogoutSuccessSource(context: KoaContext): void {
  context.body = htmlPage('Abgemeldet', '<h1>Sie sind abgemeldet</h1>');
}
