import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { audit, auditLoose } from './auditor.ts';
import { type Evidence, gather } from './evidence.ts';
import { openWorld, type World } from './world.ts';

/** The control: errors planted in the books, each of which the auditor has to find. An auditor that finds nothing is no proof of anything. */
let world: World;
let order: StoredOrder;
beforeAll(async () => {
  world = await openWorld({ lockDate: '2020-12-31' });
  const { editor } = world.shop;
  order = editor.create({ customer: { lastName: 'Beispiel', email: 'beispiel@example.ch' }, lines: [{ title: 'Tasse', price: '60.00', taxRate: '0.081' }, { title: 'Buch', price: '40.00', taxRate: '0.026' }], payments: [{ gateway: 'shopify_payments' }] });
  await world.drain([order]);
  world.clock.jump(60_000);
  editor.refund(order, { lines: [{ line: 1, quantity: 1 }] });
  await world.drain([order]);
}, 60_000);
afterAll(() => world.close());

async function audited(plant: (evidence: Evidence) => void): Promise<string[]> {
  const { evidence } = await gather(world, [order]);
  const copy = structuredClone(evidence[0]!);
  plant(copy);
  return audit(copy);
}

test('the books as the app made them are right', async () => {
  expect(await audited(() => {})).toEqual([]);
  expect(auditLoose((await gather(world, [order])).loose)).toEqual([]);
});

const plants: Record<string, { plant: (evidence: Evidence) => void; found: RegExp }> = {
  'a second issued invoice under the same reference': { plant: ({ invoices }) => void invoices.push({ ...invoices[0]!, id: 9_001, payments: [] }), found: /^\(a\) 2 issued invoices/ },
  'a draft left over': { plant: ({ invoices }) => void invoices.push({ ...invoices[0]!, id: 9_001, status: 7, payments: [] }), found: /^\(d\) draft/ },
  'an invoice over one rappen too much': { plant: ({ invoices }) => void (invoices[0]!.total = '100.01'), found: /^\(a\) books 10001/ },
  'an invoice that is missing': { plant: (evidence) => void (evidence.invoices = []), found: /^\(a\) booked with 0 invoices/ },
  'the entry of a refund that is missing': { plant: (evidence) => void (evidence.entries = []), found: /^\(a\) books 10000 − 0 entries/ },
  'the entry of a refund booked twice': { plant: ({ entries }) => void entries.push({ ...entries[0]!, id: 9_001 }), found: /^\(a\) books 10000 − 8000 entries/ },
  'a payment that is missing': { plant: ({ invoices }) => void (invoices[0]!.payments = []), found: /^\(c\) account \d+ is off by -10000/ },
  'a payment on another account': { plant: ({ invoices }) => void (invoices[0]!.payments[0]!.bank_account_id = world.bexio.books.bankAccountId('TWINT')), found: /^\(c\) account \d+ is off by/ },
  'goods under another rate': { plant: ({ invoices }) => void (invoices[0]!.positions.find((one) => one.tax_percent === '8.1')!.tax_percent = '2.6'), found: /^\(b\) .* at 81 ‰/ },
  'VAT two rappen off': { plant: ({ invoices }) => void (invoices[0]!.taxs.find((one) => one.percentage === '8.10')!.value = '4.5300'), found: /^\(b\) VAT of 81 ‰/ },
  'a document in no journal line': { plant: (evidence) => void (evidence.journal = evidence.journal.filter((line) => line.event !== 'invoice-created')), found: /^\(e\) invoice \d+ is in no journal line/ },
  'a journal line without its document': { plant: ({ journal }) => void journal.push({ event: 'payment-booked', detail: { paymentId: 9_001 } }), found: /^\(e\) payment 9001 of the journal/ },
  'a test order in the books': { plant: (evidence) => void (evidence.order.test = true), found: /^\(f\)/ },
  'something in the closed period': { plant: ({ invoices }) => void (invoices[0]!.is_valid_from = '2020-12-31'), found: /^\(g\)/ },
  'an order that the app forgot': { plant: (evidence) => void (evidence.shown = null), found: /^lost/ },
};

for (const [what, { plant, found }] of Object.entries(plants)) {
  test(`the auditor finds ${what}`, async () => {
    expect(await audited(plant)).toContainEqual(expect.stringMatching(found));
  });
}
