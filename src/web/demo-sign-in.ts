import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Store } from '../store/store.ts';
import type { Cookie } from './cookie.ts';
import { sendNotice } from './notice.tsx';
import type { Signer } from './signed-text.ts';
import { setVisitor } from './visitor.ts';

/**
 * Signing in without the Shopify admin, for the demo and for one's own machine: whoever holds the link that was printed at start gets a
 * signed first-party cookie. Chosen explicitly and instead of session tokens, never beside them.
 */
export type DemoSignIn = { routes: Router; guard: RequestHandler };
type Options = { signer: Signer; cookie: Cookie; store: Pick<Store, 'shops'>; origin: string };

const passLifeMs = 24 * 3_600_000;
const visitLifeMs = 7 * 24 * 3_600_000;

export function createDemoSignIn(options: Options): DemoSignIn {
  const routes = Router();
  routes.get('/sign-in', (request, response) => {
    const pass = options.signer.open('demo-pass', request.query['pass']);
    if (!pass) return sendNotice(request, response, 401, 'demo-link');
    options.cookie.write(response, options.signer.sign('demo-visitor', pass, visitLifeMs), visitLifeMs);
    response.redirect(303, '/');
  });
  return { routes, guard: (request, response, next) => guard(options, request, response, next) };
}

/** The address to open, for whoever reads the program's own output. */
export function demoLink(signer: Signer, appUrl: URL, shop: string): URL {
  const link = new URL('/sign-in', appUrl);
  link.searchParams.set('pass', signer.sign('demo-pass', { shop, author: 'demo', id: crypto.randomUUID() }, passLifeMs));
  return link;
}

async function guard(options: Options, request: Request, response: Response, next: () => void): Promise<void> {
  if (isForeign(request, options.origin)) {
    return sendNotice(request, response, 403, 'other-site', { backHref: '/' });
  }
  const visitor = options.signer.open('demo-visitor', options.cookie.read(request));
  const shop = visitor && (await options.store.shops.get(visitor.shop));
  if (!visitor || !shop || shop.uninstalledAt !== null) return sendNotice(request, response, 401, 'demo-link');
  setVisitor(request, { shop: shop.domain, author: visitor.author, embedded: false });
  next();
}

/** A cookie is sent along whoever wrote the form. Lax keeps it from other sites' posts; this keeps it from other ports and subdomains. */
function isForeign(request: Request, ownOrigin: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  return (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== ownOrigin);
}
