import { Router, type Request } from 'express';
import type { ProblemReason } from '../../../domain/problem.ts';
import type { OrderState } from '../../../store/tables.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { findOrders, readFilter } from './load-orders.ts';
import { loadOrder } from './load-order.ts';
import { loadPreview, loadRange } from './load-preview.ts';
import { OrderPage } from './order.tsx';
import { OrdersPage } from './orders.tsx';
import { PreviewPage } from './preview.tsx';
import { RangePage } from './preview-range.tsx';
import { dayIn } from '../../words/format.ts';
import { beginRun } from '../past/undo-routes.tsx';

const actions = ['retry', 'skip', 'book-now'] as const;
type Action = (typeof actions)[number];

/** Shopify's ids are numbers; anything else is no order of anybody's. */
const orderPath = '/orders/:id';
const bulkMax = 250;

export function orderRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/orders', answer((visit, request) => showOrders(deps, visit, request)));
  router.post('/orders/bulk', answer((visit, request) => actOnMany(deps, visit, request)));
  router.get(orderPath, answer((visit, request) => showOrder(deps, visit, idOf(request), queryText(request, 'done'))));
  router.get(`${orderPath}/preview`, answer((visit, request) => showPreview(deps, visit, idOf(request))));
  router.get(`${orderPath}/invoice.pdf`, answer((visit, request, response) => sendPdf(deps, visit, idOf(request), response)));
  for (const action of actions) router.post(`${orderPath}/${action}`, answer((visit, request) => actOnOne(deps, visit, idOf(request), action)));
  router.post(`${orderPath}/close-task`, answer((visit, request) => closeTask(deps, visit, request)));
  router.get('/preview', answer((visit, request) => showRange(deps, visit, request)));
  return router;
}

function idOf(request: Request): string {
  const id = request.params['id'];
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : '';
}

async function showOrders(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { store } = deps;
  const { visitor, shop, frame } = visit;
  const filter = readFilter((name) => queryText(request, name));
  const cursor = queryText(request, 'cursor');
  const [found, counts, problems, methods] = await Promise.all([
    findOrders(store.orders, visitor.shop, { filter, timeZone: shop.timeZone, cursor }),
    store.orders.countByState(visitor.shop),
    store.orders.countByProblem(visitor.shop),
    store.orders.gateways(visitor.shop),
  ]);
  const done = queryText(request, 'done');
  const count = Number(queryText(request, 'count'));
  const view = {
    ...found,
    filter,
    counts,
    problemReasons: problems.map(({ problem }) => problem).filter((reason) => isReason(frame, reason)),
    methods,
    first: cursor === '',
    canDecide: deps.decide !== undefined,
    canUndo: deps.undoRuns !== undefined,
    canImport: deps.history !== undefined,
    done: done === '' || !Number.isInteger(count) ? null : { action: done, count },
  };
  const moving = counts.working + counts.retrying > 0;
  visit.show(frame.words.orders.title, <OrdersPage frame={frame} view={view} />, { wide: true, ...(moving ? { pollMs: 3000 } : {}) });
  return true;
}

/** A reason that an earlier version knew has no name any more. */
function isReason({ words }: Visit['frame'], reason: string): reason is ProblemReason {
  return Object.hasOwn(words.problems, reason);
}

async function showOrder(deps: PagesDependencies, visit: Visit, orderId: string, done: string): Promise<boolean> {
  const view = await loadOrder(deps, visit, orderId, done);
  if (!view) return false;
  const moving = view.state === 'working' || view.state === 'retrying';
  visit.show(visit.frame.words.order.title(view.name.slice(0, 60)), <OrderPage frame={visit.frame} view={view} />, moving ? { pollMs: 2000 } : {});
  return true;
}

async function showPreview(deps: PagesDependencies, visit: Visit, orderId: string): Promise<boolean> {
  const view = await loadPreview(deps, visit, orderId);
  if (!view) return false;
  visit.show(visit.frame.words.preview.title(view.name.slice(0, 60)), <PreviewPage frame={visit.frame} view={view} />, { wide: true });
  return true;
}

async function showRange(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { frame, shop } = visit;
  const { from, to } = readFilter((name) => queryText(request, name));
  const today = dayIn(shop.timeZone, frame.now);
  const range = from === '' && to === '' ? { from: today, to: today } : { from, to };
  const fault = range.from === '' || range.to === '' || range.from > range.to;
  const view = fault ? { ...range, rows: [], totals: [], truncated: false, fault } : await loadRange(deps, visit, range);
  visit.show(frame.words.range.title, <RangePage frame={frame} view={view} />, { status: fault ? 422 : 200 });
  return true;
}

async function sendPdf(deps: PagesDependencies, visit: Visit, orderId: string, response: Parameters<Parameters<Answer>[0]>[2]): Promise<boolean> {
  const order = await deps.store.orders.get(visit.visitor.shop, orderId);
  if (!order || order.invoiceId === null || !deps.readInvoicePdf) return false;
  const pdf = await deps.readInvoicePdf(visit.visitor.shop, order.invoiceId);
  if (!pdf) return false;
  response.type('application/pdf').set('Cache-Control', 'no-store').set('Content-Disposition', 'inline; filename="invoice.pdf"').send(Buffer.from(pdf));
  return true;
}

async function actOnOne(deps: PagesDependencies, visit: Visit, orderId: string, action: Action): Promise<boolean> {
  if (!(await act(deps, visit, orderId, action))) return false;
  visit.goTo(`/orders/${orderId}`, { done: action });
  return true;
}

async function closeTask({ closeTask: close }: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const body: Record<string, unknown> = request.body ?? {};
  const [orderId, key] = [idOf(request), body['task']];
  if (!close || orderId === '' || typeof key !== 'string' || key.length > 200) return false;
  if (!(await close(visit.visitor.shop, { orderId, key }, visit.visitor.author))) return false;
  visit.goTo(`/orders/${orderId}`, { done: 'retry' });
  return true;
}

async function actOnMany(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const body: Record<string, unknown> = request.body ?? {};
  const picked = [body['order']].flat().filter((id): id is string => typeof id === 'string' && /^\d{1,20}$/.test(id));
  if (body['action'] === 'undo' && picked.length > 0) return beginRun(deps, visit, { kind: 'picked', orderIds: [...new Set(picked.slice(0, bulkMax))] });
  const action = body['action'] === 'undo' ? 'retry' : actions.find((one) => one === body['action']);
  if (!action) return false;
  let count = 0;
  for (const id of new Set(picked.slice(0, bulkMax))) if (await act(deps, visit, id, action)) count += 1;
  const kept = Object.fromEntries(['q', 'state', 'problem', 'method', 'from', 'to'].map((name) => [name, queryText(request, name)]));
  visit.goTo('/orders', { ...kept, done: count === 0 ? 'none' : action, count: String(count) });
  return true;
}

/** False: not an order of this shop, or nothing that can be decided here. */
async function act({ store, decide }: PagesDependencies, { visitor }: Visit, orderId: string, action: Action): Promise<boolean> {
  const order = orderId === '' ? null : await store.orders.get(visitor.shop, orderId);
  if (!order || (action !== 'retry' && !decide)) return false;
  if (action !== 'retry') await decide?.(visitor.shop, orderId, action, visitor.author);
  // Shown as being worked on from the click on; the run that follows writes what came of it.
  const shown: OrderState = action === 'skip' ? order.state : 'working';
  await store.orders.record({ ...order, state: shown, detail: shown === 'working' ? null : order.detail });
  await store.journal.add({ shop: visitor.shop, orderId, event: `${action}-asked`, actor: visitor.author });
  await store.jobs.ring({ shop: visitor.shop, kind: 'order', subject: orderId });
  return true;
}
