import { describe, expect, test } from 'vitest';
import type { Booked } from '../../src/domain/booked.ts';
import { foreseeUndo, isNothing } from '../../src/domain/plan/foresee-undo.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { isUndoable, noTotals, withOrder } from '../../src/domain/plan/undo-run.ts';
import { aCompany, aLine, anOrder, aRefund, aShippingLine, aShop, aTax, aTransaction, nothingBooked, reducedPpm, someSettings, taxInside } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

// What is shown before an undo is what the planner does after it: both walk the same steps.

const lines = [aLine({ quantity: 2 }), aLine({ id: '502', title: 'Regenhülle', unitPriceMinor: 3000 })];
const life = (transactions: Parameters<typeof anOrder>[0] = {}, settings: Partial<Settings> = {}) => {
  const order = anOrder({ lines, shippingLines: [aShippingLine()], ...transactions });
  return { order, shop: aShop(), settings: someSettings(settings), company: aCompany() };
};

/** Booked by the rules, as far as they go. */
function booked(given: ReturnType<typeof life> & { booked?: Booked }) {
  return { ...given, booked: walkThrough({ booked: nothingBooked(), ...given }).booked };
}

const unpaid = { transactions: [] };
const partly = { transactions: [aTransaction({ amountMinor: 10_000 })] };

describe('an undo is foreseen', () => {
  test.each([
    ['unpaid', life(unpaid), { cancelled: 1 }],
    ['draft', life(unpaid, { finish: 'draft' }), { removed: 1 }],
    ['paid', life({}), { entries: 1 }],
    ['partly paid', life(partly), { entries: 1, tasks: 1 }],
    ['paid, credit notes by hand', life({}, { refunds: { paid: 'credit-note-task' } }), { tasks: 1 }],
    ['with an order and its invoice', life(unpaid, { documents: 'order-delivery-invoice', deliver: 'when-fulfilled' }), { cancelled: 1, removesSalesOrder: 1 }],
    ['not booked', life(unpaid, { bookWhen: 'paid' }), {}],
  ] as const)('%s', (_name, given, counts) => {
    const situation = booked(given);
    const foreseen = foreseeUndo(situation);
    const walked = walkThrough({ ...situation, booked: { ...situation.booked, decision: 'undo' } });
    const made = { removed: 'remove-draft', cancelled: 'cancel-invoice', entries: 'book-refund-entry', tasks: 'open-task' } as const;
    for (const [what, step] of Object.entries(made)) {
      const count = what in counts ? counts[what as keyof typeof counts] : 0;
      expect([what, foreseen[what as keyof typeof made].length]).toEqual([what, count]);
      expect([step, walked.steps.filter((one) => one.do === step).length]).toEqual([step, count]);
    }
    expect(foreseen.entries).toEqual(walked.steps.flatMap((one) => (one.do === 'book-refund-entry' ? [one.entry] : [])));
    expect(foreseen.removesSalesOrder).toBe('removesSalesOrder' in counts);
    expect(foreseen.blocked).toBeNull();
    expect(isNothing(foreseen)).toBe(Object.keys(counts).length === 0);
    expect(foreseen.final).toBe('entries' in counts || 'tasks' in counts);
  });

  test('what falls into a closed period stands in the way', () => {
    const situation = booked(life(unpaid));
    const foreseen = foreseeUndo({ ...situation, settings: { ...situation.settings, lockDate: '2999-12-31' } });
    expect(foreseen).toMatchObject({ cancelled: [], blocked: { reason: 'period-locked' } });
    expect(isUndoable(foreseen)).toBe(false);
  });

  test('a draft that a person has edited is theirs', () => {
    const situation = booked(life(unpaid, { finish: 'draft' }));
    const { invoice } = situation.booked;
    if (!invoice) throw new Error('there is no draft');
    const edited = { ...situation, booked: { ...situation.booked, invoice: { ...invoice, seenTotalMinor: invoice.totalMinor + 5 } } };
    expect(foreseeUndo(edited)).toMatchObject({ removed: [], blocked: { reason: 'invoice-differs' } });
  });

  test('in another currency the entry carries the rate of the invoice; without one a person has to book it', () => {
    const situation = booked(life({ currency: 'EUR' }));
    const { invoice } = situation.booked;
    if (!invoice) throw new Error('there is no invoice');
    const rated = (rate: string | null) => foreseeUndo({ ...situation, booked: { ...situation.booked, invoice: { ...invoice, rate } } });
    expect(rated('0.94')).toMatchObject({ currency: 'EUR', entries: [{ currencyFactor: '0.94' }], tasks: [] });
    expect(rated(null)).toMatchObject({ entries: [], tasks: [{ why: 'no-rate' }] });
  });

  test('a run adds up what its orders become', () => {
    const each = [life(unpaid), life(partly), life(unpaid, { bookWhen: 'paid' })].map((given) => foreseeUndo(booked(given)));
    const totals = each.reduce(withOrder, noTotals);
    expect(totals).toEqual({ orders: 3, nothing: 1, blocked: 0, removed: 0, cancelled: 1, entries: 1, tasks: 1, salesOrders: 0, amounts: { CHF: 2 * 23_900 } });
  });
});

describe('an undo levels what the refunds have left uneven', () => {
  const books = aLine({ id: '502', title: 'Wanderführer', quantity: 2, unitPriceMinor: 6550, taxLines: [aTax(taxInside(13_100, reducedPpm), reducedPpm)] });
  const whole = { lines: [aLine(), books], shippingLines: [], transactions: [aTransaction({ amountMinor: 23_100 })] };
  const back = (id: string, amountMinor: number, gateway = 'shopify_payments') => aTransaction({ id, kind: 'refund', parentId: '801', amountMinor, gateway });
  const anAmount = aRefund({ id: '901', totalMinor: 2310, transactionIds: ['899'], adjustments: [{ amountMinor: -2310, taxMinor: 0 }] });
  const theBooks = aRefund({ id: '902', totalMinor: 13_100, transactionIds: ['898'], createdAt: new Date('2026-11-21T10:00:00Z'), lines: [{ lineId: '502', quantity: 2, subtotalMinor: 13_100, taxMinor: 332 }] });
  const [sales, vouchers, card, vat81, vat26] = [107, 106, 103, 216, 217];

  function undoOf(...lives: Parameters<typeof anOrder>[0][]) {
    const last = lives.reduce((before, one) => ({ ...before, ...booked({ ...life(one), booked: before.booked }) }), { ...life(), booked: nothingBooked() });
    return walkThrough({ ...last, booked: { ...last.booked, decision: 'undo' } }).steps.map((step) =>
      step.do === 'book-refund-entry' ? step.entry.lines.map((line) => [line.debitAccountId, line.creditAccountId, line.taxId, line.amountMinor, line.turnover ?? 'debit']) : step.do,
    );
  }

  test('goods that come back in full after a mere amount have given more than they were worth: it comes back under their rate', () => {
    const steps = undoOf(whole, { ...whole, lines: [aLine(), { ...books, currentQuantity: 0 }], refunds: [anAmount, theBooks], transactions: [...whole.transactions, back('899', 2310), back('898', 13_100)] });
    expect(steps).toEqual([[[card, sales, vat26, 1310, 'credit'], [sales, card, vat81, 9000, 'debit']]]);
  });

  test('money that went back onto a gift card comes back from it, and all that was paid goes back where it was paid', () => {
    const steps = undoOf(whole, { ...whole, refunds: [anAmount], transactions: [...whole.transactions, back('899', 2310, 'gift_card')] });
    expect(steps).toEqual([[[sales, card, vat81, 9000, 'debit'], [sales, card, vat26, 11_790, 'debit'], [vouchers, card, null, 2310, 'none']]]);
  });

  test('a mere amount that was spread over an additional invoice too, which nobody paid: more went back than is on the invoice, and it comes back', () => {
    const added = aLine({ id: '503', title: 'Regenhülle', unitPriceMinor: 2310 });
    const goneLines = [aLine({ currentQuantity: 0 }), { ...books, currentQuantity: 0 }];
    const everything = { ...theBooks, totalMinor: 23_100, lines: [...theBooks.lines, { lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }] };
    const allBack = { ...whole, lines: goneLines, refunds: [everything], transactions: [...whole.transactions, back('898', 23_100)] };
    const addedTo = { ...allBack, lines: [...goneLines, added] };
    const lump = { ...addedTo, refunds: [everything, { ...anAmount, createdAt: new Date('2026-11-21T11:00:00Z') }], transactions: [...allBack.transactions, back('899', 2310, 'gift_card')] };
    const steps = undoOf(whole, allBack, addedTo, lump);
    expect(steps).toEqual(['cancel-invoice', [[vouchers, sales, vat81, 1119, 'credit'], [vouchers, sales, vat26, 1191, 'credit']]]);
  });
});

describe('nothing is left of any rate', () => {
  const rucksack = aLine();
  const books = aLine({ id: '502', title: 'Wanderführer', sku: 'BUCH', quantity: 2, unitPriceMinor: 6550, taxLines: [aTax(taxInside(13_100, reducedPpm), reducedPpm)] });
  const added = aLine({ id: '503', title: 'Regenhülle', sku: 'HUELLE', unitPriceMinor: 3000 });
  const shipping = aShippingLine();
  const paid = (amountMinor: number) => aTransaction({ amountMinor });
  const back = (amountMinor: number, id = '899') => aTransaction({ id, kind: 'refund', parentId: '801', amountMinor });
  const aBook = aRefund({ lines: [{ lineId: '502', quantity: 1, subtotalMinor: 6550, taxMinor: 166 }], totalMinor: 6550, transactionIds: ['899'] });
  const anAmount = aRefund({ id: '902', totalMinor: 2400, transactionIds: ['898'], createdAt: new Date('2026-11-21T10:00:00Z') });
  const theAdded = aRefund({ lines: [{ lineId: '503', quantity: 1, subtotalMinor: 3000, taxMinor: 225 }], totalMinor: 3000, transactionIds: ['899'] });
  const oneBook = { ...books, currentQuantity: 1 };
  const whole = { lines: [rucksack, books], shippingLines: [shipping] };

  type Life = Parameters<typeof anOrder>[0];
  test.each<[string, Life[], Partial<Settings>?]>([
    ['paid', [{ ...whole, transactions: [paid(24_000)] }]],
    ['paid in part', [{ ...whole, transactions: [paid(10_000)] }]],
    ['a line given back', [{ ...whole, transactions: [paid(24_000)] }, { ...whole, lines: [rucksack, oneBook], refunds: [aBook], transactions: [paid(24_000), back(6550)] }]],
    ['a line given back, as a credit note', [{ ...whole, transactions: [paid(24_000)] }, { ...whole, lines: [rucksack, oneBook], refunds: [aBook], transactions: [paid(24_000), back(6550)] }], { refunds: { paid: 'credit-note-task' } }],
    ['a line and an amount given back', [{ ...whole, transactions: [paid(24_000)] }, { ...whole, lines: [rucksack, oneBook], refunds: [aBook, anAmount], transactions: [paid(24_000), back(6550), back(2400, '898')] }]],
    ['added to and paid', [{ ...whole, transactions: [paid(24_000)] }, { ...whole, lines: [rucksack, books, added], transactions: [paid(24_000), aTransaction({ id: '802', amountMinor: 3000 })] }]],
    ['added to, paid, and the addition given back', [
      { ...whole, transactions: [paid(24_000)] },
      { ...whole, lines: [rucksack, books, added], transactions: [paid(24_000), aTransaction({ id: '802', amountMinor: 3000 })] },
      { ...whole, lines: [rucksack, books, { ...added, currentQuantity: 0 }], refunds: [theAdded], transactions: [paid(24_000), aTransaction({ id: '802', amountMinor: 3000 }), back(3000)] },
    ]],
    ['paid in part and edited down', [{ ...whole, transactions: [paid(10_000)] }, { ...whole, lines: [rucksack, oneBook], refunds: [{ ...aBook, totalMinor: 0, transactionIds: [] }], transactions: [paid(10_000)] }]],
  ])('%s', (_name, lives, settings = {}) => {
    let state = nothingBooked();
    const reversals: { ratePpm: number; grossMinor: number }[] = [];
    const live = (order: ReturnType<typeof anOrder>, decision: 'undo' | null) => {
      const { steps, booked: after } = walkThrough({ order, shop: aShop(), settings: someSettings({ bookWhen: 'created', ...settings }), company: aCompany(), booked: { ...state, decision } });
      for (const one of steps) {
        if (one.do === 'book-refund-entry') reversals.push(...one.entry.lines.map(({ ratePpm, amountMinor }) => ({ ratePpm, grossMinor: amountMinor })));
        if (one.do === 'open-task') reversals.push(...one.note.taxes);
      }
      state = after;
    };
    const orders = lives.map((life) => anOrder(life));
    for (const order of orders) live(order, null);
    const documents = [...(state.invoice ? [state.invoice] : []), ...state.extras].flatMap(({ covers }) => covers ?? []);
    live(orders.at(-1) ?? anOrder(), 'undo');
    expect(documents.length).toBeGreaterThan(0);
    expect(byRate(reversals)).toEqual(byRate(documents));
  });

  function byRate(parts: readonly { ratePpm: number; grossMinor: number }[]): Record<string, number> {
    const rates: Record<string, number> = {};
    for (const { ratePpm, grossMinor } of parts) rates[ratePpm] = (rates[ratePpm] ?? 0) + grossMinor;
    return rates;
  }
});
