import { expect } from 'vitest';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { pointsOf, type CrashRun, type Point } from './crash-run.ts';
import type { OpenShop } from './open-shop.ts';
import { bookedOf, violations } from './oracle.ts';

/** One buyer's orders; `mail` tells the buyers apart. */
export type Scenario = {
  /** The order that is cut off. */
  first(mail: string): OrderInput;
  /** What happens to it before the app hears of it. */
  afterwards?(run: CrashRun, order: StoredOrder): void;
  /** The same buyer's next order, placed while the first one is being recovered. */
  next(mail: string): OrderInput;
};

const mailOf = (index: number) => `kaeufer-${index}@flow.example`;

/**
 * Lets one order go through undisturbed and notes its moments; then kills the process once at each of them (or at the chosen ones), each time with an order of a new
 * buyer, and starts it again on the same database. What was cut off is recovered while the next order is under way and the process dies again.
 * In the end every order must stand in the books like the undisturbed one.
 */
export async function killEverywhere(run: CrashRun, scenario: Scenario, chosen: (all: Point[]) => Point[] = (all) => all): Promise<Point[]> {
  const { open } = run;
  const placed: { order: StoredOrder; mail: string; which: 'first' | 'next' }[] = [];
  const place = (which: 'first' | 'next', index: number) => {
    const mail = mailOf(index);
    const order = open.shop.editor.create(scenario[which](mail));
    if (which === 'first') scenario.afterwards?.(run, order);
    placed.push({ order, mail, which });
    return order;
  };

  open.shopify.deliveries.pause();
  let life = await run.life();
  const quiet = place('first', 0);
  open.shopify.deliveries.resume();
  await life.finish([quiet.legacyId]);
  const quietNext = place('next', 0);
  await life.finish([quietNext.legacyId]);
  const points = chosen(pointsOf(life.moments, quiet.legacyId));

  for (const [at, point] of points.entries()) {
    open.shopify.deliveries.pause();
    if (at > 0) place('next', at);
    const order = place('first', at + 1);
    await life.aim({ subject: order.legacyId, ...point });
    open.shopify.deliveries.resume();
    void deliverAgain(open);
    await withinSeconds(300, life.death(), () => `${point.moment} ${point.nth} did not come`);
    life = await run.life();
  }
  await life.aim(null);
  await deliverAgain(open);
  await life.finish(placed.map(({ order }) => order.legacyId));
  await life.stop();

  const store = await run.store();
  expect(await violations({ store, bexio: open.bexio, tenants: [{ shop: open.shop, books: open.bexio.books }] })).toEqual([]);
  const books = await Promise.all(
    placed.map(async ({ order, mail, which }) => {
      const record = await store.orders.get(open.shop.domain, order.legacyId);
      return { which, mail, books: anonymous(await bookedOf(open.bexio, { invoiceId: record?.invoiceId ?? null, mail }), order, mail) };
    }),
  );
  // Both orders of a buyer share contact, sales orders and deliveries, so a buyer who never placed a second one is compared without it.
  for (const which of ['first', 'next'] as const) {
    const [undisturbed, ...others] = books.filter((one) => one.which === which);
    const comparable = others.filter((one) => which === 'next' || one.mail !== mailOf(points.length));
    expect(comparable.map((one) => [one.mail, one.books])).toEqual(comparable.map((one) => [one.mail, undisturbed!.books]));
  }
  return points;
}

/** What met a dead process, or a connection kept alive from the one before, is sent again now instead of in a minute. */
async function deliverAgain({ shopify }: OpenShop): Promise<void> {
  await shopify.deliveries.idle();
  await shopify.deliveries.retryDue({ all: true });
}

/** Names of orders and buyers differ from run to run. */
function anonymous(books: unknown, order: StoredOrder, mail: string): unknown {
  return JSON.parse(JSON.stringify(books).replaceAll(order.name, '#').replaceAll(/#\d+/g, '#').replaceAll(mail.split('@', 1)[0]!, 'kaeufer'));
}

async function withinSeconds(seconds: number, work: Promise<void>, why: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(why())), seconds * 1_000);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
