import { describe, expect, test } from 'vitest';
import { coveredFingerprint, orderFingerprint } from '../../src/domain/plan/fingerprint.ts';
import { nextStep, type Situation, type Verdict } from '../../src/domain/plan/next-step.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { aBookedInvoice, aCompany, aLine, anOrder, aRefund, aShippingLine, aShop, aTransaction, nothingBooked, someSettings } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

function situation(over: Partial<Situation> = {}): Situation {
  return { order: anOrder(), shop: aShop(), settings: someSettings(), company: aCompany(), booked: nothingBooked(), ...over };
}

/** Asks until nothing is missing; the names of the steps, then the verdict. */
function walk(start: Situation) {
  const { steps, ...rest } = walkThrough(start);
  return { steps: steps.map((step) => step.do as string), ...rest };
}

const withStock = (over: Partial<Settings> = {}) => someSettings({ documents: 'order-delivery-invoice', articles: 'create', ...over });

describe('from nothing to booked', () => {
  test.each<[string, Partial<Situation>, string]>([
    ['an invoice', {}, 'find-contact create-invoice issue-invoice book-payment'],
    ['an unpaid invoice', { order: anOrder({ transactions: [] }) }, 'find-contact create-invoice issue-invoice'],
    ['a draft stays a draft, unpaid', { settings: someSettings({ finish: 'draft' }) }, 'find-contact create-invoice'],
    ['a mailed invoice', { settings: someSettings({ finish: 'sent' }) }, 'find-contact create-invoice issue-invoice send-invoice book-payment'],
    ['nobody to mail to', { settings: someSettings({ finish: 'sent' }), order: anOrder({ email: null, customer: null }) }, 'find-contact create-invoice issue-invoice book-payment'],
    ['linked articles', { settings: someSettings({ articles: 'match' }) }, 'find-contact find-articles create-invoice issue-invoice book-payment'],
    ['an invoice and its delivery, not shipped yet', { settings: withStock() }, 'find-contact find-articles create-sales-order convert-to-invoice complete-invoice issue-invoice book-payment'],
    [
      'delivered at once',
      { settings: withStock({ deliver: 'at-once' }) },
      'find-contact find-articles create-sales-order convert-to-invoice complete-invoice issue-invoice book-payment deliver issue-delivery',
    ],
    [
      'delivered as shipped',
      { settings: withStock(), order: anOrder({ lines: [aLine({ quantity: 3, unfulfilledQuantity: 1 })] }) },
      'find-contact find-articles create-sales-order convert-to-invoice complete-invoice issue-invoice book-payment deliver issue-delivery',
    ],
    ['a draft with its delivery', { settings: withStock({ finish: 'draft', deliver: 'at-once' }) }, 'find-contact find-articles create-sales-order convert-to-invoice complete-invoice deliver issue-delivery'],
    [
      'two payments',
      { order: anOrder({ transactions: [aTransaction({ id: '1', gateway: 'gift_card', amountMinor: 4000 }), aTransaction({ id: '2', amountMinor: 6000 })] }) },
      'find-contact create-invoice issue-invoice book-payment book-payment',
    ],
  ])('%s', (_name, over, steps) => {
    const walked = walk(situation(over));
    expect(walked.steps.join(' ')).toBe(steps);
    expect(walked.verdict).toEqual({ kind: 'booked' });
    expect(walk(situation({ ...over, booked: walked.booked }))).toMatchObject({ steps: [], verdict: { kind: 'booked' } });
  });

  test('a later payment and a later parcel are booked when they come', () => {
    const line = aLine({ quantity: 3 });
    const unpaid = situation({ settings: withStock(), order: anOrder({ lines: [line], transactions: [] }) });
    const { booked } = walk(unpaid);
    const shipped = anOrder({ lines: [{ ...line, unfulfilledQuantity: 1, sentQuantity: 2 }] });
    const second = walk({ ...unpaid, order: shipped, booked });
    expect(second.steps).toEqual(['book-payment', 'deliver', 'issue-delivery']);
    expect(second.booked.deliveries).toEqual([{ bexioId: 80, issued: true, units: { '501': 2 } }]);
    const all = anOrder({ lines: [{ ...line, unfulfilledQuantity: 0, sentQuantity: 3 }] });
    expect(walk({ ...unpaid, order: all, booked: second.booked }).booked.deliveries[1]).toMatchObject({ units: { '501': 1 } });
  });

  test('only goods that are shipped are delivered', () => {
    const order = anOrder({ lines: [aLine(), aLine({ id: '502', kind: 'gift-card' }), aLine({ id: '503', requiresShipping: false })] });
    const { booked } = walk(situation({ order, settings: withStock({ deliver: 'at-once' }) }));
    expect(booked.deliveries).toEqual([{ bexioId: 80, issued: true, units: { '501': 1 } }]);
  });

  test('articles are created as the shop shows them, once per SKU', () => {
    const order = anOrder({ lines: [aLine({ variantTitle: 'Blau' }), aLine({ id: '502', unitPriceMinor: 5000 }), aLine({ id: '503', sku: null })] });
    const booked = nothingBooked({ contact: { contactId: 55, personId: null } });
    expect(nextStep(situation({ order, settings: withStock(), booked }))).toEqual({
      kind: 'step',
      step: {
        do: 'find-articles',
        skus: ['RUCK-30'],
        create: [{ sku: 'RUCK-30', name: 'Wanderrucksack – Blau', salePriceMinor: 10_000, currencyId: 11, taxId: 216, accountId: 107, unitId: 701 }],
      },
    });
  });

  test('what was begun as an order ends as one, whatever the settings say now', () => {
    const booked = nothingBooked({ contact: { contactId: 55, personId: null }, salesOrder: { bexioId: 61 } });
    expect(nextStep(situation({ booked }))).toMatchObject({ step: { do: 'convert-to-invoice', salesOrderId: 61 } });
  });

  test('mailing that is switched on later does not mail finished orders', () => {
    const { booked } = walk(situation());
    expect(walk(situation({ booked, settings: someSettings({ finish: 'sent' }) }))).toMatchObject({ steps: [], verdict: { kind: 'booked' } });
  });
});

describe('not now, or not at all', () => {
  const unpaid = anOrder({ transactions: [aTransaction({ kind: 'authorization' })], totals: { outstandingMinor: 0 } });
  test.each<[string, Partial<Situation>, Verdict]>([
    ['a test order', { order: anOrder({ test: true }) }, { kind: 'skipped', why: 'test' }],
    ['before go-live', { settings: someSettings({ goLiveAt: '2026-11-21T00:00:00Z' }) }, { kind: 'skipped', why: 'before-go-live' }],
    ['cancelled unpaid', { order: anOrder({ cancelledAt: new Date('2026-11-20T10:00:00Z'), transactions: [] }) }, { kind: 'skipped', why: 'cancelled' }],
    ['free of charge', { order: anOrder({ lines: [aLine({ unitPriceMinor: 0, taxLines: [] })], transactions: [] }) }, { kind: 'skipped', why: 'nothing-owed' }],
    ['authorised is not paid', { order: unpaid, settings: someSettings({ bookWhen: 'paid' }) }, { kind: 'waiting', for: 'payment' }],
    ['not shipped', { settings: someSettings({ bookWhen: 'fulfilled' }) }, { kind: 'waiting', for: 'fulfilment' }],
  ])('%s', (_name, over, verdict) => {
    expect(nextStep(situation(over))).toEqual(verdict);
  });

  test.each<[string, Order, Partial<Settings>]>([
    ['a test order, when wanted', anOrder({ test: true }), { testOrders: true }],
    ['cancelled with money kept', anOrder({ cancelledAt: new Date('2026-11-20T10:00:00Z') }), {}],
    ['paid', anOrder(), { bookWhen: 'paid' }],
    ['paid in cash, rounded down', anOrder({ lines: [aLine({ unitPriceMinor: 4232 })], totals: { cashRoundingMinor: -2 } }), { bookWhen: 'paid' }],
    ['paid, then partly given back', anOrder({ transactions: [aTransaction(), aTransaction({ id: '9', kind: 'refund', amountMinor: 1000 })], refunds: [aRefund({ totalMinor: 1000, adjustments: [{ amountMinor: -1000, taxMinor: 0 }] })], totals: { outstandingMinor: 0 } }), { bookWhen: 'paid' }],
    ['the same, where Shopify calls it outstanding', anOrder({ transactions: [aTransaction(), aTransaction({ id: '9', kind: 'refund', amountMinor: 1000 })], refunds: [aRefund({ totalMinor: 1000, adjustments: [{ amountMinor: -1000, taxMinor: 0 }] })], totals: { outstandingMinor: 1000 } }), { bookWhen: 'paid' }],
    ['shipped', anOrder({ lines: [aLine({ unfulfilledQuantity: 0 }), aLine({ id: '502', kind: 'gift-card' })] }), { bookWhen: 'fulfilled' }],
  ])('goes on: %s', (_name, order, over) => {
    expect(nextStep(situation({ order, settings: someSettings(over) }))).toMatchObject({ kind: 'step' });
  });

  test('what is in bexio already is neither skipped nor made to wait', () => {
    const booked = nothingBooked({ invoice: aBookedInvoice({ fingerprint: coveredFingerprint(anOrder()) }), payments: { '801': { paymentId: 1, amountMinor: 10_000 } } });
    expect(nextStep(situation({ booked, settings: someSettings({ goLiveAt: '2030-01-01T00:00:00Z', bookWhen: 'fulfilled' }) }))).toEqual({ kind: 'booked' });
  });
});

describe('problems come before the first write', () => {
  test.each<[string, Partial<Situation>]>([
    ['currency-missing', { order: anOrder({ currency: 'JPY' }) }],
    ['gateway-not-mapped', { order: anOrder({ transactions: [aTransaction({ gateway: 'neu' })] }) }],
    ['collective-contact-missing', { order: anOrder({ customer: null, email: null, billingAddress: null, shippingAddress: null }), settings: someSettings({ collectiveContactId: null }) }],
    ['module-missing', { settings: withStock(), company: aCompany({ modules: { stock: false, deliveries: false } }) }],
  ])('%s', (reason, over) => {
    expect(nextStep(situation(over))).toMatchObject({ kind: 'problem', problem: { reason } });
  });

  test('everything returned, but a fee kept: not skipped in silence', () => {
    const refund = (status: 'success' | 'pending', amountMinor: number) => aTransaction({ id: '9', kind: 'refund', status, amountMinor });
    const returned = (back: ReturnType<typeof refund>) =>
      anOrder({
        lines: [aLine({ currentQuantity: 0 })],
        refunds: [aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }], totalMinor: back.amountMinor })],
        transactions: [aTransaction(), back],
      });
    const problem = { reason: 'payment-unclear', what: 'kept', gateway: 'shopify_payments', currency: 'CHF', amountMinor: 1000 };
    expect(nextStep(situation({ order: returned(refund('success', 9000)) }))).toEqual({ kind: 'problem', problem });
    expect(nextStep(situation({ order: returned(refund('success', 10_000)) }))).toEqual({ kind: 'skipped', why: 'nothing-owed' });
    expect(nextStep(situation({ order: returned(refund('pending', 10_000)) }))).toEqual({ kind: 'waiting', for: 'refund' });
  });

  test('cancelled with the money kept: all of it by whatever way it came, less what is on its way back and what the till rounded up', () => {
    const cancelled = (cashRoundingMinor: number, ...more: ReturnType<typeof aTransaction>[]) =>
      anOrder({
        cancelledAt: new Date('2026-11-20T10:00:00Z'),
        lines: [aLine({ currentQuantity: 0 })],
        refunds: [aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }], totalMinor: 0, transactionIds: [] })],
        transactions: [aTransaction({ id: '1', amountMinor: 4000 }), aTransaction({ id: '2', gateway: 'bank_deposit', amountMinor: 6000 }), ...more],
        totals: { currentMinor: 0, cashRoundingMinor },
      });
    const gateways = { shopify_payments: { settle: 'account', bankAccountId: 1, paymentTypeId: null }, bank_deposit: { settle: 'open', paymentTypeId: null } } as const;
    const saidOf = (order: ReturnType<typeof anOrder>) => nextStep(situation({ order, settings: someSettings({ gateways }) }));
    expect(saidOf(cancelled(0))).toMatchObject({ problem: { reason: 'payment-unclear', amountMinor: 10_000 } });
    expect(saidOf(cancelled(0, aTransaction({ id: '9', kind: 'refund', status: 'pending', amountMinor: 9700 })))).toMatchObject({ problem: { amountMinor: 300 } });
    expect(saidOf(cancelled(2))).toMatchObject({ problem: { amountMinor: 9998 } });
    expect(saidOf(cancelled(-2))).toMatchObject({ problem: { amountMinor: 10_000 } });
  });

  test('a gateway does not matter to an invoice that stays a draft', () => {
    const order = anOrder({ transactions: [aTransaction({ gateway: 'neu' })] });
    expect(nextStep(situation({ order, settings: someSettings({ finish: 'draft' }) }))).toMatchObject({ kind: 'step' });
  });

  test('money beyond the invoice is said after the invoice and what fits it', () => {
    const transactions = [aTransaction({ id: '1', amountMinor: 6000 }), aTransaction({ id: '2', amountMinor: 5000 })];
    const { steps, verdict } = walk(situation({ order: anOrder({ transactions }) }));
    expect(steps).toEqual(['find-contact', 'create-invoice', 'issue-invoice', 'book-payment']);
    expect(verdict).toMatchObject({ problem: { reason: 'payment-unclear', amountMinor: 1000 } });
  });

  test('a gateway that appears after the booking does not hold parcels back', () => {
    const { booked } = walk(situation({ settings: withStock(), order: anOrder({ transactions: [] }) }));
    const order = anOrder({ lines: [aLine({ unfulfilledQuantity: 0 })], transactions: [aTransaction({ gateway: 'neu' })] });
    const { steps, verdict } = walk(situation({ settings: withStock(), order, booked }));
    expect(steps).toEqual(['deliver', 'issue-delivery']);
    expect(verdict).toMatchObject({ problem: { reason: 'gateway-not-mapped' } });
  });
});

describe('orders that change after the booking', () => {
  const line = aLine({ quantity: 2 });
  const placed = anOrder({ lines: [line], transactions: [] });
  const refund = aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }], totalMinor: 10_000 });
  const moneyBack = aTransaction({ id: '9', kind: 'refund', amountMinor: 10_000, parentId: '801' });
  const paid = aTransaction({ amountMinor: 20_000 });
  const changes: [string, Order, string, number][] = [
    ['refunded', anOrder({ lines: [{ ...line, currentQuantity: 1 }], refunds: [refund], transactions: [paid, moneyBack] }), 'refunded', 10_000],
    ['refunded by a mere amount', anOrder({ lines: [line], refunds: [aRefund({ totalMinor: 1500, adjustments: [{ amountMinor: -1500, taxMinor: 0 }] })], transactions: [paid, { ...moneyBack, amountMinor: 1500 }] }), 'refunded', 18_500],
    ['a unit taken off without money', anOrder({ lines: [{ ...line, currentQuantity: 1 }], refunds: [{ ...refund, totalMinor: 0 }], transactions: [] }), 'edited', 10_000],
    ['a line added', anOrder({ lines: [line, aLine({ id: '502' })], transactions: [] }), 'edited', 30_000],
    ['shipping added', anOrder({ lines: [line], shippingLines: [aShippingLine()], transactions: [] }), 'edited', 20_900],
    ['cancelled', anOrder({ lines: [{ ...line, currentQuantity: 0 }], refunds: [{ ...refund, lines: [{ lineId: '501', quantity: 2, subtotalMinor: 20_000, taxMinor: 1498 }], totalMinor: 0 }], cancelledAt: new Date('2026-11-22T00:00:00Z'), transactions: [] }), 'cancelled', 0],
  ];

  test.each(changes)('without knowing what its invoice is made of: %s', (_name, order, change, nowMinor) => {
    // An invoice of an older installation says what it covered, but not by which amounts: a person decides.
    const booked = nothingBooked({ contact: { contactId: 55, personId: null }, invoice: aBookedInvoice({ totalMinor: 20_000, fingerprint: coveredFingerprint(placed) }), payments: { '801': { paymentId: 1, amountMinor: 20_000 } } });
    expect(walk(situation({ order, booked })).verdict).toEqual({ kind: 'problem', problem: { reason: 'changed-after-booking', change, currency: 'CHF', bookedMinor: 20_000, nowMinor } });
    const accepted = { ...booked, invoice: { ...booked.invoice!, fingerprint: orderFingerprint(order) } };
    expect(walk(situation({ order, booked: accepted })).verdict).toEqual({ kind: 'booked' });
  });

  test('tags, notes, shipping and payments are no change', () => {
    const { booked } = walk(situation({ order: placed }));
    const order = anOrder({ lines: [{ ...line, unfulfilledQuantity: 0 }], transactions: [paid], tags: ['vip'], note: 'neu', updatedAt: new Date('2026-12-01T00:00:00Z') });
    expect(walk(situation({ order, booked }))).toMatchObject({ steps: ['book-payment'], verdict: { kind: 'booked' } });
  });

  test('where bexio keeps the stock, the sales order is made anew with the invoice, and delivered', () => {
    const { booked } = walk(situation({ order: placed, settings: withStock() }));
    const order = anOrder({ lines: [{ ...line, currentQuantity: 1, unfulfilledQuantity: 0, sentQuantity: 1 }], refunds: [refund], transactions: [paid, moneyBack] });
    const { steps, verdict } = walk(situation({ order, booked, settings: withStock() }));
    expect(steps).toEqual(['cancel-invoice', 'remove-sales-order', 'create-sales-order', 'convert-to-invoice', 'complete-invoice', 'issue-invoice', 'book-payment', 'deliver', 'issue-delivery']);
    expect(verdict).toEqual({ kind: 'booked' });
  });

  test('units that an edit added are not delivered from a sales order that lacks them', () => {
    const { booked } = walk(situation({ order: placed, settings: withStock({ deliver: 'at-once' }) }));
    const order = anOrder({ lines: [{ ...line, quantity: 5, currentQuantity: 5, unfulfilledQuantity: 5 }], transactions: [] });
    const { steps, verdict } = walk(situation({ order, booked, settings: withStock({ deliver: 'at-once' }) }));
    expect(steps).toEqual(['cancel-invoice', 'create-invoice', 'issue-invoice']);
    expect(verdict).toMatchObject({ problem: { change: 'edited' } });
  });

  test.each(['made', 'draft'] as const)('an invoice that is only %s is made anew', (stage) => {
    const booked = nothingBooked({ contact: { contactId: 55, personId: null }, salesOrder: { bexioId: 61 }, invoice: aBookedInvoice({ stage, fingerprint: coveredFingerprint(placed) }) });
    expect(nextStep(situation({ order: changes[3]![1], booked }))).toMatchObject({ step: { do: 'remove-draft', invoiceId: 71 } });
  });

  test('money given back as a mere amount before the booking is booked as a refund: the invoice cannot contain it', () => {
    const order = anOrder({ refunds: [aRefund({ totalMinor: 1500, adjustments: [{ amountMinor: -1500, taxMinor: 0 }] })], transactions: [aTransaction(), { ...moneyBack, amountMinor: 1500 }] });
    const { steps, verdict, booked } = walk(situation({ order }));
    expect(steps).toEqual(['find-contact', 'create-invoice', 'issue-invoice', 'book-payment', 'book-refund-entry']);
    expect(booked.payments).toEqual({ '801': { paymentId: 1, amountMinor: 10_000 } });
    expect(booked.refunds).toMatchObject({ '901': { amountMinor: 1500, goods: [], nettedMinor: 0, parts: [{ lineId: '501', grossMinor: 1500 }], transactionIds: ['9'] } });
    expect(verdict).toEqual({ kind: 'booked' });
  });

  test.each([['issued', 'step'], ['draft', 'booked']] as const)('our draft is open in bexio and not on record as issued: where invoices are %s, that is made up for', (finish, kind) => {
    const booked = nothingBooked({ contact: { contactId: 55, personId: null }, invoice: aBookedInvoice({ stage: 'issued', seenIssued: true, fingerprint: coveredFingerprint(placed) }) });
    const verdict = nextStep(situation({ order: placed, booked, settings: someSettings({ finish }) }));
    expect(verdict.kind === 'step' ? [verdict.kind, verdict.step] : [verdict.kind]).toEqual(kind === 'step' ? [kind, expect.objectContaining({ do: 'issue-invoice', invoiceId: 71 })] : [kind]);
  });

  test('an adopted invoice without a fingerprint is taken as it is', () => {
    const booked = nothingBooked({ invoice: aBookedInvoice({ fingerprint: '' }), payments: { '801': { paymentId: 1, amountMinor: 10_000 } } });
    expect(nextStep(situation({ booked }))).toEqual({ kind: 'booked' });
  });
});

describe('an invoice made elsewhere and taken over', () => {
  const order = anOrder();
  const booked = (over = {}) => nothingBooked({ invoice: aBookedInvoice({ adopted: true, stage: 'issued', totalMinor: order.totals.currentMinor, fingerprint: coveredFingerprint(order), ...over }) });

  test.each<[string, Partial<Situation>, string]>([
    ['paid in Shopify: the payment is its maker\'s', {}, 'booked'],
    ['left out by the merchant', { booked: { ...booked(), decision: 'skip' } }, 'booked'],
    ['to be taken back', { booked: { ...booked(), decision: 'undo' } }, 'booked'],
    ['cancelled in bexio', { booked: booked({ stage: 'cancelled' }) }, 'invoice-cancelled'],
    ['gone from bexio', { booked: booked({ stage: 'gone' }) }, 'invoice-gone'],
    ['edited since', { booked: booked({ fingerprint: coveredFingerprint(anOrder({ lines: [aLine({ quantity: 2 })] })) }) }, 'changed-after-booking'],
  ])('%s: no step is ever taken', (_what, over, outcome) => {
    const verdict = nextStep(situation({ booked: booked(), ...over }));
    expect(verdict.kind === 'problem' ? verdict.problem.reason : verdict.kind).toBe(outcome);
  });
});
