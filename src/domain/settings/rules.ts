import { addressOf } from '../invoice/addressee.ts';
import type { Order } from '../order.ts';
import { dueMinor } from '../invoice/order-to-invoice.ts';
import { languages, type Rule, type RuleThen, type RuleWhen, type Settings } from '../settings.ts';

export type Ruled = {
  settings: Settings;
  /** Null: none fits, the settings count as they are. */
  ruleName: string | null;
  /** The rule says that such orders stay out of the books. */
  leaveOut: boolean;
};

/** All that the rules look at. Kept with an order's line in the list, so that a rule can be tried on past orders without reading them again. */
export type RuleFacts = {
  channel: string | null;
  tags: string[];
  /** Where the goods go, ISO 3166 alpha 2. */
  country: string | null;
  customer: 'company' | 'person';
  totalMinor: number;
  gateways: string[];
  shippingMethods: string[];
};

/**
 * The settings as they count for one order: the first rule that fits says what is different. An order that is booked keeps the rule it was
 * booked by, so that a tag added later moves neither its refunds to another account nor its papers to another language.
 * @param bookedBy the rule on record; null = none fitted then; undefined = not booked yet
 */
export function applyRules(order: Order, settings: Settings, bookedBy?: string | null): Ruled {
  const rule = bookedBy === undefined ? decidingRule(factsOf(order), settings.rules) : settings.rules.find(({ name }) => name === bookedBy);
  if (rule === undefined || rule === null) return { settings, ruleName: null, leaveOut: false };
  return { settings: changed(order, settings, rule.then), ruleName: rule.name, leaveOut: rule.then.book === false };
}

/** Which rule decides: the first that fits. Null: none. For an order that is not booked yet, or to try rules on past ones. */
export function decidingRule(facts: RuleFacts, rules: readonly Rule[]): Rule | null {
  return rules.find(({ when }) => fits(facts, when)) ?? null;
}

export function factsOf(order: Order): RuleFacts {
  const used = order.transactions.filter(({ status }) => status === 'success' || status === 'pending');
  return {
    channel: order.sourceName,
    tags: order.tags,
    country: (order.shippingAddress ?? order.billingAddress)?.countryCode ?? null,
    customer: order.company !== null || (addressOf(order)?.company ?? null) !== null ? 'company' : 'person',
    totalMinor: dueMinor(order),
    gateways: [...new Set(used.map(({ gateway }) => gateway))],
    shippingMethods: order.shippingLines.filter(({ removed }) => !removed).map(({ title }) => title),
  };
}

/** Every condition that is given must hold; of a list one is enough. A rule without conditions fits every order. */
export function fits(facts: RuleFacts, when: RuleWhen): boolean {
  return (
    anyOf(when.channels, [facts.channel]) &&
    anyOf(when.tags, facts.tags) &&
    anyOf(when.countries, [facts.country]) &&
    anyOf(when.gateways, facts.gateways) &&
    anyOf(when.shippingMethods, facts.shippingMethods) &&
    (when.customer === undefined || when.customer === facts.customer) &&
    facts.totalMinor >= (when.fromMinor ?? Number.NEGATIVE_INFINITY) &&
    facts.totalMinor <= (when.toMinor ?? Number.POSITIVE_INFINITY)
  );
}

/** Neither capitals nor blanks at the ends tell a tag or a method from another: merchants type them by hand. */
function anyOf(wanted: readonly string[] | undefined, present: readonly (string | null)[]): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  const known = new Set(present.map((one) => plain(one ?? '')));
  return wanted.some((one) => known.has(plain(one)));
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

function changed(order: Order, settings: Settings, then: RuleThen): Settings {
  const { salesAccountId, bankAccountId, texts, lumpSum, book: _book, ...direct } = then;
  return {
    ...settings,
    ...direct,
    ...(salesAccountId === undefined ? {} : { accounts: { ...settings.accounts, sales: salesAccountId } }),
    ...(bankAccountId === undefined ? {} : { bankAccountByCurrency: { ...settings.bankAccountByCurrency, [order.currency]: bankAccountId } }),
    ...(lumpSum === undefined ? {} : { refunds: { ...settings.refunds, lumpSum } }),
    ...(texts === undefined ? {} : { texts: withTexts(settings.texts, texts) }),
  };
}

function withTexts(texts: Settings['texts'], different: NonNullable<RuleThen['texts']>): Settings['texts'] {
  return Object.assign({}, ...languages.map((language) => ({ [language]: { ...texts[language], ...different[language] } })));
}
