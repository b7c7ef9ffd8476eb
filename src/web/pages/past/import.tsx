import { ChoiceField, TextArea, TextField } from '../../fields.tsx';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, Moment, PageHead, SubmitButton, type Tone } from '../../ui.tsx';
import type { ImportStartView, RunState } from './load-import.ts';

/** Which orders of the past, how their invoices may be called, and what becomes of those that have one; below, the runs so far. */
export function ImportPage({ frame, view }: { frame: Frame; view: ImportStartView }) {
  const { words, link, format } = frame;
  const w = words.past;
  const { form } = view;
  const wrong = Object.values(form.errors);
  return (
    <>
      <PageHead title={w.title} back={{ href: link('/orders'), label: words.orders.title }} note={w.intro} />
      {wrong.length > 0 && <Banner tone="critical" title={wrong.join(' ')} focus />}
      <Hidden frame={frame} view={view} />
      <form method="post" action={link('/import')} class="stack">
        <Card title={w.rangeTitle} id="range">
          <div class="filters">
            <TextField form={form} name="from" label={w.from} type="date" />
            <TextField form={form} name="to" label={w.to} type="date" />
          </div>
        </Card>
        <Card title={w.patternsTitle} id="patterns">
          <TextArea form={form} name="patterns" label={w.patterns} hint={w.patternsHint} rows={7} />
          <ChoiceField form={form} name="recognised" label={w.recognised} options={(['adopt', 'leave'] as const).map((value) => ({ value, label: w.options[value], effect: w.effects[value] }))} />
        </Card>
        <p>
          <SubmitButton kind="primary">{w.look}</SubmitButton>
        </p>
      </form>
      {view.runs.length > 0 && (
        <Card title={w.earlier} flush id="earlier">
          <ul class="list">
            {view.runs.map((run) => (
              <li class="card-head" key={run.id}>
                <span class="row">
                  <a href={link(`/import/${run.id}`)}>{w.span(format.date(run.from), format.date(run.until))}</a>
                  <RunBadge frame={frame} state={run.state} />
                </span>
                <span class="muted small"><Moment frame={frame} at={run.createdAt} /></span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

/** Without the permission Shopify leaves out what is older than sixty days; in the admin it is asked for here (`app.js`). */
function Hidden({ frame, view: { shownSince, asked } }: { frame: Frame; view: ImportStartView }) {
  const { words, link, format, embedded } = frame;
  const w = words.past;
  if (shownSince === null) return asked === 'granted-all' ? <Banner tone="success" title={w.permission.granted} focus /> : null;
  // Granted a moment ago, and not read from Shopify yet.
  if (asked === 'granted-all') return <Banner tone="info" title={w.permission.reading} />;
  return (
    <Banner tone={asked === null ? 'info' : 'caution'} title={asked === null ? w.hiddenTitle(format.day(shownSince)) : w.permission[asked]} {...(asked === null ? {} : { focus: true })}>
      <p>{w.hiddenText}</p>
      {embedded === null && <p>{w.permission.alone}</p>}
      <div class="row">
        {embedded !== null && (
          <form method="post" action={link('/import/permission')} data-scopes="read_all_orders">
            <input type="hidden" name="answer" value="" />
            <SubmitButton>{w.permission.ask}</SubmitButton>
          </form>
        )}
        <a href={shopifysOwnWords} target="_blank" rel="noopener">{w.permission.read}</a>
      </div>
    </Banner>
  );
}

const shopifysOwnWords = 'https://shopify.dev/docs/api/usage/access-scopes#orders-permissions';

const tones: Record<RunState, Tone> = { listing: 'info', judging: 'info', ready: 'caution', booking: 'info', done: 'success', cancelled: 'neutral', paused: 'caution' };

export function RunBadge({ frame, state }: { frame: Frame; state: RunState }) {
  return <Badge tone={tones[state]}>{frame.words.past.phases[state]}</Badge>;
}
