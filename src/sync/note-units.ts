import { isDeepStrictEqual } from 'node:util';
import type { Order } from '../domain/order.ts';
import { completeSettings } from '../domain/complete-settings.ts';
import { unitsBySku } from '../domain/stock.ts';
import { detailOf, type UnitsDetail } from './link-detail.ts';
import type { Scene } from './scene.ts';
import type { Tools } from './tools.ts';

/**
 * Notes which goods an order takes, before anything of it is booked: as long as bexio has not reserved them, its available number contains
 * them still. Only where bexio leads the stock. The stock job takes the note away when bexio knows.
 */
export async function noteUnits(tools: Tools, { shop, office, settings }: Scene, order: Order): Promise<void> {
  const { stock, goLiveAt } = completeSettings(settings);
  if (stock.leads !== 'bexio' || order.createdAt.getTime() < Date.parse(goLiveAt)) return;
  const { links } = tools.store;
  const key = { shop: shop.domain, companyId: office.companyId, kind: 'stock-units', shopifyId: order.id } as const;
  const known = await links.find(key.shop, key.companyId, key.kind, key.shopifyId);
  const detail: UnitsDetail = { units: unitsBySku(order), updatedAt: order.updatedAt.toISOString() };
  if (known ? isDeepStrictEqual(detailOf(known, 'stock-units'), detail) : await isReserved(tools, { shop: key.shop, companyId: key.companyId }, order.id)) return;
  await links.add({ ...key, orderId: order.id, bexioId: 0, detail });
}

/** bexio's order reserves what is on it, the moment it is made. */
export async function isReserved(tools: Tools, { shop, companyId }: { shop: string; companyId: string }, orderId: string): Promise<boolean> {
  return (await tools.store.links.find(shop, companyId, 'sales-order', orderId)) !== null;
}
