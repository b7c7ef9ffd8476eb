import type { ErrorRequestHandler, RequestHandler } from 'express';
import { BexioError } from '../bexio/outcome.ts';
import type { Log } from '../log.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import { StoreBusy, StoreUnavailable } from '../store/store.ts';
import { asksForPage, sendNotice } from './notice.tsx';

export function notFound(): RequestHandler {
  return (request, response) => {
    if (asksForPage(request)) return sendNotice(request, response, 404, 'missing');
    response.status(404).json({ error: 'not found' });
  };
}

/**
 * The last resort. Express's own would print the stack unless NODE_ENV says production; this one prints an apology and the number under
 * which the log has the rest.
 */
export function faultHandler(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    const status = statusOf(error);
    const requestId = String(request.id ?? '');
    if (status >= 500) log.error({ err: error, requestId, path: request.path }, 'request failed');
    if (response.headersSent) return next(error);
    if (status === 503) response.set('Retry-After', '30');
    if (!asksForPage(request)) return void response.status(status).json({ error: status === 503 ? 'try again later' : 'failed', requestId });
    sendNotice(request, response, status, status === 503 ? 'later' : status === 404 ? 'missing' : 'fault', { requestId });
  };
}

function statusOf(error: unknown): number {
  if (error instanceof StoreBusy || error instanceof StoreUnavailable) return 503;
  if (error instanceof ShopifyError || error instanceof BexioError) return error.failure.kind === 'later' ? 503 : 502;
  const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
  // Express's own refusals: a body that is too large, an address that cannot be decoded.
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
