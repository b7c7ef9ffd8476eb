import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAssets } from '../../../src/web/assets.ts';
import { tellImport } from './past-runs.ts';
import { get, post } from './reader.ts';
import { aProblemRecord, aRecord, connect, fill, install, openShopfront, settle, shopA, shopB, type Shopfront } from './shopfront.ts';
import { aCompany } from '../../domain/build.ts';

// Shop A asks for what belongs to shop B: it is told that there is nothing, exactly as for an id that nobody has.

describe('two shops', () => {
  let front: Shopfront;
  beforeAll(async () => {
    const orders = new Map();
    front = await openShopfront({ orders });
    for (const [id, order] of await fill(front.store, shopA)) orders.set(id, order);
    await install(front.store, shopB);
    await connect(front.store, shopB, aCompany({ id: 'c-88', name: 'Geheimfirma' }));
    await settle(front.store, shopB);
    await front.store.orders.record(aRecord({ shop: shopB.domain, orderId: '9001', name: '#B-9001', customerLabel: 'Berta Geheim', invoiceNumber: 'RE-GEHEIM' }));
    await front.store.orders.record(aProblemRecord({ reason: 'gateway-not-mapped', gateway: 'geheimpay' }, { shop: shopB.domain, orderId: '9002', name: '#B-9002' }));
    await front.store.journal.add({ shop: shopB.domain, orderId: '9001', event: 'order-booked' });
    orders.set('9001', orders.get('6000'));
  });
  afterAll(() => front.close());

  test.each(['/orders/9001', '/orders/9001/preview', '/orders/9001/invoice.pdf', '/orders/9002', '/orders/9001/undo'])('GET %s', async (path) => {
    expect((await get(front, path, { shop: shopB.domain })).status).toBe(200);
    const stranger = await get(front, path);
    expect(stranger.status).toBe(404);
    expect(stranger.html.replaceAll('9001', '1').replaceAll('9002', '1')).toBe((await get(front, path.replace(/900./, '1'))).html);
  });

  test.each(['retry', 'skip', 'book-now'])('POST /orders/:id/%s', async (action) => {
    const before = await front.store.orders.get(shopB.domain, '9002');
    expect((await post(front, `/orders/9002/${action}`, {})).status).toBe(404);
    expect(await front.store.orders.get(shopB.domain, '9002')).toEqual(before);
    expect(await front.store.jobs.get({ shop: shopB.domain, kind: 'order', subject: '9002' })).toBeNull();
    expect(await front.store.jobs.get({ shop: shopA.domain, kind: 'order', subject: '9002' })).toBeNull();
    expect(front.decisions).toEqual([]);
  });

  test.each(['/orders/9001/undo', '/orders/9001/close-task'])('POST %s', async (path) => {
    await front.store.links.add({ shop: shopB.domain, companyId: 'c-88', kind: 'task', shopifyId: 't1', orderId: '9001', bexioId: 0, detail: { closed: false, note: { amountMinor: 100, refundId: null } } });
    expect((await post(front, path, { task: 't1', seen: '' })).status).toBe(404);
    expect((await front.store.links.find(shopB.domain, 'c-88', 'task', 't1'))?.detail['closed']).toBe(false);
    expect(front.decisions).toEqual([]);
  });

  test('a run of another shop is nobody’s', async () => {
    const begun = await post(front, '/undo', { from: '2026-11-21', to: '2026-11-22' }, { shop: shopB.domain });
    const path = begun.location ?? '';
    expect((await get(front, path, { shop: shopB.domain })).status).toBe(200);
    for (const answer of [await get(front, path), await post(front, `${path}/undo`, {}), await post(front, `${path}/stop`, {})]) expect(answer.status).toBe(404);
    expect((await get(front, '/undo')).html).not.toContain(path);
  });

  test('an import of another shop is nobody’s', async () => {
    await tellImport(front.store, shopB.domain, { id: 'b-run', phase: 'ready' });
    const path = '/import/b-run';
    expect((await get(front, path, { shop: shopB.domain })).status).toBe(200);
    for (const answer of [await get(front, path), ...(await Promise.all(['start', 'pause', 'resume', 'cancel'].map((step) => post(front, `${path}/${step}`, {})))), await post(front, `${path}/choose`, [['action', 'leave'], ['order', '4000']])]) expect(answer.status).toBe(404);
    expect((await get(front, '/import')).html).not.toContain('b-run');
    expect(await front.store.imports.get({ shop: shopB.domain, id: 'b-run' })).toMatchObject({ phase: 'ready' });
    expect(await front.store.imports.row({ shop: shopB.domain, id: 'b-run' }, '4000')).toMatchObject({ choice: null });
  });

  test('a bulk action touches its own shop only', async () => {
    const answer = await post(front, '/orders/bulk', [['action', 'retry'], ['order', '9001'], ['order', '9002']]);
    expect(answer.location).toBe('/orders?done=none&count=0');
    expect(await front.store.jobs.get({ shop: shopB.domain, kind: 'order', subject: '9002' })).toBeNull();
  });

  test.each(['/', '/orders', '/orders?q=geheim', '/orders?method=geheimpay', '/preview?from=2026-11-01&to=2026-11-30', '/check', '/settings', '/settings/payments', '/settings/history', '/connection', '/setup', '/settings/export.json'])('%s shows nothing of the other', async (path) => {
    expect((await get(front, path)).document.querySelector('main')?.text ?? '').not.toMatch(/geheimfirma|berta|B-900|RE-GEHEIM/i);
  });

  test('the shop in the address counts for nothing', async () => {
    expect((await get(front, `/orders/9001?shop=${shopB.domain}`)).status).toBe(404);
  });

  test('a shop that is not installed (any more) gets no page', async () => {
    expect((await get(front, '/', { shop: 'nobody.myshopify.com' })).status).toBe(404);
    await front.store.shops.markUninstalled(shopB.domain);
    expect((await get(front, '/orders/9001', { shop: shopB.domain })).status).toBe(404);
  });

  test('scripts and stylesheet are small, compressed and kept for ever', async () => {
    const { assets } = createAssets();
    const page = await get(front, '/');
    const script = await fetch(`${front.url}${assets.script}`);
    const turbo = /from '\.?(\/assets\/turbo-[\w-]+\.js)'/.exec(await script.text())?.[1] ?? '';
    let bytes = 0;
    for (const path of [assets.script, turbo]) bytes += Number((await fetch(`${front.url}${path}`, { method: 'HEAD', headers: { 'accept-encoding': 'br' } })).headers.get('content-length'));
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(60_000);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(page.html).toContain(assets.stylesheet);
    expect((await fetch(`${front.url}/assets/app.js`)).status).toBe(404);
  });
});
