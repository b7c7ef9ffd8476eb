import type { Micro } from './decimal.ts';

export type * from './document-records.ts';

export type Named = { id: number; name: string };

export type User = {
  id: number;
  sub: string;
  salutation_type: 'male' | 'female';
  firstname: string;
  lastname: string;
  email: string;
  is_superadmin: boolean;
  is_accountant: boolean;
  /** Scopes the person's own rights do not cover, for example 'kb_invoice_edit'. */
  forbidden: Set<string>;
  removed: boolean;
};

export type Contact = {
  id: number;
  nr: string;
  contact_type_id: number;
  name_1: string;
  name_2: string | null;
  salutation_id: number | null;
  salutation_form: number | null;
  title_id: number | null;
  birthday: string | null;
  street_name: string | null;
  house_number: string | null;
  address_addition: string | null;
  postcode: string | null;
  city: string | null;
  country_id: number | null;
  mail: string | null;
  mail_second: string | null;
  phone_fixed: string | null;
  phone_fixed_second: string | null;
  phone_mobile: string | null;
  fax: string | null;
  url: string | null;
  skype_name: string | null;
  remarks: string | null;
  language_id: number | null;
  contact_group_ids: string | null;
  contact_branch_ids: string | null;
  user_id: number;
  owner_id: number;
  updated_at: string;
  archived: boolean;
  createdMs: number;
};

export type AdditionalAddress = {
  id: number;
  contact_id: number;
  name: string;
  name_addition: string | null;
  street_name: string | null;
  house_number: string | null;
  address_addition: string | null;
  postcode: string | null;
  city: string | null;
  country_id: number | null;
  subject: string;
  description: string | null;
  updated_at: string;
};

export type ContactRelation = {
  id: number;
  contact_id: number;
  contact_sub_id: number;
  description: string;
  updated_at: string;
};

export type Article = {
  id: number;
  user_id: number;
  article_type_id: number;
  contact_id: number | null;
  deliverer_code: string | null;
  deliverer_name: string | null;
  deliverer_description: string | null;
  intern_code: string;
  intern_name: string;
  intern_description: string | null;
  purchase_price: Micro | null;
  sale_price: Micro | null;
  purchase_total: Micro | null;
  sale_total: Micro | null;
  delivery_price: Micro | null;
  currency_id: number | null;
  tax_income_id: number | null;
  tax_expense_id: number | null;
  unit_id: number | null;
  account_id: number | null;
  expense_account_id: number | null;
  article_group_id: number | null;
  is_stock: boolean;
  stock_id: number | null;
  stock_place_id: number | null;
  stock_min_nr: Micro;
  /** What was written as stock_nr before the first movement. */
  openingStock: Micro;
  /** Goods received and corrections typed by a person. */
  receivedStock: Micro;
  /** A person booked stock, so stock_nr is closed even when the sum is zero again. */
  stockTyped: boolean;
  width: number | null;
  height: number | null;
  weight: number | null;
  volume: number | null;
  html_text: string | null;
  remarks: string | null;
  createdMs: number;
};

export type Tax = {
  id: number;
  uuid: string;
  name: string;
  code: string;
  digit: string | null;
  type: string;
  account_id: number;
  percent: Micro;
  start_year: number | null;
  start_month: number | null;
  end_year: number | null;
  end_month: number | null;
  is_active: boolean;
  /** 'Revenue (NS)' */
  label: string;
};

export type Account = {
  id: number;
  uuid: string;
  account_no: string;
  name: string;
  account_type: number;
  tax_id: number | null;
  fibu_account_group_id: number;
  is_active: boolean;
  is_locked: boolean;
};

export type AccountGroup = {
  id: number;
  uuid: string;
  account_no: string;
  name: string;
  parent_fibu_account_group_id: number | null;
  is_active: boolean;
  is_locked: boolean;
};

export type Currency = { id: number; name: string; roundFactor: Micro };

export type ExchangeRate = { currency_id: number; date: string; factor: Micro };

export type BankAccount = {
  id: number;
  uuid: string;
  name: string;
  owner: string;
  bank_name: string;
  iban_nr: string;
  currency_id: number;
  account_id: number;
  type: string;
  invoice_mode: 'none' | 'qr_invoice';
  qr_invoice_iban: string | null;
};

export type Country = { id: number; name: string; name_short: string; iso: string; edited: boolean };

export type Language = { id: number; name: string; iso_639_1: string };

export type StockPlace = { id: number; name: string; stock_id: number };

export type Note = {
  id: number;
  user_id: number;
  event_start: string;
  subject: string;
  info: string;
  contact_id: number | null;
  project_id: number | null;
  entry_id: number | null;
  module_id: number | null;
};

export type BusinessYear = { id: number; start: string; end: string; closed_at: string | null };

export type VatPeriod = {
  id: number;
  start: string;
  end: string;
  type: string;
  status: string;
  closed_at: string | null;
};

export type ManualEntryLine = {
  id: number;
  date: string;
  debit_account_id: number;
  credit_account_id: number;
  tax_id: number | null;
  tax_account_id: number | null;
  description: string;
  amount: Micro;
  currency_id: number;
  currency_factor: Micro;
  created_by_user_id: number;
  edited_by_user_id: number;
  fileIds: number[];
};

export type ManualEntry = {
  id: number;
  type: string;
  date: string;
  reference_nr: string | null;
  entries: ManualEntryLine[];
  created_by_user_id: number;
  edited_by_user_id: number;
  fileIds: number[];
};

export type StoredFile = {
  id: number;
  uuid: string;
  name: string;
  extension: string;
  mime_type: string;
  content: Buffer;
  user_id: number;
  is_archived: boolean;
  source_id: number;
  source_type: string;
  created_at: string;
};

export type ItemSetting = {
  id: number;
  text: string;
  kb_item_class: string;
  enumeration_format: string | null;
  use_automatic_enumeration: boolean;
  default_mwst_type: number;
  default_mwst_is_net: boolean;
  default_payment_type_id: number | null;
  default_client_bank_account_new_id: number | null;
};
