import type { Company } from '../../../domain/company.ts';
import { languages, lumpSums, type DocumentTexts, type Language, type Rule, type RuleThen, type RuleWhen } from '../../../domain/settings.ts';
import { posted, type Body, type SettingsFault } from '../settings/topics/posted-form.ts';

/** One of the merchant's rules as the fields of a form, and back. An empty field: does not matter, or as in the settings. */
/** More would not be read by anybody, and every order asks them all. */
export const rulesMax = 50;

const limits = { name: 60, list: 1_000, entries: 50, title: 80, header: 4000, footer: 4000, daysMax: 365 };
const textParts = ['title', 'header', 'footer'] as const;

/** Typed for "print nothing here"; an empty field means "as in the settings". */
export const nothingPrinted = '-';

export type RuleReading = { rule: Rule; errors: Record<string, SettingsFault> };

export function valuesOfRule({ name, when, then }: Rule): Record<string, string> {
  const values: [string, string | undefined][] = [
    ['name', name],
    ['channels', when.channels?.join(', ')],
    ['tags', when.tags?.join(', ')],
    ['countries', when.countries?.join(', ')],
    ['customer', when.customer],
    ['from', amountText(when.fromMinor)],
    ['to', amountText(when.toMinor)],
    ...(when.gateways ?? []).map((handle): [string, string] => [`method:${handle}`, 'yes']),
    ['shippingMethods', when.shippingMethods?.join('\n')],
    ['book', then.book === false ? 'no' : undefined],
    ['bookWhen', then.bookWhen],
    ['documents', then.documents],
    ['finish', then.finish],
    ['language', then.language],
    ['daysToPay', then.daysToPay?.toString()],
    ['salesAccountId', then.salesAccountId?.toString()],
    ['bankAccountId', then.bankAccountId?.toString()],
    ['templateSlug', then.templateSlug],
    ['lumpSum', then.lumpSum],
    ...languages.flatMap((language) => textParts.map((part): [string, string | undefined] => [`text:${language}:${part}`, printed(then.texts?.[language]?.[part])])),
  ];
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** @param others names of the other rules: a booked order remembers its rule by the name. */
export function readRule(body: Body, company: Company, others: readonly string[]): RuleReading {
  const form: Form = { body, errors: {} };
  const name = (posted(body, 'name') ?? '').trim();
  if (name === '') form.errors['name'] = 'needed';
  else if (name.length > limits.name) form.errors['name'] = 'too-long';
  else if (others.some((other) => other.toLowerCase() === name.toLowerCase())) form.errors['name'] = 'taken';
  return { rule: { name, when: readWhen(form), then: readThen(form, company) }, errors: form.errors };
}

type Form = { body: Body; errors: Record<string, SettingsFault> };

function readWhen(form: Form): RuleWhen {
  const methods = Object.keys(form.body).flatMap((name) => (name.startsWith('method:') && posted(form.body, name) === 'yes' ? [name.slice('method:'.length)] : []));
  const [fromMinor, toMinor] = [readAmount(form, 'from'), readAmount(form, 'to')];
  if (fromMinor !== undefined && toMinor !== undefined && fromMinor > toMinor) form.errors['to'] ??= 'not-an-amount';
  return given({
    channels: readList(form, 'channels', ','),
    tags: readList(form, 'tags', ','),
    countries: readCountries(form),
    customer: choice(form, 'customer', ['company', 'person']),
    fromMinor,
    toMinor,
    gateways: methods.length === 0 ? undefined : methods,
    shippingMethods: readList(form, 'shippingMethods', '\n'),
  });
}

function readThen(form: Form, company: Company): RuleThen {
  return given({
    book: choice(form, 'book', ['no']) === undefined ? undefined : (false as const),
    bookWhen: choice(form, 'bookWhen', ['created', 'paid', 'fulfilled']),
    documents: choice(form, 'documents', ['invoice', 'order-delivery-invoice']),
    finish: choice(form, 'finish', ['draft', 'issued', 'sent']),
    language: choice(form, 'language', ['customer', ...languages]),
    daysToPay: readDays(form),
    salesAccountId: known(form, 'salesAccountId', company.accounts.filter(({ usable }) => usable))?.id,
    bankAccountId: known(form, 'bankAccountId', company.bankAccounts)?.id,
    templateSlug: readTemplate(form, company),
    lumpSum: choice(form, 'lumpSum', lumpSums),
    texts: readTexts(form),
  });
}

/** Without the fields that say nothing. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.assign({}, ...Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ [name]: value }])));
}

function plain(form: Form, name: string): string {
  return (posted(form.body, name) ?? '').replaceAll('\r\n', '\n').trim();
}

function choice<T extends string>(form: Form, name: string, allowed: readonly T[]): T | undefined {
  const value = plain(form, name);
  const found = allowed.find((one) => one === value);
  if (value !== '' && found === undefined) form.errors[name] = 'unknown-choice';
  return found;
}

function readList(form: Form, name: string, separator: string): string[] | undefined {
  const value = plain(form, name);
  const entries = value.split(separator).map((one) => one.trim()).filter((one) => one !== '');
  if (value.length > limits.list || entries.length > limits.entries) form.errors[name] = 'too-long';
  return entries.length === 0 ? undefined : [...new Set(entries)];
}

function readCountries(form: Form): string[] | undefined {
  const codes = readList(form, 'countries', ',')?.map((code) => code.toUpperCase());
  if (codes?.some((code) => !/^[A-Z]{2}$/.test(code))) form.errors['countries'] = 'unknown-choice';
  return codes;
}

/** `1'250.50`, as people write amounts. */
function readAmount(form: Form, name: string): number | undefined {
  const value = plain(form, name).replaceAll(/['’\s]/g, '').replace(',', '.');
  if (value === '') return undefined;
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(value);
  if (!match) form.errors[name] = 'not-an-amount';
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

function amountText(minor: number | undefined): string | undefined {
  return minor === undefined ? undefined : `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

function readDays(form: Form): number | undefined {
  const value = plain(form, 'daysToPay');
  if (value === '') return undefined;
  const days = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN;
  if (days <= limits.daysMax) return days;
  form.errors['daysToPay'] = 'not-a-number';
  return undefined;
}

function known<T extends { id: number }>(form: Form, name: string, rows: readonly T[]): T | undefined {
  const value = plain(form, name);
  const found = rows.find(({ id }) => String(id) === value);
  if (value !== '' && found === undefined) form.errors[name] = 'not-in-bexio';
  return found;
}

function readTemplate(form: Form, { documentTemplates }: Company): string | undefined {
  const value = plain(form, 'templateSlug');
  if (value === '') return undefined;
  if (!documentTemplates?.some(({ slug }) => slug === value)) form.errors['templateSlug'] = 'not-in-bexio';
  return value;
}

function readTexts(form: Form): RuleThen['texts'] {
  const read = (language: Language): Partial<DocumentTexts> =>
    given(
      Object.fromEntries(
        textParts.map((part) => {
          const name = `text:${language}:${part}`;
          const value = plain(form, name);
          if (value.length > limits[part]) form.errors[name] = 'too-long';
          return [part, value === '' ? undefined : value === nothingPrinted ? '' : value];
        }),
      ),
    );
  const texts = languages.map((language) => [language, read(language)] as const).filter(([, parts]) => Object.keys(parts).length > 0);
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

function printed(text: string | undefined): string | undefined {
  return text === '' ? nothingPrinted : text;
}
