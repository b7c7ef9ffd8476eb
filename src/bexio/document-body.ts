import type { InvoicePlan, Position } from '../domain/documents.ts';
import { formatDecimal } from '../domain/money.ts';
import type { components, Writable } from './api-types.ts';
import { cutText } from './parse.ts';

type Schemas = components['schemas'];
export type InvoiceBody = Writable<Schemas['Invoice']>;
/** An edit is partial (fields left out keep their value), and `positions` are refused in it. */
export type InvoiceEdit = Partial<Omit<InvoiceBody, 'positions'>>;
export type OrderBody = Writable<Schemas['Order']>;
type PositionBody = Writable<Schemas['KbPositionCustom']> | Writable<Schemas['KbPositionArticle']> | Writable<Schemas['KbPositionText']>;

export type DocumentIds = {
  contactId: number;
  /** The contact of a person who belongs to the company; an additional address is none. */
  contactPersonId: number | null;
  /** SKU → article. A SKU that is missing here becomes a free position. */
  articleIds: Record<string, number>;
  userId: number;
};

/** `POST /2.0/kb_invoice`. All positions at once: see `invoices.ts`. */
export function invoiceBody(plan: InvoicePlan, ids: DocumentIds): InvoiceBody {
  return { ...commonBody(plan, ids), is_valid_to: plan.dueDate };
}

/** `POST /2.0/kb_order`, which refuses `is_valid_to`, `reference` and `taxs`. */
export function orderBody(plan: InvoicePlan, ids: DocumentIds): OrderBody {
  return commonBody(plan, ids);
}

/**
 * `POST /2.0/kb_invoice/{id}` for an invoice that was converted from an order: a conversion sets `api_reference` to null and the due date
 * to the company's default (recorded June 2026). Contact, currency, tax mode and positions come with the order and are not sent. The address
 * is: whether a conversion keeps a manual one is not known.
 */
export function completion(plan: InvoicePlan): InvoiceEdit {
  return {
    title: documentTitle(plan.title),
    header: plan.header,
    footer: plan.footer,
    is_valid_from: plan.date,
    is_valid_to: plan.dueDate,
    api_reference: plan.apiReference,
    ...choices(plan),
    ...addressOf(plan),
  };
}

/** What a title becomes in bexio; also what is searched for when a document has to be found again. */
export function documentTitle(title: string): string {
  return cutText(title);
}

// `document_nr` is not among the fields: with automatic numbering, the default, sending it is answered with 422.
function commonBody(plan: InvoicePlan, ids: DocumentIds) {
  return {
    title: documentTitle(plan.title),
    contact_id: ids.contactId,
    ...(ids.contactPersonId === null ? {} : { contact_sub_id: ids.contactPersonId }),
    user_id: ids.userId,
    currency_id: plan.currencyId,
    header: plan.header,
    footer: plan.footer,
    // Always 0. The 1 that other clients use for net prices means no VAT at all (recorded October 2024 and June 2026).
    mwst_type: 0 as const,
    mwst_is_net: plan.net,
    is_valid_from: plan.date,
    api_reference: plan.apiReference,
    ...choices(plan),
    ...addressOf(plan),
    positions: plan.positions.map((position) => positionBody(position, plan, ids.articleIds)),
  } satisfies OrderBody;
}

/** What may be left to the company's defaults; null is not sent, because not every one of these fields takes it. */
function choices(plan: InvoicePlan) {
  return {
    ...(plan.languageId === null ? {} : { language_id: plan.languageId }),
    ...(plan.bankAccountId === null ? {} : { bank_account_id: plan.bankAccountId }),
    ...(plan.paymentTypeId === null ? {} : { payment_type_id: plan.paymentTypeId }),
    ...(plan.templateSlug === null ? {} : { template_slug: plan.templateSlug }),
  } satisfies InvoiceEdit;
}

function addressOf(plan: InvoicePlan) {
  return (plan.addressLines.length === 0 ? {} : { contact_address_manual: plan.addressLines.join('\n') }) satisfies InvoiceEdit;
}

function positionBody(position: Position, plan: InvoicePlan, articleIds: Record<string, number>): PositionBody {
  if (position.kind === 'text') return { type: 'KbPositionText', text: position.html };
  const fields = {
    amount: String(position.quantity),
    unit_price: formatDecimal(position.unitPriceMinor, plan.currency),
    account_id: position.accountId,
    tax_id: position.taxId,
    text: position.html,
    ...(plan.unitId === null ? {} : { unit_id: plan.unitId }),
  };
  // A SKU may be called `constructor`: only the record's own keys are articles.
  const articleId = position.sku !== null && Object.hasOwn(articleIds, position.sku) ? articleIds[position.sku] : undefined;
  return articleId === undefined ? { type: 'KbPositionCustom', ...fields } : { type: 'KbPositionArticle', article_id: articleId, ...fields };
}
