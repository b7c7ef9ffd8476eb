import type { Difference, Side } from '../../../domain/plan/differences.ts';
import type { Frame } from '../../layout.tsx';
import { Card, Money, ShopText } from '../../ui.tsx';

/** Two versions of the order's document. `after` null: what is in Shopify now and in no document yet. */
export type ChangeView = {
  kind: 'replaced' | 'added' | 'not-booked';
  before: { number: string; totalMinor: number };
  after: { number: string | null; totalMinor: number };
  /** Null: an older invoice, whose lines were not kept. */
  rows: Difference[] | null;
  currency: string;
};

/** Every difference, before and after. */
export function Changes({ frame, changes }: { frame: Frame; changes: ChangeView[] }) {
  const { words, format } = frame;
  const { life } = words;
  return (
    <>
      {changes.map((change, index) => (
        <Card title={life.changeKinds[change.kind](change.before.number, change.after.number ?? '')} flush id={`change-${index + 1}`} key={index}>
          <div class="scroller" tabIndex={0} role="group" aria-labelledby={`change-${index + 1}-title`}>
            <table class="figures-table stacked" role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th scope="col" role="columnheader">{words.preview.line}</th>
                  <th scope="col" role="columnheader" class="end">{words.preview.vatCode}</th>
                  <th scope="col" role="columnheader" class="end">{words.history.before}</th>
                  <th scope="col" role="columnheader" class="end">{words.history.after}</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                {change.rows?.map((row, at) => (
                  <tr role="row" class="changed" key={at}>
                    <th scope="row" role="rowheader"><ShopText text={row.title === '' ? words.preview.amount : row.title} max={200} /></th>
                    <td role="cell" class="line wide-end number"><span class="muted narrow">{words.preview.vatCode} </span>{format.rate(row.ratePpm)}</td>
                    <td role="cell" class="line wide-end"><span class="muted narrow">{words.history.before} </span><SideCell frame={frame} side={row.before} currency={change.currency} /></td>
                    <td role="cell" class="line wide-end"><span class="muted narrow">{words.history.after} </span><SideCell frame={frame} side={row.after} currency={change.currency} /></td>
                  </tr>
                ))}
              </tbody>
              <tfoot role="rowgroup">
                <tr role="row">
                  <th scope="row" role="rowheader" colSpan={2}>{words.preview.total}</th>
                  {(['before', 'after'] as const).map((side) => (
                    <td role="cell" class="line wide-end" key={side}><span class="muted narrow">{words.history[side]} </span><Money frame={frame} minor={change[side].totalMinor} currency={change.currency} /></td>
                  ))}
                </tr>
              </tfoot>
            </table>
          </div>
          {change.rows?.length === 0 && <p class="muted bulk">{life.onlyWords}</p>}
        </Card>
      ))}
    </>
  );
}

/** The amount is that of all units together, and is not to be read as the price of one. */
function SideCell({ frame, side, currency }: { frame: Frame; side: Side | null; currency: string }) {
  if (side === null) return <span class="muted">–</span>;
  return (
    <>
      <Money frame={frame} minor={side.grossMinor} currency={currency} />
      {side.quantity !== 1 && <span class="muted number"> ({frame.format.count(side.quantity)} ×)</span>}
    </>
  );
}
