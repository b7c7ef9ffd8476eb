import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import { shopDomainOf } from '../shopify/shop-domain.ts';

export type SecurityOptions = { embedded: boolean; https: boolean };

/**
 * Headers of every page. helmet's defaults would break the admin's frame (`frame-ancestors 'self'`, `X-Frame-Options`), so the policy is
 * written out: only this shop's admin may frame the page, nobody when no shop is known, never a wildcard. No inline script or style.
 *
 * The referrer stays within the app: `no-referrer` would blank the Origin header of our own forms, which the demo's sign-in checks.
 */
export function securityHeaders(options: SecurityOptions): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: directives(options) },
    xFrameOptions: false,
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.https,
    // The pages of the admin are of another origin and have to be able to open ours.
    crossOriginOpenerPolicy: !options.embedded,
  });
}

function directives({ embedded }: SecurityOptions) {
  const cdn = embedded ? ['https://cdn.shopify.com'] : [];
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...cdn],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', ...cdn],
    'connect-src': ["'self'", ...(embedded ? [adminOrigins] : [])],
    // An invoice's PDF is fetched with the session token and shown from memory.
    'frame-src': ["'self'", 'blob:'],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': [(request: IncomingMessage) => frameAncestors(request, embedded)],
  };
}

function frameAncestors(request: IncomingMessage, embedded: boolean): string {
  return embedded && shopOf(request) ? adminOrigins(request) : "'none'";
}

function adminOrigins(request: IncomingMessage): string {
  const shop = shopOf(request);
  return shop ? `https://${shop} https://admin.shopify.com` : 'https://admin.shopify.com';
}

/**
 * What the address says, checked to be a shop's domain and nothing else. A page is only served when its session token names the same shop,
 * or when the address names none.
 */
function shopOf(request: IncomingMessage): string | null {
  return isExpressRequest(request) ? shopDomainOf(request.query['shop']) : null;
}

function isExpressRequest(request: IncomingMessage): request is Request {
  return 'query' in request;
}
