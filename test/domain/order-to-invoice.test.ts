import { describe, expect, test } from 'vitest';
import type { InvoicePlan, Position } from '../../src/domain/documents.ts';
import { type InvoiceInput, planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { aCompany, aLine, anAddress, anOrder, aRefund, aShippingLine, aShop, aTax, aTransaction, someSettings, taxInside } from './build.ts';

type Item = Extract<Position, { kind: 'item' }>;

function input(over: Partial<InvoiceInput> = {}): InvoiceInput {
  return { order: anOrder(), shop: aShop(), settings: someSettings(), company: aCompany(), ...over };
}

function planned(over: Partial<InvoiceInput> = {}): InvoicePlan {
  const result = planInvoice(input(over));
  expect(result).toMatchObject({ ok: true });
  return (result as { plan: InvoicePlan }).plan;
}

function itemsOf(plan: InvoicePlan): Item[] {
  return plan.positions.filter((position) => position.kind === 'item');
}

/** `quantity × price @ rate role`, which is all that money needs. */
function lines(plan: InvoicePlan): string[] {
  return itemsOf(plan).map((item) => `${item.quantity}×${item.unitPriceMinor} @${item.ratePpm} ${item.role}`);
}

describe('an ordinary order', () => {
  test('has one position per line and says everything the document needs', () => {
    const order = anOrder({ lines: [aLine({ quantity: 2, variantTitle: 'Blau' })], shippingLines: [aShippingLine()], poNumber: 'PO-7' });
    const plan = planned({ order });
    expect(plan).toMatchObject({
      apiReference: 'shopify:4711:order:5001',
      title: 'Shopify #1001',
      header: 'de: #1001 / 20.11.2026<br />Ihre Bestellnummer: PO-7',
      footer: 'de: Bergladen',
      currency: 'CHF',
      currencyId: 11,
      languageId: 501,
      bankAccountId: 301,
      paymentTypeId: 801,
      unitId: 701,
      net: false,
      date: '2026-11-20',
      dueDate: '2026-12-20',
      addressLines: ['Anna Muster', 'Bahnhofstrasse 12a', '8001 Zürich'],
      totalMinor: 20_900,
      taxes: [{ ratePpm: 81_000, amountMinor: 1499 + 67 }],
    });
    expect(lines(plan)).toEqual(['2×10000 @81000 sales', '1×900 @81000 shipping']);
    expect(itemsOf(plan)[0]).toMatchObject({ accountId: 107, taxId: 216, lineId: '501', sku: null, html: '<b>Wanderrucksack – Blau</b><br />Art.-Nr. RUCK-30' });
    expect(itemsOf(plan)[1]).toMatchObject({ accountId: 110, taxId: 216, lineId: null, html: '<b>Versand: PostPac Priority</b>' });
  });

  test('net orders are written gross all the same', () => {
    const order = anOrder({ taxesIncluded: false, lines: [aLine({ taxLines: [aTax(810)] })] });
    expect(lines(planned({ order }))).toEqual(['1×10810 @81000 sales']);
  });

  test('three units for 10.00 are two prices, to the cent, and the discount is named once', () => {
    const line = aLine({ quantity: 3, unitPriceMinor: 400, discounts: [{ title: 'SUMMER10', amountMinor: 200 }] });
    const plan = planned({ order: anOrder({ lines: [line] }) });
    expect(lines(plan)).toEqual(['2×333 @81000 sales', '1×334 @81000 sales']);
    expect(itemsOf(plan).map((item) => item.html)).toEqual([
      '<b>Wanderrucksack</b><br />Art.-Nr. RUCK-30<br />Rabatt SUMMER10: -2.00<br />Einzelpreis ohne Rabatt 4.00',
      '<b>Wanderrucksack</b><br />Art.-Nr. RUCK-30',
    ]);
  });

  test('what costs nothing stays visible', () => {
    const free = aLine({ id: '502', discounts: [{ title: 'Geschenk', amountMinor: 10_000 }], taxLines: [aTax(0)] });
    const order = anOrder({ lines: [aLine(), free], shippingLines: [aShippingLine({ discounts: [{ title: 'GRATIS', amountMinor: 900 }], taxLines: [aTax(0)] })] });
    expect(lines(planned({ order }))).toEqual(['1×10000 @81000 sales', '1×0 @81000 sales', '1×0 @81000 shipping']);
  });

  test('gift cards and tips have their own accounts, no tax, and count once', () => {
    const card = aLine({ id: '502', kind: 'gift-card', title: 'Gutschein 50', unitPriceMinor: 5000 });
    const tip = aLine({ id: '503', kind: 'tip', title: 'Tip', sku: null, unitPriceMinor: 350 });
    const plan = planned({ order: anOrder({ lines: [aLine(), card, tip] }) });
    expect(lines(plan)).toEqual(['1×10000 @81000 sales', '1×5000 @0 gift-cards', '1×350 @0 tips']);
    expect(itemsOf(plan).map((item) => item.taxId)).toEqual([216, 203, 203]);
    expect(itemsOf(plan).map((item) => item.accountId)).toEqual([107, 106, 109]);
  });

  test('mixed rates, and shipping spread over them', () => {
    const book = aLine({ id: '502', unitPriceMinor: 10_000, taxLines: [aTax(taxInside(10_000, 26_000), 26_000)] });
    const order = anOrder({ lines: [aLine(), book], shippingLines: [aShippingLine({ taxLines: [aTax(34), aTax(11, 26_000)] })] });
    const plan = planned({ order });
    expect(lines(plan)).toEqual(['1×10000 @81000 sales', '1×10000 @26000 sales', '1×460 @81000 shipping', '1×440 @26000 shipping']);
    expect(plan.taxes).toEqual([
      { ratePpm: 81_000, amountMinor: 783 },
      { ratePpm: 26_000, amountMinor: 264 },
    ]);
  });

  test('an export carries the 0 % tax', () => {
    const order = anOrder({ lines: [aLine({ taxLines: [] })], shippingAddress: anAddress({ countryCode: 'DE' }) });
    expect(itemsOf(planned({ order }))[0]).toMatchObject({ taxId: 203, ratePpm: 0, unitPriceMinor: 10_000 });
  });

  test('duties and fees are positions, unless the prices contain the duties', () => {
    const duty = { id: 'd1', title: 'Duty', priceMinor: 1200, taxLines: [] };
    const fee = { id: 'f1', title: 'Mindermenge', priceMinor: 300, taxLines: [aTax(22)] };
    const plan = planned({ order: anOrder({ lines: [aLine({ duties: [duty] })], additionalFees: [fee] }) });
    expect(lines(plan)).toEqual(['1×10000 @81000 sales', '1×1200 @0 duties', '1×300 @81000 fees']);
    const contained = anOrder({ lines: [aLine({ duties: [duty] })], totals: { currentMinor: 10_000 } });
    expect(lines(planned({ order: contained }))).toEqual(['1×10000 @81000 sales']);
  });

  test('components of a bundle stand under its name', () => {
    const order = anOrder({ lines: [aLine({ bundleTitle: 'Geschenkbox <Alpen>', sku: null })] });
    expect(itemsOf(planned({ order }))[0]?.html).toBe('<b>Geschenkbox &lt;Alpen&gt;</b><br />– Wanderrucksack');
  });

  test('300 lines', () => {
    const many = Array.from({ length: 300 }, (_, i) => aLine({ id: String(600 + i), unitPriceMinor: 101 + i }));
    const plan = planned({ order: anOrder({ lines: many }) });
    expect(plan.positions).toHaveLength(300);
    expect(plan.totalMinor).toBe(many.reduce((a, line) => a + line.unitPriceMinor, 0));
  });
});

describe('what is owed now', () => {
  test('units that were refunded or removed before the booking are not on the invoice', () => {
    const lines3 = [aLine({ quantity: 3, currentQuantity: 2 }), aLine({ id: '502', quantity: 1, currentQuantity: 0 })];
    const refunds = [
      aRefund({ lines: [{ lineId: '501', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }], totalMinor: 10_000 }),
      aRefund({ id: '902', lines: [{ lineId: '502', quantity: 1, subtotalMinor: 10_000, taxMinor: 749 }] }),
    ];
    const plan = planned({ order: anOrder({ lines: lines3, refunds }) });
    expect(lines(plan)).toEqual(['2×10000 @81000 sales']);
    expect(plan.taxes).toEqual([{ ratePpm: 81_000, amountMinor: 2248 - 749 }]);
  });

  test('units gone without a refund count at their share', () => {
    const order = anOrder({ lines: [aLine({ quantity: 4, currentQuantity: 3 })], totals: { currentMinor: 30_000 } });
    expect(lines(planned({ order }))).toEqual(['3×10000 @81000 sales']);
  });

  test('a removed shipping line counts nothing, a refunded one is gone', () => {
    const shipping = [aShippingLine({ removed: true }), aShippingLine({ id: '602' }), aShippingLine({ id: '603', title: 'Spedition', priceMinor: 5000 })];
    const refunds = [aRefund({ shipping: [{ shippingLineId: '602', subtotalMinor: 900, taxMinor: 67 }, { shippingLineId: '603', subtotalMinor: 2000, taxMinor: 150 }] })];
    expect(lines(planned({ order: anOrder({ shippingLines: shipping, refunds }) }))).toEqual(['1×10000 @81000 sales', '1×3000 @81000 shipping']);
  });

  /** Shopify's documentation order 1001: three lines of 199.00 + 6 %, a discount of 10.00, two lines refunded. */
  function order1001(over: { lines: [number, number][]; currentQuantity: number[]; refunds: ReturnType<typeof aRefund>[]; currentMinor: number; refundedMinor: number }) {
    const discounts = [334, 333, 333];
    return anOrder({
      currency: 'USD',
      taxesIncluded: false,
      lines: discounts.map((amountMinor, i) =>
        aLine({
          id: String(i),
          unitPriceMinor: 19_900,
          currentQuantity: over.currentQuantity[i]!,
          discounts: [{ title: 'TENOFF', amountMinor }],
          taxLines: [aTax(398, 60_000)],
        }),
      ),
      refunds: over.refunds,
      totals: { currentMinor: over.currentMinor, refundedMinor: over.refundedMinor },
    });
  }
  const dollars = aCompany({ taxes: [...aCompany().taxes, { id: 250, code: 'US6', ratePpm: 60_000, active: true, validFrom: null, validTo: null }] });

  test('captured order 1001: refunds name 195.67 for a line of 195.66; the line left is what counts', () => {
    const refunds = [
      aRefund({
        lines: [
          { lineId: '2', quantity: 1, subtotalMinor: 19_566, taxMinor: 398 },
          { lineId: '0', quantity: 1, subtotalMinor: 19_567, taxMinor: 398 },
        ],
        totalMinor: 20_900,
      }),
    ];
    const order = order1001({ lines: [], currentQuantity: [0, 1, 0], refunds, currentMinor: 19_965, refundedMinor: 20_900 });
    const plan = planned({ order, company: dollars });
    expect(lines(plan)).toEqual(['1×19965 @60000 sales']);
  });

  test('captured order 1001, second sample: everything named in a refund of 10.00, the total unchanged', () => {
    const refunds = [aRefund({ lines: ['0', '1', '2'].map((lineId) => ({ lineId, quantity: 1, subtotalMinor: 19_567, taxMinor: 398 })), totalMinor: 1000 })];
    const order = order1001({ lines: [], currentQuantity: [0, 0, 0], refunds, currentMinor: 59_894, refundedMinor: 1000 });
    const plan = planned({ order, company: dollars });
    expect(lines(plan)).toEqual(['1×19964 @60000 sales', '1×19965 @60000 sales', '1×19965 @60000 sales']);
  });

  test('the cents of refunded lines count where Shopify counts them', () => {
    const refunds = [aRefund({ lines: [{ lineId: '502', quantity: 1, subtotalMinor: 10_001, taxMinor: 749 }] })];
    const gone = aLine({ id: '502', currentQuantity: 0 });
    const plan = planned({ order: anOrder({ lines: [aLine(), gone], refunds, totals: { currentMinor: 9999 } }) });
    expect(lines(plan)).toEqual(['1×9999 @81000 sales']);
    expect(itemsOf(plan)[0]?.html).toContain('Rundung: -0.01');
  });

  test('a refund of a mere amount leaves the total alone, as Shopify documents it', () => {
    const order = anOrder({ refunds: [aRefund({ totalMinor: 1000, adjustments: [{ amountMinor: -1000, taxMinor: 0 }] })] });
    expect(planned({ order }).totalMinor).toBe(10_000);
  });

  test('and lowers every price in proportion where Shopify takes it off', () => {
    const order = anOrder({ lines: [aLine(), aLine({ id: '502', unitPriceMinor: 5000 })], refunds: [aRefund({ totalMinor: 1500, adjustments: [{ amountMinor: -1500, taxMinor: 0 }] })], totals: { currentMinor: 13_500 } });
    const plan = planned({ order });
    expect(lines(plan)).toEqual(['1×9000 @81000 sales', '1×4500 @81000 sales']);
    expect(itemsOf(plan)[0]?.html).toContain('Rückerstattung: -10.00');
    expect(plan.taxes).toEqual([{ ratePpm: 81_000, amountMinor: 749 - 75 + 375 - 38 }]);
  });

  test('a refund that took a cent more than its line was worth never makes a negative price', () => {
    const refunds = [aRefund({ lines: [{ lineId: '502', quantity: 1, subtotalMinor: 10_001, taxMinor: 749 }] })];
    const half = aLine({ id: '502', quantity: 2, unitPriceMinor: 5000, currentQuantity: 1 });
    expect(lines(planned({ order: anOrder({ lines: [aLine(), half], refunds }) }))).toEqual(['1×9999 @81000 sales', '1×0 @81000 sales']);
  });

  test('returned duties are gone', () => {
    const duties = [{ id: 'd1', title: 'Duty', priceMinor: 1200, taxLines: [] }];
    const order = anOrder({ lines: [aLine({ duties })], refunds: [aRefund({ duties: [{ chargeId: 'd1', amountMinor: 1200 }], totalMinor: 1200 })], totals: { currentMinor: 10_000 } });
    expect(lines(planned({ order }))).toEqual(['1×10000 @81000 sales']);
  });

  test('an order converted from another currency may be a unit off per amount, no more', () => {
    const converted = (currentMinor: number) => input({ order: anOrder({ converted: true, lines: [aLine(), aLine({ id: '502' })], totals: { currentMinor } }) });
    expect(planned(converted(20_002)).totalMinor).toBe(20_002);
    expect(planned(converted(19_998)).totalMinor).toBe(19_998);
    expect(planInvoice(converted(20_050))).toMatchObject({ ok: false, problem: { reason: 'order-does-not-add-up' } });
  });
});

describe('cash rounding', () => {
  test('up: an amount of its own without tax', () => {
    const plan = planned({ order: anOrder({ lines: [aLine({ unitPriceMinor: 4233 })], totals: { cashRoundingMinor: 2 } }) });
    expect(lines(plan)).toEqual(['1×4233 @81000 sales', '1×2 @0 rounding']);
    expect(itemsOf(plan)[1]).toMatchObject({ accountId: 111, html: '<b>Rundung Barzahlung</b>' });
    expect(plan.totalMinor).toBe(4235);
  });

  test('down: taken off the largest price and named there, never off a gift card', () => {
    const card = aLine({ id: '502', kind: 'gift-card', unitPriceMinor: 50_000 });
    const plan = planned({ order: anOrder({ lines: [card, aLine({ unitPriceMinor: 4232 })], totals: { cashRoundingMinor: -2 } }) });
    expect(lines(plan)).toEqual(['1×50000 @0 gift-cards', '1×4230 @81000 sales']);
    expect(itemsOf(plan)[1]?.html).toContain('Rundung Barzahlung: -0.02');
  });
});

describe('net presentation', () => {
  const net = someSettings({ presentation: 'net' });

  test('prices without VAT, VAT by bexio', () => {
    const plan = planned({ settings: net });
    expect(plan.net).toBe(true);
    expect(lines(plan)).toEqual(['1×9251 @81000 sales']);
    expect(plan.totalMinor).toBe(10_000);
  });

  test('the cents between VAT per line and VAT per document stand on a position of their own', () => {
    const cheap = Array.from({ length: 7 }, (_, i) => aLine({ id: String(i), unitPriceMinor: 100, taxLines: [aTax(7)] }));
    // 7 × 0.93 = 6.51, 8.1 % of it 0.5273: bexio would say 7.04, four cents too much, so the largest price gives them.
    const plan = planned({ order: anOrder({ lines: cheap }), settings: net });
    expect(plan.net).toBe(true);
    expect(itemsOf(plan).filter((item) => item.role === 'sales').reduce((a, item) => a + item.unitPriceMinor, 0)).toBe(651 - 4);
    const more = Array.from({ length: 3 }, (_, i) => aLine({ id: String(i), unitPriceMinor: 500, taxLines: [aTax(38)] }));
    expect(lines(planned({ order: anOrder({ lines: more }), settings: net })).at(-1)).toBe('1×2 @0 rounding');
  });

  test('where the taxes do not follow the rates, prices stay gross', () => {
    const odd = aLine({ taxLines: [aTax(2000)] });
    const plan = planned({ order: anOrder({ lines: [odd] }), settings: net });
    expect(plan.net).toBe(false);
    expect(lines(plan)).toEqual(['1×10000 @81000 sales']);
  });
});

describe('words on the document', () => {
  test.each([
    ['fr-CH', 502, 'Livraison', 'fr:'],
    ['it', 503, 'Spedizione', 'it:'],
    ['en-GB', 504, 'Shipping', 'en:'],
    ['es-ES', 504, 'Shipping', 'en:'],
    [null, 501, 'Versand', 'de:'],
  ])('a buyer with locale %s', (customerLocale, languageId, shipping, header) => {
    const plan = planned({ order: anOrder({ customerLocale, customer: null, shippingLines: [aShippingLine()] }) });
    expect(plan.languageId).toBe(languageId);
    expect(itemsOf(plan)[1]?.html).toContain(shipping);
    expect(plan.header.startsWith(header)).toBe(true);
  });

  test('one language for all when the merchant wants that', () => {
    expect(planned({ settings: someSettings({ language: 'fr' }) }).languageId).toBe(502);
  });

  test('shop text is escaped, control characters go, emoji and right-to-left text stay', () => {
    const title = 'Tee\u0000 & <script>alert("1")</script> 👨‍👩‍👧‍👦 שלום\nneu';
    const order = anOrder({ name: '#1001', note: 'Bitte\n<b>läuten</b>', lines: [aLine({ title, sku: null })] });
    const texts = { ...someSettings().texts, de: { title: '– {{note}} {{nope}}', header: '<i>{{note}}</i>\n{{customer}}', footer: '' } };
    const plan = planned({ order, settings: someSettings({ texts }) });
    expect(itemsOf(plan)[0]?.html).toBe('<b>Tee &amp; &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; 👨‍👩‍👧‍👦 שלום neu</b>');
    expect(plan.header).toBe('<i>Bitte<br />&lt;b&gt;läuten&lt;/b&gt;</i><br />Anna Muster');
    expect(plan.title).toBe('Shopify #1001 – Bitte <b>läuten</b> {{nope}}');
  });

  test('the title keeps its fixed beginning and 80 characters', () => {
    const texts = { ...someSettings().texts, de: { title: '👩‍🚀'.repeat(30), header: '', footer: '' } };
    const { title } = planned({ settings: someSettings({ texts }) });
    expect(title.startsWith('Shopify #1001 👩‍🚀')).toBe(true);
    expect(title.length).toBeLessThanOrEqual(80);
    expect(title.endsWith('👩‍🚀…')).toBe(true);
  });

  test('an address abroad ends with its country; a company comes first; shipping stands in for billing', () => {
    const shippingAddress = anAddress({ company: 'Käse GmbH', address2: 'Hinterhof', zip: '79098', city: 'Freiburg', countryCode: 'DE' });
    const plan = planned({ order: anOrder({ billingAddress: null, shippingAddress }) });
    expect(plan.addressLines).toEqual(['Käse GmbH', 'Anna Muster', 'Bahnhofstrasse 12a', 'Hinterhof', '79098 Freiburg', 'Deutschland']);
    expect(planned({ order: anOrder({ billingAddress: null, shippingAddress: null }) }).addressLines).toEqual([]);
  });

  test('dates follow the clock of the shop, and agreed terms', () => {
    const order = anOrder({ processedAt: new Date('2026-12-31T23:30:00Z'), paymentTerms: { dueAt: new Date('2027-02-14T23:30:00Z') } });
    expect(planned({ order })).toMatchObject({ date: '2027-01-01', dueDate: '2027-02-15' });
    const past = anOrder({ paymentTerms: { dueAt: new Date('2020-01-01T00:00:00Z') } });
    expect(planned({ order: past }).dueDate).toBe('2026-11-20');
    const leap = anOrder({ processedAt: new Date('2028-02-28T12:00:00Z') });
    expect(planned({ order: leap, settings: someSettings({ daysToPay: 2 }) }).dueDate).toBe('2028-03-01');
  });
});

describe('articles', () => {
  test('goods are linked by SKU; what bexio does not have is free text and shows its number', () => {
    const order = anOrder({ lines: [aLine(), aLine({ id: '502', sku: 'constructor' }), aLine({ id: '503', kind: 'gift-card', sku: 'GIFT' })] });
    const settings = someSettings({ articles: 'match' });
    const linked = itemsOf(planned({ order, settings, articles: { 'RUCK-30': { articleId: 4 } } }));
    expect(linked.map((item) => item.sku)).toEqual(['RUCK-30', 'constructor', null]);
    expect(linked[0]?.html).toBe('<b>Wanderrucksack</b>');
    const missing = itemsOf(planned({ order, settings, articles: { 'RUCK-30': null, constructor: { articleId: 5 } } }));
    expect(missing.map((item) => item.sku)).toEqual([null, 'constructor', null]);
    expect(missing[0]?.html).toContain('RUCK-30');
  });
});

describe('refusals, before anything is written', () => {
  const noTips = someSettings({ accounts: { ...someSettings().accounts, tips: null } });
  const locked = aCompany({ accounts: aCompany().accounts.map((account) => ({ ...account, usable: account.id !== 107 })) });
  test.each<[string, Partial<InvoiceInput>, object]>([
    ['currency-missing', { order: anOrder({ currency: 'JPY' }) }, { currency: 'JPY' }],
    ['tax-rate-missing', { order: anOrder({ lines: [aLine({ taxLines: [aTax(1597, 190_000)] })] }) }, { ratePpm: 190_000, date: '2026-11-20' }],
    ['several-taxes-on-line', { order: anOrder({ lines: [aLine({ taxLines: [aTax(5000), aTax(700, 26_000)] })] }) }, { line: 'Wanderrucksack', ratesPpm: [81_000, 26_000] }],
    ['marketplace-tax', { order: anOrder({ lines: [aLine({ taxLines: [aTax(749, 81_000, { channelLiable: true })] })] }) }, { line: 'Wanderrucksack' }],
    ['order-does-not-add-up', { order: anOrder({ totals: { currentMinor: 10_001 } }) }, { currency: 'CHF', expectedMinor: 10_001, actualMinor: 10_000 }],
    ['total-not-representable', { order: anOrder({ lines: [aLine({ unitPriceMinor: 2429 })] }), company: aCompany({ currencies: [{ id: 11, code: 'CHF', roundFactorMinor: 5 }] }) }, { currency: 'CHF', totalMinor: 2429, roundFactorMinor: 5 }],
    ['account-missing', { order: anOrder({ lines: [aLine(), aLine({ id: '503', kind: 'tip', unitPriceMinor: 100 })] }), settings: noTips }, { role: 'tips' }],
    ['account-unusable', { company: locked }, { role: 'sales', accountId: 107 }],
    ['number-needed', { company: aCompany({ automaticNumbering: { invoice: false, order: true } }) }, { document: 'invoice' }],
    ['number-needed', { company: aCompany({ automaticNumbering: { invoice: true, order: false } }), settings: someSettings({ documents: 'order-delivery-invoice' }) }, { document: 'order' }],
    ['module-missing', { company: aCompany({ modules: { stock: true, deliveries: false } }), settings: someSettings({ documents: 'order-delivery-invoice' }) }, { module: 'deliveries' }],
  ])('%s', (reason, over, details) => {
    expect(planInvoice(input(over))).toEqual({ ok: false, problem: { reason, ...details } });
  });

  test('an account that is not needed may be missing', () => {
    expect(planInvoice(input({ settings: noTips })).ok).toBe(true);
  });

  test('a total that fits the rounding factor is fine', () => {
    const company = aCompany({ currencies: [{ id: 11, code: 'CHF', roundFactorMinor: 5 }] });
    expect(planInvoice(input({ order: anOrder({ lines: [aLine({ unitPriceMinor: 2430 })] }), company })).ok).toBe(true);
  });

  test('a printed account that the company no longer has is left to bexio', () => {
    expect(planned({ settings: someSettings({ bankAccountByCurrency: { CHF: 999 } }) }).bankAccountId).toBeNull();
    expect(planned({ order: anOrder({ transactions: [aTransaction({ gateway: 'constructor' })] }) }).paymentTypeId).toBeNull();
  });
});
