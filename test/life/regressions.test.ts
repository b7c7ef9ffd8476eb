import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LineInput, OrderEditor, OrderInput, RefundInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { decide } from '../../src/sync/order/decide.ts';
import { audit } from './auditor.ts';
import { leftAfterUndo } from './epilogue.ts';
import { gather } from './evidence.ts';
import { openWorld, type World } from './world.ts';

/** The smallest life of each error that random lives have found. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Act = (editor: OrderEditor, order: StoredOrder) => unknown;

async function wrongOf(works: 'after every act' | 'at the end', input: OrderInput, ...acts: Act[]): Promise<string[]> {
  const order = await lived(works, input, acts);
  const { evidence } = await gather(world, [order]);
  return evidence.flatMap(audit);
}

/** As `wrongOf`, of a life after which nothing is left to do. */
async function unbookedOf(input: OrderInput, ...acts: Act[]): Promise<string[]> {
  const order = await lived('after every act', input, acts);
  const { evidence } = await gather(world, [order]);
  return evidence.flatMap((one) => [...audit(one), ...(one.shown?.state === 'booked' ? [] : [`shows ${String(one.shown?.why)}`])]);
}

/** What an undo leaves of it in bexio. */
async function leftOf(input: OrderInput, ...acts: Act[]): Promise<string[]> {
  const order = await lived('after every act', input, acts);
  await decide({ store: world.app().store, clock: world.clock }, world.shop.domain, order.legacyId, 'undo', 'merchant');
  await rest(order);
  const { evidence } = await gather(world, [order]);
  return evidence.flatMap((one) => [...leftAfterUndo(one), ...(['merchant', 'credit-note-needed'].includes(one.shown?.why ?? '') ? [] : [`shows ${String(one.shown?.why)}`])]);
}

async function lived(works: 'after every act' | 'at the end', input: OrderInput, acts: readonly Act[]): Promise<StoredOrder> {
  const { shop, clock } = world;
  world.shopify.deliveries.pause();
  const order = shop.editor.create({ customer: { lastName: 'Beispiel', email: 'beispiel@example.ch' }, ...input });
  for (const act of acts) {
    if (works === 'after every act') await rest(order);
    clock.jump(60_000);
    act(shop.editor, order);
  }
  await rest(order);
  return order;
}

async function rest(order: StoredOrder): Promise<void> {
  world.shopify.deliveries.resume();
  await world.drain([order]);
  world.shopify.deliveries.pause();
}

const two: OrderInput = { lines: [{ title: 'Tasse', price: '60.00', taxRate: '0.081' }, { title: 'Buch', price: '40.00', taxRate: '0.026' }] };
const soap: OrderInput = { lines: [{ title: 'Seife', price: '6.67' }], source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, cashRounding: '0.05' };
const cash: Act = (editor, order) => editor.pay(order, { gateway: 'cash' });
const card: Act = (editor, order) => editor.pay(order, { gateway: 'shopify_payments' });

test('an ordinary life goes through this test’s own hands without an error', async () => {
  expect(await wrongOf('after every act', two, card, (editor, order) => editor.refund(order, { lines: [{ line: 1, quantity: 1 }] }))).toEqual([]);
});

const [cup, book] = [0, 1];
const back = (line: number, more: RefundInput = {}): Act => (editor, order) => editor.refund(order, { lines: [{ line, quantity: 1 }], ...more });
const exchange = (line: number, goods: LineInput): Act => (editor, order) => editor.return(order, { lines: [{ line, quantity: 1 }], exchange: [goods] });

const amount = (given: string, more: RefundInput = {}): Act => (editor, order) => editor.refund(order, { amount: given, ...more });
const manual: Act = (editor, order) => editor.pay(order, { gateway: 'manual' });
const promise: Act = (editor, order) => editor.pay(order, { gateway: 'bank_deposit', status: 'PENDING' });
const arrives: Act = (editor, order) => editor.settle(order, 'SUCCESS');
const fails: Act = (editor, order) => editor.settle(order, 'FAILURE');
/** Before the app looks. */
const both = (first: Act, second: Act): Act => (editor, order) => [first(editor, order), second(editor, order)];

/** All of it between two looks of the app. */
const amountThenTheRest: Act = (editor, order) => [editor.refund(order, { amount: '55.00', pending: true }), back(cup)(editor, order), editor.cancel(order, { refund: false }), arrives(editor, order)];

const cupsAndGiftCard: OrderInput = { lines: [{ title: 'Tasse', price: '10.00', quantity: 4, taxRate: '0.081' }, { title: 'Gutschein', price: '100.00', giftCard: true }] };

const adding = (goods: LineInput): Act => (editor, order) => editor.edit(order, { add: [goods] });
const wholeOnGiftCard: Act = (editor, order) => editor.refund(order, { lines: [{ line: cup, quantity: 1 }, { line: book, quantity: 1 }], gateway: 'gift_card' });

const smallest: Record<string, () => Promise<string[]>> = {
  'units taken off while the buyer owed for them, then an amount given back': () =>
    wrongOf('at the end', two, (editor, order) => editor.pay(order, { gateway: 'twint', amount: '50.00' }), back(book), (editor, order) => editor.refund(order, { amount: '10.00' })),
  'more is given back than all goods were worth, beside a gift card: the card is lowered by the rest': () =>
    wrongOf('after every act', cupsAndGiftCard, card, amount('120.00')),
  'the same before the invoice': () => wrongOf('at the end', cupsAndGiftCard, card, amount('120.00')),
  'the same, and then all of it is cancelled: nothing is held, and no refund is waited for': () =>
    unbookedOf(cupsAndGiftCard, card, amount('120.00'), (editor, order) => editor.edit(order, { quantities: [{ line: 0, quantity: 1 }] }), (editor, order) => editor.cancel(order, { refund: true })),
  'exchanged for cheaper goods of another rate': () =>
    wrongOf('after every act', two, card, exchange(cup, { title: 'Heft', price: '40.00', taxRate: '0.026' }), back(cup)),
  'shipping removed, goods of another rate added': () =>
    wrongOf('after every act', { ...two, shipping: [{ price: '10.00', taxRate: '0.081' }] }, card, (editor, order) => editor.edit(order, { removeShipping: [0], add: [{ title: 'Heft', price: '25.00', taxRate: '0.026' }] })),
  'money kept on a return, then something added: the invoice is over both': () => wrongOf('at the end', two, card, back(book, { amount: '30.00' }), (editor, order) => editor.edit(order, { add: [{ title: 'Heft', price: '25.00' }] })),
  'all given back onto a gift card before the booking, then something added and paid by a gift card: the money was moved already': () =>
    wrongOf('after every act', two, both(card, wholeOnGiftCard), adding({ title: 'Heft', price: '25.00', taxRate: '0.026' }), (editor, order) => editor.pay(order, { gateway: 'gift_card', amount: '10.00' })),
  'rounded by the till, and all given back before the booking': () => wrongOf('at the end', soap, cash, back(0)),
  'a part by card, the rest in cash and rounded up by the till': () => wrongOf('after every act', { ...soap, lines: [{ title: 'Seife', price: '6.68' }] }, (editor, order) => editor.pay(order, { gateway: 'shopify_payments', amount: '3.00' }), cash),
  'a part by card, the rest in cash and rounded down by the till': () => wrongOf('after every act', soap, (editor, order) => editor.pay(order, { gateway: 'shopify_payments', amount: '3.00' }), cash),
  'rounded by the till, cancelled and the money kept': () => wrongOf('at the end', soap, cash, (editor, order) => editor.cancel(order, { refund: false })),
  'after an exchange for cheaper goods, a unit taken off and not paid back is waited for': () =>
    wrongOf('after every act', two, card, exchange(cup, { title: 'Kanne', price: '45.00', taxRate: '0.081' }), back(cup), (editor, order) => editor.edit(order, { quantities: [{ line: book, quantity: 0 }] })),
  'goods of an additional invoice that is not paid come back for the money of a transfer: the invoice stays': () =>
    wrongOf('after every act', { lines: [{ title: 'Tasse', price: '49.65', taxRate: '0.081' }], shipping: [{ price: '10.72', taxRate: '0.026' }] }, (editor, order) => editor.pay(order, { gateway: 'bank_deposit', status: 'PENDING' }), back(0), (editor, order) => editor.settle(order, 'SUCCESS'), (editor, order) => editor.edit(order, { add: [{ title: 'Heft', price: '91.77', taxRate: null }] }), back(1)),
  'money kept of a cancelled order is shown': () => wrongOf('at the end', two, card, (editor, order) => editor.cancel(order, { refund: false })),
  'the money of a cancelled order came by card and by transfer: all of it is held, and said': () =>
    wrongOf('at the end', two, (editor, order) => editor.pay(order, { gateway: 'shopify_payments', amount: '30.00' }), promise, arrives, (editor, order) => editor.cancel(order, { refund: false })),
  'some of what was kept of a cancelled order is on its way to the buyer: the rest is said': () =>
    wrongOf('at the end', two, card, (editor, order) => editor.cancel(order, { refund: false }), amount('97.00', { pending: true })),
  'rounded up by the till, cancelled and the money kept: what no buyer gets back is none of it': () =>
    wrongOf('at the end', { ...soap, lines: [{ title: 'Seife', price: '6.68' }] }, cash, (editor, order) => editor.cancel(order, { refund: false })),
  'goods exchanged across rates while money for others is under way: what the order is worth without them is said': () =>
    wrongOf('after every act', two, card, back(book, { pending: true }), (editor, order) => editor.edit(order, { quantities: [{ line: cup, quantity: 0 }], add: [{ title: 'Heft', price: '70.00', taxRate: '0.026' }] })),
  'an exchange across rates for the same price is shown': () => wrongOf('after every act', two, card, exchange(book, { title: 'Kanne', price: '40.00', taxRate: '0.081' }), back(book)),
  'money that goes back onto a gift card before booking is moved there': () => wrongOf('at the end', two, card, back(book, { gateway: 'gift_card' })),
  'an additional invoice that is paid in part, and all goods taken off without money: a task over what is open on it, and the money is waited for': () =>
    wrongOf('after every act', { lines: [{ title: 'Buch', price: '77.48', taxRate: null }], shipping: [{ price: '25.58', taxRate: '0.081' }] }, card, (editor, order) => editor.edit(order, { add: [{ title: 'Heft', price: '173.76', taxRate: '0.081' }] }), amount('15.03'), both(back(0, { shipping: true }), (editor, order) => editor.pay(order, { gateway: 'gift_card', amount: '30.16' })), (editor, order) => editor.edit(order, { quantities: [{ line: 1, quantity: 0 }] })),
  'an amount given while money for goods is under way that then never goes: it pays off what is still owed': () =>
    unbookedOf(two, card, back(book, { pending: true }), amount('14.39'), fails, amount('25.61')),
  'an amount on its way, then goods for what money was left and the rest cancelled: the amount is for what their own money did not reach': () => unbookedOf(two, card, amountThenTheRest),
  'units that were on no document come back with others: what Shopify rounds of each adds up to the whole': () =>
    wrongOf('after every act', { lines: [{ title: 'Tasse', price: '13.72', quantity: 3, taxRate: '0.038' }], taxesIncluded: false }, card, (editor, order) => editor.edit(order, { quantities: [{ line: cup, quantity: 4 }] }), back(cup, { lines: [{ line: cup, quantity: 3 }], gateway: 'gift_card' })),
  'an additional invoice is cancelled for a unit that Shopify gives back a rappen less VAT for: its line in the journal says so': () =>
    wrongOf('after every act', { lines: [{ title: 'Tasse', price: '34.99', quantity: 2, taxRate: '0.081' }] }, card, (editor, order) => editor.edit(order, { quantities: [{ line: cup, quantity: 3 }] }), (editor, order) => editor.edit(order, { quantities: [{ line: cup, quantity: 2 }] })),
};

/** The same of a merchant who issues drafts himself. */
const asDrafts: typeof smallest = {
  'goods whose money is on its way are not on the draft': () => wrongOf('after every act', two, card, back(book, { pending: true })),
  'goods whose money is on its way, then other goods for less': () => wrongOf('after every act', two, card, back(book, { pending: true }), back(cup, { amount: '45.00' })),
};

test.each(Object.entries(asDrafts))('drafts: %s', async (_name, life) => {
  const { finish } = await world.settings();
  await world.decide({ finish: 'draft' });
  const wrong = await life();
  await world.decide({ finish });
  expect(wrong).toEqual([]);
});

/** The same where the merchant types credit notes himself. */
const withCreditNotes: typeof smallest = {
  'an amount on its way, then goods for what money was left and the rest cancelled: undone, the tasks are over what there was of each rate': () => leftOf(two, card, amountThenTheRest),
  'of a transfer, an amount onto a gift card, then units by transfer: the amount leaves the goods to the money that names them, and its figure is shown': () =>
    wrongOf('after every act', { lines: [{ title: 'Tasse', price: '10.00', quantity: 2, taxRate: '0.081' }, { title: 'Buch', price: '40.00', taxRate: '0.026' }] }, promise, (editor, order) => editor.edit(order, { quantities: [{ line: book, quantity: 0 }] }), arrives, both(amount('35.00', { gateway: 'gift_card' }), back(cup, { gateway: 'bank_deposit' }))),
  'all money is paid back, more than the goods that come back later are worth: tasks over all that was booked, and no more': () =>
    wrongOf('after every act', { lines: [{ title: 'Tasse', price: '2.71', quantity: 3, taxRate: null }], shipping: [{ price: '14.91', taxRate: '0.081' }] }, manual, amount('14.11'), (editor, order) => editor.refund(order, { shipping: true }), (editor, order) => editor.cancel(order, { refund: true })),
  'of a transfer, more onto a gift card than was taken off before the invoice': () =>
    wrongOf('after every act', two, promise, (editor, order) => editor.edit(order, { quantities: [{ line: book, quantity: 0 }] }), arrives, amount('45.00', { gateway: 'gift_card' })),
};

test.each(Object.entries(withCreditNotes))('credit notes wanted: %s', async (_name, life) => {
  const { refunds } = await world.settings();
  await world.decide({ refunds: { ...refunds, paid: 'credit-note-task' } });
  const wrong = await life();
  await world.decide({ refunds });
  expect(wrong).toEqual([]);
});

const whenPaid: Record<string, () => Promise<string[]>> = {
  'given back onto a gift card, something else paid, and of that a part is on its way back: what the second payment lacks is moved, too': () =>
    wrongOf('after every act', two, both(both(card, wholeOnGiftCard), both(adding({ title: 'Heft', price: '25.00', quantity: 2, taxRate: '0.026' }), both(card, back(2, { pending: true })))), arrives),
  'of a transfer some went back onto a gift card, then goods were exchanged across rates: both are said': () =>
    wrongOf('after every act', two, both(manual, back(book, { gateway: 'gift_card' })), both(exchange(cup, { title: 'Kanne', price: '60.00', taxRate: '0.026' }), back(cup))),
  'cancelled without money back, partly paid by card and partly by a transfer: all that is kept is said': () =>
    wrongOf('after every act', two, (editor, order) => editor.pay(order, { gateway: 'paypal', amount: '30.00' }), promise, (editor, order) => editor.cancel(order, { refund: false }), arrives),
};

test.each(Object.entries(whenPaid))('booked when paid: %s', async (_name, life) => {
  await world.decide({ bookWhen: 'paid' });
  const wrong = await life();
  await world.decide({ bookWhen: 'created' });
  expect(wrong).toEqual([]);
});

const undoneLives: Record<string, () => Promise<string[]>> = {
  'an amount given back, then goods of one rate in full': () => leftOf(two, card, amount('33.30'), back(book)),
  'an amount given back onto a gift card, then everything': () =>
    leftOf(two, card, amount('25.00', { gateway: 'gift_card' }), (editor, order) => editor.refund(order, { lines: [{ line: cup, quantity: 1 }, { line: book, quantity: 1 }] })),
  'an amount given back that was spread over an additional invoice which a transfer pays': () =>
    leftOf(two, card, (editor, order) => editor.refund(order, { lines: [{ line: cup, quantity: 1 }, { line: book, quantity: 1 }] }), (editor, order) => editor.edit(order, { addShipping: [{ price: '18.28', taxRate: '0.081' }] }), manual, (editor, order) => editor.cancel(order, { refund: false }), amount('8.20', { gateway: 'gift_card' })),
  'paid by card, given back onto a gift card; what was added was paid by a transfer and given back in part': () =>
    leftOf(two, card, amount('44.50', { gateway: 'gift_card' }), (editor, order) => editor.edit(order, { add: [{ title: 'Heft', price: '25.54', taxRate: null }] }), promise, (editor, order) => editor.cancel(order, { refund: true }), arrives, amount('8.94', { gateway: 'bank_deposit' })),
  'exchanged for the same price, something added, an amount given back': () =>
    leftOf(two, card, exchange(cup, { title: 'Kanne', price: '60.00', taxRate: '0.081' }), back(cup), (editor, order) => editor.edit(order, { add: [{ title: 'Heft', price: '25.00', taxRate: '0.026' }] }), card, amount('11.11')),
};

test.each(Object.entries(undoneLives))('undone, nothing is left: %s', async (_name, life) => expect(await life()).toEqual([]));

test.each(Object.entries(smallest))('%s', async (_name, life) => expect(await life()).toEqual([]));

test.each(['cut-after', 'status-after'] as const)('a draft whose removal was not answered (%s) is not taken for a person’s act, and another is made', async (kind) => {
  const { shop, bexio, app } = world;
  await world.decide({ finish: 'draft' });
  const order = shop.editor.create({ customer: { lastName: 'Beispiel', email: 'beispiel@example.ch' }, ...two });
  await rest(order);
  const fault = bexio.faults.add({ match: { method: 'DELETE', path: /^\/2\.0\/kb_invoice\/\d+$/, nth: 1 }, ...(kind === 'cut-after' ? { kind } : { kind, status: 502, html: '<h1>Bad Gateway</h1>' }) });
  shop.editor.edit(order, { add: [{ title: 'Heft', price: '25.00', taxRate: '0.026' }] });
  await rest(order);
  expect(fault.hits()).toBe(1);
  const [evidence] = (await gather(world, [order])).evidence;
  expect(evidence?.invoices.map(({ total }) => total)).toEqual(['125.00']);
  expect(audit(evidence!)).toEqual([]);
  const journal = await app().store.journal.of(shop.domain, order.legacyId);
  expect(journal.filter(({ event }) => event === 'draft-outrun')).toHaveLength(1);
  await world.decide({ finish: 'issued' });
});

test('money in a foreign currency that went back onto a gift card, of an order that came to nothing: bexio has no rate to move it at, and it is said', async () => {
  const { shop } = world;
  await world.decide({ bookIn: 'presentment' });
  world.shopify.deliveries.pause();
  const order = shop.editor.create({ customer: { lastName: 'Beispiel', email: 'beispiel@example.ch' }, ...two, presentment: { currency: 'EUR', rate: '0.95' } });
  card(shop.editor, order);
  shop.editor.refund(order, { lines: [{ line: cup, quantity: 1 }, { line: book, quantity: 1 }], gateway: 'gift_card' });
  await rest(order);
  const [evidence] = (await gather(world, [order])).evidence;
  expect(evidence?.shown).toMatchObject({ state: 'problem', why: 'payment-unclear', detail: { what: 'other-way', currency: 'EUR', amountMinor: 10_000 } });
  expect(audit(evidence!)).toEqual([]);
  await world.decide({ bookIn: 'shop' });
});
