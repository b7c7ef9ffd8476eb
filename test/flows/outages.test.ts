import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/bexio/sandbox.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { firmOrder, personOrder } from './buyers.ts';
import type { OpenShopOptions } from './open-shop.ts';
import { createSecondLife, type SecondLife } from './second-life.ts';
import { violations } from './oracle.ts';
import { openStage, type Stage } from './stage.ts';

// Two days without one of the three: bexio, Shopify, the app itself. Afterwards everything is exact, and meanwhile the merchant sees it.

/** Not the sign-in: a renewal of the tokens that is carried out and whose answer is lost is a test of its own. */
const apiPath = /^\/[23]\.0\//;
const hourMs = 3_600_000;
const html = '<html><h1>503 Wartungsarbeiten</h1></html>';
/** bexio's limits as recorded, a tenth of them, so that forty orders meet them. */
const tight = { general: 100, search: 25, article: 40, pdf: 25 };

let stage: Stage;
let life: SecondLife | null = null;
afterEach(async () => {
  await (life ?? stage).close();
  life = null;
});

async function open(options: OpenShopOptions = {}): Promise<void> {
  stage = await openStage(options);
}

/** Trades for two days; what happens at each four hours is the test's. */
async function twoDays(each: (index: number) => StoredOrder[]): Promise<StoredOrder[]> {
  const orders: StoredOrder[] = [];
  for (let index = 0; index < 12; index++) {
    orders.push(...each(index));
    await passed(4 * hourMs);
  }
  return orders;
}

async function passed(ms: number): Promise<void> {
  stage.clock.jump(ms);
  await stage.shopify.deliveries.idle();
  await stage.app.worker.idle();
}

async function home(): Promise<string> {
  return (await stage.merchant.open('/')).document.textContent;
}

function sale(index: number): StoredOrder[] {
  const { editor } = stage.shop;
  return [editor.create(personOrder(`kunde-${index % 5}@flow.example`)), editor.create(firmOrder(`firma-${index}@flow.example`)), editor.create(personOrder(`rechnung-${index}@flow.example`, { payments: [{ gateway: 'bank_deposit', status: 'PENDING' }] }))];
}

describe('bexio is down for two days', () => {
  test('in every manner there is: all orders are exact afterwards, within its limits, and Home says why they wait', async () => {
    await open({ bexio: { limits: tight } });
    const before = sale(99);
    await stage.drain(before);
    const manners: Fault[] = [{ kind: 'status', status: 503, html }, { kind: 'cut-before' }, { kind: 'status', status: 500, json: { error_code: 500, message: 'Internal' } }, { kind: 'html', match: { path: apiPath } }, { kind: 'rate-limited', reset: 'none' }, { kind: 'cut-after', match: { path: apiPath } }];
    const orders = await twoDays((index) => {
      stage.bexio.faults.clear();
      stage.bexio.faults.add(manners[index % manners.length]!);
      return sale(index);
    });
    expect(await home()).toContain('bexio antwortet nicht mehr');
    await passed(hourMs);
    const during = await Promise.all(orders.map((order) => stage.record(order)));
    expect(new Set(during.map((record) => record.state))).toEqual(new Set(['retrying']));
    expect((await stage.app.store.connections.get(stage.shop.domain))?.state).toBe('connected');

    stage.bexio.faults.clear();
    stage.bexio.requests.clear();
    await stage.drain([...before, ...orders]);
    expect(await exact()).toEqual([]);
    expect(stage.bexio.books.invoices()).toHaveLength(39);
    const asked = stage.bexio.requests.all();
    // No storm: whoever learns that a minute is used up waits for the next one.
    expect(asked.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(8);
    await passed(hourMs);
    expect(await home()).not.toContain('bexio antwortet nicht mehr');
  });

  test('the answer to a renewal of the tokens is lost, and the old ones are dead: the merchant signs in again, and everything goes on', async () => {
    await open();
    life = createSecondLife(stage);
    stage.bexio.faults.add({ kind: 'cut-after', match: { path: /token/, nth: 1 } });
    const orders = await twoDays((index) => (index < 4 ? sale(index) : []));
    expect((await stage.app.store.connections.get(stage.shop.domain))?.state).toBe('broken');
    stage.bexio.faults.clear();
    await life.reconnect();
    await stage.drain(orders);
    expect(await exact()).toEqual([]);
    expect(stage.bexio.books.invoices()).toHaveLength(12);
  });

  test('what a person did there meanwhile is seen afterwards', async () => {
    await open();
    const [, , bill] = sale(1) as [StoredOrder, StoredOrder, StoredOrder];
    await stage.drain([bill]);
    stage.bexio.faults.add({ kind: 'status', status: 503, html });
    stage.bexio.books.payInvoice(stage.invoicesOf(bill)[0]!.id);
    await twoDays(() => []);
    expect(bill.transactions.some((one) => one.status === 'SUCCESS')).toBe(false);
    stage.bexio.faults.clear();
    await passed(hourMs);
    await passed(60_000);
    expect(bill.transactions.filter((one) => one.status === 'SUCCESS')).toHaveLength(1);
    expect(stage.shop.metafields(bill.id).find(({ key }) => key === 'status')?.value).toBe('paid');
    expect(stage.bexio.books.invoice(stage.invoicesOf(bill)[0]!.id)?.payments).toHaveLength(1);
  });
});

describe('Shopify is down for two days', () => {
  test('its API fails and its webhooks are lost, also those of subscriptions that it removed: the sweep finds every order', async () => {
    await open();
    const before = sale(99);
    await stage.drain(before);
    stage.shopify.deliveries.drop(() => true);
    stage.shopify.faults.add({ kind: 'status', status: 503, match: { path: /graphql|oauth/ } });
    const orders = await twoDays((index) => {
      if (index === 6) stage.shop.editor.refund(before[0]!.id, { amount: '1.00' });
      return sale(index);
    });
    expect(await home()).toContain('Shopify antwortet nicht mehr');
    expect(await Promise.all(orders.map((order) => stage.app.store.orders.get(stage.shop.domain, order.legacyId)))).toEqual(orders.map(() => null));
    stage.shopify.faults.clear();
    await passed(hourMs);
    await stage.drain([...before, ...orders]);
    expect(await exact()).toEqual([]);
    expect(stage.bexio.books.invoices()).toHaveLength(39);
    expect(stage.bexio.books.manualEntries()).toHaveLength(1);
    await passed(hourMs);
    expect(await home()).not.toContain('Shopify antwortet nicht mehr');
    expect(await home()).toContain('nicht gemeldet');
  });
});

describe('the app itself is down for two days', () => {
  test('Shopify gives up on its webhooks: the next start finds every order', async () => {
    await open();
    life = createSecondLife(stage);
    const before = sale(99);
    await stage.drain(before);
    await life.stop();
    const orders: StoredOrder[] = [];
    for (let index = 0; index < 12; index++) {
      orders.push(...sale(index));
      await stage.shopify.deliveries.idle();
      stage.clock.jump(4 * hourMs);
      await stage.shopify.deliveries.retryDue({ all: true });
    }
    stage.shop.editor.refund(before[0]!.id, { amount: '1.00' });
    for (let tries = 0; tries < 9; tries++) await stage.shopify.deliveries.retryDue({ all: true });
    expect(stage.shopify.deliveries.of({ state: 'failed' }).length).toBeGreaterThan(36);
    stage.clock.jump(hourMs);
    await life.start(null);
    await life.drained([...before, ...orders]);
    expect((await life.app().store.connections.get(stage.shop.domain))?.state).toBe('connected');
    expect(await exact(life)).toEqual([]);
    expect(stage.bexio.books.invoices()).toHaveLength(39);
    expect(stage.bexio.books.manualEntries()).toHaveLength(1);
  });
});

/** The refund of one order since its booking is no fault. */
async function exact(one: SecondLife | null = null): Promise<string[]> {
  const store = (one?.app() ?? stage.app).store;
  return violations({ store, bexio: stage.bexio, tenants: [{ shop: stage.shop, books: stage.bexio.books }] });
}
