import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { BexioError, failureOfNetwork } from '../../src/bexio/outcome.ts';
import { aClient, aPlan, apiUrl, answers, failureOf, ids, noNetwork, recorded } from './arrange.ts';

noNetwork();

const error = (message: string) => ({ error_code: 1, message });
const html = '<html><body>Bad gateway</body></html>';
const created = recorded('Invoices/create-an-invoice').body as Record<string, unknown>;

/** One row per answer: what it means for a read, and what it means for a write. */
const table: { answer: string; status: number; body: nock.Body; headers?: Record<string, string>; read: string; write: string }[] = [
  { answer: '400 of bexio', status: 400, body: error('Bad'), read: 'refused', write: 'refused' },
  { answer: '403 of bexio', status: 403, body: recorded('older-tenant/error-403-delete-issued-invoice').body, read: 'not-allowed', write: 'not-allowed' },
  { answer: '403 of a firewall', status: 403, body: html, read: 'later', write: 'unknown' },
  { answer: '404 of bexio', status: 404, body: error('Page not found'), read: 'missing', write: 'missing' },
  { answer: '404 of the gateway', status: 404, body: recorded('older-tenant/error-item-positions').body, read: 'missing', write: 'missing' },
  { answer: '404 of a proxy', status: 404, body: html, read: 'later', write: 'unknown' },
  { answer: '408', status: 408, body: error('Request timeout'), read: 'later', write: 'unknown' },
  { answer: '409', status: 409, body: recorded('Taxes/delete-a-tax').body, read: 'refused', write: 'refused' },
  { answer: '411', status: 411, body: error('Length required'), read: 'refused', write: 'refused' },
  { answer: '415', status: 415, body: error('You did not specify a valid Accept-Header'), read: 'refused', write: 'refused' },
  { answer: '422', status: 422, body: recorded('older-tenant/error-currency').body, read: 'refused', write: 'refused' },
  { answer: '422 with half a body', status: 422, body: '{"error_code":422,"mess', read: 'later', write: 'unknown' },
  { answer: '429', status: 429, body: '', read: 'later', write: 'later' },
  { answer: '500 of bexio', status: 500, body: recorded('older-tenant/error-calendar-year').body, read: 'later', write: 'unknown' },
  { answer: '502 of a proxy', status: 502, body: html, read: 'later', write: 'unknown' },
  { answer: '503', status: 503, body: error('Maintenance'), read: 'later', write: 'unknown' },
  { answer: '504', status: 504, body: '', read: 'later', write: 'unknown' },
  { answer: 'a redirect', status: 302, body: '', headers: { location: 'https://elsewhere.test/' }, read: 'later', write: 'unknown' },
  { answer: '304', status: 304, body: '', read: 'later', write: 'unknown' },
  { answer: '200 with HTML', status: 200, body: html, read: 'later', write: 'unknown' },
  { answer: '200 with half a body', status: 200, body: '{"id": 2, "docu', read: 'later', write: 'unknown' },
  { answer: '200 without a body', status: 200, body: '', read: 'later', write: 'unknown' },
  { answer: '201 without an id', status: 201, body: { ...created, id: undefined }, read: 'later', write: 'unknown' },
  { answer: '201 with an impossible id', status: 201, body: { ...created, id: 'RE-1' }, read: 'later', write: 'unknown' },
  { answer: '201 without a total', status: 201, body: { ...created, total: null }, read: 'later', write: 'unknown' },
  { answer: '201 with a total finer than a rappen', status: 201, body: { ...created, total: '100.001' }, read: 'later', write: 'unknown' },
  { answer: '201 in a currency nobody knows', status: 201, body: { ...created, currency_id: 99 }, read: 'later', write: 'unknown' },
  { answer: '200 with a list', status: 200, body: [], read: 'later', write: 'unknown' },
  { answer: '200 null', status: 200, body: 'null', read: 'later', write: 'unknown' },
];

describe('what an answer means', () => {
  test.each(table)('$answer: a read is $read, a write $write', async ({ status, body, headers, read, write }) => {
    // One client each: a 429 would make the second call wait.
    const [reader, writer] = [aClient().client, aClient().client];
    nock(apiUrl).get('/2.0/kb_invoice/2').reply(status, body, headers);
    nock(apiUrl).post('/2.0/kb_invoice').reply(status, body, headers);
    const kinds = { read: read === 'missing' ? await reader.invoices.get(2).then((found) => found ?? 'missing') : (await failureOf(reader.invoices.get(2))).kind, write: '' };
    kinds.write = (await failureOf(writer.invoices.create(aPlan(), ids))).kind;
    expect(kinds).toEqual({ read, write });
  });

  test('an action that does not say success is unknown', async () => {
    nock(apiUrl).post('/2.0/kb_invoice/2/issue').reply(200, { success: false });
    expect(await failureOf(aClient().client.invoices.issue(2))).toMatchObject({ kind: 'unknown' });
  });

  test('a missing record is null for a read by id and `missing` for an action on it', async () => {
    answers('get', '/2.0/kb_invoice/9', 'older-tenant/error-item-positions');
    answers('post', '/2.0/kb_invoice/9/issue', 'older-tenant/error-item-positions');
    const { client } = aClient();
    expect(await client.invoices.get(9)).toBeNull();
    expect(await failureOf(client.invoices.issue(9))).toEqual({ kind: 'missing', cause: 'bexio knows no such record (404)' });
  });

  test('a refusal carries the words of bexio for the merchant, and only names for the log', async () => {
    answers('post', '/2.0/contact', 'older-tenant/error-currency');
    const attempt = aClient().client.contacts.create({ ...fields, mail: 'ada@example.com' }, { userId: 1 });
    const thrown = await attempt.catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(BexioError);
    expect((thrown as BexioError).failure).toEqual({
      kind: 'refused', status: 422, message: 'validation failed', fields: [{ field: 'name', message: 'Must be unique. JPY is already taken' }],
    });
    expect((thrown as BexioError).message).toBe('POST /2.0/contact: refused (422) for name');
  });
});

describe('what a broken connection means', () => {
  const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause });
  const system = (code: string, syscall?: string) => Object.assign(new Error(code), { code, ...(syscall ? { syscall } : {}) });

  test.each([
    ['no such host', fetchFailed(system('ENOTFOUND', 'getaddrinfo'))],
    ['name server silent', fetchFailed(system('EAI_AGAIN', 'getaddrinfo'))],
    ['nobody listens', fetchFailed(system('ECONNREFUSED', 'connect'))],
    ['no route, while connecting', fetchFailed(system('EHOSTUNREACH', 'connect'))],
    ['undici gave up connecting', fetchFailed(system('UND_ERR_CONNECT_TIMEOUT'))],
    ['certificate of another host', fetchFailed(system('ERR_TLS_CERT_ALTNAME_INVALID'))],
    ['both addresses refused', fetchFailed(new AggregateError([system('ECONNREFUSED', 'connect'), system('ENETUNREACH', 'connect')]))],
  ])('%s: certainly not sent, so a write may be repeated later', (_, thrown) => {
    expect(failureOfNetwork(thrown, 'write')).toMatchObject({ kind: 'later' });
  });

  test.each([
    ['reset', fetchFailed(system('ECONNRESET', 'read'))],
    ['closed by the server', fetchFailed(system('UND_ERR_SOCKET'))],
    ['no route, on an open connection', fetchFailed(system('EHOSTUNREACH', 'read'))],
    ['deadline', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
    ['headers late', fetchFailed(system('UND_ERR_HEADERS_TIMEOUT'))],
    ['bad record', fetchFailed(system('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'))],
    ['one address refused, one reset', fetchFailed(new AggregateError([system('ECONNREFUSED', 'connect'), system('ECONNRESET', 'read')]))],
    ['no addresses at all', fetchFailed(new AggregateError([]))],
    ['anything else', new Error('boom')],
    ['not even an error', 'boom'],
  ])('%s: unknown for a write, later for a read', (_, thrown) => {
    expect(failureOfNetwork(thrown, 'write').kind).toBe('unknown');
    expect(failureOfNetwork(thrown, 'read').kind).toBe('later');
  });
});

const fields = {
  type: 'person' as const, name1: 'Lovelace', name2: null, mail: null, phone: null, street: null, houseNumber: null, addressAddition: null,
  postcode: null, city: null, countryId: null, languageId: null, salutationId: null,
};
