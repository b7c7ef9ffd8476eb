import { addressOf } from './addressee.ts';
import type { Order } from './order.ts';
import { dueMinor } from './order-to-invoice.ts';
import type { Rule, RuleWhen, Settings } from './settings.ts';

export type Ruled = {
  settings: Settings;
  /** Null: none fits, the settings count as they are. */
  ruleName: string | null;
  /** The rule says that such orders stay out of the books. */
  leaveOut: boolean;
};

/**
 * The settings as they count for one order: the first rule that fits says what is different. An order that is booked keeps the rule it was
 * booked by, so that a tag added later moves neither its refunds to another account nor its papers to another language.
 * @param bookedBy the rule on record; null = none fitted then; undefined = not booked yet
 */
export function applyRules(order: Order, settings: Settings, bookedBy?: string | null): Ruled {
  const rule = bookedBy === undefined ? settings.rules.find(({ when }) => fits(order, when)) : settings.rules.find(({ name }) => name === bookedBy);
  if (rule === undefined) return { settings, ruleName: null, leaveOut: false };
  return { settings: changed(order, settings, rule), ruleName: rule.name, leaveOut: rule.then.book === false };
}

/** Every condition that is given must hold; of a list one is enough. A rule without conditions fits every order. */
export function fits(order: Order, when: RuleWhen): boolean {
  const totalMinor = dueMinor(order);
  const gateways = order.transactions.filter(({ status }) => status === 'success' || status === 'pending').map(({ gateway }) => gateway);
  const methods = order.shippingLines.filter(({ removed }) => !removed).map(({ title }) => title);
  return (
    anyOf(when.channels, [order.sourceName]) &&
    anyOf(when.tags, order.tags) &&
    anyOf(when.countries, [(order.shippingAddress ?? order.billingAddress)?.countryCode]) &&
    anyOf(when.gateways, gateways) &&
    anyOf(when.shippingMethods, methods) &&
    (when.customer === undefined || when.customer === customerType(order)) &&
    totalMinor >= (when.fromMinor ?? Number.NEGATIVE_INFINITY) &&
    totalMinor <= (when.toMinor ?? Number.POSITIVE_INFINITY)
  );
}

function customerType(order: Order): 'company' | 'person' {
  return order.company !== null || (addressOf(order)?.company ?? null) !== null ? 'company' : 'person';
}

/** Neither capitals nor blanks at the ends tell a tag or a method from another: merchants type them by hand. */
function anyOf(wanted: readonly string[] | undefined, present: readonly (string | null | undefined)[]): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  const known = new Set(present.map((one) => plain(one ?? '')));
  return wanted.some((one) => known.has(plain(one)));
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

function changed(order: Order, settings: Settings, { then }: Rule): Settings {
  const { salesAccountId, bankAccountId, book: _book, ...direct } = then;
  return {
    ...settings,
    ...direct,
    ...(salesAccountId === undefined ? {} : { accounts: { ...settings.accounts, sales: salesAccountId } }),
    ...(bankAccountId === undefined ? {} : { bankAccountByCurrency: { ...settings.bankAccountByCurrency, [order.currency]: bankAccountId } }),
  };
}
