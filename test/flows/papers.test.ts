import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
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

function days({ is_valid_from, is_valid_to }: InvoiceView): number {
  return (Date.parse(is_valid_to) - Date.parse(is_valid_from)) / 86_400_000;
}
