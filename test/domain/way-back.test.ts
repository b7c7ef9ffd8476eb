import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { invoiceNow, isOverdue, mayMarkAsPaid, metafieldsOf, partToNote, seenIn, together, type InvoiceKnown, type InvoiceSeen } from '../../src/domain/plan/way-back.ts';

const seen = (over: Partial<InvoiceSeen> = {}): InvoiceSeen => ({ number: 'RE-1', status: 'open', totalMinor: 10_000, receivedMinor: 0, creditedMinor: 0, openMinor: 10_000, ...over });
const known = (over: Partial<InvoiceKnown> = {}): InvoiceKnown => ({ number: 'RE-1', stage: 'issued', totalMinor: 10_000, paidMinor: 0, lastPaidAt: null, ...over });
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12, minutes));
const due = { outstandingMinor: 10_000, canMarkAsPaid: true, capturable: false };
const paid = seen({ status: 'paid', receivedMinor: 10_000, openMinor: 0 });
const transfer = [{ id: 1, amountMinor: 10_000 }];

describe('the invoice as it stands', () => {
  test('our own booking counts until a poll tells', () => {
    expect(invoiceNow(known(), null)).toMatchObject({ status: 'open', openMinor: 10_000 });
    expect(invoiceNow(known({ stage: 'draft' }), null)).toMatchObject({ status: 'draft' });
    expect(invoiceNow(known({ paidMinor: 4_000, lastPaidAt: at(5) }), { what: seen(), at: at(3) })).toMatchObject({ status: 'partly-paid', openMinor: 6_000 });
    expect(invoiceNow(known({ paidMinor: 10_000, lastPaidAt: at(5) }), { what: seen(), at: at(3) })).toMatchObject({ status: 'paid', openMinor: 0 });
  });

  test('a payment that a person deleted in bexio later is gone', () => {
    expect(invoiceNow(known({ paidMinor: 10_000, lastPaidAt: at(5) }), { what: seen(), at: at(10) })).toEqual(seen());
  });

  test('what is settled in bexio stays settled whatever we booked', () => {
    const cancelled = seen({ status: 'cancelled', openMinor: 0 });
    expect(invoiceNow(known({ paidMinor: 4_000, lastPaidAt: at(5) }), { what: cancelled, at: at(4) })).toEqual(cancelled);
  });

  test('nothing is open on a cancelled or written-off invoice, and never less than nothing', () => {
    const row = { id: 1, number: 'RE-1', title: '', apiReference: null, reference: null, contactId: 1, currencyId: 1, totalMinor: 10_000, positions: null, taxes: [], receivedMinor: null, creditedMinor: null, remainingMinor: null, networkLink: null };
    expect(seenIn({ ...row, status: 'cancelled' }).openMinor).toBe(0);
    expect(seenIn({ ...row, status: 'written-off' }).openMinor).toBe(0);
    expect(seenIn({ ...row, status: 'open' }).openMinor).toBe(10_000);
    expect(seenIn({ ...row, status: 'paid', receivedMinor: 12_000, remainingMinor: -2_000 }).openMinor).toBe(0);
  });
});

describe('may be marked as paid', () => {
  test.each([
    ['all of it by transfer', { invoices: [paid], foreign: transfer }, due, true],
    ['a card paid a part of it', { invoices: [paid], foreign: [{ id: 1, amountMinor: 4_000 }] }, { ...due, outstandingMinor: 4_000 }, true],
    ['two invoices, both paid', { invoices: [paid, paid], foreign: transfer }, due, true],
    ['one of two is open', { invoices: [paid, seen()], foreign: transfer }, due, false],
    ['a part only', { invoices: [seen({ status: 'partly-paid' })], foreign: [{ id: 1, amountMinor: 4_000 }] }, due, false],
    ['the rest is a credit note', { invoices: [paid], foreign: [{ id: 1, amountMinor: 8_000 }] }, due, false],
    ['written off', { invoices: [seen({ status: 'written-off' })], foreign: transfer }, due, false],
    ['Shopify waits for nothing', { invoices: [paid], foreign: transfer }, { ...due, outstandingMinor: 0 }, false],
    ['Shopify says no', { invoices: [paid], foreign: transfer }, { ...due, canMarkAsPaid: false }, false],
    ['a card is authorised', { invoices: [paid], foreign: transfer }, { ...due, capturable: true }, false],
    ['no invoice left', { invoices: [], foreign: transfer }, due, false],
  ] as const)('%s', (_what, money, owed, expected) => expect(mayMarkAsPaid(money, owed)).toBe(expected));

  test('never with less money in bexio than Shopify would note', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 4 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: -100, max: 40_000 }), (foreign, outstandingMinor) => {
        const may = mayMarkAsPaid({ invoices: [paid], foreign: foreign.map((amountMinor, id) => ({ id, amountMinor })) }, { ...due, outstandingMinor });
        if (may) expect(foreign.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(outstandingMinor);
      }),
    );
  });
});

test.each([
  [{}, '2026-11-21', true], [{}, '2026-11-20', false], [{ status: 'partly-paid' as const, openMinor: 1 }, '2026-11-21', true],
  [{ openMinor: 0 }, '2026-11-21', false], [{ status: 'paid' as const, openMinor: 0 }, '2027-01-01', false], [{ status: 'cancelled' as const }, '2027-01-01', false], [{ status: 'written-off' as const }, '2027-01-01', false],
])('%j due on the 20th, on %s: overdue %s', (over, today, overdue) => {
  expect(isOverdue(seen({ dueDate: '2026-11-20', ...over }), today)).toBe(overdue);
  expect(isOverdue(seen(over), today)).toBe(false);
});

test('what Shopify shows: no empty value, amounts with their decimals', () => {
  const link = 'https://office.bexio.com/index.php/kb_invoice/show/id/1';
  expect(metafieldsOf(seen({ number: '' }), { currency: 'CHF', link, document: null, today: '2026-11-22' }).map(({ key, value }) => `${key} ${value}`)).toEqual(['status open', 'total 100.00', 'open 100.00', `link ${link}`]);
  expect(together([paid, seen({ number: 'RE-2', totalMinor: 500, openMinor: 500 })], seen())).toMatchObject({ number: 'RE-1, RE-2', status: 'open', totalMinor: 10_500, openMinor: 500 });
});

describe('a part to note', () => {
  const part = seen({ status: 'partly-paid', receivedMinor: 4_000, openMinor: 6_000 });
  const some = [{ id: 1, amountMinor: 3_000 }, { id: 2, amountMinor: 1_000 }];
  test.each([
    ['what came in', { invoices: [part], foreign: some }, due, 4_000],
    ['nothing came in but from Shopify', { invoices: [part], foreign: [] }, due, 0],
    ['all of it: marked instead', { invoices: [paid], foreign: transfer }, due, 0],
    ['as much as is owed: not a part', { invoices: [part], foreign: transfer }, due, 0],
    ['a cancelled invoice', { invoices: [part, seen({ status: 'cancelled' })], foreign: some }, due, 0],
    ['an authorised card', { invoices: [part], foreign: some }, { ...due, capturable: true }, 0],
    ['Shopify does not let it be marked', { invoices: [part], foreign: some }, { ...due, canMarkAsPaid: false }, 0],
  ])('%s', (_name, money, owed, minor) => {
    expect(partToNote(money, owed)).toBe(minor);
  });
});
