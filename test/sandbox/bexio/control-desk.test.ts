import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anArticle, anInvoice, aSandbox, type Running } from './api-client.ts';

let running: Running;

beforeAll(async () => {
  running = await aSandbox();
});

afterAll(() => running[Symbol.asyncDispose]());

const at = (path: string) => `${running.sandbox.origin}${path}`;

describe('the control desk', () => {
  test('the overview shows what is there, escaped and without scripts', async () => {
    running.sandbox.books.addContact({ name_1: '<script>alert(1)</script>', mail: 'x"@y.example' });
    await running.api.post('/2.0/kb_invoice', anInvoice(running, { title: '<img src=x onerror=1>' }));
    await running.api.post('/2.0/article', anArticle(running, { intern_code: '"><b>' }));
    const page = await (await fetch(at('/'))).text();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|"><b>/);
    expect(page).toContain('RE-00001');
  });

  test('state as JSON', async () => {
    const response = await fetch(at('/_sandbox/state'));
    const { companies } = await response.json();
    expect(companies).toMatchObject([{ id: running.sandbox.books.companyId, contacts: expect.any(Array) }]);
  });

  test('faults can be added and cleared', async () => {
    const fault = { match: { path: '^/2\\.0/unit$', times: 1 }, kind: 'status', status: 418 };
    const post = (body: unknown) => fetch(at('/_sandbox/faults'), { method: 'POST', body: JSON.stringify(body) });
    expect((await post(fault)).status).toBe(201);
    expect((await running.api.get('/2.0/unit')).status).toBe(418);
    expect((await running.api.get('/2.0/unit')).status).toBe(200);
    await post({ ...fault, match: undefined });
    expect((await fetch(at('/_sandbox/faults'), { method: 'DELETE' })).status).toBe(200);
    expect((await running.api.get('/2.0/unit')).status).toBe(200);
  });

  test.each([{ kind: 'earthquake' }, { kind: 'slow' }, { kind: 'cut-after', extra: 1 }, null])(
    '%o is no fault',
    async (body) => {
      const response = await fetch(at('/_sandbox/faults'), { method: 'POST', body: JSON.stringify(body) });
      expect(response.status).toBe(422);
    },
  );

  test('anything else is not there', async () => {
    expect((await fetch(at('/_sandbox/secrets'))).status).toBe(404);
  });
});
