import { isDeepStrictEqual } from 'node:util';
import { completeSettings } from '../../domain/settings/complete-settings.ts';
import type { Order } from '../../domain/order.ts';
import { isBookedOut, unitsOf, type OrderInBexio } from '../../domain/stock/stock.ts';
import type { Link } from '../../store/links.ts';
import { detailOf, orderedUnits, type UnitsDetail } from '../link-detail.ts';
import type { Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';

/**
 * Notes which goods an order takes, before anything of it is booked: until bexio has booked them out, its numbers may contain them still.
 * Only where one of them leads the stock. The stock job takes the note away when the goods are gone from bexio's stock.
 */
export async function noteUnits(tools: Tools, { shop, office, settings }: Scene, order: Order): Promise<void> {
  const { stock, goLiveAt } = completeSettings(settings);
  if (stock.leads === 'off' || order.createdAt.getTime() < Date.parse(goLiveAt)) return;
  const { links } = tools.store;
  const key = { shop: shop.domain, companyId: office.companyId, kind: 'stock-units', shopifyId: order.id } as const;
  const known = await links.find(key.shop, key.companyId, key.kind, key.shopifyId);
  const detail: UnitsDetail = { lines: unitsOf(order), updatedAt: order.updatedAt.toISOString() };
  const isKnown = known ? isDeepStrictEqual(detailOf(known, 'stock-units'), detail) : isBookedOut(detail.lines, inBexio(await links.of(key.shop, key.companyId, order.id), null));
  if (!isKnown) await links.add({ ...key, orderId: order.id, bexioId: 0, detail });
}

/** `openIds` null: which orders are open in bexio is not known, and none is taken to be. */
export function inBexio(links: readonly Link[], openIds: ReadonlySet<number> | null): OrderInBexio {
  const salesOrder = links.find((link) => link.kind === 'sales-order');
  const deliveries = links.flatMap((link) => (link.kind === 'delivery' ? [detailOf(link, 'delivery')] : []));
  const closed = openIds?.has(salesOrder?.bexioId ?? 0) === true ? ('open' as const) : ('closed' as const);
  return { salesOrder: salesOrder === undefined ? 'none' : closed, ordered: salesOrder === undefined ? {} : orderedUnits(detailOf(salesOrder, 'sales-order')), deliveries };
}
