import type { Company } from '../../../../domain/company.ts';
import { zeroTaxes } from '../../../../domain/settings.ts';
import { SelectField } from '../../../fields.tsx';
import type { Frame } from '../../../layout.tsx';
import { currentTaxes } from '../current-taxes.ts';
import { accountRoles } from './account-form.ts';
import type { TopicProps } from './topic.ts';

export function AccountFields({ frame, form, company }: TopicProps) {
  const w = frame.words.settings.accounts;
  const usable = company.accounts.filter((account) => account.usable).toSorted((a, b) => a.number.localeCompare(b.number, 'en'));
  const free = company.taxes.filter((tax) => tax.active && tax.ratePpm === 0);
  const withoutVat = [{ value: '', label: frame.words.settings.zeroTax.any }, ...free.map(({ id, code }) => ({ value: String(id), label: code }))];
  const options = [{ value: '', label: w.none }, ...usable.map((account) => ({ value: String(account.id), label: `${account.number} ${account.name}` }))];
  return (
    <div class="stack loose">
      <p class="muted">{w.intro}</p>
      {accountRoles.map((role) => (
        <SelectField form={form} name={`account:${role}`} label={w.roles[role].label} hint={w.roles[role].hint} options={role === 'sales' ? options.slice(1) : options} key={role} />
      ))}
      <fieldset>
        <legend>{frame.words.settings.zeroTax.label}</legend>
        <p class="hint">{frame.words.settings.zeroTax.hint}</p>
        <div class="columns">
          {zeroTaxes.map((reason) => (
            <SelectField form={form} name={`zeroTax:${reason}`} label={frame.words.settings.zeroTax.reasons[reason]} options={withoutVat} key={reason} />
          ))}
        </div>
      </fieldset>
      <TaxTable frame={frame} company={company} />
    </div>
  );
}

/** Taxes are not a setting: the rate of the order decides. Showing the active ones answers the fiduciary's first question. */
function TaxTable({ frame, company }: { frame: Frame; company: Company }) {
  const w = frame.words.settings.taxes;
  const active = currentTaxes(company, frame.now).toSorted((a, b) => b.ratePpm - a.ratePpm);
  return (
    <details>
      <summary>{w.title(frame.format.list([...new Set(active.map((tax) => tax.ratePpm))].map(frame.format.rate)))}</summary>
      <p class="hint">{w.hint}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.code}</th>
            <th scope="col" class="end">{w.rate}</th>
          </tr>
        </thead>
        <tbody>
          {active.map((tax) => (
            <tr key={tax.id}>
              <th scope="row">{tax.code}</th>
              <td class="end number">{frame.format.rate(tax.ratePpm)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
