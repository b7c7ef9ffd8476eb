import { describe, expect, test } from 'vitest';
import { foreseeUndo, isNothing } from '../../src/domain/foresee-undo.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { isUndoable, noTotals, withOrder } from '../../src/domain/undo-run.ts';
import { aCompany, aLine, anOrder, aShippingLine, aShop, aTransaction, nothingBooked, someSettings } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

// What is shown before an undo is what the planner does after it: both walk the same steps.

const lines = [aLine({ quantity: 2 }), aLine({ id: '502', title: 'Regenhülle', unitPriceMinor: 3000 })];
const life = (transactions: Parameters<typeof anOrder>[0] = {}, settings: Partial<Settings> = {}) => {
  const order = anOrder({ lines, shippingLines: [aShippingLine()], ...transactions });
  return { order, shop: aShop(), settings: someSettings(settings), company: aCompany() };
};

/** Booked by the rules, as far as they go. */
function booked(given: ReturnType<typeof life>) {
  return { ...given, booked: walkThrough({ ...given, booked: nothingBooked() }).booked };
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
