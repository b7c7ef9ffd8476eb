import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBexioSandbox, type BexioSandbox, type FaultKind, type Readings } from '../../src/sandbox/bexio/sandbox.ts';
import { createBexioClient, type BexioClient } from '../../src/bexio/client.ts';
import { createPace } from '../../src/bexio/pace.ts';
import { bexioScopes } from '../../src/bexio/scopes.ts';
import { createBexioSignIn } from '../../src/bexio/sign-in.ts';
import { systemClock } from '../../src/clock.ts';
import type { Company } from '../../src/domain/company.ts';
import type { InvoicePlan } from '../../src/domain/documents.ts';
import { createLog } from '../../src/log.ts';
import { aPlan, aPosition, contactFields, failureOf } from './arrange.ts';

// The whole client against a stand-in that was written without it, over real HTTP. Where the two disagree, the recordings decide.

const redirectUri = 'http://localhost:3000/bexio/callback';
let sandbox: BexioSandbox;
let client: BexioClient;
let company: Company;

beforeAll(async () => {
  nock.restore();
  sandbox = await createBexioSandbox({
    redirectUris: [redirectUri],
    limits: 'off',
    company: { freshTaxes: true, articles: [{ intern_code: 'MUG-1', intern_name: 'Mug', taxPercent: '8.1', sale_price: '10.00', is_stock: true, stock_nr: 5 }] },
  });
  client = await aClient();
  company = await client.company.read({ companyId: sandbox.books.companyId });
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

async function aClient(scopes: string[] = Object.keys(bexioScopes), apiUrl = sandbox.apiUrl) {
  const token = await sandbox.accessToken(scopes);
  return createBexioClient({ apiUrl, accessToken: async () => token, pace: createPace(systemClock), clock: systemClock, log: createLog('silent'), deadlineMs: 2000 });
}

const idOf = <T extends { id: number }>(rows: T[], wanted: (row: T) => boolean) => rows.find(wanted)!.id;
let orders = 0;

/** A plan at this company's own ids, for an order of its own. */
function plan(overrides: Partial<InvoicePlan> = {}): InvoicePlan {
  orders += 1;
  return aPlan({
    apiReference: `shopify:1:order:${orders}`, title: `Shopify #${orders}`, currencyId: idOf(company.currencies, (one) => one.code === 'CHF'),
    languageId: idOf(company.languages, (one) => one.isoCode === 'de'), bankAccountId: company.bankAccounts[0]!.id, paymentTypeId: company.paymentTypes[0]!.id,
    unitId: company.units[0]!.id, positions: [item()], ...overrides,
  });
}

function item(overrides: Parameters<typeof aPosition>[0] = {}) {
  const taxId = idOf(company.taxes, (tax) => tax.active && tax.ratePpm === 81_000);
  return aPosition({ taxId, accountId: idOf(company.accounts, (one) => one.number === '3200'), ...overrides });
}

async function ids(articleIds: Record<string, number> = {}) {
  const contact = await client.contacts.create(contactFields({ mail: null, countryId: null, languageId: null }), { userId: company.userId });
  return { contactId: contact.id, contactPersonId: null, articleIds, userId: company.userId };
}

describe('company', () => {
  test('is read whole', () => {
    expect(company).toMatchObject({ id: sandbox.books.companyId, name: sandbox.books.companyName, userId: sandbox.books.ownerId(), modules: { stock: true, deliveries: true }, automaticNumbering: { invoice: true, order: true } });
    expect(company.taxes.some((tax) => !tax.active)).toBe(true);
    expect(company.currencies).toContainEqual({ id: sandbox.books.currencyId('CHF'), code: 'CHF', roundFactorMinor: 5 });
    expect(company.countries).toContainEqual({ id: sandbox.books.countryId('CH'), isoCode: 'CH' });
    expect(company.stockPlaces).toHaveLength(2);
    expect(company.accounts.every((account) => account.number !== '')).toBe(true);
  });

  test('without the modules, and without the right to read bank accounts', async () => {
    const other = sandbox.addCompany({ modules: ['invoices'] });
    const token = await sandbox.accessToken(Object.keys(bexioScopes), { companyId: other.companyId });
    const options = { apiUrl: sandbox.apiUrl, accessToken: async () => token, pace: createPace(systemClock), clock: systemClock, log: createLog('silent') };
    expect(await createBexioClient(options).company.read({ companyId: other.companyId })).toMatchObject({ modules: { stock: false, deliveries: false }, stockPlaces: [] });
    const narrow = await aClient(['openid', 'stock_edit', 'kb_delivery_edit']);
    expect(await failureOf(narrow.company.read({ companyId: 'x' }))).toMatchObject({ kind: 'not-allowed' });
  });
});

describe('contacts and articles', () => {
  test.each([{ equalsCaseSensitive: false }, { equalsCaseSensitive: true }, { equalsCaseSensitive: true, likeNeedsPercent: true }] as Partial<Readings>[])('a mail is found whatever its capitals: %j', async (reading) => {
    const mail = `Ada.${JSON.stringify(reading).length}@Example.com`;
    const { id } = await client.contacts.create(contactFields({ mail, countryId: sandbox.books.countryId('CH'), languageId: sandbox.books.languageId('de') }), { userId: company.userId });
    await client.contacts.create(contactFields({ mail: `x${mail}`, countryId: null, languageId: null }), { userId: company.userId });
    await withReadings(reading, async () => {
      const found = await client.contacts.findByMail(mail.toLowerCase());
      expect(found).toEqual([{ id, fields: contactFields({ mail, countryId: sandbox.books.countryId('CH'), languageId: sandbox.books.languageId('de') }) }]);
    });
  });

  test('a contact without a mail is found again as it was created', async () => {
    const fields = contactFields({ mail: null, street: null, houseNumber: null, addressAddition: 'c/o Babbage', countryId: sandbox.books.countryId('CH'), languageId: null });
    const { id } = await client.contacts.create(fields, { userId: company.userId });
    expect(await client.contacts.findByName(fields)).toMatchObject([{ id }]);
    expect(await client.contacts.findByName({ ...fields, city: 'Bern' })).toEqual([]);
  });

  test('update, empty and read back; a person at a company', async () => {
    const { id } = await client.contacts.create(contactFields({ type: 'company', name1: 'Muster AG', name2: null, mail: null, countryId: null, languageId: null }), { userId: company.userId });
    await client.contacts.update(id, { city: 'Bern', phone: null, street: 'Gasse', houseNumber: null, addressAddition: 'c/o X' });
    expect(await client.contacts.get(id)).toMatchObject({ fields: { type: 'company', name1: 'Muster AG', city: 'Bern', street: 'Gasse', houseNumber: null, addressAddition: 'c/o X' } });
    const person = await client.contacts.addPerson(id, { firstName: 'Ada', lastName: 'Lovelace', mail: 'ada@example.com' });
    expect(await client.contacts.additionalAddresses.list(id)).toEqual([{ id: person.id, name: 'Ada Lovelace', subject: 'Shopify', description: 'ada@example.com' }]);
    expect(await client.contacts.get(999_999)).toBeNull();
  });

  test('articles by their code', async () => {
    const [mug] = await client.articles.findByCode('MUG-1');
    expect(mug).toMatchObject({ name: 'Mug', stock: { onHand: 5, available: 5 } });
    const made = await client.articles.create(
      { sku: 'NEW-1', name: 'New', salePriceMinor: 1990, currencyId: sandbox.books.currencyId('CHF'), taxId: sandbox.books.taxId('UN81'), accountId: sandbox.books.accountId('3200'), unitId: sandbox.books.unitId('Stk') },
      { userId: company.userId },
    );
    expect(await client.articles.findByCode('NEW-1')).toMatchObject([{ id: made.id, sku: 'NEW-1', name: 'New', salePrice: '19.900000', taxId: sandbox.books.taxId('UN81'), stock: null }]);
    const edited = await client.articles.edit(made.id, { name: 'Newer', salePrice: '18.455', purchasePrice: '7.00', weight: 155, description: 'Zeile 1\nZeile 2' });
    expect(edited).toMatchObject({ id: made.id, sku: 'NEW-1', name: 'Newer', salePrice: '18.455', purchasePrice: '7', weight: 155, description: 'Zeile 1\nZeile 2' });
    await client.articles.edit(made.id, { salePrice: '19.90' });
    expect(sandbox.books.articles().find((one) => one.id === made.id)).toMatchObject({ sale_price: '19.9' });
    expect(await client.articles.all()).toHaveLength(2);
    expect(await client.articles.findByCode('new-1')).toEqual([]);
  });
});

describe('invoices and payments', () => {
  test('draft, issue, pay, poll', async () => {
    const wanted = plan();
    const draft = await client.invoices.create(wanted, await ids());
    expect(draft).toMatchObject({ status: 'draft', apiReference: wanted.apiReference, title: wanted.title, totalMinor: 4990, taxes: [{ ratePpm: 81_000, amountMinor: 374 }], remainingMinor: 4990 });
    expect(draft.positions).toMatchObject([{ quantity: '2', text: 'Tee', articleId: null }]);
    expect(sandbox.books.invoice(draft.id)).toMatchObject({ contact_address: 'Ada Lovelace\nSeestrasse 1\n8000 Zürich', mwst_type: 0, mwst_is_net: false, is_valid_to: '2026-07-18' });
    expect(await client.invoices.findByReference(wanted.apiReference)).toMatchObject([{ id: draft.id, positions: null }]);
    expect(await client.invoices.newest({ limit: 1 })).toMatchObject([{ id: draft.id }]);
    const since = new Date(Date.now() - 60_000);
    await client.invoices.issue(draft.id);
    expect(await client.payments.list(draft.id, 'CHF')).toEqual([]);
    const part = { transactionId: '1', gateway: 'twint', amountMinor: 1990, currency: 'CHF', date: '2026-06-18', bankAccountId: company.bankAccounts[0]!.id };
    const paid = await client.payments.create(draft.id, part);
    expect(await client.invoices.get(draft.id)).toMatchObject({ status: 'partly-paid', receivedMinor: 1990, remainingMinor: 3000 });
    await client.payments.create(draft.id, { ...part, amountMinor: 3000 });
    expect(await client.invoices.get(draft.id)).toMatchObject({ status: 'paid', remainingMinor: 0 });
    expect(await client.payments.list(draft.id)).toMatchObject([{ id: paid.id, amountMinor: 1990, date: '2026-06-18', creditVoucherId: null }, { amountMinor: 3000 }]);
    await client.payments.remove(draft.id, paid.id);
    expect((await client.invoices.changedSince(since)).map((one) => one.id)).toContain(draft.id);
    expect((await client.invoices.changedSince(new Date(Date.now() + 7_200_000))).map((one) => one.id)).not.toContain(draft.id);
  });

  test('net prices, an article, a text, and 300 positions at once', async () => {
    const [mug] = await client.articles.findByCode('MUG-1');
    const positions = [item({ sku: 'MUG-1' }), { kind: 'text' as const, html: '<b>Bundle</b>' }, ...Array.from({ length: 298 }, () => item({ quantity: 1, unitPriceMinor: 100 }))];
    const draft = await client.invoices.create(plan({ net: true, positions }), await ids({ 'MUG-1': mug!.id }));
    expect(draft.positions).toHaveLength(300);
    expect(draft.positions?.slice(0, 3)).toMatchObject([{ type: 'KbPositionArticle', articleId: mug!.id }, { type: 'KbPositionText', text: '<b>Bundle</b>' }, { type: 'KbPositionCustom' }]);
    expect(sandbox.books.invoice(draft.id)).toMatchObject({ mwst_type: 0, mwst_is_net: true });
  });

  test('send, mark as sent, print, cancel, remove', async () => {
    const [one, two] = [await client.invoices.create(plan(), await ids()), await client.invoices.create(plan(), await ids())];
    await client.invoices.issue(one.id);
    const mail = { to: sandbox.books.users()[0]!.email, subject: 'Invoice', message: 'Hello' };
    await client.invoices.send(one.id, mail);
    await client.invoices.markAsSent(one.id);
    const pdf = await client.invoices.pdf(one.id);
    expect(Buffer.from(pdf.content).toString('latin1', 0, 4)).toBe('%PDF');
    expect(await failureOf(client.invoices.remove(one.id))).toMatchObject({ kind: 'not-allowed' });
    await client.invoices.cancel(one.id);
    expect(await client.invoices.get(one.id)).toMatchObject({ status: 'cancelled' });
    await client.invoices.remove(two.id);
    expect(await client.invoices.get(two.id)).toBeNull();
    expect(await failureOf(client.invoices.issue(two.id))).toMatchObject({ kind: 'missing' });
  });

  test('a refusal names the field', async () => {
    const failure = await failureOf(client.invoices.create(plan({ positions: [item({ taxId: 999_999 })] }), await ids()));
    expect(failure).toMatchObject({ kind: 'refused', status: 422 });
    expect(failure.kind === 'refused' && failure.fields.some((one) => one.field === 'positions' || one.field === 'tax_id' || one.message.includes('tax_id'))).toBe(true);
  });

  test.each([{ actionInWrongState: '403' }, { actionInWrongState: '422' }, { actionInWrongState: '404' }] as Partial<Readings>[])('issued twice, %j: no success', async (reading) => {
    const draft = await client.invoices.create(plan(), await ids());
    await client.invoices.issue(draft.id);
    await withReadings(reading, async () => {
      expect(['not-allowed', 'refused', 'missing']).toContain((await failureOf(client.invoices.issue(draft.id))).kind);
    });
  });
});

describe('orders and deliveries', () => {
  test('order, part delivered and issued, the rest, invoice, completed', async () => {
    const [mug] = await client.articles.findByCode('MUG-1');
    const wanted = plan({ positions: [item({ sku: 'MUG-1', quantity: 3 }), item({ quantity: 1 })] });
    const known = await ids({ 'MUG-1': mug!.id });
    const order = await client.salesOrders.create(wanted, known);
    expect(order).toMatchObject({ status: 'open', totalMinor: 9980 });
    expect(await client.salesOrders.findByTitle({ title: wanted.title, contactId: known.contactId })).toMatchObject([{ id: order.id }]);
    const first = order.positions![0]!;
    const { deliveryId } = await client.salesOrders.deliver(order.id, [{ id: first.id, type: first.type, amount: 2 }]);
    expect(await client.deliveries.get(deliveryId)).toMatchObject({ status: 'draft', positions: [{ quantity: '2', articleId: mug!.id }] });
    await client.deliveries.issue(deliveryId);
    expect(await client.articles.get(mug!.id)).toMatchObject({ stock: { onHand: 3 } });
    const rest = await client.salesOrders.deliver(order.id, null);
    await client.deliveries.issue(rest.deliveryId);
    expect((await client.deliveries.list({ contactId: known.contactId })).map((one) => [one.id, one.status])).toEqual([[rest.deliveryId, 'done'], [deliveryId, 'done']]);
    const converted = await client.salesOrders.invoice(order.id);
    expect(converted).toMatchObject({ status: 'draft', apiReference: null, totalMinor: 9980 });
    expect(await client.invoices.findByTitle({ title: wanted.title, contactId: known.contactId })).toMatchObject([{ id: converted.id }]);
    expect(await client.invoices.complete(converted.id, wanted)).toMatchObject({ id: converted.id, apiReference: wanted.apiReference, title: wanted.title, totalMinor: 9980 });
    expect(sandbox.books.invoice(converted.id)).toMatchObject({ is_valid_to: '2026-07-18', contact_address: 'Ada Lovelace\nSeestrasse 1\n8000 Zürich' });
    expect(await client.salesOrders.get(order.id)).toMatchObject({ status: 'done' });
  });

  test('an order can be removed', async () => {
    const order = await client.salesOrders.create(plan(), await ids());
    await client.salesOrders.remove(order.id);
    expect(await client.salesOrders.get(order.id)).toBeNull();
    expect(await client.deliveries.get(999_999)).toBeNull();
  });
});

describe('faults of a create', () => {
  const match = { method: 'POST', path: /^\/2\.0\/kb_invoice$/, times: 1 };

  test.each([
    [{ kind: 'cut-after' }, 'unknown', 1],
    [{ kind: 'cut-before' }, 'unknown', 0],
    [{ kind: 'status', status: 502, html: '<h1>Bad gateway</h1>' }, 'unknown', 0],
    [{ kind: 'status-after', status: 500, json: { error_code: 500, message: 'Internal Server Error' } }, 'unknown', 1],
    [{ kind: 'html' }, 'unknown', 1],
    [{ kind: 'truncated-json' }, 'unknown', 1],
    [{ kind: 'empty-body' }, 'unknown', 1],
    [{ kind: 'missing-id' }, 'unknown', 1],
    [{ kind: 'wrong-content-length' }, 'unknown', 1],
    [{ kind: 'slow', delayMs: 2500 }, 'unknown', 1],
    [{ kind: 'rate-limited', reset: 'usual' }, 'later', 0],
    [{ kind: 'rate-limited', reset: 'none' }, 'later', 0],
    [{ kind: 'rate-limited', reset: 'absurd' }, 'later', 0],
    [{ kind: 'rate-limited', reset: 'fractional' }, 'later', 0],
    [{ kind: 'rate-limited', reset: 'words' }, 'later', 0],
  ] as [FaultKind, string, number][])('%j: %s, and %i invoices are there', async (fault, kind, made) => {
    const victim = await aClient();
    const known = await ids();
    const wanted = plan();
    sandbox.faults.add({ match, ...fault });
    const failure = await failureOf(victim.invoices.create(wanted, known));
    expect(failure.kind).toBe(kind);
    expect(sandbox.books.invoices().filter((one) => one.api_reference === wanted.apiReference)).toHaveLength(made);
  });
});

describe('sign-in', () => {
  const scopes = Object.keys(bexioScopes);

  function signIn() {
    return createBexioSignIn({ issuerUrl: sandbox.issuerUrl, clientId: sandbox.clientId, clientSecret: sandbox.clientSecret, redirectUri, clock: systemClock, scopes });
  }

  /** What a browser does: follows redirects with cookies, chooses a person (or cancels), and ends at the callback. */
  async function consent(start: URL, choice: (html: string) => string): Promise<URL> {
    const cookies = new Map<string, string>();
    let next: { url: URL; form?: URLSearchParams } = { url: start };
    for (let hops = 0; hops < 12; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(next.url, { redirect: 'manual', headers: { cookie }, ...(next.form ? { method: 'POST', body: next.form } : {}) });
      for (const line of response.headers.getSetCookie()) cookies.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';')[0] ?? '');
      const location = response.headers.get('location');
      if (location?.startsWith(redirectUri)) return new URL(location);
      if (location) next = { url: new URL(location, next.url) };
      else {
        const html = await response.text();
        const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
        next = { url: new URL(action, next.url), form: new URLSearchParams({ choice: choice(html) }) };
      }
    }
    throw new Error('the sign-in did not end');
  }

  const owner = () => sandbox.books.users()[0]!.sub;

  test('connect, call, refresh, revoke', async () => {
    const bexio = signIn();
    const { url, ...expected } = await bexio.begin();
    const callback = await consent(url, owner);
    const result = await bexio.finish(callback, expected);
    if (!result.ok) throw new Error(result.reason);
    const { grant } = result;
    expect(grant).toMatchObject({ companyId: sandbox.books.companyId, companyName: sandbox.books.companyName, userId: sandbox.books.ownerId() });
    expect(grant.scopes.toSorted()).toEqual(scopes.toSorted());
    expect(grant.tokens.expiresAt.getTime()).toBeGreaterThan(Date.now());
    expect(await bexio.identify(grant.tokens.accessToken)).toMatchObject({ companyId: sandbox.books.companyId });
    const refreshed = await bexio.refresh(grant.tokens.refreshToken);
    const connected = createBexioClient({ apiUrl: sandbox.apiUrl, accessToken: async () => refreshed.accessToken, pace: createPace(systemClock), clock: systemClock, log: createLog('silent') });
    expect(await connected.invoices.newest({ limit: 1 })).toHaveLength(1);
    await bexio.revoke(refreshed);
    expect(await failureOf(bexio.refresh(refreshed.refreshToken))).toMatchObject({ kind: 'broken-connection' });
    expect(await failureOf(connected.invoices.newest({ limit: 1 }))).toMatchObject({ kind: 'broken-connection' });
  });

  test('a code is good once, and only with its verifier', async () => {
    const bexio = signIn();
    const { url, ...expected } = await bexio.begin();
    const callback = await consent(url, owner);
    expect(await bexio.finish(callback, { ...expected, codeVerifier: 'x'.repeat(43) })).toEqual({ ok: false, reason: 'code-refused' });
    expect(await bexio.finish(callback, expected)).toMatchObject({ ok: true });
    expect(await bexio.finish(callback, expected)).toEqual({ ok: false, reason: 'code-refused' });
  });

  test('the merchant cancels', async () => {
    const bexio = signIn();
    const { url, ...expected } = await bexio.begin();
    expect(await bexio.finish(await consent(url, () => 'cancel'), expected)).toEqual({ ok: false, reason: 'denied' });
  });

  test.each([true, false])('the user is removed in bexio (refresh tokens rotate: %s)', async (refreshTokenRotates) => {
    await withReadings({ refreshTokenRotates }, async () => {
      const bexio = signIn();
      const { url, ...expected } = await bexio.begin();
      const result = await bexio.finish(await consent(url, owner), expected);
      if (!result.ok) throw new Error(result.reason);
      const refreshed = await bexio.refresh(result.grant.tokens.refreshToken);
      expect(refreshed.refreshToken === result.grant.tokens.refreshToken).toBe(!refreshTokenRotates);
      sandbox.revokeSignIns(sandbox.books.ownerId());
      expect(await failureOf(bexio.refresh(refreshed.refreshToken))).toEqual({ kind: 'broken-connection', cause: 'invalid_grant' });
    });
  });
});

async function withReadings(readings: Partial<Readings>, run: () => Promise<void>): Promise<void> {
  const before = { ...sandbox.readings };
  Object.assign(sandbox.readings, readings);
  try {
    await run();
  } finally {
    Object.assign(sandbox.readings, before);
  }
}
