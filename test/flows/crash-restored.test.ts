import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { firmOrder, personOrder } from './buyers.ts';
import { openCrashRun, pointsOf, type CrashRun } from './crash-run.ts';
import { booksOf } from './second-life.ts';

// Fault 34 with fault 17: while the app is putting together again what its restored database has forgotten, it is killed at every moment.

let run: CrashRun;
beforeAll(async () => {
  // A sweep leaves out what changed in its own second: the next one has it, and must not be five minutes away.
  run = await openCrashRun({ settings: { articles: 'create' }, environment: { SHOPIFY_SWEEP_SECONDS: '5' } });
});
afterAll(() => run.close());

test('killed at every moment of recollecting: the books stay as they were', async () => {
  const { shop, shopify } = run.open;
  const unpaid = { payments: [{ gateway: 'bank_deposit', status: 'PENDING' as const }] };
  let life = await run.life();
  const refunded = shop.editor.create(personOrder('rueck@flow.example'));
  const edited = shop.editor.create(personOrder('aender@flow.example', unpaid));
  await heard([refunded, edited]);
  await life.stop();
  copyDatabase('-copy');

  life = await run.life();
  shop.editor.refund(refunded.id, { lines: [{ line: 0, quantity: 1 }] });
  shop.editor.edit(edited.id, { add: [{ title: 'Honig', price: '11.40', taxRate: '0.026' }] });
  const firm = shop.editor.create(firmOrder('firma@flow.example'));
  const back = shop.editor.create(personOrder('zurueck@flow.example'));
  await heard([refunded, edited, firm, back]);
  shop.editor.cancel(back.id);
  await heard([back]);
  await life.stop();
  const books = booksOf(run.open);

  // Undisturbed, to see its moments. The sweep finds the orders, no webhook comes again.
  restore();
  life = await run.life();
  const all = [back.legacyId, firm.legacyId, edited.legacyId, refunded.legacyId];
  await life.finish(all);
  await life.stop();
  expect(booksOf(run.open)).toEqual(books);
  const moments = life.moments;
  // One order that is found with its payment and its entry, and of the replaced invoice what the first has not.
  const pointsAt = (order: StoredOrder) => pointsOf(moments, order.legacyId).map((point) => ({ order, point }));
  const points = [...pointsAt(back), ...pointsAt(edited).filter(({ point }) => point.moment === 'link-recorded')];
  const died = new Set<string>();

  for (const { order, point } of points) {
    restore();
    life = await run.life();
    await life.aim({ subject: order.legacyId, ...point });
    // Whether the sweep or a settled neighbour rings an order first, and so how often it is claimed, is not the same in every life.
    const reached = await Promise.race([life.death().then(() => true), life.finish(all).then(() => false, () => true)]);
    if (reached) {
      died.add(point.moment);
      life = await run.life();
      await life.finish(all);
    }
    await life.stop();
    expect({ order: order.name, point, books: booksOf(run.open) }).toEqual({ order: order.name, point, books });
  }
  expect(died).toEqual(new Set(['claimed', 'order-read', 'link-recorded', 'intent-prepared', 'payment-recorded', 'done']));
  const store = await run.store();
  const states = await Promise.all([refunded, edited, firm, back].map(async (one) => (await store.orders.get(shop.domain, one.legacyId))?.state));
  expect(states).toEqual(['booked', 'booked', 'booked', 'booked']);

  async function heard(orders: StoredOrder[]): Promise<void> {
    await shopify.deliveries.idle();
    await shopify.deliveries.retryDue({ all: true });
    await life.finish(orders.map((order) => order.legacyId));
  }
});

function file(suffix: string): string {
  return run.open.environment['DATABASE_URL']!.slice('file:'.length) + suffix;
}

/** Nobody has it open. */
function copyDatabase(suffix: string): void {
  expect(existsSync(file('-wal'))).toBe(false);
  copyFileSync(file(''), file(suffix));
}

function restore(): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file(suffix), { force: true });
  copyFileSync(file('-copy'), file(''));
}
