import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { longDecimal, micro, parseMicro, shortDecimal } from '../../../src/sandbox/bexio/decimal.ts';
import { anInvoice, aPosition, aSandbox, type Running } from './api-client.ts';

let running: Running;

beforeAll(async () => {
  running = await aSandbox({ limits: 'off', company: { extraSalesTaxRates: ['19.00', '20.00'] } });
});

beforeEach(() => {
  running.sandbox.readings.positionDecimals = 6;
  running.sandbox.readings.unitPriceDecimals = 6;
  running.sandbox.readings.grossTotals = 'positions';
});

afterAll(() => running[Symbol.asyncDispose]());

async function create(positions: Record<string, unknown>[], overrides: Record<string, unknown> = {}) {
  const { books } = running.sandbox;
  const rows = positions.map((row) => {
    const { tax = 'UN81', ...rest } = row;
    return rest['type'] === undefined
      ? aPosition(running.sandbox, { tax_id: books.taxId(String(tax)), ...rest })
      : rest;
  });
  const reply = await running.api.post('/2.0/kb_invoice', anInvoice(running, { positions: rows, ...overrides }));
  expect(reply).toMatchObject({ status: 201 });
  return (await running.api.get(`/2.0/kb_invoice/${reply.body.id}`)).body;
}

const gross = { mwst_type: 0, mwst_is_net: false };
const net = { mwst_type: 0, mwst_is_net: true };

describe('recorded numbers', () => {
  test('74.25 at 8.1 % net is 80.25, difference -0.01', async () => {
    expect(await create([{ unit_price: '74.25' }], net)).toMatchObject({
      total_gross: '74.250000',
      total_net: '74.250000',
      total_taxes: '6.0143',
      total: '80.250000',
      total_remaining_payments: '80.2500',
      total_rounding_difference: -0.01,
      taxs: [{ percentage: '8.10', value: '6.0143' }],
    });
  });

  test('570.60 + 182.70 at 8.1 % net is 814.30, difference -0.02', async () => {
    const positions = [
      { amount: '6.34', unit_price: '90' },
      { amount: '2.03', unit_price: '90' },
    ];
    expect(await create(positions, net)).toMatchObject({
      total_gross: '753.300000',
      total_net: '753.300000',
      total_taxes: '61.0173',
      total: '814.300000',
      total_rounding_difference: -0.02,
      positions: [{ position_total: '570.600000' }, { position_total: '182.700000' }],
    });
  });

  test('mwst_type 1 has no VAT at all, whatever the positions say', async () => {
    expect(await create([{ unit_price: '100' }], { mwst_type: 1, mwst_is_net: true })).toMatchObject({
      total_taxes: '0.0000',
      taxs: [],
      total: '100.000000',
      total_rounding_difference: 0,
    });
  });
});

describe('VAT', () => {
  test('gross: contained per rate, the total is the sum', async () => {
    const positions = [
      { unit_price: '108.10' },
      { unit_price: '102.60', tax: 'UR26' },
      { unit_price: '10', tax: 'U00' },
    ];
    expect(await create(positions, gross)).toMatchObject({
      total_gross: '220.700000',
      total_net: '220.700000',
      total: '220.700000',
      total_taxes: '10.7000',
      taxs: [
        { percentage: '8.10', value: '8.1000' },
        { percentage: '2.60', value: '2.6000' },
      ],
    });
  });

  test('gross totals without VAT under the other reading', async () => {
    running.sandbox.readings.grossTotals = 'without-vat';
    expect(await create([{ unit_price: '108.10' }], gross)).toMatchObject({
      total_gross: '100.000000',
      total_net: '100.000000',
      total: '108.100000',
    });
  });

  test('per rate on the sum, not per line', async () => {
    const thirds = Array.from({ length: 3 }, () => ({ unit_price: '0.333333' }));
    expect(await create(thirds, { ...net, currency_id: running.sandbox.books.currencyId('EUR') })).toMatchObject({
      total_net: '0.999999',
      total_taxes: '0.0810',
      total: '1.080000',
    });
  });

  test('exempt', async () => {
    expect(await create([{ unit_price: '50' }], { mwst_type: 2 })).toMatchObject({ total: '50.000000', taxs: [] });
  });

  test('a discount row lowers all rates in proportion', async () => {
    const positions = [
      { unit_price: '108.10' },
      { unit_price: '102.60', tax: 'UR26' },
      { type: 'KbPositionDiscount', is_percentual: true, value: '10', text: 'Rabatt' },
    ];
    expect(await create(positions, gross)).toMatchObject({
      total_gross: '210.700000',
      total_net: '189.630000',
      total: '189.650000',
      total_rounding_difference: 0.02,
      taxs: [
        { percentage: '8.10', value: '7.2900' },
        { percentage: '2.60', value: '2.3400' },
      ],
      positions: [{}, {}, { discount_total: '21.070000' }],
    });
  });

  test('a fixed discount, a subtotal, a line discount', async () => {
    const positions = [
      { amount: '2', unit_price: '50', discount_in_percent: '25' },
      { type: 'KbPositionSubtotal', text: 'Zwischensumme' },
      { type: 'KbPositionDiscount', is_percentual: false, value: '5', text: 'Gutschein' },
      { type: 'KbPositionText', text: 'Danke', show_pos_nr: false },
      { type: 'KbPositionPagebreak', pagebreak: true },
    ];
    expect(await create(positions, gross)).toMatchObject({
      total: '70.000000',
      positions: [
        { position_total: '75.000000', discount_in_percent: '25.0000' },
        { value: '75.000000', pos: null },
        { discount_total: '5.000000' },
        { text: 'Danke' },
        { pagebreak: true },
      ],
    });
  });
});

describe('rounding', () => {
  test('CHF to 0.05, EUR to 0.01, and a changed factor counts for new documents only', async () => {
    await using own = await aSandbox();
    const { books } = own.sandbox;
    const body = (currency: string) =>
      anInvoice(own, {
        ...gross,
        currency_id: books.currencyId(currency),
        positions: [aPosition(own.sandbox, { unit_price: '24.29' })],
      });
    const before = (await own.api.post('/2.0/kb_invoice', body('CHF'))).body;
    expect(before).toMatchObject({ total: '24.3', total_rounding_difference: 0.01 });
    expect((await own.api.post('/2.0/kb_invoice', body('EUR'))).body).toMatchObject({ total: '24.29' });
    const patched = await own.api.patch(`/3.0/currencies/${books.currencyId('CHF')}`, { round_factor: 0.01 });
    expect(patched.body).toEqual({ id: books.currencyId('CHF'), name: 'CHF', round_factor: 0.01 });
    expect((await own.api.post('/2.0/kb_invoice', body('CHF'))).body).toMatchObject({ total: '24.29' });
    expect((await own.api.get(`/2.0/kb_invoice/${before.id}`)).body.total).toBe('24.300000');
  });

  test('prices keep six decimals, or two under the other reading', async () => {
    const third = [{ amount: '3', unit_price: '3.333333' }];
    expect((await create(third, gross)).positions[0]).toMatchObject({
      unit_price: '3.333333',
      position_total: '9.999999',
    });
    running.sandbox.readings.positionDecimals = 2;
    expect((await create(third, gross)).positions[0]).toMatchObject({
      unit_price: '3.333333',
      position_total: '10.000000',
    });
    running.sandbox.readings.unitPriceDecimals = 2;
    expect((await create(third, gross)).positions[0]).toMatchObject({
      unit_price: '3.330000',
      position_total: '9.990000',
    });
  });

  test('negative lines, or none under the other reading', async () => {
    const lines = [{ unit_price: '20' }, { unit_price: '-5' }];
    expect((await create(lines, gross)).total).toBe('15.000000');
    running.sandbox.readings.negativeUnitPrice = '422';
    const body = anInvoice(running, { positions: [aPosition(running.sandbox, { unit_price: '-5' })] });
    expect((await running.api.post('/2.0/kb_invoice', body)).status).toBe(422);
    running.sandbox.readings.negativeUnitPrice = 'allowed';
  });

  test('foreign rates of a company', async () => {
    expect(await create([{ unit_price: '119', tax: 'X1900' }], gross)).toMatchObject({
      taxs: [{ percentage: '19.00', value: '19.0000' }],
    });
  });

  test('positions added and removed one by one change the totals', async () => {
    const invoice = await create([{ unit_price: '10' }], gross);
    const path = `/2.0/kb_invoice/${invoice.id}/kb_position_custom`;
    const { type: _type, ...position } = aPosition(running.sandbox, { unit_price: '5' });
    const added = await running.api.post(path, position);
    expect(added).toMatchObject({ status: 201, body: { type: 'KbPositionCustom', pos: '2' } });
    const total = async () => (await running.api.get(`/2.0/kb_invoice/${invoice.id}`)).body.total;
    expect(await total()).toBe('15.000000');
    const edited = await running.api.post(`${path}/${added.body.id}`, { amount: '3' });
    expect(edited.body).toMatchObject({ amount: '3', position_total: '15', amount_reserved: '0.000000' });
    expect(await total()).toBe('25.000000');
    expect((await running.api.delete(`${path}/${added.body.id}`)).body).toEqual({ success: true });
    expect(await total()).toBe('10.000000');
    expect((await running.api.get(path)).body).toHaveLength(1);
  });
});

describe('decimals', () => {
  test('long and short forms agree', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (value) => {
        expect(parseMicro(longDecimal(value))).toBe(value);
        expect(parseMicro(shortDecimal(value))).toBe(value);
      }),
    );
  });

  test.each([
    ['1.0000005', '1.000001'],
    ['-1.0000005', '-1.000001'],
    ['1e-7', undefined],
    ['', undefined],
    ['1,5', undefined],
    ['0x10', undefined],
    ['00012.50', '12.5'],
  ])('"%s" reads as %s', (text, expected) => {
    const value = parseMicro(text);
    expect(value === undefined ? undefined : shortDecimal(value)).toBe(expected);
  });

  test('numbers of JSON are read as they are written', () => {
    expect(parseMicro(0.1)).toBe(micro('0.1'));
    expect(parseMicro(1e-7)).toBe(0n);
    expect(parseMicro(Number.NaN)).toBeUndefined();
  });
});
