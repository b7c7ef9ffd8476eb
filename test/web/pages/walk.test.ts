import { parse } from 'node-html-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BexioError } from '../../../src/bexio/outcome.ts';
import { languages } from '../../../src/domain/settings.ts';
import { settingsFindings } from '../../../src/domain/settings/settings-findings.ts';
import { ShopifyError } from '../../../src/shopify/outcome.ts';
import { StoreBusy } from '../../../src/store/errors.ts';
import { words } from '../../../src/web/words/words.ts';
import { aCompany, anOrder } from '../../domain/build.ts';
import { answered, formOf, get, post } from './reader.ts';
import { aProblemRecord, connect, fill, install, now, openShopfront, problems, shopA, type Shopfront } from './shopfront.ts';

// The pages over HTTP, from an empty shop to a busy one, without scripts.

const paths = ['/', '/orders', '/orders/6000', '/orders/6003', '/orders/6004', '/orders/6001', '/orders/6001/undo', '/undo', '/undo/0r-ready', '/undo/1r-done', '/undo/2r-import', '/orders/6000/preview', '/preview', '/check', '/connection', '/setup', '/settings', '/settings/booking', '/settings/payments', '/settings/accounts', '/settings/documents', '/settings/customers', '/settings/stock', '/settings/changes', '/settings/vouchers', '/settings/closing', '/settings/rules', '/settings/rules?order=1,0,2&v=1&try=yes', '/settings/rules/1', '/settings/rules/new', '/settings/history', '/settings/file'];

describe('a busy shop', () => {
  let front: Shopfront;
  beforeAll(async () => {
    const orders = new Map();
    front = await openShopfront({ orders });
    for (const [id, order] of await fill(front.store)) orders.set(id, order);
    orders.set('6005', anOrder({ id: '6005', name: '#1995', test: true }));
  });
  afterAll(() => front.close());

  test.each(languages.flatMap((language) => paths.map((path) => [language, path] as const)))('%s %s', async (language, path) => {
    const page = await get(front, `${path}${path.includes('?') ? '&' : '?'}locale=${language}`);
    expect(page.status).toBe(200);
    expect(page.document.querySelectorAll('h1')).toHaveLength(1);
    expect(page.document.querySelector('html')?.getAttribute('lang')).toBe(`${language}-CH`);
    expect(page.html).not.toMatch(/undefined|\[object|NaN/);
    expect(page.html).not.toMatch(/ style=|<script(?![^>]* src=)/);
    expect(front.faults).toEqual([]);
  });

  test('the language of the browser counts when none is asked for, and an asked one stays in every link', async () => {
    const french = await get(front, '/', { accept: 'fr-CH,fr;q=0.9,en;q=0.8' });
    expect(french.html).toContain(words.fr.nav.settings);
    const italian = await get(front, '/?locale=it');
    const links = italian.document.querySelectorAll('main a').map((link) => link.getAttribute('href') ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((href) => href.startsWith('/') && !href.includes('locale=it'))).toEqual([]);
  });

  test('orders are found by number, customer, invoice and amount, and narrowed by state, problem, method and day', async () => {
    const rows = async (query: string) => (await get(front, `/orders?${query}`)).document.querySelectorAll('tbody tr').length;
    expect(await rows('q=%231999')).toBe(1);
    expect(await rows('q=RE-00700')).toBe(1);
    expect(await rows('q=bernasconi')).toBe(10);
    expect(await rows('q=62.27')).toBe(1);
    expect(await rows('q=CHF+62.27')).toBe(1);
    expect(await rows('state=waiting')).toBe(5);
    expect(await rows('problem=not-connected')).toBe(1);
    expect(await rows('method=paypal')).toBe(12);
    expect(await rows('from=2026-11-22&to=2026-11-22')).toBe(3);
    expect(await rows('q=nobody')).toBe(0);
    expect((await get(front, '/orders?q=nobody')).html).toContain(words.de.orders.nothingFound);
  });

  test('pages of the list neither repeat nor skip', async () => {
    const names = (page: Awaited<ReturnType<typeof get>>) => page.document.querySelectorAll('tbody th a').map((link) => link.text);
    const first = await get(front, '/orders');
    const older = first.document.querySelectorAll('.pager a').at(-1)?.getAttribute('href') ?? '';
    const all = [...names(first), ...names(await get(front, older))];
    expect(all).toHaveLength(60);
    expect(new Set(all).size).toBe(60);
  });

  test('one order tells what happened, what it made, and links into bexio', async () => {
    const page = await get(front, '/orders/6000');
    expect(page.html).toContain('https://office.bexio.com/index.php/kb_invoice/show/id/700');
    expect(page.html).toContain('TWINT');
    expect(page.document.querySelectorAll('.timeline li')).toHaveLength(5);
    const pdf = await fetch(`${front.url}/orders/6000/invoice.pdf`);
    expect(pdf.headers.get('content-type')).toContain('application/pdf');
  });

  test('the whole life of an order: every document, refund, task and difference, with the figures behind them', async () => {
    const page = await get(front, '/orders/6001');
    expect(page.document.querySelector('#documents')?.text).toContain('MwSt 8.1%: CHF\u00a09.74 und MwSt 2.6%: CHF\u00a01.87');
    expect(page.document.querySelector('#payments')?.text).toContain('auf Shopify Payments, am 21.11.2026');
    const text = (selector: string) => page.document.querySelector(selector)?.text.replaceAll(/\s+/g, ' ') ?? '';
    for (const number of ['AU-00061', 'RE-00701', 'RE-00702', 'RE-00703']) expect(text('#documents')).toContain(number);
    expect(text('#documents')).toContain('storniertdurch eine neue ersetzt');
    expect(page.html).toContain('https://office.bexio.com/index.php/kb_invoice/show/id/701');
    expect(text('#refund-1')).toMatch(/shopify:4711:refund:98001.*1000 Kasse.*8.1%.*CHF.34\.00.*CHF.2\.55.*Shopify Rückerstattung 98001.*Transaktion 88123/);
    expect([2, 3, 4].map((index) => page.document.querySelector(`#refund-${index} .badge`)?.text)).toEqual(['für Sie', 'erledigt', 'von Hand erledigt']);
    expect(text('#change-1')).toMatch(/RE-00701 wurde ersetzt durch RE-00702.*Wanderführer.*CHF.60\.00 \(2 ×\).*CHF.30\.00.*CHF.160\.00.*CHF.155\.00/);
    expect(text('#change-2')).toMatch(/RE-00703.*Socken.*CHF.20\.00/);
    expect(text('#summary')).toContain('Regel 1: Händler');
  });

  test('a task is called settled once, and only by its own order', async () => {
    const key = { task: 'less:6001:1' };
    expect((await post(front, '/orders/6000/close-task', key)).status).toBe(404);
    expect((await post(front, '/orders/6001/close-task', key)).status).toBe(303);
    expect((await post(front, '/orders/6001/close-task', key)).status).toBe(404);
    expect((await get(front, '/orders/6001')).document.querySelector('#refund-2 .badge')?.text).toBe('von Hand erledigt');
  });

  test('taking back asks first, does what was shown, and shows it again when that has changed', async () => {
    const page = await get(front, '/orders/6001/undo');
    const { action, fields } = formOf(page, '/orders/6001/undo');
    expect(page.document.querySelector('#reversed-1')?.text).toContain('3200 Handelserlöse');
    expect((await post(front, action, answered(fields, { seen: 'something else' }))).location).toBe('/orders/6001/undo?moved=yes');
    expect(front.decisions).toEqual([]);
    expect((await post(front, action, fields)).location).toBe('/orders/6001?done=undo');
    expect(front.decisions).toEqual([{ shop: shopA.domain, orderId: '6001', decision: 'undo' }]);
    front.decisions.length = 0;
  });

  test('a selection, a period: each becomes a run that looks and waits for a yes', async () => {
    const picked = await post(front, '/orders/bulk', [['action', 'undo'], ['order', '6000'], ['order', '6001']]);
    expect(picked.location).toMatch(/^\/undo\/[a-z0-9-]+$/);
    expect((await get(front, picked.location ?? '')).html).toContain(words.de.life.undoRuns.states.looking);
    const period = await post(front, '/undo', { from: '2026-11-21', to: '2026-11-22' });
    const runId = period.location?.split('/').at(-1) ?? '';
    const companyId = aCompany().id;
    const run = (await front.store.links.find(shopA.domain, companyId, 'undo-run', runId))?.detail;
    expect(run).toMatchObject({ state: 'looking', scope: { kind: 'booked', from: '2026-11-20T23:00:00.000Z', until: '2026-11-22T23:00:00.000Z' } });
    expect((await post(front, `/undo/${runId}/undo`, {})).status).toBe(303);
    expect((await front.store.links.find(shopA.domain, companyId, 'undo-run', runId))?.detail['state']).toBe('looking');
    expect((await post(front, '/undo', { from: '2026-11-22', to: '2026-11-21' })).status).toBe(422);
    expect((await post(front, '/undo', { import: 'no..such' })).status).toBe(404);
    const page = await get(front, '/undo');
    const told = page.document.querySelectorAll('#imports li');
    expect(told.map((one) => one.querySelector('a')?.getAttribute('href'))).toEqual(['/import/p-paused', '/import/p-done', '/import/p-booking']);
    expect(told[1]?.text).toContain('Import vom 22.11.2026, 11:00, Anna');
    expect(told[1]?.text).toContain('Bestellungen vom 01.02.2026 bis 30.04.2026 · 23 verbucht · CHF');
    const imported = await post(front, '/undo', { import: 'p-done' });
    expect((await front.store.links.find(shopA.domain, companyId, 'undo-run', imported.location?.split('/').at(-1) ?? ''))?.detail).toMatchObject({ scope: { kind: 'import', importId: 'p-done', from: '2026-01-31T23:00:00.000Z', until: '2026-04-30T22:00:00.000Z' } });
    expect((await get(front, imported.location ?? '')).html).toContain('Import vom 22.11.2026, 11:00, Anna');
    expect((await post(front, '/undo/0r-ready/undo', {})).status).toBe(303);
    expect((await front.store.links.find(shopA.domain, companyId, 'undo-run', '0r-ready'))?.detail['state']).toBe('undoing');
  });

  test.each(problems)('an order with the problem $reason says what, and offers what helps', async (problem) => {
    const orderId = String(7000 + problems.indexOf(problem));
    await front.store.orders.record(aProblemRecord(problem, { orderId, name: '#P', processedAt: new Date('2020-01-01T00:00:00Z') }));
    const page = await get(front, `/orders/${orderId}`);
    expect(page.document.querySelector('[role=alert]')?.text).toContain(words.de.problems[problem.reason].cure);
    expect(page.html).toContain(`/orders/${orderId}/retry`);
    expect(page.document.querySelectorAll('#credit-note tbody tr')).toHaveLength(problem.reason === 'credit-note-needed' ? 1 : 0);
    expect(front.faults).toEqual([]);
  });

  test('trying again marks the order, tells the history and rings the job', async () => {
    const page = await get(front, '/orders/6003');
    const form = formOf(page, '/orders/6003/retry');
    const answer = await post(front, form.action, form.fields);
    expect(answer.status).toBe(303);
    expect(answer.location).toBe('/orders/6003?done=retry');
    expect((await front.store.orders.get(shopA.domain, '6003'))?.state).toBe('working');
    expect((await front.store.journal.of(shopA.domain, '6003')).at(-1)).toMatchObject({ event: 'retry-asked', actor: 'Anna' });
    expect((await front.store.jobs.get({ shop: shopA.domain, kind: 'order', subject: '6003' }))?.wanted).toBe(1);
  });

  test('several orders at once, and none is said to be none', async () => {
    const answer = await post(front, '/orders/bulk?state=problem', [['action', 'skip'], ['order', '6010'], ['order', '6017'], ['order', '999'], ['order', '<b>']]);
    expect(answer.location).toBe('/orders?state=problem&done=skip&count=2');
    expect(front.decisions).toEqual([{ shop: shopA.domain, orderId: '6010', decision: 'skip' }, { shop: shopA.domain, orderId: '6017', decision: 'skip' }]);
    const none = await post(front, '/orders/bulk', { action: 'retry' });
    expect((await get(front, none.location ?? '')).html).toContain(words.de.orders.done('none', 0, '0'));
  });

  test('a preview shows the two systems side by side and writes nothing', async () => {
    const before = await front.store.journal.latest(shopA.domain, 100);
    const page = await get(front, '/orders/6000/preview');
    expect(page.document.querySelector('.paper')?.text).toContain('Shopify #2000');
    expect(page.document.querySelectorAll('#compare tbody tr.changed')).toHaveLength(0);
    expect(await front.store.journal.latest(shopA.domain, 100)).toHaveLength(before.length);
    expect(page.document.querySelectorAll('main .banner:not([hidden])')).toHaveLength(0);
    const range = await get(front, '/preview?from=2026-11-22&to=2026-11-22');
    expect(range.document.querySelectorAll('#range tbody tr')).toHaveLength(3);
    expect((await get(front, '/preview?from=2026-11-22&to=2026-11-01')).status).toBe(422);
  });

  test('a preview of what is not booked says why, and draws it all the same', async () => {
    const page = await get(front, '/orders/6005/preview');
    expect(page.document.querySelectorAll('main .banner:not([hidden])').map((one) => one.text)).toEqual([words.de.because.test]);
    expect(page.document.querySelector('.paper')?.text).toContain('Shopify #1995');
  });

  test('what does not exist is a page that says so', async () => {
    for (const path of ['/nothing', '/orders/1', '/orders/abc', "/orders/1'--", '/orders/6000/nothing', '/orders/1/preview', '/settings/nothing']) {
      const page = await get(front, path);
      expect([path, page.status]).toEqual([path, 404]);
      expect(page.html).toContain(words.de.app.missingTitle);
    }
  });
});

describe('from installing to settings that book', () => {
  let front: Shopfront;
  beforeAll(async () => {
    front = await openShopfront();
    await install(front.store);
  });
  afterAll(() => front.close());

  test('first there is one thing to do: connect', async () => {
    const home = await get(front, '/');
    expect(home.document.querySelectorAll('.button.primary').map((one) => one.getAttribute('href'))).toEqual(['/connection']);
    const link = (await get(front, '/connection')).document.querySelector('.button.primary');
    expect(link?.getAttribute('href')).toContain('/bexio/connect?ticket=');
    expect(link?.getAttribute('target')).toBe('_top');
    for (const path of ['/setup', '/settings', '/settings/payments', '/settings/file', '/settings/history']) expect((await get(front, path)).status).toBe(200);
  });

  test('connected but not read yet: the page says so and looks again by itself', async () => {
    await connect(front.store);
    await front.store.companies.forget(aCompany().id);
    const page = await get(front, '/setup');
    expect(page.html).toContain(words.de.connection.reading);
    expect(page.document.querySelector('main')?.getAttribute('data-poll')).toBe('1500');
  });

  test('what would stop orders is said before the start, with its cure on this very page', async () => {
    const { currencies, accounts } = aCompany();
    const sick = aCompany({ keepsStock: false, currencies: currencies.map((one) => ({ ...one, roundFactorMinor: 5 })), automaticNumbering: { invoice: false, order: true }, accounts: accounts.filter(({ kind }) => kind !== 'earnings') });
    await connect(front.store, shopA, sick);
    const page = await get(front, '/setup');
    const said = page.document.querySelectorAll('#findings .finding');
    for (const finding of said) expect(finding.querySelector('.muted')?.textContent).not.toBe('');
    expect(said.map((one) => one.querySelector('strong')?.textContent)).toEqual([
      words.de.check.findings.numbering.what(''),
      words.de.check.findings.accounts.what(`«${words.de.settings.accounts.roles.sales.label}» und «${words.de.settings.accounts.roles.shipping.label}»`),
      words.de.check.findings.rounding.what('CHF\u00a00.05'),
      words.de.check.findings.rounding.what('EUR\u00a00.05'),
      words.de.check.findings['collective-contact'].what(''),
    ]);
    const within = said.flatMap((one) => one.querySelectorAll('a[href^="#"]').map((link) => link.getAttribute('href') ?? ''));
    expect(within).toEqual(['#setup-accounts', '#setup-customers']);
    for (const place of within) expect(page.document.querySelector(place)?.hasAttribute('open')).toBe(true);
    expect(page.document.querySelector('#setup-payments')?.hasAttribute('open')).toBe(false);
    const { action, fields } = formOf(page, '/check/rounding');
    expect((await post(front, action, fields)).location).toBe('/setup');
    expect((await post(front, action, answered(fields, { from: 'https://example.org' }))).location).toBe('/check');
  });

  test('the proposal, sent as it stands, leaves settings without problems', async () => {
    await connect(front.store);
    const form = formOf(await get(front, '/setup'), '/setup');
    const answer = await post(front, form.action, form.fields);
    expect([answer.status, answer.location]).toEqual([303, '/']);
    const saved = await front.store.settings.get(shopA.domain);
    expect(saved?.version).toBe(1);
    expect(saved?.author).toBe('Anna');
    const found = saved && settingsFindings(aCompany(), saved.settings, { gatewaysSeen: [], now });
    expect(found?.filter(({ level }) => level !== 'success').map(({ id }) => id)).toEqual(['collective-contact']);
    expect(saved?.settings.goLiveAt).toBe('2026-11-21T23:00:00.000Z');
    expect((await front.store.jobs.get({ shop: shopA.domain, kind: 'resume', subject: 'settings' }))?.wanted).toBe(1);
  });

  test.each(['booking', 'payments', 'accounts', 'documents', 'customers', 'stock', 'changes'])('%s, sent as it stands, changes nothing', async (topic) => {
    const before = await front.store.settings.get(shopA.domain);
    const form = formOf(await get(front, `/settings/${topic}`), `/settings/${topic}`);
    expect((await post(front, form.action, form.fields)).status).toBe(303);
    const after = await front.store.settings.get(shopA.domain);
    expect(after?.settings).toEqual(before?.settings);
  });

  test('bad input comes back with its errors and loses nothing', async () => {
    const form = formOf(await get(front, '/settings/payments'), '/settings/payments');
    const answer = await post(front, form.action, answered(form.fields, { daysToPay: 'bald', 'gateway:twint': 'account:999999', newGateway: 'Wallee' }));
    expect(answer.status).toBe(422);
    expect(answer.document.querySelectorAll('[aria-invalid="true"]')).toHaveLength(2);
    expect(answer.document.querySelector('input[name=daysToPay]')?.getAttribute('value')).toBe('bald');
    expect(answer.document.querySelector('input[name=newGateway]')?.getAttribute('value')).toBe('Wallee');
    for (const link of answer.document.querySelectorAll('[role=alert] a')) expect(answer.document.querySelector(link.getAttribute('href') ?? '')).not.toBeNull();
  });

  test('of two tabs, the second is told, keeps what it typed, and may save on top', async () => {
    const [first, second] = [formOf(await get(front, '/settings/payments'), '/settings/payments'), formOf(await get(front, '/settings/payments'), '/settings/payments')];
    expect((await post(front, first.action, answered(first.fields, { daysToPay: '20' }))).status).toBe(303);
    const refused = await post(front, second.action, answered(second.fields, { daysToPay: '10' }));
    expect(refused.status).toBe(422);
    expect(refused.html).toContain(words.de.settings.conflictTitle);
    expect(refused.document.querySelector('input[name=daysToPay]')?.getAttribute('value')).toBe('10');
    const again = formOf(refused, '/settings/payments');
    expect((await post(front, again.action, again.fields)).status).toBe(303);
    expect((await front.store.settings.get(shopA.domain))?.settings.daysToPay).toBe(10);
    const history = await get(front, '/settings/history');
    expect(history.html).toContain(words.de.settings.daysToPay.label);
    expect(history.html).toContain('Anna');
  });

  test('a new payment method can be named and given an account', async () => {
    const form = formOf(await get(front, '/settings/payments'), '/settings/payments');
    await post(front, form.action, answered(form.fields, { newGateway: ' Wallee ', newGatewaySettle: 'account:302' }));
    expect((await front.store.settings.get(shopA.domain))?.settings.gateways['wallee']).toEqual({ settle: 'account', bankAccountId: 302, paymentTypeId: null });
  });

  test('settings leave as a file and come back through the same checks', async () => {
    const file = await (await fetch(`${front.url}/settings/export.json`)).text();
    const same = await post(front, '/settings/file', { payload: file });
    expect(same.html).toContain(words.de.file.nothingChanges);
    const changed = file.replace('"daysToPay": "10"', '"daysToPay": "45"');
    const preview = await post(front, '/settings/file', { payload: changed });
    expect((await front.store.settings.get(shopA.domain))?.settings.daysToPay).toBe(10);
    const form = preview.document.querySelectorAll('form').find((one) => one.querySelector('input[name=confirmed]'));
    const fields = Object.fromEntries(form?.querySelectorAll('input').map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']) ?? []);
    expect((await post(front, '/settings/file', fields)).status).toBe(303);
    expect((await front.store.settings.get(shopA.domain))?.settings.daysToPay).toBe(45);
    for (const bad of ['', '{', '[]', '{"kind":"x"}', file.replace('c-77', 'c-78'), file.replace('"45"', '""').replace('"account:sales": "', '"account:sales": "9')]) {
      expect((await post(front, '/settings/file', { payload: bad.replaceAll('"daysToPay": "10"', '"daysToPay": "many"') })).status).toBe(422);
    }
  });

  test('a broken connection is said on the first page, with its one button', async () => {
    await front.store.connections.markBroken(shopA.domain, 'invalid_grant');
    const home = await get(front, '/');
    expect(home.html).toContain(words.de.connection.brokenTitle);
    expect(home.html).not.toContain('invalid_grant');
    expect((await get(front, '/check')).html).toContain(words.de.check.findings.connection.button);
  });
});

describe('when something fails', () => {
  test('the merchant reads an apology, the operator the error', async () => {
    const front = await openShopfront({ override: { connectTicket: () => { throw new Error('secret detail'); } } });
    await install(front.store);
    const page = await get(front, '/connection');
    expect(page.status).toBe(500);
    expect(page.html).toContain(words.de.app.faults.fault.title);
    expect(page.html).not.toContain('secret detail');
    expect(front.faults).toHaveLength(1);
    await front.close();
  });

  test.each([
    ['bexio', 503, '/check', new BexioError({ kind: 'later', retryAfterMs: null, cause: 'secret detail' }, 'book')],
    ['bexio', 503, '/check', new BexioError({ kind: 'unknown', cause: 'secret detail' }, 'book')],
    ['right', 403, '/check', new BexioError({ kind: 'not-allowed', message: 'secret detail' }, 'book')],
    ['shopify', 503, '/check', new ShopifyError({ kind: 'later', retryAfterMs: null, cause: 'secret detail' })],
    ['busy', 503, '/check', new StoreBusy('secret detail')],
    ['fault', 500, '/check', new BexioError({ kind: 'missing', cause: 'secret detail' }, 'book')],
  ] as const)('%s, status %i: it is said in every language, with a way on that exists', async (told, status, path, error) => {
    const front = await openShopfront({ override: { setRounding: async () => Promise.reject(error) } });
    await fill(front.store);
    for (const language of languages) {
      const answer = await fetch(`${front.url}/check/rounding?locale=${language}`, { method: 'POST', headers: { referer: `${front.url}/check` }, body: new URLSearchParams({ currency: 'CHF' }) });
      const page = parse(await answer.text());
      expect([answer.status, page.querySelector('h1')?.text]).toEqual([status, words[language].app.faults[told].title]);
      expect(page.text).not.toContain('secret detail');
      expect(page.querySelector('main .banner a.button')?.getAttribute('href')).toBe(`${path}?locale=${language}`);
    }
    const stranger = await fetch(`${front.url}/check/rounding`, { method: 'POST', headers: { referer: 'https://example.org/check' }, body: new URLSearchParams({ currency: 'CHF' }) });
    if (told !== 'right') expect(parse(await stranger.text()).querySelector('main .banner a.button')?.getAttribute('href')).toBe('/');
    await front.close();
  });

  test('a connection that ends under a click leads to the sign-in', async () => {
    const front = await openShopfront({ override: { setRounding: async () => Promise.reject(new BexioError({ kind: 'broken-connection', cause: 'invalid_grant' }, 'book')) } });
    await fill(front.store);
    const page = await post(front, '/check/rounding', { currency: 'CHF' });
    expect([page.status, page.document.querySelector('h1')?.text, page.document.querySelector('main .banner a.button')?.getAttribute('href')]).toEqual([503, words.de.connection.brokenTitle, '/connection']);
    await front.close();
  });
});
