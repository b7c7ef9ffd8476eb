import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import type { Company } from '../../../domain/company.ts';
import { comparedFields, languages, zeroTaxes, type AccountRole, type ComparedField, type GatewayRule, type ProductSettings, type Settings, type ZeroTax } from '../../../domain/settings.ts';
import { dayIn, startOfDay } from '../../words/format.ts';

/** The settings as the fields of a form, and back. A field that was not posted keeps its value, so one reader serves every page. */
export const accountRoles: readonly AccountRole[] = ['sales', 'shipping', 'gift-cards', 'tips', 'duties', 'fees', 'rounding'];

export type SettingsFault = 'needed' | 'not-a-date' | 'not-a-number' | 'not-in-bexio' | 'too-long' | 'unknown-choice' | 'taken' | 'not-an-amount';
export type Body = Record<string, string | string[] | undefined>;

const limits = { title: 80, header: 4000, footer: 4000, gateway: 100, daysMax: 365, tag: 40 };

export function valuesOf(saved: Settings, timeZone: string): Record<string, string> {
  const settings = completeSettings(saved);
  const { bookWhen, finish, presentation, documents, deliver, articles, contactUpdates, language } = settings;
  const values: [string, string][] = [
    ...Object.entries({ bookWhen, finish, presentation, documents, deliver, articles, contactUpdates, language }),
    ['goLive', goLiveDay(settings.goLiveAt, timeZone)],
    ['testOrders', settings.testOrders ? 'yes' : 'no'],
    ['bookIn', settings.bookIn],
    ['templateSlug', settings.templateSlug ?? ''],
    ['daysToPay', String(settings.daysToPay)],
    ['lockDate', settings.lockDate ?? ''],
    ['giftCards', settings.giftCards],
    ['refunds', settings.refunds.paid],
    ['textChanges', settings.edits.textChanges],
    ['markPaid', settings.wayBack.markPaid ? 'yes' : 'no'],
    ['tag', settings.wayBack.tag ?? ''],
    ['fulfil', settings.wayBack.fulfil ? 'yes' : 'no'],
    ['stockLeads', settings.stock.leads],
    ['stockLocation', settings.stock.locationId ?? ''],
    ...Object.entries(settings.stock.places).map(([placeId, locationId]): [string, string] => [`stockPlace:${placeId}`, locationId]),
    ...productValues(settings.products),
    ['collectiveContactId', text(settings.collectiveContactId)],
    ['unitId', text(settings.unitId)],
    ...accountRoles.map((role): [string, string] => [`account:${role}`, text(settings.accounts[role])]),
    ...zeroTaxes.map((reason): [string, string] => [`zeroTax:${reason}`, text(settings.zeroTaxes[reason])]),
    ...Object.entries(settings.bankAccountByCurrency).map(([code, id]): [string, string] => [`currency:${code}`, text(id)]),
    ...Object.entries(settings.gateways).flatMap(([handle, rule]): [string, string][] => [
      [`gateway:${handle}`, settlementText(rule)],
      [`gatewayType:${handle}`, text(rule.paymentTypeId)],
      ...Object.entries(rule.settle === 'account' ? (rule.bankAccountByCurrency ?? {}) : {}).map(([code, id]): [string, string] => [`gatewayCurrency:${code}:${handle}`, text(id)]),
    ]),
    ...languages.flatMap((one) => (['title', 'header', 'footer'] as const).map((part): [string, string] => [`text:${one}:${part}`, settings.texts[one][part]])),
  ];
  return Object.fromEntries(values);
}

export type Reading = { settings: Settings; errors: Record<string, SettingsFault> };

export function readSettings(body: Body, base: Settings, company: Company, timeZone: string): Reading {
  const errors: Record<string, SettingsFault> = {};
  const form = { body, errors };
  const settings: Settings = {
    // What no form asks for stays as it was decided.
    ...base,
    goLiveAt: readGoLive(form, base.goLiveAt, timeZone),
    bookWhen: choice(form, 'bookWhen', ['created', 'paid', 'fulfilled'], base.bookWhen),
    finish: choice(form, 'finish', ['draft', 'issued', 'sent'], base.finish),
    presentation: choice(form, 'presentation', ['gross', 'net'], base.presentation),
    bookIn: choice(form, 'bookIn', ['shop', 'presentment'], base.bookIn),
    templateSlug: readTemplate(form, base.templateSlug, company),
    documents: choice(form, 'documents', ['invoice', 'order-delivery-invoice'], base.documents),
    deliver: choice(form, 'deliver', ['when-fulfilled', 'at-once'], base.deliver),
    articles: choice(form, 'articles', ['match', 'create', 'text'], base.articles),
    testOrders: choice(form, 'testOrders', ['yes', 'no'], base.testOrders ? 'yes' : 'no') === 'yes',
    accounts: readAccounts(form, base, company),
    zeroTaxes: readZeroTaxes(form, base, company),
    gateways: readGateways(form, base, company),
    bankAccountByCurrency: readCurrencies(form, base, company),
    collectiveContactId: number(form, 'collectiveContactId', base.collectiveContactId, { min: 1, max: Number.MAX_SAFE_INTEGER }),
    contactUpdates: choice(form, 'contactUpdates', ['never', 'untouched-fields'], base.contactUpdates),
    unitId: known(form, 'unitId', base.unitId, company.units),
    daysToPay: number(form, 'daysToPay', base.daysToPay, { min: 0, max: limits.daysMax }) ?? needed(form, 'daysToPay', base.daysToPay),
    language: choice(form, 'language', ['customer', ...languages], base.language),
    texts: readTexts(form, base),
    refunds: { ...base.refunds, paid: choice(form, 'refunds', ['entry', 'credit-note-task'], base.refunds.paid) },
    edits: { ...base.edits, textChanges: choice(form, 'textChanges', ['ignore', 'replace'], base.edits.textChanges) },
    lockDate: readLockDate(form, base.lockDate),
    wayBack: { ...base.wayBack, markPaid: choice(form, 'markPaid', ['yes', 'no'], base.wayBack.markPaid ? 'yes' : 'no') === 'yes', tag: readTag(form, base.wayBack.tag), fulfil: choice(form, 'fulfil', ['yes', 'no'], base.wayBack.fulfil ? 'yes' : 'no') === 'yes' },
    stock: readStock(form, base.stock, company),
    products: readProducts(form, base.products, company),
    rules: base.rules,
    giftCards: choice(form, 'giftCards', ['value', 'service'], base.giftCards),
  };
  return { settings, errors };
}

type Form = { body: Body; errors: Record<string, SettingsFault> };

/** Of several fields with one name the last counts: a ticked box follows its hidden "no". */
export function posted(body: Body, name: string): string | undefined {
  const value = body[name];
  return Array.isArray(value) ? value.at(-1) : value;
}

function choice<T extends string>(form: Form, name: string, allowed: readonly T[], base: T): T {
  const value = posted(form.body, name);
  if (value === undefined) return base;
  const found = allowed.find((one) => one === value);
  if (found === undefined) form.errors[name] = 'unknown-choice';
  return found ?? base;
}

function number(form: Form, name: string, base: number | null, range: { min: number; max: number }): number | null {
  const value = posted(form.body, name)?.trim();
  if (value === undefined) return base;
  if (value === '') return null;
  const read = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (read >= range.min && read <= range.max) return read;
  form.errors[name] = 'not-a-number';
  return base;
}

function needed<T>(form: Form, name: string, base: T): T {
  form.errors[name] ??= 'needed';
  return base;
}

/** An id that the connected company has: another company's id, or one deleted meanwhile, is refused. */
function known(form: Form, name: string, base: number | null, rows: readonly { id: number }[]): number | null {
  const value = posted(form.body, name);
  if (value === undefined) return base;
  if (value === '') return null;
  const found = rows.find((row) => String(row.id) === value);
  if (!found) form.errors[name] = 'not-in-bexio';
  return found?.id ?? base;
}

function readTemplate(form: Form, base: string | null, { documentTemplates = [] }: Company): string | null {
  const value = posted(form.body, 'templateSlug');
  if (value === undefined || value === base) return base;
  if (value === '') return null;
  const found = documentTemplates.find(({ slug }) => slug === value);
  if (!found) form.errors['templateSlug'] = 'not-in-bexio';
  return found?.slug ?? base;
}

function goLiveDay(goLiveAt: string, timeZone: string): string {
  const at = new Date(goLiveAt);
  return Number.isNaN(at.getTime()) ? '' : dayIn(timeZone, at);
}

/** The form knows days, the setting an instant: an untouched day keeps its instant. */
function readGoLive(form: Form, base: string, timeZone: string): string {
  const day = posted(form.body, 'goLive');
  if (day === undefined || day === goLiveDay(base, timeZone)) return base;
  const valid = isDay(day);
  if (!valid) form.errors['goLive'] = day === '' ? 'needed' : 'not-a-date';
  return valid ? startOfDay(timeZone, day).toISOString() : base;
}

function readLockDate(form: Form, base: string | null): string | null {
  const day = posted(form.body, 'lockDate');
  if (day === undefined || day === (base ?? '')) return base;
  if (day !== '' && !isDay(day)) form.errors['lockDate'] = 'not-a-date';
  return day === '' ? null : isDay(day) ? day : base;
}

export function isDay(day: string): boolean {
  return /^20\d\d-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
}

function readTag(form: Form, base: string | null): string | null {
  const tag = posted(form.body, 'tag')?.trim();
  if (tag === undefined) return base;
  if (tag.length > limits.tag || tag.includes(',')) form.errors['tag'] = 'too-long';
  return tag === '' ? null : tag;
}

/** Stock can be written only to a place that is named. */
function readStock(form: Form, base: Settings['stock'], company: Company): Settings['stock'] {
  const leads = choice(form, 'stockLeads', ['off', 'bexio', 'shopify'], base.leads);
  const locationId = readLocation(form, 'stockLocation', base.locationId);
  if (leads !== 'off' && locationId === null) form.errors['stockLocation'] ??= 'needed';
  const read = company.stockPlaces.map(({ placeId }) => [String(placeId), readLocation(form, `stockPlace:${placeId}`, base.places[String(placeId)] ?? null)] as const);
  return { ...base, leads, locationId, places: Object.fromEntries(read.filter((entry): entry is readonly [string, string] => entry[1] !== null)) };
}

function readLocation(form: Form, name: string, base: string | null): string | null {
  const value = posted(form.body, name) ?? base ?? '';
  if (value !== '' && !/^\d{1,20}$/.test(value)) form.errors[name] = 'unknown-choice';
  return value === '' ? null : value;
}

function productValues({ fields, articlePrices, ratePpm, create, firstStock, automatic }: ProductSettings): [string, string][] {
  return [
    ...Object.entries(fields).map(([field, leads]): [string, string] => [`product:${field}`, leads]),
    ['productPrices', articlePrices],
    ['productRate', text(ratePpm)],
    ['productCreate', create ? 'yes' : 'no'],
    ['productFirstStock', firstStock ? 'yes' : 'no'],
    ['productAutomatic', automatic],
  ];
}

function readProducts(form: Form, base: ProductSettings, { taxes }: Company): ProductSettings {
  const leads = (field: ComparedField) => choice(form, `product:${field}`, ['off', ...comparedFields[field]], base.fields[field]);
  const ticked = (name: string, before: boolean) => choice(form, name, ['yes', 'no'], before ? 'yes' : 'no') === 'yes';
  return {
    fields: { name: leads('name'), description: leads('description'), price: leads('price'), purchasePrice: leads('purchasePrice'), weight: leads('weight'), unit: leads('unit'), tax: leads('tax') },
    articlePrices: choice(form, 'productPrices', ['gross', 'net'], base.articlePrices),
    ratePpm: known(form, 'productRate', base.ratePpm, taxes.map(({ ratePpm }) => ({ id: ratePpm }))),
    create: ticked('productCreate', base.create),
    firstStock: ticked('productFirstStock', base.firstStock),
    automatic: choice(form, 'productAutomatic', ['off', 'hourly', 'daily'], base.automatic),
  };
}

function readAccounts(form: Form, base: Settings, company: Company): Settings['accounts'] {
  const usable = company.accounts.filter((account) => account.usable);
  const read = (role: AccountRole) => {
    const name = `account:${role}`;
    const unchanged = posted(form.body, name) === text(base.accounts[role]);
    return unchanged ? base.accounts[role] : known(form, name, base.accounts[role], usable);
  };
  const sales = read('sales');
  if (sales === null && posted(form.body, 'account:sales') !== undefined) form.errors['account:sales'] ??= 'needed';
  return {
    sales, shipping: read('shipping'), 'gift-cards': read('gift-cards'), tips: read('tips'), duties: read('duties'), fees: read('fees'), rounding: read('rounding'),
  };
}

function readZeroTaxes(form: Form, base: Settings, company: Company): Settings['zeroTaxes'] {
  const fitting = company.taxes.filter((tax) => tax.active && tax.ratePpm === 0);
  const read = (reason: ZeroTax) => {
    const before = base.zeroTaxes[reason];
    const name = `zeroTax:${reason}`;
    return posted(form.body, name) === text(before) ? before : known(form, name, before, fitting);
  };
  return { goodsAbroad: read('goodsAbroad'), servicesAbroad: read('servicesAbroad'), reverseCharge: read('reverseCharge'), inland: read('inland') };
}

function readCurrencies(form: Form, base: Settings, company: Company): Record<string, number> {
  const codes = new Set([...Object.keys(base.bankAccountByCurrency), ...company.currencies.map((currency) => currency.code)]);
  const read = [...codes].map((code) => [code, known(form, `currency:${code}`, base.bankAccountByCurrency[code] ?? null, company.bankAccounts)] as const);
  return Object.fromEntries(read.filter((entry): entry is readonly [string, number] => entry[1] !== null));
}

function readGateways(form: Form, base: Settings, company: Company): Record<string, GatewayRule> {
  const added = (posted(form.body, 'newGateway') ?? '').trim().toLowerCase();
  if (added.length > limits.gateway) form.errors['newGateway'] = 'too-long';
  const shown = Object.keys(form.body).flatMap((name) => (name.startsWith('gateway:') ? [name.slice('gateway:'.length)] : []));
  const handles = new Set([...Object.keys(base.gateways), ...shown]);
  const rules = [...handles].map((handle) => [handle, readGateway(form, handle, `gateway:${handle}`, base.gateways[handle], company)] as const);
  if (added !== '' && !form.errors['newGateway']) rules.push([added, readGateway(form, added, 'newGatewaySettle', undefined, company)]);
  return Object.fromEntries(rules.filter((entry): entry is readonly [string, GatewayRule] => entry[1] !== null));
}

/** `account:12` books on bank account 12, `open` waits for the money in bexio, empty means the merchant has not decided. */
function readGateway(form: Form, handle: string, name: string, base: GatewayRule | undefined, company: Company): GatewayRule | null {
  const value = posted(form.body, name);
  const paymentTypeId = known(form, `gatewayType:${handle}`, base?.paymentTypeId ?? null, company.paymentTypes);
  if (value === undefined) return base ?? null;
  if (value === '') return null;
  if (value === 'open') return { settle: 'open', paymentTypeId };
  const account = company.bankAccounts.find((one) => value === `account:${one.id}`);
  if (account) return { settle: 'account', bankAccountId: account.id, paymentTypeId, ...readOwnAccounts(form, handle, base, company) };
  form.errors[name] = 'not-in-bexio';
  return base ?? null;
}

/** Per currency an account of its own; none = the method's. */
function readOwnAccounts(form: Form, handle: string, base: GatewayRule | undefined, company: Company): { bankAccountByCurrency?: Record<string, number> } {
  const before = base?.settle === 'account' ? (base.bankAccountByCurrency ?? {}) : {};
  const codes = new Set([...Object.keys(before), ...company.currencies.map(({ code }) => code)]);
  const read = [...codes].map((code) => [code, known(form, `gatewayCurrency:${code}:${handle}`, before[code] ?? null, company.bankAccounts)] as const);
  const chosen = read.filter((entry): entry is readonly [string, number] => entry[1] !== null);
  return chosen.length === 0 ? {} : { bankAccountByCurrency: Object.fromEntries(chosen) };
}

function readTexts(form: Form, base: Settings): Settings['texts'] {
  const part = (name: string, limit: number, before: string) => {
    const value = posted(form.body, name)?.replaceAll('\r\n', '\n').trim();
    if (value !== undefined && value.length > limit) form.errors[name] = 'too-long';
    return value ?? before;
  };
  const read = (language: (typeof languages)[number]) => ({
    title: part(`text:${language}:title`, limits.title, base.texts[language].title),
    header: part(`text:${language}:header`, limits.header, base.texts[language].header),
    footer: part(`text:${language}:footer`, limits.footer, base.texts[language].footer),
  });
  return { de: read('de'), fr: read('fr'), it: read('it'), en: read('en') };
}

function settlementText(rule: GatewayRule): string {
  return rule.settle === 'open' ? 'open' : `account:${rule.bankAccountId}`;
}

function text(value: number | null): string {
  return value === null ? '' : String(value);
}
