import { created, success, type Answer, type Call } from './call.ts';
import { longDecimal } from './decimal.ts';
import { addDocument, blankDocument, findDocument } from './documents.ts';
import { printDocument } from './document-print.ts';
import { etagOf } from './etag.ts';
import { pdfAnswer } from './pdf.ts';
import { postalAddress } from './postal-address.ts';
import type { DocumentKind, KbDocument, Position } from './records.ts';
import { invalid } from './refusal.ts';
import { isItem } from './totals.ts';
import * as check from './validation.ts';
import { addDays } from './zurich-time.ts';

const copyRules: check.Rules = {
  contact_id: check.integer({ required: true }),
  contact_sub_id: check.integer(),
  is_valid_from: check.date(),
  pr_project_id: check.integer(),
  title: check.text(),
};

/** A new draft. Recorded Jun 2026: title "" and api_reference null unless the request says otherwise. */
export function copyDocument(call: Call, kind: DocumentKind): Answer {
  const { company } = call;
  const original = findDocument(call, kind);
  const fields = check.readFields(call.body, copyRules, 'create');
  check.mustExist(company.contacts, fields.integer('contact_id'), 'contact_id');
  check.mustExist(company.contacts, fields.integer('contact_sub_id'), 'contact_sub_id');
  const contactId = fields.integer('contact_id') ?? original.contact_id;
  const from = fields.text('is_valid_from') ?? company.today();
  const copy = addDocument(company, {
    ...derivedDocument(call, kind, original),
    title: fields.text('title') ?? '',
    contact_id: contactId,
    contact_sub_id: fields.integer('contact_sub_id'),
    contact_address:
      contactId === original.contact_id ? original.contact_address : postalAddress(company, contactId),
    is_valid_from: from,
    validUntil: addDays(from, 14),
    positions: original.positions.map(copyPosition),
  });
  return created(printDocument(company, copy, 'copied'), etagOf(company, copy.updated_at));
}

/** A document of `kind` with everything that carries over from another one, but no positions yet. */
export function derivedDocument({ company }: Call, kind: DocumentKind, original: KbDocument): KbDocument {
  const blank = blankDocument(company, kind);
  return {
    ...original,
    kind,
    id: 0,
    document_nr: '',
    status: blank.status,
    is_valid_from: blank.is_valid_from,
    validUntil: blank.validUntil,
    reference: blank.reference,
    api_reference: null,
    viewed_by_client_at: null,
    network_link: '',
    sent: false,
    source: null,
    positions: [],
    createdMs: blank.createdMs,
  };
}

/** Positions of a copy have no tie to the order behind the original. */
function copyPosition(position: Position): Position {
  return isItem(position) ? { ...position, id: 0, source: null } : { ...position, id: 0 };
}

export function showPdf(call: Call, kind: DocumentKind): Answer {
  const document = findDocument(call, kind);
  const currency = call.company.currencies.get(document.currency_id)?.name ?? '';
  return pdfAnswer(document.document_nr, [
    call.company.name,
    `${document.document_nr} ${document.title ?? ''}`,
    ...document.contact_address.split('\n'),
    `Total ${currency} ${longDecimal(document.totals.total, 2)}`,
  ]);
}

const sendRules: check.Rules = {
  recipient_email: check.text({ required: true }),
  subject: check.text({ required: true }),
  message: check.longText({ required: true }),
  mark_as_open: check.flag(),
  attach_pdf: check.flag(),
};

/** The message must hold the literal text [Network Link]. */
export function sendDocument(call: Call, kind: DocumentKind, issue: (document: KbDocument) => void): Answer {
  const document = findDocument(call, kind);
  const fields = check.readFields(call.body, sendRules, 'create');
  if (!fields.text('message')?.includes('[Network Link]')) {
    throw invalid('message: must contain [Network Link]');
  }
  if (fields.flag('mark_as_open') === true) {
    issue(document);
  }
  document.sent = true;
  document.updated_at = call.company.stamp();
  return success();
}
