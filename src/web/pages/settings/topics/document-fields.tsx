import { languages } from '../../../../domain/settings.ts';
import { ChoiceField, optionOf, SelectField, TextArea, TextField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function DocumentFields({ frame, form, company }: TopicProps) {
  const w = frame.words.settings;
  const languageOptions = [{ value: 'customer', label: w.language.customer }, ...languages.map((one) => ({ value: one, label: w.language.names[one] }))];
  const templates = company.documentTemplates ?? [];
  const units = [{ value: '', label: w.unit.none }, ...company.units.map(optionOf)];
  return (
    <div class="stack loose">
      <ChoiceField
        form={form}
        name="presentation"
        label={w.presentation.label}
        options={[
          { value: 'gross', ...w.presentation.options.gross },
          { value: 'net', ...w.presentation.options.net },
        ]}
      />
      <div class="columns">
        <SelectField form={form} name="language" label={w.language.label} hint={w.language.hint} options={languageOptions} />
        <SelectField form={form} name="unitId" label={w.unit.label} hint={w.unit.hint} options={units} />
        {templates.length > 1 && <SelectField form={form} name="templateSlug" label={w.template.label} hint={w.template.hint} options={[{ value: '', label: w.template.companyDefault }, ...templates.map(({ slug, name }) => ({ value: slug, label: name }))]} />}
      </div>
      <p class="hint">{w.texts.hint}</p>
      {languages.map((language) => (
        <details key={language} open={Object.keys(form.errors).some((name) => name.startsWith(`text:${language}:`))}>
          <summary>{w.texts.summary(w.language.names[language])}</summary>
          <div class="stack">
            <TextField form={form} name={`text:${language}:title`} label={w.texts.title} maxLength={80} />
            <TextArea form={form} name={`text:${language}:header`} label={w.texts.header} lang={language} />
            <TextArea form={form} name={`text:${language}:footer`} label={w.texts.footer} lang={language} />
          </div>
        </details>
      ))}
    </div>
  );
}
