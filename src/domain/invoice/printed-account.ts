import type { BankAccount, Company } from '../company.ts';
import type { Order } from '../order.ts';
import type { GatewayRule, Settings } from '../settings.ts';

/**
 * The bank account a document names; where it has an IBAN, bexio prints a QR slip for it. Null: bexio's own default.
 * An order that an invoice factor settles must never carry one: the buyer has the factor's slip, and would pay twice or to the wrong hand.
 */
export function printedBankAccount(order: Order, settings: Settings, company: Company): number | null {
  const gateway = decidingGateway(order);
  if (gateway !== null && isFactor(gateway)) return slipless(order, settings.gateways[gateway], company)?.id ?? chosen(order, settings, company);
  return chosen(order, settings, company);
}

/** Klarna, Powerpay (MF Group), CembraPay (Byjuno), and what else sends its own invoice in Switzerland. */
export function isFactor(gateway: string): boolean {
  return /klarna|power ?pay|mf ?group|cembra|byjuno|billpay|swissbilling|heidelpay|payolution|unzer/i.test(gateway);
}

function decidingGateway(order: Order): string | null {
  const attempt = order.transactions.find(({ kind, status }) => ['sale', 'capture', 'authorization'].includes(kind) && ['success', 'pending'].includes(status));
  return attempt?.gateway.toLowerCase() ?? null;
}

/** The account the factor pays into, if it has no IBAN; else any of the currency that has none (cash and transfer accounts). */
function slipless(order: Order, rule: GatewayRule | undefined, { bankAccounts, currencies }: Company): BankAccount | undefined {
  const currencyId = currencies.find(({ code }) => code === order.currency)?.id;
  const fitting = bankAccounts.filter((account) => account.iban === null && (account.currencyId === null || account.currencyId === currencyId));
  return fitting.find(({ id }) => rule?.settle === 'account' && id === rule.bankAccountId) ?? fitting[0];
}

function chosen(order: Order, { bankAccountByCurrency }: Settings, { bankAccounts }: Company): number | null {
  const wanted = Object.hasOwn(bankAccountByCurrency, order.currency) ? bankAccountByCurrency[order.currency] : undefined;
  return bankAccounts.some(({ id }) => id === wanted) && wanted !== undefined ? wanted : null;
}
