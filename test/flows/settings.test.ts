import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proposedTexts } from '../../src/domain/settings/proposed-texts.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { longAgo, openShop, type OpenShop } from './open-shop.ts';

/** Every choice a merchant has, seen where it counts: in bexio. */
let open: OpenShop;
let usual: Settings;
beforeAll(async () => {
  open = await openShop({ settings: { articles: 'text' } });
  usual = await open.decide({});
});
afterAll(() => open.close());

const draft = 7;
const pending = 8;
const paid = 9;

describe('when an order is booked', () => {
  test('created: at once, paid or not', async () => {
    const order = await placed({ bookWhen: 'created' }, { payments: [] });
    expect(await state(order)).toEqual(['booked', [pending]]);
  });

  test('paid: an authorization is not enough, the capture is', async () => {
    const order = await placed({ bookWhen: 'paid' }, { payments: [{ kind: 'AUTHORIZATION' }] });
    expect(await state(order)).toEqual(['waiting', []]);
    open.shop.editor.capture(order);
    expect(await state(order)).toEqual(['booked', [paid]]);
  });

  test('fulfilled: half of it shipped is not enough', async () => {
    const order = await placed({ bookWhen: 'fulfilled' }, { lines: [{ title: 'Tee', price: '12.05', quantity: 2 }] });
    open.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 1 }] });
    expect(await state(order)).toEqual(['waiting', []]);
    open.shop.editor.fulfil(order);
    expect(await state(order)).toEqual(['booked', [paid]]);
  });

  test('orders before the go-live date are left alone, also when they change', async () => {
    const goLiveAt = new Date(Date.now() + 3_600_000).toISOString();
    const order = await placed({ goLiveAt }, {});
    open.shop.editor.edit(order, { note: 'please wrap' });
    expect(await state(order)).toEqual(['skipped', []]);
    expect((await open.record(order)).detail).toMatchObject({ why: 'before-go-live' });
  });

  test('trial orders only when the merchant wants them', async () => {
    const left = await placed({ testOrders: false }, { test: true });
    expect(await state(left)).toEqual(['skipped', []]);
    const taken = await placed({ testOrders: true }, { test: true });
    expect(await state(taken)).toEqual(['booked', [paid]]);
  });
});

describe('how far an invoice goes', () => {
  test('draft: made and verified, not issued, no payment', async () => {
    expect(await state(await placed({ finish: 'draft' }, {}))).toEqual(['booked', [draft]]);
  });

  test('a draft is finished when the merchant changes their mind', async () => {
    const order = await placed({ finish: 'draft' }, {});
    await state(order);
    await open.decide({ finish: 'issued' });
    open.shop.editor.edit(order, { note: 'again' });
    expect(await state(order)).toEqual(['booked', [paid]]);
  });

  test('sent: the mail goes once, whatever else happens to the order', async () => {
    open.bexio.requests.clear();
    const order = await placed({ finish: 'sent' }, {});
    expect(await state(order)).toEqual(['booked', [paid]]);
    open.shop.editor.edit(order, { note: 'thank you' });
    open.shop.editor.fulfil(order);
    await state(order);
    const mails = open.bexio.requests.all({ path: /\/send$/ });
    expect(mails.map((one) => one.body)).toEqual([expect.objectContaining({ recipient_email: 'anna@example.ch', message: expect.stringContaining('[Network Link]') as unknown })]);
    expect(open.invoicesOf(order)[0]?.sent).toBe(true);
  });

  test('sent without an address to send to: issued, no mail', async () => {
    open.bexio.requests.clear();
    const order = await placed({ finish: 'sent', collectiveContactId: usual.collectiveContactId }, nobody);
    expect(await state(order)).toEqual(['booked', [paid]]);
    expect(open.bexio.requests.count({ path: /\/send$/ })).toBe(0);
  });
});

describe('what stands on it', () => {
  test('net presentation: the same total, prices without VAT', async () => {
    const order = await placed({ presentation: 'net' }, { lines: [{ title: 'Tee', price: '24.95', quantity: 3 }, { title: 'Brot', price: '6.20', taxRate: '0.026' }] });
    expect(await state(order)).toEqual(['booked', [paid]]);
    const [invoice] = open.invoicesOf(order);
    expect(invoice).toMatchObject({ mwst_type: 0, mwst_is_net: true, total: '81.05' });
  });

  test.each([
    ['fr-CH', 'fr', 'Bonjour'],
    ['it', 'it', 'Buongiorno'],
    ['en-GB', 'en', 'Hello'],
    ['de-CH', 'de', 'Guten Tag'],
    ['pt-BR', 'en', 'Hello'],
  ])('a buyer who reads %s gets a document in %s', async (customerLocale, iso, greeting) => {
    const order = await placed({ language: 'customer' }, { customerLocale });
    await state(order);
    const [invoice] = open.invoicesOf(order);
    expect(invoice?.language_id).toBe(open.bexio.books.languageId(iso));
    expect(invoice?.header).toContain(greeting);
  });

  test('one language for all', async () => {
    const order = await placed({ language: 'it' }, { customerLocale: 'de-CH' });
    await state(order);
    expect(open.invoicesOf(order)[0]?.language_id).toBe(open.bexio.books.languageId('it'));
  });

  test('own texts: placeholders filled, what the shop says escaped', async () => {
    const texts = { ...proposedTexts, de: { title: 'für {{customer}}', header: 'Bestellung {{order}} ({{po}})', footer: '{{note}}' } };
    const order = await placed({ texts }, { customerLocale: 'de', poNumber: 'PO-7', note: '<b>fett</b>' });
    await state(order);
    expect(open.invoicesOf(order)[0]).toMatchObject({ title: `Shopify ${order.name} für anna Muster`, header: `Bestellung ${order.name} (PO-7)`, footer: '&lt;b&gt;fett&lt;/b&gt;' });
  });

  test('days to pay', async () => {
    const order = await placed({ daysToPay: 10 }, { payments: [] });
    await state(order);
    const [invoice] = open.invoicesOf(order);
    expect((Date.parse(invoice!.is_valid_to) - Date.parse(invoice!.is_valid_from)) / 86_400_000).toBe(10);
  });
});

describe('what happens to the money', () => {
  test('a gateway that settles by itself gets no payment', async () => {
    const order = await placed({ gateways: { ...usual.gateways, twint: { settle: 'open', paymentTypeId: null } } }, { payments: [{ gateway: 'twint' }] });
    expect(await state(order)).toEqual(['booked', [pending]]);
  });

  test('a gateway without an account is a problem before anything is made', async () => {
    const order = await placed({}, { payments: [{ gateway: 'Neuland Pay' }] });
    expect(await state(order)).toEqual(['problem', []]);
    expect((await open.record(order)).detail).toEqual({ kind: 'problem', problem: { reason: 'gateway-not-mapped', gateway: 'neuland pay' } });
  });
});

const nobody: Partial<OrderInput> = { customer: null, email: null, billingAddress: null, shippingAddress: null };

async function placed(settings: Partial<Settings>, input: Partial<OrderInput>): Promise<StoredOrder> {
  await open.decide({ ...usual, goLiveAt: longAgo, ...settings });
  const address = { firstName: 'anna', lastName: 'Muster', address1: 'Gasse 1', zip: '3011', city: 'Bern', countryCode: 'CH' };
  return open.place({ customer: { firstName: 'anna', lastName: 'Muster', email: 'anna@example.ch' }, email: 'anna@example.ch', billingAddress: address, lines: [{ title: 'Tee', price: '24.95' }], payments: [{ gateway: 'shopify_payments' }], ...input });
}

async function state(order: StoredOrder): Promise<[string, number[]]> {
  const [record] = await open.finished([order]);
  return [record!.state, open.invoicesOf(order).map((one) => one.status)];
}
