import { createHash, randomBytes } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { BexioSignIn } from '../bexio/sign-in.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { appHref } from './bounce.ts';
import type { Cookie } from './cookie.ts';
import { refuseFlood, type FloodWatch } from './flood-watch.ts';
import { sendNotice } from './notice.tsx';
import type { Notice } from './notice-words.ts';
import type { Signer } from './signed-text.ts';
import { visitorOf } from './visitor.ts';

export type ConnectOptions = {
  signIn: Pick<BexioSignIn, 'begin' | 'finish' | 'revoke'>;
  store: Pick<Store, 'shops' | 'signIns' | 'connections' | 'jobs' | 'journal' | 'leases' | 'settings'>;
  signer: Signer;
  cookie: Cookie;
  guard: RequestHandler;
  clock: Clock;
  log: Log;
  appUrl: URL;
  apiKey: string;
  embedded: boolean;
  floods: FloodWatch;
};

/** Handed out with every page that offers to connect; a link that lies around longer starts nothing. */
const ticketLifeMs = 10 * 60_000;
const signInLifeMs = 10 * 60_000;

/**
 * Signing in at bexio, which cannot be framed and therefore happens in the top-level window. That window has no session token, and the
 * admin's frame has no cookies, so three things are tied together: a one-time ticket from a page that had a session token (which shop), a
 * first-party cookie set when the ticket is used (which browser), and the state kept in the store (which sign-in).
 */
export function createBexioConnect(options: ConnectOptions): Router {
  const router = Router();
  router.get('/bexio/connect', async (request, response, next) => {
    if (request.method !== 'GET') return void response.status(405).end();
    // Without a ticket the usual guard decides: the demo's cookie, or a session token sent by a script.
    return request.query['ticket'] === undefined ? next() : begin(options, request, response, await useTicket(options, request.query['ticket']));
  });
  router.get('/bexio/connect', options.guard, (request, response) => begin(options, request, response, visitorOf(request)));
  router.get('/bexio/callback', (request, response) => finish(options, request, response));
  router.post('/bexio/disconnect', options.guard, (request, response) => disconnect(options, request, response));
  return router;
}

/** Where the sign-in begins, for a link that leaves the frame (`target="_top"`). */
export function connectHref(signer: Signer, shop: string): string {
  const ticket = signer.sign('connect-ticket', { shop, author: 'merchant', id: randomBytes(16).toString('base64url') }, ticketLifeMs);
  return `/bexio/connect?ticket=${encodeURIComponent(ticket)}`;
}

/** Once only, also across processes: whoever gets the lease on its id used it, and the lease outlives the ticket. */
async function useTicket({ signer, store }: ConnectOptions, text: unknown): Promise<{ shop: string } | null> {
  const ticket = signer.open('connect-ticket', text);
  if (!ticket) return null;
  return (await store.leases.acquire(`connect-ticket:${ticket.id}`, ticket.shop, ticketLifeMs)) === null ? null : ticket;
}

async function begin(options: ConnectOptions, request: Request, response: Response, visitor: { shop: string } | null): Promise<void> {
  if (!visitor) options.floods.failed(request);
  if (!visitor && options.floods.isFlooding(request)) return refuseFlood(response);
  if (!visitor) return sendNotice(request, response, 410, 'link-used', { backHref: options.embedded ? null : '/' });
  const { shop } = visitor;
  if (!(await isInstalled(options, shop))) return refuse(options, request, response, 'not-installed', shop);
  const { url, state, nonce, codeVerifier } = await options.signIn.begin();
  const browser = randomBytes(32).toString('base64url');
  const expiresAt = new Date(options.clock.now().getTime() + signInLifeMs);
  // The first time the proposal is what comes next; later a merchant wants to be where he was.
  const path = (await options.store.settings.get(shop)) === null ? '/setup' : '/';
  await options.store.signIns.begin({ state, shop, nonce, codeVerifier, browserHash: hashOf(browser), returnTo: returnTo(options, shop, path), expiresAt });
  options.cookie.write(response, browser, signInLifeMs);
  response.set('Cache-Control', 'no-store').redirect(303, url.href);
}

async function finish(options: ConnectOptions, request: Request, response: Response): Promise<void> {
  // Whoever is on the way back from bexio carries our cookie; only those without it are turned away unread.
  const browser = options.cookie.read(request);
  if (!browser && options.floods.isFlooding(request)) return refuseFlood(response);
  response.set('Cache-Control', 'no-store');
  options.cookie.clear(response);
  const state = request.query['state'];
  // Taking it uses it up, whatever comes next: a state that was seen once is worth nothing any more.
  const expected = typeof state === 'string' ? await options.store.signIns.take(state) : null;
  if (!expected) return refuse(options, request, response, 'expired', null);
  const { shop } = expected;
  if (!browser || hashOf(browser) !== expected.browserHash) return refuse(options, request, response, 'other-browser', shop);
  if (!(await isInstalled(options, shop))) return refuse(options, request, response, 'not-installed', shop);

  const finished = await options.signIn.finish(new URL(request.originalUrl, options.appUrl), expected);
  if (!finished.ok) {
    options.log.warn({ shop, reason: finished.reason }, 'bexio sign-in refused');
    return refuse(options, request, response, finished.reason === 'denied' ? 'denied' : 'failed', shop);
  }
  const { tokens, scopes, companyId, companyName, userId } = finished.grant;
  await connect(options, { shop, companyId, companyName, userId, scopes, tokens });
  response.redirect(303, expected.returnTo);
}

type NewConnection = Parameters<Store['connections']['save']>[0];

/** Another company than before is another tenant: nothing of the old links is used, and the journal says when that began. */
async function connect({ store, log }: ConnectOptions, connection: NewConnection): Promise<void> {
  const { shop, companyId } = connection;
  const before = await store.connections.get(shop);
  await store.connections.save(connection);
  const event = before && before.companyId !== companyId ? 'bexio-company-changed' : 'bexio-connected';
  await store.journal.add({ shop, orderId: null, event, detail: { companyId, ...(before ? { before: before.companyId } : {}) }, actor: 'merchant' });
  // Reads the company's reference data and then rings every order that is waiting.
  await store.jobs.ring({ shop, kind: 'company', subject: 'reference' });
  log.info({ shop, companyId, event }, 'bexio connected');
}

async function disconnect(options: ConnectOptions, request: Request, response: Response): Promise<void> {
  const { shop, author } = visitorOf(request);
  const connection = await options.store.connections.get(shop);
  if (connection) {
    await revoke(options, shop, connection.tokens);
    await options.store.connections.forget(shop);
    await options.store.journal.add({ shop, orderId: null, event: 'bexio-disconnected', detail: { companyId: connection.companyId }, actor: author });
  }
  response.redirect(303, `/connection?${keptQuery(request, { bexio: 'disconnected' })}`);
}

/** Best effort: a bexio that cannot be reached must not keep a merchant from leaving. The tokens are forgotten all the same. */
async function revoke({ signIn, log }: ConnectOptions, shop: string, tokens: NewConnection['tokens']): Promise<void> {
  try {
    await signIn.revoke(tokens);
  } catch (error) {
    log.warn({ shop, err: error }, 'bexio tokens not revoked');
  }
}

function refuse(options: ConnectOptions, request: Request, response: Response, notice: Notice, shop: string | null): void {
  options.floods.failed(request);
  options.log.info({ shop, notice }, 'bexio not connected');
  sendNotice(request, response, 400, notice, { backHref: shop ? returnTo(options, shop) : null });
}

/** A page of the app within the admin, which hands the path behind the app's name on, or the page itself where there is no admin. */
function returnTo({ embedded, apiKey }: ConnectOptions, shop: string, path = '/'): string {
  const admin = embedded ? appHref(shop, apiKey) : null;
  return admin === null ? path : `${admin}${path === '/' ? '' : path}`;
}

/** What the admin's frame needs on its next document and cannot remember by itself. */
function keptQuery(request: Request, more: Record<string, string>): string {
  const kept = ['shop', 'host', 'embedded', 'locale'].flatMap((name) => {
    const value = request.query[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  return new URLSearchParams([...kept, ...Object.entries(more)]).toString();
}

async function isInstalled({ store }: ConnectOptions, shop: string): Promise<boolean> {
  const installed = await store.shops.get(shop);
  return installed !== null && installed.uninstalledAt === null;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
