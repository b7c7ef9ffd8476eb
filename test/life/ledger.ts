import type { InvoiceView, ManualEntryView } from '../../src/sandbox/bexio/sandbox.ts';
import { type Chart, rappen } from './bexio-figures.ts';

/** Where bexio books what customers owe. */
const receivables = '1100';
const [draft, cancelled] = [7, 19];

/**
 * What one order has left on each account of bexio's ledger, and under which VAT rate there, in double entry: credits less debits, in rappen,
 * gross. Its documents in force, their payments and its entries are all there is; an account on which nothing is left is not named.
 */
export function ledgerOf(invoices: readonly InvoiceView[], entries: readonly ManualEntryView[], chart: Chart): Map<string, number> {
  const left = new Map<string, number>();
  const book = (account: string | null, perMille: number, amount: number) => {
    const name = perMille > 0 ? `${String(account)} at ${perMille} ‰` : String(account);
    left.set(name, (left.get(name) ?? 0) + amount);
  };
  for (const invoice of invoices.filter(({ status }) => status !== draft && status !== cancelled)) {
    book(receivables, 0, -rappen(invoice.total));
    for (const { account_no, tax_percent, position_total } of invoice.positions) if (tax_percent !== null) book(account_no, Math.round(Number(tax_percent) * 10), rappen(position_total));
    if (invoice.mwst_is_net) for (const { percentage, value } of invoice.taxs) book('VAT', Math.round(Number(percentage) * 10), rappen(value));
    for (const { bank_account_id, value } of invoice.payments) {
      book(receivables, 0, rappen(value));
      book(chart.accountNoOfBank.get(bank_account_id ?? 0) ?? null, 0, -rappen(value));
    }
  }
  for (const line of entries.flatMap((entry) => entry.entries)) {
    const perMille = line.tax_id === null ? 0 : (chart.taxes.get(line.tax_id)?.perMille ?? -1);
    book(line.debit_account_no, line.tax_account_no === line.debit_account_no ? perMille : 0, -rappen(line.amount));
    book(line.credit_account_no, line.tax_account_no === line.credit_account_no ? perMille : 0, rappen(line.amount));
  }
  return new Map([...left].filter(([, amount]) => amount !== 0));
}

/** What is left under each rate, accounts together. */
export function ratesOf(ledger: ReadonlyMap<string, number>): Map<number, number> {
  const rates = new Map<number, number>();
  for (const [name, amount] of ledger) {
    const perMille = Number(/at (\d+) ‰$/.exec(name)?.[1] ?? 0);
    if (perMille > 0) rates.set(perMille, (rates.get(perMille) ?? 0) + amount);
  }
  return rates;
}
