import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EntryPlan } from '../../src/domain/entry.ts';
import type { OrderLine, Refund, Transaction } from '../../src/domain/order.ts';
import { aCompany, aLine, anOrder, aRefund, aShippingLine, aShop, aTax, aTransaction, nothingBooked, reducedPpm, someSettings, standardPpm, taxInside } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

/**
 * Orders of one to four lines under three rates, paid by card, booked, and then given back in up to four refunds of units, shipping or mere
 * amounts. The arithmetic here is the test's own: units at cumulative shares, as Shopify computes them.
 */
const line = fc.record({ ratePpm: fc.constantFrom(standardPpm, reducedPpm, 0), quantity: fc.integer({ min: 1, max: 5 }), unitPriceMinor: fc.integer({ min: 5, max: 50_000 }) });
const wish = fc.record({ units: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }), shipping: fc.boolean(), lumpMinor: fc.integer({ min: 0, max: 300 }) });
const life = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 4 }), wishes: fc.array(wish, { minLength: 1, maxLength: 4 }) });

type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

test('every refund is one entry over exactly its money, and asking again changes nothing', () => {
  fc.assert(fc.property(life, (lived) => {
    const { booked, after, money } = play(lived);
    const { steps, verdict, booked: finished } = walkThrough({ ...books, order: after, booked });
    expect(verdict).toEqual({ kind: 'booked' });
    expect(steps.map((step) => step.do)).toEqual(money.map(() => 'book-refund-entry'));
    const entries = steps.flatMap((step) => (step.do === 'book-refund-entry' ? [step.entry] : []));
    expect(entries.map((entry) => total(entry.lines.map((one) => one.amountMinor)))).toEqual(money);
    expect(entries.map((entry) => total(entry.taxes.map((one) => one.grossMinor)))).toEqual(money);
    for (const entry of entries) expect(entry.lines.every((one) => one.amountMinor > 0 && one.creditAccountId === 103)).toBe(true);
    expect(walkThrough({ ...books, order: after, booked: finished }).steps).toEqual([]);
  }), { numRuns: 300 });
});

test('when everything goes back by its lines, every rate ends at nothing, VAT within half a rappen per amount', () => {
  fc.assert(fc.property(life, ({ lines }) => {
    const all = { units: [5, 5, 5, 5], shipping: true, lumpMinor: 0 };
    const { booked, after } = play({ lines, wishes: [{ ...all, units: [1, 0, 1, 0], shipping: false }, all] });
    const { steps } = walkThrough({ ...books, order: after, booked });
    const entries = steps.flatMap((step) => (step.do === 'book-refund-entry' ? [step.entry] : []));
    for (const { ratePpm, grossMinor, taxMinor, amounts } of perRate(booked.invoice?.covers ?? [])) {
      expect(reversed(entries, ratePpm).grossMinor).toBe(grossMinor);
      expect(Math.abs(reversed(entries, ratePpm).taxMinor - taxMinor)).toBeLessThanOrEqual(amounts * entries.length);
    }
  }), { numRuns: 200 });
});

test('an undo after refunds takes off the rest: nothing is left of any rate nor on any account, whatever had gone back by its lines or as an amount', () => {
  fc.assert(fc.property(life, fc.boolean(), ({ lines, wishes }, withAmounts) => {
    const { booked, after } = play({ lines, wishes: wishes.map((one) => ({ ...one, lumpMinor: withAmounts ? one.lumpMinor : 0 })) });
    const refunded = walkThrough({ ...books, order: after, booked });
    const undone = walkThrough({ ...books, order: after, booked: { ...refunded.booked, decision: 'undo' } });
    expect(undone.verdict).toEqual({ kind: 'skipped', why: 'merchant' });
    const entries = [...refunded.steps, ...undone.steps].flatMap((step) => (step.do === 'book-refund-entry' ? [step.entry] : []));
    const covers = booked.invoice?.covers ?? [];
    expect(total(entries.map((one) => one.totalMinor))).toBe(total(covers.map((one) => one.grossMinor)));
    for (const { ratePpm, grossMinor } of perRate(covers)) expect([ratePpm, reversed(entries, ratePpm).grossMinor]).toEqual([ratePpm, grossMinor]);
    // A mere amount is spread over goods that come back later, too: turnover of a rate that has given more than it had comes back.
    const money = entries.flatMap((entry) => entry.lines).map((one) => (one.turnover === 'credit' ? -one.amountMinor : one.amountMinor));
    expect(total(money)).toBe(total(Object.values(undone.booked.payments).map((one) => one.amountMinor)));
    expect(walkThrough({ ...books, order: after, booked: { ...undone.booked, decision: 'undo' } }).steps).toEqual([]);
  }), { numRuns: 300 });
});

const books = { shop: aShop(), settings: someSettings(), company: aCompany() };

function play({ lines, wishes }: Life) {
  const placed = lines.map((one, index) => aLine({ id: String(501 + index), ...one, unitPriceMinor: one.unitPriceMinor, taxLines: one.ratePpm === 0 ? [] : [aTax(taxInside(one.unitPriceMinor * one.quantity, one.ratePpm), one.ratePpm)] }));
  const shipping = aShippingLine();
  const paid = aTransaction({ amountMinor: total(placed.map((one) => one.unitPriceMinor * one.quantity)) + 900 });
  const before = anOrder({ lines: placed, shippingLines: [shipping], transactions: [paid] });
  const { booked } = walkThrough({ ...books, order: before, booked: nothingBooked() });
  const taken = new Map<string, number>();
  const refunds: Refund[] = [];
  const transactions: Transaction[] = [];
  let shippingBack = false;
  let leftMinor = paid.amountMinor;
  for (const [index, { units, shipping: wantsShipping, lumpMinor }] of wishes.entries()) {
    const back = placed.flatMap((one, place) => unitsBack(one, units[place] ?? 0, taken));
    const ships: Refund['shipping'] = wantsShipping && !shippingBack ? [{ shippingLineId: '601', subtotalMinor: 900, taxMinor: shipping.taxLines[0]?.amountMinor ?? 0 }] : [];
    const goodsMinor = total([...back, ...ships].map((one) => one.subtotalMinor));
    // Never more than is left after what the goods are still worth: excess has its own test.
    const amountMinor = goodsMinor + Math.min(lumpMinor, Math.max(0, leftMinor - goodsMinor - 300 * wishes.length));
    if (amountMinor <= 0 || amountMinor > leftMinor) continue;
    for (const one of back) taken.set(one.lineId, (taken.get(one.lineId) ?? 0) + one.quantity);
    shippingBack ||= ships.length > 0;
    leftMinor -= amountMinor;
    const createdAt = new Date(Date.parse('2026-11-21T09:00:00Z') + index * 60_000);
    transactions.push(aTransaction({ id: String(900 + index), kind: 'refund', parentId: '801', amountMinor, processedAt: createdAt }));
    refunds.push(aRefund({ id: String(950 + index), createdAt, lines: back, shipping: ships, adjustments: amountMinor === goodsMinor ? [] : [{ amountMinor: goodsMinor - amountMinor, taxMinor: 0 }], totalMinor: amountMinor, transactionIds: [String(900 + index)] }));
  }
  const now = placed.map((one) => ({ ...one, currentQuantity: one.quantity - (taken.get(one.id) ?? 0) }));
  const after = anOrder({ lines: now, shippingLines: [shipping], refunds, transactions: [paid, ...transactions] });
  return { booked, after, money: refunds.map((one) => one.totalMinor) };
}

function unitsBack(line: OrderLine, wanted: number, taken: ReadonlyMap<string, number>): Refund['lines'] {
  const before = taken.get(line.id) ?? 0;
  const quantity = Math.min(wanted, line.quantity - before);
  if (quantity <= 0) return [];
  const part = (amountMinor: number) => Math.round((amountMinor * (before + quantity)) / line.quantity) - Math.round((amountMinor * before) / line.quantity);
  return [{ lineId: line.id, quantity, subtotalMinor: part(line.unitPriceMinor * line.quantity), taxMinor: part(line.taxLines[0]?.amountMinor ?? 0) }];
}

function perRate(covers: readonly { ratePpm: number; grossMinor: number; taxMinor: number }[]) {
  return [...new Set(covers.map((one) => one.ratePpm))].map((ratePpm) => {
    const ofRate = covers.filter((one) => one.ratePpm === ratePpm);
    return { ratePpm, amounts: ofRate.length, grossMinor: total(ofRate.map((one) => one.grossMinor)), taxMinor: total(ofRate.map((one) => one.taxMinor)) };
  });
}

function reversed(entries: readonly EntryPlan[], ratePpm: number) {
  const taxes = entries.flatMap((entry) => entry.taxes).filter((one) => one.ratePpm === ratePpm);
  return { grossMinor: total(taxes.map((one) => one.grossMinor)), taxMinor: total(taxes.map((one) => one.amountMinor)) };
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((a, b) => a + b, 0);
}
