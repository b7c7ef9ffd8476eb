import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import type { Shopify } from '../shopify/platform.ts';
import { bounce } from './bounce.ts';
import { refuseFlood, type FloodWatch } from './flood-watch.ts';
import type { EnsureInstalled } from './install-shop.ts';
import { asksForPage } from './notice.tsx';
import { setVisitor } from './visitor.ts';

type Options = { shopify: Pick<Shopify, 'verifySessionToken'>; ensureInstalled: EnsureInstalled; clock: Clock; log: Log; apiKey: string; floods: FloodWatch };

/**
 * The guard of every page inside the Shopify admin: a session token, in the address of the first document and in the header of whatever
 * the page asks for later, says which shop it is. Without a valid one a document gets the page that fetches a token, anything else 401
 * with the header on which App Bridge fetches a new token and tries again.
 */
export function requireSessionToken(options: Options): RequestHandler {
  return async (request, response, next) => {
    const token = tokenOf(request);
    const verdict = await options.shopify.verifySessionToken(token);
    if (!verdict.ok) return refuse(options, request, response, verdict.reason);
    // A shop in the address must be the token's: it decides who may frame the page.
    const named = request.query['shop'];
    if (named !== undefined && named !== verdict.shop) return refuse(options, request, response, 'another shop in the address');
    try {
      await options.ensureInstalled(verdict.shop, token ?? '');
    } catch (error) {
      if (!(error instanceof ShopifyError) || error.failure.code !== 'invalid_subject_token') throw error;
      return refuse(options, request, response, 'refused by Shopify');
    }
    setVisitor(request, { shop: verdict.shop, author: verdict.userId, embedded: true });
    next();
  };
}

/** An address can be sent to somebody, a header cannot: only reading accepts the token from the address. */
function tokenOf(request: Request): string | null {
  const bearer = /^Bearer ([^\s]+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (bearer) return bearer;
  const inAddress = request.query['id_token'];
  return (request.method === 'GET' || request.method === 'HEAD') && typeof inAddress === 'string' ? inAddress : null;
}

function refuse(options: Options, request: Request, response: Response, reason: string): void {
  options.log.debug({ reason, path: request.path }, 'no valid session token');
  if (options.floods.failed(request)) options.log.warn({ address: request.ip }, 'flood of requests without a valid session token');
  if (options.floods.isFlooding(request)) return refuseFlood(response);
  if (isDocument(request)) return bounce(request, response, options);
  response.status(401).set({ 'X-Shopify-Retry-Invalid-Session-Request': '1', 'Cache-Control': 'no-store' }).type('text').send('Sign in again.');
}

/** Loaded by the browser itself, as opposed to fetched by a script, which also asks for HTML when it is Turbo. */
function isDocument(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (request.get('authorization') !== undefined || request.get('x-requested-with') !== undefined) return false;
  return asksForPage(request) && ['document', 'iframe', 'frame', undefined].includes(request.get('sec-fetch-dest'));
}
