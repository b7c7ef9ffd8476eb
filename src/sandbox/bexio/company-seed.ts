import type { NumberedClass } from './reference-rows.ts';

/** What a plan may or may not contain. A missing module answers 403. */
export type PlanModule =
  | 'offers'
  | 'orders'
  | 'deliveries'
  | 'invoices'
  | 'stock'
  | 'accounting'
  | 'files';

export const allModules: readonly PlanModule[] = [
  'offers',
  'orders',
  'deliveries',
  'invoices',
  'stock',
  'accounting',
  'files',
];

export type UserSeed = {
  firstname: string;
  lastname: string;
  email: string;
  isSuperadmin?: boolean;
  /** Scopes this person's own rights do not cover, for example ['kb_invoice_edit']. */
  forbidden?: readonly string[];
};

export type ArticleSeed = {
  intern_code: string;
  intern_name: string;
  intern_description?: string;
  sale_price?: string;
  purchase_price?: string;
  weight?: number;
  /** Percent of the sales tax, such as '8.1'. */
  taxPercent?: string;
  is_stock?: boolean;
  stock_nr?: number;
  /** Name of the stock place it lies in, such as 'Regal B'. */
  stock_place?: string;
};

export type ContactSeed = {
  name_1: string;
  name_2?: string;
  contact_type_id?: 1 | 2;
  mail?: string;
  street_name?: string;
  house_number?: string;
  postcode?: string;
  city?: string;
  countryIso?: string;
};

export type CompanySeed = {
  id: string;
  name: string;
  /** The first one is the owner. */
  users: readonly UserSeed[];
  /** As founded today: no ended rates, 3.8 % and 0 % inactive. */
  freshTaxes: boolean;
  /** Further active sales rates in percent, such as '19.00'. */
  extraSalesTaxRates: readonly string[];
  /** Further currencies with their round factor. */
  extraCurrencies: readonly { name: string; roundFactor: string }[];
  /** Round factor by currency name, such as { CHF: '0.01' }. */
  roundFactors: Readonly<Record<string, string>>;
  modules: readonly PlanModule[];
  numbering: Partial<Record<NumberedClass, 'automatic' | 'manual'>>;
  stocks: readonly { name: string; places: readonly string[] }[];
  contacts: readonly ContactSeed[];
  articles: readonly ArticleSeed[];
};

export function completeSeed(seed: Partial<CompanySeed>, companyNumber: number): CompanySeed {
  return {
    id: `sandboxco${String(companyNumber).padStart(3, '0')}`,
    name: companyNumber === 1 ? 'Muster Handel AG' : `Beispiel ${companyNumber} GmbH`,
    users: defaultUsers(companyNumber),
    freshTaxes: false,
    extraSalesTaxRates: [],
    extraCurrencies: [],
    roundFactors: {},
    modules: allModules,
    numbering: {},
    stocks: [{ name: 'Hauptlager', places: ['Regal A', 'Regal B'] }],
    contacts: [],
    articles: [],
    ...seed,
  };
}

function defaultUsers(companyNumber: number): UserSeed[] {
  const domain = `firma${companyNumber}.example`;
  return [
    { firstname: 'Andrea', lastname: 'Muster', email: `andrea.muster@${domain}`, isSuperadmin: true },
    { firstname: 'Beat', lastname: 'Beispiel', email: `beat.beispiel@${domain}` },
  ];
}
