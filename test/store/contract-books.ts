import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrderQuery } from '../../src/store/orders.ts';
import { IntentMoved, LinkTaken } from '../../src/store/store.ts';
import type { Bench } from './contract.ts';
import { anOrder, aShopDomain, reasons, start } from './samples.ts';

export function booksContract(bench: Bench): void {
  describe('orders', () => {
    ordersContract(bench);
  });
  describe('intents', () => {
    intentsContract(bench);
  });
  describe('links and journal', () => {
    linksContract(bench);
  });
  describe('customers', () => {
    customersContract(bench);
  });
}

function ordersContract(bench: Bench): void {
  test('an order has one line, and an older reading does not replace a newer one', async () => {
    const shop = aShopDomain();
    const { orders } = bench.store;
    await orders.record(anOrder({ shop }));
    const booked = anOrder({ shop, state: 'booked', detail: { kind: 'booked' }, invoiceId: 9, invoiceNumber: 'RE-00009', invoiceTotalMinor: 10_810, vatMinor: 810, paidMinor: 10_810, shopifyUpdatedAt: new Date(start.getTime() + 2) });
    await orders.record(booked);
    await orders.record(anOrder({ shop, state: 'problem', shopifyUpdatedAt: new Date(start.getTime() + 1) }));
    expect(await orders.get(shop, '5001')).toEqual({ ...booked, changedAt: bench.clock.now() });
    expect(await orders.countByState(shop)).toEqual({ working: 0, waiting: 0, booked: 1, skipped: 0, problem: 0, retrying: 0 });
    expect(await orders.get(aShopDomain(), '5001')).toBeNull();
  });

  test('amounts and ids beyond 32 bits are kept exactly', async () => {
    const shop = aShopDomain();
    const order = anOrder({ shop, orderId: '12345678901234567890', totalMinor: 9_007_199_254_740_991, name: '#1\u0000' });
    await bench.store.orders.record(order);
    expect(await bench.store.orders.get(shop, order.orderId)).toMatchObject({ totalMinor: 9_007_199_254_740_991, name: '#1' });
  });

  test('filters find what they name, alone and together, page by page', async () => {
    const shop = aShopDomain();
    const { orders } = bench.store;
    const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
    const problem = (reason: string) => ({ state: 'problem' as const, detail: { kind: 'problem', problem: { reason } } });
    await orders.record(anOrder({ shop, orderId: '1', processedAt: at(1), gateways: 'twint', totalMinor: 12_990, ...problem('gateway-not-mapped') }));
    await orders.record(anOrder({ shop, orderId: '2', processedAt: at(2), gateways: 'twint,gift_card', totalMinor: 500, invoiceTotalMinor: 12_990, state: 'booked' }));
    await orders.record(anOrder({ shop, orderId: '3', processedAt: at(3), gateways: 'my_twint', totalMinor: 130, currency: 'JPY', ...problem('account-missing') }));
    await orders.record(anOrder({ shop, orderId: '4', processedAt: at(4), gateways: '', totalMinor: 12_990, currency: 'JPY', ...problem('gateway-not-mapped') }));
    await orders.record(anOrder({ shop: aShopDomain(), orderId: '9', gateways: 'twint', totalMinor: 12_990, ...problem('gateway-not-mapped') }));
    const found = async (query: Omit<OrderQuery, 'shop'>) => {
      const all: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await orders.list({ shop, limit: 1, ...query, ...(cursor === null ? {} : { cursor }) });
        all.push(...page.orders.map((order) => order.orderId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return all.join(' ');
    };
    expect(await found({ gateway: 'twint' })).toBe('2 1');
    expect(await found({ gateway: 'gift_card' })).toBe('2');
    expect(await found({ gateway: 'wint' })).toBe('');
    expect(await found({ problem: 'gateway-not-mapped' })).toBe('4 1');
    expect(await found({ from: at(2) })).toBe('4 3 2');
    expect(await found({ until: at(2) })).toBe('1');
    expect(await found({ from: at(2), until: at(4) })).toBe('3 2');
    expect(await found({ amount: { minor: 12_990, others: new Map() } })).toBe('4 2 1');
    expect(await found({ amount: { minor: 12_990, others: new Map([['JPY', 130]]) } })).toBe('3 2 1');
    expect(await found({ amount: { minor: 12_990, others: new Map([['JPY', 130]]) }, state: 'problem', gateway: 'my_twint', problem: 'account-missing', from: at(3) })).toBe('3');
    expect(await orders.gateways(shop)).toEqual(['gift_card', 'my_twint', 'twint']);
    expect(await orders.countByProblem(shop)).toEqual([{ problem: 'gateway-not-mapped', orders: 2 }, { problem: 'account-missing', orders: 1 }]);
    await orders.record(anOrder({ shop, orderId: '1', state: 'working', detail: null }));
    expect(await found({ problem: 'gateway-not-mapped' })).toBe('4');
  });

  test('figures per span, state and currency', async () => {
    const shop = aShopDomain();
    const { orders } = bench.store;
    const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
    await orders.record(anOrder({ shop, orderId: '1', processedAt: at(-1), totalMinor: 1 }));
    await orders.record(anOrder({ shop, orderId: '2', processedAt: at(0), totalMinor: 1_000, invoiceTotalMinor: 1_000, state: 'booked' }));
    await orders.record(anOrder({ shop, orderId: '3', processedAt: at(23.9), totalMinor: 2_000, invoiceTotalMinor: 1_999, state: 'booked' }));
    await orders.record(anOrder({ shop, orderId: '4', processedAt: at(24), totalMinor: 9_007_199_254_740_000 }));
    await orders.record(anOrder({ shop, orderId: '5', processedAt: at(50), totalMinor: 5, currency: 'EUR' }));
    const figures = await orders.figures(shop, [at(0), at(24), at(48)]);
    expect(figures.toSorted((a, b) => a.span - b.span)).toEqual([
      { span: 0, state: 'booked', currency: 'CHF', orders: 2, totalMinor: 3_000, invoicedMinor: 2_999, openMinor: 0 },
      { span: 1, state: 'working', currency: 'CHF', orders: 1, totalMinor: 9_007_199_254_740_000, invoicedMinor: 0, openMinor: 9_007_199_254_740_000 },
      { span: 2, state: 'working', currency: 'EUR', orders: 1, totalMinor: 5, invoicedMinor: 0, openMinor: 5 },
    ]);
    expect((await orders.figures(shop, [at(48)])).map(({ span, orders: number }) => [span, number])).toEqual([[0, 1]]);
    expect(await orders.figures(shop, [])).toEqual([]);
  });

  test('pages show every order once, newest first, whatever the page size', async () => {
    const shop = aShopDomain();
    const minutes = [5, 3, 3, 3, 9, 1, 1, 7];
    for (const [index, minute] of minutes.entries()) {
      await bench.store.orders.record(anOrder({ shop, orderId: String(5000 + index), processedAt: new Date(start.getTime() + minute * 60_000), state: index % 2 ? 'booked' : 'problem' }));
    }
    const pages = async (limit: number, more: { state?: 'booked' } = {}) => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await bench.store.orders.list({ shop, limit, ...more, ...(cursor === null ? {} : { cursor }) });
        expect(page.orders.length).toBeLessThanOrEqual(limit);
        seen.push(...page.orders.map((order) => order.orderId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return seen;
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (limit) => {
        expect(await pages(limit)).toEqual(['5004', '5007', '5000', '5003', '5002', '5001', '5006', '5005']);
        expect(await pages(limit, { state: 'booked' })).toEqual(['5007', '5003', '5001', '5005']);
      }),
      { numRuns: 9 },
    );
    expect((await bench.store.orders.list({ shop, cursor: 'nonsense' })).orders).toHaveLength(8);
  });

  test('the search knows names, numbers and buyers, in any case, and takes wildcards literally', async () => {
    const shop = aShopDomain();
    await bench.store.orders.record(anOrder({ shop, orderId: '1', name: '#1001', customerLabel: 'Zoë Ünal 100% AG' }));
    await bench.store.orders.record(anOrder({ shop, orderId: '2', name: '#1002', customerLabel: null, invoiceNumber: 'RE-00042' }));
    const found = async (search: string) => (await bench.store.orders.list({ shop, search })).orders.map((order) => order.orderId);
    expect(await found('ZOË ü')).toEqual(['1']);
    expect(await found('re-00042')).toEqual(['2']);
    expect(await found('#100')).toEqual(['2', '1']);
    expect(await found('100%')).toEqual(['1']);
    expect(await found('%')).toEqual(['1']);
    expect(await found('_')).toEqual([]);
    expect(await found(String.raw`\ '`)).toEqual([]);
  });
}

function intentsContract(bench: Bench): void {
  const aKey = (shop = aShopDomain()) => ({ shop, companyId: 'c', orderId: '5001', kind: 'invoice', seq: 1 });

  test('prepared, sent, unclear, searched for, sent again, settled', async () => {
    const { intents } = bench.store;
    const key = aKey();
    const later = new Date(bench.clock.now().getTime() + 120_000);
    expect(await intents.get(key)).toBeNull();
    expect(await intents.prepare({ ...key, ref: 'r', requestHash: 'one' })).toMatchObject({ ...key, state: 'prepared', requestHash: 'one', attempt: 0, sentAt: null, everUnknown: false });
    expect(await intents.prepare({ ...key, ref: 'r', requestHash: 'two' })).toMatchObject({ requestHash: 'two' });
    await intents.markSent(key);
    expect(await intents.prepare({ ...key, ref: 'r', requestHash: 'three' })).toMatchObject({ state: 'sent', requestHash: 'two', attempt: 1, sentAt: bench.clock.now() });
    expect(await intents.listUnknown(key.shop)).toHaveLength(1);
    await intents.markUnknown(key, { nextCheckAt: later, cause: 'timeout' });
    expect(await intents.dueForCheck(key.shop, bench.clock.now())).toEqual([]);
    expect(await intents.dueForCheck(key.shop, later)).toMatchObject([{ ...key, state: 'unknown', cause: 'timeout', everUnknown: true }]);
    await intents.backToPrepared(key);
    await intents.markSent(key);
    await intents.settle(key, 77);
    expect(await intents.get(key)).toMatchObject({ state: 'settled', remoteId: 77, attempt: 2, everUnknown: true, nextCheckAt: later });
    expect(await intents.listUnknown(key.shop)).toEqual([]);
    await intents.checked(key, null);
    expect(await intents.dueForCheck(key.shop, later)).toEqual([]);
  });

  test('preparing at once makes one intent', async () => {
    const key = aKey();
    await Promise.all(Array.from({ length: 6 }, () => bench.store.intents.prepare({ ...key, ref: 'r', requestHash: 'h' })));
    expect(await bench.store.intents.of(key.shop, 'c', '5001')).toHaveLength(1);
  });

  test('of several that want to send, one may', async () => {
    const key = aKey();
    await bench.store.intents.prepare({ ...key, ref: 'r', requestHash: 'h' });
    const results = await Promise.allSettled([1, 2, 3].map(() => bench.store.intents.markSent(key)));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(reasons(results)).toEqual([expect.any(IntentMoved), expect.any(IntentMoved)]);
  });

  test('no intent is sent twice, becomes unclear unsent, or changes its reference', async () => {
    const { intents } = bench.store;
    const key = aKey();
    await expect(intents.markSent(key)).rejects.toBeInstanceOf(IntentMoved);
    await intents.prepare({ ...key, ref: 'r', requestHash: 'h' });
    await expect(intents.markUnknown(key, { nextCheckAt: start })).rejects.toBeInstanceOf(IntentMoved);
    await expect(intents.prepare({ ...key, ref: 'other', requestHash: 'h' })).rejects.toBeInstanceOf(IntentMoved);
    await intents.markRefused(key, 'bexio: 422');
    expect(await intents.get(key)).toMatchObject({ state: 'refused', cause: 'bexio: 422' });
    await intents.markSent(key);
    await intents.settle(key, 1);
    await expect(intents.markSent(key)).rejects.toBeInstanceOf(IntentMoved);
    await expect(intents.markRefused(key, 'late')).rejects.toBeInstanceOf(IntentMoved);
  });
}

function linksContract(bench: Bench): void {
  test('links are found by order, by key and from bexio, and belong to one company', async () => {
    const shop = aShopDomain();
    const { links } = bench.store;
    const companyId = aShopDomain();
    const invoice = { shop, companyId, kind: 'invoice' as const, shopifyId: '5001', orderId: '5001', bexioId: 12, detail: { stage: 'draft' } };
    const article = { shop, companyId, kind: 'article' as const, shopifyId: 'SKU-1', orderId: null, bexioId: 4, detail: {} };
    await links.add(invoice);
    await links.add(article);
    await links.add({ ...invoice, detail: { stage: 'issued' } });
    await expect(links.add({ ...invoice, bexioId: 13 })).rejects.toBeInstanceOf(LinkTaken);
    expect(await links.of(shop, companyId, '5001')).toEqual([{ ...invoice, detail: { stage: 'issued' }, createdAt: bench.clock.now() }]);
    expect(await links.find(shop, companyId, 'article', 'SKU-1')).toMatchObject(article);
    expect(await links.all(shop, companyId, 'article')).toHaveLength(1);
    expect(await links.find(shop, 'another company', 'invoice', '5001')).toBeNull();
    for (const shopifyId of ['run1:7', 'run1:8', 'run2:1']) await links.add({ shop, companyId, kind: 'undo-order', shopifyId, orderId: null, bexioId: 0, detail: {} });
    const keysAfter = async (key: string, limit: number) => (await links.after(shop, companyId, 'undo-order', key, limit)).map((one) => one.shopifyId);
    expect([await keysAfter('run1:', 1), await keysAfter('run1:7', 9), await keysAfter('run2:1', 9)]).toEqual([['run1:7'], ['run1:8', 'run2:1'], []]);
    // However many there are: none is cut off, not at the first page nor at a full last one.
    for (const count of [1_000, 2_345]) {
      const many = Array.from({ length: count }, (_, index) => ({ shop, companyId: `${companyId}-${count}`, kind: 'stock-seen' as const, shopifyId: `SKU-${index}`, orderId: null, bexioId: index + 1, detail: {} }));
      await bench.store.atomically(many.map(links.adding));
      expect((await links.all(shop, `${companyId}-${count}`, 'stock-seen')).map(({ shopifyId }) => shopifyId).toSorted()).toEqual(many.map(({ shopifyId }) => shopifyId).toSorted());
    }
    expect(await links.byBexioId(companyId, 'invoice', 12)).toHaveLength(1);
    await links.update(invoice, { stage: 'sent' });
    expect((await links.find(shop, companyId, 'invoice', '5001'))?.detail).toEqual({ stage: 'sent' });
    await links.remove(shop, companyId, 'invoice', '5001');
    expect(await links.of(shop, companyId, '5001')).toEqual([]);
  });

  test('the newest link of a kind is the one with the highest id in bexio, whenever it was made', async () => {
    const shop = aShopDomain();
    const { links } = bench.store;
    const companyId = aShopDomain();
    for (const bexioId of [7, 31, 12]) await links.add({ shop, companyId, kind: 'invoice', shopifyId: String(bexioId), orderId: null, bexioId, detail: {} });
    expect(await links.newest(shop, companyId, 'invoice')).toMatchObject({ bexioId: 31 });
    expect(await links.newest(shop, companyId, 'extra-invoice')).toBeNull();
    expect(await links.newest(aShopDomain(), companyId, 'invoice')).toBeNull();
  });

  test('the journal of some days is read page by page, oldest first, and only of this shop', async () => {
    const [shop, other] = [aShopDomain(), aShopDomain()];
    const { journal } = bench.store;
    const from = bench.clock.now();
    await bench.store.atomically(Array.from({ length: 1_001 }, (_, index) => journal.adding({ shop, orderId: '1', event: String(index) })));
    await journal.add({ shop: other, orderId: '1', event: 'theirs' });
    await bench.clock.advance(60_000);
    const until = bench.clock.now();
    await journal.add({ shop, orderId: '1', event: 'later' });
    const first = await journal.between(shop, { from, until, after: null });
    const second = await journal.between(shop, { from, until, after: first.nextCursor });
    expect([...first.lines, ...second.lines].map(({ event }) => event)).toEqual(Array.from({ length: 1_001 }, (_, index) => String(index)));
    expect(second.nextCursor).toBeNull();
    expect((await journal.between(shop, { from: until, until: null, after: null })).lines.map(({ event }) => event)).toEqual(['later']);
  });

  test('the journal keeps the order of what happened in one millisecond', async () => {
    const shop = aShopDomain();
    const { journal } = bench.store;
    for (const event of ['a', 'b', 'c']) await journal.add({ shop, orderId: '1', event, detail: { event } });
    await journal.add({ shop, orderId: null, event: 'settings-saved', actor: 'anna' });
    expect((await journal.of(shop, '1')).map((line) => line.event)).toEqual(['a', 'b', 'c']);
    expect(await journal.latest(shop, 2)).toEqual([
      { shop, orderId: null, event: 'settings-saved', actor: 'anna', detail: null, at: bench.clock.now() },
      { shop, orderId: '1', event: 'c', actor: 'app', detail: { event: 'c' }, at: bench.clock.now() },
    ]);
  });

  test('an intent is settled together with its link and its line, or not at all', async () => {
    const shop = aShopDomain();
    const { intents, links, journal } = bench.store;
    const key = { shop, companyId: 'c', orderId: '1', kind: 'invoice', seq: 1 };
    const link = { shop, companyId: 'c', kind: 'invoice' as const, shopifyId: '1', orderId: '1', bexioId: 5, detail: {} };
    const settle = () => bench.store.atomically([links.adding(link), journal.adding({ shop, orderId: '1', event: 'invoice-created' }), intents.settling(key, 5)]);
    await expect(settle()).rejects.toBeInstanceOf(IntentMoved);
    expect(await links.of(shop, 'c', '1')).toEqual([]);
    await intents.prepare({ ...key, ref: 'r', requestHash: 'h' });
    await intents.markSent(key);
    await settle();
    expect(await intents.get(key)).toMatchObject({ state: 'settled', remoteId: 5 });
    expect(await journal.of(shop, '1')).toHaveLength(1);
  });
}

function customersContract(bench: Bench): void {
  test('what is held about a person can be shown and erased; other people stay', async () => {
    const shop = aShopDomain();
    const { store } = bench;
    const contact = { shop, companyId: 'c', kind: 'contact' as const, orderId: null, bexioId: 3, detail: { name: 'Anna Muster' } };
    await store.orders.record(anOrder({ shop, orderId: '1', customerLabel: 'Anna Muster', facts: { channel: 'web', tags: ['Anna persönlich'], country: 'CH', customer: 'person', totalMinor: 1, gateways: [], shippingMethods: [] } }));
    await store.orders.record(anOrder({ shop, orderId: '2', customerLabel: 'Beat Beispiel' }));
    await store.links.add({ ...contact, shopifyId: 'customer:88' });
    await store.links.add({ ...contact, shopifyId: 'mail:anna@example.ch' });
    await store.links.add({ ...contact, shopifyId: 'customer:99', bexioId: 4, detail: {} });
    await store.links.add({ ...contact, shopifyId: 'order:1' });
    await store.links.add({ ...contact, shopifyId: 'company-name:laden ag:8000', bexioId: 5, detail: { written: { name1: 'Laden AG', mail: 'ANNA@example.ch', phone: '044' }, asOf: 'x' } });
    await store.links.add({ ...contact, shopifyId: 'company:7', bexioId: 6, detail: { written: { name1: 'Andere AG', mail: 'beat@example.ch' } } });
    await store.intents.prepare({ shop, companyId: 'c', orderId: 'mail:anna@example.ch', kind: 'contact', seq: 1, ref: 'mail:anna@example.ch', requestHash: 'h' });
    await store.journal.add({ shop, orderId: '1', event: 'contact-created', detail: { name: 'Anna Muster' } });
    const person = { customerId: '88', mail: 'Anna@Example.ch', orderIds: ['1'] };
    const held = await store.customerData(shop, person);
    expect([held.orders.length, held.links.length, held.journal.length]).toEqual([1, 3, 1]);
    await store.redactCustomer(shop, person);
    await store.redactCustomer(shop, person);
    expect(JSON.stringify(await store.customerData(shop, person)).toLowerCase()).not.toContain('anna');
    expect(await store.intents.of(shop, 'c', 'mail:anna@example.ch')).toEqual([]);
    expect(JSON.stringify(await store.links.all(shop, 'c', 'contact')).toLowerCase()).not.toContain('anna');
    expect((await store.links.find(shop, 'c', 'contact', 'company-name:laden ag:8000'))?.detail).toEqual({ written: null });
    expect((await store.links.find(shop, 'c', 'contact', 'company:7'))?.detail).toEqual({ written: { name1: 'Andere AG', mail: 'beat@example.ch' } });
    expect((await store.orders.list({ shop, search: 'anna' })).orders).toEqual([]);
    expect((await store.orders.list({ shop, search: 'beat' })).orders).toHaveLength(1);
    expect(await store.links.find(shop, 'c', 'contact', 'customer:99')).not.toBeNull();
    expect(await store.customerData(shop, { customerId: null, mail: null, orderIds: [] })).toEqual({ orders: [], links: [], journal: [] });
    await store.redactCustomer(aShopDomain(), { customerId: null, mail: null, orderIds: [] });
  });
}
