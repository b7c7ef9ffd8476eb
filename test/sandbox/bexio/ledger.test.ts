import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zurichIso, zurichStamp } from '../../../src/sandbox/bexio/zurich-time.ts';
import { anInvoice, aSandbox, type Running } from './api-client.ts';

let running: Running;

beforeAll(async () => {
  const now = new Date('2026-06-18T12:00:00Z');
  running = await aSandbox({ now: () => now, limits: 'off' });
});

afterAll(() => running[Symbol.asyncDispose]());

const path = '/3.0/accounting/manual_entries';

function anEntry(overrides: Record<string, unknown> = {}, line: Record<string, unknown> = {}) {
  const { books } = running.sandbox;
  const entry = {
    debit_account_id: books.accountId('6940'),
    credit_account_id: books.accountId('1105'),
    description: 'Gebühren',
    amount: 12.35,
    ...line,
  };
  return { type: 'manual_single_entry', date: '2026-06-01', reference_nr: '7', entries: [entry], ...overrides };
}

describe('manual entries', () => {
  test('create, replace, list, delete', async () => {
    const { body, status } = await running.api.post(path, anEntry());
    expect(status).toBe(201);
    expect(body.entries).toMatchObject([{ amount: 12.35, base_currency_amount: 12.35, currency_factor: 1 }]);
    const replaced = await running.api.put(`${path}/${body.id}`, anEntry({}, { amount: 10 }));
    expect(replaced.body).toMatchObject({ id: body.id, entries: [{ amount: 10 }] });
    const list = await running.api.get(path);
    expect(list.headers.get('x-total-count')).toBe('1');
    expect(running.sandbox.books.manualEntries()).toMatchObject([
      { entries: [{ debit_account_no: '6940', credit_account_no: '1105', amount: '10.00', currency: 'CHF' }] },
    ]);
    expect((await running.api.get(`${path}/next_ref_nr`)).body).toEqual({ next_ref_nr: '8' });
    expect((await running.api.delete(`${path}/${body.id}`)).body).toEqual({ success: true });
  });

  test('a closed year is refused with the recorded sentence', async () => {
    const refusal = { error_code: 422, message: 'business year is closed' };
    expect((await running.api.post(path, anEntry({ date: '2024-05-01' }))).body).toEqual(refusal);
    running.sandbox.books.closeBusinessYear(2025);
    expect((await running.api.post(path, anEntry({ date: '2025-05-01' }))).body).toEqual(refusal);
  });

  test.each([
    [{ type: 'entry' }, {}],
    [{ date: '1.6.2026' }, {}],
    [{ entries: [] }, {}],
    [{ text: 'x' }, {}],
    [{}, { amount: '12.35' }],
    [{}, { amount: 0 }],
    [{}, { debit_account_id: 987654 }],
    [{}, { debit_account_id: undefined }],
    [{}, { currency_id: 987654 }],
    [{}, { tax_id: 987654 }],
    [{}, { note: 'x' }],
  ])('%o %o is refused', async (overrides, line) => {
    const { status, body } = await running.api.post(path, anEntry(overrides, line));
    expect(status).toBe(422);
    expect(body).toMatchObject({ message: 'validation failed', errors: expect.any(Object) });
  });
});

describe('company', () => {
  test('bank accounts with their ledger accounts', async () => {
    const { body } = await running.api.get('/3.0/banking/accounts');
    const { books } = running.sandbox;
    const byName = (name: string) => body.find((row: { name: string }) => row.name === name);
    expect(byName('Musterbank CHF')).toMatchObject({ invoice_mode: 'qr_invoice', qr_invoice_iban: expect.stringMatching(/^CH/) });
    expect(byName('Shopify Payments').account_id).toBe(books.accountId('1105'));
    expect(byName('Gutscheine').account_id).toBe(books.accountId('2030'));
    expect(byName('Musterbank EUR').currency_id).toBe(books.currencyId('EUR'));
  });

  test('permissions show what the person may do', async () => {
    const { body } = await running.api.get('/3.0/permissions');
    expect(body.permissions.kb_invoice).toMatchObject({ edit: 'all', show: 'all' });
  });

  test('templates, periods, files, people without a login', async () => {
    const [template] = (await running.api.get('/3.0/document_templates')).body;
    const invoice = anInvoice(running, { template_slug: template.template_slug });
    expect((await running.api.post('/2.0/kb_invoice', invoice)).body.template_slug).toBe(template.template_slug);
    expect((await running.api.get('/3.0/accounting/vat_periods')).body).toHaveLength(4);
    expect((await running.api.get('/3.0/files')).body).toEqual([]);
    const person = { salutation_type: 'male', firstname: 'Kurt', lastname: 'Kasse', email: 'kasse@firma.example' };
    expect((await running.api.post('/3.0/fictional_users', person)).status).toBe(201);
  });

  test('comments stay with their document', async () => {
    const { body } = await running.api.post('/2.0/kb_invoice', anInvoice(running));
    const comments = `/2.0/kb_invoice/${body.id}/comment`;
    const comment = { text: 'Hallo', user_id: running.sandbox.books.ownerId(), user_name: 'Andrea' };
    expect((await running.api.post(comments, comment)).status).toBe(201);
    expect((await running.api.get(comments)).body).toMatchObject([{ text: 'Hallo', is_public: false }]);
  });

  test('contact relations', async () => {
    const person = running.sandbox.books.addContact({ name_1: 'Keller', contact_type_id: 2 });
    const relation = { contact_id: running.contactId, contact_sub_id: person };
    const { body } = await running.api.post('/2.0/contact_relation', relation);
    expect(body).toMatchObject(relation);
    const found = await running.api.post('/2.0/contact_relation/search', [
      { field: 'contact_sub_id', value: person, criteria: '=' },
    ]);
    expect(found.body).toHaveLength(1);
  });
});

describe('time', () => {
  test.each([
    ['2026-06-18T12:55:15Z', '2026-06-18 14:55:15', '2026-06-18T14:55:15+02:00'],
    ['2026-01-01T23:30:00Z', '2026-01-02 00:30:00', '2026-01-02T00:30:00+01:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25 02:30:00', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25 02:30:00', '2026-10-25T02:30:00+01:00'],
  ])('%s is %s in Zurich', (moment, stamp, iso) => {
    expect(zurichStamp(new Date(moment))).toBe(stamp);
    expect(zurichIso(new Date(moment))).toBe(iso);
  });
});
