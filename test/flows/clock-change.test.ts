import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { personOrder } from './buyers.ts';
import { jumpingClock } from './jumping-clock.ts';
import { openShop, type OpenShop, type OpenShopOptions } from './open-shop.ts';

// Fault 35: the two nights in which Swiss clocks are changed, midnight in Zürich against midnight in UTC, and clocks that do not agree.

const minuteMs = 60_000;
const unpaid = { payments: [{ gateway: 'bank_deposit', status: 'PENDING' as const }] };

let clock: ReturnType<typeof jumpingClock>;
let open: OpenShop;
afterEach(() => open.close());

type Skew = { bexioMs?: number; shopifyMs?: number };

/**
 * Everybody's clock, and by how much bexio's and Shopify's are off. Off only once the merchant has settled in: a session token lives for a
 * minute, so with such a skew nobody signs in at all, and rightly.
 */
async function at(start: string, options: OpenShopOptions = {}, skew: Skew = {}): Promise<void> {
  clock = jumpingClock(new Date(start));
  let off: Skew = {};
  const clockOf = (of: keyof Skew): Clock['now'] => () => new Date(clock.now().getTime() + (off[of] ?? 0));
  open = await openShop({ ...options, bexio: { now: clockOf('bexioMs') }, shopify: { now: clockOf('shopifyMs') }, app: { clock, log: createLog('silent') } });
  await open.settled();
  off = skew;
}

/** Steps of five minutes, as the poll takes them. */
async function until(instant: string, each: (now: Date) => Promise<void> | void = () => {}): Promise<void> {
  while (clock.now() < new Date(instant)) {
    clock.jump(5 * minuteMs);
    await each(clock.now());
    await open.settled();
  }
}

async function sold(mail: string): Promise<StoredOrder> {
  const order = open.place(personOrder(mail, unpaid));
  await open.finished([order]);
  await open.settled();
  return order;
}

const shown = (order: StoredOrder) => open.shop.metafields(order.id).find(({ key }) => key === 'status')?.value;
const invoiceOf = (order: StoredOrder) => open.invoicesOf(order)[0]!;
const isPaidInShopify = (order: StoredOrder) => order.transactions.filter((one) => one.status === 'SUCCESS').length;

describe('the hour that comes twice', () => {
  test('bills paid in bexio every twenty minutes through the night are all seen, each once', async () => {
    // 25 October 2026, 03:00 summer time becomes 02:00: bexio writes 02:00 to 02:59 twice.
    await at('2026-10-25T00:10:00+02:00');
    const bills: StoredOrder[] = [];
    for (let index = 0; index < 14; index++) bills.push(await sold(`nacht-${index}@flow.example`));
    const paid: StoredOrder[] = [];
    let due = bills.length;
    await until('2026-10-25T04:30:00+01:00', (now) => {
      if (due === 0 || (now.getTime() / minuteMs) % 20 >= 5) return;
      const bill = bills[bills.length - due]!;
      due -= 1;
      open.bexio.books.payInvoice(invoiceOf(bill).id);
      paid.push(bill);
    });
    expect(paid).toHaveLength(bills.length);
    await until('2026-10-25T05:00:00+01:00');
    expect(bills.map(shown)).toEqual(bills.map(() => 'paid'));
    expect(bills.map(isPaidInShopify)).toEqual(bills.map(() => 1));
    expect(bills.map((bill) => invoiceOf(bill).payments.length)).toEqual(bills.map(() => 1));
  });

  test('orders of both hours are swept and booked once, in a night without webhooks', async () => {
    await at('2026-10-25T01:30:00+02:00');
    open.shopify.deliveries.drop(() => true);
    const orders: StoredOrder[] = [];
    await until('2026-10-25T04:00:00+01:00', (now) => {
      if ((now.getTime() / minuteMs) % 20 < 5) orders.push(open.shop.editor.create(personOrder(`nacht-${orders.length}@flow.example`)));
    });
    await until('2026-10-25T04:30:00+01:00');
    expect(orders.length).toBeGreaterThan(8);
    expect((await open.finished(orders)).map(({ state }) => state)).toEqual(orders.map(() => 'booked'));
    expect(orders.map((order) => open.invoicesOf(order).length)).toEqual(orders.map(() => 1));
    expect(new Set(orders.map((order) => invoiceOf(order).is_valid_from))).toEqual(new Set(['2026-10-25']));
  });
});

test('the hour that does not exist: what is paid before and after it is seen', async () => {
  // 29 March 2026, 02:00 becomes 03:00.
  await at('2026-03-29T01:30:00+01:00');
  const bills = [await sold('vor@flow.example'), await sold('nach@flow.example')];
  clock.jump(new Date('2026-03-29T01:59:30+01:00').getTime() - clock.now().getTime());
  open.bexio.books.payInvoice(invoiceOf(bills[0]!).id);
  clock.jump(minuteMs);
  open.bexio.books.payInvoice(invoiceOf(bills[1]!).id);
  await until('2026-03-29T03:40:00+02:00');
  expect(bills.map(shown)).toEqual(['paid', 'paid']);
  expect(bills.map(isPaidInShopify)).toEqual([1, 1]);
});

describe('midnight', () => {
  test.each([
    ['in summer, a minute before midnight in Zürich', '2026-07-31T23:59:00+02:00', '2026-07-31'],
    ['in summer, a minute after it, when it is yesterday in UTC', '2026-08-01T00:01:00+02:00', '2026-08-01'],
    ['in winter, a minute after it', '2026-12-01T00:01:00+01:00', '2026-12-01'],
    ['in winter, when it is midnight in UTC', '2026-12-01T01:00:30+01:00', '2026-12-01'],
    ['on the last evening of the year', '2026-12-31T23:59:30+01:00', '2026-12-31'],
  ])('%s: invoice and payment bear the day of the shop', async (_name, instant, day) => {
    await at(instant);
    const order = open.place(personOrder('mitternacht@flow.example'));
    await open.finished([order]);
    const { is_valid_from: date, payments } = invoiceOf(order);
    expect([date, ...payments.map((one) => one.date)]).toEqual([day, day]);
  });

  test('the start date and the lock date count by the shop’s midnight, not by UTC’s', async () => {
    // Both borders are 1 November 00:00 in Zürich, which is 31 October 23:00 in UTC.
    await at('2026-10-31T23:58:30+01:00', { settings: { goLiveAt: '2026-10-31T23:00:00.000Z' } });
    const before = open.place(personOrder('oktober@flow.example'));
    clock.jump(2 * minuteMs);
    const after = open.place(personOrder('november@flow.example'));
    expect((await open.finished([before, after])).map(({ state, detail }) => [state, (detail as { why?: string }).why])).toEqual([['skipped', 'before-go-live'], ['booked', undefined]]);

    await open.decide({ goLiveAt: '2000-01-01T00:00:00.000Z', lockDate: '2026-10-31' });
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'order', subject: before.legacyId });
    const [locked] = await open.finished([before]);
    expect((locked!.detail as { problem?: { reason: string } }).problem?.reason).toBe('period-locked');
    const next = open.place(personOrder('offen@flow.example'));
    expect((await open.finished([next])).map(({ state }) => state)).toEqual(['booked']);
    expect(invoiceOf(next).is_valid_from).toBe('2026-11-01');
  });
});

describe('clocks that do not agree', () => {
  test.each([
    ['bexio five minutes ahead', { bexioMs: 5 * minuteMs }],
    ['bexio five minutes behind', { bexioMs: -5 * minuteMs }],
    ['Shopify four minutes ahead', { shopifyMs: 4 * minuteMs }],
    ['Shopify four minutes behind', { shopifyMs: -4 * minuteMs }],
    ['both, in opposite ways', { bexioMs: 5 * minuteMs, shopifyMs: -4 * minuteMs }],
  ])('%s: orders without webhooks and bills paid in bexio are found', async (_name, off: Skew) => {
    await at('2026-11-20T09:00:00+01:00', {}, off);
    const bill = await sold('rechnung@flow.example');
    open.shopify.deliveries.drop(() => true);
    const orders: StoredOrder[] = [];
    await until('2026-11-20T10:00:00+01:00', (now) => {
      if ((now.getTime() / minuteMs) % 20 < 5) orders.push(open.shop.editor.create(personOrder(`stumm-${orders.length}@flow.example`)));
      if (orders.length === 2 && invoiceOf(bill).payments.length === 0) open.bexio.books.payInvoice(invoiceOf(bill).id);
    });
    await until('2026-11-20T10:30:00+01:00');
    expect(await Promise.all(orders.map(async (order) => (await open.app.store.orders.get(open.shop.domain, order.legacyId))?.state))).toEqual(orders.map(() => 'booked'));
    expect(shown(bill)).toBe('paid');
    expect(isPaidInShopify(bill)).toBe(1);
    expect(open.bexio.books.invoices()).toHaveLength(orders.length + 1);
  });

  test('the app’s clock was two hours ahead and is put right: what no webhook told meanwhile is swept', async () => {
    const off: Skew = { bexioMs: -120 * minuteMs, shopifyMs: -120 * minuteMs };
    await at('2026-11-20T11:00:00+01:00', {}, off);
    const sweep = async () => {
      await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'sweep', subject: 'routine' });
      await open.settled();
    };
    await sweep();
    open.shopify.deliveries.drop(() => true);
    clock.jump(-120 * minuteMs);
    Object.assign(off, { bexioMs: 0, shopifyMs: 0 });
    const order = open.shop.editor.create(personOrder('stumm@flow.example'));
    clock.jump(10 * minuteMs);
    await sweep();
    await sweep();
    expect((await open.app.store.orders.get(open.shop.domain, order.legacyId))?.state).toBe('booked');
  });
});
