import type { ComponentChildren } from 'preact';

/** What a form shows and what is wrong with it; names are the ones the browser posts. */
export type FormState = { values: Record<string, string>; errors: Record<string, string> };

export type Option = { value: string; label: string; disabled?: boolean };

/** A row of bexio's as one to choose. */
export function optionOf(row: { id: number; name: string }): Option {
  return { value: String(row.id), label: row.name };
}

type FieldProps = { form: FormState; name: string; label: ComponentChildren; hint?: ComponentChildren };

type InputProps = FieldProps & { type?: 'text' | 'date' | 'number'; min?: number; max?: number; maxLength?: number };

export function TextField(props: InputProps) {
  return (
    <Field {...props}>
      <Input {...props} />
    </Field>
  );
}

function Input(props: InputProps) {
  const shared = { ...control(props), value: props.form.values[props.name] ?? '', autocomplete: 'off' };
  if (props.type === 'date') return <input {...shared} type="date" />;
  if (props.type === 'number') return <input {...shared} type="number" min={props.min} max={props.max} />;
  return <input {...shared} type="text" maxLength={props.maxLength} />;
}

export function TextArea(props: FieldProps & { rows?: number; lang?: string }) {
  return (
    <Field {...props}>
      <textarea {...control(props)} rows={props.rows ?? 3} lang={props.lang} maxLength={4000}>
        {props.form.values[props.name] ?? ''}
      </textarea>
    </Field>
  );
}

export function SelectField(props: FieldProps & { options: Option[] }) {
  const chosen = props.form.values[props.name] ?? '';
  const known = props.options.some((option) => option.value === chosen);
  return (
    <Field {...props}>
      <select {...control(props)}>
        {!known && (
          <option value={chosen} selected>
            {chosen === '' ? '–' : chosen}
          </option>
        )}
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === chosen} disabled={option.disabled} key={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** One of a few, each with the effect of choosing it. */
export function ChoiceField(props: FieldProps & { options: (Option & { effect?: ComponentChildren })[] }) {
  const chosen = props.form.values[props.name];
  const error = props.form.errors[props.name];
  return (
    <fieldset aria-describedby={describedBy(props)} aria-invalid={error ? 'true' : undefined}>
      <legend>{props.label}</legend>
      {props.hint && <Hint name={props.name}>{props.hint}</Hint>}
      {props.options.map((option) => (
        <label class="choice" key={option.value}>
          <input type="radio" name={props.name} value={option.value} checked={chosen === option.value} disabled={option.disabled} />
          <span>{option.label}</span>
          {option.effect && <span class="hint">{option.effect}</span>}
        </label>
      ))}
      {error && <FieldError name={props.name} text={error} />}
    </fieldset>
  );
}

/** A checkbox that also says "no": the hidden field is posted when the box is empty. */
/** `scopes`: permissions of Shopify that the tick needs; App Bridge asks for them. */
export function TickField(props: FieldProps & { scopes?: string }) {
  return (
    <div class="field">
      <input type="hidden" name={props.name} value="no" />
      <label class="choice">
        <input type="checkbox" name={props.name} value="yes" checked={props.form.values[props.name] === 'yes'} aria-describedby={describedBy(props)} data-scopes={props.scopes} />
        <span>{props.label}</span>
        {props.hint && (
          <span class="hint" id={`${idOf(props.name)}-hint`}>
            {props.hint}
          </span>
        )}
      </label>
    </div>
  );
}

/** Ids may not hold the colons and brackets that names may. */
export function idOf(name: string): string {
  return `f-${name.replaceAll(/[^a-zA-Z0-9]/g, (letter) => `_${letter.codePointAt(0)?.toString(16)}`)}`;
}

function Field(props: FieldProps & { children: ComponentChildren }) {
  const error = props.form.errors[props.name];
  return (
    <div class="field">
      <label for={idOf(props.name)}>{props.label}</label>
      {props.children}
      {error && <FieldError name={props.name} text={error} />}
      {props.hint && <Hint name={props.name}>{props.hint}</Hint>}
    </div>
  );
}

function Hint(props: { name: string; children: ComponentChildren }) {
  return (
    <p class="hint" id={`${idOf(props.name)}-hint`}>
      {props.children}
    </p>
  );
}

function FieldError(props: { name: string; text: string }) {
  return (
    <p class="error" id={`${idOf(props.name)}-error`}>
      <span aria-hidden="true">▲</span>
      {props.text}
    </p>
  );
}

function control(props: FieldProps) {
  return { id: idOf(props.name), name: props.name, 'aria-describedby': describedBy(props), 'aria-invalid': props.form.errors[props.name] ? ('true' as const) : undefined };
}

function describedBy(props: FieldProps): string | undefined {
  const ids = [props.form.errors[props.name] ? 'error' : '', props.hint ? 'hint' : ''].filter(Boolean).map((part) => `${idOf(props.name)}-${part}`);
  return ids.length > 0 ? ids.join(' ') : undefined;
}
