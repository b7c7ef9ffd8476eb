import { found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import { copyDocument, sendDocument, showPdf } from './document-actions.ts';
import { printDocument } from './document-print.ts';
import * as documents from './documents.ts';
import { etagOf } from './etag.ts';
import { refreshOrder } from './order-progress.ts';
import { paymentsOf } from './payment-state.ts';
import type { KbDocument } from './records.ts';
import { notAllowed } from './refusal.ts';
import { invoiceStatus } from './statuses.ts';

const path = '/2.0/kb_invoice';
const show = { scopes: ['kb_invoice_show'], module: 'invoices' } as const;
const edit = { scopes: ['kb_invoice_edit'], module: 'invoices' } as const;

export const invoiceRoutes: readonly Route[] = [
  { ...show, method: 'GET', path, body: 'none', answer: (call) => documents.listDocuments(call, 'kb_invoice') },
  { ...edit, method: 'POST', path, body: 'json', answer: (call) => documents.createDocument(call, 'kb_invoice') },
  { ...show, method: 'POST', path: `${path}/search`, body: 'json', answer: search },
  { ...show, method: 'GET', path: `${path}/:id`, body: 'none', answer: showInvoice },
  { ...edit, method: 'POST', path: `${path}/:id`, body: 'json', answer: editInvoice },
  { ...edit, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: deleteInvoice },
  { ...edit, method: 'POST', path: `${path}/:id/issue`, body: 'none', answer: act(issueInvoice) },
  { ...edit, method: 'POST', path: `${path}/:id/revert_issue`, body: 'none', answer: act(revertInvoice) },
  { ...edit, method: 'POST', path: `${path}/:id/cancel`, body: 'none', answer: act(cancelInvoice) },
  { ...edit, method: 'POST', path: `${path}/:id/mark_as_sent`, body: 'none', answer: act(markAsSent) },
  { ...edit, method: 'POST', path: `${path}/:id/send`, body: 'json', answer: send },
  { ...edit, method: 'POST', path: `${path}/:id/copy`, body: 'json', answer: (call) => copyDocument(call, 'kb_invoice') },
  { ...show, method: 'GET', path: `${path}/:id/pdf`, body: 'none', answer: (call) => showPdf(call, 'kb_invoice') },
];

export function issueInvoice(company: Company, invoice: KbDocument): void {
  demand(company, invoice, [invoiceStatus.draft]);
  const paid = invoice.totals.total === 0n && company.world.readings.zeroTotalIssue === 'paid';
  setStatus(company, invoice, paid ? invoiceStatus.paid : invoiceStatus.pending);
}

/** Not when payments exist. */
export function revertInvoice(company: Company, invoice: KbDocument): void {
  demand(company, invoice, [invoiceStatus.pending]);
  if (paymentsOf(company, invoice).length > 0) {
    throw documents.wrongState(company);
  }
  setStatus(company, invoice, invoiceStatus.draft);
}

/** Issued ones only; drafts are deleted instead. */
export function cancelInvoice(company: Company, invoice: KbDocument): void {
  demand(company, invoice, [invoiceStatus.pending]);
  setStatus(company, invoice, invoiceStatus.cancelled);
  refreshOrder(company, invoice.source);
}

export function removeInvoice(company: Company, invoice: KbDocument): void {
  company.documents.kb_invoice.remove(invoice.id);
  for (const payment of paymentsOf(company, invoice)) {
    company.payments.remove(payment.id);
  }
  refreshOrder(company, invoice.source);
}

function markAsSent(company: Company, invoice: KbDocument): void {
  invoice.sent = true;
  if (invoice.status === invoiceStatus.draft && company.world.readings.markAsSentStatus === 'pending') {
    invoice.status = invoiceStatus.pending;
  }
  invoice.updated_at = company.stamp();
}

function search(call: Call): Answer {
  return documents.searchDocuments(call, 'kb_invoice', {
    ...documents.documentSearchFields,
    api_reference: (row) => row.api_reference,
  });
}

function showInvoice(call: Call): Answer {
  const invoice = findInvoice(call);
  return ok(printDocument(call.company, invoice, 'single'), etagOf(call.company, invoice.updated_at));
}

/** Issued or paid documents are closed: revert first. */
function editInvoice(call: Call): Answer {
  const invoice = findInvoice(call);
  if (invoice.status !== invoiceStatus.draft) {
    throw notAllowed();
  }
  documents.editDocument(call, invoice);
  return ok(printDocument(call.company, invoice, 'edited'), etagOf(call.company, invoice.updated_at));
}

/** Only drafts (403 recorded Oct 2024 for an issued one). */
function deleteInvoice(call: Call): Answer {
  const invoice = findInvoice(call);
  if (invoice.status !== invoiceStatus.draft) {
    throw notAllowed();
  }
  removeInvoice(call.company, invoice);
  return success();
}

function send(call: Call): Answer {
  return sendDocument(call, 'kb_invoice', (invoice) => {
    if (invoice.status === invoiceStatus.draft) {
      issueInvoice(call.company, invoice);
    }
  });
}

function act(change: (company: Company, invoice: KbDocument) => void): (call: Call) => Answer {
  return (call) => {
    change(call.company, findInvoice(call));
    return success();
  };
}

function findInvoice(call: Call): KbDocument {
  return found(call.company.documents.kb_invoice.get(idParam(call)));
}

function demand(company: Company, invoice: KbDocument, statuses: readonly number[]): void {
  if (!statuses.includes(invoice.status)) {
    throw documents.wrongState(company);
  }
}

function setStatus(company: Company, invoice: KbDocument, status: number): void {
  invoice.status = status;
  invoice.updated_at = company.stamp();
}
