import type { MoneySide } from './order.ts';

/** Why turnover carries no VAT. The return asks for each of them on a line of its own (220 exports, 221 services abroad). */
export type ZeroTax = 'goodsAbroad' | 'servicesAbroad' | 'reverseCharge' | 'inland';
export const zeroTaxes: readonly ZeroTax[] = ['goodsAbroad', 'servicesAbroad', 'reverseCharge', 'inland'];

/** What the merchant decided, per shop. Ids are the connected company's own. */
export type Settings = {
  /** Orders created before this instant are left alone. */
  goLiveAt: string;
  /** The event that makes an order due for booking. */
  bookWhen: 'created' | 'paid' | 'fulfilled';
  /** How far an invoice goes by itself. */
  finish: 'draft' | 'issued' | 'sent';
  presentation: 'gross' | 'net';
  /** Where a buyer pays in another currency than the shop's: which of the two is booked. An order keeps the one it was booked in. */
  bookIn: MoneySide;
  /** `order-delivery-invoice` lets bexio keep the stock: only an issued delivery lowers it. */
  documents: 'invoice' | 'order-delivery-invoice';
  deliver: 'when-fulfilled' | 'at-once';
  articles: 'match' | 'create' | 'text';
  testOrders: boolean;
  accounts: Record<AccountRole, number | null>;
  /** Keyed by gateway handle in lower case. */
  gateways: Record<string, GatewayRule>;
  /** Printed (QR-)IBAN and default payment account per currency code. */
  bankAccountByCurrency: Record<string, number>;
  /** Buyers without a name or an e-mail: booked on this contact. */
  collectiveContactId: number | null;
  /** Whether a changed address in Shopify is written to a contact that bexio already has. */
  contactUpdates: 'never' | 'untouched-fields';
  unitId: number | null;
  daysToPay: number;
  language: 'customer' | Language;
  texts: Record<Language, DocumentTexts>;
  /** The layout of documents in bexio, by its slug; null = the company's default. */
  templateSlug: string | null;
  /** What bexio knows later than Shopify and the app carries back. */
  wayBack: {
    /** Paid in bexio (QR-bill, transfer): the order is marked as paid in Shopify. */
    markPaid: boolean;
    /** A tag for orders whose invoice exists; null = none. */
    tag: string | null;
    /** A delivery that a person made and issued in bexio is marked as shipped in Shopify. */
    fulfil: boolean;
  };
  stock: StockSettings;
  /** Shopify's products and bexio's articles, compared by SKU. */
  products: ProductSettings;
  /** The tax in bexio for turnover without VAT, by its reason; null = any tax of 0 %. */
  zeroTaxes: Record<ZeroTax, number | null>;
  /** What is booked when money of a paid order goes back. An unpaid invoice is replaced in any case. */
  refunds: { paid: 'entry' | 'credit-note-task'; /** Absent = in proportion. */ lumpSum?: LumpSum };
  /** What a sold gift card is: a liability until it is redeemed, or turnover at the standard rate at once (`voucher-tax.ts`). */
  giftCards: 'value' | 'service';
  /** Whether a changed address or title alone is worth a new document. */
  edits: { textChanges: 'ignore' | 'replace' };
  /** `YYYY-MM-DD`: nothing is written with this date or an earlier one. */
  lockDate: string | null;
  /** What is different for some orders. The first that fits counts. */
  rules: Rule[];
};

/**
 * `bexio`: its available units are written to Shopify. `shopify`: bexio's stock is brought to Shopify's, as far as bexio takes it; the rest
 * is listed. `places`: the location of what lies in a bexio stock place, by its id; what lies elsewhere belongs to `locationId`.
 */
export type StockSettings = { leads: 'off' | 'bexio' | 'shopify'; locationId: string | null; places: Record<string, string> };

/** Which side's value counts. `off`: the field is not looked at. */
export type Leads = 'off' | 'shopify' | 'bexio';

/** Shopify knows no unit of an article, so bexio's can only be set to the usual one. */
export const comparedFields = { name: ['shopify', 'bexio'], description: ['shopify', 'bexio'], price: ['shopify', 'bexio'], purchasePrice: ['shopify', 'bexio'], weight: ['shopify', 'bexio'], unit: ['shopify'], tax: ['shopify', 'bexio'] } as const;
export type ComparedField = keyof typeof comparedFields;

export type ProductSettings = {
  fields: Record<ComparedField, Leads>;
  /** Articles that bexio lacks are proposed, to be made. */
  create: boolean;
  /** A new article gets Shopify's units as its first stock: bexio takes a stock only until something is booked on it. */
  firstStock: boolean;
  /** bexio does not say whether an article's price contains VAT. */
  articlePrices: 'gross' | 'net';
  /** The rate of a taxable product whose article has none; null = the highest in force. */
  ratePpm: number | null;
  /** How often both sides are looked at and, once a first comparison has been approved, brought to agree. */
  automatic: 'off' | 'hourly' | 'daily';
};

/** Under which rates an amount given back without goods takes turnover off: Shopify names no tax with it. */
export type LumpSum = (typeof lumpSums)[number];
export const lumpSums = ['in-proportion', 'highest-rate', 'lowest-rate'] as const;

export type Rule = { name: string; when: RuleWhen; then: RuleThen };

/** Left out = does not matter. Of a list, one is enough. */
export type RuleWhen = {
  channels?: string[];
  tags?: string[];
  /** ISO 3166 alpha 2, where the goods go. */
  countries?: string[];
  customer?: 'company' | 'person';
  fromMinor?: number;
  toMinor?: number;
  gateways?: string[];
  shippingMethods?: string[];
};

/**
 * Left out = as in the settings. `book: false` keeps such orders out of the books. `texts`: of each language only what is different; an
 * empty text means that nothing is printed there.
 */
export type RuleThen = Partial<Pick<Settings, 'bookWhen' | 'documents' | 'finish' | 'language' | 'daysToPay'>> & {
  book?: false;
  salesAccountId?: number;
  lumpSum?: LumpSum;
  /** The bank account printed on the document, whatever its currency. */
  bankAccountId?: number;
  /** The layout in bexio. */
  templateSlug?: string;
  texts?: Partial<Record<Language, Partial<DocumentTexts>>>;
};

export type AccountRole = 'sales' | 'shipping' | 'gift-cards' | 'tips' | 'duties' | 'fees' | 'rounding';

/** `account`: a transaction books a payment there. `open`: the money reaches bexio by itself (QR-bill, transfer), nothing is booked. */
export type GatewayRule =
  | {
      settle: 'account';
      bankAccountId: number;
      paymentTypeId: number | null;
      /** Money that comes in another currency lies on an account of its own. Keyed by currency code; absent = the one above. */
      bankAccountByCurrency?: Record<string, number>;
    }
  | { settle: 'open'; paymentTypeId: number | null };

export type Language = 'de' | 'fr' | 'it' | 'en';
export const languages: readonly Language[] = ['de', 'fr', 'it', 'en'];

/** Templates; `{{order}}`, `{{customer}}`, `{{date}}`, `{{shop}}`, `{{po}}`, `{{vat}}`, `{{note}}` are replaced, shop text is escaped. */
export type DocumentTexts = { title: string; header: string; footer: string };
