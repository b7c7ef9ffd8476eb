/**
 * The reference data of one bexio company, read at its own ids: they differ from company to company, so no rule may ever name one.
 * Made by `bexio/read-company.ts`.
 */
export type Company = {
  /** bexio's company id from the sign-in; part of every link, so another company is another tenant. */
  id: string;
  name: string;
  /** The connected bexio user: owner of contacts and documents. */
  userId: number;
  taxes: SalesTax[];
  currencies: Currency[];
  accounts: Account[];
  bankAccounts: BankAccount[];
  countries: { id: number; isoCode: string }[];
  languages: { id: number; isoCode: string }[];
  salutations: { id: number; name: string }[];
  units: { id: number; name: string }[];
  paymentTypes: { id: number; name: string }[];
  /** Layouts of documents. Absent: read by an earlier version of the program. */
  documentTemplates?: { slug: string; name: string }[];
  stockPlaces: { stockId: number; placeId: number; name: string }[];
  modules: { stock: boolean; deliveries: boolean };
  /** At least one article has its stock kept in bexio. The module alone says only that the plan contains it. */
  keepsStock: boolean;
  /** False: bexio wants a document number from us for this class (and refuses one otherwise). */
  automaticNumbering: { invoice: boolean; order: boolean };
};

export type SalesTax = {
  id: number;
  code: string;
  ratePpm: number;
  active: boolean;
  /** Turnover that is not taxable (exports, services abroad): never chosen by its rate alone, only by name. */
  exempt?: true;
  /** Months as `YYYY-MM`, both inclusive; null = open. */
  validFrom: string | null;
  validTo: string | null;
};

export type Currency = {
  id: number;
  code: string;
  /** bexio rounds document totals to a multiple of this: CHF 5 on a fresh company, other currencies 1. */
  roundFactorMinor: number;
};

export type Account = {
  id: number;
  /** Ledger number as text, for example `3200`. */
  number: string;
  name: string;
  kind: 'earnings' | 'expenditures' | 'active' | 'passive' | 'complete';
  usable: boolean;
};

/** Where payments can be booked: a bank, cash or transfer account and the ledger account behind it. */
export type BankAccount = { id: number; name: string; currencyId: number | null; accountId: number | null; iban: string | null };
