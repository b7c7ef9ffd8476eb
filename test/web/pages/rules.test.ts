import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/domain/settings.ts';
import { readRule, valuesOfRule } from '../../../src/web/pages/rules/rule-form.ts';
import { readFile, writeFile } from '../../../src/web/pages/settings/settings-file.ts';
import { aCompany, someSettings } from '../../domain/build.ts';
import { answered, formOf, get, post } from './reader.ts';
import { fill, openShopfront, shopA, type Shopfront } from './shopfront.ts';
import { someRules } from './whole-life.ts';

// The merchant's rules: as a form, as a file, and over HTTP without scripts.

const company = aCompany({ documentTemplates: [{ slug: 'b2b', name: 'Händler' }] });
const everything: Rule = {
  name: 'Alles',
  when: { channels: ['web', 'pos'], tags: ['a'], countries: ['CH', 'LI'], customer: 'person', fromMinor: 0, toMinor: 1_250_05, gateways: ['twint', 'cash'], shippingMethods: ['Post, Paket', 'Abholung'] },
  then: { book: false, bookWhen: 'paid', documents: 'invoice', finish: 'draft', language: 'customer', daysToPay: 0, salesAccountId: 107, bankAccountId: 301, templateSlug: 'b2b', lumpSum: 'highest-rate', texts: { de: { header: '', footer: 'Danke' }, it: { title: 'Fattura' } } },
};

describe('a rule as a form', () => {
  test.each([...someRules, everything, { name: 'Leer', when: {}, then: {} }])('$name: read back as it was written', (rule) => {
    expect(readRule(valuesOfRule(rule), company, [])).toEqual({ rule, errors: {} });
  });

  test.each([
    [{ name: '' }, 'name', 'needed'],
    [{ name: 'HÄNDLER' }, 'name', 'taken'],
    [{ name: 'x'.repeat(61) }, 'name', 'too-long'],
    [{ countries: 'CH, Schweiz' }, 'countries', 'unknown-choice'],
    [{ from: '12.345' }, 'from', 'not-an-amount'],
    [{ from: '20', to: '10' }, 'to', 'not-an-amount'],
    [{ customer: 'robot' }, 'customer', 'unknown-choice'],
    [{ daysToPay: '366' }, 'daysToPay', 'not-a-number'],
    [{ salesAccountId: '424242' }, 'salesAccountId', 'not-in-bexio'],
    [{ bankAccountId: '1' }, 'bankAccountId', 'not-in-bexio'],
    [{ templateSlug: 'nobody' }, 'templateSlug', 'not-in-bexio'],
    [{ finish: 'burn' }, 'finish', 'unknown-choice'],
    [{ lumpSum: 'none' }, 'lumpSum', 'unknown-choice'],
    [{ 'text:de:title': 'x'.repeat(81) }, 'text:de:title', 'too-long'],
    [{ tags: Array.from({ length: 51 }, (_one, index) => index).join() }, 'tags', 'too-long'],
    [{ tags: 'x'.repeat(1_001) }, 'tags', 'too-long'],
  ] as const)('%o is %s', (fields, name, fault) => {
    const { errors } = readRule({ name: 'Neu', ...fields }, company, ['Händler']);
    expect(errors[name]).toBe(fault);
  });
});

describe('the file of settings', () => {
  const known = { companyId: company.id, company, base: someSettings(), timeZone: 'Europe/Zurich' };

  test('holds the rules and what a gift card is, and is read back whole', () => {
    const settings = someSettings({ goLiveAt: '2026-01-01T00:00:00.000Z', rules: [...someRules, everything], giftCards: 'service', lockDate: '2026-09-30', refunds: { paid: 'entry', lumpSum: 'lowest-rate' } });
    expect(readFile(writeFile(company.id, settings), known)).toEqual({ ok: true, settings });
  });

  test('with one wrong rule nothing of it is taken; without rules it has none', () => {
    const file = JSON.parse(writeFile(company.id, someSettings({ rules: someRules })));
    expect(readFile(JSON.stringify({ ...file, rules: [...file.rules, { ...file.rules[0], name: 'Händler' }] }), known)).toEqual({ ok: false, fault: 'unreadable' });
    expect(readFile(JSON.stringify({ ...file, rules: [{ name: 'x', salesAccountId: '1' }] }), known)).toEqual({ ok: false, fault: 'unreadable' });
    expect(readFile(JSON.stringify({ ...file, rules: 'all' }), known)).toEqual({ ok: false, fault: 'unreadable' });
    expect(readFile(JSON.stringify({ ...file, rules: undefined }), known)).toMatchObject({ ok: true, settings: { rules: [] } });
  });
});

describe('the pages', () => {
  let front: Shopfront;
  beforeAll(async () => {
    front = await openShopfront();
    await fill(front.store);
  });
  afterAll(() => front.close());

  const saved = async () => (await front.store.settings.get(shopA.domain))?.settings.rules.map(({ name }) => name);
  const text = (page: Awaited<ReturnType<typeof get>>, selector: string) => page.document.querySelector(selector)?.text.replaceAll(/\s+/g, ' ') ?? '';

  test('moving is shown and tried before it counts', async () => {
    const list = await get(front, '/settings/rules');
    const down = list.document.querySelectorAll('a').find((link) => link.getAttribute('aria-label') === '«Händler» nach unten')?.getAttribute('href') ?? '';
    const moved = await get(front, down);
    expect(moved.document.querySelectorAll('ol.list h2').map((one) => one.text.trim())).toEqual(['1. Ausland über 500', '2. Händler', '3. Testkanal']);
    expect(await saved()).toEqual(['Händler', 'Ausland über 500', 'Testkanal']);
    const tryOut = moved.document.querySelectorAll('a.button').find((link) => link.text === 'Ausprobieren')?.getAttribute('href') ?? '';
    expect(text(await get(front, tryOut), '#trial')).toMatch(/Von den letzten 50 Bestellungen würde/);
    const { action, fields } = formOf(moved, '/settings/rules');
    expect((await post(front, action, fields)).location).toBe('/settings/rules?done=saved');
    expect(await saved()).toEqual(['Ausland über 500', 'Händler', 'Testkanal']);
    expect((await post(front, action, fields)).status).toBe(422);
    expect(await saved()).toEqual(['Ausland über 500', 'Händler', 'Testkanal']);
  });

  test('an order made from another version is not shown, a nonsensical one neither', async () => {
    for (const query of ['order=1,0,2&v=1', 'order=0,0&v=2', 'order=7&v=2', 'order=x&v=2']) {
      const page = await get(front, `/settings/rules?${query}`);
      expect([query, page.document.querySelectorAll('ol.list h2').length, page.document.querySelectorAll('form[method=post]').length]).toEqual([query, 3, 0]);
    }
  });

  test('a new rule is tried on past orders, refused with what is wrong, then saved where it was wanted, with a line in the history', async () => {
    const page = await get(front, '/settings/rules/new');
    const { action, fields } = formOf(page, '/settings/rules/new');
    const typed = answered(fields, { name: 'Kasse', channels: 'POS', at: '1', 'method:twint': 'yes', salesAccountId: '108' });
    const tried = await get(front, `/settings/rules/new?${new URLSearchParams([...typed, ['try', 'yes']])}`);
    expect(tried.document.querySelector('input[name=channels]')?.getAttribute('value')).toBe('POS');
    // Every third of the newest 50 orders came from the till.
    expect(text(tried, '#trial [role=status]')).toBe('Von den letzten 50 Bestellungen würden 17 anders behandelt.');
    expect(text(tried, '#trial tbody tr')).toContain('Kasse');
    expect(await saved()).toHaveLength(3);
    expect((await post(front, action, answered(typed, { name: 'testkanal' }))).status).toBe(422);
    expect((await post(front, action, typed)).location).toBe('/settings/rules?done=saved');
    expect(await saved()).toEqual(['Kasse', 'Ausland über 500', 'Händler', 'Testkanal']);
    expect((await get(front, '/settings/history')).html).toContain('Regel «Kasse»');
    expect(await front.store.jobs.get({ shop: shopA.domain, kind: 'resume', subject: 'settings' })).not.toBeNull();
  });

  test('one order by its number', async () => {
    const tried = await get(front, '/settings/rules/1?name=Kasse&channels=pos&try=yes&q=%231999');
    expect(tried.document.querySelectorAll('#trial tbody tr')).toHaveLength(1);
  });

  test('two people at once: the second is told, keeps what was typed, and overwrites no other rule', async () => {
    const { fields } = formOf(await get(front, '/settings/rules/2'), '/settings/rules/2');
    const typed = answered(fields, { daysToPay: '90' });
    const { action, fields: moved } = formOf(await get(front, `/settings/rules?order=1,2,3&v=3`), '/settings/rules');
    expect((await post(front, action, moved)).status).toBe(303);
    const told = await post(front, '/settings/rules/2', typed);
    expect(told.status).toBe(422);
    expect(told.document.querySelector('input[name=daysToPay]')?.getAttribute('value')).toBe('90');
    const again = formOf(told, '/settings/rules/1');
    expect((await post(front, again.action, again.fields)).status).toBe(303);
    const rules = (await front.store.settings.get(shopA.domain))?.settings.rules;
    expect(rules?.map(({ name, then }) => [name, then.daysToPay])).toEqual([['Ausland über 500', 90], ['Händler', 60], ['Testkanal', undefined]]);
  });

  test('another shop has its own rules only', async () => {
    expect((await get(front, '/settings/rules/1', { shop: 'seeladen.myshopify.com' })).status).toBe(404);
    expect((await get(front, '/settings/rules/9')).status).toBe(404);
    expect((await post(front, '/settings/rules/9', { name: 'x' })).status).toBe(404);
  });
});

describe('closed periods and gift cards', () => {
  let front: Shopfront;
  beforeAll(async () => {
    front = await openShopfront();
    await fill(front.store);
  });
  afterAll(() => front.close());

  test('what falls into the period is listed before it is closed', async () => {
    const looked = await get(front, '/settings/closing?lockDate=2026-11-15&show=yes');
    expect(looked.document.querySelector('input[name=lockDate]')?.getAttribute('value')).toBe('2026-11-15');
    const rows = looked.document.querySelectorAll('#closed li a').map((link) => link.text);
    const { orders } = await front.store.orders.list({ shop: shopA.domain, until: new Date('2026-11-15T23:00:00Z'), limit: 250 });
    const open = orders.filter(({ state, invoiceNumber }) => invoiceNumber === null && state !== 'skipped' && state !== 'booked').map(({ name }) => name);
    expect(open.length).toBeGreaterThan(2);
    expect(rows).toEqual(expect.arrayContaining(open));
    expect((await front.store.settings.get(shopA.domain))?.settings.lockDate).toBeNull();
    const { action, fields } = formOf(looked, '/settings/closing');
    expect((await post(front, action, fields)).status).toBe(303);
    expect((await front.store.settings.get(shopA.domain))?.settings.lockDate).toBe('2026-11-15');
  });

  test('gift cards: what they are, on which account, and a warning when they are redeemed on another', async () => {
    const page = await get(front, '/settings/vouchers');
    const { action, fields } = formOf(page, '/settings/vouchers');
    expect((await post(front, action, answered(fields, { giftCards: 'service', 'account:gift-cards': '109' }))).status).toBe(303);
    expect((await front.store.settings.get(shopA.domain))?.settings).toMatchObject({ giftCards: 'service', accounts: { 'gift-cards': 109 } });
    const after = await get(front, '/settings/vouchers');
    expect(after.html).toContain('3600 Übrige Erlöse: so geht sie nie auf null');
    expect(page.html).not.toContain('nie auf null');
  });
});
