import type { Company } from '../../../../domain/company.ts';
import { ledgerCurrency } from '../../../../domain/payment/exchange-rate.ts';
import { ChoiceField, optionOf, SelectField, TextField, type Option } from '../../../fields.tsx';
import { ShopText } from '../../../ui.tsx';
import { methodName, paymentMethod } from '../../payment-methods.ts';
import type { TopicProps } from './topic.ts';

export function PaymentFields({ frame, form, company, gateways }: TopicProps) {
  const w = frame.words.settings;
  const settlements: Option[] = [
    { value: '', label: w.gateway.undecided },
    ...company.bankAccounts.map((account) => ({ value: `account:${account.id}`, label: w.gateway.onAccount(account.name) })),
    { value: 'open', label: w.gateway.open },
  ];
  const types = [{ value: '', label: w.gateway.noType }, ...company.paymentTypes.map(optionOf)];
  const accounts = [{ value: '', label: w.currency.companyDefault }, ...company.bankAccounts.map(optionOf)];
  return (
    <div class="stack loose">
      <p class="muted">{w.gateway.intro}</p>
      {gateways.map((handle) => {
        const method = paymentMethod(handle);
        return (
          <fieldset key={handle}>
            <legend>
              <ShopText text={methodName(frame.words, handle)} max={80} />
            </legend>
            <p class="hint">{w.gateway.kinds[method.kind]}</p>
            <div class="columns">
              <SelectField form={form} name={`gateway:${handle}`} label={w.gateway.settle} options={settlements} />
              <SelectField form={form} name={`gatewayType:${handle}`} label={w.gateway.type} options={types} />
              {foreignAccounts(company).map(({ code, accounts: own }) => (
                <SelectField form={form} name={`gatewayCurrency:${code}:${handle}`} label={w.gateway.inCurrency(code)} options={[{ value: '', label: w.gateway.sameAccount }, ...own.map(optionOf)]} key={code} />
              ))}
            </div>
          </fieldset>
        );
      })}
      <details>
        <summary>{w.gateway.add}</summary>
        <div class="columns">
          <TextField form={form} name="newGateway" label={w.gateway.newName} hint={w.gateway.newHint} maxLength={100} />
          <SelectField form={form} name="newGatewaySettle" label={w.gateway.settle} options={settlements} />
        </div>
      </details>
      <ChoiceField form={form} name="bookIn" label={w.bookIn.label} options={(['shop', 'presentment'] as const).map((value) => ({ value, ...w.bookIn.options[value] }))} />
      <fieldset>
        <legend>{w.currency.label}</legend>
        <p class="hint">{w.currency.hint}</p>
        <div class="columns">
          {company.currencies.map((currency) => (
            <SelectField form={form} name={`currency:${currency.code}`} label={currency.code} options={accounts} key={currency.id} />
          ))}
        </div>
      </fieldset>
      <TextField form={form} name="daysToPay" label={w.daysToPay.label} hint={w.daysToPay.hint} type="number" min={0} max={365} />
    </div>
  );
}

/** Currencies other than the ledger's for which the company has accounts. */
function foreignAccounts({ currencies, bankAccounts }: Company): { code: string; accounts: Company['bankAccounts'] }[] {
  const all = currencies.filter(({ code }) => code !== ledgerCurrency).map(({ id, code }) => ({ code, accounts: bankAccounts.filter(({ currencyId }) => currencyId === id) }));
  return all.filter(({ accounts }) => accounts.length > 0);
}
