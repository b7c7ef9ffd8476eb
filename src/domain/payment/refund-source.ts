import type { CreditNote } from '../booked.ts';
import { type Minor, sum } from '../money.ts';
import { moneyBack } from './money-back.ts';
import type { Order } from '../order.ts';

/** Shopify's own figures that a booked refund goes back to: which refund, which lines, which transactions. */
export type RefundSource = {
  /** Null: money that went back without a refund (a dispute), a payment, or goods taken off without money. */
  refundId: string | null;
  at: string;
  lines: SourceLine[];
  /** Signed as Shopify reports them: what the lines amount to less the money. */
  adjustments: { amountMinor: Minor; taxMinor: Minor }[];
  transactions: { id: string; gateway: string; amountMinor: Minor; at: string }[];
};

/** `taxMinor`: null where Shopify names none (duties). `refundId`: differs from the refund's where an edit took it off earlier without money. */
export type SourceLine = { refundId: string; what: 'goods' | 'shipping' | 'duty'; title: string; quantity: number; amountMinor: Minor; taxMinor: Minor | null };

/**
 * Kept with the entry when it is booked: an order that Shopify does not show any more must still explain its books.
 * @param key of the booked refund: a refund's id, `transaction:…`, or the transaction behind `voucher:…`, `way:…` and `till:…`. Null for the rest.
 * @param transactionIds whose money it is; left out: all of the refund's
 */
export function refundSource(order: Order, key: string, transactionIds?: readonly string[]): RefundSource | null {
  const [kind = '', id = ''] = key.split(':');
  if (kind === 'voucher' || kind === 'way' || kind === 'till') return ofTransactions(order, null, [id]);
  const back = moneyBack(order).find((one) => one.id === key || one.id === kind);
  if (back === undefined) return null;
  const ids = transactionIds ?? back.transactions.map((one) => one.id);
  const source = ofTransactions(order, back.refund?.id ?? null, ids);
  if (source === null || back.refund === null) return source;
  const { refund } = back;
  const lines = [...linesOf(order, refund), ...takenOffBefore(order, refund).flatMap((one) => linesOf(order, one))];
  return { ...source, at: refund.createdAt.toISOString(), lines, adjustments: refund.adjustments.map(({ amountMinor, taxMinor }) => ({ amountMinor, taxMinor })) };
}

/**
 * Where the figures of a credit note come from that no money went back for: what Shopify has taken off the order since, line by line. Only
 * lines that the note names: others may have gone before the invoice.
 */
export function takenOffSource(order: Order, { lines }: Pick<CreditNote, 'lines'>): RefundSource | null {
  const withMoney = new Set(moneyBack(order).map((one) => one.id));
  const named = new Set(lines.map(({ title }) => title));
  const without = order.refunds.filter(({ id }) => !withMoney.has(id)).map((refund) => ({ refund, lines: linesOf(order, refund).filter(({ title }) => named.has(title)) })).filter((one) => one.lines.length > 0);
  const last = without.at(-1);
  return last === undefined ? null : { refundId: null, at: last.refund.createdAt.toISOString(), lines: without.flatMap((one) => one.lines), adjustments: [], transactions: [] };
}

function ofTransactions(order: Order, refundId: string | null, ids: readonly string[]): RefundSource | null {
  const found = order.transactions.filter(({ id }) => ids.includes(id));
  const [first] = found;
  if (first === undefined) return null;
  const transactions = found.map(({ id, gateway, amountMinor, processedAt }) => ({ id, gateway, amountMinor, at: processedAt.toISOString() }));
  return { refundId, at: first.processedAt.toISOString(), lines: [], adjustments: [], transactions };
}

type Refund = Order['refunds'][number];

/** Money that is more than the refund's own goods goes back for goods that an edit took off without money (`refund-parts.ts`). */
function takenOffBefore(order: Order, refund: Refund): Refund[] {
  const withMoney = new Set(moneyBack(order).map((one) => one.id));
  return grossOf(order, refund) >= refund.totalMinor ? [] : order.refunds.filter((one) => one.createdAt <= refund.createdAt && !withMoney.has(one.id));
}

function grossOf(order: Order, refund: Refund): Minor {
  const parts = [...refund.lines, ...refund.shipping];
  return sum(parts.map(({ subtotalMinor, taxMinor }) => subtotalMinor + (order.taxesIncluded ? 0 : taxMinor))) + sum((refund.duties ?? []).map((one) => one.amountMinor));
}

function linesOf(order: Order, refund: Refund): SourceLine[] {
  const charges = order.lines.flatMap((line) => line.duties);
  const about = { refundId: refund.id };
  return [
    ...refund.lines.map(({ lineId, quantity, subtotalMinor, taxMinor }) => ({ ...about, what: 'goods' as const, title: order.lines.find(({ id }) => id === lineId)?.title ?? '', quantity, amountMinor: subtotalMinor, taxMinor })),
    ...refund.shipping.map(({ shippingLineId, subtotalMinor, taxMinor }) => ({ ...about, what: 'shipping' as const, title: order.shippingLines.find(({ id }) => id === shippingLineId)?.title ?? '', quantity: 1, amountMinor: subtotalMinor, taxMinor })),
    ...(refund.duties ?? []).map(({ chargeId, amountMinor }) => ({ ...about, what: 'duty' as const, title: charges.find(({ id }) => id === chargeId)?.title ?? '', quantity: 1, amountMinor, taxMinor: null })),
  ];
}
