import type { Frame } from '../../layout.tsx';
import { Card, Money, ShopText } from '../../ui.tsx';
import { StateBadge, type OrderState } from '../orders/order-state.tsx';

export type ClosedView = { day: string; rows: { id: string; name: string; state: OrderState; at: Date; totalMinor: number; currency: string }[]; truncated: boolean };

/** What would still have to be written into the closed period. */
export function ClosedPeriod({ frame, view }: { frame: Frame; view: ClosedView }) {
  const { words, link, format } = frame;
  const w = words.settings.closed;
  return (
    <Card title={w.title(format.day(view.day))} flush id="closed">
      <p class="muted bulk">{view.rows.length === 0 ? w.none : w.text}</p>
      {view.truncated && <p class="muted bulk">{w.truncated(format.count(view.rows.length))}</p>}
      {view.rows.length > 0 && (
        <ul class="list">
          {view.rows.map((row) => (
            <li class="card-head" key={row.id}>
              <span class="row">
                <a href={link(`/orders/${row.id}`)}><ShopText text={row.name} max={30} /></a>
                <span class="muted">{format.date(row.at)}</span>
                <StateBadge frame={frame} state={row.state} />
              </span>
              <Money frame={frame} minor={row.totalMinor} currency={row.currency} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
