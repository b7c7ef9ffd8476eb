import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, fill, install, openShopfront, settle, shopA, shopB, type Shopfront } from './shopfront.ts';

let front: Shopfront;
beforeAll(async () => {
  front = await openShopfront();
  await fill(front.store);
});
afterAll(() => front.close());

async function lines(path: string, shop = shopA): Promise<string[]> {
  const answer = await fetch(front.url + path, { headers: { 'x-test-shop': shop.domain } });
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'text/csv; charset=utf-8', 'no-store']);
  // `text()` would take the mark of UTF-8 away.
  return Buffer.from(await answer.arrayBuffer()).toString().split('\r\n').slice(0, -1);
}

test('the list of orders is a file with the figures of both systems, in the page’s language and filter', async () => {
  const all = await lines('/orders.csv?locale=de');
  expect(all[0]).toBe('\uFEFFBestellung;Datum;Kunde;Stand;Problem;Zahlungsart;Währung;Betrag Shopify;Rechnung;Betrag bexio;Differenz;MWST;Bezahlt');
  expect(all.length - 1).toBe((await front.store.orders.list({ shop: shopA.domain, limit: 250 })).orders.length);
  const problems = await lines('/orders.csv?locale=fr&state=problem');
  const stored = (await front.store.orders.list({ shop: shopA.domain, state: 'problem', limit: 250 })).orders;
  expect(problems.slice(1).map((line) => line.split(';')[0])).toEqual(stored.map(({ name }) => name));
  const [booked] = (await front.store.orders.list({ shop: shopA.domain, state: 'booked', limit: 1 })).orders;
  const line = all.find((one) => one.startsWith(`${booked?.name};`))?.split(';');
  expect(line?.slice(6, 11)).toEqual([booked?.currency, String((booked?.totalMinor ?? 0) / 100), booked?.invoiceNumber, String((booked?.invoiceTotalMinor ?? 0) / 100), '0']);
});

test('the journal of some days is a file', async () => {
  await front.store.journal.add({ shop: shopA.domain, orderId: '5001', event: 'invoice-created', detail: { number: '=cmd' }, at: new Date() });
  const all = await lines('/journal.csv?locale=de');
  expect(all[0]).toBe('\uFEFFZeit (UTC);Bestell-ID;Was;Einzelheiten;Wer');
  expect(all.at(-1)).toContain(';5001;');
  expect(await lines('/journal.csv?locale=de&to=2001-01-01')).toHaveLength(1);
});

test('another shop gets its own', async () => {
  await install(front.store, shopB);
  await connect(front.store, shopB);
  await settle(front.store, shopB);
  expect(await lines('/orders.csv?locale=de', shopB)).toHaveLength(1);
  expect((await lines('/journal.csv?locale=de', shopB)).join('\n')).not.toContain(';5001;');
});
