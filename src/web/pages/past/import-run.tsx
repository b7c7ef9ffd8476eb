import { findings, type Finding, type ImportOutcome } from '../../../domain/past/history-import.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, Confirm, Empty, LinkButton, Money, PageHead, PostButton, ShopText, SubmitButton, type Tone } from '../../ui.tsx';
import { RunBadge } from './import.tsx';
import type { ImportRowView, ImportRunView } from './load-import.ts';
import { problemSentence } from '../orders/order-state.tsx';

/** A run of a history import: its preview, the question, the progress, the end; and each of its orders. */
export function ImportRunPage({ frame, view }: { frame: Frame; view: ImportRunView }) {
  const { words, link, format } = frame;
  const w = words.past;
  return (
    <>
      <PageHead title={w.title} back={{ href: link('/import'), label: w.title }} note={w.span(format.date(view.from), format.date(view.until))} badge={<RunBadge frame={frame} state={view.state} />} />
      {view.chosen !== null && <Banner tone="info" title={view.chosen === 0 ? w.noneChosen : w.chosen(view.chosen, format.count(view.chosen))} />}
      <State frame={frame} view={view} />
      {view.orders > 0 && <Totals frame={frame} view={view} />}
      {view.orders === 0 && view.state === 'ready' && (
        <Card>
          <Empty title={w.empty} icon="search" />
        </Card>
      )}
      {view.rows.length > 0 && <Rows frame={frame} view={view} />}
    </>
  );
}

function State({ frame, view }: { frame: Frame; view: ImportRunView }) {
  const { words, format } = frame;
  const w = words.past;
  switch (view.state) {
    case 'listing':
      return <Moving frame={frame} view={view} text={w.listingText(format.count(view.orders))} done={0} all={0} />;
    case 'judging':
      return <Moving frame={frame} view={view} text={w.judgingText(format.count(view.judged), format.count(view.orders))} done={view.judged} all={view.orders} />;
    case 'booking':
      return <Moving frame={frame} view={view} text={w.bookingText(format.count(view.handled), format.count(view.orders))} done={view.handled} all={view.orders} rest={`${w.restMinutes(view.restMinutes, format.count(view.restMinutes))} ${w.pace[view.pace.by](format.count(view.pace.limit))}`} />;
    case 'ready':
      return <Ready frame={frame} view={view} />;
    case 'paused':
      return (
        <Banner tone="caution" title={stoppedText(frame, view.stopped) ?? w.pausedText}>
          <div class="row">
            <Step frame={frame} view={view} step="resume" />
            <Step frame={frame} view={view} step="cancel" />
          </div>
        </Banner>
      );
    case 'cancelled':
      return <Banner tone="info" title={w.cancelledText}><UndoLink frame={frame} view={view} /></Banner>;
    case 'done':
      return <Banner tone="success" title={w.doneText}><UndoLink frame={frame} view={view} /></Banner>;
  }
}

function UndoLink({ frame, view }: { frame: Frame; view: ImportRunView }) {
  return view.booked > 0 ? <LinkButton href={frame.link('/undo')}>{frame.words.past.undoLink}</LinkButton> : null;
}

function stoppedText(frame: Frame, stopped: string | null): string | null {
  const texts: Record<string, string> = frame.words.past.stopped;
  return stopped === null ? null : (texts[stopped] ?? null);
}

function Moving({ frame, view, text, done, all, rest }: { frame: Frame; view: ImportRunView; text: string; done: number; all: number; rest?: string }) {
  const w = frame.words.past;
  return (
    <Banner tone="info" title={<span id="import-progress">{text}</span>}>
      {all > 0 && <progress max={all} value={done} aria-labelledby="import-progress" />}
      {rest !== undefined && <p>{rest}</p>}
      {view.waits && <p>{w.waitsText}</p>}
      <div class="row">
        <Step frame={frame} view={view} step="pause" />
        <Step frame={frame} view={view} step="cancel" />
      </div>
    </Banner>
  );
}

/** Says what will happen and how long it takes before it can be wanted. */
function Ready({ frame, view }: { frame: Frame; view: ImportRunView }) {
  const { words, format } = frame;
  const w = words.past;
  const later = view.toWait + view.toMend;
  const work = view.toBook + view.toAdopt + later;
  return (
    <Banner tone={work === 0 ? 'info' : 'caution'} title={view.toBook === 0 ? (view.toAdopt === 0 ? w.nothingText : w.adoptText(view.toAdopt, format.count(view.toAdopt))) : w.confirmText(view.toBook, format.count(view.toBook))}>
      {view.toBook > 0 && view.toAdopt > 0 && <p>{w.adoptText(view.toAdopt, format.count(view.toAdopt))}</p>}
      {later > 0 && <p>{w.laterText(format.count(view.toWait), format.count(view.toMend))}</p>}
      {view.toBook > 0 && <p>{w.estimate(format.count(view.requests), view.pace.minutes, format.count(view.pace.minutes))} {w.pace[view.pace.by](format.count(view.pace.limit))}</p>}
      <p>{w.searched(format.count(view.invoices))}</p>
      <div class="row">
        {work > 0 && <Step frame={frame} view={view} step="start" kind="primary" />}
        <Step frame={frame} view={view} step="cancel" />
      </div>
    </Banner>
  );
}

function Step({ frame, view, step, kind }: { frame: Frame; view: ImportRunView; step: 'start' | 'pause' | 'resume' | 'cancel'; kind?: 'primary' }) {
  const w = frame.words.past;
  const label = { start: w.start, pause: w.pause, resume: w.resume, cancel: w.cancel }[step];
  const action = frame.link(`/import/${view.id}/${step}`);
  if (step !== 'cancel' || view.handled === 0) return <PostButton action={action} {...(kind ? { kind } : {})}>{label}</PostButton>;
  return (
    <Confirm label={`${label} …`} explanation={w.cancelledText}>
      <PostButton action={action} kind="danger">{label}</PostButton>
    </Confirm>
  );
}

function Totals({ frame, view }: { frame: Frame; view: ImportRunView }) {
  const { words, link, format } = frame;
  const w = words.past;
  const path = `/import/${view.id}`;
  return (
    <Card title={w.totals} id="totals">
      <dl class="figures">
        <div><dt>{view.finding === '' ? w.all : <a href={link(path)}>{w.all}</a>}</dt><dd>{format.count(view.orders)}</dd></div>
        {findings.filter((one) => view.counts[one] > 0).map((one) => (
          <div key={one}>
            <dt>{view.finding === one ? w.findings[one] : <a href={link(path, { finding: one })}>{w.findings[one]}</a>}</dt>
            <dd>{format.count(view.counts[one])}</dd>
          </div>
        ))}
        {view.amounts.map(({ currency, totalMinor }) => (
          <div key={currency}><dt>Shopify</dt><dd>{format.money(totalMinor, currency)}</dd></div>
        ))}
      </dl>
    </Card>
  );
}

function Rows({ frame, view }: { frame: Frame; view: ImportRunView }) {
  const { words, link } = frame;
  const w = words.past;
  const path = `/import/${view.id}`;
  const query: Record<string, string> = view.finding === '' ? {} : { finding: view.finding };
  const open = view.rows.some(({ choices }) => choices.length > 0);
  return (
    <form method="post" action={link(`${path}/choose`, query)}>
      <Card flush>
        <table class="stacked" role="table">
          <caption class="unseen">{w.title}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {open && <th scope="col" role="columnheader"><input type="checkbox" data-pick-all="" aria-label={words.orders.pickAll} /></th>}
              {(['order', 'found', 'plan'] as const).map((column) => <th scope="col" role="columnheader" key={column}>{w.columns[column]}</th>)}
              <th scope="col" role="columnheader" class="end">{w.columns.invoice}</th>
              <th scope="col" role="columnheader" class="end">{w.columns.total}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {view.rows.map((row) => <Row frame={frame} row={row} open={open} key={row.orderId} />)}
          </tbody>
        </table>
        {open && (
          <div class="bulk">
            <p class="small muted" aria-live="polite" data-picked={words.orders.picked} data-nothing={words.orders.pickSome}>{words.orders.pickSome}</p>
            {(['book', 'adopt', 'leave'] as const).map((choice) => <SubmitButton name="action" value={choice} key={choice}>{w.choose[choice]}</SubmitButton>)}
          </div>
        )}
        {(view.nextCursor !== null || !view.first) && (
          <nav class="pager" aria-label={words.orders.pages}>
            {!view.first && <LinkButton href={link(path, query)}>{w.first}</LinkButton>}
            {view.nextCursor !== null && <LinkButton href={link(path, { ...query, cursor: view.nextCursor })}>{w.next}</LinkButton>}
          </nav>
        )}
      </Card>
    </form>
  );
}

const findingTones: Record<Finding, Tone> = { listed: 'neutral', book: 'info', wait: 'neutral', recognised: 'success', unclear: 'caution', known: 'success', undone: 'neutral', skip: 'neutral', problem: 'critical' };
const outcomeTones: Record<ImportOutcome, Tone> = { rung: 'info', booked: 'success', adopted: 'success', left: 'neutral', waiting: 'neutral', skipped: 'neutral', problem: 'critical' };

function Row({ frame, row, open }: { frame: Frame; row: ImportRowView; open: boolean }) {
  const { words, link, format } = frame;
  const w = words.past;
  return (
    <tr role="row" class={open ? 'pickable' : undefined}>
      {open && <td role="cell">{row.choices.length > 0 && <input type="checkbox" name="order" value={row.orderId} data-pick="" aria-label={words.orders.pick(row.name)} />}</td>}
      <th scope="row" role="rowheader">
        {row.outcome === null || row.outcome === 'left' ? <ShopText text={row.name} max={30} /> : <a href={link(`/orders/${row.orderId}`)}><ShopText text={row.name} max={30} /></a>}
        <div class="muted small number">{format.date(row.orderedAt)}</div>
      </th>
      <td role="cell" class="line">
        <Badge tone={findingTones[row.finding]}>{w.findings[row.finding]}</Badge>
        <Why frame={frame} row={row} />
      </td>
      <td role="cell" class="line">
        {row.outcome !== null && <Badge tone={outcomeTones[row.outcome]}>{w.outcomes[row.outcome]}</Badge>}
        {row.outcome === null && row.finding !== 'listed' && <span>{w.actions[row.plan]}</span>}
      </td>
      <td role="cell" class="end optional">{row.detail.invoiceMinor === undefined ? '–' : <Money frame={frame} minor={row.detail.invoiceMinor} currency={row.detail.invoiceCurrency ?? row.currency} />}</td>
      <td role="cell" class="end"><Money frame={frame} minor={row.totalMinor} currency={row.currency} /></td>
    </tr>
  );
}

/** How it was recognised and by which invoice, why it waits or stays out, or what is wrong. */
function Why({ frame, row }: { frame: Frame; row: ImportRowView }) {
  const { words } = frame;
  const w = words.past;
  const { recognised, because, problem } = row.detail;
  if (problem) return <p class="small">{problemSentence(frame, problem, row.name)}</p>;
  if (row.finding === 'undone') return <p class="small">{because === 'reversed' ? w.undoneText.final : w.undoneText.again}</p>;
  if (because === 'gone') return <p class="small">{w.gone}</p>;
  const reasons: Record<string, string> = words.because;
  if (because !== undefined && reasons[because] !== undefined) return <p class="small">{reasons[because]}</p>;
  if (!recognised || recognised.as === 'new' || recognised.as === 'linked' || !row.invoice) return null;
  return (
    <p class="small">
      {w.findingTexts[recognised.as](row.invoice.number)} <a href={row.invoice.href} target="_blank" rel="noopener">bexio</a>
    </p>
  );
}
