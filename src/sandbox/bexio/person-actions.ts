import { blankArticle } from './articles.ts';
import type { Company } from './company.ts';
import type { ArticleSeed, ContactSeed, PlanModule } from './company-seed.ts';
import { newContact, nextContactNumber } from './contacts.ts';
import { micro } from './decimal.ts';
import { issueDelivery } from './deliveries.ts';
import { createInvoiceActions, type InvoiceActions } from './person-invoices.ts';
import { refreshOrder } from './order-progress.ts';
import type { Article, Contact, User } from './records.ts';
import type { NumberedClass } from './reference-rows.ts';
import { orderStatus } from './statuses.ts';
import type { Table } from './table.ts';

/** What a person does in bexio's own screens, past every rule of the API. */
export type PersonActions = InvoiceActions & {
  addContact(seed: ContactSeed): number;
  editContact(id: number, changes: Partial<Omit<Contact, 'id' | 'createdMs'>>): void;
  archiveContact(id: number): void;
  addArticle(seed: ArticleSeed): number;
  editArticle(id: number, changes: Partial<Omit<Article, 'id' | 'createdMs'>>): void;
  deleteArticle(id: number): void;
  /** Goods receipt or correction. From here on stock_nr is closed for the API. */
  typeStock(articleId: number, delta: number): void;
  issueDelivery(id: number): void;
  deleteDelivery(id: number): void;
  cancelOrder(id: number): void;
  activateTax(code: string): void;
  deactivateTax(code: string): void;
  deactivateAccount(account_no: string): void;
  setRoundFactor(currency: string, factor: string): void;
  setExchangeRate(currency: string, date: string, factor: string): void;
  setModules(modules: readonly PlanModule[]): void;
  setNumbering(documentClass: NumberedClass, how: 'automatic' | 'manual'): void;
  closeBusinessYear(year: number): void;
  /** The tokens of a removed user stop working, and so does every refresh. */
  removeUser(userId: number): void;
  setForbidden(userId: number, scopes: readonly string[]): void;
};

export function createPerson(company: Company): PersonActions {
  return {
    ...createInvoiceActions(company),
    ...contactActions(company),
    ...articleActions(company),
    ...deliveryActions(company),
    ...settingActions(company),
    ...userActions(company),
  };
}

function contactActions(company: Company) {
  return {
    addContact(seed: ContactSeed) {
      const { countryIso, ...rest } = seed;
      const country = company.countries.all().find((row) => row.iso === countryIso);
      const contact = company.contacts.add((id) => ({
        ...newContact(company, id, firstUser(company).id),
        ...rest,
        nr: nextContactNumber(company),
        country_id: country?.id ?? null,
      }));
      return contact.id;
    },
    editContact(id: number, changes: Partial<Omit<Contact, 'id' | 'createdMs'>>) {
      Object.assign(rowOf(company.contacts, id), changes, { updated_at: company.stamp() });
    },
    archiveContact(id: number) {
      Object.assign(rowOf(company.contacts, id), { archived: true, updated_at: company.stamp() });
    },
  };
}

function articleActions(company: Company) {
  return {
    addArticle(seed: ArticleSeed) {
      const percent = seed.taxPercent === undefined ? undefined : micro(seed.taxPercent);
      const tax = company.taxes
        .all()
        .find((candidate) => candidate.type === 'sales_tax' && candidate.is_active && candidate.percent === percent);
      const article = company.articles.add((id) => ({
        ...blankArticle(company, firstUser(company).id),
        id,
        intern_code: seed.intern_code,
        intern_name: seed.intern_name,
        intern_description: seed.intern_description ?? '',
        sale_price: seed.sale_price === undefined ? null : micro(seed.sale_price),
        purchase_price: seed.purchase_price === undefined ? null : micro(seed.purchase_price),
        weight: seed.weight ?? null,
        tax_income_id: tax?.id ?? null,
        is_stock: seed.is_stock ?? false,
        stock_id: seed.is_stock === true ? (company.stocks.all()[0]?.id ?? null) : null,
        stock_place_id: company.stockPlaces.all().find((place) => place.name === seed.stock_place)?.id ?? null,
        openingStock: micro(String(seed.stock_nr ?? 0)),
      }));
      return article.id;
    },
    editArticle(id: number, changes: Partial<Omit<Article, 'id' | 'createdMs'>>) {
      Object.assign(rowOf(company.articles, id), changes);
    },
    deleteArticle(id: number) {
      company.articles.remove(rowOf(company.articles, id).id);
    },
    typeStock(articleId: number, delta: number) {
      const article = rowOf(company.articles, articleId);
      article.receivedStock += micro(String(delta));
      article.stockTyped = true;
    },
  };
}

function deliveryActions(company: Company) {
  const deliveries = company.documents.kb_delivery;
  return {
    issueDelivery: (id: number) => issueDelivery(company, rowOf(deliveries, id)),
    deleteDelivery(id: number) {
      const delivery = rowOf(deliveries, id);
      deliveries.remove(id);
      refreshOrder(company, delivery.source);
    },
    cancelOrder(id: number) {
      const order = rowOf(company.documents.kb_order, id);
      Object.assign(order, { status: orderStatus.cancelled, updated_at: company.stamp() });
    },
  };
}

function settingActions(company: Company) {
  const setTax = (code: string, is_active: boolean) => {
    Object.assign(named(company.taxes, (tax) => tax.code === code, code), { is_active });
  };
  const currency = (name: string) => named(company.currencies, (candidate) => candidate.name === name, name);
  return {
    activateTax: (code: string) => setTax(code, true),
    deactivateTax: (code: string) => setTax(code, false),
    deactivateAccount(account_no: string) {
      named(company.accounts, (account) => account.account_no === account_no, account_no).is_active = false;
    },
    setRoundFactor(name: string, factor: string) {
      currency(name).roundFactor = micro(factor);
    },
    setExchangeRate(name: string, date: string, factor: string) {
      company.exchangeRates.push({ currency_id: currency(name).id, date, factor: micro(factor) });
    },
    setModules(modules: readonly PlanModule[]) {
      company.modules.clear();
      for (const module of modules) {
        company.modules.add(module);
      }
    },
    setNumbering(documentClass: NumberedClass, how: 'automatic' | 'manual') {
      for (const setting of company.settings.filter((candidate) => candidate.kb_item_class === documentClass)) {
        setting.use_automatic_enumeration = how === 'automatic';
      }
    },
    closeBusinessYear(year: number) {
      const start = `${year}-01-01`;
      named(company.businessYears, (candidate) => candidate.start === start, start).closed_at = company.today();
    },
  };
}

function userActions(company: Company) {
  return {
    removeUser(userId: number) {
      rowOf(company.users, userId).removed = true;
    },
    setForbidden(userId: number, scopes: readonly string[]) {
      rowOf(company.users, userId).forbidden = new Set(scopes);
    },
  };
}

function firstUser(company: Company): User {
  return named(company.users, () => true, 'owner');
}

function rowOf<Row extends { id: number }>(table: Table<Row>, id: number): Row {
  return named(table, (candidate) => candidate.id === id, `row ${id}`);
}

function named<Row extends { id: number }>(table: Table<Row>, test: (row: Row) => boolean, name: string): Row {
  const found = table.all().find(test);
  if (found === undefined) {
    throw new Error(`the sandbox company has no ${name}`);
  }
  return found;
}
