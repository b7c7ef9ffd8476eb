import type { Clock } from '../clock.ts';
import { noAnswer, ShopifyError } from './outcome.ts';
import { shopDomainOf } from './shop-domain.ts';

/** Posts JSON to a shop. The only place in this folder that opens a connection. */
export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingAnswer>;
export type OutgoingRequest = { shop: string; path: string; body: unknown; headers?: Record<string, string>; operation: string };
export type OutgoingAnswer = { status: number; retryAfterMs: number | null; json: unknown };

/**
 * `https://{shop}{path}`, or the configured origin with the shop in a header. Not through the SDK's client: its fetch hook is one global
 * per process (two apps in one process would share it), and its retries wait milliseconds where Shopify said seconds (shopify-app-js #3364).
 */
export function createOutgoing(options: { origin: string | null; clock: Clock; deadlineMs: number }): Outgoing {
  return async (request) => {
    const target = targetOf(request, options.origin);
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'shopify-bexio', ...request.headers, ...target.headers };
    const deadline = startDeadline(options.clock, options.deadlineMs);
    try {
      // A redirect would carry the token to a host nobody checked.
      const answer = await fetch(target.url, { method: 'POST', redirect: 'manual', headers, body: JSON.stringify(request.body), signal: deadline.signal });
      const text = await answer.text();
      return { status: answer.status, retryAfterMs: retryAfterMsOf(answer.headers.get('retry-after')), json: jsonOf(text) };
    } catch (error) {
      throw noAnswer(request.operation, error);
    } finally {
      deadline.stop();
    }
  };
}

/** The outbound allow-list: a shop's own domain, or the one origin from the configuration. Nothing else can be addressed. */
function targetOf(request: OutgoingRequest, origin: string | null): { url: URL; headers: Record<string, string> } {
  const shop = shopDomainOf(request.shop);
  if (!shop) throw new ShopifyError({ kind: 'refused', code: 'SHOP_DOMAIN', cause: `${request.operation}: not a shop domain` });
  const url = new URL(request.path, origin ?? `https://${shop}`);
  if (url.origin !== (origin ?? `https://${shop}`)) throw new ShopifyError({ kind: 'refused', code: 'SHOP_DOMAIN', cause: `${request.operation}: leaves the shop` });
  return { url, headers: origin === null ? {} : { 'x-shopify-shop-domain': shop } };
}

function startDeadline(clock: Clock, ms: number): { signal: AbortSignal; stop(): void } {
  const late = new AbortController();
  const stopped = new AbortController();
  void clock.sleep(ms, stopped.signal).then(() => late.abort(new DOMException('deadline', 'TimeoutError')));
  return { signal: late.signal, stop: () => stopped.abort() };
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
