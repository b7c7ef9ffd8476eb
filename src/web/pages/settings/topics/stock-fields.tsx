import { ChoiceField, SelectField, TickField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function StockFields({ frame, form, company, locations }: TopicProps) {
  const w = frame.words.settings;
  const possible = company.modules.stock && company.modules.deliveries;
  return (
    <div class="stack loose">
      {!possible && <p class="muted">{w.documents.notInPlan}</p>}
      <ChoiceField
        form={form}
        name="articles"
        label={w.articles.label}
        options={[
          { value: 'match', ...w.articles.options.match },
          { value: 'create', ...w.articles.options.create },
          { value: 'text', ...w.articles.options.text },
        ]}
      />
      <ChoiceField
        form={form}
        name="documents"
        label={w.documents.label}
        options={[
          { value: 'invoice', ...w.documents.options.invoice },
          { value: 'order-delivery-invoice', ...w.documents.options['order-delivery-invoice'], disabled: !possible && form.values['documents'] !== 'order-delivery-invoice' },
        ]}
      />
      <ChoiceField
        form={form}
        name="deliver"
        label={w.deliver.label}
        hint={w.deliver.hint}
        options={[
          { value: 'when-fulfilled', ...w.deliver.options['when-fulfilled'] },
          { value: 'at-once', ...w.deliver.options['at-once'] },
        ]}
      />
      {locations.length > 0 && possible && <StockLevelFields frame={frame} form={form} locations={locations} company={company} />}
      {possible && <TickField form={form} name="fulfil" label={w.fulfil.label} hint={w.fulfil.hint} scopes="write_merchant_managed_fulfillment_orders" />}
    </div>
  );
}

function StockLevelFields({ frame, form, locations, company }: Pick<TopicProps, 'frame' | 'form' | 'locations' | 'company'>) {
  const w = frame.words.settings;
  const places = locations.map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      <ChoiceField
        form={form}
        name="stockLeads"
        label={w.stockLeads.label}
        options={[
          { value: 'off', ...w.stockLeads.options.off },
          { value: 'bexio', ...w.stockLeads.options.bexio },
          { value: 'shopify', ...w.stockLeads.options.shopify },
        ]}
      />
      <SelectField form={form} name="stockLocation" label={w.stockLocation.label} hint={w.stockLocation.hint} options={[{ value: '', label: w.stockLocation.none }, ...places]} />
      {locations.length > 1 && company.stockPlaces.length > 0 && (
        <fieldset>
          <legend>{w.stockPlace.legend}</legend>
          <p class="hint">{w.stockPlace.intro}</p>
          <div class="columns">
            {company.stockPlaces.map(({ placeId, name }) => (
              <SelectField form={form} name={`stockPlace:${placeId}`} label={w.stockPlace.label(name)} options={[{ value: '', label: w.stockPlace.asMain }, ...places]} key={placeId} />
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
