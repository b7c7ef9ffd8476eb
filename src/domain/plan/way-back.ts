import type { BexioDocument } from '../documents.ts';
import { formatDecimal, type Minor } from '../money.ts';

/** What bexio says of an invoice, as far as Shopify can show it. */
export type InvoiceSeen = {
  number: string;
  status: BexioDocument['status'] | 'deleted';
  totalMinor: Minor;
  /** Money; a credit note that was set off is not money. */
  receivedMinor: Minor;
  creditedMinor: Minor;
  openMinor: Minor;
  /** `YYYY-MM-DD` */
  dueDate?: string;
};

/** What the app itself knows of it: it made the invoice and booked Shopify's payments on it. */
export type InvoiceKnown = { number: string; stage: 'made' | 'draft' | 'issued' | 'sent'; totalMinor: Minor; paidMinor: Minor; lastPaidAt: Date | null; dueDate?: string };

export function seenIn(invoice: BexioDocument): InvoiceSeen {
  const { number, status, totalMinor } = invoice;
  const receivedMinor = invoice.receivedMinor ?? 0;
  const creditedMinor = invoice.creditedMinor ?? 0;
  const settled = status === 'cancelled' || status === 'written-off';
  const openMinor = settled ? 0 : Math.max(0, invoice.remainingMinor ?? totalMinor - receivedMinor - creditedMinor);
  return { number, status, totalMinor, receivedMinor, creditedMinor, openMinor, ...(invoice.dueDate === undefined ? {} : { dueDate: invoice.dueDate }) };
}

/** bexio knows no such status: an invoice is overdue when its day has passed and something of it is open. `today`: in Switzerland. */
export function isOverdue({ status, openMinor, dueDate }: InvoiceSeen, today: string): boolean {
  return (status === 'open' || status === 'partly-paid') && openMinor > 0 && dueDate !== undefined && dueDate < today;
}

/** A payment of ours that was recorded within this time of a poll may or may not have been in its answer. */
const unsureMs = 60_000;

/**
 * The invoice as it stands now. bexio's word counts, unless the app has booked a payment since: then the sum of its own payments is the
 * least that was received, until the next poll tells.
 */
export function invoiceNow(known: InvoiceKnown, seen: { what: InvoiceSeen; at: Date } | null): InvoiceSeen {
  const paidSince = known.lastPaidAt !== null && (seen === null || seen.at.getTime() - known.lastPaidAt.getTime() < unsureMs);
  if (seen !== null && !paidSince) return seen.what;
  const base = seen?.what ?? unseen(known);
  if (base.status !== 'open' && base.status !== 'partly-paid') return base;
  const receivedMinor = Math.max(base.receivedMinor, known.paidMinor);
  const openMinor = Math.max(0, base.totalMinor - receivedMinor - base.creditedMinor);
  return { ...base, receivedMinor, openMinor, status: statusFor(base, receivedMinor, openMinor) };
}

function unseen({ number, stage, totalMinor, dueDate }: InvoiceKnown): InvoiceSeen {
  const status = stage === 'made' || stage === 'draft' ? 'draft' : 'open';
  return { number, status, totalMinor, receivedMinor: 0, creditedMinor: 0, openMinor: totalMinor, ...(dueDate === undefined ? {} : { dueDate }) };
}

function statusFor(base: InvoiceSeen, receivedMinor: Minor, openMinor: Minor): InvoiceSeen['status'] {
  if (receivedMinor === 0) return base.status;
  return openMinor === 0 ? 'paid' : 'partly-paid';
}

/** An order that grew has a second invoice: their sums, under the status of the one that needs attention. */
export function together(invoices: readonly InvoiceSeen[], foremost: InvoiceSeen): InvoiceSeen {
  const sum = (read: (invoice: InvoiceSeen) => Minor) => invoices.reduce((total, invoice) => total + read(invoice), 0);
  return {
    number: invoices.map((invoice) => invoice.number).join(', '),
    status: foremost.status,
    totalMinor: sum((invoice) => invoice.totalMinor),
    receivedMinor: sum((invoice) => invoice.receivedMinor),
    creditedMinor: sum((invoice) => invoice.creditedMinor),
    openMinor: sum((invoice) => invoice.openMinor),
    ...(foremost.dueDate === undefined ? {} : { dueDate: foremost.dueDate }),
  };
}

export type Metafield = { key: string; type: string; value: string };

/** Name and form of what is shown on the order in Shopify, namespace `bexio`. */
export const metafieldDefinitions = [
  { key: 'invoice_number', name: 'bexio: invoice', type: 'single_line_text_field', description: 'Number of the invoice in bexio' },
  { key: 'status', name: 'bexio: status', type: 'single_line_text_field', description: 'draft, open, partly-paid, overdue, paid, cancelled, written-off or deleted' },
  { key: 'total', name: 'bexio: total', type: 'number_decimal', description: 'Total of the invoice in the currency of the order' },
  { key: 'open', name: 'bexio: open', type: 'number_decimal', description: 'What is still to be paid, according to bexio' },
  { key: 'due_date', name: 'bexio: due', type: 'date', description: 'Day by which the invoice is to be paid' },
  { key: 'document', name: 'bexio: document', type: 'url', description: 'The invoice as the customer sees it, with its PDF' },
  { key: 'link', name: 'bexio: open the invoice', type: 'url', description: 'The invoice in bexio' },
] as const;

/** `document`: bexio's page for the customer; null while it has none. */
export function metafieldsOf(invoice: InvoiceSeen, { currency, link, document, today }: { currency: string; link: string; document: string | null; today: string }): Metafield[] {
  const values: Record<string, string> = {
    invoice_number: invoice.number,
    status: isOverdue(invoice, today) ? 'overdue' : invoice.status,
    total: formatDecimal(invoice.totalMinor, currency),
    open: formatDecimal(invoice.openMinor, currency),
    due_date: invoice.dueDate ?? '',
    document: document ?? '',
    link,
  };
  // Shopify refuses an empty value, and a document without a number has none to show.
  return metafieldDefinitions.flatMap(({ key, type }) => (values[key] ? [{ key, type, value: values[key] }] : []));
}

/** What has to be true before an order is marked as paid because of money that arrived in bexio. */
export type MoneyInBexio = {
  invoices: readonly InvoiceSeen[];
  /** Payments on them that were not booked from Shopify. */
  foreign: readonly { id: number; amountMinor: Minor }[];
};

export type Due = { outstandingMinor: Minor; canMarkAsPaid: boolean; capturable: boolean };

/**
 * Marking an order as paid notes its whole outstanding amount as received. So it is done only when bexio has all of it: every invoice is
 * paid, and the money that did not come from Shopify covers what Shopify still waits for. A credit note is no money, a part payment is only
 * a part, and an order whose card was authorised would be charged by it.
 */
export function mayMarkAsPaid({ invoices, foreign }: MoneyInBexio, due: Due): boolean {
  if (invoices.length === 0 || invoices.some((invoice) => invoice.status !== 'paid')) return false;
  if (!due.canMarkAsPaid || due.capturable || due.outstandingMinor <= 0) return false;
  return foreign.reduce((sum, payment) => sum + payment.amountMinor, 0) >= due.outstandingMinor;
}

/**
 * The part of the debt that arrived in bexio and may be noted in Shopify as it is; 0: nothing, or all of it, which is marked instead. Only
 * stores with Shopify Plus take an amount.
 */
export function partToNote({ invoices, foreign }: MoneyInBexio, due: Due): Minor {
  const isOwed = invoices.some((invoice) => invoice.status === 'partly-paid') && invoices.every((invoice) => ['open', 'partly-paid', 'paid'].includes(invoice.status));
  if (!isOwed || !due.canMarkAsPaid || due.capturable) return 0;
  const money = foreign.reduce((sum, payment) => sum + payment.amountMinor, 0);
  return money < due.outstandingMinor ? Math.max(0, money) : 0;
}
