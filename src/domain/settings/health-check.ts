import type { Company, Currency } from '../company.ts';
import type { MemoryGap } from '../past/memory-gap.ts';
import type { Settings } from '../settings.ts';
import type { BexioModule, Finding } from './finding.ts';
import { settingsFindings } from './settings-findings.ts';

/** Null: bexio did not say. `own`: only what the person made. */
export type UserRight = { enabled: boolean; edit: 'all' | 'own' | 'none' | null; see: 'all' | 'own' | 'none' | null };
export type UserRights = Partial<Record<BexioModule, UserRight>>;

export type HealthFacts = {
  connection: { broken: boolean; scopes: string[] } | null;
  /** Null: not known. */
  rights: UserRights | null;
  shopScopes: string[];
  /** The one its books are kept in. */
  shopCurrency: string;
  company: Company | null;
  settings: Settings | null;
  gatewaysSeen: string[];
  /** Tax rates that the shop's orders have carried. */
  ratesSeenPpm: number[];
  lastHeardAt: Date | null;
  /** When the app last came upon an order that no webhook had announced. */
  missedAt: Date | null;
  installedAt: Date;
  gap: MemoryGap | null;
  /** Nothing but failures since then; null: it answers. */
  silentSince: { bexio: Date | null; shopify: Date | null };
  now: Date;
};

/** Without these nothing is booked; others only stop what the settings ask for. */
const neededBexioScopes = ['contact_edit', 'article_edit', 'kb_invoice_edit', 'bank_account_show'];
const wantedShopifyScopes = ['read_orders', 'read_customers', 'read_products'];
/** Standard and reduced rate of Swiss VAT: what nearly every shop sells at. */
const usualRatesPpm = [81_000, 26_000];
const quietMs = 7 * 86_400_000;
/** Longer than a hiccup. */
const silentMs = 15 * 60_000;
/** One lost delivery proves little once others have come; a fresh one is worth a look. */
const missedForMs = 2 * 86_400_000;

/** Whether everything is right for orders to be booked: every point that was looked at, the good ones too. */
export function checkHealth(facts: HealthFacts): Finding[] {
  const { company, settings } = facts;
  const connected = facts.connection !== null && !facts.connection.broken;
  return [
    { id: 'connection', level: connected ? 'success' : 'critical' },
    ...(connected ? [...bexioScopes(facts), ...bexioRights(facts)] : []),
    shopifyScopes(facts),
    ...webhooks(facts),
    ...memoryGap(facts),
    ...silences(facts, connected),
    { id: 'settings', level: settings ? 'success' : 'critical' },
    ...(company && connected ? companyFindings(facts, company) : []),
    ...(company && settings ? settingsFindings(company, settings, facts) : []),
  ];
}

function bexioScopes({ connection, settings }: HealthFacts): Finding[] {
  const stock = settings?.documents === 'order-delivery-invoice' ? ['kb_order_edit', 'kb_delivery_edit', 'stock_edit'] : [];
  const refunds = settings?.refunds.paid === 'entry' ? ['accounting'] : [];
  const missing = missingScopes([...neededBexioScopes, ...stock, ...refunds], connection?.scopes ?? []);
  const level = missing.length === 0 ? 'success' : neededBexioScopes.some((scope) => missing.includes(scope)) ? 'critical' : 'caution';
  return [{ id: 'bexio-scopes', level, missing }];
}

/** The scopes are what the app was granted; the person who granted them cannot give more than they have. */
function bexioRights({ rights, settings }: HealthFacts): Finding[] {
  if (!rights) return [];
  const stock: BexioModule[] = settings?.documents === 'order-delivery-invoice' ? ['kb_order', 'kb_delivery'] : [];
  const articles: BexioModule[] = settings?.articles === 'text' ? [] : ['article'];
  const needed: BexioModule[] = ['contact', 'kb_invoice', ...articles, ...stock];
  const denied = needed.filter((name) => rights[name] && (!rights[name].enabled || rights[name].edit === 'none'));
  // Who sees only their own contacts finds no customer that a colleague entered, and enters each a second time.
  const isShortSighted = rights.contact?.enabled === true && rights.contact.see === 'own';
  return [{ id: 'bexio-rights', level: denied.length > 0 ? 'critical' : 'success', denied }, ...(isShortSighted ? [{ id: 'contacts-seen', level: 'caution' } as const] : [])];
}

function shopifyScopes({ shopScopes }: HealthFacts): Finding {
  const missing = missingScopes(wantedShopifyScopes, shopScopes);
  return { id: 'shopify-scopes', level: missing.length > 0 ? 'critical' : 'success', missing };
}

/** A shop without orders hears nothing either: only long silence is worth a remark, or an order that was there and not announced. */
function webhooks({ lastHeardAt, missedAt, installedAt, now }: HealthFacts): Finding[] {
  const quiet = now.getTime() - (lastHeardAt ?? installedAt).getTime() > quietMs;
  const missed = missedAt !== null && now.getTime() - missedAt.getTime() < missedForMs;
  return [
    { id: 'webhooks', level: quiet ? 'caution' : 'success', lastHeardAt: lastHeardAt?.toISOString() ?? null },
    ...(missed ? [{ id: 'webhooks-missed', level: 'caution', missedAt: missedAt.toISOString() } as const] : []),
  ];
}

/** Orders wait by themselves; the merchant is told when it takes longer than a hiccup. A broken connection has a line of its own. */
function silences({ silentSince: { bexio, shopify }, now }: HealthFacts, connected: boolean): Finding[] {
  const isLong = (since: Date | null): since is Date => since !== null && now.getTime() - since.getTime() > silentMs;
  return [
    ...(connected && isLong(bexio) ? [{ id: 'bexio-silent', level: 'critical', since: bexio.toISOString() } as const] : []),
    ...(isLong(shopify) ? [{ id: 'shopify-silent', level: 'critical', since: shopify.toISOString() } as const] : []),
  ];
}

/** Until every order since has been looked at again, the merchant sees why things take longer. */
function memoryGap({ gap }: HealthFacts): Finding[] {
  return gap === null || gap.sweptAt !== null ? [] : [{ id: 'memory-gap', level: 'caution', since: gap.since }];
}

function companyFindings(facts: HealthFacts, company: Company): Finding[] {
  const { bankAccounts } = company;
  return [
    ...[...new Set([...usualRatesPpm, ...facts.ratesSeenPpm])].map((ratePpm): Finding => ({ id: 'tax-rate', level: isActive(company, ratePpm) ? 'success' : 'caution', ratePpm })),
    { id: 'numbering', level: company.automaticNumbering.invoice ? 'success' : 'critical' },
    ...(company.currencies.some(({ code }) => code === facts.shopCurrency) ? [] : [{ id: 'currency', level: 'critical', currency: facts.shopCurrency } as const]),
    { id: 'bank-accounts', level: bankAccounts.length > 0 ? 'success' : 'critical', count: bankAccounts.length },
    ...company.currencies.filter((currency) => usesCurrency(facts, currency.code)).map(rounding),
  ];
}

function isActive(company: Company, ratePpm: number): boolean {
  return company.taxes.some((tax) => tax.active && tax.ratePpm === ratePpm);
}

function usesCurrency({ settings, shopCurrency }: HealthFacts, code: string): boolean {
  return code === 'CHF' || code === shopCurrency || settings?.bankAccountByCurrency[code] !== undefined;
}

/** With a round factor of five rappen, an order of CHF 24.29 cannot be invoiced exactly. */
function rounding({ code, roundFactorMinor }: Currency): Finding {
  return { id: 'rounding', level: roundFactorMinor <= 1 ? 'success' : 'caution', currency: code, roundFactorMinor };
}

/** `_edit` includes `_show`, as `write_` includes `read_`. */
function missingScopes(wanted: string[], granted: string[]): string[] {
  const given = new Set(granted);
  return wanted.filter((scope) => !given.has(scope) && !given.has(scope.replace('_show', '_edit')) && !given.has(scope.replace('read_', 'write_')));
}
