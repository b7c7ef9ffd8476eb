import type { BexioSandbox, InvoiceView, ManualEntryView } from '../../src/sandbox/bexio/sandbox.ts';
import { sum } from './shopify-figures.ts';

/** What of bexio's chart the auditor must know, read over bexio's own API. */
export type Chart = { accountNoOfBank: Map<number, string>; accountNo: Map<number, string>; taxes: Map<number, ChartTax> };

/** `owed`: VAT on turnover, or turnover that the return wants to know of without VAT; not what the company pays on what it buys. */
export type ChartTax = { code: string; perMille: number; owed: boolean; startYear: number | null; endYear: number | null };

type Bexio = Pick<BexioSandbox, 'apiUrl' | 'accessToken' | 'books'>;

/** Asks bexio with a token of the auditor's own. */
async function asking(bexio: Bexio) {
  const headers = { authorization: `Bearer ${await bexio.accessToken()}`, accept: 'application/json' };
  return async <Row>(path: string) => (await (await fetch(bexio.apiUrl + path, { headers })).json()) as Row[];
}

/** The rates of every foreign invoice's day. */
export async function readRates(bexio: Bexio): Promise<Map<string, number>> {
  const rows = await asking(bexio);
  const days = new Set(bexio.books.invoices().filter((one) => one.currency !== 'CHF').map((one) => `${one.currency} ${one.is_valid_from}`));
  const rates = [...days].map(async (day) => {
    const [currency = '', date = ''] = day.split(' ');
    const [rate] = await rows<{ factor_nr: number }>(`/3.0/currencies/${bexio.books.currencyId(currency)}/exchange_rates?date=${date}`);
    return [day, rate?.factor_nr ?? 0] as const;
  });
  return new Map(await Promise.all(rates));
}

/** Reads the chart. */
export async function readChart(bexio: Bexio): Promise<Chart> {
  const rows = await asking(bexio);
  const banks = await rows<{ id: number; account_id: number }>('/3.0/banking/accounts');
  const accounts = await rows<{ id: number; account_no: string }>('/2.0/accounts?limit=2000');
  const taxes = await rows<{ id: number; code: string; type: string; value: number | string; start_year: number | null; end_year: number | null }>('/3.0/taxes?limit=1000');
  return {
    accountNoOfBank: new Map(banks.map((bank) => [bank.id, accounts.find(({ id }) => id === bank.account_id)?.account_no ?? ''])),
    accountNo: new Map(accounts.map((account) => [account.id, account.account_no])),
    taxes: new Map(taxes.map((tax) => [tax.id, { code: tax.code, perMille: Math.round(Number(tax.value) * 10), owed: tax.type === 'sales_tax' || tax.type === 'not_taxable_turnover', startYear: tax.start_year, endYear: tax.end_year }])),
  };
}

/** What bexio's books say about one order, added up from its documents and entries; in rappen. */
export type BooksFigures = {
  live: InvoiceView[];
  drafts: InvoiceView[];
  invoiced: number;
  reversed: number;
  /** What was sold less what was taken back, by the account it lies on and the rate it carries. */
  turnover: Turnover[];
  /** By rate: VAT as bexio books it, in whole rappen per document and per line of an entry. */
  vat: Map<number, number>;
  /** Payments less what entries took from the account, by the account's number. */
  money: Map<string, number>;
};

export type Turnover = { account: string; rate: number; gross: number };

const draft = 7;
const cancelled = 19;

/** @param asDraft the merchant issues them himself: then drafts are what is in force */
export function booksOf(invoices: readonly InvoiceView[], entries: readonly ManualEntryView[], { chart, asDraft }: { chart: Chart; asDraft: boolean }): BooksFigures {
  const there = invoices.filter((one) => one.status !== cancelled);
  const drafts = asDraft ? [] : there.filter((one) => one.status === draft);
  const live = there.filter((one) => !drafts.includes(one));
  const turnover = [...live.flatMap(turnoverOf), ...entries.flatMap((one) => takenBack(one, chart))];
  const vat = new Map<number, number>();
  for (const { rate, amount } of [...live.flatMap(vatOf), ...entries.flatMap((one) => vatBack(one, chart))]) vat.set(rate, (vat.get(rate) ?? 0) + amount);
  const money = new Map<string, number>();
  for (const payment of live.flatMap((one) => one.payments)) move(money, chart.accountNoOfBank.get(payment.bank_account_id ?? 0) ?? '', rappen(payment.value));
  for (const entry of entries) {
    for (const line of entry.entries) {
      if (isMove(entry) || isTill(entry)) move(money, line.debit_account_no, rappen(line.amount));
      move(money, line.credit_account_no, -rappen(line.amount));
    }
  }
  const reversed = sum(entries.filter((one) => !isMove(one)).map((one) => (isRoundedUp(one, chart) ? -worthOf(one) : worthOf(one))));
  return { live, drafts, turnover, vat, money, invoiced: sum(live.map((one) => rappen(one.total))), reversed };
}

/** What a document says position by position, VAT contained. */
export function turnoverOf(invoice: InvoiceView): Turnover[] {
  return invoice.positions.filter(({ tax_percent }) => tax_percent !== null).map((position) => {
    const rate = perMille(position.tax_percent ?? '0');
    const price = rappen(position.position_total);
    return { account: position.account_no ?? '', rate, gross: invoice.mwst_is_net ? price * (1 + rate / 1_000) : price };
  });
}

/** bexio computes VAT of a document's sum per rate, with four decimals, and books whole rappen. */
function vatOf(invoice: InvoiceView): { rate: number; amount: number }[] {
  return invoice.taxs.map((one) => ({ rate: perMille(one.percentage), amount: rappen(one.value) }));
}

function perMille(percent: string): number {
  return Math.round(Number(percent) * 10);
}

/** From one account of money to another: no turnover. */
export function isMove(entry: ManualEntryView): boolean {
  return /^shopify:\d+:way:/.test(entry.reference_nr ?? '');
}

/** Between the cash and the account for rounding: what a till took more or less than the invoice says. */
export function isTill(entry: ManualEntryView): boolean {
  return /^shopify:\d+:till:/.test(entry.reference_nr ?? '');
}

function isRoundedUp(entry: ManualEntryView, { accountNoOfBank }: Chart): boolean {
  return isTill(entry) && [...accountNoOfBank.values()].includes(entry.entries[0]?.debit_account_no ?? '');
}

/** The debited side of an entry loses turnover, the credited one money. */
function takenBack(entry: ManualEntryView, chart: Chart): Turnover[] {
  if (isMove(entry)) return [];
  if (isRoundedUp(entry, chart)) return entry.entries.map((line) => ({ account: line.credit_account_no, rate: 0, gross: rappen(line.amount) }));
  return entry.entries.map((line) => ({ account: line.debit_account_no, rate: rateOf(line, chart), gross: -rappen(line.amount) }));
}

/** An amount with a tax contains it: bexio takes it out, line by line. */
function vatBack(entry: ManualEntryView, chart: Chart): { rate: number; amount: number }[] {
  return isMove(entry) ? [] : entry.entries.map((line) => {
    const rate = rateOf(line, chart);
    return { rate, amount: -Math.round((rappen(line.amount) * rate) / (1_000 + rate)) };
  });
}

function rateOf({ tax_id }: ManualEntryView['entries'][number], chart: Chart): number {
  return tax_id === null ? 0 : (chart.taxes.get(tax_id)?.perMille ?? -1);
}

export function worthOf(entry: ManualEntryView): number {
  return sum(entry.entries.map((line) => rappen(line.amount)));
}

function move(money: Map<string, number>, account: string, amount: number): void {
  money.set(account, (money.get(account) ?? 0) + amount);
}

export function rappen(amount: string): number {
  return Math.round(Number(amount) * 100);
}
