import type { Company } from '../company.ts';
import type { AccountRole, Settings } from '../settings.ts';
import type { Finding } from './finding.ts';

/** What would stop orders sooner or later, seen before the first one does: whether the settings, saved or proposed, fit the company. */
export function settingsFindings(company: Company, settings: Settings, { gatewaysSeen, now }: { gatewaysSeen: readonly string[]; now: Date }): Finding[] {
  const roles = unfitAccounts(settings, company);
  const stock = settings.documents === 'order-delivery-invoice';
  return [
    { id: 'accounts', level: roles.length > 0 ? 'critical' : 'success', ...(roles.length > 0 ? { roles } : {}) },
    ...undecidedGateways(settings, company, gatewaysSeen).map((gateway): Finding => ({ id: 'gateway', level: 'caution', gateway })),
    { id: 'collective-contact', level: settings.collectiveContactId === null ? 'caution' : 'success' },
    ...(stock && !company.automaticNumbering.order ? [{ id: 'numbering', level: 'critical', document: 'order' } as const] : []),
    ...(stock ? [{ id: 'modules', level: company.modules.stock && company.modules.deliveries ? 'success' : 'critical' } as const] : []),
    { id: 'go-live', level: Date.parse(settings.goLiveAt) > now.getTime() ? 'caution' : 'success' },
  ];
}

// Every order needs these; the others only matter to shops that sell gift cards, take tips and so on.
const always: readonly AccountRole[] = ['sales', 'shipping'];
const roles: readonly AccountRole[] = [...always, 'gift-cards', 'tips', 'duties', 'fees', 'rounding'];

/** Not chosen though every order needs it, or gone or locked since. A rule may name an account for sales too. */
function unfitAccounts({ accounts, rules }: Settings, company: Company): AccountRole[] {
  const usable = new Set(company.accounts.filter((account) => account.usable).map((account) => account.id));
  const ofRules = rules.flatMap(({ then: { salesAccountId } }) => salesAccountId ?? []);
  const isUnfit = (role: AccountRole, id: number | null) => (id === null ? always.includes(role) : !usable.has(id));
  return roles.filter((role) => isUnfit(role, accounts[role]) || (role === 'sales' && ofRules.some((id) => !usable.has(id))));
}

/** Met in the shop and not decided on, or booked on a bank account that bexio no longer has. */
function undecidedGateways({ gateways }: Settings, { bankAccounts }: Company, seen: readonly string[]): string[] {
  const lost = Object.entries(gateways).filter(([, rule]) => rule.settle === 'account' && !bankAccounts.some(({ id }) => id === rule.bankAccountId));
  return [...new Set([...seen.filter((handle) => !Object.hasOwn(gateways, handle)), ...lost.map(([handle]) => handle)])];
}
