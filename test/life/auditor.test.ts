import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrderEditor, OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { audit, auditLoose } from './auditor.ts';
import { type Evidence, gather } from './evidence.ts';
import { tamperings } from './tamper.ts';
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
});
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

test('the auditor finds a figure of kept money that is a rappen off', async () => {
  world.shopify.deliveries.pause();
  const kept = world.shop.editor.create({ ...two, payments: [{ gateway: 'shopify_payments', amount: '30.00' }] });
  promised(world.shop.editor, kept);
  world.shop.editor.cancel(kept, { refund: false });
  world.clock.jump(60_000);
  world.shop.editor.settle(kept, 'SUCCESS');
  world.clock.jump(60_000);
  world.shop.editor.refund(kept, { amount: '7.00', pending: true });
  await rest(kept);
  const [evidence] = (await gather(world, [kept])).evidence;
  expect(audit(evidence!)).toEqual([]);
  const copy = structuredClone(evidence!);
  copy.shown!.detail['amountMinor'] = Number(copy.shown!.detail['amountMinor']) + 1;
  expect(audit(copy)).toContainEqual(expect.stringMatching(/^\(c\) 22885 is held and nothing invoiced/));
});

type Act = (editor: OrderEditor, order: StoredOrder) => unknown;

const buyer = { customer: { lastName: 'Beispiel', email: 'beispiel@example.ch' } };
const two: OrderInput = { ...buyer, lines: [{ title: 'Tasse', price: '60.00', taxRate: '0.081', quantity: 3 }, { title: 'Buch', price: '39.95', taxRate: '0.026' }], shipping: [{ title: 'Post', price: '8.90', taxRate: '0.081' }] };
const card: Act = (editor, one) => editor.pay(one, { gateway: 'shopify_payments' });
const promised: Act = (editor, one) => editor.pay(one, { gateway: 'bank_deposit', status: 'PENDING' });

/** Lives with everything that books can hold. */
const lives: Record<string, { input: OrderInput; acts: Act[] }> = {
  'paid by two ways, a part given back to each': {
    input: two,
    acts: [(editor, one) => editor.pay(one, { gateway: 'gift_card', amount: '50.00' }), card, (editor, one) => editor.refund(one, { lines: [{ line: 0, quantity: 3 }], shipping: true })],
  },
  'one that grew when it was paid, and has two invoices': { input: two, acts: [card, (editor, one) => editor.edit(one, { add: [{ title: 'Heft', price: '12.35', taxRate: '0.026' }] }), (editor, one) => editor.pay(one, { gateway: 'twint' })] },
  'a sold gift card, a tip and a surcharge': {
    input: { ...two, lines: [...two.lines, { title: 'Gutschein', giftCard: true, taxRate: null, requiresShipping: false, price: '50.00' }, { title: 'Tip', tip: true, price: '5.00', taxRate: null }], additionalFees: [{ title: 'Zuschlag', price: '3.00', taxRate: '0.081' }] },
    acts: [card, (editor, one) => editor.refund(one, { lines: [{ line: 2, quantity: 1 }] })],
  },
  'an invoice that was replaced, still open': { input: two, acts: [(editor, one) => editor.edit(one, { quantities: [{ line: 0, quantity: 2 }] })] },
  'a mere amount given back': { input: two, acts: [card, (editor, one) => editor.refund(one, { amount: '10.00' })] },
  'goods given back onto a gift card before the booking': { input: two, acts: [(editor, one) => (card(editor, one), editor.refund(one, { lines: [{ line: 1, quantity: 1 }], gateway: 'gift_card' }))] },
  'a part by card, the rest in cash that the till rounds': {
    input: { lines: [{ title: 'Seife', price: '6.67', quantity: 2 }], source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, cashRounding: '0.05' },
    acts: [(editor, one) => editor.pay(one, { gateway: 'shopify_payments', amount: '5.00' }), (editor, one) => editor.pay(one, { gateway: 'cash' })],
  },
  'more paid than owed': { input: two, acts: [card, (editor, one) => editor.edit(one, { quantities: [{ line: 0, quantity: 1 }] })] },
};

describe('whatever is tampered with, the auditor finds it and names it:', () => {
  test.each(Object.entries(lives))('%s', async (_name, { input, acts }) => {
    world.shopify.deliveries.pause();
    const one = world.shop.editor.create(input);
    for (const act of acts) {
      // What happens before the booking happens at once.
      if (acts.length > 1) await rest(one);
      world.clock.jump(60_000);
      act(world.shop.editor, one);
    }
    await rest(one);
    const [evidence] = (await gather(world, [one])).evidence;
    expect(audit(evidence!)).toEqual([]);
    const all = tamperings(evidence!);
    const missed = all.filter(({ tamper, names }) => {
      const copy = structuredClone(evidence!);
      tamper(copy);
      const wrong = audit(copy);
      return !wrong.some((finding) => names.some((name) => finding.includes(name)));
    });
    expect(missed.map(({ what }) => what)).toEqual([]);
    expect(all.length).toBeGreaterThan(25);
  });
});

async function rest(one: StoredOrder): Promise<void> {
  world.shopify.deliveries.resume();
  await world.drain([one]);
  world.shopify.deliveries.pause();
}
