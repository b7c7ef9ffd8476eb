import type { Company } from '../../../domain/company.ts';
import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import type { Rule, Settings } from '../../../domain/settings.ts';
import type { Frame } from '../../layout.tsx';
import { methodName } from '../payment-methods.ts';
import { thenLines, whenLines } from '../rules/rule-lines.ts';
import { valuesOf } from './settings-form.ts';
import { currentTaxes } from './current-taxes.ts';
import type { Topic } from './topics/topic.ts';

export type Change = { field: string; before: string; after: string };

/** What differs between two versions, in the words of the form. */
export function changesBetween(frame: Frame, company: Company | null, before: Settings, after: Settings): Change[] {
  const old = valuesOf(before, frame.format.timeZone);
  const next = valuesOf(after, frame.format.timeZone);
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter((name) => (old[name] ?? '') !== (next[name] ?? ''));
  const fields = names.map((name) => ({ field: fieldLabel(frame, name), before: valueLabel(frame, company, name, old[name] ?? ''), after: valueLabel(frame, company, name, next[name] ?? '') }));
  return [...fields, ...ruleChanges(frame, company, completeSettings(before).rules, completeSettings(after).rules)];
}

/** A rule is told by its name; its place counts, because the first that fits decides. */
function ruleChanges(frame: Frame, company: Company | null, before: readonly Rule[], after: readonly Rule[]): Change[] {
  const { rules: w, history } = frame.words;
  const told = (rules: readonly Rule[], name: string) => {
    const at = rules.findIndex((rule) => rule.name === name);
    const rule = rules[at];
    if (!rule) return history.empty_value;
    const lines = (found: string[], none: string) => (found.length === 0 ? none : found.join(' · '));
    return `${frame.format.count(at + 1)}. ${lines(whenLines(frame, rule.when), w.always)} → ${lines(thenLines(frame, rule.then, company), w.sameAsSettings)}`;
  };
  const changed = (name: string) => JSON.stringify([before.findIndex((one) => one.name === name), before.find((one) => one.name === name)]) !== JSON.stringify([after.findIndex((one) => one.name === name), after.find((one) => one.name === name)]);
  const names = [...new Set([...before, ...after].map((rule) => rule.name))].filter(changed);
  return names.map((name) => ({ field: `${frame.words.life.rule} ${frame.format.quoted(name)}`, before: told(before, name), after: told(after, name) }));
}

/** The label that the form shows for a field. */
export function fieldLabel(frame: Frame, name: string): string {
  const { settings: w } = frame.words;
  const [group = '', key = '', part = ''] = name.split(':');
  if (group === 'account' && isKeyOf(w.accounts.roles, key)) return w.accounts.roles[key].label;
  if (group === 'gateway') return methodName(frame.words, name.slice('gateway:'.length));
  if (group === 'gatewayType') return `${methodName(frame.words, name.slice('gatewayType:'.length))}: ${w.gateway.type}`;
  if (group === 'zeroTax' && isKeyOf(w.zeroTax.reasons, key)) return `${w.zeroTax.label}: ${w.zeroTax.reasons[key]}`;
  if (group === 'gatewayCurrency') return `${methodName(frame.words, name.slice(`gatewayCurrency:${key}:`.length))}: ${w.gateway.inCurrency(key)}`;
  if (group === 'currency') return `${w.currency.label}: ${key}`;
  if (group === 'text' && isKeyOf(w.language.names, key) && (part === 'title' || part === 'header' || part === 'footer')) return `${w.texts.summary(w.language.names[key])}: ${w.texts[part]}`;
  if (group === 'stockPlace') return w.stockPlace.legend;
  if (group === 'product' && isKeyOf(frame.words.products.fields, key)) return frame.words.products.fields[key];
  const plain: Record<string, string> = {
    productPrices: w.products.prices.label, productRate: w.products.rate.label, productCreate: w.products.create.label, productFirstStock: w.products.firstStock.label, productAutomatic: w.products.automatic.label,
    goLive: w.goLive.label, bookWhen: w.bookWhen.label, finish: w.finish.label, testOrders: w.testOrders.label, daysToPay: w.daysToPay.label,
    presentation: w.presentation.label, bookIn: w.bookIn.label, templateSlug: w.template.label, language: w.language.label, unitId: w.unit.label, contactUpdates: w.contactUpdates.label,
    collectiveContactId: w.collectiveContact.label, articles: w.articles.label, documents: w.documents.label, deliver: w.deliver.label,
    stockLeads: w.stockLeads.label, stockLocation: w.stockLocation.label, lockDate: w.lockDate.label, giftCards: w.giftCards.label, refunds: w.refunds.label, lumpSum: w.lumpSum.label, textChanges: w.edits.label, markPaid: w.markPaid.label, fulfil: w.fulfil.label, tag: w.tag.label,
    newGateway: w.gateway.newName, newGatewaySettle: w.gateway.settle,
  };
  return plain[name] ?? name;
}

/** What the form shows as chosen, instead of ids and codes. */
function valueLabel(frame: Frame, company: Company | null, name: string, value: string): string {
  const { settings: w, history } = frame.words;
  if (value === '') return history.empty_value;
  const [group = ''] = name.split(':');
  const nameIn = (rows: readonly { id: number; name: string }[] | undefined) => rows?.find((row) => String(row.id) === value)?.name ?? value;
  if (group === 'account') return accountLabel(company, value);
  if (group === 'currency' || group === 'gatewayCurrency') return nameIn(company?.bankAccounts);
  if (group === 'gatewayType') return nameIn(company?.paymentTypes);
  if (group === 'gateway') return value === 'open' ? w.gateway.open : w.gateway.onAccount(company?.bankAccounts.find((row) => `account:${row.id}` === value)?.name ?? value);
  if (group === 'zeroTax') return company?.taxes.find(({ id }) => String(id) === value)?.code ?? value;
  if (name === 'templateSlug') return company?.documentTemplates?.find(({ slug }) => slug === value)?.name ?? value;
  if (name === 'unitId') return nameIn(company?.units);
  if (group === 'product' && isKeyOf(w.products.sides, value)) return w.products.sides[value];
  if (name === 'productPrices' && isKeyOf(w.products.priceOptions, value)) return w.products.priceOptions[value];
  if (name === 'productAutomatic' && isKeyOf(w.products.automaticOptions, value)) return w.products.automaticOptions[value];
  if (name === 'productRate') return frame.format.rate(Number(value));
  if (name === 'productCreate' || name === 'productFirstStock') return value === 'yes' ? history.yes : history.no;
  if (name === 'testOrders' || name === 'markPaid' || name === 'fulfil') return value === 'yes' ? history.yes : history.no;
  if (name === 'goLive' || name === 'lockDate') return frame.format.day(value);
  if (name === 'language') return isKeyOf(w.language.names, value) ? w.language.names[value] : w.language.customer;
  const choices: Record<string, Record<string, { label: string }>> = {
    bookWhen: w.bookWhen.options, finish: w.finish.options, presentation: w.presentation.options, contactUpdates: w.contactUpdates.options,
    bookIn: w.bookIn.options, articles: w.articles.options, documents: w.documents.options, deliver: w.deliver.options,
    giftCards: w.giftCards.options, refunds: w.refunds.options, lumpSum: w.lumpSum.options, textChanges: w.edits.options, stockLeads: w.stockLeads.options,
  };
  return choices[name]?.[value]?.label ?? value;
}

/** A line per topic that says what is set, for the overview and for the proposal. */
export function summariesOf(frame: Frame, company: Company | null, settings: Settings, gateways: string[]): Record<Topic, string> {
  const { settings: w } = frame.words;
  const values = valuesOf(settings, frame.format.timeZone);
  const label = (name: string) => valueLabel(frame, company, name, values[name] ?? '');
  const undecided = gateways.filter((handle) => !Object.hasOwn(settings.gateways, handle)).map((handle) => methodName(frame.words, handle));
  const mapped = Object.keys(settings.gateways).length;
  const rates = (company ? currentTaxes(company, frame.now) : []).filter((tax) => tax.ratePpm > 0).map((tax) => tax.ratePpm);
  return {
    booking: w.summaries.booking(label('goLive'), label('bookWhen'), label('finish')),
    payments: [w.summaries.payments(mapped, frame.format.count(mapped)), ...(undecided.length > 0 ? [w.summaries.undecided(frame.format.list(undecided))] : [])].join(' · '),
    accounts: settings.accounts.sales === null ? w.summaries.accountMissing : w.summaries.accounts(label('account:sales'), frame.format.list([...new Set(rates)].toSorted((a, b) => b - a).map(frame.format.rate))),
    documents: [label('presentation'), label('language')].join(' · '),
    customers: [label('contactUpdates'), settings.collectiveContactId === null ? w.summaries.noCollective : w.summaries.collective(String(settings.collectiveContactId))].join(' · '),
    stock: [label('articles'), label('documents'), ...(values['stockLeads'] === 'off' ? [] : [`${w.stockLeads.label} ${label('stockLeads')}`])].join(' · '),
    products: productSummary(frame, settings, label('productAutomatic')),
    changes: [label('refunds'), label('textChanges')].join(' · '),
    vouchers: label('giftCards'),
    closing: settings.lockDate === null ? w.summaries.nothingLocked : w.summaries.changes(label('lockDate')),
  };
}

/** Which fields follow which side. */
function productSummary({ words, format }: Frame, { products }: Settings, automatic: string): string {
  const led = (side: 'shopify' | 'bexio') => Object.entries(products.fields).flatMap(([field, leads]) => (leads === side && isKeyOf(words.products.fields, field) ? [words.products.fields[field]] : []));
  const parts = (['shopify', 'bexio'] as const).flatMap((side) => (led(side).length === 0 ? [] : [`${words.settings.products.sides[side]}: ${format.list(led(side))}`]));
  return parts.length === 0 ? words.settings.products.summaryOff : [...parts, automatic].join(' · ');
}

function accountLabel(company: Company | null, id: string): string {
  const account = company?.accounts.find((row) => String(row.id) === id);
  return account ? `${account.number} ${account.name}` : id;
}

function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}
