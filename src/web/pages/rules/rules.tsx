import type { Company } from '../../../domain/company.ts';
import type { Rule } from '../../../domain/settings.ts';
import { ChoiceField, SelectField, TextArea, TextField, TickField, type FormState } from '../../fields.tsx';
import type { Frame } from '../../layout.tsx';
import { Banner, Card, Empty, Hidden, LinkButton, PageHead, ShopText, SubmitButton } from '../../ui.tsx';
import { languages, lumpSums } from '../../../domain/settings.ts';
import type { Seen, Trial } from './load-rules.ts';
import { methodName } from '../payment-methods.ts';
import { thenLines, whenLines } from './rule-lines.ts';
import { RuleTrial } from './rule-trial.tsx';
import { FormErrors } from '../settings/setup.tsx';

export type RulesView = {
  /** As they are shown, perhaps not saved yet; `index`: where a rule is saved. */
  rules: { index: number; rule: Rule }[];
  /** `2,0,1`: the shown order; null = as saved. */
  order: string | null;
  company: Company;
  version: number;
  saved: boolean;
  conflict: { author: string; at: Date } | null;
  trial: Trial | null;
};

/** All rules in their order. Moving and removing shows the outcome first; it counts when it is saved. */
export function RulesPage({ frame, view }: { frame: Frame; view: RulesView }) {
  const { words, link } = frame;
  const w = words.rules;
  return (
    <>
      <PageHead title={w.title} back={{ href: link('/settings'), label: words.settings.title }} note={w.intro}>
        {view.order === null && <LinkButton href={link('/settings/rules/new')}>{w.add}</LinkButton>}
      </PageHead>
      {view.saved && <Banner tone="success" title={words.settings.saved} />}
      <Conflict frame={frame} conflict={view.conflict} />
      {view.order !== null && <Pending frame={frame} view={view} order={view.order} />}
      {view.rules.length === 0 ? (
        <Card>
          <Empty title={w.empty}>
            <p class="muted">{w.emptyText}</p>
          </Empty>
        </Card>
      ) : (
        <RuleTable frame={frame} view={view} />
      )}
      {view.trial && <RuleTrial frame={frame} trial={view.trial} />}
    </>
  );
}

export function Conflict({ frame, conflict }: { frame: Frame; conflict: RulesView['conflict'] }) {
  if (conflict === null) return null;
  return (
    <Banner tone="caution" title={frame.words.settings.conflictTitle} focus>
      <p>{frame.words.settings.conflictText(conflict.author, frame.format.dateTime(conflict.at))}</p>
    </Banner>
  );
}

function Pending({ frame, view, order }: { frame: Frame; view: RulesView; order: string }) {
  const { words, link } = frame;
  const w = words.rules;
  return (
    <Banner tone="caution" title={w.pendingTitle}>
      <p>{w.pendingText}</p>
      <p>{w.effect}</p>
      <form method="post" action={link('/settings/rules')} class="row">
        <Hidden fields={{ order, version: String(view.version) }} />
        <LinkButton href={link('/settings/rules', { order, v: String(view.version), try: 'yes' })}>{w.tryOut}</LinkButton>
        <SubmitButton kind="primary">{words.actions.save}</SubmitButton>
        <LinkButton href={link('/settings/rules')}>{w.discard}</LinkButton>
      </form>
    </Banner>
  );
}

function RuleTable({ frame, view }: { frame: Frame; view: RulesView }) {
  const w = frame.words.rules;
  return (
    <Card flush>
      <ol class="list">
        {view.rules.map(({ index, rule }, at) => (
          <li class="stack" key={rule.name}>
            <div class="card-head">
              <h2><span class="muted number">{frame.format.count(at + 1)}.</span> <ShopText text={rule.name} max={60} /></h2>
              <Moves frame={frame} view={view} at={at} index={index} name={rule.name} />
            </div>
            <dl class="facts">
              <dt>{w.when}</dt>
              <dd><ShopText text={told(whenLines(frame, rule.when), w.always)} max={400} /></dd>
              <dt>{w.then}</dt>
              <dd><ShopText text={told(thenLines(frame, rule.then, view.company), w.sameAsSettings)} max={400} /></dd>
            </dl>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** Set apart by points: an "and" between conditions would be read together with the "or" within them. */
function told(lines: string[], none: string): string {
  return lines.length === 0 ? none : lines.join(' · ');
}

/** Links, so that they work without scripts: each leads to the list as it would be. */
function Moves({ frame, view, at, index, name }: { frame: Frame; view: RulesView; at: number; index: number; name: string }) {
  const { words, link } = frame;
  const w = words.rules;
  const now = view.rules.map((one) => one.index);
  const moved = (to: number) => {
    const next = now.toSpliced(at, 1);
    return next.toSpliced(to, 0, index).join(',');
  };
  const to = (order: string) => link('/settings/rules', { order: order === '' ? 'none' : order, v: String(view.version) });
  return (
    <span class="row">
      {at > 0 && <a class="button" href={to(moved(at - 1))} aria-label={w.up(name)} title={w.up(name)}>↑</a>}
      {at < now.length - 1 && <a class="button" href={to(moved(at + 1))} aria-label={w.down(name)} title={w.down(name)}>↓</a>}
      <a class="button" href={to(now.toSpliced(at, 1).join(','))} aria-label={w.remove(name)} title={w.remove(name)}>×</a>
      {view.order === null && <LinkButton href={link(`/settings/rules/${index + 1}`)}>{w.change}</LinkButton>}
    </span>
  );
}

export type RuleView = {
  /** Null: a new one. */
  index: number | null;
  /** Its saved name. */
  was: string;
  form: FormState;
  company: Company;
  gateways: string[];
  seen: Seen;
  positions: number;
  version: number;
  conflict: RulesView['conflict'];
  trial: Trial | null;
};

/** One rule: when, then, where in the order; tried out before it is saved. */
export function RulePage({ frame, view }: { frame: Frame; view: RuleView }) {
  const { words, link } = frame;
  const w = words.rules;
  const address = `/settings/rules/${view.index === null ? 'new' : view.index + 1}`;
  const carried = Object.fromEntries(new URLSearchParams(link('/').split('?')[1] ?? ''));
  const saveBar = frame.embedded ? { 'data-save-bar': '' } : {};
  const positions = Array.from({ length: view.positions }, (_one, at) => ({ value: String(at + 1), label: frame.format.count(at + 1) }));
  return (
    <>
      <PageHead title={view.index === null ? w.newTitle : w.ruleTitle(frame.format.count(view.index + 1))} back={{ href: link('/settings/rules'), label: w.title }} />
      <Conflict frame={frame} conflict={view.conflict} />
      <FormErrors frame={frame} form={view.form} />
      <form method="post" action={link(address)} class="stack" {...saveBar}>
        <Hidden fields={{ version: String(view.version), was: view.was, ...carried }} />
        <Card>
          <div class="columns">
            <TextField form={view.form} name="name" label={w.name.label} hint={w.name.hint} maxLength={60} />
            <SelectField form={view.form} name="at" label={w.at.label} hint={w.at.hint} options={positions} />
          </div>
        </Card>
        <Card title={w.when} id="when">
          <WhenFields frame={frame} view={view} />
        </Card>
        <Card title={w.then} id="then">
          <ThenFields frame={frame} view={view} />
        </Card>
        <Card title={w.tryOut} id="try">
          <TextField form={view.form} name="q" label={w.trialOrder.label} hint={w.trialOrder.hint} maxLength={60} />
          <p>
            <button class="button" type="submit" formMethod="get" formAction={address} formNoValidate name="try" value="yes">{w.tryOut}</button>
          </p>
        </Card>
        <div class="save-line">
          <p class="muted">{w.effect}</p>
          <LinkButton href={link('/settings/rules')}>{words.actions.cancel}</LinkButton>
          <SubmitButton kind="primary">{words.actions.save}</SubmitButton>
        </div>
      </form>
      {view.trial && <RuleTrial frame={frame} trial={view.trial} />}
    </>
  );
}

function WhenFields({ frame, view: { form, gateways, seen } }: { frame: Frame; view: RuleView }) {
  const w = frame.words.rules;
  const hint = (text: string, known: string[]) => [text, ...(known.length > 0 ? [w.seen(frame.format.list(known))] : [])].join(' ');
  return (
    <div class="stack loose">
      <p class="hint">{w.whenHint}</p>
      <div class="columns">
        <TextField form={form} name="channels" label={w.channels.label} hint={hint(w.channels.hint, seen.channels)} maxLength={1000} />
        <TextField form={form} name="tags" label={w.tags.label} hint={hint(w.tags.hint, seen.tags)} maxLength={1000} />
        <TextField form={form} name="countries" label={w.countries.label} hint={hint(w.countries.hint, seen.countries)} maxLength={1000} />
        <TextField form={form} name="from" label={w.from.label} maxLength={15} />
        <TextField form={form} name="to" label={w.to.label} maxLength={15} />
        <SelectField form={form} name="customer" label={w.customer.label} options={[{ value: '', label: w.customer.any }, { value: 'company', label: w.customer.company }, { value: 'person', label: w.customer.person }]} />
      </div>
      {gateways.length > 0 && (
        <fieldset>
          <legend>{w.methods}</legend>
          <div class="columns">
            {gateways.map((handle) => <TickField form={form} name={`method:${handle}`} label={<ShopText text={methodName(frame.words, handle)} max={60} />} key={handle} />)}
          </div>
        </fieldset>
      )}
      <TextArea form={form} name="shippingMethods" label={w.shippingMethods.label} hint={hint(w.shippingMethods.hint, seen.shippingMethods)} />
    </div>
  );
}

function ThenFields({ frame, view: { form, company } }: { frame: Frame; view: RuleView }) {
  const { rules: w, settings: s } = frame.words;
  const as = { value: '', label: w.sameAsSettings };
  const labels = <T extends string>(values: readonly T[], words: Record<T, { label: string }>) => [as, ...values.map((value) => ({ value, label: words[value].label }))];
  const accounts = company.accounts.filter(({ usable }) => usable).toSorted((a, b) => a.number.localeCompare(b.number, 'en'));
  const templates = company.documentTemplates ?? [];
  return (
    <div class="stack loose">
      <ChoiceField form={{ ...form, values: { book: '', ...form.values } }} name="book" label={w.book.label} options={[{ value: '', label: w.book.as }, { value: 'no', label: w.book.no }]} />
      <p class="hint">{w.thenHint}</p>
      <div class="columns">
        <SelectField form={form} name="bookWhen" label={s.bookWhen.label} options={labels(['paid', 'created', 'fulfilled'], s.bookWhen.options)} />
        <SelectField form={form} name="documents" label={s.documents.label} options={labels(['invoice', 'order-delivery-invoice'], s.documents.options)} />
        <SelectField form={form} name="finish" label={s.finish.label} options={labels(['issued', 'draft', 'sent'], s.finish.options)} />
        <SelectField form={form} name="language" label={s.language.label} options={[as, { value: 'customer', label: s.language.customer }, ...languages.map((one) => ({ value: one, label: s.language.names[one] }))]} />
        <SelectField form={form} name="salesAccountId" label={w.salesAccount} options={[as, ...accounts.map(({ id, number, name }) => ({ value: String(id), label: `${number} ${name}` }))]} />
        <SelectField form={form} name="bankAccountId" label={w.bankAccount} options={[as, ...company.bankAccounts.map(({ id, name }) => ({ value: String(id), label: name }))]} />
        {templates.length > 0 && <SelectField form={form} name="templateSlug" label={w.template} options={[as, ...templates.map(({ slug, name }) => ({ value: slug, label: name }))]} />}
        <SelectField form={form} name="lumpSum" label={s.lumpSum.label} options={labels(lumpSums, s.lumpSum.options)} />
        <TextField form={form} name="daysToPay" label={w.daysToPay} type="number" min={0} max={365} />
      </div>
      {languages.map((language) => (
        <details key={language} open={Object.keys({ ...form.values, ...form.errors }).some((name) => name.startsWith(`text:${language}:`) && (form.values[name] ?? '') !== '')}>
          <summary>{s.texts.summary(s.language.names[language])}</summary>
          <div class="stack">
            <p class="hint">{w.textsHint} {s.texts.hint}</p>
            <TextField form={form} name={`text:${language}:title`} label={s.texts.title} maxLength={80} />
            <TextArea form={form} name={`text:${language}:header`} label={s.texts.header} lang={language} />
            <TextArea form={form} name={`text:${language}:footer`} label={s.texts.footer} lang={language} />
          </div>
        </details>
      ))}
    </div>
  );
}
