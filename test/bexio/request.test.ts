import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { BexioError } from '../../src/bexio/outcome.ts';
import { createLog } from '../../src/log.ts';
import { aClient, aPlan, answers, apiUrl, failureOf, ids, noNetwork, recorded } from './arrange.ts';

noNetwork();

describe('what every request carries', () => {
  test('a read: bearer, Accept, a name, and no body', async () => {
    const { status, body, headers } = recorded('Invoices/fetch-an-invoice');
    nock(apiUrl, { reqheaders: { accept: 'application/json', authorization: 'Bearer token-1', 'user-agent': 'me/1' }, badheaders: ['content-type', 'cookie'] })
      .get('/2.0/kb_invoice/1', '').reply(status, body, headers);
    expect(await aClient({ userAgent: 'me/1' }).client.invoices.get(1)).toMatchObject({ id: 1, number: 'RE-00001' });
  });

  test('an action: no body and no content type, which bexio would answer with 415', async () => {
    nock(apiUrl, { badheaders: ['content-type'] }).post('/2.0/kb_invoice/1/issue', '').reply(200, { success: true });
    await expect(aClient().client.invoices.issue(1)).resolves.toBeUndefined();
  });

  test('a write: JSON with its length', async () => {
    nock(apiUrl, { reqheaders: { 'content-type': 'application/json', 'content-length': (value) => Number(value) > 100 } })
      .post('/2.0/kb_invoice').reply(201, recorded('Invoices/create-an-invoice').body);
    expect(await aClient().client.invoices.create(aPlan(), ids)).toMatchObject({ id: 2 });
  });

  test('an API address with a slash or a path at its end works as well', async () => {
    nock('https://proxy.test').post('/bexio/2.0/kb_invoice/1/issue').reply(200, { success: true });
    await expect(aClient({ apiUrl: 'https://proxy.test/bexio/' }).client.invoices.issue(1)).resolves.toBeUndefined();
  });
});

describe('401', () => {
  test('one new token, one repetition, also of a write: bexio did not process the first', async () => {
    const asked: (boolean | undefined)[] = [];
    const accessToken = async (force?: boolean) => {
      asked.push(force);
      return force ? 'token-2' : 'token-1';
    };
    nock(apiUrl, { reqheaders: { authorization: 'Bearer token-1' } }).post('/2.0/kb_invoice').reply(401, { error_code: 401, message: 'Unauthorized' });
    nock(apiUrl, { reqheaders: { authorization: 'Bearer token-2' } }).post('/2.0/kb_invoice').reply(201, recorded('Invoices/create-an-invoice').body);
    expect(await aClient({ accessToken }).client.invoices.create(aPlan(), ids)).toMatchObject({ id: 2 });
    expect(asked).toEqual([undefined, true]);
  });

  test('a fresh token refused: the connection is broken, and nothing goes out a third time', async () => {
    nock(apiUrl).get('/2.0/kb_invoice/1').twice().reply(401, '<html>');
    expect(await failureOf(aClient().client.invoices.get(1))).toMatchObject({ kind: 'broken-connection' });
  });

  test('what the token’s owner throws is passed on, before and after', async () => {
    const dead = new BexioError({ kind: 'broken-connection', cause: 'invalid_grant' }, 'sign-in refresh');
    await expect(aClient({ accessToken: () => Promise.reject(dead) }).client.invoices.get(1)).rejects.toBe(dead);
    nock(apiUrl).get('/2.0/kb_invoice/1').reply(401);
    const accessToken = async (force?: boolean) => {
      if (force) throw dead;
      return 'token-1';
    };
    await expect(aClient({ accessToken }).client.invoices.get(1)).rejects.toBe(dead);
  });
});

describe('429', () => {
  test.each([
    [{ 'ratelimit-reset': '17' }, 17_000],
    [{ 'x-ratelimit-remaining-minute': '0' }, 60_000],
    [{ 'retry-after': '30' }, 30_000],
    [{ 'ratelimit-reset': '86400' }, 300_000],
    [{ 'ratelimit-reset': 'later' }, 60_000],
    [{}, 60_000],
  ] as [Record<string, string>, number][])('with %j: come back in %i ms, and until then nothing of that bucket goes out', async (headers, retryAfterMs) => {
    const { client } = aClient();
    nock(apiUrl).post('/2.0/kb_invoice').reply(429, { message: 'Too many requests' }, headers);
    expect(await failureOf(client.invoices.create(aPlan(), ids))).toEqual({ kind: 'later', retryAfterMs, cause: 'too many requests (429)' });
    expect(await failureOf(client.invoices.get(1))).toEqual({ kind: 'later', retryAfterMs, cause: 'limit for general reached' });
    answers('post', '/2.0/kb_invoice/search?limit=2000&offset=0&order_by=id_asc', 'Contacts/search-contacts');
    expect(await client.invoices.findByReference('shopify:1:order:1')).toEqual([]);
  });

  test('after the reset it goes on', async () => {
    const { client, clock } = aClient();
    nock(apiUrl).get('/2.0/kb_invoice/1').reply(429, '', { 'ratelimit-reset': '20' });
    await failureOf(client.invoices.get(1));
    await clock.advance(20_000);
    answers('get', '/2.0/kb_invoice/1', 'Invoices/fetch-an-invoice');
    expect(await client.invoices.get(1)).toMatchObject({ id: 1 });
  });
});

describe('pace', () => {
  test('one place per request, in its bucket, and every answer is reported', async () => {
    const seen: unknown[] = [];
    const pace = { take: async (bucket: string) => void seen.push(bucket), observe: (bucket: string, limit: object) => void seen.push([bucket, limit]) };
    const { client } = aClient({ pace });
    answers('post', '/2.0/article/search?limit=2000&offset=0&order_by=id_asc', 'Items/search-items');
    answers('get', '/2.0/article/11', 'Items/fetch-an-item');
    answers('get', '/2.0/kb_invoice/1/pdf', 'Invoices/show-pdf');
    nock(apiUrl).post('/2.0/kb_invoice/1/issue').reply(200, { success: true });
    await client.articles.findByCode('TEE-1');
    await client.articles.get(11);
    await client.invoices.pdf(1);
    await client.invoices.issue(1);
    expect(seen).toEqual([
      'search', ['search', { limit: 250, remaining: 248, resetSeconds: 40 }],
      'article', ['article', { limit: 400, remaining: 398, resetSeconds: 49 }],
      'pdf', ['pdf', { limit: 250, remaining: 248, resetSeconds: 39 }],
      'general',
    ]);
  });

  test('a count that cannot be noted does not lose the answer', async () => {
    const pace = { take: async () => {}, observe: () => Promise.reject(new Error('database is locked')) };
    answers('post', '/2.0/kb_invoice', 'Invoices/create-an-invoice');
    expect(await aClient({ pace }).client.invoices.create(aPlan(), ids)).toMatchObject({ id: 2 });
  });

  test('a place that cannot be had in time: nothing is sent', async () => {
    const full = new BexioError({ kind: 'later', retryAfterMs: 1000, cause: 'limit' }, 'pace');
    const pace = { take: () => Promise.reject(full), observe: () => {} };
    await expect(aClient({ pace }).client.invoices.create(aPlan(), ids)).rejects.toBe(full);
  });
});

test('no token and no person in any log line or message', async () => {
  const lines: string[] = [];
  const log = createLog('trace', { write: (line: string) => void lines.push(line) });
  const { client } = aClient({ log, accessToken: async () => 'canary-token' });
  answers('post', '/2.0/contact/search?limit=2000&offset=0&order_by=id_asc', 'Contacts/search-contacts');
  await client.contacts.findByMail('canary@example.com');
  nock(apiUrl).post('/2.0/kb_invoice/77/send').reply(422, { message: 'canary@example.com is not a valid address', errors: { 'recipient_email': 'canary@example.com' } });
  const thrown = await client.invoices.send(77, { to: 'canary@example.com', subject: 'canary', message: 'canary' }).catch((reason: unknown) => reason);
  log.error({ err: thrown }, 'failed');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toMatch(/canary/);
  expect(lines[1]).toContain('POST /2.0/kb_invoice/{id}/send');
});
