import type { Company } from './company.ts';
import { createPerson, type PersonActions } from './person-actions.ts';
import * as views from './books-views.ts';

/** Direct sight of one company's data, for oracles, and everything a person could do in bexio itself. */
export type Books = PersonActions & {
  companyId: string;
  companyName: string;
  contacts(): views.ContactView[];
  invoices(): views.InvoiceView[];
  invoice(id: number): views.InvoiceView | undefined;
  orders(): views.DocumentView[];
  offers(): views.DocumentView[];
  deliveries(): views.DocumentView[];
  articles(): views.ArticleView[];
  manualEntries(): views.ManualEntryView[];
  users(): { id: number; sub: string; email: string; removed: boolean }[];
  /** Ids by what a person calls things. They throw when there is no such thing. */
  taxId(code: string): number;
  accountId(account_no: string): number;
  currencyId(name: string): number;
  countryId(iso: string): number;
  bankAccountId(name: string): number;
  paymentTypeId(name: string): number;
  unitId(name: string): number;
  languageId(iso: string): number;
  ownerId(): number;
};

export function createBooks(company: Company): Books {
  const invoices = company.documents.kb_invoice;
  const list = (kind: 'kb_order' | 'kb_offer' | 'kb_delivery') =>
    company.documents[kind].all().map((row) => views.viewDocument(company, row));
  return {
    companyId: company.id,
    companyName: company.name,
    contacts: () => company.contacts.all().map(views.viewContact),
    invoices: () => invoices.all().map((row) => views.viewInvoice(company, row)),
    invoice(id) {
      const row = invoices.get(id);
      return row === undefined ? undefined : views.viewInvoice(company, row);
    },
    orders: () => list('kb_order'),
    offers: () => list('kb_offer'),
    deliveries: () => list('kb_delivery'),
    articles: () => views.viewArticles(company),
    manualEntries: () => company.manualEntries.all().map((row) => views.viewManualEntry(company, row)),
    users: () => company.users.all().map(({ id, sub, email, removed }) => ({ id, sub, email, removed })),
    taxId: (code) => pick(company.taxes.all(), (row) => row.code === code, code),
    accountId: (account_no) => pick(company.accounts.all(), (row) => row.account_no === account_no, account_no),
    currencyId: (name) => pick(company.currencies.all(), (row) => row.name === name, name),
    countryId: (iso) => pick(company.countries.all(), (row) => row.iso === iso, iso),
    bankAccountId: (name) => pick(company.bankAccounts.all(), (row) => row.name === name, name),
    paymentTypeId: (name) => pick(company.paymentTypes.all(), (row) => row.name === name, name),
    unitId: (name) => pick(company.units.all(), (row) => row.name === name, name),
    languageId: (iso) => pick(company.languages.all(), (row) => row.iso_639_1 === iso, iso),
    ownerId: () => pick(company.users.all(), () => true, 'owner'),
    ...createPerson(company),
  };
}

function pick<Row extends { id: number }>(rows: readonly Row[], test: (row: Row) => boolean, name: string): number {
  const row = rows.find(test);
  if (row === undefined) {
    throw new Error(`the sandbox company has no ${name}`);
  }
  return row.id;
}
