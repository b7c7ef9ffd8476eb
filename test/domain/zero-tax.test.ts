import { describe, expect, test } from 'vitest';
import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { proposedZeroTaxes } from '../../src/domain/invoice/zero-tax.ts';
import { aCompany, aLine, anAddress, anOrder, aRefund, aShippingLine, aShop, aTax, aTransaction, nothingBooked, someSettings } from './build.ts';
import { walkThrough } from './obedient-bexio.ts';

const [u00, uex, ula] = [203, 201, 202];
const named = someSettings({ zeroTaxes: { goodsAbroad: uex, servicesAbroad: ula, reverseCharge: uex, inland: null } });
const to = (countryCode: string, company: string | null = null) => ({ shippingAddress: anAddress({ countryCode, company }), billingAddress: anAddress({ countryCode, company }) });
const goods = aLine({ taxLines: [] });
const service = aLine({ id: '502', title: 'Beratung', requiresShipping: false, taxLines: [] });
const shipping = aShippingLine({ taxLines: [] });

function taxIds(order: Parameters<typeof anOrder>[0], settings = named): number[] {
  const planned = planInvoice({ order: anOrder(order), shop: aShop(), settings, company: aCompany() });
  if (!planned.ok) throw new Error(planned.problem.reason);
  return planned.plan.positions.flatMap((position) => (position.kind === 'item' ? [position.taxId] : []));
}

describe('turnover without VAT', () => {
  test.each<[string, Parameters<typeof anOrder>[0], number[]]>([
    ['goods and their shipping abroad', { lines: [goods], shippingLines: [shipping], ...to('DE') }, [uex, uex]],
    ['a service abroad beside goods', { lines: [goods, service], ...to('US') }, [uex, ula]],
    ['inland: any tax of 0 %', { lines: [goods] }, [u00]],
    ['Liechtenstein is inland', { lines: [goods], ...to('LI') }, [u00]],
    ['reverse charge', { lines: [aLine({ taxLines: [aTax(0, 190_000)] })], ...to('DE', 'Muster GmbH') }, [uex]],
    ['a gift card is no turnover', { lines: [aLine({ kind: 'gift-card', taxLines: [], requiresShipping: false })], ...to('DE') }, [u00]],
    ['VAT charged all the same', { ...to('DE') }, [216]],
  ])('%s', (_name, order, expected) => {
    expect(taxIds(order)).toEqual(expected);
  });

  test('nothing named: any tax of 0 %, and never an exempt one by its rate', () => {
    expect(taxIds({ lines: [goods], ...to('DE') }, someSettings())).toEqual([u00]);
  });

  test('a named tax that is not active any more is not used', () => {
    const company = aCompany();
    const without = { ...company, taxes: company.taxes.map((tax) => (tax.id === uex ? { ...tax, active: false } : tax)) };
    const planned = planInvoice({ order: anOrder({ lines: [goods], ...to('DE') }), shop: aShop(), settings: named, company: without });
    expect(planned).toMatchObject({ plan: { positions: [{ taxId: u00 }] } });
  });

  test('is given back under the tax it was sold by', () => {
    const order = { lines: [goods], ...to('DE') };
    const situation = { shop: aShop(), settings: named, company: aCompany() };
    const { booked } = walkThrough({ ...situation, order: anOrder(order), booked: nothingBooked() });
    const refund = aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 0 }], totalMinor: 10_000, transactionIds: ['899'] });
    const back = aTransaction({ id: '899', kind: 'refund', parentId: '801', processedAt: new Date('2026-11-21T09:00:00Z') });
    const { steps } = walkThrough({ ...situation, order: anOrder({ ...order, lines: [{ ...goods, currentQuantity: 0 }], refunds: [refund], transactions: [aTransaction(), back] }), booked });
    expect(steps).toMatchObject([{ do: 'book-refund-entry', entry: { lines: [{ taxId: uex, amountMinor: 10_000 }] } }]);
  });

  test('the proposal names bexio’s own codes where they are active', () => {
    expect(proposedZeroTaxes(aCompany())).toEqual({ goodsAbroad: uex, servicesAbroad: ula, reverseCharge: uex, inland: null });
    expect(proposedZeroTaxes(aCompany({ taxes: [] }))).toEqual({ goodsAbroad: null, servicesAbroad: null, reverseCharge: null, inland: null });
  });
});

describe('what a business wants to read', () => {
  const business = { poNumber: 'PO-77 <b>', company: { id: '1', name: 'Muster AG', locationId: '2', locationName: null, vatNumber: 'CHE-123.456.789 MWST' } };
  const header = (settings = someSettings({ language: 'de' })) => {
    const planned = planInvoice({ order: anOrder(business), shop: aShop(), settings, company: aCompany() });
    return planned.ok ? planned.plan.header : planned.problem.reason;
  };

  test('its order number and its VAT number stand below the header, escaped', () => {
    expect(header()).toBe('de: #1001 / 20.11.2026<br />Ihre Bestellnummer: PO-77 &lt;b&gt;<br />Ihre MwSt-Nummer: CHE-123.456.789 MWST');
  });

  test('unless the merchant’s own texts name them', () => {
    const { texts } = someSettings();
    const own = { ...texts, de: { ...texts.de, header: 'Ref. {{po}}', footer: 'UID {{ vat }}' } };
    expect(header(someSettings({ language: 'de', texts: own }))).toBe('Ref. PO-77 &lt;b&gt;');
  });
});
