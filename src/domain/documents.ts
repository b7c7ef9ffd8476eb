import type { Covered } from './booked.ts';
import type { AccountRole } from './settings.ts';

/** A line of a bexio document in our own terms. `unitPriceMinor × quantity` is exact by construction (decision 3). */
export type Position =
  | {
      kind: 'item';
      /** Where the amount comes from, for the journal and for tests. */
      role: AccountRole;
      /** Shopify line this position belongs to; null for fees and rounding. */
      lineId: string | null;
      /** Article to link, by SKU; null = free text. */
      sku: string | null;
      /** Simple HTML as bexio prints it; everything from the shop is escaped already. */
      html: string;
      quantity: number;
      unitPriceMinor: number;
      accountId: number;
      taxId: number;
      ratePpm: number;
    }
  | { kind: 'text'; html: string };

/** The invoice an order should have: everything but the contact and article ids, which bexio gives. */
export type InvoicePlan = {
  apiReference: string;
  title: string;
  header: string;
  footer: string;
  currency: string;
  currencyId: number;
  languageId: number | null;
  bankAccountId: number | null;
  paymentTypeId: number | null;
  unitId: number | null;
  /** Layout; null = the company's default. */
  templateSlug: string | null;
  /** False: prices contain VAT (`mwst_is_net: false`). */
  net: boolean;
  /** Dates as `YYYY-MM-DD` in the shop's zone. */
  date: string;
  dueDate: string;
  /** Billing address frozen on the document, one line each. */
  addressLines: string[];
  positions: Position[];
  /** What the document must total, to the cent. */
  totalMinor: number;
  /** Shopify's own tax per rate, to compare bexio's with. */
  taxes: { ratePpm: number; amountMinor: number }[];
  /** The amounts it is made of, kept to tell later what was added or taken off. */
  covers?: Covered[];
};

export type PaymentPlan = {
  transactionId: string;
  gateway: string;
  amountMinor: number;
  currency: string;
  /** `YYYY-MM-DD` in the shop's zone. */
  date: string;
  bankAccountId: number;
  /** What it was lowered by, for money that went back, by the transaction that took it back. */
  backs?: Record<string, number>;
  /** What the till took more than the payment says, by rounding; an entry moves it. */
  tillMinor?: number;
  /** The document it is for, when that is not the invoice. */
  invoiceId?: number;
  /** 2 for the part of a payment that the first document had no room for. Absent = 1. */
  part?: number;
  /** What is left for the next part. */
  restMinor?: number;
};

/** Who the invoice goes to. `matchMail` null: no search, create (or use the collective contact). */
export type ContactPlan =
  | { kind: 'collective'; contactId: number }
  | {
      kind: 'own';
      /** Link key: `customer:…`, `company:…` or `mail:…`; decides which contact a later order finds. */
      key: string;
      matchMail: string | null;
      fields: ContactFields;
      /** The person at a company, added as its additional address. */
      person: { firstName: string | null; lastName: string; mail: string | null } | null;
    };

export type ContactFields = {
  type: 'company' | 'person';
  /** Company name, or the person's last name. */
  name1: string;
  /** First name of a person. */
  name2: string | null;
  mail: string | null;
  phone: string | null;
  street: string | null;
  houseNumber: string | null;
  addressAddition: string | null;
  postcode: string | null;
  city: string | null;
  countryId: number | null;
  languageId: number | null;
  salutationId: number | null;
};

export type ArticlePlan = { sku: string; name: string; salePriceMinor: number; currencyId: number; taxId: number; accountId: number; unitId: number | null };

/** A document as bexio reports it, in our terms. */
export type BexioDocument = {
  id: number;
  number: string;
  status: 'draft' | 'open' | 'partly-paid' | 'paid' | 'cancelled' | 'written-off' | 'done' | 'other';
  title: string;
  apiReference: string | null;
  /** Invoices only: a field for people. */
  reference: string | null;
  contactId: number | null;
  currencyId: number;
  totalMinor: number;
  /** Null on list and search answers, which carry no positions. */
  positions: { id: number; type: string; quantity: string; text: string; articleId: number | null }[] | null;
  taxes: { ratePpm: number; amountMinor: number }[];
  receivedMinor: number | null;
  creditedMinor: number | null;
  remainingMinor: number | null;
  networkLink: string | null;
  /** Invoices only, `YYYY-MM-DD`. */
  dueDate?: string;
};

/**
 * Where bexio's VAT of a document is not Shopify's, and why. `rounded-once`: Shopify rounds the tax of every amount (and of every part of it
 * that is taken off), bexio that of their sum, once. `as-sold`: more than rounding can do; Shopify's own tax is not rate times price, as it
 * is known to be for some shipping. Of an invoice that goes: what Shopify takes off, and what the invoice stood for. Kept with the document
 * and written into the journal, so that nobody has to wonder about a rappen.
 */
export type VatDifference = { ratePpm: number; shopifyMinor: number; bexioMinor: number; why: 'rounded-once' | 'as-sold' };
