import type { Company } from '../company.ts';
import type { Problem } from '../problem.ts';
import type { AccountRole, Settings } from '../settings.ts';

/** What would stop orders sooner or later, seen before the first one does. Empty = the settings fit the company. */
export function settingsProblems(settings: Settings, company: Company): Problem[] {
  return [...accountProblems(settings, company), ...ruleProblems(settings, company), ...gatewayProblems(settings, company), ...documentProblems(settings, company)];
}

// Every order needs these; the others only matter to shops that sell gift cards, take tips and so on.
const always: readonly AccountRole[] = ['sales', 'shipping'];

function accountProblems({ accounts }: Settings, company: Company): Problem[] {
  const roles: AccountRole[] = ['sales', 'shipping', 'gift-cards', 'tips', 'duties', 'fees', 'rounding'];
  return roles.flatMap((role): Problem[] => {
    const accountId = accounts[role];
    if (accountId === null) return always.includes(role) ? [{ reason: 'account-missing', role }] : [];
    const usable = company.accounts.some((account) => account.id === accountId && account.usable);
    return usable ? [] : [{ reason: 'account-unusable', role, accountId }];
  });
}

/** A rule may name an account that the company has closed since. */
function ruleProblems({ rules }: Settings, { accounts }: Company): Problem[] {
  return rules.flatMap(({ then: { salesAccountId } }): Problem[] => {
    if (salesAccountId === undefined || accounts.some(({ id, usable }) => id === salesAccountId && usable)) return [];
    return [{ reason: 'account-unusable', role: 'sales', accountId: salesAccountId }];
  });
}

function gatewayProblems({ gateways }: Settings, { bankAccounts }: Company): Problem[] {
  return Object.entries(gateways).flatMap(([gateway, rule]): Problem[] => {
    const known = rule.settle === 'open' || bankAccounts.some(({ id }) => id === rule.bankAccountId);
    return known ? [] : [{ reason: 'gateway-not-mapped', gateway }];
  });
}

function documentProblems({ documents }: Settings, { automaticNumbering, modules }: Company): Problem[] {
  const found: Problem[] = [];
  if (!automaticNumbering.invoice) found.push({ reason: 'number-needed', document: 'invoice' });
  if (documents === 'invoice') return found;
  if (!automaticNumbering.order) found.push({ reason: 'number-needed', document: 'order' });
  if (!modules.deliveries) found.push({ reason: 'module-missing', module: 'deliveries' });
  return found;
}
