import { comparedFields, type ComparedField } from '../../../../domain/settings.ts';
import { ChoiceField, SelectField, TickField } from '../../../fields.tsx';
import { currentTaxes } from '../current-taxes.ts';
import type { TopicProps } from './topic.ts';

/** Which side counts for which field. */
export function ProductFields({ frame, form, company }: TopicProps) {
  const { products: labels } = frame.words;
  const w = frame.words.settings.products;
  const options = (field: ComparedField) => (['off', ...comparedFields[field]] as const).map((side) => ({ value: side, label: w.sides[side] }));
  const rates = [...new Set(currentTaxes(company, frame.now).map((tax) => tax.ratePpm))].toSorted((a, b) => b - a);
  return (
    <div class="stack loose">
      <p class="muted">{w.intro}</p>
      <div class="columns">
        {(Object.keys(comparedFields) as ComparedField[]).map((field) => (
          <SelectField form={form} name={`product:${field}`} label={labels.fields[field]} hint={w.hints[field]} options={options(field)} key={field} />
        ))}
      </div>
      <ChoiceField form={form} name="productPrices" label={w.prices.label} hint={w.prices.hint} options={(['gross', 'net'] as const).map((value) => ({ value, label: w.priceOptions[value] }))} />
      <SelectField form={form} name="productRate" label={w.rate.label} hint={w.rate.hint} options={[{ value: '', label: w.rate.highest }, ...rates.map((ratePpm) => ({ value: String(ratePpm), label: frame.format.rate(ratePpm) }))]} />
      {company.modules.stock && <TickField form={form} name="productFirstStock" label={w.firstStock.label} hint={w.firstStock.hint} />}
      <ChoiceField form={form} name="productAutomatic" label={w.automatic.label} hint={w.automatic.hint} options={(['off', 'daily', 'hourly'] as const).map((value) => ({ value, label: w.automaticOptions[value] }))} />
      <TickField form={form} name="productCreate" label={w.create.label} hint={w.create.hint} />
    </div>
  );
}
