import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellImport } from './past-runs.ts';
import { get, post } from './reader.ts';
import { connect, install, openShopfront, settle, shopA, type Shopfront } from './shopfront.ts';

let front: Shopfront;
beforeAll(async () => {
  front = await openShopfront();
  await install(front.store);
  await connect(front.store);
  await settle(front.store);
});
afterAll(() => front.close());

const form = { from: '2026-10-01', to: '2026-10-31', patterns: 'Shopify {name}\n\n WEB-{number} ', recognised: 'leave' };
const runs = () => front.store.imports.list(shopA.domain);

test('the form says from which day on Shopify shows orders, and what is older is refused with the day', async () => {
  const page = await get(front, '/import?locale=de');
  expect(page.html).toContain('Shopify zeigt dieser App nur Bestellungen ab dem 24.09.2026');
  const refused = await post(front, '/import?locale=de', { ...form, from: '2026-01-01' });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('So alte Bestellungen zeigt Shopify dieser App nicht.');
  expect(refused.html).toContain('value="2026-01-01"');
  expect(await runs()).toEqual([]);
});

test.each([
  [{ from: '2026-11-02', to: '2026-11-01' }, 'Das erste Datum muss vor dem zweiten liegen.'],
  [{ from: '', to: '' }, 'Das erste Datum muss vor dem zweiten liegen.'],
  [{ patterns: 'Shopify' }, 'Jedes Muster braucht {name} oder {number}'],
  [{ patterns: '{nummer}' }, 'Jedes Muster braucht {name} oder {number}'],
])('refused: %o', async (over, words) => {
  const refused = await post(front, '/import?locale=de', { ...form, ...over });
  expect([refused.status, refused.html.includes(words)]).toEqual([422, true]);
  expect(await runs()).toEqual([]);
});

test('a run begins with whole days of the shop’s own time, and a second one waits', async () => {
  const begun = await post(front, '/import', form);
  const [run] = await runs();
  expect(begun.location).toBe(`/import/${run?.id}`);
  expect(run).toMatchObject({ phase: 'listing', author: 'Anna', plan: { from: '2026-09-30T22:00:00.000Z', until: '2026-10-31T23:00:00.000Z', patterns: ['Shopify {name}', 'WEB-{number}'], recognised: 'leave' } });
  expect(await front.store.jobs.get({ shop: shopA.domain, kind: 'import', subject: run?.id ?? '' })).not.toBeNull();
  const second = await post(front, '/import?locale=de', form);
  expect([second.status, second.html.includes('Ein anderer Import ist noch an der Arbeit.')]).toEqual([422, true]);
  await post(front, `/import/${run?.id}/pause`, {});
  expect((await get(front, `/import/${run?.id}?locale=de`)).html).toContain('Angehalten.');
  await post(front, `/import/${run?.id}/resume`, {});
  expect((await runs())[0]).toMatchObject({ paused: false });
  await post(front, `/import/${run?.id}/cancel`, {});
  expect((await runs())[0]).toMatchObject({ phase: 'cancelled' });
});

test('the preview says how many, how long, and why; only what makes sense can be chosen', async () => {
  await tellImport(front.store, shopA.domain, { id: 'p-ready', phase: 'ready' });
  const key = { shop: shopA.domain, id: 'p-ready' };
  const page = await get(front, '/import/p-ready?locale=de');
  expect(page.html).toContain('6 Bestellungen werden verbucht, sobald Sie Ja sagen.');
  expect(page.html).toContain('6 warten noch auf Zahlung oder Versand, 6 brauchen Ihre Hilfe');
  expect(page.html).toContain('11 vorhandene Rechnungen werden übernommen.');
  expect(page.html).toMatch(/rund 3.596 Anfragen an bexio, das dauert etwa 4 Minuten\. .* Das Tempo bestimmt bexio: Es erlaubt 1.000 Anfragen pro Minute\./);
  expect(page.html).toContain('Rechnung RE-00092 heisst so, lautet aber auf einen anderen Betrag oder eine andere Währung.');
  expect(page.html).toContain('Verbucht wird sie nur wieder, wenn Sie bei ihr «Verbuchen» wählen.');
  expect(page.html).toContain('https://office.bexio.com/index.php/kb_invoice/show/id/91');
  const second = await get(front, page.html.match(/href="([^"]*cursor=[^"]*)"/)?.[1]?.replaceAll('&amp;', '&') ?? '');
  expect(second.html).toContain('#959');
  expect((await get(front, '/import/p-ready?finding=unclear')).html).not.toContain('#900<');

  const chosen = await post(front, '/import/p-ready/choose', [['action', 'book'], ['order', '4001'], ['order', '4002'], ['order', '4005'], ['order', '4006']]);
  expect(chosen.location).toBe('/import/p-ready?count=1');
  expect((await front.store.imports.row(key, '4002'))?.choice).toBe('book');
  expect((await front.store.imports.row(key, '4001'))?.choice).toBeNull();
  // Taken back: only where no second invoice is ruled out, and only expressly.
  expect((await post(front, '/import/p-ready/choose', [['action', 'book'], ['order', '4009'], ['order', '4010']])).location).toBe('/import/p-ready?count=1');
  expect((await front.store.imports.row(key, '4009'))?.choice).toBe('book');
  expect((await get(front, '/import/p-ready?locale=de')).html).toContain('8 Bestellungen werden verbucht, sobald');
  await post(front, '/import/p-ready/choose', [['action', 'leave'], ['order', '4000'], ['order', '4001']]);
  expect((await front.store.imports.row(key, '4001'))?.choice).toBe('leave');
  expect((await post(front, '/import/p-ready/choose', [['action', 'burn'], ['order', '4000']])).status).toBe(404);

  await tellImport(front.store, shopA.domain, { id: 'p-small', phase: 'ready', shopify: { points: 90_000, pointsPerSecond: 100 } });
  expect((await get(front, '/import/p-small?locale=de')).html).toMatch(/etwa 15 Minuten\. .* Das Tempo bestimmt Shopify: Ihr Abo gibt dieser App 100 Punkte pro Sekunde\./);

  await post(front, '/import/p-ready/start', {});
  expect(await front.store.imports.get(key)).toMatchObject({ phase: 'booking' });
});
