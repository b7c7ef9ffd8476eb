import { ok, success, type Answer, type Call, type Route } from './call.ts';
import { convertDocument } from './conversions.ts';
import { showPdf } from './document-actions.ts';
import { printDocument } from './document-print.ts';
import * as documents from './documents.ts';
import { etagOf } from './etag.ts';
import type { KbDocument } from './records.ts';
import { notAllowed, notFound } from './refusal.ts';
import { orderStatus } from './statuses.ts';

const path = '/2.0/kb_order';
const show = { scopes: ['kb_order_show'], module: 'orders' } as const;
const edit = { scopes: ['kb_order_edit'], module: 'orders' } as const;

/** There is no draft, issue, send or cancel: an order is pending at once and can only be deleted. */
export const orderRoutes: readonly Route[] = [
  { ...show, method: 'GET', path, body: 'none', answer: (call) => documents.listDocuments(call, 'kb_order') },
  { ...edit, method: 'POST', path, body: 'json', answer: (call) => documents.createDocument(call, 'kb_order') },
  { ...show, method: 'POST', path: `${path}/search`, body: 'json', answer: search },
  { ...show, method: 'GET', path: `${path}/:id`, body: 'none', answer: showOrder },
  { ...edit, method: 'POST', path: `${path}/:id`, body: 'json', answer: editOrder },
  { ...edit, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: deleteOrder },
  { ...show, method: 'GET', path: `${path}/:id/pdf`, body: 'none', answer: (call) => showPdf(call, 'kb_order') },
  { ...show, method: 'GET', path: `${path}/:id/repetition`, body: 'none', answer: noRepetition },
  { ...edit, method: 'DELETE', path: `${path}/:id/repetition`, body: 'none', answer: noRepetition },
  {
    method: 'POST',
    path: `${path}/:id/delivery`,
    scopes: ['kb_order_edit', 'kb_delivery_edit'],
    module: 'deliveries',
    body: 'optional',
    answer: (call) => convertDocument(call, 'kb_order', 'kb_delivery'),
  },
  {
    method: 'POST',
    path: `${path}/:id/invoice`,
    scopes: ['kb_order_edit', 'kb_invoice_edit'],
    module: 'orders',
    body: 'optional',
    answer: (call) => convertDocument(call, 'kb_order', 'kb_invoice'),
  },
];

/** Documentation of June 2024 and a tool of July 2026 agree that orders cannot be found by api_reference. */
function search(call: Call): Answer {
  const searchable = call.company.world.readings.orderApiReferenceSearchable;
  return documents.searchDocuments(call, 'kb_order', {
    ...documents.documentSearchFields,
    ...(searchable ? { api_reference: (row: KbDocument) => row.api_reference } : {}),
  });
}

function showOrder(call: Call): Answer {
  const order = documents.findDocument(call, 'kb_order');
  return ok(printDocument(call.company, order, 'single'), etagOf(call.company, order.updated_at));
}

function editOrder(call: Call): Answer {
  const order = documents.findDocument(call, 'kb_order');
  if (order.status === orderStatus.done || order.status === orderStatus.cancelled) {
    throw notAllowed();
  }
  documents.editDocument(call, order);
  return ok(printDocument(call.company, order, 'edited'), etagOf(call.company, order.updated_at));
}

function deleteOrder(call: Call): Answer {
  const order = documents.findDocument(call, 'kb_order');
  if (order.status !== orderStatus.pending) {
    throw notAllowed();
  }
  call.company.documents.kb_order.remove(order.id);
  return success();
}

/** The sandbox's orders do not repeat. */
function noRepetition(call: Call): Answer {
  documents.findDocument(call, 'kb_order');
  throw notFound();
}
