import { z } from 'zod';
import type { PaymentPlan } from '../domain/documents.ts';
import { formatDecimal, parseDecimal } from '../domain/money.ts';
import type { components, Writable } from './api-types.ts';
import type { Currencies } from './currencies.ts';
import type { Invoices } from './invoices.ts';
import { BexioError } from './outcome.ts';
import { createdRecord, decimal, idOrNull, readAs, readSuccess, recordId, text } from './parse.ts';
import type { Send } from './request.ts';
import { everyPage } from './search.ts';

/** A row with `creditVoucherId` is a credit note that a person set off, not money. */
export type FoundPayment = { id: number; date: string; amountMinor: number; bankAccountId: number | null; creditVoucherId: number | null };

export type Payments = {
  /**
   * All payments of an invoice. The rows name no currency; amounts are in the invoice's. Give its code, or the invoice is read for it.
   * Throws `missing` when there is no such invoice.
   */
  list(invoiceId: number, currency?: string): Promise<FoundPayment[]>;
  /** Not idempotent, and bexio keeps no reference of ours on it: list first whenever an earlier attempt is unclear. */
  create(invoiceId: number, plan: PaymentPlan): Promise<{ id: number }>;
  remove(invoiceId: number, paymentId: number): Promise<void>;
};

export function createPayments(send: Send, currencies: Currencies, invoices: Pick<Invoices, 'get'>): Payments {
  const path = (invoiceId: number) => `/2.0/kb_invoice/${invoiceId}/payment` as const;
  const currencyOf = async (invoiceId: number) => {
    const invoice = await invoices.get(invoiceId);
    if (!invoice) throw new BexioError({ kind: 'missing', cause: 'bexio knows no such record (404)' }, `GET ${path(0)}`);
    return (await currencies.ready())(invoice.currencyId);
  };
  return {
    async list(invoiceId, currency) {
      const code = currency ?? (await currencyOf(invoiceId));
      return await everyPage((query) => send({ method: 'GET', path: path(invoiceId), query, read: readPayments(code) }));
    },
    create: (invoiceId, plan) => send({ method: 'POST', path: path(invoiceId), body: paymentBody(plan), read: readAs(createdRecord) }),
    remove: (invoiceId, paymentId) => send({ method: 'DELETE', path: `${path(invoiceId)}/${paymentId}`, read: readSuccess }),
  };
}

/** `payment_service_id` is left out: the documentation contradicts itself on its values. */
function paymentBody(plan: PaymentPlan): Writable<components['schemas']['Payment']> {
  return { value: formatDecimal(plan.amountMinor, plan.currency), date: plan.date, bank_account_id: plan.bankAccountId };
}

function readPayments(currency: string): (body: unknown) => FoundPayment[] {
  return (body) =>
    readAs(z.array(paymentAnswer))(body).map((row) => ({
      id: row.id,
      date: row.date,
      amountMinor: parseDecimal(row.value, currency),
      bankAccountId: row.bank_account_id,
      creditVoucherId: row.kb_credit_voucher_id,
    }));
}

const paymentAnswer = z.looseObject({ id: recordId, date: text, value: decimal, bank_account_id: idOrNull, kb_credit_voucher_id: idOrNull });
