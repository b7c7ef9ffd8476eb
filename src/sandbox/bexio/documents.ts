import { created, found, idParam, type Answer, type Call } from './call.ts';
import type { Company } from './company.ts';
import { documentRules } from './document-rules.ts';
import { printDocument } from './document-print.ts';
import { etagOf } from './etag.ts';
import { listAnswer, type Ordering } from './paging.ts';
import { addressDocument } from './postal-address.ts';
import { readPositions } from './position-input.ts';
import type { DocumentKind, ItemSetting, KbDocument, Position } from './records.ts';
import { invalid, notAllowed, notFound, plain, type Refusal } from './refusal.ts';
import { indexed, searchRows, type SearchFields } from './search.ts';
import { deliveryStatus, invoiceStatus, offerStatus, orderStatus } from './statuses.ts';
import { settlePositions, totalsOf } from './totals.ts';
import * as check from './validation.ts';
import { addDays } from './zurich-time.ts';

export function listDocuments(call: Call, kind: DocumentKind): Answer {
  return listAnswer(call, call.company.documents[kind].all(), {
    print: (row) => printDocument(call.company, row, 'list'),
    orderBy: ordering,
  });
}

export function searchDocuments(call: Call, kind: DocumentKind, fields: SearchFields<KbDocument>): Answer {
  const rows = searchRows(call, indexed(call, call.company.documents[kind].all()), fields);
  return listAnswer(call, rows, {
    print: (row) => printDocument(call.company, row, 'list'),
    orderBy: ordering,
  });
}

export function findDocument(call: Call, kind: DocumentKind, param = 'id'): KbDocument {
  return found(call.company.documents[kind].get(idParam(call, param)));
}

export function createDocument(call: Call, kind: DocumentKind): Answer {
  const { company } = call;
  const fields = check.readFields(call.body, documentRules(kind, 'create'), 'create');
  const draft = blankDocument(company, kind);
  draft.document_nr = checkNumber(company, kind, fields);
  applyDocument(company, draft, fields);
  draft.positions = readPositions(company, kind, fields.list('positions') ?? []);
  const document = addDocument(company, draft);
  return created(printDocument(company, document, 'created'), etagOf(company, document.updated_at));
}

export function editDocument(call: Call, document: KbDocument): void {
  const fields = check.readFields(call.body, documentRules(document.kind, 'edit'), 'edit');
  applyDocument(call.company, document, fields);
  settle(call.company, document);
}

/** Gives the document and its positions their numbers, which stay used when it is deleted again. */
export function addDocument(company: Company, draft: KbDocument): KbDocument {
  const document = company.documents[draft.kind].add((id) => ({ ...draft, id }));
  document.document_nr ||= nextDocumentNumber(company, draft.kind);
  for (const position of document.positions) {
    position.id = company.positionIds[position.type]();
  }
  settle(company, document);
  return document;
}

/** Renumbers, recomputes and dates a document after anything about it changed. */
export function settle(company: Company, document: KbDocument): void {
  document.positions.forEach((position, index) => {
    position.internal_pos = index + 1;
  });
  settlePositions(document.positions);
  document.totals = computeTotals(company, document);
  document.updated_at = company.stamp();
}

export function addPosition(company: Company, document: KbDocument, position: Position): void {
  position.id = company.positionIds[position.type]();
  document.positions.push(position);
  settle(company, document);
}

/** What bexio does with an action in the wrong state is not documented. */
export function wrongState(company: Company): Refusal {
  switch (company.world.readings.actionInWrongState) {
    case '403':
      return notAllowed();
    case '404':
      return notFound();
    case '422':
      return plain(422, 'The action is not possible in the current status.');
  }
}

export const classOfKind: Readonly<Record<DocumentKind, string>> = {
  kb_offer: 'KbOffer',
  kb_order: 'KbOrder',
  kb_invoice: 'KbInvoice',
  kb_delivery: 'KbDelivery',
};

export const documentSearchFields: SearchFields<KbDocument> = {
  id: (row) => row.id,
  kb_item_status_id: (row) => row.status,
  document_nr: (row) => row.document_nr,
  title: (row) => row.title,
  contact_id: (row) => row.contact_id,
  contact_sub_id: (row) => row.contact_sub_id,
  user_id: (row) => row.user_id,
  currency_id: (row) => row.currency_id,
  total_gross: (row) => row.totals.gross,
  total_net: (row) => row.totals.net,
  total: (row) => row.totals.total,
  is_valid_from: (row) => row.is_valid_from,
  is_valid_to: (row) => row.validUntil,
  updated_at: (row) => row.updated_at,
};

export function blankDocument(company: Company, kind: DocumentKind): KbDocument {
  const setting = settingOf(company, kind);
  const today = company.today();
  const owner = company.users.all()[0];
  return {
    kind,
    id: 0,
    document_nr: '',
    title: setting.text,
    contact_id: 0,
    contact_sub_id: null,
    user_id: owner?.id ?? 0,
    project_id: null,
    language_id: 1,
    bank_account_id: setting.default_client_bank_account_new_id ?? 0,
    currency_id: company.currencies.all()[0]?.id ?? 0,
    payment_type_id: setting.default_payment_type_id ?? company.paymentTypes.all()[0]?.id ?? 0,
    header: '',
    footer: 'Sie haben Fragen? Melden Sie sich bei uns.<br/><br/>Freundliche Grüsse',
    mwst_type: setting.default_mwst_type,
    mwst_is_net: setting.default_mwst_is_net,
    show_position_taxes: false,
    is_valid_from: today,
    validUntil: addDays(today, 14),
    contact_address: '',
    delivery_address_type: 0,
    delivery_address: '',
    status: firstStatus[kind],
    reference: kind === 'kb_invoice' ? '' : null,
    api_reference: null,
    viewed_by_client_at: null,
    updated_at: company.stamp(),
    template_slug: '',
    network_link: '',
    sent: false,
    positions: [],
    totals: { gross: 0n, net: 0n, taxes: 0n, total: 0n, roundingDifference: 0n, perRate: [] },
    source: null,
    createdMs: company.world.now().getTime(),
  };
}

const firstStatus: Readonly<Record<DocumentKind, number>> = {
  kb_offer: offerStatus.draft,
  kb_order: orderStatus.pending,
  kb_invoice: invoiceStatus.draft,
  kb_delivery: deliveryStatus.draft,
};

function computeTotals(company: Company, document: KbDocument) {
  return totalsOf({
    positions: document.positions,
    mwst_type: document.mwst_type,
    mwst_is_net: document.mwst_is_net,
    roundFactor: company.currencies.get(document.currency_id)?.roundFactor ?? 10_000n,
    taxPercent: (taxId) => company.taxes.get(taxId)?.percent ?? 0n,
    readings: company.world.readings,
  });
}

function settingOf(company: Company, kind: DocumentKind): ItemSetting {
  const setting = company.settings.find((row) => row.kb_item_class === classOfKind[kind]);
  if (setting === undefined) {
    throw new Error(`no setting for ${kind}`);
  }
  return setting;
}

/** With automatic numbering a sent number is refused, without it a missing one is. */
function checkNumber(company: Company, kind: DocumentKind, fields: check.Fields): string {
  const wanted = fields.text('document_nr') ?? '';
  const automatic = settingOf(company, kind).use_automatic_enumeration;
  if (automatic && fields.has('document_nr')) {
    throw invalid('document_nr: must not be set while the automatic numbering is active');
  }
  if (!automatic && wanted === '') {
    throw invalid('document_nr: this field is required');
  }
  if (!automatic && company.documents[kind].all().some((row) => row.document_nr === wanted)) {
    throw invalid(`document_nr: ${wanted} is already taken`);
  }
  return wanted;
}

/** "RE-00001": a draft takes its number at once (recorded Jun 2026), so a deleted one leaves a gap. */
function nextDocumentNumber(company: Company, kind: DocumentKind): string {
  const number = String(company.documentNumbers[kind]()).padStart(5, '0');
  return (settingOf(company, kind).enumeration_format ?? '%nummer%').replace('%nummer%', number);
}

function applyDocument(company: Company, document: KbDocument, fields: check.Fields): void {
  const next = { ...document };
  for (const name of ['title', 'reference', 'api_reference'] as const) {
    next[name] = fields.has(name) ? fields.text(name) : next[name];
  }
  next.contact_sub_id = fields.has('contact_sub_id') ? fields.integer('contact_sub_id') : next.contact_sub_id;
  for (const name of ['header', 'footer', 'is_valid_from', 'template_slug'] as const) {
    next[name] = fields.text(name) ?? next[name];
  }
  for (const name of [...requiredReferences, 'mwst_type', 'delivery_address_type'] as const) {
    next[name] = fields.integer(name) ?? next[name];
  }
  next.mwst_is_net = fields.flag('mwst_is_net') ?? next.mwst_is_net;
  next.show_position_taxes = fields.flag('show_position_taxes') ?? next.show_position_taxes;
  next.validUntil = validUntil(document, next, fields);
  next.delivery_address = fields.text('delivery_address_manual') ?? next.delivery_address;
  checkDocument(company, next, fields);
  addressDocument(company, next, { before: document, fields });
  Object.assign(document, next);
}

const requiredReferences = [
  'contact_id',
  'user_id',
  'language_id',
  'bank_account_id',
  'currency_id',
  'payment_type_id',
] as const;

/** Without an own due date the usual period runs from the document's date. */
function validUntil(before: KbDocument, next: KbDocument, fields: check.Fields): string {
  const sent = fields.text('is_valid_to') ?? fields.text('is_valid_until');
  const moved = next.is_valid_from !== before.is_valid_from && before.id === 0;
  return sent ?? (moved ? addDays(next.is_valid_from, 14) : next.validUntil);
}

function checkDocument(company: Company, document: KbDocument, fields: check.Fields): void {
  const contact = company.contacts.get(document.contact_id);
  const archived = contact?.archived === true && company.world.readings.archivedContact === '422';
  if (contact === undefined || (archived && fields.has('contact_id'))) {
    throw invalid(`contact_id: the contact with id ${document.contact_id} does not exist`);
  }
  check.mustExist(company.contacts, document.contact_sub_id, 'contact_sub_id');
  check.mustExist(company.users, document.user_id, 'user_id');
  check.mustExist(company.languages, document.language_id, 'language_id');
  check.mustExist(company.bankAccounts, document.bank_account_id, 'bank_account_id');
  check.mustExist(company.currencies, document.currency_id, 'currency_id');
  check.mustExist(company.paymentTypes, document.payment_type_id, 'payment_type_id');
  if (fields.integer('pr_project_id') !== null) {
    throw invalid(`pr_project_id: the project with id ${fields.integer('pr_project_id')} does not exist`);
  }
  if (document.template_slug !== '' && !templatesOf(company).some(({ slug }) => slug === document.template_slug)) {
    throw invalid(`template_slug: ${document.template_slug} does not exist`);
  }
}

/** The layouts of a company; the first is its default. */
export function templatesOf(company: Company): { slug: string; name: string }[] {
  const number = String(company.number).padStart(6, '0');
  return [
    { slug: `671cf7fbbc8c28f1cb${number}`, name: 'Standardvorlage' },
    { slug: `68a1d20e5f7b3c94d2${number}`, name: 'Firmenkunden' },
  ];
}

const ordering: Ordering<KbDocument> = {
  id: (row) => row.id,
  total: (row) => row.totals.total,
  total_net: (row) => row.totals.net,
  total_gross: (row) => row.totals.gross,
  updated_at: (row) => row.updated_at,
};
