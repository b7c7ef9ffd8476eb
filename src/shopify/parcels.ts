import type { z } from 'zod';
import { answers } from './answers.ts';
import type { Ask } from './graphql.ts';
import { pageSizes } from './operations.ts';
import { ShopifyError } from './outcome.ts';

/** Units that were sent by line id, and when the order was last changed. */
export type Parcels = { updatedAt: Date; units: Map<string, number> };

/** Called back or never taken over: nothing left the shelf. */
const notSent = new Set(['CANCELLED', 'ERROR', 'FAILURE']);

/** What left in parcels. Null: the shop has no such order. */
export async function readParcels(ask: Ask, gid: string): Promise<Parcels | null> {
  const { order } = await ask('Parcels', { id: gid }, answers.parcels);
  if (!order) return null;
  if (order.fulfillments.length >= pageSizes.parcels) throw new ShopifyError({ kind: 'refused', code: 'TOO_MANY', cause: `the order has more than ${pageSizes.parcels - 1} parcels` });
  const units = new Map<string, number>();
  for (const { id, status, fulfillmentLineItems: first } of order.fulfillments.filter((one) => !notSent.has(one.status))) {
    const lines = [...first.nodes];
    for (let page = first.pageInfo; page.hasNextPage; ) {
      const { fulfillment }: z.output<typeof answers.parcelLines> = await ask('ParcelLines', { id, after: page.endCursor }, answers.parcelLines);
      if (!fulfillment || fulfillment.status !== status) return null;
      lines.push(...fulfillment.fulfillmentLineItems.nodes);
      page = fulfillment.fulfillmentLineItems.pageInfo;
    }
    for (const { quantity, lineItem } of lines) units.set(lineItem.id, (units.get(lineItem.id) ?? 0) + (quantity ?? 0));
  }
  return { updatedAt: order.updatedAt, units };
}
