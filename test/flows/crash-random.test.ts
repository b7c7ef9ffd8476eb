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
  const acknowledged = () => shopify.deliveries.all().filter((one) => one.attempts.some((attempt) => attempt.status === 200));
  shopify.deliveries.duplicate(2);
  shopify.deliveries.shuffle(4_711);
  for (let count = 0; count < kills; count++) {
    const life = await run.life();
    shopify.deliveries.pause();
    // Few buyers, so that a killed run's contact is also wanted by others.
    for (let index = 0; index < 6; index++) shop.editor.create(personOrder(`kunde-${(count + index) % 9}@flow.example`));
    shopify.deliveries.resume();
    void shopify.deliveries.retryDue({ all: true });
    // How far it comes is chance, in webhooks or in bookings and not in time: a slow machine must come somewhere, and a quick one not to the end.
    const progress = count % 2 === 0 ? () => acknowledged().length : () => bexio.requests.count({ method: 'POST' });
    const goal = progress() + 3 + Math.floor(random() * 10);
    await expect.poll(progress, { interval: 1 }).toBeGreaterThanOrEqual(goal);
    await new Promise((resolve) => setTimeout(resolve, random() * 30));
    life.kill();
    await life.death();
  }
  await shopify.deliveries.idle();
  const heard = acknowledged();
  expect(heard.length).toBeGreaterThan(50);

  const last = await run.life();
  await shopify.deliveries.retryDue({ all: true });
  await last.finish(shop.orders().map((order) => order.legacyId));
  await last.stop();
  const store = await run.store();
  const kept = await Promise.all(heard.map((one) => store.inbox.get(shop.domain, one.id)));
  expect(kept.filter((one) => one === null)).toEqual([]);
  expect(await violations({ store, bexio, tenants: [{ shop, books: bexio.books }] })).toEqual([]);
  expect(bexio.books.invoices()).toHaveLength(6 * kills);
});
