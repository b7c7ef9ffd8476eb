import type { StockSettings } from '../../../src/domain/settings.ts';
import type { Store } from '../../../src/store/store.ts';
import type { StockSeenDetail } from '../../../src/sync/link-detail.ts';
import { aCompany } from '../../domain/build.ts';

const domain = 'bergladen.myshopify.com';

/** One side leads the stock, and it has been looked at. */
export async function leadStock(store: Store, leads: StockSettings['leads'], shop = domain): Promise<void> {
  const saved = await store.settings.get(shop);
  if (!saved) throw new Error(`${shop} has no settings`);
  await store.settings.save(shop, { ...saved.settings, stock: { leads, locationId: '1', places: {} } }, saved.version, 'Anna');
  await store.cursors.save(shop, 'stock-state', { everythingAt: '2026-11-22T04:00:00.000Z', caughtUpAt: '2026-11-22T09:55:00.000Z', lookedAt: '2026-11-22T09:55:00.000Z' });
}

type Seen = { sku: string; name: string } & Partial<StockSeenDetail>;

export async function rememberStock(store: Store, { sku, ...more }: Seen, shop = domain): Promise<void> {
  const detail: StockSeenDetail = { articleId: 1, locationId: '1', onHand: 12, available: 9, reserved: 2, picked: 1, pending: 0, paid: 0, shopify: 9, state: 'agrees', wanted: null, why: null, ...more };
  await store.links.add({ shop, companyId: aCompany().id, kind: 'stock-seen', shopifyId: sku, orderId: null, bexioId: 0, detail });
}

/** A shop where something of everything is to be seen. */
export async function fillStock(store: Store, shop = domain): Promise<void> {
  await leadStock(store, 'shopify', shop);
  await rememberStock(store, { sku: 'TEE-M', name: 'T-Shirt Matterhorn M', onHand: 240, available: 200, reserved: 30, picked: 10, pending: 14, shopify: 186 }, shop);
  await rememberStock(store, { sku: 'TEE-L', name: 'T-Shirt Matterhorn L', onHand: 7, available: 7, reserved: 0, picked: 0, shopify: 20, state: 'to-type', wanted: 20, why: 'booked' }, shop);
  await rememberStock(store, { sku: 'MUG', name: 'Tasse Alpenglühen', onHand: 0, available: 0, reserved: 0, picked: 0, shopify: 44, state: 'to-type', wanted: 44, why: 'not-kept' }, shop);
  await rememberStock(store, { sku: '=HYPERLINK("http://x")', name: '+41 44 000 00 00', onHand: 3, available: 3, reserved: 0, picked: 0, shopify: 5, state: 'to-type', wanted: 1, why: 'booked' }, shop);
  await rememberStock(store, { sku: 'CAP', name: 'Mütze', shopify: 5, state: 'waits' }, shop);
  await rememberStock(store, { sku: 'SET', name: 'Geschenkset', shopify: null }, shop);
  await rememberStock(store, { sku: 'BAG', name: 'Tasche Säntis', onHand: 12, available: 9, shopify: 6, elsewhere: 3, pending: -1 }, shop);
  await rememberStock(store, { sku: 'PIN', name: 'Anstecker', onHand: 4, available: 4, reserved: 0, picked: 0, shopify: null, elsewhere: 4 }, shop);
  const corrections: [string, object][] = [
    ['stock-set', { sku: 'BAG', from: 5, to: 6, bexioAvailable: 8, pendingUnits: -1, elsewhereUnits: 3 }],
    ['stock-opened', { sku: 'TEE-M', from: 0, to: 240, shopifyAvailable: 240, pendingUnits: 0 }],
    ['stock-to-type', { sku: 'TEE-L', from: 7, to: 20, why: 'booked' }],
    ['stock-typed', { sku: 'CAP', from: 3, to: 12 }],
    ['stock-set', { sku: 'TEE-M', from: 190, to: 186, bexioAvailable: 200, pendingUnits: 14 }],
    ['stock-refused', { sku: 'SET', from: 3, to: 4, bexioAvailable: 4, pendingUnits: 0, cause: 'NON_MUTABLE_INVENTORY_ITEM' }],
  ];
  for (const [event, detail] of corrections) await store.journal.add({ shop, orderId: null, event, detail });
  await store.links.add({ shop, companyId: aCompany().id, kind: 'stock-units', shopifyId: '6000', orderId: '6000', bexioId: 0, detail: { lines: [{ lineId: '1', sku: 'TEE-M', units: 14 }], updatedAt: '2026-11-22T09:00:00.000Z' } });
}
