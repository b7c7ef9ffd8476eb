import { createBexioClient } from '../bexio/client.ts';
import { BexioError } from '../bexio/outcome.ts';
import type { Pace } from '../bexio/pace.ts';
import type { BexioSignIn } from '../bexio/sign-in.ts';
import type { Clock } from '../clock.ts';
import type { Company } from '../domain/company.ts';
import { leftForLivePercent } from '../domain/past/history-import.ts';
import type { Log } from '../log.ts';
import type { Connection } from '../store/connections.ts';
import type { Store } from '../store/store.ts';
import { createOwnToken } from './own-token.ts';
import type { BexioOffice, Urgency } from './tools.ts';
import { withLease } from './with-lease.ts';

type Options = { store: Store; clock: Clock; log: Log; signIn: BexioSignIn; apiUrl: string; personalAccessToken: string | null };

/** Tokens are renewed this long before they end, so that a request under way never meets an expired one. */
const renewBeforeMs = 120_000;
/** A full bucket is waited for this long inside a run; beyond it the job itself waits. */
const patienceMs = 10_000;
const rememberedForMs = 60_000;
/** When a new minute begins, everything that waited for it is due at once: what cannot wait is taken up before what can. */
const headStartMs = 500;

/**
 * Opens a shop's bexio company. Tokens are refreshed one at a time per connection across processes, and the new pair is stored before
 * it is used: a rotated refresh token that is lost would cut the connection (fault 26).
 */
export function createBexioAccess(options: Options): (shop: string, how?: Urgency) => Promise<BexioOffice | null> {
  const currencies = knownCurrencies(options);
  const connectByToken = options.personalAccessToken === null ? null : createOwnToken({ ...options, personalAccessToken: options.personalAccessToken });
  return async (shop, { spare = false } = {}) => {
    await connectByToken?.(shop);
    const connection = await options.store.connections.get(shop);
    if (!connection || connection.state === 'broken') return null;
    // Told to renew, the token that was refused is the one given out last: another job may have renewed it since.
    let given: string | null = null;
    const client = createBexioClient({
      apiUrl: options.apiUrl,
      accessToken: async (force) => (given = await accessToken(options, shop, force === true ? given : null)),
      pace: sharedPace(options, connection.companyId, spare),
      clock: options.clock,
      log: options.log,
      currencies: await currencies.of(connection.companyId),
      onUnknownCurrency: () => currencies.outdated(connection.companyId),
    });
    return { companyId: connection.companyId, userId: connection.userId, client };
  };
}

/**
 * What the last reading of the company says, so that no run asks for it again. When a document turns up in a currency that is newer, every
 * client reads the table by itself until the company has been read anew: a poll must not fail all day because somebody added a currency.
 */
function knownCurrencies({ store, clock }: Options) {
  const known = new Map<string, { currencies: Company['currencies']; until: number }>();
  const missedAt = new Map<string, number>();
  return {
    outdated(companyId: string): void {
      known.delete(companyId);
      missedAt.set(companyId, clock.now().getTime());
    },
    async of(companyId: string): Promise<Company['currencies']> {
      const remembered = known.get(companyId);
      if (remembered && remembered.until > clock.now().getTime()) return remembered.currencies;
      const stored = await store.companies.load(companyId, 'company');
      const current = stored !== null && stored.fetchedAt.getTime() > (missedAt.get(companyId) ?? 0) ? stored.value.currencies : [];
      if (current.length > 0) known.set(companyId, { currencies: current, until: clock.now().getTime() + rememberedForMs });
      return current;
    },
  };
}

async function accessToken(options: Options, shop: string, refused: string | null): Promise<string> {
  if (options.personalAccessToken !== null) {
    if (refused !== null) throw new BexioError({ kind: 'broken-connection', cause: 'the personal access token is refused' }, 'access token');
    return options.personalAccessToken;
  }
  const connection = await usable(options, shop);
  const { accessToken: known } = connection.tokens;
  return known !== refused && fresh(options, connection) ? known : renew(options, shop, known);
}

function renew(options: Options, shop: string, staleToken: string): Promise<string> {
  return withLease(options, `bexio-tokens:${shop}`, () => renewAlone(options, shop, staleToken));
}

async function renewAlone(options: Options, shop: string, staleToken: string): Promise<string> {
  const connection = await usable(options, shop);
  if (connection.tokens.accessToken !== staleToken) return connection.tokens.accessToken;
  try {
    const tokens = await options.signIn.refresh(connection.tokens.refreshToken);
    await options.store.connections.replaceTokens(shop, tokens, connection.companyId);
    return tokens.accessToken;
  } catch (error) {
    if (error instanceof BexioError && error.failure.kind === 'broken-connection') await options.store.connections.markBroken(shop, error.failure.cause);
    throw error;
  }
}

async function usable(options: Options, shop: string): Promise<Connection> {
  const connection = await options.store.connections.get(shop);
  if (!connection || connection.state === 'broken') throw new BexioError({ kind: 'broken-connection', cause: 'not connected' }, 'access token');
  return connection;
}

function fresh(options: Options, connection: Connection): boolean {
  return connection.tokens.expiresAt.getTime() - renewBeforeMs > options.clock.now().getTime();
}

/** The limits count per company and minute, over every shop, job and process (bexio's law), so the store keeps the count. */
function sharedPace({ store, clock }: Options, companyId: string, spare: boolean): Pace {
  const leavePercent = spare ? leftForLivePercent : 0;
  return {
    async take(bucket) {
      const giveUpAt = clock.now().getTime() + (spare ? 0 : patienceMs);
      for (;;) {
        const turn = await store.paces.take(companyId, bucket, clock.now(), { leavePercent });
        if (turn.go) return;
        // A write has been announced and its lease checked by now: waiting longer here would send it when others have taken over.
        if (clock.now().getTime() + turn.waitMs > giveUpAt) throw new BexioError({ kind: 'later', retryAfterMs: turn.waitMs + (spare ? headStartMs : 0), cause: `bucket ${bucket} is empty` }, 'pace');
        await clock.sleep(turn.waitMs);
      }
    },
    observe: (bucket, seen) => {
      const resetAt = new Date(clock.now().getTime() + seen.resetSeconds * 1_000);
      return store.paces.observe(companyId, bucket, { limit: seen.limit, remaining: seen.remaining, resetAt });
    },
  };
}
