import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/sandbox/bexio/sandbox.ts';
import type { OrderInput } from '../../src/sandbox/shopify/sandbox.ts';
import { openShop, type OpenShop } from './open-shop.ts';

/** What bexio is asked for one order while its reference data is warm: requests are what a company's minute holds 1000 of. */
let open: OpenShop;
beforeAll(async () => {
  open = await openShop({ settings: { articles: 'text' }, environment: { BEXIO_POLL_SECONDS: '86400' } });
  await book(by('anna'));
});
afterAll(() => open.close());
beforeEach(() => open.bexio.requests.clear());

test('a paid order of a returning customer: create, issue, payment', async () => {
  expect(await book(by('anna'))).toEqual(['POST /2.0/kb_invoice', 'POST /2.0/kb_invoice/{id}/issue', 'POST /2.0/kb_invoice/{id}/payment']);
});

test('a paid order of a new customer: also search and create the contact', async () => {
  expect(await book(by('beat'))).toEqual([
    'POST /2.0/contact/search',
    'POST /2.0/contact',
    'POST /2.0/kb_invoice',
    'POST /2.0/kb_invoice/{id}/issue',
    'POST /2.0/kb_invoice/{id}/payment',
  ]);
});

test('an article that was sold before costs nothing, a new one a search', async () => {
  await open.decide({ articles: 'match' });
  expect((await book(by('anna'))).filter((name) => name.includes('article'))).toEqual(['POST /2.0/article/search']);
  open.bexio.requests.clear();
  expect(await book(by('anna'))).toHaveLength(3);
  await open.decide({ articles: 'text' });
});

test('reads come only after an unclear answer: search, list and the invoice itself', async () => {
  open.bexio.faults.add({ kind: 'cut-after', match: { method: 'POST', path: /\/kb_invoice$/, nth: 1 } });
  expect(await book(by('anna'))).toEqual([
    'POST /2.0/kb_invoice',
    'POST /2.0/kb_invoice/search',
    'GET /2.0/kb_invoice',
    'GET /2.0/kb_invoice/{id}',
    'POST /2.0/kb_invoice/{id}/issue',
    'POST /2.0/kb_invoice/{id}/payment',
  ]);
});

async function book(input: OrderInput): Promise<string[]> {
  const order = open.place(input);
  await open.finished([order]);
  const names = open.bexio.requests.all().map(nameOf);
  process.stdout.write(`\n${names.length} requests to bexio: ${names.join(', ')}\n`);
  return names;
}

function nameOf({ method, path }: LoggedRequest): string {
  return `${method} ${path.replaceAll(/\/\d+(?=\/|$)/g, '/{id}')}`;
}

function by(name: string): OrderInput {
  const address = { firstName: name, lastName: 'Muster', address1: 'Gasse 1', zip: '3011', city: 'Bern', countryCode: 'CH' };
  return { customer: { firstName: name, lastName: 'Muster', email: `${name}@example.ch` }, email: `${name}@example.ch`, billingAddress: address, lines: [{ title: 'Tee', sku: 'TEE', price: '24.95' }], payments: [{ gateway: 'twint' }] };
}
