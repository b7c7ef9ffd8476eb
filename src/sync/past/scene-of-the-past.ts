import type { Order } from '../../domain/order.ts';
import { detailOf } from '../link-detail.ts';
import type { Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';

/** The scene for an order that a history import had booked. */
export async function sceneOfThePast(tools: Tools, scene: Scene, order: Order): Promise<Scene> {
  if (!isOld(scene, order)) return scene;
  const link = await tools.store.links.find(scene.shop.domain, scene.office.companyId, 'imported', order.id);
  return link && detailOf(link, 'imported').recognised.as === 'new' ? imported(scene, order) : scene;
}

/**
 * An imported order is booked although it is older than the day from which orders are booked, and without orders and deliveries in bexio:
 * its goods left the shelf long ago, and a delivery issued now would take them from the stock once more.
 */
export function imported(scene: Scene, order: Order): Scene {
  if (!isOld(scene, order)) return scene;
  return { ...scene, settings: { ...scene.settings, goLiveAt: order.createdAt.toISOString(), documents: 'invoice' } };
}

function isOld({ settings }: Scene, order: Order): boolean {
  return order.createdAt.getTime() < Date.parse(settings.goLiveAt);
}
