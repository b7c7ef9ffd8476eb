import { describe, expect, test } from 'vitest';
import { verdictOf, type HomeView } from '../../../src/web/pages/home/home.tsx';
import { methodName, paymentMethod } from '../../../src/web/pages/payment-methods.ts';
import { words } from '../../../src/web/words/words.ts';

describe('the one sentence', () => {
  const counts = { working: 0, waiting: 0, booked: 0, skipped: 0, problem: 0, retrying: 0 };
  const view = (over: Partial<HomeView['counts']>): HomeView => ({ connection: 'connected', companyName: '', settingsReady: true, counts: { ...counts, ...over }, attention: [], days: [], totals: [], lastHeardAt: null, check: null });
  test.each([
    [{ problem: 1, working: 3 }, 'attention'],
    [{ retrying: 1, booked: 4 }, 'working'],
    [{ booked: 4 }, 'fine'],
    [{ waiting: 2 }, 'quiet'],
  ] as const)('%o → %s', (over, key) => expect(verdictOf(view(over)).key).toBe(key));
});

describe('payment methods', () => {
  test.each([
    ['shopify_payments', 'provider'],
    ['twint', 'provider'],
    ['klarna', 'factor'],
    ['powerpay invoice', 'factor'],
    ['gift_card', 'voucher'],
    ['rechnung (qr)', 'invoice'],
    ['paiement anticipé', 'invoice'],
    ['nachnahme', 'cash'],
    ['toString', 'unknown'],
    ['constructor', 'unknown'],
  ] as const)('%s is a %s', (handle, kind) => expect(paymentMethod(handle).kind).toBe(kind));

  test('have a name in the reader’s language', () => {
    expect(methodName(words.fr, 'cash')).toBe('Espèces');
    expect(methodName(words.fr, 'twint')).toBe('TWINT');
    expect(methodName(words.fr, 'toString')).toBe('toString');
  });
});
