import { type Minor, share, sum } from '../money.ts';
import type { Charge, Discount, Order, OrderLine, Refund, ShippingLine, TaxLine } from '../order.ts';
import type { AccountRole } from '../settings.ts';

/** What a thing costs in the order's own mode: `baseMinor` contains the tax when the order says so. */
export type Price = { baseMinor: Minor; taxMinor: Minor };

/** A line, a shipping line, a duty or a fee of an order: what it cost, and what refunds and removals took of it again. */
export type Entry = {
  role: AccountRole;
  what: 'product' | 'gift-card' | 'tip' | 'shipping' | 'duty' | 'fee';
  lineId: string | null;
  title: string;
  line: OrderLine | null;
  discounts: Discount[];
  taxLines: TaxLine[];
  /** As placed, all units. */
  full: Price;
  taken: Price;
  quantity: number;
  currentQuantity: number;
};

/**
 * Every amount an order is made of, in the order they are printed. Tips and gift cards are lines of the order and are not added again.
 * `dutiesStay`: a duty is owed until it is given back itself, whatever becomes of its line.
 */
export function entriesOf(order: Order, { dutiesStay = false } = {}): Entry[] {
  return [
    ...order.lines.map((line) => lineEntry(order, line)),
    ...order.shippingLines.map((line) => shippingEntry(order, line)),
    ...order.lines.flatMap((line) => line.duties.map((duty) => chargeEntry(order, duty, { what: 'duty', gone: line.currentQuantity === 0 && !dutiesStay }))),
    ...order.additionalFees.map((fee) => chargeEntry(order, fee, { what: 'fee', gone: false })),
  ];
}

/** What is left of an entry. Nothing of it is owed any more when all its units are gone, whatever cents its refunds were rounded to. */
export function remaining(entry: Entry): Price {
  if (isGone(entry)) return { baseMinor: 0, taxMinor: 0 };
  return leftOver(entry);
}

/** As placed less as refunded, to the cent, even of an entry that is gone. */
export function leftOver({ full, taken }: Entry): Price {
  return { baseMinor: full.baseMinor - taken.baseMinor, taxMinor: full.taxMinor - taken.taxMinor };
}

export function isGone(entry: Entry): boolean {
  return entry.currentQuantity === 0;
}

/** What the buyer pays for it, tax and all. */
export function grossOf(order: Order, { baseMinor, taxMinor }: Price): Minor {
  return order.taxesIncluded ? baseMinor : baseMinor + taxMinor;
}

export function inOrder(refunds: readonly Refund[]): Refund[] {
  return refunds.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
}

/** What the goods, the shipping and the duties of a refund are worth, tax and all. */
export function accountedFor(order: Order, refund: Refund): Minor {
  const parts = [...refund.lines, ...refund.shipping].map((part) => grossOf(order, { baseMinor: part.subtotalMinor, taxMinor: part.taxMinor }));
  return sum(parts) + sum((refund.duties ?? []).map((duty) => duty.amountMinor));
}

/** What Shopify names in a refund: which line, shipping or duty, how many units of it, and at what price and tax. */
export function refundedEntries(order: Order, refund: Refund): { entry: Entry; quantity: number; price: Price }[] {
  const entries = entriesOf(order);
  const goods = refund.lines.flatMap((line) => {
    const entry = entries.find(({ lineId }) => lineId === line.lineId);
    return entry === undefined ? [] : [{ entry, quantity: line.quantity, price: { baseMinor: line.subtotalMinor, taxMinor: line.taxMinor } }];
  });
  const shippingEntries = entries.filter(({ what }) => what === 'shipping');
  const shipping = refund.shipping.flatMap((part) => {
    const entry = shippingEntries[order.shippingLines.findIndex(({ id }) => id === part.shippingLineId)] ?? shippingEntries[0];
    return entry === undefined ? [] : [{ entry, quantity: 1, price: { baseMinor: part.subtotalMinor, taxMinor: part.taxMinor } }];
  });
  const duty = entries.find(({ what }) => what === 'duty');
  const duties = (refund.duties ?? []).flatMap(({ amountMinor }) => (duty === undefined ? [] : [{ entry: duty, quantity: 1, price: { baseMinor: amountMinor, taxMinor: 0 } }]));
  return [...goods, ...shipping, ...duties];
}

const lineKinds = {
  product: { role: 'sales', what: 'product' },
  custom: { role: 'sales', what: 'product' },
  'gift-card': { role: 'gift-cards', what: 'gift-card' },
  tip: { role: 'tips', what: 'tip' },
} as const;

function lineEntry(order: Order, line: OrderLine): Entry {
  const refunds = order.refunds.flatMap((refund) => refund.lines).filter((part) => part.lineId === line.id);
  const full = { baseMinor: line.unitPriceMinor * line.quantity - discountOf(line), taxMinor: taxOf(line.taxLines) };
  return {
    ...lineKinds[line.kind],
    lineId: line.id,
    title: line.title,
    line,
    discounts: line.discounts,
    taxLines: line.taxLines,
    full,
    taken: added(priceOf(refunds), unrefundedRemoval(line, full, sum(refunds.map((part) => part.quantity)))),
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
  };
}

/** Removals come as refunds without money. Units that are gone without any refund count at their share of the line. */
function unrefundedRemoval(line: OrderLine, full: Price, refundedQuantity: number): Price {
  const units = line.quantity - line.currentQuantity - refundedQuantity;
  if (units <= 0) return { baseMinor: 0, taxMinor: 0 };
  return { baseMinor: share(full.baseMinor, units, line.quantity), taxMinor: share(full.taxMinor, units, line.quantity) };
}

function shippingEntry(order: Order, line: ShippingLine): Entry {
  const full = { baseMinor: line.priceMinor - discountOf(line), taxMinor: taxOf(line.taxLines) };
  const taken = priceOf(order.refunds.flatMap((refund) => refund.shipping).filter((part) => part.shippingLineId === line.id));
  const returned = taken.baseMinor !== 0 && taken.baseMinor >= full.baseMinor;
  return {
    role: 'shipping',
    what: 'shipping',
    lineId: null,
    title: line.title,
    line: null,
    discounts: line.discounts,
    taxLines: line.taxLines,
    full: line.removed ? { baseMinor: 0, taxMinor: 0 } : full,
    taken: line.removed ? { baseMinor: 0, taxMinor: 0 } : taken,
    quantity: 1,
    currentQuantity: line.removed || returned ? 0 : 1,
  };
}

/** A duty goes with its line. */
function chargeEntry(order: Order, charge: Charge, { what, gone: lineGone }: { what: 'duty' | 'fee'; gone: boolean }): Entry {
  const full = { baseMinor: charge.priceMinor, taxMinor: taxOf(charge.taxLines) };
  const back = sum(order.refunds.flatMap((refund) => refund.duties ?? []).filter((duty) => duty.chargeId === charge.id).map((duty) => duty.amountMinor));
  const gone = lineGone || (back !== 0 && back >= grossOf(order, full));
  return {
    role: what === 'duty' ? 'duties' : 'fees',
    what,
    lineId: null,
    title: charge.title,
    line: null,
    discounts: [],
    taxLines: charge.taxLines,
    full,
    taken: gone ? full : { baseMinor: back, taxMinor: 0 },
    quantity: 1,
    currentQuantity: gone ? 0 : 1,
  };
}

function priceOf(parts: { subtotalMinor: Minor; taxMinor: Minor }[]): Price {
  return { baseMinor: sum(parts.map((part) => part.subtotalMinor)), taxMinor: sum(parts.map((part) => part.taxMinor)) };
}

function added(a: Price, b: Price): Price {
  return { baseMinor: a.baseMinor + b.baseMinor, taxMinor: a.taxMinor + b.taxMinor };
}

function discountOf({ discounts }: { discounts: Discount[] }): Minor {
  return sum(discounts.map((discount) => discount.amountMinor));
}

function taxOf(taxLines: TaxLine[]): Minor {
  return sum(taxLines.map((line) => line.amountMinor));
}
