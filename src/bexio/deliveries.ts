import { z } from 'zod';
import type { BexioDocument } from '../domain/documents.ts';
import { orNullWhenMissing } from './missing.ts';
import { idOrNull, readAs, readSuccess, recordId, text } from './parse.ts';
import { positionAnswer, statusOf } from './read-document.ts';
import type { Send } from './request.ts';
import { everyPage } from './search.ts';

/** `draft`: goods are picked; `done`: issued, the stock is lowered. */
export type BexioDelivery = Pick<BexioDocument, 'id' | 'number' | 'status' | 'title' | 'contactId' | 'positions'>;

export type Deliveries = {
  get(id: number): Promise<BexioDelivery | null>;
  /** bexio has no search for deliveries, so this reads them all, newest first, without positions. For recovery only. */
  list(of?: { contactId: number }): Promise<BexioDelivery[]>;
  /** Books the goods out. By id, so it cannot happen twice; the status tells whether it happened. */
  issue(id: number): Promise<void>;
};

export function createDeliveries(send: Send): Deliveries {
  return {
    get: (id) => orNullWhenMissing(send({ method: 'GET', path: `/2.0/kb_delivery/${id}`, read: readAs(deliveryAnswer) })),
    async list(of) {
      const all = await everyPage((query) => send({ method: 'GET', path: '/2.0/kb_delivery', query, read: readAs(z.array(deliveryAnswer)) }));
      return all.filter((delivery) => !of || delivery.contactId === of.contactId).toSorted((a, b) => b.id - a.id);
    },
    issue: (id) => send({ method: 'POST', path: `/2.0/kb_delivery/${id}/issue`, read: readSuccess }),
  };
}

const deliveryAnswer = z
  .looseObject({ id: recordId, document_nr: text, title: text, contact_id: idOrNull, kb_item_status_id: z.coerce.number(), positions: z.array(positionAnswer).nullish() })
  .transform((row): BexioDelivery => ({
    id: row.id, number: row.document_nr, status: statusOf(row.kb_item_status_id), title: row.title, contactId: row.contact_id, positions: row.positions ?? null,
  }));
