import express, { type ErrorRequestHandler, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Shopify } from '../shopify/platform.ts';
import { StoreBusy, StoreUnavailable, type Store } from '../store/store.ts';
import type { FloodWatch } from './flood-watch.ts';
import type { KnownShops } from './known-shops.ts';

type Delivery = Extract<ReturnType<Shopify['verifyWebhook']>, { ok: true }>['delivery'];
type Intake = {
  shopify: Pick<Shopify, 'verifyWebhook'>;
  store: Pick<Store, 'inbox'>;
  knownShops: KnownShops;
  floods: FloodWatch;
  clock: Clock;
  log: Log;
  metrics: { webhooks: { inc(labels: { outcome: string }): void } };
};

/** Orders of several hundred lines are 1–2 MB when a subscription sends them whole; Express's own limit of 100 KB would refuse real orders. */
export const bodyBytesMax = 8 * 1024 * 1024;
/** From an address that floods us no more is read than our own subscriptions, which send ids alone, ever need: genuine deliveries still pass. */
const bodyBytesInFlood = 64 * 1024;

/**
 * Takes deliveries of every topic: verified over the raw bytes, written to the inbox with the job they ring for, then answered 200.
 * Nothing else happens here; Shopify waits 5 s at most, and whatever it is not told within that it sends again.
 */
export function receiveWebhook(intake: Intake): (RequestHandler | ErrorRequestHandler)[] {
  // Without `() => true` a missing content type would leave the body unread and a verified-looking undefined behind.
  const read = (limit: number) => express.raw({ type: () => true, limit, inflate: false });
  const [whole, little] = [read(bodyBytesMax), read(bodyBytesInFlood)];
  return [
    refuseUnsigned(intake),
    (request: Request, response: Response, next: NextFunction) => (intake.floods.isFlooding(request) ? little : whole)(request, response, next),
    async (request: Request, response: Response) => receive(intake, request, response),
    refuseUnreadable(intake),
  ];
}

/** Before a byte of the body is kept: most of what strangers send carries no signature at all. */
function refuseUnsigned({ metrics, floods, log }: Intake): RequestHandler {
  return (request, response, next) => {
    if (request.get('x-shopify-hmac-sha256')) return next();
    if (floods.failed(request)) log.warn({ address: request.ip }, 'flood of unsigned webhooks');
    metrics.webhooks.inc({ outcome: 'unsigned' });
    response.status(401).end();
  };
}

async function receive(intake: Intake, request: Request, response: Response): Promise<void> {
  const verdict = intake.shopify.verifyWebhook(Buffer.isBuffer(request.body) ? request.body : undefined, request.headers);
  if (!verdict.ok) {
    intake.metrics.webhooks.inc({ outcome: verdict.reason });
    const quiet = intake.floods.isFlooding(request);
    if (intake.floods.failed(request)) intake.log.warn({ address: request.ip, reason: verdict.reason }, 'flood of webhooks that are refused');
    else if (!quiet) intake.log.warn({ reason: verdict.reason, topic: request.get('x-shopify-topic')?.slice(0, 80) }, 'webhook refused');
    response.status(statuses[verdict.reason]).end();
    return;
  }
  try {
    intake.metrics.webhooks.inc({ outcome: await record(intake, verdict.delivery) });
    response.status(200).end();
  } catch (error) {
    if (!(error instanceof StoreBusy) && !(error instanceof StoreUnavailable)) throw error;
    intake.metrics.webhooks.inc({ outcome: 'unavailable' });
    intake.log.error({ err: error, topic: verdict.delivery.topic }, 'webhook not recorded');
    response.status(503).set('Retry-After', '5').end();
  }
}

const statuses: Record<Extract<ReturnType<Shopify['verifyWebhook']>, { ok: false }>['reason'], number> = {
  'missing-body': 401,
  'missing-signature': 401,
  'wrong-signature': 401,
  'missing-headers': 400,
  malformed: 400,
  mismatch: 400,
};

async function record(intake: Intake, delivery: Delivery): Promise<string> {
  const { shop, topic, webhookId, eventId, triggeredAt } = delivery;
  // The law's topics outlive the installation: `shop/redact` comes 48 h after the app was removed.
  if (!isCompliance(topic) && !(await intake.knownShops.has(shop))) return 'unknown-shop';
  const subject = subjectOf(delivery);
  const job = jobOf(delivery);
  const received = await intake.store.inbox.receive({ shop, webhookId, eventId, topic, subject, triggeredAt, receivedAt: intake.clock.now(), job });
  if (topic === 'app/uninstalled') intake.knownShops.forget(shop);
  return received;
}

/**
 * What the delivery is about, in ids only. A compliance request must be carried out later, so it names whose data and which orders; the mail
 * in it, under which purchases without an account are filed, is erased together with the rest once that is done.
 */
function subjectOf(delivery: Delivery): string | null {
  if (!isCompliance(delivery.topic)) return delivery.orderId;
  return JSON.stringify({ customerId: delivery.customerId, mail: delivery.mail, orderIds: delivery.orderIds });
}

function jobOf({ topic, orderId, productId, webhookId }: Delivery): { kind: string; subject: string } | null {
  if (isCompliance(topic)) return { kind: 'compliance', subject: webhookId };
  if (topic === 'app/uninstalled') return { kind: 'uninstall', subject: 'shop' };
  if (topic === 'shop/update' || topic === 'app/scopes_update') return { kind: 'shop', subject: 'details' };
  if (productId !== null) return { kind: 'product', subject: productId };
  return orderId === null ? null : { kind: 'order', subject: orderId };
}

function isCompliance(topic: string): boolean {
  return topic === 'customers/data_request' || topic === 'customers/redact' || topic === 'shop/redact';
}

/** The body reader's own refusals: too large (413), cut off (400), compressed (415). The rest of the body is not waited for. */
function refuseUnreadable({ metrics, log }: Intake): ErrorRequestHandler {
  return (error, request, response, next) => {
    const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
    if (typeof status !== 'number' || status < 400 || status > 499 || response.headersSent) return next(error);
    metrics.webhooks.inc({ outcome: status === 413 ? 'too-large' : 'unreadable' });
    log.warn({ status, bytes: request.get('content-length') }, 'webhook body refused');
    response.status(status).set('Connection', 'close').end();
  };
}
