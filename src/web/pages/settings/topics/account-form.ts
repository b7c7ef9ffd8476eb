import type { Company } from '../../../../domain/company.ts';
import { zeroTaxes, type AccountRole, type Settings, type ZeroTax } from '../../../../domain/settings.ts';
import { idText, known, posted, type PostedForm } from './posted-form.ts';

export const accountRoles: readonly AccountRole[] = ['sales', 'shipping', 'gift-cards', 'tips', 'duties', 'fees', 'rounding'];

export function accountValues({ accounts, zeroTaxes: chosen }: Settings): Record<string, string> {
  return Object.fromEntries([
    ...accountRoles.map((role): [string, string] => [`account:${role}`, idText(accounts[role])]),
    ...zeroTaxes.map((reason): [string, string] => [`zeroTax:${reason}`, idText(chosen[reason])]),
  ]);
}

export function readAccounts(form: PostedForm, base: Settings, company: Company): Pick<Settings, 'accounts' | 'zeroTaxes'> {
  return { accounts: readRoles(form, base, company), zeroTaxes: readZeroTaxes(form, base, company) };
}

function readRoles(form: PostedForm, base: Settings, company: Company): Settings['accounts'] {
  const usable = company.accounts.filter((account) => account.usable);
  const read = (role: AccountRole) => {
    const name = `account:${role}`;
    const unchanged = posted(form.body, name) === idText(base.accounts[role]);
    return unchanged ? base.accounts[role] : known(form, name, base.accounts[role], usable);
  };
  const sales = read('sales');
  if (sales === null && posted(form.body, 'account:sales') !== undefined) form.errors['account:sales'] ??= 'needed';
  return {
    sales, shipping: read('shipping'), 'gift-cards': read('gift-cards'), tips: read('tips'), duties: read('duties'), fees: read('fees'), rounding: read('rounding'),
  };
}

function readZeroTaxes(form: PostedForm, base: Settings, company: Company): Settings['zeroTaxes'] {
  const fitting = company.taxes.filter((tax) => tax.active && tax.ratePpm === 0);
  const read = (reason: ZeroTax) => {
    const before = base.zeroTaxes[reason];
    const name = `zeroTax:${reason}`;
    return posted(form.body, name) === idText(before) ? before : known(form, name, before, fitting);
  };
  return { goodsAbroad: read('goodsAbroad'), servicesAbroad: read('servicesAbroad'), reverseCharge: read('reverseCharge'), inland: read('inland') };
}
