import { ok, success, type Answer, type Call, type Route } from './call.ts';
import { convertDocument } from './conversions.ts';
import { copyDocument, sendDocument, showPdf } from './document-actions.ts';
import { printDocument } from './document-print.ts';
import * as documents from './documents.ts';
import { etagOf } from './etag.ts';
import type { DocumentKind, KbDocument } from './records.ts';
import { notAllowed } from './refusal.ts';
import { offerStatus } from './statuses.ts';

const path = '/2.0/kb_offer';
const show = { scopes: ['kb_offer_show'], module: 'offers' } as const;
const edit = { scopes: ['kb_offer_edit'], module: 'offers' } as const;

export const offerRoutes: readonly Route[] = [
  { ...show, method: 'GET', path, body: 'none', answer: (call) => documents.listDocuments(call, 'kb_offer') },
  { ...edit, method: 'POST', path, body: 'json', answer: (call) => documents.createDocument(call, 'kb_offer') },
  { ...show, method: 'POST', path: `${path}/search`, body: 'json', answer: search },
  { ...show, method: 'GET', path: `${path}/:id`, body: 'none', answer: showOffer },
  { ...edit, method: 'POST', path: `${path}/:id`, body: 'json', answer: editOffer },
  { ...edit, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: deleteOffer },
  action('issue', [offerStatus.draft], offerStatus.pending),
  /* Camel case here, snake case on invoices. */
  action('revertIssue', [offerStatus.pending], offerStatus.draft),
  action('accept', [offerStatus.pending], offerStatus.confirmed),
  action('reject', [offerStatus.pending], offerStatus.declined),
  action('reissue', [offerStatus.confirmed, offerStatus.declined], offerStatus.pending),
  { ...edit, method: 'POST', path: `${path}/:id/mark_as_sent`, body: 'none', answer: markAsSent },
  { ...edit, method: 'POST', path: `${path}/:id/send`, body: 'json', answer: send },
  { ...edit, method: 'POST', path: `${path}/:id/copy`, body: 'json', answer: (call) => copyDocument(call, 'kb_offer') },
  { ...show, method: 'GET', path: `${path}/:id/pdf`, body: 'none', answer: (call) => showPdf(call, 'kb_offer') },
  conversion('order', 'kb_order', 'kb_order_edit'),
  conversion('invoice', 'kb_invoice', 'kb_invoice_edit'),
];

function action(name: string, from: readonly number[], to: number): Route {
  return {
    ...edit,
    method: 'POST',
    path: `${path}/:id/${name}`,
    body: 'none',
    answer(call) {
      const offer = findOffer(call);
      if (!from.includes(offer.status)) {
        throw documents.wrongState(call.company);
      }
      setStatus(call, offer, to);
      return success();
    },
  };
}

/** Needs an accepted offer. */
function conversion(name: string, to: DocumentKind, scope: string): Route {
  return {
    ...edit,
    scopes: [...edit.scopes, scope],
    method: 'POST',
    path: `${path}/:id/${name}`,
    body: 'optional',
    answer(call) {
      if (findOffer(call).status !== offerStatus.confirmed) {
        throw documents.wrongState(call.company);
      }
      return convertDocument(call, 'kb_offer', to);
    },
  };
}

function search(call: Call): Answer {
  return documents.searchDocuments(call, 'kb_offer', {
    ...documents.documentSearchFields,
    is_valid_until: (row) => row.validUntil,
  });
}

function showOffer(call: Call): Answer {
  const offer = findOffer(call);
  return ok(printDocument(call.company, offer, 'single'), etagOf(call.company, offer.updated_at));
}

function editOffer(call: Call): Answer {
  const offer = findOffer(call);
  if (offer.status !== offerStatus.draft) {
    throw notAllowed();
  }
  documents.editDocument(call, offer);
  return ok(printDocument(call.company, offer, 'edited'), etagOf(call.company, offer.updated_at));
}

function deleteOffer(call: Call): Answer {
  const offer = findOffer(call);
  if (offer.status !== offerStatus.draft) {
    throw notAllowed();
  }
  call.company.documents.kb_offer.remove(offer.id);
  return success();
}

function markAsSent(call: Call): Answer {
  const offer = findOffer(call);
  offer.sent = true;
  setStatus(call, offer, offer.status);
  return success();
}

function send(call: Call): Answer {
  return sendDocument(call, 'kb_offer', (offer) => setStatus(call, offer, offerStatus.pending));
}

function setStatus(call: Call, offer: KbDocument, status: number): void {
  offer.status = status;
  offer.updated_at = call.company.stamp();
}

function findOffer(call: Call): KbDocument {
  return documents.findDocument(call, 'kb_offer');
}
