import { afterEach, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { paceOf } from '../../src/domain/past/history-import.ts';
import { beginImport, chooseForOrder } from '../../src/sync/past/direct-import.ts';
import { personOrder } from './buyers.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { beginPastRun, foreignInvoice, march, oldOrders, openToThePast, placeUnheard } from './past.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

async function past(count: number): Promise<StoredOrder[]> {
  stage = await openStage();
  await openToThePast(stage);
  return placeUnheard(stage, oldOrders(count));
}

test('a month of the past: previewed, booked, cut twice, and once more: nothing is doubled', async () => {
  const orders = await past(120);
  for (const nth of [1, 3]) stage.shopify.faults.add({ match: { operation: 'OrdersCreated', nth }, kind: 'cut-after' });
  const first = await beginPastRun(stage);
  const previewed = await first.until('ready');
  expect(await first.tally()).toEqual({ 'book open': 120 });
  expect(stage.bexio.books.invoices()).toEqual([]);
  expect(stage.bexio.books.contacts().filter((one) => String(one.mail).includes('@past.example'))).toEqual([]);

  stage.bexio.requests.clear();
  await first.direct('start');
  await first.until('done');
  expect(await first.tally()).toEqual({ 'book booked': 120 });
  expect(orders.map((order) => stage.invoicesOf(order).length)).toEqual(orders.map(() => 1));
  expect(stage.bexio.books.invoices()).toHaveLength(120);
  expect(stage.invoicesOf(orders[0] as StoredOrder)[0]?.is_valid_from).toBe('2026-03-01');
  expect(await stage.violations()).toEqual([]);
  expect(await stage.app.store.imports.bookedOrderIds({ shop: stage.shop.domain, id: first.id })).toEqual(orders.map((one) => one.legacyId).toSorted());

  // What was foretold is what it took.
  const asked = { general: 0, search: 0, article: 0 };
  for (const { path } of stage.bexio.requests.all()) asked[path.endsWith('/search') ? 'search' : path.startsWith('/2.0/article') ? 'article' : 'general'] += 1;
  const { requests } = previewed.progress;
  expect(Math.abs(asked.general - requests.general) / asked.general).toBeLessThan(0.1);
  expect(Math.abs(asked.search - requests.search)).toBeLessThan(10);

  const second = await beginPastRun(stage);
  await second.until('ready');
  expect(await second.tally()).toEqual({ 'known open': 120 });
  await second.direct('start');
  await second.until('done');
  expect(stage.bexio.books.invoices()).toHaveLength(120);
  expect(await stage.app.store.imports.bookedOrderIds({ shop: stage.shop.domain, id: second.id })).toEqual([]);
});

test('on a small plan Shopify is the slower one: the estimate says so, and what it takes is what was foretold', async () => {
  stage = await openStage({ shopify: { bucket: { maximum: 20_000, restorePerSecond: 100 } }, bexio: { limits: { general: 1000, search: 250, article: 400, pdf: 100 } } });
  await openToThePast(stage);
  placeUnheard(stage, oldOrders(40));
  const run = await beginPastRun(stage);
  const { progress } = await run.until('ready');
  const pace = paceOf({ requests: progress.requests, shopify: progress.shopify ?? null, orders: 40 }, { general: 1000, search: 250, article: 400 });
  expect(pace).toMatchObject({ by: 'shopify', limit: 100 });
  stage.shopify.requests.clear();
  await run.direct('start');
  await run.until('done');
  expect(await run.tally()).toEqual({ 'book booked': 40 });
  await stage.settled();
  const points = stage.shopify.requests.all().reduce((all, { cost }) => all + (cost ?? 0), 0);
  // The metafields' definitions are made once for the shop.
  const once = stage.shopify.requests.of('DefineMetafield').reduce((all, { cost }) => all + (cost ?? 0), 0);
  expect(Math.abs(points - once - (progress.shopify?.points ?? 0)) / points).toBeLessThan(0.1);
});

test('an order that arrives when the import has used up bexio\'s minute is the first of the next one', async () => {
  stage = await openStage({ bexio: { limits: { general: 60, search: 1e9, article: 1e9, pdf: 1e9 } } });
  await openToThePast(stage);
  const { app, bexio, clock, shop } = stage;
  const { store } = app;
  const nextDue = async () => (await store.jobs.nextDueAt())?.getTime() ?? clock.now().getTime();
  const pass = async () => {
    clock.jump(Math.max(0, (await nextDue()) - clock.now().getTime()));
    await stage.settled();
  };
  placeUnheard(stage, oldOrders(60, { buyers: 60 }));
  const run = await beginPastRun(stage);
  await run.until('ready');
  // A whole minute lies ahead.
  clock.jump(61_000 - (clock.now().getTime() % 60_000));
  await stage.settled();
  await run.direct('start');
  const waits = async () => (await store.paces.take(bexio.books.companyId, 'general', clock.now(), { leavePercent: 4 })).go === false;
  for (let rounds = 0; rounds < 200 && !(await waits()); rounds++) await pass();
  expect(await waits()).toBe(true);
  const open = ((await run.tally())['book open'] ?? 0) + ((await run.tally())['book rung'] ?? 0);
  expect(open).toBeGreaterThan(24);

  const live = stage.place(personOrder('jetzt@live.example'));
  const invoiced = () => bexio.requests.all({ method: 'POST', path: /^\/2\.0\/kb_invoice$/ }).map(({ at, body }) => ({ at, reference: String((body as { api_reference?: string } | undefined)?.api_reference) }));
  const isLive = ({ reference }: { reference: string }) => reference === `shopify:${shop.id}:order:${live.legacyId}`;
  for (let rounds = 0; rounds < 200 && !invoiced().some(isLive); rounds++) await pass();
  const all = invoiced();
  const mine = all.find(isLive)!;
  const minute = Math.floor(mine.at.getTime() / 60_000);
  const before = all.slice(0, all.indexOf(mine)).filter(({ at }) => Math.floor(at.getTime() / 60_000) === minute);
  // Others of the past may be under way beside it, as many as there are places; none of those that wait goes before it.
  expect(before.length).toBeLessThan(8);
  for (let rounds = 0; rounds < 50 && (await stage.record(live)).state !== 'booked'; rounds++) await pass();
  expect((await stage.record(live)).state).toBe('booked');
  await run.until('done');
  expect(await run.tally()).toEqual({ 'book booked': 60 });
  expect(bexio.requests.all().filter(({ status }) => status === 429)).toEqual([]);
}, 120_000);

test('many orders come by a bulk query; where it fails they come by pages, the same', async () => {
  await past(520);
  const run = await beginPastRun(stage);
  await run.until('ready');
  expect((await run.run()).progress).toMatchObject({ byPages: false, expected: 520 });
  expect(stage.shopify.requests.all().filter((one) => one.operation === 'OrdersCreated')).toEqual([]);
  expect(await run.tally()).toEqual({ 'book open': 520 });

  stage.shop.state.bulkFailures.push('INTERNAL_SERVER_ERROR');
  const again = await beginPastRun(stage);
  await again.until('ready');
  expect((await again.run()).progress).toMatchObject({ byPages: true });
  expect(await again.tally()).toEqual({ 'book open': 520 });
});

test('what is invoiced elsewhere is recognised, shown, adopted or left, and never invoiced again', async () => {
  const orders = await past(8);
  const [byConnector, byPerson, byReference, otherTotal, chosen, longer] = orders as [StoredOrder, StoredOrder, StoredOrder, StoredOrder, StoredOrder, StoredOrder];
  const adopted = await foreignInvoice(stage, byConnector, { title: `Shopify ${byConnector.name}` });
  await foreignInvoice(stage, byPerson, { title: `Bestellung ${byPerson.name}` });
  await foreignInvoice(stage, byReference, { title: 'Rechnung', reference: `WEB-${byReference.name.slice(1)}` });
  await foreignInvoice(stage, otherTotal, { title: `Shopify ${otherTotal.name}`, total: '1.00' });
  await foreignInvoice(stage, chosen, { title: `Shopify ${chosen.name}` });
  await foreignInvoice(stage, longer, { title: `Shopify ${longer.name}0` });
  const foreign = stage.bexio.books.invoices();

  const run = await beginPastRun(stage, { patterns: ['Shopify {name}', 'Bestellung {name}', 'WEB-{number}'] });
  await run.until('ready');
  expect(await run.tally()).toEqual({ 'recognised open': 4, 'unclear open': 1, 'book open': 3 });
  const key = { shop: stage.shop.domain, id: run.id };
  expect(await stage.app.store.imports.row(key, byConnector.legacyId)).toMatchObject({ finding: 'recognised', detail: { recognised: { as: 'elsewhere', invoiceId: adopted } } });
  await chooseForOrder(stage.app.tools, key, chosen.legacyId, 'leave');

  const writesBefore = stage.bexio.requests.all({ path: new RegExp(`^/2\\.0/kb_invoice/${adopted}\\b`) }).filter((one) => one.method !== 'GET').length;
  await run.direct('start');
  await run.until('done');
  expect(await run.tally()).toEqual({ 'recognised adopted': 3, 'recognised left': 1, 'unclear left': 1, 'book booked': 3 });
  expect(stage.bexio.books.invoices()).toHaveLength(foreign.length + 3);
  expect(await stage.record(byConnector)).toMatchObject({ state: 'booked', invoiceId: adopted });
  expect(stage.bexio.requests.all({ path: new RegExp(`^/2\\.0/kb_invoice/${adopted}\\b`) }).filter((one) => one.method !== 'GET')).toHaveLength(writesBefore);

  // Heard of later, refunded, or with an earlier first day: still not invoiced again, and the foreign invoice is as it was.
  await stage.decide({ goLiveAt: '2000-01-01T00:00:00.000Z' });
  stage.shop.editor.refund(byConnector.id, { lines: [{ line: 0, quantity: 1 }] });
  for (const order of [byConnector, byPerson, chosen, otherTotal]) await stage.run({ kind: 'order', subject: order.legacyId });
  expect(stage.bexio.books.invoices()).toHaveLength(foreign.length + 3);
  expect(stage.bexio.books.invoice(adopted)).toEqual(foreign.find((one) => one.id === adopted));
  expect(await stage.record(byConnector)).toMatchObject({ state: 'problem', detail: { problem: { reason: 'changed-after-booking' } } });
  expect((await stage.record(otherTotal)).state).toBe('skipped');
  expect((await stage.record(chosen)).state).toBe('skipped');
});

test('an invoice in the buyer\'s currency is recognised, and taken over on that side', async () => {
  stage = await openStage();
  await openToThePast(stage);
  const inEuro = oldOrders(3).map((order) => ({ ...order, presentment: { currency: 'EUR', rate: '0.95' } }));
  const [byConnector, otherTotal, inFrancs] = placeUnheard(stage, inEuro) as [StoredOrder, StoredOrder, StoredOrder];
  const adopted = await foreignInvoice(stage, byConnector, { title: `Shopify ${byConnector.name}`, side: 'presentment' });
  // The figure of the one currency under the name of the other is not the order's total.
  const mixed = (Number(otherTotal.totals.currentTotal.shop) / 100).toFixed(2);
  await foreignInvoice(stage, otherTotal, { title: `Shopify ${otherTotal.name}`, side: 'presentment', total: mixed });
  await foreignInvoice(stage, inFrancs, { title: `Shopify ${inFrancs.name}` });
  const run = await beginPastRun(stage);
  await run.until('ready');
  expect(await run.tally()).toEqual({ 'recognised open': 2, 'unclear open': 1 });

  await run.direct('start');
  await run.until('done');
  expect(await run.tally()).toEqual({ 'recognised adopted': 2, 'unclear left': 1 });
  expect(stage.bexio.books.invoices()).toHaveLength(3);
  // Read on the side of its invoice, the order is what it was; a refund later is said in that currency.
  await stage.run({ kind: 'order', subject: byConnector.legacyId });
  expect(await stage.record(byConnector)).toMatchObject({ state: 'booked', invoiceId: adopted, currency: 'EUR', totalMinor: 2429, invoiceTotalMinor: 2429 });
  expect(await stage.record(inFrancs)).toMatchObject({ state: 'booked', currency: 'CHF' });
  stage.shop.editor.refund(byConnector.id, { lines: [{ line: 0, quantity: 1 }] });
  await stage.run({ kind: 'order', subject: byConnector.legacyId });
  expect(await stage.record(byConnector)).toMatchObject({ state: 'problem', detail: { problem: { reason: 'changed-after-booking', currency: 'EUR', bookedMinor: 2429 } } });
});

test('an order that would be booked in the buyer\'s currency is previewed in it', async () => {
  stage = await openStage({ settings: { bookIn: 'presentment' } });
  await openToThePast(stage);
  const [order] = placeUnheard(stage, oldOrders(1).map((one) => ({ ...one, presentment: { currency: 'EUR', rate: '0.95' } }))) as [StoredOrder];
  const run = await beginPastRun(stage);
  await run.until('ready');
  const row = await stage.app.store.imports.row({ shop: stage.shop.domain, id: run.id }, order.legacyId);
  expect(row).toMatchObject({ currency: 'CHF', totalMinor: 2308, detail: { invoiceMinor: 2429, invoiceCurrency: 'EUR', presentment: { currency: 'EUR', totalsMinor: [2429] } } });
});

test('what was taken back is shown as undone, and booked again only where the merchant says so', async () => {
  stage = await openStage();
  await openToThePast(stage);
  const paid = oldOrders(1);
  const owed = oldOrders(3).map((order) => ({ ...order, payments: [] }));
  const orders = placeUnheard(stage, [...paid, ...owed]);
  const [reversed, again, stays, untouched] = orders as [StoredOrder, StoredOrder, StoredOrder, StoredOrder];
  const first = await beginPastRun(stage);
  await first.until('ready');
  await first.direct('start');
  await first.until('done');
  for (const order of [reversed, again, stays]) await decide(stage.app.tools, stage.shop.domain, order.legacyId, 'undo', 'merchant');
  await stage.settled();
  const invoicesBefore = stage.bexio.books.invoices().length;

  const second = await beginPastRun(stage);
  await second.until('ready');
  expect(await second.tally()).toEqual({ 'undone open': 3, 'known open': 1 });
  const key = { shop: stage.shop.domain, id: second.id };
  // Its payments lie on the first invoice and were reversed by an entry: there is never a second one.
  expect((await stage.app.store.imports.row(key, reversed.legacyId))?.detail.because).toBe('reversed');
  for (const order of [reversed, again]) await chooseForOrder(stage.app.tools, key, order.legacyId, 'book');
  await second.direct('start');
  await second.until('done');
  expect(await second.tally()).toEqual({ 'undone booked': 1, 'undone left': 2, 'known left': 1 });
  expect(stage.bexio.books.invoices()).toHaveLength(invoicesBefore + 1);
  expect(await stage.record(again)).toMatchObject({ state: 'booked' });
  expect((await stage.record(stays)).state).toBe('skipped');
  expect((await stage.record(reversed)).state).toBe('skipped');
  expect(await stage.record(untouched)).toMatchObject({ state: 'booked' });
  // Who changed his mind once is known to have: a third run sees an order of ours.
  const third = await beginPastRun(stage);
  await third.until('ready');
  expect(await third.tally()).toEqual({ 'undone open': 2, 'known open': 2 });
});

test('an invoice that somebody writes between the preview and the start is noticed', async () => {
  const [order] = (await past(3)) as [StoredOrder];
  const run = await beginPastRun(stage);
  await run.until('ready');
  await foreignInvoice(stage, order, { title: `Shopify ${order.name}` });
  await run.direct('start');
  await run.until('done');
  expect(await run.tally()).toEqual({ 'recognised adopted': 1, 'book booked': 2 });
  expect(stage.invoicesOf(order)).toEqual([]);
});

/** Long enough for everything that would still happen by itself. */
async function laterOn(): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds++) {
    await stage.settled();
    stage.clock.jump(5_000);
  }
  await stage.settled();
}

test('paused, nothing more is rung; resumed, it goes on; cancelled, the rest stays as it is', async () => {
  const count = 100;
  const orders = await past(count);
  const run = await beginPastRun(stage);
  await run.until('ready');
  const invoices = () => stage.bexio.books.invoices().length;
  await run.direct('start');
  await expect.poll(invoices, { interval: 5 }).toBeGreaterThan(0);
  await run.direct('pause');
  await laterOn();
  const paused = invoices();
  expect(paused).toBeLessThan(count);
  expect((await run.run()).phase).toBe('booking');
  expect(await run.tally()).toEqual({ 'book booked': paused, 'book open': count - paused });
  await run.direct('resume');
  await expect.poll(invoices, { interval: 5 }).toBeGreaterThan(paused);
  await run.direct('cancel');
  await laterOn();
  const { 'book booked': booked = 0, 'book open': open = 0 } = await run.tally();
  expect(booked).toBeGreaterThan(paused);
  expect(open).toBeGreaterThan(0);
  expect(booked + open).toBe(count);
  expect(stage.bexio.books.invoices()).toHaveLength(booked);
  expect(orders.filter((order) => stage.invoicesOf(order).length > 1)).toEqual([]);
  expect(await run.direct('resume')).toBe(false);
});

test('without read_all_orders older orders are refused with the day from which they can be seen', async () => {
  stage = await openStage();
  await stage.settled();
  const refused = await beginImport(stage.app.tools, stage.shop.domain, march, 'merchant');
  expect(refused).toMatchObject({ ok: false, why: 'hidden' });
  const since = new Date(stage.clock.now().getTime() - 59 * 86_400_000).toISOString();
  const begun = await beginImport(stage.app.tools, stage.shop.domain, { ...march, from: since, until: stage.clock.now().toISOString() }, 'merchant');
  expect(begun).toMatchObject({ ok: true });
  expect(await beginImport(stage.app.tools, stage.shop.domain, { ...march, from: since, until: stage.clock.now().toISOString() }, 'merchant')).toEqual({ ok: false, why: 'busy' });
  expect(await beginImport(stage.app.tools, stage.shop.domain, { ...march, patterns: ['Shopify'] }, 'merchant')).toEqual({ ok: false, why: 'pattern' });
  expect(await beginImport(stage.app.tools, stage.shop.domain, { ...march, from: march.until }, 'merchant')).toEqual({ ok: false, why: 'range' });
});

test('what a rule leaves out and what would need a person is said before anything is booked', async () => {
  stage = await openStage({ settings: { bookWhen: 'paid' } });
  await openToThePast(stage);
  const at = (hour: number) => ({ createdAt: new Date(Date.parse(march.from) + hour * 3_600_000), processedAt: new Date(Date.parse(march.from) + hour * 3_600_000) });
  const orders = placeUnheard(stage, [
    personOrder('gut@past.example', at(1)),
    personOrder('test@past.example', { ...at(2), test: true }),
    personOrder('fremd@past.example', { ...at(3), payments: [{ gateway: 'unbekannt_pay' }] }),
    personOrder('offen@past.example', { ...at(4), payments: [] }),
  ]);
  const run = await beginPastRun(stage);
  await run.until('ready');
  const key = { shop: stage.shop.domain, id: run.id };
  const found = await Promise.all(orders.map((order) => stage.app.store.imports.row(key, order.legacyId)));
  expect(found.map((row) => row?.finding)).toEqual(['book', 'skip', 'problem', 'wait']);
  expect(found[0]?.detail.invoiceMinor).toBe(2429);
  expect(found[1]?.detail.because).toBe('test');
  expect(found[2]?.detail.problem).toMatchObject({ reason: 'gateway-not-mapped', gateway: 'unbekannt_pay' });
  expect(found[3]?.detail.because).toBe('payment');
  await run.direct('start');
  await run.until('done');
  expect(await run.tally()).toEqual({ 'book booked': 1, 'skip left': 1, 'problem problem': 1, 'wait waiting': 1 });
});
