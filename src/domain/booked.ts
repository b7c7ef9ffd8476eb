import type { EntryLine } from './entry.ts';
import type { Minor } from './money.ts';
import type { AccountRole } from './settings.ts';

/** What the links say has been made in bexio for one order. Read by `sync/order/booked.ts` and by nobody else. */
export type Booked = {
  contact: { contactId: number; personId: number | null } | null;
  /** By SKU; null = looked up and not there. Absent = not looked up yet. */
  articles: Record<string, { articleId: number } | null>;
  /** `units`: what stands on it, by Shopify line id. `fingerprint`: what of the order it covers. `kept`: bexio would not let it be deleted. */
  salesOrder: { bexioId: number; units?: Record<string, number>; fingerprint?: string; kept?: boolean } | null;
  /** Units delivered so far by Shopify line id, over all deliveries made; a delivery still to be issued blocks the next one. */
  deliveries: { bexioId: number; issued: boolean; units: Record<string, number> }[];
  /** The invoice in force. */
  invoice: BookedInvoice | null;
  /** Those we cancelled ourselves, because another took their place or the order came to nothing. */
  former: { bexioId: number; number: string; seq: number; salesOrderId?: number | null }[];
  /** Invoices for what was added to a paid order, oldest first, without cancelled ones. */
  extras: BookedInvoice[];
  /** How many additional invoices there ever were: the next one's number. */
  extrasEver: number;
  /** Link key (the transaction, or `transaction:2` for the part on the next document) → bexio payment. */
  payments: Record<string, BookedPayment>;
  /** Money given back that is booked, by the key of the refund. */
  refunds: Record<string, BookedBack>;
  tasks: Task[];
  /** Goods to be put back in bexio's stock by hand, by refund. */
  restocks: Record<string, 'open' | 'closed'>;
  decision: Decision | null;
};

/** `backs`: what was taken off it for money that went back, by the transaction that took it back. `tillMinor`: what the till took more than it says. */
export type BookedPayment = { paymentId: number; amountMinor: Minor; invoiceId?: number; restMinor?: Minor; backs?: Record<string, Minor>; tillMinor?: Minor };

/**
 * `goods`: what it took off the order's documents, mere amounts left out. `nettedMinor`: of the same money, what lowered payments instead.
 * `parts`: all that it took back, mere amounts spread as they were then. `lines`: of the entry; a task has none. Both absent: an older one.
 * `transactionIds`: whose money; absent: all of the refund's.
 */
export type BookedBack = { amountMinor: Minor; goods: Covered[]; nettedMinor: Minor; parts?: Covered[]; lines?: EntryLine[]; transactionIds?: readonly string[] };

/** What a merchant decided about one order against the rules. `undo`: take everything back, and book nothing again by itself. */
export type Decision = 'skip' | 'book-now' | 'undo';

/** Stands where a link names its company: a decision is about the order, whichever company is connected. */
export const noCompany = '';

export type BookedInvoice = {
  bexioId: number;
  number: string;
  /**
   * `made`: converted from an order, still to be completed by an edit. `draft`: verified to the cent. The last two are what a person did in
   * bexio, found when the app looked.
   */
  stage: 'made' | 'draft' | 'issued' | 'sent' | 'cancelled' | 'gone';
  totalMinor: Minor;
  /** What of the order the invoice covers (`coveredFingerprint`), to notice later changes. */
  fingerprint: string;
  /** The second invoice of an order is 2. Absent = 1. */
  seq?: number;
  /** `YYYY-MM-DD` on the document. */
  date?: string;
  /** Which refunds of Shopify had happened when it was made: their goods are not on it. Absent = all there are (an adopted invoice). */
  refundIds?: string[];
  /** The amounts it is made of. Absent: an adopted invoice. */
  covers?: Covered[];
  /** The rule it was booked by; null = none fitted. Absent: an older invoice, for which the rules are asked anew. */
  rule?: string | null;
  /** Francs per unit of its currency on its day, as decimal text; null = bexio has none. Absent: not asked for, or in francs. */
  rate?: string | null;
  /** Another's invoice that the merchant wanted taken for this order's: it is looked at and never written to. */
  adopted?: true;
  /** A draft that we have begun to remove: that it is gone is no act of a person. */
  removing?: true;
  /** What only the words on it depend on: address, titles, order number. */
  textPrint?: string;
  /** As bexio said when the app looked last. A payment that a person booked shows only here. */
  receivedMinor?: Minor;
  creditedMinor?: Minor;
  /** Our draft is open in bexio, and not on record as issued: by a person, or by ourselves and the answer was lost. */
  seenIssued?: true;
  /** Differs from `totalMinor` when a person edited the invoice. */
  seenTotalMinor?: Minor;
};

/** An amount of an invoice with the tax Shopify says is in it. */
export type Covered = { lineId: string | null; title: string; role: AccountRole; ratePpm: number; quantity: number; grossMinor: Minor; taxMinor: Minor };

/** A credit note that the merchant types in bexio, because its API has none: every figure is here. */
export type Task = CreditNote & { key: string; closed: boolean; /** A person says that it is settled in another way than by a credit note. */ byHand?: boolean };

export type CreditNote = {
  /** Null: not a refund, but something taken off an order that is not paid in full. */
  refundId: string | null;
  invoiceNumber: string;
  currency: string;
  amountMinor: Minor;
  lines: { title: string; quantity: number; ratePpm: number; grossMinor: Minor }[];
  /** Why no entry is made: the merchant wants it so, bexio gets the transfer from the bank itself, or it has no rate for the currency. */
  why?: 'setting' | 'transfer' | 'no-rate';
  /** VAT contained, per rate, as Shopify says. */
  taxes: { ratePpm: number; grossMinor: Minor; amountMinor: Minor }[];
};

export const nothingBooked: Booked = {
  contact: null,
  articles: {},
  salesOrder: null,
  deliveries: [],
  invoice: null,
  former: [],
  extras: [],
  extrasEver: 0,
  payments: {},
  refunds: {},
  tasks: [],
  restocks: {},
  decision: null,
};
