import type { CreditNote } from './booked.ts';
import type { AccountRole } from './settings.ts';

/** Goods of one refund that lie on the shelf again and that bexio has booked out. */
export type Restock = { refundId: string; items: { sku: string; title: string; quantity: number }[] };

/**
 * Why an order cannot go on without a person: a closed union, so every reason has its sentence, its cure and its button in every language.
 * Nothing here is a failure that passes by itself: those are retried and never shown as problems.
 */
export type Problem =
  | { reason: 'not-connected' }
  | { reason: 'settings-missing' }
  | { reason: 'tax-rate-missing'; ratePpm: number; date: string }
  | { reason: 'several-taxes-on-line'; line: string; ratesPpm: number[] }
  | { reason: 'marketplace-tax'; line: string }
  | { reason: 'currency-missing'; currency: string }
  | { reason: 'total-not-representable'; currency: string; totalMinor: number; roundFactorMinor: number }
  | { reason: 'order-does-not-add-up'; currency: string; expectedMinor: number; actualMinor: number }
  | { reason: 'gateway-not-mapped'; gateway: string }
  | { reason: 'account-missing'; role: AccountRole }
  | { reason: 'account-unusable'; role: AccountRole; accountId: number }
  | { reason: 'collective-contact-missing' }
  | { reason: 'number-needed'; document: 'invoice' | 'order' }
  | { reason: 'module-missing'; module: 'stock' | 'deliveries' }
  | { reason: 'refused'; action: string; field: string | null; message: string }
  | { reason: 'not-allowed'; action: string; message: string }
  /** `what` differs first; both amounts are equal when it is not the total. */
  | {
      reason: 'invoice-differs';
      what?: 'total' | 'currency' | 'reference' | 'contact' | 'positions';
      currency: string;
      expectedMinor: number;
      actualMinor: number;
      invoiceNumber: string;
    }
  | { reason: 'invoice-gone'; invoiceNumber: string }
  | { reason: 'invoice-cancelled'; invoiceNumber: string }
  | { reason: 'invoiced-twice'; invoiceNumbers: string[] }
  /** `otherWay`: what of a transfer went back by another way besides, in the same currency; shown nowhere else. */
  | { reason: 'changed-after-booking'; change: 'refunded' | 'cancelled' | 'edited'; currency: string; bookedMinor: number; nowMinor: number; otherWay?: { gateway: string; amountMinor: number } }
  /** bexio's API has no credit notes: every figure to type is here. */
  | ({ reason: 'credit-note-needed' } & CreditNote)
  /** What should be written on that date would fall into a closed period. */
  | { reason: 'period-locked'; date: string; lockDate: string }
  /** It succeeded once, is on the invoice, and has failed or been voided since. */
  | { reason: 'payment-gone'; gateway: string; currency: string; amountMinor: number }
  /** Given back, booked, and failed since. */
  | { reason: 'refund-gone'; gateway: string; currency: string; amountMinor: number }
  /** `what`: nothing is owed and it stayed, or it went back by another way than a transfer came by; absent: more came in than the documents have room for. */
  | { reason: 'payment-unclear'; what?: 'kept' | 'other-way'; gateway: string; currency: string; amountMinor: number }
  /** bexio's API cannot raise a stock: what came back is put there by a person. */
  | ({ reason: 'restock-needed' } & Restock)
  /** Sent without an answer, and found in bexio over another amount. */
  | { reason: 'entry-differs'; reference: string; currency: string; expectedMinor: number; actualMinor: number }
  | { reason: 'order-gone' }
  | { reason: 'unexpected'; cause: string };

export type ProblemReason = Problem['reason'];
