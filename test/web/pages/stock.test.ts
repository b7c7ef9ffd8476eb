import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCsv } from '../../../src/web/csv.ts';
import { connect, fill, install, openShopfront, settle, shopA, shopB, type Shopfront } from './shopfront.ts';
import { fillStock } from './stocked.ts';

let front: Shopfront;
beforeAll(async () => {
  front = await openShopfront();
  await fill(front.store);
  await fillStock(front.store);
});
afterAll(() => front.close());

async function get(path: string, shop = shopA): Promise<{ status: number; text: string; type: string }> {
  const answer = await fetch(front.url + path, { headers: { 'x-test-shop': shop.domain } });
  return { status: answer.status, text: Buffer.from(await answer.arrayBuffer()).toString(), type: answer.headers.get('content-type') ?? '' };
}

describe('the stock page', () => {
  test('says what counts, what is to be typed and why each correction was made', async () => {
    const { text } = await get('/stock?locale=de');
    for (const one of ['Es gilt der Bestand von Shopify.', 'Einzutippen'.toLowerCase(), 'bexio führt für diesen Artikel kein Lager', 'Anfangsbestand in bexio von 0 auf 240', 'Eine Bestellung ist in bexio noch nicht ausgebucht: 14 Stück.', 'reserviert bexio noch für Storniertes', 'An anderen Standorten liegen 3.', 'anderswo 3', 'an anderem Standort']) expect(text.toLowerCase()).toContain(one.toLowerCase());
    expect(text).toContain('role="img"');
  });

  test('finds an article', async () => {
    const { text } = await get('/stock?q=tasse&locale=en');
    const table = text.slice(text.indexOf('id="articles"'), text.indexOf('id="corrections"'));
    expect([table.includes('MUG'), table.includes('TEE-M')]).toEqual([true, false]);
  });

  test('the list to type in is a file that no spreadsheet runs', async () => {
    const { text, type } = await get('/stock/to-type.csv?locale=de');
    expect(type).toContain('text/csv');
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('\uFEFFArtikelnummer;Bezeichnung;An Lager;Soll;Differenz;Warum;Standort');
    expect(lines.slice(1, -1).toSorted()).toEqual([
      `"'=HYPERLINK(""http://x"")";'+41 44 000 00 00;3;1;-2;Auf dem Artikel ist schon gebucht worden.;1`,
      'MUG;Tasse Alpenglühen;0;44;44;bexio führt für diesen Artikel kein Lager. Bitte in bexio einschalten.;1',
      'TEE-L;T-Shirt Matterhorn L;7;20;13;Auf dem Artikel ist schon gebucht worden.;1',
    ]);
  });

  test('the order says what Shopify holds back, and why', async () => {
    await front.store.journal.add({ shop: shopA.domain, orderId: '6000', event: 'fulfil-held', detail: { units: 3, cause: 'Incorrect address <b>' } });
    const { text } = await get('/orders/6000?locale=de');
    expect(text).toContain('Shopify hält den Versand zurück');
    expect(text).toContain('Shopify: Incorrect address &lt;b>');
    expect(text).not.toContain('address <b>');
  });

  test('another shop sees nothing of it', async () => {
    await install(front.store, shopB);
    await connect(front.store, shopB);
    await settle(front.store, shopB);
    expect((await get('/stock?locale=de', shopB)).text).toContain('Ihr Lager wird nicht verglichen');
    expect((await get('/stock/to-type.csv?locale=de', shopB)).text.split('\r\n')).toHaveLength(2);
  });
});

test.each([
  ['=1+1', "'=1+1"], ['+1', "'+1"], ['-1', "'-1"], ['@SUM(A1)', "'@SUM(A1)"], ['\t=1', "'\t=1"], [' =1', "' =1"], ['|calc', "'|calc"], ['＝1+1', "'＝1+1"],
  ['Tee; gross', '"Tee; gross"'], ['5" Rohr', '"5"" Rohr"'], ['a\nb', '"a\nb"'], ['T-Shirt', 'T-Shirt'], ['', ''],
])('%j in a spreadsheet', (value, cell) => {
  expect(writeCsv([[value, -2]])).toBe(`\uFEFF${cell};-2\r\n`);
});
