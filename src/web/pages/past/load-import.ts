import { actionFor, choicesFor, type Action, type Choice, type Finding, findings, type ImportOutcome, type Pace, paceOf, shownSince, usualPerMinute } from '../../../domain/past/history-import.ts';
import { usualPatterns } from '../../../domain/past/recognise-invoice.ts';
import { bexioPages } from '../../../bexio/web-pages.ts';
import type { ImportCount, ImportRecord, ImportRow } from '../../../store/imports.ts';
import { dayIn } from '../../words/format.ts';
import type { FormState } from '../../fields.tsx';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';

/** What the merchant calls the state of a run: its phase, or that it was halted. */
export type RunState = ImportRecord['phase'] | 'paused';

/** As App Bridge answers; `not-available`: Shopify does not let this app ask. */
export const permissions = ['granted-all', 'declined-all', 'not-available'] as const;
export type Permission = (typeof permissions)[number];

export type ImportStartView = {
  form: FormState;
  /** The first day of which Shopify shows this app the orders; null: all of them. */
  shownSince: string | null;
  /** What came of asking for all of them; null: nobody has asked. */
  asked: Permission | null;
  today: string;
  runs: { id: string; from: Date; until: Date; state: RunState; createdAt: Date }[];
};

export type ImportRowView = Omit<ImportRow, 'outcome' | 'choice'> & {
  outcome: ImportOutcome | null;
  /** What is planned with it; what waits or needs a person does not come into bexio at once. */
  plan: Action | 'wait' | 'problem';
  choices: readonly Choice[];
  invoice: { number: string; href: string } | null;
};

export type ImportRunView = {
  id: string;
  from: Date;
  until: Date;
  state: RunState;
  stopped: string | null;
  /** The job could not go on the last time, and tries again by itself. */
  waits: boolean;
  counts: Record<Finding, number>;
  amounts: { currency: string; orders: number; totalMinor: number }[];
  orders: number;
  judged: number;
  handled: number;
  toBook: number;
  toAdopt: number;
  /** Come to the merchant's list too, but not into bexio at once. */
  toWait: number;
  toMend: number;
  booked: number;
  requests: number;
  /** How long it takes, and which of the two systems is the slower one. */
  pace: Pace;
  restMinutes: number;
  invoices: number;
  rows: ImportRowView[];
  finding: Finding | '';
  first: boolean;
  nextCursor: string | null;
  chosen: number | null;
};

export async function loadImportStart({ store }: PagesDependencies, visit: Visit, form: FormState | null, asked: Permission | null = null): Promise<ImportStartView> {
  const { shop, frame, visitor } = visit;
  const since = shownSince(shop.scopes, frame.now);
  const today = dayIn(shop.timeZone, frame.now);
  const firstDay = since === null ? `${today.slice(0, 4)}-01-01` : dayIn(shop.timeZone, new Date(since.getTime() + 86_400_000));
  const runs = await store.imports.list(visitor.shop, 20);
  return {
    form: form ?? { values: { from: firstDay, to: today, patterns: usualPatterns.join('\n'), recognised: 'adopt' }, errors: {} },
    shownSince: since === null ? null : firstDay,
    asked,
    today,
    runs: runs.map((run) => ({ id: run.id, from: new Date(run.plan.from), until: lastDayOf(run), state: stateOf(run), createdAt: run.createdAt })),
  };
}

type Asked = { finding: Finding | ''; cursor: string; chosen: number | null };

/** Null: no such run in this shop. */
export async function loadImportRun(deps: PagesDependencies, visit: Visit, id: string, { finding, cursor, chosen }: Asked): Promise<ImportRunView | null> {
  const { store } = deps;
  const key = { shop: visit.visitor.shop, id };
  const run = await store.imports.get(key);
  if (!run) return null;
  const [counts, page, job, quotas] = await Promise.all([
    store.imports.counts(key),
    store.imports.rows({ ...key, limit: 50, ...(finding === '' ? {} : { finding }), ...(cursor === '' ? {} : { cursor }) }),
    store.jobs.get({ shop: key.shop, kind: 'import', subject: id }),
    store.paces.quotas(run.companyId),
  ]);
  const sum = (which: (one: ImportCount) => boolean) => counts.filter(which).reduce((orders, one) => orders + one.orders, 0);
  const orders = sum(() => true);
  const handled = sum(({ outcome }) => outcome !== null && outcome !== 'rung');
  const booking = (one: ImportCount) => actionFor(one, run.plan) === 'book';
  const everToBook = sum(booking);
  const pace = paceOf({ requests: run.progress.requests, shopify: run.progress.shopify ?? null, orders: everToBook }, { ...usualPerMinute, ...quotas });
  const openToBook = sum((one) => one.outcome === null && booking(one));
  return {
    id,
    from: new Date(run.plan.from),
    until: lastDayOf(run),
    state: stateOf(run),
    stopped: run.progress.stopped,
    waits: job !== null && job.attempts > 0 && job.dueAt !== null,
    counts: Object.fromEntries(findings.map((one) => [one, sum((count) => count.finding === one)])) as Record<Finding, number>,
    amounts: amountsOf(counts),
    orders,
    judged: orders - sum((one) => one.finding === 'listed'),
    handled,
    toBook: sum((one) => booking(one) && one.finding !== 'wait' && one.finding !== 'problem'),
    toAdopt: sum((one) => actionFor(one, run.plan) === 'adopt'),
    toWait: sum((one) => booking(one) && one.finding === 'wait'),
    toMend: sum((one) => booking(one) && one.finding === 'problem'),
    booked: sum(({ outcome }) => outcome === 'booked'),
    requests: run.progress.requests.general + run.progress.requests.search + run.progress.requests.article,
    pace: { ...pace, minutes: Math.max(1, Math.ceil(pace.minutes)) },
    restMinutes: Math.max(1, Math.ceil(everToBook === 0 ? 0 : (pace.minutes * openToBook) / everToBook)),
    invoices: run.progress.invoices,
    rows: page.rows.map((row) => rowView(deps, run, row)),
    finding,
    first: cursor === '',
    nextCursor: page.nextCursor,
    chosen,
  };
}

function rowView(deps: PagesDependencies, run: ImportRecord, row: ImportRow): ImportRowView {
  const { recognised } = row.detail;
  const invoice = recognised && 'invoiceId' in recognised ? { number: recognised.number, href: deps.bexioLink(bexioPages.invoice(recognised.invoiceId)) } : null;
  const open = row.outcome === null && run.phase !== 'done' && run.phase !== 'cancelled';
  const action = actionFor(row, run.plan);
  const plan = action === 'book' && (row.finding === 'wait' || row.finding === 'problem') ? row.finding : action;
  return { ...row, plan, choices: open ? choicesFor(row) : [], invoice };
}

function amountsOf(counts: readonly ImportCount[]): ImportRunView['amounts'] {
  const amounts = new Map<string, ImportRunView['amounts'][number]>();
  for (const { currency, orders, totalMinor } of counts) {
    const known = amounts.get(currency) ?? { currency, orders: 0, totalMinor: 0 };
    amounts.set(currency, { currency, orders: known.orders + orders, totalMinor: known.totalMinor + totalMinor });
  }
  return [...amounts.values()];
}

function stateOf({ phase, paused }: ImportRecord): RunState {
  return paused && (phase === 'listing' || phase === 'judging' || phase === 'booking') ? 'paused' : phase;
}

/** People say the last day, the plan the instant after it. */
function lastDayOf({ plan }: ImportRecord): Date {
  return new Date(Date.parse(plan.until) - 1);
}
