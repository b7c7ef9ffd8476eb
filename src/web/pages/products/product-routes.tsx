import { Router, type Request } from 'express';
import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import type { ProductField } from '../../../domain/products/compare-product.ts';
import { doneOf } from '../../../domain/products/product-progress.ts';
import { comparedFields } from '../../../domain/settings.ts';
import type { Shown } from '../../../store/products.ts';

import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { isFinding, loadProducts, type ProductsFilter } from './load-products.ts';
import { loadScene } from '../settings/load-settings.ts';
import { ProductsPage, ProductsWaiting } from './products.tsx';
import { posted, type Body } from '../settings/topics/posted-form.ts';

const pickedMax = 250;
const routine = 'routine';

export function productRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/products', answer((visit, request) => showProducts(deps, visit, request)));
  router.post('/products/compare', answer((visit, request) => ring(deps, visit, request, 'compare-products')));
  router.post('/products/approve', answer((visit, request) => approve(deps, visit, request)));
  router.post('/products/pause', answer((visit, request) => pause(deps, visit, request)));
  router.post('/products/resume', answer((visit, request) => resume(deps, visit, request)));
  router.post('/products/withdraw', answer((visit, request) => withdraw(deps, visit, request)));
  router.post('/products/scopes', answer((visit, request) => readScopes(deps, visit, request)));
  return router;
}

async function showProducts(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { frame } = visit;
  const { company, saved, connection } = await loadScene(deps, visit);
  if (!company || !saved) {
    visit.show(frame.words.products.title, <ProductsWaiting frame={frame} connected={connection !== null} />);
    return true;
  }
  const count = queryText(request, 'approved');
  const done = /^\d{1,7}$/.test(count) ? { count: Number(count) } : null;
  const view = await loadProducts(deps, visit, { filter: filterOf(request), cursor: queryText(request, 'cursor'), settings: completeSettings(saved.settings), company, done });
  const moving = view.comparing.now || (view.counts.byState.approved > 0 && view.pause === null);
  visit.show(frame.words.products.title, <ProductsPage frame={frame} view={view} />, { wide: true, ...(moving ? { pollMs: 3000 } : {}) });
  return true;
}

function filterOf(request: Request): ProductsFilter {
  const finding = queryText(request, 'finding');
  return { q: queryText(request, 'q').slice(0, 100), finding: isFinding(finding) ? finding : '' };
}

/** Back to where the merchant was. */
function back(visit: Visit, request: Request, more: Record<string, string> = {}): true {
  visit.goTo('/products', { ...filterOf(request), ...more });
  return true;
}

async function ring({ store }: PagesDependencies, visit: Visit, request: Request, kind: 'compare-products' | 'write-products'): Promise<true> {
  await store.jobs.ring({ shop: visit.visitor.shop, kind, subject: routine });
  return back(visit, request);
}

/** With it goes the consent to later comparisons on the same terms, if the merchant has switched them on. */
async function approve(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { store } = deps;
  const { shop } = visit.visitor;
  const body: Body = request.body ?? {};
  const [shown, fields, saved] = [shownIn(body), fieldsIn(body), await store.settings.get(shop)];
  const count = shown === null || fields === 'none' || saved === null ? 0 : await store.products.approve(shop, shown, fields);
  if (count > 0 && saved) {
    await store.cursors.save(shop, 'products-approved', completeSettings(saved.settings).products);
    await store.journal.add({ shop, orderId: null, event: 'products-approved', detail: { count, fields }, actor: visit.visitor.author });
    await store.jobs.ring({ shop, kind: 'write-products', subject: routine });
  }
  return back(visit, request, { approved: String(count) });
}

/** What the page had on it: picked lines with their prints, or a whole filter as it stood then. */
function shownIn(body: Body): Shown | null {
  const [finding, until] = [posted(body, 'all') ?? '', Number(posted(body, 'until'))];
  if (isFinding(finding)) return Number.isSafeInteger(until) ? { finding, until: new Date(until) } : null;
  const picked = [body['line'] ?? []].flat().slice(0, pickedMax);
  const lines = picked.flatMap((text) => {
    const [key, print, ...more] = text.split('|');
    return key && print && more.length === 0 && !text.includes('\0') ? [{ key, print }] : [];
  });
  return lines.length > 0 ? { lines } : null;
}

/** Null: all of them. A SKU is never left out of what was approved: without it the two would not stay together. */
function fieldsIn(body: Body): ProductField[] | null | 'none' {
  const offered = [body['offered'] ?? []].flat();
  const ticked = [body['field'] ?? []].flat();
  if (offered.every((field) => ticked.includes(field))) return null;
  const known = ticked.filter((field): field is keyof typeof comparedFields => Object.hasOwn(comparedFields, field));
  return known.length === 0 ? 'none' : ['sku', ...known];
}

async function pause({ store }: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  await store.cursors.save(visit.visitor.shop, 'products-pause', { at: visit.frame.now.toISOString(), by: 'person' });
  return back(visit, request);
}

async function resume(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { cursors } = deps.store;
  const { shop } = visit.visitor;
  const writing = (await cursors.load(shop, 'products-writing'))?.value;
  // From here on the speed is measured anew: a pause is no work.
  if (writing?.endedAt === null) await cursors.save(shop, 'products-writing', { ...writing, since: { at: visit.frame.now.toISOString(), done: doneOf(writing) } });
  await cursors.forget(shop, 'products-pause');
  return ring(deps, visit, request, 'write-products');
}

async function withdraw({ store }: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { shop } = visit.visitor;
  await store.products.withdraw(shop);
  await store.cursors.forget(shop, 'products-pause');
  // The job finds nothing left and closes the count.
  await store.jobs.ring({ shop, kind: 'write-products', subject: routine });
  return back(visit, request);
}

/** After the admin has asked for the right: what was granted is read from Shopify. */
async function readScopes({ store }: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  await store.jobs.ring({ shop: visit.visitor.shop, kind: 'shop', subject: 'details' });
  return back(visit, request);
}
