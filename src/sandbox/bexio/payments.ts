import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import { longDecimal, shortDecimal, type Micro } from './decimal.ts';
import { findDocument, wrongState } from './documents.ts';
import { etagOf } from './etag.ts';
import type { JsonObject } from './json.ts';
import { listAnswer } from './paging.ts';
import { moneyOf, paymentsOf, refreshPaidStatus } from './payment-state.ts';
import type { KbDocument, Payment } from './records.ts';
import { invalid, notAllowed, notFound, plain } from './refusal.ts';
import { invoiceStatus } from './statuses.ts';
import * as check from './validation.ts';

const path = '/2.0/kb_invoice/:invoiceId/payment';
const show = { scopes: ['kb_invoice_show'], module: 'invoices', body: 'none' } as const;
const edit = { scopes: ['kb_invoice_edit'], module: 'invoices' } as const;

/** No edit, no search and no reference field: a client cannot mark a payment as its own. */
export const paymentRoutes: readonly Route[] = [
  { ...show, method: 'GET', path, answer: list },
  { ...edit, method: 'POST', path, body: 'json', answer: create },
  { ...show, method: 'GET', path: `${path}/:id`, answer: showPayment },
  { ...edit, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: remove },
];

const rules: check.Rules = {
  value: check.decimal({ required: true }),
  date: check.date(),
  bank_account_id: check.integer(),
  payment_service_id: check.integer({ oneOf: [0, 1, 2, 3] }),
};

export type PaymentInput = {
  value: Micro;
  date: string;
  bank_account_id: number | null;
  payment_service_id?: number | null;
  creditVoucher?: { id: number; text: string };
};

export function addPayment(company: Company, invoice: KbDocument, input: PaymentInput): Payment {
  const payment = company.payments.add((id) => ({
    id,
    kb_invoice_id: invoice.id,
    date: input.date,
    value: input.value,
    bank_account_id: input.bank_account_id,
    payment_service_id: input.payment_service_id ?? null,
    kb_credit_voucher_id: input.creditVoucher?.id ?? null,
    kb_credit_voucher_text: input.creditVoucher?.text ?? '',
    updated_at: company.stamp(),
  }));
  refreshPaidStatus(company, invoice);
  return payment;
}

export function printPayment(payment: Payment, style: 'created' | 'stored'): JsonObject {
  return {
    id: payment.id,
    date: payment.date,
    value: style === 'created' ? shortDecimal(payment.value) : longDecimal(payment.value),
    bank_account_id: payment.bank_account_id,
    title: payment.kb_credit_voucher_id === null ? 'Zahlungseingang' : 'Gutschrift',
    payment_service_id: payment.payment_service_id,
    is_client_account_redemption: false,
    is_cash_discount: false,
    kb_invoice_id: payment.kb_invoice_id,
    kb_credit_voucher_id: payment.kb_credit_voucher_id,
    kb_credit_voucher_text: payment.kb_credit_voucher_text,
    kb_bill_id: null,
  };
}

function list(call: Call): Answer {
  const invoice = findDocument(call, 'kb_invoice', 'invoiceId');
  return listAnswer(call, paymentsOf(call.company, invoice), { print: (row) => printPayment(row, 'stored') });
}

function create(call: Call): Answer {
  const { company } = call;
  const invoice = findDocument(call, 'kb_invoice', 'invoiceId');
  const fields = check.readFields(call.body, rules, 'create');
  check.mustExist(company.bankAccounts, fields.integer('bank_account_id'), 'bank_account_id');
  checkPayable(company, invoice);
  const value = fields.decimal('value') ?? 0n;
  checkValue(company, invoice, value);
  const payment = addPayment(company, invoice, {
    value,
    date: fields.text('date') ?? company.today(),
    bank_account_id: fields.integer('bank_account_id'),
    payment_service_id: fields.integer('payment_service_id'),
  });
  return created(printPayment(payment, 'created'), etagOf(company, payment.updated_at));
}

function showPayment(call: Call): Answer {
  const payment = findPayment(call);
  return ok(printPayment(payment, 'stored'), etagOf(call.company, payment.updated_at));
}

function remove(call: Call): Answer {
  const payment = findPayment(call);
  if (payment.kb_credit_voucher_id !== null) {
    throw notAllowed();
  }
  call.company.payments.remove(payment.id);
  refreshPaidStatus(call.company, findDocument(call, 'kb_invoice', 'invoiceId'));
  return success();
}

function findPayment(call: Call): Payment {
  const invoice = findDocument(call, 'kb_invoice', 'invoiceId');
  const payment = found(call.company.payments.get(idParam(call)));
  if (payment.kb_invoice_id !== invoice.id) {
    throw notFound();
  }
  return payment;
}

function checkPayable(company: Company, invoice: KbDocument): void {
  const { readings } = company.world;
  if (invoice.status === invoiceStatus.draft && readings.paymentOnDraft !== 'accepted') {
    throw readings.paymentOnDraft === '403'
      ? notAllowed()
      : plain(422, 'A payment needs an issued invoice.');
  }
  if (invoice.status === invoiceStatus.cancelled) {
    throw wrongState(company);
  }
}

function checkValue(company: Company, invoice: KbDocument, value: Micro): void {
  const { readings } = company.world;
  if (value <= 0n && readings.negativePayment === 'refused') {
    throw invalid('value: must be greater than 0');
  }
  if (value > moneyOf(company, invoice).remaining && readings.overpayment === 'refused') {
    throw invalid('value: is higher than the open amount of the invoice');
  }
}
