import type { Link } from '../store/links.ts';

/** What the app keeps with a link, by its kind. Written and read only here and in the performers; the store does not look inside. */
export type InvoiceDetail = {
  number: string;
  totalMinor: number;
  vatMinor: number;
  networkLink: string | null;
  /** What of the order the invoice covers (`coveredFingerprint`). */
  fingerprint: string;
  stage: 'made' | 'draft' | 'issued' | 'sent';
};
/** Which Shopify line each position of a bexio order stands for. */
export type OrderPosition = { id: number; type: string; lineId: string; quantity: number };
export type DeliveredPosition = { id: number; type: string; amount: number };
export type SalesOrderDetail = { number: string; positions: OrderPosition[] };
export type DeliveryDetail = { units: Record<string, number>; positions: DeliveredPosition[]; issued: boolean };
export type PaymentDetail = { amountMinor: number };
export type ArticleDetail = { lookedAt: string };

type Details = { invoice: InvoiceDetail; 'sales-order': SalesOrderDetail; delivery: DeliveryDetail; payment: PaymentDetail; article: ArticleDetail };

/** The detail of a link of that kind. A link of another kind, or one without its detail, is a bug of ours. */
export function detailOf<K extends keyof Details>(link: Link, kind: K): Details[K] {
  if (link.kind !== kind || typeof link.detail !== 'object' || link.detail === null) throw new Error(`link ${link.shopifyId} is no ${kind} link`);
  return link.detail as Details[K];
}
