import { createAccess } from './access.ts';
import { createApi } from './api.ts';
import type { Books } from './books.ts';
import { createCompanies } from './companies.ts';
import type { World } from './company.ts';
import type { CompanySeed } from './company-seed.ts';
import { createControlDesk } from './control-desk.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRateLimiter, recordedLimits, type Limits } from './rate-limit.ts';
import { plausibleReadings, type Readings } from './readings.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { knownScopes } from './scopes.ts';
import { listen, stop } from './server.ts';
import { createSignIn, issuerPath } from './sign-in.ts';
import { createSignInStorage, type Client } from './sign-in-storage.ts';

export type { Books } from './books.ts';
export type * from './books-views.ts';
export type { CompanySeed, PlanModule } from './company-seed.ts';
export type { Fault, FaultHandle, FaultKind, FaultMatch, Faults } from './faults.ts';
export type { Readings } from './readings.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';

export type BexioSandboxOptions = {
  /** Default 0: any free port. */
  port?: number;
  now?: () => Date;
  clientId?: string;
  clientSecret?: string;
  redirectUris?: readonly string[];
  company?: Partial<CompanySeed>;
  accessTokenSeconds?: number;
  readings?: Partial<Readings>;
  /** 'off' still sends the headers but never refuses. */
  limits?: Partial<Limits> | 'off';
};

export type BexioSandbox = {
  origin: string;
  issuerUrl: string;
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  /** The first company's books. */
  books: Books;
  booksOf(companyId: string): Books;
  addCompany(seed?: Partial<CompanySeed>): Books;
  faults: Faults;
  /** Every API request. */
  requests: RequestLog;
  /** Every request to the sign-in server, without bodies. */
  signInRequests: RequestLog;
  /** May be changed while running. */
  readings: Readings;
  /** A personal access token of the owner, with all default scopes unless given. */
  accessToken(scopes?: readonly string[], who?: { companyId?: string; userId?: number }): Promise<string>;
  allowRedirectUri(uri: string): void;
  /** Ends every session of a user, as when the app is removed in bexio. */
  revokeSignIns(userId: number, companyId?: string): void;
  close(): Promise<void>;
};

export async function createBexioSandbox(options: BexioSandboxOptions = {}): Promise<BexioSandbox> {
  const faults = createFaults();
  const world = createWorld(options, faults.searchLagMs);
  const companies = createCompanies(world);
  companies.add(options.company ?? {});
  const client = clientOf(options);
  const storage = createSignInStorage(world, new Map([[client.id, client]]));
  const access = createAccess(world, companies.people.find, storage.findAccessToken);
  const requests = createRequestLog();
  const signInRequests = createRequestLog();
  const { server, origin, open } = await listen(options.port ?? 0);
  const issuerUrl = `${origin}${issuerPath}`;
  const accessTokenSeconds = options.accessTokenSeconds ?? 3600;
  open({
    api: createApi(access, createRateLimiter(world, limitsOf(options.limits))),
    faults,
    requests,
    signInRequests,
    signIn: createSignIn({ issuerUrl, world, people: companies.people, storage, accessTokenSeconds, bearer: access.bearer }),
    desk: createControlDesk({ faults, books: companies.books }),
    now: world.now,
  });
  return {
    origin,
    issuerUrl,
    apiUrl: origin,
    clientId: client.id,
    clientSecret: client.secret,
    books: companies.booksOf(),
    booksOf: companies.booksOf,
    addCompany: companies.add,
    faults,
    requests,
    signInRequests,
    readings: world.readings,
    accessToken: async (scopes = knownScopes, who = {}) =>
      access.issuePersonalToken(companies.user(who.userId, who.companyId), scopes),
    allowRedirectUri(uri) {
      client.redirectUris.push(uri);
    },
    revokeSignIns: (userId, companyId) => storage.revokeGrantsOf(companies.user(userId, companyId).sub),
    close: () => stop(server),
  };
}

function createWorld(options: BexioSandboxOptions, faultLagMs: () => number): World {
  const readings: Readings = { ...plausibleReadings, ...options.readings };
  return {
    now: options.now ?? (() => new Date()),
    readings,
    searchLagMs: () => Math.max(readings.searchDelayMs, faultLagMs()),
  };
}

function clientOf(options: BexioSandboxOptions): Client {
  return {
    id: options.clientId ?? 'sandbox-client',
    secret: options.clientSecret ?? 'sandbox-secret',
    redirectUris: [...(options.redirectUris ?? [])],
  };
}

function limitsOf(limits: Partial<Limits> | 'off' | undefined): Limits | 'off' {
  return limits === 'off' ? 'off' : { ...recordedLimits, ...limits };
}
