import { describe, expect, test } from 'vitest';
import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { aCompany, aLine, anAddress, anOrder, aShop, aTax, someSettings } from './build.ts';

const abroad = (countryCode: string, company: string | null = null) => ({ shippingAddress: anAddress({ countryCode, company }), billingAddress: anAddress({ countryCode, company }) });
const untaxed = aLine({ taxLines: [] });
const rateWithoutTax = aLine({ taxLines: [aTax(0, 190_000)] });

function footer(order: Parameters<typeof anOrder>[0], countryCode = 'CH'): string {
  const planned = planInvoice({ order: anOrder(order), shop: aShop({ countryCode }), settings: someSettings({ language: 'de' }), company: aCompany() });
  return planned.ok ? planned.plan.footer : planned.problem.reason;
}

const exported = 'Von der Steuer befreite Ausfuhr (Art. 23 Abs. 2 Ziff. 1 MWSTG).';
const reversed = 'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).';

describe('the legal note in the footer', () => {
  test.each<[string, Parameters<typeof anOrder>[0], string, string[]]>([
    ['goods with VAT', {}, 'CH', []],
    ['goods without VAT inland', { lines: [untaxed] }, 'CH', []],
    ['Liechtenstein is inland', { lines: [untaxed], ...abroad('LI') }, 'CH', []],
    ['abroad, and VAT charged all the same', { ...abroad('DE') }, 'CH', []],
    ['export', { lines: [untaxed], ...abroad('DE') }, 'CH', [exported]],
    ['to a business in the EU that owes the tax', { lines: [rateWithoutTax], ...abroad('DE', 'Muster GmbH') }, 'CH', [exported, reversed]],
    ['to a person in the EU', { lines: [rateWithoutTax], ...abroad('DE') }, 'CH', [exported]],
    ['a shop in Austria to a business in Germany', { lines: [rateWithoutTax], ...abroad('DE', 'Muster GmbH') }, 'AT', [reversed]],
    ['a gift card is no goods', { lines: [aLine({ kind: 'gift-card' })], ...abroad('DE') }, 'CH', []],
  ])('%s', (_name, order, from, notes) => {
    expect(footer(order, from)).toBe(['de: Bergladen', ...notes].join('<br />'));
  });
});
