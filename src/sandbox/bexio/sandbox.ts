import { createAccess } from './access.ts';
import { createApi } from './api.ts';
import { createBooks, type Books } from './books.ts';
import { createCompany, type Company, type World } from './company.ts';
import { completeSeed, type CompanySeed } from './company-seed.ts';
import { createControlDesk } from './control-desk.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRateLimiter, recordedLimits, type Limits } from './rate-limit.ts';
import { plausibleReadings, type Readings } from './readings.ts';
import type { User } from './records.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { knownScopes } from './scopes.ts';
import { createSandboxServer, listen, stop, type ServerParts } from './server.ts';
import { createSignIn, issuerPath, type People } from './sign-in.ts';
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
  const readings: Readings = { ...plausibleReadings, ...options.readings };
  const world: World = {
    now: options.now ?? (() => new Date()),
    readings,
    searchLagMs: () => Math.max(readings.searchDelayMs, faults.searchLagMs()),
  };
  const directory = createDirectory(world);
  directory.add(options.company ?? {});
  const client: Client = {
    id: options.clientId ?? 'sandbox-client',
    secret: options.clientSecret ?? 'sandbox-secret',
    redirectUris: [...(options.redirectUris ?? [])],
  };
  const storage = createSignInStorage(world, new Map([[client.id, client]]));
  const access = createAccess(world, directory.people.find, storage.findAccessToken);
  const requests = createRequestLog();
  const signInRequests = createRequestLog();
  let parts: ServerParts | undefined;
  const server = createSandboxServer(() => {
    if (parts === undefined) {
      throw new Error('the sandbox is still starting');
    }
    return parts;
  });
  const origin = await listen(server, options.port ?? 0);
  const issuerUrl = `${origin}${issuerPath}`;
  const signInOptions = { world, people: directory.people, storage, accessTokenSeconds: options.accessTokenSeconds ?? 3600 };
  parts = {
    api: createApi(access, createRateLimiter(world, limitsOf(options.limits))),
    faults,
    requests,
    signInRequests,
    signIn: createSignIn({ ...signInOptions, issuerUrl }),
    desk: createControlDesk({ faults, books: directory.books }),
    now: world.now,
  };
  const userOf = (userId?: number, companyId?: string): User => directory.user(userId, companyId);
  return {
    origin,
    issuerUrl,
    apiUrl: origin,
    clientId: client.id,
    clientSecret: client.secret,
    books: directory.firstBooks(),
    booksOf: directory.booksOf,
    addCompany: directory.add,
    faults,
    requests,
    signInRequests,
    readings,
    accessToken: async (scopes = knownScopes, who = {}) =>
      access.issuePersonalToken(userOf(who.userId, who.companyId), scopes),
    allowRedirectUri: (uri) => {
      client.redirectUris.push(uri);
    },
    revokeSignIns: (userId, companyId) => storage.revokeGrantsOf(userOf(userId, companyId).sub),
    close: () => stop(server),
  };
}

function limitsOf(limits: Partial<Limits> | 'off' | undefined): Limits | 'off' {
  return limits === 'off' ? 'off' : { ...recordedLimits, ...limits };
}

type Directory = {
  people: People;
  add(seed?: Partial<CompanySeed>): Books;
  books(): Books[];
  firstBooks(): Books;
  booksOf(companyId: string): Books;
  user(userId?: number, companyId?: string): User;
};

/** All companies of a sandbox and the people in them. */
function createDirectory(world: World): Directory {
  const entries: { company: Company; books: Books }[] = [];
  const entryOf = (companyId?: string) => {
    const entry = entries.find(({ company }) => companyId === undefined || company.id === companyId);
    if (entry === undefined) {
      throw new Error(`the sandbox has no company ${companyId ?? ''}`);
    }
    return entry;
  };
  return {
    people: {
      companies: () => entries.map(({ company }) => company),
      find: (sub) =>
        entries
          .flatMap(({ company }) => company.users.all().map((user) => ({ company, user })))
          .find(({ user }) => user.sub === sub),
    },
    add(seed = {}) {
      const complete = completeSeed(seed, entries.length + 1);
      const company = createCompany(complete, entries.length + 1, world);
      const books = createBooks(company);
      complete.contacts.forEach((contact) => books.addContact(contact));
      complete.articles.forEach((article) => books.addArticle(article));
      entries.push({ company, books });
      return books;
    },
    books: () => entries.map(({ books }) => books),
    firstBooks: () => entryOf().books,
    booksOf: (companyId) => entryOf(companyId).books,
    user(userId, companyId) {
      const users = entryOf(companyId).company.users.all();
      const user = users.find(({ id }) => userId === undefined || id === userId);
      if (user === undefined) {
        throw new Error(`the sandbox company has no user ${userId ?? ''}`);
      }
      return user;
    },
  };
}
