import type { OrderRecord } from '../../store/orders.ts';
import { dayIn, startOfDay } from '../words/format.ts';
import type { PagesDependencies } from './dependencies.ts';
import type { Day } from './day-chart.tsx';
import type { Finding } from './findings.ts';
import type { Visit } from './frame.ts';
import { loadCheck } from './load-check.ts';
import type { HomeView } from './home.tsx';
import { countProblems, ordersSince } from './load-orders.ts';

const daysShown = 14;

export async function loadHome(deps: PagesDependencies, visit: Visit): Promise<HomeView> {
  const { visitor, shop, frame } = visit;
  const { store } = deps;
  const days = lastDays(frame.now, shop.timeZone);
  const since = startOfDay(shop.timeZone, days[0] ?? dayIn(shop.timeZone, frame.now));
  const [connection, saved, counts, problems, recent, lastHeardAt, checked] = await Promise.all([
    store.connections.get(visitor.shop),
    store.settings.get(visitor.shop),
    store.orders.countByState(visitor.shop),
    countProblems(store.orders, visitor.shop),
    ordersSince(store.orders, visitor.shop, since),
    store.inbox.latest(visitor.shop),
    loadCheck(deps, visit),
  ]);
  return {
    connection: connection?.state ?? 'none',
    companyName: connection?.companyName ?? null,
    settingsReady: saved !== null,
    counts,
    attention: problems.slice(0, 5).flatMap(({ newest, count }) => (newest.problem ? [{ problem: newest.problem, count, orderId: newest.id, orderName: newest.name }] : [])),
    days: daysOf(recent, days, shop.timeZone, shop.currency),
    totals: totalsOf(recent, shop.currency),
    lastHeardAt,
    check: worst(checked.findings),
  };
}

function worst(findings: readonly Finding[]): HomeView['check'] {
  const level = (['critical', 'caution'] as const).find((one) => findings.some((finding) => finding.level === one)) ?? 'success';
  return { level, count: findings.filter((finding) => finding.level === level).length };
}

function lastDays(now: Date, timeZone: string): string[] {
  const today = Date.parse(`${dayIn(timeZone, now)}T00:00:00Z`);
  return Array.from({ length: daysShown }, (_, index) => new Date(today - (daysShown - 1 - index) * 86_400_000).toISOString().slice(0, 10));
}

/** Amounts of other currencies cannot be added to a bar; they count as orders all the same. */
function daysOf(orders: OrderRecord[], days: string[], timeZone: string, currency: string): Day[] {
  const byDay = new Map(days.map((day) => [day, { day, orders: 0, bookedMinor: 0, problems: 0 }]));
  for (const order of orders) {
    const day = byDay.get(dayIn(timeZone, order.processedAt));
    if (!day) continue;
    day.orders += 1;
    if (order.state === 'problem') day.problems += 1;
    if (order.state === 'booked' && order.currency === currency) day.bookedMinor += order.invoiceTotalMinor ?? 0;
  }
  return [...byDay.values()];
}

function totalsOf(orders: OrderRecord[], shopCurrency: string): HomeView['totals'] {
  const totals = new Map<string, HomeView['totals'][number]>();
  for (const order of orders) {
    if (order.state === 'skipped') continue;
    const total = totals.get(order.currency) ?? { currency: order.currency, shopMinor: 0, bexioMinor: 0, openMinor: 0, orders: 0 };
    total.orders += 1;
    total.shopMinor += order.totalMinor;
    if (order.invoiceTotalMinor === null) total.openMinor += order.totalMinor;
    else total.bexioMinor += order.invoiceTotalMinor;
    totals.set(order.currency, total);
  }
  return [...totals.values()].toSorted((a, b) => Number(b.currency === shopCurrency) - Number(a.currency === shopCurrency) || a.currency.localeCompare(b.currency, 'en'));
}
