import { isNothing, type ForeseenUndo } from '../../../domain/plan/foresee-undo.ts';
import type { UndoneOrder, UndoRun } from '../../../domain/plan/undo-run.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, LinkButton, Moment, PageHead, PostButton, ShopText, SubmitButton, type Tone } from '../../ui.tsx';
import { problemSentence } from '../orders/order-state.tsx';
import { authorName } from '../session.ts';

export type UndoRunsView = {
  today: string;
  fault: boolean;
  runs: { runId: string; run: UndoRun }[];
  imports: ImportBooked[];
};

/** An import as a merchant remembers it: when, by whom, which orders (`until` is the instant after the last). */
export type NamedImport = { importId: string; from: Date; until: Date; at: Date; author: string };
export type ImportBooked = NamedImport & { orders: number; amounts: { currency: string; totalMinor: number }[] };

/** Which orders to take back together: what was booked in a period, or by an import. A selection comes from the list of orders. */
export function UndoRunsPage({ frame, view }: { frame: Frame; view: UndoRunsView }) {
  const { words, link, format } = frame;
  const w = words.life.undoRuns;
  return (
    <>
      <PageHead title={w.title} back={{ href: link('/orders'), label: words.orders.title }} note={w.intro} />
      {view.fault && <Banner tone="critical" title={w.fault} focus />}
      <Card title={w.bookedTitle} id="booked">
        <p class="muted">{w.bookedText}</p>
        <form method="post" action={link('/undo')} class="filters">
          {(['from', 'to'] as const).map((name) => (
            <div class="field" key={name}>
              <label for={`undo-${name}`}>{words.orders[name]}</label>
              <input type="date" id={`undo-${name}`} name={name} value={view.today} max={view.today} required />
            </div>
          ))}
          <p><SubmitButton kind="primary">{w.look}</SubmitButton></p>
        </form>
      </Card>
      {view.imports.length > 0 && (
        <Card title={w.importTitle} flush id="imports">
          <ul class="list">
            {view.imports.map((one) => (
              <li class="card-head" key={one.importId}>
                <div>
                  <a href={link(`/import/${one.importId}`)}>{importName(frame, one)}</a>
                  <p class="muted">
                    {w.importPeriod(...span(frame, one))} · {w.importBooked(one.orders, format.count(one.orders))} · <span class="number">{format.list(one.amounts.map(({ currency, totalMinor }) => format.money(totalMinor, currency)))}</span>
                  </p>
                </div>
                <PostButton action={link('/undo')} fields={{ import: one.importId }}>{w.look}</PostButton>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {view.runs.length > 0 && (
        <Card title={w.earlier} flush id="earlier">
          <ul class="list">
            {view.runs.map(({ runId, run }) => (
              <li class="card-head" key={runId}>
                <span class="row">
                  <a href={link(`/undo/${runId}`)}>{scopeText(frame, run)}</a>
                  <Badge tone={tones[run.state]}>{w.states[run.state]}</Badge>
                </span>
                <span class="muted small"><Moment frame={frame} at={new Date(run.startedAt)} /></span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

const tones: Record<UndoRun['state'], Tone> = { looking: 'info', ready: 'caution', undoing: 'info', settling: 'info', done: 'success', stopped: 'neutral' };

function scopeText(frame: Frame, { scope }: UndoRun): string {
  const { words, format } = frame;
  const w = words.life.undoRuns.scopes;
  if (scope.kind === 'picked') return w.picked(format.count(scope.orderIds.length));
  return w[scope.kind](...span(frame, { from: new Date(scope.from), until: new Date(scope.until) }));
}

/** People say the last day, a plan the instant after it. */
function span({ format }: Frame, { from, until }: { from: Date; until: Date }): [string, string] {
  return [format.date(from), format.date(new Date(until.getTime() - 1))];
}

function importName(frame: Frame, { at, author }: NamedImport): string {
  return frame.words.life.undoRuns.importName(frame.format.dateTime(at), authorName(frame.words, author));
}

export type UndoRunView = {
  runId: string;
  run: UndoRun;
  orders: UndoneOrder[];
  /** The import that is taken back, where it is one. */
  source: NamedImport | null;
};

/** A run: what would happen, the question, the progress, the end. */
export function UndoRunPage({ frame, view }: { frame: Frame; view: UndoRunView }) {
  const { words, link } = frame;
  const w = words.life.undoRuns;
  const { run } = view;
  return (
    <>
      <PageHead title={w.title} back={{ href: link('/undo'), label: w.title }} note={scopeText(frame, run)} badge={<Badge tone={tones[run.state]}>{w.states[run.state]}</Badge>} />
      {view.source && (
        <p>
          <a href={link(`/import/${view.source.importId}`)}>{importName(frame, view.source)}</a>
        </p>
      )}
      <State frame={frame} view={view} />
      {run.foreseen.orders > 0 && <Totals frame={frame} run={run} />}
      {view.orders.length > 0 && <OrderList frame={frame} view={view} />}
    </>
  );
}

/** Orders that the run would undo, or has told to. */
function undoable({ foreseen }: UndoRun): number {
  return foreseen.orders - foreseen.nothing - foreseen.blocked;
}

function State({ frame, view }: { frame: Frame; view: UndoRunView }) {
  const { words, link, format } = frame;
  const w = words.life.undoRuns;
  const { run, runId } = view;
  const count = undoable(run);
  const stop = <PostButton action={link(`/undo/${runId}/stop`)}>{w.stop}</PostButton>;
  if (run.state === 'looking') return <Banner tone="info" title={w.lookingText(format.count(run.foreseen.orders))}>{stop}</Banner>;
  if (run.state === 'stopped') return <Banner tone="info" title={w.stoppedText} />;
  if (run.state === 'ready' && count === 0) return <Banner tone="info" title={w.nothingToDo} />;
  if (run.state === 'ready') {
    return (
      <Banner tone="caution" title={w.confirmText}>
        <div class="row">
          <PostButton action={link(`/undo/${runId}/undo`)} kind="danger">{w.confirm(count, format.count(count))}</PostButton>
          {stop}
        </div>
      </Banner>
    );
  }
  const done = run.state === 'done';
  const text = done ? w.doneText(run.undone, format.count(run.undone)) : run.state === 'undoing' ? w.undoingText(format.count(run.asked), format.count(count)) : w.settlingText(format.count(run.undone), format.count(run.asked));
  return (
    <Banner tone={done ? 'success' : 'info'} title={<span id="undo-progress">{text}</span>}>
      {!done && <progress max={Math.max(1, count * 2)} value={run.asked + run.undone} aria-labelledby="undo-progress" />}
      {run.needPerson > 0 && <p><a href={link('/orders', { state: 'problem' })}>{w.needPerson(run.needPerson, format.count(run.needPerson))}</a></p>}
      {run.state === 'undoing' && stop}
    </Banner>
  );
}

function Totals({ frame, run: { foreseen } }: { frame: Frame; run: UndoRun }) {
  const { words, format } = frame;
  const { totals, amount } = words.life.undoRuns;
  const names = ['removed', 'cancelled', 'entries', 'tasks', 'salesOrders', 'nothing', 'blocked'] as const;
  return (
    <Card>
      <dl class="figures">
        <div><dt>{totals.orders}</dt><dd>{format.count(foreseen.orders)}</dd></div>
        {names.filter((name) => foreseen[name] > 0).map((name) => (
          <div key={name}><dt>{totals[name]}</dt><dd>{format.count(foreseen[name])}</dd></div>
        ))}
        {Object.entries(foreseen.amounts).map(([currency, minor]) => (
          <div key={currency}><dt>{amount}</dt><dd>{format.money(minor, currency)}</dd></div>
        ))}
      </dl>
    </Card>
  );
}

function OrderList({ frame, view }: { frame: Frame; view: UndoRunView }) {
  const { words, link, format } = frame;
  const w = words.life.undoRuns;
  return (
    <Card title={w.listTitle} flush id="orders">
      {view.run.foreseen.orders > view.orders.length && <p class="muted bulk">{w.truncated(format.count(view.orders.length))}</p>}
      <div class="scroller" tabIndex={0} role="group" aria-labelledby="orders-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.orders.columns.order}</th>
              <th scope="col">{w.what}</th>
            </tr>
          </thead>
          <tbody>
            {view.orders.map((order) => (
              <tr key={order.orderId}>
                <th scope="row" class="name"><a href={link(`/orders/${order.orderId}`)}><ShopText text={order.name} max={30} /></a></th>
                <td>{whatHappens(frame, order)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {view.run.state === 'done' && <p class="bulk"><LinkButton href={link('/orders')}>{words.home.allOrders}</LinkButton></p>}
    </Card>
  );
}

function whatHappens(frame: Frame, { name, foreseen }: UndoneOrder): string {
  const { words, format } = frame;
  const { parts, nothing } = words.life.undoRuns;
  if (foreseen.blocked !== null) return problemSentence(frame, foreseen.blocked, name);
  if (isNothing(foreseen)) return nothing;
  const money = (minor: number) => format.money(minor, foreseen.currency);
  return format.list(partsOf(foreseen, money, parts));
}

type Parts = Frame['words']['life']['undoRuns']['parts'];

function partsOf({ removed, cancelled, entries, tasks, removesSalesOrder }: ForeseenUndo, money: (minor: number) => string, parts: Parts): string[] {
  return [
    ...removed.map((one) => parts.removed(one.number)),
    ...cancelled.map((one) => parts.cancelled(one.number)),
    ...entries.map((one) => parts.entry(money(one.totalMinor))),
    ...tasks.map((one) => parts.task(money(one.amountMinor))),
    ...(removesSalesOrder ? [parts.salesOrder] : []),
  ];
}
