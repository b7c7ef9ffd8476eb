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
            <table class="figures-table">
              <thead>
                <tr>
                  <th scope="col">{words.preview.line}</th>
                  <th scope="col" class="end">{words.preview.vatCode}</th>
                  <th scope="col" class="end">{words.history.before}</th>
                  <th scope="col" class="end">{words.history.after}</th>
                </tr>
              </thead>
              <tbody>
                {change.rows?.map((row, at) => (
                  <tr class="changed" key={at}>
                    <th scope="row"><ShopText text={row.title === '' ? words.preview.amount : row.title} max={200} /></th>
                    <td class="end number">{format.rate(row.ratePpm)}</td>
                    <td class="end"><SideCell frame={frame} side={row.before} currency={change.currency} /></td>
                    <td class="end"><SideCell frame={frame} side={row.after} currency={change.currency} /></td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" colSpan={2}>{words.preview.total}</th>
                  <td class="end"><Money frame={frame} minor={change.before.totalMinor} currency={change.currency} /></td>
                  <td class="end"><Money frame={frame} minor={change.after.totalMinor} currency={change.currency} /></td>
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

function SideCell({ frame, side, currency }: { frame: Frame; side: Side | null; currency: string }) {
  if (side === null) return <span class="muted">–</span>;
  return (
    <>
      <span class="number">{frame.format.count(side.quantity)} × </span>
      <Money frame={frame} minor={side.grossMinor} currency={currency} />
    </>
  );
}
