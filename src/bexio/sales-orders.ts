import type { BexioDocument, InvoicePlan } from '../domain/documents.ts';
import type { components } from './api-types.ts';
import type { Currencies } from './currencies.ts';
import { documentTitle, orderBody, type DocumentIds } from './document-body.ts';
import { orNullWhenMissing } from './missing.ts';
import { createdRecord, readAs, readSuccess } from './parse.ts';
import { readDocument, readDocuments } from './read-document.ts';
import type { Send } from './request.ts';
import { searchFor } from './search.ts';

/** Position ids are unique only within a type, so both name the position. `amount`: whole units. */
export type DeliveredPosition = { id: number; type: string; amount: number };

/** bexio's orders: the only way to lower a stock is order → delivery → issue. They have no draft, no issue and no cancel. */
export type SalesOrders = {
  create(plan: InvoicePlan, ids: DocumentIds): Promise<BexioDocument>;
  get(id: number): Promise<BexioDocument | null>;
  /** Orders cannot be searched by reference. Exact title and contact, oldest first, without positions. */
  findByTitle(wanted: { title: string; contactId: number }): Promise<BexioDocument[]>;
  /** Every order of the company that is pending or partly done: those whose rest is reserved. */
  openIds(): Promise<ReadonlySet<number>>;
  /** Makes a delivery, still to be issued, of these positions; null = of everything open. */
  deliver(id: number, positions: DeliveredPosition[] | null): Promise<{ deliveryId: number }>;
  /** Makes an invoice draft of the whole order: without reference and with a default due date, so `invoices.complete` comes next. */
  invoice(id: number): Promise<BexioDocument>;
  remove(id: number): Promise<void>;
};

export function createSalesOrders(send: Send, currencies: Currencies): SalesOrders {
  const one = (id: number) => `/2.0/kb_order/${id}` as const;
  return {
    async create(plan, ids) {
      const codeOf = await currencies.ready(plan.currencyId);
      return await send({ method: 'POST', path: '/2.0/kb_order', body: orderBody(plan, ids), read: readDocument(codeOf) });
    },
    async get(id) {
      const codeOf = await currencies.ready();
      return await orNullWhenMissing(send({ method: 'GET', path: one(id), read: readDocument(codeOf) }));
    },
    async findByTitle({ title, contactId }) {
      const where = [{ field: 'title', value: documentTitle(title) }, { field: 'contact_id', value: String(contactId) }];
      const found = await searchFor(send, { path: '/2.0/kb_order/search', where, read: readDocuments(await currencies.ready()) });
      return found.filter((order) => order.title === documentTitle(title) && order.contactId === contactId).toSorted((a, b) => a.id - b.id);
    },
    async openIds() {
      const read = readDocuments(await currencies.ready());
      const ids = new Set<number>();
      for (const status of openStatuses) {
        const found = await searchFor(send, { path: '/2.0/kb_order/search', where: [{ field: 'kb_item_status_id', value: status }], read });
        for (const { id } of found) ids.add(id);
      }
      return ids;
    },
    async deliver(id, positions) {
      const body = positions === null ? {} : { body: deliveryBody(positions) };
      const delivery = await send({ method: 'POST', path: `${one(id)}/delivery`, ...body, read: readAs(createdRecord) });
      return { deliveryId: delivery.id };
    },
    async invoice(id) {
      const codeOf = await currencies.ready();
      return await send({ method: 'POST', path: `${one(id)}/invoice`, read: readDocument(codeOf) });
    },
    remove: (id) => send({ method: 'DELETE', path: one(id), read: readSuccess }),
  };
}

/** Pending and partial. */
const openStatuses = ['5', '15'];

function deliveryBody(positions: DeliveredPosition[]): components['schemas']['ConvertRequest'] {
  // An empty list is not "nothing" to bexio, and a fraction is not an amount: both would be a mistake of the caller.
  if (positions.length === 0 || !positions.every((one) => Number.isSafeInteger(one.amount) && one.amount > 0)) {
    throw new RangeError('A delivery needs positions with whole amounts');
  }
  return { positions: positions.map(({ id, type, amount }) => ({ id, type, amount })) };
}
