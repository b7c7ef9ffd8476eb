import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/domain/problem.ts';
import { plausibleReadings, type Readings } from '../../src/sandbox/bexio/readings.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { openShop, type OpenShop } from './open-shop.ts';

/**
 * What nobody outside bexio knows is a switch of the sandbox. Under every position of every switch the same orders end exact and booked,
 * or with a problem that is visible and right; never with wrong books.
 */
const values: { [Name in keyof Readings]: readonly Readings[Name][] } = {
  overpayment: ['refused', 'accepted'],
  negativePayment: ['refused', 'accepted'],
  actionInWrongState: ['403', '422', '404'],
  positionDecimals: [2, 6],
  unitPriceDecimals: [2, 6],
  stockNrAfterBooking: ['silent', '422'],
  zeroTotalIssue: ['pending', 'paid'],
  searchDelayMs: [0, 700],
  orderApiReferenceSearchable: [false, true],
  likeNeedsPercent: [false, true],
  equalsCaseSensitive: [false, true],
  refreshTokenRotates: [true, false],
  negativeUnitPrice: ['allowed', '422'],
  markAsSentStatus: ['unchanged', 'pending'],
  paymentOnDraft: ['403', '422', 'accepted'],
  positionTaxMissing: ['422', 'default'],
  positionAccountMissing: ['default', '422'],
  grossTotals: ['positions', 'without-vat'],
  lockedAccount: ['accepted', '422'],
  archivedContact: ['422', 'accepted'],
  articleCodeUnique: [true, false],
  invoiceBooksStock: [false, true],
};
/** One day as the sandbox usually reads it, and one with each switch thrown the other way. */
const days = [
  ['as usual', {}] as const,
  ...Object.entries(values).flatMap(([name, options]) =>
    options.filter((value) => value !== plausibleReadings[name as keyof Readings]).map((value) => [`${name}: ${String(value)}`, { [name]: value } as Partial<Readings>] as const),
  ),
];

/** A search that lags is what the quiet period after an unclear answer is for; the other days need none and are quicker without. */
let hasty: OpenShop;
let patient: OpenShop;
beforeAll(async () => {
  [hasty, patient] = [await openWithQuiet('0'), await openWithQuiet('1')];
});
afterAll(() => Promise.all([hasty.close(), patient.close()]));

function openWithQuiet(seconds: string): Promise<OpenShop> {
  const articles = [{ intern_code: 'LAGER', intern_name: 'Lagerware', sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: 10_000 }];
  return openShop({ bexio: { company: { articles } }, settings: { documents: 'invoice', articles: 'create' }, environment: { UNKNOWN_QUIET_SECONDS: seconds } });
}

test('every switch is thrown', () => {
  expect(Object.keys(values).toSorted()).toEqual(Object.keys(plausibleReadings).toSorted());
});

describe.each(days)('%s', (name, readings) => {
  let open: OpenShop;
  let day: Record<string, StoredOrder>;
  let stockBefore: number;
  beforeAll(async () => {
    open = name.startsWith('searchDelayMs') ? patient : hasty;
    Object.assign(open.bexio.readings, plausibleReadings, readings);
    stockBefore = onHand(open);
    day = await aDay(open, name.replaceAll(/[^a-z0-9]/gi, '-').toLowerCase());
  });
  afterAll(() => void Object.assign(open.bexio.readings, plausibleReadings));

  test('exact and booked, or a problem that says why', async () => {
    const told: Record<string, string> = {};
    for (const [what, order] of Object.entries(day)) told[what] = await outcomeOf(open, order);
    expect(told).toEqual({ ...everythingBooked, ...exceptions[name] });
  });

  test('nobody has two contacts, no article is there twice, and stock is down by what was shipped', () => {
    const mails = open.bexio.books.contacts().flatMap((one) => (one.archived ? [] : (one.mail?.toLowerCase() ?? [])));
    // A limit: a guest and a customer are linked by different keys, so only the search tells that their mail is the same, and it lags.
    const unseen = name.startsWith('searchDelayMs') ? ['searchdelayms--700@example.ch'] : [];
    expect(mails.filter((mail, index) => mails.indexOf(mail) !== index && !unseen.includes(mail))).toEqual([]);
    const codes = open.bexio.books.articles().map((one) => one.intern_code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(stockBefore - onHand(open)).toBe(exceptions[name]?.['through an order'] === undefined ? 3 : 0);
  });
});

const everythingBooked = {
  'awkward prices': 'booked, exact',
  'same buyer in capitals': 'booked, exact',
  'another new buyer': 'booked, exact',
  'through an order': 'booked, exact',
  'paid too much': 'payment-unclear, exact',
  // Archiving is what bexio does when a person deletes a contact: the buyer gets a new one (decision 48).
  'contact archived since': 'booked, exact',
};

/** Where a reading makes bexio refuse or take more than usual. */
const exceptions: Record<string, Partial<typeof everythingBooked>> = {
  'lockedAccount: 422': Object.fromEntries(Object.keys(everythingBooked).map((what) => [what, 'refused account_id'])),
};

async function outcomeOf(open: OpenShop, order: StoredOrder): Promise<string> {
  const { state, detail, totalMinor } = await open.record(order);
  const problem = state === 'problem' ? (detail as { problem: Problem }).problem : null;
  const why = problem?.reason === 'refused' ? `refused ${problem.field ?? problem.message}` : (problem?.reason ?? state);
  const invoices = open.invoicesOf(order);
  const exact = invoices.map((one) => (Math.round(Number(one.total) * 100) === totalMinor && one.status !== draft ? 'exact' : `${one.total} in status ${one.status}`));
  return [why, ...exact].join(', ');
}

const draft = 7;

/** A few orders at once; of every kind of write, one answer is lost on the way, and one token is refused. */
async function aDay(open: OpenShop, name: string): Promise<Record<string, StoredOrder>> {
  const { faults, books } = open.bexio;
  const gone = open.place(sale(`weg-${name}@example.ch`, {}));
  await open.finished([gone]);
  books.archiveContact(books.contacts().find((one) => one.mail === `weg-${name}@example.ch`)!.id);
  const lost = [/\/contact$/, /\/article$/, /\/kb_invoice$/, /\/kb_invoice\/\d+\/issue$/, /\/payment$/, /\/kb_order$/, /\/kb_order\/\d+\/(delivery|invoice)$/, /\/kb_delivery\/\d+\/issue$/];
  for (const path of lost) faults.add({ kind: 'cut-after', match: { method: 'POST', path, nth: 1 } });
  faults.add({ kind: 'status', status: 401, json: { error_code: 401, message: 'expired' }, match: { path: /\/kb_/, nth: 2 } });
  const buyer = `${name}@example.ch`;
  const direct = {
    'awkward prices': open.place(sale(buyer, { lines: [{ title: 'Seife', sku: `S-${name}`, price: '6.67', quantity: 3, discount: { amount: '0.01', title: 'Rundung' } }, { title: 'Brot', price: '6.20', taxRate: '0.026' }] })),
    'same buyer in capitals': open.place(sale(buyer.toUpperCase(), { customer: null })),
    'another new buyer': open.place(sale(`neu-${buyer}`, {})),
    'paid too much': open.place(sale(buyer, { lines: [{ title: 'Tee', price: '24.95', quantity: 2 }] }), (order) => void open.shop.editor.edit(order, { quantities: [{ line: 0, quantity: 1 }] })),
    'contact archived since': open.place({ ...sale(`weg-${name}@example.ch`, {}), customer: gone.customer === null ? null : { id: gone.customer.id } }),
  };
  await open.finished(Object.values(direct));
  await open.decide({ documents: 'order-delivery-invoice' });
  const through = open.place(sale(buyer, { lines: [{ title: 'Lagerware', sku: 'LAGER', price: '9.95', quantity: 3 }] }));
  open.shop.editor.fulfil(through);
  await open.finished([through]);
  await open.decide({ documents: 'invoice' });
  faults.clear();
  return { ...direct, 'through an order': through };
}

function onHand(open: OpenShop): number {
  return open.bexio.books.articles().find((one) => one.intern_code === 'LAGER')!.stock_nr;
}

function sale(email: string, input: Partial<OrderInput>): OrderInput {
  return { customer: { lastName: 'Lesart', email }, email, lines: [{ title: 'Tee', price: '24.95' }], payments: [{ gateway: 'twint' }], ...input };
}
