import { afterEach, describe, expect, test } from 'vitest';
import { settleIn } from '../../src/playground.ts';
import { createMerchant } from '../../src/sandbox/merchant.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { jumpingClock } from './jumping-clock.ts';
import { longAgo, openShop, type OpenShop } from './open-shop.ts';

let open: OpenShop;
afterEach(() => open.close());

const tee = { title: 'T-Shirt', sku: 'TEE', price: '39.95', quantity: 2 };
const byInvoice = { customer: { firstName: 'Anna', lastName: 'Meier', email: 'anna@example.ch' }, email: 'anna@example.ch', lines: [tee], payments: [{ gateway: 'bank_deposit', status: 'PENDING' as const }] };

async function ring(kind: string, subject = 'routine'): Promise<void> {
  await open.app.store.jobs.ring({ shop: open.shop.domain, kind, subject });
  await open.settled();
}

async function booked(input: Parameters<OpenShop['place']>[0] = byInvoice): Promise<{ order: StoredOrder; invoiceId: number }> {
  const order = open.place(input);
  await open.finished([order]);
  await open.settled();
  return { order, invoiceId: open.invoicesOf(order)[0]?.id ?? 0 };
}

const fieldsOf = (order: StoredOrder) => Object.fromEntries(open.shop.metafields(order.id).map(({ key, value }) => [key, value]));
const successful = (order: StoredOrder) => order.transactions.filter((one) => one.status === 'SUCCESS').map((one) => `${one.kind} ${one.gateway}`);
const asked = (operation: string) => open.shopify.requests.of(operation).length;
const searches = () => open.bexio.requests.count({ path: /kb_invoice\/search$/ });
const events = async (order: StoredOrder) => (await open.app.store.journal.of(open.shop.domain, order.legacyId)).map((line) => line.event);
const pay = (invoiceId: number, value?: string) => open.bexio.books.payInvoice(invoiceId, value === undefined ? {} : { value });

/** bexio would take the same money twice: only the app stands in the way. */
const overpayable = { bexio: { readings: { overpayment: 'accepted' as const } } };

/** `manual` and the deposit are mapped to an account: the worst case, in which a transaction that is not recognised would be booked. */
async function everythingMapped(): Promise<void> {
  const saved = await open.app.store.settings.get(open.shop.domain);
  const rules = Object.values(saved?.settings.gateways ?? {}).flatMap((rule) => (rule.settle === 'account' ? [rule] : []));
  const [rule] = rules;
  if (!rule) throw new Error('no gateway is mapped');
  await open.decide({ gateways: { ...saved?.settings.gateways, manual: rule, bank_deposit: rule } });
}

describe('what is seen in Shopify', () => {
  test('every booked order shows its invoice, written once', async () => {
    open = await openShop();
    const { order, invoiceId } = await booked();
    const invoice = open.bexio.books.invoice(invoiceId);
    expect(fieldsOf(order)).toEqual({ invoice_number: invoice?.document_nr, status: 'open', total: '79.90', open: '79.90', due_date: invoice?.is_valid_to, link: `https://office.bexio.com/index.php/kb_invoice/show/id/${invoiceId}` });
    await ring('order', order.legacyId);
    await ring('reflect', order.legacyId);
    expect(asked('SetMetafields')).toBe(1);
    expect(open.shop.state.metafieldDefinitions.map((one) => [one.key, one.pinnedPosition])).toEqual([['invoice_number', 1], ['status', 2], ['total', 3], ['open', 4], ['due_date', 5], ['document', 6], ['link', 7]]);
    await booked();
    expect(asked('DefineMetafield')).toBe(7);
  });

  test('a part payment is shown and never passed off as the whole', async () => {
    open = await openShop();
    const { order, invoiceId } = await booked();
    pay(invoiceId, '30.00');
    await ring('poll');
    expect(fieldsOf(order)).toMatchObject({ status: 'partly-paid', open: '49.90' });
    expect(asked('MarkPaid')).toBe(0);
    // A first sight is no news; what changes after it is.
    pay(invoiceId, '9.90');
    await ring('poll');
    expect(fieldsOf(order)).toMatchObject({ status: 'partly-paid', open: '40.00' });
    expect(await events(order)).toContain('invoice-changed-in-bexio');
  });

  test.each([
    ['cancelled', (books: OpenShop['bexio']['books'], id: number) => books.cancelInvoice(id)],
    ['written-off', (books: OpenShop['bexio']['books'], id: number) => books.markUnpaid(id)],
  ] as const)('%s in bexio', async (status, act) => {
    open = await openShop();
    const { order, invoiceId } = await booked();
    act(open.bexio.books, invoiceId);
    await ring('poll');
    expect(fieldsOf(order)).toMatchObject({ status, open: '0.00' });
    expect(successful(order)).toEqual([]);
  });

  test.each([
    ['taken back by the merchant', 'cancelled', {}, (order: StoredOrder) => decide(open.app.tools, open.shop.domain, order.legacyId, 'undo', 'Anna')],
    ['cancelled in Shopify', 'cancelled', {}, async (order: StoredOrder) => void open.shop.editor.cancel(order.id)],
    ['taken back as a draft', 'deleted', { finish: 'draft' as const }, (order: StoredOrder) => decide(open.app.tools, open.shop.domain, order.legacyId, 'undo', 'Anna')],
  ])('%s: nothing of it is open any more', async (_how, status, settings, act) => {
    open = await openShop({ settings });
    const { order } = await booked();
    const before = fieldsOf(order);
    expect(before).toMatchObject({ open: '79.90' });
    await act(order);
    await open.finished([order]);
    await open.settled();
    expect(fieldsOf(order)).toMatchObject({ invoice_number: before['invoice_number'], status, open: '0.00' });
    const written = asked('SetMetafields');
    for (const kind of ['order', 'reflect']) await ring(kind, order.legacyId);
    expect([asked('SetMetafields'), asked('MarkPaid')]).toEqual([written, 0]);
  });

  test.each(['answered', 'cut-after', 'cut-before', 'late'] as const)('with Shopify Plus a part payment is noted as it is, once (%s), and the rest marks the order as paid', async (kind) => {
    open = await openShop(overpayable);
    open.shop.state.seed.plan = { ...open.shop.state.seed.plan, shopifyPlus: true };
    await everythingMapped();
    const { order, invoiceId } = await booked();
    if (kind !== 'answered') open.shopify.faults.add({ match: { operation: 'NotePayment', nth: 1 }, ...(kind === 'late' ? { kind, delayMs: 50 } : { kind }) });
    pay(invoiceId, '30.00');
    await ring('poll');
    await open.shopify.faults.settled();
    await expect.poll(async () => (await ring('reflect', order.legacyId), successful(order).length), { interval: 300 }).toBe(1);
    await ring('order', order.legacyId);
    expect([order.transactions.at(-1)?.amount.shop, fieldsOf(order)['open'], open.bexio.books.invoice(invoiceId)?.payments.length]).toEqual([3_000n, '49.90', 1]);
    pay(invoiceId, '49.90');
    await ring('poll');
    await ring('order', order.legacyId);
    expect([successful(order).length, fieldsOf(order)['status'], open.bexio.books.invoice(invoiceId)?.payments.map(({ value }) => value)]).toEqual([2, 'paid', ['30.00', '49.90']]);
    expect([asked('NotePayment') <= 2, asked('MarkPaid')]).toEqual([true, 1]);
  });

  test('overdue from the day after it was due on, by itself, and paid again when it is paid', async () => {
    const clock = jumpingClock();
    open = await openShop({ app: { clock }, bexio: { now: clock.now }, shopify: { now: clock.now }, settings: { daysToPay: 10 } });
    const { order, invoiceId } = await booked();
    const written = asked('SetMetafields');
    clock.jump(9 * 24 * 3_600_000);
    await ring('poll');
    await open.settled();
    expect([fieldsOf(order)['status'], asked('SetMetafields')]).toEqual(['open', written]);
    clock.jump(2 * 24 * 3_600_000);
    await open.settled();
    expect(fieldsOf(order)).toMatchObject({ status: 'overdue', open: '79.90' });
    clock.jump(24 * 3_600_000);
    await open.settled();
    expect(asked('SetMetafields')).toBe(written + 1);
    pay(invoiceId);
    await ring('poll');
    expect(fieldsOf(order)).toMatchObject({ status: 'paid', open: '0.00' });
  });

  test('the tag, when it is wanted', async () => {
    open = await openShop({ settings: { wayBack: { markPaid: true, tag: 'bexio', fulfil: false } } });
    const { order } = await booked();
    expect(open.shop.order(order.id).tags).toContain('bexio');
    expect(asked('AddTags')).toBe(1);
  });
});

describe('paid in bexio, paid in Shopify', () => {
  test('a QR-bill, within one poll, and the note of it is never booked in bexio', async () => {
    open = await openShop(overpayable);
    await everythingMapped();
    const { order, invoiceId } = await booked();
    pay(invoiceId);
    await ring('poll');
    expect(successful(order)).toEqual(['SALE bank_deposit']);
    expect(fieldsOf(order)).toMatchObject({ status: 'paid', open: '0.00' });
    await ring('order', order.legacyId);
    await ring('poll');
    expect(open.bexio.books.invoice(invoiceId)?.payments).toHaveLength(1);
    expect(asked('MarkPaid')).toBe(1);
    expect((await open.record(order)).state).toBe('booked');
    expect((await open.record(order)).paidMinor).toBe(7990);
  });

  test('an order without any announced payment becomes paid as manual', async () => {
    open = await openShop();
    await everythingMapped();
    const { order, invoiceId } = await booked({ ...byInvoice, payments: [] });
    pay(invoiceId);
    await ring('poll');
    await ring('order', order.legacyId);
    expect(successful(order)).toEqual(['SALE manual']);
    expect(open.bexio.books.invoice(invoiceId)?.payments).toHaveLength(1);
  });

  test('two part payments make one note', async () => {
    open = await openShop();
    await everythingMapped();
    const { order, invoiceId } = await booked();
    pay(invoiceId, '30.00');
    await ring('poll');
    pay(invoiceId);
    await ring('poll');
    await ring('order', order.legacyId);
    expect(successful(order)).toEqual(['SALE bank_deposit']);
    expect(open.bexio.books.invoice(invoiceId)?.payments).toHaveLength(2);
  });

  test('what Shopify knows already is not told again', async () => {
    open = await openShop();
    const { order } = await booked({ ...byInvoice, payments: [{ gateway: 'shopify_payments' }] });
    await ring('poll');
    expect(fieldsOf(order)).toMatchObject({ status: 'paid' });
    expect(asked('OrderDue') + asked('MarkPaid')).toBe(0);
  });

  test('a credit note is no money, and an authorised card is not charged by a transfer', async () => {
    open = await openShop();
    const credited = await booked();
    open.bexio.books.createCreditVoucher(credited.invoiceId, '20.00');
    pay(credited.invoiceId);
    const authorised = await booked({ ...byInvoice, payments: [{ gateway: 'shopify_payments', kind: 'AUTHORIZATION' }] });
    pay(authorised.invoiceId);
    await ring('poll');
    expect(fieldsOf(credited.order)).toMatchObject({ status: 'paid' });
    expect(asked('MarkPaid')).toBe(0);
    await ring('reflect', credited.order.legacyId);
    expect(asked('OrderDue')).toBe(2);
  });

  test('switched off, nothing is marked', async () => {
    open = await openShop({ settings: { wayBack: { markPaid: false, tag: null, fulfil: false } } });
    const { order, invoiceId } = await booked();
    pay(invoiceId);
    await ring('poll');
    expect(successful(order)).toEqual([]);
    expect(fieldsOf(order)).toMatchObject({ status: 'paid' });
  });
});

describe('exactly once', () => {
  test.each(['cut-after', 'cut-before', 'truncated-json'] as const)('%s while marking', async (kind) => {
    open = await openShop(overpayable);
    await everythingMapped();
    const { order, invoiceId } = await booked();
    open.shopify.faults.add({ match: { operation: 'MarkPaid', nth: 1 }, kind });
    pay(invoiceId);
    await ring('poll');
    // The webhook of the payment may be worked on before the outcome is known.
    await ring('order', order.legacyId);
    await ring('reflect', order.legacyId);
    await ring('order', order.legacyId);
    expect(successful(order)).toEqual(['SALE bank_deposit']);
    expect(open.bexio.books.invoice(invoiceId)?.payments).toHaveLength(1);
    expect((await events(order)).filter((event) => event === 'marked-paid')).toHaveLength(1);
    expect((await open.finished([order]))[0]?.state).toBe('booked');
  });

  test.each(['intent-prepared', 'intent-sent', 'answer-received', 'payment-recorded'] as const)('the run dies at %s', async (moment) => {
    let isArmed = false;
    open = await openShop({
      ...overpayable,
      app: {
        atMoment(now, subject) {
          if (!isArmed || now !== moment) return;
          isArmed = false;
          throw new Error(`died at ${now} of ${subject}`);
        },
      },
    });
    await everythingMapped();
    const { order, invoiceId } = await booked();
    pay(invoiceId);
    isArmed = true;
    await ring('poll');
    expect(isArmed).toBe(false);
    await ring('order', order.legacyId);
    await ring('reflect', order.legacyId);
    await ring('order', order.legacyId);
    expect(successful(order)).toEqual(['SALE bank_deposit']);
    expect(asked('MarkPaid')).toBe(1);
    expect(open.bexio.books.invoice(invoiceId)?.payments).toHaveLength(1);
    expect((await events(order)).filter((event) => event === 'marked-paid')).toHaveLength(1);
  });

  test('a request that arrives late finds the debt gone', async () => {
    open = await openShop(overpayable);
    await everythingMapped();
    const { order, invoiceId } = await booked();
    open.shopify.faults.add({ match: { operation: 'MarkPaid', nth: 1 }, kind: 'late', delayMs: 300 });
    pay(invoiceId);
    await ring('poll');
    await ring('reflect', order.legacyId);
    await open.shopify.faults.settled();
    await ring('order', order.legacyId);
    expect(successful(order)).toEqual(['SALE bank_deposit']);
    expect(open.bexio.books.invoice(invoiceId)?.payments).toHaveLength(1);
  });
});

test('deleted in bexio: found at the daily look, which costs two requests a day', async () => {
  const clock = jumpingClock();
  open = await openShop({ app: { clock }, bexio: { now: clock.now }, shopify: { now: clock.now } });
  const gone = await booked();
  const quiet = await booked();
  await ring('poll');
  clock.jump(25 * 3_600_000);
  await open.settled();
  open.bexio.books.deleteInvoice(gone.invoiceId);
  pay(quiet.invoiceId);
  clock.jump(25 * 3_600_000);
  await open.settled();
  await ring('poll');
  expect(fieldsOf(gone.order)).toMatchObject({ status: 'deleted', open: '0.00' });
  expect(await events(gone.order)).toContain('invoice-changed-in-bexio');
  expect(successful(quiet.order)).toEqual(['SALE bank_deposit']);
});

test('paid, and deleted in bexio with its payment between two polls: found at the daily look, said, and not made again', async () => {
  const clock = jumpingClock();
  open = await openShop({ app: { clock }, bexio: { now: clock.now }, shopify: { now: clock.now } });
  const gone = await booked({ ...byInvoice, payments: [{ gateway: 'shopify_payments' }] });
  const stays = await booked({ ...byInvoice, payments: [{ gateway: 'shopify_payments' }] });
  await ring('poll');
  expect(fieldsOf(gone.order)).toMatchObject({ status: 'paid' });
  open.bexio.books.deleteInvoice(gone.invoiceId);
  clock.jump(25 * 3_600_000);
  await ring('poll');
  await open.settled();
  expect(fieldsOf(gone.order)).toMatchObject({ status: 'deleted', open: '0.00' });
  expect(await open.record(gone.order)).toMatchObject({ state: 'problem', detail: { problem: { reason: 'invoice-gone' } } });
  expect(open.invoicesOf(gone.order)).toEqual([]);
  expect(await open.record(stays.order)).toMatchObject({ state: 'booked' });
  expect(await events(stays.order)).not.toContain('invoice-changed-in-bexio');
});

test('bexio is away for two days: what was paid meanwhile arrives with the first answer, and a poll that broke off is asked again', async () => {
  const clock = jumpingClock();
  open = await openShop({ app: { clock }, bexio: { now: clock.now }, shopify: { now: clock.now } });
  const first = await booked();
  const second = await booked();
  await ring('poll');
  const away = open.bexio.faults.add({ match: { path: /kb_invoice/ }, kind: 'status', status: 503 });
  pay(first.invoiceId);
  for (let hours = 0; hours < 48; hours += 12) {
    clock.jump(12 * 3_600_000);
    await ring('poll');
  }
  pay(second.invoiceId);
  away.remove();
  open.bexio.faults.add({ match: { path: /kb_invoice\/search$/, nth: 1 }, kind: 'truncated-json' });
  await ring('poll');
  await ring('poll');
  expect([successful(first.order), successful(second.order)]).toEqual([['SALE bank_deposit'], ['SALE bank_deposit']]);
});

describe('what a poll costs', () => {
  test('nothing changed: one request', async () => {
    open = await openShop();
    await booked();
    await ring('poll');
    const before = open.bexio.requests.count();
    await ring('poll');
    await ring('poll');
    expect(open.bexio.requests.count() - before).toBe(2);
    expect(searches()).toBeGreaterThan(1);
  });

  test('two shops of one company: one answer serves both, each shows its own order', async () => {
    open = await openShop();
    const second = open.shopify.addShop({ domain: 'zweiter-laden.myshopify.com' });
    await settleIn({ bexio: open.bexio, merchant: createMerchant({ appUrl: open.appUrl, shop: second.domain, sessionToken: () => second.sessionToken() }) });
    const saved = await open.app.store.settings.get(second.domain);
    if (!saved) throw new Error('the second shop has no settings');
    await open.app.store.settings.save(second.domain, { ...saved.settings, goLiveAt: longAgo }, saved.version, 'merchant');
    const { order, invoiceId } = await booked();
    const other = second.editor.create(byInvoice);
    await open.settled();
    const otherId = open.bexio.books.invoices().find((one) => one.api_reference === `shopify:${second.id}:order:${other.legacyId}`)?.id ?? 0;
    pay(invoiceId);
    pay(otherId);
    const before = searches();
    await ring('poll');
    await open.app.store.jobs.ring({ shop: second.domain, kind: 'poll', subject: 'routine' });
    await open.settled();
    expect(searches() - before).toBe(1);
    expect([successful(order), successful(other)]).toEqual([['SALE bank_deposit'], ['SALE bank_deposit']]);
    expect(second.metafields(other.id).find(({ key }) => key === 'status')?.value).toBe('paid');
  });

  test('the hour that autumn repeats hides nothing', async () => {
    // 31 October 2027: at 01:00 UTC Zurich's clocks go from 03:00 back to 02:00, and bexio writes times without an offset.
    const clock = jumpingClock();
    clock.jump(Date.parse('2027-10-31T00:20:00Z') - Date.now());
    open = await openShop({ app: { clock }, bexio: { now: clock.now }, shopify: { now: clock.now } });
    const minutes = (count: number) => clock.jump(count * 60_000);
    const orders = [await booked(), await booked(), await booked(), await booked()];
    const paidOf = () => orders.filter(({ order }) => successful(order).length > 0).length;
    await ring('poll');
    minutes(30);
    await ring('poll');
    pay(orders[0]?.invoiceId ?? 0);
    // 02:50 summer time: the next change will carry an earlier time than this one.
    await ring('poll');
    expect(paidOf()).toBe(1);
    minutes(15);
    pay(orders[1]?.invoiceId ?? 0);
    minutes(1);
    await ring('poll');
    expect(paidOf()).toBe(2);
    minutes(40);
    pay(orders[2]?.invoiceId ?? 0);
    await ring('poll');
    minutes(30);
    pay(orders[3]?.invoiceId ?? 0);
    await ring('poll');
    expect(paidOf()).toBe(4);
  });
});
