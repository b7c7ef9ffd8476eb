import type { InvoiceView, ManualEntryView } from '../../src/sandbox/bexio/sandbox.ts';
import { sum } from './shopify-figures.ts';

/** What of bexio's chart the auditor must know, read over bexio's own API. */
export type Chart = { accountNoOfBank: Map<number, string>; perMilleOfTax: Map<number, number> };

/** Reads the chart with a token of the auditor's own. */
export async function readChart(bexio: { apiUrl: string; accessToken(): Promise<string> }): Promise<Chart> {
  const headers = { authorization: `Bearer ${await bexio.accessToken()}`, accept: 'application/json' };
  const rows = async <Row>(path: string) => (await (await fetch(bexio.apiUrl + path, { headers })).json()) as Row[];
  const banks = await rows<{ id: number; account_id: number }>('/3.0/banking/accounts');
  const accounts = await rows<{ id: number; account_no: string }>('/2.0/accounts?limit=2000');
  const taxes = await rows<{ id: number; value: number | string }>('/3.0/taxes');
  return {
    accountNoOfBank: new Map(banks.map((bank) => [bank.id, accounts.find(({ id }) => id === bank.account_id)?.account_no ?? ''])),
    perMilleOfTax: new Map(taxes.map((tax) => [tax.id, Math.round(Number(tax.value) * 10)])),
  };
}

/** What bexio's books say about one order, added up from its documents and entries; in rappen. */
export type BooksFigures = {
  live: InvoiceView[];
  drafts: InvoiceView[];
  invoiced: number;
  reversed: number;
  /** `bookings`: how often bexio computed VAT of it. */
  byRate: Map<number, { gross: number; vat: number; bookings: number }>;
  /** Payments less what entries took from the account, by the account's number. */
  money: Map<string, number>;
};

const draft = 7;
const cancelled = 19;

export function booksOf(invoices: readonly InvoiceView[], entries: readonly ManualEntryView[], chart: Chart): BooksFigures {
  const drafts = invoices.filter((one) => one.status === draft);
  const live = invoices.filter((one) => one.status !== cancelled && one.status !== draft);
  const byRate: BooksFigures['byRate'] = new Map();
  const money = new Map<string, number>();
  for (const invoice of live) addInvoice(byRate, money, invoice, chart);
  for (const entry of entries) {
    if (isMove(entry) || isTill(entry)) for (const line of entry.entries) move(money, line.debit_account_no, rappen(line.amount));
    addEntry(byRate, money, entry, chart);
  }
  return { live, drafts, byRate, money, invoiced: sum(live.map((one) => rappen(one.total))), reversed: sum(entries.filter((one) => !isMove(one)).map((one) => (isRoundedUp(one, chart) ? -worthOf(one) : worthOf(one)))) };
}

function addInvoice(byRate: BooksFigures['byRate'], money: Map<string, number>, invoice: InvoiceView, chart: Chart): void {
  const rates = new Map<number, number>();
  for (const position of invoice.positions.filter(({ tax_percent }) => tax_percent !== null)) {
    const rate = Math.round(Number(position.tax_percent) * 10);
    rates.set(rate, (rates.get(rate) ?? 0) + Number(position.position_total) * 100);
  }
  for (const [rate, total] of rates) {
    const vat = Number(invoice.taxs.find((one) => Math.round(Number(one.percentage) * 10) === rate)?.value ?? '0') * 100;
    addTo(byRate, rate, { gross: total + (invoice.mwst_is_net ? vat : 0), vat });
  }
  for (const payment of invoice.payments) move(money, chart.accountNoOfBank.get(payment.bank_account_id ?? 0) ?? '', rappen(payment.value));
}

/** From one account of money to another: no turnover. */
function isMove(entry: ManualEntryView): boolean {
  return /^shopify:\d+:way:/.test(entry.reference_nr ?? '');
}

/** Between the cash and the account for rounding: what a till took more or less than the invoice says. */
function isTill(entry: ManualEntryView): boolean {
  return /^shopify:\d+:till:/.test(entry.reference_nr ?? '');
}

function isRoundedUp(entry: ManualEntryView, { accountNoOfBank }: Chart): boolean {
  return isTill(entry) && [...accountNoOfBank.values()].includes(entry.entries[0]?.debit_account_no ?? '');
}

/** An amount with a tax contains it. The debited side loses turnover, the credited one money. */
function addEntry(byRate: BooksFigures['byRate'], money: Map<string, number>, entry: ManualEntryView, chart: Chart): void {
  const rates = new Map<number, number[]>();
  for (const line of entry.entries) {
    const rate = line.tax_id === null ? 0 : (chart.perMilleOfTax.get(line.tax_id) ?? -1);
    rates.set(rate, [...(rates.get(rate) ?? []), rappen(line.amount)]);
    move(money, line.credit_account_no, -rappen(line.amount));
  }
  if (isMove(entry) || isTill(entry)) return;
  for (const [rate, amounts] of rates) for (const gross of amounts) addTo(byRate, rate, { gross: -gross, vat: -(gross * rate) / (1_000 + rate) });
}

export function worthOf(entry: ManualEntryView): number {
  return sum(entry.entries.map((line) => rappen(line.amount)));
}

function addTo(byRate: BooksFigures['byRate'], rate: number, { gross, vat }: { gross: number; vat: number }): void {
  const before = byRate.get(rate) ?? { gross: 0, vat: 0, bookings: 0 };
  byRate.set(rate, { gross: before.gross + gross, vat: before.vat + vat, bookings: before.bookings + 1 });
}

function move(money: Map<string, number>, account: string, amount: number): void {
  money.set(account, (money.get(account) ?? 0) + amount);
}

export function rappen(amount: string): number {
  return Math.round(Number(amount) * 100);
}
