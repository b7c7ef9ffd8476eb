import { afterAll, beforeAll, expect, test } from 'vitest';
import { proposeSettings } from '../../src/domain/settings/proposed-settings.ts';
import { createMerchant } from '../../src/sandbox/merchant.ts';
import type { Shop, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { firmOrder, personOrder } from './buyers.ts';
import { longAgo } from './open-shop.ts';
import { betrayed, violations } from './oracle.ts';
import { openStage, type Stage } from './stage.ts';

// I4 and I5: two shops with two companies in one app, a bad day, and a log at its most talkative.

let stage: Stage;
let shops: { shop: Shop; companyId: string; orders: StoredOrder[] }[];
const secrets = new Set<string>();

beforeAll(async () => {
  stage = await openStage();
  const other = stage.bexio.addCompany({ id: 'zweitefirma' });
  other.setRoundFactor('CHF', '0.01');
  const second = stage.shopify.addShop({ domain: 'zweiter-laden.myshopify.com' });
  await connectSecond(second, other.companyId);
  shops = [
    { shop: stage.shop, companyId: stage.bexio.books.companyId, orders: [] },
    { shop: second, companyId: other.companyId, orders: [] },
  ];
  await keepSecrets();
});
afterAll(() => stage.close());

test('two shops, two companies, the same buyers in both, faults all along', async () => {
  const { faults } = stage.bexio;
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/contact$/, nth: 3 }, kind: 'cut-after' });
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_invoice$/, nth: 4 }, kind: 'status-after', status: 502, html: '<html>anna@flow.example</html>' });
  faults.add({ match: { method: 'POST', path: /\/payment$/, nth: 5 }, kind: 'html' });
  faults.add({ match: { method: 'POST', path: /\/issue$/, nth: 6 }, kind: 'status', status: 422, json: { error_code: 422, message: 'Kanarienvogel is not allowed', errors: ['anna@flow.example is already taken'] } });
  for (let index = 0; index < 8; index++) {
    for (const one of shops) one.orders.push(one.shop.editor.create(index % 3 === 0 ? firmOrder('firma@flow.example') : personOrder(`anna-${index}@flow.example`, { note: 'Kanariennotiz' })));
  }
  for (const one of shops) await drainShop(one.shop, one.orders);
  for (const one of shops) await stage.app.store.jobs.ring({ shop: one.shop.domain, kind: 'resume', subject: 'routine' });
  for (const one of shops) await drainShop(one.shop, one.orders);
  for (const { shop, orders } of shops) {
    const records = await Promise.all(orders.map((order) => stage.app.store.orders.get(shop.domain, order.legacyId)));
    expect(records.map((one) => one?.detail)).toEqual(orders.map(() => ({ kind: 'booked' })));
  }
  const world = { store: stage.app.store, bexio: stage.bexio, tenants: shops.map(({ shop, companyId }) => ({ shop, books: stage.bexio.booksOf(companyId) })) };
  expect(await violations(world)).toEqual([]);
  // Both were busy, each in its own books only: an invoice of one shop in the other's books would have been counted above.
  for (const { companyId, orders } of shops) expect(stage.bexio.booksOf(companyId).invoices()).toHaveLength(orders.length);
});

test('Shopify too was asked with each shop’s own token', () => {
  const asked = stage.shopify.requests.all().filter((one) => one.operation === 'OrderById');
  for (const { shop, orders } of shops) {
    const own = asked.filter((one) => one.shop === shop.domain);
    expect(own.length).toBeGreaterThanOrEqual(orders.length);
    expect(own.filter((one) => one.status !== 200)).toEqual([]);
    expect(new Set(own.map((one) => one.token)).size).toBe(1);
  }
  expect(new Set(asked.map((one) => one.token)).size).toBe(2);
});

test('nothing of it stands in the log: no token, no secret, no mail, no name', async () => {
  await keepSecrets();
  expect(stage.lines.length).toBeGreaterThan(100);
  expect(stage.lines.some((line) => line.includes('"level":20'))).toBe(true);
  const people = ['flow.example', 'Kanarien', 'Holzkanari', 'Ursina', 'Industriestrasse', 'not allowed', 'already taken'];
  expect(betrayed(stage.lines, [...secrets, ...people])).toEqual([]);
});

/** Every token there was, as it was renewed, and what the app was configured with. */
async function keepSecrets(): Promise<void> {
  const { store } = stage.app;
  for (const { shop } of shops) {
    const connection = await store.connections.get(shop.domain);
    const installed = await store.shops.get(shop.domain);
    for (const one of [connection!.tokens.accessToken, connection!.tokens.refreshToken, installed!.tokens!.accessToken, installed!.tokens!.refreshToken]) secrets.add(one);
  }
  for (const name of ['SHOPIFY_API_SECRET', 'BEXIO_CLIENT_SECRET', 'ENCRYPTION_KEYS']) secrets.add(stage.environment[name]!);
}

async function drainShop(shop: Shop, orders: StoredOrder[]): Promise<void> {
  const { store } = stage.app;
  for (let rounds = 0; rounds < 100; rounds++) {
    await stage.settled();
    const jobs = await Promise.all(orders.map((order) => store.jobs.get({ shop: shop.domain, kind: 'order', subject: order.legacyId })));
    const next = jobs.flatMap((job) => job?.dueAt ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
    if (!next) return;
    stage.clock.jump(Math.max(0, next.getTime() - stage.clock.now().getTime()));
  }
  throw new Error('the orders did not come to an end');
}

/** The second merchant opens the app; the sandbox's sign-in page would sign in at the first company, so that connection is put in place. */
async function connectSecond(second: Shop, companyId: string): Promise<void> {
  const { store } = stage.app;
  const merchant = createMerchant({ appUrl: stage.appUrl, shop: second.domain, sessionToken: () => second.sessionToken() });
  await merchant.open('/');
  const accessToken = await stage.bexio.accessToken(undefined, { companyId });
  const tokens = { accessToken, refreshToken: 'kanarien-refresh-token', expiresAt: new Date(stage.clock.now().getTime() + 86_400_000) };
  await store.connections.save({ shop: second.domain, companyId, companyName: 'Zweite Firma', userId: stage.bexio.booksOf(companyId).ownerId(), scopes: [], tokens });
  await store.jobs.ring({ shop: second.domain, kind: 'company', subject: 'connected' });
  await stage.settled();
  const company = (await store.companies.load(companyId, 'company'))!.value;
  const installed = (await store.shops.get(second.domain))!;
  const settings = proposeSettings({ company, shop: installed, seenGateways: ['shopify_payments'], goLiveAt: longAgo });
  await store.settings.save(second.domain, settings, 0, 'merchant');
}
