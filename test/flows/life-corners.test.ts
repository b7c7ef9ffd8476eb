import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { routine } from '../../src/sync/tools.ts';
import { openStage, type Stage } from './stage.ts';

/** Payments, vouchers and charges that are not every day's, through the whole app between both sandboxes. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

let from = 0;
beforeEach(() => {
  from = stage.bexio.books.manualEntries().length;
});

const goods: OrderInput = {
  lines: [{ title: 'Tasse', price: '80.00', taxRate: '0.081' }, { title: 'Buch', price: '20.00', taxRate: '0.026' }],
  customer: { lastName: 'Beispiel', email: 'beispiel@flow.example' },
};
const byCard = [{ gateway: 'shopify_payments' }];

async function booked(input: OrderInput): Promise<StoredOrder> {
  const order = stage.place(input);
  await stage.drain([order]);
  return order;
}

async function state(order: StoredOrder): Promise<string> {
  const [record] = await stage.drain([order]);
  const detail = record?.detail as { for?: string; why?: string; problem?: { reason: string } } | null;
  return [record?.state, detail?.for ?? detail?.why ?? detail?.problem?.reason].filter(Boolean).join(' ');
}

function invoiceOf(order: StoredOrder): InvoiceView {
  const [invoice] = stage.invoicesOf(order);
  if (!invoice) throw new Error(`${order.name} has no invoice`);
  return invoice;
}

const paid = (order: StoredOrder) => invoiceOf(order).payments.map(({ value }) => value);

/** The entries made since the test began, line by line: `debit→credit VAT code amount`. */
function entries(): string[][] {
  const { books } = stage.bexio;
  const codes = new Map(['UN81', 'UR26', 'U00', 'UEX'].map((code) => [books.taxId(code), code]));
  return books.manualEntries().slice(from).map((one) => one.entries.map((line) => `${line.debit_account_no}→${line.credit_account_no} ${line.tax_id === null ? '–' : codes.get(line.tax_id)} ${line.amount}`));
}

const [sales, shipping, cards, vouchers] = ['3200', '3600', '1105', '2030'];

describe('payments', () => {
  test('authorised: no money; each capture is a payment', async () => {
    const order = await booked({ ...goods, payments: [{ gateway: 'shopify_payments', kind: 'AUTHORIZATION' }] });
    expect([await state(order), paid(order)]).toEqual(['booked', []]);
    stage.shop.editor.capture(order, { amount: '60.00' });
    await stage.drain([order]);
    expect(paid(order)).toEqual(['60.00']);
    stage.shop.editor.capture(order);
    await stage.drain([order]);
    expect([paid(order), invoiceOf(order).total_remaining_payments]).toEqual([['60.00', '40.00'], '0.00']);
  });

  test('authorised and voided, or failed: nothing is booked, and what is paid afterwards is', async () => {
    const order = await booked({ ...goods, payments: [{ gateway: 'shopify_payments', kind: 'AUTHORIZATION' }] });
    stage.shop.editor.void(order);
    stage.shop.editor.failPayment(order, { gateway: 'twint' });
    expect([await state(order), paid(order)]).toEqual(['booked', []]);
    stage.shop.editor.pay(order, { gateway: 'twint' });
    await stage.drain([order]);
    expect(paid(order)).toEqual(['100.00']);
  });

  test('a dispute that is lost: money that went without a refund is taken off in proportion', async () => {
    const order = await booked({ ...goods, payments: byCard });
    stage.shopify.deliveries.pause();
    stage.shop.editor.refund(order, { amount: '100.00' });
    // Shopify notes the transaction, and no refund with it.
    order.refunds.pop();
    stage.shopify.deliveries.resume();
    expect(await state(order)).toBe('booked');
    expect(entries()).toEqual([[`${sales}→${cards} UN81 80.00`, `${sales}→${cards} UR26 20.00`]]);
  });
});

describe('vouchers and credit', () => {
  test('store credit: a payment against the liability, and a refund to it raises it again', async () => {
    const order = await booked({ ...goods, payments: [{ gateway: 'shopify_store_credit', amount: '30.00' }, { gateway: 'shopify_payments' }] });
    expect([await state(order), paid(order)]).toEqual(['booked', ['30.00', '70.00']]);
    stage.shop.editor.refund(order, { lines: [{ line: 1, quantity: 1 }], gateway: 'shopify_store_credit' });
    expect(await state(order)).toBe('booked');
    expect(entries()).toEqual([[`${sales}→${vouchers} UR26 20.00`]]);
  });

  test('a service voucher is turnover when it is sold; what it pays for takes that turnover off again, and money back onto it books nothing', async () => {
    await stage.decide({ giftCards: 'service' });
    const sold = await booked({ ...goods, lines: [{ title: 'Massage', giftCard: true, price: '100.00', taxRate: null, requiresShipping: false }], payments: byCard });
    expect(invoiceOf(sold).taxs).toMatchObject([{ percentage: '8.10', value: expect.stringMatching(/^7\.49/) }]);
    const redeemed = await booked({ ...goods, payments: [{ gateway: 'gift_card', amount: '100.00' }] });
    expect([await state(redeemed), entries()]).toEqual(['booked', [[`${sales}→${vouchers} UN81 100.00`]]]);
    stage.shop.editor.refund(redeemed, { lines: [{ line: 1, quantity: 1 }], gateway: 'gift_card' });
    expect([await state(redeemed), entries().length]).toEqual(['booked', 1]);
    await stage.decide({ giftCards: 'value' });
  });
});

const total = () => entries().flat().reduce((sum, line) => sum + Math.round(Number(line.split(' ').at(-1)) * 100), 0);

describe('what is neither goods nor shipping', () => {
  const charged: OrderInput = {
    ...goods,
    lines: [{ title: 'Uhr', price: '300.00', taxRate: '0.081', duties: [{ price: '12.40' }] }, { title: 'Tip', tip: true, price: '5.00' }],
    shipping: [{ title: 'Post', price: '9.00', taxRate: '0.081' }],
    additionalFees: [{ title: 'Recycling', price: '2.00', taxRate: '0.081' }],
    payments: byCard,
  };
  const roles = ['sales', 'shipping', 'tips', 'duties', 'fees'] as const;

  test('tips, duties and fees stand on an account of their own, on the invoice and when all of it goes back', async () => {
    const settings = (await stage.app.store.settings.get(stage.shop.domain))!.settings;
    const { books } = stage.bexio;
    const accountOf = { sales, shipping, tips: '3805', duties: '4200', fees: '3400' };
    const usable = roles.map((role) => [role, books.accountId(accountOf[role])] as const);
    await stage.decide({ accounts: { ...settings.accounts, ...Object.fromEntries(usable) } });
    const order = await booked(charged);
    const invoice = invoiceOf(order);
    expect([await state(order), invoice.total, invoice.positions.filter((one) => one.account_no !== null).map((one) => [roles.find((role) => accountOf[role] === one.account_no), Number(one.position_total)])]).toEqual(['booked', '328.40', [['sales', 300], ['tips', 5], ['shipping', 9], ['duties', 12.4], ['fees', 2]]]);
    stage.shop.editor.cancel(order);
    expect(await state(order)).toBe('booked');
    // Shopify has no way to give a fee back: it notes it as an amount beyond the goods, which is spread.
    const debited = entries().flat().map((line) => line.split('→')[0]);
    expect([debited, total()]).toEqual([[sales, accountOf.tips, shipping, accountOf.duties, accountOf.fees], 32_840]);
    const kept = await booked(charged);
    stage.shop.editor.refund(kept, { lines: [{ line: 0, quantity: 1 }] });
    expect([await state(kept), entries().at(-1)]).toEqual(['booked', [`${sales}→${cards} UN81 300.00`]]);
    await stage.decide({ accounts: settings.accounts });
  });
});

test('an amount without goods follows the rule that the order was booked by', async () => {
  await stage.decide({ rules: [{ name: 'Wein', when: { tags: ['wein'] }, then: { lumpSum: 'highest-rate' } }] });
  const [plain, ruled] = [await booked({ ...goods, payments: byCard }), await booked({ ...goods, payments: byCard, tags: ['Wein'] })];
  for (const order of [plain, ruled]) stage.shop.editor.refund(order, { amount: '10.00' });
  await stage.drain([plain, ruled]);
  expect(entries().toSorted((a, b) => b.length - a.length)).toEqual([[`${sales}→${cards} UN81 8.00`, `${sales}→${cards} UR26 2.00`], [`${sales}→${cards} UN81 10.00`]]);
  await stage.decide({ rules: [] });
});

test('an invoice that a person copies in bexio is theirs: nothing takes it for ours, and nothing of ours changes', async () => {
  const order = await booked({ ...goods, payments: byCard });
  const invoice = invoiceOf(order);
  const headers = { authorization: `Bearer ${await stage.bexio.accessToken()}`, accept: 'application/json' };
  const answer = await fetch(`${stage.bexio.apiUrl}/2.0/kb_invoice/${invoice.id}/copy`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ contact_id: invoice.contact_id }) });
  const copy = (await answer.json()) as { id: number };
  expect((await fetch(`${stage.bexio.apiUrl}/2.0/kb_invoice/${copy.id}/issue`, { method: 'POST', headers })).status).toBe(200);
  await stage.run({ kind: 'poll', subject: routine });
  stage.shop.editor.edit(order, { add: [{ title: 'Schale', price: '30.00', taxRate: '0.081' }] });
  expect(await state(order)).toBe('booked');
  const references = stage.bexio.books.invoices().filter((one) => one.contact_id === invoice.contact_id && [invoice.id, copy.id].includes(one.id)).map((one) => [one.id, one.total, one.total_received_payments]);
  expect(references).toEqual([[invoice.id, '100.00', '100.00'], [copy.id, '100.00', '0.00']]);
  const extras = stage.bexio.books.invoices().filter((one) => one.api_reference === `shopify:${stage.shop.id}:order:${order.legacyId}:extra:1`);
  expect(extras.map(({ total }) => total)).toEqual(['30.00']);
});
