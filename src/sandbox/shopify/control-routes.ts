import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { controlPage } from './control-page.ts';
import { exampleOrder } from './example-order.ts';
import { bulkLines } from './bulk.ts';
import { legacyId } from './ids.ts';
import { toFixed } from './money.ts';
import { paymentFigures } from './payment-figures.ts';
import type { Fault } from './faults.ts';
import type { OrderInput } from './order-input.ts';
import type { ServerParts } from './server-parts.ts';
import type { Shop } from './shop.ts';
import type { StoredOrder } from './stored-order.ts';

/** For people (and scripts) who use the sandbox by itself: a page, and three JSON addresses. */
export function controlRoutes(parts: ServerParts): Router {
  const routes = Router();
  const forms = express.urlencoded({ extended: false });
  const json = express.json({ limit: '10mb' });
  routes.get('/', (_request, response) => void sendPage(response, controlPage(parts)));
  routes.get('/_sandbox/state', (_request, response) => void response.json(stateOf(parts)));
  routes.get('/_sandbox/bulk/:shop/:file', (request, response) => void sendBulk(parts, request, response));
  routes.get('/_sandbox/open/:shop', (request, response) => void openApp(parts, request, response));
  routes.post('/_sandbox/orders', json, (request, response) => void attempt(response, () => created(parts, request, response)));
  routes.get('/_sandbox/faults', (_request, response) => void response.json(parts.faults.list().map((one) => ({ ...one, match: { ...one.match, path: one.match?.path?.toString() } }))));
  routes.post('/_sandbox/faults', json, (request, response) => void attempt(response, () => addFault(parts, request, response)));
  routes.delete('/_sandbox/faults', (_request, response) => {
    parts.faults.clear();
    response.status(204).end();
  });
  routes.post('/_sandbox/act', forms, (request, response) => void attempt(response, () => act(parts, request, response)));
  return routes;
}

function sendPage(response: Response, html: string): void {
  response.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'").type('html').send(html);
}

function attempt(response: Response, work: () => void): void {
  try {
    work();
  } catch (error) {
    response.status(400).json({ error: error instanceof Error ? error.message : 'Not understood' });
  }
}

function created(parts: ServerParts, request: Request, response: Response): void {
  const body = z.looseObject({ shop: z.string().optional() }).parse(request.body);
  const { shop: domain, ...input } = body;
  const shop = shopNamed(parts, domain);
  const order = shop.editor.create(input as OrderInput);
  response.status(201).json(summary(shop, order));
}

const faultMatch = z
  .object({ shop: z.string(), method: z.string(), path: z.string(), operation: z.string(), nth: z.number(), times: z.number() })
  .partial()
  .transform((match) => Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)));
const lie = { status: z.number(), json: z.unknown().optional(), html: z.string().optional(), retryAfter: z.string().optional() };
const faultBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['status', 'status-after']), match: faultMatch.optional(), ...lie }),
  z.object({ kind: z.enum(['slow', 'late']), match: faultMatch.optional(), delayMs: z.number() }),
  z.object({ kind: z.enum(['cut-before', 'cut-after', 'truncated-json', 'throttled']), match: faultMatch.optional() }),
  z.object({ kind: z.literal('access-denied'), match: faultMatch.optional(), field: z.string() }),
]);

function addFault(parts: ServerParts, request: Request, response: Response): void {
  const fault = faultBody.parse(request.body);
  parts.faults.add(fault as Fault);
  response.status(201).json({ faults: parts.faults.list().length });
}

const action = z.object({ shop: z.string(), act: z.string(), order: z.string().optional(), example: z.string().optional(), appUrl: z.string().optional() });

/** The page's buttons. Every one ends where it began. */
function act(parts: ServerParts, request: Request, response: Response): void {
  const { shop: domain, act: verb, order = '', example = '', appUrl } = action.parse(request.body);
  const shop = shopNamed(parts, domain);
  const acts: Record<string, () => void> = {
    create: () => void shop.editor.create(exampleOrder(example)),
    pay: () => void shop.editor.pay(shop.order(order)),
    fulfil: () => void shop.editor.fulfil(shop.order(order)),
    refund: () => void shop.editor.refund(shop.order(order), { lines: openUnits(shop.order(order)), shipping: true }),
    cancel: () => void shop.editor.cancel(shop.order(order)),
    uninstall: () => shop.uninstall(),
    reinstall: () => shop.reinstall(),
    'app-url': () => {
      parts.place.appUrl = z.url().parse(appUrl);
    },
  };
  const chosen = acts[verb];
  if (!chosen) throw new Error(`Nothing called ${verb} can be done.`);
  chosen();
  response.redirect(303, '/');
}

function openUnits(order: StoredOrder) {
  return order.lines.filter((line) => line.quantity > line.removedQuantity).map((line) => ({ line: line.id, quantity: line.quantity - line.removedQuantity }));
}

function openApp(parts: ServerParts, request: Request, response: Response): void {
  const { appUrl } = parts.place;
  const shop = parts.shops.get(String(request.params['shop']));
  if (!appUrl || !shop) response.status(404).type('text').send('No app address is set, or no such shop.');
  else response.redirect(303, shop.embeddedUrl(appUrl));
}

function sendBulk(parts: ServerParts, request: Request, response: Response): void {
  const shop = parts.shops.get(String(request.params['shop']));
  const number = String(request.params['file']).replace(/\.jsonl$/, '');
  const operation = [...(shop?.state.bulkOperations.values() ?? [])].find((one) => legacyId(one.id) === number);
  const lines = shop ? bulkLines(operation, shop.state) : null;
  if (lines === null) response.status(404).type('text').send('Not Found');
  else response.type('application/jsonl').send(lines);
}

function shopNamed(parts: ServerParts, domain: string | undefined): Shop {
  const shop = domain === undefined ? [...parts.shops.values()][0] : parts.shops.get(domain);
  if (!shop) throw new Error(`No shop ${domain ?? 'yet'}.`);
  return shop;
}

function stateOf(parts: ServerParts) {
  return {
    shops: [...parts.shops.values()].map((shop) => ({
      domain: shop.domain,
      id: shop.id,
      installed: shop.installed(),
      scopes: shop.scopes(),
      orders: shop.orders().map((order) => summary(shop, order)),
    })),
    deliveries: parts.deliveries.all().map(({ id, topic, shop, state, attempts, nextAttemptAt }) => ({ id, topic, shop, state, attempts: attempts.length, nextAttemptAt })),
    faults: parts.faults.list().length,
    requests: parts.requests.all().length,
  };
}

export function summary(shop: Shop, order: StoredOrder) {
  const figures = paymentFigures(order, shop.state.reading);
  return {
    id: order.id,
    name: order.name,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    status: figures.status,
    currency: order.currencies.shop,
    total: toFixed(order.totals.total.shop, order.currencies.shop),
    currentTotal: toFixed(order.totals.currentTotal.shop, order.currencies.shop),
    outstanding: toFixed(figures.outstanding.shop, order.currencies.shop),
    cancelled: order.cancelledAt !== null,
    metafields: order.metafields.map(({ namespace, key, value }) => ({ namespace, key, value })),
  };
}
