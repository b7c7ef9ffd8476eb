import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp, type App } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startPlayground, type Playground } from '../../src/playground.ts';
import { createBexioSandbox, type BexioSandbox } from '../../src/sandbox/bexio/sandbox.ts';
import { noLimits } from './open-shop.ts';

/** `BEXIO_ACCESS_TOKEN`: one shop on one's own machine, without the OAuth connection. */
let bexio: BexioSandbox;
let open: Playground;
let running: App;
const folder = mkdtempSync(join(tmpdir(), 'own-token-'));
beforeAll(async () => {
  // The token is known before the app starts, so this company lives in a sandbox of its own.
  bexio = await createBexioSandbox({ limits: noLimits });
  const environment = { BEXIO_ACCESS_TOKEN: await bexio.accessToken(), BEXIO_ISSUER_URL: bexio.issuerUrl, BEXIO_API_URL: bexio.apiUrl, LOG_LEVEL: 'silent' };
  open = await startPlayground({ databaseUrl: `file:${join(folder, 'sync.db')}`, environment });
  running = open.app;
});
afterAll(async () => {
  await running.close();
  await Promise.all([open.bexio.close(), open.shopify.close(), bexio.close()]);
  rmSync(folder, { recursive: true, force: true });
});

test('installing is enough: the company is read, the proposal is there, an order is booked', async () => {
  const { merchant, app, shop, shopify } = open;
  await merchant.open('/');
  await app.worker.idle();
  expect(await app.store.connections.get(shop.domain)).toMatchObject({ companyId: bexio.books.companyId, userId: bexio.books.ownerId(), state: 'connected', tokens: { accessToken: '', refreshToken: '' } });
  expect(await app.store.companies.load(bexio.books.companyId, 'company')).not.toBeNull();
  bexio.books.setRoundFactor('CHF', '0.01');
  const setUp = await merchant.open('/setup');
  const form = setUp.document.querySelectorAll('form').find((one) => one.getAttribute('action')?.includes('/setup'));
  await merchant.submit(setUp, form!);
  const order = shop.editor.create({ email: 'anna@example.ch', customer: { lastName: 'Muster' }, lines: [{ title: 'Tee', price: '24.95' }], payments: [{ gateway: 'twint' }] });
  await shopify.deliveries.idle();
  await app.worker.idle();
  expect((await app.store.orders.get(shop.domain, order.legacyId))?.state).toBe('booked');
  expect(bexio.books.invoices()).toEqual([expect.objectContaining({ total: '24.95', total_received_payments: '24.95' })]);
});

test('a second shop does not write into the operator’s books', async () => {
  const other = open.shopify.addShop({ domain: 'fremd.myshopify.com' });
  const page = new URL('/', open.appUrl);
  page.search = new URLSearchParams({ shop: other.domain, id_token: other.sessionToken() }).toString();
  await (await fetch(page)).arrayBuffer();
  await open.app.worker.idle();
  expect(await open.app.store.shops.get(other.domain)).not.toBeNull();
  expect(await open.app.store.connections.get(other.domain)).toBeNull();
});

test('a dead token breaks the connection; a new one mends it at the next start', async () => {
  const { app, shop, environment } = open;
  await app.store.connections.markBroken(shop.domain, 'the personal access token is refused');
  await app.close();
  const renewed = await bexio.accessToken();
  running = await createApp(readConfig({ ...environment, PORT: '0', BEXIO_ACCESS_TOKEN: renewed }), { clock: systemClock, log: createLog('silent'), processMetrics: false });
  await running.listen();
  await running.worker.idle();
  expect((await running.store.connections.get(shop.domain))?.state).toBe('connected');
});
