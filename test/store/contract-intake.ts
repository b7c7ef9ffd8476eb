import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { waitingMax } from '../../src/store/inbox.ts';
import type { Claimed } from '../../src/store/jobs.ts';
import { LinkTaken, StaleClaim, StoreBusy, StoreFault } from '../../src/store/store.ts';
import type { Bench } from './contract.ts';
import { aDelivery, aShopDomain, reasons, start } from './samples.ts';

export function intakeContract(bench: Bench): void {
  describe('inbox', () => {
    inboxContract(bench);
  });
  describe('jobs', () => {
    ringsContract(bench);
    claimsContract(bench);
    leasesContract(bench);
    settlesContract(bench);
    historiesContract(bench);
  });
}

/** A kind nobody else uses, so that claims find this test's jobs only. */
function aKind(): string {
  return `kind-${randomUUID()}`;
}

async function claimOne(bench: Bench, kind: string, leaseMs = 60_000): Promise<Claimed> {
  const [claimed, ...more] = await bench.store.jobs.claim({ now: bench.clock.now(), leaseMs, limit: 10, kinds: [kind] });
  expect(more).toEqual([]);
  if (!claimed) throw new Error('Nothing was due.');
  return claimed;
}

async function claimNone(bench: Bench, kind: string): Promise<void> {
  expect(await bench.store.jobs.claim({ now: bench.clock.now(), leaseMs: 60_000, limit: 10, kinds: [kind] })).toEqual([]);
}

function inboxContract(bench: Bench): void {
  test('a delivery is new once and repeated ever after', async () => {
    const delivery = aDelivery({ shop: aShopDomain() });
    expect(await bench.store.inbox.receive(delivery)).toBe('new');
    expect(await bench.store.inbox.receive(delivery)).toBe('repeated');
  });

  test('which subjects webhooks have spoken of, per shop', async () => {
    const [shop, other] = [aShopDomain(), aShopDomain()];
    const { inbox } = bench.store;
    for (const subject of ['1', '1', '2']) await inbox.receive(aDelivery({ shop, subject }));
    await inbox.receive(aDelivery({ shop: other, subject: '3' }));
    expect([...(await inbox.heardOf(shop, ['1', '2', '3', '4']))].toSorted()).toEqual(['1', '2']);
    expect([...(await inbox.heardOf(shop, []))]).toEqual([]);
  });

  test('1 to 10 identical deliveries at once make one row and one wish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), async (times) => {
        const shop = aShopDomain();
        const delivery = aDelivery({ shop });
        const answers = await Promise.all(Array.from({ length: times }, () => bench.store.inbox.receive(delivery)));
        expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
        expect(await bench.store.jobs.get({ shop, kind: 'order', subject: '5001' })).toMatchObject({ wanted: 1, done: 0 });
      }),
      { numRuns: 20 },
    );
  });

  test('different deliveries at once are all stored, and rings of one subject are counted', async () => {
    const shop = aShopDomain();
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => bench.store.inbox.receive(aDelivery({ shop, subject: String(index % 3) }))));
    expect(new Set(answers)).toEqual(new Set(['new']));
    expect(await bench.store.jobs.get({ shop, kind: 'order', subject: '0' })).toMatchObject({ wanted: 100 });
  });

  test('another shop may send the same webhook id', async () => {
    const webhookId = randomUUID();
    expect(await bench.store.inbox.receive(aDelivery({ shop: aShopDomain(), webhookId }))).toBe('new');
    expect(await bench.store.inbox.receive(aDelivery({ shop: aShopDomain(), webhookId }))).toBe('new');
  });

  test('a delivery without a job is only remembered', async () => {
    const shop = aShopDomain();
    expect(await bench.store.inbox.receive(aDelivery({ shop, job: null, subject: null, eventId: null, triggeredAt: null }))).toBe('new');
    expect(await bench.store.jobs.get({ shop, kind: 'order', subject: '5001' })).toBeNull();
  });

  test('one bad row does not fail those it is stored with', async () => {
    const shop = aShopDomain();
    const bad = aDelivery({ shop, topic: null as unknown as string });
    const halfBad = aDelivery({ shop, subject: 'half', job: { kind: null as unknown as string, subject: '1' } });
    const results = await Promise.allSettled([aDelivery({ shop }), bad, aDelivery({ shop }), halfBad, aDelivery({ shop })].map((one) => bench.store.inbox.receive(one)));
    expect(results.filter((_, index) => index !== 1 && index !== 3).map((one) => one.status === 'fulfilled' && one.value)).toEqual(['new', 'new', 'new']);
    expect(results[1]).toMatchObject({ status: 'rejected', reason: expect.any(StoreFault) });
  });

  test('above the bound deliveries are turned away, and those below it are stored', async () => {
    const shop = aShopDomain();
    const results = await Promise.allSettled(Array.from({ length: waitingMax + 5 }, () => bench.store.inbox.receive(aDelivery({ shop, job: null }))));
    const refused = results.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(5);
    for (const one of refused) expect(one.reason).toBeInstanceOf(StoreBusy);
    expect(await bench.store.inbox.receive(aDelivery({ shop, job: null }))).toBe('new');
  });

  test('tells when the last one arrived, and forgets the old ones', async () => {
    const shop = aShopDomain();
    expect(await bench.store.inbox.latest(shop)).toBeNull();
    const old = aDelivery({ shop, receivedAt: new Date('2001-01-01T00:00:00Z') });
    const fresh = aDelivery({ shop, receivedAt: new Date('2026-10-01T07:00:00.123Z') });
    await bench.store.inbox.receive(old);
    await bench.store.inbox.receive(fresh);
    expect(await bench.store.inbox.latest(shop)).toEqual(fresh.receivedAt);
    expect(await bench.store.inbox.forget(shop, new Date('2001-01-02T00:00:00Z'))).toBe(1);
    expect(await bench.store.inbox.receive(fresh)).toBe('repeated');
    expect(await bench.store.inbox.receive(old)).toBe('new');
  });
}

function ringsContract(bench: Bench): void {
  test('ten rings before a start cause one run', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await Promise.all(Array.from({ length: 10 }, () => bench.store.jobs.ring({ shop, kind, subject: '1' })));
    const claimed = await claimOne(bench, kind);
    expect(claimed).toMatchObject({ shop, kind, subject: '1', fence: 1, wantedSeen: 10, attempts: 0 });
    expect(await bench.store.jobs.settle(claimed, { done: true })).toBe(true);
    await claimNone(bench, kind);
    expect(await bench.store.jobs.get({ shop, kind, subject: '1' })).toMatchObject({ wanted: 10, done: 10, dueAt: null });
  });

  test('rings during a run cause exactly one more', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    const first = await claimOne(bench, kind);
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    await claimNone(bench, kind);
    await bench.store.jobs.settle(first, { done: true });
    const second = await claimOne(bench, kind);
    expect(second).toMatchObject({ fence: 2, wantedSeen: 3 });
    await bench.store.jobs.settle(second, { done: true });
    await claimNone(bench, kind);
  });

  test('the earliest time that was asked for counts', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    const inMinutes = (minutes: number) => new Date(bench.clock.now().getTime() + minutes * 60_000);
    await bench.store.jobs.ring({ shop, kind, subject: '1', dueAt: inMinutes(5) });
    await bench.store.jobs.ring({ shop, kind, subject: '1', dueAt: inMinutes(2) });
    await bench.store.jobs.ring({ shop, kind, subject: '1', dueAt: inMinutes(9) });
    await claimNone(bench, kind);
    await bench.clock.advance(2 * 60_000);
    expect(await claimOne(bench, kind)).toMatchObject({ wantedSeen: 3 });
  });

  test('the bell rings after a webhook, a ring and a commit with a ring, until nobody listens', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    let heard = 0;
    const stop = bench.store.jobs.onRing(() => (heard += 1));
    await bench.store.inbox.receive(aDelivery({ shop }));
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    await bench.store.atomically([bench.store.jobs.ringing({ shop, kind, subject: '2' }), bench.store.journal.adding({ shop, orderId: null, event: 'rung' })]);
    // A bell shared with other processes may come back as an echo.
    expect(heard).toBeGreaterThanOrEqual(3);
    stop();
    const heardBefore = heard;
    await bench.store.jobs.ring({ shop, kind, subject: '3' });
    expect(heard).toBe(heardBefore);
  });
}

function historiesContract(bench: Bench): void {
  test('whatever the order of rings, runs, failures and crashes, nothing wanted stays undone', async () => {
    const step = fc.constantFrom('ring', 'claim', 'done', 'later', 'crash' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const [shop, kind] = [aShopDomain(), aKind()];
        const job = { shop, kind, subject: '1' };
        const claim = async () => (await bench.store.jobs.claim({ now: bench.clock.now(), leaseMs: 1_000, limit: 1, kinds: [kind] }))[0];
        let held: Claimed | undefined;
        for (const one of steps) {
          if (one === 'ring') await bench.store.jobs.ring(job);
          if (one === 'claim') held = (await claim()) ?? held;
          if (one === 'done' && held) await bench.store.jobs.settle(held, { done: true });
          if (one === 'later' && held) await bench.store.jobs.settle(held, { dueAt: bench.clock.now() });
          if (one === 'crash') await bench.clock.advance(1_000);
        }
        await bench.clock.advance(1_000);
        let runs = 0;
        for (let last = await claim(); last; last = await claim(), runs += 1) await bench.store.jobs.settle(last, { done: true });
        expect(runs).toBeLessThanOrEqual(1);
        const row = await bench.store.jobs.get(job);
        expect(row?.done).toBe(row?.wanted);
        expect(row?.dueAt ?? null).toBeNull();
      }),
      { numRuns: 25 },
    );
  });
}

function claimsContract(bench: Bench): void {
  test('claims at once never share a job', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await Promise.all(Array.from({ length: 40 }, (_, index) => bench.store.jobs.ring({ shop, kind, subject: String(index) })));
    const claims = await Promise.all(Array.from({ length: 8 }, () => bench.store.jobs.claim({ now: bench.clock.now(), leaseMs: 60_000, limit: 7, kinds: [kind] })));
    const subjects = claims.flat().map((claimed) => claimed.subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(Math.max(...claims.map((claim) => claim.length))).toBeLessThanOrEqual(7);
    const rest = await bench.store.jobs.claim({ now: bench.clock.now(), leaseMs: 60_000, limit: 100, kinds: [kind] });
    expect(subjects.length + rest.length).toBe(40);
  });

  test('the longest due comes first, and shops can be left out', async () => {
    const kind = aKind();
    const [early, late, left] = [aShopDomain(), aShopDomain(), aShopDomain()];
    const before = (ms: number) => new Date(bench.clock.now().getTime() - ms);
    await bench.store.jobs.ring({ shop: late, kind, subject: '1', dueAt: before(1) });
    await bench.store.jobs.ring({ shop: early, kind, subject: '1', dueAt: before(500) });
    await bench.store.jobs.ring({ shop: left, kind, subject: '1', dueAt: before(900) });
    const claim = () => bench.store.jobs.claim({ now: bench.clock.now(), leaseMs: 60_000, limit: 1, kinds: [kind], notShops: [left] });
    expect(await claim()).toMatchObject([{ shop: early }]);
    expect(await claim()).toMatchObject([{ shop: late }]);
    expect(await claim()).toEqual([]);
  });
}

function leasesContract(bench: Bench): void {
  test('a lease that ran out makes the job free again, and fences the old run off', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    const paused = await claimOne(bench, kind, 30_000);
    expect(await bench.store.jobs.stillHeld(paused)).toBe(true);
    await bench.clock.advance(30_000);
    expect(await bench.store.jobs.stillHeld(paused)).toBe(false);
    const taken = await claimOne(bench, kind);
    expect(taken.fence).toBe(2);
    expect(await bench.store.jobs.settle(paused, { done: true })).toBe(false);
    expect(await bench.store.jobs.extend(paused, 60_000)).toBe(false);
    expect(await bench.store.jobs.stillHeld(taken)).toBe(true);
    expect(await bench.store.jobs.settle(taken, { done: true })).toBe(true);
  });

  test('an extended lease keeps the job', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    const claimed = await claimOne(bench, kind, 30_000);
    await bench.clock.advance(20_000);
    expect(await bench.store.jobs.extend(claimed, 30_000)).toBe(true);
    await bench.clock.advance(20_000);
    expect(await bench.store.jobs.stillHeld(claimed)).toBe(true);
    await claimNone(bench, kind);
  });

  test('a stale run records nothing: everything committed with `holding` is undone', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    const { jobs, journal, links } = bench.store;
    await jobs.ring({ shop, kind, subject: '1' });
    const stale = await claimOne(bench, kind, 1_000);
    await bench.clock.advance(1_000);
    const current = await claimOne(bench, kind);
    const link = { shop, companyId: 'c', kind: 'invoice' as const, shopifyId: '1', orderId: '1', bexioId: 1, detail: {} };
    const record = (claimed: Claimed) => bench.store.atomically([links.adding(link), journal.adding({ shop, orderId: '1', event: 'made' }), jobs.holding(claimed)]);
    await expect(record(stale)).rejects.toBeInstanceOf(StaleClaim);
    expect(await links.find(shop, 'c', 'invoice', '1')).toBeNull();
    expect(await journal.of(shop, '1')).toEqual([]);
    await record(current);
    expect(await journal.of(shop, '1')).toHaveLength(1);
  });

  test('what a stopping process holds is given back at once', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    const claimed = await claimOne(bench, kind);
    expect(await bench.store.jobs.release('somebody else')).toBe(0);
    expect(await bench.store.jobs.release(bench.instance)).toBeGreaterThanOrEqual(1);
    expect(await bench.store.jobs.settle(claimed, { done: true })).toBe(false);
    expect((await claimOne(bench, kind)).fence).toBe(claimed.fence + 2);
  });
}

function settlesContract(bench: Bench): void {
  test('a job that has to come again does, with its attempts and cause', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    const { jobs } = bench.store;
    await jobs.ring({ shop, kind, subject: '1' });
    const again = async (outcome: { attempts?: 'count' | 'keep' | 'reset'; cause?: string }) => {
      const claimed = await claimOne(bench, kind);
      await jobs.settle(claimed, { dueAt: new Date(bench.clock.now().getTime() + 1_000), ...outcome });
      await claimNone(bench, kind);
      await bench.clock.advance(1_000);
      return jobs.get({ shop, kind, subject: '1' });
    };
    expect(await again({ cause: 'bexio is down' })).toMatchObject({ attempts: 1, lastCause: 'bexio is down' });
    expect(await again({ attempts: 'count' })).toMatchObject({ attempts: 2, lastCause: null });
    expect(await again({ attempts: 'keep' })).toMatchObject({ attempts: 2 });
    expect(await again({ attempts: 'reset' })).toMatchObject({ attempts: 0 });
    await again({});
    await jobs.settle(await claimOne(bench, kind), { done: true });
    expect(await jobs.get({ shop, kind, subject: '1' })).toMatchObject({ attempts: 0, lastCause: null, dueAt: null, leaseUntil: null, heldBy: null });
  });

  test('a ring during a run that ends in a retry brings it forward', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    const claimed = await claimOne(bench, kind);
    await bench.store.jobs.ring({ shop, kind, subject: '1' });
    await bench.store.jobs.settle(claimed, { dueAt: new Date(bench.clock.now().getTime() + 3_600_000) });
    expect(await claimOne(bench, kind)).toMatchObject({ wantedSeen: 2, attempts: 1 });
  });

  test('counts and the next time follow what happens', async () => {
    const [shop, kind] = [aShopDomain(), aKind()];
    const { jobs } = bench.store;
    const before = await jobs.counts(bench.clock.now());
    const difference = async () => {
      const now = await jobs.counts(bench.clock.now());
      return { due: now.due - before.due, later: now.later - before.later, running: now.running - before.running, idle: now.idle - before.idle };
    };
    const longAgo = new Date('1999-01-01T00:00:00Z');
    await jobs.ring({ shop, kind, subject: '1', dueAt: longAgo });
    expect(await jobs.nextDueAt()).toEqual(longAgo);
    expect(await difference()).toEqual({ due: 1, later: 0, running: 0, idle: 0 });
    const claimed = await claimOne(bench, kind);
    expect(await difference()).toEqual({ due: 0, later: 0, running: 1, idle: 0 });
    await jobs.settle(claimed, { dueAt: new Date(bench.clock.now().getTime() + 1) });
    expect(await difference()).toEqual({ due: 0, later: 1, running: 0, idle: 0 });
    await bench.clock.advance(1);
    await jobs.settle(await claimOne(bench, kind), { done: true });
    expect(await jobs.get({ shop, kind, subject: '1' })).toMatchObject({ wanted: 1, done: 1 });
    expect(await jobs.nextDueAt()).not.toEqual(longAgo);
  });

  test('a refused statement undoes everything, wherever it stands, and leaves its neighbours alone', async () => {
    const shop = aShopDomain();
    const { links, journal } = bench.store;
    const link = { shop, companyId: 'c', kind: 'invoice' as const, shopifyId: '1', orderId: '1', bexioId: 1, detail: {} };
    await links.add(link);
    const taken = links.adding({ ...link, bexioId: 2 });
    const line = (event: string) => journal.adding({ shop, orderId: '1', event, at: start });
    const commits = [[line('a'), taken], [line('kept 1')], [taken, line('b')], [line('c'), taken, line('d')], [line('kept 2')]];
    const results = await Promise.allSettled(commits.map((statements) => bench.store.atomically(statements)));
    expect(results.map((one) => one.status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(reasons(results)).toEqual([expect.any(LinkTaken), expect.any(LinkTaken), expect.any(LinkTaken)]);
    expect((await journal.of(shop, '1')).map((one) => one.event).toSorted()).toEqual(['kept 1', 'kept 2']);
    await bench.store.atomically([]);
  });
}
