import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { aCompany } from '../domain/build.ts';
import type { Bench } from './contract.ts';
import { aConnection, aDelivery, anOrder, aShop, aShopDomain, shopTokens, someSettings } from './samples.ts';

export function tenantsContract(bench: Bench): void {
  describe('shops', () => {
    shopsContract(bench);
  });
  describe('connections', () => {
    connectionsContract(bench);
  });
  describe('sign-ins', () => {
    signInsContract(bench);
  });
  describe('settings', () => {
    settingsContract(bench);
  });
  describe('leases', () => {
    leasesContract(bench);
  });
  describe('paces', () => {
    pacesContract(bench);
  });
  test('reference data is kept per company', async () => {
    const companyId = randomUUID();
    expect(await bench.store.companies.load(companyId, 'company')).toBeNull();
    await bench.store.companies.save(companyId, 'company', aCompany());
    await bench.store.companies.save(companyId, 'company', aCompany({ name: 'Äpfel \u0000' }));
    await bench.store.companies.save(companyId, 'poll-cursor', { until: '2026-10-01T08:00:00.000Z', by: 'a' });
    const fetchedAt = bench.clock.now();
    expect(await bench.store.companies.load(companyId, 'company')).toEqual({ value: aCompany({ name: 'Äpfel \u0000' }), fetchedAt });
    await bench.store.companies.forget(companyId);
    expect(await bench.store.companies.load(companyId, 'company')).toBeNull();
  });
  test('a routine finds what it left, per shop and name', async () => {
    const [shop, other] = [aShopDomain(), aShopDomain()];
    const { cursors } = bench.store;
    expect(await cursors.load(shop, 'rates-seen')).toBeNull();
    await cursors.save(shop, 'rates-seen', [81_000]);
    await cursors.save(shop, 'sweep-cursor', '2026-10-01T08:00:00.000Z');
    await cursors.save(other, 'rates-seen', [26_000]);
    await bench.clock.advance(1_000);
    await cursors.save(shop, 'rates-seen', [81_000, 38_000]);
    expect(await cursors.load(shop, 'rates-seen')).toEqual({ value: [81_000, 38_000], at: bench.clock.now() });
    await cursors.forget(shop, 'rates-seen');
    expect(await cursors.load(shop, 'rates-seen')).toBeNull();
    expect((await cursors.load(shop, 'sweep-cursor'))?.value).toBe('2026-10-01T08:00:00.000Z');
    expect((await cursors.load(other, 'rates-seen'))?.value).toEqual([26_000]);
  });
  test('says that it is healthy', async () => {
    await bench.clock.advance(1_000);
    expect(await bench.store.healthy()).toEqual({ ok: true });
  });
}

function shopsContract(bench: Bench): void {
  test('a shop is installed, found, listed, changed', async () => {
    const shop = aShop(aShopDomain());
    const { shops } = bench.store;
    expect(await shops.get(shop.domain)).toBeNull();
    await shops.install({ ...shop, tokens: shopTokens('one') });
    expect(await shops.get(shop.domain)).toEqual({ ...shop, tokens: shopTokens('one'), installedAt: bench.clock.now(), uninstalledAt: null });
    expect((await shops.byId(shop.id))?.domain).toBe(shop.domain);
    await shops.updateDetails(shop.domain, { name: 'Neuer Laden', scopes: ['read_orders'] });
    expect(await shops.replaceTokens(shop.domain, shopTokens('two'))).toBe(true);
    expect(await shops.get(shop.domain)).toMatchObject({ name: 'Neuer Laden', scopes: ['read_orders'], currency: 'CHF', tokens: shopTokens('two') });
    expect((await shops.list()).map((one) => one.domain)).toContain(shop.domain);
  });

  test('uninstalling erases tokens and connection, and a refresh under way cannot bring them back', async () => {
    const shop = aShop(aShopDomain());
    const { shops, connections } = bench.store;
    await shops.install({ ...shop, tokens: shopTokens('one') });
    await connections.save(aConnection(shop.domain));
    await shops.markUninstalled(shop.domain);
    expect(await shops.replaceTokens(shop.domain, shopTokens('late'))).toBe(false);
    expect(await shops.get(shop.domain)).toMatchObject({ tokens: null, uninstalledAt: bench.clock.now() });
    expect(await connections.get(shop.domain)).toBeNull();
    expect((await shops.list()).map((one) => one.domain)).not.toContain(shop.domain);
    await shops.install({ ...shop, tokens: shopTokens('again') });
    expect(await shops.get(shop.domain)).toMatchObject({ tokens: shopTokens('again'), uninstalledAt: null });
  });

  test('forgetting a shop leaves nothing of it, and everything of the others', async () => {
    const [gone, other] = [aShop(aShopDomain()), aShop(aShopDomain())];
    const { store } = bench;
    for (const shop of [gone, other]) {
      await store.shops.install({ ...shop, tokens: shopTokens('x') });
      await store.connections.save(aConnection(shop.domain));
      await store.settings.save(shop.domain, someSettings(), 0, 'anna');
      await store.cursors.save(shop.domain, 'rates-seen', [81_000]);
      await store.inbox.receive(aDelivery({ shop: shop.domain }));
      await store.orders.record(anOrder({ shop: shop.domain }));
      await store.journal.add({ shop: shop.domain, orderId: '5001', event: 'x' });
      await store.intents.prepare({ shop: shop.domain, companyId: 'c', orderId: '5001', kind: 'invoice', seq: 1, ref: 'r', requestHash: 'h' });
      await store.links.add({ shop: shop.domain, companyId: 'c', kind: 'invoice', shopifyId: '5001', orderId: '5001', bexioId: 1, detail: {} });
    }
    await store.shops.forget(gone.domain);
    const left = async (shop: string) => [
      await store.shops.get(shop),
      await store.connections.get(shop),
      await store.settings.get(shop),
      await store.cursors.load(shop, 'rates-seen'),
      await store.inbox.latest(shop),
      await store.orders.get(shop, '5001'),
      (await store.journal.of(shop, '5001'))[0] ?? null,
      (await store.intents.of(shop, 'c', '5001'))[0] ?? null,
      (await store.links.of(shop, 'c', '5001'))[0] ?? null,
      await store.jobs.get({ shop, kind: 'order', subject: '5001' }),
    ];
    expect((await left(gone.domain)).filter((one) => one !== null)).toEqual([]);
    expect((await left(other.domain)).filter((one) => one === null)).toEqual([]);
  });
}

function connectionsContract(bench: Bench): void {
  test('several shops may share a company; a broken connection is mended by connecting again', async () => {
    const { connections } = bench.store;
    const [one, two] = [aConnection(aShopDomain()), aConnection(aShopDomain())];
    await connections.save(one);
    await connections.save(two);
    expect(await connections.get(one.shop)).toEqual({ ...one, state: 'connected', connectedAt: bench.clock.now(), brokenAt: null, brokenCause: null });
    await connections.markBroken(one.shop, 'invalid_grant');
    expect(await connections.get(one.shop)).toMatchObject({ state: 'broken', brokenCause: 'invalid_grant', brokenAt: bench.clock.now() });
    expect(await connections.get(two.shop)).toMatchObject({ state: 'connected', tokens: two.tokens });
    await connections.save({ ...one, companyId: 'company-2' });
    expect(await connections.get(one.shop)).toMatchObject({ state: 'connected', companyId: 'company-2' });
    expect((await connections.list()).map((each) => each.shop)).toEqual(expect.arrayContaining([one.shop, two.shop]));
    await connections.forget(one.shop);
    expect(await connections.get(one.shop)).toBeNull();
  });

  test('tokens refreshed for the former company are not kept for the new one', async () => {
    const { connections } = bench.store;
    const connection = aConnection(aShopDomain());
    await connections.save(connection);
    const tokens = aConnection('').tokens;
    expect(await connections.replaceTokens(connection.shop, tokens, 'company-1')).toBe(true);
    expect((await connections.get(connection.shop))?.tokens).toEqual(tokens);
    await connections.save({ ...connection, companyId: 'company-2' });
    expect(await connections.replaceTokens(connection.shop, tokens, 'company-1')).toBe(false);
    expect((await connections.get(connection.shop))?.tokens).toEqual(connection.tokens);
  });
}

function signInsContract(bench: Bench): void {
  const aSignIn = (expiresInMs: number) => ({
    state: randomUUID(),
    shop: aShopDomain(),
    codeVerifier: randomUUID(),
    nonce: randomUUID(),
    browserHash: 'b',
    returnTo: '/settings',
    expiresAt: new Date(bench.clock.now().getTime() + expiresInMs),
  });

  test('of several callbacks with one state, one gets it', async () => {
    const signIn = aSignIn(600_000);
    await bench.store.signIns.begin(signIn);
    const taken = await Promise.all(Array.from({ length: 5 }, () => bench.store.signIns.take(signIn.state)));
    expect(taken.filter((one) => one !== null)).toEqual([signIn]);
    expect(await bench.store.signIns.take('unknown')).toBeNull();
  });

  test('too late is too late', async () => {
    const [late, fresh] = [aSignIn(1_000), aSignIn(60_000)];
    await bench.store.signIns.begin(late);
    await bench.store.signIns.begin(fresh);
    await bench.clock.advance(1_000);
    expect(await bench.store.signIns.take(late.state)).toBeNull();
    const abandoned = aSignIn(1_000);
    await bench.store.signIns.begin(abandoned);
    await bench.clock.advance(1_000);
    expect(await bench.store.signIns.sweep()).toBe(1);
    expect(await bench.store.signIns.take(fresh.state)).toEqual(fresh);
  });
}

function settingsContract(bench: Bench): void {
  test('each save is a version, and a save on top of an old one shows the newer', async () => {
    const shop = aShopDomain();
    const { settings } = bench.store;
    expect(await settings.get(shop)).toBeNull();
    expect(await settings.save(shop, someSettings(), 0, 'anna')).toEqual({ ok: true, version: 1 });
    const changed = someSettings({ finish: 'sent' });
    expect(await settings.save(shop, changed, 1, 'beat')).toEqual({ ok: true, version: 2 });
    const current = { settings: changed, version: 2, author: 'beat', savedAt: bench.clock.now() };
    expect(await settings.save(shop, someSettings(), 1, 'anna')).toEqual({ ok: false, current });
    expect(await settings.save(shop, someSettings(), 7, 'anna')).toEqual({ ok: false, current });
    expect(await settings.get(shop)).toEqual(current);
    expect((await settings.history(shop)).map((one) => one.version)).toEqual([2, 1]);
  });

  test('of several saves at once, one wins', async () => {
    const shop = aShopDomain();
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((author) => bench.store.settings.save(shop, someSettings(), 0, author)));
    expect(results.filter((one) => one.ok)).toHaveLength(1);
    expect(await bench.store.settings.history(shop)).toHaveLength(1);
  });
}

function leasesContract(bench: Bench): void {
  test('one at a time, with a fence that grows', async () => {
    const name = randomUUID();
    const { leases } = bench.store;
    const turns = await Promise.all(['a', 'b', 'c'].map((holder) => leases.acquire(name, holder, 1_000)));
    expect(turns.filter((fence) => fence !== null)).toEqual([1]);
    const holder = ['a', 'b', 'c'][turns.indexOf(1)] ?? '';
    expect(await leases.renew(name, holder, 2_000)).toBe(true);
    await bench.clock.advance(1_500);
    expect(await leases.acquire(name, 'd', 1_000)).toBeNull();
    await leases.release(name, 'd');
    expect(await leases.acquire(name, 'd', 1_000)).toBeNull();
    await leases.release(name, holder);
    expect(await leases.acquire(name, 'd', 1_000)).toBe(2);
    await bench.clock.advance(1_000);
    expect(await leases.renew(name, 'd', 1_000)).toBe(false);
    expect(await leases.acquire(name, 'e', 1_000)).toBe(3);
  });
}

function pacesContract(bench: Bench): void {
  test('a limit beyond all numbers is none', async () => {
    const company = aShopDomain();
    const { paces } = bench.store;
    const now = bench.clock.now();
    await paces.observe(company, 'general', { limit: 1e12, remaining: 1e12, resetAt: new Date(now.getTime() + 30_000) });
    expect(await paces.take(company, 'general', now)).toEqual({ go: true });
    expect(await paces.take(company, 'general', now, { leavePercent: 4 })).toEqual({ go: true });
  });

  const setting = () => ({ companyId: randomUUID(), now: bench.clock.now(), resetAt: new Date(bench.clock.now().getTime() + 30_000) });

  test('before the first answer requests go; then only as many as are left', async () => {
    const { companyId, now, resetAt } = setting();
    const { paces } = bench.store;
    expect(await paces.take(companyId, 'search', now)).toEqual({ go: true });
    await paces.observe(companyId, 'search', { limit: 250, remaining: 3, resetAt });
    const turns = await Promise.all(Array.from({ length: 5 }, () => paces.take(companyId, 'search', now)));
    expect(turns.filter((turn) => turn.go)).toHaveLength(3);
    expect(turns.filter((turn) => !turn.go)).toEqual([{ go: false, waitMs: 30_000 }, { go: false, waitMs: 30_000 }]);
    expect(await paces.take(companyId, 'other', now)).toEqual({ go: true });
  });

  test('after the reset the whole limit is there again', async () => {
    const { companyId, now, resetAt } = setting();
    const { paces } = bench.store;
    await paces.observe(companyId, 'search', { limit: 2, remaining: 0, resetAt });
    expect((await paces.take(companyId, 'search', now)).go).toBe(false);
    const turns = [1, 2, 3].map(() => paces.take(companyId, 'search', resetAt));
    expect((await Promise.all(turns)).filter((turn) => turn.go)).toHaveLength(2);
  });

  test('an answer to an earlier request gives nothing back', async () => {
    const { companyId, now, resetAt } = setting();
    const { paces } = bench.store;
    await paces.observe(companyId, 'b', { limit: 10, remaining: 2, resetAt });
    await paces.take(companyId, 'b', now);
    await paces.take(companyId, 'b', now);
    await paces.observe(companyId, 'b', { limit: 10, remaining: 5, resetAt: new Date(resetAt.getTime() + 900) });
    expect((await paces.take(companyId, 'b', now)).go).toBe(false);
    await paces.observe(companyId, 'b', { limit: 10, remaining: 5, resetAt: new Date(resetAt.getTime() + 60_000) });
    expect((await paces.take(companyId, 'b', now)).go).toBe(true);
  });
}
