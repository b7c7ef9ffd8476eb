import { standardRatePpm } from '../../../../domain/invoice/voucher-tax.ts';
import { ChoiceField, SelectField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function VoucherFields({ frame, form, company }: TopicProps) {
  const w = frame.words.settings;
  const usable = company.accounts.filter((account) => account.usable).toSorted((a, b) => a.number.localeCompare(b.number, 'en'));
  const named = (id: string) => usable.find((account) => String(account.id) === id);
  const role = w.accounts.roles['gift-cards'];
  const redeemed = company.bankAccounts.find((bank) => form.values['gateway:gift_card'] === `account:${bank.id}`);
  const liability = named(form.values['account:gift-cards'] ?? '');
  const differs = redeemed !== undefined && liability !== undefined && redeemed.accountId !== liability.id;
  return (
    <div class="stack loose">
      <ChoiceField form={form} name="giftCards" label={w.giftCards.label} hint={w.vouchers.tax(frame.format.rate(standardRatePpm(company, frame.now.toISOString())))} options={[{ value: 'value', ...w.giftCards.options.value }, { value: 'service', ...w.giftCards.options.service }]} />
      <SelectField form={form} name="account:gift-cards" label={role.label} hint={role.hint} options={[{ value: '', label: w.accounts.none }, ...usable.map((account) => ({ value: String(account.id), label: `${account.number} ${account.name}` }))]} />
      <p class={redeemed === undefined || differs ? undefined : 'muted'}>
        {redeemed === undefined ? w.vouchers.undecided : differs ? w.vouchers.differs(redeemed.name, `${liability.number} ${liability.name}`) : w.vouchers.redeemed(redeemed.name)}{' '}
        <a href={frame.link('/settings/payments')}>{w.vouchers.toPayments}</a>
      </p>
    </div>
  );
}
