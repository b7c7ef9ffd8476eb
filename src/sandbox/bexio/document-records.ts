import type { Micro } from './decimal.ts';

export type DocumentKind = 'kb_offer' | 'kb_order' | 'kb_invoice' | 'kb_delivery';

type Placed = { id: number; internal_pos: number; parent_id: number | null; is_optional: boolean };

export type ItemPosition = Placed & {
  type: 'KbPositionCustom' | 'KbPositionArticle';
  article_id: number | null;
  amount: Micro;
  unit_id: number | null;
  account_id: number;
  tax_id: number;
  text: string;
  unit_price: Micro;
  discount_in_percent: Micro;
  position_total: Micro;
  /** The order's position this one was converted from. */
  source: { documentId: number; positionKey: string } | null;
};

export type TextPosition = Placed & { type: 'KbPositionText'; text: string; show_pos_nr: boolean };
export type SubtotalPosition = Placed & { type: 'KbPositionSubtotal'; text: string; value: Micro };
export type PagebreakPosition = Placed & { type: 'KbPositionPagebreak'; pagebreak: boolean };
export type DiscountPosition = Placed & {
  type: 'KbPositionDiscount';
  text: string;
  is_percentual: boolean;
  value: Micro;
  discount_total: Micro;
};
export type Subposition = Placed & {
  type: 'KbPositionSubposition';
  text: string;
  show_pos_nr: boolean;
  total_sum: Micro;
};

export type Position =
  | ItemPosition
  | TextPosition
  | SubtotalPosition
  | PagebreakPosition
  | DiscountPosition
  | Subposition;

export type TaxSum = { percent: Micro; value: Micro };

export type Totals = {
  gross: Micro;
  net: Micro;
  taxes: Micro;
  total: Micro;
  roundingDifference: Micro;
  perRate: TaxSum[];
};

export type KbDocument = {
  kind: DocumentKind;
  id: number;
  document_nr: string;
  title: string | null;
  contact_id: number;
  contact_sub_id: number | null;
  user_id: number;
  project_id: number | null;
  language_id: number;
  bank_account_id: number;
  currency_id: number;
  payment_type_id: number;
  header: string;
  footer: string;
  mwst_type: number;
  mwst_is_net: boolean;
  show_position_taxes: boolean;
  is_valid_from: string;
  /** Due date of an invoice, end of validity of an offer. */
  validUntil: string;
  contact_address: string;
  delivery_address_type: number;
  delivery_address: string;
  status: number;
  reference: string | null;
  api_reference: string | null;
  viewed_by_client_at: string | null;
  updated_at: string;
  template_slug: string;
  network_link: string;
  sent: boolean;
  positions: Position[];
  totals: Totals;
  /** The order or offer this document was converted from. */
  source: { kind: DocumentKind; id: number } | null;
  createdMs: number;
};

export type Payment = {
  id: number;
  kb_invoice_id: number;
  date: string;
  value: Micro;
  bank_account_id: number | null;
  payment_service_id: number | null;
  kb_credit_voucher_id: number | null;
  kb_credit_voucher_text: string;
  updated_at: string;
};

export type Reminder = {
  id: number;
  kb_invoice_id: number;
  title: string;
  is_valid_from: string;
  is_valid_to: string;
  reminder_period_in_days: number;
  reminder_level: number;
  show_positions: boolean;
  remaining_price: Micro;
  received_total: Micro;
  is_sent: boolean;
  header: string;
  footer: string;
};

export type Comment = {
  id: number;
  kind: DocumentKind;
  document_id: number;
  text: string;
  user_id: number;
  user_email: string | null;
  user_name: string;
  date: string;
  is_public: boolean;
};
