import type { Company } from '../domain/company.ts';
import type { UserRights } from '../domain/settings/health-check.ts';
import { createArticles, type Articles } from './articles.ts';
import { createContacts, type Contacts } from './contacts.ts';
import { createCurrencies, readRate, setFinestRounding } from './currencies.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createInvoices, type Invoices } from './invoices.ts';
import { createManualEntries, type ManualEntries } from './manual-entries.ts';
import { createPayments, type Payments } from './payments.ts';
import { readCompany, type Connection } from './read-company.ts';
import { readRights } from './read-rights.ts';
import { createSend, type RequestOptions } from './request.ts';
import { createSalesOrders, type SalesOrders } from './sales-orders.ts';

export type BexioClient = {
  contacts: Contacts;
  articles: Articles;
  invoices: Invoices;
  payments: Payments;
  manualEntries: ManualEntries;
  salesOrders: SalesOrders;
  deliveries: Deliveries;
  company: {
    read(connection: Connection): Promise<Company>;
    /** What the connected person may do; null where bexio says nothing that is understood. */
    readRights(): Promise<UserRights | null>;
    /** Rounds a currency's documents to one hundredth instead of, say, 5 rappen. */
    setFinestRounding(currencyId: number): Promise<void>;
    /** Francs per unit of a currency on a day, as decimal text. Null: bexio has none. */
    rateOf(when: { currencyId: number; date: string }): Promise<string | null>;
  };
};

export type BexioClientOptions = RequestOptions & {
  /** The company's currencies where the caller has them already; otherwise they are read at the first document. */
  currencies?: readonly { id: number; code: string }[];
  /** A document is in a currency that is not among them: they were read before it was added. */
  onUnknownCurrency?: () => void;
};

/**
 * The API of one bexio company. Every call resolves to its value or throws `BexioError`; a write is sent once at the most, whatever
 * happens. Who retries, and when, is decided by the caller from `BexioError.failure`.
 */
export function createBexioClient(options: BexioClientOptions): BexioClient {
  const send = createSend(options);
  const currencies = createCurrencies(send, options.currencies, options.onUnknownCurrency);
  const invoices = createInvoices(send, currencies);
  return {
    contacts: createContacts(send),
    articles: createArticles(send, currencies),
    invoices,
    payments: createPayments(send, currencies, invoices),
    manualEntries: createManualEntries(send),
    salesOrders: createSalesOrders(send, currencies),
    deliveries: createDeliveries(send),
    company: { read: (connection) => readCompany(send, connection), readRights: () => readRights(send), setFinestRounding: (currencyId) => setFinestRounding(send, currencyId), rateOf: (when) => readRate(send, when) },
  };
}
