import type { MoneySide, Order } from '../domain/order.ts';
import type { Link } from '../store/links.ts';
import { detailOf } from './link-detail.ts';
import { readScene, type Scene } from './scene.ts';
import type { Tools } from './tools.ts';

/** The order as it is now, on the side it is booked on or would be. Null: the shop has no such order. */
export async function readOrderOf(tools: Tools, shop: string, orderId: string): Promise<Order | null> {
  const seen = await readScene(tools, shop);
  return tools.shopify(shop).readOrder(orderId, seen?.ok ? await moneySideOf(tools, seen.scene, orderId) : 'shop');
}

/** On which side an order's amounts are read: that of the first paper made of it, whatever has been decided since. */
export async function moneySideOf(tools: Tools, { shop, office, settings }: Scene, orderId: string): Promise<MoneySide> {
  const links = await tools.store.links.of(shop.domain, office.companyId, orderId);
  return recordedSide(links) ?? settings.bookIn;
}

/** Null: nothing of the order is in bexio. Papers of earlier versions of the program are in the shop's currency. */
export function recordedSide(links: readonly Link[]): MoneySide | null {
  const [paper] = links.flatMap((link): { moneySide?: MoneySide }[] => {
    switch (link.kind) {
      case 'invoice':
      case 'extra-invoice':
      case 'former-invoice':
      case 'sales-order':
        return [detailOf(link, link.kind)];
      // An invoice of another program is on the side whose currency it bears.
      case 'imported': {
        const { adopt, recognised } = detailOf(link, link.kind);
        return adopt === true ? ['side' in recognised ? { moneySide: recognised.side } : {}] : [];
      }
      default:
        return [];
    }
  });
  return paper === undefined ? null : (paper.moneySide ?? 'shop');
}
