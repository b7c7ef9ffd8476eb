import type { DocumentKind } from './records.ts';
import * as check from './validation.ts';

/**
 * What may be written per kind of document. Everything else, read-only fields included, is refused:
 * `taxs`, `esr_id`, `contact_address`, `delivery_address` … cannot be echoed back.
 */
export function documentRules(kind: DocumentKind, mode: 'create' | 'edit'): check.Rules {
  return {
    ...shared,
    ...ownRules[kind],
    ...(mode === 'create' ? { positions: check.list(), document_nr: check.text() } : {}),
  };
}

const shared: check.Rules = {
  title: check.text(),
  contact_id: check.integer({ required: true }),
  contact_sub_id: check.integer(),
  user_id: check.integer({ required: true }),
  logopaper_id: check.integer(),
  language_id: check.integer(),
  bank_account_id: check.integer(),
  currency_id: check.integer(),
  payment_type_id: check.integer(),
  header: check.longText(),
  footer: check.longText(),
  mwst_type: check.integer({ oneOf: [0, 1, 2] }),
  mwst_is_net: check.flag(),
  show_position_taxes: check.flag(),
  is_valid_from: check.date(),
  contact_address_manual: check.longText(),
  api_reference: check.text(),
  template_slug: check.text(),
};

const deliveryAddress: check.Rules = {
  delivery_address_type: check.integer({ oneOf: [0, 1] }),
  delivery_address_manual: check.longText(),
};

/** Orders refuse `is_valid_to`, `reference` and project fields on create, found live in 2024. */
const ownRules: Readonly<Record<DocumentKind, check.Rules>> = {
  kb_invoice: { pr_project_id: check.integer(), is_valid_to: check.date(), reference: check.text() },
  kb_order: { pr_project_id: check.integer(), ...deliveryAddress },
  kb_offer: {
    pr_project_id: check.integer(),
    ...deliveryAddress,
    is_valid_until: check.date(),
    kb_terms_of_payment_template_id: check.integer(),
  },
  kb_delivery: {},
};
