import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Booked } from '../../src/domain/booked.ts';
import type { Step, Verdict } from '../../src/domain/plan/next-step.ts';
import type { Refund, Transaction } from '../../src/domain/order.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { aBookedInvoice, aCompany, aLine, anAddress, anOrder, aRefund, aShippingLine, aShop, aTax, aTransaction, nothingBooked, reducedPpm, someSettings, taxInside } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

/**
 * The decision table of docs/order-life.md: each row there bears the name of a test here. Every order costs 240.00: a rucksack at 100.00
 * (8.1 %), two books at 65.50 together 131.00 (2.6 %), shipping 9.00 (8.1 %).
 */
const rucksack = aLine();
const books = aLine({ id: '502', title: 'Wanderführer', sku: 'BUCH', quantity: 2, unitPriceMinor: 6550, taxLines: [aTax(taxInside(13_100, reducedPpm), reducedPpm)] });
const shipping = aShippingLine();
const totalMinor = 24_000;
const paid = aTransaction({ amountMinor: totalMinor });
const soon = new Date('2026-11-21T09:00:00Z');

const back = (amountMinor: number, over: Partial<Transaction> = {}) => aTransaction({ id: '899', kind: 'refund', parentId: '801', amountMinor, processedAt: soon, ...over });
const aBookBack = (over: Partial<Refund> = {}) => aRefund({ lines: [{ lineId: '502', quantity: 1, subtotalMinor: 6550, taxMinor: 166 }], totalMinor: 6550, transactionIds: ['899'], ...over });
const lump = (over: Partial<Refund> = {}) => aRefund({ totalMinor: 2400, transactionIds: ['899'], adjustments: [noted(-2400)], ...over });
const byTwoWays = (second: Transaction['status'], refund = aBookBack({ transactionIds: ['899', '898'] })) => ({ refunds: [refund], transactions: [paid, back(2000), back(refund.totalMinor - 2000, { id: '898', gateway: 'gift_card', status: second })] });
/** What Shopify notes with a refund: kept, or given beyond the goods. */
function noted(amountMinor: number): Refund['adjustments'][number] {
  return { amountMinor, taxMinor: 0 };
}
const everything = aRefund({
  lines: [
    { lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 },
    { lineId: '502', quantity: 2, subtotalMinor: 13_100, taxMinor: 332 },
  ],
  shipping: [{ shippingLineId: '601', subtotalMinor: 900, taxMinor: 67 }],
  totalMinor,
  transactionIds: ['899'],
});
const gone = [{ ...rucksack, currentQuantity: 0 }, { ...books, currentQuantity: 0 }];
const oneBook = [rucksack, { ...books, currentQuantity: 1 }];
const anotherRucksack = aLine({ id: '503', title: 'Regenhülle', sku: 'HUELLE', unitPriceMinor: 3000 });
const cancelledAt = new Date('2026-11-21T08:00:00Z');

type Life = Parameters<typeof anOrder>[0];
const order = (over: Life = {}) => anOrder({ lines: [rucksack, books], shippingLines: [shipping], transactions: [paid], ...over });
const unpaid: Life = { transactions: [] };
const partly: Life = { transactions: [aTransaction({ amountMinor: 10_000 })] };

const inEuro = { first: { currency: 'EUR' } };

type Row = { name: string; first?: Life; settings?: Partial<Settings>; then: Life; person?: (booked: Booked) => Booked; steps: string[]; verdict: Verdict | { problem: string } };

const replacedBy = ['cancel-invoice', 'create-invoice', 'issue-invoice'];

const rows: Row[] = [
  // not booked yet
  { name: 'not booked · cancelled', first: {}, settings: { bookWhen: 'fulfilled' }, then: { lines: gone, refunds: [everything], cancelledAt, transactions: [paid, back(totalMinor)] }, steps: [], verdict: { kind: 'skipped', why: 'cancelled' } },
  { name: 'not booked · cancelled, money kept', first: { ...unpaid, cancelledAt, lines: gone, refunds: [{ ...everything, totalMinor: 0, transactionIds: [] }] }, then: { lines: gone, refunds: [{ ...everything, totalMinor: 0, transactionIds: [] }], cancelledAt }, steps: [], verdict: { problem: 'payment-unclear' } },
  // draft
  { name: 'draft · edited up', first: unpaid, settings: { finish: 'draft' }, then: { ...unpaid, lines: [rucksack, books, anotherRucksack] }, steps: ['remove-draft', 'create-invoice'], verdict: { kind: 'booked' } },
  { name: 'draft · edited down', first: unpaid, settings: { finish: 'draft' }, then: { ...unpaid, lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] })] }, steps: ['remove-draft', 'create-invoice'], verdict: { kind: 'booked' } },
  { name: 'draft · cancelled', first: unpaid, settings: { finish: 'draft' }, then: { ...unpaid, lines: gone, refunds: [{ ...everything, totalMinor: 0, transactionIds: [] }], cancelledAt }, steps: ['remove-draft'], verdict: { kind: 'skipped', why: 'cancelled' } },
  { name: 'draft · refund under way for goods', settings: { finish: 'draft' }, then: { lines: oneBook, refunds: [aBookBack({ totalMinor: 0 })], transactions: [paid, back(6550, { status: 'pending' })] }, steps: ['remove-draft', 'create-invoice'], verdict: { kind: 'booked' } },
  { name: 'draft · text only', first: unpaid, settings: { finish: 'draft' }, then: { ...unpaid, billingAddress: anAddress({ address1: 'Seeweg 1' }) }, steps: [], verdict: { kind: 'booked' } },
  // issued, unpaid
  { name: 'unpaid · edited up', first: unpaid, then: { ...unpaid, lines: [rucksack, books, anotherRucksack] }, steps: replacedBy, verdict: { kind: 'booked' } },
  { name: 'unpaid · edited down', first: unpaid, then: { ...unpaid, lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] })] }, steps: replacedBy, verdict: { kind: 'booked' } },
  { name: 'unpaid · edited and paid at once', first: unpaid, then: { lines: [rucksack, books, anotherRucksack], transactions: [aTransaction({ amountMinor: 27_000 })] }, steps: [...replacedBy, 'book-payment'], verdict: { kind: 'booked' } },
  { name: 'unpaid · paid in cash, rounded up', first: unpaid, then: { totals: { cashRoundingMinor: 2 }, transactions: [aTransaction({ gateway: 'cash', amountMinor: 24_002 })] }, steps: [...replacedBy, 'book-payment'], verdict: { kind: 'booked' } },
  { name: 'unpaid · paid in cash, rounded down', first: unpaid, then: { totals: { cashRoundingMinor: -2 }, transactions: [aTransaction({ gateway: 'cash', amountMinor: 23_998 })] }, steps: [...replacedBy, 'book-payment'], verdict: { kind: 'booked' } },
  { name: 'partly paid · the rest in cash, rounded up', first: partly, then: { totals: { cashRoundingMinor: 2 }, transactions: [aTransaction({ amountMinor: 10_000 }), aTransaction({ id: '802', gateway: 'cash', amountMinor: 14_002 })] }, steps: ['book-payment', 'book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'partly paid · the rest in cash, rounded down', first: partly, then: { totals: { cashRoundingMinor: -2 }, transactions: [aTransaction({ amountMinor: 10_000 }), aTransaction({ id: '802', gateway: 'cash', amountMinor: 13_998 })] }, steps: ['book-payment', 'book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'unpaid · text only', first: unpaid, then: { ...unpaid, billingAddress: anAddress({ address1: 'Seeweg 1' }) }, steps: [], verdict: { kind: 'booked' } },
  { name: 'unpaid · text only, new document wanted', first: unpaid, settings: { edits: { textChanges: 'replace' } }, then: { ...unpaid, billingAddress: anAddress({ address1: 'Seeweg 1' }) }, steps: replacedBy, verdict: { kind: 'booked' } },
  { name: 'unpaid · cancelled', first: unpaid, then: { ...unpaid, lines: gone, refunds: [{ ...everything, totalMinor: 0, transactionIds: [] }], cancelledAt }, steps: ['cancel-invoice'], verdict: { kind: 'skipped', why: 'reversed' } },
  { name: 'unpaid · payment added', first: unpaid, then: {}, steps: ['book-payment'], verdict: { kind: 'booked' } },
  { name: 'unpaid · payment failed or voided', first: unpaid, then: { transactions: [aTransaction({ status: 'failure' }), aTransaction({ id: '802', kind: 'authorization' }), aTransaction({ id: '803', kind: 'void' })] }, steps: [], verdict: { kind: 'booked' } },
  { name: 'unpaid · paid by hand in bexio, then edited up', first: unpaid, then: { ...unpaid, lines: [rucksack, books, anotherRucksack] }, person: (booked) => seen(booked, { receivedMinor: totalMinor }), steps: ['create-extra-invoice', 'issue-invoice'], verdict: { kind: 'booked' } },
  { name: 'unpaid · credited by hand in bexio, then edited down', first: unpaid, then: { ...unpaid, lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] })] }, person: (booked) => seen(booked, { creditedMinor: 6550 }), steps: ['open-task', 'close-task'], verdict: { kind: 'booked' } },
  // partly paid
  { name: 'partly paid · edited up', first: partly, then: { ...partly, lines: [rucksack, books, anotherRucksack] }, steps: ['create-extra-invoice', 'issue-invoice'], verdict: { kind: 'booked' } },
  { name: 'partly paid · edited up and paid in one', first: partly, then: { lines: [rucksack, books, anotherRucksack], transactions: [aTransaction({ amountMinor: 10_000 }), aTransaction({ id: '802', amountMinor: 17_000 })] }, steps: ['create-extra-invoice', 'issue-invoice', 'book-payment', 'book-payment'], verdict: { kind: 'booked' } },
  { name: 'partly paid · edited down', first: partly, then: { ...partly, lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] })] }, steps: ['open-task'], verdict: { problem: 'credit-note-needed' } },
  { name: 'partly paid · cancelled and refunded', first: partly, then: { lines: gone, refunds: [{ ...everything, totalMinor: 10_000 }], cancelledAt, transactions: [aTransaction({ amountMinor: 10_000 }), back(10_000)] }, steps: ['book-refund-entry', 'open-task'], verdict: { problem: 'credit-note-needed' } },
  // paid
  { name: 'paid · edited up', then: { lines: [rucksack, books, anotherRucksack] }, steps: ['create-extra-invoice', 'issue-invoice'], verdict: { kind: 'booked' } },
  { name: 'paid · edited up, another buyer', then: { lines: [rucksack, books, anotherRucksack] }, person: (booked) => ({ ...booked, contact: null }), steps: ['find-contact', 'create-extra-invoice', 'issue-invoice'], verdict: { kind: 'booked' } },
  { name: 'paid · edited up and paid', then: { lines: [rucksack, books, anotherRucksack], transactions: [paid, aTransaction({ id: '802', amountMinor: 3000 })] }, steps: ['create-extra-invoice', 'issue-invoice', 'book-payment'], verdict: { kind: 'booked' } },
  { name: 'paid · edited down, money still here', then: { lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] })] }, steps: [], verdict: { kind: 'waiting', for: 'refund' } },
  { name: 'paid · edited down and refunded', then: { lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] }), lump({ id: '902', totalMinor: 6550, adjustments: [], createdAt: new Date('2026-11-21T10:00:00Z') })], transactions: [paid, back(6550)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · text only', settings: { edits: { textChanges: 'replace' } }, then: { billingAddress: anAddress({ address1: 'Seeweg 1' }) }, steps: [], verdict: { kind: 'booked' } },
  { name: 'paid · refund full', then: { lines: gone, refunds: [everything], transactions: [paid, back(totalMinor)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund lines', then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund lines, the goods back on the shelf', then: { lines: oneBook, refunds: [aBookBack({ lines: [{ lineId: '502', quantity: 1, subtotalMinor: 6550, taxMinor: 166, returned: true }] })], transactions: [paid, back(6550)] }, person: shipped, steps: ['book-refund-entry', 'open-restock'], verdict: { problem: 'restock-needed' } },
  { name: 'paid · refund shipping', then: { refunds: [aRefund({ shipping: [{ shippingLineId: '601', subtotalMinor: 900, taxMinor: 67 }], totalMinor: 900, transactionIds: ['899'] })], transactions: [paid, back(900)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund lump sum', then: { refunds: [lump()], transactions: [paid, back(2400)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund pending', then: { refunds: [lump({ totalMinor: 0, adjustments: [] })], transactions: [paid, back(2400, { status: 'pending' })] }, steps: [], verdict: { kind: 'waiting', for: 'refund' } },
  { name: 'paid · refund by two ways, one pending', then: { lines: oneBook, ...byTwoWays('pending') }, steps: [], verdict: { kind: 'waiting', for: 'refund' } },
  { name: 'paid · refund by two ways, both arrived', then: { lines: oneBook, ...byTwoWays('success') }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund by two ways, one failed', then: { lines: oneBook, ...byTwoWays('failure') }, steps: ['book-refund-entry'], verdict: { kind: 'waiting', for: 'refund' } },
  { name: 'paid · refund by two ways, one failed and gone again', then: { lines: oneBook, refunds: [aBookBack({ transactionIds: ['899', '898', '897'] })], transactions: [paid, back(2000), back(4550, { id: '898', gateway: 'gift_card', status: 'failure' }), back(4550, { id: '897' })] }, person: (booked) => withPart(booked, 2000), steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund booked, then bounced', then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550, { status: 'failure' })] }, person: (booked) => withPart(booked, 6550), steps: [], verdict: { problem: 'refund-gone' } },
  { name: 'paid · refund booked, then bounced and gone again', then: { lines: oneBook, refunds: [aBookBack({ transactionIds: ['899', '898'] })], transactions: [paid, back(6550, { status: 'failure' }), back(6550, { id: '898' })] }, person: (booked) => withPart(booked, 6550), steps: [], verdict: { kind: 'booked' } },
  { name: 'paid · lump sum by two ways, one pending', then: byTwoWays('pending', lump({ transactionIds: ['899', '898'] })), steps: [], verdict: { kind: 'waiting', for: 'refund' } },
  { name: 'paid · lump sum while money for goods is under way', then: { lines: oneBook, refunds: [aBookBack({ totalMinor: 0, adjustments: [{ amountMinor: 6550, taxMinor: 0, pending: true }] }), lump({ id: '902', createdAt: new Date('2026-11-22T09:00:00Z'), transactionIds: ['898'] })], transactions: [paid, back(6550, { status: 'pending' }), back(2400, { id: '898' })] }, steps: [], verdict: { kind: 'waiting', for: 'refund' } },
  { name: 'paid · refund failed', then: { refunds: [lump({ totalMinor: 0, adjustments: [] })], transactions: [paid, back(2400, { status: 'failure' })] }, steps: [], verdict: { kind: 'booked' } },
  { name: 'paid · refund less than the goods', then: { lines: oneBook, refunds: [aBookBack({ totalMinor: 6000, adjustments: [noted(550)] })], transactions: [paid, back(6000)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund in excess', then: { lines: gone, refunds: [{ ...everything, totalMinor: 25_000, adjustments: [noted(-1000)] }], transactions: [paid, back(25_000)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund to a gift card', then: { refunds: [lump()], transactions: [paid, back(2400, { gateway: 'gift_card' })] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund in another currency', ...inEuro, then: { ...inEuro.first, refunds: [lump()], transactions: [paid, back(2400)] }, steps: ['find-rate', 'book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund in another currency, no rate in bexio', ...inEuro, then: { ...inEuro.first, refunds: [lump()], transactions: [paid, back(2400)] }, person: (booked) => seen(booked, { rate: null }), steps: ['open-task'], verdict: { problem: 'credit-note-needed' } },
  { name: 'paid · several refunds', then: { lines: oneBook, refunds: [aBookBack(), lump({ id: '902', createdAt: new Date('2026-11-22T09:00:00Z'), transactionIds: ['898'] })], transactions: [paid, back(6550), back(2400, { id: '898' })] }, steps: ['book-refund-entry', 'book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · refund, credit note wanted', settings: { refunds: { paid: 'credit-note-task' } }, then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550)] }, steps: ['open-task'], verdict: { problem: 'credit-note-needed' } },
  { name: 'paid · refund, credit note made', settings: { refunds: { paid: 'credit-note-task' } }, then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550)] }, person: (booked) => seen(booked, { creditedMinor: 6550 }), steps: ['open-task', 'close-task'], verdict: { kind: 'booked' } },
  { name: 'paid · money back without a refund', then: { transactions: [paid, back(totalMinor)] }, steps: ['book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'paid · payment does not count any more', then: { transactions: [{ ...paid, status: 'failure' }], totals: { receivedMinor: 0 } }, steps: [], verdict: { problem: 'payment-gone' } },
  { name: 'paid · exchanged for the same price', then: { lines: [{ ...rucksack, currentQuantity: 0 }, books, aLine({ id: '503' })], refunds: [aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }] })] }, steps: [], verdict: { kind: 'booked' } },
  { name: 'paid · exchanged for a dearer one', then: { lines: [{ ...rucksack, currentQuantity: 0 }, books, aLine({ id: '503', unitPriceMinor: 12_000 })], refunds: [aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }] })] }, steps: ['create-extra-invoice', 'issue-invoice'], verdict: { kind: 'booked' } },
  { name: 'paid · exchanged for a dearer one of another rate', then: { lines: [rucksack, { ...books, currentQuantity: 0 }, aLine({ id: '503', unitPriceMinor: 20_000 })], refunds: [aRefund({ lines: [{ lineId: '502', quantity: 2, subtotalMinor: 13_100, taxMinor: 332 }] })] }, steps: [], verdict: { problem: 'changed-after-booking' } },
  { name: 'paid · exchanged for the same price of another rate', then: { lines: [rucksack, { ...books, currentQuantity: 0 }, aLine({ id: '503', unitPriceMinor: 13_100 })], refunds: [aRefund({ lines: [{ lineId: '502', quantity: 2, subtotalMinor: 13_100, taxMinor: 332 }] })] }, steps: [], verdict: { problem: 'changed-after-booking' } },
  { name: 'paid · refund less than the goods, then edited up', then: { lines: [...oneBook, anotherRucksack], refunds: [aBookBack({ totalMinor: 6000, adjustments: [{ amountMinor: 550, taxMinor: 0 }] })], transactions: [paid, back(6000)] }, steps: ['book-refund-entry', 'create-extra-invoice', 'issue-invoice'], verdict: { kind: 'booked' } },
  { name: 'paid by transfer · refund', first: { transactions: [aTransaction({ amountMinor: totalMinor, gateway: 'manual' })] }, then: { refunds: [lump()], transactions: [aTransaction({ amountMinor: totalMinor, gateway: 'manual' }), back(2400, { gateway: 'manual' })] }, steps: ['open-task'], verdict: { problem: 'credit-note-needed' } },
  // refunded before booking
  { name: 'not booked · refunded by lines, then booked', first: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550)] }, then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550)] }, steps: [], verdict: { kind: 'booked' } },
  { name: 'not booked · given back by another way, then booked', first: unpaid, settings: { bookWhen: 'paid' }, then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550, { gateway: 'gift_card' })] }, steps: ['find-contact', 'create-invoice', 'issue-invoice', 'book-payment', 'book-refund-entry'], verdict: { kind: 'booked' } },
  { name: 'not booked · refund under way for goods, then booked', first: unpaid, settings: { bookWhen: 'paid' }, then: { lines: [rucksack, { ...books, currentQuantity: 1 }, anotherRucksack], refunds: [aBookBack({ totalMinor: 0 })], transactions: [paid, aTransaction({ id: '802', amountMinor: 3000 }), back(6550, { status: 'pending' })] }, steps: ['find-contact', 'create-invoice', 'issue-invoice'], verdict: { kind: 'waiting', for: 'refund' } },
  // what persons do in bexio
  { name: 'deleted in bexio · anything', then: { refunds: [lump()], transactions: [paid, back(2400)] }, person: (booked) => seen(booked, { stage: 'gone' }), steps: [], verdict: { problem: 'invoice-gone' } },
  { name: 'cancelled in bexio · anything', then: { refunds: [lump()], transactions: [paid, back(2400)] }, person: (booked) => seen(booked, { stage: 'cancelled' }), steps: [], verdict: { problem: 'invoice-cancelled' } },
  { name: 'additional invoice deleted in bexio · anything', then: { lines: [rucksack, books, anotherRucksack] }, person: (booked) => withExtra(booked, { stage: 'gone' }), steps: [], verdict: { problem: 'invoice-gone' } },
  { name: 'additional invoice cancelled in bexio · anything', then: { lines: [rucksack, books, anotherRucksack] }, person: (booked) => withExtra(booked, { stage: 'cancelled' }), steps: [], verdict: { problem: 'invoice-cancelled' } },
  { name: 'edited in bexio · anything', then: { refunds: [lump()], transactions: [paid, back(2400)] }, person: (booked) => seen(booked, { seenTotalMinor: 23_000 }), steps: [], verdict: { problem: 'invoice-differs' } },
];

function seen(booked: Booked, over: Partial<NonNullable<Booked['invoice']>>): Booked {
  return booked.invoice === null ? booked : { ...booked, invoice: { ...booked.invoice, ...over } };
}

/** So much of the refund of a book is booked: the money of the transaction 899. */
function withPart(booked: Booked, amountMinor: number): Booked {
  const goods = [{ lineId: '502', title: 'Wanderführer', role: 'sales' as const, ratePpm: reducedPpm, quantity: 1, grossMinor: amountMinor, taxMinor: taxInside(amountMinor, reducedPpm) }];
  return { ...booked, refunds: { '901': { amountMinor, goods, nettedMinor: 0, transactionIds: ['899'] } } };
}

/** Every book has left bexio's stock. */
function shipped(booked: Booked): Booked {
  return { ...booked, articles: { BUCH: { articleId: 8 } }, deliveries: [{ bexioId: 81, issued: true, units: { '502': 2 } }] };
}

function withExtra(booked: Booked, over: Partial<NonNullable<Booked['invoice']>>): Booked {
  return { ...booked, extrasEver: 1, extras: [aBookedInvoice({ bexioId: 91, number: 'RE-00091', totalMinor: 3000, ...over })] };
}

function live({ first = {}, settings = {}, then, person = (booked) => booked }: Pick<Row, 'first' | 'settings' | 'then' | 'person'>) {
  const situation = { shop: aShop(), settings: someSettings(settings), company: aCompany() };
  const { booked } = walkThrough({ ...situation, order: order(first), booked: nothingBooked() });
  return walkThrough({ ...situation, order: order(then), booked: person(booked) });
}

describe('state × event → what appears in bexio', () => {
  test.each(rows)('$name', (row) => {
    const { steps, verdict } = live(row);
    expect(steps.map((step) => step.do)).toEqual(row.steps);
    if ('problem' in row.verdict && typeof row.verdict.problem === 'string') expect(verdict).toMatchObject({ problem: { reason: row.verdict.problem } });
    else expect(verdict).toEqual(row.verdict);
  });

  test.each(rows)('asked again, nothing more happens: $name', (row) => {
    const { booked } = live(row);
    const again = walkThrough({ order: order(row.then), shop: aShop(), settings: someSettings(row.settings), company: aCompany(), booked });
    expect(again.steps).toEqual([]);
  });
});

test('docs/order-life.md has exactly these rows', () => {
  const table = readFileSync('docs/order-life.md', 'utf8').split('## State × event')[1]?.split('\n## ')[0] ?? '';
  const cells = table.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())).slice(2);
  expect(cells.map(([state, event]) => `${state} · ${event}`)).toEqual(rows.map((row) => row.name));
  // What the order shows is what the test expects it to show, and "nothing" in bexio is no step but what was there before.
  const shows = (row: Row) => ('problem' in row.verdict ? 'needs you' : row.verdict.kind === 'waiting' ? 'waits for the refund' : 'kind' in row.verdict ? row.verdict.kind : '');
  expect(cells.map(([state, event, , shown]) => `${state} · ${event}: ${shown?.split(',')[0]}`)).toEqual(rows.map((row) => `${row.name}: ${shows(row)}`));
  expect(cells.flatMap(([state, event, bexio], index) => (/^nothing\b/.test(bexio ?? '') && (rows[index]?.steps.length ?? 0) > 0 ? [`${state} · ${event}`] : []))).toEqual([]);
});

test('an amount off a line, without units, is one position of the credit note to type', () => {
  const cheaper = { ...rucksack, discounts: [{ title: 'Kulanz', amountMinor: 1000 }], taxLines: [aTax(674)] };
  const { steps } = live({ first: partly, then: { ...partly, lines: [cheaper, books] } });
  expect(steps).toMatchObject([{ do: 'open-task', note: { amountMinor: 1000, lines: [{ title: rucksack.title, quantity: 1, grossMinor: 1000 }] } }]);
});

/** Debit account, credit account, VAT code and amount of the entry that a row ends with. */
function entryOf(row: Pick<Row, 'first' | 'settings' | 'then'>): (string | number | null)[][] {
  const step = live(row).steps.find((one): one is Extract<Step, { do: 'book-refund-entry' }> => one.do === 'book-refund-entry');
  return step?.entry.lines.map((line) => [line.debitAccountId, line.creditAccountId, line.taxId, line.amountMinor]) ?? [];
}

const [sales, shippingIncome, giftCards, shopifyPayments, vat81, vat26] = [107, 110, 106, 103, 216, 217];

describe('the entry of a refund', () => {
  test('full: everything per account and rate, to the rappen', () => {
    const lines = entryOf({ then: { lines: gone, refunds: [everything], transactions: [paid, back(totalMinor)] } });
    expect(lines).toEqual([[sales, shopifyPayments, vat81, 10_000], [sales, shopifyPayments, vat26, 13_100], [shippingIncome, shopifyPayments, vat81, 900]]);
  });

  test('by lines: Shopify’s own figures', () => {
    expect(entryOf({ then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550)] } })).toEqual([[sales, shopifyPayments, vat26, 6550]]);
  });

  test('lump sum: in proportion to what the invoice consists of', () => {
    expect(entryOf({ then: { refunds: [lump()], transactions: [paid, back(2400)] } })).toEqual([[sales, shopifyPayments, vat81, 1000], [sales, shopifyPayments, vat26, 1310], [shippingIncome, shopifyPayments, vat81, 90]]);
  });

  test.each([
    ['highest-rate', [[sales, shopifyPayments, vat81, 9174], [shippingIncome, shopifyPayments, vat81, 826]], [[sales, shopifyPayments, vat81, 826], [shippingIncome, shopifyPayments, vat81, 74], [sales, shopifyPayments, vat26, 9100]]],
    ['lowest-rate', [[sales, shopifyPayments, vat26, 10_000]], [[sales, shopifyPayments, vat26, 3100], [sales, shopifyPayments, vat81, 6330], [shippingIncome, shopifyPayments, vat81, 570]]],
  ] as const)('lump sums, as the merchant wants it: %s, and the next one from what is left', (lumpSum, first, second) => {
    const given = (over: Partial<Refund>) => lump({ totalMinor: 10_000, adjustments: [noted(-10_000)], ...over });
    const { steps } = live({ settings: { refunds: { paid: 'entry', lumpSum } }, then: { refunds: [given({}), given({ id: '902', transactionIds: ['898'], createdAt: new Date('2026-11-22T09:00:00Z') })], transactions: [paid, back(10_000), back(10_000, { id: '898' })] } });
    const lines = steps.flatMap((step) => (step.do === 'book-refund-entry' ? [step.entry.lines.map((line) => [line.debitAccountId, line.creditAccountId, line.taxId, line.amountMinor])] : []));
    expect(lines).toEqual([first, second]);
  });

  test('what an edit took off earlier is what the later money belongs to', () => {
    const then = rows.find((row) => row.name === 'paid · edited down and refunded')?.then ?? {};
    expect(entryOf({ then })).toEqual([[sales, shopifyPayments, vat26, 6550]]);
  });

  test('an amount before its goods: those that other money names, too, as far as that did not reach', () => {
    const named = everything.lines[0]!;
    const refunds = [aRefund({ totalMinor: 20_000, transactionIds: ['899'] }), aRefund({ id: '902', createdAt: new Date('2026-11-22T09:00:00Z'), lines: [named], totalMinor: 4000, transactionIds: ['898'] }), { ...everything, id: '903', createdAt: new Date('2026-11-23T09:00:00Z'), lines: everything.lines.slice(1), totalMinor: 0, transactionIds: [] }];
    const then = { lines: gone, refunds, cancelledAt: new Date('2026-11-23T09:00:00Z'), transactions: [paid, back(20_000), back(4000, { id: '898' })] };
    const sums = new Map<number | null, number>();
    for (const step of live({ then }).steps) for (const { taxId, amountMinor } of step.do === 'book-refund-entry' ? step.entry.lines : []) sums.set(taxId, (sums.get(taxId) ?? 0) + amountMinor);
    expect(sums).toEqual(new Map([[vat26, 13_100], [vat81, 10_900]]));
    expect(live({ then }).verdict).toEqual({ kind: 'booked' });
  });

  test('a fee that was kept stays turnover', () => {
    expect(entryOf({ then: { lines: oneBook, refunds: [aBookBack({ totalMinor: 6000, adjustments: [noted(550)] })], transactions: [paid, back(6000)] } })).toEqual([[sales, shopifyPayments, vat26, 6000]]);
  });

  test('to a gift card: against the liability', () => {
    const lines = entryOf({ then: { refunds: [lump()], transactions: [paid, back(2400, { gateway: 'gift_card' })] } });
    expect(new Set(lines.map(([, credit]) => credit))).toEqual(new Set([giftCards]));
  });

  test('by two ways of payment: both sides add up', () => {
    const then = { lines: gone, refunds: [{ ...everything, transactionIds: ['898', '899'] }], transactions: [paid, back(4000, { id: '898', gateway: 'gift_card' }), back(20_000)] };
    const lines = entryOf({ then });
    const credited = (account: number) => lines.filter(([, credit]) => credit === account).reduce((total, line) => total + Number(line[3]), 0);
    expect([credited(giftCards), credited(shopifyPayments)]).toEqual([4000, 20_000]);
  });

  test('given back by another way before the booking: from one account to the other, without VAT', () => {
    const row = { first: unpaid, settings: { bookWhen: 'paid' as const }, then: { lines: oneBook, refunds: [aBookBack()], transactions: [paid, back(6550, { gateway: 'gift_card' })] } };
    expect(entryOf(row)).toEqual([[shopifyPayments, giftCards, null, 6550]]);
  });

  /** Everything given back onto a gift card, a rain cover added since and paid by `more`. */
  const addedSince = (...more: Transaction[]) => ({ lines: [...gone, anotherRucksack], refunds: [{ ...everything, transactionIds: ['899'] }], transactions: [paid, back(totalMinor, { gateway: 'gift_card', parentId: null }), ...more] });
  const movesOf = (steps: Step[]) => steps.flatMap((one) => (one.do === 'book-refund-entry' ? [[one.key, ...one.entry.lines.map((line) => [line.debitAccountId, line.creditAccountId, line.amountMinor])]] : []));
  const paymentsOf = (steps: Step[]) => steps.flatMap((one) => (one.do === 'book-payment' ? [[one.payment.gateway, one.payment.amountMinor]] : []));

  test('given back by another way before the booking, and another payment since by the way it went: it takes nothing of what was moved already', () => {
    const { steps } = live({ first: { ...addedSince(), lines: gone }, then: addedSince(aTransaction({ id: '802', gateway: 'gift_card', amountMinor: 1000, processedAt: soon })) });
    expect([paymentsOf(steps), movesOf(steps)]).toEqual([[['gift_card', 1000]], []]);
  });

  test('given back by another way, of two payments the later is used up and the earlier waits for money under way: two entries, one for each', () => {
    const cover = { ...anotherRucksack, quantity: 2, currentQuantity: 1 };
    const coverBack = aRefund({ id: '902', lines: [{ lineId: '503', quantity: 1, subtotalMinor: 3000, taxMinor: 225 }], totalMinor: 3000, transactionIds: ['898'] });
    const then = (status: Transaction['status']): Life => {
      const since = addedSince(aTransaction({ id: '802', amountMinor: 6000, processedAt: soon }), back(3000, { id: '898', parentId: '802', status }));
      return { ...since, lines: [...gone, cover], refunds: [...since.refunds, { ...coverBack, totalMinor: status === 'success' ? 3000 : 0 }] };
    };
    const first = live({ first: unpaid, settings: { bookWhen: 'paid' }, then: then('pending') });
    expect([paymentsOf(first.steps), movesOf(first.steps), first.verdict]).toEqual([[], [['way:899', [shopifyPayments, giftCards, 6000]]], { kind: 'waiting', for: 'refund' }]);
    const later = live({ first: then('pending'), settings: { bookWhen: 'paid' }, then: then('success') });
    expect([paymentsOf(later.steps), movesOf(later.steps), later.verdict]).toEqual([[['shopify_payments', 3000]], [['way:899:2', [shopifyPayments, giftCards, 18_000]]], { kind: 'booked' }]);
  });

  test('of a transfer some went back onto a gift card, then the order changed as only a person can book: both are said', () => {
    const transfer = aTransaction({ amountMinor: totalMinor, gateway: 'manual' });
    const first: Life = { lines: oneBook, refunds: [aBookBack()], transactions: [transfer, back(6550, { gateway: 'gift_card', parentId: null })] };
    const exchanged = aRefund({ id: '902', lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }] });
    const cover = aLine({ id: '503', title: 'Regenhülle', sku: 'HUELLE', unitPriceMinor: 10_000, taxLines: [aTax(taxInside(10_000, reducedPpm), reducedPpm)] });
    const { steps, verdict } = live({ first, then: { ...first, lines: [gone[0] ?? rucksack, ...oneBook.slice(1), cover], refunds: [aBookBack(), exchanged] } });
    expect([steps, verdict]).toMatchObject([[], { kind: 'problem', problem: { reason: 'changed-after-booking', otherWay: { gateway: 'manual', amountMinor: 6550 } } }]);
  });

  test('in another currency: at the rate of the invoice’s day, kept with it for every later one', () => {
    const steps = live({ ...inEuro, then: { ...inEuro.first, refunds: [lump(), lump({ id: '902', createdAt: new Date('2026-11-22T09:00:00Z'), transactionIds: ['898'] })], transactions: [paid, back(2400), back(2400, { id: '898' })] } }).steps;
    expect(steps).toMatchObject([
      { do: 'find-rate', currency: 'EUR', currencyId: 12, date: '2026-11-20' },
      { do: 'book-refund-entry', entry: { currency: 'EUR', currencyId: 12, currencyFactor: '0.95' } },
      { do: 'book-refund-entry', entry: { currencyFactor: '0.95' } },
    ]);
  });

  test('no rate is asked for in francs, nor where the merchant wants credit notes', () => {
    const task = live({ ...inEuro, settings: { refunds: { paid: 'credit-note-task' } }, then: { ...inEuro.first, refunds: [lump()], transactions: [paid, back(2400)] } });
    expect(task.steps).toMatchObject([{ do: 'open-task', note: { why: 'setting' } }]);
    expect(entryOf({ then: { refunds: [lump()], transactions: [paid, back(2400)] } })).toHaveLength(3);
  });

  test('is dated when the money went, in the shop’s zone, and bears the refund’s name', () => {
    const row = { then: { refunds: [lump()], transactions: [paid, back(2400, { processedAt: new Date('2026-11-21T23:30:00Z') })] } };
    const step = live(row).steps[0];
    expect(step).toMatchObject({ do: 'book-refund-entry', key: '901', entry: { date: '2026-11-22', reference: 'shopify:4711:refund:901', totalMinor: 2400 } });
  });
});

describe('additional invoices', () => {
  const plans = (row: Pick<Row, 'first' | 'then'>) => live(row).steps.flatMap((step) => (step.do === 'create-extra-invoice' ? [step.invoice] : []));

  test('contain what was added and nothing else', () => {
    const [plan] = plans({ then: { lines: [rucksack, books, anotherRucksack] } });
    expect(plan).toMatchObject({ apiReference: 'shopify:4711:order:5001:extra:1', totalMinor: 3000, positions: [{ lineId: '503', quantity: 1, unitPriceMinor: 3000 }] });
  });

  test('a replaced invoice bears the next number', () => {
    const step = live({ first: unpaid, then: { ...unpaid, lines: [rucksack, books, anotherRucksack] } }).steps.find((one) => one.do === 'create-invoice');
    expect(step).toMatchObject({ seq: 2, invoice: { apiReference: 'shopify:4711:order:5001:2', totalMinor: 27_000 } });
  });

  test('are mailed where invoices are mailed, whatever was paid before', () => {
    const { steps } = live({ settings: { finish: 'sent' }, then: { lines: [rucksack, books, anotherRucksack] } });
    expect(steps.map((step) => step.do)).toEqual(['create-extra-invoice', 'issue-invoice', 'send-invoice']);
    expect(steps[2]).toMatchObject({ invoiceId: 91, to: 'anna@example.ch', invoice: { title: 'Shopify #1001 · Nachtrag' } });
  });

  test('one that is not owed any more is cancelled', () => {
    const situation = { shop: aShop(), settings: someSettings(), company: aCompany() };
    const first = walkThrough({ ...situation, order: order(), booked: nothingBooked() });
    const up = walkThrough({ ...situation, order: order({ lines: [rucksack, books, anotherRucksack] }), booked: first.booked });
    const taken = aRefund({ lines: [{ lineId: '503', quantity: 1, subtotalMinor: 3000, taxMinor: 225 }] });
    const down = walkThrough({ ...situation, order: order({ lines: [rucksack, books, { ...anotherRucksack, currentQuantity: 0 }], refunds: [taken] }), booked: up.booked });
    expect(down.steps.map((step) => step.do)).toEqual(['cancel-invoice']);
    expect(down.verdict).toEqual({ kind: 'booked' });
  });

  test('one that goes says by how much the VAT of what Shopify takes off differs: nothing else would name the rappen', () => {
    const situation = { shop: aShop(), settings: someSettings(), company: aCompany() };
    const three = { ...books, quantity: 3, taxLines: [aTax(taxInside(19_650, reducedPpm), reducedPpm)] };
    const first = walkThrough({ ...situation, order: order(), booked: nothingBooked() });
    const up = walkThrough({ ...situation, order: order({ lines: [rucksack, three] }), booked: first.booked });
    const down = (taxMinor: number) => walkThrough({ ...situation, order: order({ lines: [rucksack, { ...three, currentQuantity: 2 }], refunds: [aRefund({ lines: [{ lineId: '502', quantity: 1, subtotalMinor: 6550, taxMinor }] })] }), booked: up.booked }).steps;
    expect(down(166)).toMatchObject([{ do: 'cancel-invoice' }]);
    expect(down(166)[0]).not.toHaveProperty('vat');
    expect(down(165)).toMatchObject([{ do: 'cancel-invoice', vat: [{ ratePpm: reducedPpm, shopifyMinor: 165, bexioMinor: 166, why: 'rounded-once' }] }]);
  });
});

describe('what a merchant decides for one order', () => {
  const decided = (decision: Booked['decision'], first: Life, settings: Partial<Settings> = {}) => {
    const situation = { shop: aShop(), settings: someSettings(settings), company: aCompany() };
    const before = walkThrough({ ...situation, order: order(first), booked: nothingBooked() });
    return walkThrough({ ...situation, order: order(first), booked: { ...before.booked, decision } });
  };

  test.each<[string, Booked['decision'], Life, Partial<Settings>, string[], Verdict | null]>([
    ['skip', 'skip', unpaid, { bookWhen: 'paid' }, [], { kind: 'skipped', why: 'merchant' }],
    ['book now what waits', 'book-now', unpaid, { bookWhen: 'paid' }, ['find-contact', 'create-invoice', 'issue-invoice'], { kind: 'booked' }],
    ['book what was before go-live', 'book-now', unpaid, { goLiveAt: '2030-01-01T00:00:00Z' }, ['find-contact', 'create-invoice', 'issue-invoice'], { kind: 'booked' }],
    ['undo: not booked', 'undo', unpaid, { bookWhen: 'paid' }, [], { kind: 'skipped', why: 'merchant' }],
    ['undo: draft', 'undo', unpaid, { finish: 'draft' }, ['remove-draft'], { kind: 'skipped', why: 'merchant' }],
    ['undo: unpaid', 'undo', unpaid, {}, ['cancel-invoice'], { kind: 'skipped', why: 'merchant' }],
    ['undo: paid', 'undo', {}, {}, ['book-refund-entry'], { kind: 'skipped', why: 'merchant' }],
    ['undo: paid, credit note wanted', 'undo', {}, { refunds: { paid: 'credit-note-task' } }, ['open-task'], null],
    ['undo: partly paid', 'undo', partly, {}, ['book-refund-entry', 'open-task'], null],
  ])('%s', (_name, decision, first, settings, steps, verdict) => {
    const result = decided(decision, first, settings);
    expect(result.steps.map((step) => step.do)).toEqual(steps);
    expect(result.verdict).toEqual(verdict ?? expect.objectContaining({ problem: expect.objectContaining({ reason: 'credit-note-needed' }) }));
  });
});

describe('a closed period', () => {
  const closed = { kind: 'problem', problem: { reason: 'period-locked', date: '2026-11-20', lockDate: '2026-11-20' } };

  test('an invoice that falls there is not written, and said', () => {
    const { steps, verdict } = live({ settings: { lockDate: '2026-11-20' }, then: {} });
    expect([steps, verdict]).toEqual([[], closed]);
  });

  test('an invoice of the closed period is not cancelled, a refund after it is booked', () => {
    const situation = { shop: aShop(), company: aCompany() };
    const before = (first: Life) => walkThrough({ ...situation, settings: someSettings(), order: order(first), booked: nothingBooked() }).booked;
    const settings = someSettings({ lockDate: '2026-11-20' });
    const edited = walkThrough({ ...situation, settings, order: order({ ...unpaid, lines: oneBook, refunds: [aBookBack({ totalMinor: 0, transactionIds: [] })] }), booked: before(unpaid) });
    expect([edited.steps, edited.verdict]).toEqual([[], closed]);
    const given = walkThrough({ ...situation, settings, order: order({ refunds: [lump()], transactions: [paid, back(2400)] }), booked: before({}) });
    expect(given.steps.map((step) => step.do)).toEqual(['book-refund-entry']);
  });
});

