import type { Company } from './company.ts';
import { total } from './decimal.ts';
import type { KbDocument, Payment } from './records.ts';
import { invoiceStatus } from './statuses.ts';

export function paymentsOf(company: Company, invoice: KbDocument): Payment[] {
  return company.payments.all().filter((payment) => payment.kb_invoice_id === invoice.id);
}

/** A credit note shows as a payment row with kb_credit_voucher_id and in total_credit_vouchers. */
export function moneyOf(company: Company, invoice: KbDocument) {
  const rows = paymentsOf(company, invoice);
  const credited = total(rows.filter((row) => row.kb_credit_voucher_id !== null).map((row) => row.value));
  const received = total(rows.filter((row) => row.kb_credit_voucher_id === null).map((row) => row.value));
  return { received, credited, remaining: invoice.totals.total - received - credited };
}

/** Full payment → 9, part → 16, none → 8 (recorded Jun 2026: 8 and 9). */
export function refreshPaidStatus(company: Company, invoice: KbDocument): void {
  const open: number[] = [invoiceStatus.pending, invoiceStatus.partial, invoiceStatus.paid];
  if (!open.includes(invoice.status)) {
    return;
  }
  const { remaining } = moneyOf(company, invoice);
  const rows = paymentsOf(company, invoice).length;
  invoice.status =
    rows === 0 ? invoiceStatus.pending : remaining <= 0n ? invoiceStatus.paid : invoiceStatus.partial;
  invoice.updated_at = company.stamp();
}
