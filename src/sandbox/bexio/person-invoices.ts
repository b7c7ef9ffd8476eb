import type { Company } from './company.ts';
import { micro } from './decimal.ts';
import { addDocument, blankDocument, settle } from './documents.ts';
import { cancelInvoice, issueInvoice, removeInvoice, revertInvoice } from './invoices.ts';
import { moneyOf, refreshPaidStatus } from './payment-state.ts';
import { addPayment } from './payments.ts';
import type { KbDocument } from './records.ts';
import { invoiceStatus } from './statuses.ts';
import { isItem, positionTotal } from './totals.ts';

export type InvoiceChanges = Partial<
  Pick<
    KbDocument,
    'title' | 'contact_id' | 'contact_address' | 'header' | 'footer' | 'reference' | 'is_valid_from' | 'validUntil'
  >
> & {
  /** By position in the list, counted from 0. */
  positions?: Readonly<Record<number, { amount?: string; unit_price?: string; text?: string }>>;
};

export type InvoiceActions = {
  editInvoice(id: number, changes: InvoiceChanges): void;
  /** Also deletes what the API would protect. */
  deleteInvoice(id: number): void;
  issueInvoice(id: number): void;
  revertInvoice(id: number): void;
  /** Without a value, everything that is open. */
  payInvoice(id: number, payment?: { value?: string; date?: string; bankAccountId?: number }): number;
  deletePayment(paymentId: number): void;
  cancelInvoice(id: number): void;
  /** Written off: status 31. */
  markUnpaid(id: number): void;
  /** As in bexio, the copy has no api_reference. */
  copyInvoice(id: number): number;
  createCreditVoucher(invoiceId: number, amount: string): number;
};

export function createInvoiceActions(company: Company): InvoiceActions {
  const find = (id: number): KbDocument => {
    const invoice = company.documents.kb_invoice.get(id);
    if (invoice === undefined) {
      throw new Error(`the sandbox company has no invoice ${id}`);
    }
    return invoice;
  };
  return {
    editInvoice: (id, changes) => editInvoice(company, find(id), changes),
    deleteInvoice: (id) => removeInvoice(company, find(id)),
    issueInvoice: (id) => issueInvoice(company, find(id)),
    revertInvoice: (id) => revertInvoice(company, find(id)),
    cancelInvoice: (id) => cancelInvoice(company, find(id)),
    markUnpaid(id) {
      Object.assign(find(id), { status: invoiceStatus.unpaid, updated_at: company.stamp() });
    },
    payInvoice(id, payment = {}) {
      const invoice = find(id);
      const value = payment.value === undefined ? moneyOf(company, invoice).remaining : micro(payment.value);
      const date = payment.date ?? company.today();
      return addPayment(company, invoice, { value, date, bank_account_id: payment.bankAccountId ?? null }).id;
    },
    deletePayment(paymentId) {
      const payment = company.payments.get(paymentId);
      if (payment === undefined) {
        throw new Error(`the sandbox company has no payment ${paymentId}`);
      }
      company.payments.remove(paymentId);
      refreshPaidStatus(company, find(payment.kb_invoice_id));
    },
    copyInvoice: (id) => copyInvoice(company, find(id)).id,
    createCreditVoucher(invoiceId, amount) {
      const id = company.creditVoucherIds();
      const creditVoucher = { id, text: `GS-${String(id).padStart(5, '0')}` };
      const row = { value: micro(amount), date: company.today(), bank_account_id: null, creditVoucher };
      addPayment(company, find(invoiceId), row);
      return id;
    },
  };
}

function editInvoice(company: Company, invoice: KbDocument, { positions, ...changes }: InvoiceChanges): void {
  Object.assign(invoice, changes);
  for (const [index, change] of Object.entries(positions ?? {})) {
    const position = invoice.positions[Number(index)];
    if (position === undefined || !isItem(position)) {
      throw new Error(`invoice ${invoice.id} has no item at ${index}`);
    }
    position.text = change.text ?? position.text;
    position.amount = change.amount === undefined ? position.amount : micro(change.amount);
    position.unit_price = change.unit_price === undefined ? position.unit_price : micro(change.unit_price);
    position.position_total = positionTotal(position, company.world.readings.positionDecimals);
  }
  settle(company, invoice);
}

function copyInvoice(company: Company, original: KbDocument): KbDocument {
  const blank = blankDocument(company, 'kb_invoice');
  return addDocument(company, {
    ...original,
    document_nr: '',
    title: '',
    status: blank.status,
    api_reference: null,
    reference: '',
    is_valid_from: blank.is_valid_from,
    validUntil: blank.validUntil,
    sent: false,
    source: null,
    createdMs: blank.createdMs,
    positions: original.positions.map((position) => ({ ...position })),
  });
}
