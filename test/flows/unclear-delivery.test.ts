import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { detailOf } from '../../src/sync/link-detail.ts';
import { firmOrder } from './buyers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ settings: { documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'text' } });
});
afterAll(() => stage.close());

async function delivered(order: StoredOrder): Promise<number[][]> {
  const links = await stage.app.store.links.of(stage.shop.domain, stage.bexio.books.companyId, order.legacyId);
  return links.filter(({ kind }) => kind === 'delivery').map((link) => detailOf(link, 'delivery').positions.map(({ amount }) => amount));
}

test.each([['cut-after', [[2], [3]]], ['cut-before', [[2, 3]]]] as const)('another parcel leaves while nobody knows whether bexio made the delivery of the first (%s)', async (kind, expected) => {
  const order = stage.place(firmOrder(`paket-${kind}@flow.example`, { lines: [{ title: 'Tasse', price: '10.00', quantity: 2 }, { title: 'Teller', price: '12.00', quantity: 3 }] }));
  await stage.drain([order]);
  stage.bexio.faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_order\/\d+\/delivery$/, nth: 1 }, kind });
  stage.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
  await stage.settled();
  stage.shop.editor.fulfil(order, { lines: [{ line: 1, quantity: 3 }] });
  expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
  stage.bexio.faults.clear();
  expect(await delivered(order)).toEqual(expected);
  expect(await stage.violations()).toEqual([]);
});
