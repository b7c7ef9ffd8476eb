import type { Company } from '../../../../domain/company.ts';
import type { GatewayRule, Settings } from '../../../../domain/settings.ts';
import { choice, idText, known, needed, posted, wholeNumber, type PostedForm } from './posted-form.ts';

const limits = { gateway: 100, daysMax: 365 };

export function paymentValues({ gateways, bookIn, bankAccountByCurrency, daysToPay }: Settings): Record<string, string> {
  return Object.fromEntries([
    ['bookIn', bookIn],
    ['daysToPay', String(daysToPay)],
    ...Object.entries(bankAccountByCurrency).map(([code, id]): [string, string] => [`currency:${code}`, idText(id)]),
    ...Object.entries(gateways).flatMap(([handle, rule]): [string, string][] => [
      [`gateway:${handle}`, settlementText(rule)],
      [`gatewayType:${handle}`, idText(rule.paymentTypeId)],
      ...Object.entries(rule.settle === 'account' ? (rule.bankAccountByCurrency ?? {}) : {}).map(([code, id]): [string, string] => [`gatewayCurrency:${code}:${handle}`, idText(id)]),
    ]),
  ]);
}

export function readPayments(form: PostedForm, base: Settings, company: Company): Pick<Settings, 'gateways' | 'bookIn' | 'bankAccountByCurrency' | 'daysToPay'> {
  return {
    gateways: readGateways(form, base, company),
    bookIn: choice(form, 'bookIn', ['shop', 'presentment'], base.bookIn),
    bankAccountByCurrency: readCurrencies(form, base, company),
    daysToPay: wholeNumber(form, 'daysToPay', base.daysToPay, { min: 0, max: limits.daysMax }) ?? needed(form, 'daysToPay', base.daysToPay),
  };
}

function readCurrencies(form: PostedForm, base: Settings, company: Company): Record<string, number> {
  const codes = new Set([...Object.keys(base.bankAccountByCurrency), ...company.currencies.map((currency) => currency.code)]);
  const read = [...codes].map((code) => [code, known(form, `currency:${code}`, base.bankAccountByCurrency[code] ?? null, company.bankAccounts)] as const);
  return Object.fromEntries(read.filter((entry): entry is readonly [string, number] => entry[1] !== null));
}

function readGateways(form: PostedForm, base: Settings, company: Company): Record<string, GatewayRule> {
  const added = (posted(form.body, 'newGateway') ?? '').trim().toLowerCase();
  if (added.length > limits.gateway) form.errors['newGateway'] = 'too-long';
  const shown = Object.keys(form.body).flatMap((name) => (name.startsWith('gateway:') ? [name.slice('gateway:'.length)] : []));
  const handles = new Set([...Object.keys(base.gateways), ...shown]);
  const rules = [...handles].map((handle) => [handle, readGateway(form, handle, `gateway:${handle}`, base.gateways[handle], company)] as const);
  if (added !== '' && !form.errors['newGateway']) rules.push([added, readGateway(form, added, 'newGatewaySettle', undefined, company)]);
  return Object.fromEntries(rules.filter((entry): entry is readonly [string, GatewayRule] => entry[1] !== null));
}

/** `account:12` books on bank account 12, `open` waits for the money in bexio, empty means the merchant has not decided. */
function readGateway(form: PostedForm, handle: string, name: string, base: GatewayRule | undefined, company: Company): GatewayRule | null {
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
function readOwnAccounts(form: PostedForm, handle: string, base: GatewayRule | undefined, company: Company): { bankAccountByCurrency?: Record<string, number> } {
  const before = base?.settle === 'account' ? (base.bankAccountByCurrency ?? {}) : {};
  const codes = new Set([...Object.keys(before), ...company.currencies.map(({ code }) => code)]);
  const read = [...codes].map((code) => [code, known(form, `gatewayCurrency:${code}:${handle}`, before[code] ?? null, company.bankAccounts)] as const);
  const chosen = read.filter((entry): entry is readonly [string, number] => entry[1] !== null);
  return chosen.length === 0 ? {} : { bankAccountByCurrency: Object.fromEntries(chosen) };
}

function settlementText(rule: GatewayRule): string {
  return rule.settle === 'open' ? 'open' : `account:${rule.bankAccountId}`;
}
