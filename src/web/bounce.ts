import { Router, type Request, type Response } from 'express';
import type { Clock } from '../clock.ts';
import { shopDomainOf } from '../shopify/shop-domain.ts';
import { sendNotice } from './notice.tsx';

/** Asks App Bridge for a token and loads the same address with it. A file of its own, because the page's policy allows no inline script. */
const script = `
const bridge = window.shopify;
if (bridge && bridge.idToken) {
  bridge.idToken().then((token) => {
    const address = new URL(location.href);
    address.searchParams.set('id_token', token);
    address.searchParams.set('bounced', document.querySelector('meta[name="bounced"]').content);
    location.replace(address.href);
  });
}
`;

export function bounceScript(): Router {
  const router = Router();
  router.get('/bounce.js', (_request, response) => {
    response.type('text/javascript').set('Cache-Control', 'public, max-age=3600').send(script);
  });
  return router;
}

/**
 * A document was asked for without a valid token, as happens on a reload within the frame: the page fetches one and comes back. Straight
 * after having come back there is nothing more to try, and going on would load the page for ever.
 */
export function bounce(request: Request, response: Response, options: { apiKey: string; clock: Clock }): void {
  const nowSeconds = Math.floor(options.clock.now().getTime() / 1000);
  const bouncedSeconds = Number(request.query['bounced'] ?? 0);
  const backHref = appHref(shopDomainOf(request.query['shop']), options.apiKey);
  if (Math.abs(nowSeconds - bouncedSeconds) < 15) return sendNotice(request, response, 401, 'sign-in-failed', { backHref });
  sendNotice(request, response, 200, 'open-in-admin', { backHref, bounce: { apiKey: options.apiKey, nowSeconds } });
}

/** The app within the shop's admin. */
export function appHref(shop: string | null, apiKey: string): string | null {
  return shop && `https://admin.shopify.com/store/${shop.slice(0, -'.myshopify.com'.length)}/apps/${encodeURIComponent(apiKey)}`;
}
