import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anInvoice, apiClient, aSandbox, type Running } from './api-client.ts';

let running: Running;

beforeEach(async () => {
  running = await aSandbox();
});

afterEach(() => running[Symbol.asyncDispose]());

const creates = { method: 'POST', path: /^\/2\.0\/kb_invoice$/ };
const create = () => running.api.post('/2.0/kb_invoice', anInvoice(running, { api_reference: 'ref' }));
const inBooks = () => running.sandbox.books.invoices().length;

describe('before processing', () => {
  test('a status with JSON or HTML', async () => {
    const { faults } = running.sandbox;
    faults.add({ match: creates, kind: 'status', status: 500 });
    expect((await create()).body).toEqual({ error_code: 500, message: 'Internal Server Error' });
    faults.clear();
    faults.add({ match: creates, kind: 'status', status: 503, html: '<h1>503</h1>', headers: { 'Retry-After': '5' } });
    const reply = await create();
    expect(reply).toMatchObject({ status: 503, text: '<h1>503</h1>' });
    expect(reply.headers.get('retry-after')).toBe('5');
    expect(inBooks()).toBe(0);
  });

  test('cut-before leaves nothing', async () => {
    running.sandbox.faults.add({ match: creates, kind: 'cut-before' });
    await expect(create()).rejects.toThrow(/fetch failed/);
    expect(inBooks()).toBe(0);
    expect(running.sandbox.requests.all(creates)).toMatchObject([{ status: undefined }]);
  });

  test.each([
    ['usual', '7'],
    ['none', null],
    ['absurd', '999999999'],
    ['fractional', '1.5'],
    ['words', 'soon'],
  ] as const)('429 with reset "%s"', async (reset, header) => {
    running.sandbox.faults.add({ match: creates, kind: 'rate-limited', reset });
    const reply = await create();
    expect(reply.status).toBe(429);
    expect(reply.headers.get('ratelimit-reset')).toBe(header);
    expect(inBooks()).toBe(0);
  });
});

describe('after processing', () => {
  test('cut-after leaves the invoice in the books', async () => {
    running.sandbox.faults.add({ match: creates, kind: 'cut-after' });
    await expect(create()).rejects.toThrow(/fetch failed/);
    expect(running.sandbox.books.invoices()).toMatchObject([{ api_reference: 'ref', status: 7 }]);
  });

  test.each([
    ['html', 201, /<h1>/],
    ['truncated-json', 201, /^\{"id":/],
    ['empty-body', 201, /^$/],
  ] as const)('%s', async (kind, status, text) => {
    running.sandbox.faults.add({ match: creates, kind });
    const reply = await create();
    expect(reply.status).toBe(status);
    expect(reply.text).toMatch(text);
    expect(reply.body).toBeUndefined();
    expect(inBooks()).toBe(1);
  });

  test('missing-id, another status, and a wrong Content-Length', async () => {
    const { faults } = running.sandbox;
    faults.add({ match: creates, kind: 'missing-id' });
    const reply = await create();
    expect(reply.body).toHaveProperty('document_nr');
    expect(reply.body).not.toHaveProperty('id');
    faults.clear();
    faults.add({ match: creates, kind: 'status-after', status: 502, html: '<h1>502</h1>' });
    expect((await create()).status).toBe(502);
    faults.clear();
    faults.add({ match: creates, kind: 'wrong-content-length' });
    await expect(create()).rejects.toThrow(/terminated|aborted|failed/);
    expect(inBooks()).toBe(3);
  });

  test('slow answers come after the work is done', async () => {
    running.sandbox.faults.add({ match: creates, kind: 'slow', delayMs: 150 });
    let isAnswered = false;
    const answer = create().finally(() => (isAnswered = true));
    const started = performance.now();
    await expect.poll(inBooks, { interval: 10 }).toBe(1);
    expect(isAnswered).toBe(false);
    expect((await answer).status).toBe(201);
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  test('a duplicate makes two', async () => {
    running.sandbox.faults.add({ match: creates, kind: 'duplicate' });
    expect((await create()).status).toBe(201);
    expect(inBooks()).toBe(2);
  });
});

describe('late execution', () => {
  test('answers 504 now and works later', async () => {
    running.sandbox.faults.add({ match: creates, kind: 'late', delayMs: 60 });
    expect((await create()).status).toBe(504);
    expect(inBooks()).toBe(0);
    await running.sandbox.faults.settled();
    expect(inBooks()).toBe(1);
  });

  test('cuts the connection now and works later', async () => {
    running.sandbox.faults.add({ match: creates, kind: 'late', delayMs: 60, answer: 'cut' });
    await expect(create()).rejects.toThrow(/fetch failed/);
    expect(inBooks()).toBe(0);
    await running.sandbox.faults.settled();
    expect(inBooks()).toBe(1);
  });
});

describe('choice', () => {
  test('nth, times and hits', async () => {
    const { faults } = running.sandbox;
    const second = faults.add({ match: { ...creates, nth: 2 }, kind: 'status', status: 500 });
    const statuses = [(await create()).status, (await create()).status, (await create()).status];
    expect(statuses).toEqual([201, 500, 201]);
    expect(second.hits()).toBe(1);
    const twice = faults.add({ match: { ...creates, times: 2 }, kind: 'status', status: 503 });
    expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([503, 503, 201]);
    twice.remove();
    expect((await running.api.get('/2.0/kb_invoice')).status).toBe(200);
  });

  test('search lag as a fault', async () => {
    running.sandbox.faults.add({ kind: 'search-lag', lagMs: 60_000 });
    await create();
    const criteria = [{ field: 'api_reference', value: 'ref', criteria: '=' }];
    expect((await running.api.post('/2.0/kb_invoice/search', criteria)).body).toEqual([]);
    running.sandbox.faults.clear();
    expect((await running.api.post('/2.0/kb_invoice/search', criteria)).body).toHaveLength(1);
  });
});

describe('rate limits', () => {
  test('buckets count apart, per company and minute', async () => {
    let now = new Date('2026-06-18T12:00:30Z');
    const limits = { general: 3, search: 1, article: 2, pdf: 1 };
    await using own = await aSandbox({ now: () => now, limits });
    const status = async (path: string) => (await own.api.get(path)).status;
    const first = await own.api.get('/2.0/contact');
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '2',
      'ratelimit-reset': '30',
      'x-ratelimit-limit-minute': '3',
      'x-ratelimit-remaining-minute': '2',
    });
    expect([await status('/2.0/unit'), await status('/2.0/unit'), await status('/2.0/unit')]).toEqual([200, 200, 429]);
    const refused = await own.api.get('/2.0/unit');
    expect(refused.body).toEqual({ error_code: 429, message: 'Too many requests' });
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect([await status('/2.0/article'), await status('/2.0/article'), await status('/2.0/article')]).toEqual([200, 200, 429]);
    expect((await own.api.post('/2.0/article/search', [])).status).toBe(200);
    expect((await own.api.post('/2.0/contact/search', [])).status).toBe(429);
    const other = own.sandbox.addCompany();
    const neighbour = apiClient(own.sandbox, await own.sandbox.accessToken(undefined, { companyId: other.companyId }));
    expect((await neighbour.get('/2.0/unit')).status).toBe(200);
    now = new Date('2026-06-18T12:01:00Z');
    expect(await status('/2.0/unit')).toBe(200);
  });

  test('off never refuses', async () => {
    await using own = await aSandbox({ limits: 'off' });
    const replies = await Promise.all(Array.from({ length: 300 }, () => own.api.post('/2.0/contact/search', [])));
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
    expect(replies[0]?.headers.get('ratelimit-limit')).toBe('250');
  });
});

describe('request log', () => {
  test('who asked what', async () => {
    const { requests, books } = running.sandbox;
    await create();
    await running.api.get('/2.0/contact?limit=1');
    expect(requests.count()).toBe(2);
    expect(requests.count({ method: 'post' })).toBe(1);
    expect(requests.all({ path: /contact/ })).toMatchObject([
      { method: 'GET', path: '/2.0/contact', query: '?limit=1', status: 200, companyId: books.companyId },
    ]);
    expect(requests.all(creates)[0]?.body).toMatchObject({ api_reference: 'ref' });
    requests.clear();
    expect(requests.count()).toBe(0);
  });
});
