import { describe, expect, test } from 'vitest';
import { nextStep } from '../../src/domain/plan/next-step.ts';
import { planInvoice } from '../../src/domain/invoice/order-to-invoice.ts';
import { applyRules, decidingRule, factsOf, fits } from '../../src/domain/settings/rules.ts';
import type { Rule, RuleWhen } from '../../src/domain/settings.ts';
import { aBookedInvoice, aCompany, aLine, anAddress, anOrder, aShippingLine, aShop, nothingBooked, someSettings } from './build.ts';

const order = anOrder({ sourceName: 'pos', tags: ['Vorbestellung', 'VIP'], shippingLines: [aShippingLine()], lines: [aLine({ unitPriceMinor: 49_100 })] });

describe('when', () => {
  test.each<[string, RuleWhen, boolean]>([
    ['nothing asked', {}, true],
    ['sales channel', { channels: ['pos'] }, true],
    ['another channel', { channels: ['web'] }, false],
    ['tag, whatever the capitals', { tags: ['vip'] }, true],
    ['one of several tags', { tags: ['Neu', 'vorbestellung '] }, true],
    ['country', { countries: ['CH'] }, true],
    ['another country', { countries: ['DE', 'FR'] }, false],
    ['person', { customer: 'person' }, true],
    ['company', { customer: 'company' }, false],
    ['value, both ends included', { fromMinor: 50_000, toMinor: 50_000 }, true],
    ['too small', { fromMinor: 50_001 }, false],
    ['too large', { toMinor: 49_999 }, false],
    ['payment method', { gateways: ['Shopify_Payments'] }, true],
    ['another payment method', { gateways: ['twint'] }, false],
    ['shipping method', { shippingMethods: ['PostPac Priority'] }, true],
    ['all of them together', { tags: ['vip'], channels: ['web'] }, false],
  ])('%s', (_name, when, expected) => {
    expect(fits(factsOf(order), when)).toBe(expected);
  });

  test('a company is one by its purchase or by its address', () => {
    expect(fits(factsOf(anOrder({ billingAddress: anAddress({ company: 'Muster AG' }) })), { customer: 'company' })).toBe(true);
  });
});

describe('then', () => {
  const rules: Rule[] = [
    { name: 'Laden', when: { channels: ['pos'] }, then: { finish: 'draft', lumpSum: 'highest-rate', salesAccountId: 108, bankAccountId: 305, daysToPay: 10, language: 'fr' } },
    { name: 'Alles andere', when: {}, then: { finish: 'sent' } },
  ];
  const settings = someSettings({ rules });

  test('the first that fits counts, and only what it says', () => {
    const { settings: ruled, ruleName } = applyRules(order, settings);
    expect(ruleName).toBe('Laden');
    expect(ruled).toEqual({ ...settings, finish: 'draft', refunds: { paid: 'entry', lumpSum: 'highest-rate' }, daysToPay: 10, language: 'fr', accounts: { ...settings.accounts, sales: 108 }, bankAccountByCurrency: { CHF: 305, EUR: 307 } });
    expect(applyRules(anOrder(), settings).ruleName).toBe('Alles andere');
    expect(applyRules(anOrder(), someSettings())).toMatchObject({ ruleName: null, leaveOut: false });
  });

  test('texts and layout, of each language only what is different', () => {
    const rule: Rule = { name: 'Firmen', when: {}, then: { templateSlug: 'firmen', texts: { de: { footer: 'Zahlbar innert 10 Tagen.', header: '' } } } };
    const company = aCompany({ documentTemplates: [{ slug: 'normal', name: 'Normal' }, { slug: 'firmen', name: 'Firmen' }] });
    const { settings: ruled } = applyRules(order, someSettings({ rules: [rule] }));
    expect(ruled.texts).toEqual({ ...settings.texts, de: { title: settings.texts.de.title, header: '', footer: 'Zahlbar innert 10 Tagen.' } });
    expect(planInvoice({ order, shop: aShop(), company, settings: ruled })).toMatchObject({ plan: { templateSlug: 'firmen', header: '', footer: 'Zahlbar innert 10 Tagen.' } });
  });

  test('a layout that bexio has no more is left to its default', () => {
    const company = aCompany({ documentTemplates: [{ slug: 'normal', name: 'Normal' }] });
    expect(planInvoice({ order, shop: aShop(), company, settings: someSettings({ templateSlug: 'weg' }) })).toMatchObject({ plan: { templateSlug: null } });
    // A reading of the company from before the program knew of layouts says nothing.
    expect(planInvoice({ order, shop: aShop(), company: aCompany(), settings: someSettings({ templateSlug: 'weg' }) })).toMatchObject({ plan: { templateSlug: 'weg' } });
  });

  test('a rule is tried on a past order by what was kept of it', () => {
    const kept = JSON.parse(JSON.stringify(factsOf(order)));
    expect(kept).toEqual({ channel: 'pos', tags: ['Vorbestellung', 'VIP'], country: 'CH', customer: 'person', totalMinor: 50_000, gateways: ['shopify_payments'], shippingMethods: ['PostPac Priority'] });
    expect(decidingRule(kept, rules)?.name).toBe('Laden');
    expect(decidingRule({ ...kept, channel: 'web' }, rules)?.name).toBe('Alles andere');
    expect(decidingRule({ ...kept, channel: 'web' }, rules.slice(0, 1))).toBeNull();
  });

  test('an order keeps the rule it was booked by', () => {
    expect(applyRules(anOrder(), settings, 'Laden').settings.accounts.sales).toBe(108);
    expect(applyRules(order, settings, null)).toEqual({ settings, ruleName: null, leaveOut: false });
    expect(applyRules(order, settings, 'gibt es nicht mehr').ruleName).toBeNull();
  });

  test('the booking follows it, and the verdict says which one decided', () => {
    const situation = { order, shop: aShop(), company: aCompany(), settings, booked: nothingBooked({ contact: { contactId: 55, personId: null } }) };
    expect(nextStep(situation)).toMatchObject({ step: { do: 'create-invoice', invoice: { bankAccountId: 305, dueDate: '2026-11-30', positions: [{ accountId: 108 }, {}] } } });
    const booked = nothingBooked({ invoice: aBookedInvoice({ stage: 'draft', rule: 'Laden' }) });
    expect(nextStep({ ...situation, booked })).toEqual({ kind: 'booked', rule: 'Laden' });
  });

  test('what a rule leaves out is left out, unless the merchant wants it', () => {
    const out = someSettings({ rules: [{ name: 'Nicht buchen', when: { tags: ['vip'] }, then: { book: false } }] });
    const situation = { order, shop: aShop(), company: aCompany(), settings: out, booked: nothingBooked() };
    expect(nextStep(situation)).toEqual({ kind: 'skipped', why: 'rule', rule: 'Nicht buchen' });
    expect(nextStep({ ...situation, booked: nothingBooked({ decision: 'book-now' }) })).toMatchObject({ kind: 'step' });
    expect(nextStep({ ...situation, booked: nothingBooked({ invoice: aBookedInvoice({ totalMinor: 50_000, rule: null }) }) })).toMatchObject({ kind: 'step', step: { do: 'book-payment' } });
  });
});
