import '@shopify/shopify-api/adapters/node';
import { AsyncLocalStorage } from 'node:async_hooks';
import { ApiVersion, LogSeverity, RequestedTokenType, Session, shopifyApi, type Shopify as Sdk } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import type { Clock } from '../clock.ts';
import { startDeadline } from './deadline.ts';
import { download } from './download.ts';
import { noAnswer, ShopifyError } from './outcome.ts';
import { shopDomainOf } from './shop-domain.ts';

/** What goes out to a shop: the SDK writes the requests, this folder judges the answers. The only place here that opens a connection. */
export type Outgoing = {
  exchangeToken(shop: string, sessionToken: string): Promise<OutgoingAnswer>;
  refreshTokens(shop: string, refreshToken: string): Promise<OutgoingAnswer>;
  ask(question: { shop: string; accessToken: string; operation: string; query: string; variables: Record<string, unknown> }): Promise<OutgoingAnswer>;
  /** The lines of a bulk query's result. No token goes along: the address is signed. */
  download(shop: string, address: string): AsyncIterable<string>;
};
/** As it came over the wire. The SDK's own errors hold tokens and bodies and lose `Retry-After` (shopify-app-js #3364), so they go no further. */
export type OutgoingAnswer = { status: number; retryAfterMs: number | null; json: unknown };

export type OutgoingOptions = { apiKey: string; apiSecret: string; appHost: string; /** `SHOPIFY_ORIGIN` */ origin: string | null; clock: Clock; deadlineMs: number };

export function createOutgoing(options: OutgoingOptions): Outgoing {
  const sdk = createSdk(options);
  const through = <T>(operation: string, shop: string, call: (shop: string) => Promise<T>) => conduct(options, operation, shop, call);
  return {
    exchangeToken: (shop, sessionToken) => exchangeToken(options, shop, sessionToken),
    refreshTokens: (shop, refreshToken) => through('token refresh', shop, (domain) => sdk.auth.refreshToken({ shop: domain, refreshToken })),
    ask: ({ shop, accessToken, operation, query, variables }) =>
      through(operation, shop, (domain) => {
        const session = new Session({ id: sdk.session.getOfflineId(domain), shop: domain, state: '', isOnline: false, accessToken });
        // Never with `retries`: they wait milliseconds where Shopify said seconds.
        return new sdk.clients.Graphql({ session }).request(query, { variables });
      }),
    download: (shop, address) => download(options, shop, address),
  };
}

export const apiVersion = ApiVersion.October26;

function createSdk({ apiKey, apiSecret, appHost }: OutgoingOptions): Sdk {
  return shopifyApi({
    apiKey,
    apiSecretKey: apiSecret,
    hostName: appHost,
    apiVersion,
    isEmbeddedApp: true,
    userAgentPrefix: 'shopify-bexio',
    // What it would write can hold a token ("Failed to parse session token '…'").
    logger: { level: LogSeverity.Error, log: () => {} },
    _logDisabledFutureFlags: false,
  });
}

/**
 * Not by the SDK: it checks the session token once more, with its own clock and the current secret alone, so that a token signed with the
 * previous secret could not be exchanged while the secret is being rotated.
 */
function exchangeToken(options: OutgoingOptions, domain: string, sessionToken: string): Promise<OutgoingAnswer> {
  return conduct(options, 'token exchange', domain, (shop, exchange) => {
    const body = {
      client_id: options.apiKey,
      client_secret: options.apiSecret,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: sessionToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: RequestedTokenType.OfflineAccessToken,
      // Without it Shopify hands out a token without end, and from 1 January 2027 refuses every call made with one.
      expiring: '1',
    };
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    return send(exchange, `https://${shop}/admin/oauth/access_token`, { method: 'POST', headers, body: JSON.stringify(body) });
  });
}

type Exchange = { options: OutgoingOptions; shop: string; operation: string; answer: OutgoingAnswer | null; failure: ShopifyError | null };

/** The SDK has one fetch for the whole process; which shop, origin and deadline a request belongs to travels with the call instead. */
const underWay = new AsyncLocalStorage<Exchange>();

setAbstractFetchFunc(async (url, init) => {
  const exchange = underWay.getStore();
  if (!exchange) throw new Error('a request to Shopify outside of any exchange');
  return send(exchange, url, init);
});

async function conduct(options: OutgoingOptions, operation: string, domain: string, call: (shop: string, exchange: Exchange) => Promise<unknown>): Promise<OutgoingAnswer> {
  const shop = shopDomainOf(domain);
  if (!shop) throw new ShopifyError({ kind: 'refused', code: 'SHOP_DOMAIN', cause: `${operation}: not a shop domain` });
  const exchange: Exchange = { options, shop, operation, answer: null, failure: null };
  try {
    await underWay.run(exchange, () => call(shop, exchange));
  } catch (error) {
    // What arrived is judged by our own door, whatever the SDK made of it; its own error may hold a token and stays here.
    if (exchange.answer === null && exchange.failure === null) throw new ShopifyError({ kind: 'refused', code: 'NOT_SENT', cause: `${operation}: not sent (${error instanceof Error ? error.name : typeof error})` });
  }
  if (exchange.failure) throw exchange.failure;
  if (exchange.answer === null) throw new ShopifyError({ kind: 'refused', code: 'NOT_SENT', cause: `${operation}: not sent` });
  return exchange.answer;
}

async function send(exchange: Exchange, url: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
  const { options } = exchange;
  const target = targetOf(exchange, new URL(url instanceof Request ? url.url : url));
  const headers = new Headers(init?.headers);
  if (options.origin !== null) headers.set('x-shopify-shop-domain', exchange.shop);
  const deadline = startDeadline(options.clock, options.deadlineMs);
  try {
    // A redirect would carry the token to a host nobody checked.
    const answer = await fetch(target, { ...init, headers, redirect: 'manual', signal: deadline.signal });
    const text = await answer.text();
    exchange.answer = { status: answer.status, retryAfterMs: retryAfterMsOf(answer.headers.get('retry-after')), json: jsonOf(text) };
    return new Response(bodyless.has(answer.status) ? null : text, { status: answer.status, headers: answer.headers });
  } catch (error) {
    exchange.failure = noAnswer(exchange.operation, error);
    throw exchange.failure;
  } finally {
    deadline.stop();
  }
}

/** A `Response` with one of these must not have a body. */
const bodyless = new Set([204, 205, 304]);

/** The outbound allow-list: a shop's own domain, or the one origin from the configuration. Nothing else can be addressed. */
function targetOf({ options, shop, operation }: Exchange, url: URL): URL {
  if (url.origin !== `https://${shop}`) throw new ShopifyError({ kind: 'refused', code: 'SHOP_DOMAIN', cause: `${operation}: leaves the shop` });
  return options.origin === null ? url : new URL(`${url.pathname}${url.search}`, options.origin);
}

/** Seconds, also with a fraction (`2.0`); the date form is not used by Shopify. */
function retryAfterMsOf(header: string | null): number | null {
  const seconds = header === null || header.trim() === '' ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
