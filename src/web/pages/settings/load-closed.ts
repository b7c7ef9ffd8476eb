import type { OrderState } from '../../../store/tables.ts';
import { startOfDay } from '../../words/format.ts';
import type { ClosedView } from './closed-period.tsx';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';
import { readDetail } from '../orders/order-detail.ts';
import { isDay } from './topics/posted-form.ts';

const shownMax = 100;
/** Not booked, and not left out: what would still be written. */
const open: readonly OrderState[] = ['problem', 'retrying', 'working', 'waiting'];

/** Orders dated up to that day that are not booked yet. Null: no such day. */
export async function loadClosed({ store }: PagesDependencies, { visitor, shop }: Visit, day: string): Promise<ClosedView | null> {
  if (!isDay(day)) return null;
  const dayAfter = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const until = startOfDay(shop.timeZone, dayAfter);
  const { orders } = store;
  const unbooked = await Promise.all(open.map((state) => orders.list({ shop: visitor.shop, state, until, limit: shownMax })));
  // Booked long ago, and what came later (a refund, say) is held up.
  const heldUp = await orders.list({ shop: visitor.shop, state: 'problem', problem: 'period-locked', limit: shownMax });
  const found = [...unbooked.flatMap((page) => page.orders).filter((order) => order.invoiceNumber === null), ...heldUp.orders.filter(({ detail }) => lockedOn(detail) <= day)];
  const rows = [...new Map(found.map((order) => [order.orderId, order])).values()]
    .toSorted((a, b) => b.processedAt.getTime() - a.processedAt.getTime())
    .map(({ orderId: id, name, state, processedAt: at, totalMinor, currency }) => ({ id, name, state, at, totalMinor, currency }));
  return { day, rows: rows.slice(0, shownMax), truncated: rows.length > shownMax };
}

function lockedOn(detail: unknown): string {
  const { problem } = readDetail(detail);
  return problem?.reason === 'period-locked' ? problem.date : '';
}
