import { ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import { printDocument } from './document-print.ts';
import { findDocument, listDocuments, wrongState } from './documents.ts';
import { etagOf } from './etag.ts';
import { refreshOrder } from './order-progress.ts';
import type { KbDocument } from './records.ts';
import { deliveryStatus } from './statuses.ts';

const path = '/2.0/kb_delivery';

/** Deliveries come from orders only: no create, edit, delete, search, PDF or api_reference. */
export const deliveryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    scopes: ['kb_delivery_show'],
    module: 'deliveries',
    body: 'none',
    answer: (call) => listDocuments(call, 'kb_delivery'),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    scopes: ['kb_delivery_show'],
    module: 'deliveries',
    body: 'none',
    answer: showDelivery,
  },
  {
    method: 'POST',
    path: `${path}/:id/issue`,
    scopes: ['kb_delivery_edit'],
    module: 'deliveries',
    body: 'none',
    answer: issue,
  },
];

/** The only way for an app to take goods off stock. */
export function issueDelivery(company: Company, delivery: KbDocument): void {
  if (delivery.status !== deliveryStatus.draft) {
    throw wrongState(company);
  }
  delivery.status = deliveryStatus.done;
  delivery.updated_at = company.stamp();
  refreshOrder(company, delivery.source);
}

function showDelivery(call: Call): Answer {
  const delivery = findDocument(call, 'kb_delivery');
  return ok(printDocument(call.company, delivery, 'single'), etagOf(call.company, delivery.updated_at));
}

function issue(call: Call): Answer {
  issueDelivery(call.company, findDocument(call, 'kb_delivery'));
  return success();
}
