import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { systemClock } from '../../src/clock.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { openShop, type OpenShop } from './open-shop.ts';

/**
 * Whole lives of orders through the whole app, between both sandboxes. Every order costs 240.00: a rucksack at 100.00 (8.1 %), two books at
 * 65.50 (2.6 %), shipping 9.00 (8.1 %). The rules are tested row by row in test/domain/order-life.test.ts.
 */
const goods: OrderInput = {
  lines: [
    { title: 'Wanderrucksack', sku: 'RUCK-30', price: '100.00', taxRate: '0.081' },
    { title: 'Wanderführer', sku: 'BUCH', price: '65.50', quantity: 2, taxRate: '0.026' },
  ],
  shipping: [{ title: 'PostPac', price: '9.00', taxRate: '0.081' }],
  taxesIncluded: true,
  customer: { firstName: 'Anna', lastName: 'Muster', email: 'anna@example.ch' },
};
const byCard: OrderInput = { ...goods, payments: [{ gateway: 'shopify_payments' }] };
const cancelled = 19;

let open: OpenShop;
beforeAll(async () => {
  open = await openShop();
});
afterAll(() => open.close());

let entriesBefore = 0;
beforeEach(() => {
  entriesBefore = open.bexio.books.manualEntries().length;
});

async function booked(input: OrderInput): Promise<StoredOrder> {
  const order = open.place(input);
  await open.finished([order]);
  return order;
}

/** What happened since, then the order's state with the reason. */
async function state(order: StoredOrder): Promise<string> {
  const [record] = await open.finished([order]);
  const detail = record?.detail as { for?: string; why?: string; problem?: { reason: string } } | null;
  return [record?.state, detail?.for ?? detail?.why ?? detail?.problem?.reason].filter(Boolean).join(' ');
}

/** Every invoice of an order, replaced and additional ones included, as `reference status total`. */
function invoices(order: StoredOrder): string[] {
  const base = `shopify:${open.shop.id}:order:${order.legacyId}`;
  return all(order).map(({ api_reference, status, total }) => `${api_reference?.slice(base.length) || ':1'} ${status === cancelled ? 'cancelled' : status === 9 ? 'paid' : 'open'} ${total}`);
}

function all(order: StoredOrder): InvoiceView[] {
  const base = `shopify:${open.shop.id}:order:${order.legacyId}`;
  return open.bexio.books.invoices().filter(({ api_reference }) => api_reference === base || api_reference?.startsWith(`${base}:`) === true);
}

/** The entries made since the test began, line by line: `debit→credit VAT code amount`. */
function entries(): string[][] {
  const { books } = open.bexio;
  const codes = new Map(['UN81', 'UR26', 'U00'].map((code) => [books.taxId(code), code]));
  return books.manualEntries().slice(entriesBefore).map((entry) => entry.entries.map((line) => `${line.debit_account_no}→${line.credit_account_no} ${line.tax_id === null ? '–' : codes.get(line.tax_id)} ${line.amount}`));
}

function books() {
  return open.bexio.books;
}

describe('cancelled', () => {
  test('before it was paid: the invoice is cancelled, and that is all', async () => {
    const order = await booked(goods);
    open.shop.editor.cancel(order.id);
    expect(await state(order)).toBe('skipped reversed');
    expect(invoices(order)).toEqual([':1 cancelled 240.00']);
  });

  test('paid and given back: one entry, every account and rate to the rappen', async () => {
    const order = await booked(byCard);
    open.shop.editor.cancel(order.id);
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 paid 240.00']);
    const [lines = [], ...more] = entries();
    expect(more).toEqual([]);
    // This company books shipping on the account of the goods: one line per account and rate.
    expect(lines.map(codeAndAmount)).toEqual(['UN81 109.00', 'UR26 131.00']);
  });
});

describe('refunded', () => {
  test.each<[string, Parameters<OpenShop['shop']['editor']['refund']>[1], string[]]>([
    ['by line', { lines: [{ line: 1, quantity: 1 }] }, ['UR26 65.50']],
    ['shipping only', { shipping: true }, ['UN81 9.00']],
    ['a lump sum, VAT in proportion', { amount: '24.00' }, ['UN81 10.90', 'UR26 13.10']],
  ])('%s', async (_name, input, lines) => {
    const order = await booked(byCard);
    open.shop.editor.refund(order.id, input);
    expect(await state(order)).toBe('booked');
    expect(entries().flat().map(codeAndAmount)).toEqual(lines);
    // A repeated webhook, or a sweep, finds nothing more to do.
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'order', subject: order.legacyId });
    await state(order);
    expect(entries()).toHaveLength(1);
  });

  test('before the booking: on the invoice, or as a refund after it', async () => {
    const order = open.place(byCard, (placed) => {
      open.shop.editor.refund(placed.id, { lines: [{ line: 1, quantity: 1 }] });
      open.shop.editor.refund(placed.id, { amount: '10.00' });
    });
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 paid 174.50']);
    expect(total(entries())).toBe(1000);
  });

  test('pending: not before the money has gone', async () => {
    const order = await booked(byCard);
    open.shop.editor.refund(order.id, { lines: [{ line: 0, quantity: 1 }], pending: true });
    expect(await state(order)).toBe('waiting refund');
    expect(entries()).toEqual([]);
    open.shop.editor.settle(order.id);
    expect(await state(order)).toBe('booked');
    expect(entries().flat().map(codeAndAmount)).toEqual(['UN81 100.00']);
  });

  test('as a credit note that the merchant types: a task with its figures, closed when bexio shows it', async () => {
    await open.decide({ refunds: { paid: 'credit-note-task' } });
    const order = await booked(byCard);
    open.shop.editor.refund(order.id, { lines: [{ line: 1, quantity: 1 }] });
    expect(await state(order)).toBe('problem credit-note-needed');
    expect((await open.record(order)).detail).toMatchObject({ problem: { amountMinor: 6550, taxes: [{ ratePpm: 26_000, grossMinor: 6550, amountMinor: 166 }], lines: [{ title: 'Wanderführer', quantity: 1 }] } });
    books().createCreditVoucher(all(order)[0]?.id ?? 0, '65.50');
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'order', subject: order.legacyId });
    expect(await state(order)).toBe('booked');
    await open.decide({ refunds: { paid: 'entry' } });
  });
});

describe('edited', () => {
  test('up and unpaid: another invoice takes its place', async () => {
    const order = await booked(goods);
    open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 cancelled 240.00', ':2 open 270.00']);
  });

  test('down and unpaid: the same', async () => {
    const order = await booked(goods);
    open.shop.editor.edit(order.id, { quantities: [{ line: 1, quantity: 1 }] });
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 cancelled 240.00', ':2 open 174.50']);
  });

  test('up and paid: an invoice of its own for what was added, and the payment finds it', async () => {
    const order = await booked(byCard);
    open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 paid 240.00', ':extra:1 open 30.00']);
    open.shop.editor.pay(order.id, { gateway: 'twint' });
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 paid 240.00', ':extra:1 paid 30.00']);
  });

  test('down and paid: as a refund, when the money goes', async () => {
    const order = await booked(byCard);
    open.shop.editor.edit(order.id, { quantities: [{ line: 1, quantity: 1 }] });
    expect(await state(order)).toBe('waiting refund');
    open.shop.editor.refund(order.id, { amount: '65.50' });
    expect(await state(order)).toBe('booked');
    expect(entries().flat().map(codeAndAmount)).toEqual(['UR26 65.50']);
  });

  test('a draft: made anew under its own name', async () => {
    await open.decide({ finish: 'draft' });
    const order = await booked(goods);
    open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    expect(await state(order)).toBe('booked');
    expect(all(order).map(({ status, total: amount }) => [status, amount])).toEqual([[7, '270.00']]);
    await open.decide({ finish: 'issued' });
  });
});

describe('changed by a person in bexio', () => {
  test.each([
    ['deleted', 'problem invoice-gone', (id: number) => books().deleteInvoice(id)],
    ['cancelled', 'problem invoice-cancelled', (id: number) => books().cancelInvoice(id)],
  ] as const)('%s: never made again by itself, and said', async (_name, said, act) => {
    const order = await booked(goods);
    act(all(order)[0]?.id ?? 0);
    const before = books().invoices().length;
    open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    expect(await state(order)).toBe(said);
    expect(books().invoices()).toHaveLength(before);
    // Only a merchant who asks for it gets another one, under the next name.
    await decide({ store: open.app.store, clock: systemClock }, open.shop.domain, order.legacyId, 'book-now', 'merchant');
    expect(await state(order)).toBe('booked');
    expect(invoices(order).at(-1)).toBe(':2 open 270.00');
  });

  test('paid by hand: the invoice stays, what is added gets its own', async () => {
    const order = await booked(goods);
    books().payInvoice(all(order)[0]?.id ?? 0);
    open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    expect(await state(order)).toBe('booked');
    expect(invoices(order)).toEqual([':1 paid 240.00', ':extra:1 open 30.00']);
  });
});

describe('an answer of bexio is lost', () => {
  test.each(['cut-after', 'cut-before', 'empty-body'] as const)('%s: a refund is booked once', async (kind) => {
    const order = await booked(byCard);
    open.bexio.faults.add({ match: { method: 'POST', path: /manual_entries$/, nth: 1 }, kind });
    open.shop.editor.refund(order.id, { lines: [{ line: 1, quantity: 1 }] });
    await expect.poll(() => entries().length).toBe(1);
    await expect.poll(async () => (await links(order)).filter((one) => one.startsWith('refund ')).length).toBe(1);
    expect(entries().flat().map(codeAndAmount)).toEqual(['UR26 65.50']);
  });

  test.each([
    ['cancelling', /kb_invoice\/\d+\/cancel$/, 'POST'],
    ['making the next one', /kb_invoice$/, 'POST'],
  ] as const)('%s: one takes the place of the other', async (_name, path, method) => {
    const order = await booked(goods);
    open.bexio.faults.add({ match: { method, path, nth: 1 }, kind: 'cut-after' });
    open.shop.editor.edit(order.id, { quantities: [{ line: 1, quantity: 1 }] });
    await expect.poll(() => invoices(order)).toEqual([':1 cancelled 240.00', ':2 open 174.50']);
  });

  async function links(order: StoredOrder): Promise<string[]> {
    const found = await open.app.store.links.of(open.shop.domain, open.bexio.books.companyId, order.legacyId);
    return found.map((one) => `${one.kind} ${one.bexioId}`);
  }
});

describe('decided by the merchant', () => {
  const asks = async (order: StoredOrder, decision: 'skip' | 'book-now' | 'undo') => {
    await decide({ store: open.app.store, clock: systemClock }, open.shop.domain, order.legacyId, decision, 'merchant');
    return state(order);
  };

  test('undo: an unpaid invoice is cancelled, a paid one reversed, and nothing is booked again by itself', async () => {
    const [owed, paid] = [await booked(goods), await booked(byCard)];
    expect([await asks(owed, 'undo'), await asks(paid, 'undo')]).toEqual(['skipped merchant', 'skipped merchant']);
    expect(invoices(owed)).toEqual([':1 cancelled 240.00']);
    expect(total(entries())).toBe(24_000);
    open.shop.editor.edit(owed.id, { add: [{ title: 'Regenhülle', price: '30.00', taxRate: '0.081' }] });
    expect(await state(owed)).toBe('skipped merchant');
    expect(invoices(owed)).toEqual([':1 cancelled 240.00']);
    expect(await asks(owed, 'book-now')).toBe('booked');
    expect(invoices(owed)).toEqual([':1 cancelled 240.00', ':2 open 270.00']);
  });

  test('a closed period: nothing is written, and said', async () => {
    await open.decide({ lockDate: '2999-12-31' });
    const order = open.place(goods);
    expect(await state(order)).toBe('problem period-locked');
    expect(invoices(order)).toEqual([]);
    await open.decide({ lockDate: null });
  });
});

function total(made: string[][]): number {
  return made.flat().reduce((sum, line) => sum + Math.round(Number(line.split(' ').at(-1)) * 100), 0);
}

function codeAndAmount(line: string): string {
  return line.replace(/^\d+→\d+ /, '');
}
