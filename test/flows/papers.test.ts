import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { systemClock } from '../../src/clock.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { recordSeen } from '../../src/sync/way-back/record-seen.ts';
import { routine } from '../../src/sync/tools.ts';
import { openShop, type OpenShop } from './open-shop.ts';

/** What stands on the documents themselves, through the whole app between both sandboxes. */
const goods: OrderInput = {
  lines: [{ title: 'Wanderrucksack', sku: 'RUCK-30', price: '100.00', taxRate: '0.081' }],
  taxesIncluded: true,
  customer: { firstName: 'Anna', lastName: 'Muster', email: 'anna@example.ch' },
};

let open: OpenShop;
beforeAll(async () => {
  open = await openShop();
});
afterAll(() => open.close());

async function booked(input: OrderInput): Promise<{ order: StoredOrder; invoice: InvoiceView }> {
  const order = open.place(input);
  await open.finished([order]);
  const [invoice] = open.invoicesOf(order);
  if (!invoice) throw new Error(`${order.name} has no invoice: ${JSON.stringify((await open.record(order)).detail)}`);
  return { order, invoice };
}

describe('rules of the merchant', () => {
  test('the first that fits decides layout, texts, language, days to pay and how far it goes', async () => {
    const templates = (await open.app.store.companies.load(open.bexio.books.companyId, 'company'))?.value as { documentTemplates: { slug: string; name: string }[] };
    const slug = templates.documentTemplates.find(({ name }) => name === 'Firmenkunden')?.slug;
    await open.decide({
      rules: [
        { name: 'Händler', when: { tags: ['b2b'] }, then: { finish: 'draft', language: 'fr', daysToPay: 60, ...(slug === undefined ? {} : { templateSlug: slug }), texts: { fr: { footer: 'Merci de votre confiance.' } } } },
        { name: 'Alle', when: {}, then: { daysToPay: 5 } },
      ],
    });
    const { order, invoice } = await booked({ ...goods, tags: ['B2B'] });
    expect(invoice).toMatchObject({ template_slug: slug, footer: 'Merci de votre confiance.', status: 7 });
    expect(days(invoice)).toBe(60);
    expect((await open.record(order)).facts).toMatchObject({ tags: ['B2B'], customer: 'person', totalMinor: 10_000 });
    expect(days((await booked(goods)).invoice)).toBe(5);
    await open.decide({ rules: [] });
  });
});

describe('a buyer who pays in euros in a shop in francs', () => {
  const inEuro: OrderInput = { ...goods, presentment: { currency: 'EUR', rate: '0.95' }, payments: [{ gateway: 'shopify_payments' }] };

  test('is booked in the currency decided on, and stays in it whatever is decided later', async () => {
    const francs = await booked(inEuro);
    expect(francs.invoice).toMatchObject({ currency: 'CHF', total: '95.00', total_received_payments: '95.00' });
    await open.decide({ bookIn: 'presentment' });
    const euros = await booked(inEuro);
    expect(euros.invoice).toMatchObject({ currency: 'EUR', total: '100.00', total_received_payments: '100.00' });
    expect(await open.record(euros.order)).toMatchObject({ currency: 'EUR', totalMinor: 10_000 });
    const settings = await open.decide({ bookIn: 'shop' });
    expect(settings.bookIn).toBe('shop');
    // Both grow; each gets its additional invoice in its own currency.
    for (const { order } of [francs, euros]) open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '20.00', taxRate: '0.081' }] });
    await open.finished([francs.order, euros.order]);
    expect(extras(francs.order)).toMatchObject([{ currency: 'CHF', total: '19.00' }]);
    expect(extras(euros.order)).toMatchObject([{ currency: 'EUR', total: '20.00' }]);
  });

  test('a refund is reversed at the rate of the invoice’s day; without a rate it is a task that says so', async () => {
    await open.decide({ bookIn: 'presentment' });
    const [today = ''] = new Date().toISOString().split('T');
    const without = await booked(inEuro);
    open.shop.editor.refund(without.order.id, { lines: [{ line: 0, quantity: 1 }] });
    await open.finished([without.order]);
    expect((await open.record(without.order)).detail).toMatchObject({ problem: { reason: 'credit-note-needed', why: 'no-rate', currency: 'EUR', amountMinor: 10_000 } });
    const before = open.bexio.books.manualEntries().length;
    open.bexio.books.setExchangeRate('EUR', `${today.slice(0, 7)}-01`, '0.9371');
    const { order } = await booked(inEuro);
    open.bexio.books.setExchangeRate('EUR', today, '0.9');
    open.shop.editor.refund(order.id, { amount: '40.00' });
    await open.finished([order]);
    open.bexio.books.setExchangeRate('EUR', today, '0.8');
    open.shop.editor.refund(order.id, { amount: '10.00' });
    await open.finished([order]);
    const entries = open.bexio.books.manualEntries().slice(before).flatMap((entry) => entry.entries);
    const [first, second] = entries;
    expect([first?.currency, first?.amount, second?.amount]).toEqual(['EUR', '40.00', '10.00']);
    // Asked for once, and kept.
    expect(second?.currency_factor).toBe(first?.currency_factor);
    expect(Number(first?.currency_factor)).toBe(0.9);
    await open.decide({ bookIn: 'shop' });
  });

  test('a currency that bexio does not have is a problem, cured by adding it', async () => {
    await open.decide({ bookIn: 'presentment' });
    const order = open.place({ ...inEuro, presentment: { currency: 'SEK', rate: '0.083' } });
    await open.finished([order]);
    expect((await open.record(order)).detail).toMatchObject({ problem: { reason: 'currency-missing', currency: 'SEK' } });
    const token = await open.bexio.accessToken();
    const added = await fetch(`${open.bexio.apiUrl}/3.0/currencies`, { method: 'POST', headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' }, body: JSON.stringify({ name: 'SEK', round_factor: 0.01 }) });
    expect(added.status).toBe(201);
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'company', subject: routine });
    await open.settled();
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'order', subject: order.legacyId });
    await open.finished([order]);
    expect(open.invoicesOf(order)).toMatchObject([{ currency: 'SEK', total: '100.00', total_received_payments: '100.00' }]);
    await open.decide({ bookIn: 'shop' });
  });
});

describe('a business abroad', () => {
  test('export with reverse charge: its own tax, both notes, order number, VAT number, and the terms that were agreed', async () => {
    const order: OrderInput = {
      ...goods,
      rateWithoutTax: true,
      taxesIncluded: false,
      taxRate: '0.19',
      lines: [{ title: 'Wanderrucksack', price: '100.00', taxRate: '0.19' }],
      company: { name: 'Muster GmbH', location: 'Freiburg', taxRegistrationId: 'DE811907980' },
      poNumber: 'B-4711',
      paymentTerms: { type: 'NET', dueInDays: 45 },
      billingAddress: { company: 'Muster GmbH', firstName: 'Anna', lastName: 'Muster', address1: 'Kaiserstrasse 1', zip: '79098', city: 'Freiburg', countryCode: 'DE' },
      shippingAddress: { company: 'Muster GmbH', firstName: 'Anna', lastName: 'Muster', address1: 'Kaiserstrasse 1', zip: '79098', city: 'Freiburg', countryCode: 'DE' },
    };
    const settings = await open.decide({ language: 'de' });
    const { invoice } = await booked(order);
    expect(settings.zeroTaxes.goodsAbroad).toBe(open.bexio.books.taxId('UEX'));
    expect(invoice.positions.map(({ tax_id, position_total }) => [tax_id, position_total])).toEqual([[open.bexio.books.taxId('UEX'), '100']]);
    expect(invoice.header).toContain('Ihre Bestellnummer: B-4711<br />Ihre MwSt-Nummer: DE811907980');
    expect(invoice.footer).toContain('Von der Steuer befreite Ausfuhr');
    expect(invoice.footer).toContain('Reverse Charge');
    expect(days(invoice)).toBe(45);
    expect(invoice.contact_address).toContain('Muster GmbH');
  });
});

describe('additional invoices in bexio', () => {
  async function grown(): Promise<{ order: StoredOrder; extra: InvoiceView }> {
    const { order } = await booked({ ...goods, payments: [{ gateway: 'shopify_payments' }] });
    open.shop.editor.edit(order.id, { add: [{ title: 'Regenhülle', price: '20.00', taxRate: '0.081' }] });
    await open.finished([order]);
    const [extra] = extras(order);
    if (!extra) throw new Error(`${order.name} has no additional invoice`);
    return { order, extra };
  }
  const poll = async () => {
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'poll', subject: routine });
    await open.settled();
  };
  const fields = (order: StoredOrder) => Object.fromEntries(open.shop.metafields(order.id).map(({ key, value }) => [key, value]));

  test('paid there: the order shows it, and Shopify notes the money once', async () => {
    const { order, extra } = await grown();
    await poll();
    expect(fields(order)).toMatchObject({ status: 'open', total: '120.00', open: '20.00' });
    open.bexio.books.payInvoice(extra.id);
    await poll();
    expect(fields(order)).toMatchObject({ status: 'paid', open: '0.00' });
    const received = order.transactions.filter(({ kind, status }) => kind === 'SALE' && status === 'SUCCESS');
    expect(received.map(({ amount }) => String(amount.shop))).toEqual(['10000', '2000']);
    await poll();
    await open.finished([order]);
    expect(open.bexio.books.invoice(extra.id)).toMatchObject({ total_received_payments: '20.00' });
  });

  test.each(['cancelled', 'deleted'] as const)('%s there: said, never fought, and made again when the merchant says so', async (how) => {
    const { order, extra } = await grown();
    await poll();
    if (how === 'cancelled') open.bexio.books.cancelInvoice(extra.id);
    else removeAsPerson(extra.id);
    if (how === 'cancelled') await poll();
    else {
      // A deleted invoice is in no list of changes: the order's next look finds it, or the daily one.
      const { companyId } = open.bexio.books;
      const [link] = await open.app.store.links.byBexioId(companyId, 'extra-invoice', extra.id);
      if (!link) throw new Error('no link');
      await recordSeen(open.app.tools, link, 'deleted', new Date());
      await open.settled();
    }
    expect((await open.record(order)).detail).toMatchObject({ problem: { reason: how === 'cancelled' ? 'invoice-cancelled' : 'invoice-gone', invoiceNumber: extra.document_nr } });
    expect(fields(order)).toMatchObject({ status: 'paid', total: '100.00', open: '0.00' });
    await decide({ store: open.app.store, clock: systemClock }, open.shop.domain, order.legacyId, 'book-now', 'test');
    await open.finished([order]);
    expect((await open.record(order)).state).toBe('booked');
    expect(extras(order).map(({ api_reference, total }) => [api_reference?.split(':').at(-1), total])).toContainEqual(['2', '20.00']);
  });
});

/** bexio deletes drafts only: the invoice is taken back to one first. */
function removeAsPerson(invoiceId: number): void {
  open.bexio.books.revertInvoice(invoiceId);
  open.bexio.books.deleteInvoice(invoiceId);
}

function extras(order: StoredOrder): InvoiceView[] {
  return open.bexio.books.invoices().filter((invoice) => invoice.api_reference?.startsWith(`shopify:${open.shop.id}:order:${order.legacyId}:extra:`) === true);
}

function days({ is_valid_from, is_valid_to }: InvoiceView): number {
  return (Date.parse(is_valid_to) - Date.parse(is_valid_from)) / 86_400_000;
}
