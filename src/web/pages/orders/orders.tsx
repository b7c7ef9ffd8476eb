import type { Problem, ProblemReason } from '../../../domain/problem.ts';
import { SelectField, TextField, type FormState } from '../../fields.tsx';
import type { Frame } from '../../layout.tsx';
import { Banner, Card, Empty, Hidden, LinkButton, Money, PageHead, ShopText, SubmitButton } from '../../ui.tsx';
import { methodName } from '../payment-methods.ts';
import { orderStates, problemSentence, StateBadge, type Because, type OrderState } from './order-state.tsx';

export type OrderRow = {
  id: string;
  name: string;
  customer: string | null;
  createdAt: Date;
  state: OrderState;
  totalMinor: number | null;
  currency: string | null;
  invoiceNumber: string | null;
  problem: Problem | null;
  /** Why it waits or was skipped. */
  because: Because | null;
};

export type OrdersFilter = { q: string; state: string; problem: string; method: string; from: string; to: string };

export type OrdersView = {
  rows: OrderRow[];
  filter: OrdersFilter;
  counts: Record<OrderState, number>;
  problemReasons: ProblemReason[];
  methods: string[];
  nextCursor: string | null;
  first: boolean;
  /** Whether leaving out and booking at once are offered beside trying again. */
  canDecide: boolean;
  /** Whether taking back several at once is offered. */
  canUndo: boolean;
  /** Whether orders of the past can be booked. */
  canImport: boolean;
  /** What a bulk action has just set in motion. */
  done: { action: string; count: number } | null;
};

export function OrdersPage({ frame, view }: { frame: Frame; view: OrdersView }) {
  const { words, link, format } = frame;
  const filtered = Object.values(view.filter).some((value) => value !== '');
  return (
    <>
      <PageHead title={words.orders.title}>
        <LinkButton href={link('/preview')}>{words.orders.previewRange}</LinkButton>
        {view.canImport && <LinkButton href={link('/import')}>{words.past.link}</LinkButton>}
        {view.canUndo && <LinkButton href={link('/undo')}>{words.life.undo.link}</LinkButton>}
      </PageHead>
      {view.done && <Banner tone="info" title={words.orders.done(view.done.action, view.done.count, format.count(view.done.count))} />}
      {view.counts.working + view.counts.retrying > 0 && <Progress frame={frame} view={view} />}
      <Filters frame={frame} view={view} />
      {view.rows.length === 0 ? (
        <Card>
          <Empty title={filtered ? words.orders.nothingFound : words.orders.emptyTitle} icon={filtered ? 'search' : 'document'}>
            <p class="muted">{filtered ? words.orders.nothingFoundText : words.orders.emptyText}</p>
            {filtered && <LinkButton href={link('/orders')}>{words.orders.clear}</LinkButton>}
          </Empty>
        </Card>
      ) : (
        <>
          <OrderTable frame={frame} view={view} />
          <Files frame={frame} filter={view.filter} />
        </>
      )}
    </>
  );
}

function Progress({ frame, view }: { frame: Frame; view: OrdersView }) {
  const all = orderStates.reduce((sum, state) => sum + view.counts[state], 0);
  const moving = view.counts.working + view.counts.retrying;
  const label = frame.words.orders.working(moving, frame.format.count(moving));
  return (
    <div class="stack" role="status">
      <p class="muted" id="progress-text">
        {label}
      </p>
      <progress max={all} value={all - moving} aria-labelledby="progress-text" />
    </div>
  );
}

function Filters({ frame, view }: { frame: Frame; view: OrdersView }) {
  const { words, link, format } = frame;
  const form: FormState = { values: view.filter, errors: {} };
  const carried = Object.fromEntries(new URLSearchParams(link('/').split('?')[1] ?? ''));
  const states = orderStates.map((state) => ({ value: state, label: `${words.states[state].label} (${format.count(view.counts[state])})` }));
  return (
    <Card>
      <form method="get" action="/orders" role="search" class="stack">
        <Hidden fields={carried} />
        <div class="search-line">
          <div class="field">
            <label class="unseen" for="order-search">
              {words.orders.search}
            </label>
            <input type="search" id="order-search" name="q" value={view.filter.q} placeholder={words.orders.searchHint} maxLength={100} />
          </div>
          <SubmitButton kind="primary">{words.orders.searchButton}</SubmitButton>
        </div>
        <details open={[view.filter.state, view.filter.problem, view.filter.method, view.filter.from, view.filter.to].some(Boolean)}>
          <summary>{words.orders.filter}</summary>
          <div class="filters">
            <SelectField form={form} name="state" label={words.orders.state} options={[{ value: '', label: words.orders.all }, ...states]} />
            <SelectField form={form} name="problem" label={words.orders.problem} options={[{ value: '', label: words.orders.all }, ...view.problemReasons.map((reason) => ({ value: reason, label: words.problems[reason].short }))]} />
            <SelectField form={form} name="method" label={words.orders.method} options={[{ value: '', label: words.orders.all }, ...view.methods.map((handle) => ({ value: handle, label: methodName(words, handle) }))]} />
            <TextField form={form} name="from" label={words.orders.from} type="date" />
            <TextField form={form} name="to" label={words.orders.to} type="date" />
            <div class="row">
              <SubmitButton>{words.orders.apply}</SubmitButton>
              <a href={link('/orders')}>{words.orders.clear}</a>
            </div>
          </div>
        </details>
      </form>
    </Card>
  );
}

/** For the fiduciary: the list with the figures of both systems, and the journal of its days. */
function Files({ frame: { words, link }, filter }: { frame: Frame; filter: OrdersFilter }) {
  const { files } = words.orders;
  const query = queryOf(filter);
  return (
    <Card>
      <p class="muted small">{files.hint}</p>
      <div class="row">
        <a class="button" href={link('/orders.csv', query)} download={files.orderFile} data-download={files.orderFile}>
          {files.orders}
        </a>
        <a class="button" href={link('/journal.csv', query)} download={files.journalFile} data-download={files.journalFile}>
          {files.journal}
        </a>
      </div>
    </Card>
  );
}

function queryOf(filter: OrdersFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

function OrderTable({ frame, view }: { frame: Frame; view: OrdersView }) {
  const { words, link } = frame;
  const query = queryOf(view.filter);
  return (
    <form method="post" action={link('/orders/bulk', query)}>
      <Card flush>
        <table class="stacked" role="table">
          <caption class="unseen">{words.orders.title}</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">
                <input type="checkbox" data-pick-all="" aria-label={words.orders.pickAll} />
              </th>
              {(['order', 'customer', 'state', 'invoice'] as const).map((column) => (
                <th scope="col" role="columnheader" key={column}>
                  {words.orders.columns[column]}
                </th>
              ))}
              <th scope="col" role="columnheader" class="end">
                {words.orders.columns.total}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {view.rows.map((row) => (
              <Row frame={frame} row={row} key={row.id} />
            ))}
          </tbody>
        </table>
        <div class="bulk">
          <p class="small muted" aria-live="polite" data-picked={words.orders.picked} data-nothing={words.orders.pickSome}>
            {words.orders.pickSome}
          </p>
          {[...(view.canDecide ? (['retry', 'book-now', 'skip'] as const) : (['retry'] as const)), ...(view.canUndo ? (['undo'] as const) : [])].map((action) => (
            <SubmitButton name="action" value={action} key={action}>
              {words.orders.bulk[action]}
            </SubmitButton>
          ))}
        </div>
        {(view.nextCursor || !view.first) && (
          <nav class="pager" aria-label={words.orders.pages}>
            {!view.first && <LinkButton href={link('/orders', query)}>{words.orders.newest}</LinkButton>}
            {view.nextCursor && <LinkButton href={link('/orders', { ...query, cursor: view.nextCursor })}>{words.orders.older}</LinkButton>}
          </nav>
        )}
      </Card>
    </form>
  );
}

function Row({ frame, row }: { frame: Frame; row: OrderRow }) {
  const { words, link, format } = frame;
  return (
    <tr role="row" class="pickable">
      <td role="cell">
        <input type="checkbox" name="order" value={row.id} data-pick="" aria-label={words.orders.pick(row.name)} />
      </td>
      <th scope="row" role="rowheader">
        <a href={link(`/orders/${row.id}`)}>
          <ShopText text={row.name} max={30} />
        </a>
        <div class="muted small number">{format.dateTime(row.createdAt)}</div>
      </th>
      <td role="cell" class="optional">
        {row.customer ? <ShopText text={row.customer} max={60} /> : <span class="muted">–</span>}
      </td>
      <td role="cell" class="line">
        <StateBadge frame={frame} state={row.state} />
        {row.problem && <p class="small">{problemSentence(frame, row.problem, row.name)}</p>}
        {!row.problem && row.because && <p class="small muted">{words.because[row.because]}</p>}
      </td>
      <td role="cell" class="optional number">
        {row.invoiceNumber ? <ShopText text={row.invoiceNumber} max={20} /> : <span class="muted">–</span>}
      </td>
      <td role="cell" class="end">
        {row.totalMinor !== null && row.currency ? <Money frame={frame} minor={row.totalMinor} currency={row.currency} /> : '–'}
      </td>
    </tr>
  );
}
