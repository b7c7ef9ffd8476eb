import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../src/sandbox/shopify/deliveries.ts';
import { personOrder } from './buyers.ts';
import { openCrashRun, type CrashRun } from './crash-run.ts';
import { violations } from './oracle.ts';

// Fault 1: killed at any time while webhooks pour in. What was acknowledged is there; what was not is delivered again.

const kills = 10;

let run: CrashRun;
beforeAll(async () => {
  run = await openCrashRun();
});
afterAll(() => run.close());

test('ten kills at random times under webhooks: nothing acknowledged is lost, nothing is doubled', async () => {
  const { shop, shopify, bexio } = run.open;
  const random = seededRandom(4_711);
  shopify.deliveries.duplicate(2);
  shopify.deliveries.shuffle(4_711);
  for (let count = 0; count < kills; count++) {
    const life = await run.life();
    shopify.deliveries.pause();
    // Few buyers, so that a killed run's contact is also wanted by others.
    for (let index = 0; index < 6; index++) shop.editor.create(personOrder(`kunde-${(count + index) % 9}@flow.example`));
    shopify.deliveries.resume();
    void shopify.deliveries.retryDue({ all: true });
    await new Promise((resolve) => setTimeout(resolve, 20 + random() * 300));
    life.kill();
    await life.death();
  }
  await shopify.deliveries.idle();
  const acknowledged = shopify.deliveries.all().filter((one) => one.attempts.some((attempt) => attempt.status === 200));
  expect(acknowledged.length).toBeGreaterThan(50);

  const last = await run.life();
  await shopify.deliveries.retryDue({ all: true });
  await last.finish(shop.orders().map((order) => order.legacyId));
  await last.stop();
  const store = await run.store();
  const kept = await Promise.all(acknowledged.map((one) => store.inbox.get(shop.domain, one.id)));
  expect(kept.filter((one) => one === null)).toEqual([]);
  expect(await violations({ store, bexio, tenants: [{ shop, books: bexio.books }] })).toEqual([]);
  expect(bexio.books.invoices()).toHaveLength(6 * kills);
});
