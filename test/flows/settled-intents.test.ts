import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeFailure } from '../../src/sync/verdict.ts';
import { LeaseTaken, withLease } from '../../src/sync/with-lease.ts';
import { firmOrder, personOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

/** Small mends of the protocol, each with the story in which it was missing. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ settings: { documents: 'order-delivery-invoice', deliver: 'at-once', articles: 'text' } });
});
afterAll(() => stage.close());

test('a conversion whose invoice is not linked any more is taken over, not made a second time', async () => {
  const order = stage.place(firmOrder('uebernahme@flow.example'));
  await stage.drain([order]);
  const { store } = stage.app;
  const { companyId } = stage.bexio.books;
  const made = stage.invoicesOf(order);
  await store.links.remove(stage.shop.domain, companyId, 'invoice', order.legacyId);
  await stage.run({ kind: 'order', subject: order.legacyId });
  await stage.drain([order]);
  expect(stage.invoicesOf(order).map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  expect(await store.links.find(stage.shop.domain, companyId, 'invoice', order.legacyId)).toMatchObject({ bexioId: made[0]!.id });
  expect(await stage.record(order)).toMatchObject({ state: 'booked' });
  expect(await stage.violations()).toEqual([]);
});

test('the sweep looks at what has no draft stage once and is done with it', async () => {
  const { faults } = stage.bexio;
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/contact$/, nth: 1 }, kind: 'cut-after' });
  faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_order$/, nth: 1 }, kind: 'cut-after' });
  const order = stage.place(personOrder('besen@flow.example'));
  await stage.drain([order]);
  faults.clear();
  const due = () => stage.app.store.intents.dueForCheck(stage.shop.domain, new Date(stage.clock.now().getTime() + 30 * 24 * 3_600_000));
  expect((await due()).map(({ kind }) => kind).toSorted()).toEqual(['contact', 'sales-order']);
  const removed = stage.bexio.requests.count({ method: 'DELETE' });
  stage.clock.jump(10 * 60_000);
  await stage.run({ kind: 'strays', subject: 'routine' });
  expect(await due()).toEqual([]);
  expect(stage.bexio.requests.count({ method: 'DELETE' })).toBe(removed);
  expect(await stage.violations()).toEqual([]);
});

describe('a run that waits for another’s lease', () => {
  test('comes back within seconds, as often as it takes, and never becomes a problem', () => {
    for (const attempts of [0, 4, 5, 100]) {
      const verdict = judgeFailure(new LeaseTaken('contact:somebody'), attempts, stage.clock.now());
      expect(verdict).toMatchObject({ next: 'retry', countsAsAttempt: false, cause: 'LeaseTaken: contact' });
      expect(verdict.next === 'retry' && verdict.delayMs).toBeLessThanOrEqual(2_500);
    }
  });

  test('is given up on by the run after its patience, and the other one is not disturbed', async () => {
    const { store } = stage.app;
    let release: () => void = () => {};
    const held = withLease({ store, clock: stage.clock }, 'contact:x', () => new Promise<void>((resolve) => (release = resolve)));
    const refused = withLease({ store, clock: stage.clock }, 'contact:x', async () => 'in').then(() => null, (error: unknown) => error);
    stage.clock.jump(20_001);
    expect(await refused).toBeInstanceOf(LeaseTaken);
    release();
    await held;
    expect(await withLease({ store, clock: stage.clock }, 'contact:x', async () => 'in')).toBe('in');
  });
});
