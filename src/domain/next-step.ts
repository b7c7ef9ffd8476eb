import type { Company } from './company.ts';
import type { ArticlePlan, ContactPlan, InvoicePlan, PaymentPlan } from './documents.ts';
import type { Order, Shop } from './order.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

/** What the links say has been made in bexio for one order. */
export type Booked = {
  contact: { contactId: number; personId: number | null } | null;
  /** By SKU; null = looked up and not there. Absent = not looked up yet. */
  articles: Record<string, { articleId: number } | null>;
  salesOrder: { bexioId: number } | null;
  /** Units delivered so far by Shopify line id, over all deliveries made; a delivery still to be issued blocks the next one. */
  deliveries: { bexioId: number; issued: boolean; units: Record<string, number> }[];
  invoice: BookedInvoice | null;
  /** Shopify transaction id → bexio payment. */
  payments: Record<string, { paymentId: number; amountMinor: number }>;
};

export type BookedInvoice = {
  bexioId: number;
  number: string;
  /** `made`: converted from an order, still to be completed by an edit. `draft`: verified to the cent. */
  stage: 'made' | 'draft' | 'issued' | 'sent';
  totalMinor: number;
  /** What the order looked like when it was booked, to notice later changes (`orderFingerprint`). */
  fingerprint: string;
};

export type Step =
  | { do: 'find-contact'; contact: ContactPlan }
  | { do: 'find-articles'; skus: string[]; create: ArticlePlan[] }
  | { do: 'create-sales-order'; invoice: InvoicePlan }
  | { do: 'deliver'; salesOrderId: number; units: Record<string, number> }
  | { do: 'issue-delivery'; deliveryId: number }
  | { do: 'convert-to-invoice'; salesOrderId: number; invoice: InvoicePlan }
  | { do: 'complete-invoice'; invoiceId: number; invoice: InvoicePlan }
  | { do: 'create-invoice'; invoice: InvoicePlan }
  | { do: 'issue-invoice'; invoiceId: number }
  | { do: 'send-invoice'; invoiceId: number; to: string; invoice: InvoicePlan }
  | { do: 'book-payment'; invoiceId: number; payment: PaymentPlan };

export type Verdict =
  | { kind: 'step'; step: Step }
  | { kind: 'booked' }
  | { kind: 'waiting'; for: 'payment' | 'fulfilment' }
  | { kind: 'skipped'; why: 'test' | 'before-go-live' | 'cancelled' | 'nothing-owed' }
  | { kind: 'problem'; problem: Problem };

export type Situation = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Booked };
