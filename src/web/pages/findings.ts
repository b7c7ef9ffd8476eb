import type { BexioScope } from '../../bexio/scopes.ts';
import type { Company } from '../../domain/company.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Format } from '../words/format.ts';

/** One thing that was looked at: what it is (`id`, `subject`), how it stands, and where it is mended. */
export type Finding = { id: FindingId; level: 'critical' | 'caution' | 'success'; subject: string; action: FindingAction | null };

export type FindingId =
  | 'connection' | 'bexio-scopes' | 'shopify-scopes' | 'settings' | 'go-live' | 'tax-rate' | 'accounts' | 'bank-accounts' | 'gateway'
  | 'rounding' | 'numbering' | 'modules' | 'webhooks' | 'collective-contact';

export type FindingAction = { kind: 'here' | 'bexio'; path: string } | { kind: 'post'; path: string; fields: Record<string, string> };

export type CheckFacts = {
  connection: { broken: boolean; scopes: string[] } | null;
  shopScopes: string[];
  company: Company | null;
  settings: Settings | null;
  gatewaysSeen: string[];
  /** Tax rates that the shop's orders have carried. */
  ratesSeenPpm: number[];
  lastHeardAt: Date | null;
  installedAt: Date;
  now: Date;
  /** Whether the app can change bexio's rounding itself, or only say where to. */
  canSetRounding: boolean;
};

/** Without these nothing is booked; others only stop what the settings ask for. */
const neededBexioScopes: BexioScope[] = ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show'];
const wantedShopifyScopes = ['read_orders', 'read_customers', 'read_products'];
/** Standard, reduced and lodging rate of Swiss VAT, and none. The first two are what nearly every shop sells at. */
const usualRatesPpm = [81_000, 26_000];
const quietMs = 7 * 86_400_000;

export function findFindings(facts: CheckFacts, format: Format): Finding[] {
  const { company, settings } = facts;
  const withCompany = company && facts.connection && !facts.connection.broken ? companyFindings(facts, company, format) : [];
  const withSettings = company && settings ? settingsFindings(facts, company, settings) : [];
  return [connectionFinding(facts), ...bexioScopes(facts), shopifyScopes(facts), webhooks(facts, format), settingsFinding(facts), ...withCompany, ...withSettings];
}

function connectionFinding({ connection }: CheckFacts): Finding {
  return finding('connection', connection && !connection.broken ? 'success' : 'critical', '', { kind: 'here', path: '/connection' });
}

function bexioScopes({ connection, settings }: CheckFacts): Finding[] {
  if (!connection || connection.broken) return [];
  const stock: BexioScope[] = settings?.documents === 'order-delivery-invoice' ? ['kb_order_edit', 'kb_delivery_edit', 'stock_edit'] : [];
  const refunds: BexioScope[] = settings?.refunds.paid === 'entry' ? ['accounting'] : [];
  const missing = missingScopes([...neededBexioScopes, ...stock, ...refunds], connection.scopes);
  const level = missing.length === 0 ? 'success' : neededBexioScopes.some((scope) => missing.includes(scope)) ? 'critical' : 'caution';
  return [finding('bexio-scopes', level, missing.join(', '), { kind: 'here', path: '/connection' })];
}

function shopifyScopes({ shopScopes }: CheckFacts): Finding {
  const missing = missingScopes(wantedShopifyScopes, shopScopes);
  return finding('shopify-scopes', missing.length > 0 ? 'critical' : 'success', missing.join(', '), null);
}

/** A shop without orders hears nothing either: only long silence is worth a remark. */
function webhooks({ lastHeardAt, installedAt, now }: CheckFacts, format: Format): Finding {
  const since = lastHeardAt ?? installedAt;
  const quiet = now.getTime() - since.getTime() > quietMs;
  return finding('webhooks', quiet ? 'caution' : 'success', lastHeardAt ? format.ago(lastHeardAt, now) : '', null);
}

function settingsFinding({ settings }: CheckFacts): Finding {
  return finding('settings', settings ? 'success' : 'critical', '', { kind: 'here', path: '/setup' });
}

function companyFindings(facts: CheckFacts, company: Company, format: Format): Finding[] {
  const numbered = company.automaticNumbering.invoice;
  return [
    ...[...new Set([...usualRatesPpm, ...facts.ratesSeenPpm])].map((ratePpm) => taxFinding(company, ratePpm, format)),
    finding('numbering', numbered ? 'success' : 'critical', '', { kind: 'bexio', path: '/index.php/admin' }),
    finding('bank-accounts', company.bankAccounts.length > 0 ? 'success' : 'critical', format.count(company.bankAccounts.length), { kind: 'bexio', path: '/index.php/admin' }),
    ...company.currencies.filter((currency) => usesCurrency(facts, currency.code)).map((currency) => roundingFinding(facts, currency, format)),
  ];
}

function taxFinding(company: Company, ratePpm: number, format: Format): Finding {
  const active = company.taxes.some((tax) => tax.active && tax.ratePpm === ratePpm);
  return finding('tax-rate', active ? 'success' : 'caution', format.rate(ratePpm), { kind: 'bexio', path: '/index.php/admin' });
}

function usesCurrency({ settings }: CheckFacts, code: string): boolean {
  return code === 'CHF' || settings?.bankAccountByCurrency[code] !== undefined;
}

/** With a round factor of five rappen, an order of CHF 24.29 cannot be invoiced exactly. */
function roundingFinding(facts: CheckFacts, currency: Company['currencies'][number], format: Format): Finding {
  const exact = currency.roundFactorMinor <= 1;
  const action: FindingAction = facts.canSetRounding
    ? { kind: 'post', path: '/check/rounding', fields: { currency: currency.code } }
    : { kind: 'bexio', path: '/index.php/admin' };
  return finding('rounding', exact ? 'success' : 'caution', format.money(currency.roundFactorMinor, currency.code), action);
}

function settingsFindings(facts: CheckFacts, company: Company, settings: Settings): Finding[] {
  const usable = new Set(company.accounts.filter((account) => account.usable).map((account) => account.id));
  const chosen = Object.values(settings.accounts).filter((id): id is number => id !== null);
  const accountsFine = settings.accounts.sales !== null && chosen.every((id) => usable.has(id));
  const undecided = facts.gatewaysSeen.filter((handle) => !Object.hasOwn(settings.gateways, handle));
  const needsModules = settings.documents === 'order-delivery-invoice';
  const modules = company.modules.stock && company.modules.deliveries;
  return [
    finding('accounts', accountsFine ? 'success' : 'critical', '', { kind: 'here', path: '/settings/accounts' }),
    ...undecided.map((handle) => finding('gateway', 'caution', handle, { kind: 'here', path: '/settings/payments' })),
    finding('collective-contact', settings.collectiveContactId === null ? 'caution' : 'success', '', { kind: 'here', path: '/settings/customers' }),
    ...(needsModules ? [finding('modules', modules ? 'success' : 'critical', '', { kind: 'here', path: '/settings/stock' })] : []),
    finding('go-live', Date.parse(settings.goLiveAt) > facts.now.getTime() ? 'caution' : 'success', '', { kind: 'here', path: '/settings/booking' }),
  ];
}

function finding(id: FindingId, level: Finding['level'], subject: string, action: FindingAction | null): Finding {
  return { id, level, subject, action };
}

/** `_edit` includes `_show`, as `write_` includes `read_`. */
function missingScopes(wanted: string[], granted: string[]): string[] {
  const given = new Set(granted);
  return wanted.filter((scope) => !given.has(scope) && !given.has(scope.replace('_show', '_edit')) && !given.has(scope.replace('read_', 'write_')));
}
