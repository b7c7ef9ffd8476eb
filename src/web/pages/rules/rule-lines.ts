import type { Company } from '../../../domain/company.ts';
import { languages, type RuleThen, type RuleWhen } from '../../../domain/settings.ts';
import type { Frame } from '../../layout.tsx';
import { methodName } from '../payment-methods.ts';

/** A rule in words: what must hold, each part a line. Empty: it fits every order. */
export function whenLines(frame: Frame, when: RuleWhen): string[] {
  const { format, words } = frame;
  const { parts } = words.rules;
  // A rule's amount is in the currency of the order, whichever that is.
  const money = (minor: number) => format.money(minor, '');
  const list = (entries: string[] | undefined, line: (list: string) => string) => (entries === undefined ? [] : [line(format.either(entries.map(format.quoted)))]);
  return [
    ...list(when.channels, parts.channels),
    ...list(when.tags, parts.tags),
    ...list(when.countries, parts.countries),
    ...(when.customer === undefined ? [] : [parts[when.customer]]),
    ...(when.fromMinor === undefined ? [] : [parts.from(money(when.fromMinor))]),
    ...(when.toMinor === undefined ? [] : [parts.to(money(when.toMinor))]),
    ...list(when.gateways?.map((handle) => methodName(words, handle)), parts.methods),
    ...list(when.shippingMethods, parts.shipping),
  ];
}

/** What is different then. Empty: nothing. */
export function thenLines(frame: Frame, then: RuleThen, company: Company | null): string[] {
  const { format, words } = frame;
  const { settings: w, rules } = words;
  const { parts } = rules;
  const account = company?.accounts.find(({ id }) => id === then.salesAccountId);
  const bank = company?.bankAccounts.find(({ id }) => id === then.bankAccountId);
  const template = company?.documentTemplates?.find(({ slug }) => slug === then.templateSlug);
  const texts = languages.filter((language) => then.texts?.[language] !== undefined).map((language) => w.language.names[language]);
  return [
    ...(then.book === false ? [parts.leaveOut] : []),
    ...(then.bookWhen === undefined ? [] : [w.bookWhen.options[then.bookWhen].label]),
    ...(then.documents === undefined ? [] : [w.documents.options[then.documents].label]),
    ...(then.finish === undefined ? [] : [w.finish.options[then.finish].label]),
    ...(then.language === undefined ? [] : [parts.language(then.language === 'customer' ? w.language.customer : w.language.names[then.language])]),
    ...(then.daysToPay === undefined ? [] : [parts.days(format.count(then.daysToPay))]),
    ...(then.salesAccountId === undefined ? [] : [parts.sales(account ? `${account.number} ${account.name}` : String(then.salesAccountId))]),
    ...(then.bankAccountId === undefined ? [] : [parts.bank(bank?.name ?? String(then.bankAccountId))]),
    ...(then.templateSlug === undefined ? [] : [parts.template(template?.name ?? then.templateSlug)]),
    ...(then.lumpSum === undefined ? [] : [parts.lumpSum(w.lumpSum.options[then.lumpSum].label)]),
    ...(texts.length === 0 ? [] : [parts.texts(format.list(texts))]),
  ];
}
