/** What Shopify has of a line: sent out (what came back included), and still to be sent. */
export type LineInShopify = { lineId: string; sent: number; unsent: number };

/** One location's share of an order. `held`: somebody has to release it first. `later`: not before its day. */
export type FulfilmentOrder = { id: string; state: 'ready' | 'held' | 'later'; holds: string[]; locationId: string | null; lines: { id: string; lineId: string; remaining: number }[] };

/** Units by line id that bexio has booked out and Shopify does not know of yet; never more than Shopify waits for. */
export function unitsToFulfil(delivered: readonly { units: Readonly<Record<string, number>> }[], lines: readonly LineInShopify[]): Map<string, number> {
  const due = lines.map(({ lineId, sent, unsent }) => {
    const units = delivered.reduce((total, one) => total + (Object.hasOwn(one.units, lineId) ? (one.units[lineId] ?? 0) : 0), 0);
    return [lineId, Math.min(units - sent, unsent)] as const;
  });
  return new Map(due.filter(([, units]) => units > 0));
}

/** `send`: one location's parcel, to be sent now. `held` and `elsewhere` (another service's, or closed this moment): units nobody may send from here. */
export type FulfilPlan = { send: Parcel | null; held: { units: number; reasons: string[] }; elsewhere: number };
export type Parcel = { fulfilmentOrderId: string; units: { id: string; lineId: string; quantity: number }[] };

/**
 * Who sends what is due. bexio's delivery does not say which location it left from, so the one that the article's stock place stands for
 * comes first; only what that one cannot send is sent by another.
 */
export function planFulfilment(due: ReadonlyMap<string, number>, orders: readonly FulfilmentOrder[], placeOf: (lineId: string) => string | null): FulfilPlan {
  const left = new Map(due);
  const parcels = new Map<string, Parcel>();
  const take = (order: FulfilmentOrder, wanted: (lineId: string) => boolean) => {
    const units = order.lines.filter(({ lineId }) => wanted(lineId)).flatMap(({ id, lineId, remaining }) => {
      const quantity = Math.min(left.get(lineId) ?? 0, remaining);
      if (quantity > 0) left.set(lineId, (left.get(lineId) ?? 0) - quantity);
      return quantity > 0 ? [{ id, lineId, quantity }] : [];
    });
    return units;
  };
  const ready = orders.filter(({ state }) => state === 'ready');
  for (const isOwn of [true, false]) {
    for (const order of ready) {
      const units = take(order, (lineId) => (order.locationId === placeOf(lineId)) === isOwn);
      const before = parcels.get(order.id)?.units ?? [];
      if (units.length > 0) parcels.set(order.id, { fulfilmentOrderId: order.id, units: together(before, units) });
    }
  }
  const waiting = orders.filter(({ state }) => state !== 'ready').map((order) => ({ order, units: unitsOf(take(order, () => true)) })).filter(({ units }) => units > 0);
  return {
    send: parcels.values().next().value ?? null,
    held: { units: waiting.reduce((sum, { units }) => sum + units, 0), reasons: [...new Set(waiting.flatMap(({ order }) => order.holds))].toSorted() },
    elsewhere: [...left.values()].reduce((sum, units) => sum + units, 0),
  };
}

function together(some: Parcel['units'], more: Parcel['units']): Parcel['units'] {
  return [...Map.groupBy([...some, ...more], ({ id }) => id).values()].flatMap((parts) => (parts[0] === undefined ? [] : [{ ...parts[0], quantity: unitsOf(parts) }]));
}

function unitsOf(units: readonly { quantity: number }[]): number {
  return units.reduce((sum, { quantity }) => sum + quantity, 0);
}
