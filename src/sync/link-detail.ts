import type { Restock } from '../domain/problem.ts';
import type { Covered, CreditNote, Decision } from '../domain/booked.ts';
import type { EntryPlan } from '../domain/entry.ts';
import type { UndoneOrder, UndoRun } from '../domain/plan/undo-run.ts';
import type { RefundSource } from '../domain/payment/refund-source.ts';
import type { MoneySide } from '../domain/order.ts';
import type { Recognised } from '../domain/past/recognise-invoice.ts';
import type { ArticleLevel, LineUnits } from '../domain/stock/stock.ts';
import type { InvoiceSeen, Metafield } from '../domain/plan/way-back.ts';
import type { ContactFields, VatDifference } from '../domain/documents.ts';
import type { Link } from '../store/links.ts';

/** What the app keeps with a link, by its kind. Written and read only here and in the performers; the store does not look inside. */
export type InvoiceDetail = {
  number: string;
  totalMinor: number;
  vatMinor: number;
  /** The same by rate, as bexio has it. Absent: kept by an earlier version. */
  taxes?: { ratePpm: number; amountMinor: number }[];
  /** Where that is not Shopify's, and why. */
  vat?: VatDifference[];
  networkLink: string | null;
  dueDate?: string;
  /** What of the order the invoice covers (`coveredFingerprint`). */
  fingerprint: string;
  stage: 'made' | 'draft' | 'issued' | 'sent';
  /** The rest as in `BookedInvoice`. */
  seq?: number;
  date?: string;
  refundIds?: string[];
  covers?: Covered[];
  textPrint?: string;
  rule?: string | null;
  rate?: string | null;
  adopted?: true;
  removing?: true;
  /** The side its amounts were taken from, for every later look at the order. Absent = the shop's. */
  moneySide?: MoneySide;
};
/** Cancelled in bexio: by us, for the reason given, or by a person, whereupon the merchant wanted a new one. */
export type FormerInvoiceDetail = { number: string; seq: number; extra: boolean; salesOrderId: number | null; totalMinor: number; why: 'replaced' | 'nothing-owed' | 'undo' | 'person'; covers?: Covered[]; moneySide?: MoneySide };
/** `goods`, `nettedMinor`, `parts`: as in `BookedBack`. */
export type RefundDetail = { amountMinor: number; date: string; reference: string; taxes: EntryPlan['taxes']; lines: EntryPlan['lines']; goods?: Covered[]; nettedMinor?: number; parts?: Covered[]; vat?: VatDifference[]; source: RefundSource | null };
/** An entry that bexio was asked to book, until its answer is on record. */
export type EntrySentDetail = { entry: EntryPlan; goods: Covered[]; nettedMinor: number; parts?: Covered[]; source: RefundSource | null };
/** `closedBy`: the person who said that it is settled; absent when bexio showed the credit note. */
export type TaskDetail = { note: CreditNote; openedAt: string; closed: boolean; closedBy?: string; goods?: Covered[]; nettedMinor?: number; parts?: Covered[]; source: RefundSource | null };
/** `closedBy`: the person who said that bexio's stock has been corrected. */
export type RestockDetail = { items: Restock['items']; openedAt: string; closed: boolean; closedBy?: string };
export type DecisionDetail = { decision: Decision; author: string; at: string };
/** Which Shopify line each position of a bexio order stands for. */
export type OrderPosition = { id: number; type: string; lineId: string; quantity: number };
export type DeliveredPosition = { id: number; type: string; amount: number };
/** `fingerprint`: what of the order it covers. `kept`: bexio would not let it be deleted. `title`, `contactId`: what a delivery made of it bears. */
export type SalesOrderDetail = { number: string; positions: OrderPosition[]; fingerprint?: string; kept?: boolean; title?: string; contactId?: number; moneySide?: MoneySide };
/** `byPerson`: a person made and issued it in bexio. */
export type DeliveryDetail = { units: Record<string, number>; positions: DeliveredPosition[]; issued: boolean; byPerson?: true };
/**
 * `paymentIds`: the money came to bexio first and the transaction is Shopify's note of it; all bexio payments it stands for. `date`,
 * `bankAccountId`: as we booked it; absent where we did not, or an earlier version did.
 */
export type PaymentDetail = { amountMinor: number; date?: string; bankAccountId?: number; paymentIds?: number[]; invoiceId?: number; restMinor?: number; backs?: Record<string, number>; tillMinor?: number };
export type ArticleDetail = { lookedAt: string };
/** `written`: what this app wrote last, null for a contact it only found. `considered`: the details last compared, of the order created at `asOf`. */
export type ContactDetail = { written: ContactFields | null; considered?: ContactFields; asOf?: string };

/** What the last poll that found something new saw, and when it was sent. */
export type InvoiceSeenDetail = { what: InvoiceSeen; at: string };
/** What stands on the order in Shopify, and for which state of both sides marking it as paid was last decided about. */
export type ReflectedDetail = { metafields: Metafield[]; tag: string | null; decided: string | null };
/** Written with the intent, before Shopify is asked: which money was there already, and what the new one stands for. */
export type MarkPaidDetail = { knownIds: string[]; amountMinor: number; paymentIds: number[]; part?: true };

/** What an order takes from the shelf, until bexio has booked it out; from which reading of the order. */
export type UnitsDetail = { lines: LineUnits[]; updatedAt: string };
/** An article when both sides were last compared. `pending`: sold units that bexio still offers. `paid`: units sold that its stock has been lowered by. */
export type StockSeenDetail = ArticleLevel & {
  articleId: number;
  name: string;
  locationId: string;
  pending: number;
  paid: number;
  /** Available there in Shopify; null: Shopify keeps no stock of it at that location. */
  shopify: number | null;
  /** Available at the merchant's other locations. Absent: looked at before they were counted. */
  elsewhere?: number;
  state: 'agrees' | 'waits' | 'refused' | 'to-type';
  /** Of `to-type`: what bexio's stock on hand should be. */
  wanted: number | null;
  /** `booked`: bexio takes no stock on hand from an app any more. `not-kept`: it keeps no stock of the article. `several`: items in Shopify bear the SKU. */
  why: 'booked' | 'not-kept' | 'several' | null;
};
/** Levels about to be set in Shopify, under which idempotency key, and why. */
export type StockAttemptDetail = { key: string; locationId: string; changes: { itemId: string; from: number; to: number; sku: string; bexioAvailable: number; pendingUnits: number; elsewhereUnits?: number }[] };
/** Stock on hand about to be written to bexio, and why. */
export type StockOpeningDetail = { changes: { articleId: number; sku: string; from: number; to: number; shopifyAvailable: number; pendingUnits: number }[] };
/** An order that a history import had its turn with: as new, or with the invoice that is to be taken for its own. */
export type ImportedDetail = { batch: string; recognised: Recognised; adopt?: boolean };

/** Compared with bexio after a gap in the database's memory that ended then (`gap.ts`). */
export type RecollectedDetail = { until: string };

type Details = {
  'undo-run': UndoRun;
  'undo-order': UndoneOrder;
  recollected: RecollectedDetail;
  imported: ImportedDetail;
  'stock-units': UnitsDetail;
  'stock-seen': StockSeenDetail;
  'stock-attempt': StockAttemptDetail;
  'stock-opening': StockOpeningDetail;
  'invoice-seen': InvoiceSeenDetail;
  reflected: ReflectedDetail;
  'mark-paid': MarkPaidDetail;
  invoice: InvoiceDetail;
  'extra-invoice': InvoiceDetail;
  'former-invoice': FormerInvoiceDetail;
  refund: RefundDetail;
  'entry-sent': EntrySentDetail;
  task: TaskDetail;
  restock: RestockDetail;
  decision: DecisionDetail;
  'sales-order': SalesOrderDetail;
  delivery: DeliveryDetail;
  payment: PaymentDetail;
  article: ArticleDetail;
  contact: ContactDetail;
};

/** The detail of a link of that kind. A link of another kind, or one without its detail, is a bug of ours. */
export function detailOf<K extends keyof Details>(link: Link, kind: K): Details[K] {
  if (link.kind !== kind || typeof link.detail !== 'object' || link.detail === null) throw new Error(`link ${link.shopifyId} is no ${kind} link`);
  return link.detail as Details[K];
}

/** Units on a bexio order by Shopify line id; a line may stand in two positions. */
export function orderedUnits({ positions }: SalesOrderDetail): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { lineId, quantity } of positions) units[lineId] = (units[lineId] ?? 0) + quantity;
  return units;
}
