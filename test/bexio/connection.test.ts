import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aClient, aPlan, failureOf, ids, recorded } from './arrange.ts';

// What nock cannot show: real sockets that are cut, closed, silent or never there.

beforeAll(() => nock.restore());

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const created = JSON.stringify(recorded('Invoices/create-an-invoice').body);

/** A server that answers the n-th request with the n-th handler, the last one from then on. */
async function serverWith(...handlers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  let requests = 0;
  const server = createServer((request, response) => {
    const handler = handlers[Math.min(requests, handlers.length - 1)];
    requests += 1;
    request.resume().on('end', () => handler?.(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.closeAllConnections(), () => server.close());
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { apiUrl, requests: () => requests };
}

const reset = (request: IncomingMessage) => request.socket.resetAndDestroy();
const close = (request: IncomingMessage) => request.socket.destroy();
const invoice = (_: IncomingMessage, response: ServerResponse) => void response.setHeader('content-type', 'application/json').end(created);
const half = (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': created.length });
  response.write(created.slice(0, 100));
  setImmediate(() => response.socket?.destroy());
};
const silent = () => {};
const drip = (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
};

describe('writes', () => {
  test.each([['reset', reset], ['closed', close], ['half a body', half]])('%s after the request was read: unknown, and sent only once', async (_, handler) => {
    const { apiUrl, requests } = await serverWith(handler, invoice);
    expect(await failureOf(aClient({ apiUrl }).client.invoices.create(aPlan(), ids))).toMatchObject({ kind: 'unknown' });
    expect(requests()).toBe(1);
  });

  test('a kept connection that the server resets proves nothing either', async () => {
    const { apiUrl, requests } = await serverWith(invoice, reset);
    const { client } = aClient({ apiUrl });
    await client.invoices.get(2);
    expect(await failureOf(client.invoices.create(aPlan(), ids))).toMatchObject({ kind: 'unknown' });
    expect(requests()).toBe(2);
  });

  test.each([['silence', silent], ['a body that never ends', drip]])('%s until the deadline: unknown', async (_, handler) => {
    const { apiUrl, requests } = await serverWith(handler);
    expect(await failureOf(aClient({ apiUrl, deadlineMs: 150 }).client.invoices.create(aPlan(), ids))).toMatchObject({ kind: 'unknown' });
    expect(requests()).toBe(1);
  });

  test('nobody listens: certainly not sent', async () => {
    const { apiUrl } = await serverWith(invoice);
    closing.splice(0).forEach((stop) => stop());
    expect(await failureOf(aClient({ apiUrl }).client.invoices.create(aPlan(), ids))).toEqual({ kind: 'later', retryAfterMs: null, cause: 'ECONNREFUSED' });
  });

  test('no such host: certainly not sent', async () => {
    expect(await failureOf(aClient({ apiUrl: 'http://bexio.invalid' }).client.invoices.create(aPlan(), ids))).toMatchObject({ kind: 'later', retryAfterMs: null });
  });

  test('a 401 whose body breaks off still is a 401', async () => {
    const cut = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(401, { 'content-length': 100 });
      response.write('{');
      setImmediate(() => response.socket?.destroy());
    };
    const { apiUrl, requests } = await serverWith(cut, invoice);
    expect(await aClient({ apiUrl }).client.invoices.create(aPlan(), ids)).toMatchObject({ id: 2 });
    expect(requests()).toBe(2);
  });
});

describe('reads', () => {
  test('a reset is repeated once', async () => {
    const { apiUrl, requests } = await serverWith(reset, invoice);
    expect(await aClient({ apiUrl }).client.invoices.get(2)).toMatchObject({ id: 2 });
    expect(requests()).toBe(2);
  });

  test('and not more than once', async () => {
    const { apiUrl, requests } = await serverWith(reset);
    expect(await failureOf(aClient({ apiUrl }).client.invoices.get(2))).toMatchObject({ kind: 'later' });
    expect(requests()).toBe(2);
  });

  test('a search counts as a read', async () => {
    const { apiUrl, requests } = await serverWith(reset, (_, response) => void response.end('[]'));
    expect(await aClient({ apiUrl }).client.invoices.findByReference('shopify:1:order:1')).toEqual([]);
    expect(requests()).toBe(2);
  });

  test('the deadline is not repeated', async () => {
    const { apiUrl, requests } = await serverWith(silent);
    expect(await failureOf(aClient({ apiUrl, deadlineMs: 150 }).client.invoices.get(2))).toEqual({ kind: 'later', retryAfterMs: null, cause: 'TimeoutError' });
    expect(requests()).toBe(1);
  });

  test('a redirect is not followed: the token stays here', async () => {
    const target = await serverWith(invoice);
    const { apiUrl } = await serverWith((_, response) => void response.writeHead(307, { location: `${target.apiUrl}/2.0/kb_invoice/2` }).end());
    expect(await failureOf(aClient({ apiUrl }).client.invoices.get(2))).toMatchObject({ kind: 'later' });
    expect(target.requests()).toBe(0);
  });

  test('an endless answer is given up at 64 MB', async () => {
    const flood = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
      const pour = () => void (response.destroyed || response.write(chunk, pour));
      pour();
    };
    const { apiUrl } = await serverWith(flood);
    expect(await failureOf(aClient({ apiUrl }).client.invoices.get(2))).toMatchObject({ kind: 'later' });
  });
});
