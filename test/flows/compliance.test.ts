import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type OpenShop } from './open-shop.ts';

/** What Shopify asks in the name of a buyer, down to the bytes of the database. */
let open: OpenShop;
const folder = mkdtempSync(join(tmpdir(), 'compliance-'));
const file = join(folder, 'sync.db');
beforeAll(async () => {
  open = await openShop({ databaseUrl: `file:${file}`, settings: { articles: 'text' } });
});
afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

test('a guest who is to be forgotten is: label, link, intent, request, in every byte', async () => {
  const guest = (mail: string, lastName: string) => ({
    email: mail, customer: null, billingAddress: { firstName: 'Ottilie', lastName, address1: 'Gasse 3', zip: '8000', city: 'Zürich', countryCode: 'CH' },
    lines: [{ title: 'Buch', price: '10.00', taxRate: '0.026' }], payments: [{ gateway: 'shopify_payments' }],
  });
  const [gone, stays] = [open.place(guest('Canary@Example.ch', 'Kanarienvogel')), open.place(guest('bleibt@example.ch', 'Bleibtreu'))];
  await open.finished([gone, stays]);
  await open.settled();
  expect(/canary@example\.ch/i.test(bytes())).toBe(true);

  open.shop.requestCustomerData(gone.name);
  await open.settled();
  const { journal, orders } = open.app.store;
  expect((await journal.latest(open.shop.domain, 5)).find((line) => line.event === 'customer-data-requested')?.detail).toMatchObject({ orders: 1, links: expect.any(Number) });

  open.shop.requestCustomerRedact(gone.name);
  await open.settled();
  expect((await orders.get(open.shop.domain, gone.legacyId))?.customerLabel).toBeNull();
  expect((await orders.get(open.shop.domain, gone.legacyId))?.invoiceNumber).not.toBeNull();
  expect((await orders.get(open.shop.domain, stays.legacyId))?.customerLabel).toBe('bleibt@example.ch');
  expect((await journal.latest(open.shop.domain, 5)).filter((line) => line.event === 'customer-redacted')).toHaveLength(1);
  expect(/canary@example|kanarienvogel/i.exec(bytes())).toBeNull();
  expect(bytes().includes('bleibt@example.ch')).toBe(true);

  // A repetition is recognised and does nothing more.
  for (const { id } of open.shopify.deliveries.all().filter(({ topic }) => topic === 'customers/redact')) await open.shopify.deliveries.resend(id);
  await open.settled();
  expect((await journal.latest(open.shop.domain, 50)).filter((line) => line.event === 'customer-redacted')).toHaveLength(1);
});

function bytes(): string {
  return ['', '-wal'].map((end) => readFileSync(`${file}${end}`, 'latin1')).join('');
}
