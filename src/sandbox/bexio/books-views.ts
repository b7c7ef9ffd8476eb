import type { Company } from './company.ts';
import { addressLine } from './contact-print.ts';
import { longDecimal, shortDecimal, type Micro } from './decimal.ts';
import { moneyOf, paymentsOf } from './payment-state.ts';
import type { Article, Contact, DocumentKind, KbDocument, ManualEntry, Payment, Position } from './records.ts';
import { stockLevels } from './stock-levels.ts';
import { isItem } from './totals.ts';

/** What an oracle or a page wants to see. Money has two decimals, quantities and prices as many as they need. */
export type ContactView = Readonly<Omit<Contact, 'createdMs'>> & { readonly address: string | null };

export type PositionView = {
  id: number;
  type: Position['type'];
  text: string;
  article_id: number | null;
  account_no: string | null;
  tax_id: number | null;
  tax_percent: string | null;
  amount: string | null;
  unit_id: number | null;
  unit_price: string | null;
  discount_in_percent: string | null;
  /** The line's total, a discount's amount (negative), or a subtotal's value. */
  position_total: string;
};

export type PaymentView = {
  id: number;
  date: string;
  value: string;
  bank_account_id: number | null;
  bank_account: string | null;
  kb_credit_voucher_id: number | null;
};

export type DocumentView = {
  kind: DocumentKind;
  id: number;
  document_nr: string;
  title: string | null;
  contact_id: number;
  contact_sub_id: number | null;
  contact_address: string;
  delivery_address: string;
  user_id: number;
  language_id: number;
  bank_account_id: number;
  payment_type_id: number;
  currency: string;
  /** kb_item_status_id */
  status: number;
  mwst_type: number;
  mwst_is_net: boolean;
  is_valid_from: string;
  is_valid_to: string;
  header: string;
  footer: string;
  /** Empty: the company's default. */
  template_slug: string;
  reference: string | null;
  api_reference: string | null;
  sent: boolean;
  updated_at: string;
  total_gross: string;
  total_net: string;
  total_taxes: string;
  total_rounding_difference: string;
  total: string;
  taxs: { percentage: string; value: string }[];
  positions: PositionView[];
  /** The order or offer it was converted from. */
  source: { kind: DocumentKind; id: number } | null;
};

export type InvoiceView = DocumentView & {
  total_received_payments: string;
  total_credit_vouchers: string;
  total_remaining_payments: string;
  payments: PaymentView[];
};

export type ArticleView = {
  id: number;
  intern_code: string;
  intern_name: string;
  intern_description: string | null;
  article_type_id: number;
  sale_price: string | null;
  purchase_price: string | null;
  tax_income_id: number | null;
  account_id: number | null;
  unit_id: number | null;
  weight: number | null;
  is_stock: boolean;
  stock_nr: number;
  stock_reserved_nr: number;
  stock_picked_nr: number;
  stock_disposed_nr: number;
  stock_available_nr: number;
};

export type ManualEntryView = {
  id: number;
  type: string;
  date: string;
  reference_nr: string | null;
  entries: {
    debit_account_no: string;
    credit_account_no: string;
    amount: string;
    currency: string;
    currency_factor: string;
    tax_id: number | null;
    /** The account that the tax is taken out of. */
    tax_account_no: string | null;
    description: string;
  }[];
};

export function viewContact(contact: Contact): ContactView {
  const { createdMs: _createdMs, ...rest } = contact;
  return { ...rest, address: addressLine(contact) };
}

export function viewInvoice(company: Company, invoice: KbDocument): InvoiceView {
  const { received, credited, remaining } = moneyOf(company, invoice);
  return {
    ...viewDocument(company, invoice),
    total_received_payments: money(received),
    total_credit_vouchers: money(credited),
    total_remaining_payments: money(remaining),
    payments: paymentsOf(company, invoice).map((payment) => viewPayment(company, payment)),
  };
}

export function viewDocument(company: Company, document: KbDocument): DocumentView {
  const { totals } = document;
  return {
    kind: document.kind,
    id: document.id,
    document_nr: document.document_nr,
    title: document.title,
    contact_id: document.contact_id,
    contact_sub_id: document.contact_sub_id,
    contact_address: document.contact_address,
    delivery_address: document.delivery_address_type === 1 ? document.delivery_address : document.contact_address,
    user_id: document.user_id,
    language_id: document.language_id,
    bank_account_id: document.bank_account_id,
    payment_type_id: document.payment_type_id,
    currency: company.currencies.get(document.currency_id)?.name ?? '',
    status: document.status,
    mwst_type: document.mwst_type,
    mwst_is_net: document.mwst_is_net,
    is_valid_from: document.is_valid_from,
    is_valid_to: document.validUntil,
    header: document.header,
    footer: document.footer,
    template_slug: document.template_slug,
    reference: document.reference,
    api_reference: document.api_reference,
    sent: document.sent,
    updated_at: document.updated_at,
    total_gross: money(totals.gross),
    total_net: money(totals.net),
    total_taxes: longDecimal(totals.taxes, 4),
    total_rounding_difference: money(totals.roundingDifference),
    total: money(totals.total),
    taxs: totals.perRate.map(({ percent, value }) => ({
      percentage: longDecimal(percent, 2),
      value: longDecimal(value, 4),
    })),
    positions: document.positions.map((position) => viewPosition(company, position)),
    source: document.source,
  };
}

export function viewArticles(company: Company): ArticleView[] {
  const level = stockLevels(company);
  return company.articles.all().map((article) => viewArticle(article, level(article)));
}

export function viewManualEntry(company: Company, entry: ManualEntry): ManualEntryView {
  const account = (id: number) => company.accounts.get(id)?.account_no ?? '';
  return {
    id: entry.id,
    type: entry.type,
    date: entry.date,
    reference_nr: entry.reference_nr,
    entries: entry.entries.map((line) => ({
      debit_account_no: account(line.debit_account_id),
      credit_account_no: account(line.credit_account_id),
      amount: money(line.amount),
      currency: company.currencies.get(line.currency_id)?.name ?? '',
      currency_factor: shortDecimal(line.currency_factor),
      tax_id: line.tax_id,
      tax_account_no: line.tax_account_id === null ? null : account(line.tax_account_id),
      description: line.description,
    })),
  };
}

function viewArticle(article: Article, level: ReturnType<ReturnType<typeof stockLevels>>): ArticleView {
  const count = (value: Micro) => Number(shortDecimal(value));
  return {
    id: article.id,
    intern_code: article.intern_code,
    intern_name: article.intern_name,
    intern_description: article.intern_description,
    article_type_id: article.article_type_id,
    sale_price: article.sale_price === null ? null : shortDecimal(article.sale_price),
    purchase_price: article.purchase_price === null ? null : shortDecimal(article.purchase_price),
    tax_income_id: article.tax_income_id,
    account_id: article.account_id,
    unit_id: article.unit_id,
    weight: article.weight,
    is_stock: article.is_stock,
    stock_nr: count(level.onHand),
    stock_reserved_nr: count(level.reserved),
    stock_picked_nr: count(level.picked),
    stock_disposed_nr: count(level.disposed),
    stock_available_nr: count(level.onHand - level.reserved - level.picked),
  };
}

function viewPosition(company: Company, position: Position): PositionView {
  const isItemRow = isItem(position);
  const percent = isItemRow ? company.taxes.get(position.tax_id)?.percent : undefined;
  return {
    id: position.id,
    type: position.type,
    text: 'text' in position ? position.text : '',
    article_id: isItemRow ? position.article_id : null,
    account_no: isItemRow ? (company.accounts.get(position.account_id)?.account_no ?? null) : null,
    tax_id: isItemRow ? position.tax_id : null,
    tax_percent: percent === undefined ? null : shortDecimal(percent),
    amount: isItemRow ? shortDecimal(position.amount) : null,
    unit_id: isItemRow ? position.unit_id : null,
    unit_price: isItemRow ? shortDecimal(position.unit_price) : null,
    discount_in_percent: isItemRow ? shortDecimal(position.discount_in_percent) : null,
    position_total: shortDecimal(valueOf(position)),
  };
}

function valueOf(position: Position): Micro {
  switch (position.type) {
    case 'KbPositionCustom':
    case 'KbPositionArticle':
      return position.position_total;
    case 'KbPositionDiscount':
      return -position.discount_total;
    case 'KbPositionSubtotal':
      return position.value;
    case 'KbPositionSubposition':
      return position.total_sum;
    default:
      return 0n;
  }
}

function viewPayment(company: Company, payment: Payment): PaymentView {
  const bank = payment.bank_account_id === null ? undefined : company.bankAccounts.get(payment.bank_account_id);
  return {
    id: payment.id,
    date: payment.date,
    value: money(payment.value),
    bank_account_id: payment.bank_account_id,
    bank_account: bank?.name ?? null,
    kb_credit_voucher_id: payment.kb_credit_voucher_id,
  };
}

function money(value: Micro): string {
  return longDecimal(value, 2);
}
