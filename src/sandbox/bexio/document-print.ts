import type { Company } from './company.ts';
import { asNumber, longDecimal, shortDecimal } from './decimal.ts';
import type { Json, JsonObject } from './json.ts';
import { moneyOf } from './payment-state.ts';
import { printPositions } from './position-print.ts';
import type { KbDocument } from './records.ts';

/**
 * Recorded Jun 2026: create answers are short ("100"), reads are long ("100.000000"), an edit answer
 * has short totals beside long payments and positions, and lists carry no positions at all.
 */
export type DocumentStyle = 'created' | 'copied' | 'edited' | 'single' | 'list';

export function printDocument(company: Company, document: KbDocument, style: DocumentStyle): Json {
  return {
    id: document.id,
    document_nr: document.document_nr,
    title: document.title,
    contact_id: document.contact_id,
    contact_sub_id: document.contact_sub_id,
    user_id: document.user_id,
    project_id: document.project_id,
    logopaper_id: 1,
    language_id: document.language_id,
    bank_account_id: document.bank_account_id,
    currency_id: document.currency_id,
    payment_type_id: document.payment_type_id,
    header: document.header,
    footer: document.footer,
    ...totalFields(company, document, style),
    mwst_type: document.mwst_type,
    mwst_is_net: document.mwst_is_net,
    show_position_taxes: document.show_position_taxes,
    is_valid_from: document.is_valid_from,
    ...validityFields(document),
    contact_address: document.contact_address,
    ...deliveryAddressFields(document),
    kb_item_status_id: document.status,
    ...referenceFields(document),
    viewed_by_client_at: document.viewed_by_client_at,
    updated_at: document.updated_at,
    ...paymentSlipFields(document),
    template_slug: document.template_slug,
    taxs: document.totals.perRate.map(({ percent, value }) => ({
      percentage: longDecimal(percent, 2),
      value: longDecimal(value, 4),
    })),
    ...(style === 'list' ? {} : { positions: printPositions(company, document, positionStyle(style)) }),
    network_link: document.network_link,
  };
}

function positionStyle(style: Exclude<DocumentStyle, 'list'>) {
  return style === 'created' || style === 'copied' ? style : 'stored';
}

function totalFields(company: Company, document: KbDocument, style: DocumentStyle): JsonObject {
  const { totals } = document;
  const short = style === 'created' || style === 'copied' || style === 'edited';
  const decimals = short ? shortDecimal : longDecimal;
  return {
    total_gross: decimals(totals.gross),
    total_net: decimals(totals.net),
    total_taxes: longDecimal(totals.taxes, 4),
    ...(document.kind === 'kb_invoice' ? moneyFields(company, document, style) : {}),
    total: decimals(totals.total),
    total_rounding_difference: asNumber(totals.roundingDifference),
  };
}

function moneyFields(company: Company, invoice: KbDocument, style: DocumentStyle): JsonObject {
  const { received, credited, remaining } = moneyOf(company, invoice);
  const decimals = style === 'created' || style === 'copied' ? shortDecimal : longDecimal;
  return {
    total_received_payments: decimals(received),
    total_credit_vouchers: decimals(credited),
    total_remaining_payments: longDecimal(remaining, 4),
  };
}

function validityFields(document: KbDocument): JsonObject {
  switch (document.kind) {
    case 'kb_invoice':
      return { is_valid_to: document.validUntil };
    case 'kb_offer':
      return { is_valid_until: document.validUntil };
    default:
      return {};
  }
}

function deliveryAddressFields(document: KbDocument): JsonObject {
  return document.kind === 'kb_invoice'
    ? {}
    : {
        delivery_address_type: document.delivery_address_type,
        delivery_address: document.delivery_address_type === 1 ? document.delivery_address : document.contact_address,
      };
}

/** Deliveries have no api_reference; only invoices have a payment reference. */
function referenceFields(document: KbDocument): JsonObject {
  switch (document.kind) {
    case 'kb_invoice':
      return { reference: document.reference, api_reference: document.api_reference };
    case 'kb_delivery':
      return {};
    case 'kb_order':
      return { api_reference: document.api_reference, is_recurring: false };
    case 'kb_offer':
      return { api_reference: document.api_reference, kb_terms_of_payment_template_id: null, show_total: true };
  }
}

function paymentSlipFields(document: KbDocument): JsonObject {
  return document.kind === 'kb_invoice' ? { esr_id: document.id, qr_invoice_id: document.id } : {};
}
