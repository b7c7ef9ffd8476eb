import { describe, expect, test } from 'vitest';
import { foresee, foreseeDocuments } from '../../src/domain/plan/foresee.ts';
import { nextStep } from '../../src/domain/plan/next-step.ts';
import type { Situation } from '../../src/domain/step.ts';
import { aCompany, anOrder, aShop, nothingBooked, someSettings } from './build.ts';

function situation(over: Partial<Situation> = {}): Situation {
  return { order: anOrder(), shop: aShop(), settings: someSettings(), company: aCompany(), booked: nothingBooked(), ...over };
}

describe('what is foreseen is what is booked', () => {
  const plain = situation();
  const ruled = situation({ settings: someSettings({ rules: [{ name: 'Dienste', when: {}, then: { salesAccountId: 108, daysToPay: 60, language: 'fr' } }] }) });

  test.each([['by the settings', plain], ['by a rule', ruled]])('%s', (_how, before) => {
    const { invoice, contact, problem } = foreseeDocuments(before);
    expect(problem).toBeNull();
    expect(foresee(before)).toMatchObject({ would: 'book', invoiceMinor: invoice?.totalMinor });
    expect(nextStep(before)).toEqual({ kind: 'step', step: { do: 'find-contact', contact } });
    const step = nextStep({ ...before, booked: { ...before.booked, contact: { contactId: 5001, personId: null } } });
    expect(step).toMatchObject({ kind: 'step', step: { do: 'create-invoice', invoice } });
  });

  test('a rule changes the documents', () => expect(foreseeDocuments(ruled).invoice).not.toEqual(foreseeDocuments(plain).invoice));
});

describe('what is not booked now', () => {
  test('an order that is left alone is drawn all the same', () => {
    const test = situation({ order: anOrder({ test: true }) });
    expect(foresee(test)).toEqual({ would: 'skip', because: 'test' });
    expect(foreseeDocuments(test).invoice?.totalMinor).toBe(anOrder().totals.currentMinor);
  });

  test('a problem of the payment leaves the invoice to be looked at', () => {
    const unmapped = situation({ settings: someSettings({ gateways: {} }) });
    expect(foresee(unmapped)).toMatchObject({ would: 'problem', problem: { reason: 'gateway-not-mapped' } });
    expect(foreseeDocuments(unmapped)).toMatchObject({ invoice: { totalMinor: anOrder().totals.currentMinor }, payments: [], problem: { reason: 'gateway-not-mapped' } });
  });

  test('without a tax there is nothing to draw', () => {
    const bare = situation({ company: aCompany({ taxes: [] }) });
    expect(foreseeDocuments(bare)).toMatchObject({ invoice: null, contact: null, payments: [], problem: { reason: 'tax-rate-missing' } });
  });
});
