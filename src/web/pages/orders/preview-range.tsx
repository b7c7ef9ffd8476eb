import type { Problem } from '../../../domain/problem.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, Empty, Money, PageHead, ShopText } from '../../ui.tsx';
import { problemSentence, StateBadge, type Because, type OrderState } from './order-state.tsx';

export type RangeView = {
  from: string;
  to: string;
  rows: {
    id: string;
    name: string;
    state: OrderState;
    /** Nothing stands in the way of booking it. */
    would: boolean;
    because: Because | null;
    problem: Problem | null;
    shopMinor: number;
    bexioMinor: number | null;
    currency: string;
  }[];
  totals: { currency: string; orders: number; shopMinor: number; bexioMinor: number; withoutInvoice: number }[];
  truncated: boolean;
  fault: boolean;
};

/** A date range as a summary: every order with what it would become. */
export function RangePage({ frame, view }: { frame: Frame; view: RangeView }) {
  const { words, link, format } = frame;
  const form = { values: { from: view.from, to: view.to }, errors: {} };
  return (
    <>
      <PageHead title={words.range.title} note={words.range.intro} />
      <Card>
        <RangeForm frame={frame} form={form} />
      </Card>
      {view.fault && <Banner tone="critical" title={words.range.fault} focus />}
      {view.rows.length === 0 && !view.fault && (
        <Card>
          <Empty title={words.range.empty} icon="search" />
        </Card>
      )}
      {view.totals.map((total) => (
        <Card key={total.currency}>
          <dl class="figures">
            <div><dt>{words.range.orders}</dt><dd>{format.count(total.orders)}</dd></div>
            <div><dt>Shopify</dt><dd>{format.money(total.shopMinor, total.currency)}</dd></div>
            <div><dt>bexio</dt><dd>{format.money(total.bexioMinor, total.currency)}</dd></div>
            <div><dt>{words.range.without}</dt><dd>{format.count(total.withoutInvoice)}</dd></div>
          </dl>
        </Card>
      ))}
      {view.rows.length > 0 && <RangeTable frame={frame} view={view} link={link} />}
    </>
  );
}

function RangeForm({ frame, form }: { frame: Frame; form: { values: Record<string, string>; errors: Record<string, string> } }) {
  const { words, link } = frame;
  const carried = [...new URLSearchParams(link('/').split('?')[1] ?? '')];
  return (
    <form method="get" action="/preview" class="filters">
      {carried.map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      {(['from', 'to'] as const).map((name) => (
        <div class="field" key={name}>
          <label for={`range-${name}`}>{words.orders[name]}</label>
          <input type="date" id={`range-${name}`} name={name} value={form.values[name]} required />
        </div>
      ))}
      <p>
        <button class="button primary" type="submit">{words.range.show}</button>
      </p>
    </form>
  );
}

function RangeTable({ frame, view, link }: { frame: Frame; view: RangeView; link: Frame['link'] }) {
  const { words } = frame;
  return (
    <Card flush title={words.range.listTitle} id="range">
      {view.truncated && <p class="muted bulk">{words.range.truncated(frame.format.count(view.rows.length))}</p>}
      <div class="scroller" tabIndex={0} role="group" aria-label={words.range.listTitle}>
        <table class="stacked" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">{words.orders.columns.order}</th>
              <th scope="col" role="columnheader">{words.orders.columns.state}</th>
              <th scope="col" role="columnheader" class="end optional">Shopify</th>
              <th scope="col" role="columnheader" class="end">bexio</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {view.rows.map((row) => (
              <tr role="row" class={row.bexioMinor === null || row.bexioMinor === row.shopMinor ? undefined : 'changed'} key={row.id}>
                <th scope="row" role="rowheader" class="name"><a href={link(`/orders/${row.id}/preview`)}><ShopText text={row.name} max={30} /></a></th>
                <td role="cell" class="line">
                  {row.would ? <Badge tone="info">{words.range.would}</Badge> : <StateBadge frame={frame} state={row.state} />}
                  {row.problem && <p class="small">{problemSentence(frame, row.problem, row.name)}</p>}
                </td>
                <td role="cell" class="end optional"><Money frame={frame} minor={row.shopMinor} currency={row.currency} /></td>
                <td role="cell" class="end">{row.bexioMinor === null ? '–' : <Money frame={frame} minor={row.bexioMinor} currency={row.currency} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
