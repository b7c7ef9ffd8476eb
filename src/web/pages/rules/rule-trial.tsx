import type { Frame } from '../../layout.tsx';
import { Badge, Card, Money, ShopText } from '../../ui.tsx';
import type { Trial, TrialRow, TrialSide } from './load-rules.ts';

/** Which rule would decide each of the tried orders, before and after, those that change first. */
export function RuleTrial({ frame, trial }: { frame: Frame; trial: Trial }) {
  const { words, link, format } = frame;
  const w = words.rules;
  const text = trial.rows.length === 0 ? w.trialNone : w.trialText(trial.changed, format.count(trial.rows.length), format.count(trial.changed));
  return (
    <Card title={w.trialTitle} flush id="trial">
      <p class="bulk" role="status" tabIndex={-1} data-focus="">{text}</p>
      {trial.rows.length > 0 && (
        <div class="scroller" tabIndex={0} role="group" aria-labelledby="trial-title">
          <table class="figures-table stacked" role="table">
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader">{words.orders.columns.order}</th>
                <th scope="col" role="columnheader">{w.trialColumns.before}</th>
                <th scope="col" role="columnheader">{w.trialColumns.after}</th>
                <th scope="col" role="columnheader" class="end">{words.orders.columns.total}</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {trial.rows.map((row) => (
                <tr role="row" class={row.changed ? 'changed' : undefined} key={row.id}>
                  <th scope="row" role="rowheader" class="name">
                    <a href={link(`/orders/${row.id}`)}><ShopText text={row.name} max={30} /></a>
                    {row.changed && row.booked && <div><Badge tone="neutral">{w.trialBooked}</Badge></div>}
                  </th>
                  {row.changed ? <Sides frame={frame} row={row} /> : <Unchanged frame={frame} side={row.after} />}
                  <td role="cell" class="end"><Money frame={frame} minor={row.totalMinor} currency={row.currency} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Sides({ frame, row }: { frame: Frame; row: TrialRow }) {
  return (
    <>
      {(['before', 'after'] as const).map((when) => (
        <td role="cell" class="line" key={when}>
          <span class="muted narrow">{frame.words.rules.trialColumns[when]} </span>
          <Side frame={frame} side={row[when]} />
        </td>
      ))}
    </>
  );
}

/** What stays as it is needs no second look: only which rule it is. */
function Unchanged({ frame, side }: { frame: Frame; side: TrialSide }) {
  const w = frame.words.rules;
  return (
    <td role="cell" class="line muted" colSpan={2}>
      <ShopText text={w.trialUnchanged(side === null ? w.trialNoRule : frame.format.quoted(side.name))} max={100} />
    </td>
  );
}

function Side({ frame, side }: { frame: Frame; side: TrialSide }) {
  const w = frame.words.rules;
  if (side === null) return <span class="muted">{w.trialNoRule}</span>;
  return (
    <>
      <ShopText text={side.name} max={60} />
      <div class="small muted"><ShopText text={side.lines.length === 0 ? w.sameAsSettings : side.lines.join(' · ')} max={300} /></div>
    </>
  );
}
