import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../../src/sandbox/bexio/routes.ts';
import { aContact, anArticle, anInvoice, aSandbox, type Running } from './api-client.ts';
import fields from './described-fields.json' with { type: 'json' };
import operations from './described-operations.json' with { type: 'json' };

/** Operations, scopes, search and answer fields as the API's description lists them. */
type Operation = { method: string; path: string; scopes: string[]; searchFields?: string[] };

const described: Operation[] = operations;

const leftOut: Readonly<Record<string, string>> = {
  'POST /2.0/kb_order/:id/repetition': 'orders of the sandbox do not repeat',
  'GET /3.0/files/:id/download': 'no client of a shop sync reads files back',
  'GET /3.0/files/:id/preview': 'no client of a shop sync reads files back',
};

const addressOf = (path: string) => path.replace(/:\w+/g, ':id');
const routeOf = ({ method, path }: Operation) =>
  allRoutes.find((route) => route.method === method && addressOf(route.path) === path);

let running: Running;

beforeAll(async () => {
  running = await aSandbox({ limits: 'off' });
});

afterAll(() => running[Symbol.asyncDispose]());

describe('operations', () => {
  test('every described operation exists', () => {
    const missing = described
      .filter((operation) => routeOf(operation) === undefined)
      .map(({ method, path }) => `${method} ${path}`);
    expect(missing.sort()).toEqual(Object.keys(leftOut).sort());
  });

  test('with the described scopes', () => {
    const different = described.flatMap((operation) => {
      const route = routeOf(operation);
      return route === undefined || route.scopes.join() === operation.scopes.join()
        ? []
        : [`${operation.method} ${operation.path}: ${route.scopes.join()} instead of ${operation.scopes.join()}`];
    });
    expect(different).toEqual([]);
  });

  test('no address is defined twice', () => {
    const seen = allRoutes.map((route) => `${route.method} ${addressOf(route.path)}`);
    expect(seen.filter((name, index) => seen.indexOf(name) !== index)).toEqual([]);
  });
});

describe('search fields', () => {
  const searches = described.filter(({ searchFields, path }) => searchFields !== undefined && !path.includes(':id'));

  test.each(searches.map(({ path, searchFields }) => [path, searchFields]))('%s takes %o', async (path, names) => {
    for (const field of names ?? []) {
      const { status } = await running.api.post(String(path), [{ field, value: '1', criteria: '=' }]);
      expect(`${field} ${status}`).toBe(`${field} 200`);
    }
    const { status } = await running.api.post(String(path), [{ field: 'nothing', value: '1' }]);
    expect(status).toBe(422);
  });
});

describe('answer fields', () => {
  const invoice = () => running.api.post('/2.0/kb_invoice', anInvoice(running));
  const delivery = async () => {
    const order = await running.api.post('/2.0/kb_order', anInvoice(running));
    return running.api.post(`/2.0/kb_order/${order.body.id}/delivery`);
  };

  /** Written under another name than read, or written only. */
  const writeOnly = ['titel_id', 'pr_project_id', 'contact_address_manual', 'delivery_address_manual'];

  test.each([
    ['Contact', () => running.api.post('/2.0/contact', aContact(running))],
    ['Article', () => running.api.post('/2.0/article', anArticle(running))],
    ['Invoice', invoice],
    ['Order', () => running.api.post('/2.0/kb_order', anInvoice(running))],
    ['Offer', () => running.api.post('/2.0/kb_offer', anInvoice(running))],
    ['Delivery', delivery],
  ] as const)('%s', async (name, create) => {
    const { body } = await create();
    const expected = fields[name].read.filter((field) => !writeOnly.includes(field));
    expect(Object.keys(body).sort()).toEqual(expected);
  });
});
