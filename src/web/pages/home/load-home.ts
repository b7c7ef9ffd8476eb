import type { Finding } from '../../../domain/settings/finding.ts';
import type { SpanFigures } from '../../../store/order-figures.ts';
import { dayIn, startOfDay } from '../../words/format.ts';
import type { PagesDependencies } from '../dependencies.ts';
import type { Day } from './day-chart.tsx';
import type { Visit } from '../frame.ts';
import type { HomeView } from './home.tsx';
import { findProblems } from '../orders/load-orders.ts';

const daysShown = 14;
const problemsShown = 5;

export async function loadHome(deps: PagesDependencies, visit: Visit): Promise<HomeView> {
  const { visitor, shop, frame } = visit;
  const { store } = deps;
  const days = lastDays(frame.now, shop.timeZone);
  const [connection, saved, counts, problems, figures, lastHeardAt, checked] = await Promise.all([
    store.connections.get(visitor.shop),
    store.settings.get(visitor.shop),
    store.orders.countByState(visitor.shop),
    findProblems(store.orders, visitor.shop, problemsShown),
    store.orders.figures(visitor.shop, days.map((day) => startOfDay(shop.timeZone, day))),
    store.inbox.latest(visitor.shop),
    store.cursors.load(visitor.shop, 'health-check'),
  ]);
  return {
    connection: connection?.state ?? 'none',
    companyName: connection?.companyName ?? null,
    settingsReady: saved !== null,
    counts,
    attention: problems.map(({ problem, count, newest }) => ({ problem, count, orderId: newest.id, orderName: newest.name })),
    days: daysOf(figures, days, shop.currency),
    totals: totalsOf(figures, shop.currency),
    lastHeardAt,
    check: checked && { at: checked.at, findings: checked.value.filter(isForHome) },
  };
}

/** What has a place of its own on this page is not said twice. */
function isForHome({ id, level }: Finding): boolean {
  return level !== 'success' && id !== 'connection' && id !== 'settings';
}

function lastDays(now: Date, timeZone: string): string[] {
  const today = Date.parse(`${dayIn(timeZone, now)}T00:00:00Z`);
  return Array.from({ length: daysShown }, (_, index) => new Date(today - (daysShown - 1 - index) * 86_400_000).toISOString().slice(0, 10));
}

/** Amounts of other currencies cannot be added to a bar; they count as orders all the same. */
function daysOf(figures: SpanFigures[], days: string[], currency: string): Day[] {
  return days.map((day, span) => {
    const own = figures.filter((one) => one.span === span);
    const sum = (rows: SpanFigures[], read: (row: SpanFigures) => number) => rows.reduce((all, row) => all + read(row), 0);
    return {
      day,
      orders: sum(own, (row) => row.orders),
      bookedMinor: sum(own.filter((row) => row.state === 'booked' && row.currency === currency), (row) => row.invoicedMinor),
      problems: sum(own.filter((row) => row.state === 'problem'), (row) => row.orders),
    };
  });
}

function totalsOf(figures: SpanFigures[], shopCurrency: string): HomeView['totals'] {
  const totals = new Map<string, HomeView['totals'][number]>();
  for (const row of figures) {
    if (row.state === 'skipped') continue;
    const total = totals.get(row.currency) ?? { currency: row.currency, shopMinor: 0, bexioMinor: 0, openMinor: 0, orders: 0 };
    total.orders += row.orders;
    total.shopMinor += row.totalMinor;
    total.openMinor += row.openMinor;
    total.bexioMinor += row.invoicedMinor;
    totals.set(row.currency, total);
  }
  return [...totals.values()].toSorted((a, b) => Number(b.currency === shopCurrency) - Number(a.currency === shopCurrency) || a.currency.localeCompare(b.currency, 'en'));
}
