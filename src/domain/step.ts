import type { Booked, Covered, CreditNote } from './booked.ts';
import type { Company } from './company.ts';
import type { ArticlePlan, ContactPlan, InvoicePlan, PaymentPlan, VatDifference } from './documents.ts';
import type { EntryPlan } from './entry.ts';
import type { Minor } from './money.ts';
import type { Order, Shop } from './order.ts';
import type { Problem, Restock } from './problem.ts';
import type { Settings } from './settings.ts';

/** One thing that is missing in bexio: what the performers carry out. */
export type Step =
  | { do: 'find-contact'; contact: ContactPlan }
  | { do: 'find-articles'; skus: string[]; create: ArticlePlan[] }
  | { do: 'create-sales-order'; invoice: InvoicePlan }
  | { do: 'deliver'; salesOrderId: number; units: Record<string, number> }
  | { do: 'issue-delivery'; deliveryId: number }
  | { do: 'convert-to-invoice'; salesOrderId: number; invoice: InvoicePlan; seq: number }
  | { do: 'complete-invoice'; invoiceId: number; invoice: InvoicePlan }
  /** `seq` 2 takes the place of the first one. */
  | { do: 'create-invoice'; invoice: InvoicePlan; seq: number }
  | { do: 'create-extra-invoice'; invoice: InvoicePlan; seq: number }
  | { do: 'issue-invoice'; invoiceId: number; date?: string }
  | { do: 'send-invoice'; invoiceId: number; to: string; invoice: InvoicePlan }
  | { do: 'book-payment'; invoiceId: number; payment: PaymentPlan }
  | { do: 'remove-draft'; invoiceId: number; why: 'outrun' | 'undo' }
  /** `date`: of the invoice, when known. */
  /** `vat`: where what is taken off with it has another VAT in Shopify than the invoice stood for. */
  | { do: 'cancel-invoice'; invoiceId: number; date: string | null; why: 'replaced' | 'nothing-owed' | 'undo'; vat?: VatDifference[] }
  | { do: 'remove-sales-order'; salesOrderId: number }
  /** bexio's rate of that day, kept with the invoice. */
  | { do: 'find-rate'; invoiceId: number; currency: string; currencyId: number; date: string }
  /** `goods`, `nettedMinor`, `parts`, `transactionIds`: as in `BookedBack`. */
  | { do: 'book-refund-entry'; key: string; entry: EntryPlan; goods: Covered[]; nettedMinor: Minor; parts: Covered[]; transactionIds?: readonly string[] }
  | { do: 'open-task'; key: string; note: CreditNote; goods: Covered[]; nettedMinor: Minor; parts: Covered[]; transactionIds?: readonly string[] }
  | { do: 'close-task'; key: string }
  | { do: 'open-restock'; restock: Restock };

/** `rule`: which of the merchant's rules decided how. */
export type Verdict =
  | { kind: 'step'; step: Step }
  | { kind: 'booked'; rule?: string }
  | { kind: 'waiting'; for: 'payment' | 'fulfilment' | 'refund'; rule?: string }
  | { kind: 'skipped'; why: 'test' | 'before-go-live' | 'cancelled' | 'nothing-owed' | 'reversed' | 'merchant' | 'rule'; rule?: string }
  | { kind: 'problem'; problem: Problem; rule?: string };

export type Situation = { order: Order; shop: Shop; settings: Settings; company: Company; booked: Booked };
