import { describe, expect, test } from 'vitest';
import { readSettings, valuesOf } from '../../../src/web/pages/settings/settings-form.ts';
import { dayIn, startOfDay } from '../../../src/web/words/format.ts';
import { chooseLanguage } from '../../../src/web/words/locale.ts';
import { aCompany, someSettings } from '../../domain/build.ts';

const zone = 'Europe/Zurich';

describe('settings as a form', () => {
  test('read back as they were written', () => {
    const settings = someSettings();
    expect(readSettings(valuesOf(settings, zone), settings, aCompany(), zone)).toEqual({ settings, errors: {} });
  });

  test('a field that is not posted keeps its value', () => {
    const settings = someSettings({ daysToPay: 12, testOrders: true });
    expect(readSettings({}, settings, aCompany(), zone).settings).toEqual(settings);
  });

  test('of a box and its hidden "no" the box counts', () => {
    expect(readSettings({ testOrders: ['no', 'yes'] }, someSettings(), aCompany(), zone).settings.testOrders).toBe(true);
    expect(readSettings({ testOrders: 'no' }, someSettings({ testOrders: true }), aCompany(), zone).settings.testOrders).toBe(false);
  });

  test.each([
    [{ goLive: '2026-13-45' }, 'goLive', 'not-a-date'],
    [{ goLive: '' }, 'goLive', 'needed'],
    [{ daysToPay: '-1' }, 'daysToPay', 'not-a-number'],
    [{ daysToPay: '366' }, 'daysToPay', 'not-a-number'],
    [{ daysToPay: '' }, 'daysToPay', 'needed'],
    [{ 'account:sales': '' }, 'account:sales', 'needed'],
    [{ 'account:sales': '424242' }, 'account:sales', 'not-in-bexio'],
    [{ 'gateway:twint': 'account:1' }, 'gateway:twint', 'not-in-bexio'],
    [{ 'currency:CHF': '1' }, 'currency:CHF', 'not-in-bexio'],
    [{ unitId: '1' }, 'unitId', 'not-in-bexio'],
    [{ bookWhen: 'never' }, 'bookWhen', 'unknown-choice'],
    [{ 'text:de:title': 'x'.repeat(81) }, 'text:de:title', 'too-long'],
    [{ lockDate: 'gestern' }, 'lockDate', 'not-a-date'],
    [{ stockLeads: 'bexio' }, 'stockLocation', 'needed'],
    [{ stockLocation: 'x' }, 'stockLocation', 'unknown-choice'],
    [{ tag: 'x'.repeat(41) }, 'tag', 'too-long'],
    [{ collectiveContactId: '1e3' }, 'collectiveContactId', 'not-a-contact'],
    [{ collectiveContactId: 'https://office.bexio.com/index.php/kb_invoice/show/id/7' }, 'collectiveContactId', 'not-a-contact'],
  ] as const)('%o is refused', (body, field, fault) => {
    const base = someSettings();
    expect(readSettings({ ...body }, base, aCompany(), zone).errors).toEqual({ [field]: fault });
  });

  test.each(['9001', ' https://office.bexio.com/index.php/kontakt/show/id/9001 '])('the contact for buyers without a name may be given as %o', (collectiveContactId) => {
    const read = readSettings({ collectiveContactId }, someSettings({ collectiveContactId: null }), aCompany(), zone);
    expect([read.settings.collectiveContactId, read.errors]).toEqual([9001, {}]);
  });

  test('a payment method set to undecided is taken out', () => {
    const read = readSettings({ 'gateway:twint': '' }, someSettings(), aCompany(), zone);
    expect(read.errors).toEqual({});
    expect(Object.keys(read.settings.gateways)).not.toContain('twint');
  });

  test('a hostile field name is a payment method like any other, and no more', () => {
    const read = readSettings({ 'gateway:__proto__': 'open' }, someSettings(), aCompany(), zone);
    expect(({} as { settle?: string }).settle).toBeUndefined();
    expect(Object.hasOwn(read.settings.gateways, '__proto__')).toBe(true);
  });
});

describe('days', () => {
  test.each([
    ['2026-11-22', '2026-11-21T23:00:00.000Z'],
    ['2026-07-01', '2026-06-30T22:00:00.000Z'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z'],
  ])('%s begins at %s in Zürich', (day, instant) => {
    expect(startOfDay(zone, day).toISOString()).toBe(instant);
    expect(dayIn(zone, new Date(instant))).toBe(day);
    expect(dayIn(zone, new Date(Date.parse(instant) - 1))).not.toBe(day);
  });
});

describe('language', () => {
  test.each([
    ['fr', 'fr'],
    ['fr-CA', 'fr'],
    ['IT_ch', 'it'],
    ['rm-CH, fr;q=0.8, de;q=0.9', 'de'],
    ['pt-BR', 'de'],
    ['', 'de'],
    ['en;q=0, it', 'it'],
    ['x'.repeat(5_000), 'de'],
  ] as const)('%s → %s', (header, language) => expect(chooseLanguage(header)).toBe(language));

  test('the first wish that we speak wins', () => expect(chooseLanguage('', 'sv-SE', 'it-CH,de')).toBe('it'));
});
